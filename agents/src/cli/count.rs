//! `count`: what was counted, all that lies in a depot or one lot; and `change`: what came or went apart from orders.

use super::asked::answered;
use super::console::Console;
use super::send::{Sending, push};
use super::things::{Reader, Things};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use std::collections::BTreeSet;
use std::path::PathBuf;
use yicang_domain::report::{Body, Fact, LINES_MAX, PARTS_MAX, Part, ReserveLine};
use yicang_domain::{ChangeLine, ChangeReason, DepotId, ItemId, LotId, Quantity};
use yicang_exchange::{List, Named, Rules};
use yicang_language::{ToMessage as _, message};
use yicang_proto::v1::StockLine;

#[derive(clap::Args)]
pub(super) struct Count {
    #[arg(long, value_name = "FILE", conflicts_with_all = ["item", "lot", "quantity"])]
    full: Option<PathBuf>,
    #[arg(long, value_name = "ID", add = super::completion::depots())]
    depot: Option<String>,
    #[arg(long, value_name = "ID", add = super::completion::items())]
    item: Option<String>,
    #[arg(long, value_name = "ID")]
    lot: Option<LotId>,
    #[arg(long, allow_hyphen_values = true)]
    quantity: Option<Quantity>,
    #[arg(long, requires = "full")]
    yes: bool,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

#[derive(clap::Args)]
pub(super) struct Change {
    #[arg(long, value_name = "ID", add = super::completion::depots())]
    depot: Option<String>,
    #[arg(long, value_name = "ID", add = super::completion::items())]
    item: String,
    #[arg(long, value_name = "ID")]
    lot: Option<LotId>,
    #[arg(long, allow_hyphen_values = true)]
    quantity: Quantity,
    #[arg(long, value_enum)]
    reason: ReasonWord,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

/// The reasons that a depot reports.
#[derive(clap::ValueEnum, Clone, Copy)]
enum ReasonWord {
    Damaged,
    Lost,
    Expired,
    Consumed,
    Sampled,
    Found,
    Donated,
    Returned,
    Delivered,
}

impl ReasonWord {
    fn reason(self) -> ChangeReason {
        match self {
            Self::Damaged => ChangeReason::Damaged,
            Self::Lost => ChangeReason::Lost,
            Self::Expired => ChangeReason::Expired,
            Self::Consumed => ChangeReason::Consumed,
            Self::Sampled => ChangeReason::Sampled,
            Self::Found => ChangeReason::Found,
            Self::Donated => ChangeReason::Donated,
            Self::Returned => ChangeReason::Returned,
            Self::Delivered => ChangeReason::Delivered,
        }
    }
}

impl Change {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let Self { depot, item, lot, quantity, reason, note, sending } = self;
        let mut things = sending.things(agent_dir);
        let mut reader = Reader::new(&mut things);
        let found = (reader.depot(depot.as_deref()), reader.item("--item", &item));
        reader.finish(console)?;
        let (lot, reason) = (lot.unwrap_or_else(LotId::unnamed), reason.reason());
        let body = |(depot, item)| Body::Change { depot, lines: vec![ChangeLine { item, lot, quantity, reason }] };
        // Both are there, else the reader has named what is wrong.
        let bodies = found.0.zip(found.1).map(body).into_iter().collect();
        push(bodies, &note, sending, agent_dir, console)
    }
}

impl Count {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let mut things = self.sending.things(agent_dir);
        let bodies = match (&self.full, &self.item, self.quantity) {
            (Some(_), ..) => match self.whole_depot(&mut things, agent_dir, console)? {
                Some(bodies) => bodies,
                None => return Ok(Outcome::Refused),
            },
            (None, Some(item), Some(quantity)) => {
                let mut reader = Reader::new(&mut things);
                let found = (reader.depot(self.depot.as_deref()), reader.item("--item", item));
                reader.finish(console)?;
                let lot = self.lot.clone().unwrap_or_else(LotId::unnamed);
                let body = |(depot, item)| Body::Reserve { depot, lines: vec![counted(item, lot, quantity)] };
                found.0.zip(found.1).map(body).into_iter().collect()
            }
            _ => return Err(message!("agent-count-needs").into()),
        };
        push(bodies, &self.note, self.sending, agent_dir, console)
    }

    /// The reports of a count of all that lies in a depot; `None` where that must be said once more.
    fn whole_depot(
        &self,
        things: &mut Things<'_>,
        agent_dir: &AgentDir,
        console: &mut Console,
    ) -> Result<Option<Vec<Body>>, Failure> {
        let (depot, lines) = self.list(things, console)?;
        let named: BTreeSet<_> = lines.iter().map(|line| (line.item.as_str(), line.lot.as_str())).collect();
        let known = answered(agent_dir, async |client| client.stock(agent_dir).await);
        let left_out: Vec<&StockLine> =
            known.iter().flatten().filter(|line| is_left_out(line, &depot, &named)).collect();
        match &known {
            Ok(_) if left_out.is_empty() => {
                console.say(&message!("agent-count-none-left-out", depot = depot.as_str()));
            }
            Ok(_) => {
                console.say(&message!("agent-count-zero", count = left_out.len()));
                for StockLine { depot_id, item_id, lot_id, on_hand, .. } in &left_out {
                    let lot = format!("{depot_id}/{item_id}/{lot_id}");
                    let what = message!("agent-count-zero-lot", lot = lot, on_hand = *on_hand);
                    console.say(&message!("agent-indented", what = what));
                }
                if !self.yes {
                    console.complain(&message!("agent-count-say-yes"));
                    return Ok(None);
                }
            }
            Err(why) => {
                console.complain(&message!("agent-count-not-asked", why = why.clone()));
                if !self.yes {
                    console.complain(&message!("agent-count-say-yes-unseen"));
                    return Ok(None);
                }
            }
        }
        if lines.len() <= LINES_MAX {
            return Ok(Some(vec![Body::Count { depot, lines }]));
        }
        let of = u32::try_from(lines.len().div_ceil(LINES_MAX)).unwrap_or(u32::MAX);
        if of > PARTS_MAX {
            let most = LINES_MAX * PARTS_MAX as usize;
            return Err(message!("agent-count-too-many", lots = lines.len(), most = most).into());
        }
        let parts = (1..).zip(lines.chunks(LINES_MAX)).map(|(number, lines)| Body::CountPart {
            depot: depot.clone(),
            part: Part { number, of },
            lines: lines.to_vec(),
        });
        Ok(Some(parts.collect()))
    }

    /// The depot that the list is of, and its lines.
    fn list(&self, things: &mut Things<'_>, console: &mut Console) -> Result<(DepotId, Vec<ReserveLine>), Failure> {
        let file = self.full.as_ref().expect("asked for by whoever calls");
        let depot = things.place_of_list(Named::Depots, self.depot.as_deref(), console)?;
        let list = things.read(
            Named::Depots,
            console,
            |known| List::reserves(file, depot.as_ref(), Rules::default(), known),
            |list| list.as_ref().map_or(true, |list| !list.faults.is_empty()),
        );
        let list = list.map_err(|faults| Failure(faults.iter().map(|fault| fault.message()).collect()))?;
        list.notices.iter().for_each(|notice| console.complain(&notice.message()));
        if !list.faults.is_empty() {
            // What is not read would be 0: a count is taken whole or not at all.
            let mut sentences: Vec<_> = list.faults.iter().map(|fault| fault.message()).collect();
            sentences.push(message!("agent-nothing-done"));
            return Err(Failure(sentences));
        }
        let (mut depots, mut lines) = (BTreeSet::new(), Vec::new());
        for body in list.bodies {
            if let Body::Reserve { depot, lines: part } = body {
                depots.insert(depot);
                lines.extend(part);
            }
        }
        match (depots.pop_first(), depots.len()) {
            (Some(depot), 0) => Ok((depot, lines)),
            (None, _) => Err(message!("agent-list-empty").into()),
            (Some(_), more) => Err(message!("agent-count-one-depot", depots = more + 1).into()),
        }
    }
}

fn counted(item: ItemId, lot: LotId, quantity: Quantity) -> ReserveLine {
    ReserveLine { item, lot, quantity, expires_on: Fact::Unsaid, earmark: Fact::Unsaid, available_at: Fact::Unsaid }
}

fn is_left_out(line: &StockLine, depot: &DepotId, named: &BTreeSet<(&str, &str)>) -> bool {
    let is_named = named.contains(&(line.item_id.as_str(), line.lot_id.as_str()));
    line.depot_id == depot.as_str() && line.on_hand > 0 && !is_named
}
