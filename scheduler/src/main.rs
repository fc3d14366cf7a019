//! The program `yicang`. Everything is in the library, so that tests can run it too.

use std::process::ExitCode;

fn main() -> ExitCode {
    yicang_scheduler::cli::run(std::env::args_os())
}
