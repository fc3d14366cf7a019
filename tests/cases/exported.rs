//! Made-up countries, written as tables and planned from them: the same values, level by level, as `yicang-country` and
//! the planner find without a file.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]

use std::path::Path;
use yicang_country::arguments::{Arguments, Command};
use yicang_country::country::Size;
use yicang_country::fleet::Fleet;
use yicang_country::tally::Tally;
use yicang_country::{coupled, export, item, run};
use yicang_domain::plan::decimal;
use yicang_domain::{Policy, SecondLevel};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");
const SMALL: Size = Size { name: "T", depots: 12, sites: 90, items: 4, needs_per_mille: 400 };

/// A small country, made with these words.
fn country(options: &str) -> (Arguments, item::Instance) {
    let words = format!("S {options}");
    let Ok(Command::Run(arguments)) = Command::read(words.split_whitespace().map(str::to_owned)) else {
        panic!("{words} are no words of yicang-country")
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
    let check = ["offline", "check", "--from", &word(dir), "--plan", &word(&out)].map(str::to_owned);
    for words in [plan.to_vec(), check.to_vec()] {
        let done = std::process::Command::new(PROGRAM).arg("yicang").args(&words).output().unwrap();
        let said = [done.stdout, done.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(done.status.success(), "{said}");
    }
    serde_json::from_str(&std::fs::read_to_string(out.join("summary.json")).unwrap()).unwrap()
}

#[test]
fn a_country_planned_from_its_tables_is_worth_as_much_as_without_them() {
    for policy in ["plain-units", "floor-then-class"] {
        let (_, instance) = country(&format!("--policy {policy} --seed 5"));
        let dir = tempfile::tempdir().unwrap();
        export::write(&instance, None, dir.path()).unwrap();
        let solved = |item| Tally::of(&instance, item, &instance.solve(item, item::From::Nothing { keep: false }));
        let tally: Tally = (0..SMALL.items).map(solved).sum();
        let summary = from_tables(dir.path());
        // Under a policy of steps service has several levels, and no one number; and a seed of its own draws others,
        // who cost something else.
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
