//! How the needs of the demonstration become entitlements: those of two items by a rule of its policy, from the
//! patients that each hospital reports, which are made up; all others by one signature. The case says nothing beside
//! the claims, so these are verified as they were claimed; the data's own README says what was made up.

use super::{DemoError, input, seconds};
use crate::client::coordinator::Coordinator;
use crate::events::verification::{SentLine, VerifyAsk};
use crate::setup::data_dir::{DataDir, SetupError, write_new};
use crate::setup::policies;
use crate::terminal::console::Console;
use std::collections::BTreeSet;
use std::time::Instant;
use yicang_domain::facts::{FactKind, FactLine};
use yicang_domain::report::Body;
use yicang_domain::{ItemId, Policy, SiteId};
use yicang_language::message;

/// What is given as grounds.
const BASIS: &str = "hubei-2020: as the hospital's notice says";
/// The policy that ships, with the rules of the demonstration.
const RULES: &str = include_str!("rules.policy");
const NAME: &str = "floor-then-class";

fn policy_text() -> String {
    let shipped = policies::text(NAME).expect("it ships");
    shipped.replacen(&format!("name {NAME}"), &format!("name {NAME}-by-patients"), 1) + RULES
}

fn policy() -> Policy {
    Policy::from_text(&policy_text()).expect("a test reads it")
}

/// Writes the policy into the centre's folder; gives its path, which the settings name.
pub(super) fn write_policy(data: &DataDir) -> Result<String, SetupError> {
    let path = data.root().join("demo.policy");
    write_new(&path, &policy_text())?;
    let whole = std::fs::canonicalize(&path);
    whole.map(|whole| whole.display().to_string()).map_err(|source| SetupError::File { doing: "open", path, source })
}

/// What a hospital says of itself: how many patients it has, and what of the items that have a rule. By its number, so
/// that every run is the same.
pub(super) fn facts_of(site: &SiteId) -> Body {
    let number: u64 = site.as_str().trim_start_matches('H').parse().unwrap_or(0);
    let mut lines = vec![FactLine { fact: FactKind::Patients, value: 40 + 37 * number % 101 }];
    let items: BTreeSet<_> = policy().claims.rules.into_keys().map(|(item, _)| item).collect();
    lines.extend(items.into_iter().map(|item| FactLine { fact: FactKind::Stock(item), value: 100 * (number % 8) }));
    Body::Facts { site: site.clone(), lines }
}

/// Verifies every need of the case in its class, but for those that follow from a rule.
pub(super) async fn of_needs(centre: &Coordinator, console: &mut Console<'_>) -> Result<(), DemoError> {
    let began = Instant::now();
    let policy = policy();
    let by_rule = |item: &ItemId| policy.claims.rules.keys().any(|(ruled, _)| ruled == item);
    let mut lines = Vec::new();
    for (site, needs) in input::needs() {
        lines.extend(needs.into_iter().filter(|need| !by_rule(&need.item)).map(|need| SentLine {
            site_id: site.to_string(),
            item_id: need.item.to_string(),
            entitlement: need.quantity.units(),
            priority_class: need.class.to_string(),
            basis: BASIS.to_owned(),
            evidence_sha256: Vec::new(),
        }));
    }
    let record = centre.give(VerifyAsk { lines }.to_wire()).await?;
    // As the centre sees it.
    let needs = centre.needs("", "").await?;
    let by = |code| needs.iter().filter(|need| need.way.code == code).count();
    let (verified, ruled, seconds) = (by("VERIFIED"), by("RULE"), seconds(began));
    console.say(&message!("demo-verified", count = verified, record = record, ruled = ruled, seconds = seconds))?;
    let others = needs.len() - verified - ruled;
    if others > 0 {
        console.say(&message!("demo-not-looked-at", count = others))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_has_rules_for_items_that_hospitals_ask_for() {
        let policy = policy();
        let catalogue = input::catalogue();
        assert_eq!(policy.claims.rules.len(), 2);
        for (item, kind) in policy.claims.rules.keys() {
            assert!(input::needs().values().flatten().any(|need| need.item == *item), "{item}");
            assert!(catalogue.sites.values().all(|site| site.kind.as_ref() == Some(kind)), "{kind}");
        }
    }
}
