//! What every need gets by a plan, and how far apart needs are.

use crate::clustered::CLASSES;
use crate::support::{planned, policy};
use std::collections::BTreeMap;
use yicang_domain::situation::Need;
use yicang_domain::{ItemId, NeedKey, SecondLevel, Situation};

/// Into how many sub-steps the default policy cuts an entitlement.
pub(crate) const SUB_STEPS: u64 = 400;
/// How many of them are the floor.
pub(crate) const FLOOR: u64 = 120;

/// A need and what it gets.
#[derive(Debug, Clone)]
pub(crate) struct Served {
    pub(crate) key: NeedKey,
    pub(crate) need: Need,
    /// Base units, with what was covered before.
    pub(crate) units: u64,
}

impl Served {
    /// The first so many sub-steps in whole units.
    pub(crate) fn up_to(&self, sub_steps: u64) -> u64 {
        (self.need.entitlement.units() * sub_steps).div_ceil(SUB_STEPS).min(self.need.claimed.units())
    }

    /// What it gets of the entitlement.
    pub(crate) fn entitled(&self) -> u64 {
        self.units.min(self.need.entitlement.units())
    }

    /// 0 = most urgent.
    pub(crate) fn class(&self) -> usize {
        CLASSES.iter().position(|class| *class == self.need.class.as_str()).unwrap()
    }
}

/// What every need gets by these rules, sorted by need.
pub(crate) fn serve(situation: &Situation, rules: &str) -> Vec<Served> {
    let planned = planned(situation, &policy(rules), SecondLevel::Minutes).unwrap();
    assert_eq!(planned.plan.joint, [], "no item shares a full lane with another");
    let mut sent = BTreeMap::<NeedKey, u64>::new();
    for shipment in &planned.plan.shipments {
        *sent.entry(shipment.need()).or_default() += shipment.quantity.units();
    }
    let served = |(key, need): (&NeedKey, &Need)| Served {
        key: key.clone(),
        need: need.clone(),
        units: need.covered.units() + sent.get(key).copied().unwrap_or(0),
    };
    situation.needs.iter().map(served).collect()
}

/// The needs by whatever they have in common.
pub(crate) fn by<K: Ord>(served: &[Served], common: impl Fn(&Served) -> K) -> BTreeMap<K, Vec<Served>> {
    let mut groups = BTreeMap::<K, Vec<Served>>::new();
    for need in served {
        groups.entry(common(need)).or_default().push(need.clone());
    }
    groups
}

pub(crate) fn item_of(served: &Served) -> ItemId {
    served.key.item.clone()
}

/// The first two whose coverages differ by more than a sub-step and a unit of the higher one.
pub(crate) fn more_than_a_sub_step_apart(served: &[Served]) -> Option<(&Served, &Served)> {
    let mut pairs = served.iter().flat_map(|high| served.iter().map(move |low| (high, low)));
    pairs.find(|(high, low)| {
        // Sub-steps are rounded up: high / e > low / f + 1/400 + 1/e, times 400·e·f.
        let (e, f) = (high.need.entitlement.units(), low.need.entitlement.units());
        SUB_STEPS * high.units * f > SUB_STEPS * low.units * e + e * f + SUB_STEPS * f
    })
}

pub(crate) fn assert_within_a_sub_step(served: &[Served], of: &str) {
    let apart = more_than_a_sub_step_apart(served);
    assert!(apart.is_none(), "{of}: {apart:?}");
}

/// Whether a need gets more or less of its entitlement than before by more than a sub-step.
pub(crate) fn is_beyond_a_sub_step(before: &Served, after: &Served) -> bool {
    assert_eq!(before.key, after.key);
    before.entitled().abs_diff(after.entitled()) > before.need.entitlement.units().div_ceil(SUB_STEPS)
}

/// The needs that moved by more than a sub-step.
pub(crate) fn moved<'a>(before: &'a [Served], after: &'a [Served]) -> Vec<(&'a Served, &'a Served)> {
    before.iter().zip(after).filter(|(a, b)| is_beyond_a_sub_step(a, b)).collect()
}
