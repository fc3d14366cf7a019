//! What a shell is given to complete words with: the script, and the words that the program answers.

use crate::field::Field;
use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-agent");

#[test]
fn the_script_of_each_shell_asks_the_program() {
    let field = Field::with_agent();
    for shell in ["bash", "zsh", "fish"] {
        let (code, script) = field.run(&format!("completion {shell}"));
        assert!(
            code == 0 && script.contains("YICANG_COMPLETE") && script.contains("yicang-agent"),
            "{shell}: {script}"
        );
    }
    assert_eq!(field.run("completion tcsh").0, 2);
}

/// The words that a shell is answered for the last of these.
fn words(field: &Field, line: &[&str]) -> Vec<String> {
    let dir = field.path("agent").display().to_string();
    let typed = ["yicang-agent", "--dir", &dir].into_iter().chain(line.iter().copied()).collect::<Vec<_>>();
    let mut asked = Command::new(PROGRAM);
    asked.env("YICANG_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", (typed.len() - 1).to_string());
    asked.env("_CLAP_IFS", "\n").env("_CLAP_COMPLETE_SPACE", "true").arg("--").args(typed);
    let done = asked.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn items_and_places_come_from_the_kept_catalogue_by_id_and_by_name() {
    let field = Field::with_catalogue(&[("D1", "一号库")], &[("H1", "第一医院"), ("H2", "第二医院")]);
    let need = ["report", "need", "--item"];
    let item = |begun: &str| words(&field, &[&need[..], &[begun]].concat());
    assert_eq!(item("RE"), [""; 0], "nothing is known yet");
    assert_eq!(field.run("catalogue").0, 0);
    assert_eq!(item("RE"), ["RESP_N95"]);
    assert_eq!(item("resp"), ["RESP_N95"], "case does not count");
    assert_eq!(item("N95"), ["N95口罩", "N95"]);
    assert_eq!(item("医用"), ["医用外科口罩", "医用防护口罩"]);
    assert_eq!(words(&field, &["needs", "--site", "H"]), ["H1", "H2"]);
    assert_eq!(words(&field, &["stock", "--depot", ""]), ["D1", "一号库"]);
    assert_eq!(words(&field, &["cata"]), ["catalogue"]);
}
