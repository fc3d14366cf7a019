//! One step of many orders: of a consignment, of all that wait for it, or of a list. Each order is verified first. What
//! is wrong anywhere is named, and nothing is signed then. Also `consignments`: what vehicles carry together.

use super::console::Console;
use super::send::{Patience, Sending, push_noted};
use super::{Failure, Outcome, format, runtime};
use crate::agent_dir::AgentDir;
use crate::client::Client;
use crate::kept_catalogue::KeptCatalogue;
use crate::orders::{Event, Query};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::PathBuf;
use yicang_domain::report::{Body, Moved, Step};
use yicang_domain::{ConsignmentCode, Quantity};
use yicang_exchange::{Named, Rules, StepRow, Steps};
use yicang_language::{Message, ToMessage as _, message};
use yicang_proto::order::hold_from_wire;
use yicang_proto::v1::{DispatchOrder, OrderStatus};

/// Of which orders.
pub(super) enum Which {
    /// What one vehicle carries.
    Consignment(ConsignmentCode),
    /// All that wait for the step.
    All,
    /// Those that a list names.
    Listed(PathBuf),
}

/// With how much an order can be reported as taken the step; `None` if it cannot be now.
fn waits(order: &DispatchOrder, step: Step) -> Option<u64> {
    match (step, order.status()) {
        (Step::Confirmed, OrderStatus::Approved) => Some(0),
        (Step::Picked | Step::Shipped, OrderStatus::Approved | OrderStatus::Confirmed) => Some(order.quantity),
        (Step::Shipped, OrderStatus::Picked) => Some(order.picked),
        (Step::Arrived, OrderStatus::Dispatched) => Some(0),
        (Step::Received | Step::Returned, OrderStatus::Dispatched | OrderStatus::Arrived) => Some(order.shipped),
        _ => None,
    }
}

/// Reports the step of each order.
pub(super) fn run(
    which: &Which,
    (step, done_at): (Step, Option<Timestamp>),
    note: &str,
    sending: Sending,
    agent_dir: &AgentDir,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    let things = sending.things(agent_dir);
    let own = Own::of(things.catalogue());
    let orders = open_orders(agent_dir, sending.patience, console)?;
    let own: BTreeMap<&str, &DispatchOrder> =
        orders.iter().filter(|order| own.speaks(order, step)).map(|order| (order.order_id.as_str(), order)).collect();
    let steps = match which {
        Which::Listed(path) => listed(path, &own, step, console)?,
        Which::All | Which::Consignment(_) => waiting(which, &own, step, note, console)?,
    };
    let mut groups = BTreeMap::<String, Vec<Body>>::new();
    let count = steps.len();
    for (order, quantity, note) in steps {
        let order = order.parse().map_err(|error: yicang_domain::id::IdError| error.message())?;
        let moved = Moved { done_at, ..Moved::plain(order, step, quantity) };
        groups.entry(note).or_default().push(moved.into_body());
    }
    let done =
        push_noted(groups.into_iter().map(|(note, bodies)| (bodies, note)).collect(), sending, agent_dir, console)?;
    console.say(&message!("moving-confirm-said", count = count, step = step.message()));
    Ok(done)
}

/// An order's id, with how much, and the report's note.
type Told = (String, Quantity, String);

/// What waits for the step, as it was ordered.
fn waiting(
    which: &Which,
    own: &BTreeMap<&str, &DispatchOrder>,
    step: Step,
    note: &str,
    console: &mut Console,
) -> Result<Vec<Told>, Failure> {
    let is_meant = |order: &&&DispatchOrder| match which {
        Which::Consignment(code) => order.consignment == code.as_str(),
        Which::All | Which::Listed(_) => true,
    };
    let all: Vec<_> = own.values().filter(is_meant).filter_map(|order| Some((*order, waits(order, step)?))).collect();
    let must_stay = |order: &DispatchOrder| step.is_of_depot() && hold_from_wire(order.hold()).is_some();
    let (held, free): (Vec<_>, Vec<_>) = all.into_iter().partition(|(order, _)| must_stay(order));
    if !held.is_empty() {
        console.complain(&message!("moving-confirm-held", count = held.len()));
    }
    if free.is_empty() {
        let step = step.message();
        return Err(match which {
            Which::Consignment(code) => message!("moving-confirm-no-consignment", code = code.as_str(), step = step),
            Which::All | Which::Listed(_) => message!("moving-confirm-nothing", step = step),
        }
        .into());
    }
    let units = |units| Quantity::new(units).unwrap_or_default();
    Ok(free.into_iter().map(|(order, quantity)| (order.order_id.clone(), units(quantity), note.to_owned())).collect())
}

/// What a list says.
fn listed(
    path: &std::path::Path,
    own: &BTreeMap<&str, &DispatchOrder>,
    step: Step,
    console: &mut Console,
) -> Result<Vec<Told>, Failure> {
    let judge = |row: &StepRow| judged(row, own, step);
    let list = Steps::read(path, Rules::default(), judge).map_err(|faults| {
        let mut sentences: Vec<_> = faults.iter().map(yicang_language::ToMessage::message).collect();
        sentences.push(message!("agent-nothing-done"));
        Failure(sentences)
    })?;
    list.notices.iter().for_each(|notice| console.complain(&notice.message()));
    if list.rows.is_empty() {
        return Err(message!("moving-csv-empty", file = path).into());
    }
    Ok(list.rows.into_iter().map(|row| (row.order.to_string(), row.quantity, row.reason)).collect())
}

/// What is wrong with a row by what is known of its order.
fn judged(row: &StepRow, own: &BTreeMap<&str, &DispatchOrder>, step: Step) -> Option<(&'static str, Message, Message)> {
    let (id, quantity) = (row.order.as_str(), row.quantity.units());
    let known = own.get(id).and_then(|order| Some((*order, waits(order, step)?)));
    let Some((order, due)) = known else {
        return Some(("order", message!("moving-csv-unknown", order = id), message!("moving-csv-unknown-remedy")));
    };
    if quantity > due {
        let problem = message!("moving-csv-more", quantity = quantity, ordered = due);
        return Some(("quantity", problem, message!("moving-csv-more-remedy")));
    }
    let held = hold_from_wire(order.hold()).filter(|_| step.is_of_depot() && quantity > 0);
    if let Some(hold) = held {
        let problem = message!("moving-csv-held", lot = format::lot_of(order), hold = hold.message());
        return Some(("quantity", problem, message!("moving-csv-held-remedy")));
    }
    if quantity < due && row.reason.is_empty() {
        let problem = message!("moving-csv-less", quantity = quantity, ordered = due);
        return Some(("reason", problem, message!("moving-csv-less-remedy")));
    }
    None
}

/// The agent's own places, as far as it knows them.
struct Own {
    depots: BTreeSet<String>,
    sites: BTreeSet<String>,
}

impl Own {
    fn of(catalogue: Option<&KeptCatalogue>) -> Self {
        let ids = |of| {
            let things = catalogue.map_or(&[][..], |catalogue| catalogue.things(of));
            things.iter().map(|thing| thing.id.clone()).collect()
        };
        Self { depots: ids(Named::Depots), sites: ids(Named::Sites) }
    }

    /// Whether it is the agent's to say; where nothing is known, the centre judges.
    fn speaks(&self, order: &DispatchOrder, step: Step) -> bool {
        if self.depots.is_empty() && self.sites.is_empty() {
            return true;
        }
        // A site that has offered something is a depot of the same id.
        match step.is_of_depot() {
            true => self.depots.contains(&order.depot_id) || self.sites.contains(&order.depot_id),
            false => self.sites.contains(&order.site_id),
        }
    }
}

/// Every open order of this agent, verified; one that is not trusted is an error.
fn open_orders(agent_dir: &AgentDir, patience: Patience, console: &mut Console) -> Result<Vec<DispatchOrder>, Failure> {
    let query = Query { follow: false, closed_too: false, wait: Some(patience.duration()) };
    let (mut orders, mut untrusted) = (Vec::new(), Vec::new());
    let mut tell = |event: Event| {
        match event {
            Event::Trusted(trusted) => orders.push(trusted.order().clone()),
            Event::NotTrusted(order, why) => {
                untrusted.push(message!("agent-order-not-trusted", order = order.order_id, why = why.message()));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    };
    runtime()?.block_on(async {
        let client = Client::new(&agent_dir.config).map_err(Failure::from)?;
        client.orders(agent_dir, query, &mut tell).await.map_err(Failure::from)
    })?;
    if untrusted.is_empty() {
        return Ok(orders);
    }
    untrusted.iter().for_each(|why| console.complain(why));
    Err(message!("agent-orders-not-trusted", count = untrusted.len()).into())
}

#[derive(clap::Args)]
pub(super) struct Consignments {
    #[command(flatten)]
    patience: Patience,
}

impl Consignments {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let orders = open_orders(agent_dir, self.patience, console)?;
        let mut all = BTreeMap::<(&str, &str), Vec<&DispatchOrder>>::new();
        for order in orders.iter().filter(|order| !order.consignment.is_empty()) {
            all.entry((&order.depot_id, &order.consignment)).or_default().push(order);
        }
        if all.is_empty() {
            console.say(&message!("moving-no-consignments"));
            return Ok(Outcome::Done);
        }
        let headings = [
            message!("moving-heading-code"),
            message!("agent-heading-depot"),
            message!("agent-heading-site"),
            message!("agent-heading-leaves"),
            message!("moving-heading-count"),
        ];
        let row = |((depot, code), orders): (&(&str, &str), &Vec<&DispatchOrder>)| {
            let sites: BTreeSet<_> = orders.iter().map(|order| order.site_id.as_str()).collect();
            let leaves = orders.first().and_then(|order| order.departs_at.as_ref()).map(|time| time.seconds);
            let sites = sites.into_iter().collect::<Vec<_>>().join(", ");
            vec![(*code).to_owned(), (*depot).to_owned(), sites, console.moment(leaves), orders.len().to_string()]
        };
        let rows: Vec<_> = all.iter().map(row).collect();
        let count = rows.len();
        console.table(&headings, rows);
        console.say(&message!("moving-consignments-agent", count = count));
        Ok(Outcome::Done)
    }
}
