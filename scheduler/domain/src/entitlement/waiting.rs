//! A rule of the policy that does not count yet, and what the site must say first.

use super::Grounds;
use crate::facts::FactKind;
use crate::id::NeedKey;
use crate::policy::claims::Rule;
use yicang_language::{Message, message};

/// A rule of the policy that does not count yet: the site has not said what it asks for, or too long ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The rule.
    pub rule: Rule,
    /// The facts that it waits for: one or both of what it counts by, and the site's own stock.
    pub facts: Vec<FactKind>,
    /// The site has said all of them, longer ago than the policy's `facts-stale`.
    pub is_stale: bool,
}

impl Grounds<'_> {
    /// The rule that would count if the site said what it asks for.
    pub(super) fn waits_for(&self, key: &NeedKey) -> Option<Waiting> {
        let place = self.places.get(&key.site)?;
        let rule = self.policy.claims.rules.get(&(key.item.clone(), place.kind.clone()))?;
        let mut facts = vec![rule.per.clone(), FactKind::Stock(key.item.clone())];
        facts.retain(|fact| self.fresh(place, fact).is_none());
        if facts.is_empty() {
            return None;
        }
        let is_said = |fact: &FactKind| place.facts.is_some_and(|said| said.contains_key(fact));
        let is_stale = facts.iter().all(is_said);
        Some(Waiting { rule: rule.clone(), facts, is_stale })
    }
}

impl Waiting {
    /// Which rule it is, and what the site must say for it to count.
    pub fn message(&self) -> Message {
        let Self { rule, facts, is_stale } = self;
        let (each, per, days) = (rule.units.to_string(), rule.per.message(), rule.days);
        let facts: Vec<_> = facts.iter().map(FactKind::message).collect();
        if *is_stale {
            message!("rule-waits-stale", each = each, per = per, days = days, facts = facts)
        } else {
            message!("rule-waits", each = each, per = per, days = days, facts = facts)
        }
    }
}
