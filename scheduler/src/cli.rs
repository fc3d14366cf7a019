//! The program `yicang`: its verbs, and how each ends. 0 is done, 1 is refused or failed, 2 is wrong usage.

mod note;
mod secrets;
mod verbs;

use crate::centre::init::{InitOptions, init};
use crate::centre::replay::Confirmed;
use crate::client::coordinator::CoordinatorError;
use crate::demo::{self, DemoCommand, DemoError};
use crate::offline::{CheckCommand, OfflineError, PlanCommand};
use crate::server::serve::{ServeError, bind, serve, signals};
use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, SetupError};
use crate::setup::zone;
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::io::{IsTerminal as _, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use yicang_exchange::{Rules, Source, Terminal};

/// Dispatch centre for emergency supplies: takes reports in, plans by priority and need, and writes every decision to a
/// public, append-only, signed log. 义仓调度中心
#[derive(Debug, Parser)]
#[command(name = "yicang", version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a dispatch centre's folder: keys, certificates, settings, catalogue
    Init(InitCommand),
    /// Run the dispatch centre until SIGTERM or Ctrl-C
    Serve(ServeCommand),
    /// See the whole way on real input: 235 hospitals, 5 depots, 240 agents
    Demo(DemoCommand),
    /// Plan from CSV tables, without a server
    Plan(PlanCommand),
    /// Check a plan made by `plan`, without a server
    Check(CheckCommand),
    /// Forget what opens masked fields of the public log: for good, and without touching the log
    Forget(secrets::ForgetCommand),
    /// Back up, or bring back, what opens masked fields of the public log
    #[command(subcommand)]
    Salts(secrets::SaltsVerb),
    /// Change the key that signs receipts
    #[command(subcommand)]
    ReceiptKey(secrets::ReceiptKeyVerb),
    #[command(flatten)]
    Coordinator(verbs::CoordinatorVerb),
}

#[derive(Debug, clap::Args)]
struct InitCommand {
    /// The folder to make
    #[arg(long, value_name = "DIR", default_value = "./yicang-data", env = "YICANG_DATA")]
    data: PathBuf,
    /// Tables (CSV or .xlsx): depots, sites, items, lanes and, where they are needed, protected, pools, places,
    /// substitutes, kits
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    /// Columns of the tables that are not known pass, with a notice
    #[arg(long, requires = "from")]
    allow_extra_columns: bool,
    /// The public log's name: a URL without scheme, under which it will be known for ever
    #[arg(long, value_name = "NAME", default_value = "localhost/yicang")]
    origin: String,
    /// The policy to plan by: floor-then-class, plain-units, plain-share, or a file
    #[arg(long, value_name = "NAME|FILE", default_value = "floor-then-class")]
    policy: String,
    /// The zone of the centre, by its IANA name, for example Asia/Shanghai: a day is a day there. The machine's if not given
    #[arg(long, value_name = "ZONE", value_parser = zone_name)]
    zone: Option<String>,
    /// A name or address, besides localhost, under which agents reach this machine
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct ServeCommand {
    /// The centre's folder
    #[arg(long, value_name = "DIR", default_value = "./yicang-data", env = "YICANG_DATA")]
    data: PathBuf,
    /// Where to listen, instead of what the settings say; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// The clock is right, although it is behind the last record or more than 31 days after it; that is recorded
    #[arg(long)]
    clock_is_right: bool,
}

fn zone_name(name: &str) -> Result<String, zone::UnknownZone> {
    zone::zone(name).map(|_| name.to_owned())
}

/// How a verb failed.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    Coordinator(#[from] CoordinatorError),
    #[error(transparent)]
    Demo(#[from] DemoError),
    #[error("cannot write the answer: {0}")]
    Output(#[from] std::io::Error),
    /// The tables of `init`: every bad row.
    #[error(transparent)]
    Tables(#[from] OfflineError),
    #[error("{0}")]
    Usage(String),
}

/// Runs the program with these arguments, the first of which is its name.
pub fn run<I>(args: I) -> ExitCode
where
    I: IntoIterator<Item: Into<OsString> + Clone>,
{
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, the rest is usage; clap knows which stream and code. There is nobody to tell
            // if the terminal is gone.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let quiet = !matches!(cli.verb, Verb::Serve(_));
    log_to_stderr(if quiet { "error" } else { "info" });
    // Not locked: `serve` runs for months, and a thread that wants to say something must not wait for it.
    let mut out = Terminal::new(std::io::stdout());
    let verb = match cli.verb {
        // Their own ends, files and codes.
        Verb::Plan(command) => return command.run(),
        Verb::Check(command) => return command.run(),
        verb => verb,
    };
    match run_verb(verb, &mut out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(CliError::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody to tell if this fails.
            let _ = writeln!(Terminal::new(std::io::stderr()), "yicang: {error}");
            ExitCode::from(if matches!(error, CliError::Usage(_) | CliError::Tables(_)) { 2 } else { 1 })
        }
    }
}

/// Writes to a stream that no other thread waits for: a lock on one is not `Send`.
fn run_verb(verb: Verb, out: &mut (dyn Write + Send)) -> Result<(), CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = match verb {
        Verb::Init(command) => founded(&command, out),
        Verb::Serve(command) => runtime.block_on(serving(&command, out)),
        Verb::Demo(command) => runtime.block_on(demo::run(&command, out)).map_err(CliError::from),
        Verb::Forget(command) => secrets::forget(&command, out),
        Verb::Salts(verb) => secrets::salts(&verb, out),
        Verb::ReceiptKey(verb) => secrets::receipt_key(&verb, out),
        Verb::Coordinator(verb) => runtime.block_on(verbs::run(verb, out)),
        Verb::Plan(_) | Verb::Check(_) => unreachable!("run before, without a runtime"),
    };
    // Calls that were cut off may still hold a thread: they must not hold the exit.
    runtime.shutdown_background();
    done
}

fn founded(command: &InitCommand, out: &mut dyn Write) -> Result<(), CliError> {
    let rules = Rules { allow_extra_columns: command.allow_extra_columns, ..Rules::default() };
    let (catalogue, notices) = match &command.from {
        Some(dir) => yicang_exchange::catalogue(Source::Folder(dir), rules).map_err(OfflineError::Faults)?,
        None => Default::default(),
    };
    for notice in notices {
        writeln!(out, "{notice}")?;
    }
    let policy = founding_policy(&command.policy)?;
    let data = DataDir::new(&command.data);
    let zone = command.zone.clone().unwrap_or_else(zone::of_machine);
    let config = Config { policy, zone: zone.clone(), ..Config::default() };
    let (items, depots, sites) = (catalogue.items.len(), catalogue.depots.len(), catalogue.sites.len());
    let (origin, hosts) = (command.origin.clone(), command.host.clone());
    init(&data, &InitOptions { catalogue, origin, hosts, config })?;
    let dir = data.root().display();
    writeln!(out, "{dir}: a dispatch centre with {items} items, {depots} depots and {sites} sites")?;
    writeln!(out, "  settings           {}", data.config().display())?;
    writeln!(out, "  days               those of {zone}")?;
    writeln!(out, "  coordinator's key  {} (keep it, and keep it secret)", data.key("coordinator.key").display())?;
    writeln!(
        out,
        "  recovery key       {} (move it to a place offline: it enrols a coordinator when all",
        data.key("recovery.key").display()
    )?;
    writeln!(out, "                     other keys are lost, and each use of it is public 恢复密钥，请离线保存)")?;
    writeln!(out, "  for agents         {}", data.tls("ca.pem").display())?;
    writeln!(out, "                     {}", data.key("receipt.pub").display())?;
    writeln!(out, "                     {}", data.log_vkey().display())?;
    writeln!(out, "start it: yicang serve --data {dir}")?;
    Ok(())
}

/// A policy that ships, or a file that can be read, as an absolute path.
fn founding_policy(policy: &str) -> Result<String, CliError> {
    if crate::setup::policies::text(policy).is_some() {
        return Ok(policy.to_owned());
    }
    let path = PathBuf::from(policy);
    let text = crate::setup::data_dir::read(&path)?;
    yicang_domain::Policy::from_text(&text)
        .map_err(|error| SetupError::Content { path: path.clone(), problem: error.to_string() })?;
    Ok(std::fs::canonicalize(&path)?.display().to_string())
}

async fn serving(command: &ServeCommand, out: &mut dyn Write) -> Result<(), CliError> {
    let data = DataDir::new(&command.data);
    if !data.config().exists() {
        return Err(SetupError::Missing(command.data.clone()).into());
    }
    let config = Config::load(&data.config())?;
    let stop = signals()?;
    let listener = bind(command.listen.unwrap_or(config.listen)).await?;
    let url = format!("https://{}", listener.local_addr()?);
    let mut said = Ok(());
    let confirmed = if command.clock_is_right { Confirmed::Yes } else { Confirmed::No };
    let served = serve(listener, &data, &config, stop, confirmed, |_| {
        // Not needed to serve, only for the verbs to find the way.
        if let Err(error) = std::fs::write(data.address(), format!("{url}\n")) {
            tracing::warn!(%error, "cannot write the address file; verbs need --server");
        }
        said = writeln!(out, "listening on {url}").and_then(|()| out.flush());
    })
    .await;
    let _ = std::fs::remove_file(data.address());
    served?;
    Ok(said?)
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
