//! `report need` and `report reserve`: from flags or a list to signed reports.

use super::console::Console;
use super::send::{Sending, after_push, open_to_report};
use super::{Failure, Outcome, words};
use crate::home::Home;
use crate::outbox::OutboxError;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use yicang_domain::report::{Body, Fact, NeedLine, ReserveLine};
use yicang_domain::{ClassName, DepotId, ItemId, LotId, Quantity, SiteId};
use yicang_exchange::{Day, LifeDays, List, Moment, Rules, TableFault};

#[derive(clap::Subcommand)]
pub(super) enum Report {
    /// What a site needs from now on (需求), not counting what it has received.
    Need(NeedArguments),
    /// What lies in a depot (储备), lot by lot; lots that are not named stay as they are, and so do facts of a lot that
    /// are not stated.
    Reserve(ReserveArguments),
}

#[derive(clap::Args)]
pub(super) struct NeedArguments {
    /// The site (需求点); with --csv it may stand in the column site_id instead.
    #[arg(long, value_name = "ID", required_unless_present = "csv")]
    site: Option<SiteId>,
    /// The item (物资).
    #[arg(long, value_name = "ID", required_unless_present = "csv", conflicts_with = "csv")]
    item: Option<ItemId>,
    /// How much (申报量), in base units: a whole number of at least 1.
    #[arg(long, required_unless_present = "csv", conflicts_with = "csv", allow_hyphen_values = true)]
    quantity: Option<Quantity>,
    /// How urgent (优先级): a class of the centre's policy, for example life-saving, urgent, routine.
    #[arg(long, required_unless_present = "csv", conflicts_with = "csv")]
    class: Option<ClassName>,
    /// Wanted by; later is allowed. For example 2020-02-01T18:00:00+08:00.
    #[arg(long, value_name = "TIME", conflicts_with = "csv")]
    due: Option<Moment>,
    /// Useless afterwards: later arrivals are not sent.
    #[arg(long, value_name = "TIME", conflicts_with = "csv")]
    latest: Option<Moment>,
    /// Days of life that must remain on arrival, 0 to 3650.
    #[arg(long, value_name = "DAYS", conflicts_with = "csv")]
    life: Option<LifeDays>,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
pub(super) struct ReserveArguments {
    /// The depot (储备库); with --csv it may stand in the column depot_id instead.
    #[arg(long, value_name = "ID", required_unless_present = "csv")]
    depot: Option<DepotId>,
    /// The item (物资).
    #[arg(long, value_name = "ID", required_unless_present = "csv", conflicts_with = "csv")]
    item: Option<ItemId>,
    /// How much is on hand (在库), in base units; 0 when nothing is left.
    #[arg(long, required_unless_present = "csv", conflicts_with = "csv", allow_hyphen_values = true)]
    quantity: Option<Quantity>,
    /// The lot (批次), where the depot tells lots apart.
    #[arg(long, value_name = "ID", conflicts_with = "csv")]
    lot: Option<LotId>,
    /// Last day of use (有效期至), YYYY-MM-DD; `none` if it does not expire. Without it, as it is known.
    #[arg(long, value_name = "DATE|none", conflicts_with = "csv")]
    expires: Option<Fact<Day>>,
    /// A site that may receive it, and nobody else (定向捐赠); may be given several times; `none` for everybody. Without it,
    /// as it is known.
    #[arg(long, value_name = "SITE|none", conflicts_with = "csv")]
    earmark: Vec<Fact<SiteId>>,
    /// When it can leave (可发时间); `none` if now. Without it, as it is known.
    #[arg(long, value_name = "TIME|none", conflicts_with = "csv")]
    available: Option<Fact<Moment>>,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
struct Common {
    /// A list: a CSV file, or a workbook (FILE.xlsx, or FILE.xlsx#SHEET). Columns of needs: item_id, quantity, priority,
    /// and if wanted site_id, wanted_by, latest_useful, life_days_min. Columns of reserves: item_id, quantity, and if
    /// wanted depot_id, lot_id, expires_on, earmark, available_at; of the last three an empty cell leaves what is known, and
    /// `none` (无) takes it away.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Columns of the list that are not known pass, with a notice.
    #[arg(long, requires = "csv")]
    allow_extra_columns: bool,
    /// Send the good rows of the list though some are bad.
    #[arg(long, requires = "csv")]
    skip_bad: bool,
    /// A word for the coordinator, at most 1000 bytes; never published.
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

impl Report {
    pub(super) fn run(self, dir: &Path, console: &mut Console) -> Result<Outcome, Failure> {
        let home = Home::open(dir)?;
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
        let outbox = open_to_report(&home, console)?;
        let letters = match outbox.push(bodies, &common.note, Timestamp::now()) {
            Err(OutboxError::Faults(faults)) => {
                let mut sentences: Vec<_> = faults.into_iter().map(|(_, fault)| fault.to_string()).collect();
                sentences.dedup();
                sentences.push("Nothing was stored or sent.".into());
                return Err(Failure(sentences));
            }
            pushed => pushed?,
        };
        after_push(&letters, &home, &outbox, common.sending, console)
    }
}

impl Common {
    fn rules(&self) -> Rules {
        Rules { allow_extra_columns: self.allow_extra_columns, ..Rules::default() }
    }

    fn bodies(
        &self,
        list: Option<Result<List, Vec<TableFault>>>,
        console: &mut Console,
        one: impl FnOnce() -> Option<Body>,
    ) -> Result<Vec<Body>, Failure> {
        let list = match list {
            None => return Ok(one().into_iter().collect()),
            Some(list) => list.map_err(|faults| Failure(faults.iter().map(ToString::to_string).collect()))?,
        };
        list.notices.iter().for_each(|notice| console.complain(notice));
        let mut sentences: Vec<_> = list.faults.iter().map(ToString::to_string).collect();
        let mut bad: Vec<_> = list.faults.iter().map(|fault| fault.row).collect();
        bad.dedup();
        let (bad, good) = (bad.len(), list.rows);
        if good == 0 && bad == 0 {
            sentences.push("The list has no rows below its header; nothing was sent.".into());
            return Err(Failure(sentences));
        }
        if bad > 0 && (!self.skip_bad || good == 0) {
            let advice = if good == 0 { "" } else { ", or send the good ones with --skip-bad" };
            sentences.push(format!(
                "{}, {}; nothing was sent. Correct the bad rows{advice}.",
                words::count(bad, "bad row"),
                words::count(good, "good row")
            ));
            return Err(Failure(sentences));
        }
        sentences.iter().for_each(|sentence| console.complain(format!("skipped: {sentence}")));
        if bad > 0 {
            console.complain(format!(
                "{} skipped, {} reported.",
                words::count(bad, "bad row"),
                words::count(good, "good row")
            ));
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
                return Err("--earmark: names sites, and none as well; say one of the two".into());
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
