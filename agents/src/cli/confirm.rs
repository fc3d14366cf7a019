//! `confirm`: what was done with an order. A depot picks and ships only what is proven to be in the public log; what has
//! arrived at a site can be confirmed in any case.

use super::console::Console;
use super::send::{Patience, Sending, after_push, open_to_report};
use super::{Failure, Outcome, runtime};
use crate::client::Client;
use crate::home::Home;
use crate::orders::{Event, Query, kept_order};
use crate::trust::{Distrust, TrustedOrder};
use jiff::Timestamp;
use std::ops::ControlFlow;
use std::path::Path;
use yicang_domain::report::{Body, Step};
use yicang_domain::{OrderId, Quantity};

#[derive(clap::Args)]
pub(super) struct Confirm {
    /// What was done (环节).
    step: StepWord,
    /// The order (调度指令), for example P17-3.
    order: OrderId,
    /// Base units that were picked, that left, or that were accepted; 0 if none.
    #[arg(allow_hyphen_values = true)]
    quantity: Quantity,
    /// A word for the coordinator, at most 1000 bytes; never published.
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

#[derive(clap::ValueEnum, Clone, Copy)]
enum StepWord {
    /// Taken from the shelf (拣货), by the depot.
    Picked,
    /// Left the depot (发运): the stock goes down; less than ordered voids the rest.
    Shipped,
    /// Accepted by the site (签收); less than shipped stays needed.
    Received,
}

impl Confirm {
    pub(super) fn run(self, dir: &Path, console: &mut Console) -> Result<Outcome, Failure> {
        let home = Home::open(dir)?;
        let step = match self.step {
            StepWord::Picked => Step::Picked,
            StepWord::Shipped => Step::Shipped,
            StepWord::Received => Step::Received,
        };
        if step != Step::Received {
            let trusted = trusted(&home, &self.order, self.sending.patience)?;
            let ordered = trusted.order().quantity;
            if self.quantity.units() > ordered {
                let problem = format!("{} are more than the {ordered} that order {} says", self.quantity, self.order);
                return Err(Failure(vec![problem, "Nothing was stored or sent.".into()]));
            }
        }
        let outbox = open_to_report(&home, console)?;
        let body = Body::Step { order: self.order, step, quantity: self.quantity };
        let letters = outbox.push(vec![body], &self.note, Timestamp::now())?;
        after_push(&letters, &home, &outbox, self.sending, console)
    }
}

/// The order, from what was verified here before or from the centre.
fn trusted(home: &Home, id: &OrderId, patience: Patience) -> Result<TrustedOrder, Failure> {
    let not_trusted = |why: Distrust| {
        Failure::from(format!(
            "order {id} is NOT TRUSTED (不可信): {why}. Do not act on it; nothing was stored or sent."
        ))
    };
    if let Some(Ok(trusted)) = kept_order(home, id.as_str()) {
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
        let client = Client::new(&home.config).map_err(Failure::from)?;
        client.orders(home, query, &mut tell).await.map_err(Failure::from)
    });
    match (found, asked) {
        (Some(Ok(trusted)), _) => Ok(trusted),
        (Some(Err(why)), _) => Err(not_trusted(why)),
        (None, Ok(())) => {
            Err(format!("the centre has no order {id} for this agent; look at `yicang-agent orders --closed`").into())
        }
        (None, Err(Failure(mut sentences))) => {
            sentences.push(format!(
                "Order {id} was never verified in this folder, and that takes the centre once; nothing was stored or sent."
            ));
            Err(Failure(sentences))
        }
    }
}
