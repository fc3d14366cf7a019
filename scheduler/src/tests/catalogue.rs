//! The catalogue changes while a centre runs: tests only.

use crate::tests::support::{TestCentre, need, reserve, signed, step};
use tonic::{Code, Status};
use yicang_domain::catalogue::change::Change;
use yicang_domain::{Plan, PlanSummary, Situation};
use yicang_proto::catalogue::change_from_wire;
use yicang_proto::status::faults_of;
use yicang_proto::v1::command::Body;
use yicang_proto::v1::dispatch_service_server::DispatchService as _;
use yicang_proto::v1::{self, Step};

impl TestCentre {
    fn change(&self, edits: &[&str]) -> v1::ChangeCatalogue {
        let from = self.centre.state().board.catalogue_from;
        let text: String = edits.iter().map(|edit| format!("{edit}\n")).collect();
        v1::ChangeCatalogue { from, edits: format!("yicang-catalogue-change 1\n{text}"), ..Default::default() }
    }

    async fn give(&self, change: v1::ChangeCatalogue) -> Result<u64, Status> {
        let command = Some(self.command(Body::ChangeCatalogue(change)));
        crate::commands::run_recorded(&self.centre, command).await.map_err(crate::tests::support::said)
    }

    async fn edit(&self, edits: &[&str]) -> u64 {
        self.give(self.change(edits)).await.unwrap()
    }

    async fn refused(&self, edits: &[&str]) -> Vec<String> {
        let before = self.centre.state().board.clone();
        let refused = self.give(self.change(edits)).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{refused}");
        assert_eq!(self.centre.state().board, before, "nothing of it was done");
        faults_of(&refused).iter().map(ToString::to_string).collect()
    }

    fn situation_of(&self, plan: &PlanSummary) -> Situation {
        let state = self.centre.state();
        Situation::from_text(&state.plan(&plan.plan_id).unwrap().texts.situation).unwrap()
    }

    fn lines_of(&self, plan: &PlanSummary) -> String {
        let state = self.centre.state();
        let plan = Plan::from_text(&state.plan(&plan.plan_id).unwrap().texts.plan).unwrap();
        let ships = plan.shipments.iter().map(|line| {
            format!("{} -> {}: {} {}, leaves {}", line.lot.depot, line.site, line.quantity, line.lot.item, line.departs)
        });
        let unmet = plan.unmet.iter().map(|line| format!("{} lacks {}: {}", line.need, line.quantity, line.reason));
        ships.chain(unmet).collect::<Vec<_>>().join("\n")
    }

    /// What `verify` says against the log: nothing.
    fn audited(&self) {
        let log = yicang_writer::keys::load(self.folder().root()).unwrap().verifier().clone();
        let public = yicang_auditor::source::Folder(self.folder().public());
        let audit = yicang_auditor::audit::audit(&public, &log, &mut |_, _, _| {}).unwrap();
        assert_eq!(audit.findings.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn what_is_added_is_planned_for_and_comes_back_after_a_restart() {
    let trial = TestCentre::new().await;
    let at = trial.centre.state().board.applied_upto;
    let name = |id: &str, name: &str| v1::NamedThing { id: id.into(), name: name.into(), unit: String::new() };
    let mut change =
        trial.change(&["add site S3 kind=clinic district=X", "add lane D1 S3 45", "set lane D1 S1 90 cost=2"]);
    change.site_names = vec![name("S3", "第三医院")];
    let command = trial.command(Body::ChangeCatalogue(change));
    let given = crate::commands::run_recorded(&trial.centre, Some(command.clone())).await.unwrap();
    assert_eq!(given, at);
    trial.pass(3_600);
    let again = crate::commands::run_recorded(&trial.centre, Some(command)).await.unwrap();
    assert_eq!((again, trial.centre.state().board.applied_upto), (at, at + 1), "it is done once");
    let grant = v1::EnrolChange { add_site_ids: vec!["S3".into()], ..Default::default() };
    trial.enrol(v1::EnrolAgent { agent_id: "A-S1".into(), change: Some(grant), ..Default::default() }).await.unwrap();
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 100))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S3", "WATER", 7, "urgent"))).await.unwrap();
    let plan = trial.plan().await;
    assert!(trial.lines_of(&plan).starts_with("D1 -> S3: 7 WATER"), "{}", trial.lines_of(&plan));
    let before = trial.centre.state().board.clone();
    let site = &before.catalogue.sites[&"S3".parse().unwrap()];
    assert_eq!((site.name.as_str(), before.catalogue_from), ("第三医院", at));
    let trial = trial.restart(|_| {}).await;
    assert_eq!(trial.centre.state().board, before);
    let service = crate::server::dispatch_service::Dispatch(std::sync::Arc::clone(&trial.centre));
    let answer = service.get_catalogue(tonic::Request::new(v1::GetCatalogueRequest {})).await.unwrap().into_inner();
    let things = [&answer.items[..], &answer.depots, &answer.sites];
    let read = yicang_proto::catalogue::catalogue_of(&answer.text, things).unwrap();
    assert_eq!((read, answer.from), (before.catalogue, at));
}

#[tokio::test]
async fn every_fault_of_a_change_is_named_and_nothing_of_it_is_done() {
    let trial = TestCentre::new().await;
    let said = trial
        .refused(&[
            "add site S1",
            "set site S9",
            "retire item GOLD",
            "add lane D1 S7 5",
            "add item ＷＡＴＥＲ",
            "add item =SUM(A1)",
            "close D1 S2 2026-02-01T08:00:00Z 2026-02-01T08:00:00Z flood",
            "open D1 S2 2026-02-01T08:00:00Z",
            "set lane D1 S2 30 pool=NIGHT",
            "set lane D1 S2 30",
            "retire depot D1",
            "set lane D1 S1 60 closed",
        ])
        .await;
    let expected = [
        "edits[0]: site S1 is there already; use set",
        "edits[1]: site S9 is not in the catalogue",
        "edits[2]: item GOLD is not in the catalogue",
        "edits[6]: ends before it begins",
        "edits[7]: lane D1 S2 is not closed at 2026-02-01T08:00:00Z or later",
        "edits[9]: is the second edit of one thing, after edit 8; say all of it in one",
        "edits[11]: a lane is closed with a reason: lane close",
        "edits[11]: lane D1 S1 names depot D1, which would not be there",
        "edits[8]: lane D1 S2 names depot D1, which would not be there",
        "edits[8]: lane D1 S2 names pool NIGHT, which would not be there",
        "edits[3]: lane D1 S7 names depot D1, which would not be there",
        "edits[3]: lane D1 S7 names site S7, which would not be there",
        "edits[4]: \"ＷＡＴＥＲ\" differs from \"WATER\" by case or width only; choose another id",
        "edits[5]: \"=SUM(A1)\" begins with '=', which a spreadsheet would run; choose another id",
    ];
    for part in expected {
        assert!(said.iter().any(|fault| fault == &format!("change_catalogue.{part}")), "{part}\n{}", said.join("\n"));
    }
    assert_eq!(said.len(), expected.len(), "{}", said.join("\n"));
    // What is not spelt as it should be is not even signed: every line is named.
    let spelt = |edits: &[&str]| change_from_wire(&trial.change(edits)).unwrap_err().to_string();
    let said = spelt(&["add site  S3", "set nothing X", "add site S4 district="]);
    assert!(["line 2: ", "line 3: ", "line 4: "].iter().all(|line| said.contains(line)), "{said}");
    assert!(spelt(&[]).contains("a change has 1 to 20000 edits, not 0"));
    let mut named = trial.change(&["set site S1"]);
    let thing = |id: &str| v1::NamedThing { id: id.into(), name: "x".repeat(257), unit: String::new() };
    named.site_names = vec![thing("S1"), thing("S2")];
    let refused = trial.give(named).await.unwrap_err();
    let faults: Vec<_> = faults_of(&refused).iter().map(ToString::to_string).collect();
    assert_eq!(
        faults[0],
        "change_catalogue.site_names: the name of site S1 is longer than 256 bytes, or has control characters"
    );
    assert_eq!(faults[1], "change_catalogue.site_names: site S2 has a name, and is not added or set");
    // An agent is no coordinator, and a command is for one call.
    let run_as = trial.run(trial.command(Body::ChangeCatalogue(trial.change(&["add site S3"]))), "note_plan").await;
    assert!(run_as.unwrap_err().message().contains("is not note_plan"));
}

#[tokio::test]
async fn nobody_overwrites_a_change_that_he_has_not_seen() {
    let trial = TestCentre::new().await;
    let (mine, theirs) = (trial.change(&["set lane D1 S1 70"]), trial.change(&["set lane D1 S1 80"]));
    let record = trial.give(theirs).await.unwrap();
    let refused = trial.give(mine).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    let said = format!("the change was written against the catalogue of record 0; it is that of record {record} now");
    assert!(refused.message().contains(&said), "{refused}");
}

#[tokio::test]
async fn what_still_has_stock_needs_or_orders_stays_and_an_id_is_given_once() {
    let trial = TestCentre::new().await;
    trial.edit(&["add item TEA", "add substitute WATER TEA", "add pool V"]).await;
    trial.edit(&["retire pool V"]).await;
    trial.send(signed("A-D1", 1, reserve("D1", "TEA", 100))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 7, "urgent"))).await.unwrap();
    let plan = trial.plan().await;
    let orders = trial.approve(&plan).await;
    let order = format!("{}-1", plan.plan_id);
    let said = trial
        .refused(&[
            "retire item TEA",
            "retire item WATER",
            "retire site S1",
            "retire depot D1",
            "retire lane D1 S1",
            "retire substitute WATER TEA",
        ])
        .await
        .join("\n");
    for part in [
        "edits[0]: item TEA still has stock: D1/TEA/- 100",
        &format!("edits[0]: item TEA still has open orders: {order}"),
        "edits[1]: item WATER still has open needs: S1/WATER",
        &format!("edits[1]: item WATER still has open orders: {order}"),
        "edits[2]: site S1 still has open needs: S1/WATER",
        "edits[3]: depot D1 still has stock: D1/TEA/- 100",
        &format!("edits[4]: lane D1 S1 still has open orders: {order}"),
        "edits[5]: substitute WATER TEA still counts for open needs: S1/WATER",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let mut unit = trial.change(&["set item TEA"]);
    unit.item_names = vec![v1::NamedThing { id: "TEA".into(), name: "tea".into(), unit: "box".into() }];
    let refused = trial.give(unit).await.unwrap_err();
    assert!(refused.message().contains("cannot change: item TEA still has stock"), "{refused}");
    drop(orders);
    // When all is done, it goes; and its id never comes back.
    trial.send(signed("A-D1", 2, step(&order, Step::Shipped, 7))).await.unwrap();
    trial.send(signed("A-S1", 2, step(&order, Step::Received, 7))).await.unwrap();
    trial.send(signed("A-D1", 3, reserve("D1", "TEA", 0))).await.unwrap();
    trial.edit(&["retire substitute WATER TEA", "retire item TEA"]).await;
    let said = trial.refused(&["add item TEA", "add pool V", "add item tea"]).await;
    assert_eq!(
        said[0],
        "change_catalogue.edits[0]: item TEA was retired, and an id is never given again; choose another"
    );
    assert_eq!(
        said[1],
        "change_catalogue.edits[1]: pool V was retired, and an id is never given again; choose another"
    );
    assert!(said[2].contains("\"tea\" differs from \"TEA\" by case or width only"), "{said:?}");
    // Reports of it are refused, and what was ordered of it is still known.
    let gone = trial.send(signed("A-D1", 4, reserve("D1", "TEA", 5))).await.unwrap_err();
    assert!(gone.message().contains("item TEA is not in the catalogue"), "{gone}");
    assert_eq!(trial.orders()[0].item_id, "TEA");
    assert_eq!(trial.centre.state().board.catalogue.retired.items.len(), 1);
    let trial = trial.restart(|_| {}).await;
    trial.audited();
}

#[tokio::test]
async fn a_closed_lane_carries_nothing_in_its_time_and_the_closure_is_named() {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 100))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "urgent"))).await.unwrap();
    let open = trial.plan().await;
    assert!(trial.lines_of(&open).starts_with("D1 -> S1: 40 WATER"), "{}", trial.lines_of(&open));
    let now = trial.now();
    let (from, until) = (now, now + jiff::SignedDuration::from_hours(2));
    trial.edit(&[&format!("close D1 S1 {from} {until} bridge under water")]).await;
    // A plan from before the closure no longer fits.
    let refused = trial.approve_error(&open).await;
    assert!(refused.message().contains("it is closed now: bridge under water"), "{refused}");
    let closed = trial.plan().await;
    assert_eq!(trial.lines_of(&closed), "S1/WATER lacks 40: LANE_CLOSED");
    assert!(trial.situation_of(&closed).to_text().contains("lane D1 S1 60 closed\n"));
    trial.pass(2 * 3_600);
    let after = trial.plan().await;
    assert!(trial.lines_of(&after).starts_with("D1 -> S1: 40 WATER"), "{}", trial.lines_of(&after));
    // Without an end, until somebody opens it; the plan of then is still explained.
    trial.edit(&[&format!("close D1 S1 {} - landslide", trial.now())]).await;
    let second = trial.plan().await;
    trial.pass(60);
    trial.edit(&[&format!("open D1 S1 {}", trial.now())]).await;
    assert!(trial.lines_of(&trial.plan().await).starts_with("D1 -> S1: 40 WATER"));
    let service = crate::server::dispatch_service::Dispatch(std::sync::Arc::clone(&trial.centre));
    for (plan, reason) in [(&closed, Some("bridge under water")), (&second, Some("landslide")), (&after, None)] {
        let ask =
            v1::ExplainNeedRequest { site_id: "S1".into(), item_id: "WATER".into(), plan_id: plan.plan_id.clone() };
        let answer = service.explain_need(tonic::Request::new(ask)).await.unwrap().into_inner();
        let named: Vec<_> =
            answer.needs[0].closed_lanes.iter().map(|lane| (lane.depot_id.as_str(), lane.reason.as_str())).collect();
        assert_eq!(named, reason.map(|reason| ("D1", reason)).into_iter().collect::<Vec<_>>(), "{}", plan.plan_id);
    }
    let trial = trial.restart(|_| {}).await;
    trial.audited();
}

#[tokio::test]
async fn daily_vehicles_leave_at_their_next_time_on_each_of_two_days() {
    let trial = TestCentre::new().await;
    let now = trial.now().as_second();
    // To one hour before 18:00 UTC, where the test's centre is.
    let to = (17 * 3_600 - now).rem_euclid(86_400);
    trial.pass(to);
    trial
        .edit(&[
            "add pool NIGHT departs=daily@18:00 grams=100000",
            "set lane D1 S1 60 pool=NIGHT",
            "set item WATER grams=1000",
        ])
        .await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 500))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 300, "urgent"))).await.unwrap();
    let mut departures = Vec::new();
    for _ in 0..2 {
        let plan = trial.plan().await;
        let situation = trial.situation_of(&plan);
        let departs = situation.pools.values().next().unwrap().departs.unwrap();
        assert!(trial.lines_of(&plan).contains(&format!("D1 -> S1: 100 WATER, leaves {departs}")));
        departures.push(departs);
        drop(trial.approve(&plan).await);
        trial.pass(86_400);
    }
    assert_eq!(departures[1].as_second() - departures[0].as_second(), 86_400);
    assert_eq!(departures[0].as_second(), now + to + 3_600);
    let trial = trial.restart(|_| {}).await;
    trial.audited();
}

#[test]
fn a_change_is_read_in_one_spelling_and_within_its_limits() {
    let text = |edits: &str| format!("yicang-catalogue-change 1\n{edits}");
    let all = "add item MASK grams=3.5 pack=50\nset pool V departs=daily@06:00,18:00 grams=5\nretire kit K P\n\
               close D H 2026-02-01T08:00:00Z - 桥  断了\nopen D H 2026-02-01T09:00:00Z\nadd site H kind=clinic 1 2\n";
    let change = Change::from_text(7, &text(all)).unwrap();
    assert_eq!((change.to_text(), change.edits.len()), (text(all), 6));
    for other in [
        "add item MASK pack=1\n",
        "add item MASK\n\n",
        "# x\nadd item MASK\n",
        "add item MASK",
        "add item MASK grams=3.50\n",
    ] {
        assert!(Change::from_text(7, &text(other)).is_err(), "{other:?}");
    }
    let many = |count: usize| text(&(0..count).map(|n| format!("add site S{n}\n")).collect::<String>());
    assert!(Change::from_text(0, &many(20_000)).is_ok());
    assert!(Change::from_text(0, &many(20_001)).unwrap_err()[0].to_string().contains("1 to 20000 edits"));
    let long = text(&(0..9_000).map(|n| format!("add site {n:x>64}\n")).collect::<String>());
    assert!(Change::from_text(0, &long).unwrap_err()[0].to_string().contains("at most 524288"));
    let reason = |length: usize| text(&format!("close D H 2026-02-01T08:00:00Z - {}\n", "x".repeat(length)));
    assert!(Change::from_text(0, &reason(200)).is_ok() && Change::from_text(0, &reason(201)).is_err());
}
