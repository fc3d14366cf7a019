//! What an agent asks about itself: it is told of its own, by what it has signed.

use crate::server::field_service::Field;
use crate::tests::support::{LOG, TestCentre, key, need, reserve, signed};
use prost::Message as _;
use std::sync::Arc;
use tonic::{Code, Request, Status};
use yicang_proto::status::faults_of;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1;
use yicang_proto::v1::ask_response::Answer;
use yicang_proto::v1::command::Body;
use yicang_proto::v1::field_query::Question;
use yicang_proto::v1::field_service_server::FieldService as _;
use yicang_tlog::{ASK, STOCK};

fn query(trial: &TestCentre, agent: &str, question: Option<Question>) -> v1::FieldQuery {
    v1::FieldQuery { agent_id: agent.into(), asked_at: Some(time_to_wire(trial.now())), question }
}

/// Signed by somebody's key, in a context.
async fn sent(trial: &TestCentre, query: &v1::FieldQuery, by: &str, context: &str) -> Result<Answer, Status> {
    let query = query.encode_to_vec();
    let signature = key(by).sign(context, &query).to_vec();
    let service = Field(Arc::clone(&trial.centre));
    let answer = service.ask(Request::new(v1::AskRequest { query, signature })).await?;
    Ok(answer.into_inner().answer.unwrap())
}

async fn asked(trial: &TestCentre, agent: &str, question: Question) -> Result<Answer, Status> {
    sent(trial, &query(trial, agent, Some(question)), agent, ASK).await
}

fn needs_of(site: &str) -> Question {
    Question::Needs(v1::NeedsQuestion { site_id: site.into() })
}

fn why(site: &str, item: &str) -> Question {
    Question::Explanation(v1::ExplanationQuestion { site_id: site.into(), item_id: item.into() })
}

/// Two sites want more than the depot has.
async fn scarce() -> TestCentre {
    let trial = TestCentre::new().await;
    trial.send(signed("A-D1", 1, reserve("D1", "WATER", 50))).await.unwrap();
    trial.send(signed("A-S1", 1, need("S1", "WATER", 40, "routine"))).await.unwrap();
    trial.send(signed("A-S2", 1, need("S2", "WATER", 30, "urgent"))).await.unwrap();
    trial
}

#[tokio::test]
async fn an_agent_is_told_of_its_own_needs_with_their_history_and_of_nobody_elses() {
    let trial = scarce().await;
    for site in ["", "S1"] {
        let Answer::Needs(told) = asked(&trial, "A-S1", needs_of(site)).await.unwrap() else { panic!("needs") };
        let told: Vec<_> = told.needs.iter().map(|need| (need.site_id.as_str(), need.claimed)).collect();
        assert_eq!(told, [("S1", 40)], "{site:?}");
    }
    trial.send(signed("A-S1", 2, need("S1", "WATER", 45, "routine"))).await.unwrap();
    let Answer::Needs(told) = asked(&trial, "A-S1", needs_of("S1")).await.unwrap() else { panic!("needs") };
    let said: Vec<_> = told.needs[0].history.iter().map(|line| line.sentence_en.as_str()).collect();
    assert_eq!(said, ["claimed 40 (routine)", "amended: 40 → 45 (routine)"]);
    let way = told.needs[0].way.clone().unwrap();
    assert!(!way.sentence_en.is_empty() && !way.sentence_zh.is_empty() && way.code == "CLAIM", "{way:?}");
    for question in [needs_of("S2"), why("S2", "WATER")] {
        let refused = asked(&trial, "A-S1", question).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        assert!(refused.message().contains("S2 is not one of this agent's sites"), "{refused}");
    }
    let Answer::Needs(told) = asked(&trial, "A-D1", needs_of("")).await.unwrap() else { panic!("needs") };
    assert_eq!(told.needs, [], "a depot has none");
    trial.centre.finish().await;
}

#[tokio::test]
async fn a_question_that_is_not_signed_for_it_or_is_old_or_asks_nothing_is_refused() {
    let trial = scarce().await;
    let good = query(&trial, "A-S1", Some(needs_of("")));
    assert!(sent(&trial, &good, "A-S1", ASK).await.is_ok());
    // By another key, and by the right key for something else.
    for (by, context) in [("A-S2", ASK), ("A-S1", STOCK)] {
        assert_eq!(sent(&trial, &good, by, context).await.unwrap_err().code(), Code::Unauthenticated, "{by} {context}");
    }
    let stranger = query(&trial, "A-S9", Some(needs_of("")));
    assert_eq!(sent(&trial, &stranger, "A-S9", ASK).await.unwrap_err().code(), Code::Unauthenticated);
    trial.pass(601);
    assert_eq!(sent(&trial, &good, "A-S1", ASK).await.unwrap_err().code(), Code::FailedPrecondition);
    let none = query(&trial, "A-S1", None);
    for (query, field) in [
        (none, "question"),
        (query(&trial, "A-S1", Some(needs_of("a b"))), "needs.site_id"),
        (query(&trial, "A-S1", Some(why("", "WATER"))), "explanation.site_id"),
        (query(&trial, "A-S1", Some(why("S1", "a b"))), "explanation.item_id"),
    ] {
        let refused = sent(&trial, &query, "A-S1", ASK).await.unwrap_err();
        let fields: Vec<_> = faults_of(&refused).into_iter().map(|fault| fault.field).collect();
        assert_eq!((refused.code(), fields), (Code::InvalidArgument, vec![field.to_owned()]));
    }
    trial.centre.finish().await;
}

#[tokio::test]
async fn only_a_plan_that_was_decided_is_explained_and_others_are_named_by_their_ids() {
    let trial = scarce().await;
    let nothing = asked(&trial, "A-S1", why("S1", "WATER")).await.unwrap_err();
    assert_eq!((nothing.code(), nothing.message()), (Code::NotFound, "no plan has been decided yet"));
    let plan = trial.plan().await;
    let nothing = asked(&trial, "A-S1", why("S1", "WATER")).await.unwrap_err();
    assert_eq!(nothing.code(), Code::NotFound, "a plan that nobody has decided is nobody's business");
    trial.approve(&plan).await.unwrap();
    trial.send(signed("A-S1", 2, need("S1", "WATER", 400, "urgent"))).await.unwrap();
    let newer = trial.plan().await;
    assert_ne!(newer.plan_id, plan.plan_id);
    let Answer::Explanation(told) = asked(&trial, "A-S1", why("S1", "")).await.unwrap() else { panic!("told") };
    assert_eq!(told.plan_id, plan.plan_id, "the newer one is not decided");
    assert!(told.decision_index > 0);
    let need = &told.needs[0];
    // By hand: the floor of 30 % gives 12 and 9; of the other 29 the urgent need takes its 21, and 8 are left.
    assert_eq!((need.claimed, need.allocated, need.unmet.iter().map(|line| line.quantity).sum::<u64>()), (40, 20, 20));
    assert_eq!(need.competitors.len(), 1);
    assert_eq!((need.competitors[0].site_id.as_str(), need.competitors[0].allocated), ("S2", 30));
    let text = format!("{told:?}");
    for name in ["Camp", "Clinic", "Store"] {
        assert!(!text.contains(name), "the public log masks {name}: {text}");
    }
    let none = asked(&trial, "A-S1", why("S1", "RICE")).await.unwrap_err();
    assert!(none.code() == Code::NotFound && none.message().contains("no open need of RICE"), "{none}");
    trial.centre.finish().await;
}

#[tokio::test]
async fn names_are_those_of_all_items_that_are_there_and_of_the_agents_own_places() {
    let trial = TestCentre::new().await;
    let catalogue = async |agent: &str| match asked(&trial, agent, Question::Catalogue(v1::CatalogueQuestion {})).await
    {
        Ok(Answer::Catalogue(told)) => told,
        other => panic!("{other:?}"),
    };
    let ids = |things: &[v1::NamedThing]| things.iter().map(|thing| thing.id.clone()).collect::<Vec<_>>();
    let told = catalogue("A-S1").await;
    assert_eq!(
        (ids(&told.items), ids(&told.sites), ids(&told.depots)),
        (vec!["RICE".to_owned(), "WATER".to_owned()], vec!["S1".to_owned()], Vec::new(),)
    );
    assert_eq!((told.items[1].name.as_str(), told.items[1].unit.as_str()), ("Water", "litre"));
    assert_eq!((told.sites[0].name.as_str(), told.log.as_str()), ("Camp", LOG));
    assert_eq!(ids(&catalogue("A-D1").await.depots), ["D1"]);
    let retire = v1::ChangeCatalogue {
        from: told.from,
        edits: "yicang-catalogue-change 1\nretire item RICE\n".into(),
        ..Default::default()
    };
    let given = crate::tests::lots::give(&trial, Body::ChangeCatalogue(retire)).await;
    let told = catalogue("A-S1").await;
    assert_eq!((ids(&told.items), told.from), (vec!["WATER".to_owned()], given.unwrap()), "it follows from the change");
    trial.centre.finish().await;
}
