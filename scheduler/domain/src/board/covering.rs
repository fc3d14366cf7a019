//! What covers a need: counted by the item that is given, and answered in units of the need.
//!
//! An order moves units of its lot's item. A need counts its own: a substitute by its ratio, components by complete
//! kits ([`Catalogue::served`](crate::Catalogue::served)). Rounding would lose what comes in parts, three gloves of a
//! pair and then the fourth. So the board counts each given item by itself, and only the sum is converted.

use super::Board;
use super::fence::Fence;
use crate::facts::FactKind;
use crate::id::{ItemId, LotKey, NeedKey, OrderId};
use crate::life::Said;
use crate::order::Progress;
use crate::plan::Shipment;
use crate::quantity::Quantity;
use crate::situation::Lot;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use yicang_language::{Message, ToMessage as _, message};

/// Units of each item that is given for a need.
pub(crate) type Given = BTreeMap<ItemId, Quantity>;

fn add(given: &mut Given, item: &ItemId, units: Quantity) {
    let sum = given.entry(item.clone()).or_default();
    *sum = sum.saturating_add(units);
}

fn subtract(given: &mut Given, item: &ItemId, units: Quantity) {
    if let Some(sum) = given.get_mut(item) {
        *sum = sum.saturating_sub(units);
    }
}

/// Takes an order that will not be sent off its lot.
pub(crate) fn give_back(lots: &mut BTreeMap<LotKey, Lot>, shipment: &Shipment) {
    if let Some(lot) = lots.get_mut(&shipment.lot) {
        lot.reserved = lot.reserved.saturating_sub(shipment.quantity);
    }
}

impl Board {
    /// What is on its way to a need by open orders.
    pub(crate) fn coming_to(&self, key: &NeedKey) -> Given {
        let mut given = Given::new();
        for order in self.coming.get(key).into_iter().flatten().filter_map(|id| self.orders.get(id)) {
            let units = match order.progress {
                Progress::Dispatched { shipped } | Progress::Arrived { shipped } => shipped,
                _ => order.shipment.quantity,
            };
            add(&mut given, &order.lot().item, units);
        }
        given
    }

    /// What covers a need once these goods go elsewhere, in units of the need.
    pub(crate) fn covered_without(&self, key: &NeedKey, freed: &Given) -> Quantity {
        let mut given = self.covering.get(key).cloned().unwrap_or_default();
        for (item, units) in freed {
            subtract(&mut given, item, *units);
        }
        self.catalogue.served(&key.item, &given)
    }

    /// An order was decided: its goods cover the need.
    pub(crate) fn cover(&mut self, key: &NeedKey, item: &ItemId, units: Quantity) {
        if self.needs.contains_key(key) {
            add(self.covering.entry(key.clone()).or_default(), item, units);
            self.count_covered(key);
        }
    }

    /// Units that were to cover a need do not come.
    pub(crate) fn uncover(&mut self, key: &NeedKey, item: &ItemId, short: Quantity) {
        if let Some(given) = self.covering.get_mut(key) {
            subtract(given, item, short);
            self.count_covered(key);
        }
    }

    /// Units were accepted. A need that has received all that was claimed is closed.
    pub(crate) fn receive(&mut self, key: &NeedKey, item: &ItemId, units: Quantity) {
        // What comes counts until the stack begins anew, whether or not the need is open.
        let keeps = self.keeps_its_stack(key);
        if !self.needs.contains_key(key) {
            self.receive_closed(key, item, units);
        }
        if !keeps && !self.needs.contains_key(key) {
            return;
        }
        let received = self.received.entry(key.clone()).or_default();
        add(received, item, units);
        let served = self.catalogue.served(&key.item, received);
        if self.needs.get(key).is_some_and(|need| served >= need.claimed) {
            self.close(key, Said::Fulfilled(served));
        }
    }

    /// Whether what a need has received stays covered when it is reported again: its entitlement was verified, or the
    /// site has said what it has of the item itself.
    pub(crate) fn keeps_its_stack(&self, key: &NeedKey) -> bool {
        let stock = FactKind::Stock(key.item.clone());
        self.verified.contains_key(key) || self.facts.get(&key.site).is_some_and(|facts| facts.contains_key(&stock))
    }

    /// What covers a need from now on: what is on its way, and what came since its stack began, if it keeps one.
    pub(crate) fn cover_anew(&mut self, key: &NeedKey) {
        self.fulfilled.remove(key);
        if !self.keeps_its_stack(key) {
            self.begin_stack(key);
        }
        self.cover_again(key);
    }

    /// What came before counts for a need no more.
    pub(crate) fn begin_stack(&mut self, key: &NeedKey) {
        self.received.remove(key);
        self.fulfilled.remove(key);
        self.stack_from.insert(key.clone(), self.applied_upto.saturating_sub(1));
    }

    /// Whether what this entry says to have come counts for a need.
    pub(crate) fn is_of_stack(&self, key: &NeedKey, entry: u64) -> bool {
        self.stack_from.get(key).is_none_or(|from| entry >= *from)
    }

    /// What covers a need: what is on its way, and what came since its stack began.
    pub(crate) fn cover_again(&mut self, key: &NeedKey) {
        let mut given = self.coming_to(key);
        for (item, units) in self.received.get(key).into_iter().flatten() {
            add(&mut given, item, *units);
        }
        self.covering.insert(key.clone(), given);
        self.count_covered(key);
    }

    /// What serves a need, and by which ratio, may have changed.
    pub(crate) fn count_all_covered(&mut self) {
        let all: Vec<_> = self.covering.keys().cloned().collect();
        all.iter().for_each(|key| self.count_covered(key));
    }

    fn count_covered(&mut self, key: &NeedKey) {
        let covered = self.covered_without(key, &Given::new());
        if let Some(need) = self.needs.get_mut(key) {
            need.covered = covered;
        }
    }

    pub(crate) fn comes_no_more(&mut self, key: &NeedKey, id: &OrderId) {
        if let Some(coming) = self.coming.get_mut(key) {
            coming.remove(id);
            if coming.is_empty() {
                self.coming.remove(key);
            }
        }
    }

    /// What speaks at `now` against deciding a plan: less stock or less open need than it moves, and orders that it
    /// would replace but that have gone on, or have come inside the freeze fence, since it was made.
    pub fn misfits(
        &self,
        shipments: &[Shipment],
        reopened: &BTreeSet<OrderId>,
        now: Timestamp,
        fence: impl Into<Fence>,
    ) -> Vec<Message> {
        let fence = fence.into();
        let mut lots = self.lots.clone();
        for (key, awaited) in self.inbound.iter().filter(|(_, awaited)| !awaited.is_off(now)) {
            // How much of it a plan may count on, its own checker has said.
            lots.entry(key.clone()).and_modify(|lot| lot.on_hand = awaited.quantity);
        }
        let (mut misfits, mut freed) = (Vec::new(), Vec::new());
        let kept: BTreeSet<_> = self.kept(shipments, reopened).into_values().collect();
        for id in reopened {
            let Some(order) = self.orders.get(id) else {
                misfits.push(message!("unknown-order", order = id.as_str()));
                continue;
            };
            match order.progress {
                Progress::Approved | Progress::Confirmed => {
                    give_back(&mut lots, &order.shipment);
                    freed.push(&order.shipment);
                }
                _ => misfits.push(message!("misfit-order-went-on", order = id.as_str(), is = order.status().message())),
            }
            if order.is_free() && !kept.contains(id) && !self.may_change(order, now, &fence) {
                let departs = order.shipment.departs.to_string();
                misfits.push(message!("misfit-order-frozen", order = id.as_str(), departs = departs));
            }
        }
        let mut from_lot = BTreeMap::<&LotKey, u64>::new();
        for shipment in shipments {
            *from_lot.entry(&shipment.lot).or_default() += shipment.quantity.units();
        }
        misfits.extend(from_lot.keys().filter_map(|key| {
            self.held(key).map(|(hold, entry)| {
                message!("misfit-held", lot = key.to_string(), hold = hold.message(), record = entry)
            })
        }));
        misfits.extend(from_lot.into_iter().filter_map(|(key, planned)| {
            // Of a lot that is not there nothing is left, and a need that is not there asks for nothing.
            let left = lots.get(key).map_or(0, |lot| lot.available().units());
            let said = || message!("misfit-lot", lot = key.to_string(), planned = planned, left = left);
            (planned > left).then(said)
        }));
        let stay: BTreeSet<_> = self.kept(shipments, reopened).into_keys().collect();
        let news = shipments.iter().zip(0..).filter(|(_, line)| !stay.contains(line)).map(|(shipment, _)| shipment);
        let sent: BTreeSet<_> = news.map(Shipment::need).collect();
        let disputed = sent.iter().filter(|need| self.is_disputed(need, &fence.moving));
        misfits.extend(disputed.map(|need| message!("moving-misfit-disputed", need = need.to_string())));
        let freed = by_need(freed);
        misfits.extend(by_need(shipments).into_iter().filter_map(|(key, given)| {
            let none = Given::new();
            let covered = self.covered_without(&key, freed.get(&key).unwrap_or(&none));
            let open = self.needs.get(&key).map_or(Quantity::ZERO, |need| need.claimed.saturating_sub(covered));
            let planned = self.catalogue.served(&key.item, &given);
            let (planned, open) = (planned.units(), open.units());
            let said = || message!("misfit-need", need = key.to_string(), planned = planned, open = open);
            (planned > open).then(said)
        }));
        misfits.extend(self.over_closed_lanes(shipments, now));
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
}

/// What shipments bring to each need, by item.
pub(crate) fn by_need<'s>(shipments: impl IntoIterator<Item = &'s Shipment>) -> BTreeMap<NeedKey, Given> {
    let mut needs = BTreeMap::new();
    for shipment in shipments {
        add(needs.entry(shipment.need()).or_default(), &shipment.lot.item, shipment.quantity);
    }
    needs
}
