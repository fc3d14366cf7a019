//! The verbs of those who watch a log: `witness`, `witness-key`, `mirror`, `monitor`.

use super::output::Output;
use super::trusted::{Trusted, read_key};
use super::{Failure, Outcome, file_problem, said, with_progress};
use clap::Args;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use yicang_auditor::mirror::{Mirror, MirrorError};
use yicang_auditor::monitor::{Look, Monitor, Promises};
use yicang_auditor::policy_file::read_policy;
use yicang_auditor::source;
use yicang_auditor::witness::{Witness, serve::Serving};
use yicang_auditor::words::Words as _;
use yicang_language::{Language, ToMessage as _, message};
use yicang_replay::Replay;
use yicang_tlog::{Algorithm, Cosigner, KeyTextError, LogKeys as _, Policy};
use yicang_writer::keys;

#[derive(Args)]
pub(super) struct WitnessArgs {
    #[arg(long, value_name = "FILE", required = true)]
    key: Vec<PathBuf>,
    #[arg(long, value_name = "VKEY", required = true)]
    log: Vec<String>,
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7586")]
    listen: SocketAddr,
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
}

#[derive(Args)]
pub(super) struct WitnessKeyArgs {
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[arg(long, value_name = "NAME", default_value = "ed25519", value_parser = ["ed25519", "ml-dsa-44"])]
    algorithm: String,
}

#[derive(Args)]
pub(super) struct MirrorArgs {
    #[arg(value_name = "PLACE")]
    public: String,
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    #[command(flatten)]
    trusted: Trusted,
}

#[derive(Args)]
pub(super) struct MonitorArgs {
    #[arg(value_name = "PLACE")]
    public: String,
    #[command(flatten)]
    trusted: Trusted,
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    #[arg(long, value_name = "SECONDS", conflicts_with = "once")]
    every: Option<u64>,
    #[arg(long)]
    once: bool,
    #[arg(long, value_name = "FILE", alias = "policy")]
    witness_policy: Option<PathBuf>,
    #[arg(long, value_name = "HOURS", default_value_t = 72)]
    leg_hours: u64,
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    merge_delay: u64,
    #[arg(long)]
    json: bool,
}

pub(super) fn witness(words: &WitnessArgs, out: &mut Output<'_>) -> Outcome {
    let cosigners = words.key.iter().map(|path| cosigner(path)).collect::<Result<Vec<_>, _>>()?;
    let logs = words.log.iter().map(|log| read_key(log)).collect::<Result<Vec<_>, _>>()?;
    for log in &logs {
        out.say(&message!("ledger-witness-cosigns", log = log.name()))?;
    }
    let vkeys: Vec<String> = cosigners.iter().map(|cosigner| cosigner.key().vkey().to_owned()).collect();
    let witness = Witness::open(&words.state, cosigners, logs).map_err(said)?.speaking(out.language);
    let serving = Serving::start(Arc::new(witness), words.listen).map_err(|error| {
        let address = words.listen.to_string();
        Failure::Said(message!("ledger-witness-no-address", address = address, why = error.message()))
    })?;
    for vkey in vkeys {
        out.say(&message!("ledger-witness-as", vkey = vkey))?;
    }
    out.say(&message!("ledger-witness-at", address = serving.address().to_string()))?;
    out.flush()?;
    // What is cosigned is durable at any moment: the process is simply stopped.
    Err(Failure::Said(message!("ledger-witness-ended", why = serving.wait())))
}

pub(super) fn witness_key(words: &WitnessKeyArgs, out: &mut Output<'_>) -> Outcome {
    let wrong = |error: KeyTextError| Failure::Said(error.words());
    let algorithm = if words.algorithm == "ml-dsa-44" { Algorithm::MlDsa44 } else { Algorithm::Ed25519 };
    let skey = Cosigner::generate(&mut rand_core::OsRng, &words.name, algorithm).map_err(wrong)?;
    keys::write_secret(&words.out, &skey).map_err(said)?;
    let cosigner = Cosigner::from_skey(&skey).map_err(wrong)?;
    out.say(&message!("ledger-witness-key-done", file = &words.out, vkey = cosigner.key().vkey()))?;
    Ok(true)
}

fn cosigner(path: &Path) -> Result<Cosigner, Failure> {
    let skey = keys::read_secret(path).map_err(said)?;
    Cosigner::from_skey(&skey).map_err(|error| file_problem(path, error.words()))
}

pub(super) fn mirror(words: &MirrorArgs, out: &mut Output<'_>) -> Outcome {
    let known = words.trusted.read()?;
    let source = source::open(&words.public).map_err(said)?;
    let mirror = Mirror::open(&words.dir, known.trust()).map_err(said)?;
    let name = || mirror.keys().map_or_else(|_| known.key.name().to_owned(), |keys| keys.name().to_owned());
    match with_progress(out.language, |progress| mirror.update(source.as_ref(), progress)) {
        Ok(done) => {
            let (size, new) = (done.size, done.size - done.old);
            let copy = &mirror.copy().0;
            out.say(&message!("ledger-mirrored", log = name(), size = size, new = new, copy = copy))?;
            let mut replay = Replay::new(&name());
            let found =
                with_progress(out.language, |progress| mirror.replay(&mut replay, size, progress)).map_err(said)?;
            for found in &found {
                out.say_of_others(&message!("audit-entry", entry = found.entry, what = found.message()))?;
            }
            if !found.is_empty() {
                out.say(&message!("ledger-mirror-does-not-follow", log = name(), count = found.len()))?;
            }
            Ok(found.is_empty())
        }
        Err(error @ (MirrorError::Source(_) | MirrorError::InUse(_) | MirrorError::Io { .. })) => Err(said(error)),
        Err(error) => {
            out.say(&message!("ledger-wrong", what = error.message()))?;
            out.say(&message!("ledger-mirror-as-it-was", log = name()))?;
            Ok(false)
        }
    }
}

/// The exit code: 0 all is well, 1 something is wrong, 3 the log contradicts itself.
pub(super) fn monitor(words: &MonitorArgs, out: &mut Output<'_>, err: &mut Output<'_>) -> Result<u8, Failure> {
    let known = words.trusted.read()?;
    let policy = self::policy(words.witness_policy.as_deref())?;
    let promises = Promises { merge_delay: words.merge_delay, leg: words.leg_hours.saturating_mul(3600) };
    let mut monitor = Monitor::open(&words.state, known.trust(), policy.as_ref(), promises).map_err(said)?;
    loop {
        match look(words, &mut monitor, out.language) {
            Ok(look) => {
                let name = monitor.log_name().unwrap_or_else(|| known.key.name().to_owned());
                report(&look, &name, words.json, out)?;
                let Some(_) = words.every.filter(|_| look.exit_code() != 3) else { return Ok(look.exit_code()) };
            }
            Err(error) if words.every.is_none() => return Err(error),
            // Who watches for months outlives a network that fails.
            Err(error) => err.say(&message!("ledger-looking-again", why = error.message()))?,
        }
        out.flush()?;
        std::thread::sleep(Duration::from_secs(words.every.unwrap_or_default().max(1)));
    }
}

fn look(words: &MonitorArgs, monitor: &mut Monitor<'_>, language: Language) -> Result<Look, Failure> {
    let source = source::open(&words.public).map_err(said)?;
    with_progress(language, |progress| monitor.look(source.as_ref(), progress)).map_err(said)
}

fn report(look: &Look, log: &str, json: bool, out: &mut Output<'_>) -> std::io::Result<()> {
    if json {
        return writeln!(out, "{}", look.to_json(log));
    }
    for found in &look.found {
        out.say_of_others(&found.message())?;
    }
    let verdict = match look.found.len() {
        0 => message!("ledger-all-is-well"),
        count => message!("ledger-things-wrong", count = count),
    };
    out.say(&message!(
        "ledger-look",
        log = log,
        verdict = verdict,
        size = look.size,
        new = look.new,
        decisions = look.decisions,
        legs = look.legs,
    ))
}

/// A policy file, as `verify --witness-policy` names it.
pub(super) fn policy(path: Option<&Path>) -> Result<Option<Policy>, Failure> {
    path.map(|path| read_policy(path).map_err(Failure::Said)).transpose()
}
