//! The audit: everything that a public folder claims, recomputed from the folder and the log's key alone. It shares
//! nothing with the writer but the formats, trusts no file because of another, and does not stop at the first fault.
//!
//! What is covered: the key, the checkpoint, every entry and every tile at every level, full and partial; every
//! attachment, every proof; that no other file lies about; that each decision's plan is lawful for the situation
//! and the policy published with it, and its draw made with the log's own seed; that each plan's situation is exactly
//! what the entries before it say, and each of those signed by the one it names ([`yicang_replay`]). A change of any
//! byte of any public file is a finding that names the file.
//!
//! What an audit of one folder cannot see: another folder, shown to somebody else. For that, compare checkpoints. What
//! it could not check of this one it says in remarks.

mod attachments;
mod decisions;
mod findings;
mod hashes;
mod proofs;
mod times;

use crate::source::{Source, SourceError};
use crate::tiles::bundle_of;
use crate::words::Words as _;
pub(crate) use decisions::decision_faults;
use findings::WHOLE;
pub use findings::{Audit, Finding, ignored};
use std::collections::{BTreeMap, BTreeSet};
use times::Times;
use yicang_language::{Message, ToMessage as _, message};
use yicang_replay::Replay;
use yicang_tlog::layout::{CHECKPOINT, KEYS, VKEY, WITNESSED, blob_path};
use yicang_tlog::{Checkpoint, Hash, Leaf, LogVerifier, Policy, TilePath, Tree};

/// How far an audit is: a stage's name, how many of its steps are done, and how many there are.
pub type Progress<'a> = &'a mut dyn FnMut(&'static str, u64, u64);

/// Audits what `source` holds against the log's key. An error means that it could not be read, not that it is wrong.
///
/// The log may grow meanwhile. The audit begins when no tile is there that the checkpoint does not cover yet, or after
/// half a second; and if there are findings and the checkpoint has changed since, it begins anew, at most three times.
///
/// # Errors
///
/// The source cannot be read. Whatever is wrong in the log is a finding.
pub fn audit(source: &dyn Source, log: &LogVerifier, progress: Progress<'_>) -> Result<Audit, SourceError> {
    audit_with(source, log, None, progress)
}

/// The same, and the witnessed head must satisfy the auditor's policy.
///
/// # Errors
///
/// As [`audit`].
pub fn audit_with(
    source: &dyn Source,
    log: &LogVerifier,
    policy: Option<&Policy>,
    progress: Progress<'_>,
) -> Result<Audit, SourceError> {
    audited(source, log, policy, true, progress)
}

/// The same without following what the entries say from one to the next: whether the bytes are those that were
/// signed, and each decision is lawful by itself.
///
/// # Errors
///
/// As [`audit`].
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
                self.find(&name, message!("audit-unknown-file"));
            }
        }
        Ok(())
    }

    fn find(&mut self, file: &str, what: Message) {
        self.audit.findings.push(Finding { file: file.to_owned(), entry: None, what });
    }

    fn find_in_entry(&mut self, entry: u64, size: u64, what: Message) {
        let file = bundle_of(entry, size).to_string();
        self.audit.findings.push(Finding { file, entry: Some(entry), what });
    }

    fn remark(&mut self, file: &str, entry: Option<u64>, what: Message) {
        self.audit.remarks.push(Finding { file: file.to_owned(), entry, what });
    }

    fn remark_in_entry(&mut self, entry: u64, size: u64, what: Message) {
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
            None => self.remark(VKEY, None, message!("audit-no-vkey")),
            Some(bytes) if bytes != format!("{}\n", self.log.vkey()).as_bytes() => {
                self.find(VKEY, message!("audit-other-vkey"));
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
            Some(Err(error)) => {
                self.find(CHECKPOINT, message!("audit-head-wrong", what = error.words()));
            }
            None => self.find(CHECKPOINT, message!("audit-head-missing")),
        }
        None
    }

    /// The head that witnesses have cosigned: it must be one of this log's, and satisfy the auditor's policy if there
    /// is one. Without a policy nobody vouches for the cosignature lines.
    fn check_witnessed(&mut self, tree: &Tree) -> Result<(), SourceError> {
        let demanded = self.policy.is_some_and(Policy::needs_witnesses);
        let Some(bytes) = self.read(WITNESSED)? else {
            if demanded {
                self.find(WITNESSED, message!("audit-no-witnessed"));
            }
            return Ok(());
        };
        match self.log.open(&bytes) {
            Err(error) => self.find(WITNESSED, error.words()),
            // The log has grown since the audit began: the next audit looks at it.
            Ok(head) if head.size() > tree.size() && self.has_grown_to(head.size())? => {}
            Ok(head) if tree.root_at(head.size()) != Some(*head.root()) => {
                self.find(WITNESSED, message!("audit-witnessed-other"));
            }
            Ok(_) => {
                if let Some(Err(error)) = self.policy.map(|policy| policy.check(Some(self.log), &bytes)) {
                    self.find(WITNESSED, error.words());
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
            self.find_in_entry(found.entry, size, found.message());
        }
        match Leaf::parse(entry) {
            Err(error) => self.find_in_entry(index, size, error.words()),
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
        let unexplained = replay.unexplained();
        if unexplained > 0 {
            self.remark(WHOLE, None, message!("replay-unexplained-lots", count = unexplained));
        }
        let (found, unchecked) = replay.finish(&mut |hash: &Hash| source.read(&blob_path(hash)))?;
        for found in found {
            self.find_in_entry(found.entry, size, found.message());
        }
        unchecked.sentences().into_iter().for_each(|what| self.remark(WHOLE, None, what));
        Ok(())
    }

    fn say_of_times(&mut self, size: u64, said: Option<(u64, Message)>) {
        if let Some((first, what)) = said {
            self.remark_in_entry(first, size, what);
        }
    }
}

#[cfg(test)]
mod tests;
