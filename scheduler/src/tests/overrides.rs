//! Overrides, from the command to the auditor.

use crate::tests::lots::{audited, give, lots, situation_of};
use crate::tests::support::{TestCentre, need, signed};
use tonic::{Code, Request, Status};
use yicang_domain::OverrideId;
use yicang_language::Language;
use yicang_proto::status::faults_of;
use yicang_proto::v1::command::Body;
use yicang_proto::v1::dispatch_service_server::DispatchService as _;
use yicang_proto::v1::{self, OverrideLine};

fn line(lot: &str, site: &str, bound: &str, quantity: u64) -> OverrideLine {
    OverrideLine {
        depot_id: "D1".into(),
        item_id: "WATER".into(),
        lot_id: lot.into(),
        site_id: site.into(),
        bound: bound.into(),
        quantity,
        ..OverrideLine::default()
    }
}

async fn overridden(trial: &TestCentre, lines: Vec<OverrideLine>) -> Result<u64, Status> {
    let (because, reason) = ("medical".into(), "the ward of Dr Li has no water".into());
    give(trial, Body::OverridePlans(v1::OverridePlans { lines, because, reason })).await
}

async fn taken_back(trial: &TestCentre, id: &str) -> Result<u64, Status> {
    let (because, reason) = ("other".into(), "it rained".into());
    give(trial, Body::TakeBackOverride(v1::TakeBackOverride { override_id: id.into(), because, reason })).await
}

async fn listed(trial: &TestCentre) -> Vec<v1::OverrideRecord> {
    let service = crate::server::dispatch_service::Dispatch(std::sync::Arc::clone(&trial.centre));
    let answer = service.list_overrides(Request::new(v1::ListOverridesRequest {})).await.unwrap();
    answer.into_inner().overrides
}

fn plan_of(trial: &TestCentre, plan: &str) -> String {
    trial.centre.state().plan(plan).unwrap().texts.plan.clone()
}

/// A lot of fifty, and two needs of forty.
async fn short() -> TestCentre {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, lots(&[("L1", 50)]))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "life-saving"))).await.unwrap();
    trial.send(signed("A-S2", 1, need("S2", "WATER", 40, "routine"))).await.unwrap();
    trial
}

#[tokio::test]
async fn plans_keep_an_override_until_it_is_taken_back() {
    let trial = short().await;
    let before = trial.plan().await;
    let entry = overridden(&trial, vec![line("L1", "S2", "at-least", 35)]).await.unwrap();
    // A plan that does not know of it is not decided.
    let older = trial.approve_error(&before).await;
    assert_eq!(older.code(), Code::FailedPrecondition);
    assert!(older.message().contains(&format!("does not know of record {entry}")), "{older}");
    let plan = trial.plan().await;
    let text = situation_of(&trial, &plan.plan_id);
    assert!(text.contains(&format!("override at-least D1 WATER L1 S2 35 V{entry}\n")), "{text}");
    let made = plan_of(&trial, &plan.plan_id);
    assert!(made.contains("ship D1 WATER L1 S2 35 ") && made.contains("unmet S1 WATER OVERRIDE 25\n"), "{made}");
    trial.approve(&plan).await.unwrap();

    // Its orders are inside the fence: what the override asks for is sent, and asks for nothing more.
    let next = trial.plan().await;
    assert!(!situation_of(&trial, &next.plan_id).contains("override"), "{}", situation_of(&trial, &next.plan_id));

    // It is there after a restart, and ends once.
    let board = trial.centre.state().board.clone();
    let trial = trial.restart(|_| {}).await;
    assert_eq!(trial.centre.state().board, board);
    let all = listed(&trial).await;
    assert_eq!((all.len(), all[0].override_id.as_str()), (1, &*OverrideId(entry).to_string()));
    assert_eq!((all[0].because.as_str(), all[0].taken_back_by), ("medical", None));
    let end = taken_back(&trial, &format!("V{entry}")).await.unwrap();
    assert_eq!(listed(&trial).await[0].taken_back_by, Some(end));
    let again = taken_back(&trial, &format!("V{entry}")).await.unwrap_err();
    assert!(again.message().contains(&format!("was taken back by record {end}")), "{again}");
    trial.plan().await;
    assert_eq!(audited(&trial).await.0, Vec::<String>::new());
    let entries = std::fs::read_dir(trial.folder().public().join("tile/entries/000.p")).unwrap();
    let text: Vec<u8> = entries.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let text = String::from_utf8_lossy(&text).into_owned();
    assert!(text.contains("yicang.v1 plan-override\n") && text.contains("\nask override at-least D1 WATER L1 S2 35\n"));
    assert!(!text.contains("Dr Li"), "the words are only committed to");
}

/// The goods are gone: the override lapses in the plan, which says why, and is made.
#[tokio::test]
async fn an_override_that_becomes_impossible_lapses() {
    let trial = short().await;
    let entry = overridden(&trial, vec![line("L1", "S2", "exactly", 35)]).await.unwrap();
    trial.send(signed("A-D1", 2, lots(&[("L1", 20)]))).await.unwrap();
    let plan = trial.plan().await;
    let made = plan_of(&trial, &plan.plan_id);
    assert!(made.contains(&format!("lapsed V{entry} D1 WATER L1 S2 SUPPLY_EXHAUSTED\n")), "{made}");
    trial.approve(&plan).await.unwrap();
    assert_eq!(audited(&trial).await.0, Vec::<String>::new());
}

/// Every refusal, in both languages.
#[tokio::test]
async fn an_override_that_makes_no_sense_is_refused_with_every_fault() {
    let trial = short().await;
    let said = |refused: &Status, english: &str| {
        assert!(refused.message().contains(english), "{english:?} is not in {}", refused.message());
    };
    let unknown = overridden(&trial, vec![line("L9", "S2", "pin", 3)]).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    said(&unknown, "nobody has ever reported lot D1/WATER/L9");
    // Each line that could not be kept now, with its reason.
    let much = vec![line("L1", "S2", "pin", 60), line("L1", "S1", "at-least", 41)];
    let much = overridden(&trial, much).await.unwrap_err();
    assert_eq!((much.code(), faults_of(&much).len()), (Code::FailedPrecondition, 2));
    let whys: String = faults_of(&much).iter().map(|fault| format!("{}\n", fault.problem)).collect();
    assert!(whys.contains("for S2/WATER cannot be kept: the lot has less"), "{whys}");
    assert!(whys.contains("for S1/WATER cannot be kept: the need is closed, or asks for less"), "{whys}");
    for (lines, why) in [
        (vec![line("L1", "S1", "pin", 3), line("L1", "S1", "forbid", 0)], "is overridden twice"),
        (vec![line("L1", "S1", "pin", 0)], "to send nothing, forbid it"),
        (vec![], "0 lots and needs would be overridden; 1 to 100 may be"),
    ] {
        let refused = overridden(&trial, lines).await.unwrap_err();
        let faults: String = faults_of(&refused).iter().map(|fault| fault.problem.to_string()).collect();
        assert!(faults.contains(why), "{why:?} is not in {faults:?}");
    }
    let entry = overridden(&trial, vec![line("L1", "S1", "forbid", 0)]).await.unwrap();
    let bounded = overridden(&trial, vec![line("L1", "S1", "pin", 5)]).await.unwrap_err();
    assert!(
        faults_of(&bounded)[0]
            .problem
            .to_string()
            .contains(&format!("is overridden by V{entry}; take that back first"))
    );
    said(&taken_back(&trial, "V1").await.unwrap_err(), "there is no override V1");
    let bad = v1::OverridePlans {
        lines: vec![line("two words", "S1", "keep", 5), line("L1", "S1", "pin", u64::MAX)],
        because: "whim".into(),
        reason: " ".into(),
    };
    let refused = give(&trial, Body::OverridePlans(bad)).await.unwrap_err();
    let fields: Vec<_> = faults_of(&refused).iter().map(|fault| fault.field.clone()).collect();
    let at = |field: &str| format!("override_plans.{field}");
    let expected = ["because", "reason", "lines[0].lot_id", "lines[0].bound", "lines[1].quantity"].map(at);
    assert_eq!(fields, expected);
}

/// What is refused is said in Chinese, too.
#[test]
fn each_refusal_is_chinese_in_chinese() {
    use yicang_domain::board::overriding::NotOverridden;
    use yicang_domain::signed_override::OverrideLine;
    use yicang_domain::{Bound, Lapse};
    use yicang_language::ToMessage as _;
    let line = || OverrideLine {
        lot: crate::tests::lots::lot("L1"),
        need: yicang_domain::NeedKey { site: "S1".parse().unwrap(), item: "WATER".parse().unwrap() },
        bound: Bound::Forbid,
    };
    let id = OverrideId(7);
    let mut all: Vec<_> = Lapse::ALL.iter().map(|lapse| lapse.message()).collect();
    all.extend([
        NotOverridden::Unknown(id).message(),
        NotOverridden::TakenBack(id, 9).message(),
        NotOverridden::Bounded(line(), id).message(),
        NotOverridden::Twice(line()).message(),
        NotOverridden::Nothing(line()).message(),
        NotOverridden::TooMany(101).message(),
    ]);
    for said in all {
        let (english, chinese) = (said.say(Language::English), said.say(Language::Chinese));
        assert!(english.is_ascii() && chinese.chars().any(|c| ('\u{4e00}'..'\u{a000}').contains(&c)), "{chinese}");
    }
}
