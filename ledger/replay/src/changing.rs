//! Whether a change of the catalogue could happen, and what it does to the board.

use crate::folding::Folded;
use yicang_domain::Catalogue;
use yicang_domain::board::Stock;
use yicang_domain::catalogue::change::{Change, Edit};
use yicang_domain::events::Event;
use yicang_language::{Message, message};

impl Folded {
    /// Whether a change fits the catalogue as it was: what lies in depots is not asked, since not all of it is shown.
    pub(crate) fn catalogue_change(
        &mut self,
        change: Change,
        whole: Option<Catalogue>,
    ) -> Result<Option<Event>, Message> {
        let known = self.board.catalogue_from;
        if change.from != known {
            return Err(message!("replay-change-overtaken", from = change.from, known = known));
        }
        if let Some(whole) = whole {
            // That it follows from what was hidden before nobody can see.
            if self.is_catalogue_known {
                return Err(message!("replay-change-whole"));
            }
            if let Some(edit) = change.edits.iter().find(|edit| !is_in(edit, &whole)) {
                return Err(message!("replay-change-not-in-whole", edit = edit.to_line()));
            }
            self.is_catalogue_known = true;
            self.hidden_ways = None;
            return Ok(Some(Event::Catalogue(whole)));
        }
        let faults = self.board.examine_change(&change, Stock::Masked);
        if faults.is_empty() {
            return Ok(Some(Event::CatalogueChanged(change)));
        }
        let why = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        Err(message!("replay-change-impossible", why = Message::verbatim(why)))
    }
}

/// Whether a catalogue is one after an edit.
fn is_in(edit: &Edit, whole: &Catalogue) -> bool {
    match edit {
        Edit::Add(thing) | Edit::Set(thing) => whole.things().any(|known| known == *thing),
        Edit::Retire(key) => !whole.has(key),
        Edit::Close(depot, site, closure) => {
            whole.closures.get(&(depot.clone(), site.clone())).is_some_and(|all| all.contains(closure))
        }
        // What it ended is not told apart from what ended by itself.
        Edit::Open(..) => true,
    }
}
