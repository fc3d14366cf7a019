//! What a need gets in a plan, why not more, who got what it could have had, and one honest "what if": the plan is really
//! made again with the change, and what is said is what came out.

use yicang_domain::situation::{Lane, Lot, Need};
use yicang_domain::{DepotId, LotId, LotKey, NeedKey, Plan, Policy, Quantity, SecondLevel, SiteId, Situation};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::{AllocatedLine, CompetitorLine, NeedExplanation, UnmetLine};

/// The most competitors that are named.
const COMPETITORS_MAX: usize = 20;

/// Explains one need of a plan.
pub fn explain(situation: &Situation, policy: &Policy, plan: &Plan, key: &NeedKey, need: &Need) -> NeedExplanation {
    let own = plan.shipments.iter().filter(|shipment| &shipment.need() == key);
    let allocated = allocated(plan, key);
    let unmet = need.open().units().saturating_sub(allocated);
    let (counterfactual_en, counterfactual_zh) = match unmet {
        0 => Default::default(),
        unmet => what_if(situation, policy, plan.second_level, key, need, (allocated, unmet)),
    };
    NeedExplanation {
        site_id: key.site.to_string(),
        item_id: key.item.to_string(),
        priority_class: need.class.to_string(),
        claimed: need.claimed.units(),
        entitlement: need.entitlement.units(),
        covered: need.covered.units(),
        allocated,
        allocated_from: own
            .map(|shipment| AllocatedLine {
                depot_id: shipment.lot.depot.to_string(),
                lot_id: lot_name(&shipment.lot),
                quantity: shipment.quantity.units(),
                departs_at: Some(time_to_wire(shipment.departs)),
                arrives_at: Some(time_to_wire(shipment.arrives)),
            })
            .collect(),
        unmet: plan
            .unmet
            .iter()
            .filter(|line| &line.need == key)
            .map(|line| UnmetLine {
                reason: line.reason.code().to_owned(),
                quantity: line.quantity.units(),
                sentence_en: line.reason.sentence().to_owned(),
                sentence_zh: line.reason.sentence_zh().to_owned(),
                earliest_at: line.earliest.map(time_to_wire),
            })
            .collect(),
        competitors: competitors(situation, plan, key, need),
        counterfactual_en,
        counterfactual_zh,
    }
}

fn lot_name(key: &LotKey) -> String {
    if key.lot == LotId::unnamed() { String::new() } else { key.lot.to_string() }
}

fn allocated(plan: &Plan, key: &NeedKey) -> u64 {
    let own = plan.shipments.iter().filter(|shipment| &shipment.need() == key);
    own.map(|shipment| shipment.quantity.units()).sum()
}

/// Who got this item from lots that could have served the need.
fn competitors(situation: &Situation, plan: &Plan, key: &NeedKey, need: &Need) -> Vec<CompetitorLine> {
    let mut others = std::collections::BTreeMap::<&SiteId, u64>::new();
    for shipment in plan.shipments.iter().filter(|s| s.lot.item == key.item && s.site != key.site) {
        if could_serve(situation, &shipment.lot, key, need) {
            *others.entry(&shipment.site).or_default() += shipment.quantity.units();
        }
    }
    let mut lines: Vec<_> = others
        .into_iter()
        .filter_map(|(site, allocated)| {
            let other = situation.needs.get(&NeedKey { site: site.clone(), item: key.item.clone() })?;
            let (priority_class, claimed) = (other.class.to_string(), other.claimed.units());
            Some(CompetitorLine { site_id: site.to_string(), priority_class, allocated, claimed })
        })
        .collect();
    lines.sort_by(|a, b| b.allocated.cmp(&a.allocated).then_with(|| a.site_id.cmp(&b.site_id)));
    lines.truncate(COMPETITORS_MAX);
    lines
}

fn could_serve(situation: &Situation, lot: &LotKey, key: &NeedKey, need: &Need) -> bool {
    let Some(stock) = situation.lots.get(lot) else { return false };
    let admitted = stock.earmark.as_ref().is_none_or(|sites| sites.contains(&key.site));
    let lane = situation.lanes.get(&(lot.depot.clone(), key.site.clone())).filter(|lane| lane.open);
    admitted && lane.is_some_and(|lane| in_time(situation, stock, lane, need))
}

fn in_time(situation: &Situation, lot: &Lot, lane: &Lane, need: &Need) -> bool {
    let arrival = situation.journey(lot, lane).map(|(_, arrives)| arrives);
    arrival.is_some_and(|at| need.latest_useful.is_none_or(|latest| at <= latest))
}

/// One change that would help, in English and Chinese. `now` is what the need gets and lacks.
fn what_if(
    situation: &Situation,
    policy: &Policy,
    second: SecondLevel,
    key: &NeedKey,
    need: &Need,
    now: (u64, u64),
) -> (String, String) {
    let (allocated, unmet) = now;
    let fresh = Lot::default();
    let reachable = situation.lanes.iter().filter(|((_, site), lane)| *site == key.site && lane.open);
    let in_time = reachable.clone().filter(|(_, lane)| in_time(situation, &fresh, lane, need));
    let Some(((depot, _), _)) = in_time.min_by_key(|(_, lane)| lane.minutes) else {
        return match reachable.min_by_key(|(_, lane)| lane.minutes) {
            None => (
                format!("No open lane leads to {}: one would have to be opened first.", key.site),
                format!("没有开放的运输通道通往 {}，须先开通。", key.site),
            ),
            Some((_, lane)) => (
                format!("Nothing can arrive in time: the nearest depot is {} minutes away.", lane.minutes),
                format!("任何物资都无法按时送达：最近的储备库需 {} 分钟。", lane.minutes),
            ),
        };
    };
    let of_item = only_item(situation, key);
    let lacking_of_all = of_item.needs.values().map(|need| need.open().units()).sum::<u64>();
    // First what this need lacks; if others would take it, what all of them could take.
    let mut said = None;
    for more in [unmet, lacking_of_all] {
        let Some(gets) = again(&of_item, policy, second, key, depot, more) else { break };
        said = Some((more, gets));
        if gets >= allocated + unmet {
            break;
        }
    }
    let item = &key.item;
    match said {
        None => Default::default(),
        Some((more, gets)) if gets > allocated => (
            format!(
                "With {more} more {item} at depot {depot}, this need would get {gets} instead of {allocated}, of {} open.",
                need.open()
            ),
            format!(
                "若储备库 {depot} 再有 {more} 单位 {item}，此需求可得 {gets}（现为 {allocated}，未满足总量 {}）。",
                need.open()
            ),
        ),
        Some((more, _)) => (
            format!(
                "Even {more} more {item} at depot {depot} would bring this need nothing: others stand before it or the lane is full."
            ),
            format!("即使储备库 {depot} 再有 {more} 单位 {item}，此需求也不会多得：其他需求优先，或通道已满。"),
        ),
    }
}

/// The item's part of the situation. Where lanes have a limit, items share them: then everything stays.
fn only_item(situation: &Situation, key: &NeedKey) -> Situation {
    let mut part = situation.clone();
    if situation.lanes.values().all(|lane| lane.capacity.is_none()) {
        part.lots.retain(|lot, _| lot.item == key.item);
        part.needs.retain(|need, _| need.item == key.item);
        part.protected.retain(|(_, item), _| *item == key.item);
    }
    part
}

/// What the need gets when the plan is made again with `more` units in a fresh lot at the depot; `None` if no plan is made.
fn again(
    situation: &Situation,
    policy: &Policy,
    second: SecondLevel,
    key: &NeedKey,
    depot: &DepotId,
    more: u64,
) -> Option<u64> {
    let mut changed = situation.clone();
    let taken = |lot: &LotKey| situation.lots.contains_key(lot);
    let key_of = |name: String| LotKey {
        depot: depot.clone(),
        item: key.item.clone(),
        lot: LotId::new(&name).expect("letters and digits"),
    };
    let lot = (0..).map(|n| key_of(format!("what-if-{n}"))).find(|lot| !taken(lot))?;
    changed.lots.insert(lot, Lot { on_hand: Quantity::new(more)?, ..Lot::default() });
    let planned = yicang_planner::plan(&changed, policy, second).ok()?;
    Some(allocated(&planned.plan, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "yicang-policy 1\nname t\nfirst-level units\nclass urgent 5\nclass routine 1\n";

    fn explained(situation: &str, site: &str) -> NeedExplanation {
        let situation = Situation::from_text(situation).unwrap();
        let policy = Policy::from_text(POLICY).unwrap();
        let plan = yicang_planner::plan(&situation, &policy, SecondLevel::Minutes).unwrap().plan;
        let key = NeedKey { site: site.parse().unwrap(), item: "WATER".parse().unwrap() };
        explain(&situation, &policy, &plan, &key, &situation.needs[&key])
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
        assert_eq!(told.unmet.iter().map(|line| line.quantity).sum::<u64>(), 20);
        assert_eq!(told.competitors.len(), 1);
        assert_eq!((told.competitors[0].site_id.as_str(), told.competitors[0].allocated), ("CLINIC", 30));
        assert_eq!(
            told.counterfactual_en,
            "With 20 more WATER at depot D1, this need would get 40 instead of 20, of 40 open."
        );
        assert!(told.counterfactual_zh.contains("再有 20 单位 WATER"));
    }

    #[test]
    fn what_would_go_to_others_first_is_said_with_the_quantity_that_helps() {
        let scarce = SHORT.replace("D1 WATER - 50", "D1 WATER - 0");
        let told = explained(&scarce, "CAMP");
        assert_eq!(
            told.counterfactual_en,
            "With 70 more WATER at depot D1, this need would get 40 instead of 0, of 40 open."
        );
    }

    #[test]
    fn without_a_lane_or_in_time_the_rule_is_said() {
        let told = explained(&SHORT.replace("lane D1 CAMP 60\n", ""), "CAMP");
        assert_eq!(told.counterfactual_en, "No open lane leads to CAMP: one would have to be opened first.");
        let late = SHORT.replace("routine 40", "routine 40 latest=2026-02-01T08:30:00Z");
        let told = explained(&late, "CAMP");
        assert_eq!(told.counterfactual_en, "Nothing can arrive in time: the nearest depot is 60 minutes away.");
    }

    #[test]
    fn what_is_met_needs_no_what_if() {
        let told = explained(SHORT, "CLINIC");
        assert_eq!((told.allocated, told.unmet.len(), told.counterfactual_en.as_str()), (30, 0, ""));
    }
}
