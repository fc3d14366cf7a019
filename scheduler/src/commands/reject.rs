//! A coordinator closes a need that is not to be served.

use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::rejection::{RejectAsk, Rejection};
use crate::refusal::Refusal;
use yicang_language::message;

/// Records the rejection, or finds it done already, and gives its record's number once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: &RejectAsk) -> Result<u64, Refusal> {
    let reason = ask.reason.clone();
    gate::record_durably(centre, &command, |state| {
        let need = ask.parsed().map_err(|faults| Refusal::Faulty { what: message!("refused-rejection"), faults })?;
        if !state.board.is_open(&need) {
            return Err(Refusal::NotFound(message!("reject-no-need", need = need.to_string())));
        }
        Ok(Box::new(move |_, _, command| CentreEvent::Rejected(Rejection { need, reason, command })))
    })
    .await
}
