//! The verb `verify-evidence`: one evidence file in, one sentence and an exit code out. No network.

use super::args::Trusted;
use super::trusted::Known;
use super::{Failure, watch};
use clap::Args;
use jiff::Timestamp;
use std::io::Write;
use std::path::{Path, PathBuf};
use yicang_files as files;
use yicang_tlog::{Evidence, Judged, KeyRing, LogKeys, Misstated, PublicKey, Receipt, TwoHeads, Verdict, hex};

#[derive(Args)]
pub(super) struct VerifyEvidenceArgs {
    /// The evidence file, for instance one that `yicang-agent audit` or `yicang-agent orders` wrote
    file: PathBuf,
    #[command(flatten)]
    trusted: Trusted,
    /// With --root: the root's statements, a copy of the log's public `log.keys`
    #[arg(long, value_name = "FILE", requires = "root", required_unless_present = "key")]
    keys: Option<PathBuf>,
    /// The key that signs the centre's receipts, or a file that holds it (receipt.pub) [default: the log's own key]
    #[arg(long, value_name = "KEY")]
    receipt_key: Option<String>,
    /// The agent's key, or a file that holds it, where the file is about an entry that is not what the agent signed
    #[arg(long, value_name = "KEY")]
    agent_key: Option<String>,
    /// A tlog-policy file: the witnesses whose time counts, where the head does not reach the promised entry
    #[arg(long, value_name = "FILE", alias = "policy")]
    witness_policy: Option<PathBuf>,
}

/// Answers the exit code: 0 no breach, 1 not evidence, 3 a breach.
pub(super) fn verify_evidence(words: &VerifyEvidenceArgs, out: &mut dyn Write) -> Result<u8, Failure> {
    let known = words.trusted.read()?;
    let ring = words.keys.as_deref().map(|path| statements(path, &known)).transpose()?;
    let log: &dyn LogKeys = ring.as_ref().map_or(&known.key as &dyn LogKeys, |ring| ring);
    let policy = watch::policy(words.witness_policy.as_deref())?;
    let file = words.file.display();
    let bytes = files::read(&words.file).map_err(|error| Failure::Said(format!("{file} cannot be read: {error}")))?;
    let bytes = bytes.ok_or_else(|| Failure::Said(format!("there is no file {file}")))?;
    if TwoHeads::is_claimed(&bytes) {
        return judge_heads(&words.file, &bytes, log, out);
    }
    if Misstated::is_claimed(&bytes) {
        return judge_misstated(words, &bytes, &known, log, out);
    }
    let receipts = receipt_key(words.receipt_key.as_deref(), &known)?;
    let judged = Evidence::parse(&bytes).and_then(|evidence| evidence.judge(log, &receipts, policy.as_ref()));
    match judged {
        Err(problem) => {
            writeln!(out, "{file} proves nothing (不能作为证据): {problem}.")?;
            Ok(1)
        }
        Ok(judged) => {
            let (words, code) =
                if judged.verdict.is_breach() { ("BREACH 违约", 3) } else { ("no breach 未违约", 0) };
            writeln!(out, "{words}: {}.", sentence(&judged))?;
            Ok(code)
        }
    }
}

/// A file of two heads: no receipt is in it, so no receipt key is asked for.
fn judge_heads(file: &Path, bytes: &[u8], log: &dyn LogKeys, out: &mut dyn Write) -> Result<u8, Failure> {
    let judged = TwoHeads::parse(bytes).and_then(|file| file.judge(log));
    let (log, file) = (log.name(), file.display());
    match judged {
        Err(problem) => {
            writeln!(out, "{file} proves nothing (不能作为证据): {problem}.")?;
            Ok(1)
        }
        Ok(judged) if judged.is_fork() => {
            let (size, [one, other]) = (judged.size, judged.roots.map(|root| hex(&root)));
            writeln!(
                out,
                "BREACH 违约: {log} has forked (日志分叉): it has signed two trees of {size} entries, with the roots {one} and \
                 {other}."
            )?;
            Ok(3)
        }
        Ok(judged) => {
            writeln!(out, "no breach 未违约: both heads of {log} are of one tree of {} entries.", judged.size)?;
            Ok(0)
        }
    }
}

/// An entry beside what its agent has signed.
fn judge_misstated(
    words: &VerifyEvidenceArgs,
    bytes: &[u8],
    known: &Known,
    log: &dyn LogKeys,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let asked =
        "give the key of the agent that reported with --agent-key; the log's entry `enrolment` of the agent shows it";
    let agent = words.agent_key.as_deref().ok_or_else(|| Failure::Said(asked.into()))?;
    let agent = public_key("--agent-key", agent)?;
    let receipts = receipt_key(words.receipt_key.as_deref(), known)?;
    let file = words.file.display();
    let judged = Misstated::parse(bytes).and_then(|file| file.judge(&receipts, &agent));
    match judged {
        Err(problem) => {
            writeln!(out, "{file} proves nothing (不能作为证据): {problem}.")?;
            Ok(1)
        }
        Ok(judged) if judged.promise.log != log.name() => {
            let (promised, name) = (&judged.promise.log, log.name());
            writeln!(
                out,
                "{file} proves nothing (不能作为证据): it is about the log {promised}, and the key is that of {name}."
            )?;
            Ok(1)
        }
        Ok(judged) => {
            let Receipt { report_id, agent_id, index, log, .. } = &judged.promise;
            let report = format!("report {report_id} of agent {agent_id}");
            if !judged.is_breach() {
                writeln!(out, "no breach 未违约: entry {index} of {log} says what was signed in {report}.")?;
                return Ok(0);
            }
            let [entry, signed] = &judged.differs;
            let lines = |lines: &[String]| lines.iter().map(|line| format!("\n  {line:?}")).collect::<String>();
            writeln!(
                out,
                "BREACH 违约: the centre promised entry {index} of {log} to {report}, and that entry is not what the agent signed \
                 (条目与签名上报不符).\nThe entry says:{}\nThe agent signed:{}",
                lines(entry),
                lines(signed)
            )?;
            Ok(3)
        }
    }
}

fn sentence(judged: &Judged) -> String {
    let (promise, head) = (&judged.promise, &judged.head);
    let report = format!("report {} of agent {}", promise.report_id, promise.agent_id);
    let (index, log, due) = (promise.index, &promise.log, moment(promise.due_at()));
    match judged.verdict {
        Verdict::Kept => format!("{report} stands in {log} as entry {index}, as promised"),
        Verdict::NotDue { seen_at } => {
            format!("{report} was to be in {log} by {due}; the file shows the log at {} only", moment(seen_at))
        }
        Verdict::OtherLeaf(leaf) => format!(
            "{log} promised entry {index} to {report} (leaf hash {}), and has signed a tree of {} entries in which \
             another leaf stands there ({})",
            hex(&promise.leaf_hash),
            head.size(),
            hex(&leaf)
        ),
        Verdict::Late { seen_at, size } => format!(
            "{log} promised that {report} is public as entry {index} by {due}, and its witnesses still saw a tree of {size} \
             entries at {}",
            moment(seen_at)
        ),
    }
}

/// Seconds since 1970 as a date.
fn moment(seconds: u64) -> String {
    let moment = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    moment.map_or_else(|| format!("{seconds} s after 1970"), |moment| moment.to_string())
}

/// The keys that the root key names, from a file.
fn statements(path: &Path, root: &Known) -> Result<KeyRing, Failure> {
    let shown = path.display();
    let bytes = files::read(path).map_err(|error| Failure::Said(format!("{shown} cannot be read: {error}")))?;
    let bytes = bytes.ok_or_else(|| Failure::Said(format!("there is no file {shown}")))?;
    KeyRing::parse(&bytes, &root.key).map_err(|error| Failure::Said(format!("{shown}: {error}")))
}

fn receipt_key(key: Option<&str>, known: &Known) -> Result<PublicKey, Failure> {
    let Some(key) = key else {
        if known.is_root {
            return Err(Failure::Said("with --root, give the centre's receipt key with --receipt-key".into()));
        }
        let material = known.key.material().try_into().map_err(|_| Failure::Said("give --receipt-key".into()))?;
        return PublicKey::from_bytes(&material).map_err(super::said);
    };
    public_key("--receipt-key", key)
}

/// A key, or a file that holds it.
fn public_key(word: &str, key: &str) -> Result<PublicKey, Failure> {
    let text = match files::read(Path::new(key)) {
        Ok(Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => key.to_owned(),
    };
    PublicKey::from_text(&text).map_err(|error| Failure::Said(format!("{word} {key}: {error}")))
}
