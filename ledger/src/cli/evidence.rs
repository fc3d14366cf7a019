//! The verb `verify-evidence`: one evidence file in, one sentence and an exit code out. No network.

use super::output::Output;
use super::trusted::{Known, Trusted};
use super::{Failure, file_problem, read_file, watch};
use clap::Args;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use yicang_auditor::words::Words as _;
use yicang_files as files;
use yicang_language::{Message, message};
use yicang_tlog::{Evidence, Judged, KeyRing, LogKeys, Misstated, PublicKey, Receipt, TwoHeads, Verdict, hex};

#[derive(Args)]
pub(super) struct VerifyEvidenceArgs {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    trusted: Trusted,
    #[arg(long, value_name = "FILE", requires = "root", required_unless_present = "key")]
    keys: Option<PathBuf>,
    #[arg(long, value_name = "KEY")]
    receipt_key: Option<String>,
    #[arg(long, value_name = "KEY")]
    agent_key: Option<String>,
    #[arg(long, value_name = "FILE", alias = "policy")]
    witness_policy: Option<PathBuf>,
}

/// Answers the exit code: 0 no breach, 1 not evidence, 3 a breach.
pub(super) fn verify_evidence(words: &VerifyEvidenceArgs, out: &mut Output<'_>) -> Result<u8, Failure> {
    let known = words.trusted.read()?;
    let ring = words.keys.as_deref().map(|path| statements(path, &known)).transpose()?;
    let log: &dyn LogKeys = ring.as_ref().map_or(&known.key as &dyn LogKeys, |ring| ring);
    let policy = watch::policy(words.witness_policy.as_deref())?;
    let bytes = read_file(&words.file)?;
    if TwoHeads::is_claimed(&bytes) {
        return judge_heads(&words.file, &bytes, log, out);
    }
    if Misstated::is_claimed(&bytes) {
        return judge_misstated(words, &bytes, &known, log, out);
    }
    let receipts = receipt_key(words.receipt_key.as_deref(), &known)?;
    let judged = Evidence::parse(&bytes).and_then(|evidence| evidence.judge(log, &receipts, policy.as_ref()));
    match judged {
        Err(problem) => proves_nothing(&words.file, problem.words(), out),
        Ok(judged) => answer(judged.verdict.is_breach(), sentence(&judged), out),
    }
}

fn proves_nothing(file: &Path, why: Message, out: &mut Output<'_>) -> Result<u8, Failure> {
    out.say(&message!("ledger-proves-nothing", file = file, why = why))?;
    Ok(1)
}

fn answer(is_breach: bool, what: Message, out: &mut Output<'_>) -> Result<u8, Failure> {
    out.say(&if is_breach {
        message!("ledger-breach", what = what)
    } else {
        message!("ledger-no-breach", what = what)
    })?;
    Ok(if is_breach { 3 } else { 0 })
}

/// A file of two heads: no receipt is in it, so no receipt key is asked for.
fn judge_heads(file: &Path, bytes: &[u8], log: &dyn LogKeys, out: &mut Output<'_>) -> Result<u8, Failure> {
    let judged = match TwoHeads::parse(bytes).and_then(|file| file.judge(log)) {
        Ok(judged) => judged,
        Err(problem) => return proves_nothing(file, problem.words(), out),
    };
    let (log, size) = (log.name(), judged.size);
    if !judged.is_fork() {
        return answer(false, message!("ledger-one-tree", log = log, size = size), out);
    }
    let [one, other] = judged.roots.map(|root| hex(&root));
    answer(true, message!("ledger-forked", log = log, size = size, one = one, other = other), out)
}

/// An entry beside what its agent has signed.
fn judge_misstated(
    words: &VerifyEvidenceArgs,
    bytes: &[u8],
    known: &Known,
    log: &dyn LogKeys,
    out: &mut Output<'_>,
) -> Result<u8, Failure> {
    let agent = words.agent_key.as_deref().ok_or_else(|| Failure::Said(message!("ledger-ask-agent-key")))?;
    let agent = public_key("--agent-key", agent)?;
    let receipts = receipt_key(words.receipt_key.as_deref(), known)?;
    let judged = match Misstated::parse(bytes).and_then(|file| file.judge(&receipts, &agent)) {
        Ok(judged) => judged,
        Err(problem) => return proves_nothing(&words.file, problem.words(), out),
    };
    let Receipt { index, log: promised, .. } = &judged.promise;
    if promised != log.name() {
        let why = message!("ledger-evidence-other-log", promised = promised, known = log.name());
        return proves_nothing(&words.file, why, out);
    }
    let report = report(&judged.promise);
    if !judged.is_breach() {
        return answer(false, message!("ledger-as-signed", index = *index, log = promised, report = report), out);
    }
    let lines = |lines: &[String]| lines.iter().map(|line| format!("\n  {line:?}")).collect::<String>();
    let [entry, signed] = &judged.differs;
    let what = message!(
        "ledger-misstated",
        index = *index,
        log = promised,
        report = report,
        entry = lines(entry),
        signed = lines(signed),
    );
    // Several lines, which end with those that differ.
    out.say(&message!("ledger-breach-lines", what = what))?;
    Ok(3)
}

fn report(promise: &Receipt) -> Message {
    message!("ledger-report-of", report = &promise.report_id, agent = &promise.agent_id)
}

fn sentence(judged: &Judged) -> Message {
    let (promise, head) = (&judged.promise, &judged.head);
    let (index, log, report) = (promise.index, &promise.log, report(promise));
    let due = moment(promise.due_at());
    match judged.verdict {
        Verdict::Kept => message!("ledger-verdict-kept", report = report, log = log, index = index),
        Verdict::NotDue { seen_at } => {
            message!("ledger-verdict-not-due", report = report, log = log, due = due, seen = moment(seen_at))
        }
        Verdict::OtherLeaf(leaf) => message!(
            "ledger-verdict-other-leaf",
            log = log,
            index = index,
            report = report,
            promised = hex(&promise.leaf_hash),
            size = head.size(),
            leaf = hex(&leaf),
        ),
        Verdict::Late { seen_at, size } => message!(
            "ledger-verdict-late",
            log = log,
            report = report,
            index = index,
            due = due,
            size = size,
            seen = moment(seen_at),
        ),
    }
}

/// Seconds since 1970 as a date.
fn moment(seconds: u64) -> Message {
    let moment = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    moment.map_or_else(|| message!("ledger-seconds", seconds = seconds), Message::verbatim)
}

/// The keys that the root key names, from a file.
fn statements(path: &Path, root: &Known) -> Result<KeyRing, Failure> {
    KeyRing::parse(&read_file(path)?, &root.key).map_err(|error| file_problem(path, error.words()))
}

fn receipt_key(key: Option<&str>, known: &Known) -> Result<PublicKey, Failure> {
    let Some(key) = key else {
        if known.is_root {
            return Err(Failure::Said(message!("ledger-ask-receipt-key")));
        }
        let none = |_| Failure::Said(message!("ledger-ask-receipt-key"));
        let material = known.key.material().try_into().map_err(none)?;
        return PublicKey::from_bytes(&material).map_err(|error| Failure::Said(error.words()));
    };
    public_key("--receipt-key", key)
}

/// A key, or a file that holds it.
fn public_key(word: &str, key: &str) -> Result<PublicKey, Failure> {
    let text = match files::read(Path::new(key)) {
        Ok(Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => key.to_owned(),
    };
    PublicKey::from_text(&text)
        .map_err(|error| Failure::Said(message!("ledger-key-flag", flag = word, key = key, why = error.words())))
}
