//! `excess`: what a site has and offers to others, from flags or a list.

use super::console::Console;
use super::report::{Common, has_faults};
use super::send::push;
use super::things::{Reader, Things};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use yicang_domain::report::Body;
use yicang_domain::{ExcessLine, LotId, Quantity};
use yicang_exchange::{Day, Known, List, Named};

#[derive(clap::Args)]
pub(super) struct Excess {
    #[arg(long, value_name = "ID", add = super::completion::sites())]
    site: Option<String>,
    #[arg(long, value_name = "ID", required_unless_present = "csv", conflicts_with = "csv",
          add = super::completion::items())]
    item: Option<String>,
    #[arg(long, value_name = "ID", conflicts_with = "csv")]
    lot: Option<LotId>,
    #[arg(long, required_unless_present = "csv", conflicts_with = "csv", allow_hyphen_values = true)]
    quantity: Option<Quantity>,
    #[arg(long, value_name = "DATE", conflicts_with = "csv")]
    expires: Option<Day>,
    #[arg(long, conflicts_with = "csv")]
    do_not_send: bool,
    #[command(flatten)]
    common: Common,
}

impl Excess {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let mut things = self.common.sending.things(agent_dir);
        let bodies = match &self.common.csv {
            Some(csv) => {
                let site = things.place_of_list(Named::Sites, self.site.as_deref(), console)?;
                let rules = self.common.rules();
                let read = |known: &Known<'_>| List::excess(csv, site.as_ref(), rules, known);
                self.common.bodies(things.read(Named::Sites, console, read, has_faults), console)?
            }
            None => self.body(&mut things, console)?.into_iter().collect(),
        };
        push(bodies, &self.common.note, self.common.sending, agent_dir, console)
    }

    /// What the flags say; complete, since there is no list: clap sees to that.
    fn body(&self, things: &mut Things<'_>, console: &mut Console) -> Result<Option<Body>, Failure> {
        let mut reader = Reader::new(things);
        let site = reader.site(self.site.as_deref());
        let item = self.item.as_deref().and_then(|item| reader.item("--item", item));
        reader.finish(console)?;
        let (Some(site), Some(item), Some(quantity)) = (site, item, self.quantity) else { return Ok(None) };
        let (lot, expires_on) = (self.lot.clone().unwrap_or_else(LotId::unnamed), self.expires.map(|day| day.0));
        let line = ExcessLine { item, lot, quantity, expires_on, do_not_send: self.do_not_send };
        Ok(Some(Body::Excess { site, lines: vec![line] }))
    }
}
