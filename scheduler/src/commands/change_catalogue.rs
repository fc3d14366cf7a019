//! Changes items, places, ways and vehicles, as a whole or not at all. What it is judged by is what is known now: who
//! wrote the change before somebody else's came in looks again first.

use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::catalogue_change::CatalogueChanged;
use crate::refusal::Refusal;
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::board::Stock;
use yicang_domain::catalogue::change::{Change, Edit};
use yicang_domain::{Catalogue, Fault, ThingKey};
use yicang_exchange::{may_come_in, skeleton};
use yicang_language::message;

/// Records the change, or finds it done already, and gives its record's number once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, change: Change) -> Result<u64, Refusal> {
    let public_names = centre.policy.policy.public_names;
    gate::record_durably(centre, &command, |state| {
        let board = &state.board;
        if change.from != board.catalogue_from {
            let problem = message!("change-overtaken", from = change.from, now = board.catalogue_from);
            return Err(Refusal::not_now_for("change_catalogue.from", problem));
        }
        let mut faults = board.examine_change(&change, Stock::Known);
        strange(&board.catalogue, &change, &mut faults);
        if !faults.is_empty() {
            return Err(Refusal::Faulty { what: message!("refused-change"), faults });
        }
        let after = state.is_catalogue_hidden.then(|| board.catalogue.changed(&change));
        let whole = after.and_then(Result::ok).map(|after| after.to_public_text());
        Ok(Box::new(move |_, _, command| {
            CentreEvent::CatalogueChanged(CatalogueChanged { change, whole, public_names, command })
        }))
    })
    .await
}

/// New ids that may not come in: they cannot be seen, a spreadsheet would run them, or they look like another of their
/// kind, also one that is retired.
fn strange(catalogue: &Catalogue, change: &Change, faults: &mut Vec<Fault>) {
    let there = catalogue.things().chain(catalogue.retired_things()).filter_map(|thing| id_of(&thing.key()));
    // By what is left of them when case and width do not count: a change may bring thousands.
    let mut known = BTreeMap::<(&'static str, String), BTreeSet<String>>::new();
    for (kind, id) in there {
        known.entry((kind, skeleton(&id))).or_default().insert(id);
    }
    for (at, edit) in change.edits.iter().enumerate() {
        let Edit::Add(thing) = edit else { continue };
        let Some((kind, id)) = id_of(&thing.key()) else { continue };
        let field = format!("change_catalogue.edits[{at}]");
        if let Err(problem) = may_come_in(&id) {
            faults.push(Fault::new(&field, problem));
        }
        let alike = known.entry((kind, skeleton(&id))).or_default();
        if let Some(other) = alike.iter().find(|other| **other != id) {
            let (id, other) = (format!("{id:?}"), format!("{other:?}"));
            faults.push(Fault::new(field, message!("change-alike", id = id, other = other)));
        }
        alike.insert(id);
    }
}

/// The id of its own that a thing has, and the kind of things among which it must be told apart.
fn id_of(key: &ThingKey) -> Option<(&'static str, String)> {
    match key {
        ThingKey::Item(id) => Some((key.keyword(), id.to_string())),
        ThingKey::Pool(id) => Some((key.keyword(), id.to_string())),
        ThingKey::Depot(id) => Some((key.keyword(), id.to_string())),
        ThingKey::Site(id) => Some((key.keyword(), id.to_string())),
        _ => None,
    }
}
