//! The audit: everything that a public folder claims, recomputed from the folder and the log's key alone. It shares
//! nothing with the writer but the formats, trusts no file because of another, and does not stop at the first fault.
//!
//! What is covered: the key, the checkpoint, every entry and every tile at every level, full and partial; every
//! attachment, every proof; that no other file lies about; that each decision's plan is lawful for the situation
//! and the policy published with it, and its draw made with the log's own seed; that each plan's situation is exactly what the
//! entries before it say, and each of those signed by the one it names ([`yicang_replay`]). A change of any byte of any public
//! file is a finding that names the file.
//!
//! What an audit of one folder cannot see: another folder, shown to somebody else. For that, compare checkpoints. What
//! it could not check of this one it says in remarks.

mod decisions;
mod hashes;
mod times;

pub(crate) use decisions::decision_faults;
use times::Times;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use yicang_replay::{Replay, counting};
use yicang_tlog::{
    Checkpoint, Hash, Leaf, LogVerifier, Policy, TilePath, Tree, UnverifiedProof, decode_bundle, hex, parse_hex, sha256,
};

use crate::source::{Source, SourceError};
use yicang_tlog::layout::{CHECKPOINT, KEYS, VKEY, WITNESSED, blob_path, proof_path};

/// Something that is not as it should be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Finding {
    /// The public file.
    pub file: String,
    /// Which entry of the log, where it is about one.
    pub entry: Option<u64>,
    /// What is wrong, a sentence without its subject.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Some(entry) => write!(f, "{}, entry {entry}: {}", self.file, self.what),
            None => write!(f, "{}: {}", self.file, self.what),
        }
    }
}

/// What was looked at and what was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Audit {
    /// The head, if it holds.
    pub checkpoint: Option<Checkpoint>,
    /// Files read.
    pub files: u64,
    /// Decisions whose plan was counted again.
    pub decisions: u64,
    /// All that is wrong, by file. Empty: all is as it should be.
    pub findings: Vec<Finding>,
    /// What is not wrong, and was not or could not be proven as an auditor might expect, by file.
    pub remarks: Vec<Finding>,
}

/// How far an audit is: a stage's name, how many of its steps are done, and how many there are.
pub type Progress<'a> = &'a mut dyn FnMut(&'static str, u64, u64);

/// Audits what `source` holds against the log's key. An error means that it could not be read, not that it is wrong.
///
/// The log may grow meanwhile. The audit begins when no tile is there that the checkpoint does not cover yet, or after
/// half a second; and if there are findings and the checkpoint has changed since, it begins anew, at most three times.
pub fn audit(source: &dyn Source, log: &LogVerifier, progress: Progress<'_>) -> Result<Audit, SourceError> {
    audit_with(source, log, None, progress)
}

/// The same, and the witnessed head must satisfy the auditor's policy.
pub fn audit_with(
    source: &dyn Source,
    log: &LogVerifier,
    policy: Option<&Policy>,
    progress: Progress<'_>,
) -> Result<Audit, SourceError> {
    audited(source, log, policy, true, progress)
}

/// The same without following what the entries say from one to the next: whether the bytes are those that were signed, and
/// each decision is lawful by itself.
pub fn audit_bytes(
    source: &dyn Source,
    log: &LogVerifier,
    policy: Option<&Policy>,
    progress: Progress<'_>,
) -> Result<Audit, SourceError> {
    audited(source, log, policy, false, progress)
}

fn audited(
    source: &dyn Source,
    log: &LogVerifier,
    policy: Option<&Policy>,
    replays: bool,
    progress: Progress<'_>,
) -> Result<Audit, SourceError> {
    const ATTEMPTS: usize = 3;
    let mut attempt = 1;
    loop {
        let (listed, head) = settled(source, log)?;
        let mut auditor = Auditor::new(source, log, policy, replays);
        auditor.run(head.as_deref(), listed, progress)?;
        let grown = !auditor.audit.findings.is_empty() && source.read(CHECKPOINT)? != head;
        if !grown || attempt == ATTEMPTS {
            auditor.audit.findings.sort();
            auditor.audit.findings.dedup();
            auditor.audit.remarks.sort();
            auditor.audit.remarks.dedup();
            return Ok(auditor.audit);
        }
        attempt += 1;
    }
}

/// Public files' names, where they can be listed, and the checkpoint's bytes, if there is one.
type Look = (Option<Vec<String>>, Option<Vec<u8>>);

/// A look at the folder when the writer is not just between the tiles and the checkpoint; if it has stopped there, as
/// it is.
fn settled(source: &dyn Source, log: &LogVerifier) -> Result<Look, SourceError> {
    const TRIES: usize = 10;
    let mut tries = 1;
    loop {
        let listed = source.list()?;
        let head = source.read(CHECKPOINT)?;
        let size = head.as_ref().and_then(|head| log.open(head).ok()).map(|head| head.size());
        let ahead = |name: &String| {
            let tile = TilePath::parse(name).zip(size);
            tile.is_some_and(|(tile, size)| !tile.is_within(size))
        };
        if tries == TRIES || !listed.iter().flatten().any(ahead) {
            return Ok((listed, head));
        }
        tries += 1;
        source.pause();
    }
}

/// An audit under way.
struct Auditor<'a> {
    source: &'a dyn Source,
    log: &'a LogVerifier,
    policy: Option<&'a Policy>,
    audit: Audit,
    /// Attachments that entries name, and the first entry that does.
    named: BTreeMap<Hash, u64>,
    /// Plans and decisions, in order.
    plans: Vec<(u64, Leaf)>,
    /// Attachments that are plans of version 1.
    old_plans: BTreeSet<Hash>,
    /// Files that were accounted for.
    seen: BTreeSet<String>,
    times: Times,
    /// What the entries say, followed in their order.
    replay: Option<Replay>,
}

impl<'a> Auditor<'a> {
    fn new(source: &'a dyn Source, log: &'a LogVerifier, policy: Option<&'a Policy>, replays: bool) -> Self {
        let (audit, named, plans, old_plans, seen, times) = Default::default();
        let replay = replays.then(|| Replay::new(log.name()));
        Self { source, log, policy, audit, named, plans, old_plans, seen, times, replay }
    }

    fn run(
        &mut self,
        head: Option<&[u8]>,
        listed: Option<Vec<String>>,
        progress: Progress<'_>,
    ) -> Result<(), SourceError> {
        self.check_key()?;
        let tree = match self.check_head(head) {
            Some(head) => {
                let tree = self.check_tree(&head, listed.as_deref(), progress)?;
                let said = self.times.end(head.size(), "");
                self.say_of_times(head.size(), said);
                self.audit.checkpoint = Some(head);
                Some(tree)
            }
            None => None,
        };
        self.check_blobs(listed.as_deref(), tree.is_some(), progress)?;
        if let Some(tree) = &tree {
            self.check_witnessed(tree)?;
            self.check_proofs(tree, listed.as_deref(), progress)?;
            self.check_decisions(tree, progress)?;
            self.end_replay(tree.size())?;
            let mut unknown = listed.unwrap_or_default();
            unknown.retain(|name| !self.seen.contains(name));
            for name in unknown {
                self.find(&name, "is no file of this log; take it away if you know what it is");
            }
        }
        Ok(())
    }

    fn find(&mut self, file: &str, what: impl Into<String>) {
        self.audit.findings.push(Finding { file: file.to_owned(), entry: None, what: what.into() });
    }

    fn find_in_entry(&mut self, entry: u64, size: u64, what: impl Into<String>) {
        let file = bundle_of(entry, size).to_string();
        self.audit.findings.push(Finding { file, entry: Some(entry), what: what.into() });
    }

    fn remark(&mut self, file: &str, entry: Option<u64>, what: String) {
        self.audit.remarks.push(Finding { file: file.to_owned(), entry, what });
    }

    fn remark_in_entry(&mut self, entry: u64, size: u64, what: String) {
        self.remark(&bundle_of(entry, size).to_string(), Some(entry), what);
    }

    fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, SourceError> {
        self.seen.insert(name.to_owned());
        let bytes = self.source.read(name)?;
        self.audit.files += u64::from(bytes.is_some());
        Ok(bytes)
    }

    fn check_key(&mut self) -> Result<(), SourceError> {
        // What it says is for those who know the root key.
        self.seen.insert(KEYS.to_owned());
        match self.read(VKEY)? {
            // The standard knows no such file.
            None => self.remark(VKEY, None, "is not there; the key that was given is the one that counts".into()),
            Some(bytes) if bytes != format!("{}\n", self.log.vkey()).as_bytes() => {
                self.find(VKEY, "is not the key that this log is audited with");
            }
            Some(_) => {}
        }
        Ok(())
    }

    fn check_head(&mut self, head: Option<&[u8]>) -> Option<Checkpoint> {
        self.seen.insert(CHECKPOINT.to_owned());
        self.audit.files += u64::from(head.is_some());
        match head.map(|bytes| self.log.open(bytes)) {
            Some(Ok(head)) => {
                ignored(&head).for_each(|what| self.remark(CHECKPOINT, None, what));
                return Some(head);
            }
            Some(Err(e)) => self.find(CHECKPOINT, format!("{e}; what else stands here cannot be checked without it")),
            None => self.find(CHECKPOINT, "is missing; what else stands here cannot be checked without it"),
        }
        None
    }

    /// The head that witnesses have cosigned: it must be one of this log's, and satisfy the auditor's policy if there
    /// is one. Without a policy nobody vouches for the cosignature lines.
    fn check_witnessed(&mut self, tree: &Tree) -> Result<(), SourceError> {
        let demanded = self.policy.is_some_and(Policy::needs_witnesses);
        let Some(bytes) = self.read(WITNESSED)? else {
            if demanded {
                self.find(WITNESSED, "is missing: no witness vouches for this log");
            }
            return Ok(());
        };
        match self.log.open(&bytes) {
            Err(e) => self.find(WITNESSED, e.to_string()),
            // The log has grown since the audit began: the next audit looks at it.
            Ok(head) if head.size() > tree.size() && self.has_grown_to(head.size())? => {}
            Ok(head) if tree.root_at(head.size()) != Some(*head.root()) => {
                self.find(WITNESSED, "signs entries that are not the beginning of this log's");
            }
            Ok(_) => {
                if let Some(Err(e)) = self.policy.map(|policy| policy.check(Some(self.log), &bytes)) {
                    self.find(WITNESSED, e.to_string());
                }
            }
        }
        Ok(())
    }

    fn has_grown_to(&self, size: u64) -> Result<bool, SourceError> {
        let head = self.source.read(CHECKPOINT)?;
        Ok(head.and_then(|head| self.log.open(&head).ok()).is_some_and(|head| head.size() >= size))
    }

    /// Notes what an entry says: its attachments, and whether it is a plan or a decision.
    fn note_entry(&mut self, index: u64, size: u64, entry: &[u8]) -> Result<(), SourceError> {
        let source = self.source;
        let mut blob = |hash: &Hash| source.read(&blob_path(hash));
        let found = self.replay.as_mut().map(|replay| replay.take(index, entry, &mut blob)).transpose()?;
        for found in found.unwrap_or_default() {
            self.find_in_entry(found.entry, size, found.to_string());
        }
        match Leaf::parse(entry) {
            Err(e) => self.find_in_entry(index, size, e.to_string()),
            Ok(leaf) => {
                let said = self.times.next(index, &leaf);
                self.say_of_times(size, said);
                for (_, blob) in leaf.blobs() {
                    self.named.entry(blob).or_insert(index);
                }
                if matches!(leaf.kind(), "plan" | "decision") {
                    self.plans.push((index, leaf));
                }
            }
        }
        Ok(())
    }

    /// What no plan has looked at yet, and what was not checked.
    fn end_replay(&mut self, size: u64) -> Result<(), SourceError> {
        let Some(replay) = self.replay.take() else { return Ok(()) };
        let source = self.source;
        let (found, unchecked) = replay.finish(&mut |hash: &Hash| source.read(&blob_path(hash)))?;
        for found in found {
            self.find_in_entry(found.entry, size, found.to_string());
        }
        unchecked.sentences().into_iter().for_each(|what| self.remark("the log", None, what));
        Ok(())
    }

    fn say_of_times(&mut self, size: u64, said: Option<(u64, String)>) {
        if let Some((first, what)) = said {
            self.remark_in_entry(first, size, what);
        }
    }

    fn check_blobs(
        &mut self,
        listed: Option<&[String]>,
        whole: bool,
        progress: Progress<'_>,
    ) -> Result<(), SourceError> {
        let mut names: BTreeSet<String> = self.named.keys().map(blob_path).collect();
        names.extend(listed.unwrap_or_default().iter().filter(|name| name.starts_with("blob/")).cloned());
        let total = names.len() as u64;
        for (done, name) in (1..).zip(names) {
            progress("attachments", done, total);
            let Some(hash) = name.strip_prefix("blob/").and_then(parse_hex) else { continue };
            match self.read(&name)? {
                None => {
                    let entry = self.named.get(&hash).copied().unwrap_or_default();
                    self.find(&name, format!("is missing; entry {entry} names it"));
                }
                Some(bytes) if sha256(&bytes) != hash => {
                    self.find(&name, format!("has the SHA-256 {}, not the one in its name", hex(&sha256(&bytes))));
                }
                Some(_) if whole && !self.named.contains_key(&hash) => {
                    self.find(&name, "is named by no entry under the checkpoint")
                }
                Some(bytes) if counting::is_old_plan(&bytes) => drop(self.old_plans.insert(hash)),
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn check_proofs(
        &mut self,
        tree: &Tree,
        listed: Option<&[String]>,
        progress: Progress<'_>,
    ) -> Result<(), SourceError> {
        // Where files cannot be listed, decisions are what proofs are published for; each may have none.
        let indexes: BTreeSet<u64> = match listed {
            Some(names) => names.iter().filter_map(|name| proof_index(name)).collect(),
            None => {
                let decided = self.plans.iter().filter(|(_, leaf)| leaf.kind() == "decision");
                decided.map(|(index, _)| *index).collect()
            }
        };
        let total = indexes.len() as u64;
        for (done, index) in (1..).zip(indexes) {
            progress("proofs", done, total);
            let name = proof_path(index);
            if let Some(bytes) = self.read(&name)?
                && let Err(what) = self.check_proof(index, &bytes, tree)?
            {
                self.find(&name, what);
            }
        }
        Ok(())
    }

    fn check_proof(&self, index: u64, bytes: &[u8], tree: &Tree) -> Result<Result<(), String>, SourceError> {
        let proof = match UnverifiedProof::parse(bytes) {
            Ok(proof) => proof,
            Err(e) => return Ok(Err(e.to_string())),
        };
        if proof.index() != index {
            return Ok(Err(format!("is a proof for entry {}", proof.index())));
        }
        if proof.extra().is_some() {
            return Ok(Err("carries extra bytes that nobody vouches for".into()));
        }
        let Some(entry) = self.entry(index, tree.size())? else {
            return Ok(Err(format!("is a proof for an entry that is not to be read; the log has {}", tree.size())));
        };
        Ok(match proof.verify(self.log, &entry) {
            Err(e) => Err(e.to_string()),
            Ok(proof) if tree.root_at(proof.checkpoint().size()) != Some(*proof.checkpoint().root()) => {
                let size = proof.checkpoint().size();
                Err(format!("holds a signed checkpoint of {size} entries that contradicts this log's entries"))
            }
            Ok(_) => Ok(()),
        })
    }

    /// One entry's bytes.
    fn entry(&self, index: u64, size: u64) -> Result<Option<Vec<u8>>, SourceError> {
        if index >= size {
            return Ok(None);
        }
        let bundle = read_tile(self.source, &bundle_of(index, size))?;
        let entries = bundle.as_ref().and_then(|(_, bytes)| decode_bundle(bytes).ok());
        let within = usize::try_from(index % 256).expect("a number below 256");
        Ok(entries.and_then(|entries| entries.get(within).map(|entry| entry.to_vec())))
    }
}

/// What a head has that the specifications bid a reader ignore, a sentence without its subject each. The words are
/// somebody else's: whatever would move a terminal's cursor is escaped.
pub fn ignored(head: &Checkpoint) -> impl Iterator<Item = String> {
    let lines =
        head.extensions().iter().map(|line| format!("has the extension line {line:?}, which means nothing here"));
    let names: BTreeSet<&String> = head.ignored_signatures().iter().collect();
    let names = names.into_iter();
    let signatures = names.map(|name| format!("also carries a signature of {name:?} by a key that is not known here"));
    lines.chain(signatures)
}

/// The bundle in which an entry stands in a log of `size` entries.
pub(crate) fn bundle_of(index: u64, size: u64) -> TilePath {
    let end = size.min((index / 256).saturating_add(1).saturating_mul(256)).max(index + 1);
    TilePath::added(end - 1, end)[0]
}

/// A tile's bytes and the name of the file they come from: its own, or, when that is gone because the log has grown,
/// the full tile's.
pub(crate) fn read_tile(source: &dyn Source, tile: &TilePath) -> Result<Option<(String, Vec<u8>)>, SourceError> {
    for name in [tile.to_string(), tile.full().to_string()] {
        if let Some(bytes) = source.read(&name)? {
            return Ok(Some((name, bytes)));
        }
    }
    Ok(None)
}

fn proof_index(name: &str) -> Option<u64> {
    let index = name.strip_prefix("proof/")?.strip_suffix(".tlog-proof")?.parse().ok()?;
    (proof_path(index) == name).then_some(index)
}

#[cfg(test)]
mod tests;
