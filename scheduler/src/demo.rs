//! The whole way on real input: 235 hospitals and 5 stores of Hubei, January to March 2020, as 240 agents that sign their own
//! reports, over real TLS and gRPC, into a public log that is verified at the end.
//!
//! Everything goes through the same doors as in earnest. What is made up is said in the data's own README.

mod agents;
mod input;
mod steps;

use crate::centre::init::{InitOptions, init};
use crate::centre::replay::Confirmed;
use crate::client::coordinator::{ConnectArgs, Coordinator, CoordinatorError};
use crate::server::serve::{ServeError, bind, serve, signals};
use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, SetupError, make_dir, read};
use crate::terminal::tables::{self, grouped};
use agents::Agents;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use yicang_auditor::audit::audit;
use yicang_auditor::source;
use yicang_domain::{PlanAsk, SecondLevel};
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
pub enum DemoError {
    /// The folder.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The server.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A coordinator's call.
    #[error(transparent)]
    Coordinator(#[from] CoordinatorError),
    /// The terminal.
    #[error("cannot write the answer: {0}")]
    Output(#[from] std::io::Error),
    /// An agent.
    #[error("agent {agent}: {problem}")]
    Agent {
        /// Which.
        agent: String,
        /// What it says.
        problem: String,
    },
    /// The public log does not verify.
    #[error("the public log does not verify: {0}")]
    NotVerified(String),
    /// Ctrl-C.
    #[error("stopped before the end; what was recorded is kept")]
    Interrupted,
}

/// Runs the demonstration, then serves on unless told otherwise.
pub async fn run(command: &DemoCommand, out: &mut dyn Write) -> Result<(), DemoError> {
    let began = Instant::now();
    let stop = signals()?;
    let folder = folder(command.data.as_deref());
    let data = DataDir::new(&folder);
    writeln!(out, "Yicang 义仓 · a demonstration on real reports: Hubei, January–March 2020")?;
    if data.config().exists() {
        if !Agents::folder(&data).exists() {
            return Err(SetupError::Refused(format!(
                "{} holds a dispatch centre that is no demonstration's; choose another folder with --data",
                folder.display()
            ))
            .into());
        }
        writeln!(out, "Continuing the demonstration in {}; nothing in it is deleted.", folder.display())?;
    } else {
        init(
            &data,
            &InitOptions {
                catalogue: input::catalogue(),
                origin: "localhost/yicang-demo".into(),
                hosts: Vec::new(),
                config: Config { zone: "Asia/Shanghai".into(), ..Config::default() },
            },
        )?;
        make_dir(&Agents::folder(&data))?;
    }
    let (url, server) = started(command.listen, &data, stop.clone()).await?;
    writeln!(out, "Scheduler 调度中心 at {url}, data in {}\n", folder.display())?;

    let shown = tokio::select! {
        shown = show(&data, &url, out) => shown,
        () = stop.cancelled() => Err(DemoError::Interrupted),
    };
    let verified = match shown {
        Ok(()) => {
            writeln!(out, "\nAll of it took {:.1} s.", began.elapsed().as_secs_f32())?;
            true
        }
        Err(error) => {
            stop.cancel();
            // The demonstration's own fault is the one to tell.
            let _ = server.await;
            let _ = std::fs::remove_file(data.address());
            return Err(error);
        }
    };
    if command.once && verified {
        stop.cancel();
    } else {
        let dir = folder.display();
        writeln!(out, "\nStill serving 继续运行. In another terminal: yicang situation --data {dir}")?;
        writeln!(out, "                                 or: yicang explain H001 --data {dir}")?;
        writeln!(out, "Ctrl-C ends it.")?;
    }
    let ended = server.await;
    let _ = std::fs::remove_file(data.address());
    match ended {
        Ok(served) => Ok(served?),
        Err(_) => Err(ServeError::Stopped("the server broke off".into()).into()),
    }
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
async fn show(data: &DataDir, url: &str, out: &mut dyn Write) -> Result<(), DemoError> {
    let centre = ConnectArgs::of(data).connect().await?;
    let agents = Agents::ready(data, url).await?;
    agents.enrol(&centre, out).await?;
    agents.report(out).await?;

    let first = cycle(&centre, "First cycle 第一轮", out).await?;
    let orders = agents.orders(out).await?;
    agents.confirm(&orders, out).await?;
    let second = cycle(&centre, "Second cycle, on what is left 第二轮（剩余）", out).await?;
    let again = agents.orders(out).await?;
    writeln!(out, "  {} new orders since the first cycle\n", again.len().saturating_sub(orders.open_after()))?;
    verify(data, &[first, second], out)
}

/// Plans, shows the plan, decides it. Gives the decision's record.
async fn cycle(centre: &Coordinator, title: &str, out: &mut dyn Write) -> Result<u64, DemoError> {
    let policy = "floor-then-class".to_owned();
    let ask = PlanAsk { policy, policy_text: String::new(), second: SecondLevel::Minutes };
    let made = centre.plan(&ask).await?;
    let view = centre.show(&made.plan_id).await?;
    writeln!(
        out,
        "\n{title}: {}, {} needs, {} shipments, planned and checked in {} ms",
        made.plan_id,
        grouped(made.needs),
        grouped(made.shipments),
        made.planning_ms
    )?;
    writeln!(out, "  {}", tables::proof(&made))?;
    writeln!(out, "\nService, level by level 服务（逐层）")?;
    tables::levels(&made.levels).print(out)?;
    writeln!(out)?;
    tables::whole_plan(&view.situation, &view.policy, &view.plan, out)?;
    let decided = centre.approve(&made.plan_id, &view.summary.plan_sha256).await?;
    writeln!(
        out,
        "\n{} approved 已批准: record {} of the public log, {} orders out",
        made.plan_id,
        decided.decision_index,
        grouped(decided.orders)
    )?;
    Ok(decided.decision_index)
}

/// Audits the public folder with the key alone, as anybody could.
fn verify(data: &DataDir, decisions: &[u64], out: &mut dyn Write) -> Result<(), DemoError> {
    let not_verified = |problem: String| DemoError::NotVerified(problem);
    let public = data.public().display().to_string();
    let began = Instant::now();
    let log = LogVerifier::from_vkey(&read(&data.log_vkey())?).map_err(|error| not_verified(error.to_string()))?;
    let place = source::open(&public).map_err(|error| not_verified(error.to_string()))?;
    let audit = audit(place.as_ref(), &log, &mut |_, _, _| {}).map_err(|error| not_verified(error.to_string()))?;
    if let Some(first) = audit.findings.first() {
        return Err(not_verified(format!("{} findings, the first: {first}", audit.findings.len())));
    }
    let size = audit.checkpoint.as_ref().map_or(0, yicang_tlog::Checkpoint::size);
    if size <= decisions.iter().copied().max().unwrap_or(0) || audit.decisions < decisions.len() as u64 {
        return Err(not_verified(format!("{size} entries with {} decisions do not hold ours", audit.decisions)));
    }
    writeln!(
        out,
        "Public log 公开账本: {} entries, {} decisions checked again, {} files verified in {:.1} s",
        grouped(size),
        audit.decisions,
        grouped(audit.files),
        began.elapsed().as_secs_f32()
    )?;
    writeln!(out, "  ledger 账本  {public}")?;
    writeln!(out, "  key 公钥     {}", log.vkey())?;
    writeln!(out, "Verify it yourself 自行验证:")?;
    writeln!(
        out,
        "  cargo run --release --locked -p yicang-ledger -- verify {public} --key {}",
        data.log_vkey().display()
    )?;
    Ok(())
}
