//! The program `yicang-agent`.

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let _ = writeln!(
            std::io::stderr(),
            "yicang-agent stops because of a mistake in the program itself. Reports that it said it kept are safe in the \
             outbox. Please pass this on to whoever maintains it: {panic}"
        );
    }));
    yicang_agent::cli::run(std::env::args_os())
}
