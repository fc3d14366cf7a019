//! `withdraw`: a site needs nothing more of some items. It is a report of the need with quantity 0.

use super::console::Console;
use super::send::{Sending, after_push, open_to_report};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use jiff::Timestamp;
use yicang_domain::report::{Body, NeedLine};
use yicang_domain::{ClassName, ItemId, Quantity, SiteId};

#[derive(clap::Args)]
pub(super) struct Withdraw {
    #[arg(long, value_name = "ID")]
    site: SiteId,
    #[arg(value_name = "ITEM", required = true)]
    items: Vec<ItemId>,
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
        let outbox = open_to_report(agent_dir, console)?;
        let body = Body::Need { site: self.site, lines: self.items.into_iter().map(line).collect() };
        let reports = outbox.push(vec![body], &self.note, Timestamp::now())?;
        after_push(&reports, agent_dir, &outbox, self.sending, console)
    }
}
