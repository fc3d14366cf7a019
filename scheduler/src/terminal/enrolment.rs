//! Enrolments for people.

use yicang_domain::events::Enrolment;
use yicang_language::{Argument, Message, message};

/// A grant as people read it: `depots D1; sites S1, S2; coordinator`.
pub fn in_words(grant: &Enrolment) -> Message {
    let depots: Vec<_> = grant.depots.iter().map(|depot| depot.as_str()).collect();
    let sites: Vec<_> = grant.sites.iter().map(|site| site.as_str()).collect();
    let parts = [
        (!depots.is_empty()).then(|| message!("centre-grant-depots", depots = depots)),
        (!sites.is_empty()).then(|| message!("centre-grant-sites", sites = sites)),
        grant.coordinator.then(|| message!("centre-grant-coordinator")),
        grant.recovery.then(|| message!("centre-grant-recovery")),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return message!("centre-grant-nothing");
    }
    message!("centre-grant", parts = Argument::Sentences(parts))
}
