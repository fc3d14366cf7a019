//! `catalogue`: fetches what things are called, keeps it, and shows it.

use super::console::Console;
use super::things::fetch;
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use crate::kept_catalogue::{KeptCatalogue, Thing};
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Catalogue {}

impl Catalogue {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let kept = match fetch(agent_dir) {
            Ok(kept) => kept,
            Err(why) => {
                console.complain(&why);
                if let Some(kept) = KeptCatalogue::read(agent_dir.folder()) {
                    let time = console.moment(Some(kept.fetched_at));
                    console.complain(&message!("agent-catalogue-kept", record = kept.record, time = time));
                }
                return Ok(Outcome::Refused);
            }
        };
        let units = kept.items.iter().map(|thing| vec![thing.id.clone(), thing.unit.clone(), thing.name.clone()]);
        let units: Vec<_> = units.collect();
        if !units.is_empty() {
            let item = message!("agent-heading-item");
            console.narrow_table(&[item, message!("agent-heading-unit"), message!("agent-heading-name")], units, 0..0);
        }
        let named = |things: &[Thing]| things.iter().map(|thing| vec![thing.id.clone(), thing.name.clone()]).collect();
        for (heading, things) in
            [(message!("agent-heading-depot-own"), &kept.depots), (message!("agent-heading-site-own"), &kept.sites)]
        {
            if !things.is_empty() {
                console.narrow_table(&[heading, message!("agent-heading-name")], named(things), 0..0);
            }
        }
        console.say(&message!(
            "agent-catalogue-is",
            record = kept.record,
            time = console.moment(Some(kept.fetched_at)),
            items = kept.items.len(),
            depots = kept.depots.len(),
            sites = kept.sites.len(),
        ));
        Ok(Outcome::Done)
    }
}
