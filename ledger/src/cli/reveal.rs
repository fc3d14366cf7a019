//! The verb `reveal`: a file of openings in, the fields' values out, each checked against the log.

use super::output::Output;
use super::trusted::Trusted;
use super::{Outcome, read_file, said};
use clap::Args;
use jiff::Timestamp;
use std::io::Write as _;
use std::path::PathBuf;
use yicang_auditor::public_log::PublicLog;
use yicang_auditor::source;
use yicang_auditor::witness::unix_time;
use yicang_auditor::words::Words as _;
use yicang_language::{Language, Message, ToMessage as _, message};
use yicang_tlog::mask::{GRANT, Opening, Openings};
use yicang_tlog::{Leaf, leaf_hash};

#[derive(Args)]
pub(super) struct RevealArgs {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "PLACE")]
    public: String,
    #[command(flatten)]
    trusted: Trusted,
}

pub(super) fn reveal(words: &RevealArgs, out: &mut Output<'_>) -> Outcome {
    let file = &words.file;
    let openings = match Openings::parse(&read_file(file)?) {
        Ok(openings) => openings,
        Err(problem) => return wrong(message!("ledger-opens-nothing", file = file, why = problem.words()), out),
    };
    let source = source::open(&words.public).map_err(said)?;
    let Some(log) = words.trusted.key_now(source.as_ref(), out)? else { return Ok(false) };
    if openings.log != log.name() {
        let what = message!("ledger-opens-other-log", file = file, opened = &openings.log, known = log.name());
        return wrong(what, out);
    }
    let extract = PublicLog::open(source.as_ref(), &log).map_err(said)?;
    let grant = match granting(&extract, openings.grant) {
        Ok(grant) => grant,
        Err(problem) => return wrong(problem, out),
    };
    let by = grant.get("coordinator").unwrap_or("-");
    let until = grant.get("until").unwrap_or("-");
    out.say_of_others(&message!(
        "ledger-grant",
        kind = GRANT,
        index = openings.grant,
        log = log.name(),
        by = by,
        until = until,
    ))?;
    let mut sound = true;
    for opening in &openings.fields {
        let Opening { entry, field, value, .. } = opening;
        match opened(&extract, openings.grant, &grant, opening) {
            Ok(()) => {
                let value = shown(value, out.language);
                writeln!(out, "{entry:>7}  {field:<20} {value}")?;
            }
            Err(problem) => sound = wrong(problem, out)?,
        }
    }
    if sound {
        out.say(&message!("ledger-revealed", count = openings.fields.len()))?;
    }
    Ok(sound)
}

fn wrong(what: Message, out: &mut Output<'_>) -> Outcome {
    out.say_of_others(&message!("ledger-wrong", what = what))?;
    Ok(false)
}

/// The grant, proven to be in the log and not run out.
fn granting(extract: &PublicLog<'_>, index: u64) -> Result<Leaf, Message> {
    let grant = proven(extract, index)?;
    if grant.kind() != GRANT {
        return Err(message!("ledger-no-grant", index = index, kind = grant.kind()));
    }
    let until = grant.get("until").and_then(|until| until.parse::<Timestamp>().ok());
    let until = until.ok_or_else(|| message!("ledger-grant-without-end", index = index))?;
    if i64::try_from(unix_time()).is_ok_and(|now| now > until.as_second()) {
        return Err(message!("ledger-grant-over", index = index, until = until.to_string()));
    }
    Ok(grant)
}

fn opened(extract: &PublicLog<'_>, index: u64, grant: &Leaf, opening: &Opening) -> Result<(), Message> {
    opening.is_granted(index, grant).map_err(|problem| problem.words())?;
    opening.check(&proven(extract, opening.entry)?).map_err(|problem| problem.words())
}

/// An entry that is under the log's signed head.
fn proven(extract: &PublicLog<'_>, index: u64) -> Result<Leaf, Message> {
    let proof = extract.prove(index).map_err(|problem| problem.message())?;
    let entry = extract.entry(index).map_err(|problem| problem.message())?;
    // Read twice: whoever serves it could have said something else the second time.
    if leaf_hash(&entry) != *proof.leaf() {
        return Err(message!("ledger-entry-changed", index = index));
    }
    Leaf::parse(&entry).map_err(|problem| message!("audit-entry", entry = index, what = problem.words()))
}

/// A value as a person reads it: text as it is, on lines of its own if it has several; else hexadecimal digits.
fn shown(value: &[u8], language: Language) -> String {
    let is_text = |text: &&str| text.chars().all(|c| !c.is_control() || c == '\n' || c == '\t');
    match std::str::from_utf8(value).ok().filter(is_text) {
        Some("") => message!("ledger-empty").say(language),
        Some(text) if text.contains('\n') => text.lines().map(|line| format!("\n         {line}")).collect(),
        Some(text) => text.to_owned(),
        None => value.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}
