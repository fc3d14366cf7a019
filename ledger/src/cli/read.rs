//! The reader's verbs: `verify`, `prove`, `show`.

use super::output::Output;
use super::trusted::{Reading, Trusted, open_public};
use super::{Failure, Outcome, entries, said, watch, with_progress};
use std::io;
use std::path::Path;
use yicang_auditor::audit::{Finding, audit_with};
use yicang_auditor::public_log::{PublicLog, PublicLogError};
use yicang_auditor::source;
use yicang_language::{ToMessage as _, message};
use yicang_tlog::{TlogProof, Tree, parse_hex};
use yicang_writer::{INDEX, Index};

pub(super) fn verify(public: &str, trusted: &Trusted, witness_policy: Option<&Path>, out: &mut Output<'_>) -> Outcome {
    let policy = watch::policy(witness_policy)?;
    let source = source::open(public).map_err(said)?;
    let Some(log) = trusted.key_now(source.as_ref(), out)? else { return Ok(false) };
    let audit =
        |progress: yicang_auditor::audit::Progress<'_>| audit_with(source.as_ref(), &log, policy.as_ref(), progress);
    let audit = with_progress(out.language, audit).map_err(said)?;
    print_findings(&audit.findings, out)?;
    for remark in &audit.remarks {
        out.say_of_others(&message!("ledger-note", what = remark.message()))?;
    }
    let size = audit.checkpoint.as_ref().map_or(0, yicang_tlog::Checkpoint::size);
    let looked_at = message!("ledger-looked-at", entries = size, decisions = audit.decisions, files = audit.files);
    out.say(&match (audit.findings.len(), audit.remarks.len()) {
        (0, 0) => message!("ledger-verified", log = log.name(), looked_at = looked_at),
        (0, count) => {
            message!("ledger-verified-remarks", log = log.name(), count = count, looked_at = looked_at)
        }
        (count, _) => message!("ledger-verified-wrong", log = log.name(), count = count, looked_at = looked_at),
    })?;
    Ok(audit.findings.is_empty())
}

pub(super) fn prove(
    place: &str,
    (index, leaf): (Option<u64>, Option<&str>),
    file: &Path,
    reading: &Reading,
    out: &mut Output<'_>,
) -> Outcome {
    let (source, log) = open_public(place, reading)?;
    let extract = PublicLog::open(source.as_ref(), &log).map_err(said)?;
    let index = match (index, leaf) {
        (Some(index), _) => index,
        (None, leaf) => {
            let hash = parse_hex(leaf.unwrap_or_default());
            let hash = hash.ok_or_else(|| Failure::Said(message!("ledger-leaf-form")))?;
            match looked_up(place, &hash, &extract) {
                Some(index) => index,
                None => extract.find(&hash).map_err(said)?,
            }
        }
    };
    let proof = extract.prove(index).map_err(said)?;
    std::fs::write(file, proof.as_bytes()).map_err(|error| super::file_problem(file, error.message()))?;
    report_proof(&proof, file, out)
}

fn report_proof(proof: &TlogProof, file: &Path, out: &mut Output<'_>) -> Outcome {
    let head = proof.checkpoint();
    out.say(&message!(
        "ledger-proof-written",
        file = file,
        index = proof.index(),
        size = head.size(),
        log = head.origin(),
    ))?;
    Ok(true)
}

/// Asks the look-up of a ledger that is not running. What it says is checked against the entry itself.
fn looked_up(place: &str, leaf: &yicang_tlog::Hash, extract: &PublicLog<'_>) -> Option<u64> {
    let dir = Path::new(place).join(INDEX);
    let index = dir.is_dir().then(|| Index::open_as_it_is(&dir).ok()?.find(leaf).ok()?).flatten()?;
    (yicang_tlog::leaf_hash(&extract.entry(index).ok()?) == *leaf).then_some(index)
}

pub(super) fn show(place: &str, index: Option<u64>, reading: &Reading, out: &mut Output<'_>) -> Outcome {
    let (source, log) = open_public(place, reading)?;
    let extract = PublicLog::open(source.as_ref(), &log).map_err(said)?;
    let Some(index) = index else {
        entries::head(extract.head(), out)?;
        let mut tree = Tree::new();
        for start in (0..extract.head().size()).step_by(256) {
            for (index, entry) in extract.bundle(start).map_err(said)? {
                tree.push(&entry);
                entries::line(index, &entry, out)?;
            }
        }
        let signed = tree.root() == *extract.head().root();
        if !signed {
            out.say(&message!("ledger-wrong", what = message!("ledger-show-not-signed")))?;
        }
        return Ok(signed);
    };
    let proof = match extract.prove(index) {
        Ok(proof) => proof,
        Err(error @ PublicLogError::NotThere { .. }) => return Err(said(error)),
        Err(error) => {
            out.say(&message!("ledger-show-not-trusted", index = index, why = error.message()))?;
            return Ok(false);
        }
    };
    entries::whole(&proof, &extract.entry(index).map_err(said)?, out)?;
    Ok(true)
}

pub(super) fn print_findings(findings: &[Finding], out: &mut Output<'_>) -> io::Result<()> {
    findings.iter().try_for_each(|finding| out.say_of_others(&message!("ledger-wrong", what = finding.message())))
}
