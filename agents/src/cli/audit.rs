//! `audit`: whether all that was acknowledged is public, and evidence where it is not.

use super::console::Console;
use super::send::open_outbox;
use super::{Failure, Outcome, words};
use crate::audit::{Auditor, Standing};
use crate::home::Home;
use crate::keys::{KnownLog, STATEMENTS};
use crate::letter::Letter;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use yicang_ledger::collect::read_policy;
use yicang_ledger::extract::Extract;
use yicang_ledger::source;
use yicang_tlog::Evidence;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 every report with a receipt is public, or still has time; 1 one is not, or cannot be \
                        seen, or the log cannot be read; 2 wrong usage."
)]
pub(super) struct Audit {
    /// The log's public folder, or its address: http://… or https://…
    log: String,
    /// A tlog-policy file: the witnesses (见证) whose time proves to others that a report is late.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Certificates (PEM) of who vouches for an https address, if it is not one of the usual authorities.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

/// How many reports stand how.
#[derive(Default)]
struct Count {
    there: usize,
    waiting: usize,
    wrong: usize,
    latest_due: u64,
}

impl Audit {
    pub(super) fn run(self, dir: &Path, console: &mut Console) -> Result<Outcome, Failure> {
        let home = Home::open(dir)?;
        let outbox = open_outbox(&home, console)?;
        let policy = self.policy.as_deref().map(read_policy).transpose()?;
        let source = match &self.ca {
            Some(ca) => {
                let pem = std::fs::read(ca).map_err(|error| format!("{}: {error}", ca.display()))?;
                source::open_by(&self.log, &pem)?
            }
            None => source::open(&self.log)?,
        };
        let log = &home.learn_log_keys(source.as_ref())?;
        let extract = Extract::open(source.as_ref(), log)?;
        let now = u64::try_from(Timestamp::now().as_second()).unwrap_or(0);
        let (centre, policy) = (&home.config.centre_keys, policy.as_ref());
        let auditor = Auditor { extract: &extract, log, centre, policy, now };
        let mut count = Count::default();
        for letter in outbox.delivered()? {
            let Some(standing) = auditor.examine(&letter) else { continue };
            take(&home, &letter, standing, &mut count, console)?;
        }
        let (there, waiting, wrong) = (count.there, count.waiting, count.wrong);
        console.say(format!(
            "{} acknowledged (已回执): {there} in the public log (已公开), {waiting} waiting within the promised delay \
             (待公开), {wrong} not as promised (违约或存疑).",
            words::count(there + waiting + wrong, "report")
        ));
        if there > 0 {
            console.say(format!("The proofs (证明) are kept in {}.", folder(&home, "proofs").display()));
        }
        if waiting > 0 {
            console.say(format!("The last is due (最迟) at {}.", moment(count.latest_due)));
        }
        let unsent = outbox.pending()?.len();
        if unsent > 0 {
            console.say(format!("{unsent} in the outbox (发件箱) have no receipt yet: nothing is promised for them."));
        }
        Ok(if wrong == 0 { Outcome::Done } else { Outcome::Refused })
    }
}

fn take(
    home: &Home,
    letter: &Letter,
    standing: Standing,
    count: &mut Count,
    console: &mut Console,
) -> Result<(), Failure> {
    let problem = match standing {
        Standing::There(proof) => {
            count.there += 1;
            keep(home, "proofs", letter, &proof)?;
            return Ok(());
        }
        Standing::Waiting { due } => {
            count.waiting += 1;
            count.latest_due = count.latest_due.max(due);
            return Ok(());
        }
        Standing::Breach(judged, evidence) => {
            let file = keep(home, "breaches", letter, &evidence)?;
            format!(
                "BREACH 违约: the log promised entry {} to this report by {} and has not kept it. {} proves it to anyone:\n  \
                 yicang-ledger judge {} {} --receipt-key {}",
                judged.promise.index,
                moment(judged.promise.due_at()),
                file.display(),
                file.display(),
                key_words(home),
                home.config.centre_keys.signer_of(&evidence.receipt, &evidence.signature)
            )
        }
        Standing::Overdue { due, evidence } => {
            let file = keep(home, "breaches", letter, &evidence)?;
            format!(
                "OVERDUE 逾期: it was due in the log at {} and is not there. {} keeps the receipt and the log's head, but no \
                 witnesses' time that would prove it to others; run this again with --policy when there is one",
                moment(due),
                file.display()
            )
        }
        Standing::OtherReport => {
            "the entry that was promised is there, but it is not about this report (内容不符)".into()
        }
        Standing::NoPromise(error) => format!("cannot be held against the log (无承诺): {error}"),
        Standing::NotServed(why) => format!("the log does not show it (无法核对): {why}"),
    };
    count.wrong += 1;
    console.complain(format!("report {} ({}): {problem}", letter.id(), words::about(&letter.report)));
    Ok(())
}

/// How `judge` is told the log's key.
fn key_words(home: &Home) -> String {
    match &home.config.log {
        KnownLog::Key(key) => format!("--key {}", key.vkey()),
        KnownLog::Root(root) => format!("--root {} --keys {}", root.vkey(), folder(home, STATEMENTS).display()),
    }
}

fn folder(home: &Home, name: &str) -> PathBuf {
    home.folder().join(name)
}

/// Writes `NAME/<number>.evidence` beside the outbox, whole or not at all.
fn keep(home: &Home, name: &str, letter: &Letter, evidence: &Evidence) -> Result<PathBuf, Failure> {
    let folder = folder(home, name);
    let path = folder.join(format!("{}.evidence", letter.sequence()));
    let write = || {
        std::fs::create_dir_all(&folder)?;
        crate::home::replace(&path, &evidence.to_bytes())
    };
    write().map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

fn moment(seconds: u64) -> String {
    words::moment(i64::try_from(seconds).ok())
}
