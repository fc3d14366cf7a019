//! `report need` and `report reserve`: from flags or a list to signed reports.

use super::console::Console;
use super::send::{Sending, push, push_if};
use super::things::{Reader, Things};
use super::{Failure, Outcome, meant};
use crate::agent_dir::AgentDir;
use crate::known::Known as KnownNeeds;
use std::collections::BTreeSet;
use std::path::PathBuf;
use yicang_domain::report::{Body, Fact, NeedLine, ReserveLine};
use yicang_domain::{ClassName, LotId, Quantity, SiteId};
use yicang_exchange::{Asked, Day, Known, LifeDays, List, Named, Rules, TableFault, When};
use yicang_language::{ToMessage, message};

#[derive(clap::Subcommand)]
pub(super) enum Report {
    Need(NeedArguments),
    Reserve(ReserveArguments),
}

#[derive(clap::Args)]
pub(super) struct NeedArguments {
    #[arg(long, value_name = "ID", add = super::completion::sites())]
    site: Option<String>,
    #[arg(long, value_name = "ID", required_unless_present = "csv", conflicts_with = "csv",
          add = super::completion::items())]
    item: Option<String>,
    #[arg(long, required_unless_present = "csv", conflicts_with = "csv", allow_hyphen_values = true)]
    quantity: Option<Asked>,
    #[arg(long, required_unless_present = "csv")]
    class: Option<ClassName>,
    #[arg(long, value_name = "TIME", conflicts_with = "csv")]
    due: Option<When>,
    #[arg(long, value_name = "TIME", conflicts_with = "csv")]
    latest: Option<When>,
    #[arg(long, value_name = "DAYS", conflicts_with = "csv")]
    life: Option<LifeDays>,
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
pub(super) struct ReserveArguments {
    #[arg(long, value_name = "ID", add = super::completion::depots())]
    depot: Option<String>,
    #[arg(long, value_name = "ID", required_unless_present = "csv", conflicts_with = "csv",
          add = super::completion::items())]
    item: Option<String>,
    #[arg(long, required_unless_present = "csv", conflicts_with = "csv", allow_hyphen_values = true)]
    quantity: Option<Quantity>,
    #[arg(long, value_name = "ID", conflicts_with = "csv")]
    lot: Option<LotId>,
    #[arg(long, value_name = "DATE|none", conflicts_with = "csv")]
    expires: Option<Fact<Day>>,
    #[arg(long, value_name = "SITE|none", conflicts_with = "csv")]
    earmark: Vec<Fact<SiteId>>,
    #[arg(long, value_name = "TIME|none", conflicts_with = "csv")]
    available: Option<Fact<When>>,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
pub(super) struct Common {
    #[arg(long, value_name = "FILE")]
    pub(super) csv: Option<PathBuf>,
    #[arg(long, requires = "csv")]
    allow_extra_columns: bool,
    #[arg(long, requires = "csv")]
    skip_bad: bool,
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(super) note: String,
    #[command(flatten)]
    pub(super) sending: Sending,
}

impl Report {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        match self {
            Report::Need(need) => {
                let mut things = need.common.sending.things(agent_dir);
                let bodies = match &need.common.csv {
                    Some(csv) => {
                        let site = things.place_of_list(Named::Sites, need.site.as_deref(), console)?;
                        let rules = need.common.rules();
                        let read =
                            |known: &Known<'_>| List::needs(csv, site.as_ref(), need.class.as_ref(), rules, known);
                        need.common.bodies(things.read(Named::Sites, console, read, has_faults), console)?
                    }
                    None => need.body(&mut things, console)?.into_iter().collect(),
                };
                push_if((bodies, &need.common.note), need.common.sending, agent_dir, console, |bodies, outbox| {
                    meant(bodies, &KnownNeeds::of(outbox)?, need.yes)
                })
            }
            Report::Reserve(reserve) => {
                let mut things = reserve.common.sending.things(agent_dir);
                let bodies = match &reserve.common.csv {
                    Some(csv) => {
                        let depot = things.place_of_list(Named::Depots, reserve.depot.as_deref(), console)?;
                        let rules = reserve.common.rules();
                        let read = |known: &Known<'_>| List::reserves(csv, depot.as_ref(), rules, known);
                        reserve.common.bodies(things.read(Named::Depots, console, read, has_faults), console)?
                    }
                    None => reserve.body(&mut things, console)?.into_iter().collect(),
                };
                push(bodies, &reserve.common.note, reserve.common.sending, agent_dir, console)
            }
        }
    }
}

pub(super) fn has_faults(list: &Result<List, Vec<TableFault>>) -> bool {
    list.as_ref().map_or(true, |list| !list.faults.is_empty())
}

impl Common {
    pub(super) fn rules(&self) -> Rules {
        Rules { allow_extra_columns: self.allow_extra_columns, ..Rules::default() }
    }

    pub(super) fn bodies(
        &self,
        list: Result<List, Vec<TableFault>>,
        console: &mut Console,
    ) -> Result<Vec<Body>, Failure> {
        let list = list.map_err(|faults| Failure(faults.iter().map(ToMessage::message).collect()))?;
        list.notices.iter().for_each(|notice| console.complain(&notice.message()));
        let mut sentences: Vec<_> = list.faults.iter().map(ToMessage::message).collect();
        let mut bad: Vec<_> = list.faults.iter().map(|fault| fault.row).collect();
        bad.dedup();
        let (bad, good) = (bad.len(), list.rows);
        if good == 0 && bad == 0 {
            return Err(message!("agent-list-empty").into());
        }
        if bad > 0 && (!self.skip_bad || good == 0) {
            sentences.push(match good {
                0 => message!("agent-list-all-bad", bad = bad),
                _ => message!("agent-list-some-bad", bad = bad, good = good),
            });
            return Err(Failure(sentences));
        }
        sentences.into_iter().for_each(|fault| console.complain(&message!("agent-list-skipped", fault = fault)));
        if bad > 0 {
            console.complain(&message!("agent-list-sent-in-part", bad = bad, good = good));
        }
        Ok(list.bodies)
    }
}

impl NeedArguments {
    /// What the flags say; complete, since there is no list: clap sees to that.
    fn body(&self, things: &mut Things<'_>, console: &mut Console) -> Result<Option<Body>, Failure> {
        let mut reader = Reader::new(things);
        let site = reader.site(self.site.as_deref());
        let item = self.item.as_deref().and_then(|item| reader.item("--item", item));
        let due = reader.moment(self.due.as_ref(), console);
        let latest_useful = reader.moment(self.latest.as_ref(), console);
        reader.finish(console)?;
        let life_days_min = self.life.map_or(0, |days| days.0);
        let (Some(site), Some(item), Some(Asked(asked)), Some(class)) = (site, item, self.quantity, self.class.clone())
        else {
            return Ok(None);
        };
        let (quantity, unknown) = (asked.unwrap_or_default(), asked.is_none());
        let line = NeedLine { item, quantity, class, due, latest_useful, life_days_min, unknown, beside: true };
        Ok(Some(Body::Need { site, lines: vec![line] }))
    }
}

impl ReserveArguments {
    /// What the flags say; complete, since there is no list: clap sees to that.
    fn body(&self, things: &mut Things<'_>, console: &mut Console) -> Result<Option<Body>, Failure> {
        let sites: BTreeSet<_> = self.earmark.iter().filter_map(Fact::value).cloned().collect();
        let earmark = match (sites.is_empty(), self.earmark.contains(&Fact::Nothing)) {
            (false, true) => {
                return Err(message!("agent-earmark-both").into());
            }
            (false, false) => Fact::Is(sites),
            (true, true) => Fact::Nothing,
            (true, false) => Fact::Unsaid,
        };
        let mut reader = Reader::new(things);
        let depot = reader.depot(self.depot.as_deref());
        let item = self.item.as_deref().and_then(|item| reader.item("--item", item));
        let available_at = match &self.available {
            None | Some(Fact::Unsaid) => Fact::Unsaid,
            Some(Fact::Nothing) => Fact::Nothing,
            Some(Fact::Is(when)) => reader.moment(Some(when), console).map_or(Fact::Unsaid, Fact::Is),
        };
        reader.finish(console)?;
        let (Some(depot), Some(item), Some(quantity)) = (depot, item, self.quantity) else { return Ok(None) };
        let line = ReserveLine {
            item,
            lot: self.lot.clone().unwrap_or_else(LotId::unnamed),
            quantity,
            expires_on: self.expires.clone().unwrap_or_default().map(|day| day.0),
            earmark,
            available_at,
        };
        Ok(Some(Body::Reserve { depot, lines: vec![line] }))
    }
}
