//! What depots and sites must be told, and what of it they have acknowledged: see [`crate::notice`].
//!
//! | kind | of | to | stands while |
//! |---|---|---|---|
//! | soon stale, stale | a need | its site | it is open and nobody says a fresh word of it |
//! | recalled, quarantined | a lot | its depot, where it has some or has sent some; sites that have received some, or to which it is on its way | the hold |
//! | discrepancy | an order or a lot | the other side: the depot of what arrived short, the site of what was shipped over, the depot of a count | it is open |
//! | rejected | a need | its site | nothing else is said of it |
//! | verified for less | a need | its site | it is open, and claims more |
//! | needed by, overdue | an order | its depot | it has not left, and its lot may move |
//! | expired | a need | its site | it is open |
//! | asked back | a need | its site | the word that counts cannot be meant, and nobody has verified it |
//!
//! What was acknowledged is remembered as long as it may stand by the board alone, whatever policy and moment say: so
//! the memory is bounded by what the board knows anyway.

use super::Board;
use crate::amiss::{Amiss, AmissKind};
use crate::events::Enrolment;
use crate::fault::Fault;
use crate::hold::Hold;
use crate::id::{LotKey, NeedKey};
use crate::life::{Change, Said};
use crate::notice::{About, Addressee, Differing, NEEDED_BY_HOURS, Notice, NoticeId, NoticeKind};
use crate::order::{Order, Progress};
use crate::policy::Policy;
use crate::quantity::Quantity;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use yicang_language::message;

/// What notices need to know beside the rest of the board.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// What was acknowledged, and may still stand.
    seen: BTreeSet<NoticeId>,
    /// The lot of every entry that ever held one: whoever was away acknowledges it late.
    holds: BTreeMap<u64, LotKey>,
    /// The moments of entries that hold a lot, or have shown a discrepancy.
    moments: BTreeMap<u64, Timestamp>,
}

impl Board {
    /// All that depots and sites must be told at a moment, acknowledged or not; by entry.
    pub fn notices(&self, policy: &Policy, now: Timestamp) -> Vec<Notice> {
        let mut all = Vec::new();
        self.needs_told(policy, now, &mut all);
        self.rejections_told(&mut all);
        self.holds_told(&mut all);
        self.discrepancies_told(&mut all);
        self.orders_told(now, &mut all);
        for notice in &mut all {
            notice.seen = self.told.seen.contains(&notice.id());
        }
        all.sort_by_cached_key(Notice::id);
        all
    }

    fn needs_told(&self, policy: &Policy, now: Timestamp, all: &mut Vec<Notice>) {
        for (key, need) in &self.needs {
            let to = || Addressee::Site(key.site.clone());
            let item = || key.item.clone();
            if let Some((entry, at)) = self.expired(key, now) {
                all.push(Notice::new(entry, to(), Some(at), About::Expired(item(), at)));
            } else if let Some((entry, soon, at)) = self.grows_stale(key, policy) {
                // As `is_stale`: at the moment itself it is not yet stale.
                if now > at {
                    all.push(Notice::new(entry, to(), Some(at), About::Stale(item(), at)));
                } else if now >= soon {
                    all.push(Notice::new(entry, to(), Some(soon), About::StaleSoon(item(), at)));
                }
            }
            // Of what nobody knows how much is needed, no figure is claimed.
            let verified = self.verified.get(key).filter(|_| !self.is_unknown(key));
            if let Some(verified) = verified.filter(|verified| verified.units < need.claimed) {
                let (claimed, units) = (need.claimed, verified.units);
                let since = self.said_at(key, verified.entry);
                let about = About::VerifiedLess { item: item(), claimed, verified: units };
                all.push(Notice::new(verified.entry, to(), since, about));
            }
            if let (Some(found), Some(entry)) = (self.implausible(key), self.asked_back(key)) {
                let about = About::AskedBack { item: item(), claimed: found.claimed, usual: found.usual.units };
                all.push(Notice::new(entry, to(), self.said_at(key, entry), about));
            }
        }
    }

    fn rejections_told(&self, all: &mut Vec<Notice>) {
        for (key, history) in &self.history {
            if let Some(Change { entry, at, what: Said::Rejected(_) }) = history.last() {
                let about = About::Rejected(key.item.clone());
                all.push(Notice::new(*entry, Addressee::Site(key.site.clone()), *at, about));
            }
        }
    }

    fn holds_told(&self, all: &mut Vec<Notice>) {
        if self.holds.is_empty() {
            return;
        }
        let mut reached = BTreeMap::<&LotKey, BTreeSet<Addressee>>::new();
        for order in self.orders.values().filter(|order| self.holds.contains_key(order.lot())) {
            let to = reached.entry(order.lot()).or_default();
            let depot = Addressee::Depot(order.lot().depot.clone());
            match order.progress {
                Progress::Dispatched { .. } => to.extend([depot, Addressee::Site(order.site().clone())]),
                Progress::Received { received, .. } => {
                    to.insert(depot);
                    if received > Quantity::ZERO {
                        to.insert(Addressee::Site(order.site().clone()));
                    }
                }
                Progress::Approved | Progress::Picked(_) => drop(to.insert(depot)),
                Progress::Cancelled | Progress::Replaced { .. } => {}
            }
        }
        for (lot, (hold, entry)) in &self.holds {
            let mut to = reached.remove(lot).unwrap_or_default();
            if self.lots.get(lot).is_some_and(|known| known.on_hand > Quantity::ZERO) {
                to.insert(Addressee::Depot(lot.depot.clone()));
            }
            let since = self.told.moments.get(entry).copied();
            let told = |to| Notice::new(*entry, to, since, About::Held(lot.clone(), *hold));
            all.extend(to.into_iter().map(told));
        }
    }

    fn discrepancies_told(&self, all: &mut Vec<Notice>) {
        for amiss in self.books.open() {
            let Some(to) = self.other_side(amiss) else { continue };
            let about = About::Differs(Differing {
                id: amiss.id,
                kind: amiss.kind,
                lot: amiss.lot.clone(),
                order: amiss.order.clone(),
                expected: amiss.expected,
                actual: amiss.actual,
            });
            let since = self.told.moments.get(&amiss.id.entry).copied();
            all.push(Notice::new(amiss.id.entry, to, since, about));
        }
    }

    /// Who is told of a discrepancy: not who has shown it, where there is another.
    fn other_side(&self, amiss: &Amiss) -> Option<Addressee> {
        match amiss.kind {
            AmissKind::Count
            | AmissKind::Short
            | AmissKind::Inbound
            | AmissKind::Damaged
            | AmissKind::Lost
            | AmissKind::Expired => Some(Addressee::Depot(amiss.lot.depot.clone())),
            AmissKind::Over => {
                let order = self.orders.get(amiss.order.as_ref()?)?;
                Some(Addressee::Site(order.site().clone()))
            }
        }
    }

    fn orders_told(&self, now: Timestamp, all: &mut Vec<Notice>) {
        // Of all orders there ever were, those that still come.
        for order in self.coming.values().flatten().filter_map(|id| self.orders.get(id)) {
            let Order { id, decision_index, shipment, .. } = order;
            let until = shipment.departs.duration_since(now);
            if !order.holds_stock() || order.held.is_some() || until > SignedDuration::from_hours(NEEDED_BY_HOURS) {
                continue;
            }
            let about = About::Ship {
                order: id.clone(),
                lot: shipment.lot.clone(),
                site: shipment.site.clone(),
                quantity: shipment.quantity,
                departs: shipment.departs,
                overdue: until < SignedDuration::ZERO,
            };
            let to = Addressee::Depot(shipment.lot.depot.clone());
            all.push(Notice::new(*decision_index, to, None, about));
        }
    }

    /// When an open need is told to become stale, when it does, and the entry of the last fresh word of it.
    fn grows_stale(&self, key: &NeedKey, policy: &Policy) -> Option<(u64, Timestamp, Timestamp)> {
        let stale = policy.claims.stale?;
        let last = self.history(key).iter().rev().find(|change| change.what.is_fresh_word())?;
        let at = last.at?.checked_add(SignedDuration::from_hours(stale.hours.into())).ok()?;
        let before = SignedDuration::from_mins(policy.claims.stale_notice_minutes());
        Some((last.entry, at.checked_sub(before).unwrap_or(at), at))
    }

    /// The entry of a need's last claim and its latest useful moment, where that is over: nothing is sent any more.
    pub fn expired(&self, key: &NeedKey, now: Timestamp) -> Option<(u64, Timestamp)> {
        let at = self.needs.get(key)?.latest_useful.filter(|at| *at < now)?;
        let claim = self.history(key).iter().rev().find(|change| change.what.is_claim());
        Some((claim.map_or(0, |claim| claim.entry), at))
    }

    /// What was said of a need, and at the end that it has expired, where its latest useful moment is over.
    pub fn history_at(&self, key: &NeedKey, now: Timestamp) -> Vec<Change> {
        let mut all = self.history(key).to_vec();
        if let Some((entry, at)) = self.expired(key, now) {
            all.push(Change { entry, at: Some(at), what: Said::Expired });
        }
        all
    }

    fn said_at(&self, key: &NeedKey, entry: u64) -> Option<Timestamp> {
        self.history(key).iter().find(|change| change.entry == entry)?.at
    }
}

impl Board {
    /// What speaks against an agent's acknowledging these; each that is nobody's, or somebody else's.
    pub fn seen_faults(&self, grant: &Enrolment, ids: &[NoticeId], policy: &Policy, now: Timestamp) -> Vec<Fault> {
        let standing: BTreeSet<_> = self.notices(policy, now).iter().map(Notice::id).collect();
        let fault = |(place, id): (usize, &NoticeId)| {
            let is_own = match &id.to {
                Addressee::Depot(depot) => self.may_store(grant, depot),
                Addressee::Site(site) => grant.sites.contains(site),
            };
            let name = id.to_string();
            let problem = match is_own {
                false => message!("notice-foreign", id = name, place = id.to.as_str()),
                true if standing.contains(id) || self.may_have_told(id) => return None,
                true => message!("notice-unknown", id = name),
            };
            Some(Fault::new(format!("seen.notice_ids[{place}]"), problem))
        };
        ids.iter().enumerate().filter_map(fault).collect()
    }

    /// Whether a place may have been told this before, though it is over by now: whoever was away says so late.
    fn may_have_told(&self, id: &NoticeId) -> bool {
        match id.kind {
            NoticeKind::Recall | NoticeKind::Quarantine => {
                self.told.holds.get(&id.entry).is_some_and(|lot| self.has_touched(&id.to, lot))
            }
            NoticeKind::Discrepancy => self.amiss_told(id).is_some(),
            NoticeKind::NeededBy | NoticeKind::Overdue => self.order_told(id).is_some(),
            _ => self.need_of(id).is_some_and(|key| self.history(&key).iter().any(|change| change.entry == id.entry)),
        }
    }

    fn amiss_told(&self, id: &NoticeId) -> Option<&Amiss> {
        let amiss = self.amiss_of(id.of.as_ref()?.parse().ok()?)?;
        Some(amiss).filter(|amiss| amiss.id.entry == id.entry && self.other_side(amiss).as_ref() == Some(&id.to))
    }

    fn order_told(&self, id: &NoticeId) -> Option<&Order> {
        let order = self.orders.get(&id.of.as_ref()?.parse().ok()?)?;
        let depot = Addressee::Depot(order.lot().depot.clone());
        Some(order).filter(|order| order.decision_index == id.entry && depot == id.to)
    }

    fn has_touched(&self, to: &Addressee, lot: &LotKey) -> bool {
        match to {
            Addressee::Depot(depot) => depot == &lot.depot,
            Addressee::Site(site) => self.orders.values().any(|order| order.lot() == lot && order.site() == site),
        }
    }

    fn need_of(&self, id: &NoticeId) -> Option<NeedKey> {
        let is_need = matches!(
            id.kind,
            NoticeKind::StaleSoon
                | NoticeKind::Stale
                | NoticeKind::Rejected
                | NoticeKind::VerifiedLess
                | NoticeKind::Expired
                | NoticeKind::AskedBack
        );
        let Addressee::Site(site) = &id.to else { return None };
        let item = id.of.as_ref().filter(|_| is_need)?.parse().ok()?;
        Some(NeedKey { site: site.clone(), item })
    }

    /// Whether it may stand, by the board alone: under some policy, at some moment from now on.
    fn could_tell(&self, id: &NoticeId) -> bool {
        match id.kind {
            NoticeKind::Recall | NoticeKind::Quarantine => {
                let hold = if id.kind == NoticeKind::Recall { Hold::Recall } else { Hold::Quarantine };
                let lot = self.told.holds.get(&id.entry);
                lot.is_some_and(|lot| self.held(lot) == Some((hold, id.entry)) && self.has_touched(&id.to, lot))
            }
            NoticeKind::Discrepancy => self.amiss_told(id).is_some_and(|amiss| amiss.settled.is_none()),
            NoticeKind::NeededBy | NoticeKind::Overdue => self.order_told(id).is_some_and(Order::holds_stock),
            NoticeKind::StaleSoon
            | NoticeKind::Stale
            | NoticeKind::Rejected
            | NoticeKind::VerifiedLess
            | NoticeKind::Expired
            | NoticeKind::AskedBack => {
                let Some(key) = self.need_of(id) else { return false };
                let is_last = |is: fn(&Said) -> bool| {
                    self.history(&key).iter().rev().find(|change| is(&change.what)).map(|change| change.entry)
                        == Some(id.entry)
                };
                match id.kind {
                    NoticeKind::Rejected => {
                        let last = self.history(&key).last();
                        last.is_some_and(|last| last.entry == id.entry && matches!(last.what, Said::Rejected(_)))
                    }
                    NoticeKind::VerifiedLess => {
                        self.is_open(&key) && self.verified.get(&key).is_some_and(|was| was.entry == id.entry)
                    }
                    NoticeKind::Expired => self.is_open(&key) && is_last(Said::is_claim),
                    NoticeKind::AskedBack => self.asked_back(&key) == Some(id.entry),
                    _ => self.is_open(&key) && is_last(Said::is_fresh_word),
                }
            }
        }
    }

    /// What was acknowledged and is over is forgotten here: nothing else grows with acknowledgements.
    pub(crate) fn apply_seen(&mut self, ids: &[NoticeId]) {
        let mut seen = std::mem::take(&mut self.told.seen);
        seen.extend(ids.iter().cloned());
        seen.retain(|id| self.could_tell(id));
        self.told.seen = seen;
    }

    /// How many acknowledgements are remembered.
    pub fn seen_count(&self) -> usize {
        self.told.seen.len()
    }

    /// After an entry was taken in: what a notice of it says of its moment.
    pub(crate) fn remember_moment(&mut self, index: u64, held: Option<&LotKey>) {
        if let Some(lot) = held {
            self.told.holds.insert(index, lot.clone());
        }
        if let Some(moment) = self.moment.filter(|_| held.is_some() || self.has_found_amiss(index)) {
            self.told.moments.insert(index, moment);
        }
    }
}
