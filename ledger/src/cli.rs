//! The auditor's program, `yicang-ledger`: words in, sentences and an exit code out. It decides nothing itself.
//!
//! Exit codes: 0 all is well; 1 something is wrong and was named; 2 the words were wrong, or something cannot be read;
//! 3 (`monitor`, `judge`) the log contradicts or broke what it had signed.

mod change;
mod judge;
mod open;
mod show;
mod watch;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use yicang_domain::shown::on_terminal;
use yicang_tlog::{LogKeys as _, LogVerifier, TlogProof, Tree, parse_hex};

use crate::fsck::fsck;
use yicang_auditor::audit::{Finding, audit_with};
use yicang_auditor::log_keys::{TrustAnchor, TrustError};
use yicang_auditor::public_log::{PublicLog, PublicLogError};
use yicang_auditor::source::{self, Source};
use yicang_files as files;
use yicang_tlog::layout::{CHECKPOINT, VKEY};
use yicang_writer::keys;
use yicang_writer::{INDEX, Index, JOURNAL, Ledger};

/// Makes, checks and reads the public log of who gets which emergency supplies.
#[derive(Parser)]
#[command(name = "yicang-ledger", version, max_term_width = 100)]
struct Words {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Make a new, empty log with its key pair. Never overwrites a key
    Init {
        /// The ledger's folder; made if it is not there
        dir: PathBuf,
        /// The log's name, a URL without `https://`, for instance supplies.hubei.example/log
        #[arg(long)]
        origin: String,
    },
    /// Recompute everything that a public folder claims, and count each decision's plan again
    Verify {
        /// The public folder, or its address: http://… or https://…
        public: String,
        #[command(flatten)]
        trusted: Trusted,
        /// A tlog-policy file: which witnesses must have cosigned the log
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
    },
    /// Write the proof that an entry is in the log (c2sp.org/tlog-proof)
    Prove {
        /// The ledger's folder, the public folder, or its address
        place: String,
        /// The entry's number, from 0
        #[arg(required_unless_present = "leaf", conflicts_with = "leaf")]
        index: Option<u64>,
        /// The entry's leaf hash, 64 hexadecimal digits, in place of its number
        #[arg(long, value_name = "HASH")]
        leaf: Option<String>,
        /// Where to write the proof: a file whose name should end in .tlog-proof
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        reading: Reading,
    },
    /// Print entries: all, a line each, or one in full
    Show {
        /// The ledger's folder, the public folder, or its address
        place: String,
        /// The entry's number, from 0
        index: Option<u64>,
        #[command(flatten)]
        reading: Reading,
    },
    /// Let the log go on in a folder that is a copy of its own, after a restore or a move
    Adopt {
        /// The ledger's folder
        dir: PathBuf,
        /// The newest checkpoint that anybody has: from the public address, a mirror or a witness
        #[arg(long, value_name = "FILE", required_unless_present = "moved", conflicts_with = "moved")]
        seen: Option<PathBuf>,
        /// The folder was moved, and nothing was signed since
        #[arg(long)]
        moved: bool,
    },
    /// Check a ledger's folder: journal, signed checkpoint and public folder against each other. Changes nothing
    Fsck {
        /// The ledger's folder
        dir: PathBuf,
    },
    /// Be a witness of other people's logs (c2sp.org/tlog-witness): cosign what only grows, refuse and shout otherwise
    Witness(watch::WitnessWords),
    /// Make a witness's private key
    WitnessKey(watch::WitnessKeyWords),
    /// Keep a verified copy of a log, which any web server can serve; run it again to bring it up to date
    Mirror(watch::MirrorWords),
    /// Follow a log: it only grows, decisions are lawful, entries come out in time, what was shipped arrives
    #[command(after_help = "Exit codes: 0 all is well; 1 something is wrong; 2 the log cannot be read; 3 the log \
                            contradicts what it had signed.")]
    Monitor(watch::MonitorWords),
    /// Judge an evidence file, without network: did the log keep what a receipt promised?
    #[command(
        after_help = "Exit codes: 0 the promise is kept, or not due yet; 1 the file proves nothing; 2 the words are \
                            wrong, or a file cannot be read; 3 the log broke its promise, and the file proves it."
    )]
    Judge(judge::JudgeWords),
    /// Open masked fields with a file that was granted, and check each against the log
    #[command(
        after_help = "Exit codes: 0 every field is what the log commits to; 1 one is not, or must not be opened; 2 the \
                            words are wrong, or something cannot be read."
    )]
    Open(open::OpenWords),
    /// Make the root key of a log; keep it on a machine that is never on the network
    RootKey(change::RootKeyWords),
    /// With the root key, offline: say which sizes of the log a key may sign. Run it again to revoke the key
    StateKey(change::StateKeyWords),
    /// Make the key that the log will go over to
    NextKey {
        /// The ledger's folder
        dir: PathBuf,
    },
    /// Publish the root key's statements by themselves, where the log's key stays: a first one, or a revocation
    PublishKeys(change::PublishKeysWords),
    /// Go over to the next key, by the root key's statements; the ledger must not be running
    Rotate(change::RotateWords),
}

/// What is known of the log beforehand.
#[derive(clap::Args)]
struct Trusted {
    /// The log's public key (name+…), or a file that holds it. Get it from the log's operator, not from its folder
    #[arg(long, value_name = "VKEY", required_unless_present = "root")]
    key: Option<String>,
    /// In its place, the public key of the log's root: it names the keys that may sign, through every change
    #[arg(long, value_name = "VKEY", conflicts_with = "key")]
    root: Option<String>,
}

/// What `prove` and `show` may be told of the log beforehand.
#[derive(clap::Args)]
struct Reading {
    /// The log's public key, or a file that holds it [default: the folder's own log.vkey]
    #[arg(long)]
    key: Option<String>,
    /// In its place, the public key of the log's root
    #[arg(long, value_name = "VKEY", conflicts_with = "key")]
    root: Option<String>,
}

/// A key that was read, and which of the two it is.
struct Known {
    key: LogVerifier,
    is_root: bool,
}

impl Known {
    fn trust(&self) -> TrustAnchor<'_> {
        if self.is_root { TrustAnchor::Root(&self.key) } else { TrustAnchor::Key(&self.key) }
    }
}

impl Trusted {
    fn read(&self) -> Result<Known, Failure> {
        let (text, is_root) = match (&self.root, &self.key) {
            (Some(root), _) => (root.as_str(), true),
            (None, key) => (key.as_deref().unwrap_or_default(), false),
        };
        Ok(Known { key: read_key(text)?, is_root })
    }

    /// The key of the head that stands at this place now; `None` if the root key names none, which was said then.
    fn key_now(&self, source: &dyn Source, out: &mut dyn Write) -> Result<Option<LogVerifier>, Failure> {
        let known = self.read()?;
        if !known.is_root {
            return Ok(Some(known.key));
        }
        match key_of_head(known.trust(), source) {
            Ok(key) => Ok(Some(key)),
            Err(TrustError::Source(e)) => Err(said(e)),
            Err(what) => {
                writeln!(out, "wrong: {what}")?;
                Ok(None)
            }
        }
    }
}

/// The key that has signed the head that stands there now, and may.
fn key_of_head(trust: TrustAnchor<'_>, source: &dyn Source) -> Result<LogVerifier, TrustError> {
    let head = source.read(CHECKPOINT)?.unwrap_or_default();
    Ok(trust.keys(source)?.open_by(&head)?.1.clone())
}

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
    let words = match Words::try_parse_from(words) {
        Ok(words) => words,
        Err(e) => {
            // If the terminal is gone there is nobody to tell.
            let _ = if e.use_stderr() { write!(err, "{e}") } else { write!(out, "{e}") };
            return ExitCode::from(if e.use_stderr() { 2 } else { 0 });
        }
    };
    // Somebody may stop reading what is said (`| head -1`): the verdict is still the exit code, and who watches goes
    // on.
    let is_list = matches!(words.verb, Verb::Show { .. });
    let out = &mut Heard { inner: out, hears: true, ends: is_list };
    let err = &mut Heard { inner: err, hears: true, ends: false };
    let outcome = match &words.verb {
        Verb::Init { dir, origin } => init(dir, origin, out),
        Verb::Verify { public, trusted, policy } => verify(public, trusted, policy.as_deref(), out),
        Verb::Prove { place, index, leaf, out: file, reading } => {
            prove(place, (*index, leaf.as_deref()), file, reading, out)
        }
        Verb::Show { place, index, reading } => show(place, *index, reading, out),
        Verb::Fsck { dir } => check(dir, out),
        Verb::Adopt { dir, seen, .. } => adopt(dir, seen.as_deref(), out),
        Verb::Witness(words) => watch::witness(words, out),
        Verb::WitnessKey(words) => watch::witness_key(words, out),
        Verb::RootKey(words) => change::root_key(words, out),
        Verb::StateKey(words) => change::state_key(words, out),
        Verb::NextKey { dir } => change::next_key(dir, out),
        Verb::PublishKeys(words) => change::publish_keys(words, out),
        Verb::Rotate(words) => change::rotate(words, out),
        Verb::Open(words) => open::open(words, out),
        Verb::Mirror(words) => watch::mirror(words, out),
        Verb::Judge(words) => match judge::judge(words, out) {
            Ok(code) => return ExitCode::from(code),
            Err(e) => Err(e),
        },
        Verb::Monitor(words) => match watch::monitor(words, out, err) {
            Ok(code) => return ExitCode::from(code),
            Err(e) => Err(e),
        },
    };
    match outcome {
        Ok(sound) => ExitCode::from(u8::from(!sound)),
        // Whoever reads a list has read enough, `head` for instance.
        Err(Failure::Output(e)) if e.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(e) => {
            let _ = writeln!(err, "yicang-ledger: {e}");
            ExitCode::from(2)
        }
    }
}

/// A stream whose reader may leave. What is written afterwards is dropped, unless there is no more to the verb than the
/// writing.
struct Heard<'a> {
    inner: &'a mut (dyn Write + Send),
    hears: bool,
    ends: bool,
}

impl Heard<'_> {
    fn unless_left<T>(&mut self, nobody: T, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
        if !self.hears {
            return Ok(nobody);
        }
        match write(self.inner) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe && !self.ends => {
                self.hears = false;
                Ok(nobody)
            }
            done => done,
        }
    }
}

impl Write for Heard<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_left(bytes.len(), |inner| inner.write(bytes))
    }

    /// A line is written whole, and nothing of another thread's comes in between.
    fn write_fmt(&mut self, line: std::fmt::Arguments<'_>) -> io::Result<()> {
        self.unless_left((), |inner| inner.write_fmt(line))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_left((), |inner| inner.flush())
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

fn said(e: impl std::error::Error) -> Failure {
    Failure::Said(e.to_string())
}

/// Whether all is well.
type Outcome = Result<bool, Failure>;

fn init(dir: &Path, origin: &str, out: &mut dyn Write) -> Outcome {
    let signer = keys::create(dir, origin).map_err(said)?;
    let vkey = signer.verifier().vkey().to_owned();
    Ledger::open(dir, signer).map_err(said)?;
    writeln!(out, "A new log lies in {}.", dir.display())?;
    writeln!(out, "Its public key, for all who shall verify it:\n  {vkey}")?;
    writeln!(out, "Its private key is {}: back it up, show it to nobody.", dir.join("keys/log.skey").display())?;
    Ok(true)
}

fn adopt(dir: &Path, seen: Option<&Path>, out: &mut dyn Write) -> Outcome {
    let log = keys::load(dir).map_err(said)?.verifier().clone();
    let unreadable = |file: &Path, e: io::Error| Failure::Said(format!("{} cannot be read: {e}", file.display()));
    let seen = seen.map(|file| std::fs::read(file).map_err(|e| unreadable(file, e))).transpose()?;
    yicang_writer::adopt(dir, &log, seen.as_deref()).map_err(said)?;
    writeln!(out, "{}: the log goes on in {}.", log.name(), dir.display())?;
    Ok(true)
}

fn verify(public: &str, trusted: &Trusted, policy: Option<&Path>, out: &mut dyn Write) -> Outcome {
    let policy = watch::policy(policy)?;
    let source = source::open(public).map_err(said)?;
    let Some(log) = trusted.key_now(source.as_ref(), out)? else { return Ok(false) };
    let audit =
        |progress: yicang_auditor::audit::Progress<'_>| audit_with(source.as_ref(), &log, policy.as_ref(), progress);
    let audit = with_progress(audit).map_err(said)?;
    print_findings(&audit.findings, out)?;
    audit.remarks.iter().try_for_each(|remark| writeln!(out, "note: {}", on_terminal(&remark.to_string())))?;
    let size = audit.checkpoint.as_ref().map_or(0, yicang_tlog::Checkpoint::size);
    let looked_at = format!("{size} entries, {} decisions, {} files", audit.decisions, audit.files);
    match audit.findings.len() {
        0 => writeln!(out, "{}: all is as it should be: {looked_at}.", log.name())?,
        1 => writeln!(out, "{}: 1 thing is wrong, see above: {looked_at}.", log.name())?,
        n => writeln!(out, "{}: {n} things are wrong, see above: {looked_at}.", log.name())?,
    }
    Ok(audit.findings.is_empty())
}

fn prove(
    place: &str,
    (index, leaf): (Option<u64>, Option<&str>),
    file: &Path,
    reading: &Reading,
    out: &mut dyn Write,
) -> Outcome {
    let (source, log) = open_public(place, reading)?;
    let extract = PublicLog::open(source.as_ref(), &log).map_err(said)?;
    let index = match (index, leaf) {
        (Some(index), _) => index,
        (None, leaf) => {
            let hash = parse_hex(leaf.unwrap_or_default());
            let hash = hash.ok_or_else(|| Failure::Said("a leaf hash is 64 hexadecimal digits, lower case".into()))?;
            match looked_up(place, &hash, &extract) {
                Some(index) => index,
                None => extract.find(&hash).map_err(said)?,
            }
        }
    };
    let proof = extract.prove(index).map_err(said)?;
    std::fs::write(file, proof.as_bytes()).map_err(|e| Failure::Said(format!("{}: {e}", file.display())))?;
    report_proof(&proof, file, out)
}

fn report_proof(proof: &TlogProof, file: &Path, out: &mut dyn Write) -> Outcome {
    let size = proof.checkpoint().size();
    let (index, file) = (proof.index(), file.display());
    writeln!(
        out,
        "{file} proves that entry {index} is among the {size} that {} has signed.",
        proof.checkpoint().origin()
    )?;
    Ok(true)
}

/// Asks the look-up of a ledger that is not running. What it says is checked against the entry itself.
fn looked_up(place: &str, leaf: &yicang_tlog::Hash, extract: &PublicLog<'_>) -> Option<u64> {
    let dir = Path::new(place).join(INDEX);
    let index = dir.is_dir().then(|| Index::open_as_it_is(&dir).ok()?.find(leaf).ok()?).flatten()?;
    (yicang_tlog::leaf_hash(&extract.entry(index).ok()?) == *leaf).then_some(index)
}

fn show(place: &str, index: Option<u64>, reading: &Reading, out: &mut dyn Write) -> Outcome {
    let (source, log) = open_public(place, reading)?;
    let extract = PublicLog::open(source.as_ref(), &log).map_err(said)?;
    let Some(index) = index else {
        show::head(extract.head(), out)?;
        let mut tree = Tree::new();
        for start in (0..extract.head().size()).step_by(256) {
            for (index, entry) in extract.bundle(start).map_err(said)? {
                tree.push(&entry);
                show::line(index, &entry, out)?;
            }
        }
        let signed = tree.root() == *extract.head().root();
        if !signed {
            writeln!(out, "wrong: these entries are not those that were signed; `yicang-ledger verify` says more")?;
        }
        return Ok(signed);
    };
    let proof = match extract.prove(index) {
        Ok(proof) => proof,
        Err(e @ PublicLogError::NotThere { .. }) => return Err(said(e)),
        Err(e) => {
            writeln!(out, "entry {index} is not to be trusted: {e}")?;
            return Ok(false);
        }
    };
    show::whole(&proof, &extract.entry(index).map_err(said)?, out)?;
    Ok(true)
}

fn check(dir: &Path, out: &mut dyn Write) -> Outcome {
    let signer = keys::load(dir).map_err(said)?;
    if !dir.join(JOURNAL).exists() {
        return Err(Failure::Said(format!("{} is not there; is {0} a ledger's folder?", dir.join(JOURNAL).display())));
    }
    let fsck = with_progress(|progress| fsck(dir, signer.verifier(), progress)).map_err(said)?;
    for notice in &fsck.notices {
        writeln!(out, "note: {notice}")?;
    }
    print_findings(&fsck.findings, out)?;
    let verdict = if fsck.findings.is_empty() { "sound" } else { "not sound, see above" };
    writeln!(out, "{}: {verdict}: {} records, {} public.", dir.display(), fsck.records, fsck.public)?;
    Ok(fsck.findings.is_empty())
}

fn print_findings(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    findings.iter().try_for_each(|finding| writeln!(out, "wrong: {}", on_terminal(&finding.to_string())))
}

/// A key as text, or a file that holds it.
fn read_key(key: &str) -> Result<LogVerifier, Failure> {
    let text = match files::read(Path::new(key)) {
        Ok(Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        _ if key.contains('+') => key.to_owned(),
        _ => return Err(Failure::Said(format!("{key} is neither a file that can be read nor a log's public key"))),
    };
    LogVerifier::from_vkey(&text).map_err(|e| Failure::Said(format!("{key}: {e}")))
}

/// The public folder at `place`, which may be the ledger's folder around it, and the key.
fn open_public(place: &str, reading: &Reading) -> Result<(Box<dyn Source>, LogVerifier), Failure> {
    let inner = Path::new(place).join("public");
    let place = if inner.is_dir() { inner.display().to_string() } else { place.to_owned() };
    let source = source::open(&place).map_err(said)?;
    let log = match (&reading.key, &reading.root) {
        (Some(key), _) => read_key(key)?,
        (None, Some(root)) => key_of_head(TrustAnchor::Root(&read_key(root)?), source.as_ref()).map_err(said)?,
        (None, None) => {
            let bytes = source.read(VKEY).map_err(said)?;
            let bytes =
                bytes.ok_or_else(|| Failure::Said(format!("{place} has no {VKEY}; give the key with --key")))?;
            let vkey = String::from_utf8_lossy(&bytes).into_owned();
            LogVerifier::from_vkey(&vkey).map_err(|e| Failure::Said(format!("{place}/{VKEY}: {e}")))?
        }
    };
    Ok((source, log))
}

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
