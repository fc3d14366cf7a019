//! Makes up a country, plans its supplies, proves the plan best, and prints one line of JSON.

use std::io::{Write, stderr, stdout};
use std::process::ExitCode;
use yicang_country::arguments::{Command, HELP};
use yicang_country::run;

fn main() -> ExitCode {
    let arguments = match Command::read(std::env::args().skip(1)) {
        Ok(Command::Run(arguments)) => arguments,
        Ok(Command::Help) => return told(stdout(), HELP, ExitCode::SUCCESS),
        Err(sentence) => return told(stderr(), &format!("{sentence}\n"), ExitCode::from(2)),
    };
    match run::run(&arguments) {
        Ok((record, true)) => told(stdout(), &format!("{}\n", record.line()), ExitCode::SUCCESS),
        Ok((record, false)) => told(stdout(), &format!("{}\n", record.line()), ExitCode::FAILURE),
        Err(sentence) => told(stderr(), &format!("{sentence}\n"), ExitCode::FAILURE),
    }
}

/// Writes a text; where nobody listens, the answer is a failure.
fn told(mut to: impl Write, text: &str, code: ExitCode) -> ExitCode {
    if to.write_all(text.as_bytes()).is_ok() { code } else { ExitCode::FAILURE }
}
