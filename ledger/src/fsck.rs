//! `fsck`: whether a ledger's folder is sound, journal and public folder against each other. Changes nothing, and needs
//! the ledger to stand still.

use std::path::Path;
use yicang_auditor::audit::{Finding, Progress, audit};
use yicang_auditor::source::{Folder, SourceError};
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::layout::CHECKPOINT;
use yicang_tlog::{LogVerifier, Tree};
use yicang_writer::journal::{FileJournal, Journal as _};
use yicang_writer::{JOURNAL, OpenError, Record, SIGNED, signed};

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
pub enum FsckError {
    /// The journal or the state does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The public folder cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl ToMessage for FsckError {
    fn message(&self) -> Message {
        match self {
            Self::Open(error) => error.message(),
            Self::Source(error) => error.message(),
        }
    }
}

/// What was looked at.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fsck {
    /// Records in the journal.
    pub records: u64,
    /// Entries under the public checkpoint.
    pub public: u64,
    /// What is worth knowing, but no fault: the next start sets it right.
    pub notices: Vec<Message>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Reads the whole folder `dir`.
pub fn fsck(dir: &Path, log: &LogVerifier, progress: Progress<'_>) -> Result<Fsck, FsckError> {
    let last_signed = signed(dir, log)?;
    let acknowledged = last_signed.as_ref().map_or(0, yicang_tlog::Checkpoint::size);
    let mut tree = Tree::new();
    let mut take = |index: u64, record: Record| {
        tree.push(&record.leaf);
        progress("journal", index + 1, acknowledged.max(index + 1));
    };
    let journal = FileJournal::open_to_read(&dir.join(JOURNAL), acknowledged, &mut take).map_err(OpenError::from)?;
    let public = audit(&Folder(dir.join("public")), log, progress)?;
    let mut fsck = Fsck { records: journal.next(), findings: public.findings, ..Fsck::default() };
    let tail = journal.notice().map(|notice| message!("fsck-tail", notice = notice));
    fsck.notices.extend(tail);
    let head = public.remarks.iter().filter(|remark| remark.file == CHECKPOINT);
    fsck.notices.extend(head.map(|remark| message!("fsck-head", remark = remark.message())));
    let heads = [(last_signed, SIGNED), (public.checkpoint, "public/checkpoint")];
    fsck.public = heads[1].0.as_ref().map_or(0, yicang_tlog::Checkpoint::size);
    if fsck.public < fsck.records {
        fsck.notices.push(message!("fsck-behind", count = fsck.records - fsck.public));
    }
    for (head, file) in heads {
        let Some(head) = head else { continue };
        if tree.root_at(head.size()) != Some(*head.root()) {
            let what = message!("fsck-signs-others", size = head.size());
            fsck.findings.push(Finding { file: file.to_owned(), entry: None, what });
        }
    }
    Ok(fsck)
}
