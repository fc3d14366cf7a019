//! The whole way on real input: 235 hospitals and 5 stores of Hubei, January to March 2020, as 240 agents that sign
//! their own reports, over real TLS and gRPC, into a public log that is verified at the end.
//!
//! Everything goes through the same doors as in earnest. What is made up is said in the data's own README.

mod agents;
mod input;
mod steps;
mod verification;

use crate::centre::init::{InitOptions, init};
use crate::centre::replay::Confirmed;
use crate::client::connect::ConnectArgs;
use crate::client::coordinator::Coordinator;
use crate::client::error::CoordinatorError;
use crate::server::serve::{ServeError, bind, serve, signals};
use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, SetupError, make_dir, read};
use crate::terminal::console::Console;
use crate::terminal::coverage::whole_plan;
use crate::terminal::plan::{by_level, proof};
use crate::terminal::table::grouped;
use agents::Agents;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use yicang_auditor::audit::audit;
use yicang_auditor::source;
use yicang_domain::{PlanAsk, SecondLevel};
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::LogVerifier;

/// `yicang demo`
#[derive(Debug, Clone, clap::Args)]
pub struct DemoCommand {
    /// End after the demonstration instead of serving on
    #[arg(long)]
    once: bool,
    /// Where everything lies; a folder of an earlier demonstration is continued. Without it a new one is made in
    /// ./yicang-data
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

/// Why a demonstration did not come to its end.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum DemoError {
    /// The folder.
    Setup(#[from] SetupError),
    /// The server.
    Serve(#[from] ServeError),
    /// A coordinator's call.
    Coordinator(#[from] CoordinatorError),
    /// The terminal.
    Output(#[from] std::io::Error),
    /// An agent.
    Agent {
        /// Which.
        agent: String,
        /// What it says.
        problem: String,
    },
    /// The public log does not verify.
    NotVerified(Message),
    /// Ctrl-C.
    Interrupted,
}

impl ToMessage for DemoError {
    fn message(&self) -> Message {
        match self {
            Self::Setup(error) => error.message(),
            Self::Serve(error) => error.message(),
            Self::Coordinator(error) => error.message(),
            Self::Output(error) => message!("centre-cannot-write", why = error.message()),
            Self::Agent { agent, problem } => message!("demo-agent-failed", agent = agent, why = problem),
            Self::NotVerified(why) => message!("demo-not-verified", why = why.clone()),
            Self::Interrupted => message!("demo-interrupted"),
        }
    }
}

/// Runs the demonstration, then serves on unless told otherwise.
pub async fn run(command: &DemoCommand, console: &mut Console<'_>) -> Result<(), DemoError> {
    let began = Instant::now();
    let stop = signals()?;
    let folder = folder(command.data.as_deref());
    let data = DataDir::new(&folder);
    console.say(&message!("demo-title"))?;
    if data.config().exists() {
        if !Agents::folder(&data).exists() {
            return Err(SetupError::Refused(message!("demo-other-centre", folder = &folder)).into());
        }
        console.say(&message!("demo-continued", folder = &folder))?;
    } else {
        make_dir(data.root())?;
        let policy = verification::write_policy(&data)?;
        init(
            &data,
            &InitOptions {
                catalogue: input::catalogue(),
                origin: "localhost/yicang-demo".into(),
                hosts: Vec::new(),
                config: Config { zone: "Asia/Shanghai".into(), policy, ..Config::default() },
            },
        )?;
        make_dir(&Agents::folder(&data))?;
    }
    let (url, server) = started(command.listen, &data, stop.clone()).await?;
    console.say(&message!("demo-serving", url = &url, folder = &folder))?;
    console.gap()?;

    let shown = tokio::select! {
        shown = show(&data, &url, console) => shown,
        () = stop.cancelled() => Err(DemoError::Interrupted),
    };
    if let Err(error) = shown {
        stop.cancel();
        // The demonstration's own fault is the one to tell.
        let _ = server.await;
        let _ = std::fs::remove_file(data.address());
        return Err(error);
    }
    console.gap()?;
    console.say(&message!("demo-time", seconds = seconds(began)))?;
    if command.once {
        stop.cancel();
    } else {
        console.gap()?;
        console.say(&message!("demo-still-serving", folder = &folder))?;
    }
    let ended = server.await;
    let _ = std::fs::remove_file(data.address());
    match ended {
        Ok(served) => Ok(served?),
        Err(_) => Err(ServeError::Stopped("the server broke off".into()).into()),
    }
}

/// The seconds since then, with one decimal.
fn seconds(began: Instant) -> String {
    format!("{:.1}", began.elapsed().as_secs_f32())
}

/// The given folder, or the first free numbered one: an earlier demonstration is never touched unasked.
fn folder(given: Option<&Path>) -> PathBuf {
    match given {
        Some(folder) => folder.to_owned(),
        None => {
            let numbered = (1..).map(|n: u32| PathBuf::from(format!("./yicang-data/demo-{n}")));
            numbered.into_iter().find(|folder| !folder.exists()).expect("there are more numbers than folders")
        }
    }
}

type Server = JoinHandle<Result<(), ServeError>>;

async fn started(listen: SocketAddr, data: &DataDir, stop: CancellationToken) -> Result<(String, Server), DemoError> {
    let listener = bind(listen).await?;
    let url = format!("https://{}", listener.local_addr()?);
    let config = Config::load(&data.config())?;
    let (ready, is_ready) = oneshot::channel();
    let serving = data.clone();
    let server = tokio::spawn(async move {
        serve(listener, &serving, &config, stop, Confirmed::No, |_| {
            // Whoever waits has not gone.
            let _ = ready.send(());
        })
        .await
    });
    if is_ready.await.is_err() {
        let ended = server.await.unwrap_or_else(|_| Err(ServeError::Stopped("the server broke off".into())));
        return Err(ended.err().unwrap_or_else(|| ServeError::Stopped("the server ended".into())).into());
    }
    std::fs::write(data.address(), format!("{url}\n"))?;
    Ok((url, server))
}

/// The demonstration itself, step by step.
async fn show(data: &DataDir, url: &str, console: &mut Console<'_>) -> Result<(), DemoError> {
    let centre = ConnectArgs::of(data).connect(console.language).await?;
    let agents = Agents::ready(data, url, console.language).await?;
    agents.enrol(&centre, console).await?;
    agents.report(console).await?;
    verification::of_needs(&centre, console).await?;

    let first = cycle(&centre, message!("demo-first-plan"), console).await?;
    let orders = agents.orders(console).await?;
    agents.confirm(&orders, console).await?;
    let second = cycle(&centre, message!("demo-second-plan"), console).await?;
    let again = agents.orders(console).await?;
    console.say(&message!("demo-new-orders", count = again.len().saturating_sub(orders.open_after())))?;
    console.gap()?;
    verify(data, &[first, second], console)
}

/// Plans, shows the plan, decides it. Gives the decision's record.
async fn cycle(centre: &Coordinator, title: Message, console: &mut Console<'_>) -> Result<u64, DemoError> {
    let ask = PlanAsk { policy: String::new(), policy_text: String::new(), second: SecondLevel::Minutes };
    let made = centre.plan(&ask).await?;
    let view = centre.show(&made.plan_id).await?;
    console.gap()?;
    console.say(&message!(
        "demo-planned",
        title = title,
        plan = &made.plan_id,
        needs = grouped(made.needs),
        shipments = grouped(made.shipments),
        time = made.planning_ms,
    ))?;
    console.say(&message!("centre-indented", what = proof(&made)))?;
    console.gap()?;
    console.say(&message!("centre-title-levels"))?;
    console.table(&by_level(&made.levels, console.language))?;
    console.gap()?;
    whole_plan(&view.situation, &view.policy, &view.plan, &centre.units().await, console)?;
    let decided = centre.approve(&made.plan_id, &view.summary.plan_sha256).await?;
    let record = decided.decision_index;
    console.gap()?;
    let (plan, orders) = (&made.plan_id, message!("centre-count-orders", count = decided.orders));
    console.say(&message!("centre-approved", plan = plan, record = record, orders = orders))?;
    Ok(record)
}

/// Audits the public folder with the key alone, as anybody could.
fn verify(data: &DataDir, decisions: &[u64], console: &mut Console<'_>) -> Result<(), DemoError> {
    let not_verified = |problem: String| DemoError::NotVerified(problem.into());
    let public = data.public().display().to_string();
    let began = Instant::now();
    let log = LogVerifier::from_vkey(&read(&data.log_vkey())?).map_err(|error| not_verified(error.to_string()))?;
    let place = source::open(&public).map_err(|error| not_verified(error.to_string()))?;
    let audit = audit(place.as_ref(), &log, &mut |_, _, _| {}).map_err(|error| not_verified(error.to_string()))?;
    if let Some(first) = audit.findings.first() {
        let (count, first) = (audit.findings.len(), Message::verbatim(first));
        return Err(DemoError::NotVerified(message!("demo-findings", count = count, first = first)));
    }
    let size = audit.checkpoint.as_ref().map_or(0, yicang_tlog::Checkpoint::size);
    if size <= decisions.iter().copied().max().unwrap_or(0) || audit.decisions < decisions.len() as u64 {
        let too_short = message!("demo-log-too-short", size = size, decisions = audit.decisions);
        return Err(DemoError::NotVerified(too_short));
    }
    console.say(&message!(
        "demo-log-verified",
        size = grouped(size),
        decisions = audit.decisions,
        files = grouped(audit.files),
        seconds = seconds(began),
        public = &public,
        vkey = log.vkey(),
        key_file = &data.log_vkey(),
    ))?;
    Ok(())
}
