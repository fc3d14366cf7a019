//! Situations at the ends of what a text may say: the planner answers with a plan that the checker lets through, or
//! with a named refusal, and never panics.

use crate::generate::Case;
use crate::plans;
use crate::random::Random;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use yicang_domain::SecondLevel;
use yicang_domain::check::violations;
use yicang_planner::Options;

/// What came of a situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A plan of all.
    Planned,
    /// A plan without some items, which it names.
    LeftOut,
    /// None, with a reason.
    Refused,
}

/// A random situation of extremes.
pub(crate) fn case(random: &mut Random) -> Case {
    let second = if random.percent(20) { SecondLevel::Cost } else { SecondLevel::Minutes };
    let items = random.between(1, 4);
    let rules = rules(random, items);
    let situation = situation(random, items, second);
    Case::read(&situation, &rules, second).expect("what is generated is lawful")
}

/// Plans it, stopped after a random number of questions whether to stop.
pub(crate) fn answer(case: &Case, random: &mut Random) -> Result<Answer, String> {
    let (most, asked) = (random.number(&[0, 2, 30, 400, 5_000]), AtomicU64::new(0));
    let deadline = || asked.fetch_add(1, Ordering::Relaxed) >= most;
    let options = Options { threads: NonZero::new(1), deadline: Some(&deadline), ..Options::default() };
    let planned = match plans::ask(case, &options)? {
        Ok(planned) => planned,
        Err(error) if error.to_string().is_empty() => return Err("a refusal without a word".to_owned()),
        Err(_) => return Ok(Answer::Refused),
    };
    if let Some(first) = violations(&case.situation, &case.policy, &planned.plan).first() {
        return Err(format!("the checker finds: {first}"));
    }
    match planned.left_out.iter().find(|left| left.items.is_empty() || left.why.to_string().is_empty()) {
        Some(_) => Err("something is left out without name or reason".to_owned()),
        None if planned.left_out.is_empty() => Ok(Answer::Planned),
        None => Ok(Answer::LeftOut),
    }
}

const UNITS: [u64; 10] = [0, 1, 3, 7, 20_000, 999_983, 1_000_000, 5_000_000_029, 999_999_999_989, 1_000_000_000_000];
const DECIMALS: [&str; 7] = ["0.000001", "0.0006", "1", "3.7", "15000", "999999.999999", "1000000000"];
const RATIOS: [&str; 6] = ["1000000/1", "1/1000000", "999983/1000000", "1000000/999999", "2/1", "1/3"];
const MOMENTS: [&str; 6] = [
    "0001-01-01T00:00:00Z",
    "2020-01-31T23:59:59Z",
    "2020-02-01T08:00:00Z",
    "2020-02-01T08:00:01Z",
    "2020-03-01T00:00:00Z",
    "9999-12-29T00:00:00Z",
];

fn rules(random: &mut Random, items: u64) -> String {
    let mut text = "yicang-policy 1\nname extreme\n".to_owned();
    match random.between(1, 4) {
        1 => text.push_str("first-level units\n"),
        2 => text.push_str("first-level share\n"),
        _ => {
            let steps = random.number(&[1, 7, 20, 100]);
            let parts = random.number(&[1, 3, 20]);
            let floor = random.number(&[0, 1, 30, 100]);
            let _ = writeln!(text, "first-level steps\nsteps {steps}\nsub-steps {parts}\nfloor-percent {floor}");
            for item in 1..=items {
                if random.percent(20) {
                    let _ = writeln!(text, "worth I{item} {}", random.number(&[1, 999_983, 1_000_000_000_000]));
                }
            }
        }
    }
    for class in ["a", "b", "c"] {
        let _ = writeln!(text, "class {class} {}", random.pick(&DECIMALS));
    }
    for key in ["lateness", "expiry", "change"] {
        let _ = writeln!(text, "{key} {}", random.number(&[0, 0, 1, 1_000_000]));
    }
    if random.percent(20) {
        text.push_str("speed-kmh 1\ndetour-percent 1000\n");
    }
    text
}

fn situation(random: &mut Random, items: u64, second: SecondLevel) -> String {
    let (sites, depots, pools) = (random.between(1, 5), random.between(1, 3), random.between(0, 2));
    let mut text = format!("yicang-situation 2\nnow {}\n", random.pick(&MOMENTS[1..]));
    if random.percent(40) {
        let _ = writeln!(text, "offset {}", random.pick(&["+13:45", "-12:00", "+25:59:59", "-25:59:59"]));
    }
    let option = |random: &mut Random, text: &mut String, percent: u64, key: &str, values: &[&str]| {
        if random.percent(percent) {
            let _ = write!(text, " {key}={}", random.pick(values));
        }
    };
    let number = |random: &mut Random, text: &mut String, percent: u64, key: &str, values: &[u64]| {
        if random.percent(percent) {
            let _ = write!(text, " {key}={}", random.number(values));
        }
    };
    // Most have one thing of each kind, so that not everything is refused for something else.
    let calm = random.percent(50);
    let often = |percent: u64| if calm { percent / 3 } else { percent };
    for item in 1..=items {
        let _ = write!(text, "item I{item}");
        option(random, &mut text, 70, "grams", &DECIMALS);
        option(random, &mut text, 40, "millilitres", &DECIMALS);
        number(random, &mut text, often(40), "pack", &[2, 3, 999_983, 1_000_000]);
        text.push('\n');
        for given in 1..=items {
            if given != item && random.percent(often(35)) {
                let _ = write!(text, "substitute I{item} I{given}");
                option(random, &mut text, 60, "ratio", &RATIOS);
                option(random, &mut text, 40, "penalty", &DECIMALS);
                text.push('\n');
            }
        }
    }
    if random.percent(often(40)) {
        for part in 1..=items {
            if random.percent(60) {
                let _ = writeln!(text, "kit KIT I{part} {}", random.number(&[1, 2, 999_983, 1_000_000]));
            }
        }
    }
    for pool in 1..=pools {
        let _ = write!(text, "pool V{pool}");
        option(random, &mut text, 30, "departs", &MOMENTS);
        number(random, &mut text, 60, "grams", &UNITS);
        number(random, &mut text, 40, "millilitres", &UNITS);
        text.push('\n');
    }
    for depot in 1..=depots {
        let _ = writeln!(text, "depot D{depot} {} 179.999999", random.pick(&["-90", "0.000001", "90"]));
    }
    for site in 1..=sites {
        let _ = writeln!(text, "site H{site} {} -180", random.pick(&["-90", "0", "89.999999"]));
    }
    let mut held = Vec::new();
    for depot in 1..=depots {
        for item in 1..=items {
            for lot in 1..=random.number(&[0, 1, 1, 2]) {
                let on_hand = random.number(&UNITS);
                let _ = write!(text, "lot D{depot} I{item} L{lot} {on_hand}");
                number(random, &mut text, 15, "reserved", &[0, on_hand / 2, on_hand]);
                option(random, &mut text, 25, "expires", &["0001-01-01", "2020-02-01", "2020-03-01", "9999-12-31"]);
                option(random, &mut text, 15, "earmark", &["H1", "H1,H2", "H9"]);
                option(random, &mut text, 20, "available", &MOMENTS);
                text.push('\n');
                held.push((depot, item, lot));
            }
            if random.percent(often(20)) {
                let _ = writeln!(text, "protect D{depot} I{item} {}", random.number(&UNITS));
            }
        }
    }
    let mut needs = Vec::new();
    for site in 1..=sites {
        let mut wanted: Vec<String> = (1..=items).map(|item| format!("I{item}")).collect();
        wanted.push("KIT".to_owned());
        for item in wanted {
            if !random.percent(60) {
                continue;
            }
            let _ =
                write!(text, "need H{site} {item} {} {}", random.pick(&["a", "b", "c"]), random.number(&UNITS[1..]));
            number(random, &mut text, 30, "entitlement", &UNITS);
            option(random, &mut text, 25, "weight", &DECIMALS);
            number(random, &mut text, 15, "covered", &UNITS);
            option(random, &mut text, 25, "due", &MOMENTS);
            option(random, &mut text, 15, "latest", &MOMENTS);
            number(random, &mut text, 15, "life", &[1, 30, 65_535]);
            text.push('\n');
            needs.push((site, item));
        }
    }
    for depot in 1..=depots {
        for site in 1..=sites {
            // Without a lane some ways are computed; these have no cost.
            if second == SecondLevel::Minutes && random.percent(10) {
                continue;
            }
            let _ = write!(text, "lane D{depot} H{site} {}", random.pick(&["0", "0.000001", "60", "1000000000"]));
            if second == SecondLevel::Cost || random.percent(30) {
                let _ = write!(text, " cost={}", random.pick(&DECIMALS));
            }
            number(random, &mut text, often(35), "capacity", &UNITS);
            if pools > 0 && random.percent(70) {
                let _ = write!(text, " pool=V{}", random.between(1, pools));
            }
            text.push_str(if random.percent(5) { " closed\n" } else { "\n" });
        }
    }
    last(random, &mut text, &held, &needs);
    text
}

fn last(random: &mut Random, text: &mut String, held: &[(u64, u64, u64)], needs: &[(u64, String)]) {
    let mut seen = BTreeSet::new();
    if held.is_empty() || needs.is_empty() || !random.percent(30) {
        return;
    }
    for _ in 0..random.between(1, 4) {
        let (depot, item, lot) = held[random.index(held.len())];
        let (site, serves) = &needs[random.index(needs.len())];
        let line = format!("last D{depot} I{item} L{lot} H{site}");
        if seen.insert((line.clone(), serves)) {
            let serves = if *serves == format!("I{item}") { String::new() } else { format!(" for={serves}") };
            let _ = writeln!(text, "{line} {}{serves}", random.number(&UNITS));
        }
    }
}
