//! Everything that people read is in both languages. The catalogue against the sources: every `message!` has its text
//! and its arguments, and no text is left over. And the programs of agents and auditors in each language: no sentence of the other, and
//! no line of help or of a table wider than 80 columns.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use yicang_language::{Language, entries, help, width};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

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

/// Every Rust source of the workspace but this file, with its text.
fn all_sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for folder in ["scheduler", "agents", "ledger", "proto", "tests"] {
        sources(&top().join(folder), &mut files);
    }
    files.retain(|file| !file.ends_with("cases/languages.rs"));
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
fn commands(language: Language) -> [(&'static str, clap::Command); 2] {
    [("agent", yicang_agent::cli::command(language)), ("ledger", yicang_ledger::cli::command(language))]
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
    let same = ["verbatim", "number", "amount", "agent-indented"];
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

fn is_chinese(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c)
}

/// Programs, commands, flags, columns, files and values: the same in both languages.
const NAMES: &str = "yicang yicang-agent yicang-ledger init report need reserve orders confirm outbox audit list send \
                     show drop-refused forget-lost verify-receipts judge enrol help version dir lang zone en zh none \
                     base64 vkey tlog-policy life-saving urgent routine picked shipped received priority quantity earmark \
                     wait chmod http https times config.toml ca.pem or \
                     verify prove show adopt fsck witness witness-key mirror monitor verify-evidence reveal root-key \
                     log-key prepare certify activate publish log.keys log.vkey receipt.pub ed25519 ml-dsa-44 json \
                     tlog-proof public checkpoint key from until log blob masked open enrolment csv note soon red \
                     colour";

/// Words of a text that only an English sentence has: of small letters, and none of [`NAMES`].
fn english_words(text: &str) -> Vec<&str> {
    let names: Vec<&str> = NAMES.split(' ').collect();
    let edge = |c: char| !c.is_ascii_alphanumeric();
    let words = text.split(|c: char| c.is_whitespace() || is_chinese(c) || "（），。；：、“”…/`\"".contains(c));
    let words = words.filter(|word| !word.starts_with('-') && !word.contains('_') && !word.contains("://"));
    let words = words.map(|word| word.trim_matches(edge));
    words
        .filter(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'\''))
        .filter(|word| !names.contains(word))
        .collect()
}

fn run(dir: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    for name in ["YICANG_LANG", "LC_ALL", "LC_MESSAGES"] {
        command.env_remove(name);
    }
    command.arg("yicang-agent").args(words).current_dir(dir).env("LANG", "C").output().unwrap()
}

fn text(done: &Output) -> String {
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// A folder with an agent whose centre nobody can reach, and one report that waits.
fn agent() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let key = yicang_tlog::SigningKey::generate(&mut rand_core::OsRng).public().to_text();
    let skey = yicang_tlog::CheckpointSigner::generate(&mut rand_core::OsRng, "supplies.example/log").unwrap();
    let log = yicang_tlog::CheckpointSigner::from_skey(&skey).unwrap().verifier().vkey().to_owned();
    fs::write(dir.path().join("ca.pem"), "-----BEGIN CERTIFICATE-----\n").unwrap();
    let init = ["--lang", "en", "init", "--agent", "H001", "--server", "https://localhost:1", "--ca", "ca.pem"];
    let done = run(dir.path(), &[&init[..], &["--centre-key", &key, "--log-key", &log]].concat());
    assert!(done.status.success(), "{}", text(&done));
    let need = ["report", "need", "--site", "H001", "--item", "MASK", "--quantity", "20", "--class", "urgent"];
    assert!(run(dir.path(), &[&need[..], &["--no-send"]].concat()).status.success());
    dir
}

/// Command lines whose output has no text of others in it.
const LINES: &[&str] = &[
    "outbox",
    "outbox list",
    "outbox drop-refused",
    "outbox show X",
    "outbox forget-lost",
    "report need --site H1 --item A --quantity -1 --class urgent",
    "report need --site H1 --item A,B --quantity 1 --class urgent",
    "report need --site H1",
    "report nede",
    "report",
    "confirm eaten P1-1 5",
    "confirm picked P1-1 5 --wait 0 --wait 1",
    "--dir nowhere outbox",
    "--zone Mars outbox",
    "--dir nowhere init --agent A --server x --ca missing.pem --centre-key k --log-key l",
    "report need --csv missing.csv --item A",
    "--nonsense",
];

#[test]
fn the_agent_speaks_one_language_at_a_time_and_fits_80_columns() {
    let dir = agent();
    let helps = yicang_agent::cli::command(Language::English);
    let mut lines: Vec<String> = LINES.iter().map(|line| (*line).to_owned()).collect();
    lines.push("--help".into());
    for sub in helps.get_subcommands() {
        lines.push(format!("{} --help", sub.get_name()));
        lines.extend(sub.get_subcommands().map(|below| format!("{} {} --help", sub.get_name(), below.get_name())));
    }
    assert!(lines.len() > 25, "{lines:?}");
    for line in &lines {
        let words: Vec<&str> = line.split(' ').collect();
        let english = text(&run(dir.path(), &[&["--lang", "en"], &words[..]].concat()));
        let chinese = text(&run(dir.path(), &[&["--lang=zh"], &words[..]].concat()));
        let strange = english.lines().find(|line| line.chars().any(is_chinese) && !line.contains("--lang"));
        assert_eq!(strange, None, "{line}: {english}");
        assert!(chinese.chars().any(is_chinese), "{line}: {chinese}");
        for said in chinese.lines() {
            let strange = english_words(said);
            assert!(strange.len() < 2, "{line}: {strange:?} in {said}");
        }
        if line.ends_with("--help") || line.starts_with("outbox") {
            for said in [&english, &chinese] {
                let wide = said.lines().find(|line| width(line) > 80);
                assert_eq!(wide, None, "{line}: wider than 80 columns");
            }
        }
    }
}

/// Runs the auditors' program.
fn audit(dir: &Path, words: &[&str]) -> String {
    let mut command = Command::new(PROGRAM);
    for name in ["YICANG_LANG", "LC_ALL", "LC_MESSAGES"] {
        command.env_remove(name);
    }
    text(&command.arg("yicang-ledger").args(words).current_dir(dir).env("LANG", "C").output().unwrap())
}

/// No line of a text is of the other language, apart from those that `own` keeps for itself.
fn is_in(language: Language, line: &str, said: &str, own: impl Fn(&str) -> bool) {
    for said in said.lines().filter(|said| !own(said)) {
        match language {
            Language::English => {
                assert!(said.contains("--lang") || !said.chars().any(is_chinese), "{line}: {said}");
            }
            Language::Chinese => {
                let strange = english_words(said);
                assert!(strange.len() < 2, "{line}: {strange:?} in {said}");
            }
        }
    }
}

#[test]
fn the_auditors_program_speaks_one_language_at_a_time_and_fits_80_columns() {
    let dir = tempfile::tempdir().unwrap();
    assert!(audit(dir.path(), &["init", "log", "--origin", "log.example/a"]).contains("log.example/a+"));
    fs::write(dir.path().join("log/public/spare"), "x").unwrap();
    fs::write(dir.path().join("nothing.evidence"), "hello\n\n").unwrap();
    let key = "--key log/public/log.vkey";
    let mut lines: Vec<String> = vec![
        format!("verify log/public {key}"),
        format!("verify nowhere {key}"),
        "verify log/public --key nowhere".into(),
        "verify log/public".into(),
        "show log".into(),
        "show log 3".into(),
        "prove log --leaf 00 --out x".into(),
        "fsck log".into(),
        "fsck log/public".into(),
        format!("mirror log/public copy {key}"),
        format!("monitor log/public {key} --state watch"),
        format!("verify-evidence nothing.evidence {key}"),
        format!("verify-evidence none {key}"),
        format!("reveal nothing.evidence --public log/public {key}"),
        "witness-kye".into(),
        "--help".into(),
    ];
    for sub in yicang_ledger::cli::command(Language::English).get_subcommands() {
        lines.push(format!("{} --help", sub.get_name()));
        lines.extend(sub.get_subcommands().map(|below| format!("{} {} --help", sub.get_name(), below.get_name())));
    }
    for line in &lines {
        for language in Language::ALL {
            let words: Vec<&str> = ["--lang", language.tag()].into_iter().chain(line.split(' ')).collect();
            let said = audit(dir.path(), &words);
            // What the writer's crate says is English.
            is_in(language, line, &said, |said| said.contains("is no journal"));
            assert!(language == Language::English || said.chars().any(is_chinese), "{line}: {said}");
            if line.ends_with("--help") {
                assert_eq!(said.lines().find(|line| width(line) > 80), None, "{line}: wider than 80 columns");
            }
        }
    }
}

#[test]
fn a_bad_table_is_refused_in_the_agent_s_language() {
    let dir = agent();
    let table = "item_id,quantity,priority,due_at,colour\nMASK,\"1,20\",urgent,soon,red\nMASK,,urgent,,\n\
                 =A,2.5万,urgent,,\nMASK,-1,urgent,2020-02-01,\nＭＡＳＫ,5,urgent,,,,\n";
    fs::write(dir.path().join("bad.csv"), table).unwrap();
    fs::write(dir.path().join("stock.csv"), "item_id,quantity,expires_on\nMASK,\"1,200\",5/6/2027\nMASK,5,46357\n")
        .unwrap();
    for line in ["need --site H001 --csv bad.csv", "reserve --depot D1 --csv stock.csv", "need --site H001 --csv dir"] {
        for language in Language::ALL {
            let words: Vec<&str> = ["--lang", language.tag(), "report"].into_iter().chain(line.split(' ')).collect();
            let said = text(&run(dir.path(), &words));
            assert!(said.lines().count() > 1 || line.ends_with("dir"), "{said}");
            // A cell's own text is quoted.
            is_in(language, line, &said.replace("2.5万", "").replace("ＭＡＳＫ", ""), |_| false);
        }
    }
}

#[test]
fn the_environment_and_the_settings_choose_the_language() {
    let dir = agent();
    let spoken = |words: &[&str], language: &str| {
        let mut command = Command::new(PROGRAM);
        command.env_remove("YICANG_LANG").env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", language);
        text(&command.arg("yicang-agent").args(words).current_dir(dir.path()).output().unwrap())
    };
    assert!(spoken(&["--dir", "nowhere", "outbox"], "zh_CN.UTF-8").contains("不是上报端的文件夹"));
    // The settings of this folder name English, as `init --lang en` was called.
    fs::rename(dir.path().join("yicang-agent"), dir.path().join("here")).unwrap();
    let path = dir.path().join("here/config.toml");
    let settings = fs::read_to_string(&path).unwrap();
    assert!(settings.contains("\nlanguage = \"en\"\n"), "{settings}");
    assert!(spoken(&["--dir", "here", "outbox", "drop-refused"], "zh_CN.UTF-8").contains("cleared away"));
    fs::write(&path, settings.replace("language = \"en\"", "language = \"zh\"")).unwrap();
    assert!(spoken(&["--dir", "here", "outbox", "drop-refused"], "C").starts_with("已清除"));
    assert!(spoken(&["--dir=here", "--lang", "en", "outbox", "drop-refused"], "zh_CN").contains("cleared away"));
    let help = spoken(&["help", "report", "need"], "zh_CN.UTF-8");
    assert!(help.contains("用法：yicang-agent report need"), "{help}");
    fs::write(&path, settings.replace("language = \"en\"", "language = \"fr\"")).unwrap();
    let refused = spoken(&["--dir", "here", "outbox"], "C");
    assert!(refused.contains("language: \"fr\" is neither en (English) nor zh"), "{refused}");
}
