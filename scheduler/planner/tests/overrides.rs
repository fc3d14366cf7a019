//! Overrides bound columns: the plan keeps them, is the best of all within them, and says which lapse.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

#[allow(dead_code)] // other tests use the rest
mod support;

use support::{FLOOR, UNITS, planned, policy, said, situation};
use yicang_domain::check::violations;
use yicang_domain::{Plan, Policy, SecondLevel, Situation};

const TWO: &str = "reserve near water 50
reserve far water 50
need camp water 40 life-saving
need town water 40 routine
lane near camp 10
lane near town 20
lane far camp 60
lane far town 90
";

fn plan(text: &str, rules: &str) -> Plan {
    planned(&situation(text), &policy(rules), SecondLevel::Minutes).unwrap().plan
}

fn with(more: &str) -> String {
    let plan = plan(&format!("{TWO}{more}"), UNITS);
    let lapsed = plan.lapsed.iter().map(|line| format!("{} {} {}\n", line.by, line.lot, line.why.code()));
    said(&plan) + &lapsed.collect::<String>()
}

#[test]
fn each_kind_of_override_bounds_its_column() {
    let free = "far -> camp: 30 water\nnear -> camp: 10 water\nnear -> town: 40 water\n";
    assert_eq!(with(""), free);
    // What would be sent anyway changes nothing.
    assert_eq!(with("override pin far water - camp 30 V1"), free);
    let held = "far -> camp: 5 water\nfar -> town: 25 water\nnear -> camp: 35 water\nnear -> town: 15 water\n";
    assert_eq!(with("override exactly far water - camp 5 V1"), held);
    assert_eq!(with("override at-most far water - camp 5 V1"), held);
    assert_eq!(
        with("override forbid far water - camp V1"),
        "far -> town: 30 water\nnear -> camp: 40 water\nnear -> town: 10 water\n"
    );
    assert_eq!(
        with("override at-least far water - town 12 V1"),
        "far -> camp: 18 water\nfar -> town: 12 water\nnear -> camp: 22 water\nnear -> town: 28 water\n"
    );
    assert_eq!(with("override at-least far water - camp 12 V1"), free);
}

#[test]
fn units_that_overrides_keep_from_a_need_have_that_reason() {
    let short = "reserve depot water 50\nneed camp water 40 life-saving\nneed town water 40 routine\n";
    let said = |more: &str| said(&plan(&format!("{short}{more}"), FLOOR));
    assert_eq!(
        said("override at-least depot water - town 35 V3"),
        "depot -> camp: 15 water\ndepot -> town: 35 water\ncamp lacks 25 water: OVERRIDE 25\n\
         town lacks 5 water: HIGHER_CLASS 5\n"
    );
    assert_eq!(
        said("override forbid depot water - town V3"),
        "depot -> camp: 40 water\ntown lacks 40 water: OVERRIDE 40\n"
    );
    // Three units are left, which it may not have; thirty went to the other need, as they would among equals.
    assert_eq!(
        said("override at-most depot water - camp 7 V3"),
        "depot -> camp: 7 water\ndepot -> town: 40 water\ncamp lacks 33 water: EQUAL_SHARE_LEVEL 30 OVERRIDE 3\n"
    );
}

#[test]
fn an_override_that_cannot_be_kept_lapses_with_its_reason() {
    for (lines, why) in [
        ("override pin near water L9 camp 10 V7", "near/water/L9 NO_LOT"),
        ("override pin near water - nowhere 10 V7", "near/water/- NO_NEED"),
        ("override pin near water - camp 41 V7", "near/water/- NO_NEED"),
        ("override at-least near water - camp 60 V7", "near/water/- SUPPLY_EXHAUSTED"),
        ("protect near water 20\noverride pin near water - camp 35 V7", "near/water/- PROTECTED_RESERVE"),
        ("reserve away water 9\noverride pin away water - camp 5 V7", "away/water/- LANE_CLOSED"),
        ("reserve near water 9 lot=H held=recall\noverride pin near water H camp 5 V7", "near/water/H HELD"),
        ("reserve near water 9 lot=E earmark=town\noverride pin near water E camp 5 V7", "near/water/E EARMARKED"),
        ("reserve near milk 9\noverride pin near milk - camp 5 V7 for=water", "near/milk/- OTHER_ITEM"),
        (
            "need sick water 9 life-saving latest=2020-02-01T08:05:00Z\nlane near sick 10\noverride pin near water - sick 5 V7",
            "near/water/- LEAD_TIME",
        ),
        (
            "reserve near water 9 lot=X expires=2020-01-31\noverride pin near water X camp 5 V7",
            "near/water/X REMAINING_LIFE",
        ),
        ("item water pack=10\noverride pin near water - camp 15 V7", "near/water/- PACK_SIZE"),
        (
            "need odd water 9 unheard-of\nlane near odd 9\noverride pin near water - odd 5 V7",
            "near/water/- UNKNOWN_CLASS",
        ),
        (
            "need inn water 9 routine\nlane near inn 9 capacity=4\noverride pin near water - inn 5 V7",
            "near/water/- TRANSPORT_CAPACITY",
        ),
        (
            "item water grams=1000.5\nneed inn water 9 routine\npool V grams=4999\nlane near inn 9 pool=V\noverride pin near water - inn 5 V7",
            "near/water/- TRANSPORT_CAPACITY",
        ),
    ] {
        let lapsed = with(lines);
        assert!(lapsed.ends_with(&format!("V7 {why}\n")), "{lines}\n{lapsed}");
    }
    let all = situation(&format!("{TWO}override pin near water - camp 10 V7"));
    let free = yicang_planner::plan(&all, &policy(UNITS), SecondLevel::Cost);
    assert!(free.is_err(), "without costs nothing is planned by cost: {free:?}");
}

/// The older override takes the goods; so it is whichever comes first in the text.
#[test]
fn the_older_override_comes_first() {
    let both = "override pin near water - camp 30 V9\noverride pin near water - town 30 V8";
    let said = with(both);
    assert!(said.contains("near -> town: 30 water"), "{said}");
    assert!(said.ends_with("V9 near/water/- SUPPLY_EXHAUSTED\n"), "{said}");
}

fn refused(situation: &Situation, policy: &Policy, plan: &Plan, by: &str) {
    let found: Vec<_> = violations(situation, policy, plan).iter().map(ToString::to_string).collect();
    assert!(found.iter().any(|line| line.contains(by)), "{by:?} is not in {found:#?}");
}

#[test]
fn the_checker_finds_a_plan_that_ignores_an_override_or_lies_of_one() {
    let (free, rules) = (situation(TWO), policy(UNITS));
    let plan = planned(&free, &rules, SecondLevel::Minutes).unwrap().plan;
    let bound = situation(&format!("{TWO}override forbid far water - camp V4"));
    refused(&bound, &rules, &plan, "override V4 of lot far/water/- for camp/water: 30 sent, nothing decided");
    let bound = situation(&format!("{TWO}override at-least far water - town 12 V4"));
    refused(&bound, &rules, &plan, "0 sent, at least 12 decided");
    // A lapse that is none, and one that is not told.
    let mut lying = planned(&bound, &rules, SecondLevel::Minutes).unwrap().plan;
    let lapse = "yicang-plan 2\nsecond-level minutes\nlevel 0 0 0\ncost 0\n\
                 lapsed V4 far water - town SUPPLY_EXHAUSTED\n";
    lying.lapsed = Plan::from_text(lapse).unwrap().lapsed;
    refused(&bound, &rules, &lying, "it does not, or for another reason: override V4");
    let gone = situation(&format!("{TWO}override at-least far water - town 60 V4"));
    let mut silent = planned(&gone, &rules, SecondLevel::Minutes).unwrap().plan;
    assert_eq!(silent.lapsed.len(), 1);
    silent.lapsed.clear();
    refused(&gone, &rules, &silent, "the plan does not say that an override lapses: override V4");
    // A plan that keeps the override and is not the best of those that do.
    let within = situation(&format!("{TWO}override at-most far water - camp 5 V4"));
    let mut worse = planned(&within, &rules, SecondLevel::Minutes).unwrap().plan;
    worse.prices = Default::default();
    refused(&within, &rules, &worse, "not proven best");
}

#[test]
fn what_overrides_say_is_text_and_back() {
    let text = format!(
        "{TWO}override at-least far water - town 12 V4\noverride forbid near water - camp V5\n\
         override exactly near milk - camp 3 V6 for=water\n"
    );
    let written = situation(&text).to_text();
    assert_eq!(Situation::from_text(&written).unwrap(), situation(&text));
    assert!(written.ends_with(
        "override at-least far water - town 12 V4\noverride exactly near milk - camp 3 V6 for=water\n\
         override forbid near water - camp V5\n"
    ));
    for (line, why) in [
        ("override keep near water - camp 3 V1", "is no override; write pin"),
        ("override pin near water - camp V1", "V1"),
        ("override forbid near water - camp 1", "is no number of an override"),
        ("override forbid near water - camp V01", "is no number of an override"),
    ] {
        let text = format!("yicang-situation 2\nnow 2020-02-01T08:00:00Z\n{line}\n");
        let error = Situation::from_text(&text).unwrap_err().to_string();
        assert!(error.contains(why), "{line}: {error}");
    }
    let twice = "yicang-situation 2\nnow 2020-02-01T08:00:00Z\n\
                 override forbid near water - camp V1\noverride pin near water - camp 2 V2\n";
    assert!(Situation::from_text(twice).is_err(), "a column has one override");
}

/// Lots in packs, vehicles that are full, and a lane to two needs: what is planned together keeps overrides, too.
#[test]
fn what_is_planned_together_keeps_its_overrides() {
    let coupled = "item water grams=1000 pack=2
item rice grams=500.5
pool V grams=40000
reserve near water 50
reserve near rice 50
need camp water 40 life-saving
need camp rice 40 life-saving
need town water 40 routine
lane near camp 10 pool=V
lane near town 20 pool=V
";
    for more in [
        "override at-most near rice - camp 9 V1",
        "override pin near water - town 12 V1",
        "override at-least near rice - camp 33 V1\noverride at-most near water - camp 4 V2",
        "override forbid near water - camp V1\noverride at-most near water - town 6 V2",
    ] {
        let situation = situation(&format!("{coupled}{more}"));
        let plan = planned(&situation, &policy(FLOOR), SecondLevel::Minutes).unwrap().plan;
        assert!(plan.lapsed.is_empty() && !plan.shipments.is_empty(), "{more}\n{}", plan.to_text());
    }
}
