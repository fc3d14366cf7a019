//! The catalogue on the board: how it changes, what is still in use, and what is closed under a plan.

use super::Board;
use crate::catalogue::change::{Change, Edit};
use crate::catalogue::{Catalogue, Thing, ThingKey};
use crate::excess::store_of;
use crate::fault::Fault;
use crate::id::{DepotId, ItemId, LotKey, SiteId};
use crate::order::Order;
use crate::plan::Shipment;
use crate::quantity::Quantity;
use crate::situation::Lot;
use jiff::Timestamp;
use yicang_language::{Argument, Message, ToMessage as _, message};

/// Of what is still in use, so many are named; of more, how many there are.
pub const NAMED_MAX: usize = 20;

/// Whether what lies in depots is known: auditors know it only of what plans have opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stock {
    /// Every count.
    Known,
    /// Not all: nothing is said of it.
    Masked,
}

impl Board {
    /// What speaks against a change of the catalogue as it is now; empty if nothing does. Whether the change was made
    /// against this catalogue is not asked here.
    pub fn examine_change(&self, change: &Change, stock: Stock) -> Vec<Fault> {
        let mut faults = self.catalogue.changed(change).err().unwrap_or_default();
        for (at, edit) in change.edits.iter().enumerate() {
            let field = || format!("change_catalogue.edits[{at}]");
            if let Edit::Add(Thing::Lane(depot, site, _)) | Edit::Set(Thing::Lane(depot, site, _)) = edit
                && depot.as_str() == site.as_str()
                // Earlier programs let it pass, and what they have published is read as it was.
                && stock == Stock::Known
            {
                faults.push(Fault::new(field(), message!("change-lane-to-itself", place = site.as_str())));
            }
            if let Edit::Retire(key) = edit
                && self.catalogue.has(key)
            {
                faults.extend(self.in_use(key, stock).into_iter().map(|problem| Fault::new(field(), problem)));
            }
            if let Some(ThingKey::Item(id)) = edit.key()
                && let (Some((_, unit)), Some(item)) = (change.names.items.get(&id), self.catalogue.items.get(&id))
                && *unit != item.unit
            {
                let used = self.in_use(&ThingKey::Item(id), stock);
                faults.extend(used.into_iter().map(|why| {
                    let problem = message!("change-unit", was = &item.unit, why = why);
                    Fault::new("change_catalogue.item_names", problem)
                }));
            }
        }
        faults
    }

    /// The stock, the needs and the orders for which a thing is still there.
    fn in_use(&self, key: &ThingKey, stock: Stock) -> Vec<Message> {
        let mut why = Vec::new();
        let thing = || key.message();
        if stock == Stock::Known {
            let lots = self.lots.iter().filter(|(lot, known)| is_stock(key, lot, known));
            let lots = lots.map(|(lot, known)| format!("{lot} {}", known.on_hand));
            let is_of = |lot: &LotKey| match key {
                ThingKey::Item(item) => lot.item == *item,
                ThingKey::Depot(depot) => lot.depot == *depot,
                ThingKey::Site(site) => lot.depot == store_of(site),
                _ => false,
            };
            let awaited = self.inbound().filter(|(lot, _)| is_of(lot));
            let lots = lots.chain(awaited.map(|(lot, awaited)| format!("{lot} {}", awaited.quantity)));
            why.extend(named(lots, |which| message!("change-has-stock", thing = thing(), which = which)));
            let earmarked = self.lots.iter().filter(|(_, lot)| is_earmarked(key, lot)).map(|(lot, _)| lot.to_string());
            why.extend(named(earmarked, |which| message!("change-has-earmarks", thing = thing(), which = which)));
        }
        let needs = self.needs.keys().filter(|need| match key {
            ThingKey::Item(item) => need.item == *item,
            ThingKey::Site(site) => need.site == *site,
            _ => false,
        });
        let needs = needs.map(ToString::to_string);
        why.extend(named(needs, |which| message!("change-has-needs", thing = thing(), which = which)));
        let covered = self.covering.iter().filter(|(need, given)| {
            let counts = |item: &ItemId| given.get(item).is_some_and(|units| *units > Quantity::ZERO);
            match key {
                ThingKey::Substitute(needed, other) | ThingKey::Kit(needed, other) => {
                    need.item == *needed && counts(other)
                }
                _ => false,
            }
        });
        let covered = covered.map(|(need, _)| need.to_string());
        why.extend(named(covered, |which| message!("change-covers-needs", thing = thing(), which = which)));
        let orders = self.orders.values().filter(|order| order.is_open() && is_ordered(key, order));
        let orders = orders.map(|order| order.id.to_string());
        why.extend(named(orders, |which| message!("change-has-orders", thing = thing(), which = which)));
        why
    }

    /// Lines of a plan that go over lanes which are closed at `now`.
    pub(crate) fn over_closed_lanes(&self, shipments: &[Shipment], now: Timestamp) -> Vec<Message> {
        let closed: Vec<_> = self.catalogue.closed_at(now).collect();
        let is_used = |depot: &DepotId, site: &SiteId| {
            shipments.iter().any(|line| line.lot.depot == *depot && line.site == *site)
        };
        let used = closed.into_iter().filter(|(depot, site, _)| is_used(depot, site));
        used.map(|(depot, site, closure)| {
            let (depot, site, reason) = (depot.as_str(), site.as_str(), &closure.reason);
            message!("misfit-lane-closed", depot = depot, site = site, reason = reason)
        })
        .collect()
    }

    pub(super) fn apply_catalogue(&mut self, index: u64, catalogue: Catalogue) {
        self.catalogue = catalogue;
        self.catalogue_from = index;
        self.count_all_covered();
    }

    /// A change that does not fit was refused: of a log that has one all the same, nothing of it counts.
    pub(super) fn apply_catalogue_change(&mut self, index: u64, change: &Change) {
        if let Ok(after) = self.catalogue.changed(change) {
            self.apply_catalogue(index, after);
        }
    }
}

fn is_stock(key: &ThingKey, lot: &LotKey, known: &Lot) -> bool {
    let is_of = match key {
        ThingKey::Item(item) => lot.item == *item,
        ThingKey::Depot(depot) => lot.depot == *depot,
        // What a site offers lies in the depot of its id.
        ThingKey::Site(site) => lot.depot == store_of(site),
        _ => false,
    };
    is_of && known.on_hand > Quantity::ZERO
}

fn is_earmarked(key: &ThingKey, lot: &Lot) -> bool {
    let ThingKey::Site(site) = key else { return false };
    lot.on_hand > Quantity::ZERO && lot.earmarked().is_some_and(|sites| sites.contains(site))
}

fn is_ordered(key: &ThingKey, order: &Order) -> bool {
    let (lot, need) = (order.lot(), order.need());
    match key {
        ThingKey::Item(item) => lot.item == *item || need.item == *item,
        ThingKey::Substitute(needed, given) | ThingKey::Kit(needed, given) => {
            need.item == *needed && lot.item == *given
        }
        ThingKey::Depot(depot) => lot.depot == *depot,
        ThingKey::Site(site) => need.site == *site,
        ThingKey::Lane(depot, site) => lot.depot == *depot && need.site == *site,
        ThingKey::Pool(_) | ThingKey::Protected(..) => false,
    }
}

/// The sentence about what is named, if anything is.
fn named(all: impl Iterator<Item = String>, say: impl FnOnce(Vec<Argument>) -> Message) -> Option<Message> {
    let all: Vec<_> = all.collect();
    let mut shown: Vec<_> = all.iter().take(NAMED_MAX).map(|name| Argument::from(name.as_str())).collect();
    if all.len() > NAMED_MAX {
        shown.push(Argument::from(message!("change-more", count = all.len() - NAMED_MAX)));
    }
    (!shown.is_empty()).then(|| say(shown))
}
