//! `audit`: whether all that was acknowledged is public, and evidence where it is not.

use super::console::Console;
use super::send::open_outbox;
use super::{Failure, Outcome, runtime, words};
use crate::audit::{Auditor, Standing};
use crate::client::Client;
use crate::heads::HeadFault;
use crate::home::{Home, WitnessPolicy};
use crate::letter::Letter;
use crate::receipt::clocks_apart;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use yicang_auditor::log_keys::Keys;
use yicang_auditor::public_log::{PublicLog as Extract, prove_consistency};
use yicang_auditor::source::{self, Source};
use yicang_tlog::{Evidence, Hash, LogKeys as _, Policy};

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 every report with a receipt is public, or still has time; 1 one is not, or cannot be \
                        seen, or the log cannot be read, or does not continue the one seen before; 2 wrong usage."
)]
pub(super) struct Audit {
    /// The log's public folder, or its address: http://… or https://…
    log: String,
    /// A tlog-policy file: the witnesses (见证) whose time proves to others that a report is late [default: the
    /// configuration's policy, if it names one].
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
        let policy = match &self.policy {
            Some(path) => Some(WitnessPolicy::read(path).map_err(Failure)?),
            None => home.config.policy.clone(),
        };
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
        let (centre, policy) = (&home.config.centre_keys, policy.as_ref().map(WitnessPolicy::policy));
        let heads_fit = hold_heads(&home, source.as_ref(), &extract, log, policy, console)?;
        let auditor = Auditor { extract: &extract, log, centre, policy, now };
        let mut count = Count::default();
        for letter in outbox.delivered()? {
            let Some(standing) = auditor.examine(&letter) else { continue };
            if let Some(apart) = clocks_apart(&letter) {
                let sentence = words::clocks_apart(&apart);
                console.complain(format!("report {} ({}): {sentence}.", letter.id(), words::about(&letter.report)));
            }
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
        Ok(if wrong == 0 && heads_fit { Outcome::Done } else { Outcome::Refused })
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
                words::key_words(home),
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
        Standing::Misstated(lines, evidence) => {
            let lines = lines.iter().map(|line| format!("\n  {line}")).collect::<String>();
            let proof = match evidence {
                Some(evidence) => {
                    let file = keep_bytes(home, "breaches", letter, &evidence.to_bytes(), "misstated")?;
                    let receipt_key = home.config.centre_keys.signer_of(&evidence.receipt, &evidence.signature);
                    format!(
                        "\n{} proves it to anyone:\n  yicang-ledger judge {} {} --receipt-key {receipt_key} --agent-key {}",
                        file.display(),
                        file.display(),
                        words::key_words(home),
                        home.key.public()
                    )
                }
                None => {
                    "\nA report of an earlier version signs no public face, so nothing proves it to others.".to_owned()
                }
            };
            format!("the entry that was promised is there, and says something else (内容不符):{lines}{proof}")
        }
        Standing::NoPromise(error) => format!("cannot be held against the log (无承诺): {error}"),
        Standing::NotServed(why) => format!("the log does not show it (无法核对): {why}"),
    };
    count.wrong += 1;
    console.complain(format!("report {} ({}): {problem}", letter.id(), words::about(&letter.report)));
    Ok(())
}

/// Holds the heads of this place, the witnessed one and the newest, against the last that was accepted; keeps the newest. What
/// does not fit is said.
fn hold_heads(
    home: &Home,
    place: &dyn Source,
    extract: &Extract<'_>,
    log: &Keys<'_>,
    policy: Option<&Policy>,
    console: &mut Console,
) -> Result<bool, Failure> {
    let witnessed = extract.witnessed()?.filter(|note| log.open_by(note).is_ok());
    let mut all_fit = true;
    for note in witnessed.iter().map(Vec::as_slice).chain([extract.head().as_bytes()]) {
        let may_keep = policy.is_none_or(|policy| policy.check(Some(log), note).is_ok());
        let Err(fault) = hold_head(home, place, note, log, may_keep) else { continue };
        let how = words::judge_fork(home, &fault).map(|line| format!(":\n  {line}")).unwrap_or_default();
        let what = match &fault {
            HeadFault::Fork { .. } => "FORK 分叉: ",
            HeadFault::NotProven { .. } | HeadFault::KeyGone { .. } => "SUSPICION 存疑: ",
            HeadFault::AnotherLog { .. } | HeadFault::File { .. } => "",
        };
        console.complain(format!("{what}{fault}{how}"));
        all_fit = false;
    }
    Ok(all_fit)
}

/// One of them. The proof comes from the place's own tiles; of a head behind the kept one they have none, and the centre is asked.
fn hold_head(home: &Home, place: &dyn Source, note: &[u8], log: &Keys<'_>, may_keep: bool) -> Result<(), HeadFault> {
    loop {
        let meeting = home.meet(note, log)?;
        if let Some((old, new)) = meeting.to_prove() {
            meeting.prove(match prove_consistency(place, old, new) {
                Ok(Some(proof)) => Ok(proof),
                Ok(None) => ask_centre(home, old, new),
                Err(error) => Err(error.to_string()),
            })?;
        }
        if !may_keep || meeting.keep()? {
            return Ok(());
        }
    }
}

/// The centre's proof, or why there is none.
fn ask_centre(home: &Home, old: u64, new: u64) -> Result<Vec<Hash>, String> {
    let failed = |Failure(sentences): Failure| sentences.join("; ");
    let here = "this place has not the tiles that would prove it, perhaps because it is behind";
    let asked = runtime().map_err(failed)?.block_on(async {
        let client = Client::new(&home.config).map_err(|error| error.to_string())?;
        client.consistency(old, new).await.unwrap_or_else(|trouble| Err(trouble.to_string()))
    });
    asked.map_err(|why| format!("{here}, and {why}"))
}

fn folder(home: &Home, name: &str) -> PathBuf {
    home.folder().join(name)
}

/// Writes `NAME/<number>.evidence` beside the outbox, whole or not at all.
fn keep(home: &Home, name: &str, letter: &Letter, evidence: &Evidence) -> Result<PathBuf, Failure> {
    keep_bytes(home, name, letter, &evidence.to_bytes(), "evidence")
}

fn keep_bytes(home: &Home, name: &str, letter: &Letter, bytes: &[u8], ending: &str) -> Result<PathBuf, Failure> {
    let folder = folder(home, name);
    let path = folder.join(format!("{}.{ending}", letter.sequence()));
    let write = || {
        std::fs::create_dir_all(&folder)?;
        crate::home::replace(&path, bytes)
    };
    write().map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

fn moment(seconds: u64) -> String {
    words::moment(i64::try_from(seconds).ok())
}
