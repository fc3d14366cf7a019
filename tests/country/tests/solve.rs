//! The country is planned as the planner plans it, and its proof refuses an answer that was doctored.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]

use yicang_country::arguments::{Arguments, Command};
use yicang_country::country::Size;
use yicang_country::item::{Answer, Instance, Load};
use yicang_country::lanes::Lanes;
use yicang_country::proof::Case;
use yicang_country::random::Random;
use yicang_country::tally::Tally;
use yicang_country::{change, country, coupled, item, lanes, run};
use yicang_domain::{Policy, SecondLevel};
use yicang_planner::simplex::Columns as _;

const SMALL: Size = Size { name: "T", depots: 70, sites: 120, items: 2, needs_per_mille: 400 };

fn words(line: &str) -> Result<Command, String> {
    Command::read(line.split_whitespace().map(str::to_owned))
}

fn arguments(line: &str) -> Arguments {
    match words(line) {
        Ok(Command::Run(arguments)) => arguments,
        other => panic!("{line}: {other:?}"),
    }
}

fn small(options: &str) -> Instance {
    run::build(&Arguments { size: SMALL, ..arguments(&format!("S {options}")) })
}

fn cold(instance: &Instance, item: usize) -> Answer {
    instance.solve(item, item::From::Nothing { keep: false })
}

fn failure(instance: &Instance, answer: &Answer) -> Option<String> {
    Case::new(instance, 0, answer).map_or_else(Some, |case| case.failure())
}

#[test]
fn the_columns_told_are_the_best_of_all() {
    for policy in ["plain-units", "floor-then-class"] {
        let instance = small(&format!("--policy {policy}"));
        let (held, asked) = instance.item(0);
        let lanes = Lanes::new(&instance.rules, &instance.minutes, held, asked, None);
        let mut random = Random(5);
        for spread in [10, 3_000, 1 << 28, 1 << 40] {
            let mut price = || i64::try_from(random.below(spread)).unwrap();
            let prices: Vec<i64> = held.iter().map(|_| price()).collect();
            let mut outlook = lanes::Outlook::default();
            lanes.outlook(&prices, None, &mut outlook);
            for need in 0..asked.len() {
                let below = price() + 1_000;
                let total =
                    |supply_node: usize| (lanes.cost(supply_node, need).unwrap() + prices[supply_node], supply_node);
                let mut all: Vec<_> = (0..held.len()).map(total).filter(|(total, _)| *total < below).collect();
                all.sort_unstable();
                let mut told = Vec::new();
                let complete = lanes.cheaper(need, below, &prices, &outlook, &mut told);
                assert!(!complete || told.len() == all.len(), "who says that these are all, has told all");
                let told: Vec<_> = told
                    .iter()
                    .map(|(supply_node, cost)| (cost + prices[*supply_node as usize], *supply_node as usize))
                    .collect();
                assert_eq!(told, all[..told.len()], "the best, best first");
                assert_eq!(told.len(), all.len().min(6));
            }
        }
    }
}

#[test]
fn the_planner_finds_the_same_values() {
    for policy in ["plain-units", "floor-then-class"] {
        let instance = small(&format!("--policy {policy} --seed 3"));
        let tallies = (0..SMALL.items).map(|item| Tally::of(&instance, item, &cold(&instance, item)));
        let tally: Tally = tallies.sum();
        let policy = Policy::from_text(&instance.rules.text).unwrap();
        let planned =
            yicang_planner::plan(&coupled::situation(&instance, None), &policy, SecondLevel::Minutes).unwrap();
        let levels = planned.plan.service.len();
        assert_eq!(planned.plan.cost, tally.cost * 1_000_000);
        // Items of the country weigh nothing there: only under the plain policy are units worth the same here.
        if levels == 1 {
            assert_eq!(planned.plan.service, tally.service[..levels]);
        }
    }
}

#[test]
fn answers_are_proven_over_all_lanes_and_over_the_nearest() {
    for options in ["", "--policy plain-units", "--nearest 3", "--nearest 1", "--nearest 30", "--seed 9 --nearest 5"] {
        let instance = small(options);
        for item in 0..SMALL.items {
            let answer = cold(&instance, item);
            assert!(answer.work.looks > 0);
            assert_eq!(Case::new(&instance, item, &answer).unwrap().failure(), None, "{options}");
        }
    }
}

/// A number of the line of JSON.
fn told(line: &str, name: &str) -> f64 {
    let rest = &line[line.find(&format!("\"{name}\": ")).unwrap() + name.len() + 4..];
    rest[..rest.find([',', '}']).unwrap()].parse().unwrap()
}

#[test]
fn shared_vehicles_are_planned_jointly_and_proven() {
    let of = |size: Option<country::Size>, line: &str| {
        let mut arguments = arguments(line);
        arguments.size = size.unwrap_or(arguments.size);
        let (record, good) = run::run(&arguments).unwrap();
        assert!(good, "{}", record.line());
        record.line()
    };
    let small = |line: &str| of(Some(SMALL), line);
    let whole = of(None, "S --coupled");
    assert!(told(&whole, "proven_gap") < 1e-6 && told(&whole, "total_gap") < 1e-4, "{whole}");
    for policy in ["plain-units", "floor-then-class"] {
        let free = small(&format!("S --policy {policy}"));
        let line = small(&format!("S --coupled --policy {policy}"));
        assert!(line.contains("\"certificate\": \"verified\""), "{line}");
        // So few needs: whole units and sub-steps of few units weigh much.
        assert!(told(&line, "total_gap") < 1e-1, "{line}");
        // Vehicles bind at a good part of the depots, not everywhere.
        assert!((14.0..70.0).contains(&told(&line, "pools_with_price")), "{line}");
        assert!(told(&line, "levels_short") > 0.0 && !free.contains("levels_short"), "{line}");
        let solved =
            |line: &str| line[line.find("\"certificate\"").unwrap()..line.find("\"situation").unwrap()].to_owned();
        let again = small(&format!("S --coupled --threads 3 --policy {policy}"));
        assert_eq!(solved(&again), solved(&line), "threads change nothing");
    }
    let stopped = small("S --coupled --deadline 0");
    assert!(told(&stopped, "total_gap") > 0.0 && told(&stopped, "total_gap") < 1.0, "{stopped}");
}

#[test]
fn fewer_lanes_serve_no_better() {
    let (all, near) = (small(""), small("--nearest 2"));
    let [all, near] = [all, near].map(|instance| Tally::of(&instance, 0, &cold(&instance, 0)));
    assert!((near.service, near.draw, -near.cost) < (all.service, all.draw, -all.cost));
}

#[test]
fn a_unit_sent_elsewhere_is_refused_with_the_column() {
    let instance = small("");
    let mut answer = cold(&instance, 0);
    assert_eq!(failure(&instance, &answer), None);
    // A need that two supply nodes serve: one unit from the one is taken from the other. The stock of that one does not
    // suffice.
    let at = answer.loads.windows(2).position(|two| two[0].need == two[1].need && two[1].units > 1).unwrap();
    answer.loads[at].units += 1;
    answer.loads[at + 1].units -= 1;
    let depot = instance.country.held[0][usize::from(answer.loads[at].supply_node)].depot;
    assert_eq!(failure(&instance, &answer), Some(format!("1 units too many leave depot {depot}")));
    // A unit of a need that is worth less than its price.
    let mut answer = cold(&instance, 0);
    answer.loads[0].units += 1;
    assert!(failure(&instance, &answer).is_some());
    // From a lot with goods and a price to nobody.
    let mut answer = cold(&instance, 0);
    let Load { need, supply_node, units } = answer.loads[0];
    answer.loads[0].units -= 1;
    let (supply_node, site) = (usize::from(supply_node), instance.country.asked[0][need as usize].site);
    let said = failure(&instance, &answer).unwrap();
    let idle = format!("depot {} has a price and goods left over", instance.country.held[0][supply_node].depot);
    assert!(units > 1 && (said.contains(&format!("site {site} lacks units")) || said == idle), "{said}");
}

#[test]
fn a_price_that_is_changed_is_refused() {
    let instance = small("");
    let answer = || cold(&instance, 0);
    // A need that is not served in part: then its price is not a rank, and columns alone show the fault.
    let whole = |need: u32| answer().scale.split(answer().need_prices[need as usize].into()).1 != 0;
    let served = answer().loads.iter().map(|load| load.need).find(|need| whole(*need)).unwrap() as usize;
    for by in [-1, 1] {
        let mut doctored = answer();
        doctored.need_prices[served] += by;
        let said = failure(&instance, &doctored).unwrap();
        let site = instance.country.asked[0][served].site;
        assert!(said.contains(&format!("to site {site} gains")) && said.contains("minutes"), "{said}");
        let mut doctored = answer();
        let supply_node = usize::from(doctored.loads[0].supply_node);
        doctored.supply_node_prices[supply_node] += by;
        let said = failure(&instance, &doctored).unwrap();
        let depot = instance.country.held[0][supply_node].depot;
        assert!(said.contains(&format!("from depot {depot} to site")), "{said}");
        assert!(said.contains("gains") && said.contains("minutes"), "{said}");
    }
    let mut doctored = answer();
    doctored.supply_node_prices.pop();
    assert_eq!(failure(&instance, &doctored).unwrap(), "there is not one price for each lot and need");
    let mut doctored = answer();
    doctored.loads.swap(0, 1);
    assert_eq!(failure(&instance, &doctored).unwrap(), "loads are not sorted by need and lot, each once");
}

/// The cheapest column of every third need is made to gain one minute: the only one that does, and it is not passed
/// over.
#[test]
fn any_column_that_would_improve_is_found() {
    for options in ["--policy plain-units", "", "--nearest 4"] {
        let instance = small(options);
        let answer = cold(&instance, 0);
        let (held, asked) = instance.item(0);
        let lanes = Lanes::new(&instance.rules, &instance.minutes, held, asked, instance.near[0].as_ref());
        for need in (0..asked.len()).step_by(3) {
            let admitted =
                (0..held.len()).filter_map(|supply_node| Some((supply_node, lanes.cost(supply_node, need)?)));
            let total =
                |(supply_node, cost): (usize, i64)| (cost + answer.supply_node_prices[supply_node], supply_node);
            let (least, supply_node) = admitted.map(total).min().unwrap();
            // The need's price rises until the cheapest column to it gains a minute.
            let mut doctored = cold(&instance, 0);
            doctored.need_prices[need] = least + 1;
            doctored.loads.retain(|load| load.need as usize != need);
            let case = Case::new(&instance, 0, &doctored).unwrap();
            let shown = yicang_domain::check::proof::prove(&case, 1_000);
            let more = |supply_node| yicang_domain::check::proof::Failure::More(supply_node, need);
            assert!(shown.iter().any(|shown| shown.failure == more(supply_node)), "{options}: {supply_node} to {need}");
        }
    }
}

#[test]
fn a_changed_country_solved_again_is_as_good_as_from_the_start() {
    for (options, percent) in [("", "5"), ("--policy plain-units", "100"), ("--nearest 4", "20"), ("", "0.000001")] {
        let mut instance = small(options);
        let keep = || item::From::Nothing { keep: true };
        let before: Vec<Answer> = (0..SMALL.items).map(|item| instance.solve(item, keep())).collect();
        let changed = change::Changed::new(&mut instance.country, percent.parse().unwrap(), 1);
        assert!(changed.needs >= 1 && !changed.items.is_empty());
        for item in changed.items {
            let kept = before[item].kept.lock().unwrap().take().unwrap();
            let (warm, cold) = (instance.solve(item, item::From::Tree(Box::new(kept))), cold(&instance, item));
            assert_eq!(Case::new(&instance, item, &warm).unwrap().failure(), None);
            assert_eq!(Tally::of(&instance, item, &warm), Tally::of(&instance, item, &cold));
        }
    }
}

#[test]
fn answers_do_not_depend_on_threads() {
    let run = |line: &str| {
        let (record, good) = run::run(&arguments(line)).unwrap();
        assert!(good);
        let line = record.line();
        line[line.find("\"needs\"").unwrap()..line.find("\"build_seconds\"").unwrap()].to_owned()
    };
    let one = run("s --threads 1");
    assert_eq!(run("S --threads 3"), one);
    assert_ne!(run("S --seed 2"), one);
    assert!(one.contains("\"certificate\": \"verified\"") && one.contains("\"proven_gap\": 0"), "{one}");
}

#[test]
fn what_is_wrong_on_the_command_line_is_said_in_one_sentence() {
    for (line, answer) in [
        ("", "a size is missing; write one of S, SM, M, L, XL"),
        ("XXL", "\"XXL\" is not a size; write one of S, SM, M, L, XL"),
        ("S M", "\"M\" is one word too many: give one size only"),
        ("S --sed 1", "--sed is not an option; --help lists them"),
        ("S --seed", "--seed stands without a number; write it after --seed"),
        ("S --seed --threads", "--seed stands without a number; write it after --seed"),
        ("S --seed -1", "--seed takes a whole number from 0 to 18446744073709551615, not \"-1\""),
        ("S --threads 0", "--threads takes a whole number from 1 to 1024, not \"0\""),
        ("S --nearest 0", "--nearest takes a whole number from 1 to 1000000, not \"0\""),
        ("S --policy plain-share", "\"plain-share\" is not a policy for this; write plain-units or floor-then-class"),
        ("S --change 0", "--change takes a percentage above 0 and up to 100, for example 1, not \"0\""),
        ("S --change 100.5", "--change takes a percentage above 0 and up to 100, for example 1, not \"100.5\""),
        ("S --coupled --change 1", "--change is for items that share nothing; leave it or --coupled out"),
        ("S --deadline 3", "--deadline is for --coupled: items that share nothing are planned to the end"),
        ("S --nearest 3 --export x", "--export writes every lane and knows no --nearest; leave one of them out"),
    ] {
        assert_eq!(words(line), Err(answer.to_owned()));
    }
    assert_eq!(words("S --help"), Ok(Command::Help));
    let run = arguments("xl --seed 7 --threads 2 --nearest 20 --change 0.5 --peers p");
    assert_eq!((run.size.name, run.seed, run.threads, run.nearest), ("XL", 7, 2, Some(20)));
    assert_eq!((run.change, run.peers), ("0.5".parse().ok(), Some("p".into())));
}
