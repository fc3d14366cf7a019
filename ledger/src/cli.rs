//! The auditor's program, `yicang-ledger`: words in, sentences and an exit code out. It decides nothing itself.
//!
//! Exit codes: 0 all is well; 1 something is wrong and was named; 2 wrong usage, or something cannot be read;
//! 3 (`monitor`, `verify-evidence`) the log contradicts or broke what it had signed.

mod args;
mod entries;
mod evidence;
mod log_key;
mod operate;
mod output;
mod read;
mod reveal;
mod trusted;
mod watch;

use args::{Cli, LogKeyVerb, Verb};
use clap::Parser as _;
use output::Output;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};
use std::process::ExitCode;

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
    let words = match Cli::try_parse_from(words) {
        Ok(words) => words,
        Err(error) => {
            // If the terminal is gone there is nobody to tell.
            let _ = if error.use_stderr() { write!(err, "{error}") } else { write!(out, "{error}") };
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    // Somebody may stop reading what is said (`| head -1`): the verdict is still the exit code, and who watches goes
    // on.
    let is_list = matches!(words.verb, Verb::Show { .. });
    let out = &mut Output { inner: out, hears: true, ends: is_list };
    let err = &mut Output { inner: err, hears: true, ends: false };
    let outcome = match &words.verb {
        Verb::Init { dir, origin } => operate::init(dir, origin, out),
        Verb::Verify { public, trusted, witness_policy } => {
            read::verify(public, trusted, witness_policy.as_deref(), out)
        }
        Verb::Prove { place, index, leaf, out: file, reading } => {
            read::prove(place, (*index, leaf.as_deref()), file, reading, out)
        }
        Verb::Show { place, index, reading } => read::show(place, *index, reading, out),
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
            let _ = writeln!(err, "yicang-ledger: {error}");
            ExitCode::from(2)
        }
    }
}

/// Why a verb has no outcome.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Said(String),
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// What is wrong, without the program's name in front.
    fn sentence(&self) -> String {
        self.to_string()
    }
}

fn said(error: impl std::error::Error) -> Failure {
    Failure::Said(error.to_string())
}

/// Whether all is well.
type Outcome = Result<bool, Failure>;

/// Shows how far the work is, if somebody is looking.
fn with_progress<T>(work: impl FnOnce(&mut dyn FnMut(&'static str, u64, u64)) -> T) -> T {
    if !io::stderr().is_terminal() {
        return work(&mut |_, _, _| {});
    }
    let bar = indicatif::ProgressBar::new(0);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{msg:12} {bar:40} {pos}/{len}") {
        bar.set_style(style);
    }
    let done = work(&mut |stage, done, total| {
        bar.set_message(stage);
        bar.set_length(total);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    done
}
