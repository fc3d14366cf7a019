//! A coordinator closes a discrepancy: he says what became of the goods, or writes it off.

use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::settlement::{SettleAsk, Settled};
use crate::refusal::Refusal;
use yicang_domain::board::NotSettled;
use yicang_domain::events::settlement::REASON_BYTES_MAX;
use yicang_domain::{AmissId, Fault, Settlement};
use yicang_language::{ToMessage as _, message};

/// Records it, or finds it done already, and gives its record's number once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: &SettleAsk) -> Result<u64, Refusal> {
    let reason = ask.reason.clone();
    gate::record_durably(centre, &command, |state| {
        let (id, how) = checked(ask)?;
        state.board.may_settle(id, how).map_err(|why| match why {
            NotSettled::Unknown | NotSettled::Closed => {
                Refusal::NotFound(message!("amiss-unknown", id = id.to_string()))
            }
            NotSettled::Before(record) => {
                let problem = message!("amiss-settled", id = id.to_string(), record = record);
                Refusal::not_now_for("settle_discrepancy.discrepancy_id", problem)
            }
            NotSettled::OtherWay => {
                let is_missing = state.board.amiss_of(id).is_some_and(|amiss| amiss.missing() > 0);
                let missing = if is_missing { "missing" } else { "more" };
                let problem = message!("amiss-other-way", reason = how.message(), missing = missing);
                Refusal::fault(message!("refused-settlement"), "settle_discrepancy.explained_as", problem)
            }
        })?;
        Ok(Box::new(move |_, _, command| CentreEvent::Settled(Settled { id, how, reason, command })))
    })
    .await
}

/// What is asked for, where nothing is wrong with what was sent; else every fault.
fn checked(ask: &SettleAsk) -> Result<(AmissId, Settlement), Refusal> {
    let mut faults = Vec::new();
    let id = ask.id.parse::<AmissId>();
    let id = id.map_err(|problem| faults.push(Fault::new("settle_discrepancy.discrepancy_id", problem))).ok();
    if ask.how.is_none() {
        faults.push(Fault::new("settle_discrepancy.explained_as", message!("amiss-no-way")));
    }
    if ask.reason.trim().is_empty() || ask.reason.len() > REASON_BYTES_MAX {
        let problem = message!("hold-reason", bytes = ask.reason.len(), most = REASON_BYTES_MAX);
        faults.push(Fault::new("settle_discrepancy.reason", problem));
    }
    match (id, ask.how) {
        (Some(id), Some(how)) if faults.is_empty() => Ok((id, how)),
        _ => Err(Refusal::Faulty { what: message!("refused-settlement"), faults }),
    }
}
