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

use std::path::{Path, PathBuf};
use std::sync::Arc;
use yicang_files::{self as files, Disk, DiskFiles, Files, RealDisk};
use yicang_tlog::{Checkpoint, CheckpointSigner, LogVerifier, TlogProof};

#[cfg(test)]
use crate::index::Index;
use crate::journal::{AppendError, FileJournal, Journal, Record, Records, ScanError};
use crate::public::{PublicFolder, PublishError};
use crate::signing::Signing;

mod errors;
#[cfg(test)]
mod faulty;
mod location_guard;
#[cfg(test)]
mod opening;
mod publisher;
mod recovery;
mod sequencer;

pub use errors::{OpenError, ProveError};
pub use location_guard::{adopt, lives_here};
pub(crate) use publisher::Publisher;
use recovery::Survey;
pub use recovery::signed;
pub(crate) use sequencer::{Batch, Sequencer};
use yicang_language::{Message, message};

/// The journal's file in a ledger's folder.
pub const JOURNAL: &str = "journal";
/// The last signed checkpoint's file in a ledger's folder.
pub const SIGNED: &str = "state/checkpoint";
/// The look-up's folder in a ledger's folder.
pub const INDEX: &str = "index";

/// Where a batch went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Appended {
    /// The number of its first record.
    pub first: u64,
    /// The number behind its last record.
    pub next: u64,
}

/// The open log: what takes records in, and what makes them public.
pub struct Ledger {
    pub(crate) sequencer: Sequencer,
    pub(crate) publisher: Publisher,
    notices: Vec<Message>,
}

impl Ledger {
    /// Opens the ledger in `dir`, which it makes if it is not there, and brings the public folder up to the journal.
    /// One process at a time: the journal is locked.
    ///
    /// # Errors
    ///
    /// The journal does not open, or does not hold what was signed; the folder is a copy; the disk fails. Nothing is
    /// signed then.
    pub fn open(dir: &Path, signer: CheckpointSigner) -> Result<Self, OpenError> {
        Self::open_with_records(dir, signer, |_, _| {})
    }

    /// The same, and hands every record, with its number, to `take`. The journal is read once: whoever folds it into a
    /// state of its own does so here.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open). What `take` was given must then be thrown away.
    pub fn open_with_records(
        dir: &Path,
        signer: CheckpointSigner,
        mut take: impl FnMut(u64, &Record),
    ) -> Result<Self, OpenError> {
        Self::open_reading(Arc::new(RealDisk), dir, signer, &mut take)
    }

    /// Opens the ledger on any disk.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_on(disk: Arc<dyn Disk>, dir: &Path, signer: CheckpointSigner) -> Result<Self, OpenError> {
        Self::open_reading(disk, dir, signer, &mut |_, _| {})
    }

    fn open_reading(
        disk: Arc<dyn Disk>,
        dir: &Path,
        signer: CheckpointSigner,
        take: &mut dyn FnMut(u64, &Record),
    ) -> Result<Self, OpenError> {
        let io = |path: PathBuf| move |source| OpenError::Io { path, source };
        std::fs::create_dir_all(dir).map_err(io(dir.to_owned()))?;
        files::make_private_dir(&dir.join("state")).map_err(io(dir.join("state")))?;
        let acknowledged = signed(dir, signer.verifier())?.map_or(0, |head| head.size());
        location_guard::check(disk.as_ref(), dir)?;
        let mut survey = Survey::new(dir.join("public"));
        let mut take_both = |index, record: Record| {
            take(index, &record);
            survey.take(index, record);
        };
        let journal = FileJournal::open_with(disk.as_ref(), &dir.join(JOURNAL), acknowledged, &mut take_both)?;
        let notice = journal.notice();
        location_guard::record_location(disk.as_ref(), dir)?;
        let tmp = dir.join("state/tmp");
        let files = DiskFiles::open(Arc::clone(&disk), tmp.clone()).map_err(io(tmp))?;
        let mut ledger = Self::open_with(disk, dir, signer, (Box::new(journal), survey), Box::new(files))?;
        ledger.notices.splice(0..0, notice.map(|notice| message!("writer-cut-off", notice = notice)));
        Ok(ledger)
    }

    /// `journal` and what reading it has yielded.
    fn open_with(
        disk: Arc<dyn Disk>,
        dir: &Path,
        signer: CheckpointSigner,
        (journal, mut survey): (Box<dyn Journal>, Survey),
        files: Box<dyn Files>,
    ) -> Result<Self, OpenError> {
        let public = PublicFolder::new(dir.join("public"), files);
        recovery::refuse_other_log(dir, &public, signer.verifier())?;
        let signing = Signing::open(disk, dir, signer)?;
        let sequencer = Sequencer::new(journal, survey.take_blobs());
        let mut publisher = Publisher::new(dir, signing, sequencer.journal.reader(), public);
        let notices = recovery::recover(survey, &mut publisher)?;
        Ok(Self { sequencer, publisher, notices })
    }

    /// What the operator should know about the opening: what was cut off, what was made anew. Empty as a rule.
    #[must_use]
    pub fn notices(&self) -> &[Message] {
        &self.notices
    }

    /// The log's public key.
    #[must_use]
    pub fn verifier(&self) -> &LogVerifier {
        self.publisher.verifier()
    }

    /// How many records there are.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.sequencer.journal.next()
    }

    /// The records from number `from` on, private bodies and all.
    #[must_use]
    pub fn scan(&self, from: u64) -> Records<'_> {
        self.sequencer.journal.scan(from)
    }

    /// The published head.
    #[must_use]
    pub fn checkpoint(&self) -> Option<&Checkpoint> {
        self.publisher.checkpoint()
    }

    #[cfg(test)]
    pub(crate) fn index(&self) -> Option<&Index> {
        self.publisher.index()
    }

    /// Appends each group whole or not at all, with one sync for all of them, and answers each. What is answered is
    /// durable and in the tree, but public only after [`publish`](Self::publish).
    pub fn append(&mut self, groups: Vec<Vec<Record>>) -> Vec<Result<Appended, AppendError>> {
        let (answers, batch) = self.sequencer.append(groups);
        if let Some(batch) = batch {
            self.publisher.integrate(batch);
        }
        answers
    }

    /// Whether something is durable but not public.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.publisher.is_behind()
    }

    /// Makes public what is not: attachments, entries, hashes, then the checkpoint. After an error it can be called
    /// again; what the public checkpoint speaks of is there at any time.
    pub fn publish(&mut self) -> Result<(), PublishError> {
        let outcome = self.publisher.publish();
        self.publisher.fill_index();
        outcome
    }

    /// The proof that entry `index` is under the published checkpoint.
    pub fn prove(&self, index: u64) -> Result<TlogProof, ProveError> {
        self.publisher.prove(index)
    }

    /// Puts a proof into the public folder, as `proof/<index>.tlog-proof`.
    pub fn publish_proof(&self, proof: &TlogProof) -> Result<(), PublishError> {
        self.publisher.publish_proof(proof)
    }

    /// One record, private body and all.
    pub fn read(&self, index: u64) -> Result<Record, ScanError> {
        self.publisher.read(index)
    }
}

#[cfg(test)]
mod tests;
