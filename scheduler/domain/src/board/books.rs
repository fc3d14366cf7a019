//! The books of the lots: what came, where it is, what became of it, and what nobody can say. For every lot
//!
//! ```text
//! first count + inbound + gained = on hand + on the way + received + lost + unexplained
//! ```
//!
//! and what is unexplained is the sum of what is missing in its open [discrepancies](Amiss). Whoever replays the
//! public log learns a count only if a plan opens it: see [`Board::apply_closed`]. His books of a lot begin with the
//! first count that a plan has opened, and balance between those. What orders do to the books: `carrying.rs`.

mod carrying;

use super::Board;
use crate::amiss::{Amiss, AmissId, AmissKind, Settlement};
use crate::change::{ChangeReason, Direction};
use crate::events::{Event, Source};
use crate::gift::GiftWhat;
use crate::id::{LotKey, OrderId};
use crate::quantity::Quantity;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of one lot's goods; sums of base units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Book {
    /// The record that began them.
    since: u64,
    /// The first count; `None` where it was not opened.
    first: Option<u128>,
    /// What was announced, of what has come.
    inbound: u128,
    gained: u128,
    lost: u128,
    /// What each order that has not arrived has taken along.
    on_way: BTreeMap<OrderId, u64>,
    received: u128,
}

/// Where all that ever was in a lot is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Which lot.
    pub lot: LotKey,
    /// The first count.
    pub first: u128,
    /// What a supplier had announced, of what has come since.
    pub inbound: u128,
    /// What came besides, by what was said of it.
    pub gained: u128,
    /// What lies there.
    pub on_hand: u128,
    /// What has left and not arrived.
    pub on_way: u128,
    /// What sites have accepted.
    pub received: u128,
    /// What is gone for a reason that was said, or was written off.
    pub lost: u128,
    /// What is missing for no reason that anybody has said; less than 0 where there is more than came.
    pub unexplained: i128,
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Books {
    lots: BTreeMap<LotKey, Book>,
    amiss: BTreeMap<AmissId, Amiss>,
    /// Those of each order.
    of_orders: BTreeMap<OrderId, BTreeSet<AmissId>>,
    /// The record that is being taken in.
    now: u64,
    /// Lots whose last count is not opened.
    closed: BTreeSet<LotKey>,
    /// Every line that was not opened.
    closed_lines: BTreeSet<Source>,
    /// The lines of the report that is being taken in which are not opened.
    closing: BTreeSet<u32>,
}

impl Books {
    /// This record is being taken in.
    pub(crate) fn begin(&mut self, entry: u64) {
        self.now = entry;
    }

    /// Whether what lies in a lot is known.
    pub(crate) fn knows(&self, lot: &LotKey) -> bool {
        !self.closed.contains(lot)
    }

    /// A lot is counted: `before` is what the books had. Gives whether the two differ.
    pub(crate) fn counted(&mut self, lot: &LotKey, before: Quantity, now: Quantity, source: Source) -> bool {
        if self.closing.contains(&source.line) {
            self.closed.insert(lot.clone());
            self.closed_lines.insert(source);
            self.lots.entry(lot.clone()).or_default();
            return false;
        }
        let was_closed = self.closed.remove(lot);
        match self.lots.get(lot) {
            Some(Book { first: Some(_), .. }) => {}
            _ => {
                let first = Some(now.units().into());
                self.lots.insert(lot.clone(), Book { since: self.now, first, ..Book::default() });
                return false;
            }
        }
        if was_closed || before == now {
            return false;
        }
        let id = AmissId { entry: source.entry, line: source.line };
        self.find(id, AmissKind::Count, lot, None, before, now, true);
        true
    }

    /// Whether the books of a lot have a beginning.
    pub(crate) fn has(&self, lot: &LotKey) -> bool {
        self.lots.get(lot).is_some_and(|book| book.first.is_some())
    }

    /// Whether nobody has opened a line of the report that is being taken in.
    pub(crate) fn is_closed(&self, line: u32) -> bool {
        self.closing.contains(&line)
    }

    /// A lot is to come: its books begin with nothing.
    pub(crate) fn announced(&mut self, lot: &LotKey) {
        let since = self.now;
        self.lots.entry(lot.clone()).or_insert_with(|| Book { since, first: Some(0), ..Book::default() });
    }

    /// What was announced has come, as much as it was.
    pub(crate) fn arrived(&mut self, lot: &LotKey, announced: Quantity, units: Quantity, id: AmissId) {
        let Some(book) = self.lots.get_mut(lot).filter(|book| book.first.is_some()) else { return };
        book.inbound += u128::from(announced.units());
        if announced != units {
            self.find(id, AmissKind::Inbound, lot, None, announced, units, true);
        }
    }

    /// A site offers so much of a lot, where it offered `before`: what it adds has come, what it takes back is gone.
    pub(crate) fn offered(&mut self, lot: &LotKey, before: Quantity, now: Quantity) {
        let knew = self.knows(lot);
        self.closed.remove(lot);
        match self.lots.get_mut(lot).filter(|book| book.first.is_some()) {
            Some(_) if !knew => {}
            Some(book) => {
                book.gained += u128::from(now.saturating_sub(before).units());
                book.lost += u128::from(before.saturating_sub(now).units());
            }
            None => {
                let first = Some(now.units().into());
                self.lots.insert(lot.clone(), Book { since: self.now, first, ..Book::default() });
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a discrepancy has as many parts")]
    fn find(
        &mut self,
        id: AmissId,
        kind: AmissKind,
        lot: &LotKey,
        order: Option<OrderId>,
        expected: Quantity,
        actual: Quantity,
        in_book: bool,
    ) {
        if let Some(order) = &order {
            self.of_orders.entry(order.clone()).or_default().insert(id);
        }
        let amiss = Amiss { id, kind, lot: lot.clone(), order, expected, actual, settled: None, in_book, void: false };
        self.amiss.insert(id, amiss);
    }

    /// Goods came or went for a reason.
    pub(crate) fn changed(&mut self, lot: &LotKey, reason: ChangeReason, units: Quantity) {
        let Some(book) = self.lots.get_mut(lot) else { return };
        match reason.direction() {
            Direction::Less => book.lost += u128::from(units.units()),
            Direction::More | Direction::Either => book.gained += u128::from(units.units()),
        }
    }

    fn settle(&mut self, id: AmissId, how: Settlement, by: u64) {
        let Some(amiss) = self.amiss.get_mut(&id) else { return };
        amiss.settled = Some((how, by));
        let (missing, in_book) = (amiss.missing(), amiss.in_book);
        if let Some(book) = self.lots.get_mut(&amiss.lot).filter(|_| in_book) {
            let units = missing.unsigned_abs();
            if missing > 0 { book.lost += units } else { book.gained += units }
        }
    }

    /// The board has forgotten an empty lot: so do the books, if nothing of it is open.
    pub(crate) fn forget(&mut self, lot: &LotKey) {
        let is_open = |amiss: &Amiss| &amiss.lot == lot && amiss.settled.is_none();
        if self.lots.get(lot).is_some_and(|book| book.on_way.is_empty()) && !self.amiss.values().any(is_open) {
            self.lots.remove(lot);
            self.closed.remove(lot);
        }
    }

    /// Open discrepancies, the oldest first.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Amiss> {
        self.amiss.values().filter(|amiss| amiss.settled.is_none())
    }
}

/// Why a discrepancy cannot be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSettled {
    /// There is none of this number.
    Unknown,
    /// Nobody can tell: the figures behind it were not opened.
    Closed,
    /// It was closed before, by this record.
    Before(u64),
    /// The reason does not fit: goods are missing, and it says where more came from; or the other way.
    OtherWay,
}

impl Board {
    /// Takes in an event as who reads the public log does: what these lines of a reserve report hold, nobody has
    /// opened.
    pub fn apply_closed(&mut self, index: u64, event: &Event, closed: BTreeSet<u32>) {
        self.books.closing = closed;
        self.apply(index, event);
        self.books.closing = BTreeSet::new();
    }

    /// Every discrepancy that was found, the oldest first.
    pub fn amiss(&self) -> impl Iterator<Item = &Amiss> {
        self.books.amiss.values()
    }

    /// Whether the record of this number showed one.
    pub fn has_found_amiss(&self, entry: u64) -> bool {
        let first = AmissId { entry, line: 0 };
        self.books.amiss.range(first..).next().is_some_and(|(id, _)| id.entry == entry)
    }

    /// The discrepancy of this number.
    pub fn amiss_of(&self, id: AmissId) -> Option<&Amiss> {
        self.books.amiss.get(&id)
    }

    /// Whether a discrepancy can be closed so.
    ///
    /// # Errors
    /// Why not.
    pub fn may_settle(&self, id: AmissId, how: Settlement) -> Result<(), NotSettled> {
        let Some(amiss) = self.books.amiss.get(&id) else {
            // Whoever replays may not know what an unopened line, or one after it, made of the lot.
            let is_closed = !self.books.closed_lines.is_empty() && id.line > 0;
            return Err(if is_closed { NotSettled::Closed } else { NotSettled::Unknown });
        };
        match amiss.settled {
            Some((_, by)) => Err(NotSettled::Before(by)),
            None if amiss.admits(how) => Ok(()),
            None => Err(NotSettled::OtherWay),
        }
    }

    pub(crate) fn apply_settlement(&mut self, index: u64, id: AmissId, how: Settlement) {
        self.books.settle(id, how, index);
        if let Some((lot, missing)) = self.amiss_of(id).map(|amiss| (amiss.lot.clone(), amiss.missing())) {
            self.note_gift(&lot, GiftWhat::Settled(how, missing));
        }
    }

    /// Where all that ever was in each lot is now, as far as it can be told.
    pub fn balances(&self) -> impl Iterator<Item = Balance> {
        let known = self.books.lots.iter().filter(|(lot, _)| self.books.knows(lot));
        known.filter_map(|(lot, book)| {
            let first = book.first?;
            let on_hand = self.lots.get(lot).map_or(0, |known| u128::from(known.on_hand.units()));
            let on_way = book.on_way.values().map(|units| u128::from(*units)).sum::<u128>();
            let Book { inbound, gained, lost, received, .. } = *book;
            let signed = |sum: u128| i128::try_from(sum).unwrap_or(i128::MAX);
            let unexplained = signed(first + inbound + gained) - signed(on_hand + on_way + received + lost);
            Some(Balance { lot: lot.clone(), first, inbound, gained, on_hand, on_way, received, lost, unexplained })
        })
    }
}
