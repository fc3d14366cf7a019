//! Random situations: the prices prove every plan, no other plan is better, and nothing but the situation counts.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]

mod support;

use proptest::collection::{btree_set, vec};
use proptest::option::weighted;
use proptest::prelude::*;
use std::collections::BTreeMap;
use support::{FLOOR, SHARE, UNITS, planned, policy, situation};
use yicang_domain::plan::{Plan, Price};
use yicang_domain::{FirstLevel, NeedKey, Policy, SecondLevel, Situation};
use yicang_planner::plan;

const ODD: &str = "yicang-policy 1\nname odd\nfirst-level steps\nsteps 7\nfloor-percent 45\nclass life-saving 5\n\
                   class urgent 3\nclass routine 1\nlateness 3\nexpiry 2\n";

fn policies() -> impl Strategy<Value = Policy> {
    prop::sample::select(&[UNITS, SHARE, FLOOR, ODD][..]).prop_map(policy)
}

/// The options that stand, each with its key.
fn options(of: &[(&str, Option<String>)]) -> String {
    of.iter().filter_map(|(key, value)| value.as_ref().map(|value| format!(" {key}={value}"))).collect()
}

prop_compose! {
    fn lot(stock_max: u64)(
        (depot, item, lot) in (0..3, 0..2, 0..2),
        units in 0..=stock_max,
        expires in weighted(0.3, 1..12),
        earmark in weighted(0.2, btree_set(0..4, 1..3)),
        minutes in weighted(0.2, 0..59),
        reserved in weighted(0.2, 0..=100u64),
    ) -> (String, String) {
        let reserved = reserved.map(|percent| (units * percent / 100).to_string());
        let earmark = earmark.map(|sites| sites.iter().map(|site| format!("s{site}")).collect::<Vec<_>>().join(","));
        let (expires, available) = (expires.map(|day| format!("2020-02-{day:02}")), minutes.map(|m| format!("2020-02-01T08:{m:02}:30Z")));
        let options = options(&[("reserved", reserved), ("expires", expires), ("earmark", earmark), ("available", available)]);
        (format!("lot d{depot} i{item} l{lot}"), format!(" {units}{options}"))
    }
}

prop_compose! {
    fn need(claim_max: u64)(
        (site, item) in (0..4, 0..2),
        class in prop::sample::select(&["life-saving", "urgent", "routine"][..]),
        claimed in 1..=claim_max,
        entitlement in weighted(0.5, 0..=claim_max + 5),
        weight in weighted(0.3, 1..5),
        covered in weighted(0.2, 0..claim_max),
        due in weighted(0.3, 0..59),
        latest in weighted(0.3, 30..59),
        life in 0..6u16,
    ) -> (String, String) {
        let at = |minute: Option<i32>| minute.map(|minute| format!("2020-02-01T08:{minute:02}:00Z"));
        let whole = |number: Option<u64>| number.map(|number| number.to_string());
        let options = options(&[
            ("entitlement", whole(entitlement)),
            ("weight", weight.map(|w: i32| w.to_string())),
            ("covered", whole(covered)),
            ("due", at(due)),
            ("latest", at(latest)),
            ("life", Some(life.to_string())),
        ]);
        (format!("need s{site} i{item}"), format!(" {claimed} {class}{options}"))
    }
}

prop_compose! {
    fn lane(narrow: u32)(
        (depot, site) in (0..3, 0..4),
        (whole, tenths) in (0..60, 0..10),
        cost in 0..9,
        (capacity, of_ten) in (0..30u64, 0..10u32),
        open in prop::bool::weighted(0.9),
    ) -> (String, String) {
        let capacity = options(&[("capacity", (of_ten < narrow).then(|| capacity.to_string()))]);
        let closed = if open { "" } else { " closed" };
        (format!("lane d{depot} s{site}"), format!(" {whole}.{tenths} cost={cost}{capacity}{closed}"))
    }
}

/// Lines under distinct heads; `narrow` of ten lanes have a capacity.
fn lines(lots: usize, needs: usize, units_max: u64, narrow: u32) -> impl Strategy<Value = Vec<String>> {
    let protect = ((0..3, 0..2), 0..=units_max / 2)
        .prop_map(|((depot, item), units)| (format!("protect d{depot} i{item}"), format!(" {units}")));
    let parts =
        (vec(lot(units_max), 0..=lots), vec(protect, 0..2), vec(need(units_max), 0..=needs), vec(lane(narrow), 0..12));
    parts.prop_map(|(lots, protected, needs, lanes)| {
        let all: BTreeMap<String, String> = lots.into_iter().chain(protected).chain(needs).chain(lanes).collect();
        all.into_iter().map(|(head, rest)| head + &rest).chain(["lane none none 1 cost=1 closed".into()]).collect()
    })
}

fn a_situation(narrow: u32) -> impl Strategy<Value = Situation> {
    lines(10, 8, 60, narrow).prop_map(|lines| situation(&lines.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_plan_is_lawful_and_proven(
        situation in a_situation(0),
        policy in policies(),
        second in prop::sample::select(&[SecondLevel::Minutes, SecondLevel::Cost][..]),
    ) {
        let planned = planned(&situation, &policy, second).unwrap();
        prop_assert_eq!(&planned.unproven, &[]);
        certify(&situation, &policy, &planned.plan);
    }

    #[test]
    fn plans_over_narrow_lanes_are_lawful(situation in a_situation(6), policy in policies()) {
        planned(&situation, &policy, SecondLevel::Minutes).unwrap();
    }

    #[test]
    fn the_order_of_lines_does_not_count(lines in lines(10, 8, 60, 3), policy in policies(), by in any::<u64>()) {
        let mut shuffled = lines.clone();
        shuffled.sort_by_key(|line| line.bytes().fold(by, |hash, byte| hash.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte)));
        let text = |lines: &[String]| planned(&situation(&lines.join("\n")), &policy, SecondLevel::Minutes).unwrap().plan.to_text();
        let once = text(&lines);
        prop_assert_eq!(&once, &text(&shuffled));
        prop_assert_eq!(once, text(&lines), "the same again");
    }

    #[test]
    fn no_other_plan_is_better(lines in lines(3, 3, 4, 3), policy in policies()) {
        let situation = situation(&lines.join("\n"));
        let planned = planned(&situation, &policy, SecondLevel::Minutes).unwrap();
        let best = Search::new(&situation, &policy).best();
        let found = (planned.plan.first_value.0, -planned.plan.second_value.0);
        prop_assert_eq!(&planned.unproven, &[]);
        if planned.plan.joint.is_none() || !matches!(policy.first_level, FirstLevel::Steps { .. }) {
            prop_assert_eq!(found, best, "small coupled cases are solved as whole-number programs");
        }
    }
}

/// The conditions of the certificate, counted here anew from the definitions.
fn certify(situation: &Situation, policy: &Policy, plan: &Plan) {
    let zero = Price::default();
    let sum = |parts: &[(i64, Price)]| {
        parts.iter().fold(zero, |sum, (sign, p)| Price {
            first: sum.first + sign * p.first,
            second: sum.second + i128::from(*sign) * p.second,
        })
    };
    let prices = &plan.prices;
    let lists = prices.lots.values().chain(prices.reserves.values()).chain(prices.lanes.values());
    assert!(lists.copied().all(|price| price > zero), "only prices above zero are listed");
    let sent = |lot, site| {
        plan.shipments.iter().filter(|s| &s.lot == lot && &s.site == site).map(|s| s.quantity.units()).sum::<u64>()
    };
    for (lot_key, lot) in &situation.lots {
        let u = prices.lots.get(lot_key).copied().unwrap_or_default();
        let store = (lot_key.depot.clone(), lot_key.item.clone());
        let r = prices.reserves.get(&store).copied().unwrap_or_default();
        let shipped = |all: bool| -> u64 {
            plan.shipments
                .iter()
                .filter(|s| s.lot == *lot_key || all && s.lot.depot == store.0 && s.lot.item == store.1)
                .map(|s| s.quantity.units())
                .sum()
        };
        assert!(u == zero || shipped(false) == lot.available().units());
        let there: u64 = situation
            .lots
            .iter()
            .filter(|(key, _)| key.depot == store.0 && key.item == store.1)
            .map(|(_, lot)| lot.available().units())
            .sum();
        let held = situation.protected.get(&store).map_or(0, |held| held.units());
        assert!(r == zero || shipped(true) == there.saturating_sub(held));
        for (need_key, need) in
            situation.needs.iter().filter(|(key, need)| key.item == lot_key.item && need.open().units() > 0)
        {
            let Some(lane) =
                situation.lanes.get(&(lot_key.depot.clone(), need_key.site.clone())).filter(|lane| lane.open)
            else {
                continue;
            };
            let (_, arrives) = situation.journey(lot, lane).unwrap();
            let here = arrives.to_string()[..10].to_owned();
            let day = |n: u16| format!("2020-02-{:02}", here[8..].parse::<u16>().unwrap() + n);
            let fresh = lot.expires_on.is_none_or(|last| last.to_string() >= day(need.life_days_min));
            let allowed = lot.earmark.as_ref().is_none_or(|sites| sites.contains(&need_key.site));
            if !fresh || !allowed || need.latest_useful.is_some_and(|latest| arrives > latest) {
                continue;
            }
            let late =
                need.due.map_or(0, |due| (arrives.as_second() - due.as_second()).max(0)).unsigned_abs().div_ceil(60);
            let life = lot
                .expires_on
                .map_or(3650, |last| last.to_string()[8..].parse::<u64>().unwrap() - here[8..].parse::<u64>().unwrap());
            let way = if plan.second_level == SecondLevel::Minutes { lane.minutes } else { lane.cost.unwrap() };
            let cost = i128::from(way.micros()) + i128::from(policy.lateness * late + policy.expiry * life) * 1_000_000;
            let p = prices.needs.get(need_key).copied().unwrap_or_default();
            let reduced = sum(&[(1, p), (-1, Price { first: 0, second: cost }), (-1, u), (-1, r)]);
            assert!(reduced <= zero, "{lot_key} -> {need_key}: {reduced:?}");
            assert!(reduced == zero || sent(lot_key, &need_key.site) == 0, "{lot_key} -> {need_key}: {reduced:?}");
        }
    }
    check_ranks(situation, policy, plan);
}

/// A need's units are worth more than its price only if served, less only if not.
fn check_ranks(situation: &Situation, policy: &Policy, plan: &Plan) {
    let unit_worths = |key: &NeedKey| unit_worths(situation, policy, key);
    for key in situation.needs.keys() {
        let mut worths: Vec<u128> =
            situation.needs.keys().filter(|of| of.item == key.item).flat_map(unit_worths).collect();
        worths.sort_unstable();
        worths.dedup();
        let price = plan.prices.needs.get(key).copied().unwrap_or_default();
        let given: u64 = plan.shipments.iter().filter(|s| s.need() == *key).map(|s| s.quantity.units()).sum();
        for (unit, worth) in unit_worths(key).into_iter().enumerate() {
            let rank = worths.iter().position(|of| *of == worth).unwrap() + 1;
            let rank = Price { first: i64::try_from(rank).unwrap(), second: 0 };
            let served = (unit as u64) < given;
            assert!(if served { rank >= price } else { rank <= price }, "{key} unit {unit}: {rank:?} at {price:?}");
        }
    }
}

/// What each open unit of a need is worth, in parts of one that every claim up to 60 divides; the dearest first.
fn unit_worths(situation: &Situation, policy: &Policy, key: &NeedKey) -> Vec<u128> {
    let need = &situation.needs[key];
    let (claimed, covered) = (need.claimed.units(), need.covered.units());
    let weight = policy.weight(&need.class, need.weight).map_or(0, |weight| u128::from(weight.micros()));
    // The least common multiple of 1 to 60 is below 10^25.
    let one: u128 = 9_690_712_164_777_231_700_912_800;
    let of_unit = |unit: u64| match policy.first_level {
        FirstLevel::Units => weight,
        FirstLevel::Share => weight * one / u128::from(claimed),
        FirstLevel::Steps { steps, floor } => {
            let (s, f, e) = (u128::from(steps), u128::from(floor), u128::from(need.entitlement.units()));
            let (classes, class) = (policy.classes.len() as u128, policy.class_rank(&need.class).unwrap() as u128);
            let step = (0..s).find(|j| e * (j + 1) / s > u128::from(unit));
            match step {
                None => 1,
                Some(j) if j < f => 1 + classes * (s - f) + (f - j),
                Some(j) => 1 + (classes - 1 - class) * (s - f) + (s - j),
            }
        }
    };
    (covered..claimed).map(of_unit).collect()
}

/// Every lawful plan of a tiny situation, one lot-and-need pair after the other.
struct Search<'a> {
    situation: &'a Situation,
    policy: &'a Policy,
    /// (lot, need, cost), each admissible as far as the planner's own filled columns and the checker go.
    pairs: Vec<(usize, usize, usize)>,
    lots: Vec<&'a yicang_domain::LotKey>,
    needs: Vec<&'a NeedKey>,
    lanes: Vec<(&'a (yicang_domain::DepotId, yicang_domain::SiteId), &'a yicang_domain::Lane)>,
}

impl<'a> Search<'a> {
    fn new(situation: &'a Situation, policy: &'a Policy) -> Self {
        let lots: Vec<_> = situation.lots.keys().collect();
        let needs: Vec<_> = situation.needs.keys().collect();
        let lanes: Vec<_> = situation.lanes.iter().collect();
        let mut pairs = Vec::new();
        for (l, lot) in lots.iter().enumerate() {
            for (k, need) in needs.iter().enumerate().filter(|(_, need)| need.item == lot.item) {
                let lane =
                    lanes.iter().position(|((from, to), lane)| from == &lot.depot && to == &need.site && lane.open);
                pairs.extend(
                    lane.filter(|lane| admissible(situation, lot, need, lanes[*lane].1)).map(|lane| (l, k, lane)),
                );
            }
        }
        Self { situation, policy, pairs, lots, needs, lanes }
    }

    fn best(&self) -> (i128, i128) {
        let mut stock: Vec<u64> = self.lots.iter().map(|key| self.situation.lots[*key].available().units()).collect();
        let mut room: Vec<u64> =
            self.lanes.iter().map(|(_, lane)| lane.capacity.map_or(u64::MAX, |c| c.units())).collect();
        let mut given = vec![0; self.needs.len()];
        self.from(0, &mut stock, &mut room, &mut given, 0)
    }

    fn from(&self, pair: usize, stock: &mut [u64], room: &mut [u64], given: &mut [u64], cost: i128) -> (i128, i128) {
        let Some((l, k, lane)) = self.pairs.get(pair).copied() else { return (self.first_value(given), -cost) };
        let (lot, need) = (self.lots[l], self.needs[k]);
        let open = self.situation.needs[need].open().units() - given[k];
        let store = |key: &&yicang_domain::LotKey| key.depot == lot.depot && key.item == lot.item;
        let left: u64 = (0..stock.len()).filter(|of| store(&self.lots[*of])).map(|of| stock[of]).sum();
        let held = self.situation.protected.get(&(lot.depot.clone(), lot.item.clone())).map_or(0, |held| held.units());
        let most = stock[l].min(open).min(room[lane]).min(left.saturating_sub(held));
        let unit = unit_cost(self.situation, self.policy, lot, need, self.lanes[lane].1);
        let mut best = (i128::MIN, i128::MIN);
        for units in 0..=most {
            (stock[l], room[lane], given[k]) = (stock[l] - units, room[lane] - units, given[k] + units);
            best =
                best.max(self.from(pair + 1, stock, room, given, cost + i128::from(units) * unit * 1_000_000_000_000));
            (stock[l], room[lane], given[k]) = (stock[l] + units, room[lane] + units, given[k] - units);
        }
        best
    }

    fn first_value(&self, given: &[u64]) -> i128 {
        let one = 1_000_000_000_000_000_000;
        let term = |(key, units): (&&NeedKey, &u64)| {
            let need = &self.situation.needs[*key];
            let weight = self.policy.weight(&need.class, need.weight).map_or(0, |weight| i128::from(weight.micros()));
            match self.policy.first_level {
                FirstLevel::Units => i128::from(*units) * weight * one / 1_000_000,
                FirstLevel::Share => i128::from(*units) * weight * (one / 1_000_000) / i128::from(need.claimed.units()),
                FirstLevel::Steps { .. } => {
                    let worths = unit_worths(self.situation, self.policy, key);
                    worths
                        .iter()
                        .take(usize::try_from(*units).unwrap())
                        .map(|w| i128::try_from(*w).unwrap() * one)
                        .sum()
                }
            }
        };
        self.needs.iter().zip(given).map(term).sum()
    }
}

fn admissible(situation: &Situation, lot: &yicang_domain::LotKey, need: &NeedKey, lane: &yicang_domain::Lane) -> bool {
    let (lot, asked) = (&situation.lots[lot], &situation.needs[need]);
    let (_, arrives) = situation.journey(lot, lane).unwrap();
    let day: u16 = arrives.to_string()[8..10].parse().unwrap();
    let fresh =
        lot.expires_on.is_none_or(|last| last.to_string()[8..].parse::<u16>().unwrap() >= day + asked.life_days_min);
    let allowed = lot.earmark.as_ref().is_none_or(|sites| sites.contains(&need.site));
    fresh && allowed && asked.latest_useful.is_none_or(|latest| arrives <= latest)
}

fn unit_cost(
    situation: &Situation,
    policy: &Policy,
    lot: &yicang_domain::LotKey,
    need: &NeedKey,
    lane: &yicang_domain::Lane,
) -> i128 {
    let (lot, asked) = (&situation.lots[lot], &situation.needs[need]);
    let (_, arrives) = situation.journey(lot, lane).unwrap();
    let late = asked.due.map_or(0, |due| (arrives.as_second() - due.as_second()).max(0)).unsigned_abs().div_ceil(60);
    let day: u64 = arrives.to_string()[8..10].parse().unwrap();
    let life = lot.expires_on.map_or(3650, |last| last.to_string()[8..].parse::<u64>().unwrap() - day);
    i128::from(lane.minutes.micros()) + i128::from(policy.lateness * late + policy.expiry * life) * 1_000_000
}

#[test]
fn two_sites_of_a_class_differ_by_at_most_a_step() {
    for stock in 0..=210 {
        let text = format!(
            "lot d w - {stock}\nneed a w 100 urgent\nneed b w 100 urgent\nneed c w 10 routine\nlane d a 1\nlane d b 2\nlane d c 3\n"
        );
        let plan = plan(&situation(&text), &policy(FLOOR), SecondLevel::Minutes).unwrap().plan;
        let given = |site: &str| {
            plan.shipments.iter().filter(|s| s.site.as_str() == site).map(|s| s.quantity.units()).sum::<u64>()
        };
        let (a, b, c) = (given("a"), given("b"), given("c"));
        assert!(a.abs_diff(b) <= 5, "{stock}: {a} and {b} of 100 in steps of 5");
        assert!(c <= 3 || (a, b) == (100, 100), "{stock}: routine gets {c} of 10 while urgent gets {a} and {b}");
        assert_eq!(a + b + c, stock.min(210), "nothing is left while somebody lacks it");
    }
}
