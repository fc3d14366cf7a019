//! What a centre does, seen through its own doors but the network: tests only.

use crate::events::CentreEvent;
use crate::events::plan::Planned;
use crate::events::signed_command::VerifiedCommand;
use crate::events::texts::plan_id;
use crate::tests::support::{AGENTS, TestCentre, key, need, reserve, sign, signed, step};
use proptest::prelude::*;
use prost::Message as _;
use std::time::Duration;
use tokio_stream::StreamExt as _;
use tonic::Code;
use yicang_domain::PlanSummary;
use yicang_domain::board::Board;
use yicang_proto::status::{expected_sequence, faults_of, signed_sequence};
use yicang_proto::v1::command::Body;
use yicang_proto::v1::field_service_server::FieldService as _;
use yicang_proto::v1::watch_orders_response::Event;
use yicang_proto::v1::{self, Receipt, Step};
use yicang_tlog::{Hash, RECEIPT, SEQUENCE, SignedHead, check_grown, sha256};

#[tokio::test]
async fn intake_asks_its_questions_in_order_and_a_refused_report_uses_up_no_number() {
    let trial = TestCentre::new().await;
    let good = || need("S1", "WATER", 5, "urgent");
    let refusal = async |signed| trial.send(signed).await.unwrap_err();

    let stranger = refusal(signed("A-S9", 1, good())).await;
    assert_eq!((stranger.code(), stranger.message()), (Code::Unauthenticated, "agent \"A-S9\" is not enrolled"));
    let mut forged = signed("A-S1", 1, good());
    forged.signature[0] ^= 1;
    assert_eq!(refusal(forged).await.code(), Code::Unauthenticated);
    let huge = v1::SignedReport { report: vec![0; 128 * 1024 + 1], ..v1::SignedReport::default() };
    assert!(refusal(huge).await.message().contains("at most 131072"));

    let faulty = refusal(signed("A-S1", 1, need("S1", "two words", 0, "urgent"))).await;
    assert_eq!((faulty.code(), faults_of(&faulty).len()), (Code::InvalidArgument, 1));
    let unknown = refusal(signed("A-S1", 1, need("S1", "GOLD", 5, "idle"))).await;
    assert_eq!(faults_of(&unknown).len(), 2, "{}", unknown.message());
    let foreign = refusal(signed("A-S1", 1, need("S2", "WATER", 5, "urgent"))).await;
    assert_eq!(foreign.code(), Code::PermissionDenied);
    let skipped = refusal(signed("A-S1", 2, good())).await;
    assert_eq!((skipped.code(), expected_sequence(&skipped)), (Code::FailedPrecondition, Some(1)));

    // It says so by its receipt key, in answer to exactly this report.
    let said = signed_sequence(&skipped).unwrap();
    let public = trial.centre.receipt_key.public();
    assert_eq!(public.verify(SEQUENCE, &said.statement, &said.signature), Ok(()));
    let statement = v1::SequenceStatement {
        log: "localhost/trial".into(),
        agent_id: "A-S1".into(),
        expected_sequence: 1,
        report_sha256: sha256(&signed("A-S1", 2, good()).report).to_vec(),
    };
    assert_eq!(v1::SequenceStatement::decode(said.statement.as_slice()).unwrap(), statement);

    let first = trial.send(signed("A-S1", 1, good())).await.unwrap();
    let receipt = Receipt::decode(first.receipt.as_slice()).unwrap();
    assert_eq!((receipt.sequence, receipt.agent_id.as_str()), (1, "A-S1"));
    assert_eq!(public.verify(RECEIPT, &first.receipt, &first.signature), Ok(()));

    trial.pass(3_600);
    assert_eq!(trial.send(signed("A-S1", 1, good())).await.unwrap(), first, "the same bytes, the same receipt");
    let renamed = v1::Report::decode(signed("A-S1", 1, good()).report.as_slice()).unwrap();
    let replayed = refusal(sign("A-S1", &v1::Report { report_id: "other".into(), ..renamed })).await;
    assert_eq!(expected_sequence(&replayed), Some(2));
    assert!(signed_sequence(&replayed).is_some() && signed_sequence(&faulty).is_none());
    let renewed = v1::Report::decode(signed("A-S1", 2, good()).report.as_slice()).unwrap();
    let reused = refusal(sign("A-S1", &v1::Report { report_id: "r1".into(), ..renewed })).await;
    assert_eq!(faults_of(&reused)[0].field, "report_id");

    // What the receipt promises is what the log then has, and a restart changes no byte of it.
    let promise = yicang_tlog::Receipt::open(&first.receipt, &first.signature, &public).unwrap();
    assert_eq!((promise.log.as_str(), promise.merge_delay), ("localhost/trial", 3_600));
    let trial = trial.restart(|_| {}).await;
    assert_eq!(trial.send(signed("A-S1", 1, good())).await.unwrap(), first);
    let log = yicang_writer::keys::load(trial.folder().root()).unwrap().verifier().clone();
    let public = yicang_auditor::source::Folder(trial.folder().public());
    let proof = yicang_auditor::public_log::PublicLog::open(&public, &log).unwrap().prove(promise.index).unwrap();
    assert_eq!(*proof.leaf(), promise.leaf_hash);
}

#[tokio::test]
async fn reports_in_flight_are_numbered_without_gaps_and_answered_once_each() {
    let trial = TestCentre::new().await;
    let first = trial.centre.state().board.applied_upto;
    let bodies = |agent: &str, n: u64| match agent {
        "A-D1" => reserve("D1", "WATER", n),
        site => need(&site[2..], "WATER", n, "urgent"),
    };
    let accepted: Vec<_> = (1..=50)
        .flat_map(|n| AGENTS.map(|agent| (agent, n)))
        .map(|(agent, n)| crate::intake::take(&trial.centre, Some(signed(agent, n, bodies(agent, n)))).unwrap())
        .collect();
    let mut indices = Vec::new();
    for accepted in accepted {
        let receipt = accepted.receipt().await.unwrap();
        indices.push(Receipt::decode(receipt.statement.as_slice()).unwrap().entry_index);
    }
    assert_eq!(indices, (first..first + 150).collect::<Vec<_>>());
}

#[tokio::test]
async fn orders_go_out_with_proof_and_steps_come_back() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 50))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "routine"))).await.unwrap();
    trial.send(signed("A-S2", 1, need("S2", "WATER", 30, "life-saving"))).await.unwrap();
    let plan = trial.plan().await;
    assert_eq!((plan.needs, plan.shipments), (2, 2));
    assert!(trial.orders().is_empty(), "a plan alone orders nothing");

    let released = trial.approve(&plan).await.unwrap();
    assert_eq!(released.order_count(), 2);
    let grant = trial.centre.grant(&"A-S2".parse().unwrap()).unwrap();
    let scope = crate::commands::access::orders_of(&trial.centre.state().board, &grant, false);
    let watch = crate::server::notices::watch(&trial.centre, scope, true).await.unwrap();
    let mut watch = watch.map(crate::server::field_service::news_to_wire);
    let Some(Event::Update(update)) = watch.next().await.unwrap().unwrap().event else { panic!("no order") };
    let order = update.order.unwrap();
    assert_eq!((order.site_id.as_str(), order.status()), ("S2", v1::OrderStatus::Approved));
    assert!(released.proof().is_for(&update.decision_leaf));
    assert_eq!(watch.next().await.unwrap().unwrap().event, Some(Event::CaughtUp(v1::CaughtUp {})));

    trial.send(signed("A-D1", 2, step(&order.order_id, Step::Shipped, order.quantity - 1))).await.unwrap();
    let Some(Event::Update(update)) = watch.next().await.unwrap().unwrap().event else { panic!("no change") };
    assert_eq!(update.order.unwrap().status(), v1::OrderStatus::Dispatched);
    let early = trial.send(signed("A-S1", 2, step(&order.order_id, Step::Received, 1))).await.unwrap_err();
    assert_eq!(early.code(), Code::PermissionDenied, "another site's order");

    trial.centre.stop.cancel();
    let end = tokio::time::timeout(Duration::from_secs(5), watch.next()).await;
    assert!(matches!(end, Ok(None)), "an open stream ends with the centre");
}

#[tokio::test]
async fn the_centre_proves_that_its_log_only_grew() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 50))).await.unwrap();
    let mut heads = Vec::new();
    for (n, quantity) in [(1, 40), (2, 30)] {
        trial.send(signed("A-S1", n, need("S1", "WATER", quantity, "routine"))).await.unwrap();
        let released = trial.approve(&trial.plan().await).await.unwrap();
        heads.push(SignedHead::parse(released.proof().checkpoint().as_bytes()).unwrap());
    }
    let field = crate::server::field_service::Field(std::sync::Arc::clone(&trial.centre));
    let ask = async |old_size, new_size| {
        let asked = v1::GetConsistencyRequest { old_size, new_size };
        let answer = field.get_consistency(tonic::Request::new(asked)).await?.into_inner();
        Ok::<_, tonic::Status>(answer.proof.into_iter().map(|hash| hash.try_into().unwrap()).collect::<Vec<Hash>>())
    };
    let [old, new] = &heads[..] else { panic!("two decisions") };
    let proof = ask(old.size(), new.size()).await.unwrap();
    assert!(old.size() < new.size() && !proof.is_empty());
    assert_eq!(check_grown(&proof, old, new), Ok(()));
    assert!(check_grown(&ask(old.size() - 1, new.size()).await.unwrap(), old, new).is_err(), "of another size");
    assert_eq!(ask(new.size(), new.size()).await.unwrap(), Vec::<Hash>::new());
    for (old_size, new_size, code) in [
        (0, new.size(), Code::InvalidArgument),
        (new.size(), old.size(), Code::InvalidArgument),
        (old.size(), 1 << 40, Code::NotFound),
        (1, u64::MAX, Code::NotFound),
    ] {
        assert_eq!(ask(old_size, new_size).await.unwrap_err().code(), code, "{old_size} {new_size}");
    }
}

#[tokio::test]
async fn a_plan_is_decided_once_and_only_while_it_fits() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 50))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "routine"))).await.unwrap();
    let (first, second) = (trial.plan().await, trial.plan().await);

    let other = PlanSummary { plan_sha256: [0; 32], ..first.clone() };
    assert_eq!(trial.approve(&other).await.unwrap_err().code(), Code::InvalidArgument);
    trial.send(signed("A-D1", 2, reserve("D1", "WATER", 10))).await.unwrap();
    let misfit = trial.approve(&first).await.unwrap_err();
    assert!(misfit.message().contains("lot D1/WATER/-: the plan takes 40, 10 are left"), "{}", misfit.message());
    trial.send(signed("A-D1", 3, reserve("D1", "WATER", 50))).await.unwrap();
    trial.approve(&first).await.unwrap();
    assert!(trial.approve(&first).await.unwrap_err().message().contains("approved already"));
    assert!(trial.approve(&second).await.unwrap_err().message().contains("was overtaken"));
}

/// The line of a plan's situation that begins with this word.
fn line_of(trial: &TestCentre, plan: &PlanSummary, word: &str) -> Option<String> {
    let state = trial.centre.state();
    let texts = &state.plan(&plan.plan_id).unwrap().texts;
    texts.situation.lines().find(|line| line.starts_with(word)).map(str::to_owned)
}

#[tokio::test]
async fn planning_again_does_not_draw_again_and_a_decision_does() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 50))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "routine"))).await.unwrap();
    let first = trial.plan().await;
    let seed = line_of(&trial, &first, "seed ").unwrap();
    trial.send(signed("A-S2", 1, need("S2", "WATER", 40, "routine"))).await.unwrap();
    let trial = trial.restart(|_| {}).await;
    let again = trial.plan().await;
    assert_eq!(line_of(&trial, &again, "seed ").unwrap(), seed);
    trial.approve(&again).await.unwrap();
    let later = trial.plan().await;
    assert_ne!(line_of(&trial, &later, "seed ").unwrap(), seed);
    trial.approve(&later).await.unwrap();
    // The auditor, who knows the public folder only, finds both seeds in it.
    trial.centre.finish().await;
    let log = yicang_writer::keys::load(trial.folder().root()).unwrap().verifier().clone();
    let public = yicang_auditor::source::Folder(trial.folder().public());
    let audit = yicang_auditor::audit::audit(&public, &log, &mut |_, _, _| {}).unwrap();
    assert_eq!((audit.decisions, audit.findings, audit.remarks), (2, vec![], vec![]));
}

#[tokio::test]
async fn the_seed_s_source_is_told_to_whom_the_draw_left_without() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 1))).await.unwrap();
    for site in ["S1", "S2"] {
        trial.send(signed(&format!("A-{site}"), 1, need(site, "WATER", 1, "urgent"))).await.unwrap();
    }
    let plan = trial.plan().await;
    let service = crate::server::dispatch_service::Dispatch(std::sync::Arc::clone(&trial.centre));
    let mut told = Vec::new();
    for site_id in ["S1", "S2"] {
        use yicang_proto::v1::dispatch_service_server::DispatchService as _;
        let plan_id = plan.plan_id.clone();
        let ask = v1::ExplainNeedRequest { site_id: site_id.into(), item_id: String::new(), plan_id };
        let answer = service.explain_need(tonic::Request::new(ask)).await.unwrap().into_inner();
        told.extend(answer.needs.into_iter().filter(|need| need.allocated == 0));
    }
    let [lost] = &told[..] else { panic!("one of the two goes without: {told:?}") };
    assert_eq!(lost.unmet[0].reason, "DRAW");
    assert!(lost.draw_en.starts_with("Drawn by the root of the public log right after entry 0."), "{}", lost.draw_en);
    assert!(lost.draw_en.contains("No witness's cosignature is in it"), "{}", lost.draw_en);
    assert!(lost.draw_zh.contains("第 0 条之后"), "{}", lost.draw_zh);
}

#[tokio::test]
async fn days_are_those_of_the_zone_in_the_settings() {
    let trial = TestCentre::new().await;
    let plan = trial.plan().await;
    assert_eq!(line_of(&trial, &plan, "offset "), None, "days of UTC");
    let config = crate::setup::config::Config { zone: "Asia/Shanghai".into(), ..Default::default() };
    let trial = trial.restart(|folder| std::fs::write(folder.config(), config.text()).unwrap()).await;
    let plan = trial.plan().await;
    assert_eq!(line_of(&trial, &plan, "offset ").as_deref(), Some("offset +08:00"));
    let state = trial.centre.state();
    assert_eq!(trial.centre.situation(&state, &trial.centre.policy.policy).offset, 8 * 3_600);
}

/// A log may end with a plan of version 1 that nobody has decided: it can be read, and no longer be approved.
#[tokio::test]
async fn a_plan_of_version_1_is_not_approved_any_more() {
    let trial = TestCentre::new().await;
    let texts = crate::events::texts::Texts {
        situation: "yicang-situation 1\nnow 2026-02-01T08:00:00Z\nlot D1 WATER - 50\nneed S1 WATER routine 40\nlane D1 S1 60\n".into(),
        policy: "yicang-policy 1\nname old\nfirst-level units\nclass routine 1\n".into(),
        plan: "yicang-plan 1\nsecond-level minutes\nvalue 40 2400\nship D1 WATER - S1 40 2026-02-01T08:00:00Z 2026-02-01T09:00:00Z\n\
               price-need S1 WATER 0 60000000\n"
            .into(),
        head: None,
        openings: None,
    };
    let ask = v1::RunCycle { second_level: v1::SecondLevel::Minutes.into(), ..v1::RunCycle::default() };
    let command = trial.command(Body::RunCycle(ask));
    let command = VerifiedCommand::from_journal(command).unwrap();
    let summary = trial.plan().await;
    let plan_sha256 = texts.hashes().plan;
    let index = {
        let mut state = trial.centre.state();
        let old = |index, _| {
            let plan_id = plan_id(index);
            let summary = PlanSummary { plan_id, plan_sha256, service: "40".into(), levels: Vec::new(), ..summary };
            let (texts, opened) = (std::sync::Arc::new(texts), Vec::new());
            CentreEvent::Planned(Planned { summary: Box::new(summary), texts, looked: None, opened, command })
        };
        trial.centre.record(&mut state, old).unwrap()
    };
    // A restart reads it, too.
    let trial = trial.restart(|_| {}).await;
    let old = trial.centre.state().plans[&index].summary();
    let refused = trial.approve(&old).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert!(refused.message().contains("made by the rules of version 1"), "{}", refused.message());
    let new = trial.plan().await;
    trial.approve(&new).await.unwrap();
}

#[tokio::test]
async fn a_repeated_command_is_done_once_and_a_stale_one_not_at_all() {
    let trial = TestCentre::new().await;
    let ask = v1::RunCycle { second_level: v1::SecondLevel::Minutes.into(), ..v1::RunCycle::default() };
    let command = trial.command_named("again", Body::RunCycle(ask.clone()));
    let stale = trial.command_named("stale", Body::RunCycle(ask.clone()));
    let first = trial.planned(command.clone()).await.unwrap();
    trial.pass(11 * 60);
    assert_eq!(trial.planned(command).await.unwrap(), first);
    let status = trial.planned(stale).await.unwrap_err();
    assert!(status.message().contains("set your clock"), "{}", status.message());
    let reused = trial.command_named("again", Body::RunCycle(ask));
    let status = trial.planned(reused).await.unwrap_err();
    assert_eq!(faults_of(&status)[0].field, "command_id");
}

#[tokio::test]
async fn a_note_is_public_with_its_plan_and_a_restart_knows_it() {
    let trial = TestCentre::new().await;
    let plan = trial.plan().await;
    let note = |id: &str, plan_id: &str, text: &str| {
        let ask = v1::NotePlan { plan_id: plan_id.into(), text: text.into() };
        trial.command_named(id, Body::NotePlan(ask))
    };
    let given = async |command| {
        crate::commands::run_recorded(&trial.centre, Some(command)).await.map_err(crate::tests::support::said)
    };
    let longest = "x".repeat(1_000);
    let entry = given(note("n1", &plan.plan_id, "H3 is served by boat 渡船")).await.unwrap();
    assert_eq!(given(note("n1", &plan.plan_id, "H3 is served by boat 渡船")).await.unwrap(), entry, "done once");
    given(note("n2", &plan.plan_id, &longest)).await.unwrap();
    for (id, text) in [("n3", ""), ("n4", " two"), ("n5", "two\nlines"), ("n6", &format!("{longest}x"))] {
        let refused = given(note(id, &plan.plan_id, text)).await.unwrap_err();
        assert_eq!(faults_of(&refused)[0].field, "note_plan.text", "{refused}");
    }
    assert_eq!(given(note("n7", "P99", "x")).await.unwrap_err().code(), Code::NotFound);
    let other = v1::ReleaseOrders { decision_index: 1, reason: "x".into() };
    let refused = given(trial.command(Body::ReleaseOrders(other))).await.unwrap_err();
    assert!(refused.message().contains("release_orders has a call of its own"), "{refused}");

    let trial = trial.restart(|_| {}).await;
    let service = crate::server::dispatch_service::Dispatch(std::sync::Arc::clone(&trial.centre));
    use yicang_proto::v1::dispatch_service_server::DispatchService as _;
    let shown = service.get_plan(tonic::Request::new(v1::GetPlanRequest::default())).await.unwrap().into_inner();
    let notes: Vec<_> = shown.notes.iter().map(|note| (note.entry_index, note.text.as_str())).collect();
    assert_eq!(notes, [(entry, "H3 is served by boat 渡船"), (entry + 1, longest.as_str())]);
    trial.centre.finish().await;
    let log = yicang_writer::keys::load(trial.folder().root()).unwrap().verifier().clone();
    let public = yicang_auditor::source::Folder(trial.folder().public());
    let audit = yicang_auditor::audit::audit(&public, &log, &mut |_, _, _| {}).unwrap();
    assert_eq!(audit.findings, vec![], "the replay knows the kind, and that it is what its command asks");
    let entries = std::fs::read_dir(trial.folder().public().join("tile/entries/000.p")).unwrap();
    let text: Vec<u8> = entries.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    assert!(String::from_utf8_lossy(&text).contains("yicang.v1 note\n"));
}

#[tokio::test]
async fn an_enrolment_names_every_fault_and_keeps_a_key_for_life() {
    let trial = TestCentre::new().await;
    let ask = |agent: &str, public_key: Vec<u8>| v1::EnrolAgent {
        agent_id: agent.into(),
        public_key,
        depot_ids: vec!["D9".into()],
        site_ids: vec!["S 1".into(), "S1".into()],
        ..v1::EnrolAgent::default()
    };
    let mut weak = vec![0; 32];
    weak[0] = 1;
    assert_eq!(faults_of(&trial.enrol(ask("two words", weak)).await.unwrap_err()).len(), 4);
    let other = v1::EnrolAgent {
        depot_ids: vec![],
        site_ids: vec![],
        ..ask("A-S1", key("other").public().to_bytes().to_vec())
    };
    assert_eq!(trial.enrol(other).await.unwrap_err().code(), Code::AlreadyExists);
}

#[tokio::test]
async fn new_ids_can_be_seen_are_no_formulas_and_look_like_no_other() {
    let trial = TestCentre::new().await;
    let lots = |lots: &[&str]| {
        let line = |lot: &&str| v1::ReserveLine {
            item_id: "WATER".into(),
            lot_id: (*lot).to_owned(),
            quantity: 5,
            ..v1::ReserveLine::default()
        };
        let lines = lots.iter().map(line).collect();
        v1::report::Body::Reserve(v1::ReserveReport { depot_id: "D1".into(), lines, ..v1::ReserveReport::default() })
    };
    trial.send(signed("A-D1", 1, lots(&["L1", ""]))).await.unwrap();
    for (strange, said) in [
        ("=L2", "begins with '='"),
        ("L\u{200b}2", "cannot be seen (U+200B)"),
        ("ｌ１", "\"ｌ１\" differs from lot \"L1\" by case or width only"),
        ("e\u{301}", "composed (NFC)"),
    ] {
        let refusal = trial.send(signed("A-D1", 2, lots(&["L1", strange]))).await.unwrap_err();
        let faults = faults_of(&refusal);
        assert_eq!(faults.len(), 1, "{refusal}");
        let fault = faults[0].to_string();
        assert!(fault.contains("reserve.lines[1].lot_id") && fault.contains(said), "{fault}");
    }
    let refusal = trial.send(signed("A-D1", 2, lots(&["X", "x"]))).await.unwrap_err();
    assert_eq!(faults_of(&refusal).len(), 2, "each names the other: {refusal}");
    trial.send(signed("A-D1", 2, lots(&["L1", "L2"]))).await.unwrap();
    for (agent, said) in [("a-d1", "differs from \"A-D1\""), ("+A", "begins with '+'")] {
        let public_key = key(agent).public().to_bytes().to_vec();
        let ask = v1::EnrolAgent {
            agent_id: agent.into(),
            public_key,
            site_ids: vec!["S1".into()],
            ..v1::EnrolAgent::default()
        };
        let refusal = trial.enrol(ask).await.unwrap_err();
        assert!(faults_of(&refusal)[0].to_string().contains(said), "{refusal}");
    }
}

#[tokio::test]
async fn a_clock_that_jumps_stops_records_until_the_centre_is_started_by_somebody() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-S1", 1, need("S1", "WATER", 5, "urgent"))).await.unwrap();
    trial.pass(20 * 60);
    trial.set_clock(-10 * 60);
    trial.send(signed("A-S1", 2, need("S1", "WATER", 6, "urgent"))).await.unwrap();
    trial.set_clock(-1);
    let before = trial.centre.state().board.clone();
    let refused = trial.send(signed("A-S1", 3, need("S1", "WATER", 7, "urgent"))).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable);
    assert!(refused.message().contains("jumped 10 minutes back while it ran"), "{}", refused.message());
    trial.set_clock(601);
    let refused = trial.send(signed("A-S1", 3, need("S1", "WATER", 7, "urgent"))).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "also when it has come back by itself");
    assert_eq!(trial.centre.state().board, before);
    let trial = trial.restart(|_| {}).await;
    trial.send(signed("A-S1", 3, need("S1", "WATER", 7, "urgent"))).await.unwrap();
}

#[tokio::test]
async fn a_clock_behind_the_last_record_or_far_ahead_is_confirmed_once_and_that_is_recorded() {
    for (set_by, why) in [(-3_600, "before the last record"), (32 * 86_400, "more than 31 days after the last record")]
    {
        let trial = TestCentre::new().await;
        trial.send(signed("A-S1", 1, need("S1", "WATER", 5, "urgent"))).await.unwrap();
        let records = trial.centre.state().board.applied_upto;
        trial.set_clock(set_by);
        let (trial, refused) = trial.restart_confirmed().await;
        assert!(refused.contains(why) && refused.contains("--clock-is-right"), "{refused}");
        let trial = trial.restart(|_| {}).await;
        assert_eq!(trial.centre.state().board.applied_upto, records + 1, "recorded once");
        trial.send(signed("A-S1", 2, need("S1", "WATER", 6, "urgent"))).await.unwrap();
        // Nothing that was recorded after it makes it doubtful again.
        let trial = trial.restart(|_| {}).await;
        let clock = trial.now();
        trial.centre.finish().await;
        let log = yicang_writer::keys::load(trial.folder().root()).unwrap().verifier().clone();
        let public = yicang_auditor::source::Folder(trial.folder().public());
        let audit = yicang_auditor::audit::audit(&public, &log, &mut |_, _, _| {}).unwrap();
        assert_eq!(audit.findings, vec![]);
        let bundles = trial.folder().public().join("tile/entries/000.p");
        let mut texts = std::fs::read_dir(bundles).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
        let said = format!("\nclock {clock}\n");
        assert!(texts.any(|text| String::from_utf8_lossy(&text).contains(&said)), "{said}");
    }
}

/// What a report of the property test says.
#[derive(Debug, Clone)]
enum Said {
    Need(usize, u64),
    Reserve(u64),
    Cycle,
    Shipped(usize, u64),
    Received(usize, u64),
}

fn said() -> impl Strategy<Value = Said> {
    prop_oneof![
        (1_usize..3, 0_u64..60).prop_map(|(site, quantity)| Said::Need(site, quantity)),
        (0_u64..80).prop_map(Said::Reserve),
        Just(Said::Cycle),
        (0_usize..4, 0_u64..40).prop_map(|(order, quantity)| Said::Shipped(order, quantity)),
        (0_usize..4, 0_u64..40).prop_map(|(order, quantity)| Said::Received(order, quantity)),
    ]
}

async fn say(trial: &TestCentre, said: &Said) {
    let report = |agent: &str, body| {
        let last = trial.centre.state().board.sequences.get(&agent.parse().unwrap()).copied().unwrap_or(0);
        signed(agent, last + 1, body)
    };
    let order = |at: usize| trial.orders().get(at).cloned().unwrap_or_default();
    let signed = match said {
        Said::Need(site, quantity) => report(AGENTS[*site], need(&AGENTS[*site][2..], "WATER", *quantity, "urgent")),
        Said::Reserve(quantity) => report("A-D1", reserve("D1", "WATER", *quantity)),
        Said::Shipped(at, quantity) => report("A-D1", step(&order(*at).order_id, Step::Shipped, *quantity)),
        Said::Received(at, quantity) => {
            let order = order(*at);
            report(&format!("A-{}", order.site_id), step(&order.order_id, Step::Received, *quantity))
        }
        Said::Cycle => {
            let plan = trial.plan().await;
            trial.approve(&plan).await.unwrap();
            return;
        }
    };
    // Refusals are part of the game.
    let _ = trial.send(signed).await;
}

proptest! {
    // Each case opens real files several times.
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn what_a_restart_reads_is_what_was_known(all in proptest::collection::vec(said(), 1..16)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let trial = TestCentre::new().await;
            trial.send(signed("A-S1", 1, need("S1", "RICE", 3, "urgent"))).await.unwrap();
            for one in &all {
                say(&trial, one).await;
            }
            let known: Board = trial.centre.state().board.clone();
            let again = signed("A-S1", 1, need("S1", "RICE", 3, "urgent"));
            let receipt = trial.send(again.clone()).await.unwrap();
            // A receipt tells that a step is durable; the book follows a moment later.
            let last = known.applied_upto - 1;
            trial.centre.orders.released(last, &trial.centre.stop).await;
            let orders = trial.orders();

            let trial = trial.restart(|_| {}).await;
            assert_eq!(trial.centre.state().board, known);
            let trial = trial.restart(|folder| {
                std::fs::remove_dir_all(folder.root().join("index")).unwrap();
                std::fs::remove_dir_all(folder.public().join("tile")).unwrap();
            }).await;
            assert_eq!(trial.centre.state().board, known);
            assert_eq!(trial.send(again).await.unwrap(), receipt);
            let decision = trial.centre.state().last_decision;
            if let Some((_, decision)) = decision {
                trial.centre.orders.released(decision, &trial.centre.stop).await.unwrap();
            }
            assert_eq!(trial.orders(), orders);
            // And whoever replays the public log finds that every plan follows from what was reported.
            trial.plan().await;
            trial.centre.finish().await;
            let log = yicang_writer::keys::load(trial.folder().root()).unwrap().verifier().clone();
            let public = yicang_auditor::source::Folder(trial.folder().public());
            let audit = yicang_auditor::audit::audit(&public, &log, &mut |_, _, _| {}).unwrap();
            assert_eq!(audit.findings, vec![]);
        });
    }
}

/// What a command asks for stands in its public entry, so it has limits.
#[tokio::test]
async fn a_command_of_too_many_lines_is_refused_and_one_line_less_is_not() {
    use crate::events::leaf::{ASKED_MAX, CHANGED_PLACES_MAX};
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 1))).await.unwrap();
    let last = trial.centre.state().board.applied_upto - 1;
    let ask = |lines: usize| v1::GrantDisclosure {
        reader: "Union".into(),
        reason: "complaint".into(),
        until: Some(yicang_proto::time::time_to_wire(trial.now() + jiff::SignedDuration::from_hours(1))),
        fields: vec![v1::MaskedField { entry_index: last, field: "note".into() }; lines],
    };
    for (lines, is_taken) in [(ASKED_MAX, true), (ASKED_MAX + 1, false)] {
        let command = trial.command(Body::GrantDisclosure(ask(lines)));
        let granted = trial.run(command, "grant_disclosure").await;
        assert_eq!(granted.is_ok(), is_taken, "{lines}: {granted:?}");
        let said = granted.err().map(|status| status.message().to_owned()).unwrap_or_default();
        assert!(is_taken || said.contains("401 lines; name at most 400"), "{said}");
    }
    for (places, is_taken) in [(CHANGED_PLACES_MAX, true), (CHANGED_PLACES_MAX + 1, false)] {
        let change = v1::EnrolChange { add_site_ids: vec!["S1".into(); places], ..v1::EnrolChange::default() };
        let ask = v1::EnrolAgent { agent_id: "A-S2".into(), change: Some(change), ..v1::EnrolAgent::default() };
        let enrolled = trial.enrol(ask).await;
        assert_eq!(enrolled.is_ok(), is_taken, "{places}: {enrolled:?}");
        let said = enrolled.err().map(|status| status.message().to_owned()).unwrap_or_default();
        assert!(is_taken || said.contains("201 places; one command changes at most 200"), "{said}");
    }
}
