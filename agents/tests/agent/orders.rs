//! Orders are believed only with their decision in the public log, however the centre bends them.

use crate::centre::Centre;
use prost::Message as _;
use rand_core::OsRng;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;
use yicang_agent::agent_dir::AgentDir;
use yicang_agent::agent_log_keys::KnownLog;
use yicang_agent::client::Client;
use yicang_agent::config::Config;
use yicang_agent::kept_orders::kept_order;
use yicang_agent::orders::{Event, Query};
use yicang_agent::verify_order::{self, PlanText};
use yicang_domain::{Plan, Shipment};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1;
use yicang_tlog::{CheckpointSigner, KeyStatement, Leaf, Tree, UnverifiedProof, sha256};

const PLAN: &str = "\
yicang-plan 1
second-level minutes
value 150 12.5
ship D1 WATER - CAMP 20 2020-02-01T08:00:00Z 2020-02-01T09:02:00Z
ship D1 WATER L2 CLINIC 7 2020-02-01T08:00:00Z 2020-02-01T08:30:00Z
";

/// A log of three records, the decision being the second, and the plan's orders.
pub struct Published {
    pub leaf: Leaf,
    pub plan: String,
}

impl Published {
    pub fn right() -> Self {
        let leaf = Leaf::new("decision").with("plan", "P1").with_blob("plan", &sha256(PLAN.as_bytes()));
        Self { leaf, plan: PLAN.into() }
    }

    pub fn updates(&self, centre: &Centre) -> Vec<v1::OrderUpdate> {
        self.updates_by(&centre.log)
    }

    /// The same where the head is signed by this key.
    pub fn updates_by(&self, log: &CheckpointSigner) -> Vec<v1::OrderUpdate> {
        let mut tree = Tree::new();
        let leaf = self.leaf.to_bytes();
        for entry in [&b"yicang.v1 plan\n"[..], &leaf, b"yicang.v1 report\n"] {
            tree.push(entry);
        }
        let checkpoint = log.sign(tree.size(), &tree.root());
        let proof = UnverifiedProof::new(1, tree.prove_inclusion(1, 3).unwrap(), &checkpoint).to_bytes();
        let shipments = Plan::from_text(&self.plan).unwrap().shipments;
        let update = |(line, shipment): (u32, &Shipment)| v1::OrderUpdate {
            order: Some(order(line, shipment, sha256(self.plan.as_bytes()))),
            decision_leaf: leaf.clone(),
            tlog_proof: proof.clone(),
        };
        (1..).zip(&shipments).map(update).collect()
    }

    /// Lets a centre send it.
    pub fn on(&self, centre: &Centre) {
        let updates = self.updates(centre);
        let mut records = centre.records();
        records.updates = updates;
        records.plans = vec![("P1".into(), self.plan.clone())];
    }
}

fn order(line: u32, shipment: &Shipment, plan_sha256: [u8; 32]) -> v1::DispatchOrder {
    let lot = shipment.lot.lot.to_string();
    v1::DispatchOrder {
        order_id: format!("P1-{line}"),
        line,
        plan_sha256: plan_sha256.to_vec(),
        decision_index: 1,
        depot_id: shipment.lot.depot.to_string(),
        item_id: shipment.lot.item.to_string(),
        lot_id: if lot == "-" { String::new() } else { lot },
        site_id: shipment.site.to_string(),
        quantity: shipment.quantity.units(),
        departs_at: Some(time_to_wire(shipment.departs)),
        arrives_at: shipment.arrives.map(time_to_wire),
        status: v1::OrderStatus::Approved.into(),
        ..v1::DispatchOrder::default()
    }
}

fn word(event: &Event) -> Option<String> {
    Some(match event {
        Event::Trusted(trusted) => {
            let order = trusted.order();
            format!("{} {:?}", order.order_id, order.status())
        }
        Event::NotTrusted(order, why) => format!("{} NOT TRUSTED: {why}", order.order_id),
        Event::CaughtUp => "caught up".into(),
        Event::Notice(_) | Event::NoticeUnread(..) | Event::Waiting(..) => return None,
    })
}

/// A line per event; ends after so many, or when the centre ends it. The connection is cut at every order that is no
/// longer new.
async fn watch(centre: &Centre, agent_dir: &AgentDir, follow: bool, events: usize) -> Vec<String> {
    let mut told = Vec::new();
    let mut tell = |event: Event| {
        told.extend(word(&event));
        if matches!(&event, Event::Trusted(trusted) if trusted.order().status() != v1::OrderStatus::Approved) {
            centre.cut();
        }
        if told.len() == events { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let query = Query { follow, closed_too: false, wait: Some(Duration::from_secs(60)) };
    Client::new(&centre.config()).unwrap().orders(agent_dir, query, &mut tell).await.unwrap();
    told
}

async fn with_home() -> (Arc<Centre>, tempfile::TempDir, AgentDir) {
    let (centre, folder) = (Centre::start().await, tempfile::tempdir().unwrap());
    let agent_dir = centre.agent_dir(&folder.path().join("agent"));
    (centre, folder, agent_dir)
}

#[tokio::test]
async fn an_order_in_the_public_log_is_trusted_also_without_the_centre() {
    let (centre, _folder, agent_dir) = with_home().await;
    Published::right().on(&centre);
    let listed = ["P1-1 Approved", "P1-2 Approved", "caught up"];
    assert_eq!(watch(&centre, &agent_dir, false, 99).await, listed);
    // The plan is fetched once.
    centre.records().plans.clear();
    assert_eq!(watch(&centre, &agent_dir, false, 99).await, listed);
    assert!(kept_order(&agent_dir, "P1-2").unwrap().is_ok());
    assert!(kept_order(&agent_dir, "P1-3").is_none());
}

#[tokio::test]
async fn every_bent_order_is_shown_as_not_trusted() {
    let (centre, _folder, agent_dir) = with_home().await;
    let right = Published::right();
    let other_text = PLAN.replace("CAMP 20", "CAMP 21");
    let other = Published { plan: other_text.clone(), ..Published::right() };
    let report = Leaf::new("report").with_blob("plan", &sha256(PLAN.as_bytes()));
    let no_decision = Published { leaf: report, ..Published::right() };
    let foreign_log = Centre::start().await;
    let first = |published: &Published| published.updates(&centre).remove(0);
    let bent = |bend: &dyn Fn(&mut v1::DispatchOrder)| {
        let mut update = first(&right);
        bend(update.order.as_mut().unwrap());
        update
    };
    let mut leaf = first(&right);
    leaf.decision_leaf[12] ^= 1;
    let mut proof = first(&right);
    let at = proof.tlog_proof.len() - 10;
    proof.tlog_proof[at] = if proof.tlog_proof[at] == b'A' { b'B' } else { b'A' };
    for (update, plan, why) in [
        (leaf, PLAN, "the proof is not one for this entry"),
        (proof, PLAN, "the proof's checkpoint"),
        (right.updates(&foreign_log).remove(0), PLAN, "the proof's checkpoint is not signed by example.org/log"),
        (first(&no_decision), PLAN, "the public record 1 is a report, not a decision"),
        (first(&other), &other_text, "the public decision is not about the plan that the order names"),
        (first(&right), &other_text, "the plan that the centre shows is not the one that was decided"),
        (first(&right), "", "the centre does not show the plan behind the order: there is no plan P1"),
        (bent(&|o| o.quantity = 200), PLAN, "the decided plan has in line 1 quantity 20, the order has 200"),
        (bent(&|o| o.site_id = "PALACE".into()), PLAN, "in line 1 site CAMP, the order has PALACE"),
        (bent(&|o| o.depot_id = "D2".into()), PLAN, "in line 1 depot D1, the order has D2"),
        (bent(&|o| o.item_id = "WINE".into()), PLAN, "in line 1 item WATER, the order has WINE"),
        (bent(&|o| o.lot_id = "L2".into()), PLAN, "in line 1 lot -, the order has L2"),
        (bent(&|o| o.departs_at = None), PLAN, "in line 1 departure (seconds) 1580544000, the order has -"),
        (bent(&|o| o.arrives_at = o.departs_at), PLAN, "in line 1 arrival (seconds)"),
        (bent(&|o| o.line = 2), PLAN, "the decided plan has in line 2 lot L2, the order has -"),
        (bent(&|o| o.line = 3), PLAN, "the decided plan has 2 lines, the order names line 3"),
        (bent(&|o| o.line = 0), PLAN, "the decided plan has 2 lines, the order names line 0"),
        (bent(&|o| o.decision_index = 2), PLAN, "names record 2 as its decision, the proof is for record 1"),
        (bent(&|o| o.plan_sha256 = vec![]), PLAN, "the public decision is not about the plan"),
        (v1::OrderUpdate { tlog_proof: vec![], ..first(&right) }, PLAN, "line 1 of the proof"),
        (v1::OrderUpdate { order: None, ..first(&right) }, PLAN, "not about the plan that the order names"),
    ] {
        let _ = std::fs::remove_dir_all(agent_dir.folder().join("plans"));
        {
            let mut records = centre.records();
            records.updates = vec![update];
            records.plans = Some(("P1".to_owned(), plan.to_owned())).filter(|_| !plan.is_empty()).into_iter().collect();
        }
        let told = watch(&centre, &agent_dir, false, 99).await;
        assert!(told[0].contains("NOT TRUSTED") && told[0].contains(why), "{why}: {told:?}");
        assert!(kept_order(&agent_dir, "P1-1").is_none(), "{why}");
    }
}

#[tokio::test]
async fn a_kept_order_or_plan_that_was_changed_is_not_trusted() {
    let (centre, _folder, agent_dir) = with_home().await;
    Published::right().on(&centre);
    watch(&centre, &agent_dir, false, 99).await;
    for entry in std::fs::read_dir(agent_dir.folder().join("orders")).unwrap() {
        let path = entry.unwrap().path();
        let mut update = v1::OrderUpdate::decode(&std::fs::read(&path).unwrap()[..]).unwrap();
        update.order.as_mut().unwrap().quantity += 1;
        std::fs::write(&path, update.encode_to_vec()).unwrap();
    }
    assert!(kept_order(&agent_dir, "P1-1").unwrap().unwrap_err().to_string().contains("quantity 20, the order has 21"));
    for entry in std::fs::read_dir(agent_dir.folder().join("plans")).unwrap() {
        std::fs::write(entry.unwrap().path(), "yicang-plan 1\n").unwrap();
    }
    assert!(kept_order(&agent_dir, "P1-1").is_none(), "a changed plan is as good as none");
}

#[tokio::test]
async fn a_watch_goes_on_through_cut_connections_and_tells_each_change_once() {
    let (centre, _folder, agent_dir) = with_home().await;
    Published::right().on(&centre);
    let changed = |line: usize, status: v1::OrderStatus| {
        let mut update = Published::right().updates(&centre).remove(line - 1);
        update.order.as_mut().unwrap().status = status.into();
        update
    };
    centre.records().later.extend([
        changed(1, v1::OrderStatus::Picked),
        changed(1, v1::OrderStatus::Dispatched),
        changed(2, v1::OrderStatus::Picked),
    ]);
    let told = watch(&centre, &agent_dir, true, 8).await;
    assert_eq!(
        told.join(", "),
        "P1-1 Approved, P1-2 Approved, caught up, P1-1 Picked, caught up, P1-1 Dispatched, caught up, P1-2 Picked"
    );
}

#[tokio::test]
async fn an_agent_that_knows_the_root_key_follows_the_log_through_changes_of_its_key() {
    let (centre, folder) = (Centre::start().await, tempfile::tempdir().unwrap());
    let signer =
        |name: &str| CheckpointSigner::from_skey(&CheckpointSigner::generate(&mut OsRng, name).unwrap()).unwrap();
    let (root, new) = (signer("example.org/root"), signer("example.org/log"));
    let say = |by: &CheckpointSigner, of: &CheckpointSigner, from, until| {
        KeyStatement { key: of.verifier().clone(), from, until }.signed(by)
    };
    let config = Config { log: KnownLog::Root(root.verifier().clone()), ..centre.config() };
    let agent_dir = AgentDir::create(&folder.path().join("agent"), config, centre.agent.clone()).unwrap();
    let right = Published::right();
    right.on(&centre);
    let orders = async |signed_by: &CheckpointSigner, statements: &[u8]| {
        centre.records().updates = right.updates_by(signed_by);
        centre.records().statements = statements.to_vec();
        watch(&centre, &agent_dir, false, 99).await.remove(0)
    };
    // The head has three entries.
    let told = orders(&centre.log, b"").await;
    assert_eq!(
        told,
        "P1-1 NOT TRUSTED: the log's keys are not known: log.keys is missing: the root key says nothing of this log"
    );
    let first = say(&root, &centre.log, 0, None);
    assert_eq!(orders(&centre.log, &first).await, "P1-1 Approved");
    assert!(orders(&new, &first).await.contains("NOT TRUSTED"), "the root has not spoken of this key");
    // Overlap: both count.
    let both = [first.clone(), say(&root, &centre.log, 0, Some(3)), say(&root, &new, 3, None)].concat();
    assert_eq!(orders(&new, &both).await, "P1-1 Approved");
    assert!(kept_order(&agent_dir, "P1-1").unwrap().is_ok(), "also where there is no centre");
    assert_eq!(orders(&centre.log, &both).await, "P1-1 Approved");
    // Revoked from three entries on.
    let revoked = [both.clone(), say(&root, &centre.log, 0, Some(2))].concat();
    let told = orders(&centre.log, &revoked).await;
    assert!(told.contains("NOT TRUSTED: the proof's checkpoint is not signed by a key that the root key names for 3"));
    assert_eq!(orders(&new, &revoked).await, "P1-1 Approved");
    // The revocation is not forgotten, and only the root's word counts.
    let told = orders(&centre.log, &both).await;
    assert!(told.contains("log.keys does not begin with the root key's statements that were seen before"), "{told}");
    let forged = [revoked.clone(), say(&new, &centre.log, 0, None)].concat();
    let told = orders(&centre.log, &forged).await;
    assert!(told.contains("statement 5 is not signed by the root key"), "{told}");
    assert_eq!(std::fs::read(agent_dir.folder().join("log.keys")).unwrap(), revoked);
    assert_eq!(orders(&new, &revoked).await, "P1-1 Approved");
}

#[test]
fn a_plan_text_is_known_by_its_hash() {
    assert_eq!(PlanText::new(PLAN).sha256(), &sha256(PLAN.as_bytes()));
    assert_eq!(verify_order::plan_named(&v1::OrderUpdate::default()), None);
}
