//! What the reserve lines hold that a plan looks at, read back from the journal with the salts of their commitments.
//! The plan publishes it; decides nothing.

use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::refusal::Refusal;
use std::collections::BTreeMap;
use yicang_domain::events::Source;
use yicang_domain::events::openings::{Counted, Opening, Openings, masked_field};
use yicang_language::message;
use yicang_tlog::mask::salt_of;

/// Opens these lines; the records that they are in must have been handed to the journal.
pub(crate) async fn of(centre: &Centre, sources: &[Source]) -> Result<Openings, Refusal> {
    let Some(last) = sources.iter().map(|source| source.entry).max() else { return Ok(Openings::default()) };
    centre.durable(last + 1).await?;
    let mut by_entry = BTreeMap::<u64, Vec<u32>>::new();
    for source in sources {
        by_entry.entry(source.entry).or_default().push(source.line);
    }
    let mut openings = BTreeMap::new();
    for (entry, lines) in by_entry {
        let unreadable = |why: String| Refusal::Broken(message!("masked-unreadable", entry = entry, why = why));
        let record = centre.journal.read(entry).await.map_err(unreadable)?;
        let (_, event) = CentreEvent::read(entry, &record, |_| None).map_err(|error| unreadable(error.to_string()))?;
        for line in lines {
            let opening = opening(centre, entry, line, &event);
            let opening = opening.ok_or_else(|| unreadable(format!("it has no reserve line {line}")))?;
            openings.insert(Source { entry, line }, opening);
        }
    }
    Ok(Openings(openings))
}

fn opening(centre: &Centre, entry: u64, line: u32, event: &CentreEvent) -> Option<Opening> {
    let CentreEvent::Reported(reported) = event else { return None };
    let report = &reported.report;
    let (_, lines) = report.body().counted_lots()?;
    let said = lines.get(usize::try_from(line).ok()?.checked_sub(1)?)?;
    let field = masked_field(report.version(), line);
    let salt = match event.own_salt() {
        Some(own) => Some(salt_of(&own, &field)),
        None => centre.salts.lock().expect("nothing panics while it holds the salts").salt(entry, &field),
    };
    Some(Opening { salt, counted: Counted { quantity: said.quantity, earmark: said.earmark.clone() } })
}
