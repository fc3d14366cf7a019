//! The catalogue of a running centre changes, by single edits and by tables that go out and come back; auditors follow,
//! and a change that nobody signed is named.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::BTreeMap;
use std::path::Path;
use yicang_domain::events::{Entry, Face};
use yicang_proto::v1;
use yicang_tests::centre::Centre;
use yicang_tests::log::{files, leaves};
use yicang_tests::mouth::{Mouth, need, reserve};
use yicang_tlog::{Hash, parse_hex, sha256};
use yicang_writer::{Ledger, Record, keys};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

const CATALOGUE: [(&str, &str); 4] = [
    ("items.csv", "item_id,name,unit,grams\nWATER,水,升,1000\nGOWN,gown,piece,\n"),
    ("depots.csv", "depot_id,name\nD1,depot\n"),
    ("sites.csv", "site_id,name,site_kind\nCAMP,camp,shelter\nCLINIC,诊所,\n"),
    ("lanes.csv", "from,to,minutes\nD1,CAMP,60\nD1,CLINIC,30\n"),
];

/// What a verb prints on both channels, and its exit code.
fn said(centre: &Centre, words: &[&str]) -> (Option<i32>, String) {
    let done = centre.verb(words);
    let text = [done.stdout, done.stderr].concat();
    (done.status.code(), String::from_utf8(text).unwrap())
}

fn good(centre: &Centre, words: &[&str]) -> String {
    let (code, text) = said(centre, words);
    assert_eq!(code, Some(0), "{words:?}: {text}");
    text
}

fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

async fn report(centre: &Centre, mouth: &mut Mouth, body: v1::report::Body) {
    let draft = mouth.draft(body);
    let report = Some(mouth.sign(&draft));
    centre.field().await.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
}

fn replace(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from:?} is not in:\n{text}");
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

fn verify(centre: &Centre, public: &Path) -> (Option<i32>, String) {
    let words = ["verify", public.to_str().unwrap(), "--key", centre.log_key().vkey()].map(str::to_owned);
    let done = centre.run("yicang-ledger", &words.each_ref().map(String::as_str));
    (done.status.code(), String::from_utf8(done.stdout).unwrap())
}

fn verified(centre: &Centre) -> String {
    let (code, text) = verify(centre, &centre.public());
    assert_eq!(code, Some(0), "{text}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_go_out_and_come_back_and_what_both_sides_changed_is_settled_first() {
    let mut centre = Centre::init(PROGRAM, &CATALOGUE);
    centre.start();
    let folder = centre.beside("tables");
    let dir = folder.to_str().unwrap();
    has(&good(&centre, &["catalogue", "export", dir]), &["catalogue of record 0", "yicang catalogue diff"]);
    assert_eq!(std::fs::read_to_string(folder.join("lanes.csv")).unwrap().lines().count(), 3);
    has(&good(&centre, &["catalogue", "diff", dir]), &["No edits: the centre has all of it."]);
    has(&good(&centre, &["catalogue", "apply", dir]), &["No edits"]);
    let (code, text) = said(&centre, &["catalogue", "export", dir]);
    assert!(code == Some(1) && text.contains("is there already; export to another folder"), "{text}");

    // Here a site is new, one has another name, and one is gone; at the centre somebody changes two things meanwhile.
    replace(
        &folder.join("sites.csv"),
        "CAMP,camp,shelter,\n",
        "CAMP,north camp,shelter,\nH9,第九医院,hospital,江岸区\n",
    );
    replace(&folder.join("lanes.csv"), "D1,CLINIC,30,,,\n", "D1,H9,20,,,\n");
    replace(&folder.join("sites.csv"), "CLINIC,诊所,,\n", "");
    good(&centre, &["site", "set", "CAMP", "--district", "X"]);
    good(&centre, &["item", "add", "TEA", "--name", "tea", "--unit", "kg", "--pack", "10"]);
    let (code, text) = said(&centre, &["catalogue", "diff", dir]);
    assert_eq!(code, Some(1), "{text}");
    has(
        &text,
        &["1 conflict: ", "site CAMP kind=shelter \"north camp\"", "now: site CAMP kind=shelter district=X \"camp\""],
    );
    has(
        &text,
        &[
            "add site H9 kind=hospital district=江岸区 \"第九医院\"",
            "retire site CLINIC",
            "retire lane D1 CLINIC",
            "4 edits",
        ],
    );
    assert!(text.find("conflict") < text.find("add site H9"), "conflicts come first: {text}");
    let before = good(&centre, &["situation", "--text"]);
    let (code, text) = said(&centre, &["catalogue", "apply", dir]);
    assert_eq!(code, Some(1), "{text}");
    has(&text, &["1 conflict is not settled, and nothing was applied", "--theirs \"site CAMP\""]);
    let lanes =
        |text: &str| text.lines().filter(|line| line.starts_with("lane ")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lanes(&good(&centre, &["situation", "--text"])), lanes(&before));
    let (code, text) = said(&centre, &["catalogue", "apply", dir, "--mine", "lane D1/CAMP"]);
    assert!(code == Some(2) && text.contains("lane D1 CAMP is in no conflict"), "{text}");
    let text = good(&centre, &["catalogue", "apply", dir, "--theirs", "site CAMP"]);
    has(&text, &["4 edits are done", "Before the next changes, export anew."]);
    has(&good(&centre, &["catalogue", "diff", dir, "--theirs", "site CAMP"]), &["No edits"]);

    // What was applied is planned for.
    let mut agent = Mouth::new("A");
    centre.enrol(&agent, &["D1"], &["H9"]).await;
    report(&centre, &mut agent, reserve("D1", "WATER", 40)).await;
    report(&centre, &mut agent, need("H9", "WATER", "urgent", 25)).await;
    has(&good(&centre, &["plan"]), &["plan"]);
    has(&good(&centre, &["show", "--text"]), &["ship D1 WATER - H9 25"]);
    let second = centre.beside("second");
    good(&centre, &["catalogue", "export", second.to_str().unwrap()]);
    replace(&second.join("exported/items.csv"), "TEA,tea", "TEA,cha");
    let (code, text) = said(&centre, &["catalogue", "diff", second.to_str().unwrap()]);
    assert!(code == Some(1) && text.contains("is not what was exported"), "{text}");
    replace(&folder.join("items.csv"), "WATER,水,升,1000", "WATER,水,升,-1");
    let (code, text) = said(&centre, &["catalogue", "diff", dir, "--theirs", "site CAMP"]);
    assert!(code == Some(2) && text.contains("items.csv, row 3, column grams"), "{text}");
    let chinese = good(&centre, &["--lang", "zh", "site", "set", "CAMP", "--kind", "none"]);
    has(&chinese, &["已完成：set site CAMP district=X（记录 "]);
    centre.stop();
    verified(&centre);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_centre_begins_empty_and_is_filled_by_tables() {
    let mut centre = Centre::empty(PROGRAM);
    centre.start();
    let folder = centre.beside("tables");
    std::fs::create_dir(&folder).unwrap();
    for (name, text) in CATALOGUE {
        std::fs::write(folder.join(name), text).unwrap();
    }
    std::fs::write(folder.join("pools.csv"), "pool_id,departs,grams\nNIGHT,每天 18:00,5000\n").unwrap();
    let text = good(&centre, &["catalogue", "apply", folder.to_str().unwrap()]);
    has(&text, &["was not exported", "add pool NIGHT departs=daily@18:00 grams=5000", "8 edits are done"]);
    let mut agent = Mouth::new("A");
    centre.enrol(&agent, &["D1"], &["CAMP"]).await;
    report(&centre, &mut agent, reserve("D1", "WATER", 40)).await;
    report(&centre, &mut agent, need("CAMP", "WATER", "urgent", 25)).await;
    centre.plan_and_approve("floor-then-class").await;
    has(&good(&centre, &["orders"]), &["25"]);
    centre.stop();
    verified(&centre);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_single_edit_is_a_word_of_the_command_line() {
    let mut centre = Centre::init(PROGRAM, &CATALOGUE);
    centre.start();
    for (words, edit) in [
        ("item add TEA --name tea --unit kg --grams 1.5 --pack 10", "add item TEA grams=1.5 pack=10"),
        ("item set TEA --grams none --millilitres 3", "set item TEA millilitres=3 pack=10"),
        ("depot add D2 --name second --at=-30.5,114.25", "add depot D2 -30.5 114.25"),
        ("depot set D2 --at none", "set depot D2"),
        ("site add H1 --kind clinic --district X --at 30,114", "add site H1 kind=clinic district=X 30 114"),
        ("site set H1 --kind none", "set site H1 district=X 30 114"),
        ("pool add NIGHT --departs=daily@18:00 --grams 5000", "add pool NIGHT departs=daily@18:00 grams=5000"),
        ("pool set NIGHT --departs none", "set pool NIGHT grams=5000"),
        ("lane add D2 H1 --minutes 50 --pool NIGHT --capacity 9", "add lane D2 H1 50 capacity=9 pool=NIGHT"),
        ("lane set D2 H1 --pool none --cost 2", "set lane D2 H1 50 cost=2 capacity=9"),
        ("substitute add WATER TEA --ratio 4/2", "add substitute WATER TEA ratio=2/1"),
        ("substitute set WATER TEA --penalty 3", "set substitute WATER TEA ratio=2/1 penalty=3"),
        ("item add KIT --unit kit", "add item KIT"),
        ("kit add KIT TEA --units 2", "add kit KIT TEA 2"),
        ("kit set KIT TEA --units 3", "set kit KIT TEA 3"),
        ("protected add D1 WATER --quantity 5", "add protect D1 WATER 5"),
        ("protected set D1 WATER --quantity 6", "set protect D1 WATER 6"),
        ("protected retire D1 WATER", "retire protect D1 WATER"),
        ("kit retire KIT TEA", "retire kit KIT TEA"),
        ("substitute retire WATER TEA", "retire substitute WATER TEA"),
        ("lane retire D2 H1", "retire lane D2 H1"),
        ("pool retire NIGHT", "retire pool NIGHT"),
        ("site retire H1", "retire site H1"),
        ("depot retire D2", "retire depot D2"),
        ("item retire TEA", "retire item TEA"),
    ] {
        let words: Vec<_> = words.split(' ').collect();
        has(&good(&centre, &words), &[&format!("Done: {edit} (record ")]);
    }
    for (words, code, part) in [
        ("item add TEA", 1, "item TEA was retired, and an id is never given again"),
        ("site set H7 --kind clinic", 1, "site H7 is not in the catalogue"),
        ("lane add D1 H7 --minutes 5", 1, "lane D1 H7 names site H7, which would not be there"),
        ("lane add D1 H7", 2, "--minutes is missing"),
        ("kit add KIT WATER", 2, "--units is missing"),
        ("pool add P --departs noon", 2, "is no departure"),
        ("site add H8 --at 91,0", 2, "is no place"),
        ("site add two;words", 2, "an id has no"),
    ] {
        let (is, text) = said(&centre, &words.split(' ').collect::<Vec<_>>());
        assert_eq!(is, Some(code), "{words}: {text}");
        has(&text, &[part]);
    }
    // A closed road, until it is opened.
    let mut agent = Mouth::new("A");
    centre.enrol(&agent, &["D1"], &["CAMP"]).await;
    report(&centre, &mut agent, reserve("D1", "WATER", 40)).await;
    report(&centre, &mut agent, need("CAMP", "WATER", "urgent", 25)).await;
    good(
        &centre,
        &["lane", "close", "D1", "CAMP", "--reason", "bridge under water", "--until", "2099-01-01T00:00:00Z"],
    );
    good(&centre, &["plan"]);
    let told = good(&centre, &["explain", "CAMP/WATER"]);
    has(&told, &["LANE_CLOSED", "lane D1 -> CAMP is closed from ", "until 2099-01-01", "bridge under water"]);
    has(
        &good(&centre, &["--lang", "zh", "explain", "CAMP/WATER"]),
        &["运输通道 D1 -> CAMP 自 ", "封闭：bridge under water"],
    );
    good(&centre, &["lane", "open", "D1", "CAMP"]);
    centre.plan_and_approve("floor-then-class").await;
    has(&good(&centre, &["orders"]), &["25"]);
    let (code, text) = said(&centre, &["lane", "retire", "D1", "CAMP"]);
    assert!(code == Some(1) && text.contains("lane D1 CAMP still has open orders: P"), "{text}");
    centre.stop();
    centre.start();
    has(&good(&centre, &["situation", "--text"]), &["lane D1 CAMP 60\n"]);
    centre.stop();
    verified(&centre);
}

#[tokio::test(flavor = "multi_thread")]
async fn centres_of_earlier_programs_go_on_with_changes() {
    for version in 1..=3 {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/centre-of-version-{version}"));
        let mut centre = Centre::copied(PROGRAM, &folder);
        centre.start_with(&["--clock-is-right"]);
        good(&centre, &["item", "add", "TEA", "--unit", "kg"]);
        good(&centre, &["site", "add", "NEW-SITE", "--name", "新址", "--district", "X"]);
        good(&centre, &["lane", "add", "D1", "NEW-SITE", "--minutes", "10"]);
        let log = centre.log_key().name().to_owned();
        let mut agent = Mouth::new("NEW").for_log(&log);
        centre.enrol(&agent, &["D1"], &["NEW-SITE"]).await;
        report(&centre, &mut agent, reserve("D1", "TEA", 40)).await;
        report(&centre, &mut agent, need("NEW-SITE", "TEA", "urgent", 25)).await;
        centre.plan_and_approve("floor-then-class").await;
        good(&centre, &["lane", "close", "D1", "NEW-SITE", "--reason", "snow"]);
        good(&centre, &["plan"]);
        has(&good(&centre, &["show", "--text"]), &["yicang-plan"]);
        assert!(centre.stop().success(), "{}", centre.said());
        centre.start();
        has(&good(&centre, &["situation", "--text"]), &["lane D1 NEW-SITE 10 closed\n"]);
        centre.stop();
        verified(&centre);
    }
}

/// The honest log with some entries changed, published by all keys of the centre in a folder of this name.
fn published(centre: &Centre, name: &str, entries: &[String], more: &[Vec<u8>]) -> (Option<i32>, String) {
    let folder = centre.beside(name);
    for (file, bytes) in files(&centre.dir()).into_iter().filter(|(file, _)| file.starts_with("keys/")) {
        std::fs::create_dir_all(folder.join("keys")).unwrap();
        std::fs::write(folder.join(&file), bytes).unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(folder.join(&file), std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
    // The key has not signed anything in this folder.
    let _ = std::fs::remove_file(folder.join("keys/log.signed"));
    let honest = files(&centre.public()).into_iter();
    let blob = |(name, bytes): (String, Vec<u8>)| Some((parse_hex(name.strip_prefix("blob/")?)?, bytes));
    let mut all: BTreeMap<Hash, Vec<u8>> = honest.filter_map(blob).collect();
    all.extend(more.iter().map(|blob| (sha256(blob), blob.clone())));
    let mut ledger = Ledger::open(&folder, keys::load(&folder).unwrap()).unwrap();
    let record = |entry: &String| {
        let named = yicang_tlog::Leaf::attachments(entry.as_bytes()).unwrap_or_default();
        let blobs = named.iter().map(|hash| all[hash].clone()).collect();
        Record { leaf: entry.clone().into_bytes(), body: Vec::new(), blobs }
    };
    let records = entries.iter().map(record).collect();
    assert!(ledger.append(vec![records])[0].is_ok());
    ledger.publish().unwrap();
    verify(centre, &folder.join("public"))
}

/// The text of an entry's public names.
fn blob_of(centre: &Centre, leaf: &str) -> String {
    let hash = leaf.lines().find_map(|line| line.strip_prefix("blob names ")).unwrap();
    String::from_utf8(files(&centre.public())[&format!("blob/{hash}")].clone()).unwrap()
}

#[test]
fn the_policy_says_whose_names_everybody_reads() {
    let mut centre = Centre::as_shipped(PROGRAM, &CATALOGUE);
    centre.start();
    good(&centre, &["site", "set", "CAMP", "--name", "新营地"]);
    centre.stop();
    let shipped = std::fs::read_to_string("../scheduler/policies/floor-then-class.policy").unwrap();
    centre.plans_by(&shipped.replace("public items depots sites", "public depots"));
    centre.start();
    good(&centre, &["site", "set", "CAMP", "--name", "营地三"]);
    good(&centre, &["depot", "set", "D1", "--name", "城北库"]);
    centre.stop();
    verified(&centre);
    let all = leaves(&centre.public());
    let first = blob_of(&centre, &all[0]);
    has(&first, &["WATER\t水\t升\n", "D1\tdepot\t\n", "CLINIC\t诊所\t\n"]);
    let changed: Vec<_> = all.iter().filter(|leaf| leaf.starts_with("yicang.v1 catalogue-changed")).collect();
    assert!(blob_of(&centre, changed[0]).ends_with("CAMP\t新营地\t\n"));
    assert!(!changed[1].contains("blob names"), "{}", changed[1]);
    assert!(blob_of(&centre, changed[2]).ends_with("D1\t城北库\t\n"));
    let is_public =
        |word: &str| files(&centre.public()).values().any(|file| String::from_utf8_lossy(file).contains(word));
    assert!(is_public("新营地") && !is_public("营地三"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_nobody_made_so_is_named() {
    let mut centre = Centre::init(PROGRAM, &CATALOGUE);
    centre.start();
    let mut agent = Mouth::new("A");
    centre.enrol(&agent, &["D1"], &["CAMP"]).await;
    report(&centre, &mut agent, reserve("D1", "WATER", 40)).await;
    report(&centre, &mut agent, need("CAMP", "WATER", "urgent", 25)).await;
    good(&centre, &["site", "set", "CAMP", "--name", "新营地"]);
    good(&centre, &["lane", "set", "D1", "CAMP", "--minutes", "75"]);
    good(&centre, &["plan"]);
    centre.stop();
    verified(&centre);
    let honest = leaves(&centre.public());
    let at = honest.iter().rposition(|leaf| leaf.starts_with("yicang.v1 catalogue-changed")).unwrap();
    let faces: Vec<_> = honest.iter().map(|leaf| Entry::from_text(leaf).unwrap()).collect();
    let Face::CatalogueChanged(face) = &faces[at].face else { panic!("{}", honest[at]) };
    assert_eq!((face.from, face.edits, published(&centre, "honest", &honest, &[]).0), (at as u64 - 1, 1, Some(0)));
    let with = |entry: usize, change: &dyn Fn(&str) -> String| {
        let mut entries = honest.clone();
        entries[entry] = change(&entries[entry]);
        entries
    };
    let other = b"yicang-catalogue-change 1\nset lane D1 CAMP 5\n".to_vec();
    let hex = yicang_tlog::hex;
    let other_text = with(at, &|leaf| leaf.replacen(&hex(&face.text), &hex(&sha256(&other)), 1));
    let both = with(at, &|leaf| leaf.replace(&hex(&face.text), &hex(&sha256(&other))));
    let from = with(at, &|leaf| leaf.replacen(&format!("from {}", face.from), "from 0", 1));
    // In the place of the change, something that changes nothing.
    let time = faces[at].time;
    let dropped = with(at, &|_| format!("yicang.v1 clock\ntime {time}\nclock {time}\n"));
    let plan = honest.len() - 1;
    let names = |leaf: &str| {
        let line = leaf.lines().find(|line| line.starts_with("masked sites.names")).unwrap().to_owned();
        leaf.replacen(&line, &format!("masked sites.names {}", "07".repeat(32)), 1)
    };
    let opened = blob_of(&centre, &honest[at - 1]);
    let renamed = opened.replace("新营地", "旧营地").into_bytes();
    let other_names = with(at - 1, &|leaf| leaf.replace(&hex(&sha256(opened.as_bytes())), &hex(&sha256(&renamed))));
    for (name, entries, entry, part) in [
        ("opened", other_names, at - 1, "are not those that the entry commits to"),
        ("other", other_text, at, "is for change-sha256"),
        ("signed", both, at, "is not what coordinator has signed"),
        ("from", from, at, "changes the catalogue of entry 0, and it was that of entry"),
        ("names", with(at - 1, &names), at - 1, "is not what coordinator has signed"),
        ("dropped", dropped, plan, "says of the lane D1-CAMP: 75; what was reported is: 60"),
    ] {
        let (code, text) = published(&centre, name, &entries, &[other.clone(), renamed.clone()]);
        assert_eq!(code, Some(1), "{name}: {text}");
        let is_it = |line: &str| line.contains(&format!("entry {entry}")) && line.contains(part);
        assert!(text.lines().any(is_it), "{name}: entry {entry}, {part:?} is not in:\n{text}");
    }
}
