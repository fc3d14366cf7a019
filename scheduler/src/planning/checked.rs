//! A plan that the checker let through. What the checker refuses of one group of items never takes the others' plan
//! away: all is planned again without that group, and its needs have the reason `NOT_PLANNED`.

use super::what_if::group;
use std::collections::BTreeSet;
use yicang_domain::check::{CheckedPlan, Figure, violations};
use yicang_domain::minutes::{self, MissingMinutes};
use yicang_domain::plan::Prices;
use yicang_domain::{ItemId, Plan, Policy, Reason, SecondLevel, Situation, Unmet, Violation, approve};
use yicang_language::{ToMessage as _, message};
use yicang_planner::{LeftOut, Options, PlanError, Planned};

/// A checked plan, and what was left out of it.
#[derive(Debug, Clone)]
pub struct Made {
    /// The plan.
    pub checked: CheckedPlan,
    /// (Lot, need) pairs that could have been used.
    pub columns: usize,
    /// Groups that could not be planned, and why.
    pub left_out: Vec<LeftOut>,
}

/// Why there is no plan at all.
#[derive(Debug, thiserror::Error)]
pub enum PlanningError {
    /// The planner.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// Lanes without minutes, and what counts on them.
    #[error("{}", _0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Minutes(Vec<MissingMinutes>),
    /// The checker refuses what the planner made, and not for the sake of any item: our own mistake.
    #[error("{}", _0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Violation>),
}

/// Plans and checks.
///
/// # Errors
/// [`PlanningError`].
pub fn plan(
    situation: &Situation,
    policy: &Policy,
    second: SecondLevel,
    options: &Options<'_>,
) -> Result<Made, PlanningError> {
    let missing = minutes::missing(situation, policy, second);
    if !missing.is_empty() {
        return Err(PlanningError::Minutes(missing));
    }
    plan_by(situation, policy, |part, again| {
        // What the engine remembers is of the whole situation.
        let options = if again { Options { trees: None, ..*options } } else { *options };
        yicang_planner::plan_with(part, policy, second, &options)
    })
}

/// The same by any planner, which is given a situation, and told whether some of its goods are taken out.
fn plan_by(
    situation: &Situation,
    policy: &Policy,
    planner: impl Fn(&Situation, bool) -> Result<Planned, PlanError>,
) -> Result<Made, PlanningError> {
    let (mut out, mut refused) = (BTreeSet::new(), Vec::new());
    loop {
        let mut planned = match out.is_empty() {
            true => planner(situation, false)?,
            false => planner(&without_goods(situation, &out), true)?,
        };
        if !out.is_empty() {
            leave_out(situation, policy, &out, &mut planned.plan);
        }
        let found = match approve(situation, policy, planned.plan.clone()) {
            Ok(checked) => {
                planned.left_out.extend(refused);
                return Ok(Made { checked, columns: planned.columns, left_out: planned.left_out });
            }
            Err(found) => found,
        };
        let mut items = BTreeSet::new();
        for violation in &found {
            for item in items_of(situation, &planned.plan, violation) {
                items.extend(group(situation, &item));
            }
        }
        let items: Vec<_> = items.difference(&out).cloned().collect();
        if items.is_empty() {
            return Err(PlanningError::Refused(found));
        }
        out.extend(items.iter().cloned());
        let why = message!("plan-checker-refused", why = found[0].message());
        refused.push(LeftOut { items, why });
    }
}

/// The situation without the lots of these items. Its needs stay: everybody keeps the place in the draw.
fn without_goods(situation: &Situation, items: &BTreeSet<ItemId>) -> Situation {
    let mut part = situation.clone();
    part.lots.retain(|lot, _| !items.contains(&lot.item));
    part.last.retain(|(lot, ..), _| !items.contains(&lot.item));
    part.overrides.retain(|(lot, _), _| !items.contains(&lot.item));
    part
}

/// Says of the needs of these items that they are not planned, and takes their prices out. What the plan says of its
/// levels' bounds follows: as much as could be served of them.
fn leave_out(situation: &Situation, policy: &Policy, items: &BTreeSet<ItemId>, plan: &mut Plan) {
    let others = |item: &ItemId| !items.contains(item);
    plan.joint.retain(others);
    let Prices { lots, reserves, lanes, needs } = &mut plan.prices;
    lots.retain(|lot, _| others(&lot.item));
    reserves.retain(|(_, item), _| others(item));
    lanes.retain(|(_, _, item), _| others(item));
    needs.retain(|need, _| others(&need.item));
    for claim in &mut plan.claims {
        claim.prices.lots.retain(|lot, _| others(&lot.item));
        claim.prices.reserves.retain(|(_, item), _| others(item));
        claim.prices.needs.retain(|need, _| others(&need.item));
        claim.prices.parts.retain(|(need, _), _| others(&need.item));
    }
    if plan.joint.is_empty() {
        plan.claims.clear();
    }
    plan.unmet.retain(|line| !items.contains(&line.need.item) || line.reason == Reason::UnknownClass);
    for (key, need) in situation.needs.iter().filter(|(key, _)| items.contains(&key.item)) {
        let open = need.open();
        if policy.admits(&need.class, need.weight) && open.units() > 0 {
            let (need, reason) = (key.clone(), Reason::NotPlanned);
            plan.unmet.push(Unmet { need, reason, quantity: open, earliest: None });
        }
    }
    plan.unmet.sort();
    for violation in violations(situation, policy, plan) {
        if let Violation::WrongValue { what, counted, .. } = violation {
            let Figure::Bound(level) = what else { continue };
            if let Some(bound) = plan.bound.get_mut(level) {
                *bound = counted;
            }
        }
    }
}

/// The items that a violation is about; of what is planned jointly, all joint items.
fn items_of(situation: &Situation, plan: &Plan, violation: &Violation) -> BTreeSet<ItemId> {
    let over = |lanes: &dyn Fn(&yicang_domain::Shipment) -> bool| -> BTreeSet<ItemId> {
        plan.shipments.iter().filter(|line| lanes(line)).map(|line| line.lot.item.clone()).collect()
    };
    let one = |item: &ItemId| BTreeSet::from([item.clone()]);
    match violation {
        Violation::OverCapacity { depot, site, .. } => over(&|line| &line.lot.depot == depot && &line.site == site),
        Violation::OverPool { pool, .. } => over(&|line| {
            let lane = situation.lanes.get(&(line.lot.depot.clone(), line.site.clone()));
            lane.is_some_and(|lane| lane.pool.as_ref() == Some(pool))
        }),
        Violation::WrongClaim { .. } | Violation::NotClaimed { .. } => plan.joint.iter().cloned().collect(),
        Violation::UnknownLot(lot)
        | Violation::Inadmissible { lot, .. }
        | Violation::WrongTimes { lot, .. }
        | Violation::OverStock { lot, .. }
        | Violation::OutsideOverride { lot, .. }
        | Violation::BrokenPack { lot, .. }
        | Violation::BrokenRatio { lot, .. } => one(&lot.item),
        Violation::WrongLapse(lapsed) | Violation::NoLapse(lapsed) => one(&lapsed.lot.item),
        Violation::OverReserve { item, .. } | Violation::WrongJoint { item, .. } => one(item),
        Violation::UnknownNeed(need)
        | Violation::UnknownClass(need)
        | Violation::OverClaim { need, .. }
        | Violation::UnevenKit { need, .. }
        | Violation::ReasonsSum { need, .. }
        | Violation::Unfounded { need, .. } => one(&need.item),
        // These say in words what they are about.
        Violation::Disorder(said) | Violation::Empty(said) | Violation::BadPrice(said) => {
            named(situation, &said.to_string())
        }
        Violation::NotProven { what, .. } => named(situation, &what.to_string()),
        Violation::OldVersion
        | Violation::NoMinutes(_)
        | Violation::WrongLevels { .. }
        | Violation::WrongValue { .. }
        | Violation::NotValued(_) => BTreeSet::new(),
    }
}

/// The items that a sentence names, each between characters that no name goes on over.
fn named(situation: &Situation, said: &str) -> BTreeSet<ItemId> {
    let held = situation.lots.keys().map(|lot| &lot.item);
    let items = held.chain(situation.needs.keys().map(|need| &need.item));
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let stands = |item: &&ItemId| {
        said.match_indices(item.as_str()).any(|(at, word)| {
            !is_part(said[..at].chars().next_back()) && !is_part(said[at + word.len()..].chars().next())
        })
    };
    items.filter(stands).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_domain::{LotKey, Quantity, Vector};

    const POLICY: &str =
        "yicang-policy 1\nname t\nfirst-level steps\nsteps 4\nfloor-percent 50\nclass urgent 3\nclass routine 1\n";
    const SITUATION: &str = "yicang-situation 2
now 2026-02-01T08:00:00Z
seed s
substitute MASK N95
lot D MASK - 30
lot D N95 - 5
lot D WATER - 50
need A MASK routine 40
need A WATER routine 40
need B N95 urgent 4
need B WATER urgent 30
lane D A 60
lane D B 30
";

    /// Plans, with what the planner made spoilt in one place as long as there are these goods.
    fn spoilt(item: &str, spoil: impl Fn(&mut Plan)) -> Result<Made, PlanningError> {
        let (situation, policy) = (Situation::from_text(SITUATION).unwrap(), Policy::from_text(POLICY).unwrap());
        let item: ItemId = item.parse().unwrap();
        plan_by(&situation, &policy, |part, _| {
            let mut planned = yicang_planner::plan(part, &policy, SecondLevel::Minutes)?;
            if part.lots.keys().any(|lot| lot.item == item) {
                spoil(&mut planned.plan);
            }
            Ok(planned)
        })
    }

    fn of<'a>(made: &'a Made, item: &str) -> Vec<&'a Unmet> {
        made.checked.plan().unmet.iter().filter(|line| line.need.item.as_str() == item).collect()
    }

    #[test]
    fn what_the_checker_refuses_of_one_item_leaves_the_others_their_plan() {
        let made = spoilt("WATER", |plan| {
            let line = plan.shipments.iter_mut().find(|line| line.lot.item.as_str() == "WATER").unwrap();
            line.quantity = Quantity::new(line.quantity.units() + 1).unwrap();
        })
        .unwrap();
        assert_eq!(made.left_out.len(), 1);
        assert_eq!(made.left_out[0].items.iter().map(ItemId::as_str).collect::<Vec<_>>(), ["WATER"]);
        assert!(made.left_out[0].why.to_string().starts_with("the checker refused"), "{}", made.left_out[0].why);
        let not_planned: Vec<_> = of(&made, "WATER").iter().map(|line| (line.reason, line.quantity.units())).collect();
        assert_eq!(not_planned, [(Reason::NotPlanned, 40), (Reason::NotPlanned, 30)]);
        let sent = |item: &str| {
            let lines = made.checked.plan().shipments.iter().filter(|line| line.lot.item.as_str() == item);
            lines.map(|line| line.quantity.units()).sum::<u64>()
        };
        assert_eq!((sent("WATER"), sent("MASK"), sent("N95")), (0, 30, 5));
        // What could have been served of it is in the bound.
        assert!(made.checked.plan().service[0] < made.checked.plan().bound[0]);
    }

    #[test]
    fn what_stands_in_for_an_item_is_left_out_with_it() {
        let made = spoilt("N95", |plan| {
            let lot = LotKey { depot: "D".parse().unwrap(), item: "N95".parse().unwrap(), lot: "-".parse().unwrap() };
            plan.prices.lots.insert(lot, Vector::of(yicang_domain::Part::Level(0), 99));
        })
        .unwrap();
        let items: Vec<_> = made.left_out[0].items.iter().map(ItemId::as_str).collect();
        assert_eq!(items, ["MASK", "N95"], "{}", made.left_out[0].why);
        assert!(of(&made, "WATER").iter().all(|line| line.reason != Reason::NotPlanned));
    }

    #[test]
    fn what_is_wrong_with_no_item_is_no_plan() {
        let Err(PlanningError::Refused(found)) = spoilt("WATER", |plan| plan.cost += 1) else { panic!("planned") };
        assert!(found[0].to_string().starts_with("cost is said to be"), "{}", found[0]);
    }
}
