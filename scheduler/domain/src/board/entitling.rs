//! What needs are entitled to by a policy, from what the board knows: see [`crate::entitlement`].

use super::Board;
use crate::entitlement::{Asking, Entitled, Grounds, Place};
use crate::id::NeedKey;
use crate::policy::Policy;
use crate::quantity::Quantity;
use crate::situation::{Moment, Need, Situation};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Board {
    /// What the next plan by this policy looks at: the [situation](Board::situation), where each need has the
    /// entitlement and the class that the policy gives it, a stale one is cut to what the policy leaves it, a disputed
    /// one is left out, and vehicles carry what approved orders leave of them, where the policy says so. Of what nobody
    /// knows how much is needed, as much is claimed as it is entitled to; if that is nothing, it is left out.
    pub fn situation_under(&self, policy: &Policy, moment: impl Into<Moment>) -> Situation {
        let moment = moment.into();
        let now = moment.at;
        let mut situation = self.situation_with(moment, &policy.into(), &policy.inbound);
        if policy.counts_approved_loads {
            self.take_loads(&mut situation);
        }
        let mut left_out = Vec::new();
        let grounds = self.grounds(policy, now);
        for (key, need) in &mut situation.needs {
            let entitled = grounds.entitled_to(key, self.asking(key, need));
            (need.entitlement, need.class) = (entitled.units, entitled.class);
            if entitled.is_unknown {
                need.claimed = entitled.units;
                situation.unknown.insert(key.clone());
                if entitled.units == Quantity::ZERO {
                    left_out.push(key.clone());
                    continue;
                }
            }
            if self.is_disputed(key, &policy.moving) {
                need.claimed = need.claimed.min(need.covered);
                left_out.push(key.clone());
                continue;
            }
            if self.is_stale(key, policy, now) {
                need.claimed = need.claimed.min(policy.stale_units(need.entitlement).max(need.covered));
                if need.open() == Quantity::ZERO {
                    left_out.push(key.clone());
                }
            }
        }
        for key in &left_out {
            situation.needs.remove(key);
            situation.unknown.remove(key);
        }
        situation
    }

    /// What an open need is entitled to at a moment.
    pub fn entitled(&self, key: &NeedKey, policy: &Policy, now: Timestamp) -> Option<Entitled> {
        let need = self.needs.get(key)?;
        Some(self.grounds(policy, now).entitled_to(key, self.asking(key, need)))
    }

    fn asking<'n>(&'n self, key: &NeedKey, need: &'n Need) -> Asking<'n> {
        let claimed = (!self.is_unknown(key)).then_some(need.claimed);
        Asking { claimed, class: &need.class, implausible: self.implausible(key) }
    }

    /// Whether a site's need of an item is open.
    pub fn is_open(&self, key: &NeedKey) -> bool {
        self.needs.contains_key(key)
    }

    /// Whether a site's entitlement to an item is verified.
    pub fn is_verified(&self, key: &NeedKey) -> bool {
        self.verified.contains_key(key)
    }

    /// Each open need as its site says it, and what it is entitled to. Where nobody knows how much is needed, that is
    /// what is claimed.
    pub fn standings(&self, policy: &Policy, now: Timestamp) -> Vec<(NeedKey, Need, Entitled)> {
        let grounds = self.grounds(policy, now);
        let standing = |(key, need): (&NeedKey, &Need)| {
            let entitled = grounds.entitled_to(key, self.asking(key, need));
            let claimed = if entitled.is_unknown { entitled.units } else { need.claimed };
            (key.clone(), Need { claimed, ..need.clone() }, entitled)
        };
        self.needs.iter().map(standing).collect()
    }

    fn grounds<'b>(&'b self, policy: &'b Policy, now: Timestamp) -> Grounds<'b> {
        let mut places = BTreeMap::new();
        for (site, known) in &self.catalogue.sites {
            if let Some(kind) = &known.kind {
                places.insert(site, Place { kind, facts: self.facts.get(site) });
            }
        }
        Grounds::new(&self.verified, places, policy, now)
    }
}
