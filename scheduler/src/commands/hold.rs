//! A coordinator holds a lot, so that it does not move, or lets it go again. Its orders that nobody has picked are free
//! for the next plan; what is on its way or has arrived is found by `TraceLot`.

use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::hold::{HoldAsk, LotHeld};
use crate::refusal::Refusal;
use std::str::FromStr;
use yicang_domain::events::hold::REASON_BYTES_MAX;
use yicang_domain::{Fault, LotKey};
use yicang_language::{ToMessage, message};

/// Records the hold, or finds it done already, and gives its record's number once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: &HoldAsk) -> Result<u64, Refusal> {
    let (hold, reason) = (ask.hold, ask.reason.clone());
    gate::record_durably(centre, &command, |state| {
        let lot = checked(ask)?;
        if !state.board.has_known(&lot) {
            let problem = message!("hold-unknown-lot", lot = lot.to_string());
            return Err(Refusal::NotFound(problem));
        }
        if let Some(entry) = state.board.hold_before(&lot, hold) {
            let what = hold.map_or_else(|| message!("hold-none"), |hold| hold.message());
            let problem = message!("hold-already", lot = lot.to_string(), hold = what, record = entry);
            return Err(Refusal::not_now_for("hold_lot.hold", problem));
        }
        if hold.is_none() && state.board.held(&lot).is_none() {
            let problem = message!("hold-is-free", lot = lot.to_string());
            return Err(Refusal::not_now_for("hold_lot.hold", problem));
        }
        Ok(Box::new(move |_, _, command| CentreEvent::LotHeld(LotHeld { lot, hold, reason, command })))
    })
    .await
}

/// The lot, where nothing is wrong with what was sent; else every fault.
fn checked(ask: &HoldAsk) -> Result<LotKey, Refusal> {
    let mut faults = Vec::new();
    if !ask.is_said {
        faults.push(Fault::new("hold_lot.hold", message!("hold-not-said").to_string()));
    }
    if ask.reason.trim().is_empty() || ask.reason.len() > REASON_BYTES_MAX {
        let problem = message!("hold-reason", bytes = ask.reason.len(), most = REASON_BYTES_MAX);
        faults.push(Fault::new("hold_lot.reason", problem));
    }
    match (lot_of([&ask.depot_id, &ask.item_id, &ask.lot_id], "hold_lot."), faults.is_empty()) {
        (Ok(lot), true) => Ok(lot),
        (lot, _) => {
            faults.extend(lot.err().into_iter().flatten());
            Err(Refusal::Faulty { what: message!("refused-hold"), faults })
        }
    }
}

/// A lot by the words of its depot, item and name; every fault.
pub(crate) fn lot_of([depot, item, lot]: [&str; 3], before: &str) -> Result<LotKey, Vec<Fault>> {
    fn id<T: FromStr<Err: ToMessage>>(field: String, text: &str, faults: &mut Vec<Fault>) -> Option<T> {
        text.parse().map_err(|error: T::Err| faults.push(Fault::new(field, error))).ok()
    }
    let mut faults = Vec::new();
    let depot = id(format!("{before}depot_id"), depot, &mut faults);
    let item = id(format!("{before}item_id"), item, &mut faults);
    let lot = id(format!("{before}lot_id"), lot, &mut faults);
    match (depot, item, lot) {
        (Some(depot), Some(item), Some(lot)) => Ok(LotKey { depot, item, lot }),
        _ => Err(faults),
    }
}
