//! Planning without a centre: CSV tables in, CSV tables and the exact texts out; and the check of such a plan.
//!
//! ```text
//! DIR/*.csv --read--> Situation --planner--> Plan --checker--> OUT/{allocation.csv,unmet.csv,summary.json,*.txt}
//! ```
//!
//! No server, no log, no keys. The clock is read in [`PlanCommand::print`] and [`CheckCommand::print`] only.

mod error;
pub mod indicators;
mod lot_flow;
mod previous_plan;
mod price_report;
mod recount;

pub mod check;
pub mod write;

pub use error::OfflineError;

use crate::events::draw::Source;
use crate::planning::checked::{self, PlanningError};
use crate::planning::explain::{self, Closures, Told};
use crate::planning::levels;
use crate::setup::policies;
use crate::setup::zone::{self, UnknownZone};
use crate::terminal::console::Console;
use crate::terminal::coverage::{by_item, reasons};
use crate::terminal::plan::by_level;
use crate::terminal::situation::Units;
use crate::terminal::table::grouped;
use crate::terminal::word_fault::WordFault;
use crate::terminal::{explanation, levels as level_words};
use check::{CheckOutcome, Checked};
use indicators::Measures;
use jiff::Timestamp;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::TimeZone;
use price_report::Report;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Instant;
use write::{Left, Level, Summary};
use yicang_domain::ServiceLevel;
use yicang_domain::check::Columns;
use yicang_domain::draw::default_seed;
use yicang_domain::situation::SEED_MAX;
use yicang_domain::{NeedKey, Plan, Policy, SecondLevel, Situation};
use yicang_exchange::{Case, Notice, Rules};
use yicang_language::{Language, Message, ToMessage as _, message};
use yicang_planner::{LeftOut, Options};
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
    /// The zone that days are counted in, by its IANA name, for example Asia/Shanghai; the offset that --now is written
    /// with if not given, else UTC
    #[arg(long, value_name = "ZONE", value_parser = zone_of)]
    pub zone: Option<TimeZone>,
    /// What the public draw among equals is made with: any text. If not given, the SHA-256 of the situation's other
    /// lines
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
    type Err = WordFault;

    fn from_str(text: &str) -> Result<Self, WordFault> {
        let wrong = || WordFault(message!("offline-not-a-time", text = format!("{text:?}")));
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
fn seed_of(text: &str) -> Result<String, WordFault> {
    match text.len() {
        0 => Err(WordFault(message!("offline-seed-empty"))),
        length if length > SEED_MAX => Err(WordFault(message!("offline-seed-long", bytes = length, max = SEED_MAX))),
        _ if text.chars().any(char::is_control) => Err(WordFault(message!("offline-seed-control"))),
        _ => Ok(text.to_owned()),
    }
}

fn second_level(word: &str) -> Result<SecondLevel, WordFault> {
    SecondLevel::parse(word).ok_or_else(|| WordFault(message!("offline-second-level")))
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
        case.count_days(command.offset_seconds(now));
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
    /// Plans and prints what people want to see.
    ///
    /// # Errors
    /// [`OfflineError`].
    pub fn print(&self, console: &mut Console<'_>) -> Result<ExitCode, OfflineError> {
        let outcome = plan(self, self.now.map_or_else(clock, |now| now.at))?;
        let wanted = self.wanted(&outcome.situation)?;
        self.tell(&outcome, &wanted, PRICES_SHOWN, console)?;
        if let Some(path) = &self.report {
            let mut text = Vec::new();
            let mut file = Console::new(&mut text, console.language);
            self.tell(&outcome, &wanted, usize::MAX, &mut file)?;
            self.report_on(&outcome).print_earmarks(&mut file)?;
            let at = |source| OfflineError::Write { path: path.clone(), source };
            std::fs::write(path, text).map_err(at)?;
        }
        console.gap()?;
        console.say(&message!("offline-written", out = &self.out))?;
        for file in outcome.files.iter().filter_map(|path| path.file_name()) {
            console.print(&format!("  {}", file.display()))?;
        }
        let last = self.last.as_ref().map(|path| format!(" --last {}", path.display())).unwrap_or_default();
        let (from, out) = (self.from.display(), self.out.display());
        let command = format!("yicang offline check --from {from} --plan {out}{last}");
        console.say(&message!("offline-check-it", command = command))?;
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
        console: &mut Console<'_>,
    ) -> Result<(), OfflineError> {
        let (situation, plan, summary) = (&outcome.situation, &outcome.plan, &outcome.summary);
        let (language, units) = (console.language, Units::new());
        for notice in &outcome.notices {
            console.say(&notice.message())?;
        }
        console.table(&by_item(situation, &outcome.policy, plan, &units, language))?;
        console.gap()?;
        if !plan.unmet.is_empty() {
            console.table(&reasons(plan, language))?;
            console.gap()?;
        }
        let (policy, sha256) = (&summary.policy, &summary.policy_sha256);
        console.say(&message!("offline-policy", policy = policy, sha256 = sha256))?;
        console.gap()?;
        console.say(&message!("centre-title-levels"))?;
        console.table(&by_level(&outcome.levels, language))?;
        console.gap()?;
        console.say(&message!(
            "offline-secondary",
            cost = grouped(&summary.second_level),
            counts = second_level_word(plan.second_level),
            proven = level_words::cost_words(summary.cost_gap_millionths),
        ))?;
        let report = self.report_on(outcome);
        report.measures(&summary.measures, console)?;
        report.proof(console)?;
        console.say(&message!(
            "offline-size",
            needs = grouped(summary.needs),
            columns = grouped(summary.columns),
            seconds = format!("{:.3}", summary.seconds),
        ))?;
        report.vehicles(prices, console)?;
        report.prices(prices, console)?;
        let (source, none) = (Source::of_situation(situation), Closures::new());
        let told = Told { situation, policy: &outcome.policy, plan, orders: &[], closures: &none, source: &source };
        for key in wanted {
            let explained = explain::explain(&told, (key, &situation.needs[key]));
            explanation::print(&explained, &units, situation.offset, console)?;
        }
        Ok(())
    }
}

/// The unit of the secondary objective.
fn second_level_word(second: SecondLevel) -> Message {
    match second {
        SecondLevel::Minutes => message!("offline-counts-minutes"),
        SecondLevel::Cost => message!("offline-counts-cost"),
    }
}

impl CheckCommand {
    /// Checks and prints every violation; the exit code is 0 for a valid plan, 1 for violations.
    ///
    /// # Errors
    /// [`OfflineError`].
    pub fn print(&self, console: &mut Console<'_>) -> Result<ExitCode, OfflineError> {
        let outcome = check(self, clock())?;
        for violation in &outcome.violations {
            console.say(violation)?;
        }
        let shipments = counted("shipments", outcome.shipments, console.language);
        let needs = counted("needs", outcome.needs, console.language);
        if !outcome.violations.is_empty() {
            let violations = counted("violations", outcome.violations.len(), console.language);
            console.say(&message!(
                "offline-not-valid",
                violations = violations,
                shipments = shipments,
                needs = needs,
            ))?;
            return Ok(ExitCode::from(1));
        }
        let counted = match outcome.texts {
            true => message!("offline-counted-all"),
            false => message!("offline-counted-rows"),
        };
        console.say(&message!("offline-valid", shipments = shipments, needs = needs, counted = counted))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// `1,200 shipments`, `1 need`.
fn counted(what: &str, count: usize, language: Language) -> String {
    let number = grouped(count);
    let one = |message: Message| message.say(language);
    match what {
        "shipments" => one(message!("offline-count-shipments", count = count, number = number)),
        "needs" => one(message!("offline-count-needs", count = count, number = number)),
        _ => one(message!("offline-count-violations", count = count, number = number)),
    }
}
