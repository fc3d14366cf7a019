//! Explains one need of a plan: what it gets, why not more, who got what it could have had, and one honest "what if".
//! The plan is really made again with the change, and the answer is what came out.

use super::what_if::{self, Left};
use crate::events::draw::Source;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use yicang_domain::check::{Blocker, Columns};
use yicang_domain::explanation::{Allocated, Competitor, EntitlementWay, Holding, UnmetUnits};
use yicang_domain::order::Order;
use yicang_domain::situation::Need;
use yicang_domain::{
    Closure, DepotId, Explanation, NeedKey, Plan, Policy, Quantity, Reason, Sentence, SiteId, Situation,
};
use yicang_language::{Language, ToMessage};

/// The most competitors that are named.
const COMPETITORS_MAX: usize = 20;
/// The most orders that are named.
const HOLDING_MAX: usize = 20;

/// The closures of each lane.
pub type Closures = BTreeMap<(DepotId, SiteId), Vec<Closure>>;

/// A plan, and what it can be explained by.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// What it was made for.
    pub situation: &'a Situation,
    /// By which rules.
    pub policy: &'a Policy,
    /// The plan.
    pub plan: &'a Plan,
    /// Orders that were approved before it and have not left yet.
    pub orders: &'a [Order],
    /// When lanes are closed, whenever that is.
    pub closures: &'a Closures,
    /// Where the seed of its draw comes from.
    pub source: &'a Source,
}

/// Explains one need of a plan.
pub fn explain(told: &Told<'_>, need: (&NeedKey, &Need)) -> Explanation {
    explain_until(told, need, None)
}

/// The same for somebody who may leave; the rest of the answer is worth nothing then.
pub fn explain_until(told: &Told<'_>, (key, need): (&NeedKey, &Need), left: Left<'_>) -> Explanation {
    let Told { situation, policy, plan, orders, closures, source } = *told;
    let columns = Columns::new(situation, policy);
    let served = columns.served(plan);
    let said = what_if::what_if_until(situation, policy, plan, key, left);
    let lost_the_draw = plan.unmet.iter().any(|line| &line.need == key && line.reason == Reason::Draw);
    let own = plan.shipments.iter().filter(|shipment| &shipment.need() == key);
    let unmet = plan.unmet.iter().filter(|line| &line.need == key);
    Explanation {
        need: key.clone(),
        class: need.class.clone(),
        claimed: need.claimed,
        entitlement: need.entitlement,
        covered: need.covered,
        allocated: served.get(key).copied().unwrap_or(0),
        allocated_from: own
            .map(|shipment| Allocated {
                inbound: situation.lots.get(&shipment.lot).is_some_and(|lot| lot.inbound),
                lot: shipment.lot.clone(),
                quantity: shipment.quantity,
                departs: shipment.departs,
                arrives: shipment.arrives,
            })
            .collect(),
        unmet: unmet
            .map(|line| UnmetUnits { reason: line.reason, quantity: line.quantity, earliest: line.earliest })
            .collect(),
        competitors: competitors(situation, &columns, plan, key),
        counterfactual: said.map(|said| sentence(&said)).unwrap_or_default(),
        held_by: held_by(situation, &columns, plan, orders, key),
        closed_lanes: closed_lanes(situation, &columns, plan, closures, key),
        draw: if lost_the_draw { sentence(source) } else { Sentence::default() },
        way: EntitlementWay::default(),
        history: Vec::new(),
        words: Vec::new(),
        queued: Vec::new(),
    }
}

fn sentence(said: &impl ToMessage) -> Sentence {
    let said = said.message();
    Sentence { english: said.say(Language::English), chinese: said.say(Language::Chinese) }
}

/// Which closures, in force at the plan's moment, keep goods that would serve the need from it, where that is a reason
/// it was given.
fn closed_lanes(
    situation: &Situation,
    columns: &Columns<'_>,
    plan: &Plan,
    closures: &Closures,
    key: &NeedKey,
) -> Vec<(DepotId, Closure)> {
    if !plan.unmet.iter().any(|line| &line.need == key && line.reason == Reason::LaneClosed) {
        return Vec::new();
    }
    let cut_off = |depot: &DepotId| {
        let lots =
            situation.lots.iter().filter(|(lot, known)| lot.depot == *depot && known.available() > Quantity::ZERO);
        let blockers = lots.map(|(lot, _)| columns.journey(lot, key).err().unwrap_or_default());
        blockers.into_iter().any(|blockers| blockers.contains(&Blocker::NoLane))
    };
    let to_site = closures.iter().filter(|((depot, site), _)| *site == key.site && cut_off(depot));
    let in_force = to_site.flat_map(|((depot, _), closures)| closures.iter().map(move |closure| (depot, closure)));
    let in_force = in_force.filter(|(_, closure)| closure.is_in_force(situation.now));
    in_force.map(|(depot, closure)| (depot.clone(), closure.clone())).collect()
}

/// Which orders for others hold goods that the need could have had, where that is a reason it was given.
fn held_by(situation: &Situation, columns: &Columns<'_>, plan: &Plan, orders: &[Order], key: &NeedKey) -> Vec<Holding> {
    if !plan.unmet.iter().any(|line| &line.need == key && line.reason == Reason::FrozenOrder) {
        return Vec::new();
    }
    let holds = |order: &&Order| {
        let stays = !situation.reopened.contains(&order.id) && &order.need() != key;
        stays && columns.journey(order.lot(), key).is_ok()
    };
    let mut holding: Vec<_> = orders.iter().filter(holds).collect();
    holding.sort_by_key(|order| (Reverse(order.shipment.quantity), &order.id));
    let line = |order: &Order| Holding {
        order: order.id.clone(),
        site: order.site().clone(),
        item: order.lot().item.clone(),
        quantity: order.shipment.quantity,
        status: order.status(),
    };
    holding.into_iter().take(HOLDING_MAX).map(line).collect()
}

/// Who got what from lots that could have served the need, by the rules that plans are checked by: substitutes and
/// parts of kits, computed ways, earmarks, time and shelf life. Another item of the same site competes, too.
fn competitors(situation: &Situation, columns: &Columns<'_>, plan: &Plan, key: &NeedKey) -> Vec<Competitor> {
    let mut others = BTreeMap::<NeedKey, u64>::new();
    for shipment in plan.shipments.iter().filter(|shipment| &shipment.need() != key) {
        if columns.journey(&shipment.lot, key).is_ok() {
            *others.entry(shipment.need()).or_default() += shipment.quantity.units();
        }
    }
    let line = |(key, allocated): (NeedKey, u64)| {
        let other = situation.needs.get(&key)?;
        let (class, claimed) = (other.class.clone(), other.claimed);
        Some(Competitor { site: key.site, class, allocated, claimed })
    };
    let mut lines: Vec<_> = others.into_iter().filter_map(line).collect();
    lines.sort_by(|a, b| b.allocated.cmp(&a.allocated).then_with(|| a.site.cmp(&b.site)));
    lines.truncate(COMPETITORS_MAX);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_domain::SecondLevel;

    const POLICY: &str = "yicang-policy 1\nname t\nfirst-level units\nclass urgent 5\nclass routine 1\n";

    fn explained(situation: &str, site: &str) -> Explanation {
        let situation = Situation::from_text(situation).unwrap();
        let policy = Policy::from_text(POLICY).unwrap();
        let plan = yicang_planner::plan(&situation, &policy, SecondLevel::Minutes).unwrap().plan;
        let key = NeedKey { site: site.parse().unwrap(), item: "WATER".parse().unwrap() };
        let told = Told {
            situation: &situation,
            policy: &policy,
            plan: &plan,
            orders: &[],
            closures: &Closures::new(),
            source: &Source::Own,
        };
        explain(&told, (&key, &situation.needs[&key]))
    }

    const SHORT: &str = "yicang-situation 1
now 2026-02-01T08:00:00Z
lot D1 WATER - 50
need CAMP WATER routine 40
need CLINIC WATER urgent 30
lane D1 CAMP 60
lane D1 CLINIC 30
";

    #[test]
    fn the_reasons_and_the_allocation_add_up_and_the_competitor_is_named() {
        let told = explained(SHORT, "CAMP");
        assert_eq!(told.allocated, 20);
        assert_eq!(told.unmet.iter().map(|line| line.quantity.units()).sum::<u64>(), 20);
        assert_eq!(told.competitors.len(), 1);
        assert_eq!((told.competitors[0].site.as_str(), told.competitors[0].allocated), ("CLINIC", 30));
        assert_eq!(
            told.counterfactual.english,
            "With 20 more WATER at depot D1, this need would get 40 instead of 20, of 40 open."
        );
        assert!(told.counterfactual.chinese.contains("再有 20 单位 WATER"));
    }

    #[test]
    fn what_would_go_to_others_first_is_said_with_the_quantity_that_helps() {
        let scarce = SHORT.replace("D1 WATER - 50", "D1 WATER - 0");
        let told = explained(&scarce, "CAMP");
        assert_eq!(
            told.counterfactual.english,
            "With 70 more WATER at depot D1, this need would get 40 instead of 0, of 40 open."
        );
    }

    #[test]
    fn without_a_lane_or_in_time_the_rule_is_said() {
        let told = explained(&SHORT.replace("lane D1 CAMP 60\n", ""), "CAMP");
        assert_eq!(told.counterfactual.english, "No open lane leads to CAMP: one would have to be opened first.");
        let late = SHORT.replace("routine 40", "routine 40 latest=2026-02-01T08:30:00Z");
        let told = explained(&late, "CAMP");
        assert_eq!(told.counterfactual.english, "Nothing can arrive in time: the nearest depot is 60 minutes away.");
    }

    #[test]
    fn what_is_met_needs_no_what_if() {
        let told = explained(SHORT, "CLINIC");
        assert_eq!((told.allocated, told.unmet.len(), told.counterfactual.english.as_str()), (30, 0, ""));
    }
}
