//! Consignments (托运批): what one vehicle carries from one depot. Nobody has to put them together: the orders of one
//! decided plan that leave one depot at one time by one pool of vehicles are one; where the lane names no pool, those
//! that go to one site. So everybody who has the decision knows them, and their codes.

use crate::gift::{GiftCode, eight_digits};
use crate::id::{DepotId, ItemId, LotId, OrderId, PoolId, SiteId};
use crate::order::Order;
use crate::quantity::Quantity;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use yicang_language::{Message, message};

/// What is hashed before what makes a consignment.
const CONTEXT: &str = "yicang.v1/consignment\n";

/// Eight digits of Crockford's base 32, `7K3M-9QXA`: 40 bits of the SHA-256 of what makes the consignment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsignmentCode(Box<str>);

impl ConsignmentCode {
    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads what somebody heard or copied, as a gift code is read.
    ///
    /// # Errors
    /// It is none.
    pub fn of_people(text: &str) -> Result<Self, Message> {
        let read = GiftCode::of_people(text).map_err(|_| message!("moving-no-code", word = format!("{text:?}")))?;
        Ok(Self(read.as_str().into()))
    }
}

impl fmt::Display for ConsignmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Which consignment an order is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConsignmentKey {
    /// From where.
    pub depot: DepotId,
    /// When it leaves.
    pub departs: Timestamp,
    /// What everybody may look it up by.
    pub code: ConsignmentCode,
    /// Whose vehicle, if the lane names one.
    pub pool: Option<PoolId>,
}

/// What one vehicle carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consignment {
    /// From where, when, by what, and its code.
    pub key: ConsignmentKey,
    /// Its orders, by site and line of the plan.
    pub lines: Vec<ConsignmentLine>,
}

/// One order of a consignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsignmentLine {
    /// Which.
    pub order: OrderId,
    /// Where it goes.
    pub site: SiteId,
    /// What.
    pub item: ItemId,
    /// Of which lot.
    pub lot: LotId,
    /// Base units.
    pub quantity: Quantity,
    /// Whole packs, the last perhaps broken.
    pub boxes: u64,
}

impl Order {
    /// The consignment that it is of.
    pub fn consignment(&self) -> ConsignmentKey {
        let (depot, departs, pool) = (self.lot().depot.clone(), self.shipment.departs, self.pool.clone());
        let by = pool.as_ref().map_or_else(|| format!("site {}", self.site()), |pool| format!("pool {pool}"));
        let text = format!("{CONTEXT}P{}\n{depot}\n{by}\n{departs}", self.plan_index);
        let code = ConsignmentCode(eight_digits(text.as_bytes()).into());
        ConsignmentKey { depot, departs, code, pool }
    }
}

/// Puts orders together, by depot, then departure. `pack` says how many units of an item are shipped together.
pub fn consignments<'o>(
    orders: impl IntoIterator<Item = &'o Order>,
    pack: impl Fn(&ItemId) -> Quantity,
) -> Vec<Consignment> {
    let mut all = BTreeMap::<ConsignmentKey, Vec<&Order>>::new();
    for order in orders {
        all.entry(order.consignment()).or_default().push(order);
    }
    let line = |order: &&Order| {
        let (item, quantity) = (&order.lot().item, order.shipment.quantity);
        ConsignmentLine {
            order: order.id.clone(),
            site: order.site().clone(),
            item: item.clone(),
            lot: order.lot().lot.clone(),
            quantity,
            boxes: quantity.units().div_ceil(pack(item).units().max(1)),
        }
    };
    let consignment = |(key, mut orders): (ConsignmentKey, Vec<&Order>)| {
        orders.sort_by_key(|order| (order.site().clone(), order.line));
        Consignment { key, lines: orders.iter().map(line).collect() }
    };
    all.into_iter().map(consignment).collect()
}
