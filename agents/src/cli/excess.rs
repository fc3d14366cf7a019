//! `excess`: what a site has and offers to others.

use super::console::Console;
use super::send::{Sending, push};
use super::things::Reader;
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use yicang_domain::report::Body;
use yicang_domain::{ExcessLine, LotId, Quantity};
use yicang_exchange::Day;

#[derive(clap::Args)]
pub(super) struct Excess {
    #[arg(long, value_name = "ID")]
    site: Option<String>,
    #[arg(long, value_name = "ID")]
    item: String,
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
        let mut things = sending.things(agent_dir);
        let mut reader = Reader::new(&mut things);
        let found = (reader.site(site.as_deref()), reader.item("--item", &item));
        reader.finish(console)?;
        let line = |item| ExcessLine { item, lot, quantity, expires_on, do_not_send };
        let body = |(site, item)| Body::Excess { site, lines: vec![line(item)] };
        // Both are there, else the reader has named what is wrong.
        push(found.0.zip(found.1).map(body).into_iter().collect(), &note, sending, agent_dir, console)
    }
}
