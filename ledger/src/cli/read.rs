//! The reader's verbs: `verify`, `prove`, `show`.

use super::args::{Reading, Trusted};
use super::trusted::open_public;
use super::{Failure, Outcome, entries, said, watch, with_progress};
use std::io::{self, Write};
use std::path::Path;
use yicang_auditor::audit::{Finding, audit_with};
use yicang_auditor::public_log::{PublicLog, PublicLogError};
use yicang_auditor::source;
use yicang_domain::shown::on_terminal;
use yicang_tlog::{TlogProof, Tree, parse_hex};
use yicang_writer::{INDEX, Index};

pub(super) fn verify(public: &str, trusted: &Trusted, witness_policy: Option<&Path>, out: &mut dyn Write) -> Outcome {
    let policy = watch::policy(witness_policy)?;
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

pub(super) fn prove(
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
    std::fs::write(file, proof.as_bytes()).map_err(|error| Failure::Said(format!("{}: {error}", file.display())))?;
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

pub(super) fn show(place: &str, index: Option<u64>, reading: &Reading, out: &mut dyn Write) -> Outcome {
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
            writeln!(out, "wrong: these entries are not those that were signed; `yicang-ledger verify` says more")?;
        }
        return Ok(signed);
    };
    let proof = match extract.prove(index) {
        Ok(proof) => proof,
        Err(error @ PublicLogError::NotThere { .. }) => return Err(said(error)),
        Err(error) => {
            writeln!(out, "entry {index} is not to be trusted: {error}")?;
            return Ok(false);
        }
    };
    entries::whole(&proof, &extract.entry(index).map_err(said)?, out)?;
    Ok(true)
}

pub(super) fn print_findings(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    findings.iter().try_for_each(|finding| writeln!(out, "wrong: {}", on_terminal(&finding.to_string())))
}
