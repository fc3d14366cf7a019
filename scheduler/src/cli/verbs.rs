//! The coordinator's verbs: each asks a running centre, and prints what fits a terminal of 80 columns.

use super::CliError;
use crate::client::coordinator::{ConnectArgs, Coordinator, CoordinatorError, OrderFilter};
use crate::events::disclosure::MaskedField;
use crate::events::enrolment::{EnrolAsk, EnrolChange};
use crate::terminal::enrolment::in_words;
use crate::terminal::tables::{self, Table};
use clap::{Subcommand, ValueEnum};
use std::io::Write;
use std::path::PathBuf;
use yicang_domain::order::Status;
use yicang_domain::{PlanAsk, SecondLevel};
use yicang_tlog::PublicKey;

#[derive(Debug, Subcommand)]
pub(super) enum CoordinatorVerb {
    /// What is known now: stock and open needs, item by item
    Situation {
        #[command(flatten)]
        reach: ConnectArgs,
        /// Print the whole situation as the canonical text
        #[arg(long)]
        text: bool,
    },
    /// Make a plan of the present situation; nothing is decided by it
    Cycle {
        #[command(flatten)]
        reach: ConnectArgs,
        /// floor-then-class, plain-units, plain-share or a file; without it the centre's own
        #[arg(long, value_name = "NAME|FILE")]
        policy: Option<String>,
        /// What counts among plans that are equally good
        #[arg(long, value_enum, default_value = "minutes")]
        second_level: Second,
    },
    /// One plan: its figures, or its text
    Show {
        #[command(flatten)]
        reach: ConnectArgs,
        /// For example P17; without it the newest
        #[arg(value_name = "PLAN", default_value = "")]
        plan: String,
        /// Print the whole plan as the canonical text
        #[arg(long)]
        text: bool,
    },
    /// What a site's needs get in a plan, why not more, and what would help
    Explain {
        #[command(flatten)]
        reach: ConnectArgs,
        /// A site, or one need of it
        #[arg(value_name = "SITE[/ITEM]")]
        need: String,
        /// For example P17; without it the newest
        #[arg(long, default_value = "")]
        plan: String,
    },
    /// Decide a plan: it becomes public, and its orders go out
    Approve {
        #[command(flatten)]
        reach: ConnectArgs,
        /// For example P17
        #[arg(value_name = "PLAN")]
        plan: String,
    },
    /// Remark on a plan: signed, public, and shown with it
    Note(super::note::NoteArguments),
    /// Let a decision's orders go out although the log's witnesses have not cosigned it; the command becomes public
    Release {
        #[command(flatten)]
        reach: ConnectArgs,
        /// The record of the decision, as `approve` printed it
        #[arg(value_name = "DECISION")]
        decision: u64,
        /// Why it cannot wait; kept with the command, its hash is public
        #[arg(long)]
        reason: String,
    },
    /// Let somebody see fields that the public log only commits to; the grant becomes public
    Grant {
        #[command(flatten)]
        reach: ConnectArgs,
        /// Entries, for all their masked fields, or single fields: 17 or 17/note
        #[arg(value_name = "ENTRY[/FIELD]", required = true)]
        fields: Vec<MaskedName>,
        /// Who may look: a person or an office
        #[arg(long = "to", value_name = "WHO")]
        reader: String,
        /// Why; kept with the grant, masked in the public log
        #[arg(long)]
        reason: String,
        /// Until when, for example 2027-03-31T00:00:00Z
        #[arg(long, value_name = "TIME")]
        until: jiff::Timestamp,
        /// The file to write, for the reader: `yicang-ledger open` reads it
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Orders, newest decision first
    Orders {
        #[command(flatten)]
        reach: ConnectArgs,
        /// Only from this depot
        #[arg(long, default_value = "")]
        depot: String,
        /// Only to this site
        #[arg(long, default_value = "")]
        site: String,
        /// Only of this plan
        #[arg(long, default_value = "")]
        plan: String,
        /// Also those that are received or cancelled
        #[arg(long)]
        closed: bool,
    },
    /// Make an agent's key known, and say what it may report for; or change that
    Enrol(Box<EnrolWords>),
}

#[derive(Debug, clap::Args)]
pub(super) struct EnrolWords {
    #[command(flatten)]
    reach: ConnectArgs,
    /// The agent's id
    #[arg(value_name = "AGENT")]
    agent: String,
    /// Its public key, as `yicang-agent init` printed it; of an agent that is enrolled it need not be given
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// A depot it reports for; all of them, with --set or for a new agent
    #[arg(long)]
    depot: Vec<String>,
    /// A site it reports for; all of them, with --set or for a new agent
    #[arg(long)]
    site: Vec<String>,
    /// It may sign commands
    #[arg(long)]
    coordinator: bool,
    /// It is a recovery key: it may enrol, and nothing else
    #[arg(long, conflicts_with = "coordinator")]
    recovery: bool,
    /// Of an agent that is enrolled: what is said here is all that it may do
    #[arg(long)]
    set: bool,
    /// A depot it reports for besides
    #[arg(long, value_name = "DEPOT", conflicts_with_all = WHOLE)]
    add_depot: Vec<String>,
    /// A depot it no longer reports for
    #[arg(long, value_name = "DEPOT", conflicts_with_all = WHOLE)]
    remove_depot: Vec<String>,
    /// A site it reports for besides
    #[arg(long, value_name = "SITE", conflicts_with_all = WHOLE)]
    add_site: Vec<String>,
    /// A site it no longer reports for
    #[arg(long, value_name = "SITE", conflicts_with_all = WHOLE)]
    remove_site: Vec<String>,
    /// It may no longer sign commands
    #[arg(long, conflicts_with_all = WHOLE, conflicts_with = "coordinator")]
    no_coordinator: bool,
}

/// What says the whole of a grant, and so goes with no change of one.
const WHOLE: [&str; 4] = ["depot", "site", "set", "recovery"];

impl EnrolWords {
    fn ask(&self) -> Result<EnrolAsk, CliError> {
        let key = self.key.as_deref().map(PublicKey::from_text).transpose();
        let key = key.map_err(|error| CliError::Usage(format!("--key: {error}")))?;
        let public_key = key.map(|key| key.to_bytes().to_vec()).unwrap_or_default();
        let lists = [&self.add_depot, &self.remove_depot, &self.add_site, &self.remove_site];
        let changes = self.no_coordinator || lists.iter().any(|list| !list.is_empty());
        let makes_coordinator =
            self.coordinator && self.key.is_none() && !self.set && self.depot.is_empty() && self.site.is_empty();
        let agent_id = self.agent.clone();
        if changes || makes_coordinator {
            let change = EnrolChange {
                add_depot_ids: self.add_depot.clone(),
                remove_depot_ids: self.remove_depot.clone(),
                add_site_ids: self.add_site.clone(),
                remove_site_ids: self.remove_site.clone(),
                coordinator: (self.coordinator || self.no_coordinator).then_some(self.coordinator),
            };
            return Ok(EnrolAsk { agent_id, public_key, change: Some(change), ..EnrolAsk::default() });
        }
        Ok(EnrolAsk {
            agent_id,
            public_key,
            depot_ids: self.depot.clone(),
            site_ids: self.site.clone(),
            coordinator: self.coordinator,
            set: self.set,
            change: None,
            recovery: self.recovery,
        })
    }
}

/// `17` or `17/note`: a masked field of an entry, or all of them.
#[derive(Debug, Clone)]
pub(super) struct MaskedName {
    pub(super) entry_index: u64,
    pub(super) field: String,
}

impl std::str::FromStr for MaskedName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (entry, field) = text.split_once('/').unwrap_or((text, ""));
        let entry_index = entry.parse().map_err(|_| format!("{entry:?} is no entry's number; write 17 or 17/note"))?;
        Ok(Self { entry_index, field: field.to_owned() })
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Second {
    Minutes,
    Cost,
}

pub(super) async fn run(verb: CoordinatorVerb, out: &mut dyn Write) -> Result<(), CliError> {
    match verb {
        CoordinatorVerb::Situation { reach, text } => situation(&reach.connect().await?, text, out).await,
        CoordinatorVerb::Cycle { reach, policy, second_level } => {
            cycle(&reach.connect().await?, policy, second_level, out).await
        }
        CoordinatorVerb::Show { reach, plan, text } => show(&reach.connect().await?, &plan, text, out).await,
        CoordinatorVerb::Explain { reach, need, plan } => explain(&reach.connect().await?, &need, &plan, out).await,
        CoordinatorVerb::Approve { reach, plan } => approve(&reach.connect().await?, plan, out).await,
        CoordinatorVerb::Note(command) => super::note::run(command, out).await,
        CoordinatorVerb::Release { reach, decision, reason } => {
            let index = reach.connect().await?.release(decision, &reason).await?;
            Ok(writeln!(out, "the orders of decision {decision} go out without witnesses (record {index})")?)
        }
        CoordinatorVerb::Grant { reach, fields, reader, reason, until, out: file } => {
            let fields: Vec<MaskedField> = fields.into_iter().map(|named| (named.entry_index, named.field)).collect();
            let (index, openings) = reach.connect().await?.disclose(reader, reason, until, fields).await?;
            crate::setup::data_dir::write_secret(&file, &openings)?;
            let count = openings.lines().filter(|line| line.starts_with("open ")).count();
            writeln!(out, "granted (record {index}): {count} fields are in {}", file.display())?;
            Ok(writeln!(out, "the reader checks them: yicang-ledger open {} --public URL --key VKEY", file.display())?)
        }
        CoordinatorVerb::Orders { reach, depot, site, plan, closed } => {
            let filter = OrderFilter { depot_id: depot, site_id: site, plan_id: plan, closed_too: closed };
            orders(&reach.connect().await?, filter, out).await
        }
        CoordinatorVerb::Enrol(words) => {
            let done = words.reach.connect().await?.enrol(&words.ask()?).await?;
            let before = done.before.as_ref().map_or_else(|| "not enrolled 未登记".to_owned(), in_words);
            writeln!(out, "before 原先  {before}")?;
            writeln!(out, "after 现在   {}", in_words(&done.after))?;
            Ok(writeln!(out, "{} is enrolled (record {})", words.agent, done.entry_index)?)
        }
    }
}

async fn situation(centre: &Coordinator, text: bool, out: &mut dyn Write) -> Result<(), CliError> {
    let view = centre.situation().await?;
    if text {
        return Ok(write!(out, "{}", view.text)?);
    }
    writeln!(
        out,
        "Situation 当前态势 {}   records {}, agents {}, open orders {}",
        view.situation.now, view.applied_upto, view.agents, view.orders_open
    )?;
    tables::situation(&view.situation, &tables::Names::new(&view.units)).print(out)?;
    tables::discrepancies(&view.discrepancies, out)?;
    Ok(())
}

async fn cycle(
    centre: &Coordinator,
    policy: Option<String>,
    second: Second,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let (policy, policy_text) = match policy {
        None => (String::new(), String::new()),
        Some(name) if crate::setup::policies::text(&name).is_some() => (name, String::new()),
        Some(path) => (String::new(), crate::setup::data_dir::read(&PathBuf::from(path))?),
    };
    let second = match second {
        Second::Minutes => SecondLevel::Minutes,
        Second::Cost => SecondLevel::Cost,
    };
    let made = centre.plan(&PlanAsk { policy, policy_text, second }).await?;
    tables::summary(&made).print(out)?;
    writeln!(out, "sha256 {}", tables::plan_sha256(&made))?;
    writeln!(out, "read it: yicang show {0}; approve it: yicang approve {0}", made.plan_id)?;
    Ok(())
}

async fn show(centre: &Coordinator, plan: &str, text: bool, out: &mut dyn Write) -> Result<(), CliError> {
    let view = centre.show(plan).await?;
    if text {
        return Ok(write!(out, "{}", view.text)?);
    }
    tables::summary(&view.summary).print(out)?;
    writeln!(out, "sha256 {}\n", tables::plan_sha256(&view.summary))?;
    for (at, coordinator, text) in &view.notes {
        writeln!(out, "note 备注 {at} {coordinator}: {text}")?;
    }
    tables::whole_plan(&view.situation, &view.policy, &view.plan, out)?;
    Ok(())
}

async fn explain(centre: &Coordinator, need: &str, plan: &str, out: &mut dyn Write) -> Result<(), CliError> {
    let (mut refusal, mut any) = (None, false);
    // An id may have a slash itself: whatever the plan knows is meant.
    for (site, item) in readings(need) {
        let (plan_id, needs) = match centre.explain(site, item, plan).await {
            Ok(answer) => answer,
            Err(CoordinatorError::Refused(refused)) if refused.is_unknown => {
                refusal.get_or_insert(refused);
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        if !any {
            writeln!(out, "Plan 方案 {plan_id}")?;
        }
        any = true;
        for need in &needs {
            tables::explanation(need, out)?;
        }
    }
    match refusal.filter(|_| !any) {
        Some(refused) => Err(CoordinatorError::Refused(refused).into()),
        None => Ok(()),
    }
}

/// Every site and item that `SITE` or `SITE/ITEM` could mean; as a whole last.
fn readings(need: &str) -> Vec<(&str, &str)> {
    let splits = need.match_indices('/').map(|(at, _)| (&need[..at], &need[at + 1..]));
    splits.filter(|(site, item)| !site.is_empty() && !item.is_empty()).chain([(need, "")]).collect()
}

async fn approve(centre: &Coordinator, plan: String, out: &mut dyn Write) -> Result<(), CliError> {
    let summary = centre.show(&plan).await?.summary;
    let answer = centre.approve(&plan, &summary.plan_sha256).await?;
    let (index, orders) = (answer.decision_index, answer.orders);
    if answer.waiting_for_witnesses {
        writeln!(out, "{plan} is approved 已批准: record {index} of the public log")?;
        writeln!(out, "{orders} orders wait until the log's witnesses have cosigned it 指令等待见证")?;
        writeln!(out, "if they must not wait: yicang release {index} --reason WHY")?;
    } else {
        writeln!(out, "{plan} is approved 已批准: record {index} of the public log, {orders} orders are out")?;
    }
    let (kept, replaced) = (answer.orders_kept, answer.orders_replaced);
    if kept > 0 || replaced > 0 {
        writeln!(
            out,
            "of the orders it was free to change, {kept} stay as they are 保留 and {replaced} are replaced 改派"
        )?;
    }
    writeln!(out, "plan sha256 {}", tables::plan_sha256(&summary))?;
    Ok(())
}

async fn orders(centre: &Coordinator, filter: OrderFilter, out: &mut dyn Write) -> Result<(), CliError> {
    let orders = centre.orders(filter).await?;
    let mut table = Table::new(&["order 指令", "from 自", "to 至", "item 物资", "quantity 数量", "status 状态"]);
    for order in &orders {
        let done = match order.status {
            Status::Dispatched => order.shipped,
            Status::Received => order.received,
            _ => order.quantity,
        };
        let quantity = if done == order.quantity { done.to_string() } else { format!("{done}/{}", order.quantity) };
        let lot = &order.lot;
        let cells = [&order.id.to_string(), &lot.depot.to_string(), &order.site.to_string(), &lot.item.to_string()];
        table.row(cells.into_iter().chain([&quantity, &order.status.to_string()]));
    }
    table.print(out)?;
    writeln!(out, "{} orders", orders.len())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::readings;

    #[test]
    fn a_key_is_taken_apart_at_any_slash() {
        assert_eq!(readings("H1"), [("H1", "")]);
        assert_eq!(readings("H1/N95"), [("H1", "N95"), ("H1/N95", "")]);
        assert_eq!(readings("武汉/一院/N95"), [("武汉", "一院/N95"), ("武汉/一院", "N95"), ("武汉/一院/N95", "")]);
    }
}
