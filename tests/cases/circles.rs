//! No circle among files: where a file uses another, that one does not use it back, directly or through others.
//!
//! Read from the sources: `use crate::…`, `use super::…`, `use self::…`, and the same paths inside code. A path is an
//! arrow to the deepest module that it names. A module and a module inside it may know each other. Tests inside a file
//! do not count.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the answer")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Circles that are still there, each by the files in it: `package: module module …`. None may join, none may grow.
const STILL: &[&str] = &[];

/// Packages whose folders form no circle either, each taken as a whole.
const FLOORS: &[&str] = &["yicang-planner", "yicang-country"];

/// Names from the crate's root; the root itself has none.
type Module = Vec<String>;

/// Which modules each module uses.
type Arrows = BTreeMap<Module, BTreeSet<Module>>;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every crate of the workspace that has more than one file: its name and the folder of its sources.
fn crates() -> Vec<(String, PathBuf)> {
    let manifest =
        |folder: &Path| -> toml::Table { fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse().unwrap() };
    let root = manifest(&top());
    let members = root["workspace"]["members"].as_array().unwrap().iter().map(|member| member.as_str().unwrap());
    let mut crates: Vec<_> = members
        .map(|member| {
            let folder = top().join(member);
            (manifest(&folder)["package"]["name"].as_str().unwrap().to_owned(), folder.join("src"))
        })
        .collect();
    crates.push(("oracle".to_owned(), top().join("tests/oracle")));
    crates
}

/// The modules of a crate with their text. Programs beside a library are crates of their own, and small.
fn modules(sources: &Path) -> BTreeMap<Module, String> {
    let root = if sources.join("lib.rs").exists() { "lib.rs" } else { "main.rs" };
    let mut found = BTreeMap::new();
    let mut folders = vec![(sources.to_owned(), Module::new())];
    while let Some((folder, of)) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
            if entry.file_type().unwrap().is_dir() {
                if of.is_empty() && name == "bin" {
                    continue;
                }
                folders.push((path, [&of[..], &[name]].concat()));
            } else if let Some(stem) = name.strip_suffix(".rs") {
                let module = match (of.is_empty(), stem) {
                    (true, "lib" | "main") if name != root => continue,
                    (true, "lib" | "main") | (false, "mod") => of.clone(),
                    _ => [&of[..], &[stem.to_owned()]].concat(),
                };
                found.insert(module, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

/// A file's code: without comments, and without the tests inside it.
fn code(text: &str) -> String {
    let lines: String = text.lines().map(|line| line.split("//").next().unwrap().to_owned() + "\n").collect();
    let tests = lines.match_indices("#[cfg(test)]\nmod ").find(|(at, _)| {
        let rest = &lines[at + "#[cfg(test)]\n".len()..];
        rest.lines().next().is_some_and(|line| line.trim_end().ends_with('{'))
    });
    tests.map_or(lines.clone(), |(at, _)| lines[..at].to_owned())
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The paths that a `use` names: `a::{b, c::d as e}` is `a::b` and `a::c::d`.
fn leaves(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        return vec![tree.split(" as ").next().unwrap().trim().to_owned()];
    };
    let Some(close) = tree.rfind('}').filter(|close| *close > open) else { return Vec::new() };
    let inside = &tree[open + 1..close];
    let (mut parts, mut depth, mut part) = (Vec::new(), 0, String::new());
    for letter in inside.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(letter);
    }
    parts.push(part);
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| leaves(part)).map(|leaf| format!("{}{leaf}", &tree[..open])).collect()
}

/// Whether a word after this text may be the `use` of a statement, and not one of a sentence in quotes.
fn begins_a_statement(before: &str) -> bool {
    let before = before.trim_end_matches(' ');
    before.is_empty() || before.ends_with(['\n', ';', '{', '}', ')']) || before.ends_with("pub")
}

/// The paths of a file's code that begin at the crate or at a module around: those of its `use`, and those in other
/// code.
fn paths(code: &str) -> (Vec<String>, Vec<String>) {
    let (mut used, mut inline, mut rest) = (Vec::new(), Vec::new(), String::new());
    let mut after = code;
    while let Some(at) = after.match_indices("use ").map(|(at, _)| at).find(|at| begins_a_statement(&after[..*at])) {
        let end = after[at..].find(';').map_or(after.len(), |end| at + end);
        used.extend(leaves(&after[at + "use ".len()..end]));
        rest.push_str(&after[..at]);
        after = &after[end..];
    }
    rest.push_str(after);
    for begin in ["crate::", "super::"] {
        for (at, _) in rest.match_indices(begin) {
            if !rest[..at].ends_with(is_name) && !rest[..at].ends_with("::") {
                let path: String = rest[at..].chars().take_while(|letter| is_name(*letter) || *letter == ':').collect();
                inline.push(path.trim_end_matches(':').to_owned());
            }
        }
    }
    (used, inline)
}

/// The names of a path from the crate's root; `None` where it begins elsewhere.
fn absolute(path: &str, from: &Module) -> Option<Module> {
    let names: Vec<&str> = path.split("::").map(str::trim).collect();
    let mut base = match names[0] {
        "crate" => Module::new(),
        "self" | "super" => from.clone(),
        _ => return None,
    };
    let mut names = names.into_iter().skip_while(|name| match *name {
        "crate" | "self" => true,
        "super" => base.pop().is_some(),
        _ => false,
    });
    let rest: Vec<String> = names.by_ref().filter(|name| *name != "self").map(str::to_owned).collect();
    Some([base, rest].concat())
}

/// The arrows between the modules of a crate, without those between a module and one inside it.
fn arrows(modules: &BTreeMap<Module, String>) -> Arrows {
    let codes: BTreeMap<&Module, String> = modules.iter().map(|(module, text)| (module, code(text))).collect();
    let mut arrows = Arrows::new();
    for (module, code) in &codes {
        let (used, inline) = paths(code);
        let of_use = used.iter().filter_map(|path| Some((absolute(path, module)?, true)));
        let of_code = inline.iter().filter_map(|path| Some((absolute(path, module)?, false)));
        let to = arrows.entry((*module).clone()).or_default();
        for (mut path, is_use) in of_use.chain(of_code) {
            // One name may be a function and a module; whoever imports it for the function does not use the module.
            if let Some((last, around)) = path.split_last()
                && modules.contains_key(&path)
                && codes.get(&around.to_vec()).is_some_and(|parent| parent.contains(&format!("fn {last}(")))
                && !(is_use && code.contains(&format!("{last}::")))
            {
                path.pop();
            }
            while !modules.contains_key(&path) && !path.is_empty() {
                path.pop();
            }
            if !path.starts_with(module) && !module.starts_with(&path) {
                to.insert(path);
            }
        }
    }
    arrows
}

/// Sets of modules that reach each other.
fn circles(arrows: &Arrows) -> Vec<BTreeSet<Module>> {
    let reached = |from: &Module| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(module) = next.pop() {
            for to in arrows.get(module).into_iter().flatten() {
                if seen.insert(to.clone()) {
                    next.push(to);
                }
            }
        }
        seen
    };
    let reach: BTreeMap<&Module, BTreeSet<Module>> = arrows.keys().map(|module| (module, reached(module))).collect();
    let mut circles: Vec<BTreeSet<Module>> = Vec::new();
    for (module, to) in reach.iter().filter(|(module, to)| to.contains(**module)) {
        if !circles.iter().any(|circle| circle.contains(*module)) {
            circles.push(
                to.iter()
                    .filter(|other| reach.get(other).is_some_and(|back| back.contains(*module)))
                    .cloned()
                    .collect(),
            );
        }
    }
    circles
}

/// The arrows between folders: each module stands for the largest folder that the other end is not in.
fn between_floors(arrows: &Arrows) -> Arrows {
    let mut floors = Arrows::new();
    for (from, to) in arrows.iter().flat_map(|(from, all)| all.iter().map(move |to| (from, to))) {
        let shared = from.iter().zip(to).take_while(|(a, b)| a == b).count();
        floors.entry(from[..=shared].to_vec()).or_default().insert(to[..=shared].to_vec());
    }
    floors
}

/// A circle as [`STILL`] names it.
fn named(of: &str, circle: &BTreeSet<Module>) -> String {
    let names: Vec<String> = circle.iter().map(|module| module.join("::")).collect();
    format!("{of}: {}", names.join(" "))
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let mut found = BTreeSet::new();
    for (name, sources) in crates() {
        let arrows = arrows(&modules(&sources));
        assert!(!arrows.is_empty(), "{name} has sources");
        found.extend(circles(&arrows).iter().map(|circle| named(&name, circle)));
    }
    let still: BTreeSet<String> = STILL.iter().map(|circle| (*circle).to_owned()).collect();
    let new: Vec<_> = found.difference(&still).collect();
    assert!(new.is_empty(), "files that use each other in a circle: {new:#?}");
    let gone: Vec<_> = still.difference(&found).collect();
    assert!(gone.is_empty(), "no longer circles, take them off STILL: {gone:#?}");
}

#[test]
fn floors_form_no_circle() {
    let all = crates();
    for floor in FLOORS {
        let (_, sources) = all.iter().find(|(name, _)| name == floor).unwrap();
        let circles = circles(&between_floors(&arrows(&modules(sources))));
        assert!(circles.is_empty(), "{floor}: folders that use each other in a circle: {circles:#?}");
    }
}

/// A crate of these files.
fn of_files(files: &[(&str, &str)]) -> BTreeMap<Module, String> {
    let module = |name: &str| name.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
    files.iter().map(|(name, text)| (module(name), (*text).to_owned())).collect()
}

fn found_in(files: &[(&str, &str)]) -> Vec<String> {
    circles(&arrows(&of_files(files))).iter().map(|circle| named("made", circle)).collect()
}

#[test]
fn a_planted_circle_is_found_however_it_is_written() {
    let circle = ["made: a b"];
    for (a, b) in [
        ("use crate::b::B;", "use crate::a::A;"),
        ("use super::b::{self, B};", "use super::{a::A, c};"),
        ("use crate::{c, b::{B, C as D}};", "fn f() -> crate::a::A { }"),
        ("use super::b;", "use self::super::a::A;"),
        ("use crate::b::*;", "fn f(a: &super::a::A) {}"),
    ] {
        assert_eq!(found_in(&[("", "mod a; mod b; mod c;"), ("a", a), ("b", b), ("c", "")]), circle, "{a} {b}");
    }
    let three = [("a", "use crate::b::B;"), ("b", "use crate::d::e::E;"), ("d", ""), ("d::e", "use crate::a::A;")];
    assert_eq!(found_in(&three), ["made: a b d::e"]);
    assert_eq!(found_in(&[("d::a", "use super::b::B;"), ("d::b", "use super::a::A;")]), ["made: d::a d::b"]);
}

#[test]
fn what_is_no_circle_is_not_taken_for_one() {
    let none: [&str; 0] = [];
    // A module and one inside it; a re-export.
    assert_eq!(
        found_in(&[("a", "mod b; use b::B; use self::b::C;"), ("a::b", "use super::A; use crate::a::D;")]),
        none
    );
    // Tests inside a file, comments, and links in documents.
    let tests = "fn b() {}\n#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}\n";
    assert_eq!(found_in(&[("a", "use crate::b::B;"), ("b", tests)]), none);
    assert_eq!(found_in(&[("a", "use crate::b::B;"), ("b", "//! See [`crate::a`].\n// use crate::a::A;\n")]), none);
    // A function that is named like a module beside it.
    let around = [("d", "mod whole; mod x; fn whole(number: f64) {}"), ("d::whole", "use super::x::X;")];
    let function = [("d::x", "use super::whole; fn f() { whole(1.0) }")];
    assert_eq!(found_in(&[&around[..], &function].concat()), none);
    let module = [("d::x", "use super::whole; fn f() { whole::g(1.0) }")];
    assert_eq!(found_in(&[&around[..], &module].concat()), ["made: d::whole d::x"], "here the module is meant");
}

#[test]
fn a_planted_circle_of_floors_is_found() {
    let files = [("a::x", "use crate::b::y::Y;"), ("a::z", ""), ("b::y", ""), ("b::v", "use crate::a::z::Z;")];
    let arrows = arrows(&of_files(&files));
    assert!(circles(&arrows).is_empty(), "no file uses itself through others");
    assert_eq!(circles(&between_floors(&arrows)), [BTreeSet::from([vec!["a".to_owned()], vec!["b".to_owned()]])]);
}
