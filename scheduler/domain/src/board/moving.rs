//! What a step of an order does to the board. A step may correct another, or say what nobody has said before a later
//! one: so the board compares what the order came to before and after it, and moves the difference. Whatever is counted
//! of an order follows from the steps that count.
//!
//! | of an order of o | on hand | promised | covers the need | on the way |
//! |---|---|---|---|---|
//! | approved, confirmed, picked | | o | o | |
//! | shipped s, arrived | − s | | s | s |
//! | received, accepted a, refused r | − s | | a | r |
//! | returned b of it | − s + b | | a | |
//! | shipped 0, cancelled, replaced | | | | |
//!
//! Where the lot was counted after the step that is corrected, the count has seen what really left: what lies there
//! stays as it was counted, and the difference is a discrepancy until somebody explains it.

use super::Board;
use crate::amiss::{AmissId, AmissKind};
use crate::events::Enrolment;
use crate::fault::Fault;
use crate::gift::GiftWhat;
use crate::id::{AgentId, LotKey, NeedKey, OrderId};
use crate::order::{Facts, Progress};
use crate::quantity::{QUANTITY_MAX, Quantity};
use crate::report::{Moved, Step, Version};
use yicang_language::{Message, message};

/// The lines of a record under which a step shows discrepancies; 1 to 3 are those of what is of no use.
const OVER_OF_RECEIPT: u32 = 5;
const SHORT_OF_DEPOT: u32 = 4;
const NOT_BACK: u32 = 6;
const CORRECTED: u32 = 7;

/// A step that is being taken in.
struct Taking<'t> {
    index: u64,
    moved: &'t Moved,
    lot: LotKey,
    need: NeedKey,
    /// What the order came to.
    before: Facts,
    /// What it comes to.
    after: Facts,
    was: Progress,
    is: Progress,
}

impl Taking<'_> {
    /// The first entry that says that goods have left, before or after.
    fn left_in(&self) -> Option<u64> {
        self.before.left_in.or(self.after.left_in)
    }

    /// The first entry that says what the step changes of the stock, if it was said before.
    fn said_in(&self) -> Option<u64> {
        match self.moved.step {
            Step::Returned => self.before.returned_in,
            _ => self.before.left_in,
        }
    }
}

/// What is gone from the shelf.
fn gone(facts: &Facts) -> i128 {
    i128::from(facts.left().units()) - i128::from(facts.returned.unwrap_or_default().units())
}

fn units(signed: i128) -> Quantity {
    let most = i128::from(QUANTITY_MAX);
    u64::try_from(signed.clamp(0, most)).ok().and_then(Quantity::new).unwrap_or_default()
}

impl Board {
    /// What speaks against a step beside what the order itself says: goods that have not come, and goods that come back
    /// into a lot of which nobody knows anything any more.
    pub fn move_fault(&self, moved: &Moved) -> Option<Message> {
        let order = self.orders.get(&moved.order)?;
        let not_come = || self.not_come(order, moved.step, moved.quantity);
        let is_forgotten =
            moved.step == Step::Returned && moved.quantity > Quantity::ZERO && !self.lots.contains_key(order.lot());
        match moved.step {
            Step::Returned if is_forgotten => Some(message!("moving-lot-forgotten", lot = order.lot().to_string())),
            Step::Picked | Step::Shipped if !moved.taken_back => not_come(),
            _ => None,
        }
    }

    /// What speaks against a step, whoever says it.
    pub(crate) fn step_faults(&self, moved: &Moved) -> Vec<Fault> {
        let Some(order) = self.orders.get(&moved.order) else {
            return vec![Fault::new("step.order_id", message!("unknown-order", order = moved.order.as_str()))];
        };
        let error = order.after_moved(moved).err().map(|error| Fault::new("step", error));
        let fault = self.move_fault(moved).map(|problem| Fault::new("step", problem));
        error.into_iter().chain(fault).collect()
    }

    /// Why a step is not the agent's to say, if so.
    pub(crate) fn foreign_step(&self, agent: &AgentId, grant: &Enrolment, moved: &Moved) -> Option<Fault> {
        let order = self.orders.get(&moved.order)?;
        let own = match moved.step.is_of_depot() {
            true => self.may_store(grant, &order.lot().depot),
            false => grant.sites.contains(order.site()),
        };
        let id = order.id.as_str();
        let problem = match moved.step {
            _ if own && self.may_correct(agent, moved) => return None,
            _ if own => {
                let entry = moved.corrects.unwrap_or_default();
                return Some(Fault::new("step.corrects", message!("moving-foreign-correction", entry = entry)));
            }
            Step::Picked => message!("foreign-picked", order = id),
            Step::Shipped => message!("foreign-shipped", order = id),
            Step::Received => message!("foreign-received", order = id),
            Step::Confirmed | Step::Returned => message!("moving-foreign-depot", order = id),
            Step::Arrived => message!("moving-foreign-site", order = id),
        };
        Some(Fault::new("step.order_id", problem))
    }

    /// Whether an agent may correct a step: it has said it itself. What cannot be corrected, the order says.
    pub fn may_correct(&self, agent: &AgentId, moved: &Moved) -> bool {
        let leg = || self.orders.get(&moved.order)?.leg(moved.corrects?);
        leg().is_none_or(|leg| leg.by.as_ref() == Some(agent))
    }

    /// Takes a step in; `by` is whose report says so, if it is one.
    pub(crate) fn apply_moved(&mut self, index: u64, moved: &Moved, by: Option<&AgentId>, version: Version) {
        let at = self.moment;
        let order = self.orders.get_mut(&moved.order).expect("examined before it was recorded");
        let (before, was) = (order.facts(), order.progress);
        order.take(moved, index, at, by);
        let (after, is) = (order.facts(), order.progress);
        let (lot, need, is_open, is_free) = (order.lot().clone(), order.need(), order.is_open(), order.is_free());
        let (ordered, holds) = (order.shipment.quantity, order.holds_stock());
        let taking = Taking { index, moved, lot, need, before, after, was, is };
        if is_free {
            self.approved.insert(moved.order.clone());
        } else {
            self.approved.remove(&moved.order);
        }
        if is_open {
            self.coming.entry(taking.need.clone()).or_default().insert(moved.order.clone());
        } else {
            self.comes_no_more(&taking.need, &moved.order);
        }
        self.move_stock(&taking);
        let held = matches!(was, Progress::Approved | Progress::Confirmed | Progress::Picked(_));
        if let Some(known) = self.lots.get_mut(&taking.lot).filter(|_| held != holds) {
            let reserved = known.reserved;
            known.reserved = if holds { reserved.saturating_add(ordered) } else { reserved.saturating_sub(ordered) };
        }
        self.move_books(&taking);
        self.move_cover(&taking, ordered);
        self.note_shortage(&taking);
        self.note_moved(&taking);
        if gone(&taking.before) != gone(&taking.after) && self.lots.contains_key(&taking.lot) {
            self.show_or_remember(&taking.lot, version);
        }
    }

    fn move_stock(&mut self, taking: &Taking<'_>) {
        let Taking { index, moved, lot, before, after, .. } = taking;
        let back = gone(before) - gone(after);
        let is_new = before.left_in.is_none();
        if is_new && (after.left_in.is_some() || taking.is == Progress::Cancelled) {
            self.note_amiss(&moved.order, lot, taking.was, after.left());
        }
        if moved.corrects.is_some()
            && let Some(shown) = self.shipped_amiss.get_mut(lot)
        {
            // It was said of figures that do not count any more.
            shown.retain(|shown| shown.order() != Some(&moved.order));
        }
        if back == 0 {
            return;
        }
        let in_book = self.books.is_in(lot, taking.left_in());
        let counted = self.counts.counted_in(lot);
        if taking.said_in().is_some_and(|said| counted.is_some_and(|counted| counted > said)) {
            let (id, expected) = (AmissId { entry: *index, line: CORRECTED }, units(gone(before).max(0)));
            let actual = units(gone(after).max(0));
            self.books.show(id, AmissKind::Corrected, lot, &moved.order, [expected, actual], in_book);
            return;
        }
        let knows = self.books.knows(lot);
        let known = self.lots.get(lot).map_or(Quantity::ZERO, |lot| lot.on_hand);
        // What was shipped and was not known to be there is not on the shelf again before it is.
        let over = if knows { self.books.over(&moved.order, counted) } else { 0 };
        let lies = i128::from(known.units()) - over + back;
        if let Some(known) = self.lots.get_mut(lot) {
            known.on_hand = units(lies.max(0));
        }
        let now_over = if knows { (-lies).max(0) } else { over };
        if now_over != over {
            self.books.withdraw_over(&moved.order, counted, *index);
            if now_over > 0 {
                let line = if moved.step == Step::Shipped { 0 } else { OVER_OF_RECEIPT };
                let actual = after.left();
                let expected = units(i128::from(actual.units()) - now_over);
                let id = AmissId { entry: *index, line };
                self.books.show(id, AmissKind::Over, lot, &moved.order, [expected, actual], in_book);
            }
        }
    }

    fn move_books(&mut self, taking: &Taking<'_>) {
        let Taking { index, moved, lot, before, after, .. } = taking;
        let in_book = self.books.is_in(lot, taking.left_in());
        if in_book {
            let accepted = i128::from(after.accepted().units()) - i128::from(before.accepted().units());
            self.books.carry(&moved.order, lot, after.on_way(), accepted);
        }
        let short = if moved.step == Step::Received { 0 } else { SHORT_OF_DEPOT };
        let line = |kind: AmissKind| match kind {
            AmissKind::Damaged => 1,
            AmissKind::Lost => 2,
            AmissKind::Expired => 3,
            AmissKind::Return => NOT_BACK,
            _ => short,
        };
        self.books.amend((&moved.order, lot), &missing(after), in_book, *index, line);
    }

    fn move_cover(&mut self, taking: &Taking<'_>, ordered: Quantity) {
        let Taking { need, lot, before, after, .. } = taking;
        let counts = |facts: &Facts| facts.received_in.is_none_or(|first| self.is_of_stack(need, first));
        let covers = |facts: &Facts, progress: &Progress| match progress {
            Progress::Received { received, .. } if counts(facts) => *received,
            Progress::Received { .. } | Progress::Returned { .. } | Progress::Cancelled | Progress::Replaced { .. } => {
                Quantity::ZERO
            }
            Progress::Dispatched { shipped } | Progress::Arrived { shipped } => *shipped,
            Progress::Approved | Progress::Confirmed | Progress::Picked(_) => ordered,
        };
        let came = |facts: &Facts| if counts(facts) { facts.accepted() } else { Quantity::ZERO };
        let (was, is) = (covers(before, &taking.was), covers(after, &taking.is));
        let (had, has) = (came(before), came(after));
        let is_receipt = before.receipt != after.receipt;
        if is > was {
            self.cover(need, &lot.item, is.saturating_sub(was));
        } else {
            self.uncover(need, &lot.item, was.saturating_sub(is));
        }
        if has < had {
            self.receive_less(need, &lot.item, had.saturating_sub(has));
        } else if is_receipt {
            self.receive(need, &lot.item, has.saturating_sub(had));
        }
    }

    fn note_shortage(&mut self, taking: &Taking<'_>) {
        let Taking { index, moved, need, before, after, .. } = taking;
        let is_short = |facts: &Facts| {
            facts.receipt.map(|found| found.accepted == Quantity::ZERO || found.sum() < facts.left().units())
        };
        let (was, is) = (is_short(before), is_short(after));
        if was != is || before.receipt != after.receipt {
            self.count_shortage(need, &moved.order, *index, is, before.receipt.is_none());
        }
    }

    fn note_moved(&mut self, taking: &Taking<'_>) {
        let Taking { moved, lot, after, .. } = taking;
        let order = moved.order.clone();
        let what = match moved.step {
            Step::Picked | Step::Confirmed | Step::Arrived => return,
            _ if moved.corrects.is_some() => GiftWhat::Corrected(order, moved.quantity),
            Step::Shipped => GiftWhat::Shipped(order, after.left()),
            Step::Received => GiftWhat::Received(order, taking.need.site.clone(), moved.quantity, moved.unusable),
            Step::Returned => GiftWhat::Returned(order, moved.quantity),
        };
        self.note_gift(lot, what);
    }

    /// A coordinator has taken an order back of which nothing was picked.
    pub(crate) fn apply_cancelled(&mut self, index: u64, id: &OrderId) {
        let Some(order) = self.orders.get_mut(id) else { return };
        order.progress = Progress::Cancelled;
        order.cancelled_by = Some(index);
        let (key, shipment) = (order.need(), order.shipment.clone());
        super::give_back(&mut self.lots, &shipment);
        self.note_gift(&shipment.lot, GiftWhat::TakenBack(id.clone()));
        self.uncover(&key, &shipment.lot.item, shipment.quantity);
        self.comes_no_more(&key, id);
        self.approved.remove(id);
    }
}

/// What of a shipment is missing by what was said, by kind: what was to be, and what was told.
fn missing(facts: &Facts) -> Vec<(AmissKind, Quantity, Quantity)> {
    let mut all = Vec::new();
    if let Some(found) = facts.receipt {
        // What was refused is on its way back, or short of it below.
        let mut left = i128::from(facts.left().units()) - i128::from(found.rejected.units());
        for (kind, of) in AmissKind::of_unusable(&found.unusable).into_iter().filter(|(_, of)| *of > Quantity::ZERO) {
            let after = (left - i128::from(of.units())).max(left.min(0));
            all.push((kind, units(left), units(after)));
            left = after;
        }
        let accepted = i128::from(found.accepted.units());
        match left - accepted {
            0 => {}
            short if short > 0 => all.push((AmissKind::Short, units(left), found.accepted)),
            _ => all.push((AmissKind::Surplus, units(left.max(0)), units(accepted + (-left).max(0)))),
        }
    }
    if let Some(returned) = facts.returned {
        let due = facts.receipt.map_or(facts.left(), |found| found.rejected);
        if returned < due {
            all.push((AmissKind::Return, due, returned));
        }
    }
    all
}
