//! What needs are entitled to, for the wire.

use crate::centre::centre::Centre;
use crate::events::state::{PlanEntry, State};
use std::collections::BTreeMap;
use yicang_domain::explanation::EntitlementWay;
use yicang_domain::{Entitled, Explanation, ItemId, NeedKey, Policy, SiteId};
use yicang_proto::explanation::way_to_wire;
use yicang_proto::v1::{ListNeedsResponse, NeedStanding};

/// What a site's needs are entitled to by a plan's policy and what is known now, with the grounds.
pub(super) struct KnownNow(BTreeMap<NeedKey, (Entitled, Option<String>)>);

impl KnownNow {
    /// Adds it to an explanation of the plan.
    pub(super) fn tell(&self, told: Explanation) -> Explanation {
        match self.0.get(&told.need) {
            Some((entitled, basis)) => told.entitled(entitled, basis.as_ref()),
            None => told,
        }
    }
}

/// See [`KnownNow`].
pub(super) fn entitled(state: &State, plan: &PlanEntry, site: &str) -> KnownNow {
    // What is wrong with the policy's text is said by whoever explains the plan.
    let Ok(policy) = Policy::from_text(&plan.texts.policy) else { return KnownNow(BTreeMap::new()) };
    let all = state.board.standings(&policy).into_iter().filter(|(key, ..)| key.site.as_str() == site);
    KnownNow(all.map(|(key, _, entitled)| (key.clone(), (entitled, state.bases.get(&key).cloned()))).collect())
}

/// The open needs of a site and an item, or of all, by the centre's own policy.
pub(super) fn listed(centre: &Centre, site: Option<&SiteId>, item: Option<&ItemId>) -> ListNeedsResponse {
    let state = centre.state();
    let is_asked = |key: &NeedKey| site.is_none_or(|site| &key.site == site) && item.is_none_or(|item| &key.item == item);
    let all = state.board.standings(&centre.policy.policy).into_iter().filter(|(key, ..)| is_asked(key));
    let needs = all.map(|(key, need, entitled)| NeedStanding {
        site_id: key.site.to_string(),
        item_id: key.item.to_string(),
        claimed: need.claimed.units(),
        claimed_class: need.class.to_string(),
        entitlement: entitled.units.units(),
        priority_class: entitled.class.to_string(),
        covered: need.covered.units(),
        way: Some(way_to_wire(&EntitlementWay::of(&entitled, state.bases.get(&key)))),
    });
    ListNeedsResponse { needs: needs.collect(), applied_upto: state.board.applied_upto }
}
