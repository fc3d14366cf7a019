//! What an operator with every key of the centre says falsely of overrides. Each lie is found by whoever replays the
//! log; the honest log has none.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::BTreeMap;
use yicang_domain::events::plan_override::Act;
use yicang_domain::events::{Entry, Face, command};
use yicang_domain::{Bound, OverrideId, Quantity};
use yicang_proto::v1::{self, command::Body as Ordered};
use yicang_tests::centre::Centre;
use yicang_tests::log::{files, findings, leaves};
use yicang_tests::mouth::{Mouth, need, reserve};
use yicang_tlog::{Hash, SigningKey, parse_hex};
use yicang_writer::{Ledger, Record, keys};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

const CATALOGUE: [(&str, &str); 4] = [
    ("items.csv", "item_id,name,unit\nWATER,water,L\n"),
    ("depots.csv", "depot_id,name\nD1,depot\n"),
    ("sites.csv", "site_id,name\nCAMP,camp\n"),
    ("lanes.csv", "depot_id,site_id,minutes\nD1,CAMP,60\n"),
];

struct Log {
    centre: Centre,
    entries: Vec<Entry>,
    blobs: BTreeMap<Hash, Vec<u8>>,
    coordinator: SigningKey,
}

impl Log {
    /// An override, a plan that keeps it and is decided, and the end of the override.
    async fn honest() -> Self {
        let mut centre = Centre::init(PROGRAM, &CATALOGUE);
        centre.start();
        let mut agent = Mouth::new("A-D1");
        centre.enrol(&agent, &["D1"], &["CAMP"]).await;
        let (mut field, mut dispatch) = (centre.field().await, centre.dispatch().await);
        for body in [reserve("D1", "WATER", 40), need("CAMP", "WATER", "urgent", 30)] {
            let draft = agent.draft(body);
            let report = Some(agent.sign(&draft));
            field.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
        }
        let line = v1::OverrideLine {
            depot_id: "D1".into(),
            item_id: "WATER".into(),
            lot_id: "-".into(),
            site_id: "CAMP".into(),
            bound: "at-most".into(),
            quantity: 12,
            ..Default::default()
        };
        let (because, reason) = ("road".to_owned(), "the bridge".to_owned());
        let ask = v1::OverridePlans { lines: vec![line], because: because.clone(), reason: reason.clone() };
        let command = Some(centre.coordinator().command(Ordered::OverridePlans(ask)));
        let given = dispatch.give_command(v1::GiveCommandRequest { command }).await.unwrap();
        let override_id = format!("V{}", given.into_inner().entry_index);
        centre.plan_and_approve("floor-then-class").await;
        let orders = dispatch.list_orders(v1::ListOrdersRequest::default()).await.unwrap().into_inner().orders;
        assert_eq!(orders.iter().map(|order| order.quantity).collect::<Vec<_>>(), [12]);
        let ask = v1::TakeBackOverride { override_id, because, reason };
        let command = Some(centre.coordinator().command(Ordered::TakeBackOverride(ask)));
        dispatch.give_command(v1::GiveCommandRequest { command }).await.unwrap();
        centre.stop();
        let public = centre.public();
        let entries = leaves(&public).iter().map(|leaf| Entry::from_text(leaf).unwrap()).collect();
        let blob = |(name, bytes): (String, Vec<u8>)| Some((parse_hex(name.strip_prefix("blob/")?)?, bytes));
        let blobs = files(&public).into_iter().filter_map(blob).collect();
        let key = std::fs::read_to_string(centre.dir().join("keys/coordinator.key")).unwrap();
        Self { centre, entries, blobs, coordinator: SigningKey::from_text(&key).unwrap() }
    }

    /// What auditors find where these entries are published with every key of the centre.
    fn found(&self, name: &str, entries: &[Entry]) -> Vec<String> {
        let folder = self.centre.beside(name);
        for (file, bytes) in files(&self.centre.dir()).into_iter().filter(|(file, _)| file.starts_with("keys/")) {
            std::fs::create_dir_all(folder.join("keys")).unwrap();
            std::fs::write(folder.join(&file), bytes).unwrap();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                std::fs::set_permissions(folder.join(file), std::fs::Permissions::from_mode(0o600)).unwrap();
            }
        }
        // The key has not signed anything in this folder.
        let _ = std::fs::remove_file(folder.join("keys/log.signed"));
        let mut ledger = Ledger::open(&folder, keys::load(&folder).unwrap()).unwrap();
        let record = |entry: &Entry| {
            let leaf = entry.to_text().into_bytes();
            let named = yicang_tlog::Leaf::attachments(&leaf).unwrap_or_default();
            Record { blobs: named.iter().map(|hash| self.blobs[hash].clone()).collect(), leaf, body: Vec::new() }
        };
        assert!(ledger.append(vec![entries.iter().map(record).collect()])[0].is_ok());
        ledger.publish().unwrap();
        findings(&folder.join("public"), ledger.verifier())
    }

    /// The honest log with the first entry that admits it told otherwise; with `anew` its command is signed anew.
    fn lie(
        &self,
        name: &str,
        anew: bool,
        change: impl Fn(&mut Act) -> Option<(&'static str, String)>,
        expected: &[&str],
    ) {
        let mut entries = self.entries.clone();
        let mut is_told = false;
        for entry in &mut entries {
            let Face::PlanOverride(face) = &mut entry.face else { continue };
            let Some((key, value)) = change(&mut face.act) else { continue };
            is_told = true;
            if anew {
                let asked = face.by.asked.as_mut().unwrap();
                asked.lines.iter_mut().filter(|(known, _)| known == key).for_each(|(_, said)| said.clone_from(&value));
                let bytes = face.by.signed_bytes("localhost/yicang", &face.masked).unwrap();
                face.by.signature = Some(self.coordinator.sign(command::CONTEXT, &bytes));
            }
            break;
        }
        assert!(is_told, "{name}: no such entry");
        let found = self.found(name, &entries);
        for expected in expected {
            assert!(found.iter().any(|one| one.contains(expected)), "{name}: {expected:?} is not in {found:#?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_lie_about_overrides_is_named() {
    let log = Log::honest().await;
    assert_eq!(log.found("honest", &log.entries), Vec::<String>::new());

    let other = |units: u64| {
        move |act: &mut Act| {
            let Act::Override(lines) = act else { return None };
            lines[0].bound = Bound::AtMost(Quantity::new(units).unwrap());
            Some(("override", lines[0].words()))
        }
    };
    // An override that nobody has signed.
    log.lie("unsigned", false, other(13), &["overrides [\"at-most D1 WATER - CAMP 13\"], and its command"]);
    // Signed anew: the plan did not keep it.
    let says = "says of the override D1/WATER/--CAMP/WATER: at-most V";
    log.lie("anew", true, other(13), &[says, "quantity=12; what was reported is: at-most V"]);
    // The plan has an override that no entry has, and ignores the one that there is.
    let elsewhere = |act: &mut Act| {
        let Act::Override(lines) = act else { return None };
        lines[0].need.site = "NOWHERE".parse().unwrap();
        Some(("override", lines[0].words()))
    };
    let [has, leaves_out] = ["override D1/WATER/--CAMP/WATER", "override D1/WATER/--NOWHERE/WATER"];
    log.lie("elsewhere", true, elsewhere, &[has, leaves_out]);
    // What is not overridden is taken back.
    let none = |act: &mut Act| {
        let Act::TakeBack(id) = act else { return None };
        *id = OverrideId(1);
        Some(("take-back", id.to_string()))
    };
    log.lie("none", true, none, &["overrides plans, which cannot be: there is no override V1"]);
}
