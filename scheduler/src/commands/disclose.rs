//! A coordinator lets somebody see fields that the public log only commits to. The grant is recorded and public before
//! the fields are opened; who may look and why is masked in it, and opened with the rest.

use super::gate::{self, Admitted};
use super::masked_entries::Entries;
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::disclosure::{DiscloseAsk, Disclosed};
use crate::events::leaf::{ASKED_MAX, DISCLOSED_MAX};
use crate::events::salts::Salts;
use crate::refusal::Refusal;
use jiff::Timestamp;
use yicang_domain::Fault;
use yicang_language::message;
use yicang_tlog::mask::{Opening, Openings};

/// The longest name of a reader, and the longest reason, in bytes.
pub const TEXT_BYTES_MAX: usize = 1_000;

/// Records the grant, or finds it done already, and opens its fields once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: &DiscloseAsk) -> Result<Openings, Refusal> {
    let salts = Salts::load(&centre.salts_file)
        .map_err(|error| Refusal::not_now(message!("grant-no-salts", why = error.to_string())))?;
    // What was forgotten since the start is forgotten here, too.
    centre.salts.lock().expect("nothing panics while it holds the salts").clone_from(&salts);
    let upto = centre.state().board.applied_upto;
    centre.durable(upto).await?;
    let mut faults = Vec::new();
    let until = until(centre, ask, &mut faults);
    let mut entries = Entries::upto(centre, upto);
    let mut fields = Vec::new();
    for (at, field) in ask.fields.iter().take(DISCLOSED_MAX + 1).enumerate() {
        match entries.open(&salts, field).await {
            Ok(opened) => fields.extend(opened),
            Err(problem) => faults.push(Fault::new(format!("grant_disclosure.fields[{at}]"), problem)),
        }
    }
    fields.sort_by(|a, b| (a.entry, &a.field).cmp(&(b.entry, &b.field)));
    fields.dedup();
    if ask.fields.len() > ASKED_MAX {
        let problem = message!("grant-too-many-lines", count = ask.fields.len(), max = ASKED_MAX);
        faults.push(Fault::new("grant_disclosure.fields", problem));
    }
    if ask.fields.is_empty() || fields.len() > DISCLOSED_MAX {
        let problem = message!("grant-fields", count = fields.len().max(ask.fields.len()), max = DISCLOSED_MAX);
        faults.push(Fault::new("grant_disclosure.fields", problem));
    }
    let until =
        until.filter(|_| faults.is_empty()).ok_or(Refusal::Faulty { what: message!("refused-grant"), faults })?;
    let index = record(centre, &command, ask, until, &fields)?;
    centre.durable(index + 1).await?;
    let mut own = Entries::upto(centre, index + 1);
    let all = (index, String::new());
    fields.extend(own.open(&salts, &all).await.map_err(Refusal::Broken)?);
    Ok(Openings { log: centre.log.clone(), grant: index, fields })
}

/// Until when, and the faults of all that is not a field.
fn until(centre: &Centre, ask: &DiscloseAsk, faults: &mut Vec<Fault>) -> Option<Timestamp> {
    for (field, text) in [("reader", &ask.reader), ("reason", &ask.reason)] {
        if text.trim().is_empty() || text.len() > TEXT_BYTES_MAX {
            let problem = message!("text-length", bytes = text.len(), max = TEXT_BYTES_MAX);
            faults.push(Fault::new(format!("grant_disclosure.{field}"), problem));
        }
    }
    let until = ask.until.clone().map_err(|fault| faults.push(fault)).ok()?;
    if until <= centre.now() {
        faults.push(Fault::new("grant_disclosure.until", message!("grant-past", until = until.to_string())));
    }
    Some(until)
}

fn record(
    centre: &Centre,
    command: &Admitted,
    ask: &DiscloseAsk,
    until: Timestamp,
    opened: &[Opening],
) -> Result<u64, Refusal> {
    let recorded = gate::record::<Refusal>(centre, command, |_| {
        let (reader, reason) = (ask.reader.clone(), ask.reason.clone());
        let fields = opened.iter().map(|one| (one.entry, one.field.clone())).collect();
        let coordinator = command.coordinator();
        tracing::info!(%coordinator, fields = opened.len(), %until, "masked fields are disclosed");
        Ok(Box::new(move |_, _, command| CentreEvent::Disclosed(Disclosed { reader, reason, until, fields, command })))
    })?;
    Ok(recorded.index())
}
