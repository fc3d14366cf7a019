//! What orders do to the books of their lots: what they carry, and what is missing of it. What was found out by wrong
//! figures is void once they are corrected, whether or not somebody had explained it.

use super::Books;
use crate::amiss::{Amiss, AmissId, AmissKind, Settlement};
use crate::change::ChangeReason;
use crate::id::{LotKey, OrderId};
use crate::quantity::Quantity;

impl Books {
    /// Whether the books of a lot, as they are, were begun before this record.
    pub(crate) fn is_in(&self, lot: &LotKey, entry: Option<u64>) -> bool {
        let begun = self.lots.get(lot).filter(|book| book.first.is_some()).map(|book| book.since);
        entry.is_some_and(|entry| begun.is_some_and(|begun| begun < entry))
    }

    /// An order that is in the books carries so much now, and so much more, or less, of it was accepted.
    pub(crate) fn carry(&mut self, order: &OrderId, lot: &LotKey, on_way: Quantity, accepted: i128) {
        let Some(book) = self.lots.get_mut(lot) else { return };
        if on_way > Quantity::ZERO {
            book.on_way.insert(order.clone(), on_way.units());
        } else {
            book.on_way.remove(order);
        }
        book.received = book.received.saturating_add_signed(accepted);
    }

    /// Two figures of an order differ.
    pub(crate) fn show(
        &mut self,
        id: AmissId,
        kind: AmissKind,
        lot: &LotKey,
        order: &OrderId,
        [expected, actual]: [Quantity; 2],
        in_book: bool,
    ) {
        self.find(id, kind, lot, Some(order.clone()), expected, actual, in_book);
    }

    /// How much more an order took than was known to be there, and nobody has counted since.
    pub(crate) fn over(&self, order: &OrderId, counted: Option<u64>) -> i128 {
        self.overs(order, counted).map(|amiss| -amiss.missing()).sum()
    }

    /// It took no more than that, or by another figure.
    pub(crate) fn withdraw_over(&mut self, order: &OrderId, counted: Option<u64>, by: u64) {
        let ids: Vec<_> = self.overs(order, counted).map(|amiss| amiss.id).collect();
        ids.into_iter().for_each(|id| self.withdraw(id, by));
    }

    fn overs(&self, order: &OrderId, counted: Option<u64>) -> impl Iterator<Item = &Amiss> {
        let all = self.standing(order, |kind| kind == AmissKind::Over);
        all.filter(move |amiss| counted.is_none_or(|counted| amiss.id.entry > counted))
    }

    /// What is missing of an order is this from now on; what was missing by the same figure stays, open or closed.
    pub(crate) fn amend(
        &mut self,
        (order, lot): (&OrderId, &LotKey),
        missing: &[(AmissKind, Quantity, Quantity)],
        in_book: bool,
        entry: u64,
        line: impl Fn(AmissKind) -> u32,
    ) {
        let is_same = |amiss: &Amiss, (kind, expected, actual): &(AmissKind, Quantity, Quantity)| {
            let missing = i128::from(expected.units()) - i128::from(actual.units());
            amiss.kind == *kind && amiss.missing() == missing
        };
        let is_mine = |kind| !matches!(kind, AmissKind::Over | AmissKind::Corrected);
        let before: Vec<_> = self.standing(order, is_mine).cloned().collect();
        for amiss in before.iter().filter(|amiss| !missing.iter().any(|now| is_same(amiss, now))) {
            self.withdraw(amiss.id, entry);
        }
        for now in missing.iter().filter(|now| !before.iter().any(|amiss| is_same(amiss, now))) {
            let (kind, expected, actual) = *now;
            self.show(AmissId { entry, line: line(kind) }, kind, lot, order, [expected, actual], in_book);
        }
    }

    fn standing(&self, order: &OrderId, is: impl Fn(AmissKind) -> bool) -> impl Iterator<Item = &Amiss> {
        let ids = self.of_orders.get(order).into_iter().flatten();
        ids.filter_map(|id| self.amiss.get(id)).filter(move |amiss| !amiss.void && is(amiss.kind))
    }

    /// The figures of a discrepancy were corrected: it is closed by this record, and what closed it before is undone.
    fn withdraw(&mut self, id: AmissId, by: u64) {
        let Some(amiss) = self.amiss.get_mut(&id) else { return };
        let (missing, in_book, was_settled) = (amiss.missing(), amiss.in_book, amiss.settled.is_some());
        amiss.void = true;
        amiss.settled = Some((Settlement::Explained(ChangeReason::Miscounted), by));
        if let Some(book) = self.lots.get_mut(&amiss.lot).filter(|_| in_book && was_settled) {
            let units = missing.unsigned_abs();
            let of = if missing > 0 { &mut book.lost } else { &mut book.gained };
            *of = of.saturating_sub(units);
        }
    }
}
