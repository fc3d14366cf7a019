//! What somebody said who cannot sign it, as a coordinator records it.

use jiff::civil::Date;
use yicang_domain::{ClassName, LotId, OrderId, Quantity};
use yicang_proto::v1;

/// What somebody said who cannot sign it.
#[derive(Debug, Clone)]
pub enum Telling {
    /// A site needs something.
    Need {
        /// The site.
        site: String,
        /// The item.
        item: String,
        /// Base units; 0 withdraws; `None` where nobody knows.
        quantity: Option<Quantity>,
        /// How urgent.
        class: ClassName,
    },
    /// So much lies in a depot.
    Count {
        /// The depot.
        depot: String,
        /// The item.
        item: String,
        /// The batch; `None` where the depot does not tell them apart.
        lot: Option<LotId>,
        /// Base units; 0 where nothing is left.
        quantity: Quantity,
        /// Last day of use; `None` leaves it as it is known.
        expires_on: Option<Date>,
    },
    /// An order has come.
    Received {
        /// Which.
        order: OrderId,
        /// With how much.
        quantity: Quantity,
    },
}

impl Telling {
    pub(super) fn into_wire(self) -> v1::record_on_behalf::Body {
        match self {
            Telling::Need { site, item, quantity, class } => {
                let line = v1::NeedLine {
                    item_id: item,
                    quantity: quantity.map_or(0, Quantity::units),
                    priority_class: class.to_string(),
                    quantity_unknown: quantity.is_none(),
                    beside: true,
                    ..v1::NeedLine::default()
                };
                v1::record_on_behalf::Body::Need(v1::NeedReport { site_id: site, lines: vec![line] })
            }
            Telling::Count { depot, item, lot, quantity, expires_on } => {
                let line = v1::ReserveLine {
                    item_id: item,
                    lot_id: lot.map(|lot| lot.to_string()).unwrap_or_default(),
                    quantity: quantity.units(),
                    expires_on: expires_on.map(|day| day.to_string()).unwrap_or_default(),
                    ..v1::ReserveLine::default()
                };
                let count = v1::ReserveReport { depot_id: depot, lines: vec![line], ..Default::default() };
                v1::record_on_behalf::Body::Count(count)
            }
            Telling::Received { order, quantity } => v1::record_on_behalf::Body::Received(v1::StepReport {
                order_id: order.to_string(),
                step: v1::Step::Received.into(),
                quantity: quantity.units(),
                ..v1::StepReport::default()
            }),
        }
    }
}
