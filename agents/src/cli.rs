//! The command line: what people type and read. Exit codes: 0 done; 1 refused or faulty; 2 wrong usage; 3 not delivered
//! yet, kept in the outbox.

mod amend;
mod asked;
mod audit;
mod carry;
mod catalogue;
mod completion;
mod confirm;
mod confirm_many;
mod console;
mod contest;
mod count;
mod excess;
mod explain;
mod fact;
mod format;
mod inbound;
mod init;
mod needs;
mod notices;
mod orders;
mod outbox;
mod report;
mod send;
mod stock;
mod things;
mod watch;
mod withdraw;

use crate::agent_dir::AgentDir;
use crate::config::Config;
use crate::known::Known;
use crate::zone::{self, UnknownZone};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use console::Console;
use jiff::tz::TimeZone;
use std::error::Error;
use std::ffi::OsString;
use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use yicang_domain::NeedKey;
use yicang_domain::id::IdError;
use yicang_domain::notice::NoNoticeId;
use yicang_domain::quantity::QuantityError;
use yicang_domain::report::Body;
use yicang_exchange::CellFault;
use yicang_language::help::{flag_value, help_verb, localized, usage_fault};
use yicang_language::{Language, Message, ToMessage, UnknownLanguage, message};

/// The texts of all commands and arguments are in the catalogue, under `help-agent`.
#[derive(Parser)]
#[command(name = "yicang-agent", version, arg_required_else_help = true)]
struct Arguments {
    #[arg(long, global = true, value_name = "DIR", default_value = DIR)]
    dir: PathBuf,
    #[arg(long, global = true, value_name = "en|zh")]
    lang: Option<Language>,
    #[arg(long, global = true, value_name = "ZONE", value_parser = zone::read)]
    zone: Option<TimeZone>,
    #[command(subcommand)]
    command: Command,
}

/// The agent's folder where none is named.
const DIR: &str = "./yicang-agent";

#[derive(Subcommand)]
enum Command {
    Init(init::Init),
    Completion(completion::Completion),
    #[command(flatten)]
    InFolder(InFolder),
}

/// The commands that work in an agent's folder.
#[derive(Subcommand)]
enum InFolder {
    #[command(subcommand)]
    Report(report::Report),
    Fact(fact::Facts),
    Withdraw(withdraw::Withdraw),
    Needs(needs::Needs),
    Stock(stock::Stock),
    Explain(explain::Explain),
    Catalogue(catalogue::Catalogue),
    Amend(amend::Amend),
    Renew(amend::Renew),
    Raise(amend::Raise),
    Orders(orders::Orders),
    Notices(notices::Notices),
    Watch(watch::Watch),
    Confirm(Box<confirm::Confirm>),
    Consignments(confirm_many::Consignments),
    Contest(contest::Contest),
    Count(count::Count),
    Change(count::Change),
    Inbound(inbound::Inbound),
    Excess(excess::Excess),
    Outbox(outbox::Outbox),
    Import(carry::Import),
    #[command(alias = "verify-receipts")]
    Audit(audit::Audit),
}

/// What a program finds around it.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Whether a person looks on: allows progress bars, and breaks lines at the terminal's width.
    pub terminal: bool,
    /// The language of the environment.
    pub language: Language,
    /// The machine's zone.
    pub zone: TimeZone,
}

impl Surroundings {
    /// Those of this process.
    pub fn of_process() -> Self {
        let language = Language::choose(None, None, |name| std::env::var(name).ok());
        Self { terminal: std::io::stderr().is_terminal(), language, zone: TimeZone::system() }
    }
}

impl Default for Surroundings {
    /// No terminal, English, UTC.
    fn default() -> Self {
        Self { terminal: false, language: Language::English, zone: TimeZone::UTC }
    }
}

/// How a command ended that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Refused,
    Kept,
}

impl Outcome {
    fn code(self) -> u8 {
        match self {
            Outcome::Done => 0,
            Outcome::Refused => 1,
            Outcome::Kept => 3,
        }
    }
}

/// Why a command did not: sentences for people. Exit code 1.
#[derive(Debug)]
struct Failure(Vec<Message>);

impl<E: ToMessage> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(vec![error.message()])
    }
}

/// Runs a command line, program name first, on the process's own output. A shell that completes words is answered.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    completion::complete(|| command(Surroundings::of_process().language));
    let (out, err) = (Box::new(std::io::stdout()), Box::new(std::io::stderr()));
    ExitCode::from(run_on(arguments, out, err, &Surroundings::of_process()))
}

/// The same with other outputs, for tests: what people asked for on `out`, what went wrong on `err`. Gives the exit
/// code.
pub fn run_on(
    arguments: impl IntoIterator<Item = OsString>,
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
    surroundings: &Surroundings,
) -> u8 {
    let words = help_verb(arguments);
    let mut console = Console::new(out, err, surroundings.terminal);
    console.language = language_of(&words, surroundings);
    console.zone = surroundings.zone.clone();
    let matches = command(console.language).try_get_matches_from(words);
    let arguments = match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(usage) if usage.use_stderr() => {
            console.print_error(&usage_fault(&usage, console.language, explain));
            return 2;
        }
        Err(help) => {
            console.print(&help.render().to_string());
            return 0;
        }
    };
    match arguments.run(&mut console) {
        Ok(outcome) => outcome.code(),
        Err(Failure(sentences)) => {
            sentences.iter().for_each(|sentence| console.complain(sentence));
            Outcome::Refused.code()
        }
    }
}

/// The program's command line in a language.
#[must_use]
pub fn command(language: Language) -> clap::Command {
    localized(Arguments::command(), "agent", language)
}

/// The language to speak, known before the command line is read as a whole: its own help and faults are in it.
fn language_of(words: &[OsString], surroundings: &Surroundings) -> Language {
    let flag = flag_value(words, "--lang").and_then(|word| word.parse().ok());
    let dir = flag_value(words, "--dir").unwrap_or_else(|| DIR.to_owned());
    flag.or_else(|| Config::peek_language(Path::new(&dir))).unwrap_or(surroundings.language)
}

/// The faults of values that the catalogue has words for.
fn explain(error: &(dyn Error + 'static)) -> Option<Message> {
    fn of<E: ToMessage + Error + 'static>(error: &(dyn Error + 'static)) -> Option<Message> {
        error.downcast_ref::<E>().map(ToMessage::message)
    }
    let known = [
        of::<UnknownLanguage>,
        of::<UnknownZone>,
        of::<IdError>,
        of::<QuantityError>,
        of::<CellFault>,
        of::<NoNoticeId>,
    ];
    known.into_iter().find_map(|of| of(error))
}

impl Arguments {
    fn run(self, console: &mut Console) -> Result<Outcome, Failure> {
        let command = match self.command {
            Command::Init(init) => return init.run(&self.dir, self.lang, self.zone, console),
            Command::Completion(completion) => return completion.run(console),
            Command::InFolder(command) => command,
        };
        let mut agent_dir = AgentDir::open(&self.dir)?;
        // The centre is asked to answer in the language that is spoken here.
        agent_dir.config.language = Some(console.language);
        if let Some(zone) = self.zone.or_else(|| agent_dir.config.zone.clone()) {
            console.zone = zone;
        }
        match command {
            InFolder::Report(report) => report.run(&agent_dir, console),
            InFolder::Fact(facts) => facts.run(&agent_dir, console),
            InFolder::Withdraw(withdraw) => withdraw.run(&agent_dir, console),
            InFolder::Needs(needs) => needs.run(&agent_dir, console),
            InFolder::Stock(stock) => stock.run(&agent_dir, console),
            InFolder::Explain(explain) => explain.run(&agent_dir, console),
            InFolder::Catalogue(catalogue) => catalogue.run(&agent_dir, console),
            InFolder::Amend(amend) => amend.run(&agent_dir, console),
            InFolder::Renew(renew) => renew.run(&agent_dir, console),
            InFolder::Raise(raise) => raise.run(&agent_dir, console),
            InFolder::Contest(contest) => contest.run(&agent_dir, console),
            InFolder::Orders(orders) => orders.run(&agent_dir, console),
            InFolder::Notices(notices) => notices.run(&agent_dir, console),
            InFolder::Watch(watch) => watch.run(&agent_dir, console),
            InFolder::Confirm(confirm) => confirm.run(&agent_dir, console),
            InFolder::Consignments(confirm) => confirm.run(&agent_dir, console),
            InFolder::Count(count) => count.run(&agent_dir, console),
            InFolder::Change(change) => change.run(&agent_dir, console),
            InFolder::Inbound(inbound) => inbound.run(&agent_dir, console),
            InFolder::Excess(excess) => excess.run(&agent_dir, console),
            InFolder::Outbox(outbox) => outbox.run(&agent_dir, console),
            InFolder::Import(import) => import.run(&agent_dir, console),
            InFolder::Audit(audit) => audit.run(&agent_dir, console),
        }
    }
}

/// Where commands wait for the centre: one thread is enough for one agent.
fn runtime() -> Result<tokio::runtime::Runtime, Message> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| message!("agent-no-runtime", why = error.message()))
}

/// Refuses figures that cannot be meant by what this agent has said before, unless they are said to be: before anything
/// is signed.
fn meant(bodies: &[Body], known: &Known, yes: bool) -> Result<(), Failure> {
    let lines = bodies.iter().flat_map(|body| match body {
        Body::Need { site, lines } => lines.iter().map(|line| (site, line)).collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    let strange = lines.filter_map(|(site, line)| {
        let key = NeedKey { site: site.clone(), item: line.item.clone() };
        let found = known.implausible(&key, line)?;
        Some(message!("agent-implausible", site = site.as_str(), item = line.item.as_str(), why = found.message()))
    });
    let mut sentences: Vec<_> = strange.collect();
    if sentences.is_empty() || yes {
        return Ok(());
    }
    sentences.extend([message!("agent-implausible-yes"), message!("agent-nothing-done")]);
    Err(Failure(sentences))
}
