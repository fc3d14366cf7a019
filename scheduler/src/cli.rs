//! The program `yicang`: its verbs, one file for each, and how each ends. 0 is done, 1 is refused or failed, 2 is wrong
//! usage. The texts of all verbs and arguments are in the catalogue, under `help-centre`.

mod approve;
mod balance;
mod catalogue;
mod diff;
mod disclose;
mod discrepancy;
mod edit;
mod enrol;
mod explain;
mod failure;
mod forget;
mod gift;
mod init;
mod lot;
mod masked_name;
mod moving;
mod needs;
mod note;
mod notices;
mod offline;
mod old_words;
mod operating;
mod orders;
mod overriding;
mod plan;
mod plans;
mod receipt_key;
mod record;
mod reject_need;
mod release;
mod salts;
mod serve;
mod show;
mod situation;
mod verify_need;
mod what_if;

use crate::demo::{self, DemoCommand};
use crate::setup::config::Config;
use crate::setup::data_dir::DataDir;
use crate::setup::policies::PolicyError;
use crate::setup::zone::UnknownZone;
use crate::terminal::console::Console;
use crate::terminal::word_fault::WordFault;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use edit::Edits;
use edit::items::{Item, ItemOptions, Kit, KitOptions, Substitute, SubstituteOptions};
use edit::places::{Depot, DepotOptions, Protected, ProtectedOptions, Site, SiteOptions};
use edit::ways::{LaneEdits, Pool, PoolOptions};
use failure::Failure;
use std::error::Error;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use yicang_exchange::{CellFault, Terminal};
use yicang_language::help::{flag_value, help_verb, localized, usage_fault};
use yicang_language::{Language, Message, ToMessage, UnknownLanguage, message};

/// The centre's folder where none is named.
const DATA: &str = "./yicang-data";

#[derive(Parser)]
#[command(name = "yicang", version, arg_required_else_help = true)]
struct Arguments {
    #[arg(long, global = true, value_name = "en|zh")]
    lang: Option<Language>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Init(init::Init),
    Serve(serve::Serve),
    Backup(operating::Backup),
    Restore(operating::Restore),
    Doctor(operating::Doctor),
    Demo(DemoCommand),
    Situation(situation::Situation),
    #[command(alias = "cycle")]
    Plan(plan::Plan),
    Show(show::Show),
    Plans(plans::Plans),
    Diff(diff::Diff),
    WhatIf(Box<what_if::WhatIf>),
    Explain(explain::Explain),
    Note(note::Note),
    Notices(notices::Notices),
    #[command(subcommand)]
    Needs(needs::Needs),
    VerifyNeed(verify_need::VerifyNeed),
    RejectNeed(reject_need::RejectNeed),
    #[command(subcommand)]
    Lot(lot::Lot),
    #[command(subcommand)]
    Discrepancy(discrepancy::Discrepancy),
    Balance(balance::Balance),
    #[command(subcommand)]
    Override(Box<overriding::Overriding>),
    Overrides(overriding::Overrides),
    Gift(gift::Gift),
    Offers(gift::Offers),
    #[command(subcommand)]
    Record(record::Record),
    Approve(approve::Approve),
    Orders(orders::Orders),
    Release(release::Release),
    CancelOrder(moving::CancelOrder),
    #[command(subcommand)]
    Dispute(moving::Dispute),
    Consignments(moving::Consignments),
    Enrol(Box<enrol::Enrol>),
    #[command(subcommand)]
    Catalogue(Box<catalogue::Catalogue>),
    #[command(subcommand)]
    Item(Box<Edits<Item, ItemOptions>>),
    #[command(subcommand)]
    Depot(Box<Edits<Depot, DepotOptions>>),
    #[command(subcommand)]
    Site(Box<Edits<Site, SiteOptions>>),
    #[command(subcommand)]
    Lane(Box<LaneEdits>),
    #[command(subcommand)]
    Pool(Box<Edits<Pool, PoolOptions>>),
    #[command(subcommand)]
    Kit(Box<Edits<Kit, KitOptions>>),
    #[command(subcommand)]
    Substitute(Box<Edits<Substitute, SubstituteOptions>>),
    #[command(subcommand)]
    Protected(Box<Edits<Protected, ProtectedOptions>>),
    #[command(alias = "grant")]
    Disclose(disclose::Disclose),
    Forget(forget::Forget),
    #[command(subcommand)]
    Salts(salts::Salts),
    #[command(subcommand)]
    ReceiptKey(receipt_key::ReceiptKey),
    #[command(subcommand)]
    Offline(offline::Offline),
}

/// Runs the program with these arguments, the first of which is its name.
pub fn run<I>(args: I) -> ExitCode
where
    I: IntoIterator<Item: Into<OsString> + Clone>,
{
    let words = old_words::in_present_words(help_verb(args.into_iter().map(Into::into)));
    let language = language_of(&words);
    let matches = command(language).try_get_matches_from(words);
    let arguments = match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(usage) if usage.use_stderr() => {
            complain(&usage_fault(&usage, language, explain));
            return ExitCode::from(2);
        }
        Err(help) => {
            // There is nobody to tell if the terminal is gone.
            let _ = write!(Terminal::new(io::stdout()), "{}", help.render());
            return ExitCode::SUCCESS;
        }
    };
    let quiet = !matches!(arguments.verb, Verb::Serve(_));
    log_to_stderr(if quiet { "error" } else { "info" });
    // Not locked: `serve` runs for months, and a thread that wants to say something must not wait for it.
    let mut out = Terminal::new(io::stdout());
    let mut console = Console::on_stdout(&mut out, language);
    match arguments.verb.run(arguments.lang, &mut console) {
        Ok(code) => code,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            let (why, code) = match &failure {
                Failure::Said(why, code) => (why.clone(), *code),
                Failure::Tables(faults) => (message!("offline-faults", count = faults.len(), lines = ""), 2),
                Failure::Output(error) => (message!("centre-cannot-write", why = error.message()), 1),
            };
            complain(&format!("yicang: {}", console.text(&why)));
            if let Failure::Tables(faults) = &failure {
                faults.iter().for_each(|fault| complain(&format!("  {}", console.text(&fault.message()))));
            }
            ExitCode::from(code)
        }
    }
}

/// Says what went wrong; nobody is left to tell if that fails.
fn complain(what: &str) {
    let _ = writeln!(Terminal::new(io::stderr()), "{}", what.trim_end());
}

/// The program's command line in a language.
#[must_use]
pub fn command(language: Language) -> clap::Command {
    localized(Arguments::command(), "centre", language)
}

/// The language to speak, known before the command line is read as a whole: its own help and faults are in it.
fn language_of(words: &[OsString]) -> Language {
    let variable = |name: &str| std::env::var(name).ok();
    let flag = flag_value(words, "--lang").and_then(|word| word.parse().ok());
    let data = flag_value(words, "--data").or_else(|| variable("YICANG_DATA")).unwrap_or_else(|| DATA.to_owned());
    let settings = Config::peek_language(&DataDir::new(PathBuf::from(data)).config());
    Language::choose(flag, settings, variable)
}

/// The faults of values that the catalogue has words for.
fn explain(error: &(dyn Error + 'static)) -> Option<Message> {
    fn of<E: ToMessage + Error + 'static>(error: &(dyn Error + 'static)) -> Option<Message> {
        error.downcast_ref::<E>().map(ToMessage::message)
    }
    let known = [of::<UnknownLanguage>, of::<UnknownZone>, of::<WordFault>, of::<PolicyError>, of::<CellFault>];
    known.into_iter().find_map(|of| of(error))
}

impl Verb {
    /// Runs to the end; `lang` is the language that was asked for on the command line.
    fn run(self, lang: Option<Language>, console: &mut Console<'_>) -> Result<ExitCode, Failure> {
        let verb = match self {
            // Their own codes, and no runtime.
            Verb::Offline(offline) => return offline.run(console),
            Verb::Init(init) => return done(init.run(lang, console)),
            Verb::Backup(backup) => return done(backup.run(console)),
            Verb::Restore(restore) => return done(restore.run(console)),
            Verb::Doctor(doctor) => return doctor.run(console),
            Verb::Forget(forget) => return done(forget.run(console)),
            Verb::Salts(salts) => return done(salts.run(console)),
            Verb::ReceiptKey(receipt_key) => return done(receipt_key.run(console)),
            verb => verb,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let ended = runtime.block_on(verb.run_online(console));
        // Calls that were cut off may still hold a thread: they must not hold the exit.
        runtime.shutdown_background();
        done(ended)
    }

    async fn run_online(self, console: &mut Console<'_>) -> Result<(), Failure> {
        match self {
            Verb::Serve(serve) => serve.run(console).await,
            Verb::Demo(command) => Ok(demo::run(&command, console).await?),
            Verb::Situation(situation) => situation.run(console).await,
            Verb::Plan(plan) => plan.run(console).await,
            Verb::Show(show) => show.run(console).await,
            Verb::Plans(plans) => plans.run(console).await,
            Verb::Diff(diff) => diff.run(console).await,
            Verb::WhatIf(what_if) => what_if.run(console).await,
            Verb::Explain(explain) => explain.run(console).await,
            Verb::Note(note) => note.run(console).await,
            Verb::Notices(notices) => notices.run(console).await,
            Verb::Needs(needs) => needs.run(console).await,
            Verb::VerifyNeed(verify) => verify.run(console).await,
            Verb::RejectNeed(reject) => reject.run(console).await,
            Verb::Lot(lot) => lot.run(console).await,
            Verb::Discrepancy(discrepancy) => discrepancy.run(console).await,
            Verb::Override(overriding) => overriding.run(console).await,
            Verb::Overrides(overrides) => overrides.run(console).await,
            Verb::Balance(balance) => balance.run(console).await,
            Verb::Gift(gift) => gift.run(console).await,
            Verb::Offers(offers) => offers.run(console).await,
            Verb::Record(record) => record.run(console).await,
            Verb::Approve(approve) => approve.run(console).await,
            Verb::Orders(orders) => orders.run(console).await,
            Verb::Release(release) => release.run(console).await,
            Verb::CancelOrder(cancel) => cancel.run(console).await,
            Verb::Dispute(dispute) => dispute.run(console).await,
            Verb::Consignments(consignments) => consignments.run(console).await,
            Verb::Enrol(enrol) => enrol.run(console).await,
            Verb::Catalogue(catalogue) => catalogue.run(console).await,
            Verb::Item(edit) => edit.run(console).await,
            Verb::Depot(edit) => edit.run(console).await,
            Verb::Site(edit) => edit.run(console).await,
            Verb::Lane(edit) => edit.run(console).await,
            Verb::Pool(edit) => edit.run(console).await,
            Verb::Kit(edit) => edit.run(console).await,
            Verb::Substitute(edit) => edit.run(console).await,
            Verb::Protected(edit) => edit.run(console).await,
            Verb::Disclose(disclose) => disclose.run(console).await,
            Verb::Offline(_) | Verb::Init(_) | Verb::Forget(_) | Verb::Salts(_) | Verb::ReceiptKey(_) => {
                unreachable!("run before, without a runtime")
            }
            Verb::Backup(_) | Verb::Restore(_) | Verb::Doctor(_) => unreachable!("run before, without a runtime"),
        }
    }
}

fn done(ended: Result<(), Failure>) -> Result<ExitCode, Failure> {
    ended.map(|()| ExitCode::SUCCESS)
}

fn log_to_stderr(default: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("YICANG_LOG");
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(default));
    // A test may have set one already.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init();
}
