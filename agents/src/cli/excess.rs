//! `excess`: what a site has and offers to others.

use super::console::Console;
use super::send::{Sending, after_push, open_to_report};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use jiff::Timestamp;
use yicang_domain::report::Body;
use yicang_domain::{ExcessLine, ItemId, LotId, Quantity, SiteId};
use yicang_exchange::Day;

#[derive(clap::Args)]
pub(super) struct Excess {
    #[arg(long, value_name = "ID")]
    site: SiteId,
    #[arg(long, value_name = "ID")]
    item: ItemId,
    #[arg(long, value_name = "ID")]
    lot: Option<LotId>,
    #[arg(long, allow_hyphen_values = true)]
    quantity: Quantity,
    #[arg(long, value_name = "DATE")]
    expires: Option<Day>,
    #[arg(long)]
    do_not_send: bool,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

impl Excess {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let Self { site, item, lot, quantity, expires, do_not_send, note, sending } = self;
        let (lot, expires_on) = (lot.unwrap_or_else(LotId::unnamed), expires.map(|day| day.0));
        let line = ExcessLine { item, lot, quantity, expires_on, do_not_send };
        let outbox = open_to_report(agent_dir, console)?;
        let reports = outbox.push(vec![Body::Excess { site, lines: vec![line] }], &note, Timestamp::now())?;
        after_push(&reports, agent_dir, &outbox, sending, console)
    }
}
