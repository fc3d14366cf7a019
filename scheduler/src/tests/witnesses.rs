//! Orders and witnesses: they wait, they go when enough have cosigned, or by a command that is on the record.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use crate::centre::centre::Centre;
use crate::commands::{self, Done};
use crate::events::signed_command::SignedCommand;
use crate::setup::config::Config;
use crate::tests::support::{TestCentre, need, reserve, said, signed};
use std::path::Path;
use std::sync::Arc;
use tonic::Status;
use yicang_auditor::witness::{Witness, serve::Serving};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::{self, command::Body};
use yicang_tlog::{Algorithm, Cosigner, LogVerifier, Policy, SignedHead, UnverifiedProof};

/// A port that nobody listens on: the discard service's.
const NOBODY: &str = "http://127.0.0.1:9";

struct Union {
    cosigner: String,
    line: String,
}

impl Union {
    fn new() -> Self {
        let cosigner = Cosigner::generate(&mut rand_core::OsRng, "union.example/w", Algorithm::Ed25519).unwrap();
        let line = format!("witness W {}", Cosigner::from_skey(&cosigner).unwrap().key().vkey());
        Self { cosigner, line }
    }

    fn start(&self, dir: &Path, log: &LogVerifier) -> Serving {
        let cosigner = Cosigner::from_skey(&self.cosigner).unwrap();
        let witness = Witness::open(dir, vec![cosigner], vec![log.clone()]).unwrap();
        Serving::start(Arc::new(witness), "127.0.0.1:0".parse().unwrap()).unwrap()
    }

    fn policy(&self, address: &str) -> String {
        format!("{} {address}\nquorum W\n", self.line)
    }
}

/// A centre with stock and a need, whose policy names a witness at this address.
async fn trial(policy: &str) -> TestCentre {
    let trial = restarted(TestCentre::new().await, policy).await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 10))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 4, "urgent"))).await.unwrap();
    trial
}

async fn restarted(trial: TestCentre, policy: &str) -> TestCentre {
    let config = Config { policy: "own.policy".into(), witness_policy: "witnesses.policy".into(), ..Config::default() };
    trial
        .restart(|folder| {
            std::fs::write(folder.root().join("witnesses.policy"), policy).unwrap();
            std::fs::write(folder.config(), config.text()).unwrap();
        })
        .await
}

fn ask(decision_index: u64, reason: &str) -> v1::ReleaseOrders {
    v1::ReleaseOrders { decision_index, reason: reason.into() }
}

/// Gives the command; its record.
async fn released(centre: &Arc<Centre>, command: SignedCommand) -> Result<u64, Status> {
    match commands::run_as(centre, Some(command), "release_orders").await.map_err(said)? {
        Done::Recorded(index) => Ok(index),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_wait_for_the_witness_while_reports_are_taken_in_and_go_when_it_has_cosigned() {
    let union = Union::new();
    let trial = trial(&union.policy(NOBODY)).await;
    let plan = trial.plan().await;
    let decision = trial.approve_and_wait(&plan).await;
    assert!(trial.orders().is_empty());
    // Nothing else waits.
    trial.send(signed("A-S1", 2, need("S1", "RICE", 4, "urgent"))).await.unwrap();
    // The witness comes up; the centre is told where.
    let state = tempfile::tempdir().unwrap();
    let log = LogVerifier::from_vkey(&std::fs::read_to_string(trial.folder().log_vkey()).unwrap()).unwrap();
    let serving = union.start(state.path(), &log);
    let policy = union.policy(&format!("http://{}", serving.address()));
    let trial = restarted(trial, &policy).await;
    let mut progress = trial.centre.witnesses.as_ref().unwrap().progress();
    progress.wait_for(|size| *size > decision).await.unwrap();
    while !trial.centre.orders.is_released(decision) {
        tokio::task::yield_now().await;
    }
    assert_eq!(trial.orders().len(), 1);
    let released = trial.centre.orders.released(decision, &trial.centre.stop).await.unwrap();
    // What goes out carries the cosignature: whoever has the policy can check it offline.
    let text = policy.clone();
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let proof = UnverifiedProof::parse(released.proof().as_bytes()).unwrap();
    assert!(proof.verify_witnessed(&log, &policy, released.leaf()).is_ok());

    // The next plan draws with the cosigned head over that decision, and so do all plans after it, whatever is cosigned
    // meanwhile.
    let seeds = |trial: &TestCentre, plan: &yicang_domain::PlanSummary| {
        let texts = Arc::clone(&trial.centre.state().plan(&plan.plan_id).unwrap().texts);
        let seed = texts.situation.lines().find_map(|line| line.strip_prefix("seed ")).unwrap().to_owned();
        (seed, texts.head.clone())
    };
    let first = trial.plan().await;
    let drawn = seeds(&trial, &first);
    let head = SignedHead::parse(drawn.1.as_ref().expect("the witness has cosigned").as_bytes()).unwrap();
    assert!(head.size() > decision && policy.cosigned(&head).unwrap().quorum);
    let trial = restarted(trial, &text).await;
    let second = trial.plan().await;
    assert_eq!(seeds(&trial, &second), drawn);
    let last = trial.approve_and_wait(&second).await;
    let mut progress = trial.centre.witnesses.as_ref().unwrap().progress();
    progress.wait_for(|size| *size > last).await.unwrap();
    trial.centre.finish().await;
    let public = yicang_auditor::source::Folder(trial.folder().public());
    let audit = yicang_auditor::audit::audit_with(&public, &log, Some(&policy), &mut |_, _, _| {}).unwrap();
    assert_eq!((audit.decisions, audit.findings), (2, vec![]));
    let said: Vec<_> = audit.remarks.iter().map(|remark| remark.what.to_string()).collect();
    // The first plan was made before the witness came up.
    for part in ["the draw of 1 decision is made with cosignatures", "its draw is made without the witnesses"] {
        assert!(said.len() == 2 && said.iter().any(|what| what.starts_with(part)), "{part}: {said:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_lets_orders_go_on_the_record_and_a_restart_knows_it() {
    let union = Union::new();
    let policy = union.policy(NOBODY);
    let trial = trial(&policy).await;
    let plan = trial.plan().await;
    let decision = trial.approve_and_wait(&plan).await;
    let release = |trial: &TestCentre, id: &str, ask: v1::ReleaseOrders| {
        let command = trial.command_named(id, Body::ReleaseOrders(ask));
        let centre = Arc::clone(&trial.centre);
        async move { released(&centre, command).await }
    };
    let refused = release(&trial, "x1", ask(decision, " ")).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::InvalidArgument, "{refused}");
    let refused = release(&trial, "x2", ask(decision + 7, "the line is down")).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::NotFound, "{refused}");
    // A restart changes nothing: it waits still.
    let trial = restarted(trial, &policy).await;
    assert!(trial.orders().is_empty());
    let entry = release(&trial, "x3", ask(decision, "the line is down")).await.unwrap();
    assert_eq!(release(&trial, "x3", ask(decision, "the line is down")).await.unwrap(), entry);
    trial.centre.orders.released(entry, &trial.centre.stop).await;
    assert!(trial.centre.orders.is_released(decision));
    let refused = release(&trial, "x4", ask(decision, "again")).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::FailedPrecondition, "{refused}");
    let trial = restarted(trial, &policy).await;
    trial.centre.orders.released(decision, &trial.centre.stop).await.unwrap();
    assert_eq!(trial.orders().len(), 1);
    trial.centre.finish().await;
    // It stands in the public log, without its words.
    let entries = std::fs::read_dir(trial.folder().public().join("tile/entries/000.p")).unwrap();
    let text: Vec<u8> = entries.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(text.contains("yicang.v1 override\n") && text.contains(&format!("decision {decision}\n")));
    assert!(!text.contains("line is down"));
}

/// What a decision gives to others must not be shipped, also while its own orders wait: that is told at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_waits_has_replaced_what_lay_beyond_the_fence() {
    let union = Union::new();
    let trial = restarted(TestCentre::new().await, &union.policy(NOBODY)).await;
    let mut stock = reserve("D1", "WATER", 10);
    if let v1::report::Body::Reserve(report) = &mut stock {
        let tomorrow = trial.now().as_second() + 24 * 60 * 60;
        report.lines[0].available_at = Some(time_to_wire(jiff::Timestamp::from_second(tomorrow).unwrap()));
    }
    trial.send(signed("A-D1", 1, stock)).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 10, "routine"))).await.unwrap();
    let first = trial.plan().await;
    let release = async |decision| {
        let ask = ask(decision, "the line is down");
        let command = trial.command(Body::ReleaseOrders(ask));
        let entry = released(&trial.centre, command).await.unwrap();
        trial.centre.orders.released(entry, &trial.centre.stop).await;
    };
    release(trial.approve_and_wait(&first).await).await;
    trial.send(signed("A-S2", 1, need("S2", "WATER", 4, "life-saving"))).await.unwrap();
    let second = trial.plan().await;
    assert_eq!(second.orders_reopened, 1);
    let decision = trial.approve_and_wait(&second).await;
    let orders = |trial: &TestCentre| {
        let listed = trial.orders();
        listed.into_iter().map(|order| (order.order_id.clone(), order.quantity, order.status())).collect::<Vec<_>>()
    };
    let (old, new) = (first.plan_id.clone(), second.plan_id.clone());
    let replaced = (format!("{old}-1"), 10, v1::OrderStatus::Replaced);
    assert_eq!(orders(&trial), std::slice::from_ref(&replaced));
    release(decision).await;
    let approved = |line, quantity| (format!("{new}-{line}"), quantity, v1::OrderStatus::Approved);
    let all = [approved(1, 6), approved(2, 4), replaced];
    assert_eq!(orders(&trial), all);
    let trial = restarted(trial, &union.policy(NOBODY)).await;
    trial.centre.orders.released(decision, &trial.centre.stop).await.unwrap();
    assert_eq!(orders(&trial), all);
    trial.centre.finish().await;
}

#[tokio::test]
async fn a_faulty_policy_stops_the_start_with_its_lines() {
    let trial = TestCentre::new().await;
    trial.centre.finish().await;
    let folder = trial.folder();
    std::fs::write(folder.root().join("w.policy"), "witness W nonsense\nquorum V\n").unwrap();
    let config = Config { witness_policy: "w.policy".into(), ..Config::default() };
    let stop = tokio_util::sync::CancellationToken::new();
    let refused = crate::centre::replay::open(&folder, &config, stop).err().unwrap().to_string();
    assert!(refused.contains("w.policy: line 1: ") && refused.contains("w.policy: line 2: "), "{refused}");
}
