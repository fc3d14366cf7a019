//! The verb `reveal`: a file of openings in, the fields' values out, each checked against the log.

use super::args::Trusted;
use super::{Failure, Outcome, said};
use clap::Args;
use jiff::Timestamp;
use std::io::Write;
use std::path::PathBuf;
use yicang_auditor::public_log::PublicLog;
use yicang_auditor::source;
use yicang_auditor::witness::unix_time;
use yicang_files as files;
use yicang_tlog::mask::{GRANT, Opening, Openings};
use yicang_tlog::{Leaf, leaf_hash};

#[derive(Args)]
pub(super) struct RevealArgs {
    /// The file of openings that was disclosed
    file: PathBuf,
    /// The public folder, or its address: http://… or https://…
    #[arg(long, value_name = "PLACE")]
    public: String,
    #[command(flatten)]
    trusted: Trusted,
}

pub(super) fn reveal(words: &RevealArgs, out: &mut dyn Write) -> Outcome {
    let file = words.file.display();
    let bytes = files::read(&words.file).map_err(|error| Failure::Said(format!("{file} cannot be read: {error}")))?;
    let bytes = bytes.ok_or_else(|| Failure::Said(format!("there is no file {file}")))?;
    let openings = match Openings::parse(&bytes) {
        Ok(openings) => openings,
        Err(problem) => {
            writeln!(out, "wrong: {file} opens nothing: {problem}")?;
            return Ok(false);
        }
    };
    let source = source::open(&words.public).map_err(said)?;
    let Some(log) = words.trusted.key_now(source.as_ref(), out)? else { return Ok(false) };
    if openings.log != log.name() {
        writeln!(out, "wrong: {file} opens fields of {}, and the key is that of {}", openings.log, log.name())?;
        return Ok(false);
    }
    let extract = PublicLog::open(source.as_ref(), &log).map_err(said)?;
    let grant = match granting(&extract, openings.grant) {
        Ok(grant) => grant,
        Err(problem) => {
            writeln!(out, "wrong: {problem}")?;
            return Ok(false);
        }
    };
    let by = grant.get("coordinator").unwrap_or("-");
    let until = grant.get("until").unwrap_or("-");
    writeln!(out, "{}: entry {} of {}, by {by}, until {until}", GRANT, openings.grant, log.name())?;
    let mut sound = true;
    for opening in &openings.fields {
        let Opening { entry, field, value, .. } = opening;
        match opened(&extract, openings.grant, &grant, opening) {
            Ok(()) => writeln!(out, "{entry:>7}  {field:<20} {}", shown(value))?,
            Err(problem) => {
                sound = false;
                writeln!(out, "wrong: {problem}")?;
            }
        }
    }
    if sound {
        let count = openings.fields.len();
        writeln!(out, "{count} fields are what the log commits to 与日志承诺一致")?;
    }
    Ok(sound)
}

/// The grant, proven to be in the log and not run out.
fn granting(extract: &PublicLog<'_>, index: u64) -> Result<Leaf, String> {
    let grant = proven(extract, index)?;
    if grant.kind() != GRANT {
        return Err(format!("entry {index} is no grant but {}", grant.kind()));
    }
    let until = grant.get("until").and_then(|until| until.parse::<Timestamp>().ok());
    let until = until.ok_or_else(|| format!("the grant (entry {index}) does not say until when"))?;
    if i64::try_from(unix_time()).is_ok_and(|now| now > until.as_second()) {
        return Err(format!("the grant (entry {index}) ran out at {until}; ask for a new one"));
    }
    Ok(grant)
}

fn opened(extract: &PublicLog<'_>, index: u64, grant: &Leaf, opening: &Opening) -> Result<(), String> {
    opening.is_granted(index, grant).map_err(|problem| problem.to_string())?;
    opening.check(&proven(extract, opening.entry)?).map_err(|problem| problem.to_string())
}

/// An entry that is under the log's signed head.
fn proven(extract: &PublicLog<'_>, index: u64) -> Result<Leaf, String> {
    let proof = extract.prove(index).map_err(|problem| problem.to_string())?;
    let entry = extract.entry(index).map_err(|problem| problem.to_string())?;
    // Read twice: whoever serves it could have said something else the second time.
    if leaf_hash(&entry) != *proof.leaf() {
        return Err(format!("entry {index} is not what was proven a moment ago; `yicang-ledger verify` says more"));
    }
    Leaf::parse(&entry).map_err(|problem| format!("entry {index}: {problem}"))
}

/// A value as a person reads it: text as it is, on lines of its own if it has several; else hexadecimal digits.
fn shown(value: &[u8]) -> String {
    let is_text = |text: &&str| text.chars().all(|c| !c.is_control() || c == '\n' || c == '\t');
    match std::str::from_utf8(value).ok().filter(is_text) {
        Some("") => "(empty 空)".into(),
        Some(text) if text.contains('\n') => text.lines().map(|line| format!("\n         {line}")).collect(),
        Some(text) => text.to_owned(),
        None => value.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}
