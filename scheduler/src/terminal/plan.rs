//! A plan for people: its figures, its service level by level, and what its vehicles carry.

use super::console::at;
use super::levels;
use super::table::{Table, grouped};
use std::collections::BTreeMap;
use yicang_domain::plan::decimal;
use yicang_domain::{ItemId, Plan, PlanSummary, PoolId, Quantity, ServiceLevel, Situation};
use yicang_language::{Language, Message, message};

/// Service, level by level: how much of what is asked is met, and what is proven. Levels of which nobody asks anything
/// are not listed.
pub fn by_level(all: &[ServiceLevel], language: Language) -> Table {
    let headings = [
        message!("centre-heading-level"),
        message!("centre-heading-met"),
        message!("centre-heading-value"),
        message!("centre-heading-proven"),
    ];
    let mut table = Table::new(headings, language);
    for level in all.iter().filter(|level| levels::is_asked(level)) {
        let (name, proven) = (levels::name(level).say(language), levels::words(level).say(language));
        table.row(&[name, levels::met(level), grouped(&level.value), proven]);
    }
    table
}

/// What each pool's vehicles carry in a plan; at most so many.
pub fn vehicles(situation: &Situation, plan: &Plan, most: usize, language: Language) -> Table {
    let mut loads = BTreeMap::<&PoolId, [i128; 2]>::new();
    for line in &plan.shipments {
        let lane = situation.lanes.get(&(line.lot.depot.clone(), line.site.clone()));
        if let Some(pool) = lane.and_then(|lane| lane.pool.as_ref()) {
            let (facts, units) = (situation.facts(&line.lot.item), i128::from(line.quantity.units()));
            let load = loads.entry(pool).or_default();
            load[0] += units * i128::from(facts.grams.micros());
            load[1] += units * i128::from(facts.millilitres.micros());
        }
    }
    let headings = [
        message!("centre-heading-vehicles"),
        message!("centre-heading-departs"),
        message!("centre-heading-kilograms"),
        message!("centre-heading-limit"),
        message!("centre-heading-litres"),
        message!("centre-heading-limit"),
    ];
    let mut table = Table::new(headings, language);
    for (id, pool) in situation.pools.iter().take(most) {
        let [grams, millilitres] = loads.get(id).copied().unwrap_or_default().map(|load| grouped(decimal(load, 9)));
        let limit = |limit: Option<Quantity>| {
            limit.map_or_else(|| "–".to_owned(), |limit| grouped(decimal(limit.units().into(), 3)))
        };
        let departs = match pool.departs {
            None => message!("centre-departs-when-ready").say(language),
            Some(time) if time < situation.now => {
                message!("centre-departs-left", time = at(time, situation.offset)).say(language)
            }
            Some(time) => at(time, situation.offset),
        };
        table.row(&[id.to_string(), departs, grams, limit(pool.grams), millilitres, limit(pool.millilitres)]);
    }
    table
}

/// What a plan's prices prove, in a few words.
pub fn proof(plan: &PlanSummary) -> Message {
    if plan.levels.is_empty() {
        return message!("centre-certificate-version-1");
    }
    if plan.joint_gap_millionths.is_some() {
        return message!("centre-certificate-joint");
    }
    match plan.left_out.is_empty() {
        true => message!("centre-certificate-every-item"),
        false => message!("centre-certificate-planned-items"),
    }
}

/// A plan's figures; `offset` is that of its situation, in seconds.
pub fn summary(plan: &PlanSummary, offset: i32, language: Language) -> Table {
    let mut table = Table::under([message!("centre-figure-plan").say(language), plan.plan_id.clone()], language);
    let said = |what: Message| what.say(language);
    let status = match plan.decision_index {
        Some(index) => message!("centre-status-approved", record = index),
        None => message!("centre-status-not-approved"),
    };
    let begun = if plan.warm { message!("centre-start-warm") } else { message!("centre-start-scratch") };
    let with_proof =
        |value: String, proof: Message| said(message!("centre-value-proven", value = value, proof = proof));
    table.pair(&message!("centre-figure-made-at"), at(plan.made_at, offset));
    table.pair(&message!("centre-figure-status"), said(status));
    table.pair(&message!("centre-figure-policy"), plan.policy_name.clone());
    for level in plan.levels.iter().filter(|level| levels::is_asked(level)) {
        let name = message!("centre-figure-level", name = levels::name(level));
        table.pair(&name, with_proof(levels::met(level), levels::words(level)));
    }
    let cost = grouped(&plan.cost);
    let cost = if plan.levels.is_empty() {
        table.pair(&message!("centre-figure-service"), grouped(&plan.service));
        cost
    } else {
        with_proof(cost, levels::cost_words(plan.cost_gap_millionths))
    };
    table.pair(&message!("centre-figure-secondary"), cost);
    table.pair(&message!("centre-figure-needs"), grouped(plan.needs));
    table.pair(&message!("centre-figure-shipments"), grouped(plan.shipments));
    table.pair(&message!("centre-figure-reopened"), grouped(plan.orders_reopened));
    table.pair(&message!("centre-figure-columns"), grouped(plan.columns));
    table.pair(&message!("centre-figure-time"), format!("{} ms", plan.planning_ms));
    table.pair(&message!("centre-figure-start"), said(begun));
    table.pair(&message!("centre-figure-certificate"), said(proof(plan)));
    for group in &plan.left_out {
        let items: Vec<_> = group.items.iter().map(ItemId::as_str).collect();
        let left = message!(
            "centre-left-out-items",
            items = items,
            why = Message::verbatim(group.why.said_in(language).unwrap_or_default())
        );
        table.pair(&message!("centre-figure-left-out"), said(left));
    }
    table
}

/// SHA-256 of the plan's text, as the public log names it.
pub fn plan_sha256(plan: &PlanSummary) -> String {
    yicang_tlog::hex(&plan.plan_sha256)
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_domain::LeftOut;
    use yicang_domain::explanation::Sentence;

    fn figures() -> PlanSummary {
        PlanSummary {
            plan_id: "P7".into(),
            made_at: jiff::Timestamp::UNIX_EPOCH,
            plan_sha256: [0; 32],
            situation_sha256: [0; 32],
            policy_sha256: [0; 32],
            policy_name: "t".into(),
            service: String::new(),
            cost: "0".into(),
            shipments: 0,
            needs: 0,
            columns: 0,
            planning_ms: 0,
            decision_index: None,
            joint_gap_millionths: None,
            warm: false,
            orders_reopened: 0,
            levels: Vec::new(),
            cost_gap_millionths: None,
            left_out: Vec::new(),
        }
    }

    #[test]
    fn what_is_not_proven_is_not_called_proven() {
        let level = ServiceLevel { name: "floor".into(), served: "1".into(), asked: "2".into(), ..Default::default() };
        let mut plan = figures();
        let said = |plan: &PlanSummary| proof(plan).to_string();
        assert!(said(&plan).starts_with("counted by the rules of version 1"), "{}", said(&plan));
        plan.levels.push(level);
        assert!(said(&plan).starts_with("every item is proven best"), "{}", said(&plan));
        plan.left_out.push(LeftOut {
            items: vec!["MASK".parse().unwrap()],
            why: Sentence { english: "too large".into(), chinese: "过大".into() },
        });
        assert!(said(&plan).starts_with("every item that is planned is"), "{}", said(&plan));
        plan.joint_gap_millionths = Some(12);
        assert!(said(&plan).starts_with("items planned alone are proven best"), "{}", said(&plan));
        let shown = summary(&plan, 28_800, Language::English).to_string();
        let parts = ["level: floor", "50.0 %, no bound said", "MASK: too large", "not yet approved", "08:00 +08:00"];
        for part in parts {
            assert!(shown.contains(part), "{part:?} is not in:\n{shown}");
        }
        let shown = summary(&plan, 28_800, Language::Chinese).to_string();
        for part in ["层级：保底", "待批准", "MASK：过大"] {
            assert!(shown.contains(part), "{part:?} is not in:\n{shown}");
        }
    }
}
