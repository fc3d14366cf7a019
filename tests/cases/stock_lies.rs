//! What an operator with every key of the centre says falsely of stock: holds, counts of a whole depot, changes, and
//! discrepancies that are closed. Each lie is found by whoever replays the log; the honest log has none.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::BTreeMap;
use yicang_domain::events::reserve::Whole;
use yicang_domain::events::{Entry, Face, command};
use yicang_domain::{AmissId, Hold};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::{self, command::Body as Ordered, report::Body as Said};
use yicang_tests::centre::Centre;
use yicang_tests::log::{files, findings, leaves};
use yicang_tests::mouth::{Mouth, need, reserve, step};
use yicang_tlog::{Hash, SigningKey, parse_hex};
use yicang_writer::{Ledger, Record, keys};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

const CATALOGUE: [(&str, &str); 4] = [
    ("items.csv", "item_id,name,unit\nWATER,water,L\nGOWN,gown,piece\n"),
    ("depots.csv", "depot_id,name\nD1,depot\nD2,depot\n"),
    // A depot that may have needs, and a site that may offer.
    ("sites.csv", "site_id,name\nCAMP,camp\nD2,depot\n"),
    ("lanes.csv", "depot_id,site_id,minutes\nD1,CAMP,60\nD1,D2,60\nCAMP,D2,30\n"),
];

struct Log {
    centre: Centre,
    entries: Vec<Entry>,
    blobs: BTreeMap<Hash, Vec<u8>>,
    coordinator: SigningKey,
}

impl Log {
    /// A reserve, a plan, a change, a count of all that differs, a settlement, a hold, and a plan that sees all of it.
    async fn honest() -> Self {
        let mut centre = Centre::init(PROGRAM, &CATALOGUE);
        centre.start();
        let mut depot = Mouth::new("A-D1");
        centre.enrol(&depot, &["D1"], &[]).await;
        let (mut field, mut dispatch) = (centre.field().await, centre.dispatch().await);
        let Said::Reserve(mut lots) = reserve("D1", "WATER", 40) else { panic!("a reserve") };
        lots.lines.push(v1::ReserveLine { item_id: "GOWN".into(), quantity: 9, ..Default::default() });
        let broke = v1::ChangeLine {
            item_id: "WATER".into(),
            quantity: 5,
            reason: v1::ChangeReason::Damaged.into(),
            ..Default::default()
        };
        let Said::Reserve(counted) = reserve("D1", "WATER", 30) else { panic!("a reserve") };
        let mut said = [
            Said::Reserve(lots),
            Said::Change(v1::ChangeReport { depot_id: "D1".into(), lines: vec![broke] }),
            Said::Reserve(v1::ReserveReport { full: true, ..counted }),
        ]
        .into_iter();
        let mut tell = async |body: Option<Said>| {
            let draft = depot.draft(body.unwrap());
            let report = Some(depot.sign(&draft));
            let answer = field.submit_report(v1::SubmitReportRequest { report }).await.unwrap();
            let receipt = answer.into_inner().receipt.unwrap().receipt;
            let receipt: v1::Receipt = yicang_proto::report::decode(&receipt).unwrap();
            receipt.entry_index
        };
        tell(said.next()).await;
        centre.plan_and_approve("floor-then-class").await;
        tell(said.next()).await;
        let count = tell(said.next()).await;
        for body in [
            Ordered::SettleDiscrepancy(v1::SettleDiscrepancy {
                discrepancy_id: format!("X{count}-2"),
                written_off: true,
                reason: "nobody knows".into(),
                ..Default::default()
            }),
            Ordered::HoldLot(v1::HoldLot {
                depot_id: "D1".into(),
                item_id: "WATER".into(),
                lot_id: "-".into(),
                hold: v1::LotHold::Recall.into(),
                reason: "the maker calls".into(),
            }),
        ] {
            let command = Some(centre.coordinator().command(body));
            dispatch.give_command(v1::GiveCommandRequest { command }).await.unwrap();
        }
        centre.plan_and_approve("floor-then-class").await;
        Self::goods_come_and_go(&centre, depot).await;
        centre.stop();
        let public = centre.public();
        let entries = leaves(&public).iter().map(|leaf| Entry::from_text(leaf).unwrap()).collect();
        let blob = |(name, bytes): (String, Vec<u8>)| Some((parse_hex(name.strip_prefix("blob/")?)?, bytes));
        let blobs = files(&public).into_iter().filter_map(blob).collect();
        let key = std::fs::read_to_string(centre.dir().join("keys/coordinator.key")).unwrap();
        Self { centre, entries, blobs, coordinator: SigningKey::from_text(&key).unwrap() }
    }

    /// A gift is announced, planned to another depot, comes in part, and is received with damage; a site offers what it
    /// has; a depot is counted in two parts; and plans see all of it.
    async fn goods_come_and_go(centre: &Centre, mut depot: Mouth) {
        let (mut field, mut dispatch) = (centre.field().await, centre.dispatch().await);
        let (mut other, mut camp) = (Mouth::new("A-D2"), Mouth::new("A-CAMP"));
        centre.enrol(&other, &["D2"], &["D2"]).await;
        centre.enrol(&camp, &[], &["CAMP"]).await;
        let mut tell = async |by: &mut Mouth, body: Said| {
            let draft = by.draft(body);
            let report = Some(by.sign(&draft));
            field.submit_report(v1::SubmitReportRequest { report }).await.map(drop)
        };
        let expected_at = Some(time_to_wire(jiff::Timestamp::now() + jiff::SignedDuration::from_hours(2)));
        let coming = v1::InboundLine {
            item_id: "WATER".into(),
            lot_id: "L9".into(),
            quantity: 100,
            supplier: "Ace Supplies".into(),
            expected_at,
            confidence: 80,
            donor: "Wang Fund".into(),
            gift_code: "7K3M-9QXA".into(),
            ..Default::default()
        };
        let announced = v1::InboundReport { depot_id: "D1".into(), lines: vec![coming] };
        tell(&mut depot, Said::Inbound(announced)).await.unwrap();
        tell(&mut other, need("D2", "WATER", "urgent", 90)).await.unwrap();
        centre.plan_and_approve("floor-then-class").await;
        let ask = v1::ListOrdersRequest::default();
        let orders = dispatch.list_orders(ask).await.unwrap().into_inner().orders;
        let order = orders.iter().find(|order| order.lot_id == "L9").expect("a transfer of what is to come").clone();
        assert_eq!(
            (order.depot_id.as_str(), order.site_id.as_str(), order.quantity),
            ("D1", "D2", 80),
            "as sure as it is"
        );
        let ships = || step(&order.order_id, v1::Step::Shipped, 80);
        let refused = tell(&mut depot, ships()).await.unwrap_err();
        assert!(refused.message().contains("have not come"), "{refused}");
        depot.take_back();
        let came = v1::ChangeLine {
            item_id: "WATER".into(),
            lot_id: "L9".into(),
            quantity: 90,
            reason: v1::ChangeReason::Donated.into(),
        };
        tell(&mut depot, Said::Change(v1::ChangeReport { depot_id: "D1".into(), lines: vec![came] })).await.unwrap();
        tell(&mut depot, ships()).await.unwrap();
        let Said::Step(received) = step(&order.order_id, v1::Step::Received, 70) else { panic!("a step") };
        tell(&mut other, Said::Step(v1::StepReport { damaged: 6, ..received })).await.unwrap();
        let line = v1::ExcessLine { item_id: "WATER".into(), lot_id: "E1".into(), quantity: 7, ..Default::default() };
        let offer = v1::ExcessReport { site_id: "CAMP".into(), lines: vec![line] };
        tell(&mut camp, Said::Excess(offer)).await.unwrap();
        for (part, item) in [(1, "WATER"), (2, "GOWN")] {
            let Said::Reserve(counted) = reserve("D2", item, 5) else { panic!("a reserve") };
            tell(&mut other, Said::Reserve(v1::ReserveReport { part, parts: 2, ..counted })).await.unwrap();
        }
        tell(&mut other, need("D2", "WATER", "urgent", 30)).await.unwrap();
        centre.plan_and_approve("floor-then-class").await;
        let orders = dispatch.list_orders(v1::ListOrdersRequest::default()).await.unwrap().into_inner().orders;
        assert!(orders.iter().any(|order| order.depot_id == "CAMP" && order.site_id == "D2" && order.quantity == 7));
        let gift = v1::GetGiftRequest { gift_code: "7k3m 9qxa".into() };
        let gift = dispatch.get_gift(gift).await.unwrap().into_inner();
        let sums = [gift.came, gift.on_hand, gift.on_way, gift.received, gift.lost];
        assert_eq!((sums, gift.unexplained), ([100, 10, 0, 70, 0], 20), "{gift:?}");
        let told = dispatch.get_situation(v1::GetSituationRequest {}).await.unwrap().into_inner();
        assert_eq!(told.offers[0].sentence_en, "7 of lot CAMP/WATER/E1, of which 7 are promised to orders.");
        // The donor's code tells the same story from the public folder alone.
        let public = centre.public();
        let by_auditor = centre.run("yicang-ledger", &["gift", public.to_str().unwrap(), "7K3M9QXA"]);
        let said = String::from_utf8(by_auditor.stdout).unwrap();
        assert!(
            said.contains("100 came = 10 in depots + 0 on the way + 70 received + 0 gone + 20 unexplained"),
            "{said}"
        );
        assert!(!said.contains("Wang") && gift.steps.iter().all(|step| said.contains(&step.sentence_en)), "{said}");
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

    /// The coordinator's own signature over a command's face: the operator has his key, too.
    fn signed(&self, face: &mut Face) {
        let (by, masked) = match face {
            Face::Held(face) => (&mut face.by, &face.masked),
            Face::Settled(face) => (&mut face.by, &face.masked),
            _ => panic!("a command about stock"),
        };
        let bytes = by.signed_bytes("localhost/yicang", masked).unwrap();
        by.signature = Some(self.coordinator.sign(command::CONTEXT, &bytes));
    }

    /// The honest log with one entry told otherwise; with `anew` its command is signed anew.
    fn lie(&self, name: &str, anew: bool, change: impl Fn(&mut Face) -> bool, expected: &[&str]) {
        let mut entries = self.entries.clone();
        let told = entries.iter_mut().find_map(|entry| change(&mut entry.face).then_some(&mut entry.face));
        let told = told.expect("an entry of this kind");
        if anew {
            self.signed(told);
        }
        let found = self.found(name, &entries);
        for expected in expected {
            assert!(found.iter().any(|one| one.contains(expected)), "{name}: {expected:?} is not in {found:#?}");
        }
    }
}

fn ask(asked: &mut command::Commanded, key: &str, value: &str) {
    let lines = &mut asked.asked.as_mut().unwrap().lines;
    lines.iter_mut().filter(|(known, _)| known == key).for_each(|(_, said)| value.clone_into(said));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_lie_about_stock_is_named() {
    let log = Log::honest().await;
    assert_eq!(log.found("honest", &log.entries), Vec::<String>::new());

    // What the depot signed, told otherwise.
    let not_signed = "is not what A-D1 has signed";
    let fewer = |face: &mut Face| {
        let Face::Change(change) = face else { return false };
        change.lines[0].quantity = yicang_domain::Quantity::ONE;
        true
    };
    log.lie("fewer", false, fewer, &[not_signed]);
    let partly = |face: &mut Face| {
        let Face::Reserve(reserve) = face else { return false };
        std::mem::replace(&mut reserve.full, Whole::No) == Whole::Yes
    };
    log.lie("partly", false, partly, &[not_signed, "leaves out the lot D1/GOWN/-"]);

    // A hold of another kind, of a lot that nobody has, and one that is let go before it began.
    let other = |face: &mut Face| {
        let Face::Held(held) = face else { return false };
        held.hold = Some(Hold::Quarantine);
        true
    };
    log.lie("other-hold", false, other, &["is for hold quarantine, and its command for hold recall"]);
    let asked_other = |face: &mut Face| {
        let changed = other(face);
        if let Face::Held(held) = face {
            ask(&mut held.by, "hold", "quarantine");
        }
        changed
    };
    let differs = "says of the lot D1/WATER/-: 30 held=recall; what was reported is: 30 held=quarantine";
    log.lie("asked-other", true, asked_other, &[differs]);
    let ghost = |face: &mut Face| {
        let Face::Held(held) = face else { return false };
        held.lot.lot = "L9".parse().unwrap();
        ask(&mut held.by, "lot", "D1 WATER L9");
        true
    };
    log.lie("ghost", true, ghost, &["is about the lot D1/WATER/L9, which nobody has reported"]);
    let free = |face: &mut Face| {
        let Face::Held(held) = face else { return false };
        held.hold = None;
        ask(&mut held.by, "hold", "none");
        true
    };
    log.lie("free", true, free, &["lets the lot D1/WATER/- go, which nothing held"]);

    // A discrepancy that no entry shows is closed, and one by a reason that its figures do not admit.
    let nothing = |face: &mut Face| {
        let Face::Settled(settled) = face else { return false };
        settled.id = AmissId { entry: 1, line: 1 };
        ask(&mut settled.by, "settle", "X1-1");
        true
    };
    log.lie("nothing", true, nothing, &["closes the discrepancy X1-1, which no entry shows"]);
    let found = |face: &mut Face| {
        let Face::Settled(settled) = face else { return false };
        settled.how = "found".parse().unwrap();
        ask(&mut settled.by, "as", "found");
        true
    };
    log.lie("found", true, found, &["as found, which does not fit its figures"]);

    // What is to come, what a site offers, what arrived of no use, and a part of a count, told otherwise.
    let surer = |face: &mut Face| {
        let Face::Inbound(inbound) = face else { return false };
        inbound.lines[0].confidence = 100;
        true
    };
    let counted_on = "says of the lot D1/WATER/L9: 80 available=";
    log.lie("surer", false, surer, &["is not what A-D1 has signed", counted_on]);
    let less = |face: &mut Face| {
        let Face::Excess(excess) = face else { return false };
        excess.lines[0].quantity = yicang_domain::Quantity::ONE;
        true
    };
    let offered = "says of the lot CAMP/WATER/E1: 7; what was reported is: 1";
    log.lie("less", false, less, &["is not what A-CAMP has signed", offered]);
    let whole = |face: &mut Face| {
        let Face::Step(step) = face else { return false };
        std::mem::take(&mut step.moved.unusable.damaged) > yicang_domain::Quantity::ZERO
    };
    log.lie("whole", false, whole, &["is not what A-D2 has signed"]);
    let first = |face: &mut Face| {
        let Face::Reserve(reserve) = face else { return false };
        let Whole::Part(part) = &mut reserve.full else { return false };
        part.number = 2;
        true
    };
    log.lie(
        "first",
        false,
        first,
        &["is not what A-D2 has signed", "this is part 2 of 2, and the last that came is 0"],
    );
}
