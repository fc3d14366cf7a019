//! A coordinator's remark on a plan: signed, and public as it is written.

use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::note::{NoteAsk, Noted};
use crate::refusal::Refusal;
use yicang_domain::events::note::TEXT_BYTES_MAX;
use yicang_language::message;

/// Records the remark, or finds it done already, and gives its record's number once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: &NoteAsk) -> Result<u64, Refusal> {
    let text = ask.text.clone();
    gate::record_durably(centre, &command, |state| {
        let plan_index = state.plan(&ask.plan_id)?.index;
        if ask.plan_id.is_empty() {
            return Err(Refusal::fault(message!("refused-note"), "note_plan.plan_id", message!("note-no-plan")));
        }
        let is_line = !text.is_empty() && text.trim() == text && !text.contains(char::is_control);
        if !is_line || text.len() > TEXT_BYTES_MAX {
            let problem = message!("note-no-line", max = TEXT_BYTES_MAX);
            return Err(Refusal::fault(message!("refused-note"), "note_plan.text", problem));
        }
        Ok(Box::new(move |_, _, command| CentreEvent::Noted(Noted { plan_index, text, command })))
    })
    .await
}
