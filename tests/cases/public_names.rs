//! The centre's policy says whose names everybody reads in the public log; all others stay commitments.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use yicang_tests::centre::Centre;
use yicang_tests::log::{files, findings, leaves};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

const CATALOGUE: [(&str, &str); 4] = [
    ("items.csv", "item_id,name,unit,grams\nWATER,水,升,1000\nGOWN,gown,piece,\n"),
    ("depots.csv", "depot_id,name\nD1,depot\n"),
    ("sites.csv", "site_id,name,site_kind\nCAMP,camp,shelter\nCLINIC,诊所,\n"),
    ("lanes.csv", "from,to,minutes\nD1,CAMP,60\nD1,CLINIC,30\n"),
];

/// Renames a thing.
fn rename(centre: &Centre, kind: &str, id: &str, name: &str) {
    let done = centre.verb(&[kind, "set", id, "--name", name]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// The text of an entry's public names, if it has any.
fn opened(centre: &Centre, leaf: &str) -> Option<String> {
    let hash = leaf.lines().find_map(|line| line.strip_prefix("blob names "))?;
    Some(String::from_utf8(files(&centre.public())[&format!("blob/{hash}")].clone()).unwrap())
}

#[test]
fn the_policy_says_whose_names_everybody_reads() {
    let mut centre = Centre::as_shipped(PROGRAM, &CATALOGUE);
    centre.start();
    rename(&centre, "site", "CAMP", "新营地");
    centre.stop();
    let shipped = yicang_scheduler::setup::policies::text("floor-then-class").unwrap();
    centre.plans_by(&shipped.replace("public items depots sites", "public depots"));
    centre.start();
    rename(&centre, "site", "CAMP", "营地三");
    rename(&centre, "depot", "D1", "城北库");
    centre.stop();
    assert_eq!(findings(&centre.public(), &centre.log_key()), Vec::<String>::new());
    let all = leaves(&centre.public());
    let first = opened(&centre, &all[0]).unwrap();
    for part in ["WATER\t水\t升\n", "D1\tdepot\t\n", "CLINIC\t诊所\t\n"] {
        assert!(first.contains(part), "{first}");
    }
    let changes = all.iter().filter(|leaf| leaf.starts_with("yicang.v1 catalogue-changed"));
    let [camp, masked, depot] = changes.map(|leaf| opened(&centre, leaf)).collect::<Vec<_>>().try_into().unwrap();
    assert!(camp.unwrap().ends_with("CAMP\t新营地\t\n"));
    assert_eq!(masked, None);
    assert!(depot.unwrap().ends_with("D1\t城北库\t\n"));
    let is_public =
        |word: &str| files(&centre.public()).values().any(|file| String::from_utf8_lossy(file).contains(word));
    assert!(is_public("新营地") && !is_public("营地三"));
}
