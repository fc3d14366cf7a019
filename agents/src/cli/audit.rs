//! `audit`: whether all that was acknowledged is public, and evidence where it is not.

use super::console::Console;
use super::send::open_outbox;
use super::{Failure, Outcome, format, runtime};
use crate::agent_dir::AgentDir;
use crate::audit::{Auditor, InclusionStatus};
use crate::client::Client;
use crate::config::WitnessPolicy;
use crate::envelope::QueuedReport;
use crate::heads::HeadFault;
use crate::receipt::clocks_apart;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use yicang_auditor::log_keys::Keys;
use yicang_auditor::public_log::{PublicLog, prove_consistency};
use yicang_auditor::source::{self, Source};
use yicang_auditor::words::Words as _;
use yicang_language::{Message, ToMessage as _, message};
use yicang_tlog::{Evidence, Hash, LogKeys as _, Policy};

#[derive(clap::Args)]
pub(super) struct Audit {
    log: String,
    #[arg(long, value_name = "FILE", alias = "policy")]
    witness_policy: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

/// How many reports are in which state.
#[derive(Default)]
struct Count {
    included: usize,
    waiting: usize,
    wrong: usize,
    latest_due: u64,
}

impl Audit {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let outbox = open_outbox(agent_dir, console)?;
        let policy = match &self.witness_policy {
            Some(path) => Some(WitnessPolicy::read(path).map_err(Failure)?),
            None => agent_dir.config.policy.clone(),
        };
        let source = match &self.ca {
            Some(ca) => {
                let pem =
                    std::fs::read(ca).map_err(|error| message!("file-problem", path = ca, why = error.message()))?;
                source::open_by(&self.log, &pem)
            }
            None => source::open(&self.log),
        };
        let source = source?;
        let log = &agent_dir.learn_log_keys(source.as_ref())?;
        let extract = PublicLog::open(source.as_ref(), log)?;
        let now = u64::try_from(Timestamp::now().as_second()).unwrap_or(0);
        let (centre, policy) = (&agent_dir.config.centre_keys, policy.as_ref().map(WitnessPolicy::policy));
        let heads_fit = hold_heads(agent_dir, source.as_ref(), &extract, log, policy, console)?;
        let auditor = Auditor { extract: &extract, log, centre, policy, now };
        let mut count = Count::default();
        for queued in outbox.delivered()? {
            let Some(status) = auditor.examine(&queued) else { continue };
            if let Some(apart) = clocks_apart(&queued) {
                let why = format::clocks_apart(&apart, console);
                console.complain(&message!("agent-report-clocks", id = queued.id(), why = why));
            }
            take(agent_dir, &queued, status, &mut count, console)?;
        }
        let Count { included, waiting, wrong, latest_due } = count;
        let all = included + waiting + wrong;
        console.say(&message!("agent-audit-counts", all = all, included = included, waiting = waiting, wrong = wrong));
        if included > 0 {
            console.say(&message!("agent-audit-proofs", folder = &folder(agent_dir, "proofs")));
        }
        if waiting > 0 {
            console.say(&message!("agent-audit-latest", time = moment(latest_due, console)));
        }
        let unsent = outbox.pending()?.len();
        if unsent > 0 {
            console.say(&message!("agent-audit-unsent", count = unsent));
        }
        Ok(if wrong == 0 && heads_fit { Outcome::Done } else { Outcome::Refused })
    }
}

/// Counts a report, and keeps its proof or its evidence.
fn take(
    agent_dir: &AgentDir,
    queued: &QueuedReport,
    status: InclusionStatus,
    count: &mut Count,
    console: &mut Console,
) -> Result<(), Failure> {
    let problem = match status {
        InclusionStatus::Included(proof) => {
            count.included += 1;
            keep(agent_dir, "proofs", queued, &proof)?;
            return Ok(());
        }
        InclusionStatus::Waiting { due } => {
            count.waiting += 1;
            count.latest_due = count.latest_due.max(due);
            return Ok(());
        }
        InclusionStatus::Breach(judged, evidence) => {
            let file = keep(agent_dir, "breaches", queued, &evidence)?;
            let receipt_key = agent_dir.config.centre_keys.signer_of(&evidence.receipt, &evidence.signature);
            message!(
                "agent-audit-breach",
                entry = judged.promise.index,
                time = moment(judged.promise.due_at(), console),
                file = &file,
                command = judge(agent_dir, &file, &format!("--receipt-key {receipt_key}")),
            )
        }
        InclusionStatus::Overdue { due, evidence } => {
            let file = keep(agent_dir, "breaches", queued, &evidence)?;
            message!("agent-audit-overdue", time = moment(due, console), file = &file)
        }
        InclusionStatus::Misstated(lines, evidence) => {
            let lines: String = lines.iter().map(|line| format!("\n  {}", line.say(console.language))).collect();
            match evidence {
                Some(evidence) => {
                    let file = keep_bytes(agent_dir, "breaches", queued, &evidence.to_bytes(), "misstated")?;
                    let receipt_key = agent_dir.config.centre_keys.signer_of(&evidence.receipt, &evidence.signature);
                    let keys = format!("--receipt-key {receipt_key} --agent-key {}", agent_dir.key.public());
                    let command = judge(agent_dir, &file, &keys);
                    message!("agent-audit-misstated", lines = lines, file = &file, command = command)
                }
                None => message!("agent-audit-misstated-unsigned", lines = lines),
            }
        }
        InclusionStatus::NoPromise(error) => message!("agent-audit-no-promise", why = error.words()),
        InclusionStatus::NotServed(why) => message!("agent-audit-not-served", why = why),
    };
    count.wrong += 1;
    let about = format::about(&queued.report);
    console.complain(&message!("agent-audit-report", id = queued.id(), about = about, problem = problem));
    Ok(())
}

/// The command by which anyone judges a file.
fn judge(agent_dir: &AgentDir, file: &Path, keys: &str) -> String {
    format!("yicang-ledger verify-evidence {} {} {keys}", file.display(), format::key_words(agent_dir))
}

/// Holds the heads of this place, the witnessed one and the newest, against the last that was accepted; keeps the
/// newest. What does not fit is said.
fn hold_heads(
    agent_dir: &AgentDir,
    place: &dyn Source,
    extract: &PublicLog<'_>,
    log: &Keys<'_>,
    policy: Option<&Policy>,
    console: &mut Console,
) -> Result<bool, Failure> {
    let witnessed = extract.witnessed()?.filter(|note| log.open_by(note).is_ok());
    let mut all_fit = true;
    for note in witnessed.iter().map(Vec::as_slice).chain([extract.head().as_bytes()]) {
        let may_keep = policy.is_none_or(|policy| policy.check(Some(log), note).is_ok());
        let Err(fault) = hold_head(agent_dir, place, note, log, may_keep) else { continue };
        let command = format::judge_fork(agent_dir, &fault);
        let what = match &fault {
            HeadFault::Fork { .. } => message!("agent-audit-fork", what = fault.message()),
            HeadFault::NotProven { .. } | HeadFault::KeyGone { .. } => {
                message!("agent-audit-suspicion", what = fault.message())
            }
            HeadFault::Unreadable(_) | HeadFault::AnotherLog { .. } | HeadFault::File { .. } => fault.message(),
        };
        console.complain(&format::with_command(what, command));
        all_fit = false;
    }
    Ok(all_fit)
}

/// One of them. The proof comes from the place's own tiles; of a head behind the kept one they have none, and the
/// centre is asked.
fn hold_head(
    agent_dir: &AgentDir,
    place: &dyn Source,
    note: &[u8],
    log: &Keys<'_>,
    may_keep: bool,
) -> Result<(), HeadFault> {
    loop {
        let meeting = agent_dir.meet(note, log)?;
        if let Some((old, new)) = meeting.to_prove() {
            meeting.prove(match prove_consistency(place, old, new) {
                Ok(Some(proof)) => Ok(proof),
                Ok(None) => ask_centre(agent_dir, old, new),
                Err(error) => Err(error.message()),
            })?;
        }
        if !may_keep || meeting.keep()? {
            return Ok(());
        }
    }
}

/// The centre's proof, or why there is none.
fn ask_centre(agent_dir: &AgentDir, old: u64, new: u64) -> Result<Vec<Hash>, Message> {
    let asked = runtime().and_then(|runtime| {
        runtime.block_on(async {
            let client = Client::new(&agent_dir.config).map_err(|error| error.message())?;
            client.consistency(old, new).await.unwrap_or_else(|error| Err(error.message()))
        })
    });
    asked.map_err(|why| message!("agent-audit-no-tiles", why = why))
}

fn folder(agent_dir: &AgentDir, name: &str) -> PathBuf {
    agent_dir.folder().join(name)
}

/// Writes `NAME/<number>.evidence` beside the outbox, whole or not at all.
fn keep(agent_dir: &AgentDir, name: &str, queued: &QueuedReport, evidence: &Evidence) -> Result<PathBuf, Failure> {
    keep_bytes(agent_dir, name, queued, &evidence.to_bytes(), "evidence")
}

fn keep_bytes(
    agent_dir: &AgentDir,
    name: &str,
    queued: &QueuedReport,
    bytes: &[u8],
    ending: &str,
) -> Result<PathBuf, Failure> {
    let folder = folder(agent_dir, name);
    let path = folder.join(format!("{}.{ending}", queued.sequence()));
    let write = || {
        std::fs::create_dir_all(&folder)?;
        crate::files::replace(&path, bytes)
    };
    write().map_err(|error| message!("file-problem", path = &path, why = error.message()))?;
    Ok(path)
}

fn moment(seconds: u64, console: &Console) -> String {
    console.moment(i64::try_from(seconds).ok())
}
