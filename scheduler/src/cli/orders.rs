//! `orders`: orders, newest decision first.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::client::coordinator::OrderFilter;
use crate::terminal::console::Console;
use crate::terminal::table::Table;
use yicang_domain::order::{OrderLine, Status};
use yicang_language::{Language, ToMessage as _, message};

#[derive(clap::Args)]
pub(super) struct Orders {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(long, default_value = "")]
    depot: String,
    #[arg(long, default_value = "")]
    site: String,
    #[arg(long, default_value = "")]
    plan: String,
    #[arg(long)]
    closed: bool,
}

impl Orders {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let Self { depot: depot_id, site: site_id, plan: plan_id, closed: closed_too, .. } = self;
        let orders = centre.orders(OrderFilter { depot_id, site_id, plan_id, closed_too }).await?;
        console.table(&order_table(&orders, console.language))?;
        Ok(console.say(&message!("centre-count-orders", count = orders.len()))?)
    }
}

/// Orders as a table; of those whose lot must not move the status says so.
pub(super) fn order_table(orders: &[OrderLine], language: Language) -> Table {
    let headings = [
        message!("centre-heading-order"),
        message!("centre-heading-from"),
        message!("centre-heading-to"),
        message!("centre-heading-item"),
        message!("centre-heading-quantity"),
        message!("centre-heading-status"),
    ];
    let mut table = Table::new(headings, language);
    for order in orders {
        let done = match order.status {
            Status::Dispatched => order.shipped,
            Status::Received => order.received,
            _ => order.quantity,
        };
        let quantity = if done == order.quantity { done.to_string() } else { format!("{done}/{}", order.quantity) };
        let lot = &order.lot;
        let status = match order.held {
            None => order.status.message(),
            Some(hold) => message!("centre-order-held", status = order.status.message(), hold = hold.message()),
        };
        let [id, from] = [order.id.to_string(), lot.depot.to_string()];
        table.row(&[id, from, order.site.to_string(), lot.item.to_string(), quantity, status.say(language)]);
    }
    table
}
