//! An operator who holds every key of the centre and lies: he publishes a log of his own, well signed, with one thing
//! changed. Each lie is named by `verify`, `monitor` and `mirror`; the honest log has none.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::BTreeMap;
use std::path::Path;
use yicang_domain::events::command::Commanded;
use yicang_domain::events::openings::Openings;
use yicang_domain::events::{Entry, Face};
use yicang_domain::{Policy, SecondLevel, Situation};
use yicang_proto::v1;
use yicang_tests::centre::Centre;
use yicang_tests::log::{files, leaves};
use yicang_tests::mouth::{Mouth, need, reserve, step};
use yicang_tlog::{Hash, LogVerifier, SigningKey, hex, parse_hex, sha256};
use yicang_writer::{Ledger, Record, keys};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

const CATALOGUE: [(&str, &str); 4] = [
    ("items.csv", "item_id,name,unit\nWATER,water,L\nGOWN,gown,piece\n"),
    ("depots.csv", "depot_id,name\nD1,depot\n"),
    ("sites.csv", "site_id,name\nCAMP,camp\nCLINIC,clinic\n"),
    ("lanes.csv", "depot_id,site_id,minutes\nD1,CAMP,60\nD1,CLINIC,30\n"),
];

/// An honest log, and what its operator has.
struct Log {
    centre: Centre,
    entries: Vec<Entry>,
    blobs: BTreeMap<Hash, Vec<u8>>,
    coordinator: SigningKey,
}

/// Entries of the honest log.
const CATALOGUE_ENTRY: usize = 0;
const CAMP_NEED: usize = 6;
const CLINIC_NEED: usize = 7;
const RESERVE: usize = 8;
const PLAN: usize = 9;
const DECISION: usize = 10;
const SHIPPED: usize = 11;
const SECOND_PLAN: usize = 12;

impl Log {
    /// Two needs, a reserve, a plan that is decided, a step, and another plan.
    async fn honest() -> Self {
        let mut centre = Centre::init(PROGRAM, &CATALOGUE);
        centre.start();
        let (mut depot, mut camp, mut clinic) = (Mouth::new("A-D1"), Mouth::new("A-CAMP"), Mouth::new("A-CLINIC"));
        centre.enrol(&depot, &["D1"], &[]).await;
        centre.enrol(&camp, &[], &["CAMP"]).await;
        centre.enrol(&clinic, &[], &["CLINIC"]).await;
        let mut field = centre.field().await;
        let v1::report::Body::Reserve(mut lots) = reserve("D1", "WATER", 40) else { panic!("a reserve") };
        let gowns = v1::ReserveLine { item_id: "GOWN".into(), lot_id: "L1".into(), quantity: 9, ..Default::default() };
        lots.lines.push(v1::ReserveLine { earmark_site_ids: vec!["CLINIC".into()], ..gowns });
        for (mouth, body) in [
            (&mut camp, need("CAMP", "WATER", "routine", 30)),
            (&mut clinic, need("CLINIC", "WATER", "urgent", 25)),
            (&mut depot, v1::report::Body::Reserve(lots)),
        ] {
            let draft = mouth.draft(body);
            let report = Some(mouth.sign(&draft));
            field.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
        }
        centre.plan_and_approve("floor-then-class").await;
        let draft = depot.draft(step(&format!("P{PLAN}-1"), v1::Step::Shipped, 5));
        let report = Some(depot.sign(&draft));
        field.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
        assert!(centre.verb(&["plan"]).status.success());
        centre.stop();
        let public = centre.public();
        let entries = leaves(&public).iter().map(|leaf| Entry::from_text(leaf).unwrap()).collect();
        let blob = |(name, bytes): (String, Vec<u8>)| Some((parse_hex(name.strip_prefix("blob/")?)?, bytes));
        let blobs = files(&public).into_iter().filter_map(blob).collect();
        let key = std::fs::read_to_string(centre.dir().join("keys/coordinator.key")).unwrap();
        Self { centre, entries, blobs, coordinator: SigningKey::from_text(&key).unwrap() }
    }

    fn name(&self) -> &str {
        "localhost/yicang"
    }

    fn text(&self, hash: &Hash) -> String {
        String::from_utf8(self.blobs[hash].clone()).unwrap()
    }

    /// Publishes entries as the whole log, in a folder of this name, with every key of the centre.
    fn publish(&self, name: &str, entries: &[String], more: &[Vec<u8>]) -> (std::path::PathBuf, LogVerifier) {
        let folder = self.centre.beside(name);
        for (file, bytes) in files(&self.centre.dir()).into_iter().filter(|(file, _)| file.starts_with("keys/")) {
            std::fs::create_dir_all(folder.join("keys")).unwrap();
            std::fs::write(folder.join(&file), bytes).unwrap();
            private(&folder.join(file));
        }
        // The key has not signed anything in this folder.
        let _ = std::fs::remove_file(folder.join("keys/log.signed"));
        let mut ledger = Ledger::open(&folder, keys::load(&folder).unwrap()).unwrap();
        let all: BTreeMap<Hash, Vec<u8>> =
            self.blobs.clone().into_iter().chain(more.iter().map(|blob| (sha256(blob), blob.clone()))).collect();
        let record = |entry: &String| {
            let named = yicang_tlog::Leaf::attachments(entry.as_bytes()).unwrap_or_default();
            let blobs = named.iter().map(|hash| all[hash].clone()).collect();
            Record { leaf: entry.clone().into_bytes(), body: Vec::new(), blobs }
        };
        let records = entries.iter().map(record).collect();
        assert!(ledger.append(vec![records])[0].is_ok());
        ledger.publish().unwrap();
        (folder.join("public"), ledger.verifier().clone())
    }

    /// What `verify`, `monitor` and `mirror` say, with their exit codes.
    fn said(&self, name: &str, entries: &[String], more: &[Vec<u8>]) -> [(Option<i32>, String); 3] {
        let (public, key) = self.publish(name, entries, more);
        let (public, state) = (public.to_str().unwrap(), self.centre.beside(&format!("{name}-watch")));
        let verify = ["verify", public, "--key", key.vkey()];
        let monitor =
            ["monitor", public, "--key", key.vkey(), "--state", state.to_str().unwrap(), "--merge-delay", "9999"];
        let copy = self.centre.beside(&format!("{name}-copy"));
        let mirror = ["mirror", public, copy.to_str().unwrap(), "--key", key.vkey()];
        [&verify[..], &monitor[..], &mirror[..]].map(|words| {
            let done = self.centre.run("yicang-ledger", words);
            (done.status.code(), String::from_utf8(done.stdout).unwrap())
        })
    }

    fn texts(&self) -> Vec<String> {
        self.entries.iter().map(Entry::to_text).collect()
    }

    /// The coordinator's own signature over a command's face: the operator has his key, too.
    fn sign(&self, by: &mut Commanded) {
        let bytes = by.signed_bytes(self.name(), &Vec::new()).unwrap();
        by.signature = Some(self.coordinator.sign(yicang_domain::events::command::CONTEXT, &bytes));
    }

    /// The log up to its decision, where the plan is made of another situation, and everything else fits: a lawful plan
    /// of it, the draw, openings, and both commands signed anew.
    fn planned_from(
        &self,
        change: impl Fn(&mut Situation),
        open: impl Fn(&mut Openings),
    ) -> (Vec<String>, Vec<Vec<u8>>) {
        let (Face::Planned(mut planned), Face::Decided(mut decided)) =
            (self.entries[PLAN].face.clone(), self.entries[DECISION].face.clone())
        else {
            panic!("a plan and its decision")
        };
        let mut situation = Situation::from_text(&self.text(&planned.texts.situation)).unwrap();
        change(&mut situation);
        let policy = Policy::from_text(&self.text(&planned.texts.policy)).unwrap();
        let plan = yicang_planner::plan(&situation, &policy, SecondLevel::Minutes).unwrap().plan;
        let mut openings = Openings::from_text(&self.text(&planned.looked.unwrap().openings)).unwrap();
        open(&mut openings);
        let blobs = [situation.to_text(), plan.to_text(), openings.to_text()].map(String::into_bytes);
        planned.texts.situation = sha256(&blobs[0]);
        planned.texts.plan = sha256(&blobs[1]);
        planned.looked.as_mut().unwrap().openings = sha256(&blobs[2]);
        planned.looked.as_mut().unwrap().now = situation.now;
        self.sign(&mut planned.by);
        decided.texts = planned.texts;
        decided.orders = plan.shipments.len();
        let asked = decided.by.asked.as_mut().unwrap();
        asked
            .lines
            .iter_mut()
            .filter(|(key, _)| key == "plan-sha256")
            .for_each(|(_, hash)| *hash = hex(&sha256(&blobs[1])));
        self.sign(&mut decided.by);
        let mut entries = self.texts();
        entries.truncate(DECISION + 1);
        entries[PLAN] = Entry { time: self.entries[PLAN].time, face: Face::Planned(planned) }.to_text();
        entries[DECISION] = Entry { time: self.entries[DECISION].time, face: Face::Decided(decided) }.to_text();
        (entries, blobs.to_vec())
    }

    /// A lie that all three must name, with the entry it is in.
    fn is_named(&self, name: &str, (entries, blobs): (Vec<String>, Vec<Vec<u8>>), entry: usize, expected: &str) {
        for (code, said) in self.said(name, &entries, &blobs) {
            assert_eq!(code, Some(1), "{name}: {said}");
            let is_it = |line: &str| {
                let at = [format!("entry {entry}: "), format!("(entry {entry}): ")];
                at.iter().any(|at| line.contains(at)) && line.contains(expected)
            };
            assert!(said.lines().any(is_it), "{name}: entry {entry}, {expected:?} is not in:\n{said}");
        }
    }

    /// The honest entries with one changed by words.
    fn with(&self, entry: usize, from: &str, to: &str) -> (Vec<String>, Vec<Vec<u8>>) {
        let mut entries = self.texts();
        assert!(entries[entry].contains(from), "{from:?} is not in:\n{}", entries[entry]);
        entries[entry] = entries[entry].replacen(from, to, 1);
        (entries, Vec::new())
    }
}

fn private(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_lie_of_an_operator_with_all_keys_is_named() {
    let log = Log::honest().await;
    // The honest log, published again by the same keys, is as it should be; so is the honest plan, made again.
    let honest = log.planned_from(|_| {}, |_| {});
    for (name, (entries, blobs)) in [("honest", (log.texts(), vec![])), ("honest-plan", honest)] {
        for (code, said) in log.said(name, &entries, &blobs) {
            assert_eq!(code, Some(0), "{name}: {said}");
        }
    }

    // What an agent signed, published otherwise.
    let signed = "is not what A-CAMP has signed";
    log.is_named("quantity", log.with(CAMP_NEED, "WATER 30 routine", "WATER 1 routine"), CAMP_NEED, signed);
    log.is_named("class", log.with(CAMP_NEED, "routine", "urgent"), CAMP_NEED, signed);
    let note = &log.entries[CAMP_NEED].face.reporter().unwrap().masked[0].1;
    log.is_named("note", log.with(CAMP_NEED, &hex(note), &hex(&[7; 32])), CAMP_NEED, signed);
    log.is_named("sequence", log.with(CAMP_NEED, "sequence 1", "sequence 2"), CAMP_NEED, "where 1 is due");
    log.is_named("step", log.with(SHIPPED, "quantity 5", "quantity 4"), SHIPPED, "is not what A-D1 has signed");
    log.is_named(
        "facts",
        log.with(RESERVE, "line GOWN L1", "line GOWN L1 expires=2026-01-01"),
        RESERVE,
        "is not what A-D1",
    );
    let stripped = |entry: usize, version: &str| {
        let (mut entries, blobs) = log.with(entry, "version 3\n", version);
        entries[entry] = entries[entry].split_once("signature ").unwrap().0.to_owned();
        (entries, blobs)
    };
    log.is_named("stripped", stripped(SHIPPED, ""), SHIPPED, "shows no signature, and A-D1 has signed");
    // A report that is left out, and one that is told twice.
    let mut dropped = log.texts();
    dropped.remove(RESERVE);
    dropped.truncate(RESERVE);
    dropped.push(log.texts()[SHIPPED].clone());
    log.is_named("dropped", (dropped, vec![]), RESERVE, "has number 2 of A-D1, where 1 is due");
    let mut twice = log.texts();
    twice.push(twice[SHIPPED].clone());
    twice[13] =
        twice[SHIPPED].replacen(&log.entries[SHIPPED].time.to_string(), &log.entries[SECOND_PLAN].time.to_string(), 1);
    log.is_named("twice", (twice, vec![]), 13, "has number 2 of A-D1, where 3 is due");

    // Nobody: an agent whom nobody enrolled, a coordinator who made himself.
    log.is_named("stranger", log.with(CAMP_NEED, "agent A-CAMP", "agent A-GHOST"), CAMP_NEED, "whom no entry enrols");
    let mut founder = log.texts();
    let made = "yicang.v1 enrolment\ntime {}\nagent GHOST\nkey {}\nsite CAMP\ncoordinator yes\n";
    let made = made.replacen("{}", &log.entries[SECOND_PLAN].time.to_string(), 1).replacen("{}", &hex(&[3; 32]), 1);
    founder.push(made);
    log.is_named("self-made", (founder, vec![]), 13, "enrols GHOST, and nobody commanded it");
    log.is_named(
        "disclose",
        log.with(4, "site CAMP", "site CAMP\nsite CLINIC"),
        4,
        "grants something else than its command",
    );
    log.is_named(
        "asked",
        log.with(PLAN, "second-level minutes", "second-level cost"),
        PLAN,
        "is not what coordinator has signed",
    );
    let unsigned = {
        let (mut entries, blobs) = (log.texts(), vec![]);
        let lines = entries[SECOND_PLAN]
            .lines()
            .filter(|line| !["command ", "issued ", "ask ", "signature "].iter().any(|word| line.starts_with(word)));
        entries[SECOND_PLAN] = lines.map(|line| format!("{line}\n")).collect();
        (entries, blobs)
    };
    log.is_named("unasked", unsigned, SECOND_PLAN, "has signed what the log shows of commands");
    let mut again = log.texts();
    again.push(again[DECISION].replacen(
        &log.entries[DECISION].time.to_string(),
        &log.entries[SECOND_PLAN].time.to_string(),
        1,
    ));
    log.is_named("again", (again, vec![]), 13, "is by the command of entry 10, once more");
    log.is_named("clock", log.with(SHIPPED, "time 20", "time 19"), SHIPPED, "before the entry before it");

    // A plan that looks at what nobody reported, with a lawful plan of it and all commands signed.
    let nothing = |_: &mut Openings| {};
    let key = |site: &str| yicang_domain::NeedKey { site: site.parse().unwrap(), item: "WATER".parse().unwrap() };
    let needs = |change: &dyn Fn(&mut Situation)| log.planned_from(change, nothing);
    let phantom = needs(&|s| {
        let need = s.needs[&key("CLINIC")].clone();
        s.needs.insert(yicang_domain::NeedKey { item: "GOWN".parse().unwrap(), ..key("CLINIC") }, need);
    });
    log.is_named("phantom", phantom, PLAN, "has the need CLINIC/GOWN, which no entry says");
    let left_out = needs(&|s| drop(s.needs.remove(&key("CAMP"))));
    log.is_named("left-out", left_out, PLAN, &format!("leaves out the need CAMP/WATER (entry {CAMP_NEED})"));
    let altered =
        needs(&|s| s.needs.get_mut(&key("CLINIC")).unwrap().claimed = yicang_domain::Quantity::new(3).unwrap());
    let said = "says of the need CLINIC/WATER: 3 urgent entitlement=25; what was reported is: 25 urgent (entry 7)";
    assert_eq!(CLINIC_NEED, 7);
    log.is_named("altered", altered, PLAN, said);
    let class = needs(&|s| s.needs.get_mut(&key("CAMP")).unwrap().class = "life-saving".parse().unwrap());
    log.is_named(
        "raised",
        class,
        PLAN,
        "says of the need CAMP/WATER: 30 life-saving; what was reported is: 30 routine",
    );
    let invented = needs(&|s| {
        let lot = s.lots.values().next().unwrap().clone();
        let (depot, item) = ("D1".parse().unwrap(), "WATER".parse().unwrap());
        s.lots.insert(yicang_domain::LotKey { depot, item, lot: "L9".parse().unwrap() }, lot);
    });
    log.is_named("invented", invented, PLAN, "has the lot D1/WATER/L9, which no entry says");
    let hidden = needs(&|s| s.lots.retain(|key, _| key.item.as_str() != "WATER"));
    log.is_named("hidden", hidden, PLAN, &format!("leaves out the lot D1/WATER/- (entry {RESERVE})"));
    let lane = needs(&|s| s.lanes.values_mut().for_each(|lane| lane.minutes = Some("1".parse().unwrap())));
    log.is_named("lane", lane, PLAN, "says of the lane D1-CAMP: 1; what was reported is: 60 (entry 0)");
    let road = needs(&|s| {
        let lane = s.lanes.values().next().unwrap().clone();
        s.lanes.insert(("D2".parse().unwrap(), "CAMP".parse().unwrap()), lane);
    });
    log.is_named("road", road, PLAN, "has the lane D2-CAMP, which no entry says");
    let old = needs(&|s| s.now -= jiff::SignedDuration::from_mins(61));
    log.is_named("old", old, PLAN, "not before it, or more than an hour");
    let facts = needs(&|s| {
        s.items.insert("WATER".parse().unwrap(), Default::default());
    });
    log.is_named("facts-of-items", facts, PLAN, "has \"item WATER\", which the catalogue has not (entry 0)");

    // What a reserve line holds, opened otherwise, or not.
    let more = |openings: &mut Openings| {
        let opening = openings.0.values_mut().next().unwrap();
        opening.counted.quantity = yicang_domain::Quantity::new(400).unwrap();
    };
    let quantity = |s: &mut Situation| {
        s.lots.values_mut().for_each(|lot| lot.on_hand = lot.on_hand.max(yicang_domain::Quantity::new(40).unwrap()));
    };
    log.is_named("counted", log.planned_from(quantity, more), RESERVE, "is not what was reported");
    let freed = log.planned_from(
        |s| s.lots.values_mut().for_each(|lot| lot.earmark = None),
        |o| o.0.values_mut().for_each(|opening| opening.counted.earmark = yicang_domain::report::Fact::Nothing),
    );
    log.is_named("freed", freed, RESERVE, "the plan's value for line 2, 9 earmark=none, is not what was reported");
    let closed = log.planned_from(|_| {}, |o| drop(o.0.pop_last()));
    log.is_named("closed", closed, PLAN, &format!("does not open reserve line 2, which is in force (entry {RESERVE})"));
    let unsalted = log.planned_from(|_| {}, |o| o.0.values_mut().for_each(|opening| opening.salt = None));
    log.is_named("unsalted", unsalted, RESERVE, "is not proven");

    // A plan of the past, a decision of something else, a step that could not be, a catalogue from nowhere.
    log.is_named(
        "upto",
        log.with(SECOND_PLAN, "upto 12", "upto 10"),
        SECOND_PLAN,
        "which is not after the last decision",
    );
    let behind = log.with(SECOND_PLAN, "upto 12", "upto 11");
    log.is_named("behind", behind, SECOND_PLAN, "what was reported is");
    let (Face::Planned(first), Face::Planned(second)) = (&log.entries[PLAN].face, &log.entries[SECOND_PLAN].face)
    else {
        panic!("plans")
    };
    let other = log.with(DECISION, &hex(&first.texts.situation), &hex(&second.texts.situation));
    log.is_named("other-texts", other, DECISION, &format!("decides other texts than P{PLAN} has (entry {PLAN})"));
    log.is_named(
        "no-plan",
        log.with(DECISION, &format!("plan P{PLAN}\n"), "plan P3\n"),
        DECISION,
        "which no entry makes",
    );
    log.is_named(
        "no-order",
        log.with(SHIPPED, &format!("order P{PLAN}-1"), "order P1-1"),
        SHIPPED,
        "which no decision makes",
    );
    let mut catalogues = log.texts();
    let text = catalogues[CATALOGUE_ENTRY].clone();
    catalogues.push(text.replacen(&log.entries[0].time.to_string(), &log.entries[SECOND_PLAN].time.to_string(), 1));
    log.is_named("catalogues", (catalogues, vec![]), 13, "is another catalogue after that of entry 0");
    for entry in [PLAN, SECOND_PLAN] {
        // As an earlier program would have written it: what the coordinator signed is still there.
        let mut blind = log.texts();
        let is_looked = |line: &&str| ["upto ", "now ", "blob openings "].iter().any(|word| line.starts_with(word));
        blind[entry] = blind[entry].lines().filter(|line| !is_looked(line)).map(|line| format!("{line}\n")).collect();
        log.is_named(&format!("blind-{entry}"), (blind, vec![]), entry, "does not say what it looked at");
    }
    let missing = log.with(PLAN, "upto 9\n", "");
    log.is_named("unlooked", missing, PLAN, "is no entry");
}
