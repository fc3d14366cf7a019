//! One group in all numbers that its costs fit into.

use super::*;
use std::fmt::Write as _;
use yicang_domain::{Policy, SecondLevel, Situation};

/// Three depots and five camps; the longest lane takes so many millionths of a minute, an odd number of them the others.
fn situation(longest: u64) -> Situation {
    let mut text = String::from("yicang-situation 1\nnow 2020-02-01T08:00:00Z\n");
    let mut line = |line: String| writeln!(text, "{line}").expect("a string takes it");
    for depot in 0..3 {
        line(format!("lot d{depot} water l {}", 30 + depot));
        for camp in 0..5 {
            let micros = if (depot, camp) == (0, 0) { longest } else { 1 + 2 * (depot * 7 + camp * 5) };
            line(format!("lane d{depot} s{camp} {}.{:06}", micros / 1_000_000, micros % 1_000_000));
        }
    }
    (0..5).for_each(|camp| line(format!("need s{camp} water routine {}", 20 + camp)));
    Situation::from_text(&text).expect("the text is good")
}

/// What is planned, in the numbers asked for, and what the planner plans by itself.
fn planned<N: Remembered, K: Whole + Into<N>>(longest: u64) -> (Done, Done) {
    let text = include_str!("../../../policies/plain-units.policy");
    let (situation, policy) = (situation(longest), Policy::from_text(text).expect("the text is good"));
    let ground = Ground::new(&situation, &policy, SecondLevel::Minutes).expect("it can be planned");
    let groups = ground.groups();
    let ranks = Ranks::new(&ground, &groups[0]);
    let hubs = Hubs::new(&ground, &groups[0], &|_| true);
    let scale = Scale::new(hubs.supply.len(), ground.dearest() / ground.unit() + 1).expect("few hubs");
    let done = solve_with::<N, K>(&ground, &groups[0], &ranks, hubs, scale, (None, None));
    (done.expect("numbers are small"), solve(&ground, &groups[0], None, None).expect("numbers are small"))
}

#[test]
fn the_plan_is_the_same_in_all_numbers_that_its_costs_fit_into() {
    let same = |(one, other): (Done, Done)| {
        assert!(!one.amounts.is_empty());
        assert_eq!((&one.amounts, &one.prices), (&other.amounts, &other.prices));
    };
    same(planned::<i64, u32>(90_000_001));
    same(planned::<i64, i64>(90_000_001));
    same(planned::<i128, i128>(90_000_001));
    // The dearest that fits into 32 bits, and one more.
    same(planned::<i64, u32>(u32::MAX.into()));
    same(planned::<i64, i64>(u32::MAX.into()));
    same(planned::<i64, i64>(u64::from(u32::MAX) + 1));
    same(planned::<i128, i128>(u64::from(u32::MAX) + 1));
}
