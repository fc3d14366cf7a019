//! The made-up countries of the planner's `solve` example, written as tables and planned from them: the same values, level by
//! level, as the example and the planner find without a file.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]
#![allow(clippy::float_arithmetic, reason = "the example tells ratios and seconds")]
#![allow(dead_code, reason = "the example's files are shared, and not all of each is needed here")]

#[path = "../../scheduler/planner/examples/solve/arguments.rs"]
mod arguments;
#[path = "../../scheduler/planner/examples/solve/change.rs"]
mod change;
#[path = "../../scheduler/planner/examples/solve/country.rs"]
mod country;
#[path = "../../scheduler/planner/examples/solve/coupled.rs"]
mod coupled;
#[path = "../../scheduler/planner/examples/solve/crew.rs"]
mod crew;
#[path = "../../scheduler/planner/examples/solve/export.rs"]
mod export;
#[path = "../../scheduler/planner/examples/solve/fleet.rs"]
mod fleet;
#[path = "../../scheduler/planner/examples/solve/item.rs"]
mod item;
#[path = "../../scheduler/planner/examples/solve/lanes.rs"]
mod lanes;
#[path = "../../scheduler/planner/examples/solve/minutes.rs"]
mod minutes;
#[path = "../../scheduler/planner/examples/solve/mps.rs"]
mod mps;
#[path = "../../scheduler/planner/examples/solve/near.rs"]
mod near;
#[path = "../../scheduler/planner/examples/solve/peers.rs"]
mod peers;
#[path = "../../scheduler/planner/examples/solve/proof.rs"]
mod proof;
#[path = "../../scheduler/planner/examples/solve/random.rs"]
mod random;
#[path = "../../scheduler/planner/examples/solve/record.rs"]
mod record;
#[path = "../../scheduler/planner/examples/solve/rules.rs"]
mod rules;
#[path = "../../scheduler/planner/examples/solve/run.rs"]
mod run;
#[path = "../../scheduler/planner/examples/solve/tally.rs"]
mod tally;

use arguments::{Arguments, Command};
use country::Size;
use fleet::Fleet;
use std::path::Path;
use tally::Tally;
use yicang_domain::plan::decimal;
use yicang_domain::{Policy, SecondLevel};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");
const SMALL: Size = Size { name: "T", depots: 12, sites: 90, items: 4, needs_per_mille: 400 };

/// A small country, as the example makes it with these words.
fn country(options: &str) -> (Arguments, item::Instance) {
    let words = format!("S {options}");
    let Ok(Command::Run(arguments)) = Command::read(words.split_whitespace().map(str::to_owned)) else {
        panic!("{words} are no words of the example")
    };
    let arguments = Arguments { size: SMALL, ..arguments };
    let instance = run::build(&arguments);
    (arguments, instance)
}

/// What `yicang plan` and `yicang check` say of the tables in a folder.
fn from_tables(dir: &Path) -> serde_json::Value {
    let out = dir.join("plan");
    let word = |path: &Path| path.to_str().unwrap().to_owned();
    let policy = word(&dir.join("policy.txt"));
    let plan = ["plan", "--from", &word(dir), "--policy", &policy, "--out", &word(&out)].map(str::to_owned);
    let check = ["check", "--from", &word(dir), "--plan", &word(&out)].map(str::to_owned);
    for words in [plan.to_vec(), check.to_vec()] {
        let done = std::process::Command::new(PROGRAM).arg("yicang").args(&words).output().unwrap();
        let said = [done.stdout, done.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(done.status.success(), "{said}");
    }
    serde_json::from_str(&std::fs::read_to_string(out.join("summary.json")).unwrap()).unwrap()
}

#[test]
fn a_country_planned_from_its_tables_is_worth_what_the_example_finds() {
    for policy in ["plain-units", "floor-then-class"] {
        let (_, instance) = country(&format!("--policy {policy} --seed 5"));
        let dir = tempfile::tempdir().unwrap();
        export::write(&instance, None, dir.path()).unwrap();
        let solved = |item| Tally::of(&instance, item, &instance.solve(item, item::From::Nothing { keep: false }));
        let tally: Tally = (0..SMALL.items).map(solved).sum();
        let summary = from_tables(dir.path());
        // Under a policy of steps service has several levels, and no one number; and a seed of its own draws others, who
        // cost something else.
        let first = (policy == "plain-units").then(|| decimal(tally.service[0], 6));
        assert_eq!(summary["first_level"].as_str(), first.as_deref(), "{policy}");
        if policy == "plain-units" {
            assert_eq!(summary["second_level"], tally.cost.to_string(), "{policy}");
        }
        assert_eq!(summary["proven"], true, "{policy}");
        assert!(tally.service.iter().sum::<i128>() > 0 && tally.cost > 0, "a country of some worth");
    }
}

#[test]
fn a_country_whose_items_share_vehicles_is_planned_from_its_tables_as_without_them() {
    let (arguments, instance) = country("--policy plain-units --seed 5 --coupled");
    let fleet = Fleet::new(&instance.country, arguments.seed, false);
    let dir = tempfile::tempdir().unwrap();
    export::write(&instance, Some(&fleet), dir.path()).unwrap();
    let policy = Policy::from_text(&instance.rules.text).unwrap();
    let situation = coupled::situation(&instance, Some(&fleet));
    let planned = yicang_planner::plan(&situation, &policy, SecondLevel::Minutes).unwrap().plan;
    let summary = from_tables(dir.path());
    assert_eq!(summary["first_level"], decimal(planned.service[0], 6));
    assert_eq!(summary["second_level"], decimal(planned.cost, 6));
    assert_eq!(summary["levels"][0]["bound"], decimal(planned.bound[0], 6));
    assert_eq!(planned.joint.len(), SMALL.items, "vehicles are short");
    assert_eq!(summary["items_joint"].as_array().unwrap().len(), SMALL.items);
}
