//! `confirm`: what was done with an order, or that what was recorded for a place was said so. A depot picks and ships
//! only what is proven to be in the public log; what has arrived at a site can be confirmed in any case.

use super::console::Console;
use super::contest::answer;
use super::send::{Patience, Sending, push};
use super::{Failure, Outcome, runtime};
use crate::agent_dir::AgentDir;
use crate::client::Client;
use crate::kept_orders::kept_order;
use crate::orders::{Event, Query};
use crate::verify_order::{OrderRejected, TrustedOrder};
use std::ops::ControlFlow;
use yicang_domain::report::{Body, Step};
use yicang_domain::{OrderId, Quantity, Unusable};
use yicang_language::{ToMessage as _, message};
use yicang_proto::order::hold_from_wire;
use yicang_proto::v1::DispatchOrder;

#[derive(clap::Args)]
pub(super) struct Confirm {
    step: StepWord,
    order: OrderId,
    #[arg(allow_hyphen_values = true)]
    quantity: Option<Quantity>,
    #[arg(long)]
    left_already: bool,
    #[arg(long, value_name = "UNITS", default_value = "0")]
    damaged: Quantity,
    #[arg(long, value_name = "UNITS", default_value = "0")]
    lost: Quantity,
    #[arg(long, value_name = "UNITS", default_value = "0")]
    expired: Quantity,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

#[derive(clap::ValueEnum, Clone, Copy)]
enum StepWord {
    Picked,
    Shipped,
    Received,
    Record,
}

impl Confirm {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let step = match self.step {
            StepWord::Picked => Step::Picked,
            StepWord::Shipped => Step::Shipped,
            StepWord::Received => Step::Received,
            StepWord::Record => {
                let (text, quantity) = (self.order.as_str(), self.quantity);
                let number = text.parse().ok().filter(|_| quantity.is_none());
                let record = number.ok_or_else(|| message!("agent-confirm-record-number", text = text))?;
                return answer(vec![record], false, &self.note, self.sending, agent_dir, console);
            }
        };
        let Some(units) = self.quantity else {
            let (step, order) = (step.as_str(), self.order.as_str());
            return Err(message!("agent-confirm-needs-quantity", step = step, order = order).into());
        };
        let unusable = Unusable { damaged: self.damaged, lost: self.lost, expired: self.expired };
        if step != Step::Received && unusable.sum() > 0 {
            return Err(Failure(vec![message!("receipt-only"), message!("agent-nothing-done")]));
        }
        if step != Step::Received {
            let trusted = trusted(agent_dir, &self.order, self.sending.patience)?;
            let (quantity, ordered) = (units.units(), trusted.order().quantity);
            if quantity > ordered {
                let order = self.order.as_str();
                let problem = message!("agent-confirm-too-much", quantity = quantity, ordered = ordered, order = order);
                return Err(Failure(vec![problem, message!("agent-nothing-done")]));
            }
            let held = hold_from_wire(trusted.order().hold()).filter(|_| quantity > 0 && !self.left_already);
            if let Some(hold) = held {
                let (order, lot, hold) = (self.order.as_str(), lot_of(trusted.order()), hold.message());
                let problem = message!("agent-confirm-held", order = order, lot = lot, hold = hold);
                return Err(Failure(vec![problem, message!("agent-nothing-done")]));
            }
        }
        let order = self.order;
        let body = match unusable.sum() {
            0 => Body::Step { order, step, quantity: units },
            _ => Body::Receipt { order, quantity: units, unusable },
        };
        push(vec![body], &self.note, self.sending, agent_dir, console)
    }
}

fn lot_of(order: &DispatchOrder) -> String {
    let lot = if order.lot_id.is_empty() { "-" } else { order.lot_id.as_str() };
    format!("{}/{}/{lot}", order.depot_id, order.item_id)
}

/// The order, from what was verified here before or from the centre.
fn trusted(agent_dir: &AgentDir, id: &OrderId, patience: Patience) -> Result<TrustedOrder, Failure> {
    let not_trusted = |why: OrderRejected| {
        Failure::from(message!("agent-confirm-not-trusted", order = id.as_str(), why = why.message()))
    };
    if let Some(Ok(trusted)) = kept_order(agent_dir, id.as_str()) {
        return Ok(trusted);
    }
    let query = Query { follow: false, closed_too: true, wait: Some(patience.duration()) };
    let mut found = None;
    let mut tell = |event: Event| {
        match event {
            Event::Trusted(trusted) if trusted.order().order_id == id.as_str() => found = Some(Ok(trusted)),
            Event::NotTrusted(order, why) if order.order_id == id.as_str() => found = Some(Err(why)),
            _ => {}
        }
        ControlFlow::Continue(())
    };
    let asked = runtime()?.block_on(async {
        let client = Client::new(&agent_dir.config).map_err(Failure::from)?;
        client.orders(agent_dir, query, &mut tell).await.map_err(Failure::from)
    });
    match (found, asked) {
        (Some(Ok(trusted)), _) => Ok(trusted),
        (Some(Err(why)), _) => Err(not_trusted(why)),
        (None, Ok(())) => Err(message!("agent-confirm-no-order", order = id.as_str()).into()),
        (None, Err(Failure(mut sentences))) => {
            sentences.push(message!("agent-confirm-never-verified", order = id.as_str()));
            Err(Failure(sentences))
        }
    }
}
