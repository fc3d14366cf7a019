//! What the pieces take: `cargo bench -p yicang-planner --bench pieces`. A province (the open
//! Hubei case: 5 depots, 235 sites, 8 items), and one item of a country of 200 depots and 2,000 needs.

use divan::Bencher;
use std::fmt::Write as _;
use yicang_domain::check::violations;
use yicang_domain::travel::{Coordinates, Point};
use yicang_domain::{Policy, Quantity, SecondLevel, Situation};
use yicang_planner::scale::Scale;
use yicang_planner::simplex::{Columns, Market, Segment, Simplex};
use yicang_planner::{Options, Trees, plan, plan_with};

fn main() {
    divan::main();
}

const POLICIES: [(&str, &str); 3] = [
    ("plain-units", include_str!("../../policies/plain-units.policy")),
    ("plain-share", include_str!("../../policies/plain-share.policy")),
    ("floor-then-class", include_str!("../../policies/floor-then-class.policy")),
];

fn policy(name: &str) -> Policy {
    let (_, text) = POLICIES.iter().find(|(of, _)| *of == name).expect("a policy that ships");
    Policy::from_text(text).expect("a policy that ships is right")
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// The open case of Hubei, February 2020; `tests/data/hubei-2020` says where it comes from.
fn province() -> Situation {
    let rows = |text: &'static str| text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    let mut text = String::from("yicang-situation 1\nnow 2020-02-01T08:00:00Z\n");
    for row in rows(include_str!("../../../tests/data/hubei-2020/reserves.csv")) {
        let _ = writeln!(text, "lot {} {} - {}", row[0], row[1], row[2]);
    }
    for row in rows(include_str!("../../../tests/data/hubei-2020/lanes.csv")) {
        let _ = writeln!(text, "lane {} {} {}", row[0], row[1], row[2]);
    }
    for row in rows(include_str!("../../../tests/data/hubei-2020/needs.csv")) {
        let _ = writeln!(text, "need {} {} {} {}", row[0], row[1], row[3], row[2]);
    }
    Situation::from_text(&text).expect("a right text")
}

#[divan::bench(args = ["plain-units", "plain-share", "floor-then-class"])]
fn plan_a_province(bencher: Bencher<'_, '_>, name: &str) {
    let (situation, policy) = (province(), policy(name));
    bencher.bench(|| plan(&situation, &policy, SecondLevel::Minutes));
}

#[divan::bench(args = ["plain-units", "floor-then-class"])]
fn plan_it_again_after_one_need_changed(bencher: Bencher<'_, '_>, name: &str) {
    let (mut situation, policy) = (province(), policy(name));
    let trees = Trees::default();
    let options = Options { trees: Some(&trees), ..Options::default() };
    plan_with(&situation, &policy, SecondLevel::Minutes, &options).expect("a plan");
    let need = situation.needs.values_mut().nth(700).expect("1,383 needs");
    need.claimed = Quantity::new(900).expect("small");
    need.entitlement = need.claimed;
    bencher.bench(|| plan_with(&situation, &policy, SecondLevel::Minutes, &options));
}

#[divan::bench(args = ["plain-units", "floor-then-class"])]
fn check_a_province(bencher: Bencher<'_, '_>, name: &str) {
    let (situation, policy) = (province(), policy(name));
    let plan = plan(&situation, &policy, SecondLevel::Minutes).expect("a plan").plan;
    bencher.bench(|| violations(&situation, &policy, &plan));
}

#[divan::bench]
fn travel_minutes(bencher: Bencher<'_, '_>) {
    let text = format!("{}speed-kmh 60\ndetour-percent 130\n", POLICIES[0].1);
    let travel = Policy::from_text(&text).expect("right").travel_times();
    let point = |north, east| Point::new(Coordinates::from_micros(north, east).expect("on the Earth"));
    let (from, to) = (point(30_592_760, 114_305_250), point(39_904_200, 116_407_400));
    bencher.bench(|| travel.minutes(divan::black_box(&from), divan::black_box(&to)));
}

/// All columns of one item, listed.
struct Dense {
    supply_nodes: usize,
    minutes: Vec<i64>,
}

impl Columns<i64> for Dense {
    type Outlook = ();
    type Cost = i64;

    fn near(&self, need: usize, count: usize, out: &mut Vec<(u32, i64)>) {
        let mut row: Vec<(u32, i64)> =
            (0..).zip(self.minutes[need * self.supply_nodes..][..self.supply_nodes].iter().copied()).collect();
        row.sort_unstable_by_key(|(supply_node, minutes)| (*minutes, *supply_node));
        out.extend(row.into_iter().take(count));
    }

    fn cost(&self, supply_node: usize, need: usize) -> Option<i64> {
        Some(self.minutes[need * self.supply_nodes + supply_node])
    }

    fn outlook(&self, _: &[i64], _: Option<&[bool]>, (): &mut ()) {}

    fn cheaper(&self, need: usize, below: i64, prices: &[i64], (): &(), out: &mut Vec<(u32, i64)>) -> bool {
        let row = (0..).zip(&self.minutes[need * self.supply_nodes..][..self.supply_nodes]).zip(prices);
        let better = row.filter(|((_, minutes), price)| **minutes + **price < below);
        let best = better.min_by_key(|((supply_node, minutes), price)| (**minutes + **price, *supply_node));
        out.extend(best.map(|((supply_node, minutes), _)| (supply_node, *minutes)));
        best.is_none()
    }
}

fn item(steps: bool) -> (Market<i64>, Dense) {
    let (supply_nodes, needs) = (200, 2_000);
    let mut random = Random(7);
    let mut draw = |below: u64| i64::try_from(random.below(below)).expect("small");
    let scale = Scale::new(supply_nodes, 2_000).expect("small");
    let places: Vec<(i64, i64)> = (0..supply_nodes + needs).map(|_| (draw(700), draw(700))).collect();
    let mut market = Market {
        supply: (0..supply_nodes).map(|_| 300 + draw(2_900)).collect(),
        links: Vec::new(),
        first_segment: vec![0],
        segments: Vec::new(),
    };
    let mut minutes = Vec::with_capacity(supply_nodes * needs);
    for need in 0..needs {
        let (units, class) = (20 + draw(400), draw(4));
        for step in 0..if steps { 20 } else { 1 } {
            let (width, rank) = if steps { (units / 20 + 1, 1 + class * 20 + 19 - step) } else { (units, 1 + class) };
            let worth = scale.worth(u32::try_from(rank).expect("small"));
            market.segments.push(Segment { width, worth });
        }
        market.first_segment.push(u32::try_from(market.segments.len()).expect("few"));
        let (x, y) = places[supply_nodes + need];
        minutes.extend(places[..supply_nodes].iter().map(|(a, b)| ((a - x).pow(2) + (b - y).pow(2)).isqrt() + 15));
    }
    (market, Dense { supply_nodes, minutes })
}

#[divan::bench(args = [false, true])]
fn solve_an_item(bencher: Bencher<'_, '_>, steps: bool) {
    let (market, columns) = item(steps);
    bencher.bench(|| {
        let mut simplex = Simplex::cold(&market, &columns);
        simplex.solve();
        simplex.work
    });
}

#[divan::bench(args = [false, true])]
fn solve_it_again_from_its_own_answer(bencher: Bencher<'_, '_>, steps: bool) {
    let (market, columns) = item(steps);
    let mut simplex = Simplex::cold(&market, &columns);
    simplex.solve();
    let sent = simplex.sent();
    bencher.bench(|| {
        let mut again = Simplex::new(&market, &columns, &sent);
        again.solve();
        again.work
    });
}
