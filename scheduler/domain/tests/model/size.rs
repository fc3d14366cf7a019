//! A province's plan is checked at once: 1,400 needs and 5 depots, every one of 7,000 columns priced.

use std::fmt::Write as _;
use std::time::{Duration, Instant};
use yicang_domain::check::violations;
use yicang_domain::{Plan, Policy, Situation};

const DEPOTS: u64 = 5;
const SITES: u64 = 1_400;
const POLICY: &str = "\
yicang-policy 1
name steps
first-level steps
steps 20
floor-percent 30
class life-saving 5
class urgent 3
class routine 1
";

/// Stock for all, so that the best plan takes the shortest lane, and a need's price is that lane's minutes.
fn province() -> (Situation, Plan) {
    let mut situation = String::from("yicang-situation 2\nnow 2020-02-01T08:00:00Z\n");
    let (mut shipments, mut prices) = (Vec::new(), String::new());
    let (mut floor, mut classes, mut minutes_sum) = (0, [0; 3], 0);
    for depot in 0..DEPOTS {
        let _ = writeln!(situation, "lot depot-{depot} mask - 1000000\nprotect depot-{depot} mask 1000");
    }
    for site in 0..SITES {
        let class = site % 3;
        let name = ["life-saving", "urgent", "routine"][usize::try_from(class).unwrap()];
        let _ = writeln!(situation, "need site-{site:04} mask {name} 100");
        let minutes = |depot: u64| 10 + (site * 7_919 + depot * 104_729 + site * depot * 31) % 600;
        for depot in 0..DEPOTS {
            let _ = writeln!(situation, "lane depot-{depot} site-{site:04} {}", minutes(depot));
        }
        let nearest = (0..DEPOTS).min_by_key(|depot| minutes(*depot)).unwrap();
        let way = minutes(nearest);
        let at = 8 * 60 + way;
        shipments.push((nearest, site, format!("{:02}:{:02}", at / 60, at % 60)));
        let _ = writeln!(prices, "price-need site-{site:04} mask cost:{}", way * 1_000_000);
        // Five units a sub-step, each of 1,000: six of the floor worth 6 − j, then 14 worth 20 − j.
        floor += 5_000 * (0..6).map(|j| 6 - j).sum::<u64>();
        classes[usize::try_from(class).unwrap()] += 5_000 * (6..20).map(|j| 20 - j).sum::<u64>();
        minutes_sum += 100 * way;
    }
    shipments.sort();
    let mut plan = format!("yicang-plan 2\nsecond-level minutes\nlevel 0 {floor} {floor}\n");
    for (class, value) in (1..).zip(classes) {
        let _ = writeln!(plan, "level {class} {value} {value}");
    }
    let _ = writeln!(plan, "level 4 0 0\ncost {}", minutes_sum * 1_000_000);
    for (depot, site, arrives) in shipments {
        let times = format!("2020-02-01T08:00:00Z 2020-02-01T{arrives}:00Z");
        let _ = writeln!(plan, "ship depot-{depot} mask - site-{site:04} 100 {times}");
    }
    (Situation::from_text(&situation).unwrap(), Plan::from_text(&(plan + &prices)).unwrap())
}

#[test]
fn a_province_is_checked_at_once() {
    let (situation, plan) = province();
    let policy = Policy::from_text(POLICY).unwrap();
    let begun = Instant::now();
    assert_eq!(violations(&situation, &policy, &plan), []);
    let took = begun.elapsed();
    let begun = Instant::now();
    assert_eq!(violations(&situation, &policy, &plan), []);
    println!("checked in {took:?}, and again in {:?}", begun.elapsed());
    // Optimised it is a few milliseconds; this bound only catches what grows with the square of the needs.
    assert!(took < Duration::from_secs(2), "{took:?}");
}
