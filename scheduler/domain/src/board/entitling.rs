//! What needs are entitled to by a policy, from what the board knows: see [`crate::entitlement`].

use super::Board;
use crate::entitlement::{Entitled, Grounds, Place};
use crate::id::NeedKey;
use crate::policy::Policy;
use crate::situation::{Need, Situation};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl Board {
    /// What the next plan by this policy looks at: the [situation](Board::situation), where each need has the
    /// entitlement and the class that the policy gives it.
    pub fn situation_under(&self, policy: &Policy, now: Timestamp) -> Situation {
        let mut situation = self.situation(now, policy.freeze_minutes);
        let grounds = self.grounds();
        for (key, need) in &mut situation.needs {
            let entitled = grounds.entitled(key, need.claimed, &need.class, policy);
            (need.entitlement, need.class) = (entitled.units, entitled.class);
        }
        situation
    }

    /// What an open need is entitled to.
    pub fn entitled(&self, key: &NeedKey, policy: &Policy) -> Option<Entitled> {
        let need = self.needs.get(key)?;
        Some(self.grounds().entitled(key, need.claimed, &need.class, policy))
    }

    /// Each open need as its site says it, and what it is entitled to.
    pub fn standings(&self, policy: &Policy) -> Vec<(NeedKey, Need, Entitled)> {
        let grounds = self.grounds();
        let standing = |(key, need): (&NeedKey, &Need)| {
            (key.clone(), need.clone(), grounds.entitled(key, need.claimed, &need.class, policy))
        };
        self.needs.iter().map(standing).collect()
    }

    fn grounds(&self) -> Grounds<'_> {
        let mut places = BTreeMap::new();
        for (site, known) in &self.catalogue.sites {
            if let Some(kind) = &known.kind {
                places.insert(site, Place { kind, beds: None });
            }
        }
        Grounds::new(&self.verified, places)
    }
}
