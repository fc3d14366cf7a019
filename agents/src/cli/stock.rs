//! `stock`: what the centre knows of the stock of this agent's depots, lot by lot.

use super::asked::{answered, with_unit};
use super::console::Console;
use super::things::{Reader, Things};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use yicang_language::{ToMessage as _, grouped, message};
use yicang_proto::order::hold_from_wire;
use yicang_proto::v1::StockLine;

#[derive(clap::Args)]
pub(super) struct Stock {
    #[arg(long, value_name = "ID", add = super::completion::depots())]
    depot: Option<String>,
}

impl Stock {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let mut things = Things::of(agent_dir);
        let mut reader = Reader::new(&mut things);
        let depot = match &self.depot {
            None => None,
            Some(depot) => reader.depot(Some(depot)),
        };
        reader.finish(console)?;
        let lines = answered(agent_dir, async |client| client.stock(agent_dir).await)?;
        let is_asked = |line: &&StockLine| depot.as_ref().is_none_or(|depot| depot.as_str() == line.depot_id);
        let row = |line: &StockLine| {
            vec![
                line.depot_id.clone(),
                with_unit(&line.item_id, &things),
                line.lot_id.clone(),
                grouped(line.on_hand),
                grouped(line.reserved),
                hold_from_wire(line.hold()).map_or_else(String::new, |hold| hold.message().say(console.language)),
            ]
        };
        let rows: Vec<_> = lines.iter().filter(is_asked).map(row).collect();
        if rows.is_empty() {
            console.say(&match depot {
                None => message!("agent-stock-none"),
                Some(depot) => message!("agent-stock-none-of", depot = depot.as_str()),
            });
            return Ok(Outcome::Done);
        }
        let headings = [
            message!("agent-heading-depot-own"),
            message!("agent-heading-item"),
            message!("agent-heading-lot"),
            message!("agent-heading-on-hand"),
            message!("agent-heading-promised"),
            message!("agent-heading-hold"),
        ];
        console.narrow_table(&headings, rows, 3..5);
        Ok(Outcome::Done)
    }
}
