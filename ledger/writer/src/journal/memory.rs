//! A journal in memory, for tests and simulations: it promises everything and survives nothing.

use super::{AppendError, Journal, ReadRecord, Record, Records, ScanError, check};
use std::sync::{Arc, PoisonError, RwLock};
use yicang_language::message;

/// Records in a vector. Its clones are the same journal.
#[derive(Clone, Default, Debug)]
pub struct MemoryJournal {
    records: Shelf,
    epoch: u64,
}

#[derive(Clone, Default, Debug)]
struct Shelf(Arc<RwLock<Vec<Record>>>);

impl ReadRecord for Shelf {
    fn record(&self, index: u64) -> Result<Record, ScanError> {
        let records = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let record = usize::try_from(index).ok().and_then(|at| records.get(at).cloned());
        record.ok_or_else(|| ScanError { index, problem: message!("writer-record-count", count = records.len()) })
    }
}

impl Journal for MemoryJournal {
    fn append(&mut self, epoch: u64, expected_next: u64, batch: &[Record]) -> Result<u64, AppendError> {
        check((epoch, self.epoch), expected_next, self.next(), batch)?;
        self.epoch = epoch;
        self.records.0.write().unwrap_or_else(PoisonError::into_inner).extend_from_slice(batch);
        Ok(self.next())
    }

    fn scan(&self, from: u64) -> Records<'_> {
        let all = (from..self.next()).map(|index| self.records.record(index).map(|record| (index, record)));
        Box::new(all)
    }

    fn reader(&self) -> Box<dyn ReadRecord> {
        Box::new(self.records.clone())
    }

    fn next(&self) -> u64 {
        self.records.0.read().unwrap_or_else(PoisonError::into_inner).len() as u64
    }

    fn epoch(&self) -> u64 {
        self.epoch
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_memory_journal_keeps_the_promise() {
        crate::journal::suite::holds(super::MemoryJournal::default());
    }
}
