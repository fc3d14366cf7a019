//! The operator's verbs: `init`, `adopt`, `fsck`.

use super::read::print_findings;
use super::{Failure, Outcome, said, with_progress};
use crate::fsck::fsck;
use std::io::{self, Write};
use std::path::Path;
use yicang_writer::{JOURNAL, Ledger, keys};

pub(super) fn init(dir: &Path, origin: &str, out: &mut dyn Write) -> Outcome {
    let signer = keys::create(dir, origin).map_err(said)?;
    let vkey = signer.verifier().vkey().to_owned();
    Ledger::open(dir, signer).map_err(said)?;
    writeln!(out, "A new log lies in {}.", dir.display())?;
    writeln!(out, "Its public key, for all who shall verify it:\n  {vkey}")?;
    writeln!(out, "Its private key is {}: back it up, show it to nobody.", dir.join("keys/log.skey").display())?;
    Ok(true)
}

pub(super) fn adopt(dir: &Path, seen: Option<&Path>, out: &mut dyn Write) -> Outcome {
    let log = keys::load(dir).map_err(said)?.verifier().clone();
    let unreadable =
        |file: &Path, error: io::Error| Failure::Said(format!("{} cannot be read: {error}", file.display()));
    let seen = seen.map(|file| std::fs::read(file).map_err(|error| unreadable(file, error))).transpose()?;
    yicang_writer::adopt(dir, &log, seen.as_deref()).map_err(said)?;
    writeln!(out, "{}: the log goes on in {}.", log.name(), dir.display())?;
    Ok(true)
}

pub(super) fn check(dir: &Path, out: &mut dyn Write) -> Outcome {
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
