//! The coordinator of the demonstration verifies what the hospitals ask for: all of it by one signature. The case says
//! nothing beside the claims, so each is verified as it was claimed; the data's own README says what was made up.

use super::{DemoError, input, seconds};
use crate::client::coordinator::Coordinator;
use crate::events::verification::{SentLine, VerifyAsk};
use crate::terminal::console::Console;
use std::time::Instant;
use yicang_language::message;

/// What is given as grounds.
const BASIS: &str = "hubei-2020: as the hospital's notice says";

/// Verifies every need of the case in its class.
pub(super) async fn in_bulk(centre: &Coordinator, console: &mut Console<'_>) -> Result<(), DemoError> {
    let began = Instant::now();
    let mut lines = Vec::new();
    for (site, needs) in input::needs() {
        lines.extend(needs.into_iter().map(|need| SentLine {
            site_id: site.to_string(),
            item_id: need.item.to_string(),
            entitlement: need.quantity.units(),
            priority_class: need.class.to_string(),
            basis: BASIS.to_owned(),
            evidence_sha256: Vec::new(),
            revoke: false,
        }));
    }
    let count = lines.len();
    let record = centre.give(VerifyAsk { lines }.to_wire()).await?;
    Ok(console.say(&message!("demo-verified", count = count, record = record, seconds = seconds(began)))?)
}
