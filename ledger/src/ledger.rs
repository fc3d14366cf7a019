//! The log as one owner holds it: journal, tree, and the public folder made from them. Takes records in, publishes,
//! proves, recovers. It has no thread and waits for nobody: that is `writer`'s part.
//!
//! Three moments in an entry's life: *sequenced* when the journal has it durably (and the caller is answered),
//! *integrated* when it is in the tree, *published* when a signed checkpoint covers it and stands in the public
//! folder. [Opening](recovery) goes through the same three for all that the journal has.
//!
//! What is signed is never smaller than, nor inconsistent with, what was signed before: the last signed checkpoint lies
//! durably in `DIR/state/checkpoint` before the public one goes out, and opening checks it, and the public one, against
//! the journal before anything is written.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use yicang_tlog::{
    Checkpoint, CheckpointSigner, Hash, Leaf, LogVerifier, TlogProof, Tree, UnverifiedProof, hex, sha256,
};

use crate::files::{self, DiskFiles, Files};
use crate::index::Index;
use crate::journal::{AppendError, FileJournal, Journal, Record, Records, ScanError};
use crate::public::{CHECKPOINT, PublicFolder, PublishError, Recent, proof_path};
use crate::signing::{Signing, SigningError};

mod errors;
mod recovery;

pub use errors::{OpenError, ProveError};
pub(crate) use recovery::signed;

pub(crate) const JOURNAL: &str = "journal";
pub(crate) const SIGNED: &str = "state/checkpoint";
pub(crate) const INDEX: &str = "index";

/// Where a batch went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Appended {
    /// The number of its first record.
    pub first: u64,
    /// The number behind its last record.
    pub next: u64,
}

/// The open log.
pub struct Ledger {
    dir: PathBuf,
    signing: Signing,
    journal: Box<dyn Journal>,
    epoch: u64,
    tree: Tree,
    recent: Recent,
    public: PublicFolder,
    /// Attachments of all records.
    blobs: HashSet<Hash>,
    /// The first record not yet public that has attachments.
    first_with_blobs: Option<u64>,
    published: Option<Checkpoint>,
    index: Option<Index>,
    notices: Vec<String>,
}

impl Ledger {
    /// Opens the ledger in `dir`, which it makes if it is not there, and brings the public folder up to the journal.
    /// One process at a time: the journal is locked.
    pub fn open(dir: &Path, signer: CheckpointSigner) -> Result<Self, OpenError> {
        let io = |path: PathBuf| move |source| OpenError::Io { path, source };
        std::fs::create_dir_all(dir).map_err(io(dir.to_owned()))?;
        files::make_private_dir(&dir.join("state")).map_err(io(dir.join("state")))?;
        let acknowledged = signed(dir, signer.verifier())?.map_or(0, |head| head.size());
        let journal = FileJournal::open(&dir.join(JOURNAL), acknowledged)?;
        let notice = journal.notice();
        let tmp = dir.join("state/tmp");
        let files = DiskFiles::open(tmp.clone()).map_err(io(tmp))?;
        let mut ledger = Self::open_with(dir, signer, Box::new(journal), Box::new(files))?;
        ledger.notices.splice(0..0, notice.map(|notice| format!("{notice}; they were cut off")));
        Ok(ledger)
    }

    pub(crate) fn open_with(
        dir: &Path,
        signer: CheckpointSigner,
        journal: Box<dyn Journal>,
        files: Box<dyn Files>,
    ) -> Result<Self, OpenError> {
        let epoch = journal.epoch() + 1;
        let public = PublicFolder::new(dir.join("public"), files);
        recovery::refuse_other_log(dir, &public, signer.verifier())?;
        let signing = Signing::open(dir, signer)?;
        let mut ledger = Self {
            dir: dir.to_owned(),
            signing,
            journal,
            epoch,
            tree: Tree::new(),
            recent: Recent::default(),
            public,
            blobs: HashSet::new(),
            first_with_blobs: None,
            published: None,
            index: None,
            notices: Vec::new(),
        };
        ledger.integrate_all()?;
        let signed = ledger.check_signed()?;
        ledger.repair_entries()?;
        ledger.repair_tiles()?;
        ledger.bring_out(signed)?;
        ledger.repair_proofs()?;
        ledger.open_index();
        Ok(ledger)
    }

    /// What the operator should know about the opening: what was cut off, what was made anew. Empty as a rule.
    #[must_use]
    pub fn notices(&self) -> &[String] {
        &self.notices
    }

    /// The log's public key.
    #[must_use]
    pub fn verifier(&self) -> &LogVerifier {
        self.signing.verifier()
    }

    /// How many records there are.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.journal.next()
    }

    /// The records from number `from` on, private bodies and all.
    #[must_use]
    pub fn scan(&self, from: u64) -> Records<'_> {
        self.journal.scan(from)
    }

    /// The published head.
    #[must_use]
    pub fn checkpoint(&self) -> Option<&Checkpoint> {
        self.published.as_ref()
    }

    pub(crate) fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// Appends each group whole or not at all, with one sync for all of them, and answers each. What is answered is
    /// durable and in the tree, but public only after [`publish`](Self::publish).
    pub fn append(&mut self, groups: Vec<Vec<Record>>) -> Vec<Result<Appended, AppendError>> {
        let mut batch = Vec::new();
        let mut fresh = HashSet::new();
        let first = self.journal.next();
        let mut answers = Vec::with_capacity(groups.len());
        for group in groups {
            let start = first + batch.len() as u64;
            answers.push(self.admit(&group, &mut fresh).map(|()| {
                batch.extend(group);
                Appended { first: start, next: first + batch.len() as u64 }
            }));
        }
        match self.journal.append(self.epoch, first, &batch) {
            Ok(_) => self.integrate(first, batch),
            Err(e) => answers.iter_mut().filter(|a| a.is_ok()).for_each(|answer| *answer = Err(e.clone())),
        }
        answers
    }

    /// Whether a group may become part of the public log for ever: every leaf of our grammar, every attachment named
    /// in its leaf, and no leaf naming an attachment that is not there.
    fn admit(&self, group: &[Record], fresh: &mut HashSet<Hash>) -> Result<(), AppendError> {
        let mut own = HashSet::new();
        for (at, record) in group.iter().enumerate() {
            let refuse = |why: String| AppendError::Refused { at, why };
            record.check().map_err(|e| refuse(e.to_string()))?;
            let leaf = Leaf::parse(&record.leaf).map_err(|e| refuse(e.to_string()))?;
            let named: HashSet<Hash> = leaf.blobs().map(|(_, blob)| blob).collect();
            let attached: HashSet<Hash> = record.blobs.iter().map(|blob| sha256(blob)).collect();
            if let Some(blob) = attached.difference(&named).next() {
                return Err(refuse(format!("its leaf does not name the attachment {}", hex(blob))));
            }
            own.extend(attached);
            let known = |blob: &&Hash| self.blobs.contains(*blob) || fresh.contains(*blob) || own.contains(*blob);
            if let Some(blob) = named.iter().find(|blob| !known(blob)) {
                return Err(refuse(format!("its leaf names the attachment {}, which nobody has sent", hex(blob))));
            }
        }
        fresh.extend(own);
        Ok(())
    }

    fn integrate(&mut self, first: u64, batch: Vec<Record>) {
        for (number, record) in (first..).zip(batch) {
            if !record.blobs.is_empty() {
                self.first_with_blobs.get_or_insert(number);
            }
            self.blobs.extend(record.blobs.iter().map(|blob| sha256(blob)));
            self.tree.push(&record.leaf);
            self.recent.push(record.leaf);
        }
    }

    /// Whether something is durable but not public.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.published.as_ref().map(Checkpoint::size) != Some(self.tree.size())
    }

    /// Makes public what is not: attachments, entries, hashes, then the checkpoint. After an error it can be called
    /// again; what the public checkpoint speaks of is there at any time.
    pub fn publish(&mut self) -> Result<(), PublishError> {
        if !self.is_behind() {
            return Ok(());
        }
        let old = self.published.as_ref().map_or(0, Checkpoint::size);
        if let Some(first) = self.first_with_blobs {
            for record in self.journal.scan(first) {
                let (_, record) = record.map_err(|e| self.unreadable(&e))?;
                self.public.put_blobs(&record.blobs)?;
            }
        }
        self.public.put_tiles(old, &self.tree, &self.recent)?;
        let head = self.sign()?;
        self.public.put(CHECKPOINT, head.as_bytes())?;
        self.first_with_blobs = None;
        self.recent.keep_from(head.size());
        self.published = Some(head);
        // Left-over partial tiles harm nobody; the next opening removes them.
        let _ = self.public.drop_superseded(old, self.tree.size());
        // The look-up answers for nothing; the next opening fills it again.
        if self.index.as_ref().is_some_and(|index| index.apply(&self.tree).is_err()) {
            self.index = None;
        }
        Ok(())
    }

    /// Signs the tree as it is, and returns after that is remembered durably.
    fn sign(&mut self) -> Result<Checkpoint, PublishError> {
        assert!(
            self.published.as_ref().is_none_or(|p| self.tree.root_at(p.size()) == Some(*p.root())),
            "a tree only grows"
        );
        let refused = |e: SigningError| PublishError { path: self.dir.join(SIGNED), why: e.to_string() };
        let head = self.signing.sign(&self.tree).map_err(refused)?;
        self.public.put_durably(&self.dir.join(SIGNED), head.as_bytes())?;
        Ok(head)
    }

    /// The proof that entry `index` is under the published checkpoint.
    pub fn prove(&self, index: u64) -> Result<TlogProof, ProveError> {
        let head = self.published.as_ref().filter(|head| index < head.size());
        let Some(head) = head else {
            let size = self.journal.next();
            let why = || "the public folder is behind".to_owned();
            return Err(if index < size {
                ProveError::NotPublic { index, why: why() }
            } else {
                ProveError::NotThere { index, size }
            });
        };
        let unreadable = |why: String| ProveError::Unreadable { index, why };
        let record = self.read(index).map_err(|e| unreadable(e.to_string()))?;
        let path = self.tree.prove_inclusion(index, head.size()).expect("the index is below the head's size");
        let proof = UnverifiedProof::new(index, path, head);
        proof.verify(self.verifier(), &record.leaf).map_err(|e| unreadable(e.to_string()))
    }

    /// Puts a proof into the public folder, as `proof/<index>.tlog-proof`.
    pub fn publish_proof(&self, proof: &TlogProof) -> Result<(), PublishError> {
        self.public.put(&proof_path(proof.index()), proof.as_bytes())
    }

    /// One record, private body and all.
    pub fn read(&self, index: u64) -> Result<Record, ScanError> {
        let why = || format!("the journal has {} records", self.journal.next());
        self.journal
            .scan(index)
            .next()
            .map_or_else(|| Err(ScanError { index, why: why() }), |r| r.map(|(_, record)| record))
    }

    fn unreadable(&self, e: &ScanError) -> PublishError {
        PublishError { path: self.dir.join("public"), why: e.to_string() }
    }
}

#[cfg(test)]
mod tests;
