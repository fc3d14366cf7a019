//! `FieldService`: what agents call. Thin: takes calls apart, hands over, answers.

use super::notices::{self, News};
use super::respond::{answer, answer_while_asked, language_of, refused, status_of};
use super::{asking, stock};
use crate::centre::centre::Centre;
use crate::commands::access::{self, Action, Identity, Reading};
use crate::commands::gate::fresh;
use crate::events::signed_command::verify;
use crate::intake::{self, Accepted, unknown_agent};
use crate::orders::book::OrderNews;
use crate::orders::release::ReleasedOrder;
use crate::refusal::{Refusal, SignedWord};
use prost::Message as _;
use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinError;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status, Streaming};
use yicang_auditor::public_log::prove_consistency;
use yicang_auditor::source::Folder;
use yicang_domain::{AgentId, Fault};
use yicang_language::{Language, ToMessage as _, message};
use yicang_proto::notice::notice_to_wire;
use yicang_proto::order::order_to_wire;
use yicang_proto::status::refusal as refusal_to_wire;
use yicang_proto::time::required_time;
use yicang_proto::v1::field_service_server::FieldService;
use yicang_proto::v1::submit_reports_response::Outcome;
use yicang_proto::v1::watch_orders_response::Event;
use yicang_proto::v1::{
    AskRequest, AskResponse, CaughtUp, GetConsistencyRequest, GetConsistencyResponse, GetLogKeysRequest,
    GetLogKeysResponse, GetStockRequest, GetStockResponse, OrderUpdate, SignedReceipt, SubmitReportRequest,
    SubmitReportResponse, SubmitReportsRequest, SubmitReportsResponse, WatchOrdersQuery, WatchOrdersRequest,
    WatchOrdersResponse,
};
use yicang_tlog::WATCH;

/// Reports of one stream that may wait for the disk together.
const STREAM_IN_FLIGHT: usize = 256;

/// The service over a centre.
#[derive(Clone)]
pub struct Field(pub Arc<Centre>);

#[tonic::async_trait]
impl FieldService for Field {
    async fn submit_report(
        &self,
        request: Request<SubmitReportRequest>,
    ) -> Result<Response<SubmitReportResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("SubmitReport", language_of(&request), async move {
            let accepted = intake::take(&centre, request.into_inner().report)?;
            Ok(SubmitReportResponse { receipt: Some(receipt_to_wire(accepted.receipt().await?)) })
        })
        .await
    }

    type SubmitReportsStream = ReceiverStream<Result<SubmitReportsResponse, Status>>;

    async fn submit_reports(
        &self,
        request: Request<Streaming<SubmitReportsRequest>>,
    ) -> Result<Response<Self::SubmitReportsStream>, Status> {
        Ok(Response::new(submit_all(Arc::clone(&self.0), language_of(&request), request.into_inner())))
    }

    type WatchOrdersStream = NewsStream;

    async fn watch_orders(
        &self,
        request: Request<WatchOrdersRequest>,
    ) -> Result<Response<Self::WatchOrdersStream>, Status> {
        let language = language_of(&request);
        let news = watched(&self.0, request.into_inner()).await.map_err(|refusal| refused(&refusal, language))?;
        Ok(Response::new(news))
    }

    async fn get_stock(&self, request: Request<GetStockRequest>) -> Result<Response<GetStockResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("GetStock", language_of(&request), async move { stock::own(&centre, request.into_inner()).await }).await
    }

    async fn ask(&self, request: Request<AskRequest>) -> Result<Response<AskResponse>, Status> {
        let centre = Arc::clone(&self.0);
        let (language, ask) = (language_of(&request), request.into_inner());
        answer_while_asked("Ask", language, async move { asking::answered(&centre, ask).await }).await
    }

    async fn get_log_keys(&self, request: Request<GetLogKeysRequest>) -> Result<Response<GetLogKeysResponse>, Status> {
        let path = self.0.log_keys_file.clone();
        answer("GetLogKeys", language_of(&request), async move {
            access::may(Identity::Anybody, Action::Read(Reading::LogKeys))?;
            match tokio::task::spawn_blocking(move || std::fs::read(path)).await {
                Ok(Ok(statements)) => Ok(GetLogKeysResponse { statements }),
                Ok(Err(error)) if error.kind() == io::ErrorKind::NotFound => Ok(GetLogKeysResponse::default()),
                Ok(Err(error)) => Err(Refusal::Unavailable(message!("unavailable-log-keys", why = error.message()))),
                Err(broken) => Err(broke_off(&broken)),
            }
        })
        .await
    }

    async fn get_consistency(
        &self,
        request: Request<GetConsistencyRequest>,
    ) -> Result<Response<GetConsistencyResponse>, Status> {
        // The root key's statements are a file of the public folder.
        let public = self.0.log_keys_file.with_file_name("");
        answer_while_asked("GetConsistency", language_of(&request), async move {
            access::may(Identity::Anybody, Action::Read(Reading::Consistency))?;
            let done = tokio::task::spawn_blocking(move || consistency(&public, request.into_inner())).await;
            done.unwrap_or_else(|broken| Err(broke_off(&broken)))
        })
        .await
    }
}

fn broke_off(why: &JoinError) -> Refusal {
    tracing::error!(error = %why, "a call broke off");
    Refusal::Broken(message!("refused-broke-off"))
}

fn receipt_to_wire(word: SignedWord) -> SignedReceipt {
    SignedReceipt { receipt: word.statement, signature: word.signature }
}

/// The orders of whoever has signed the query, and their changes if that is asked.
async fn watched(
    centre: &Centre,
    WatchOrdersRequest { query, signature }: WatchOrdersRequest,
) -> Result<NewsStream, Refusal> {
    let asked = WatchOrdersQuery::decode(query.as_slice());
    let faulty = |fault: Fault| Refusal::Faulty { what: message!("refused-question"), faults: vec![fault] };
    let asked =
        asked.map_err(|error| faulty(Fault::new("query", message!("wire-unreadable", why = error.to_string()))))?;
    let unknown = || unknown_agent(&asked.agent_id);
    let agent: AgentId = asked.agent_id.parse().map_err(|_| unknown())?;
    let grant = centre.grant(&agent).ok_or_else(unknown)?;
    verify(&grant, WATCH, &query, &signature)?;
    let asked_at = required_time("asked_at", asked.asked_at.as_ref()).map_err(faulty)?;
    fresh("asked_at", asked_at, centre.now())?;
    access::may(Identity::Enrolled(&agent, &grant), Action::WatchOrders)?;
    let scope = access::orders_of(&centre.state().board, &grant, asked.closed_too);
    Ok(notices::watch(centre, scope, asked.follow).await?.map(news_to_wire))
}

/// Orders and notices on their way to a watcher.
type NewsStream = tokio_stream::adapters::Map<ReceiverStream<News>, fn(News) -> Result<WatchOrdersResponse, Status>>;

pub(crate) fn news_to_wire(news: News) -> Result<WatchOrdersResponse, Status> {
    let event = match news {
        News::Order(OrderNews::Changed(order)) => Event::Update(update_to_wire(&order)),
        News::Order(OrderNews::CaughtUp) => Event::CaughtUp(CaughtUp {}),
        News::Notice(notice) => Event::Notice(notice_to_wire(&notice)),
    };
    Ok(WatchOrdersResponse { event: Some(event) })
}

/// An order with all that its receiver needs to verify it.
fn update_to_wire(order: &ReleasedOrder) -> OrderUpdate {
    OrderUpdate {
        order: Some(order_to_wire(order.order(), order.plan_sha256())),
        decision_leaf: order.released().leaf().to_vec(),
        tlog_proof: order.released().proof().as_bytes().to_vec(),
    }
}

/// What an answer to [`GetConsistencyRequest`] is made of: the tiles of the public folder.
fn consistency(public: &Path, asked: GetConsistencyRequest) -> Result<GetConsistencyResponse, Refusal> {
    let GetConsistencyRequest { old_size, new_size } = asked;
    if old_size == 0 || old_size > new_size {
        let problem = message!("question-old-size", old = old_size, new = new_size);
        return Err(Refusal::fault(message!("refused-question"), "old_size", problem));
    }
    let proof = prove_consistency(&Folder(public.to_owned()), old_size, new_size)
        .map_err(|error| Refusal::Unavailable(message!("unavailable-public-log", why = error.message())))?;
    let proof = proof.ok_or_else(|| Refusal::NotFound(message!("question-new-size", size = new_size)))?;
    Ok(GetConsistencyResponse { proof: proof.into_iter().map(|hash| hash.to_vec()).collect() })
}

/// Answers a stream of reports in order, many of them waiting for the disk together.
fn submit_all(
    centre: Arc<Centre>,
    language: Language,
    mut reports: impl Stream<Item = Result<SubmitReportsRequest, Status>> + Send + Unpin + 'static,
) -> ReceiverStream<Result<SubmitReportsResponse, Status>> {
    let (waiting, mut taken) = mpsc::channel::<Result<Accepted, Refusal>>(STREAM_IN_FLIGHT);
    let (answers, receiver) = mpsc::channel(STREAM_IN_FLIGHT);
    let stop = centre.stop.clone();
    tokio::spawn(async move {
        loop {
            let next = tokio::select! {
                next = reports.next() => next,
                // An open stream must not hold up a shutdown; what was taken is still answered.
                () = stop.cancelled() => return,
            };
            let Some(Ok(request)) = next else { return };
            if waiting.send(intake::take(&centre, request.report)).await.is_err() {
                return;
            }
        }
    });
    tokio::spawn(async move {
        while let Some(accepted) = taken.recv().await {
            let outcome = match accepted {
                Ok(accepted) => accepted.receipt().await,
                Err(refused) => Err(refused),
            };
            let outcome = match outcome {
                Ok(receipt) => Outcome::Receipt(receipt_to_wire(receipt)),
                Err(refusal) => Outcome::Refusal(refusal_to_wire(&status_of(&refusal, language))),
            };
            if answers.send(Ok(SubmitReportsResponse { outcome: Some(outcome) })).await.is_err() {
                return;
            }
        }
    });
    ReceiverStream::new(receiver)
}
