//! The way in: which records may become part of the log, and their durable place in the journal.

use super::Appended;
use crate::journal::{AppendError, Journal, Record};
use std::collections::HashSet;
use yicang_language::{Message, ToMessage as _, message};
use yicang_tlog::{Hash, Leaf, hex, sha256};
use yicang_words::Words as _;

/// The journal and what decides about a record.
pub(crate) struct Sequencer {
    pub(crate) journal: Box<dyn Journal>,
    epoch: u64,
    /// Attachments of all records.
    blobs: HashSet<Hash>,
}

/// What one sync has made durable.
pub(crate) struct Batch {
    /// The number of the first record.
    pub(crate) first: u64,
    pub(crate) records: Vec<Record>,
}

impl Sequencer {
    /// `blobs`: the hashes of all attachments that the journal has.
    pub(crate) fn new(journal: Box<dyn Journal>, blobs: HashSet<Hash>) -> Self {
        Self { epoch: journal.epoch() + 1, journal, blobs }
    }

    /// Appends each group whole or not at all, with one sync for all of them, and answers each. The batch is what was
    /// made durable, `None` if nothing was.
    pub(crate) fn append(&mut self, groups: Vec<Vec<Record>>) -> (Vec<Result<Appended, AppendError>>, Option<Batch>) {
        let mut records = Vec::with_capacity(groups.len());
        let mut fresh = HashSet::new();
        let first = self.journal.next();
        let mut answers = Vec::with_capacity(groups.len());
        for group in groups {
            let start = first + records.len() as u64;
            answers.push(self.admit(&group, &mut fresh).map(|()| {
                records.extend(group);
                Appended { first: start, next: first + records.len() as u64 }
            }));
        }
        match self.journal.append(self.epoch, first, &records) {
            Ok(_) => {
                self.blobs.extend(fresh);
                (answers, Some(Batch { first, records }))
            }
            Err(error) => {
                answers.iter_mut().filter(|a| a.is_ok()).for_each(|answer| *answer = Err(error.clone()));
                (answers, None)
            }
        }
    }

    /// Whether a group may become part of the public log for ever: every leaf of our grammar, every attachment named
    /// in its leaf, and no leaf naming an attachment that is not there.
    fn admit(&self, group: &[Record], fresh: &mut HashSet<Hash>) -> Result<(), AppendError> {
        let mut own = HashSet::new();
        for (at, record) in group.iter().enumerate() {
            let refuse = |problem: Message| AppendError::Refused { at, problem };
            record.check().map_err(|error| refuse(error.message()))?;
            let named = Leaf::attachments(&record.leaf).map_err(|error| refuse(error.words()))?;
            for blob in record.blobs.iter().map(|blob| sha256(blob)) {
                if !named.contains(&blob) {
                    return Err(refuse(message!("writer-not-named", blob = hex(&blob))));
                }
                own.insert(blob);
            }
            let known = |blob: &&Hash| self.blobs.contains(*blob) || fresh.contains(*blob) || own.contains(*blob);
            if let Some(blob) = named.iter().find(|blob| !known(blob)) {
                return Err(refuse(message!("writer-not-sent", blob = hex(blob))));
            }
        }
        fresh.extend(own);
        Ok(())
    }
}
