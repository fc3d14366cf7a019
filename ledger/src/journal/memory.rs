//! A journal in memory, for tests and simulations: it promises everything and survives nothing.

use super::{AppendError, Journal, Record, Records, check};

/// Records in a vector.
#[derive(Clone, Default, Debug)]
pub struct MemoryJournal {
    records: Vec<Record>,
    epoch: u64,
}

impl Journal for MemoryJournal {
    fn append(&mut self, epoch: u64, expected_next: u64, batch: &[Record]) -> Result<u64, AppendError> {
        check((epoch, self.epoch), expected_next, self.next(), batch)?;
        self.epoch = epoch;
        self.records.extend_from_slice(batch);
        Ok(self.next())
    }

    fn scan(&self, from: u64) -> Records<'_> {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        Box::new((0..).zip(&self.records).skip(from).map(|(index, record)| Ok((index, record.clone()))))
    }

    fn next(&self) -> u64 {
        self.records.len() as u64
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
