//! The operator's verbs: `init`, `adopt`, `fsck`.

use super::output::Output;
use super::read::print_findings;
use super::{Failure, Outcome, said, with_progress};
use crate::fsck::fsck;
use std::path::Path;
use yicang_language::{ToMessage as _, message};
use yicang_writer::{JOURNAL, Ledger, keys};

pub(super) fn init(dir: &Path, origin: &str, out: &mut Output<'_>) -> Outcome {
    let signer = keys::create(dir, origin).map_err(said)?;
    let vkey = signer.verifier().vkey().to_owned();
    Ledger::open(dir, signer).map_err(said)?;
    let secret = dir.join("keys/log.skey");
    out.say(&message!("ledger-init-done", dir = dir, vkey = vkey, secret = &secret))?;
    Ok(true)
}

pub(super) fn adopt(dir: &Path, seen: Option<&Path>, out: &mut Output<'_>) -> Outcome {
    let log = keys::load(dir).map_err(said)?.verifier().clone();
    let read = |file: &Path| std::fs::read(file).map_err(|error| super::unreadable(file, &error));
    let seen = seen.map(read).transpose()?;
    yicang_writer::adopt(dir, &log, seen.as_deref()).map_err(said)?;
    out.say(&message!("ledger-adopted", log = log.name(), dir = dir))?;
    Ok(true)
}

pub(super) fn check(dir: &Path, out: &mut Output<'_>) -> Outcome {
    let signer = keys::load(dir).map_err(said)?;
    let journal = dir.join(JOURNAL);
    if !journal.exists() {
        return Err(Failure::Said(message!("ledger-fsck-no-journal", path = &journal, dir = dir)));
    }
    let fsck = with_progress(out.language, |progress| fsck(dir, signer.verifier(), progress)).map_err(said)?;
    for notice in &fsck.notices {
        out.say_of_others(&message!("ledger-note", what = notice.message()))?;
    }
    print_findings(&fsck.findings, out)?;
    let (records, public) = (fsck.records, fsck.public);
    out.say(&if fsck.findings.is_empty() {
        message!("ledger-fsck-sound", dir = dir, records = records, public = public)
    } else {
        message!("ledger-fsck-unsound", dir = dir, records = records, public = public)
    })?;
    Ok(fsck.findings.is_empty())
}
