//! What needs are entitled to, for the wire.

use crate::centre::centre::Centre;
use crate::events::state::{PlanEntry, State};
use std::collections::BTreeMap;
use yicang_domain::explanation::{EntitlementWay, HistoryLine};
use yicang_domain::situation::Need;
use yicang_domain::{Entitled, Explanation, ItemId, NeedKey, Policy, Situation};
use yicang_proto::explanation::{history_to_wire, way_to_wire};
use yicang_proto::v1::{ListNeedsResponse, NeedStanding};

/// What is known now of a site's needs, by a plan's policy at its moment.
pub(super) struct KnownNow(BTreeMap<NeedKey, Known>);

struct Known {
    need: Need,
    entitled: Entitled,
    basis: Option<String>,
    is_stale: bool,
    history: Vec<HistoryLine>,
}

impl KnownNow {
    /// Adds it to an explanation of the plan.
    pub(super) fn tell(&self, told: Explanation) -> Explanation {
        let Some(known) = self.0.get(&told.need) else { return told };
        let mut told = told.entitled(&known.entitled, known.basis.as_ref());
        told.history.clone_from(&known.history);
        if known.is_stale { told.stale(known.need.claimed) } else { told }
    }

    /// Stale needs that the plan's situation leaves out.
    pub(super) fn left_out(&self, situation: &Situation, item: Option<&ItemId>) -> Vec<Explanation> {
        let is_asked = |key: &NeedKey| item.is_none_or(|item| &key.item == item) && !situation.needs.contains_key(key);
        let stale = self.0.iter().filter(|(key, known)| known.is_stale && is_asked(key));
        stale.map(|(key, known)| self.tell(Explanation::left_out(key.clone(), &known.need, &known.entitled))).collect()
    }
}

/// See [`KnownNow`].
pub(super) fn entitled(state: &State, plan: &PlanEntry, site: &str) -> KnownNow {
    // What is wrong with the policy's text is said by whoever explains the plan.
    let Ok(policy) = Policy::from_text(&plan.texts.policy) else { return KnownNow(BTreeMap::new()) };
    let at = plan.summary.made_at;
    let all = state.board.standings(&policy, at).into_iter().filter(|(key, ..)| key.site.as_str() == site);
    let known = |(key, need, entitled): (NeedKey, Need, Entitled)| {
        let basis = state.bases.get(&key).cloned();
        let is_stale = state.board.is_stale(&key, &policy, at);
        let history = state.board.history_at(&key, at).iter().map(HistoryLine::of).collect();
        (key, Known { need, entitled, basis, is_stale, history })
    };
    KnownNow(all.map(known).collect())
}

/// Whether what was said of needs is told, too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum History {
    Told,
    Left,
}

/// Open needs that are asked for, by the centre's own policy.
pub(super) fn listed(centre: &Centre, is_asked: impl Fn(&NeedKey) -> bool, history: History) -> ListNeedsResponse {
    let (state, policy, now) = (centre.state(), &centre.policy.policy, centre.now());
    let told = |key: &NeedKey| match history {
        History::Told => state.board.history(key).iter().map(|said| history_to_wire(&HistoryLine::of(said))).collect(),
        History::Left => Vec::new(),
    };
    let all = state.board.standings(policy, now).into_iter().filter(|(key, ..)| is_asked(key));
    let needs = all.map(|(key, need, entitled)| NeedStanding {
        site_id: key.site.to_string(),
        item_id: key.item.to_string(),
        claimed: need.claimed.units(),
        claimed_class: need.class.to_string(),
        entitlement: entitled.units.units(),
        priority_class: entitled.class.to_string(),
        covered: need.covered.units(),
        way: Some(way_to_wire(&EntitlementWay::of(&entitled, state.bases.get(&key)))),
        stale: state.board.is_stale(&key, policy, now),
        expired: state.board.expired(&key, now).is_some(),
        history: told(&key),
    });
    ListNeedsResponse { needs: needs.collect(), applied_upto: state.board.applied_upto }
}
