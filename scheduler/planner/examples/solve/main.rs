//! Makes up a country of any size, plans its supplies with the planner's kernel, and proves the plan best.
//!
//! ```text
//! arguments --> run: rules, country, minutes --> items solved --> proof --> one line of JSON
//! ```

mod arguments;
mod change;
mod country;
mod coupled;
mod crew;
mod export;
mod fleet;
mod item;
mod lanes;
mod minutes;
mod mps;
mod near;
mod peers;
mod proof;
mod random;
mod record;
mod rules;
mod run;
mod tally;

use arguments::{Command, HELP};
use std::io::{Write, stderr, stdout};
use std::process::ExitCode;

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
