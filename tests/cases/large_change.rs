//! A catalogue with more edits than one command holds, applied from tables.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use yicang_domain::catalogue::change::EDITS_MAX;
use yicang_tests::centre::Centre;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

/// What a verb prints on both channels; it ends so.
fn said(centre: &Centre, words: &[&str], code: i32) -> String {
    let done = centre.verb(words);
    let text = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    assert_eq!(done.status.code(), Some(code), "{text}");
    text
}

fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

#[test]
fn more_edits_than_a_command_holds_are_given_in_parts_and_a_refused_part_is_gone_on_from() {
    let mut centre = Centre::empty(PROGRAM);
    centre.start();
    let folder = centre.beside("tables");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("items.csv"), "item_id,name,unit\nWATER,water,litre\n").unwrap();
    std::fs::write(folder.join("depots.csv"), "depot_id,name\nD1,first\n").unwrap();
    // With the two things before, one site more than a command has room for: the last by its id.
    let sites: String = (0..EDITS_MAX - 1).map(|n| format!("S{n},-\n")).collect();
    std::fs::write(folder.join("sites.csv"), format!("site_id,name\n{sites}")).unwrap();
    std::fs::write(folder.join("lanes.csv"), "from,to,minutes\nD1,S0,10\n").unwrap();
    said(&centre, &["site", "add", "s9999"], 0);
    let dir = folder.to_str().unwrap();
    let text = said(&centre, &["catalogue", "apply", dir], 1);
    has(&text, &["part 1 of 2 is done: 20000 edits", "part 2 of 2 is refused", "\"S9999\"", "\"s9999\""]);
    let other = format!("site_id,name\n{sites}").replace("\nS9999,", "\nT9999,");
    std::fs::write(folder.join("sites.csv"), other).unwrap();
    has(&said(&centre, &["catalogue", "apply", dir], 0), &["add site T9999 \"-\"", "2 edits are done"]);
    has(&said(&centre, &["catalogue", "diff", dir], 0), &["No edits"]);
    centre.stop();
    let public = centre.public();
    let words = ["verify", public.to_str().unwrap(), "--key", centre.log_key().vkey()].map(str::to_owned);
    let done = centre.run("yicang-ledger", &words.each_ref().map(String::as_str));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}
