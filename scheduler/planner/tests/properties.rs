//! Random situations: the prices prove every plan, no other plan is better, and nothing but the situation counts.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]

mod support;

use proptest::collection::{btree_set, vec};
use proptest::option::weighted;
use proptest::prelude::*;
use std::collections::BTreeMap;
use support::{FLOOR, SHARE, UNITS, planned, policy, situation};
use yicang_domain::{FirstLevel, NeedKey, Part, Plan, Policy, SecondLevel, Situation, Vector, draw};
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
        prop_assert_eq!((&planned.left_out[..], &planned.plan.joint[..]), (&[][..], &[][..]));
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
        let search = Search::new(&situation, &policy);
        let best = search.best();
        let served = |key: &&NeedKey| {
            planned.plan.shipments.iter().filter(|s| s.need() == **key).map(|s| s.quantity.units()).sum::<u64>()
        };
        let given: Vec<u64> = search.needs.iter().map(served).collect();
        let found = Best { cost: -planned.plan.cost, ..search.gained(&given) };
        prop_assert_eq!(&found.service, &planned.plan.service);
        prop_assert_eq!(&planned.left_out, &[]);
        if planned.plan.joint.is_empty() {
            prop_assert_eq!(found, best);
        } else {
            prop_assert!(found <= best && best.service[0] <= planned.plan.bound[0], "{:?} and {:?}", found, best);
        }
    }
}

/// The conditions of the certificate, counted here anew from the definitions.
fn certify(situation: &Situation, policy: &Policy, plan: &Plan) {
    let zero = Vector::ZERO;
    let prices = &plan.prices;
    let lists = prices.lots.values().chain(prices.reserves.values()).chain(prices.lanes.values());
    assert!(lists.into_iter().all(|price| *price > zero), "only prices above zero are listed");
    let sent = |lot, site| {
        plan.shipments.iter().filter(|s| &s.lot == lot && &s.site == site).map(|s| s.quantity.units()).sum::<u64>()
    };
    for (lot_key, lot) in &situation.lots {
        let u = prices.lots.get(lot_key).cloned().unwrap_or_default();
        let store = (lot_key.depot.clone(), lot_key.item.clone());
        let r = prices.reserves.get(&store).cloned().unwrap_or_default();
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
        if lot.available().units() == 0 {
            continue;
        }
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
            let way =
                if plan.second_level == SecondLevel::Minutes { lane.minutes.unwrap() } else { lane.cost.unwrap() };
            let cost = i128::from(way.micros()) + i128::from(policy.lateness * late + policy.expiry * life) * 1_000_000;
            let p = prices.needs.get(need_key).cloned().unwrap_or_default();
            let less = |sum: Vector, one: &Vector| sum.checked_sub(one).unwrap();
            let reduced = [&Vector::of(Part::Cost, cost), &u, &r].into_iter().fold(p, less);
            assert!(reduced <= zero, "{lot_key} -> {need_key}: {reduced}");
            assert!(reduced == zero || sent(lot_key, &need_key.site) == 0, "{lot_key} -> {need_key}: {reduced}");
        }
    }
    check_gains(situation, policy, plan);
}

/// A need's units are worth more than its price only if served, less only if not.
fn check_gains(situation: &Situation, policy: &Policy, plan: &Plan) {
    for key in situation.needs.keys() {
        let price = plan.prices.needs.get(key).cloned().unwrap_or_default();
        let given: u64 = plan.shipments.iter().filter(|s| s.need() == *key).map(|s| s.quantity.units()).sum();
        // Who may have nothing at all needs no price.
        if given == 0 && price.is_zero() && !is_reached(situation, key) {
            continue;
        }
        for (unit, gain) in (0..).zip(gains(situation, policy, key)) {
            assert!(if unit < given { gain >= price } else { gain <= price }, "{key} unit {unit}: {gain} at {price}");
        }
    }
}

/// Whether any stock may go to a need.
fn is_reached(situation: &Situation, key: &NeedKey) -> bool {
    situation.lots.iter().filter(|(lot, _)| lot.item == key.item).any(|(lot, _)| {
        let lane = situation.lanes.get(&(lot.depot.clone(), key.site.clone())).filter(|lane| lane.open);
        lane.is_some_and(|lane| admissible(situation, lot, key, lane))
    })
}

/// What each open unit of a need gains, from the definitions; items here have no weight, so each unit counts a
/// thousand.
fn gains(situation: &Situation, policy: &Policy, key: &NeedKey) -> Vec<Vector> {
    let need = &situation.needs[key];
    let (claimed, covered) = (need.claimed.units(), need.covered.units());
    let weight = policy.weight(&need.class, need.weight).map_or(0, |weight| i128::from(weight.micros()));
    let level = |level: usize, number: u64| {
        let drawn = Vector::of(Part::Draw, i128::from(places(situation, key)));
        Vector::of(Part::Level(u8::try_from(level).unwrap()), i128::from(number) * 1_000).checked_add(&drawn).unwrap()
    };
    let of_unit = |unit: u64| match policy.first_level {
        FirstLevel::Units => Vector::of(Part::Level(0), weight),
        FirstLevel::Share => Vector::of(Part::Level(0), weight * 1_000_000_000_000 / i128::from(claimed)),
        FirstLevel::Steps(steps) => {
            let (n, floor) = (u64::from(steps.count()), u64::from(steps.floor() * steps.sub_steps));
            let (e, class) = (need.entitlement.units(), policy.class_rank(&need.class).unwrap());
            let sub_step = |of: u64, unit: u64| (0..n).find(|j| (of * (j + 1)).div_ceil(n) > unit).unwrap();
            match unit.checked_sub(e) {
                Some(above) => level(policy.classes.len() + 1, n - sub_step(claimed - e, above)),
                None => match sub_step(e, unit) {
                    j if j < floor => level(0, floor - j),
                    j => level(1 + class, n - j),
                },
            }
        }
    };
    (covered..claimed).map(of_unit).collect()
}

/// Places of a need in the draw: one for itself and one for each need that comes after it.
fn places(situation: &Situation, key: &NeedKey) -> u64 {
    let ticket = |key| draw::ticket(situation.seed.as_deref().unwrap_or(""), key);
    situation.needs.keys().filter(|other| ticket(other) >= ticket(key)).count() as u64
}

/// What a plan comes to, in the order in which it is compared: service, the draw, and less cost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Best {
    service: Vec<i128>,
    draw: i128,
    cost: i128,
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

    fn best(&self) -> Best {
        let mut stock: Vec<u64> = self.lots.iter().map(|key| self.situation.lots[*key].available().units()).collect();
        let mut room: Vec<u64> =
            self.lanes.iter().map(|(_, lane)| lane.capacity.map_or(u64::MAX, |c| c.units())).collect();
        let mut given = vec![0; self.needs.len()];
        self.from(0, &mut stock, &mut room, &mut given, 0)
    }

    fn from(&self, pair: usize, stock: &mut [u64], room: &mut [u64], given: &mut [u64], cost: i128) -> Best {
        let Some((l, k, lane)) = self.pairs.get(pair).copied() else {
            return Best { cost: -cost, ..self.gained(given) };
        };
        let (lot, need) = (self.lots[l], self.needs[k]);
        let open = self.situation.needs[need].open().units() - given[k];
        let store = |key: &&yicang_domain::LotKey| key.depot == lot.depot && key.item == lot.item;
        let left: u64 = (0..stock.len()).filter(|of| store(&self.lots[*of])).map(|of| stock[of]).sum();
        let held = self.situation.protected.get(&(lot.depot.clone(), lot.item.clone())).map_or(0, |held| held.units());
        let most = stock[l].min(open).min(room[lane]).min(left.saturating_sub(held));
        let unit = unit_cost(self.situation, self.policy, lot, need, self.lanes[lane].1);
        let mut best = Best { service: Vec::new(), draw: 0, cost: i128::MIN };
        for units in 0..=most {
            (stock[l], room[lane], given[k]) = (stock[l] - units, room[lane] - units, given[k] + units);
            best = best.max(self.from(pair + 1, stock, room, given, cost + i128::from(units) * unit));
            (stock[l], room[lane], given[k]) = (stock[l] + units, room[lane] + units, given[k] - units);
        }
        best
    }

    /// What units by need come to, without the cost.
    fn gained(&self, given: &[u64]) -> Best {
        let (mut service, mut draw) = (vec![0; self.policy.levels()], 0);
        for (key, units) in self.needs.iter().zip(given) {
            for gain in gains(self.situation, self.policy, key).iter().take(usize::try_from(*units).unwrap()) {
                for (level, sum) in (0..).zip(&mut service) {
                    *sum += gain.part(Part::Level(level));
                }
                draw += gain.part(Part::Draw);
            }
        }
        Best { service, draw, cost: 0 }
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
    i128::from(lane.minutes.unwrap().micros()) + i128::from(policy.lateness * late + policy.expiry * life) * 1_000_000
}

#[test]
fn two_sites_of_a_class_differ_by_at_most_a_sub_step() {
    for stock in 0..=210 {
        let text = format!(
            "lot d w - {stock}\nneed a w 100 urgent\nneed b w 100 urgent\nneed c w 10 routine\nlane d a 1\nlane d b 2\nlane d c 3\n"
        );
        let plan = plan(&situation(&text), &policy(FLOOR), SecondLevel::Minutes).unwrap().plan;
        let given = |site: &str| {
            plan.shipments.iter().filter(|s| s.site.as_str() == site).map(|s| s.quantity.units()).sum::<u64>()
        };
        let (a, b, c) = (given("a"), given("b"), given("c"));
        assert!(a.abs_diff(b) <= 1, "{stock}: {a} and {b} of 100 in sub-steps of a quarter");
        assert!(c <= 3 || (a, b) == (100, 100), "{stock}: routine gets {c} of 10 while urgent gets {a} and {b}");
        assert_eq!(a + b + c, stock.min(210), "nothing is left while somebody lacks it");
    }
}
