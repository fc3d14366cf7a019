//! What needs are entitled to, for the wire.

use crate::centre::centre::Centre;
use crate::events::state::{PlanEntry, State};
use std::collections::BTreeMap;
use yicang_domain::explanation::{EntitlementWay, HistoryLine, QueuedLine, WordLine};
use yicang_domain::situation::Need;
use yicang_domain::{Entitled, Explanation, ItemId, NeedKey, Policy, Situation};
use yicang_proto::explanation::{history_to_wire, queued_to_wire, way_to_wire, word_to_wire};
use yicang_proto::v1::{ListNeedsResponse, NeedStanding};

/// What is known now of a site's needs, by a plan's policy at its moment.
pub(super) struct KnownNow(BTreeMap<NeedKey, Known>);

struct Known {
    need: Need,
    entitled: Entitled,
    basis: Option<String>,
    is_stale: bool,
    history: Vec<HistoryLine>,
    words: Vec<WordLine>,
    queued: Vec<QueuedLine>,
}

impl KnownNow {
    /// Adds it to an explanation of the plan.
    pub(super) fn tell(&self, told: Explanation) -> Explanation {
        let Some(known) = self.0.get(&told.need) else { return told };
        let mut told = told.entitled(&known.entitled, known.basis.as_ref());
        told.history.clone_from(&known.history);
        told.words.clone_from(&known.words);
        told.queued.clone_from(&known.queued);
        if known.is_stale { told.stale(known.need.claimed) } else { told }
    }

    /// Needs that the plan's situation leaves out: stale ones, and those of which nobody knows how much is needed where
    /// nothing else says it.
    pub(super) fn left_out(&self, situation: &Situation, item: Option<&ItemId>) -> Vec<Explanation> {
        let is_asked = |key: &NeedKey| item.is_none_or(|item| &key.item == item) && !situation.needs.contains_key(key);
        let is_left_out = |known: &Known| known.is_stale || known.entitled.is_unknown;
        let left = self.0.iter().filter(|(key, known)| is_left_out(known) && is_asked(key));
        left.map(|(key, known)| self.tell(Explanation::left_out(key.clone(), &known.need, &known.entitled))).collect()
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
        let history = state.board.history_at(&key, at).iter().map(|said| HistoryLine::of(said, &policy)).collect();
        let (words, queued) = (state.board.word_lines(&key), state.board.queued(&key, &entitled));
        (key, Known { need, entitled, basis, is_stale, history, words, queued })
    };
    KnownNow(all.map(known).collect())
}

/// Whether what was said of needs is told, too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum History {
    Told,
    Left,
}

/// Open needs that are asked for, by the centre's own policy; `queued` are only those that wait for somebody to look.
pub(super) fn listed(
    centre: &Centre,
    is_asked: impl Fn(&NeedKey) -> bool,
    queued: bool,
    history: History,
) -> ListNeedsResponse {
    let (state, policy, now) = (centre.state(), &centre.policy.policy, centre.now());
    let board = &state.board;
    let told = |key: &NeedKey| match history {
        History::Told => {
            board.history(key).iter().map(|said| history_to_wire(&HistoryLine::of(said, policy))).collect()
        }
        History::Left => Vec::new(),
    };
    let all = board.standings(policy, now).into_iter().filter(|(key, ..)| is_asked(key));
    let needs = all.map(|(key, need, entitled)| NeedStanding {
        site_id: key.site.to_string(),
        item_id: key.item.to_string(),
        claimed: need.claimed.units(),
        claimed_class: need.class.to_string(),
        entitlement: entitled.units.units(),
        priority_class: entitled.class.to_string(),
        covered: need.covered.units(),
        way: Some(way_to_wire(&EntitlementWay::of(&entitled, state.bases.get(&key)))),
        stale: board.is_stale(&key, policy, now),
        expired: board.expired(&key, now).is_some(),
        history: told(&key),
        quantity_unknown: entitled.is_unknown,
        queued: board.queued(&key, &entitled).iter().map(queued_to_wire).collect(),
        words: board.word_lines(&key).iter().map(word_to_wire).collect(),
    });
    let needs = needs.filter(|need| !queued || !need.queued.is_empty()).collect();
    ListNeedsResponse { needs, applied_upto: board.applied_upto }
}
