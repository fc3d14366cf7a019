//! Notices through the centre's own doors: told to whom they concern, as they arise, until they are acknowledged.

use crate::server::field_service::news_to_wire;
use crate::tests::lots::{audited, hold, lots};
use crate::tests::support::{TestCentre, need, signed, step};
use jiff::SignedDuration;
use std::time::Duration;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Code, Request};
use yicang_proto::status::faults_of;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::command::Body;
use yicang_proto::v1::dispatch_service_server::DispatchService as _;
use yicang_proto::v1::watch_orders_response::Event;
use yicang_proto::v1::{self, LotHold, Step, report};

const HOUR: i64 = 3_600;

/// A centre by the policy that ships, whose needs become stale.
async fn trial() -> TestCentre {
    let trial = TestCentre::new().await;
    trial
        .restart(|folder| {
            let shipped = crate::setup::policies::text("floor-then-class").unwrap();
            std::fs::write(folder.root().join("own.policy"), shipped.replace("unverified median", "unverified claim"))
                .unwrap();
        })
        .await
}

fn seen(ids: &[&str]) -> report::Body {
    report::Body::Seen(v1::SeenReport { notice_ids: ids.iter().map(|id| (*id).to_owned()).collect() })
}

/// What an agent is told, as a stream of the wire's own events.
async fn watch(trial: &TestCentre, agent: &str, follow: bool) -> impl Stream<Item = Event> + Unpin + use<> {
    let grant = trial.centre.grant(&agent.parse().unwrap()).unwrap();
    let scope = crate::commands::access::orders_of(&trial.centre.state().board, &grant, false);
    let news = crate::server::notices::watch(&trial.centre, scope, follow).await.unwrap();
    news.map(|news| news_to_wire(news).unwrap().event.unwrap())
}

/// The notices that an agent finds when it asks.
async fn told(trial: &TestCentre, agent: &str) -> Vec<v1::Notice> {
    let mut news = watch(trial, agent, false).await;
    let mut notices = Vec::new();
    while let Some(event) = news.next().await {
        match event {
            Event::Notice(notice) => notices.push(notice),
            Event::CaughtUp(_) => return notices,
            Event::Update(_) => {}
        }
    }
    panic!("the stream ended before all was told");
}

async fn next_notice(news: &mut (impl Stream<Item = Event> + Unpin)) -> v1::Notice {
    loop {
        let event = tokio::time::timeout(Duration::from_secs(60), news.next()).await;
        if let Event::Notice(notice) = event.expect("a notice must come").unwrap() {
            return notice;
        }
    }
}

async fn listed(trial: &TestCentre, place: &str, kind: &str) -> Result<Vec<v1::Notice>, tonic::Status> {
    let dispatch = crate::server::dispatch_service::Dispatch(trial.centre.clone());
    let ask = v1::ListNoticesRequest { place_id: place.into(), kind: kind.into() };
    Ok(dispatch.list_notices(Request::new(ask)).await?.into_inner().notices)
}

fn ids(notices: &[v1::Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.notice_id.as_str()).collect()
}

#[tokio::test]
async fn a_recall_reaches_depot_and_site_with_its_reason_until_each_has_acknowledged_it() {
    let trial = trial().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 50)]))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "routine"))).await.unwrap();
    let plan = trial.plan().await;
    let mut depot = watch(&trial, "A-D1", true).await;
    let released = trial.approve(&plan).await.unwrap();
    let order = format!("{}-1", plan.plan_id);
    let ship = next_notice(&mut depot).await;
    assert_eq!(
        (ship.kind.as_str(), ship.order_id.as_str(), ship.entry_index),
        ("NEEDED_BY", &*order, released.index())
    );
    trial.send(signed("A-D1", 2, step(&order, Step::Shipped, 40))).await.unwrap();
    let mut site = watch(&trial, "A-S1", true).await;
    let other = watch(&trial, "A-S2", true).await;
    let entry = hold(&trial, "L1", LotHold::Recall, "glass in it").await.unwrap();
    let (to_depot, to_site) = (next_notice(&mut depot).await, next_notice(&mut site).await);
    let id = format!("N{entry}-recall-S1");
    assert_eq!((to_site.notice_id.as_str(), to_site.site_id.as_str(), to_site.depot_id.as_str()), (&*id, "S1", ""));
    assert_eq!((to_site.kind.as_str(), to_site.entry_index, to_site.lot_id.as_str()), ("RECALL", entry, "L1"));
    assert_eq!(
        (to_depot.notice_id.as_str(), to_depot.reason.as_str()),
        (&*format!("N{entry}-recall@D1"), "glass in it")
    );
    assert_eq!(to_site.reason, "glass in it", "those whom it concerns may read why");

    // Everybody sees that it stands; why, only the addressee.
    let all = listed(&trial, "", "RECALL").await.unwrap();
    let both = [format!("N{entry}-recall@D1"), format!("N{entry}-recall-S1")];
    assert_eq!(ids(&all), both, "depots first");
    assert!(all.iter().all(|notice| notice.reason.is_empty() && !notice.seen));
    assert_eq!(listed(&trial, "", "RECALLS").await.unwrap_err().code(), Code::InvalidArgument);

    // Somebody else's, and one that is not there, are refused, each by name; and nothing of it counts.
    let wrong = [&*id, &*format!("N{entry}-recall@D1"), "N1-recall-S1"];
    let refused = trial.send(signed("A-S1", 2, seen(&wrong))).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let faults = faults_of(&refused);
    let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["seen.notice_ids[1]", "seen.notice_ids[2]"], "{refused}");
    assert_eq!(ids(&told(&trial, "A-S1").await), [&*id]);

    trial.send(signed("A-S1", 2, seen(&[&id]))).await.unwrap();
    assert!(told(&trial, "A-S1").await.is_empty());
    let site_now = listed(&trial, "S1", "").await.unwrap();
    assert_eq!((ids(&site_now), site_now[0].seen), (vec![&*id], true));
    assert_eq!(ids(&told(&trial, "A-D1").await), [&*format!("N{entry}-recall@D1")], "the depot has not");
    // What was acknowledged, and what was not, is so after a restart.
    let board = trial.centre.state().board.clone();
    drop((depot, site));
    let trial = trial.restart(|_| {}).await;
    assert_eq!(trial.centre.state().board, board);
    assert!(told(&trial, "A-S1").await.is_empty());
    let again = told(&trial, "A-D1").await;
    assert_eq!((ids(&again), again[0].reason.as_str()), (vec![&*format!("N{entry}-recall@D1")], "glass in it"));
    // Nobody else was told.
    let rest: Vec<_> = tokio::time::timeout(Duration::from_secs(60), other.collect()).await.unwrap();
    assert!(matches!(rest[..], [Event::CaughtUp(_)]), "{rest:?}");
    assert_eq!(audited(&trial).await.0, Vec::<String>::new());
}

#[tokio::test]
async fn what_arises_by_time_alone_is_told_once_and_a_fresh_word_ends_it() {
    let trial = trial().await;
    let before = trial.centre.state().board.applied_upto;
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "routine"))).await.unwrap();
    let mut site = watch(&trial, "A-S1", true).await;
    assert!(matches!(site.next().await, Some(Event::CaughtUp(_))));
    trial.pass(36 * HOUR);
    // As after a record.
    trial.centre.notices.look();
    let soon = next_notice(&mut site).await;
    assert_eq!(soon.notice_id, format!("N{before}-soon-S1/WATER"));
    // By the clock alone, with a shorter tick.
    trial.pass(13 * HOUR);
    let (centre, stop) = (std::sync::Arc::downgrade(&trial.centre), trial.centre.stop.clone());
    tokio::spawn(crate::centre::telling::run(centre, Duration::from_millis(5), stop));
    assert_eq!(next_notice(&mut site).await.notice_id, format!("N{before}-stale-S1/WATER"), "and the other not again");
    trial.send(signed("A-S1", 2, need("S1", "WATER", 40, "routine"))).await.unwrap();
    assert!(told(&trial, "A-S1").await.is_empty());
}

#[tokio::test]
async fn an_expired_need_says_so_wherever_it_is_shown() {
    let trial = trial().await;
    let report::Body::Need(mut asked) = need("S1", "WATER", 40, "routine") else { unreachable!("a need") };
    let latest = trial.now() + SignedDuration::from_hours(2);
    asked.lines[0].latest_useful_at = Some(time_to_wire(latest));
    trial.send(signed("A-S1", 1, report::Body::Need(asked))).await.unwrap();
    let dispatch = crate::server::dispatch_service::Dispatch(trial.centre.clone());
    let standing = async || {
        let ask = Request::new(v1::ListNeedsRequest::default());
        dispatch.list_needs(ask).await.unwrap().into_inner().needs.remove(0)
    };
    trial.pass(2 * HOUR);
    assert!(!standing().await.expired);
    trial.pass(1);
    assert!(standing().await.expired);
    assert_eq!(told(&trial, "A-S1").await[0].kind, "EXPIRED");
    // Nothing is sent any more, and the need's story ends with it.
    trial.send(signed("A-D1", 1, lots(&[("L1", 50)]))).await.unwrap();
    let plan = trial.plan().await;
    assert_eq!((plan.needs, plan.shipments), (1, 0));
    let ask = v1::ExplainNeedRequest { site_id: "S1".into(), item_id: "WATER".into(), plan_id: String::new() };
    let told = dispatch.explain_need(Request::new(ask)).await.unwrap().into_inner().needs.remove(0);
    assert_eq!(told.unmet[0].reason, "LEAD_TIME");
    let last = told.history.last().unwrap();
    assert_eq!(last.sentence_en, "expired: the latest useful time is over");
    assert_eq!(last.at, Some(time_to_wire(latest)));
}

#[tokio::test]
async fn a_rejected_need_is_told_with_the_reason_to_its_site_alone() {
    let trial = trial().await;
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "routine"))).await.unwrap();
    let body = Body::RejectNeed(v1::RejectNeed {
        site_id: "S1".into(),
        item_id: "WATER".into(),
        reason: "no such ward".into(),
    });
    let dispatch = crate::server::dispatch_service::Dispatch(trial.centre.clone());
    let ask = v1::GiveCommandRequest { command: Some(trial.command(body)) };
    let entry = dispatch.give_command(Request::new(ask)).await.unwrap().into_inner().entry_index;
    let notices = told(&trial, "A-S1").await;
    assert_eq!((notices[0].kind.as_str(), notices[0].entry_index), ("REJECTED", entry));
    assert_eq!(notices[0].reason, "no such ward");
    assert!(told(&trial, "A-S2").await.is_empty());
    assert_eq!(listed(&trial, "S1", "").await.unwrap()[0].reason, "");
}
