//! No lawful plan is beyond the bound of a claim whose prices hold: every plan of many small random situations is
//! tried.

use super::{policy, situation};
use std::fmt::Write as _;
use yicang_domain::check::{Columns, Violation, levels, violations};
use yicang_domain::plan::{Claim, ClaimPrices, PoolPrice, Start, Target, Version};
use yicang_domain::policy::SecondLevel;
use yicang_domain::{LotKey, NeedKey, Plan, Policy, Quantity, Shipment, Situation};

const POLICY: &str =
    "name steps\nfirst-level steps\nsteps 2\nfloor-percent 50\nclass a 2\nclass b 1\nlateness 1\nchange 3\n";
const SITUATIONS: u64 = 60;
/// Claims of a situation, and steps towards a lower bound of each.
const CLAIMS: u64 = 6;
const STEPS: u64 = 250;

/// D. E. Knuth's multiplier for 64 bits; the high bits are good.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// Two depots, two sites, items A and B, kits K of them; few units of each, so that all plans can be listed.
fn draw(random: &mut Random) -> Situation {
    let mut text = String::new();
    for item in ["A", "B"] {
        let (grams, pack) = (random.below(3), 1 + random.below(2) * random.below(3));
        let _ = writeln!(text, "item {item} grams={grams}.5 pack={pack}");
    }
    if random.chance(50) {
        let (given, needed) = [(1, 1), (2, 1), (1, 2), (3, 2)][usize::try_from(random.below(4)).unwrap()];
        let _ = writeln!(text, "substitute A B ratio={given}/{needed} penalty=2");
    }
    if random.chance(60) {
        let _ = writeln!(text, "kit K A {}\nkit K B {}", 1 + random.below(2), 1 + random.below(3));
    }
    let _ = writeln!(text, "pool V grams={}", 1 + random.below(8));
    for depot in ["D", "E"] {
        for item in ["A", "B"] {
            let _ = writeln!(text, "lot {depot} {item} - {}", random.below(4));
            if random.chance(15) {
                let _ = writeln!(text, "protect {depot} {item} 1");
            }
            if random.chance(20) {
                let _ = writeln!(text, "last {depot} {item} - S 1");
            }
        }
        for site in ["S", "T"] {
            let pool = if random.chance(50) { " pool=V" } else { "" };
            let capacity = if random.chance(50) { format!(" capacity={}", random.below(4)) } else { String::new() };
            let _ = writeln!(text, "lane {depot} {site} {}{capacity}{pool}", 1 + random.below(5));
        }
    }
    for (site, item) in [("S", "A"), ("S", "K"), ("T", "A"), ("T", "B")] {
        if random.chance(60) {
            let class = if random.chance(50) { "a" } else { "b" };
            let claimed = 1 + random.below(3);
            let _ = writeln!(text, "need {site} {item} {class} {claimed} entitlement={}", 1 + random.below(3));
        }
    }
    situation(&text)
}

/// Every plan that the rows let through, with V and cost of all needs.
fn plans(of: &Situation, by: &Policy) -> Vec<(Plan, Vec<i128>, i128)> {
    let columns = Columns::new(of, by);
    let ways: Vec<(LotKey, NeedKey, u64)> = of
        .lots
        .iter()
        .flat_map(|(lot, stock)| of.needs.keys().map(move |need| (lot.clone(), need.clone(), stock.on_hand.units())))
        .filter(|(lot, need, units)| *units > 0 && columns.journey(lot, need).is_ok())
        .collect();
    let mut all = vec![Vec::<(usize, u64)>::new()];
    for (at, (lot, _, units)) in ways.iter().enumerate() {
        let sent =
            |plan: &[(usize, u64)]| plan.iter().filter(|(way, _)| ways[*way].0 == *lot).map(|sent| sent.1).sum::<u64>();
        let more =
            all.iter().flat_map(|plan| (1..=units - sent(plan)).map(move |units| [&plan[..], &[(at, units)]].concat()));
        let more: Vec<_> = more.collect();
        all.extend(more);
    }
    let lawful = all.into_iter().filter_map(|sent| {
        let shipments = sent.iter().map(|(way, units)| {
            let (lot, need, _) = &ways[*way];
            let journey = columns.journey(lot, need).unwrap();
            let (site, serves) = (need.site.clone(), need.item.clone());
            let quantity = Quantity::new(*units).unwrap();
            Shipment { lot: lot.clone(), site, serves, quantity, departs: journey.departs, arrives: journey.arrives }
        });
        let mut plan = empty(by);
        plan.shipments = shipments.collect();
        plan.shipments.sort();
        let rows = |violation: &Violation| {
            matches!(
                violation,
                Violation::OverStock { .. }
                    | Violation::OverReserve { .. }
                    | Violation::OverClaim { .. }
                    | Violation::OverCapacity { .. }
                    | Violation::OverPool { .. }
                    | Violation::BrokenPack { .. }
                    | Violation::BrokenRatio { .. }
                    | Violation::UnevenKit { .. }
            )
        };
        if violations(of, by, &plan).iter().any(rows) {
            return None;
        }
        let service = levels(of, by, &plan).unwrap().into_iter().map(|level| level.value).collect();
        let cost = plan.shipments.iter().map(|shipment| {
            let key = (shipment.lot.clone(), shipment.site.clone(), shipment.serves.clone());
            let (units, last) = (shipment.quantity.units(), of.last.get(&key).map_or(0, |last| last.units()));
            let unit = columns.unit_cost(SecondLevel::Minutes, &shipment.lot, &shipment.need()).unwrap();
            unit * i128::from(units) + 3_000_000 * i128::from(units.saturating_sub(last))
        });
        let cost = cost.sum();
        Some((plan, service, cost))
    });
    lawful.collect()
}

fn empty(policy: &Policy) -> Plan {
    Plan {
        version: Version::Two,
        second_level: SecondLevel::Minutes,
        start: Start::Cold,
        service: vec![0; policy.levels()],
        bound: vec![0; policy.levels()],
        cost: 0,
        shipments: Vec::new(),
        unmet: Vec::new(),
        prices: Default::default(),
        joint: Vec::new(),
        claims: Vec::new(),
        lapsed: Vec::new(),
    }
}

/// Prices at random, about as large as what units gain.
fn prices(of: &Situation, random: &mut Random, unit: i128) -> ClaimPrices {
    let mut prices = ClaimPrices::default();
    let mut some = |most: u64| unit * i128::from(random.below(most)) / 4;
    for lot in of.lots.keys() {
        prices.lots.insert(lot.clone(), some(12));
        prices.reserves.insert((lot.depot.clone(), lot.item.clone()), some(3));
    }
    for (lane, way) in of.lanes.iter().filter(|(_, way)| way.capacity.is_some()) {
        prices.lanes.insert(lane.clone(), if way.open { some(6) } else { 0 });
    }
    for pool in of.pools.keys() {
        prices.pools.insert(pool.clone(), PoolPrice { per_microgram: some(6) / 1_000_000, per_nanolitre: 0 });
    }
    for need in of.needs.keys() {
        if need.item.as_str() == "K" {
            for part in of.kits.values().flat_map(|parts| parts.keys()) {
                prices.parts.insert((need.clone(), part.clone()), some(8) - unit / 2);
            }
        } else {
            prices.needs.insert(need.clone(), some(12) - unit / 2);
        }
    }
    prices
}

/// What the plan's claim proves; nothing where its prices do not hold.
fn bound(of: &Situation, by: &Policy, plan: &Plan) -> Option<i128> {
    let found = violations(of, by, plan);
    let holds = |violation: &Violation| !matches!(violation, Violation::NotClaimed { .. });
    found.iter().all(holds).then_some(())?;
    found.iter().find_map(|violation| match violation {
        Violation::WrongClaim { what: "bound", counted, .. } => Some(*counted),
        _ => None,
    })
}

/// Raises the prices of lots as far as columns would gain.
fn raise(of: &Situation, by: &Policy, plan: &mut Plan) {
    for violation in violations(of, by, plan) {
        let Violation::NotClaimed { what, .. } = violation else { continue };
        let what = what.to_string();
        let Some(words) = what.strip_prefix("sending more ") else { continue };
        let (lot, by) = (words.split(' ').next().unwrap(), words.rsplit(' ').next().unwrap().parse::<i128>().unwrap());
        let [depot, item, lot] = lot.split('/').collect::<Vec<_>>()[..] else { continue };
        let key = LotKey { depot: depot.parse().unwrap(), item: item.parse().unwrap(), lot: lot.parse().unwrap() };
        *plan.claims[0].prices.lots.entry(key).or_default() += by;
    }
}

/// Changes one price after the other where that lowers the bound; what is proven in the end.
fn lowered(of: &Situation, by: &Policy, plan: &mut Plan, random: &mut Random, unit: i128) -> Option<i128> {
    raise(of, by, plan);
    let mut least = bound(of, by, plan)?;
    for _ in 0..STEPS {
        let before = plan.claims[0].prices.clone();
        for _ in 0..=random.below(2) {
            let ClaimPrices { lots, reserves, lanes, pools, needs, parts } = &mut plan.claims[0].prices;
            let step = unit / 4 * (i128::from(random.below(5)) - 2);
            let rows = lots.values_mut().chain(reserves.values_mut()).chain(lanes.values_mut());
            let mut rows: Vec<_> = rows.chain(pools.values_mut().map(|pool| &mut pool.per_microgram)).collect();
            let mut needs: Vec<_> = needs.values_mut().chain(parts.values_mut()).collect();
            let at = usize::try_from(random.below((rows.len() + needs.len()) as u64)).unwrap();
            match at.checked_sub(rows.len()) {
                Some(at) => *needs[at] += step,
                // The last is of the pool, a millionth of the others.
                None if at + 1 == rows.len() => *rows[at] = (*rows[at] + step / 1_000_000).max(0),
                None => *rows[at] = (*rows[at] + step).max(0),
            }
        }
        if random.chance(50) {
            raise(of, by, plan);
        }
        match bound(of, by, plan).filter(|bound| *bound <= least) {
            Some(lower) => least = lower,
            None => plan.claims[0].prices = before,
        }
    }
    Some(least)
}

#[test]
fn no_lawful_plan_is_beyond_a_bound() {
    let policy = policy(POLICY);
    let mut random = Random(1);
    let (mut held, mut tight) = (0, 0);
    for _ in 0..SITUATIONS {
        let situation = draw(&mut random);
        let all = plans(&situation, &policy);
        let items: std::collections::BTreeSet<_> = situation.needs.keys().map(|need| need.item.clone()).collect();
        for _ in 0..CLAIMS {
            let at = usize::try_from(random.below(all.len() as u64)).unwrap();
            let (mut plan, service, cost) = all[at].clone();
            plan.joint = items.iter().cloned().collect();
            let target = usize::try_from(random.below(5)).unwrap();
            let mut weights = Vec::new();
            for level in 0..u8::try_from(target.min(4)).unwrap() {
                if random.chance(80) {
                    weights.push((level, 1 + random.below(3)));
                }
            }
            let of = if target < 4 { Target::Level(u8::try_from(target).unwrap()) } else { Target::Cost };
            let unit = if target < 4 { 2_000 * 1_000_000 } else { 2_000_000 };
            let scale = if target < 4 { 1_000_000 } else { 1 };
            let prices = prices(&situation, &mut random, unit);
            plan.claims = vec![Claim { of, scale, weights: weights.clone(), value: 1, bound: i128::MIN, prices }];
            let Some(bound) = lowered(&situation, &policy, &mut plan, &mut random, unit) else { continue };
            let number = |(_, service, cost): &(Plan, Vec<i128>, i128)| {
                let own = if target < 4 { service[target] } else { -*cost };
                let earlier = weights.iter().map(|(level, weight)| service[usize::from(*level)] * i128::from(*weight));
                own * i128::from(scale) + earlier.sum::<i128>()
            };
            // Plans that serve the levels without a weight as well as this one, which serves them in full.
            let as_well = |other: &Vec<i128>| {
                (0..target.min(4))
                    .all(|level| weights.iter().any(|of| usize::from(of.0) == level) || other[level] >= service[level])
            };
            held += 1;
            for other in all.iter().filter(|other| as_well(&other.1)) {
                assert!(
                    number(other) <= bound,
                    "{}\n{}\n{of:?} {weights:?}: {} is beyond {bound} (of a plan of cost {cost})",
                    situation.to_text(),
                    other.0.to_text(),
                    number(other),
                );
                tight += usize::from(number(other) == bound);
            }
        }
    }
    assert!(held > 200 && tight > 20, "{held} claims held, {tight} plans met their bound");
}
