//! Random situations: every plan passes the checker, the order of the reports cannot be seen in it, and a damaged plan
//! is refused for the damage.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::Timestamp;
use jiff::civil::Date;
use proptest::collection::{btree_set, vec};
use proptest::option::{of, weighted};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::board::Board;
use yicang_domain::check::{Figure, Violation, violations};
use yicang_domain::events::Event;
use yicang_domain::report::{Body, Fact, NeedLine, ReserveLine};
use yicang_domain::*;
use yicang_planner::plan;

const POLICIES: [&str; 4] = [
    include_str!("../../scheduler/policies/plain-units.policy"),
    include_str!("../../scheduler/policies/plain-share.policy"),
    include_str!("../../scheduler/policies/floor-then-class.policy"),
    "yicang-policy 1\nname odd\nfirst-level steps\nsteps 7\nsub-steps 3\nfloor-percent 45\nclass life-saving 5\nclass urgent 3\n\
     class critical 2\nclass important 2\nclass routine 1\nlateness 3\nexpiry 2\n",
];
const CLASSES: [&str; 3] = ["life-saving", "urgent", "routine"];

fn now() -> Timestamp {
    "2020-02-01T08:00:00Z".parse().unwrap()
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(letter: char, number: usize) -> T {
    format!("{letter}{number}").parse().unwrap()
}

fn units(max: u64) -> impl Strategy<Value = Quantity> {
    (1..=max).prop_map(|units| Quantity::new(units).unwrap())
}

fn moment() -> impl Strategy<Value = Timestamp> {
    (0..200i64).prop_map(|minutes| Timestamp::from_second(now().as_second() + minutes * 60).unwrap())
}

fn day() -> impl Strategy<Value = Date> {
    (1..20i8).prop_map(|day| Date::constant(2020, 2, day))
}

prop_compose! {
    fn a_lot()(
        on_hand in 0..60u64,
        reserved in 0..10u64,
        expires_on in weighted(0.3, day()),
        earmark in weighted(0.2, btree_set(0..6usize, 1..4)),
        available_at in weighted(0.2, moment()),
    ) -> Lot {
        let earmark = earmark.map(|sites| sites.into_iter().map(|n| id('S', n)).collect::<BTreeSet<SiteId>>());
        let quantity = |units| Quantity::new(units).unwrap();
        Lot { on_hand: quantity(on_hand), reserved: quantity(reserved.min(on_hand)), expires_on, earmark, available_at, ..Lot::default() }
    }
}

prop_compose! {
    fn a_need()(
        class in prop::sample::select(&CLASSES[..]),
        claimed in units(80),
        percent in 0..140u64,
        weight in weighted(0.3, 1..9u64),
        covered in weighted(0.2, 0..40u64),
        due in weighted(0.3, moment()),
        latest_useful in weighted(0.3, moment()),
        life_days_min in prop_oneof![Just(0u16), 0..12u16],
    ) -> Need {
        Need {
            class: class.parse().unwrap(),
            claimed,
            entitlement: Quantity::new(claimed.units() * percent / 100).unwrap(),
            weight: weight.and_then(Decimal::whole),
            covered: Quantity::new(covered.unwrap_or(0)).unwrap(),
            due,
            latest_useful,
            life_days_min,
        }
    }
}

prop_compose! {
    fn a_lane(capacities: f64)(
        minutes in 0..180_000_000u64,
        cost in 0..50_000_000u64,
        narrow in prop::bool::weighted(capacities),
        capacity in 0..40u64,
        open in prop::bool::weighted(0.9),
    ) -> Lane {
        let (minutes, cost) = (Decimal::from_micros(minutes).unwrap(), Decimal::from_micros(cost));
        Lane { cost, capacity: Quantity::new(capacity).filter(|_| narrow), open, ..Lane::of_minutes(minutes) }
    }
}

prop_compose! {
    fn a_situation(capacities: f64)(
        lots in vec(((0..4usize, 0..3usize, 0..2usize), a_lot()), 0..14),
        protected in vec(((0..4usize, 0..3usize), units(30)), 0..4),
        needs in vec(((0..6usize, 0..3usize), a_need()), 0..14),
        lanes in vec(((0..4usize, 0..6usize), a_lane(capacities)), 0..24),
        offset in prop_oneof![Just(0), -50_400..50_400],
        seed in of("[a-z0-9][a-z0-9 ]{0,9}"),
    ) -> Situation {
        let key = |(d, i, l)| LotKey { depot: id('D', d), item: id('I', i), lot: id('L', l) };
        Situation {
            lots: lots.into_iter().map(|(at, lot)| (key(at), lot)).collect(),
            protected: protected.into_iter().map(|((d, i), q)| ((id('D', d), id('I', i)), q)).collect(),
            needs: needs.into_iter().map(|((s, i), need)| (NeedKey { site: id('S', s), item: id('I', i) }, need)).collect(),
            lanes: lanes.into_iter().map(|((d, s), lane)| ((id('D', d), id('S', s)), lane)).collect(),
            offset,
            seed,
            ..Situation::at(now())
        }
    }
}

fn policy() -> impl Strategy<Value = Policy> {
    prop::sample::select(&POLICIES[..]).prop_map(|text| Policy::from_text(text).unwrap())
}

fn second_level() -> impl Strategy<Value = SecondLevel> {
    prop::sample::select(&[SecondLevel::Minutes, SecondLevel::Cost][..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, ..ProptestConfig::default() })]

    #[test]
    fn every_plan_passes_the_checker(situation in a_situation(0.0), policy in policy(), second in second_level()) {
        let planned = plan(&situation, &policy, second).unwrap();
        prop_assert_eq!(violations(&situation, &policy, &planned.plan), vec![]);
        prop_assert_eq!(planned.left_out, vec![]);
        // Nothing competes for anything, so every item is proven best by itself.
        prop_assert_eq!(planned.plan.joint, vec![]);
        prop_assert_eq!(planned.plan.service, planned.plan.bound);
    }

    #[test]
    fn so_does_every_plan_over_narrow_lanes(situation in a_situation(0.5), policy in policy(), second in second_level()) {
        let planned = plan(&situation, &policy, second).unwrap();
        prop_assert_eq!(violations(&situation, &policy, &planned.plan), vec![]);
    }

    #[test]
    fn texts_read_back(situation in a_situation(0.3), policy in policy()) {
        prop_assert_eq!(&Situation::from_text(&situation.to_text()).unwrap(), &situation);
        let planned = plan(&situation, &policy, SecondLevel::Minutes).unwrap().plan;
        prop_assert_eq!(Plan::from_text(&planned.to_text()).unwrap(), planned);
    }

    #[test]
    fn damage_is_refused(situation in a_situation(0.2), policy in policy(), at in any::<prop::sample::Index>(), how in 0..6usize) {
        let good = plan(&situation, &policy, SecondLevel::Minutes).unwrap().plan;
        prop_assume!(!good.shipments.is_empty());
        let mut bad = good.clone();
        let line = at.index(bad.shipments.len());
        let more = Quantity::new(bad.shipments[line].quantity.units() + 1).unwrap();
        let expected: fn(&Violation) -> bool = match how {
            0 => {
                bad.shipments[line].quantity = more;
                |v| matches!(v, Violation::OverStock { .. } | Violation::OverReserve { .. } | Violation::OverClaim { .. }
                    | Violation::OverCapacity { .. } | Violation::ReasonsSum { .. })
            }
            1 => {
                bad.shipments.remove(line);
                |v| matches!(v, Violation::ReasonsSum { .. })
            }
            2 => {
                bad.shipments.push(bad.shipments[line].clone());
                |v| matches!(v, Violation::Disorder(_))
            }
            3 => {
                bad.shipments[line].site = "S99".parse().unwrap();
                |v| matches!(v, Violation::UnknownNeed(_))
            }
            4 => {
                bad.service[0] += 1;
                |v| matches!(v, Violation::WrongValue { what, .. } if *what == Figure::Value(0))
            }
            _ => {
                let arrives = bad.shipments[line].arrives.unwrap().as_second();
                bad.shipments[line].arrives = Some(Timestamp::from_second(arrives + 60).unwrap());
                |v| matches!(v, Violation::WrongTimes { .. })
            }
        };
        let found = violations(&situation, &policy, &bad);
        prop_assert!(found.iter().any(expected), "{:?}", found);
        prop_assert!(approve(&situation, &policy, bad).is_err());
    }

    #[test]
    fn the_order_of_reports_cannot_be_seen(
        reports in vec(a_body(), 1..16),
        lanes in vec(((0..4usize, 0..6usize), a_lane(0.0)), 0..24),
        policy in policy(),
        seed in any::<u64>(),
    ) {
        // What a later report of the same agent says replaces the earlier, so one report per agent and lot or need.
        let mut distinct = BTreeMap::new();
        for body in reports {
            let about = match &body {
                Body::Need { site, lines } => format!("{site} {}", lines[0].item),
                Body::Reserve { depot, lines } => format!("{depot} {} {}", lines[0].item, lines[0].lot),
                // The strategy has no others.
                other => other.kind().to_owned(),
            };
            distinct.insert(about, body);
        }
        let bodies: Vec<Body> = distinct.into_values().collect();
        let mut shuffled = bodies.clone();
        let mut state = seed | 1;
        for n in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(n, usize::try_from(state >> 33).unwrap() % (n + 1));
        }
        let text = |bodies: &[Body]| {
            let situation = fold(bodies, &lanes).situation(now(), None);
            plan(&situation, &policy, SecondLevel::Minutes).unwrap().plan.to_text()
        };
        prop_assert_eq!(text(&bodies), text(&shuffled));
    }
}

fn a_body() -> impl Strategy<Value = Body> {
    let need = (0..6usize, 0..3usize, units(80), prop::sample::select(&CLASSES[..]), of(moment())).prop_map(
        |(site, item, quantity, class, latest_useful)| {
            let class = class.parse().unwrap();
            let line = NeedLine {
                item: id('I', item),
                quantity,
                class,
                due: None,
                latest_useful,
                life_days_min: 0,
                unknown: false,
                beside: false,
            };
            Body::Need { site: id('S', site), lines: vec![line] }
        },
    );
    let reserve = (0..4usize, 0..3usize, 0..2usize, units(60), weighted(0.3, day())).prop_map(
        |(depot, item, lot, quantity, expires_on)| {
            let (item, lot) = (id('I', item), id('L', lot));
            let line = ReserveLine {
                item,
                lot,
                quantity,
                expires_on: expires_on.into(),
                earmark: Fact::Unsaid,
                available_at: Fact::Unsaid,
            };
            Body::Reserve { depot: id('D', depot), lines: vec![line] }
        },
    );
    prop_oneof![need, reserve]
}

/// Takes the reports in, each as its own agent's first.
fn fold(bodies: &[Body], lanes: &[((usize, usize), Lane)]) -> Board {
    let mut board = Board::default();
    let catalogue = Catalogue {
        lanes: lanes.iter().map(|((d, s), lane)| ((id('D', *d), id('S', *s)), lane.clone())).collect(),
        ..Catalogue::default()
    };
    board.apply(0, &Event::Catalogue(catalogue));
    for (index, body) in (1..).zip(bodies) {
        let (name, agent) = (format!("r{index}").parse().unwrap(), format!("a{index}").parse().unwrap());
        let report = Report::new(name, agent, 1, now(), body.clone()).unwrap();
        board.apply(index, &Event::Reported(report));
    }
    board
}
