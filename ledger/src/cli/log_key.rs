//! The verbs by which a log's key changes: `root-key`, and `log-key prepare`, `certify`, `activate`, `publish`.

use super::trusted::read_key;
use super::{Failure, Outcome, said};
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};
use yicang_tlog::{CheckpointSigner, KeyStatement};
use yicang_writer::{keys, rotate};

#[derive(Args)]
pub(super) struct RootKeyArgs {
    /// The root's name, for instance supplies.hubei.example/root
    name: String,
    /// The file to make, for its owner only; one that is there is left alone
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub(super) struct CertifyArgs {
    /// The root's private key
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
    /// The public key that the statement is about
    #[arg(long, value_name = "VKEY")]
    key: String,
    /// The fewest entries that the key may sign
    #[arg(long, value_name = "SIZE")]
    from: u64,
    /// The most; a smaller one than before revokes the key from there on [default: no end]
    #[arg(long, value_name = "SIZE")]
    until: Option<u64>,
    /// The file to write the statement to; one that is there is left alone
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
pub(super) struct StatementsArgs {
    /// The ledger's folder
    dir: PathBuf,
    /// The root's public key, or a file that holds it
    #[arg(long, value_name = "VKEY")]
    root: String,
    /// A file that `log-key certify` wrote; to activate a key, one for each key, the old one's first
    #[arg(long, value_name = "FILE", required = true)]
    statement: Vec<PathBuf>,
}

pub(super) fn root_key(words: &RootKeyArgs, out: &mut dyn Write) -> Outcome {
    let skey = CheckpointSigner::generate(&mut rand_core::OsRng, &words.name).map_err(said)?;
    keys::write_secret(&words.out, &skey).map_err(said)?;
    let root = CheckpointSigner::from_skey(&skey).map_err(said)?;
    writeln!(out, "The private key is {}: keep it, and a copy, off the network.", words.out.display())?;
    writeln!(out, "The public key, for all who shall follow the log through changes of its key:")?;
    writeln!(out, "  {}", root.verifier().vkey())?;
    Ok(true)
}

pub(super) fn certify(words: &CertifyArgs, out: &mut dyn Write) -> Outcome {
    let key = read_key(&words.key)?;
    if words.until.is_some_and(|until| until < words.from) {
        return Err(Failure::Said("--until is smaller than --from: the key could sign nothing".into()));
    }
    let skey = keys::read_secret(&words.root).map_err(said)?;
    let named = |error| Failure::Said(format!("{}: {error}", words.root.display()));
    let root = CheckpointSigner::from_skey(&skey).map_err(named)?;
    let statement = KeyStatement { key, from: words.from, until: words.until };
    if words.out.exists() {
        return Err(Failure::Said(format!("{} is there already; name another file", words.out.display())));
    }
    let written = std::fs::write(&words.out, statement.signed(&root));
    written.map_err(|error| Failure::Said(format!("{}: {error}", words.out.display())))?;
    let until = words.until.map_or("without end".to_owned(), |until| format!("up to {until}"));
    writeln!(out, "{} says: {} may sign from {} entries, {until}.", words.out.display(), words.key, words.from)?;
    Ok(true)
}

pub(super) fn prepare(dir: &Path, out: &mut dyn Write) -> Outcome {
    let key = rotate::next_key(dir).map_err(said)?;
    writeln!(
        out,
        "The next key is made; the log still signs with the present one. Its public half, for the root key:"
    )?;
    writeln!(out, "  {}", key.vkey())?;
    Ok(true)
}

pub(super) fn activate(words: &StatementsArgs, out: &mut dyn Write) -> Outcome {
    let root = read_key(&words.root)?;
    let key = rotate::rotate(&words.dir, &root, &read_all(&words.statement)?).map_err(said)?;
    writeln!(out, "The log now signs with:\n  {}", key.vkey())?;
    writeln!(
        out,
        "Whoever knows the root key follows by itself; whoever knows the old key alone must be given this one."
    )?;
    Ok(true)
}

pub(super) fn publish(words: &StatementsArgs, out: &mut dyn Write) -> Outcome {
    let root = read_key(&words.root)?;
    let ring = rotate::publish_statements(&words.dir, &root, &read_all(&words.statement)?).map_err(said)?;
    writeln!(out, "The root key's word on the log's keys, as it is public now:")?;
    for KeyStatement { key, from, until } in ring.statements() {
        let until = until.map_or("without end".to_owned(), |until| format!("up to {until}"));
        writeln!(out, "  {} from {from} entries, {until}", key.vkey())?;
    }
    Ok(true)
}

fn read_all(paths: &[PathBuf]) -> Result<Vec<u8>, Failure> {
    let read =
        |path: &PathBuf| std::fs::read(path).map_err(|error| Failure::Said(format!("{}: {error}", path.display())));
    Ok(paths.iter().map(read).collect::<Result<Vec<_>, _>>()?.concat())
}
