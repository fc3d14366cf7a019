//! The reasons add up, and each is borne out by something in the situation and the plan.

use super::{Blocker, Count, Violation, is_empty};
use crate::id::NeedKey;
use crate::plan::Unmet;
use crate::policy::{FirstLevel, Policy};
use crate::reason::Reason;
use std::collections::BTreeMap;

pub(super) fn check(count: &Count<'_>, policy: &Policy, found: &mut Vec<Violation>) {
    let order: Vec<_> = count.plan.unmet.iter().map(|u| (&u.need, u.reason)).collect();
    for pair in order.windows(2).filter(|pair| pair[0] >= pair[1]) {
        found.push(Violation::Disorder(format!("unmet {} {}", pair[1].0, pair[1].1)));
    }
    let mut sums = BTreeMap::<&NeedKey, u64>::new();
    for unmet in &count.plan.unmet {
        if is_empty(unmet.quantity) {
            found.push(Violation::Empty(format!("unmet {} {}", unmet.need, unmet.reason)));
        }
        if !count.situation.needs.contains_key(&unmet.need) {
            found.push(Violation::UnknownNeed(unmet.need.clone()));
            continue;
        }
        *sums.entry(&unmet.need).or_default() += unmet.quantity.units();
        if !is_founded(count, policy, unmet) {
            let (need, quantity) = (unmet.need.clone(), unmet.quantity.units());
            found.push(Violation::Unfounded { need, reason: unmet.reason, quantity });
        }
    }
    for (key, need) in &count.situation.needs {
        let unmet = need.open().units() - count.given(key);
        let reasons = sums.get(key).copied().unwrap_or(0);
        if reasons != unmet {
            found.push(Violation::ReasonsSum { need: key.clone(), reasons, unmet });
        }
    }
}

fn is_founded(count: &Count<'_>, policy: &Policy, unmet: &Unmet) -> bool {
    let (key, need) = (&unmet.need, &count.situation.needs[&unmet.need]);
    // Stock that is left, or, for a need that no stock may serve at all, any stock.
    let stocked = || count.lots_of(&key.item).filter(|(_, lot)| !is_empty(lot.available()));
    let cut_off = stocked().all(|(lot, _)| !count.blockers(lot, key).is_empty());
    let kept_by = |blocker: Blocker| {
        stocked().any(|(key_of_lot, lot)| {
            let used = count.by_lot.get(key_of_lot).copied().unwrap_or(0);
            (cut_off || lot.available().units() > used) && count.blockers(key_of_lot, key).contains(&blocker)
        })
    };
    match unmet.reason {
        Reason::ClaimOverEntitlement => {
            unmet.quantity <= need.claimed.saturating_sub(need.entitlement) && need.claimed > need.entitlement
        }
        Reason::LaneClosed => kept_by(Blocker::NoLane),
        Reason::Earmarked => kept_by(Blocker::Earmark),
        Reason::LeadTime => kept_by(Blocker::LeadTime),
        Reason::RemainingLife => kept_by(Blocker::RemainingLife),
        Reason::ProtectedReserve => reachable_depots(count, key).any(|depot| {
            let held = count.situation.protected.get(&(depot.clone(), key.item.clone()));
            held.is_some_and(|q| !is_empty(*q))
        }),
        Reason::TransportCapacity => reachable_depots(count, key).any(|depot| {
            let lane = count.lanes[&(depot, &key.site)];
            let used = count.by_lane.get(&(depot, &key.site)).copied().unwrap_or(0);
            lane.capacity.is_some_and(|capacity| used >= capacity.units())
        }),
        Reason::HigherClass => somebody_else_got_it(count, key),
        Reason::EqualShareLevel => {
            matches!(policy.first_level, FirstLevel::Steps { .. }) && somebody_else_got_it(count, key)
        }
        // What nothing else explains. That nothing more could have been sent is what the prices prove.
        Reason::SupplyExhausted => true,
        // Not yet in the model: no plan may give them.
        Reason::PackSize | Reason::FrozenOrder | Reason::Unverified | Reason::Override => false,
    }
}

fn reachable_depots<'a>(count: &'a Count<'_>, key: &'a NeedKey) -> impl Iterator<Item = &'a crate::id::DepotId> {
    let lots = count.lots_of(&key.item).filter(|(lot, _)| count.blockers(lot, key).is_empty());
    lots.map(|(lot, _)| &lot.depot)
}

fn somebody_else_got_it(count: &Count<'_>, key: &NeedKey) -> bool {
    count.plan.shipments.iter().any(|s| s.lot.item == key.item && s.site != key.site)
}
