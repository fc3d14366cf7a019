//! Planning without a centre: CSV tables in, CSV tables and the exact texts out; and the check of such a plan.
//!
//! ```text
//! DIR/*.csv --read--> Situation --planner--> Plan --checker--> OUT/{allocation.csv,unmet.csv,summary.json,*.txt}
//! ```
//!
//! No server, no log, no keys. The clock is read in [`PlanCommand::run`] and [`CheckCommand::run`] only.

mod cells;
mod count;
mod cover;
mod facts;
mod last;
pub mod measures;
mod report;

pub mod check;
pub mod read;
pub mod write;

use crate::explain;
use crate::policies::{self, PolicyError};
use crate::tables;
use check::{CheckOutcome, Checked};
use jiff::Timestamp;
use measures::Measures;
use read::Case;
use report::Report;
use std::io::{self, Write};
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;
use write::Summary;
use yicang_agent::table::{Notice, TableFault};
use yicang_domain::check::{Columns, Violation, approve};
use yicang_domain::{ItemId, NeedKey, Plan, Policy, SecondLevel, Situation};
use yicang_planner::{Options, PlanError};
use yicang_tlog::{hex, sha256};

/// Plan from CSV tables.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct PlanCommand {
    /// The folder with depots.csv, sites.csv, items.csv, reserves.csv, needs.csv, lanes.csv and, where they are needed,
    /// protected.csv, pools.csv, places.csv, substitutes.csv, kits.csv, last.csv
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// floor-then-class, plain-units, plain-share, or a policy file
    #[arg(long, value_name = "NAME|FILE")]
    pub policy: String,
    /// What is made least among plans that serve equally well
    #[arg(long, value_name = "minutes|cost", default_value = "minutes", value_parser = second_level)]
    pub second_level: SecondLevel,
    /// The folder to write to; it is made if need be
    #[arg(long, value_name = "OUT")]
    pub out: PathBuf,
    /// The moment to plan for, for example 2020-02-01T08:00:00Z; now if not given
    #[arg(long, value_name = "TIME")]
    pub now: Option<Timestamp>,
    /// An earlier schedule (allocation.csv or plan.txt of a former run, or its folder), instead of last.csv: planning
    /// starts from it, and what differs from it costs what the policy says
    #[arg(long, value_name = "FILE")]
    pub last: Option<PathBuf>,
    /// On so many threads; as many as the machine runs at once if not given. The plan does not depend on it
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZero<usize>>,
    /// Say of a site's needs what they get, why not more, and what would help; may be given several times
    #[arg(long, value_name = "SITE[/ITEM]")]
    pub explain: Vec<String>,
    /// Write what is printed to a file, too, with every price and with what earmarks cost
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// Check a plan made by `plan`, or by anybody.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct CheckCommand {
    /// The folder with the tables that the plan was made from
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// The folder with allocation.csv and unmet.csv
    #[arg(long, value_name = "OUT")]
    pub plan: PathBuf,
    /// The earlier schedule that the plan was made with, instead of last.csv
    #[arg(long, value_name = "FILE")]
    pub last: Option<PathBuf>,
    /// The policy that ways are computed by, where OUT has no policy.txt and DIR no lanes.csv
    #[arg(long, value_name = "NAME|FILE")]
    pub policy: Option<String>,
}

fn second_level(word: &str) -> Result<SecondLevel, String> {
    SecondLevel::parse(word).ok_or_else(|| "it is minutes or cost".to_owned())
}

/// Why there is no plan, or no check.
#[derive(Debug, thiserror::Error)]
pub enum OfflineError {
    /// The tables: every bad row.
    #[error("{}", faults_text(_0))]
    Faults(Vec<TableFault>),
    /// The policy.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The planner.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// `--explain` names no need.
    #[error("--explain {0}: there is no such need; write SITE or SITE/ITEM as they stand in needs.csv")]
    Unknown(String),
    /// The planner made what the checker refuses: our own mistake.
    #[error("the plan did not pass the checker and was not written; please report this with the tables: {}", texts(_0))]
    Refused(Vec<Violation>),
    /// A file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The terminal.
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
}

fn faults_text(faults: &[TableFault]) -> String {
    let lines: Vec<_> = faults.iter().map(|fault| format!("  {fault}")).collect();
    let many = if faults.len() == 1 { "1 fault".to_owned() } else { format!("{} faults", faults.len()) };
    format!("the tables have {many}; nothing was done\n{}", lines.join("\n"))
}

fn texts(violations: &[Violation]) -> String {
    violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A plan that was made and written.
#[derive(Debug, Clone)]
pub struct PlanOutcome {
    /// What was planned.
    pub situation: Situation,
    /// By which rules.
    pub policy: Policy,
    /// Items whose part of the plan is not proven best by prices.
    pub unproven: Vec<ItemId>,
    /// The plan.
    pub plan: Plan,
    /// What summary.json says.
    pub summary: Summary,
    /// Every file written.
    pub files: Vec<PathBuf>,
    /// What people should know, though nothing is wrong.
    pub notices: Vec<Notice>,
}

/// Reads the tables, plans for the moment `now`, has the plan checked, and writes it.
///
/// # Errors
/// [`OfflineError`]; nothing is written unless the plan is lawful.
pub fn plan(command: &PlanCommand, now: Timestamp) -> Result<PlanOutcome, OfflineError> {
    let (policy, policy_text) = policies::load(&command.policy)?;
    let Case { situation, notices, .. } = {
        let case = read::read(&command.from, now, command.last.as_deref()).map_err(OfflineError::Faults)?;
        let faults = case.faults_under(&policy, command.second_level);
        if !faults.is_empty() {
            return Err(OfflineError::Faults(faults));
        }
        command.wanted(&case.situation)?;
        case
    };
    let started = Instant::now();
    let last = last::as_plan(&situation, command.second_level);
    let options = Options { threads: command.threads, last: last.as_ref(), ..Options::default() };
    let planned = yicang_planner::plan_with(&situation, &policy, command.second_level, &options)?;
    let seconds = started.elapsed().as_secs_f64();
    let checked = approve(&situation, &policy, planned.plan).map_err(OfflineError::Refused)?;
    let plan = checked.plan().clone();
    let together = Columns::new(&situation, &policy).planned_jointly(&plan);
    let named = |text: &str| hex(&sha256(text.as_bytes()));
    let summary = Summary {
        first_level: plan.first_value.to_string(),
        second_level: plan.second_value.to_string(),
        second_level_counts: plan.second_level.as_str().into(),
        needs: situation.needs.len(),
        columns: planned.columns,
        asked: situation.needs.values().map(|need| need.claimed.units()).sum(),
        given: plan.shipments.iter().map(|shipment| shipment.quantity.units()).sum(),
        seconds,
        policy: policy.name.clone(),
        policy_sha256: named(&policy_text),
        situation_sha256: named(&situation.to_text()),
        plan_sha256: named(&plan.to_text()),
        proven: planned.unproven.is_empty() && plan.joint.is_none_or(|joint| joint.gap_millionths() == 0),
        items_joint: together.iter().map(ToString::to_string).collect(),
        gap_millionths: plan.joint.filter(|_| !together.is_empty()).map(|joint| joint.gap_millionths()),
        items_unproven: planned.unproven.iter().map(ToString::to_string).collect(),
        now: now.to_string(),
        measures: Measures::of(&situation, &policy, &plan),
    };
    let files = write::write(&command.out, &situation, &policy_text, &plan, &summary)
        .map_err(|(path, source)| OfflineError::Write { path, source })?;
    Ok(PlanOutcome { situation, policy, unproven: planned.unproven, plan, summary, files, notices })
}

/// Checks a plan's files; see [`check::check`].
///
/// # Errors
/// [`OfflineError::Faults`] where the tables cannot be read.
/// [`OfflineError::Policy`] where `--policy` names none.
pub fn check(command: &CheckCommand, now: Timestamp) -> Result<CheckOutcome, OfflineError> {
    let policy = command.policy.as_deref().map(policies::load).transpose()?.map(|(policy, _)| policy);
    let (from, plan, last) = (&command.from, &command.plan, command.last.as_deref());
    check::check(&Checked { from, plan, last, policy: policy.as_ref() }, now).map_err(OfflineError::Faults)
}

/// Prices that the terminal shows; a report has all.
const PRICES_SHOWN: usize = 10;

/// The clock, in whole seconds.
fn clock() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

impl PlanCommand {
    /// Plans and prints; the exit code is 0, or 2 where there is no plan.
    pub fn run(self) -> ExitCode {
        ended(self.print(&mut io::stdout().lock()))
    }

    /// Plans and prints what people want to see.
    ///
    /// # Errors
    /// [`OfflineError`].
    pub fn print(&self, out: &mut dyn Write) -> Result<ExitCode, OfflineError> {
        let outcome = plan(self, self.now.unwrap_or_else(clock))?;
        let wanted = self.wanted(&outcome.situation)?;
        self.tell(&outcome, &wanted, PRICES_SHOWN, out)?;
        if let Some(path) = &self.report {
            let mut text = Vec::new();
            self.tell(&outcome, &wanted, usize::MAX, &mut text)?;
            self.report_on(&outcome).print_earmarks(&mut text)?;
            let at = |source| OfflineError::Write { path: path.clone(), source };
            std::fs::write(path, text).map_err(at)?;
        }
        writeln!(out, "\nwritten to {}:", self.out.display())?;
        for file in outcome.files.iter().filter_map(|path| path.file_name()) {
            writeln!(out, "  {}", file.display())?;
        }
        let last = self.last.as_ref().map(|path| format!(" --last {}", path.display())).unwrap_or_default();
        writeln!(out, "check it: yicang check --from {} --plan {}{last}", self.from.display(), self.out.display())?;
        Ok(ExitCode::SUCCESS)
    }

    fn report_on<'a>(&self, outcome: &'a PlanOutcome) -> Report<'a> {
        Report {
            situation: &outcome.situation,
            policy: &outcome.policy,
            plan: &outcome.plan,
            unproven: &outcome.unproven,
            options: Options { threads: self.threads, ..Options::default() },
        }
    }

    /// The needs that are to be explained.
    fn wanted(&self, situation: &Situation) -> Result<Vec<NeedKey>, OfflineError> {
        let mut wanted = Vec::new();
        for word in &self.explain {
            let (site, item) = word.split_once('/').unwrap_or((word, ""));
            // An id may contain a slash itself.
            let is = |key: &&NeedKey| {
                let whole = key.site.as_str() == word || key.to_string() == *word;
                whole || (key.site.as_str() == site && (item.is_empty() || key.item.as_str() == item))
            };
            let before = wanted.len();
            wanted.extend(situation.needs.keys().filter(is).cloned());
            if wanted.len() == before {
                return Err(OfflineError::Unknown(word.clone()));
            }
        }
        Ok(wanted)
    }

    fn tell(
        &self,
        outcome: &PlanOutcome,
        wanted: &[NeedKey],
        prices: usize,
        out: &mut dyn Write,
    ) -> Result<(), OfflineError> {
        let (situation, plan, summary) = (&outcome.situation, &outcome.plan, &outcome.summary);
        for notice in &outcome.notices {
            writeln!(out, "{notice}")?;
        }
        tables::by_item(situation, &outcome.policy, plan).print(out)?;
        writeln!(out)?;
        if !plan.unmet.is_empty() {
            tables::reasons(plan).print(out)?;
            writeln!(out)?;
        }
        writeln!(out, "policy 规则               {} (sha256 {})", summary.policy, summary.policy_sha256)?;
        writeln!(out, "first level 一级目标      {}", tables::grouped(&summary.first_level))?;
        let counts = &summary.second_level_counts;
        writeln!(out, "second level 二级目标     {} ({counts} × units)", tables::grouped(&summary.second_level))?;
        let report = self.report_on(outcome);
        report.measures(&summary.measures, out)?;
        report.packs(out)?;
        report.proof(out)?;
        let (needs, columns) = (tables::grouped(summary.needs), tables::grouped(summary.columns));
        writeln!(out, "{needs} needs, {columns} possible shipments, planned in {:.3} s", summary.seconds)?;
        report.prices(prices, out)?;
        for key in wanted {
            let told = explain::explain(situation, &outcome.policy, plan, &[], (key, &situation.needs[key]));
            tables::explanation(&told, out)?;
        }
        Ok(())
    }
}

impl CheckCommand {
    /// Checks and prints; the exit code is 0 for a lawful plan, 1 for violations, 2 where the tables cannot be read.
    pub fn run(self) -> ExitCode {
        ended(self.print(&mut io::stdout().lock()))
    }

    /// Checks and prints every violation.
    ///
    /// # Errors
    /// [`OfflineError`].
    pub fn print(&self, out: &mut dyn Write) -> Result<ExitCode, OfflineError> {
        let outcome = check(self, clock())?;
        for violation in &outcome.violations {
            writeln!(out, "{violation}")?;
        }
        let (shipments, needs) = (tables::grouped(outcome.shipments), tables::grouped(outcome.needs));
        if !outcome.violations.is_empty() {
            let many = tables::grouped(outcome.violations.len());
            writeln!(out, "refused 未通过: {many} violations in {shipments} shipments for {needs} needs")?;
            return Ok(ExitCode::from(1));
        }
        let what = match outcome.texts {
            true => "rows, reasons, values and prices",
            false => {
                "rows and the sums of reasons (no exact texts beside the tables: nothing is said of values and prices)"
            }
        };
        writeln!(out, "lawful 通过: {shipments} shipments for {needs} needs; counted: {what}")?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Says what went wrong once, on standard error.
fn ended(done: Result<ExitCode, OfflineError>) -> ExitCode {
    match done {
        Ok(code) => code,
        Err(OfflineError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody to tell if this fails.
            let _ = writeln!(io::stderr(), "yicang: {error}");
            ExitCode::from(2)
        }
    }
}
