//! The services of the centre that tests speak with, and the mishaps on the way.

use crate::centre::{Centre, Mishap, faulty, sign};
use prost::Message as _;
use rand_core::OsRng;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status, Streaming};
use yicang_proto::v1::dispatch_service_server::DispatchService;
use yicang_proto::v1::field_service_server::FieldService;
use yicang_proto::v1::submit_reports_response::Outcome;
use yicang_proto::{status, v1};
use yicang_tlog::{ASK, PublicKey, SigningKey, WATCH};

/// Who answers.
pub struct Desk(pub Arc<Centre>);

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl FieldService for Desk {
    async fn submit_report(
        &self,
        _: Request<v1::SubmitReportRequest>,
    ) -> Result<Response<v1::SubmitReportResponse>, Status> {
        Err(Status::unimplemented("the agent uses the stream"))
    }

    type SubmitReportsStream = Answers<v1::SubmitReportsResponse>;

    async fn submit_reports(
        &self,
        request: Request<Streaming<v1::SubmitReportsRequest>>,
    ) -> Result<Response<Self::SubmitReportsStream>, Status> {
        let (centre, mut requests) = (self.0.clone(), request.into_inner());
        let (answers, queue) = mpsc::channel(1);
        tokio::spawn(async move {
            while let Some(Ok(request)) = requests.next().await {
                let answer = answer(&centre, &request.report.unwrap_or_default()).await;
                let answer = answer.map(|outcome| v1::SubmitReportsResponse { outcome: Some(outcome) });
                if answers.send(answer).await.is_err() {
                    return;
                }
            }
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(queue))))
    }

    async fn get_stock(&self, _: Request<v1::GetStockRequest>) -> Result<Response<v1::GetStockResponse>, Status> {
        let records = self.0.records();
        let known = records.known.as_ref().ok_or_else(|| Status::unimplemented("this centre keeps no stock"))?;
        Ok(Response::new(v1::GetStockResponse { lines: known.stock.clone() }))
    }

    async fn ask(&self, request: Request<v1::AskRequest>) -> Result<Response<v1::AskResponse>, Status> {
        use v1::ask_response::Answer;
        use v1::field_query::Question;
        let asked = request.into_inner();
        self.0
            .agent
            .public()
            .verify(ASK, &asked.query, &asked.signature)
            .map_err(|_| Status::unauthenticated("the signature is not the agent's"))?;
        let query = v1::FieldQuery::decode(&asked.query[..]).unwrap();
        let mut records = self.0.records();
        records.asked.push(query.clone());
        let Some(known) = &records.known else { return Err(Status::unimplemented("this centre answers no questions")) };
        let answer = match query.question.unwrap() {
            Question::Catalogue(_) => Answer::Catalogue(known.catalogue.clone()),
            Question::Needs(question) => {
                let is_asked =
                    |need: &&v1::NeedStanding| question.site_id.is_empty() || question.site_id == need.site_id;
                let needs = known.needs.iter().filter(is_asked).cloned().collect();
                Answer::Needs(v1::NeedsAnswer { needs, applied_upto: 9 })
            }
            Question::Explanation(question) => {
                let mut told = known.explanation.clone().ok_or_else(|| Status::not_found("no plan was decided"))?;
                told.needs.retain(|need| need.site_id == question.site_id && need.item_id == question.item_id);
                Answer::Explanation(told)
            }
        };
        Ok(Response::new(v1::AskResponse { answer: Some(answer) }))
    }

    async fn get_log_keys(
        &self,
        _: Request<v1::GetLogKeysRequest>,
    ) -> Result<Response<v1::GetLogKeysResponse>, Status> {
        Ok(Response::new(v1::GetLogKeysResponse { statements: self.0.records().statements.clone() }))
    }

    async fn get_consistency(
        &self,
        request: Request<v1::GetConsistencyRequest>,
    ) -> Result<Response<v1::GetConsistencyResponse>, Status> {
        let v1::GetConsistencyRequest { old_size, new_size } = request.into_inner();
        let mut records = self.0.records();
        records.asked_consistency += 1;
        if records.is_old {
            return Err(Status::unimplemented("unknown method GetConsistency"));
        }
        let proof = records.tree.prove_consistency(old_size, new_size);
        let proof =
            proof.ok_or_else(|| Status::not_found(format!("the public log has fewer than {new_size} entries")))?;
        let proof = proof.into_iter().map(|hash| hash.to_vec()).collect();
        Ok(Response::new(v1::GetConsistencyResponse { proof }))
    }

    type WatchOrdersStream = Answers<v1::WatchOrdersResponse>;

    async fn watch_orders(
        &self,
        request: Request<v1::WatchOrdersRequest>,
    ) -> Result<Response<Self::WatchOrdersStream>, Status> {
        use v1::watch_orders_response::Event;
        let asked = request.into_inner();
        let agent: PublicKey = self.0.agent.public();
        agent
            .verify(WATCH, &asked.query, &asked.signature)
            .map_err(|_| Status::unauthenticated("the signature is not the agent's"))?;
        let query = v1::WatchOrdersQuery::decode(&asked.query[..]).unwrap();
        let (events, queue) = mpsc::channel(100);
        let event = |event| Ok(v1::WatchOrdersResponse { event: Some(event) });
        let (notices, updates, later) = {
            let mut records = self.0.records();
            let notices = records.notices.clone();
            let later = if query.follow { records.later.pop_front() } else { None };
            // What comes later is known to whoever asks next.
            let updates = records.updates.clone();
            if let Some(later) = &later {
                records
                    .updates
                    .retain(|old| old.order.as_ref().unwrap().order_id != later.order.as_ref().unwrap().order_id);
                records.updates.push(later.clone());
            }
            (notices, updates, later)
        };
        for notice in notices {
            events.send(event(Event::Notice(notice))).await.unwrap();
        }
        for update in updates {
            events.send(event(Event::Update(update))).await.unwrap();
        }
        events.send(event(Event::CaughtUp(v1::CaughtUp {}))).await.unwrap();
        if query.follow {
            tokio::spawn(async move {
                if let Some(update) = later {
                    events.send(event(Event::Update(update))).await.unwrap();
                }
                events.closed().await;
            });
        }
        Ok(Response::new(Box::pin(ReceiverStream::new(queue))))
    }
}

async fn answer(centre: &Centre, signed: &v1::SignedReport) -> Result<Outcome, Status> {
    let mishap = {
        let mut records = centre.records();
        records.arrived += 1;
        records.mishaps.pop_front().unwrap_or(Mishap::None)
    };
    let taken = match &mishap {
        Mishap::Status(code) => return Err(Status::new(*code, "made up")),
        Mishap::Refuse(fault) => Err(faulty(std::slice::from_ref(fault))),
        Mishap::Cut => Err(Status::unavailable("cut")),
        Mishap::Due(due) => Err(centre.refused_for(signed, *due, None)),
        Mishap::SaidDue(due, change, key) => {
            let key = key.as_ref().unwrap_or(&centre.key);
            Err(centre.refused_for(signed, *due, Some((*change, key))))
        }
        _ => centre.take(signed),
    };
    match mishap {
        Mishap::Cut | Mishap::AnswerLost => {
            centre.cut();
            std::future::pending().await
        }
        Mishap::Silence => std::future::pending().await,
        _ => {}
    }
    let receipt = match taken {
        Ok(receipt) => receipt,
        // So the real centre does it: who is not known is answered inside the stream, too.
        Err(status) => return Ok(Outcome::Refusal(status::refusal(&status))),
    };
    let mut said = v1::Receipt::decode(&receipt.receipt[..]).unwrap();
    Ok(Outcome::Receipt(match mishap {
        Mishap::ForeignReceipt => sign(&SigningKey::generate(&mut OsRng), &said),
        Mishap::OtherReceipt => {
            said.report_sha256[0] ^= 1;
            sign(&centre.key, &said)
        }
        _ => receipt,
    }))
}

macro_rules! not_here {
    ($($call:ident $request:ident $response:ident;)*) => {
        #[tonic::async_trait]
        impl DispatchService for Desk {
            async fn get_plan(
                &self,
                request: Request<v1::GetPlanRequest>,
            ) -> Result<Response<v1::GetPlanResponse>, Status> {
                let id = request.into_inner().plan_id;
                let found = self.0.records().plans.iter().find(|(known, _)| known == &id).cloned();
                let (_, plan) = found.ok_or_else(|| Status::not_found(format!("there is no plan {id}")))?;
                Ok(Response::new(v1::GetPlanResponse { plan, ..Default::default() }))
            }
            type WhatIfStream = tokio_stream::Empty<Result<v1::WhatIfResponse, Status>>;

            async fn what_if(&self, _: Request<v1::WhatIfRequest>) -> Result<Response<Self::WhatIfStream>, Status> {
                Err(Status::unimplemented("not an agent's business"))
            }
            $(async fn $call(&self, _: Request<v1::$request>) -> Result<Response<v1::$response>, Status> {
                Err(Status::unimplemented("not an agent's business"))
            })*
        }
    };
}

not_here! {
    get_situation GetSituationRequest GetSituationResponse;
    get_catalogue GetCatalogueRequest GetCatalogueResponse;
    list_needs ListNeedsRequest ListNeedsResponse;
    list_notices ListNoticesRequest ListNoticesResponse;
    list_disputes ListDisputesRequest ListDisputesResponse;
    list_consignments ListConsignmentsRequest ListConsignmentsResponse;
    trace_lot TraceLotRequest TraceLotResponse;
    list_discrepancies ListDiscrepanciesRequest ListDiscrepanciesResponse;
    list_overrides ListOverridesRequest ListOverridesResponse;
    get_balance GetBalanceRequest GetBalanceResponse;
    get_gift GetGiftRequest GetGiftResponse;
    give_command GiveCommandRequest GiveCommandResponse;
    run_cycle RunCycleRequest RunCycleResponse;
    list_plans ListPlansRequest ListPlansResponse;
    grant_disclosure GrantDisclosureRequest GrantDisclosureResponse;
    explain_need ExplainNeedRequest ExplainNeedResponse;
    approve_plan ApprovePlanRequest ApprovePlanResponse;
    list_orders ListOrdersRequest ListOrdersResponse;
    enrol_agent EnrolAgentRequest EnrolAgentResponse;
    release_orders ReleaseOrdersRequest ReleaseOrdersResponse;
}
