//! The house's invariants: what must not be there.
//!
//! Who may depend on whom; no I/O, clock, async or randomness in the pure crates; nothing at the top but what belongs
//! there.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each package with the folder it lives in and the packages of the house it may use.
const HOUSE: &[(&str, &str, &[&str])] = &[
    ("yicang-language", "scheduler/language", &[]),
    ("yicang-domain", "scheduler/domain", &["yicang-language"]),
    ("yicang-tlog", "ledger/tlog", &[]),
    ("yicang-words", "ledger/words", &["yicang-language", "yicang-tlog"]),
    ("yicang-planner", "scheduler/planner", &["yicang-domain", "yicang-language"]),
    ("yicang-exchange", "scheduler/exchange", &["yicang-language", "yicang-domain"]),
    ("yicang-proto", "proto", &["yicang-language", "yicang-domain"]),
    ("yicang-replay", "ledger/replay", &["yicang-language", "yicang-domain", "yicang-tlog"]),
    ("yicang-files", "ledger/files", &[]),
    ("yicang-writer", "ledger/writer", &["yicang-language", "yicang-tlog", "yicang-words", "yicang-files"]),
    (
        "yicang-auditor",
        "ledger/auditor",
        &["yicang-language", "yicang-domain", "yicang-tlog", "yicang-words", "yicang-replay", "yicang-files"],
    ),
    (
        "yicang-ledger",
        "ledger",
        &[
            "yicang-language",
            "yicang-domain",
            "yicang-tlog",
            "yicang-replay",
            "yicang-files",
            "yicang-writer",
            "yicang-auditor",
        ],
    ),
    ("yicang-untrusted", "ledger/untrusted", &["yicang-tlog", "yicang-writer", "yicang-proto"]),
    (
        "yicang-agent",
        "agents",
        &["yicang-language", "yicang-domain", "yicang-exchange", "yicang-proto", "yicang-tlog", "yicang-auditor"],
    ),
    (
        "yicang-scheduler",
        "scheduler",
        &[
            "yicang-language",
            "yicang-domain",
            "yicang-planner",
            "yicang-exchange",
            "yicang-tlog",
            "yicang-writer",
            "yicang-auditor",
            "yicang-proto",
            "yicang-agent",
        ],
    ),
    ("yicang-told-clock", "tests/clock", &[]),
    ("yicang-country", "tests/country", &["yicang-domain", "yicang-planner"]),
    (
        "yicang-tests",
        "tests",
        &[
            "yicang-language",
            "yicang-domain",
            "yicang-planner",
            "yicang-country",
            "yicang-told-clock",
            "yicang-exchange",
            "yicang-tlog",
            "yicang-writer",
            "yicang-replay",
            "yicang-auditor",
            "yicang-untrusted",
            "yicang-ledger",
            "yicang-proto",
            "yicang-agent",
            "yicang-scheduler",
        ],
    ),
];

/// What a package's tests may use besides. Writer and auditor are each other's oracle: neither is built with the other.
const IN_TESTS: &[(&str, &[&str])] = &[
    ("yicang-writer", &["yicang-auditor"]),
    ("yicang-auditor", &["yicang-writer"]),
    ("yicang-ledger", &["yicang-untrusted"]),
    ("yicang-agent", &["yicang-ledger"]),
];

/// The pure crates with every crate from outside that they may use: each is a pure function library.
const PURE: &[(&str, &[&str])] = &[
    // clap and comfy-table only shape text here: a feature that programs ask for.
    (
        "yicang-language",
        &["fluent-bundle", "fluent-syntax", "unic-langid", "unicode-width", "jiff", "clap", "comfy-table"],
    ),
    ("yicang-domain", &["thiserror", "jiff", "libm", "sha2"]),
    // microlp counts how long it takes, which nobody asks; it has no limit of time here, so its answer does not depend
    // on it.
    ("yicang-planner", &["thiserror", "jiff", "good_lp", "microlp"]),
    ("yicang-replay", &["jiff"]),
    ("yicang-words", &[]),
    (
        "yicang-tlog",
        &["thiserror", "sha2", "ed25519-dalek", "rand_core", "signed_note", "tlog_tiles", "base64", "ml-dsa", "prost"],
    ),
];

/// What a pure crate does not say, in code.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::io",
    "SystemTime",
    "Instant::",
    "std::time",
    "Timestamp::now",
    "Zoned::now",
    "async fn",
    "async move",
    ".await",
    "OsRng",
    "thread_rng",
    "println!",
    "HashMap",
    "HashSet",
];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in the top folder").to_owned()
}

fn manifest(folder: &str) -> toml::Table {
    fs::read_to_string(top().join(folder).join("Cargo.toml")).unwrap().parse().unwrap()
}

/// Names under `[dependencies]`, and `[dev-dependencies]` if asked for.
fn dependencies(folder: &str, dev_too: bool) -> BTreeSet<String> {
    let manifest = manifest(folder);
    let sections: &[&str] = if dev_too { &["dependencies", "dev-dependencies"] } else { &["dependencies"] };
    let tables = sections.iter().filter_map(|section| manifest.get(*section)?.as_table());
    tables.flat_map(|table| table.keys().cloned()).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            sources(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            found.push(entry.path());
        }
    }
}

#[test]
fn each_package_uses_only_what_stands_below_it() {
    let names: BTreeSet<_> = HOUSE.iter().map(|(name, ..)| *name).collect();
    for (package, folder, allowed) in HOUSE {
        let name = manifest(folder)["package"]["name"].as_str().unwrap().to_owned();
        assert_eq!(&name, package, "in {folder}");
        let in_tests = IN_TESTS.iter().filter(|(name, _)| name == package).flat_map(|(_, more)| *more);
        for (dev_too, allowed) in [(false, allowed.to_vec()), (true, allowed.iter().chain(in_tests).copied().collect())]
        {
            let used = dependencies(folder, dev_too);
            let of_house: BTreeSet<_> = used.iter().map(String::as_str).filter(|name| names.contains(name)).collect();
            let more: Vec<_> = of_house.iter().filter(|name| !allowed.contains(name)).collect();
            assert!(more.is_empty(), "{package} may not use {more:?}");
        }
    }
}

#[test]
fn the_scheduler_names_the_agents_crate_in_its_demonstration_only() {
    let mut files = Vec::new();
    sources(&top().join("scheduler/src"), &mut files);
    for file in files.iter().filter(|file| !file.components().any(|part| part.as_os_str() == "demo")) {
        let code = fs::read_to_string(file).unwrap();
        assert!(!code.contains("yicang_agent"), "{} names the agents' crate", file.display());
    }
}

/// gRPC's types and the wire's messages stay at the edges: the core speaks the domain's.
#[test]
fn the_scheduler_s_core_knows_neither_grpc_nor_the_wire() {
    let edges = ["server", "client", "events", "demo", "tests"];
    let (mut files, root) = (Vec::new(), top().join("scheduler/src"));
    sources(&root, &mut files);
    let mut in_core = 0;
    for file in files {
        let place = file.strip_prefix(&root).unwrap();
        let floor = place.components().next().unwrap().as_os_str().to_str().unwrap();
        if edges.contains(&floor.trim_end_matches(".rs")) {
            continue;
        }
        in_core += 1;
        let code = fs::read_to_string(&file).unwrap();
        for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let said = ["tonic", "yicang_proto", "prost"]
                .iter()
                .find(|word| line.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|part| &&part == word));
            assert_eq!(said, None, "{}:{}: {line}", place.display(), number + 1);
        }
    }
    assert!(in_core > 40, "the walk went through the core: {in_core} files");
}

#[test]
fn every_member_of_the_workspace_has_a_place_in_the_house() {
    let root = manifest(".");
    let members = root["workspace"]["members"].as_array().unwrap().iter().map(|member| member.as_str().unwrap());
    let members: BTreeSet<_> = members.collect();
    let house: BTreeSet<_> = HOUSE.iter().map(|(_, folder, _)| *folder).collect();
    assert_eq!(members, house);
}

#[test]
fn pure_crates_use_only_pure_crates() {
    let folders: BTreeMap<_, _> = HOUSE.iter().map(|(name, folder, _)| (*name, *folder)).collect();
    for (package, allowed) in PURE {
        for used in dependencies(folders[package], false) {
            let known = allowed.contains(&used.as_str()) || used.starts_with("yicang-");
            assert!(known, "{package} uses {used}: is it free of I/O, clock and async?");
        }
    }
    let jiff = &manifest(".")["workspace"]["dependencies"]["jiff"];
    assert_eq!(jiff["default-features"].as_bool(), Some(false), "jiff's `std` has a clock");
    for package in ["yicang-language", "yicang-domain", "yicang-planner"] {
        let features = manifest(folders[package])["dependencies"]["jiff"].get("features").cloned();
        assert_eq!(features, None, "{package}: jiff's `std` has a clock");
    }
}

#[test]
fn pure_crates_have_no_io_clock_async_or_varying_order() {
    for (package, _) in PURE {
        let folder = HOUSE.iter().find(|(name, ..)| name == package).unwrap().1;
        let mut files = Vec::new();
        sources(&top().join(folder).join("src"), &mut files);
        assert!(!files.is_empty(), "{package} has sources");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
                // The planner works on several threads; that the plan does not show it is tested there.
                // What the system says is put into words by `language`, which does no I/O for it.
                let allowed = |word: &str| match *package {
                    "yicang-planner" => word == "std::thread",
                    "yicang-language" => word == "std::io",
                    _ => false,
                };
                let said = IMPURE.iter().find(|word| line.contains(**word) && !allowed(word));
                assert_eq!(said, None, "{}:{}: {line}", file.display(), number + 1);
            }
        }
    }
}

/// Everything that a package is built with, through the packages of the house.
fn reached_from(package: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut next = vec![package.to_owned()];
    while let Some(name) = next.pop() {
        let Some((_, folder, _)) = HOUSE.iter().find(|(known, ..)| *known == name) else { continue };
        for used in dependencies(folder, false) {
            if seen.insert(used.clone()) {
                next.push(used);
            }
        }
    }
    seen
}

#[test]
fn the_field_s_program_carries_no_solver_and_no_writer() {
    let seen = reached_from("yicang-agent");
    for other in ["good_lp", "microlp", "highs", "yicang-planner", "yicang-writer", "yicang-ledger"] {
        assert!(!seen.contains(other), "the agent depends on {other}");
    }
    assert!(seen.contains("yicang-replay"), "the walk went through the house, to the auditor and behind");
}

/// The writer must not be able to tell a report from a plan, nor reach anybody over a network.
#[test]
fn the_writer_knows_bytes_alone() {
    let seen = reached_from("yicang-writer");
    for other in
        ["yicang-domain", "yicang-replay", "yicang-auditor", "ureq", "axum", "tokio", "serde_json", "indicatif"]
    {
        assert!(!seen.contains(other), "the writer depends on {other}");
    }
    assert!(seen.contains("tlog_tiles"), "the walk went through the house");
}

#[test]
fn the_checker_does_not_know_the_planner() {
    assert!(!dependencies("scheduler/domain", true).contains("yicang-planner"));
}

#[test]
fn nothing_lies_at_the_top_that_does_not_belong_there() {
    let allowed =
        ["Cargo.toml", "Cargo.lock", "LICENSE", "README.md", "proto", "scheduler", "agents", "ledger", "tests"];
    for entry in fs::read_dir(top()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // `target` and `yicang-data` are made by building and by the demo; git ignores them.
        let made = name == "target" || name.starts_with("yicang-data");
        assert!(name.starts_with('.') || made || allowed.contains(&name.as_str()), "{name} lies at the top");
    }
}

#[test]
fn licence_and_lints_are_the_workspace_s() {
    for (package, folder, _) in HOUSE {
        let manifest = manifest(folder);
        assert_eq!(manifest["package"]["license"]["workspace"].as_bool(), Some(true), "{package}");
        // It takes the place of a function of C, which is unsafe, and says so.
        let has_its_own = *package == "yicang-told-clock";
        assert_eq!(manifest["lints"].get("workspace").is_none(), has_its_own, "{package}");
    }
    assert_eq!(manifest(".")["workspace"]["package"]["license"].as_str(), Some("Apache-2.0"));
}
