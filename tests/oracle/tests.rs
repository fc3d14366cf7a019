//! The short form of each run, and that each of them can fail: plans damaged on purpose are found.

use crate::compare::{Standing, verdict};
use crate::generate::Case;
use crate::hand::solved;
use crate::parts::parts;
use crate::reading::{Reading, Serves};
use crate::relations;
use crate::run::{self, Span, Tally};
use std::collections::BTreeMap;
use yicang_domain::{Plan, Quantity, Reason, SecondLevel, Shipment, Unmet, Version};

const SECONDS: f64 = 3.0;

fn span(seed: u64, count: u64) -> Span {
    Span { seed, from: 0, count, threads: 2, seconds: SECONDS }
}

fn none_fails(tally: &Tally) {
    let failures: Vec<String> = tally.failures.iter().take(3).map(|f| format!("{}: {}", f.name, f.why)).collect();
    let failed = tally.count("failed") + tally.count("broken");
    assert!(failed == 0, "{failed}:\n{}\n{:?}", failures.join("\n"), tally.counts);
}

#[test]
fn plans_are_as_good_as_the_oracle_s() {
    let tally = run::oracle(span(1, 500), &());
    none_fails(&tally);
    let at_optimum = tally.count("exact") + tally.count("together, at the optimum");
    assert!(at_optimum >= 425 && tally.count("undecided") <= 10, "{:?}", tally.counts);
}

#[test]
fn relations_between_plans_hold() {
    for relation in relations::ALL {
        none_fails(&run::relation(relation, span(2, 150), &()));
    }
}

#[test]
fn extremes_are_planned_or_refused_by_name() {
    let tally = run::extremes(span(3, 300), &());
    none_fails(&tally);
    assert!(tally.count("Planned") > 250, "{:?}", tally.counts);
}

/// The oracle's own plan; what is coupled is said to be planned together, and to be the best.
fn made(case: &Case) -> Option<Plan> {
    let reading = Reading::of(&case.situation, &case.policy, case.second);
    let solved = solved(&reading).ok()?;
    let coupled = parts(&reading).into_iter().filter(|part| part.pack.is_none());
    let mut joint: Vec<_> =
        coupled.flat_map(|part| part.needs).map(|need| reading.needs[need].key.item.clone()).collect();
    joint.sort();
    joint.dedup();
    let mut plan = Plan {
        version: Version::Two,
        second_level: case.second,
        start: Default::default(),
        service: Vec::new(),
        bound: Vec::new(),
        cost: 0,
        shipments: Vec::new(),
        unmet: Vec::new(),
        prices: Default::default(),
        joint,
        claims: Vec::new(),
        lapsed: Vec::new(),
    };
    let sent: Vec<(usize, u64)> = solved.sent.into_iter().filter(|(_, units)| *units > 0).collect();
    send(&reading, &mut plan, &sent);
    plan.bound = plan.service.clone();
    Some(plan)
}

/// Has a plan send units by column, and say what that comes to.
fn send(reading: &Reading, plan: &mut Plan, sent: &[(usize, u64)]) {
    let moment = |second| jiff::Timestamp::from_second(second).unwrap();
    plan.shipments = (sent.iter())
        .map(|(at, units)| {
            let column = &reading.columns[*at];
            let key = &reading.needs[column.need].key;
            Shipment {
                lot: column.lot.clone(),
                site: key.site.clone(),
                serves: key.item.clone(),
                quantity: Quantity::new(*units).unwrap(),
                departs: moment(column.departs),
                arrives: Some(moment(column.arrives)),
            }
        })
        .collect();
    plan.shipments.sort();
    (plan.service, plan.cost, plan.unmet) = (vec![0; reading.levels], 0, Vec::new());
    for (at, units) in sent {
        plan.cost += reading.columns[*at].cost_of(*units, reading.change);
    }
    for (at, need) in reading.needs.iter().enumerate() {
        let mut given = 0;
        let mut kits: Option<u64> = None;
        for (column, units) in
            sent.iter().map(|(at, units)| (&reading.columns[*at], units)).filter(|(c, _)| c.need == at)
        {
            match column.serves {
                Serves::Units(served) => given += units / column.step * served,
                Serves::Part(0) => *kits.get_or_insert(0) += units,
                Serves::Part(_) => {}
            }
        }
        given += kits.map_or(0, |units| units / need.kit.as_ref().unwrap().parts[0].1);
        need.stack.add_value(given, &mut plan.service);
        let reason = if need.is_admitted { Reason::SupplyExhausted } else { Reason::UnknownClass };
        if given < need.open {
            let quantity = Quantity::new(need.open - given).unwrap();
            plan.unmet.push(Unmet { need: need.key.clone(), reason, quantity, earliest: None });
        }
    }
}

/// What a plan sends, by column.
fn sent(reading: &Reading, plan: &Plan) -> BTreeMap<usize, u64> {
    let place = |line: &Shipment| {
        reading
            .columns
            .iter()
            .position(|column| column.lot == line.lot && reading.needs[column.need].key == line.need())
    };
    plan.shipments.iter().map(|line| (place(line).unwrap(), line.quantity.units())).collect()
}

fn faults(case: &Case, plan: &Plan) -> Vec<String> {
    verdict(case, plan, SECONDS).faults
}

#[test]
fn the_oracle_agrees_with_itself() {
    for index in 0..120 {
        let case = run::oracle_case(5, index);
        let Some(plan) = made(&case) else { continue };
        let verdict = verdict(&case, &plan, SECONDS);
        assert_eq!(verdict.faults, Vec::<String>::new(), "case {index}");
        assert!(matches!(verdict.standing, Standing::Exact | Standing::AtOptimum), "case {index}");
    }
}

#[test]
fn a_plan_that_sends_less_is_found() {
    let (mut alone, mut together) = (0, 0);
    for index in 0..120 {
        let case = run::oracle_case(6, index);
        let Some(plan) = made(&case) else { continue };
        let reading = Reading::of(&case.situation, &case.policy, case.second);
        let mut less = sent(&reading, &plan);
        // The first shipment that is no component of a kit sends a step less.
        let line = less.keys().copied().find(|at| matches!(reading.columns[*at].serves, Serves::Units(_)));
        let Some(at) = line else { continue };
        *less.get_mut(&at).unwrap() -= reading.columns[at].step;
        let less: Vec<_> = less.into_iter().filter(|(_, units)| *units > 0).collect();
        let mut worse = plan.clone();
        send(&reading, &mut worse, &less);
        worse.bound = worse.service.clone();
        let found = faults(&case, &worse);
        assert!(!found.is_empty(), "case {index}");
        if found.iter().any(|fault| fault.starts_with("planned by itself")) {
            alone += 1;
        }
        if found.iter().any(|fault| fault.contains("bound") || fault.contains("would take nothing from anybody")) {
            together += 1;
        }
    }
    assert!(alone > 30 && together > 10, "{alone} alone, {together} together");
}

fn two_needs(more: &str) -> (Case, Reading) {
    let situation = format!(
        "yicang-situation 2\nnow 2020-02-01T08:00:00Z\nseed S\nlot D1 X - 3\nlot D2 X - 3\nneed H1 X a 4\nneed H2 X a 4\n\
         lane D1 H1 1\nlane D1 H2 2\nlane D2 H1 7\nlane D2 H2 9\n{more}"
    );
    let rules = "yicang-policy 1\nname t\nfirst-level steps\nsteps 2\nfloor-percent 50\nclass a 1\nclass b 1\n";
    let case = Case::read(&situation, rules, SecondLevel::Minutes).unwrap();
    let reading = Reading::of(&case.situation, &case.policy, case.second);
    (case, reading)
}

/// Units by (depot, site), in a plan that says of itself that it is the best.
fn by_hand(case: &Case, reading: &Reading, lines: &[(&str, &str, u64)]) -> Plan {
    let mut plan = made(case).unwrap();
    let column = |depot: &str, site: &str| {
        let found = reading.columns.iter().position(|column| {
            column.lot.depot.as_str() == depot && reading.needs[column.need].key.site.as_str() == site
        });
        found.unwrap()
    };
    let sent: Vec<_> = lines.iter().map(|(depot, site, units)| (column(depot, site), *units)).collect();
    send(reading, &mut plan, &sent);
    plan.bound = plan.service.clone();
    plan
}

#[test]
fn who_gets_and_from_where_is_compared_to_the_unit() {
    let (case, reading) = two_needs("");
    // The floor takes 2 + 2, and H2 comes first in the draw for the next sub-step of two units.
    for (lines, fault) in [
        (&[("D1", "H2", 3), ("D2", "H1", 2), ("D2", "H2", 1)], None),
        (&[("D1", "H1", 2), ("D1", "H2", 1), ("D2", "H2", 3)], Some("planned by itself: cost 31000000, best 29000000")),
        (&[("D1", "H1", 3), ("D2", "H1", 1), ("D2", "H2", 2)], Some("planned by itself: draw 8, best 10")),
    ] {
        let found = faults(&case, &by_hand(&case, &reading, lines));
        assert_eq!(found.first().map(|found| found.split(": H").next().unwrap()), fault, "{found:?}");
    }
}

#[test]
fn what_is_said_wrongly_is_found() {
    let (case, _) = two_needs("");
    let good = made(&case).unwrap();
    assert_eq!(faults(&case, &good), Vec::<String>::new());
    type Damage = fn(&mut Plan);
    let damage: [(&str, Damage); 8] = [
        ("levels are said", |plan| plan.service[0] += 1),
        ("the cost is said", |plan| plan.cost -= 1),
        ("bounds", |plan| plan.bound[1] -= 1),
        ("reasons for", |plan| plan.unmet.clear()),
        ("Lot", |plan| plan.shipments[0].quantity = Quantity::new(4).unwrap()),
        ("no column", |plan| plan.shipments[0].site = "H9".parse().unwrap()),
        ("another time", |plan| plan.shipments[0].arrives = Some(plan.shipments[0].departs)),
        ("stands twice", |plan| plan.shipments.push(plan.shipments[0].clone())),
    ];
    for (begins, act) in damage {
        let mut bad = good.clone();
        act(&mut bad);
        let found = faults(&case, &bad);
        assert!(found.iter().any(|fault| fault.contains(begins)), "{begins}: {found:?}");
    }
}

#[test]
fn an_exchange_that_would_raise_a_level_is_found_in_a_plan_with_a_gap() {
    // One vehicle for six units; the more urgent class has nothing, the less urgent all.
    let more = "pool V grams=6\nitem X grams=1\nneed H3 X b 4\nlane D1 H3 5 pool=V\nlane D2 H3 5 pool=V\n";
    let (case, _) = two_needs(more);
    let lines = case.situation.to_text().replace(" 7\n", " 7 pool=V\n").replace("H2 2\n", "H2 2 pool=V\n");
    let case = Case::read(&lines, &case.rules, case.second).unwrap();
    let reading = Reading::of(&case.situation, &case.policy, case.second);
    let mut unfair = by_hand(&case, &reading, &[("D1", "H3", 3), ("D2", "H3", 1), ("D2", "H2", 2)]);
    unfair.joint = vec!["X".parse().unwrap()];
    unfair.bound.iter_mut().for_each(|bound| *bound += 1_000_000);
    let found = faults(&case, &unfair);
    assert!(found.iter().any(|fault| fault.contains("more for H1")), "{found:?}");
}
