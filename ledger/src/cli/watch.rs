//! The verbs of those who watch a log: `witness`, `witness-key`, `mirror`, `monitor`.

use super::args::Trusted;
use super::trusted::read_key;
use super::{Failure, Outcome, said, with_progress};
use clap::Args;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use yicang_auditor::mirror::{Mirror, MirrorError};
use yicang_auditor::monitor::{Look, Monitor, Promises};
use yicang_auditor::policy_file::read_policy;
use yicang_auditor::source;
use yicang_auditor::witness::{Witness, serve::Serving};
use yicang_domain::shown::on_terminal;
use yicang_replay::Replay;
use yicang_tlog::{Algorithm, Cosigner, LogKeys as _, Policy};
use yicang_writer::keys;

#[derive(Args)]
pub(super) struct WitnessArgs {
    /// A private key made by `witness-key`; several cosign each
    #[arg(long, value_name = "FILE", required = true)]
    key: Vec<PathBuf>,
    /// The public key of a log to cosign for, or a file that holds it; a log's new key beside its old one
    #[arg(long, value_name = "VKEY", required = true)]
    log: Vec<String>,
    /// Where to listen; TLS belongs in front
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7586")]
    listen: SocketAddr,
    /// The folder that remembers what was cosigned. Never put an older copy of it in its place
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
}

#[derive(Args)]
pub(super) struct WitnessKeyArgs {
    /// The witness's name, a URL without `https://`, for instance witness.hospitals.example/w1
    name: String,
    /// The file to make, for its owner only; one that is there is left alone
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// ed25519 is what every log understands; ml-dsa-44 holds against quantum computers. Best is one of each
    #[arg(long, value_name = "NAME", default_value = "ed25519", value_parser = ["ed25519", "ml-dsa-44"])]
    algorithm: String,
}

#[derive(Args)]
pub(super) struct MirrorArgs {
    /// The public folder, or its address: http://… or https://…
    public: String,
    /// The copy's folder; the copy itself is in DIR/public
    dir: PathBuf,
    #[command(flatten)]
    trusted: Trusted,
}

#[derive(Args)]
pub(super) struct MonitorArgs {
    /// The public folder, or its address: http://… or https://…
    public: String,
    #[command(flatten)]
    trusted: Trusted,
    /// The monitor's folder: a verified copy, and what was seen
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// Look again after N seconds, until stopped [default: look once]
    #[arg(long, value_name = "SECONDS", conflicts_with = "once")]
    every: Option<u64>,
    /// Look once
    #[arg(long)]
    once: bool,
    /// A tlog-policy file: which witnesses must vouch for the log
    #[arg(long, value_name = "FILE", alias = "policy")]
    witness_policy: Option<PathBuf>,
    /// Hours after which what was shipped should have arrived
    #[arg(long, value_name = "HOURS", default_value_t = 72)]
    leg_hours: u64,
    /// Seconds after which an entry should be public
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    merge_delay: u64,
    /// One line of JSON a look
    #[arg(long)]
    json: bool,
}

pub(super) fn witness(words: &WitnessArgs, out: &mut dyn Write) -> Outcome {
    let cosigners = words.key.iter().map(|path| cosigner(path)).collect::<Result<Vec<_>, _>>()?;
    let logs = words.log.iter().map(|log| read_key(log)).collect::<Result<Vec<_>, _>>()?;
    for log in &logs {
        writeln!(out, "cosigns {}", log.name())?;
    }
    let vkeys: Vec<String> = cosigners.iter().map(|cosigner| cosigner.key().vkey().to_owned()).collect();
    let witness = Witness::open(&words.state, cosigners, logs).map_err(said)?;
    let serving = Serving::start(Arc::new(witness), words.listen).map_err(|error| {
        Failure::Said(format!("cannot listen on {}: {error}; choose another with --listen", words.listen))
    })?;
    for vkey in vkeys {
        writeln!(out, "as {vkey}")?;
    }
    writeln!(out, "at http://{}/ (POST add-checkpoint)", serving.address())?;
    out.flush()?;
    // What is cosigned is durable at any moment: the process is simply stopped.
    Err(Failure::Said(format!("the witness answers no more: {}; start it again", serving.wait())))
}

pub(super) fn witness_key(words: &WitnessKeyArgs, out: &mut dyn Write) -> Outcome {
    let algorithm = if words.algorithm == "ml-dsa-44" { Algorithm::MlDsa44 } else { Algorithm::Ed25519 };
    let skey = Cosigner::generate(&mut rand_core::OsRng, &words.name, algorithm).map_err(said)?;
    keys::write_secret(&words.out, &skey).map_err(said)?;
    let cosigner = Cosigner::from_skey(&skey).map_err(said)?;
    writeln!(out, "The private key is {}: back it up, show it to nobody.", words.out.display())?;
    writeln!(out, "The public key, for logs' policies:\n  {}", cosigner.key().vkey())?;
    Ok(true)
}

fn cosigner(path: &Path) -> Result<Cosigner, Failure> {
    let skey = keys::read_secret(path).map_err(said)?;
    Cosigner::from_skey(&skey).map_err(|error| Failure::Said(format!("{}: {error}", path.display())))
}

pub(super) fn mirror(words: &MirrorArgs, out: &mut dyn Write) -> Outcome {
    let known = words.trusted.read()?;
    let source = source::open(&words.public).map_err(said)?;
    let mirror = Mirror::open(&words.dir, known.trust()).map_err(said)?;
    let name = || mirror.keys().map_or_else(|_| known.key.name().to_owned(), |keys| keys.name().to_owned());
    match with_progress(|progress| mirror.update(source.as_ref(), progress)) {
        Ok(done) => {
            let (new, copy) = (done.size - done.old, mirror.copy().0.display());
            writeln!(out, "{}: {} entries verified, {new} of them new; the copy is {copy}.", name(), done.size)?;
            let mut replay = Replay::new(&name());
            let found = with_progress(|progress| mirror.replay(&mut replay, done.size, progress)).map_err(said)?;
            for found in &found {
                writeln!(out, "entry {}: {}", found.entry, on_terminal(&found.to_string()))?;
            }
            if !found.is_empty() {
                let count = found.len();
                let what = if count == 1 { "1 thing does".to_owned() } else { format!("{count} things do") };
                writeln!(out, "{}: {what} not follow from what was reported, see above.", name())?;
            }
            Ok(found.is_empty())
        }
        Err(error @ (MirrorError::Source(_) | MirrorError::InUse(_) | MirrorError::Io { .. })) => Err(said(error)),
        Err(error) => {
            writeln!(out, "wrong: {error}")?;
            writeln!(out, "{}: the copy stays as it was.", name())?;
            Ok(false)
        }
    }
}

/// The exit code: 0 all is well, 1 something is wrong, 3 the log contradicts itself.
pub(super) fn monitor(words: &MonitorArgs, out: &mut dyn Write, err: &mut dyn Write) -> Result<u8, Failure> {
    let known = words.trusted.read()?;
    let policy = self::policy(words.witness_policy.as_deref())?;
    let promises = Promises { merge_delay: words.merge_delay, leg: words.leg_hours.saturating_mul(3600) };
    let mut monitor = Monitor::open(&words.state, known.trust(), policy.as_ref(), promises).map_err(said)?;
    loop {
        match look(words, &mut monitor) {
            Ok(look) => {
                let name = monitor.log_name().unwrap_or_else(|| known.key.name().to_owned());
                report(&look, &name, words.json, out)?;
                let Some(_) = words.every.filter(|_| look.exit_code() != 3) else { return Ok(look.exit_code()) };
            }
            Err(error) if words.every.is_none() => return Err(error),
            // Who watches for months outlives a network that fails.
            Err(error) => writeln!(err, "yicang-ledger: {}; looking again", error.sentence())?,
        }
        out.flush()?;
        std::thread::sleep(Duration::from_secs(words.every.unwrap_or_default().max(1)));
    }
}

fn look(words: &MonitorArgs, monitor: &mut Monitor<'_>) -> Result<Look, Failure> {
    let source = source::open(&words.public).map_err(said)?;
    with_progress(|progress| monitor.look(source.as_ref(), progress)).map_err(said)
}

fn report(look: &Look, log: &str, json: bool, out: &mut dyn Write) -> std::io::Result<()> {
    if json {
        return writeln!(out, "{}", look.to_json(log));
    }
    for found in &look.found {
        let entry = found.entry.map(|entry| format!(" (entry 条目 {entry})")).unwrap_or_default();
        writeln!(out, "{}{entry}: {}", found.kind.words(), on_terminal(&found.what))?;
    }
    let verdict = match look.found.len() {
        0 => "all is well 一切正常".to_owned(),
        n => format!("{n} things are wrong, see above 有{n}项异常,见上"),
    };
    writeln!(
        out,
        "{}: {verdict}: {} entries 条目 ({} new 新), {} decisions checked 决定已核, {} under way 在途.",
        log, look.size, look.new, look.decisions, look.legs
    )
}

/// A policy file, as `verify --witness-policy` names it.
pub(super) fn policy(path: Option<&Path>) -> Result<Option<Policy>, Failure> {
    path.map(|path| read_policy(path).map_err(Failure::Said)).transpose()
}
