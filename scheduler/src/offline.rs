//! Planning without a centre: CSV tables in, CSV tables and the exact texts out; and the check of such a plan.
//!
//! ```text
//! DIR/*.csv --read--> Situation --planner--> Plan --checker--> OUT/{allocation.csv,unmet.csv,summary.json,*.txt}
//! ```
//!
//! No server, no log, no keys. The clock is read in [`PlanCommand::run`] and [`CheckCommand::run`] only.

pub mod indicators;
mod lot_flow;
mod previous_plan;
mod price_report;
mod recount;

pub mod check;
pub mod write;

use crate::events::draw::Source;
use crate::planning::checked::{self, PlanningError};
use crate::planning::explain::{self, Told};
use crate::planning::levels;
use crate::setup::policies::{self, PolicyError};
use crate::setup::zone::{self, UnknownZone};
use crate::terminal::tables;
use check::{CheckOutcome, Checked};
use indicators::Measures;
use jiff::Timestamp;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::TimeZone;
use price_report::Report;
use std::io::{self, Write};
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Instant;
use write::{Left, Level, Summary};
use yicang_domain::ServiceLevel;
use yicang_domain::check::{Columns, Violation};
use yicang_domain::draw::default_seed;
use yicang_domain::minutes::MissingMinutes;
use yicang_domain::situation::SEED_MAX;
use yicang_domain::{NeedKey, Plan, Policy, SecondLevel, Situation};
use yicang_exchange::{Case, Notice, Rules, TableFault, Terminal};
use yicang_planner::{LeftOut, Options, PlanError};
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
    /// The moment to plan for, for example 2020-02-01T08:00:00+08:00; now if not given
    #[arg(long, value_name = "TIME")]
    pub now: Option<Moment>,
    /// The zone that days are counted in, by its IANA name, for example Asia/Shanghai; the offset that --now is written with
    /// if not given, else UTC
    #[arg(long, value_name = "ZONE", value_parser = zone_of)]
    pub zone: Option<TimeZone>,
    /// What the public draw among equals is made with: any text. If not given, the SHA-256 of the situation's other lines
    #[arg(long, value_name = "TEXT", value_parser = seed_of)]
    pub seed: Option<String>,
    /// An earlier schedule (allocation.csv or plan.txt of a former run, or its folder), instead of last.csv: planning
    /// starts from it, and what differs from it costs what the policy says
    #[arg(long, value_name = "FILE")]
    pub last: Option<PathBuf>,
    /// Columns of the tables that are not known pass, with a notice
    #[arg(long)]
    pub allow_extra_columns: bool,
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
    /// Columns of the tables that are not known pass
    #[arg(long)]
    pub allow_extra_columns: bool,
    /// The policy that ways are computed by, where OUT has no policy.txt and DIR no lanes.csv
    #[arg(long, value_name = "NAME|FILE")]
    pub policy: Option<String>,
}

/// A moment, and seconds east of UTC as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// In whole seconds.
    pub at: Timestamp,
    /// 0 for a moment that ends in Z.
    pub offset_seconds: i32,
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self { at, offset_seconds: 0 }
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no moment; write 2020-02-01T18:00:00+08:00, or Z at the end for UTC");
        let at: Timestamp = text.parse().map_err(|_| wrong())?;
        let at = Timestamp::from_second(at.as_second()).map_err(|_| wrong())?;
        let offset = Pieces::parse(text).map_err(|_| wrong())?.offset();
        let offset_seconds = match offset {
            Some(PiecesOffset::Numeric(offset)) => offset.offset().seconds(),
            _ => 0,
        };
        Ok(Self { at, offset_seconds })
    }
}

fn zone_of(name: &str) -> Result<TimeZone, UnknownZone> {
    zone::zone(name)
}

/// A seed is one line of the situation's text.
fn seed_of(text: &str) -> Result<String, String> {
    match text.len() {
        0 => Err("it is empty; leave --seed out, or give some text".into()),
        length if length > SEED_MAX => Err(format!("it has {length} bytes; at most {SEED_MAX}")),
        _ if text.chars().any(char::is_control) => Err("it has control characters; give one line of text".into()),
        _ => Ok(text.to_owned()),
    }
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
    /// Lanes without minutes, and what counts on them: said of the tables before.
    #[error("{}", _0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Minutes(Vec<MissingMinutes>),
    /// `--explain` names no need.
    #[error("--explain {0}: there is no such need; write SITE or SITE/ITEM as they stand in needs.csv")]
    Unknown(String),
    /// The planner made what the checker refuses: our own mistake.
    #[error("the plan did not pass the checker and was not written; please report this with the tables: {}", texts(_0))]
    Refused(Vec<Violation>),
    /// The plan's levels cannot be counted: our own mistake, for the checker has counted them.
    #[error("the plan cannot be counted; please report this with the tables: {0}")]
    NotCounted(String),
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
    /// Groups of items that could not be planned.
    pub left_out: Vec<LeftOut>,
    /// The plan.
    pub plan: Plan,
    /// Its service, level by level.
    pub levels: Vec<ServiceLevel>,
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
        let mut case = yicang_exchange::read(&command.from, now, command.last.as_deref(), command.rules())
            .map_err(OfflineError::Faults)?;
        let faults = case.faults_under(&policy, command.second_level);
        if !faults.is_empty() {
            return Err(OfflineError::Faults(faults));
        }
        command.wanted(&case.situation)?;
        case.situation.offset = command.offset_seconds(now);
        case.situation.seed = Some(command.seed.clone().unwrap_or_else(|| default_seed(&case.situation)));
        case
    };
    let started = Instant::now();
    let last = previous_plan::as_plan(&situation, command.second_level);
    let options = Options { threads: command.threads, last: last.as_ref(), ..Options::default() };
    let made = checked::plan(&situation, &policy, command.second_level, &options).map_err(|error| match error {
        PlanningError::Plan(error) => OfflineError::Plan(error),
        PlanningError::Minutes(missing) => OfflineError::Minutes(missing),
        PlanningError::Refused(found) => OfflineError::Refused(found),
    })?;
    let seconds = started.elapsed().as_secs_f64();
    let plan = made.checked.plan().clone();
    let levels = levels::of(&situation, &policy, &plan).map_err(OfflineError::NotCounted)?;
    let named = |text: &str| hex(&sha256(text.as_bytes()));
    let summary = Summary {
        first_level: Some(levels::single_value(&policy, &plan)).filter(|value| !value.is_empty()),
        second_level: levels::cost(&plan),
        second_level_counts: plan.second_level.as_str().into(),
        levels: levels.iter().map(Level::from).collect(),
        needs: situation.needs.len(),
        columns: made.columns,
        asked: situation.needs.values().map(|need| need.claimed.units()).sum(),
        given: Columns::new(&situation, &policy).served(&plan).values().sum(),
        seconds,
        policy: policy.name.clone(),
        policy_sha256: named(&policy_text),
        situation_sha256: named(&situation.to_text()),
        plan_sha256: named(&plan.to_text()),
        proven: levels::is_proven(&plan) && made.left_out.is_empty(),
        items_joint: plan.joint.iter().map(ToString::to_string).collect(),
        gap_millionths: (!plan.joint.is_empty()).then(|| levels::first_gap_millionths(&plan)),
        cost_gap_millionths: levels::cost_gap_millionths(&plan),
        left_out: made.left_out.iter().map(Left::from).collect(),
        now: now.to_string(),
        offset_seconds: situation.offset,
        seed: situation.seed.clone().unwrap_or_default(),
        measures: Measures::of(&situation, &policy, &plan),
    };
    let files = write::write(&command.out, &situation, &policy_text, &plan, &summary)
        .map_err(|(path, source)| OfflineError::Write { path, source })?;
    Ok(PlanOutcome { situation, policy, left_out: made.left_out, plan, levels, summary, files, notices })
}

/// Checks a plan's files; see [`check::check`].
///
/// # Errors
/// [`OfflineError::Faults`] where the tables cannot be read.
/// [`OfflineError::Policy`] where `--policy` names none.
pub fn check(command: &CheckCommand, now: Timestamp) -> Result<CheckOutcome, OfflineError> {
    let policy = command.policy.as_deref().map(policies::load).transpose()?.map(|(policy, _)| policy);
    let (from, plan, last) = (&command.from, &command.plan, command.last.as_deref());
    let rules = Rules { allow_extra_columns: command.allow_extra_columns, ..Rules::default() };
    check::check(&Checked { from, plan, last, policy: policy.as_ref(), rules }, now).map_err(OfflineError::Faults)
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
        ended(self.print(&mut Terminal::new(io::stdout().lock())))
    }

    /// Plans and prints what people want to see.
    ///
    /// # Errors
    /// [`OfflineError`].
    pub fn print(&self, out: &mut dyn Write) -> Result<ExitCode, OfflineError> {
        let outcome = plan(self, self.now.map_or_else(clock, |now| now.at))?;
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
            left_out: &outcome.left_out,
            options: Options { threads: self.threads, ..Options::default() },
        }
    }

    fn rules(&self) -> Rules {
        Rules { allow_extra_columns: self.allow_extra_columns, ..Rules::default() }
    }

    /// Seconds east of UTC by which days are counted: in the zone that is given, else as the moment was written.
    fn offset_seconds(&self, now: Timestamp) -> i32 {
        match (&self.zone, self.now) {
            (Some(zone), _) => zone::offset_seconds(zone, now),
            (None, Some(written)) => written.offset_seconds,
            (None, None) => 0,
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
        writeln!(out, "\nService, level by level 服务（逐层）")?;
        tables::levels(&outcome.levels).print(out)?;
        let (counts, cost) = (&summary.second_level_counts, tables::grouped(&summary.second_level));
        let proven = crate::terminal::levels::cost_words(summary.cost_gap_millionths);
        writeln!(out, "\nsecondary 次目标          {cost} ({counts} × units), {proven}")?;
        let report = self.report_on(outcome);
        report.measures(&summary.measures, out)?;
        report.proof(out)?;
        let (needs, columns) = (tables::grouped(summary.needs), tables::grouped(summary.columns));
        writeln!(
            out,
            "needs 需求 {needs}, possible shipments 可行运输线路数 {columns}, planned in {:.3} s",
            summary.seconds
        )?;
        report.vehicles(prices, out)?;
        report.prices(prices, out)?;
        let source = Source::of_situation(situation);
        let told = Told { situation, policy: &outcome.policy, plan, orders: &[], source: &source };
        for key in wanted {
            tables::explanation(&explain::explain(&told, (key, &situation.needs[key])), out)?;
        }
        Ok(())
    }
}

impl CheckCommand {
    /// Checks and prints; the exit code is 0 for a lawful plan, 1 for violations, 2 where the tables cannot be read.
    pub fn run(self) -> ExitCode {
        ended(self.print(&mut Terminal::new(io::stdout().lock())))
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
            let _ = writeln!(Terminal::new(io::stderr()), "yicang: {error}");
            ExitCode::from(2)
        }
    }
}
