//! `report need` and `report reserve`: from flags or a list to signed reports.

use super::console::Console;
use super::send::{Sending, after_push, open_to_report};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use crate::outbox::OutboxError;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::path::PathBuf;
use yicang_domain::report::{Body, Fact, NeedLine, ReserveLine};
use yicang_domain::{ClassName, DepotId, Fault, ItemId, LotId, Quantity, SiteId};
use yicang_exchange::{Day, LifeDays, List, Moment, Rules, TableFault};
use yicang_language::{ToMessage, message};

#[derive(clap::Subcommand)]
pub(super) enum Report {
    Need(NeedArguments),
    Reserve(ReserveArguments),
}

#[derive(clap::Args)]
pub(super) struct NeedArguments {
    #[arg(long, value_name = "ID", required_unless_present = "csv")]
    site: Option<SiteId>,
    #[arg(long, value_name = "ID", required_unless_present = "csv", conflicts_with = "csv")]
    item: Option<ItemId>,
    #[arg(long, required_unless_present = "csv", conflicts_with = "csv", allow_hyphen_values = true)]
    quantity: Option<Quantity>,
    #[arg(long, required_unless_present = "csv", conflicts_with = "csv")]
    class: Option<ClassName>,
    #[arg(long, value_name = "TIME", conflicts_with = "csv")]
    due: Option<Moment>,
    #[arg(long, value_name = "TIME", conflicts_with = "csv")]
    latest: Option<Moment>,
    #[arg(long, value_name = "DAYS", conflicts_with = "csv")]
    life: Option<LifeDays>,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
pub(super) struct ReserveArguments {
    #[arg(long, value_name = "ID", required_unless_present = "csv")]
    depot: Option<DepotId>,
    #[arg(long, value_name = "ID", required_unless_present = "csv", conflicts_with = "csv")]
    item: Option<ItemId>,
    #[arg(long, required_unless_present = "csv", conflicts_with = "csv", allow_hyphen_values = true)]
    quantity: Option<Quantity>,
    #[arg(long, value_name = "ID", conflicts_with = "csv")]
    lot: Option<LotId>,
    #[arg(long, value_name = "DATE|none", conflicts_with = "csv")]
    expires: Option<Fact<Day>>,
    #[arg(long, value_name = "SITE|none", conflicts_with = "csv")]
    earmark: Vec<Fact<SiteId>>,
    #[arg(long, value_name = "TIME|none", conflicts_with = "csv")]
    available: Option<Fact<Moment>>,
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
        let (common, bodies) = match self {
            Report::Need(mut need) => {
                let list = need.common.csv.take();
                let rules = need.common.rules();
                let list = list.map(|csv| List::needs(&csv, need.site.as_ref(), rules));
                let bodies = need.common.bodies(list, console, || need.body())?;
                (need.common, bodies)
            }
            Report::Reserve(mut reserve) => {
                let list = reserve.common.csv.take();
                let rules = reserve.common.rules();
                let list = list.map(|csv| List::reserves(&csv, reserve.depot.as_ref(), rules));
                let one = if list.is_none() { reserve.body()? } else { None };
                let bodies = reserve.common.bodies(list, console, || one)?;
                (reserve.common, bodies)
            }
        };
        let outbox = open_to_report(agent_dir, console)?;
        let reports = match outbox.push(bodies, &common.note, Timestamp::now()) {
            Err(OutboxError::Faults(faults)) => {
                let fault = |fault: &Fault| message!("agent-fault", field = &fault.field, why = fault.problem.clone());
                let mut sentences: Vec<_> = faults.iter().map(|(_, found)| fault(found)).collect();
                sentences.dedup();
                sentences.push(message!("agent-nothing-done"));
                return Err(Failure(sentences));
            }
            pushed => pushed?,
        };
        after_push(&reports, agent_dir, &outbox, common.sending, console)
    }
}

impl Common {
    pub(super) fn rules(&self) -> Rules {
        Rules { allow_extra_columns: self.allow_extra_columns, ..Rules::default() }
    }

    pub(super) fn bodies(
        &self,
        list: Option<Result<List, Vec<TableFault>>>,
        console: &mut Console,
        one: impl FnOnce() -> Option<Body>,
    ) -> Result<Vec<Body>, Failure> {
        let list = match list {
            None => return Ok(one().into_iter().collect()),
            Some(list) => list.map_err(|faults| Failure(faults.iter().map(ToMessage::message).collect()))?,
        };
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
    /// Complete, unless there is a list; clap sees to that.
    fn body(&self) -> Option<Body> {
        let line = NeedLine {
            item: self.item.clone()?,
            quantity: self.quantity?,
            class: self.class.clone()?,
            due: self.due.map(|moment| moment.0),
            latest_useful: self.latest.map(|moment| moment.0),
            life_days_min: self.life.map_or(0, |days| days.0),
        };
        Some(Body::Need { site: self.site.clone()?, lines: vec![line] })
    }
}

impl ReserveArguments {
    /// Complete, unless there is a list; clap sees to that.
    fn body(&self) -> Result<Option<Body>, Failure> {
        let (Some(depot), Some(item), Some(quantity)) = (self.depot.clone(), self.item.clone(), self.quantity) else {
            return Ok(None);
        };
        let sites: BTreeSet<_> = self.earmark.iter().filter_map(Fact::value).cloned().collect();
        let earmark = match (sites.is_empty(), self.earmark.contains(&Fact::Nothing)) {
            (false, true) => {
                return Err(message!("agent-earmark-both").into());
            }
            (false, false) => Fact::Is(sites),
            (true, true) => Fact::Nothing,
            (true, false) => Fact::Unsaid,
        };
        let line = ReserveLine {
            item,
            lot: self.lot.clone().unwrap_or_else(LotId::unnamed),
            quantity,
            expires_on: self.expires.clone().unwrap_or_default().map(|day| day.0),
            earmark,
            available_at: self.available.clone().unwrap_or_default().map(|moment| moment.0),
        };
        Ok(Some(Body::Reserve { depot, lines: vec![line] }))
    }
}
