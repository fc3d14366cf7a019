//! What happens to the orders of the demonstration: one of three is shipped, some of it short; of those most arrive,
//! some short. By their line in the plan, so that every run is the same.

use yicang_domain::report::{Body, Step};
use yicang_domain::{DepotId, Quantity, SiteId};
use yicang_language::{Message, message};
use yicang_proto::v1::{DispatchOrder, OrderStatus};

/// Orders as the depots received them.
pub(super) struct Orders(Vec<DispatchOrder>);

impl Orders {
    pub(super) fn new(orders: Vec<DispatchOrder>) -> Self {
        Self(orders)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn shipped(&self) -> impl Iterator<Item = (&DispatchOrder, u64)> {
        self.0.iter().filter(|order| order.status() == OrderStatus::Approved && order.line % 3 == 1).map(|order| {
            // Every tenth line: a tenth of it was not on the shelf.
            let quantity = if order.line % 10 == 1 { order.quantity - order.quantity / 10 } else { order.quantity };
            (order, quantity)
        })
    }

    fn received(&self) -> impl Iterator<Item = (&DispatchOrder, u64, u64)> {
        self.shipped().filter(|(order, _)| order.line % 4 != 0).map(|(order, shipped)| {
            // Every seventh line: a twentieth was damaged on the way.
            let quantity = if order.line % 7 == 0 { shipped - shipped / 20 } else { shipped };
            (order, shipped, quantity)
        })
    }

    /// What a depot reports.
    pub(super) fn shipped_by(&self, depot: &DepotId) -> Vec<Body> {
        let own = self.shipped().filter(|(order, _)| order.depot_id == depot.as_str());
        own.filter_map(|(order, quantity)| step(order, Step::Shipped, quantity)).collect()
    }

    /// What a site reports.
    pub(super) fn received_by(&self, site: &SiteId) -> Vec<Body> {
        let own = self.received().filter(|(order, ..)| order.site_id == site.as_str());
        own.filter_map(|(order, _, quantity)| step(order, Step::Received, quantity)).collect()
    }

    /// How many stay open after all that.
    pub(super) fn open_after(&self) -> usize {
        self.0.len() - self.received().count()
    }

    pub(super) fn shipping_in_words(&self) -> Message {
        let short = self.shipped().filter(|(order, shipped)| *shipped < order.quantity).count();
        message!("demo-shipped", count = self.shipped().count(), all = self.0.len(), short = short)
    }

    pub(super) fn receiving_in_words(&self) -> Message {
        let short = self.received().filter(|(_, shipped, received)| received < shipped).count();
        message!("demo-received", count = self.received().count(), all = self.shipped().count(), short = short)
    }
}

fn step(order: &DispatchOrder, step: Step, quantity: u64) -> Option<Body> {
    Some(Body::Step { order: order.order_id.parse().ok()?, step, quantity: Quantity::new(quantity)? })
}
