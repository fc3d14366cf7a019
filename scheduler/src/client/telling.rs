//! What somebody said who cannot sign it, as a coordinator records it.

use yicang_domain::{ClassName, OrderId, Quantity};
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
        /// Base units; 0 withdraws.
        quantity: Quantity,
        /// How urgent.
        class: ClassName,
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
                let (quantity, priority_class) = (quantity.units(), class.to_string());
                let line = v1::NeedLine { item_id: item, quantity, priority_class, ..v1::NeedLine::default() };
                v1::record_on_behalf::Body::Need(v1::NeedReport { site_id: site, lines: vec![line] })
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
