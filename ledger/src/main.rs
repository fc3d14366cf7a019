//! The auditor's program. All of it is in the library, so that tests can call it too.

use std::process::ExitCode;

fn main() -> ExitCode {
    yicang_ledger::cli::run(std::env::args_os())
}
