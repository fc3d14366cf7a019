//! Everything that people read is in both languages: every `message!` of the sources has its text and its arguments,
//! and no text is left over. What the programs print is heard in `spoken.rs`.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use yicang_language::{Language, entries, help};
use yicang_tests::words::{english_words, is_chinese};

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            if entry.file_name() != "target" {
                sources(&entry.path(), found);
            }
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            found.push(entry.path());
        }
    }
}

/// Every Rust source of the workspace but the tests of languages, with its text.
fn all_sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for folder in ["scheduler", "agents", "ledger", "proto", "tests"] {
        sources(&top().join(folder), &mut files);
    }
    files.retain(|file| !file.ends_with("cases/languages.rs") && !file.ends_with("cases/spoken.rs"));
    files.into_iter().map(|file| (file.clone(), fs::read_to_string(file).unwrap())).collect()
}

/// What the parenthesis that has just been opened holds.
fn inside(text: &str) -> &str {
    let (mut depth, mut chars) = (1, text.char_indices());
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                while let Some((_, c)) = chars.next() {
                    match c {
                        '\\' => drop(chars.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    panic!("a parenthesis is not closed: {text:.80}")
}

/// The parts of a macro's arguments, apart by commas of the outermost level.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut in_text, mut before) = (Vec::new(), 0, 0, false, ' ');
    for (at, c) in text.char_indices() {
        match c {
            '"' if before != '\\' => in_text = !in_text,
            _ if in_text => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        before = c;
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

#[test]
fn every_message_of_the_sources_has_a_text_with_its_arguments() {
    let known = entries(Language::English);
    let mut uses = 0;
    for (file, text) in all_sources() {
        for (at, _) in text.match_indices("message!(") {
            let said = parts(inside(&text[at + "message!(".len()..]));
            // A macro's own definition, a use in a comment, and ids that another macro hands on.
            let Some(id) = said.first().and_then(|id| id.strip_prefix('"')?.strip_suffix('"')) else { continue };
            let line = text[..at].lines().last().unwrap_or_default().trim_start();
            if line.starts_with("//") {
                continue;
            }
            uses += 1;
            let number = text[..at].lines().count();
            let place = format!("{}:{number}", file.display());
            let arguments = known.get(id).unwrap_or_else(|| panic!("{place}: the catalogue has no {id}"));
            let given: BTreeSet<_> =
                said[1..].iter().map(|part| part.split('=').next().unwrap().trim().to_owned()).collect();
            assert_eq!(&given, arguments, "{place}: the arguments of {id}");
        }
    }
    assert!(uses > 150, "{uses} messages: the search finds them");
}

/// The programs whose help is in the catalogue.
fn commands(language: Language) -> [(&'static str, clap::Command); 3] {
    [
        ("agent", yicang_agent::cli::command(language)),
        ("ledger", yicang_ledger::cli::command(language)),
        ("centre", yicang_scheduler::cli::command(language)),
    ]
}

#[test]
fn every_verb_of_the_help_is_in_a_handbook() {
    let documents = ["README.md", "scheduler/README.md", "agents/README.md", "ledger/README.md", "ledger/AUDITORS.md"];
    let all: String = documents.iter().map(|name| fs::read_to_string(top().join(name)).unwrap() + "\n").collect();
    // `yicang plan`, `yicang-agent --dir h001 report`, `- demo`: whatever stands between is a flag with its value.
    let lines: Vec<Vec<&str>> = all.lines().map(|line| line.split([' ', '`', '|', '(', ')']).collect()).collect();
    let mut missing = Vec::new();
    for (_, program) in commands(Language::English) {
        let name = program.get_name();
        for verb in program.get_subcommands().filter(|verb| !verb.is_hide_set()).map(clap::Command::get_name) {
            let is_called = |words: &Vec<&str>| {
                let words: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
                words.iter().enumerate().filter(|(_, word)| **word == name).any(|(at, _)| {
                    let rest = &words[at + 1..];
                    let flags = rest.chunks(2).take_while(|pair| pair[0].starts_with("--")).count() * 2;
                    rest.get(flags) == Some(&verb)
                })
            };
            if verb != "help" && !lines.iter().any(is_called) {
                missing.push(format!("{name} {verb}"));
            }
        }
    }
    assert!(missing.is_empty(), "no handbook names {missing:?}");
}

#[test]
fn help_has_all_its_texts_and_no_text_is_left_over() {
    let known = entries(Language::English);
    let mut used = BTreeSet::new();
    for (program, command) in commands(Language::English) {
        for tried in help::needed(&command, program) {
            let found = tried.iter().find(|id| known.contains_key(*id));
            used.insert(found.unwrap_or_else(|| panic!("the catalogue has none of {tried:?}")).clone());
        }
    }
    let code: String = all_sources().into_iter().map(|(_, text)| text).collect();
    // An attribute of these is asked for by its name alone.
    let common = |id: &str| {
        let name = id.strip_prefix("help-common.").or_else(|| id.strip_prefix("help-values."));
        name.is_some_and(|name| code.contains(&format!("\"{name}\"")) || is_value_name(&code, name))
    };
    let left: Vec<_> = known
        .keys()
        .filter(|id| !used.contains(*id) && !code.contains(&format!("\"{id}\"")))
        .filter(|id| !common(id) && !id.ends_with(".after"))
        .collect();
    assert_eq!(left, Vec::<&String>::new(), "nobody says them");
}

/// Whether an argument's value has this name: written, or made of the name of a field.
fn is_value_name(code: &str, name: &str) -> bool {
    let field = format!("{}: ", name.to_lowercase());
    code.lines().any(|line| line.contains("value_name") && line.contains(name)) || code.contains(&field)
}

#[test]
fn no_text_is_the_same_in_both_languages_or_has_words_of_the_other() {
    // What stands for something that is written the same everywhere.
    let same = ["verbatim", "number", "amount", "agent-indented", "centre-indented"];
    let (english, chinese) = (texts("en"), texts("zh"));
    for (id, text) in &english {
        assert!(!text.chars().any(is_chinese) || text.contains("(中文)"), "{id} is in Chinese: {text}");
        if same.contains(&id.as_str()) || !text.chars().any(char::is_alphabetic) {
            continue;
        }
        let strange = english_words(&chinese[id]);
        assert!(strange.len() < 4, "{id} is not in Chinese: {strange:?}");
    }
}

/// The values of all messages and attributes of a language, as they are written, without their arguments.
fn texts(tag: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for file in fs::read_dir(top().join("scheduler/language/text").join(tag)).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let (mut id, mut last) = (String::new(), String::new());
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (name, value) = line.split_once(" =").unwrap_or(("", line));
            let word = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
            match name.strip_prefix("    .") {
                Some(attribute) if word(attribute) => last = format!("{id}.{attribute}"),
                None if !name.is_empty() && word(name) => {
                    id = name.to_owned();
                    last.clone_from(&id);
                }
                _ => {
                    *all.entry(last.clone()).or_default() += line;
                    continue;
                }
            }
            all.insert(last.clone(), value.to_owned());
        }
    }
    let without_arguments = |text: &str| {
        let mut parts = text.split('{');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| all + part.split_once('}').map_or(part, |(_, rest)| rest))
    };
    all.into_iter().map(|(id, text)| (id, without_arguments(&text))).collect()
}
