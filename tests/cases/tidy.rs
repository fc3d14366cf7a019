//! What every file of the house keeps to: widths, lengths, links, and no file of another crate by its path.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::fs;
use std::path::{Path, PathBuf};

/// The widest line of code or comment, in characters. `rustfmt` keeps code to it, and leaves comments alone.
const COLUMNS_MAX: usize = 120;
/// The longest file.
const LINES_MAX: usize = 350;
/// Longer ones, by earlier work: none may grow, and none may join.
const LONGER: &[(&str, usize)] = &[
    ("scheduler/domain/tests/board.rs", 541),
    ("scheduler/domain/tests/model/claims.rs", 357),
    ("scheduler/exchange/src/cells.rs", 516),
    ("scheduler/exchange/src/table.rs", 382),
    ("scheduler/planner/tests/fairness.rs", 493),
    ("scheduler/planner/tests/oracle.rs", 451),
    ("scheduler/planner/tests/properties.rs", 394),
    ("scheduler/planner/tests/scenarios.rs", 669),
    ("scheduler/src/offline.rs", 441),
    ("scheduler/src/planning/what_if.rs", 413),
    ("scheduler/src/tests/reports_to_orders.rs", 574),
    ("tests/cases/lies.rs", 392),
    ("tests/cases/meaning.rs", 578),
    ("tests/cases/way.rs", 599),
    ("tests/oracle/generate.rs", 446),
    ("tests/oracle/reading.rs", 419),
];

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            let is_made = name == "target" || name == "gen" || name == ".git" || name.starts_with("yicang-data");
            if !is_made {
                walk(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// Files with this ending, by their path from the top, with their text.
fn files(ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(&top(), &mut found);
    found.retain(|path| path.extension().is_some_and(|extension| extension == ending));
    found.sort();
    let named = |path: PathBuf| {
        let name = path.strip_prefix(top()).unwrap().to_str().unwrap().replace('\\', "/");
        (name, fs::read_to_string(path).unwrap())
    };
    found.into_iter().map(named).collect()
}

#[test]
fn no_comment_is_wider_than_the_code() {
    let mut wide = Vec::new();
    for (name, text) in files("rs") {
        let mut is_picture = false;
        for (number, line) in text.lines().enumerate() {
            is_picture ^= line.contains("```");
            let comment = line.trim_start().trim_start_matches(['/', '!']).trim_start();
            // A row of a table is one line, and a picture is as wide as it is.
            let may_be_wide = is_picture || comment.starts_with('|') || line.contains("http");
            if line.trim_start().starts_with("//") && line.chars().count() > COLUMNS_MAX && !may_be_wide {
                wide.push(format!("{name}:{}: {} columns", number + 1, line.chars().count()));
            }
        }
    }
    assert!(wide.is_empty(), "comments above {COLUMNS_MAX} columns:\n{}", wide.join("\n"));
}

#[test]
fn no_file_is_longer_than_somebody_reads_at_once() {
    let mut faults = Vec::new();
    for (name, text) in files("rs") {
        let lines = text.lines().count();
        let allowed = LONGER.iter().find(|(known, _)| *known == name).map_or(LINES_MAX, |(_, lines)| *lines);
        if lines > allowed {
            faults.push(format!("    (\"{name}\", {lines}),"));
        }
        if allowed > LINES_MAX && lines < allowed {
            faults.push(format!("{name} has {lines} lines now: lower its figure from {allowed}, or take it off"));
        }
    }
    assert!(faults.is_empty(), "cut them where there are two nouns:\n{}", faults.join("\n"));
}

#[test]
fn no_crate_takes_a_file_of_another_by_its_path() {
    for (name, text) in files("rs") {
        let file = top().join(&name);
        let package =
            |path: &Path| path.ancestors().find(|folder| folder.join("Cargo.toml").exists()).map(Path::to_owned);
        for line in text.lines().filter(|line| line.trim_start().starts_with("#[path")) {
            let other = file.parent().unwrap().join(line.split('"').nth(1).unwrap()).canonicalize().unwrap();
            assert_eq!(package(&other), package(&file), "{name}: {line}");
        }
    }
}

/// The anchor of a heading as code hosts make it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn anchors(text: &str) -> Vec<String> {
    text.lines().filter(|line| line.starts_with('#')).map(|line| anchor(line.trim_start_matches('#'))).collect()
}

#[test]
fn links_in_documents_lead_somewhere() {
    let mut dead = Vec::new();
    let mut found = 0;
    for (name, text) in files("md") {
        let folder = top().join(&name).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            found += 1;
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { top().join(&name) } else { folder.join(path) };
            if !target.exists() {
                dead.push(format!("{name}: {link}"));
            } else if !heading.is_empty()
                && !anchors(&fs::read_to_string(&target).unwrap()).contains(&heading.to_owned())
            {
                dead.push(format!("{name}: {link} has no such heading"));
            }
        }
    }
    assert!(dead.is_empty(), "dead links:\n{}", dead.join("\n"));
    assert!(found > 30, "{found} links were looked at");
}
