//! Reports that are carried where there is no link: `outbox export` writes them to a file, `import` sends such a file
//! over another agent's link, and `outbox import` files the receipts at home.

use super::console::Console;
use super::send::Patience;
use super::{Failure, Outcome, runtime};
use crate::agent_dir::AgentDir;
use crate::carried::{CarriedFault, Receipts, Reports};
use crate::client::Client;
use crate::delivery::Told;
use crate::envelope::QueuedReport;
use crate::outbox::Outbox;
use crate::receipt;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use yicang_language::{Message, ToMessage as _, message};
use yicang_proto::v1;
use yicang_tlog::sha256;

#[derive(clap::Args)]
pub(super) struct Import {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    patience: Patience,
}

/// The file of the receipts for a file of reports.
fn receipts_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".receipts");
    PathBuf::from(name)
}

/// Writes all that waits to a file. It is marked first: whatever may be in a file cannot be taken back.
pub(super) fn export(file: &Path, outbox: &Outbox, agent_dir: &AgentDir, console: &mut Console) -> Result<(), Failure> {
    let waiting = outbox.pending()?;
    if waiting.is_empty() {
        return Err(message!("agent-carry-nothing").into());
    }
    if file.exists() {
        return Err(CarriedFault::Exists(file.into()).into());
    }
    outbox.carry(&waiting)?;
    let log = waiting.first().map(|queued| queued.report.log.clone()).unwrap_or_default();
    let agent = agent_dir.config.agent.to_string();
    Reports { agent, log, reports: waiting.iter().map(|queued| queued.signed.clone()).collect() }.write(file)?;
    let receipts = receipts_of(file);
    console.say(&message!("agent-carried-out", count = waiting.len(), file = file, receipts = receipts.as_path()));
    Ok(())
}

impl Import {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let file = self.file.as_path();
        let carried = Reports::read(file)?;
        is_of_log(file, &carried.log, agent_dir)?;
        let read = carried.reports.into_iter().map(QueuedReport::waiting).collect::<Option<Vec<_>>>();
        let is_of = |queued: &QueuedReport| queued.report.agent_id == carried.agent;
        let reports = read.filter(|all| all.iter().all(is_of));
        let reports = reports.ok_or_else(|| CarriedFault::Unreadable(file.into()))?;
        if reports.is_empty() {
            return Err(message!("agent-carry-empty", file = file).into());
        }
        let mut refused = 0;
        let mut tell = |queued: &QueuedReport, told: Told| {
            let (number, agent) = (queued.sequence(), queued.report.agent_id.as_str());
            match told {
                Told::Taken(entry) => {
                    console.say(&message!("agent-carried-sent", number = number, agent = agent, entry = entry));
                }
                Told::Refused(why) => {
                    refused += 1;
                    console.complain(&message!("agent-carried-refused", number = number, agent = agent, why = why));
                }
            }
        };
        let sent = runtime()?.block_on(async {
            let client = Client::new(&agent_dir.config).map_err(Failure::from)?;
            Ok::<_, Failure>(client.carry(&reports, self.patience.duration(), &mut tell).await)
        })?;
        let to = receipts_of(file);
        let receipts = sent.answers.iter().filter(|answer| answer.receipt.is_some()).count();
        if !sent.answers.is_empty() {
            let agent = carried.agent.clone();
            Receipts { agent, log: carried.log, answers: sent.answers }.replace(&to)?;
            let (to, agent) = (to.as_path(), carried.agent.as_str());
            console.say(&message!("agent-carried-receipts", count = receipts, file = to, agent = agent));
        }
        match sent.stopped {
            Some(why) => {
                console.complain(&message!("agent-carried-broken", why = why, file = to.as_path()));
                Ok(if refused > 0 { Outcome::Refused } else { Outcome::Kept })
            }
            None if refused > 0 => Ok(Outcome::Refused),
            None => Ok(Outcome::Done),
        }
    }
}

/// Files receipts for reports that wait. All are verified before the first is filed.
pub(super) fn file_receipts(
    file: &Path,
    outbox: &Outbox,
    agent_dir: &AgentDir,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    let Receipts { agent, log, answers } = Receipts::read(file)?;
    let own = agent_dir.config.agent.as_str();
    if agent != own {
        return Err(message!("agent-carry-other-agent", file = file, agent = &agent, own = own).into());
    }
    is_of_log(file, &log, agent_dir)?;
    let by_hash = |all: Vec<QueuedReport>| -> BTreeMap<Vec<u8>, QueuedReport> {
        all.into_iter().map(|queued| (sha256(&queued.signed.report).to_vec(), queued)).collect()
    };
    let (waiting, delivered) = (by_hash(outbox.pending()?), by_hash(outbox.delivered()?));
    let (mut proven, mut before, mut foreign) = (BTreeMap::new(), 0_usize, 0_usize);
    for answer in answers {
        let hash = &answer.report_sha256;
        match (answer.receipt, waiting.get(hash)) {
            (Some(signed), Some(queued)) => {
                receipt::verify(queued, &signed, &agent_dir.config.centre_keys).map_err(|fault| {
                    message!("agent-receipts-false", number = queued.sequence(), why = fault.message())
                })?;
                proven.insert(queued.sequence(), signed);
            }
            (Some(_), None) if delivered.contains_key(hash) => before += 1,
            (Some(_), None) => foreign += 1,
            (None, Some(queued)) => {
                let why = Message::verbatim(answer.refusal);
                console.complain(&message!("agent-receipts-refused", number = queued.sequence(), why = why));
            }
            (None, None) => {}
        }
    }
    let filed = file_in_order(outbox, proven, console)?;
    console.say(&message!("agent-receipts-filed", filed = filed, before = before));
    if foreign > 0 {
        console.complain(&message!("agent-receipts-foreign", count = foreign));
    }
    Ok(if filed + before == 0 { Outcome::Refused } else { Outcome::Done })
}

/// Reports leave the outbox in the order of their numbers.
fn file_in_order(
    outbox: &Outbox,
    mut proven: BTreeMap<u64, v1::SignedReceipt>,
    console: &mut Console,
) -> Result<usize, Failure> {
    let mut filed = 0;
    while let Some(queued) = outbox.first_pending()? {
        let Some(signed) = proven.remove(&queued.sequence()) else { break };
        outbox.deliver(&queued, signed, Timestamp::now())?;
        filed += 1;
    }
    for number in proven.keys() {
        console.complain(&message!("agent-receipts-gap", number = *number));
    }
    Ok(filed)
}

fn is_of_log(file: &Path, log: &str, agent_dir: &AgentDir) -> Result<(), Failure> {
    match agent_dir.log_name() {
        Some(own) if own != log => {
            Err(message!("agent-carry-other-log", file = file, log = format!("{log:?}"), own = &own).into())
        }
        _ => Ok(()),
    }
}
