//! Overrides of situations: random ones, and two that change nothing.

use crate::changes::Changed;
use crate::generate::Case;
use crate::plans;
use crate::random::Random;
use yicang_domain::{Bound, LotKey, NeedKey, Override, OverrideId, Quantity, Situation};

/// Lots and needs of the same item. Where items stand in for each other, what a unit is worth depends on which columns
/// there are, so an override may change what is counted; such columns are not overridden here.
fn columns(situation: &Situation) -> Vec<(LotKey, NeedKey)> {
    let is_alone = |need: &&NeedKey| {
        let stands_in = |(needed, given): &(_, _)| needed == &need.item || given == &need.item;
        let is_part = situation.kits.iter().any(|(kit, parts)| kit == &need.item || parts.contains_key(&need.item));
        !situation.substitutes.keys().any(stands_in) && !is_part
    };
    let needs = situation.needs.keys().filter(is_alone);
    let pairs = needs.flat_map(|need| {
        let lots = situation.lots.keys().filter(|lot| lot.item == need.item);
        lots.map(move |lot| (lot.clone(), need.clone()))
    });
    pairs.collect()
}

/// One to four overrides of all kinds, in whole packs or not; some of them cannot be kept.
pub(crate) fn overridden(case: &Case, random: &mut Random) -> Option<Case> {
    let columns = columns(&case.situation);
    if columns.is_empty() {
        return None;
    }
    let mut situation = case.situation.clone();
    for number in 1..=random.between(1, 4) {
        let (lot, need) = columns[random.index(columns.len())].clone();
        let pack = situation.facts(&lot.item).pack.units();
        let units = match random.percent(80) {
            true => random.between(1, 9).next_multiple_of(pack),
            false => random.between(1, 40),
        };
        let units = Quantity::new(units)?;
        let bounds = [
            Bound::Pin(units),
            Bound::Forbid,
            Bound::AtLeast(units),
            Bound::AtMost(units),
            Bound::Exactly(units),
            Bound::AtMost(units),
        ];
        let (bound, by) = (bounds[random.index(bounds.len())], OverrideId(10 - number));
        situation.overrides.insert((lot, need), Override { bound, by });
    }
    Some(case.with(situation))
}

/// An override of one column of a plan that was made without.
fn with(case: &Case, key: (LotKey, NeedKey), bound: Bound) -> Changed {
    let mut situation = case.situation.clone();
    situation.overrides.insert(key, Override { bound, by: OverrideId(1) });
    Changed::to(case.with(situation))
}

/// A shipment stays as it is.
pub(crate) fn pin_as_planned(case: &Case, random: &mut Random) -> Option<Changed> {
    let plan = plans::plan(case).ok()?;
    let columns = columns(&case.situation);
    let lines: Vec<_> =
        plan.shipments.iter().filter(|line| columns.contains(&(line.lot.clone(), line.need()))).collect();
    if lines.is_empty() {
        return None;
    }
    let line = lines[random.index(lines.len())];
    Some(with(case, (line.lot.clone(), line.need()), Bound::Pin(line.quantity)))
}

/// What carries nothing is forbidden.
pub(crate) fn forbid_empty(case: &Case, random: &mut Random) -> Option<Changed> {
    let plan = plans::plan(case).ok()?;
    let mut columns = columns(&case.situation);
    columns.retain(|(lot, need)| !plan.shipments.iter().any(|line| &line.lot == lot && &line.need() == need));
    if columns.is_empty() {
        return None;
    }
    Some(with(case, columns[random.index(columns.len())].clone(), Bound::Forbid))
}
