//! The auditor's program, `yicang-ledger`: words in, sentences and an exit code out. It decides nothing itself.
//!
//! Exit codes: 0 all is well; 1 something is wrong and was named; 2 wrong usage, or something cannot be read;
//! 3 (`monitor`, `verify-evidence`) the log contradicts or broke what it had signed.

mod args;
mod consignment;
mod entries;
mod evidence;
mod gift;
mod log_key;
mod operate;
mod output;
mod read;
mod reveal;
mod trusted;
mod watch;

use args::{Cli, LogKeyVerb, Verb};
use clap::{CommandFactory as _, FromArgMatches as _};
use output::Output;
use std::error::Error;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;
use std::process::ExitCode;
use yicang_language::help::{flag_value, help_verb, localized, usage_fault};
use yicang_language::{Language, Message, ToMessage, UnknownLanguage, message};

/// Runs the program on these words (the first is its own name) and the process's standard streams.
pub fn run(words: impl Iterator<Item = OsString>) -> ExitCode {
    run_with(words, &mut io::stdout(), &mut io::stderr())
}

/// Runs the program and writes to the given streams. They are `Send`, so that no lock on a standard stream can be
/// passed: a verb may run for months, and other threads (a witness's alarm, a panic's message) would wait for that
/// lock for ever.
///
/// ```no_run
/// yicang_ledger::cli::run_with(std::env::args_os(), &mut Vec::new(), &mut std::io::stderr());
/// ```
/// ```compile_fail
/// yicang_ledger::cli::run_with(std::env::args_os(), &mut Vec::new(), &mut std::io::stderr().lock());
/// ```
pub fn run_with(
    words: impl Iterator<Item = OsString>,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> ExitCode {
    let words = help_verb(words);
    let language = language_of(&words);
    let matches = command(language).try_get_matches_from(words);
    let words = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(words) => words,
        Err(usage) => {
            // If the terminal is gone there is nobody to tell.
            let _ = if usage.use_stderr() {
                writeln!(err, "{}", usage_fault(&usage, language, explain).trim_end())
            } else {
                write!(out, "{}", usage.render())
            };
            return ExitCode::from(if usage.use_stderr() { 2 } else { 0 });
        }
    };
    // Somebody may stop reading what is said (`| head -1`): the verdict is still the exit code, and who watches goes
    // on.
    let is_list = matches!(words.verb, Verb::Show { .. });
    let out = &mut Output { inner: out, hears: true, ends: is_list, language };
    let err = &mut Output { inner: err, hears: true, ends: false, language };
    let outcome = match &words.verb {
        Verb::Init { dir, origin } => operate::init(dir, origin, out),
        Verb::Verify { public, trusted, witness_policy } => {
            read::verify(public, trusted, witness_policy.as_deref(), out)
        }
        Verb::Prove { place, index, leaf, out: file, reading } => {
            read::prove(place, (*index, leaf.as_deref()), file, reading, out)
        }
        Verb::Show { place, index, reading } => read::show(place, *index, reading, out),
        Verb::Gift { place, code, reading } => gift::gift(place, code, reading, out),
        Verb::Consignment { place, code, reading } => consignment::consignment(place, code, reading, out),
        Verb::Fsck { dir } => operate::check(dir, out),
        Verb::Adopt { dir, newest_checkpoint, .. } => operate::adopt(dir, newest_checkpoint.as_deref(), out),
        Verb::Witness(args) => watch::witness(args, out),
        Verb::WitnessKey(args) => watch::witness_key(args, out),
        Verb::RootKey(args) => log_key::root_key(args, out),
        Verb::LogKey(LogKeyVerb::Prepare { dir }) | Verb::NextKey { dir } => log_key::prepare(dir, out),
        Verb::LogKey(LogKeyVerb::Certify(args)) | Verb::StateKey(args) => log_key::certify(args, out),
        Verb::LogKey(LogKeyVerb::Activate(args)) | Verb::Rotate(args) => log_key::activate(args, out),
        Verb::LogKey(LogKeyVerb::Publish(args)) | Verb::PublishKeys(args) => log_key::publish(args, out),
        Verb::Reveal(args) => reveal::reveal(args, out),
        Verb::Mirror(args) => watch::mirror(args, out),
        Verb::VerifyEvidence(args) => match evidence::verify_evidence(args, out) {
            Ok(code) => return ExitCode::from(code),
            Err(error) => Err(error),
        },
        Verb::Monitor(args) => match watch::monitor(args, out, err) {
            Ok(code) => return ExitCode::from(code),
            Err(error) => Err(error),
        },
    };
    match outcome {
        Ok(sound) => ExitCode::from(u8::from(!sound)),
        // Whoever reads a list has read enough, `head` for instance.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = err.say(&message!("ledger-failed", why = error.message()));
            ExitCode::from(2)
        }
    }
}

/// The program's command line in a language.
#[must_use]
pub fn command(language: Language) -> clap::Command {
    localized(Cli::command(), "ledger", language)
}

/// The language to speak, known before the command line is read as a whole: its own help and faults are in it.
fn language_of(words: &[OsString]) -> Language {
    let flag = flag_value(words, "--lang").and_then(|word| word.parse().ok());
    Language::choose(flag, None, |name| std::env::var(name).ok())
}

/// The faults of values that the catalogue has words for.
fn explain(error: &(dyn Error + 'static)) -> Option<Message> {
    error.downcast_ref::<UnknownLanguage>().map(ToMessage::message)
}

/// Why a verb has no outcome.
#[derive(Debug)]
enum Failure {
    Said(Message),
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl ToMessage for Failure {
    /// What is wrong, without the program's name in front.
    fn message(&self) -> Message {
        match self {
            Self::Said(what) => what.clone(),
            Self::Output(error) => message!("ledger-no-output", why = error.message()),
        }
    }
}

fn said(error: impl ToMessage) -> Failure {
    Failure::Said(error.message())
}

/// What is wrong with a file.
fn file_problem(path: &Path, why: Message) -> Failure {
    Failure::Said(message!("file-problem", path = path, why = why))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::Said(message!("ledger-file-unreadable", file = path, why = error.message()))
}

/// A file's bytes.
fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = yicang_files::read(path).map_err(|error| unreadable(path, &error))?;
    bytes.ok_or_else(|| Failure::Said(message!("ledger-file-none", file = path)))
}

/// Whether all is well.
type Outcome = Result<bool, Failure>;

/// A stage of an audit, a copy or a look.
fn stage_words(stage: &str) -> Message {
    match stage {
        "entries" => message!("ledger-stage-entries"),
        "tiles" => message!("ledger-stage-tiles"),
        "attachments" => message!("ledger-stage-attachments"),
        "proofs" => message!("ledger-stage-proofs"),
        "decisions" => message!("ledger-stage-decisions"),
        "replay" => message!("ledger-stage-replay"),
        "journal" => message!("ledger-stage-journal"),
        stage => Message::verbatim(stage),
    }
}

/// Shows how far the work is, if somebody is looking.
fn with_progress<T>(language: Language, work: impl FnOnce(&mut dyn FnMut(&'static str, u64, u64)) -> T) -> T {
    if !io::stderr().is_terminal() {
        return work(&mut |_, _, _| {});
    }
    let bar = indicatif::ProgressBar::new(0);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{msg:12} {bar:40} {pos}/{len}") {
        bar.set_style(style);
    }
    let done = work(&mut |stage, done, total| {
        bar.set_message(stage_words(stage).say(language));
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    done
}
