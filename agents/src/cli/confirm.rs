//! `confirm`: what was done with an order, with all orders of a consignment, with all that wait, or with those of a
//! list; or that what was recorded for a place was said so. A depot picks and ships only what is proven to be in the
//! public log; what has arrived at a site can be confirmed in any case.

use super::confirm_many::{self, Which};
use super::console::Console;
use super::contest::answer;
use super::send::{Patience, Sending, push};
use super::{Failure, Outcome, format, runtime};
use crate::agent_dir::AgentDir;
use crate::client::Client;
use crate::kept_orders::kept_order;
use crate::orders::{Event, Query};
use crate::verify_order::{OrderRejected, TrustedOrder};
use jiff::Timestamp;
use jiff::civil::DateTime;
use std::ops::ControlFlow;
use std::path::PathBuf;
use yicang_domain::report::{Moved, Step};
use yicang_domain::{ConsignmentCode, OrderId, Quantity, Unusable};
use yicang_language::{ToMessage as _, message};
use yicang_proto::order::hold_from_wire;

#[derive(clap::Args)]
pub(super) struct Confirm {
    step: StepWord,
    order: Option<OrderId>,
    #[arg(allow_hyphen_values = true)]
    quantity: Option<Quantity>,
    #[arg(long)]
    all: bool,
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[arg(long)]
    left_already: bool,
    #[arg(long, value_name = "UNITS", default_value = "0")]
    damaged: Quantity,
    #[arg(long, value_name = "UNITS", default_value = "0")]
    lost: Quantity,
    #[arg(long, value_name = "UNITS", default_value = "0")]
    expired: Quantity,
    #[arg(long, value_name = "UNITS", default_value = "0")]
    rejected: Quantity,
    #[arg(long, value_name = "UNITS", default_value = "0")]
    over: Quantity,
    #[arg(long, value_name = "ENTRY")]
    corrects: Option<u64>,
    #[arg(long)]
    never_done: bool,
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

#[derive(clap::ValueEnum, Clone, Copy)]
enum StepWord {
    Confirmed,
    Picked,
    Shipped,
    Arrived,
    Received,
    Returned,
    Record,
}

impl StepWord {
    fn step(self) -> Option<Step> {
        match self {
            Self::Confirmed => Some(Step::Confirmed),
            Self::Picked => Some(Step::Picked),
            Self::Shipped => Some(Step::Shipped),
            Self::Arrived => Some(Step::Arrived),
            Self::Received => Some(Step::Received),
            Self::Returned => Some(Step::Returned),
            Self::Record => None,
        }
    }
}

impl Confirm {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let Some(step) = self.step.step() else {
            let (text, quantity) = (self.order.as_ref().map_or("", OrderId::as_str), self.quantity);
            let number = text.parse().ok().filter(|_| quantity.is_none());
            let record = number.ok_or_else(|| message!("agent-confirm-record-number", text = text))?;
            return answer(vec![record], false, &self.note, self.sending, agent_dir, console);
        };
        let done_at = self.at.as_deref().map(|text| moment(text, console)).transpose()?;
        let which = match (&self.order, self.all, &self.csv) {
            (Some(order), false, None) => match code(order) {
                Some(code) => Which::Consignment(code),
                None => return self.one(order, step, done_at, agent_dir, console),
            },
            (None, true, None) => Which::All,
            (None, false, Some(path)) => Which::Listed(path.clone()),
            _ => return Err(message!("moving-confirm-one").into()),
        };
        let found = [self.damaged, self.lost, self.expired, self.rejected, self.over];
        if found.iter().any(|units| *units > Quantity::ZERO) || self.corrects.is_some() || self.never_done {
            return Err(Failure(vec![message!("moving-confirm-single"), message!("agent-nothing-done")]));
        }
        if self.quantity.is_some() {
            return Err(Failure(vec![message!("moving-confirm-all-quantity"), message!("agent-nothing-done")]));
        }
        confirm_many::run(&which, (step, done_at), &self.note, self.sending, agent_dir, console)
    }

    /// One order, with all that may be said of it.
    fn one(
        &self,
        order: &OrderId,
        step: Step,
        done_at: Option<Timestamp>,
        agent_dir: &AgentDir,
        console: &mut Console,
    ) -> Result<Outcome, Failure> {
        let needs_none = !step.has_quantity() || self.never_done;
        let Some(quantity) = self.quantity.or(Some(Quantity::ZERO).filter(|_| needs_none)) else {
            let (step, order) = (step.as_str(), order.as_str());
            return Err(message!("agent-confirm-needs-quantity", step = step, order = order).into());
        };
        let unusable = Unusable { damaged: self.damaged, lost: self.lost, expired: self.expired };
        let (rejected, over, corrects, taken_back) = (self.rejected, self.over, self.corrects, self.never_done);
        let order = order.clone();
        let moved = Moved { order, step, quantity, unusable, rejected, over, done_at, corrects, taken_back };
        let faults = moved.faults();
        if !faults.is_empty() {
            let mut sentences: Vec<_> = faults.into_iter().map(|fault| fault.problem).collect();
            sentences.dedup();
            sentences.push(message!("agent-nothing-done"));
            return Err(Failure(sentences));
        }
        if matches!(step, Step::Picked | Step::Shipped) && !taken_back {
            let trusted = trusted(agent_dir, &moved.order, self.sending.patience)?;
            let (quantity, ordered) = (quantity.units(), trusted.order().quantity);
            if quantity > ordered {
                let order = moved.order.as_str();
                let problem = message!("agent-confirm-too-much", quantity = quantity, ordered = ordered, order = order);
                return Err(Failure(vec![problem, message!("agent-nothing-done")]));
            }
            let held = hold_from_wire(trusted.order().hold()).filter(|_| quantity > 0 && !self.left_already);
            if let Some(hold) = held.filter(|_| corrects.is_none()) {
                let (order, lot, hold) = (moved.order.as_str(), format::lot_of(trusted.order()), hold.message());
                let problem = message!("agent-confirm-held", order = order, lot = lot, hold = hold);
                return Err(Failure(vec![problem, message!("agent-nothing-done")]));
            }
        }
        push(vec![moved.into_body()], &self.note, self.sending, agent_dir, console)
    }
}

/// The code of a consignment; what is written as an order's id is one.
fn code(word: &OrderId) -> Option<ConsignmentCode> {
    let of_plan = |text: &str| {
        let (plan, line) = text.strip_prefix('P')?.split_once('-')?;
        (plan.parse::<u64>().is_ok() && line.parse::<u32>().is_ok()).then_some(())
    };
    match of_plan(word.as_str()) {
        Some(()) => None,
        None => ConsignmentCode::of_people(word.as_str()).ok(),
    }
}

/// A moment with its distance from UTC, or what the clocks of the agent's zone show.
fn moment(text: &str, console: &Console) -> Result<Timestamp, Failure> {
    let on_clocks = || DateTime::strptime("%Y-%m-%d %H:%M", text).ok()?.to_zoned(console.zone.clone()).ok();
    let read = text.parse().ok().or_else(|| on_clocks().map(|zoned| zoned.timestamp()));
    read.ok_or_else(|| message!("moving-no-moment", word = format!("{text:?}")).into())
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
