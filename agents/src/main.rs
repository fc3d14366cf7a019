//! The program `yicang-agent`.

use std::io::Write as _;
use std::process::ExitCode;
use yicang_language::{Message, message};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let language = yicang_agent::cli::Surroundings::of_process().language;
        let why = message!("agent-panic", why = Message::verbatim(panic)).say(language);
        let _ = writeln!(std::io::stderr(), "{why}");
    }));
    yicang_agent::cli::run(std::env::args_os())
}
