//! What policies, plans and starts are refused for, in each language and in no other.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::fs;
use std::path::Path;
use std::process::Output;
use yicang_tests::spoken::{CATALOGUE, NO_POLICIES, speaks_one_language, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

fn run_program(program: &str, dir: &Path, words: &[&str]) -> Output {
    yicang_tests::spoken::run(PROGRAM, program, dir, words)
}

#[test]
fn bad_policies_and_bad_plans_are_refused_in_one_language() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    fs::create_dir(dir.join("TABLES")).unwrap();
    for (name, text) in CATALOGUE {
        fs::write(dir.join("TABLES").join(name), text).unwrap();
    }
    fs::write(dir.join("TABLES/reserves.csv"), "depot_id,item_id,quantity\nD1,WATER,20\n").unwrap();
    fs::write(dir.join("TABLES/needs.csv"), "site_id,item_id,quantity,priority\nCAMP,WATER,40,urgent\n").unwrap();
    let refused = |words: &[&str]| {
        let done = run_program("yicang", dir, words);
        assert!(!done.status.success(), "{}", text(&done));
        done
    };
    let mut lines = Vec::new();
    for (at, policy) in NO_POLICIES.iter().enumerate() {
        fs::write(dir.join(format!("P{at}")), policy).unwrap();
        lines.push(format!("offline plan --from TABLES --policy P{at} --out OUT"));
    }
    speaks_one_language(&lines, &|_| false, &refused);
    let plan = ["offline", "plan", "--from", "TABLES", "--policy", "floor-then-class", "--out", "OUT"];
    assert!(run_program("yicang", dir, &plan).status.success());
    let change = |name: &str, changes: &[(&str, &str)]| {
        let path = dir.join("OUT").join(name);
        let text = fs::read_to_string(&path).unwrap();
        let changed = changes.iter().fold(text.clone(), |text, (from, to)| text.replace(from, to));
        assert_ne!(changed, text, "{name}");
        fs::write(path, changed).unwrap();
    };
    let check = || {
        speaks_one_language(&["offline check --from TABLES --plan OUT".to_owned()], &|_| false, &refused);
        text(&run_program("yicang", dir, &["--lang", "zh", "offline", "check", "--from", "TABLES", "--plan", "OUT"]))
    };
    change("plan.txt", &[("WATER - CAMP 20", "WATER - CAMP 30")]);
    change("allocation.csv", &[("20", "30")]);
    let said = check();
    assert!(said.contains("储备库 D1 物资 WATER：调出 30 单位，现有 20"), "{said}");
    assert!(said.contains("plan.txt：批次 D1/WATER/-：调拨 30，可用 20"), "{said}");
    change("plan.txt", &[("WATER - CAMP 30", "WATER - CAMP MANY")]);
    change("allocation.csv", &[("30", "10")]);
    assert!(check().contains("plan.txt：第 "));
}

#[test]
fn why_a_centre_does_not_start_is_said_in_one_language() {
    let mut centre = yicang_tests::centre::Centre::init(PROGRAM, &CATALOGUE);
    let dir = centre.dir().parent().unwrap().to_owned();
    let refused = |line: &str| {
        speaks_one_language(&[line.to_owned()], &|_| false, &|words| {
            let done = run_program("yicang", &dir, words);
            assert!(!done.status.success(), "{line}: {}", text(&done));
            done
        });
    };
    centre.start();
    for policy in NO_POLICIES {
        fs::write(dir.join("POLICY"), policy).unwrap();
        refused("plan --data centre --policy POLICY");
    }
    refused("serve --data centre --listen 127.0.0.1:0");
    assert!(centre.stop().success());
    let serve = "serve --data centre --listen 127.0.0.1:0";
    // Changes a file, and puts back what was in it.
    let with = |name: &str, change: &dyn Fn(Vec<u8>) -> Option<Vec<u8>>| {
        let path = dir.join("centre").join(name);
        let before = fs::read(&path).unwrap();
        match change(before.clone()) {
            Some(after) => fs::write(&path, after).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        refused(serve);
        fs::write(path, before).unwrap();
    };
    for line in ["lissten = 1", "answer_seconds = 0", "zone = \"Mars\"", "policy = \"../POLICY\""] {
        with("yicang.toml", &|_| Some(format!("{line}\n").into()));
    }
    with("journal", &|_| Some("hello".into()));
    with("journal", &|mut bytes| {
        bytes[100] ^= 1;
        Some(bytes)
    });
    with("journal", &|bytes| Some(bytes[..28].to_vec()));
    with("state/checkpoint", &|_| Some("hello".into()));
    with("keys/receipt.key", &|_| Some("hello".into()));
    with("private/salts", &|_| Some("hello".into()));
    with("private/salts", &|_| None);
}
