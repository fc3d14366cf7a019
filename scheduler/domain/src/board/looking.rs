//! What is read off the board: the situation that a plan looks at, and where what the field has done does not fit.

use super::Board;
use super::covering::{by_need, give_back};
use super::fence::Fence;
use crate::amiss::{Amiss, AmissKind};
use crate::discrepancy::Discrepancy;
use crate::excess::store_of;
use crate::id::LotKey;
use crate::order::Order;
use crate::plan::Shipment;
use crate::policy::inbound::InboundRule;
use crate::quantity::Quantity;
use crate::situation::{Lot, Moment, Situation};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Board {
    /// What the next plan looks at. Approved orders stay, but for those that leave more than `freeze_minutes` after
    /// `now`: their goods are free, and what they were to bring is still needed. Needs of which nobody knows how much
    /// is needed are left out: what they are planned for, a policy says.
    pub fn situation(&self, moment: impl Into<Moment>, freeze_minutes: Option<u32>) -> Situation {
        let mut situation = self.situation_with(moment.into(), &freeze_minutes.into(), &InboundRule::default());
        situation.needs.retain(|key, _| !self.is_unknown(key));
        situation
    }

    /// The same with every need, and with what a policy counts on of the goods that are to come.
    pub(crate) fn situation_with(&self, moment: Moment, fence: &Fence, inbound: &InboundRule) -> Situation {
        let now = moment.at;
        let ground = self.catalogue.ground(moment);
        let mut situation = Situation { lots: self.lots.clone(), needs: self.needs.clone(), ..ground };
        let mut freed = Vec::new();
        let approved = self.approved.iter().filter_map(|id| self.orders.get(id));
        for order in approved.filter(|order| self.may_change(order, now, fence)) {
            let Shipment { lot, site, serves, quantity, .. } = &order.shipment;
            give_back(&mut situation.lots, &order.shipment);
            freed.push(&order.shipment);
            let sent = situation.last.entry((lot.clone(), site.clone(), serves.clone())).or_default();
            *sent = sent.saturating_add(*quantity);
            situation.reopened.insert(order.id.clone());
        }
        for (key, given) in by_need(freed) {
            if let Some(need) = situation.needs.get_mut(&key) {
                need.covered = self.covered_without(&key, &given);
            }
        }
        let mut coming = BTreeMap::new();
        for (key, arriving) in self.inbound.iter().filter(|(_, arriving)| !arriving.is_off(now)) {
            let units = inbound.units(arriving);
            if let Some(lot) = situation.lots.get(key).filter(|_| units > Quantity::ZERO) {
                let available_at = Some(arriving.expected_at);
                coming.insert(key.clone(), Lot { on_hand: units, available_at, inbound: true, ..lot.clone() });
            }
        }
        for ((depot, item), lots) in &self.emptied {
            for lot in lots {
                situation.lots.remove(&LotKey { depot: depot.clone(), item: item.clone(), lot: lot.clone() });
            }
        }
        situation.lots.extend(coming);
        for site in &self.offering {
            if let Some(at) = self.catalogue.sites.get(site).and_then(|site| site.at) {
                situation.depots.entry(store_of(site)).or_insert(at);
            }
        }
        for (key, (hold, _)) in &self.holds {
            if let Some(lot) = situation.lots.get_mut(key) {
                lot.held = Some(*hold);
            }
        }
        for lot in situation.lots.values_mut() {
            lot.reserved = lot.reserved.min(lot.on_hand);
        }
        situation.overrides = self.bounds(&situation);
        situation
    }

    /// Whether a plan may change an approved order: it leaves beyond the freeze fence, or has not left in time; its lot
    /// must not move; or its goods were to come and nobody may count on them any more.
    pub(crate) fn may_change(&self, order: &Order, now: Timestamp, fence: &Fence) -> bool {
        let is_late = fence.moving.frees(order.shipment.departs, now);
        let is_off = order.is_free() && (is_late || self.is_off(order.lot(), now));
        is_off || order.is_beyond(now, fence.freeze_minutes)
    }

    /// Where what the field has done does not fit what is known: what was shipped amiss, lot by lot, then what orders
    /// hold of lots that have less. It reads every order.
    pub fn discrepancies(&self) -> Vec<Discrepancy> {
        let mut all: Vec<_> = self.shipped_amiss.values().flatten().cloned().collect();
        // What was shipped above the count is said so until the lot is counted again.
        let is_said = |amiss: &&Amiss| amiss.kind == AmissKind::Over && self.shipped_amiss.contains_key(&amiss.lot);
        all.extend(self.books.open().filter(|amiss| !is_said(amiss)).cloned().map(Discrepancy::Open));
        let mut holding = BTreeMap::<&LotKey, Vec<&Order>>::new();
        for order in self.orders.values().filter(|order| order.holds_stock()) {
            holding.entry(order.lot()).or_default().push(order);
        }
        for (lot, orders) in holding {
            let coming = self.to_come(lot).map_or(Quantity::ZERO, |awaited| awaited.quantity);
            let on_hand = self.lots.get(lot).map_or(Quantity::ZERO, |lot| lot.on_hand).saturating_add(coming);
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
}
