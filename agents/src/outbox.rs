//! The outbox: every report from the moment it is made until the centre's signed receipt is there, and after.
//!
//! A report is signed over its exact bytes when it is pushed, with the agent's next number. It is on disk when
//! [`Outbox::push`] returns. Reports leave in the order of their numbers, one at a time. Sends nothing itself.
//!
//! # Why giving new numbers is safe
//!
//! A refused report uses up no number at the centre. So the reports behind it move up by one and are signed again, in
//! the same change that removes the refused one: a power cut leaves all of it or none.
//!
//! The centre cannot have taken a moved report under its old number: it takes numbers without gaps, and that number's
//! predecessor was refused. No copy can be under way: the [client](crate::client) sends a report only after the one
//! before was answered. Report ids do not change, so that a centre that has seen a report recognises it.

use crate::durable_map::{Change, DurableMap, Mended};
mod error;
mod undo;

pub use error::OutboxError;
pub use undo::Undo;

use crate::envelope::{QueuedReport, State, draw_report_id};
use crate::sequence::SaidDue;
use jiff::Timestamp;
use prost::Message as _;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use yicang_domain::report::Body;
use yicang_domain::{AgentId, Report};
use yicang_proto::v1;
use yicang_tlog::SigningKey;

const PENDING: u8 = b'p';
const DELIVERED: u8 = b'd';
const REFUSED: u8 = b'r';
/// The last number that the centre has taken.
const LAST: &[u8] = b"last";
/// The highest number that this agent has signed by its own count or by the centre's signed word.
const HIGHEST: &[u8] = b"highest";
/// The centre's signed words on numbers, by number.
const SAID: u8 = b's';
/// Numbers of reports that a damaged outbox has lost, eight bytes each, ascending.
const LOST: &[u8] = b"lost";

/// The reports of one agent. A handle: clones are the same outbox.
#[derive(Debug, Clone)]
pub struct Outbox(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    agent: AgentId,
    key: SigningKey,
    /// The public log that reports are for; `None` while it is not known.
    log: Option<String>,
    store: DurableMap,
    /// Held while a change is worked out from what is there, so that two changes cannot work from the same state.
    changing: Mutex<()>,
}

impl Outbox {
    /// Opens or makes the outbox in its own folder. One process at a time; a second one gets
    /// [`Locked`](crate::durable_map::DurableMapError::Locked). `log` is the name of the public log that reports are
    /// for; without it none can be pushed.
    ///
    /// # Errors
    /// [`OutboxError::DurableMap`].
    pub fn open(folder: &Path, agent: AgentId, key: SigningKey, log: Option<String>) -> Result<Self, OutboxError> {
        let store = DurableMap::open(folder)?;
        let outbox = Self(Arc::new(Inner { agent, key, log, store, changing: Mutex::new(()) }));
        if let Some(mended) = outbox.mended().filter(|mended| !mended.is_whole) {
            outbox.note_lost(mended.count)?;
        }
        Ok(outbox)
    }

    /// What opening had to mend: the outbox's file was damaged or cut.
    pub fn mended(&self) -> Option<&Mended> {
        self.0.store.mended()
    }

    /// Numbers of reports that were in this outbox and are lost, ascending, by the numbers they had when that was
    /// found; until [`Outbox::forget_lost`].
    ///
    /// # Errors
    /// As [`Outbox::first_pending`].
    pub fn lost(&self) -> Result<Vec<u64>, OutboxError> {
        let bytes = self.0.store.get(LOST)?.unwrap_or_default();
        Ok(bytes.chunks_exact(8).filter_map(|eight| eight.try_into().ok()).map(u64::from_be_bytes).collect())
    }

    /// Forgets which reports were lost; says how many those were.
    ///
    /// # Errors
    /// [`OutboxError::DurableMap`].
    pub fn forget_lost(&self) -> Result<usize, OutboxError> {
        let _changing = self.changing();
        let count = self.lost()?.len();
        if count > 0 {
            self.0.store.commit(&Change::default().drop(LOST.into()))?;
        }
        Ok(count)
    }

    /// After damage: what is there but is not what this agent signed goes, and each number up to `count` of which there
    /// is nothing is written down.
    fn note_lost(&self, count: u64) -> Result<(), OutboxError> {
        let _changing = self.changing();
        let (mut change, mut there) = (Change::default(), BTreeSet::new());
        for state in [PENDING, DELIVERED] {
            for pair in self.0.store.under(&[state]) {
                let (key, bytes) = pair?;
                match QueuedReport::from_bytes(&bytes).filter(|queued| queued.is_signed_by(&self.0.key)) {
                    Some(queued) => drop(there.insert(queued.sequence())),
                    None => change = change.drop(key),
                }
            }
        }
        let upto = there.last().copied().unwrap_or(0).max(count).max(self.last_delivered()?);
        let mut lost: BTreeSet<_> = (1..=upto).filter(|number| !there.contains(number)).collect();
        lost.extend(self.lost()?);
        let bytes = lost.into_iter().flat_map(u64::to_be_bytes).collect();
        Ok(self.0.store.commit(&change.put(LOST.into(), bytes))?)
    }

    /// Signs reports, in this order, and returns when all are on disk. All or none.
    ///
    /// # Errors
    /// [`OutboxError::Faults`]: nothing was stored. [`OutboxError::DurableMap`].
    pub fn push(&self, bodies: Vec<Body>, note: &str, now: Timestamp) -> Result<Vec<QueuedReport>, OutboxError> {
        let _changing = self.changing();
        let Some(log) = &self.0.log else {
            return Err(OutboxError::NoLogName);
        };
        let first = self.next_sequence()?;
        let (mut reports, mut faults) = (Vec::new(), Vec::new());
        for ((place, sequence), body) in (0..).zip(first..).zip(bodies) {
            let report = Report::new(draw_report_id(), self.0.agent.clone(), sequence, now, body);
            match report.and_then(|report| QueuedReport::new(&report, note, &self.0.key, log)) {
                Ok(queued) => reports.push(queued),
                Err(found) => faults.extend(found.into_iter().map(|fault| (place, fault))),
            }
        }
        if !faults.is_empty() {
            return Err(OutboxError::Faults(faults));
        }
        let put =
            |change: Change, queued: &QueuedReport| change.put(key(PENDING, queued.sequence()), queued.to_bytes());
        let change = reports.iter().fold(Change::default(), put);
        let change = reports.iter().map(QueuedReport::sequence).fold(change, Change::counted);
        let highest = reports.iter().map(QueuedReport::sequence).fold(self.highest()?, u64::max);
        self.0.store.commit(&change.put(HIGHEST.into(), highest.to_be_bytes().into()))?;
        Ok(reports)
    }

    /// The report to send next.
    ///
    /// # Errors
    /// [`OutboxError::DurableMap`], [`OutboxError::Unreadable`].
    pub fn first_pending(&self) -> Result<Option<QueuedReport>, OutboxError> {
        self.reports(PENDING).next().transpose()
    }

    /// What waits, in the order it will be sent.
    ///
    /// # Errors
    /// As [`Outbox::first_pending`].
    pub fn pending(&self) -> Result<Vec<QueuedReport>, OutboxError> {
        self.reports(PENDING).collect()
    }

    /// What the centre did not take, oldest first.
    ///
    /// # Errors
    /// As [`Outbox::first_pending`].
    pub fn refused(&self) -> Result<Vec<QueuedReport>, OutboxError> {
        self.reports(REFUSED).collect()
    }

    /// What the centre has, by number. Kept with its receipt: it is the agent's evidence.
    ///
    /// # Errors
    /// As [`Outbox::first_pending`].
    pub fn delivered(&self) -> Result<Vec<QueuedReport>, OutboxError> {
        self.reports(DELIVERED).collect()
    }

    /// The last number that the centre is known to have taken, 0 before the first.
    ///
    /// # Errors
    /// As [`Outbox::first_pending`].
    pub fn last_delivered(&self) -> Result<u64, OutboxError> {
        let Some(value) = self.0.store.get(LAST)? else { return Ok(0) };
        value.try_into().map(u64::from_be_bytes).map_err(|_| OutboxError::Unreadable)
    }

    /// The highest number that this agent has signed, by its own count or by the centre's signed word; 0 before the
    /// first.
    ///
    /// # Errors
    /// As [`Outbox::first_pending`].
    pub fn highest(&self) -> Result<u64, OutboxError> {
        if let Some(value) = self.0.store.get(HIGHEST)? {
            return value.try_into().map(u64::from_be_bytes).map_err(|_| OutboxError::Unreadable);
        }
        // An outbox of a program that did not write it down.
        let lost = self.lost()?.last().copied().unwrap_or(0);
        Ok((self.next_sequence()? - 1).max(self.last_delivered()?).max(lost))
    }

    /// The centre's signed words by which this agent's numbers went up, by number.
    ///
    /// # Errors
    /// As [`Outbox::first_pending`].
    pub fn said_due(&self) -> Result<Vec<SaidDue>, OutboxError> {
        let read = |bytes: &[u8]| SaidDue::decode(bytes).map_err(|_| OutboxError::Unreadable);
        self.0.store.under(&[SAID]).map(|pair| read(&pair?.1)).collect()
    }

    /// Files the first report that waits with its receipt, which arrived at this moment by the agent's clock. The
    /// caller has [verified](crate::receipt) the receipt. Doing it twice changes nothing. Gives the report as it is
    /// filed.
    ///
    /// # Errors
    /// [`OutboxError::NotFirst`], [`OutboxError::DurableMap`].
    pub fn deliver(
        &self,
        queued: &QueuedReport,
        receipt: v1::SignedReceipt,
        arrived_at: Timestamp,
    ) -> Result<QueuedReport, OutboxError> {
        let _changing = self.changing();
        let sequence = queued.sequence();
        if let Some(filed) = self.0.store.get(&key(DELIVERED, sequence))?.as_deref().and_then(QueuedReport::from_bytes)
            && filed.signed == queued.signed
        {
            return Ok(filed);
        }
        self.expect_first(queued)?;
        // As it will be read back.
        let arrived_at = Timestamp::from_second(arrived_at.as_second()).ok();
        let filed = QueuedReport { state: State::Delivered(receipt), arrived_at, ..queued.clone() };
        let change = Change::default()
            .drop(key(PENDING, sequence))
            .put(key(DELIVERED, sequence), filed.to_bytes())
            .put(LAST.into(), sequence.to_be_bytes().into());
        self.0.store.commit(&change)?;
        Ok(filed)
    }

    /// Files the first report that waits with the centre's refusal; what waits behind it moves up by one number.
    ///
    /// # Errors
    /// [`OutboxError::NotFirst`], [`OutboxError::DurableMap`].
    pub fn refuse(&self, queued: &QueuedReport, refusal: v1::Refusal) -> Result<(), OutboxError> {
        let _changing = self.changing();
        self.expect_first(queued)?;
        let filed = QueuedReport { state: State::Refused(refusal), ..queued.clone() };
        let place = self.0.store.under(&[REFUSED]).next_back().transpose()?.map_or(Ok(0), |(key, _)| number(&key))? + 1;
        let waiting = self.pending()?;
        let change = self.move_to(queued.sequence(), &waiting, waiting.get(1..).unwrap_or_default());
        Ok(self.0.store.commit(&change.put(key(REFUSED, place), filed.to_bytes()))?)
    }

    /// Gives what waits the numbers from `first` on and signs it again: for an outbox that was restored from an old
    /// copy, whose numbers the centre has already taken. The centre is asked first about the report as it is, and
    /// answers a report it knows with its receipt; only what it has never seen gets here.
    ///
    /// Numbers beyond the next after the [highest](Self::highest) that was signed need the centre's signed word, which
    /// is kept; the caller has [verified](crate::sequence) it. Without one the highest stays what it is, so that saying
    /// it again and again does not drive the numbers up.
    ///
    /// # Errors
    /// [`OutboxError::Beyond`], [`OutboxError::DurableMap`].
    pub fn renumber_from(&self, first: u64, said: Option<v1::SignedSequence>) -> Result<(), OutboxError> {
        let _changing = self.changing();
        let (first, waiting, highest) = (first.max(1), self.pending()?, self.highest()?);
        let last = (first - 1).checked_add(waiting.len() as u64);
        let Some(last) = last.filter(|last| *last < u64::MAX && (said.is_some() || first - 1 <= highest)) else {
            return Err(OutboxError::Beyond { first, highest });
        };
        let change = self.move_to(first, &waiting, &waiting).put(LAST.into(), (first - 1).to_be_bytes().into());
        let mut now = highest;
        let change = match said {
            None => change,
            Some(said) => {
                now = now.max(last);
                let answers = waiting.first().map(|queued| queued.signed.clone());
                let said = SaidDue { due: first, said: Some(said), answers };
                change.put(key(SAID, first), said.encode_to_vec())
            }
        };
        Ok(self.0.store.commit(&change.put(HIGHEST.into(), now.to_be_bytes().into()))?)
    }

    /// Forgets what was refused; says how many reports that were.
    ///
    /// # Errors
    /// [`OutboxError::DurableMap`].
    pub fn drop_refused(&self) -> Result<usize, OutboxError> {
        let _changing = self.changing();
        let keys =
            self.0.store.under(&[REFUSED]).map(|pair| pair.map(|(key, _)| key)).collect::<Result<Vec<_>, _>>()?;
        let count = keys.len();
        if count > 0 {
            self.0.store.commit(&keys.into_iter().fold(Change::default(), Change::drop))?;
        }
        Ok(count)
    }

    fn move_to(&self, first: u64, from: &[QueuedReport], to: &[QueuedReport]) -> Change {
        let change = Change::default().counted((first - 1).saturating_add(to.len() as u64));
        let change = from.iter().fold(change, |change, old| change.drop(key(PENDING, old.sequence())));
        (first..).zip(to).fold(change, |change, (sequence, queued)| {
            change.put(key(PENDING, sequence), queued.renumbered(sequence, &self.0.key).to_bytes())
        })
    }

    fn next_sequence(&self) -> Result<u64, OutboxError> {
        let last = self.0.store.under(&[PENDING]).next_back().transpose()?;
        Ok(1 + match last {
            Some((key, _)) => number(&key)?,
            None => self.last_delivered()?,
        })
    }

    fn expect_first(&self, queued: &QueuedReport) -> Result<(), OutboxError> {
        let first = self.first_pending()?;
        let same = first.is_some_and(|first| first.signed == queued.signed);
        if same { Ok(()) } else { Err(OutboxError::NotFirst(queued.id().to_owned())) }
    }

    fn reports(&self, state: u8) -> impl DoubleEndedIterator<Item = Result<QueuedReport, OutboxError>> {
        self.0.store.under(&[state]).map(|pair| QueuedReport::from_bytes(&pair?.1).ok_or(OutboxError::Unreadable))
    }

    fn changing(&self) -> std::sync::MutexGuard<'_, ()> {
        self.0.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// State and number, so that the store's order is the numbers' order.
fn key(state: u8, number: u64) -> Vec<u8> {
    [&[state][..], &number.to_be_bytes()].concat()
}

fn number(key: &[u8]) -> Result<u64, OutboxError> {
    key.get(1..).and_then(|eight| eight.try_into().ok()).map(u64::from_be_bytes).ok_or(OutboxError::Unreadable)
}
