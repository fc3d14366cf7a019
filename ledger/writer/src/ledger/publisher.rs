//! The way out: the tree over all records, the public folder made from it, and the one place where a checkpoint is
//! signed.

use super::sequencer::Batch;
use super::{ProveError, SIGNED};
use crate::index::Index;
use crate::journal::{ReadRecord, Record, ScanError};
use crate::public::{PublicFolder, PublishError, Recent};
use crate::signing::{Signing, SigningError};
use std::path::{Path, PathBuf};
use yicang_language::{Message, ToMessage as _, message};
use yicang_tlog::layout::{CHECKPOINT, proof_path};
use yicang_tlog::{Checkpoint, LogVerifier, TlogProof, Tree, UnverifiedProof};
use yicang_words::Words as _;

/// The log from the journal on.
pub(crate) struct Publisher {
    pub(super) dir: PathBuf,
    pub(super) signing: Signing,
    pub(super) journal: Box<dyn ReadRecord>,
    pub(super) tree: Tree,
    pub(super) recent: Recent,
    pub(super) public: PublicFolder,
    /// The records not yet public that have attachments.
    with_blobs: Vec<u64>,
    pub(super) published: Option<Checkpoint>,
    pub(super) index: Option<Index>,
}

impl Publisher {
    pub(super) fn new(dir: &Path, signing: Signing, journal: Box<dyn ReadRecord>, public: PublicFolder) -> Self {
        Self {
            dir: dir.to_owned(),
            signing,
            journal,
            tree: Tree::new(),
            recent: Recent::default(),
            public,
            with_blobs: Vec::new(),
            published: None,
            index: None,
        }
    }

    pub(crate) fn verifier(&self) -> &LogVerifier {
        self.signing.verifier()
    }

    pub(crate) fn checkpoint(&self) -> Option<&Checkpoint> {
        self.published.as_ref()
    }

    /// Entries under the public checkpoint.
    pub(crate) fn published_size(&self) -> u64 {
        self.published.as_ref().map_or(0, Checkpoint::size)
    }

    pub(crate) fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// Takes durable records into the tree.
    pub(crate) fn integrate(&mut self, batch: Batch) {
        for (number, record) in (batch.first..).zip(batch.records) {
            if !record.blobs.is_empty() {
                self.with_blobs.push(number);
            }
            self.tree.push(&record.leaf);
            self.recent.push(record.leaf);
        }
    }

    /// Whether something is durable but not public.
    pub(crate) fn is_behind(&self) -> bool {
        self.published.as_ref().map(Checkpoint::size) != Some(self.tree.size())
    }

    /// Makes public what is not: attachments, entries, hashes, then the checkpoint. After an error it can be called
    /// again; what the public checkpoint speaks of is there at any time.
    pub(crate) fn publish(&mut self) -> Result<(), PublishError> {
        if !self.is_behind() {
            return Ok(());
        }
        let old = self.published_size();
        for index in &self.with_blobs {
            let record = self.journal.record(*index).map_err(|error| self.unreadable(&error))?;
            self.public.put_blobs(&record.blobs)?;
        }
        self.public.put_tiles(old, &self.tree, &self.recent)?;
        let head = self.sign()?;
        self.public.put(CHECKPOINT, head.as_bytes())?;
        self.with_blobs.clear();
        self.recent.keep_from(head.size());
        self.published = Some(head);
        // Left-over partial tiles harm nobody; the next opening removes them.
        let _ = self.public.drop_superseded(old, self.tree.size());
        Ok(())
    }

    /// Brings the look-up to where the tree is.
    pub(crate) fn fill_index(&mut self) {
        // It answers for nothing; the next opening fills it again.
        if self.index.as_ref().is_some_and(|index| index.apply(&self.tree).is_err()) {
            self.index = None;
        }
    }

    /// Signs the tree as it is, and returns after that is remembered durably.
    pub(super) fn sign(&mut self) -> Result<Checkpoint, PublishError> {
        assert!(
            self.published.as_ref().is_none_or(|p| self.tree.root_at(p.size()) == Some(*p.root())),
            "a tree only grows"
        );
        let refused = |error: SigningError| PublishError { path: self.dir.join(SIGNED), problem: error.message() };
        let head = self.signing.sign(&self.tree).map_err(refused)?;
        // A processor that errs once must not put a signature out that nobody can check.
        self.verifier().open_own(head.as_bytes()).expect("what was just signed can be checked");
        self.public.put_durably(&self.dir.join(SIGNED), head.as_bytes())?;
        Ok(head)
    }

    /// The proof that entry `index` is under the published checkpoint.
    pub(crate) fn prove(&self, index: u64) -> Result<TlogProof, ProveError> {
        let head = self.published.as_ref().filter(|head| index < head.size());
        let Some(head) = head else {
            let size = self.tree.size();
            let problem = || message!("writer-public-behind");
            return Err(if index < size {
                ProveError::NotPublic { index, problem: problem() }
            } else {
                ProveError::NotThere { index, size }
            });
        };
        let unreadable = |problem: Message| ProveError::Unreadable { index, problem };
        let record = self.read(index).map_err(|error| unreadable(error.message()))?;
        let path = self.tree.prove_inclusion(index, head.size()).expect("the index is below the head's size");
        UnverifiedProof::new(index, path, head)
            .verify_under(head, &record.leaf)
            .map_err(|error| unreadable(error.words()))
    }

    /// Puts a proof into the public folder, as `proof/<index>.tlog-proof`.
    pub(crate) fn publish_proof(&self, proof: &TlogProof) -> Result<(), PublishError> {
        self.public.put(&proof_path(proof.index()), proof.as_bytes())
    }

    pub(crate) fn read(&self, index: u64) -> Result<Record, ScanError> {
        self.journal.record(index)
    }

    fn unreadable(&self, error: &ScanError) -> PublishError {
        PublishError { path: self.dir.join("public"), problem: error.message() }
    }
}
