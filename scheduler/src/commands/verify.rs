//! A coordinator verifies what sites are entitled to: many lines by one signature.

use super::gate::{self, Admitted};
use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::verification::{Verification, VerifyAsk, field};
use crate::refusal::Refusal;
use yicang_domain::board::Board;
use yicang_domain::events::verification::VerifiedLine;
use yicang_domain::{Fault, Policy};
use yicang_language::{Message, message};

/// Records the verification, or finds it done already, and gives its record's number once it is on disk.
pub(super) async fn run(centre: &Centre, command: Admitted, ask: &VerifyAsk) -> Result<u64, Refusal> {
    gate::record_durably(centre, &command, |state| {
        let faulty = |faults| Refusal::Faulty { what: message!("refused-verification"), faults };
        let (lines, bases) = ask.parsed().map_err(faulty)?;
        let faults = unknown(&lines, &state.board, &centre.policy.policy);
        if !faults.is_empty() {
            return Err(faulty(faults));
        }
        Ok(Box::new(move |_, _, command| CentreEvent::Verified(Verification { lines, bases, command })))
    })
    .await
}

/// What the lines name and nobody knows.
fn unknown(lines: &[VerifiedLine], board: &Board, policy: &Policy) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (place, VerifiedLine { need, class, revoked, .. }) in lines.iter().enumerate() {
        let mut fault = |name: &str, problem: Message| faults.push(Fault::new(field(place, name), problem));
        if !board.catalogue.sites.contains_key(&need.site) {
            fault("site_id", message!("unknown-site", site = need.site.as_str()));
        }
        if !board.catalogue.items.contains_key(&need.item) {
            fault("item_id", message!("unknown-item", item = need.item.as_str()));
        }
        if *revoked && !board.is_verified(need) {
            fault("revoke", message!("verify-revokes-none", need = need.to_string()));
        }
        if let Some(class) = class.as_ref().filter(|class| policy.class_rank(class).is_none()) {
            let known: Vec<_> = policy.classes.iter().map(|class| class.name.as_str()).collect();
            fault("priority_class", message!("unknown-class", class = format!("{:?}", class.as_str()), known = known));
        }
    }
    faults
}
