//! The `solve` example: it finds what the planner finds, and its proof refuses what is doctored.

#![allow(dead_code, reason = "the example's files are shared, and not all of each is needed here")]

#[path = "../examples/solve/arguments.rs"]
mod arguments;
#[path = "../examples/solve/change.rs"]
mod change;
#[path = "../examples/solve/country.rs"]
mod country;
#[path = "../examples/solve/crew.rs"]
mod crew;
#[path = "../examples/solve/export.rs"]
mod export;
#[path = "../examples/solve/item.rs"]
mod item;
#[path = "../examples/solve/lanes.rs"]
mod lanes;
#[path = "../examples/solve/minutes.rs"]
mod minutes;
#[path = "../examples/solve/peers.rs"]
mod peers;
#[path = "../examples/solve/proof.rs"]
mod proof;
#[path = "../examples/solve/random.rs"]
mod random;
#[path = "../examples/solve/record.rs"]
mod record;
#[path = "../examples/solve/rules.rs"]
mod rules;
#[path = "../examples/solve/run.rs"]
mod run;
#[path = "../examples/solve/tally.rs"]
mod tally;

use arguments::{Arguments, Command};
use country::Size;
use item::{Answer, Instance, Load};
use lanes::Lanes;
use proof::Case;
use random::Random;
use tally::Tally;
use yicang_domain::{Policy, SecondLevel, Situation};
use yicang_planner::kernel::Columns as _;

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
            lanes.outlook(&prices, &mut outlook);
            for need in 0..asked.len() {
                let below = price() + 1_000;
                let total = |hub: usize| (lanes.cost(hub, need).unwrap() + prices[hub], hub);
                let mut all: Vec<_> = (0..held.len()).map(total).filter(|(total, _)| *total < below).collect();
                all.sort_unstable();
                let mut told = Vec::new();
                lanes.cheaper(need, below, &prices, &outlook, &mut told);
                let told: Vec<_> =
                    told.iter().map(|(hub, cost)| (cost + prices[*hub as usize], *hub as usize)).collect();
                assert_eq!(told, all[..told.len()], "the best, best first");
                assert_eq!(told.len(), all.len().min(6));
            }
        }
    }
}
