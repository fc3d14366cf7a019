//! The whole way through the three programs, as people use them: reports from files, a plan, a decision, orders that
//! are verified, shipping, receiving short, and a public log that other people's verifiers accept.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use base64::prelude::{BASE64_STANDARD, Engine as _};
use std::process::Output;
use yicang_tests::centre::Centre;
use yicang_tests::{SMALL, log};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

#[track_caller]
fn good(done: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}\n{err}");
    out.into_owned()
}

#[track_caller]
fn refused(done: &Output, code: i32) -> String {
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(code), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// The plan that a cycle made.
#[track_caller]
fn plan_id(said: &str) -> String {
    let number = |word: &&str| word.strip_prefix('P').is_some_and(|rest| rest.parse::<u64>().is_ok());
    said.split(|c: char| !c.is_alphanumeric()).find(number).unwrap_or_else(|| panic!("no plan id in {said}")).to_owned()
}

/// A centre that runs, with the agent's program for it.
struct Day {
    centre: Centre,
}

impl Day {
    fn begin() -> Self {
        let mut centre = Centre::masking(PROGRAM, SMALL);
        centre.start();
        Self { centre }
    }

    fn agent(&self, name: &str, args: &[&str]) -> Output {
        let dir = self.centre.beside(name);
        let mut all = vec!["--dir", dir.to_str().unwrap()];
        all.extend(args);
        self.centre.run("yicang-agent", &all)
    }

    /// `yicang-agent init` and `yicang enrol`.
    fn enrol(&self, name: &str, what: &str) {
        let dir = self.centre.dir();
        let [ca, centre_key, log_key] = ["tls/ca.pem", "keys/receipt.pub", "public/log.vkey"]
            .map(|file| dir.join(file).to_str().unwrap().to_owned());
        let address = self.centre.address();
        let args = [
            "init",
            "--agent",
            name,
            "--server",
            address,
            "--ca",
            &ca,
            "--centre-key",
            &centre_key,
            "--log-key",
            &log_key,
        ];
        let said = good(&self.agent(name, &args));
        // The key is the one word of 44 characters.
        let word = |word: &&str| word.len() == 44 && word.ends_with('=');
        let key = said.split_whitespace().find(word).unwrap_or_else(|| panic!("no key in {said}"));
        good(&self.centre.verb(&["enrol", name, "--key", key, what, name]));
    }

    /// Writes a file beside the centre.
    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.centre.beside(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn verify(&self) -> Output {
        let public = self.centre.public();
        let key = self.file("kept.vkey", std::fs::read(public.join("log.vkey")).unwrap());
        self.centre.run("yicang-ledger", &["verify", public.to_str().unwrap(), "--key", &key])
    }
}

#[test]
fn from_a_field_report_to_a_signed_public_decision() {
    let mut day = Day::begin();
    day.enrol("D1", "--depot");
    day.enrol("CAMP", "--site");
    day.enrol("CLINIC", "--site");

    // A file from Excel: BOM, CRLF. One bad row: nothing is sent, the row is named.
    let bad = "\u{feff}item_id,quantity,priority\r\nWATER,40,routine\r\nMASK,2.5,urgent\r\n";
    let bad = day.file("camp.csv", bad);
    let said = refused(&day.agent("CAMP", &["report", "need", "--site", "CAMP", "--csv", &bad]), 1);
    assert!(said.contains("row 3") && said.contains("2.5"), "{said}");
    good(&day.agent("CAMP", &["report", "need", "--site", "CAMP", "--csv", &bad, "--skip-bad"]));

    let clinic =
        ["report", "need", "--site", "CLINIC", "--item", "WATER", "--quantity", "30", "--class", "life-saving"];
    good(&day.agent("CLINIC", &clinic));
    good(&day.agent("D1", &["report", "reserve", "--depot", "D1", "--item", "WATER", "--quantity", "50"]));
    // Not in the catalogue: the centre names the fault, the outbox keeps the answer.
    let wrong = day.agent("D1", &["report", "reserve", "--depot", "D1", "--item", "GOLD", "--quantity", "5"]);
    assert!(refused(&wrong, 1).contains("GOLD"), "{wrong:?}");

    let situation = good(&day.centre.verb(&["situation"]));
    assert!(situation.contains("WATER"), "{situation}");
    let said = good(&day.centre.verb(&["plan", "--policy", "plain-units"]));
    let plan = plan_id(&said);
    let why = good(&day.centre.verb(&["explain", "CAMP/WATER"]));
    assert!(why.contains("more urgent class"), "{why}");
    assert!(good(&day.centre.verb(&["show", &plan])).contains("CAMP"));
    // Before the decision there is no order.
    assert!(!good(&day.agent("D1", &["orders"])).contains(&format!("{plan}-1")));
    good(&day.centre.verb(&["approve", &plan]));

    let orders = good(&day.agent("D1", &["orders"]));
    assert!(orders.contains(&format!("{plan}-1")) && orders.contains(&format!("{plan}-2")), "{orders}");
    assert!(!orders.contains("NOT TRUSTED"), "{orders}");
    let (camp, clinic) = (format!("{plan}-1"), format!("{plan}-2"));
    good(&day.agent("D1", &["confirm", "picked", &camp, "20"]));
    good(&day.agent("D1", &["confirm", "shipped", &camp, "20"]));
    good(&day.agent("D1", &["confirm", "shipped", &clinic, "30"]));
    let too_much = day.agent("CAMP", &["confirm", "received", &camp, "21"]);
    assert!(refused(&too_much, 1).contains("only 20 were shipped"), "{too_much:?}");
    good(&day.agent("CAMP", &["confirm", "received", &camp, "15"]));
    good(&day.agent("CLINIC", &["confirm", "received", &clinic, "30"]));
    // The clinic's need is closed; the camp lacks 40 less 15.
    let left = good(&day.centre.verb(&["plan", "--policy", "plain-units"]));
    assert!(left.contains("25"), "{left}");
    assert!(good(&day.centre.verb(&["orders", "--closed"])).contains(&camp));

    assert!(day.centre.stop().success(), "{}", day.centre.said());
    good(&day.verify());
    another_verifier_accepts(&day);
    leaves_show_no_more_than_they_should(&day);
}

/// `metamorphic-log`, which shares no code with ours, accepts checkpoint, tiles and the decision's proof file.
fn another_verifier_accepts(day: &Day) {
    let public = day.centre.public();
    let checkpoint = std::fs::read_to_string(public.join("checkpoint")).unwrap();
    let vkey = std::fs::read_to_string(public.join("log.vkey")).unwrap();
    let key = || metamorphic_log::note::VerifierKey::parse(vkey.trim()).unwrap();
    let head = metamorphic_log::checkpoint::Checkpoint::from_signed_note(&checkpoint, &[key()]).unwrap();
    let mut hashes = Vec::new();
    for tile in metamorphic_log::tile::tiles_for_size(head.size()) {
        let bytes = std::fs::read(public.join(tile.path())).unwrap();
        if tile.level() == 0 {
            hashes.extend(tile.hashes(&bytes).unwrap());
        }
    }
    assert_eq!(&metamorphic_log::tile::recompute_root(&hashes), head.root_hash());
    let leaves = log::leaves(&public);
    assert_eq!(leaves.len() as u64, head.size());
    for (leaf, hash) in leaves.iter().zip(&hashes) {
        assert_eq!(&metamorphic_log::merkle::hash_leaf(leaf.as_bytes()), hash);
    }

    let files = log::files(&public);
    let proofs: Vec<_> = files.iter().filter(|(name, _)| name.ends_with(".tlog-proof")).collect();
    assert!(!proofs.is_empty(), "the decision's proof is public");
    for (name, bytes) in proofs {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let (path, note) = text.split_once("\n\n").unwrap();
        let mut lines = path.lines();
        assert_eq!(lines.next(), Some("c2sp.org/tlog-proof@v1"), "{name}");
        let index: u64 = lines.next().unwrap().strip_prefix("index ").unwrap().parse().unwrap();
        let path: Vec<Vec<u8>> = lines.map(|line| BASE64_STANDARD.decode(line).unwrap()).collect();
        let head = metamorphic_log::checkpoint::Checkpoint::from_signed_note(note, &[key()]).unwrap();
        let leaf = &leaves[usize::try_from(index).unwrap()];
        assert!(leaf.starts_with("yicang.v1 decision\n"), "{leaf}");
        let hash = metamorphic_log::merkle::hash_leaf(leaf.as_bytes());
        metamorphic_log::verify_inclusion(index, head.size(), &hash, &path, head.root_hash()).unwrap();
    }
}

fn leaves_show_no_more_than_they_should(day: &Day) {
    let all = log::leaves(&day.centre.public()).join("\n");
    for shown in ["need-report", "reserve-report", "step-report", "enrolment", "plan", "decision", "catalogue"] {
        assert!(all.contains(&format!("yicang.v1 {shown}\n")), "{shown} is not in\n{all}");
    }
    for private in ["水", "口罩", "north", "camp,", "tent"] {
        assert!(!all.contains(private), "{private} is published");
    }
}

#[test]
fn every_flipped_byte_of_the_public_log_is_found_and_its_file_named() {
    let mut day = Day::begin();
    day.enrol("D1", "--depot");
    day.enrol("CAMP", "--site");
    good(&day.agent("D1", &["report", "reserve", "--depot", "D1", "--item", "WATER", "--quantity", "50"]));
    let need = ["report", "need", "--site", "CAMP", "--item", "WATER", "--quantity", "30", "--class", "urgent"];
    good(&day.agent("CAMP", &need));
    let said = good(&day.centre.verb(&["plan"]));
    good(&day.centre.verb(&["approve", &plan_id(&said)]));
    assert!(day.centre.stop().success());
    good(&day.verify());

    let public = day.centre.public();
    let key = std::fs::read_to_string(public.join("log.vkey")).unwrap();
    let key = yicang_tlog::LogVerifier::from_vkey(key.trim()).unwrap();
    for (name, bytes) in log::files(&public) {
        let path = public.join(&name);
        // Every byte of the ledger's formats; every fifth of the long texts, where a byte is like another. The ledger's
        // own tests flip every byte of a small log in four ways.
        let step = if bytes.len() > 600 { 5 } else { 1 };
        for at in (0..bytes.len()).step_by(step) {
            let mut spoilt = bytes.clone();
            spoilt[at] ^= 1 << (at % 8);
            std::fs::write(&path, &spoilt).unwrap();
            let findings = yicang_tests::log::findings(&public, &key);
            assert!(findings.iter().any(|finding| finding.contains(&name)), "byte {at} of {name}: {findings:#?}");
        }
        std::fs::write(&path, &bytes).unwrap();
    }
    assert_eq!(yicang_tests::log::findings(&public, &key), Vec::<String>::new());
}

/// No byte of the public folder, and so nothing that a web server hands out of it, shows any of these.
#[track_caller]
fn nothing_shows(day: &Day, hidden: &[&str]) {
    for (name, bytes) in log::files(&day.centre.public()) {
        for secret in hidden {
            let shows = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!shows, "{secret} is published in {name}");
        }
    }
}

/// The entry of this kind, once it is public.
fn entry(day: &Day, kind: &str) -> String {
    for _ in 0..500 {
        let leaves = log::leaves(&day.centre.public());
        if let Some(at) = leaves.iter().position(|leaf| leaf.starts_with(&format!("yicang.v1 {kind}\n"))) {
            return at.to_string();
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("no {kind} becomes public");
}

#[test]
fn masked_fields_open_for_whom_they_were_granted_and_for_nobody_else() {
    // Everything of the catalogue that has a name, every free text, and what lies in the depot.
    let hidden = [
        "918273645",
        "Shelf-Sentinel",
        "Tent-Sentinel",
        "13800001234",
        "Union-Sentinel",
        "Audit-Sentinel",
        "水",
        "口罩",
        "north",
        "south",
        "shelter",
    ];
    let mut day = Day::begin();
    day.enrol("D1", "--depot");
    day.enrol("CAMP", "--site");
    let stock = ["report", "reserve", "--depot", "D1", "--item", "WATER", "--quantity", "918273645"];
    good(&day.agent("D1", &[&stock[..], &["--note", "Shelf-Sentinel"]].concat()));
    let need = ["report", "need", "--site", "CAMP", "--item", "WATER", "--quantity", "30", "--class", "urgent"];
    good(&day.agent("CAMP", &[&need[..], &["--note", "Tent-Sentinel, 电话 13800001234"]].concat()));
    let (reserve, need) = (entry(&day, "reserve-report"), entry(&day, "need-report"));
    nothing_shows(&day, &hidden);

    let file = day.centre.beside("granted");
    let file = file.to_str().unwrap();
    let grant = |fields: &[&str], until: &str, file: &str| {
        let who = ["--to", "Union-Sentinel", "--reason", "Audit-Sentinel", "--until", until, "--out", file];
        day.centre.verb(&[&["disclose"], fields, &who].concat())
    };
    let key = std::fs::read_to_string(day.centre.public().join("log.vkey")).unwrap();
    let public = day.centre.public();
    let open = |file: &str| {
        day.centre.run("yicang-ledger", &["open", file, "--public", public.to_str().unwrap(), "--key", key.trim()])
    };
    // Every fault at once, and nothing is recorded or written.
    let faulty = refused(&grant(&["9999", "0/contacts", "2"], "2020-01-01T00:00:00Z", file), 1);
    for fault in ["there is no entry 9999", "entry 0 has only", "entry 2 has no masked field", "is past"] {
        assert!(faulty.contains(fault), "{fault} is not in {faulty}");
    }
    assert!(!std::path::Path::new(file).exists());

    let far = "2099-01-01T00:00:00Z";
    good(&grant(&[&reserve, &format!("{need}/note")], far, file));
    let granted = entry(&day, "grant");
    let said = good(&open(file));
    for shown in ["918273645", "Shelf-Sentinel", "Tent-Sentinel, 电话 13800001234", "Union-Sentinel", "Audit-Sentinel"]
    {
        assert!(said.contains(shown), "{shown} is not in {said}");
    }
    nothing_shows(&day, &hidden);

    // Whatever is changed in the file is refused, with a sentence that says what.
    let text = std::fs::read_to_string(file).unwrap();
    let line = text.lines().find(|line| line.starts_with(&format!("open {reserve} line.1 "))).unwrap();
    let salt = line.split(' ').nth(3).unwrap();
    let other_salt = format!("{}{}", if salt.starts_with('0') { '1' } else { '0' }, &salt[1..]);
    for (changed, says) in [
        (text.replace("OTE4MjczNjQ1", "OTk5OTk5OTk5"), "commits to another `line.1`"),
        (text.replace(salt, &other_salt), "commits to another `line.1`"),
        (text.replace(&format!("open {reserve} note"), &format!("open {need} note")), "commits to another `note`"),
        (text.replace(&format!("open {reserve} note"), "open 0 items.names"), "does not name `items.names` of entry 0"),
        (text.replace(&format!("grant {granted}\n"), &format!("grant {need}\n")), "is no grant but need-report"),
        (text.replace(&format!("grant {granted}\n"), "grant 9999\n"), "there is no entry 9999"),
        (text.replace("log localhost/", "log elsewhere/"), "and the key is that of localhost/"),
        (text.replace("open", "shut"), "opens nothing"),
    ] {
        assert_ne!(changed, text, "{says}");
        let changed = day.file("changed", changed);
        let said = refused(&open(&changed), 1);
        assert!(said.contains(says), "{says} is not in {said}");
    }
    // A grant that runs out.
    let soon = (jiff::Timestamp::now() + jiff::SignedDuration::from_secs(3)).to_string();
    let short = day.centre.beside("short");
    good(&grant(&[&reserve], &soon, short.to_str().unwrap()));
    std::thread::sleep(std::time::Duration::from_secs(4));
    assert!(refused(&open(short.to_str().unwrap()), 1).contains("ran out"));

    // Forgetting one field leaves the others, and the log as it was.
    assert!(refused(&day.centre.verb(&["forget", &need, "9999"]), 1).contains("nothing was forgotten"));
    good(&day.centre.verb(&["forget", &format!("{reserve}/line.1")]));
    let late = day.centre.beside("late");
    let late = late.to_str().unwrap();
    assert!(refused(&grant(&[&reserve], far, late), 1).contains("its salt was forgotten"));
    good(&grant(&[&format!("{reserve}/note")], far, late));
    assert!(good(&open(late)).contains("Shelf-Sentinel"));

    // Lost salts stop the start, until a backup brings them back; another centre's are not taken.
    let backup = day.centre.beside("salts-backup");
    good(&day.centre.verb(&["salts", "backup", backup.to_str().unwrap()]));
    assert!(refused(&day.centre.verb(&["salts", "restore", backup.to_str().unwrap()]), 1).contains("not overwritten"));
    assert!(day.centre.stop().success(), "{}", day.centre.said());
    let salts = day.centre.dir().join("private/salts");
    std::fs::remove_file(&salts).unwrap();
    assert!(refused(&day.centre.verb(&["serve", "--listen", "127.0.0.1:0"]), 1).contains("yicang salts restore"));
    good(&day.centre.verb(&["salts", "restore", backup.to_str().unwrap()]));
    day.centre.start();
    good(&day.centre.verb(&["plan"]));
    assert!(day.centre.stop().success(), "{}", day.centre.said());
    std::fs::remove_file(&salts).unwrap();
    let said = good(&day.centre.verb(&["salts", "regenerate"]));
    assert!(said.contains("stays masked for ever"), "{said}");
    day.centre.start();
    let gone =
        refused(&day.centre.verb(&["disclose", &need, "--to", "a", "--reason", "b", "--until", far, "--out", "x"]), 1);
    assert!(gone.contains("its salt was forgotten"), "{gone}");
    assert!(day.centre.stop().success(), "{}", day.centre.said());
    good(&day.verify());
    // What a plan was made of is public with it, or nobody could check it: what the lot held, but no name and no free
    // text.
    nothing_shows(&day, &hidden[1..]);
}

/// Beyond the freeze fence of its policy a plan may send otherwise what was approved before; what it leaves as it is
/// keeps its order, the rest is replaced, and nobody can ship what is not to be shipped. Without a fence everything
/// approved stays.
#[test]
fn approved_orders_beyond_the_freeze_fence_may_change_and_others_stay() {
    let mut day = Day::begin();
    day.enrol("D1", "--depot");
    day.enrol("CAMP", "--site");
    day.enrol("CLINIC", "--site");
    let rules = "yicang-policy 1\nname fence\nfirst-level units\nclass life-saving 5\nclass routine 1\n";
    let rules = day.file("fence.policy", format!("{rules}freeze-minutes 60\n"));
    let need = |site, class, quantity| {
        let line = ["report", "need", "--site", site, "--item", "WATER", "--class", class, "--quantity", quantity];
        good(&day.agent(site, &line));
    };
    // Makes a plan by those rules, approves it, and gives what was said of both.
    let decide = || {
        let said = good(&day.centre.verb(&["plan", "--policy", &rules]));
        let plan = plan_id(&said);
        let may_change =
            said.lines().find(|line| line.contains("orders it may change")).unwrap_or_else(|| panic!("{said}"));
        let may_change: String = may_change.chars().filter(char::is_ascii_digit).collect();
        (plan.clone(), may_change, good(&day.centre.verb(&["approve", &plan])))
    };
    let tomorrow = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24);
    let tomorrow = tomorrow.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let stock = ["report", "reserve", "--depot", "D1", "--item", "WATER", "--quantity", "50", "--available", &tomorrow];
    good(&day.agent("D1", &stock));

    need("CAMP", "routine", "40");
    let (first, may_change, said) = decide();
    assert_eq!(may_change, "0");
    assert!(said.contains("1 order released") && !said.contains("replaced"), "{said}");
    // The agent keeps the log's head, and follows the log from it.
    good(&day.agent("D1", &["orders"]));
    let head = day.centre.beside("D1").join("log.head");
    let early = std::fs::read(&head).unwrap();

    need("CLINIC", "life-saving", "30");
    let (second, may_change, said) = decide();
    assert_eq!(may_change, "1");
    assert!(said.contains("2 orders released") && said.contains("0 stay as they are and 1 are replaced"), "{said}");
    let old = format!("{first}-1");
    let open = good(&day.agent("D1", &["orders"]));
    assert!(!open.contains(&old) && open.contains(&format!("{second}-1")), "{open}");
    let all = good(&day.agent("D1", &["orders", "--closed"]));
    let line = all.lines().find(|line| line.contains(&old)).unwrap_or_else(|| panic!("{all}"));
    assert!(line.contains("replaced") && !all.contains("NOT TRUSTED"), "{all}");
    let size = |head: &[u8]| yicang_tlog::SignedHead::parse(head).unwrap().size();
    assert!(size(&early) < size(&std::fs::read(&head).unwrap()), "with the centre's proof");
    good(&day.agent("D1", &["audit", day.centre.public().to_str().unwrap()]));
    let answer = refused(&day.agent("D1", &["confirm", "shipped", &old, "40"]), 1);
    assert!(answer.contains(&format!("order {old} is replaced by decision")), "{answer}");

    // The same once more: the orders of the second plan stay, under their names.
    let (_, may_change, said) = decide();
    assert_eq!(may_change, "2");
    assert!(said.contains("0 orders released") && said.contains("2 stay as they are and 0 are replaced"), "{said}");
    // An order that is begun is nobody's to change any more, and a plan that was made before says so.
    let cycle = good(&day.centre.verb(&["plan", "--policy", &rules]));
    let late = plan_id(&cycle);
    let clinic = format!("{second}-2");
    good(&day.agent("D1", &["confirm", "picked", &clinic, "30"]));
    let answer = refused(&day.centre.verb(&["approve", &late]), 1);
    assert!(answer.contains(&format!("order {clinic}: the plan may change it, but it is picked now")), "{answer}");

    // Without a fence both stay, and the camp is told what holds the rest of its water.
    good(&day.centre.verb(&["plan", "--policy", "plain-units"]));
    let why = good(&day.centre.verb(&["explain", "CAMP/WATER"]));
    assert!(why.contains("held by an approved order"), "{why}");
    let held: Vec<_> = why.lines().filter(|line| line.contains("held by P")).map(str::trim).collect();
    assert_eq!(held, [format!("held by {clinic}: 30 litre WATER for CLINIC, picked")], "not by its own order");

    let listed = good(&day.centre.verb(&["orders", "--closed"]));
    assert!(day.centre.stop().success(), "{}", day.centre.said());
    day.centre.start();
    assert_eq!(good(&day.centre.verb(&["orders", "--closed"])), listed, "as it was, read from the journal");
    assert!(day.centre.stop().success(), "{}", day.centre.said());
    good(&day.verify());
    let decisions: Vec<_> =
        log::leaves(&day.centre.public()).into_iter().filter(|leaf| leaf.contains("yicang.v1 decision")).collect();
    let reopened: Vec<_> =
        decisions.iter().map(|leaf| leaf.lines().find(|line| line.starts_with("reopened"))).collect();
    assert_eq!(reopened, [None, Some("reopened 1"), Some("reopened 2")]);
}

/// Receipts are signed by another key from one day to the next: an agent that was told takes both, and all its reports
/// are held against the log.
#[test]
fn the_key_of_receipts_changes_and_an_agent_that_was_told_goes_on() {
    let mut day = Day::begin();
    day.enrol("CLINIC", "--site");
    let need = |item| ["report", "need", "--site", "CLINIC", "--item", item, "--quantity", "3", "--class", "urgent"];
    good(&day.agent("CLINIC", &need("WATER")));
    assert!(refused(&day.centre.verb(&["receipt-key", "activate"]), 1).contains("`yicang receipt-key prepare`"));
    let said = good(&day.centre.verb(&["receipt-key", "prepare"]));
    let line = said.lines().find_map(|line| line.split_once("every agent: ")).unwrap().1.to_owned();
    let before = day.centre.address().to_owned();
    assert!(day.centre.stop().success(), "{}", day.centre.said());
    good(&day.centre.verb(&["receipt-key", "activate"]));
    day.centre.start();

    let config = day.centre.beside("CLINIC").join("config.toml");
    let text = std::fs::read_to_string(&config).unwrap().replace(&before, day.centre.address());
    std::fs::write(&config, &text).unwrap();
    let untold = day.agent("CLINIC", &need("MASK"));
    let untold = format!("{}{}", String::from_utf8_lossy(&untold.stdout), String::from_utf8_lossy(&untold.stderr));
    assert!(untold.contains("is not signed by a centre's key"), "{untold}");
    let old = text.lines().find(|line| line.starts_with("centre_key")).unwrap();
    std::fs::write(&config, text.replace(old, &line)).unwrap();
    good(&day.agent("CLINIC", &["outbox", "send"]));
    let public = day.centre.public().to_str().unwrap().to_owned();
    let said = good(&day.agent("CLINIC", &["audit", &public]));
    assert!(said.contains("2 in the public log, 0 waiting"), "{said}");
}

#[test]
fn a_grant_changes_by_what_is_added_and_removed_and_a_coordinator_always_stays() {
    let day = Day::begin();
    day.enrol("CAMP", "--site");
    let enrol = |args: &[&str]| day.centre.verb(&[&["enrol"], args].concat());
    // Once this replaced the grant, and CAMP could not report for itself any more.
    let said = refused(&enrol(&["CAMP", "--site", "CLINIC"]), 1);
    assert!(said.contains("CAMP is enrolled already: sites CAMP. Say what is added"), "{said}");
    let said = good(&enrol(&["CAMP", "--add-site", "CLINIC", "--add-depot", "D1"]));
    assert!(said.starts_with("before  sites CAMP\nafter   depots D1; sites CAMP, CLINIC\n"), "{said}");
    let said = refused(&enrol(&["CAMP", "--remove-site", "TOWN", "--add-depot", "D1", "--remove-depot", "D1"]), 1);
    assert!(said.contains("does not report for TOWN") && said.contains("D1 is added as well"), "{said}");
    let said = good(&enrol(&["CAMP", "--remove-site", "CAMP", "--remove-depot", "D1"]));
    assert!(said.contains("\nafter   sites CLINIC\n"), "{said}");
    let said = good(&enrol(&["CAMP", "--set"]));
    assert!(said.contains("\nafter   may do nothing\n"), "{said}");
    let stranger = refused(&enrol(&["NOBODY", "--add-site", "CAMP"]), 1);
    assert!(stranger.contains("is not enrolled; enrol it first"), "{stranger}");
    assert!(refused(&enrol(&["CAMP", "--set", "--add-site", "CAMP"]), 2).contains("exclude each other"));
    // Once the second of these locked every coordinator out.
    for change in [&["coordinator", "--no-coordinator"][..], &["coordinator", "--set", "--site", "CAMP"]] {
        let said = refused(&enrol(change), 1);
        assert!(said.contains("no coordinator would be left: coordinator is the only one"), "{said}");
    }
    good(&enrol(&["CAMP", "--coordinator"]));
    let said = good(&enrol(&["coordinator", "--no-coordinator"]));
    assert!(said.contains("before  coordinator\nafter   may do nothing"), "{said}");
}

#[test]
fn the_recovery_key_enrols_a_coordinator_where_every_key_is_lost_and_that_is_public() {
    let mut day = Day::begin();
    let keys = day.centre.dir().join("keys");
    let offline = day.file("offline.key", "");
    std::fs::rename(keys.join("recovery.key"), &offline).unwrap();
    std::fs::remove_file(keys.join("coordinator.key")).unwrap();
    let lost = refused(&day.centre.verb(&["plan"]), 1);
    assert!(lost.contains("must be signed"), "{lost}");

    let new = yicang_tlog::SigningKey::generate(&mut rand_core::OsRng);
    let new_file = day.centre.beside("new.key");
    yicang_writer::keys::write_secret(&new_file, &new.to_text()).unwrap();
    let new_file = new_file.to_str().unwrap().to_owned();
    let public = new.public().to_text();
    let recovery = ["--coordinator", "recovery", "--key-file", &offline];
    let as_new = ["--coordinator", "C2", "--key-file", &new_file];
    let only = refused(&day.centre.verb(&[&["plan"][..], &recovery].concat()), 1);
    assert!(only.contains("recovery is a recovery key: it enrols coordinators, and does nothing else"), "{only}");
    good(&day.centre.verb(&[&["enrol", "C2", "--key", &public, "--coordinator"][..], &recovery].concat()));
    good(&day.centre.verb(&[&["enrol", "coordinator", "--no-coordinator"][..], &as_new].concat()));
    good(&day.centre.verb(&[&["plan"][..], &as_new].concat()));
    // Whoever steals a coordinator's key cannot take the way back away.
    let kept = refused(&day.centre.verb(&[&["enrol", "recovery", "--set"][..], &as_new].concat()), 1);
    assert!(kept.contains("only it may change which keys are recovery keys"), "{kept}");

    assert!(day.centre.stop().success(), "{}", day.centre.said());
    good(&day.verify());
    let leaves = log::leaves(&day.centre.public());
    let founding = leaves.iter().filter(|leaf| leaf.contains("agent recovery\n") && leaf.contains("recovery yes\n"));
    assert_eq!(founding.count(), 1);
    let uses = leaves.iter().filter(|leaf| leaf.contains("\ncoordinator recovery\n"));
    assert!(uses.map(|leaf| leaf.contains("agent C2\n")).eq([true]), "{leaves:#?}");
}

#[test]
fn what_the_depot_did_is_taken_and_what_does_not_fit_is_shown() {
    let day = Day::begin();
    day.enrol("D1", "--depot");
    day.enrol("CAMP", "--site");
    let count = |units: &str| {
        good(&day.agent("D1", &["report", "reserve", "--depot", "D1", "--item", "WATER", "--quantity", units]))
    };
    count("50");
    let need = ["report", "need", "--site", "CAMP", "--item", "WATER", "--quantity", "40", "--class", "urgent"];
    good(&day.agent("CAMP", &need));
    let plan = plan_id(&good(&day.centre.verb(&["plan"])));
    good(&day.centre.verb(&["approve", &plan]));
    let shown = || good(&day.centre.verb(&["situation"]));
    assert!(!shown().contains("Discrepancies"), "{}", shown());
    count("30");
    assert!(shown().contains("Discrepancies: 2\n") && shown().contains("Approved orders hold 40 of"), "{}", shown());
    count("0");
    let order = format!("{plan}-1");
    assert!(shown().contains(&format!("Order {order} is to send 40 of lot D1/WATER/-, of which nothing is there")));
    // The monitor sees it in the public log, as soon as a plan has opened the count.
    let (public, state) = (day.centre.public(), day.centre.beside("watch"));
    let (public, state) = (public.to_str().unwrap(), state.to_str().unwrap());
    let key = day.centre.log_key();
    let monitor = ["monitor", public, "--key", key.vkey(), "--state", state, "--merge-delay", "9999"];
    good(&day.centre.run("yicang-ledger", &monitor));
    good(&day.centre.verb(&["plan"]));
    let said = refused(&day.centre.run("yicang-ledger", &monitor), 1);
    assert!(
        said.contains("The field's figures do not fit together")
            && said.contains(&format!("Order {order} is to send 40 of lot")),
        "{said}"
    );
    good(&day.agent("D1", &["confirm", "picked", &order, "20"]));
    good(&day.agent("D1", &["confirm", "shipped", &order, "25"]));
    let said = shown();
    assert!(said.contains("Discrepancies: 4\n") && said.contains("where 0 were known"), "{said}");
    assert!(said.contains("but 20 were picked"), "{said}");
    let chinese = good(&day.centre.verb(&["situation", "--lang", "zh"]));
    assert!(chinese.contains("发运 25，而拣货 20"), "{chinese}");
    count("10");
    // What has a number lasts until somebody closes it.
    let listed = good(&day.centre.verb(&["discrepancy", "list"]));
    for id in listed.split_whitespace().filter(|word| word.starts_with('X')) {
        good(&day.centre.verb(&["discrepancy", "write-off", id, "--reason", "nobody can tell"]));
    }
    assert!(!shown().contains("Discrepancies"), "{}", shown());
    good(&day.centre.verb(&["plan"]));
    assert!(good(&day.centre.run("yicang-ledger", &monitor)).contains("all is well:"));
}
