//! `completion`: what a shell runs to complete words, and the words: ids and names of the kept catalogue. The engine is
//! clap's own; its script asks this program, so that commands and flags are always those of the program that is there.

use super::console::Console;
use super::{Failure, Outcome};
use crate::kept_catalogue::KeptCatalogue;
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::Shells;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use yicang_exchange::Named;
use yicang_language::help::flag_value;
use yicang_language::{ToMessage as _, message};

/// The variable by which a shell's script says that it asks for words.
const VARIABLE: &str = "YICANG_COMPLETE";
const PROGRAM: &str = "yicang-agent";

#[derive(clap::Args)]
pub(super) struct Completion {
    shell: Shell,
}

#[derive(clap::ValueEnum, Clone, Copy)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

impl Completion {
    pub(super) fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let name = match self.shell {
            Shell::Bash => "bash",
            Shell::Zsh => "zsh",
            Shell::Fish => "fish",
        };
        let mut script = Vec::new();
        let shells = Shells::builtins();
        let shell = shells.completer(name).expect("it is one of those that the engine knows");
        shell
            .write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)
            .map_err(|error| message!("file-problem", path = name, why = error.message()))?;
        console.print(&String::from_utf8_lossy(&script));
        Ok(Outcome::Done)
    }
}

/// Answers a shell that asks for words, and ends the process; else nothing happens.
pub(super) fn complete(command: impl Fn() -> clap::Command) {
    CompleteEnv::with_factory(command).var(VARIABLE).complete();
}

/// Completes an item.
pub(super) fn items() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| words(Named::Items, begun))
}

/// Completes a site of the agent's.
pub(super) fn sites() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| words(Named::Sites, begun))
}

/// Completes a depot of the agent's.
pub(super) fn depots() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| words(Named::Depots, begun))
}

/// Ids that begin so, each with its name, and names that do. Names with spaces are left out: shells take them apart.
fn words(of: Named, begun: &OsStr) -> Vec<CompletionCandidate> {
    let begun = begun.to_string_lossy().to_lowercase();
    let Some(kept) = KeptCatalogue::read(Path::new(&folder(&std::env::args_os().collect::<Vec<_>>()))) else {
        return Vec::new();
    };
    let names = kept.names(of);
    let fitting = names
        .words()
        .filter(|(word, _)| word.to_lowercase().starts_with(&begun) && !word.contains(char::is_whitespace));
    let candidate =
        |(word, of): (&str, &str)| CompletionCandidate::new(word).help((!of.is_empty()).then(|| of.to_owned().into()));
    fitting.map(candidate).collect()
}

/// The agent's folder, by the words behind `--`, which are those that the person has typed.
fn folder(arguments: &[OsString]) -> String {
    let typed = arguments.iter().position(|word| word == "--").map_or(0, |at| at + 1);
    flag_value(&arguments[typed..], "--dir").unwrap_or_else(|| super::DIR.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_the_one_that_was_typed() {
        let of = |line: &str| folder(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of("yicang-agent -- yicang-agent --dir h001 report need --item RE"), "h001");
        assert_eq!(of("yicang-agent -- yicang-agent report --dir=x"), "x");
        assert_eq!(of("yicang-agent -- yicang-agent report"), "./yicang-agent");
    }
}
