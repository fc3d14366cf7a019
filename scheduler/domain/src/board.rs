//! The dispatch board: what is known now, folded from the events in their order.
//!
//! `examine` says what speaks against a report before it is recorded; `apply` takes a recorded event in and cannot fail
//! on what `examine` let through. What the fold does with quantities:
//!
//! | event | stock | need |
//! |---|---|---|
//! | reserve report | on hand = reported; facts of the lot as said | |
//! | need report | | claimed = reported; received starts anew at 0 |
//! | decided | reserved + ordered | covered + ordered |
//! | decided otherwise, for an order beyond the freeze fence | reserved − ordered | covered − ordered |
//! | shipped s of o | on hand − s, reserved − o | covered − (o − s) |
//! | received r of s | | covered − (s − r); received + r; closes when all that was claimed is received |
//!
//! What a report means goes with its [version](crate::report::Version). A lot that a report of version 1 empties stays in
//! the situation with nothing on hand. One that a report of version 2 empties leaves it; the board remembers its facts for
//! when it is counted again, of at most [`EMPTIED_MAX`] lots for each depot and item.

use crate::catalogue::Catalogue;
use crate::discrepancy::Discrepancy;
use crate::events::openings::Counts;
use crate::events::{Enrolment, Event};
use crate::id::{AgentId, DepotId, ItemId, LotId, LotKey, NeedKey, OrderId};
use crate::order::{Order, Progress};
use crate::plan::Shipment;
use crate::policy::Policy;
use crate::quantity::Quantity;
use crate::report::{Body, Fault, NeedLine, Report, ReserveLine, Step, Version};
use crate::situation::{Lot, Need, Situation};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// The most empty lots of one depot and item whose facts are remembered: those that were emptied last. Lots for which an
/// approved order holds stock are remembered besides.
pub const EMPTIED_MAX: usize = 64;

/// What is known now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    /// Items, places and ways.
    pub catalogue: Catalogue,
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
    pub(crate) received: BTreeMap<NeedKey, Quantity>,
    /// What was shipped and did not fit what was known of the lot, until the lot is counted again.
    pub(crate) shipped_amiss: BTreeMap<LotKey, Vec<Discrepancy>>,
    /// Open orders by the need that they serve: each need report asks for its own.
    pub(crate) coming: BTreeMap<NeedKey, BTreeSet<OrderId>>,
    /// Orders of which nothing was done yet.
    pub(crate) approved: BTreeSet<OrderId>,
    /// Where the counts come from, and what is to be published of them.
    pub(crate) counts: Counts,
}

impl Board {
    /// What the next plan looks at. Approved orders stay, but for those that leave more than `freeze_minutes` after `now`:
    /// their goods are free, and what they were to bring is still needed.
    pub fn situation(&self, now: Timestamp, freeze_minutes: Option<u32>) -> Situation {
        let mut situation = Situation {
            lots: self.lots.clone(),
            protected: self.catalogue.protected.clone(),
            needs: self.needs.clone(),
            lanes: self.catalogue.lanes.clone(),
            ..Situation::at(now)
        };
        let approved = self.approved.iter().filter_map(|id| self.orders.get(id));
        for order in approved.filter(|order| order.is_beyond(now, freeze_minutes)) {
            let Shipment { lot, site, serves, quantity, .. } = &order.shipment;
            give_back(&mut situation.lots, &mut situation.needs, &order.shipment);
            let sent = situation.last.entry((lot.clone(), site.clone(), serves.clone())).or_default();
            *sent = sent.saturating_add(*quantity);
            situation.reopened.insert(order.id.clone());
        }
        for ((depot, item), lots) in &self.emptied {
            for lot in lots {
                situation.lots.remove(&LotKey { depot: depot.clone(), item: item.clone(), lot: lot.clone() });
            }
        }
        for lot in situation.lots.values_mut() {
            lot.reserved = lot.reserved.min(lot.on_hand);
        }
        situation
    }

    /// The lots of a depot and item that are known, empty ones that are remembered among them.
    pub fn lots_of<'b>(&'b self, depot: &'b DepotId, item: &'b ItemId) -> impl Iterator<Item = &'b LotId> {
        // No id is less than this: it is the first character that one may have.
        let first = LotId::new("!").expect("a lawful id");
        let from = LotKey { depot: depot.clone(), item: item.clone(), lot: first };
        let of_both = move |key: &&LotKey| &key.depot == depot && &key.item == item;
        self.lots.range(from..).map(|(key, _)| key).take_while(of_both).map(|key| &key.lot)
    }

    /// Where what the field has done does not fit what is known: what was shipped amiss, lot by lot, then what orders hold
    /// of lots that have less. It reads every order.
    pub fn discrepancies(&self) -> Vec<Discrepancy> {
        let mut all: Vec<_> = self.shipped_amiss.values().flatten().cloned().collect();
        let mut holding = BTreeMap::<&LotKey, Vec<&Order>>::new();
        for order in self.orders.values().filter(|order| order.holds_stock()) {
            holding.entry(order.lot()).or_default().push(order);
        }
        for (lot, orders) in holding {
            let on_hand = self.lots.get(lot).map_or(Quantity::ZERO, |lot| lot.on_hand);
            let held = orders.iter().fold(Quantity::ZERO, |sum, order| sum.saturating_add(order.shipment.quantity));
            if on_hand == Quantity::ZERO {
                all.extend(orders.iter().map(|order| Discrepancy::LotGone {
                    order: order.id.clone(),
                    lot: lot.clone(),
                    quantity: order.shipment.quantity,
                }));
            } else if held > on_hand {
                all.push(Discrepancy::HeldAboveStock { lot: lot.clone(), held, on_hand });
            }
        }
        all
    }

    /// What speaks against recording this report of an enrolled agent, apart from its sequence; empty if nothing does.
    pub fn examine(&self, report: &Report, policy: &Policy) -> Examination {
        if let Some(fault) = self.foreign(report) {
            return Examination::Foreign(fault);
        }
        let mut faults = Vec::new();
        match report.body() {
            Body::Need { site, lines } => {
                if !self.catalogue.sites.contains_key(site) {
                    faults.push(Fault::new("need.site_id", format!("site {site} is not in the catalogue")));
                }
                for (place, line) in lines.iter().enumerate() {
                    self.examine_need_line(place, line, policy, &mut faults);
                }
            }
            Body::Reserve { depot, lines } => {
                if !self.catalogue.depots.contains_key(depot) {
                    faults.push(Fault::new("reserve.depot_id", format!("depot {depot} is not in the catalogue")));
                }
                for (place, line) in lines.iter().enumerate() {
                    self.examine_reserve_line(place, line, &mut faults);
                }
            }
            Body::Step { order, step, quantity } => match self.orders.get(order) {
                None => faults.push(Fault::new("step.order_id", format!("there is no order {order}"))),
                Some(order) => {
                    faults.extend(order.after(*step, *quantity).err().map(|error| Fault::new("step", error)))
                }
            },
        }
        Examination::of(faults)
    }

    /// The place or order that the report's agent may not report for, if so. Places and orders that nobody knows are
    /// [faults](Board::examine) of the report instead.
    pub fn foreign(&self, report: &Report) -> Option<Fault> {
        let agent = report.agent();
        let Some(grant) = self.agents.get(agent) else {
            return Some(Fault::new("agent_id", format!("agent {agent} is not enrolled")));
        };
        match report.body() {
            Body::Need { site, .. } => {
                let foreign = self.catalogue.sites.contains_key(site) && !grant.sites.contains(site);
                let problem = || format!("agent {agent} may not report for site {site}");
                foreign.then(|| Fault::new("need.site_id", problem()))
            }
            Body::Reserve { depot, .. } => {
                let foreign = self.catalogue.depots.contains_key(depot) && !grant.depots.contains(depot);
                let problem = || format!("agent {agent} may not report for depot {depot}");
                foreign.then(|| Fault::new("reserve.depot_id", problem()))
            }
            Body::Step { order, step, .. } => {
                let order = self.orders.get(order)?;
                let (own, who) = match step {
                    Step::Picked | Step::Shipped => (grant.depots.contains(&order.lot().depot), "the depot's agent"),
                    Step::Received => (grant.sites.contains(order.site()), "the receiving site's agent"),
                };
                let problem = || format!("only {who} confirms that order {} is {}", order.id, step.as_str());
                (!own).then(|| Fault::new("step.order_id", problem()))
            }
        }
    }

    fn examine_need_line(&self, place: usize, line: &NeedLine, policy: &Policy, faults: &mut Vec<Fault>) {
        self.examine_item("need", place, &line.item, faults);
        if policy.class_rank(&line.class).is_none() {
            let known: Vec<_> = policy.classes.iter().map(|class| class.name.as_str()).collect();
            let problem =
                format!("{:?} is no class of the policy; use one of {}", line.class.as_str(), known.join(", "));
            faults.push(Fault::new(format!("need.lines[{place}].priority_class"), problem));
        }
    }

    fn examine_reserve_line(&self, place: usize, line: &ReserveLine, faults: &mut Vec<Fault>) {
        self.examine_item("reserve", place, &line.item, faults);
        for site in line.earmark.value().into_iter().flatten().filter(|site| !self.catalogue.sites.contains_key(*site))
        {
            let field = format!("reserve.lines[{place}].earmark_site_ids");
            faults.push(Fault::new(field, format!("site {site} is not in the catalogue")));
        }
    }

    fn examine_item(&self, body: &str, place: usize, item: &crate::id::ItemId, faults: &mut Vec<Fault>) {
        if !self.catalogue.items.contains_key(item) {
            let field = format!("{body}.lines[{place}].item_id");
            faults.push(Fault::new(field, format!("item {item} is not in the catalogue")));
        }
    }

    /// What speaks at `now` against deciding a plan: less stock or less open need than it moves, and orders that it would
    /// replace but that have gone on, or have come inside the freeze fence, since it was made.
    pub fn misfits(
        &self,
        shipments: &[Shipment],
        reopened: &BTreeSet<OrderId>,
        now: Timestamp,
        freeze_minutes: Option<u32>,
    ) -> Vec<String> {
        let (mut lots, mut needs) = (self.lots.clone(), self.needs.clone());
        let mut misfits = Vec::new();
        let kept: BTreeSet<_> = self.kept(shipments, reopened).into_values().collect();
        for id in reopened {
            let Some(order) = self.orders.get(id) else {
                misfits.push(format!("order {id}: there is none"));
                continue;
            };
            match order.progress {
                Progress::Approved => give_back(&mut lots, &mut needs, &order.shipment),
                _ => misfits.push(format!("order {id}: the plan may change it, but it is {} now", order.status())),
            }
            if order.progress == Progress::Approved && !kept.contains(id) && !order.is_beyond(now, freeze_minutes) {
                let departs = order.shipment.departs;
                misfits.push(format!("order {id}: the plan changes it, but it leaves at {departs}: it is frozen now"));
            }
        }
        let mut from_lot = BTreeMap::<&LotKey, u64>::new();
        let mut to_need = BTreeMap::<NeedKey, u64>::new();
        for shipment in shipments {
            *from_lot.entry(&shipment.lot).or_default() += shipment.quantity.units();
            *to_need.entry(shipment.need()).or_default() += shipment.quantity.units();
        }
        misfits.extend(from_lot.into_iter().filter_map(|(key, planned)| {
            // Of a lot that is not there nothing is left, and a need that is not there asks for nothing.
            let left = lots.get(key).map_or(0, |lot| lot.available().units());
            (planned > left).then(|| format!("lot {key}: the plan takes {planned}, {left} are left"))
        }));
        misfits.extend(to_need.into_iter().filter_map(|(key, planned)| {
            let open = needs.get(&key).map_or(0, |need| need.open().units());
            (planned > open).then(|| format!("need {key}: the plan sends {planned}, {open} are still asked for"))
        }));
        misfits
    }

    /// Reopened orders that are a line of the plan as they are: the place of that line, and the order.
    pub(crate) fn kept<'a>(
        &self,
        shipments: &[Shipment],
        reopened: &'a BTreeSet<OrderId>,
    ) -> BTreeMap<usize, &'a OrderId> {
        let lines: BTreeMap<_, _> = shipments.iter().zip(0..).collect();
        let mut kept = BTreeMap::new();
        for id in reopened {
            let line = self.orders.get(id).and_then(|order| lines.get(&order.shipment));
            if let Some(line) = line {
                // Of two that are alike one stays.
                kept.entry(*line).or_insert(id);
            }
        }
        kept
    }

    /// Takes in the event of record `index`; records are taken in order, without gaps.
    pub fn apply(&mut self, index: u64, event: &Event) {
        assert_eq!(index, self.applied_upto, "events are applied in the journal's order");
        self.applied_upto += 1;
        match event {
            Event::Catalogue(catalogue) => self.apply_catalogue(catalogue),
            Event::Enrolled { agent, enrolment } => self.apply_enrolment(agent, enrolment),
            Event::Reported(report) => {
                self.sequences.insert(report.agent().clone(), report.sequence());
                self.apply_report(index, report);
            }
            Event::Planned { opened } => self.apply_plan(opened),
            Event::Overridden | Event::Granted | Event::ClockConfirmed => {}
            Event::Decided { plan_index, shipments, reopened } => {
                self.apply_decision(index, *plan_index, shipments, reopened);
            }
        }
    }

    fn apply_report(&mut self, index: u64, report: &Report) {
        match report.body() {
            Body::Need { site, lines } => self.apply_need(site, lines),
            Body::Reserve { depot, lines } => self.apply_reserve(index, depot, lines, report.version()),
            Body::Step { order, step, quantity } => self.apply_step(order, *step, *quantity, report.version()),
        }
    }

    /// After a report has changed a lot: an empty one leaves the situation, and of the others that did those are forgotten
    /// that are empty longest. Reports of version 1 leave every lot in the situation.
    pub(crate) fn show_or_remember(&mut self, key: &LotKey, version: Version) {
        let is_empty = self.lots.get(key).is_some_and(|lot| lot.on_hand == Quantity::ZERO);
        let LotKey { depot, item, lot } = key.clone();
        let emptied = self.emptied.entry((depot, item)).or_default();
        emptied.retain(|other| *other != lot);
        if version.forgets_empty_lots() && is_empty {
            emptied.push(lot);
        }
        let key_of = |lot: &LotId| LotKey { lot: lot.clone(), ..key.clone() };
        let is_free = |key: &LotKey| self.lots.get(key).is_none_or(|lot| lot.reserved == Quantity::ZERO);
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
        }
    }

    /// What is on its way to a need by open orders.
    pub(crate) fn coming_to(&self, key: &NeedKey) -> Quantity {
        let coming = self.coming.get(key).into_iter().flatten().filter_map(|id| self.orders.get(id));
        coming.fold(Quantity::ZERO, |sum, order| {
            sum.saturating_add(match order.progress {
                Progress::Dispatched { shipped } => shipped,
                _ => order.shipment.quantity,
            })
        })
    }

    /// Before an order's goods leave the books: more shipped than was known to be there, or than was picked.
    pub(crate) fn note_amiss(&mut self, order: &OrderId, lot: &LotKey, before: Progress, shipped: Quantity) {
        let counted = self.lots.get(lot).map_or(Quantity::ZERO, |lot| lot.on_hand);
        let (order, key) = (order.clone(), lot.clone());
        if shipped > counted {
            let amiss = Discrepancy::ShippedAboveCount { order: order.clone(), lot: key.clone(), shipped, counted };
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

    pub(crate) fn comes_no_more(&mut self, key: &NeedKey, id: &OrderId) {
        if let Some(coming) = self.coming.get_mut(key) {
            coming.remove(id);
            if coming.is_empty() {
                self.coming.remove(key);
            }
        }
    }

    pub(crate) fn uncover(&mut self, key: &NeedKey, short: Quantity) {
        if let Some(need) = self.needs.get_mut(key) {
            need.covered = need.covered.saturating_sub(short);
        }
    }
}

/// Takes an order that will not be sent off its lot and its need.
pub(crate) fn give_back(lots: &mut BTreeMap<LotKey, Lot>, needs: &mut BTreeMap<NeedKey, Need>, shipment: &Shipment) {
    if let Some(lot) = lots.get_mut(&shipment.lot) {
        lot.reserved = lot.reserved.saturating_sub(shipment.quantity);
    }
    if let Some(need) = needs.get_mut(&shipment.need()) {
        need.covered = need.covered.saturating_sub(shipment.quantity);
    }
}

/// What came of examining a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Examination {
    /// Nothing speaks against it.
    Clean,
    /// Wrong in itself: every fault.
    Faulty(Vec<Fault>),
    /// Somebody else's to say.
    Foreign(Fault),
}

impl Examination {
    fn of(faults: Vec<Fault>) -> Self {
        if faults.is_empty() { Self::Clean } else { Self::Faulty(faults) }
    }
}

impl NeedLine {
    pub(crate) fn to_need(&self, covered: Quantity) -> Need {
        Need {
            class: self.class.clone(),
            claimed: self.quantity,
            entitlement: self.quantity,
            weight: None,
            covered,
            due: self.due,
            latest_useful: self.latest_useful,
            life_days_min: self.life_days_min,
        }
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
        }
    }
}
