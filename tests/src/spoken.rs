//! Whether what a program prints is in one language.

use crate::words::{english_words, is_chinese};
use std::path::Path;
use std::process::{Command, Output};
use yicang_language::{Language, width};

/// A catalogue of one way.
pub const CATALOGUE: [(&str, &str); 4] = [
    ("items.csv", "item_id,name,unit\nWATER,water,litre\n"),
    ("depots.csv", "depot_id,name\nD1,north\n"),
    ("sites.csv", "site_id,name\nCAMP,camp\n"),
    ("lanes.csv", "from,to,minutes\nD1,CAMP,30\n"),
];

/// Each is no policy, for another reason.
pub const NO_POLICIES: &[&str] = &[
    "HELLO\n",
    "yicang-policy 1\nname x\nfirst-level steps\nsteps 101\n",
    "yicang-policy 1\nname x\nfirst-level steps\nsteps 2\nclass urgent 1\n",
    "yicang-policy 1\nname x\nfirst-level most\nclass urgent 1\n",
    "yicang-policy 1\nname x\nname y\n",
    "yicang-policy 1\nname x\nclass urgent 0\n",
    "yicang-policy 1\nname x\nclass urgent -1\n",
    "yicang-policy 1\nname x\nclass urgent\n",
    "yicang-policy 1\nname x\ncolour red\n",
    "yicang-policy 1\nname x y\n",
    "yicang-policy 1\nname x\nfirst-level units\nclass urgent 1\nsteps 2\n",
    "yicang-policy 1\nname x\nfirst-level units\nclass urgent 1\nspeed-kmh 2\n",
    "yicang-policy 1\nname x\nfirst-level steps\nsteps 100\nsub-steps 21\nfloor-percent 0\nclass urgent 1\n",
];

/// Runs one of the three programs in a folder, where nothing names a language.
pub fn run(binary: &str, program: &str, dir: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(binary);
    for name in ["YICANG_LANG", "LC_ALL", "LC_MESSAGES"] {
        command.env_remove(name);
    }
    command.arg(program).args(words).current_dir(dir).env("LANG", "C").output().unwrap()
}

/// All that it printed.
#[must_use]
pub fn text(done: &Output) -> String {
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// No line of a text is of the other language.
pub fn is_in(language: Language, line: &str, said: &str) {
    for said in said.lines() {
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

/// Command lines, and the help of a program and of everything below it.
#[must_use]
pub fn with_helps(lines: &[&str], program: &clap::Command) -> Vec<String> {
    let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    lines.push("--help".into());
    for sub in program.get_subcommands() {
        lines.push(format!("{} --help", sub.get_name()));
        lines.extend(sub.get_subcommands().map(|below| format!("{} {} --help", sub.get_name(), below.get_name())));
    }
    assert!(lines.len() > 25, "{lines:?}");
    lines
}

/// Runs each line in both languages. Help, and the lines that `narrow` names, are at most 80 columns wide.
pub fn speaks_one_language(lines: &[String], narrow: &dyn Fn(&str) -> bool, run: &dyn Fn(&[&str]) -> Output) {
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        let english = text(&run(&[&["--lang", "en"], &words[..]].concat()));
        let chinese = text(&run(&[&["--lang=zh"], &words[..]].concat()));
        let strange = english.lines().find(|line| line.chars().any(is_chinese) && !line.contains("--lang"));
        assert_eq!(strange, None, "{line}: {english}");
        assert!(chinese.chars().any(is_chinese), "{line}: {chinese}");
        for said in chinese.lines() {
            let strange = english_words(said);
            assert!(strange.len() < 2, "{line}: {strange:?} in {said}");
        }
        if line.ends_with("--help") || narrow(line) {
            for said in [&english, &chinese] {
                let wide = said.lines().find(|line| width(line) > 80);
                assert_eq!(wide, None, "{line}: wider than 80 columns");
            }
        }
    }
}
