//! What has never left can be taken back. What may have left cannot: that it is about to leave is on disk before it
//! does.

use super::{Inner, Outbox, OutboxError, PENDING, key};
use crate::durable_map::Change;
use crate::envelope::QueuedReport;

/// The id of the report that was about to leave last: of all that wait, at most this one may have been sent.
const SENT: &[u8] = b"under-way";
/// Reports that were written to a file to be carried, by id.
const CARRIED: u8 = b'c';

/// What became of taking reports back.
#[derive(Debug, Clone, PartialEq)]
pub enum Undo {
    /// These are gone: none of them was ever sent.
    Done(Vec<QueuedReport>),
    /// Nothing waits.
    Nothing,
    /// No report of this number waits.
    Unknown(u64),
    /// This one may have been sent. Nothing was changed.
    Sent(Box<QueuedReport>),
    /// This one was written to a file to be carried. Nothing was changed.
    Carried(Box<QueuedReport>),
}

impl Outbox {
    /// Writes down that a report is about to leave; gives whether that was not known before.
    ///
    /// # Errors
    /// [`OutboxError::DurableMap`]; then it must not leave.
    pub fn sending(&self, queued: &QueuedReport) -> Result<bool, OutboxError> {
        let _changing = self.changing();
        let id = queued.id().as_bytes();
        if self.inner().store.get(SENT)?.as_deref() == Some(id) {
            return Ok(false);
        }
        self.inner().store.commit(&Change::default().put(SENT.into(), id.into()))?;
        Ok(true)
    }

    /// The report that was about to leave has not: there was no connection.
    ///
    /// # Errors
    /// [`OutboxError::DurableMap`]; then it counts as sent.
    pub fn not_sent(&self) -> Result<(), OutboxError> {
        let _changing = self.changing();
        Ok(self.inner().store.commit(&Change::default().drop(SENT.into()))?)
    }

    /// Writes down that reports are in a file that is carried.
    ///
    /// # Errors
    /// [`OutboxError::DurableMap`]; then the file must not be given away.
    pub fn carry(&self, reports: &[QueuedReport]) -> Result<(), OutboxError> {
        let _changing = self.changing();
        let put = |change: Change, queued: &QueuedReport| change.put(carried_key(queued), Vec::new());
        Ok(self.inner().store.commit(&reports.iter().fold(Change::default(), put))?)
    }

    /// Whether a report is in a file that is carried.
    ///
    /// # Errors
    /// [`OutboxError::DurableMap`].
    pub fn is_carried(&self, queued: &QueuedReport) -> Result<bool, OutboxError> {
        Ok(self.inner().store.get(&carried_key(queued))?.is_some())
    }

    /// Takes back the last report that waits; with a number that one and all behind it. All or none.
    ///
    /// # Errors
    /// [`OutboxError::DurableMap`].
    pub fn undo(&self, from: Option<u64>) -> Result<Undo, OutboxError> {
        let _changing = self.changing();
        let waiting = self.pending()?;
        let Some(last) = waiting.last() else { return Ok(from.map_or(Undo::Nothing, Undo::Unknown)) };
        let first = from.unwrap_or(last.sequence());
        let Some(at) = waiting.iter().position(|queued| queued.sequence() == first) else {
            return Ok(Undo::Unknown(first));
        };
        let gone = &waiting[at..];
        let sent = self.inner().store.get(SENT)?;
        for queued in gone {
            if sent.as_deref() == Some(queued.id().as_bytes()) {
                return Ok(Undo::Sent(Box::new(queued.clone())));
            }
            if self.is_carried(queued)? {
                return Ok(Undo::Carried(Box::new(queued.clone())));
            }
        }
        let change = gone.iter().fold(Change::default(), |change, queued| change.drop(key(PENDING, queued.sequence())));
        self.inner().store.commit(&change.counted(first - 1))?;
        Ok(Undo::Done(gone.to_vec()))
    }

    fn inner(&self) -> &Inner {
        &self.0
    }
}

fn carried_key(queued: &QueuedReport) -> Vec<u8> {
    [&[CARRIED], queued.id().as_bytes()].concat()
}
