//! The verbs by which a log's key changes: `root-key`, and `log-key prepare`, `certify`, `activate`, `publish`.

use super::output::Output;
use super::trusted::read_key;
use super::{Failure, Outcome, file_problem, said};
use clap::Args;
use std::path::{Path, PathBuf};
use yicang_auditor::words::Words as _;
use yicang_language::{Message, ToMessage as _, message};
use yicang_tlog::{CheckpointSigner, KeyStatement};
use yicang_writer::{keys, rotate};

#[derive(Args)]
pub(super) struct RootKeyArgs {
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub(super) struct CertifyArgs {
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
    #[arg(long, value_name = "VKEY")]
    key: String,
    #[arg(long, value_name = "SIZE")]
    from: u64,
    #[arg(long, value_name = "SIZE")]
    until: Option<u64>,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub(super) struct StatementsArgs {
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    #[arg(long, value_name = "VKEY")]
    root: String,
    #[arg(long, value_name = "FILE", required = true)]
    statement: Vec<PathBuf>,
}

pub(super) fn root_key(words: &RootKeyArgs, out: &mut Output<'_>) -> Outcome {
    let wrong = |error: yicang_tlog::KeyTextError| Failure::Said(error.words());
    let skey = CheckpointSigner::generate(&mut rand_core::OsRng, &words.name).map_err(wrong)?;
    keys::write_secret(&words.out, &skey).map_err(said)?;
    let root = CheckpointSigner::from_skey(&skey).map_err(wrong)?;
    out.say(&message!("ledger-root-key-done", file = &words.out, vkey = root.verifier().vkey()))?;
    Ok(true)
}

pub(super) fn certify(words: &CertifyArgs, out: &mut Output<'_>) -> Outcome {
    let key = read_key(&words.key)?;
    if words.until.is_some_and(|until| until < words.from) {
        return Err(Failure::Said(message!("ledger-until-before-from")));
    }
    let skey = keys::read_secret(&words.root).map_err(said)?;
    let root = CheckpointSigner::from_skey(&skey).map_err(|error| file_problem(&words.root, error.words()))?;
    let statement = KeyStatement { key, from: words.from, until: words.until };
    if words.out.exists() {
        return Err(Failure::Said(message!("ledger-file-there", file = &words.out)));
    }
    let written = std::fs::write(&words.out, statement.signed(&root));
    written.map_err(|error| file_problem(&words.out, error.message()))?;
    out.say(&message!(
        "ledger-certified",
        file = &words.out,
        key = &words.key,
        from = words.from,
        until = until(words.until),
    ))?;
    Ok(true)
}

/// Up to which size a key may sign.
fn until(size: Option<u64>) -> Message {
    size.map_or_else(|| message!("ledger-no-end"), |size| message!("ledger-until", size = size))
}

pub(super) fn prepare(dir: &Path, out: &mut Output<'_>) -> Outcome {
    let key = rotate::next_key(dir).map_err(said)?;
    out.say(&message!("ledger-next-key-done", vkey = key.vkey()))?;
    Ok(true)
}

pub(super) fn activate(words: &StatementsArgs, out: &mut Output<'_>) -> Outcome {
    let root = read_key(&words.root)?;
    let key = rotate::rotate(&words.dir, &root, &read_all(&words.statement)?).map_err(said)?;
    out.say(&message!("ledger-activated", vkey = key.vkey()))?;
    Ok(true)
}

pub(super) fn publish(words: &StatementsArgs, out: &mut Output<'_>) -> Outcome {
    let root = read_key(&words.root)?;
    let ring = rotate::publish_statements(&words.dir, &root, &read_all(&words.statement)?).map_err(said)?;
    out.say(&message!("ledger-published-keys"))?;
    for statement in ring.statements() {
        let (vkey, until) = (statement.key.vkey(), until(statement.until));
        out.say(&message!("ledger-published-key", vkey = vkey, from = statement.from, until = until))?;
    }
    Ok(true)
}

fn read_all(paths: &[PathBuf]) -> Result<Vec<u8>, Failure> {
    let read = |path: &PathBuf| std::fs::read(path).map_err(|error| file_problem(path, error.message()));
    Ok(paths.iter().map(read).collect::<Result<Vec<_>, _>>()?.concat())
}
