//! `withdraw`: a site needs nothing more of some items. It is a report of the need with quantity 0.

use super::console::Console;
use super::send::{Sending, push};
use super::things::Reader;
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use yicang_domain::report::{Body, NeedLine};
use yicang_domain::{ClassName, ItemId, Quantity};

#[derive(clap::Args)]
pub(super) struct Withdraw {
    #[arg(long, value_name = "ID", add = super::completion::sites())]
    site: Option<String>,
    #[arg(value_name = "ITEM", required = true, add = super::completion::items())]
    items: Vec<String>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

impl Withdraw {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let line = |item: ItemId| NeedLine {
            item,
            quantity: Quantity::ZERO,
            // Nobody reads the class of nothing, and the agent knows no policy.
            class: ClassName::new("none").expect("a lawful word"),
            due: None,
            latest_useful: None,
            life_days_min: 0,
            unknown: false,
            beside: true,
        };
        let mut things = self.sending.things(agent_dir);
        let mut reader = Reader::new(&mut things);
        let site = reader.site(self.site.as_deref());
        let items: Vec<_> = self.items.iter().filter_map(|item| reader.item("ITEM", item)).collect();
        reader.finish(console)?;
        // It is there, else the reader has named what is wrong.
        let body = site.map(|site| Body::Need { site, lines: items.into_iter().map(line).collect() });
        push(body.into_iter().collect(), &self.note, self.sending, agent_dir, console)
    }
}
