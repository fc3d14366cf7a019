//! The dispatch board: what is known now, folded from the events in their order.
//!
//! `examine` says what speaks against a report before it is recorded; `apply` takes a recorded event in and cannot fail
//! on what `examine` let through. What the fold does with quantities:
//!
//! | event | stock | need |
//! |---|---|---|
//! | reserve report | on hand = reported; facts of the lot as said | |
//! | need report whose word [counts](words) | | claimed = reported; received starts anew at 0, where nothing is verified |
//! | verification | | entitlement = verified; received starts anew at 0 |
//! | decided | reserved + ordered | covered + ordered |
//! | decided otherwise, for an order beyond the freeze fence | reserved − ordered | covered − ordered |
//! | count of a depot | as a reserve report; of each lot that it does not name, 0 | |
//! | change by c | on hand ± c | |
//! | announced a | planned as the policy says, from its moment | |
//! | offer of o by a site | on hand = o, in the depot of the same id | |
//! | a step of an order | see `moving` | see `moving`; closes when all that was claimed is received |
//!
//! Stock is counted in units of the lot's item, a need in units of its own: see `covering`.
//!
//! What a report means goes with its [version](crate::report::Version). A lot that a report of version 1 empties stays
//! in the situation with nothing on hand. One that a report of version 2 empties leaves it; the board remembers its
//! facts for when it is counted again, of at most [`EMPTIED_MAX`] lots for each depot and item.

mod books;
mod catalogue;
mod counts;
mod covering;
mod entitling;
mod examination;
mod fence;
mod fulfilled;
mod gifts;
mod life;
mod loads;
mod looking;
mod moving;
mod notices;
pub mod overriding;
mod parts;
mod queue;
pub mod records;
pub mod words;

pub use books::{Balance, NotSettled};
pub use catalogue::{NAMED_MAX, Stock};
pub use examination::Examination;
pub use fence::Fence;
pub use gifts::GiftSums;

use crate::catalogue::Catalogue;
use crate::discrepancy::Discrepancy;
use crate::entitlement::Verified;
use crate::events::{Enrolment, Event};
use crate::facts::SiteFacts;
use crate::hold::Hold;
use crate::id::{AgentId, DepotId, ItemId, LotId, LotKey, NeedKey, OrderId, SiteId};
use crate::inbound::Arriving;
use crate::life::Change;
use crate::life::Voice;
use crate::order::{Order, Progress, Shortage};
use crate::quantity::Quantity;
use crate::report::{Body, Report, ReserveLine, Version};
use crate::situation::{Lot, Need};
use covering::Given;
pub(crate) use covering::give_back;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The most empty lots of one depot and item whose facts are remembered: those that were emptied last. Lots for which
/// an approved order holds stock are remembered besides.
pub const EMPTIED_MAX: usize = 64;

/// What is known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    /// Items, places and ways.
    pub catalogue: Catalogue,
    /// The record that made them what they are.
    pub catalogue_from: u64,
    /// Who may speak, and for what.
    pub agents: BTreeMap<AgentId, Enrolment>,
    /// The last sequence number of each agent's accepted reports.
    pub sequences: BTreeMap<AgentId, u64>,
    /// Every order ever decided.
    pub orders: BTreeMap<OrderId, Order>,
    /// Number of events taken in.
    pub applied_upto: u64,
    pub(crate) lots: BTreeMap<LotKey, Lot>,
    /// Of each depot and item, the empty lots that situations leave out, last emptied last. Each is in `lots`, too.
    emptied: BTreeMap<(DepotId, ItemId), Vec<LotId>>,
    pub(crate) needs: BTreeMap<NeedKey, Need>,
    /// What each reporter says of them.
    pub(crate) words: words::Words,
    /// What was recorded on behalf of places.
    pub(crate) records: BTreeMap<u64, records::Recorded>,
    /// What was verified last of each site and item.
    pub(crate) verified: BTreeMap<NeedKey, Verified>,
    /// What was said of each need, and of those that are closed.
    pub(crate) history: BTreeMap<NeedKey, Vec<Change>>,
    /// What sites have said of themselves.
    pub(crate) facts: BTreeMap<SiteId, SiteFacts>,
    /// The moment of the entry that is taken in.
    pub(crate) moment: Option<Timestamp>,
    /// What came in for each open need since it was reported; and where it was verified, or the site has said what it
    /// has itself, since that.
    pub(crate) received: BTreeMap<NeedKey, Given>,
    /// What is received or on its way for each open need; [`Need::covered`] is this in units of the need.
    pub(crate) covering: BTreeMap<NeedKey, Given>,
    /// Where the stack of each need began: what came before it does not count.
    pub(crate) stack_from: BTreeMap<NeedKey, u64>,
    /// Needs that are closed because all of them came.
    pub(crate) fulfilled: BTreeMap<NeedKey, fulfilled::Fulfilled>,
    /// Shipments to each need that came short, one after the other.
    pub(crate) shortages: BTreeMap<NeedKey, Vec<Shortage>>,
    /// What was shipped and did not fit what was known of the lot, until the lot is counted again.
    pub(crate) shipped_amiss: BTreeMap<LotKey, Vec<Discrepancy>>,
    /// Open orders by the need that they serve: each need report asks for its own.
    pub(crate) coming: BTreeMap<NeedKey, BTreeSet<OrderId>>,
    /// Orders of which nothing was done yet.
    pub(crate) approved: BTreeSet<OrderId>,
    /// Lots that must not move, and the record that says so.
    pub(crate) holds: BTreeMap<LotKey, (Hold, u64)>,
    /// Lots that are to come. Each is in `lots`, too, and nothing lies in it.
    pub(crate) inbound: BTreeMap<LotKey, Arriving>,
    /// Sites that have offered something: each is a depot, too.
    pub(crate) offering: BTreeSet<SiteId>,
    /// What became of gifts.
    pub(crate) gifts: gifts::Gifts,
    /// Counts of whole depots that are going on.
    pub(crate) counting: parts::Counting,
    /// What came, where it is, and what became of it.
    pub(crate) books: books::Books,
    /// Where the counts come from, and what is to be published of them.
    pub(crate) counts: counts::Counts,
    /// What notices need to know, and which were acknowledged.
    told: notices::Told,
    /// What coordinators have decided about single lots and needs.
    pub(crate) overriding: overriding::OverrideBook,
}

impl Board {
    /// What lies in a lot and what of it is promised to orders, if the lot is known.
    pub fn stock_of(&self, lot: &LotKey) -> Option<[Quantity; 2]> {
        self.lots.get(lot).map(|lot| [lot.on_hand, lot.reserved])
    }

    /// Every lot that is known, with what lies in it and what of it is promised to orders.
    pub fn stock(&self) -> impl Iterator<Item = (&LotKey, [Quantity; 2])> {
        self.lots.iter().map(|(key, lot)| (key, [lot.on_hand, lot.reserved]))
    }

    /// The lots of a depot and item that are known, empty ones that are remembered among them.
    pub fn lots_of<'b>(&'b self, depot: &'b DepotId, item: &'b ItemId) -> impl Iterator<Item = &'b LotId> {
        // No id is less than this: it is the first character that one may have.
        let first = LotId::new("!").expect("a lawful id");
        let from = LotKey { depot: depot.clone(), item: item.clone(), lot: first };
        let of_both = move |key: &&LotKey| &key.depot == depot && &key.item == item;
        self.lots.range(from..).map(|(key, _)| key).take_while(of_both).map(|key| &key.lot)
    }

    /// The moment of the record that is taken in next; without one, nothing that it says grows old.
    pub fn tick(&mut self, moment: Timestamp) {
        self.moment = Some(moment);
    }

    /// Takes in the event of record `index`; records are taken in order, without gaps.
    pub fn apply(&mut self, index: u64, event: &Event) {
        assert_eq!(index, self.applied_upto, "events are applied in the journal's order");
        self.applied_upto += 1;
        self.books.begin(index);
        match event {
            Event::Catalogue(catalogue) => self.apply_catalogue(index, catalogue.clone()),
            Event::CatalogueChanged(change) => self.apply_catalogue_change(index, change),
            Event::Enrolled { agent, enrolment } => self.apply_enrolment(agent, enrolment),
            Event::Reported(report) => {
                self.sequences.insert(report.agent().clone(), report.sequence());
                self.apply_report(index, report);
            }
            Event::Settled { id, how } => self.apply_settlement(index, *id, *how),
            Event::Planned { opened, upto } => {
                self.note_plan(index, *upto);
                self.apply_plan(opened, *upto);
            }
            Event::Overridden(of) => self.apply_override(index, of.clone()),
            Event::OverrideTakenBack(id) => self.apply_take_back(index, *id),
            Event::Held { lot, hold } => self.apply_hold(index, lot, *hold),
            Event::Verified(lines) => self.apply_verification(index, lines),
            Event::Rejected { need, by } => self.apply_rejection(need, by),
            Event::OnBehalf(body) => self.apply_on_behalf(index, body),
            Event::OrderCancelled(order) => self.apply_cancelled(index, order),
            Event::DisputeSettled(need) => self.apply_dispute_settled(need),
            Event::OffBoard => {}
            Event::Decided { plan_index, shipments, reopened } => {
                self.apply_decision(index, *plan_index, shipments, reopened);
            }
        }
        self.remember_moment(index, held_by(event));
    }

    fn apply_report(&mut self, index: u64, report: &Report) {
        match report.body() {
            Body::Need { site, lines } => {
                self.apply_need(index, &Voice::Agent(report.agent().clone()), site, lines);
            }
            Body::Reserve { depot, lines } => self.apply_reserve(index, depot, lines, report.version()),
            Body::Count { depot, lines } => self.apply_count(index, depot, lines, report.version()),
            Body::CountPart { depot, part, lines } => {
                self.apply_part(index, report.agent(), depot, *part, lines);
            }
            Body::Inbound { depot, lines } => self.apply_inbound(index, depot, lines),
            Body::Excess { site, lines } => self.apply_excess(index, site, lines),
            Body::Change { depot, lines } => self.apply_change(index, depot, lines, report.version()),
            Body::Facts { site, lines } => self.apply_facts(index, site, lines),
            Body::Seen { notices } => self.apply_seen(notices),
            Body::ConfirmRecord { entries, contested } => self.apply_answer(index, entries, *contested),
            Body::Step { .. } | Body::Receipt { .. } | Body::Moved(_) => {
                if let Some(moved) = report.body().moved() {
                    self.apply_moved(index, &moved, Some(report.agent()), report.version());
                }
            }
        }
    }

    /// After a report has changed a lot: an empty one leaves the situation, and of the others that did those are
    /// forgotten that are empty longest. Reports of version 1 leave every lot in the situation.
    pub(crate) fn show_or_remember(&mut self, key: &LotKey, version: Version) {
        let is_empty = self.lots.get(key).is_some_and(|lot| lot.on_hand == Quantity::ZERO);
        let LotKey { depot, item, lot } = key.clone();
        let emptied = self.emptied.entry((depot, item)).or_default();
        emptied.retain(|other| *other != lot);
        if version.forgets_empty_lots() && is_empty {
            emptied.push(lot);
        }
        let key_of = |lot: &LotId| LotKey { lot: lot.clone(), ..key.clone() };
        let is_free = |key: &LotKey| {
            self.lots.get(key).is_none_or(|lot| lot.reserved == Quantity::ZERO)
                && !self.inbound.contains_key(key)
                && self.gifts.of(key).is_none()
        };
        let free: Vec<_> = emptied.iter().map(key_of).filter(is_free).collect();
        let forgotten = &free[..free.len().saturating_sub(EMPTIED_MAX)];
        if !forgotten.is_empty() {
            // Which are forgotten depends on all that are empty: whoever replays must know that they are.
            emptied.iter().map(key_of).for_each(|key| self.counts.owe(&key));
        }
        for forgotten in forgotten {
            emptied.retain(|lot| *lot != forgotten.lot);
            self.lots.remove(forgotten);
            self.counts.forget(forgotten);
            self.books.forget(forgotten);
        }
    }

    /// Before an order's goods leave the books: more shipped than was known to be there, or than was picked.
    pub(crate) fn note_amiss(&mut self, order: &OrderId, lot: &LotKey, before: Progress, shipped: Quantity) {
        let counted = self.lots.get(lot).map_or(Quantity::ZERO, |lot| lot.on_hand);
        let (order, key) = (order.clone(), lot.clone());
        if shipped > counted {
            let amiss = Discrepancy::ShippedAboveCount { order: order.clone(), lot: key.clone(), shipped, counted };
            self.shipped_amiss.entry(key.clone()).or_default().push(amiss);
        }
        if let Some(hold) = self.held(lot).map(|(hold, _)| hold).filter(|_| shipped > Quantity::ZERO) {
            let amiss = Discrepancy::ShippedWhileHeld { order: order.clone(), lot: key.clone(), shipped, hold };
            self.shipped_amiss.entry(key.clone()).or_default().push(amiss);
        }
        if let Progress::Picked(picked) = before
            && shipped > picked
        {
            let amiss = Discrepancy::ShippedAbovePicked { order, lot: key.clone(), shipped, picked };
            self.shipped_amiss.entry(key).or_default().push(amiss);
        }
    }

    /// Orders that the decision in this record replaced.
    pub fn replaced_by(&self, decision: u64) -> impl Iterator<Item = &Order> {
        self.orders.values().filter(move |order| order.progress == Progress::Replaced { by: decision })
    }
}

impl ReserveLine {
    pub(crate) fn to_lot(&self, known: Lot) -> Lot {
        Lot {
            on_hand: self.quantity,
            reserved: known.reserved,
            expires_on: self.expires_on.clone().after(known.expires_on),
            earmark: self.earmark.clone().after(known.earmark),
            available_at: self.available_at.clone().after(known.available_at),
            ..Lot::default()
        }
    }
}

/// The lot that an event forbids to move.
fn held_by(event: &Event) -> Option<&LotKey> {
    match event {
        Event::Held { lot, hold: Some(_) } => Some(lot),
        _ => None,
    }
}
