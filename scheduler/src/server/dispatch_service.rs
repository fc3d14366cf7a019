//! `DispatchService`: what coordinators call. Thin: takes calls apart, hands over, answers.

use super::respond::{answer, answer_while_asked, language_of};
use super::wire::{approval_to_wire, discrepancy_to_wire, note_to_wire};
use super::{lots, needs, notices, stock};
use crate::centre::centre::Centre;
use crate::commands::access::{self, Action, Identity, Reading};
use crate::commands::{self, Done};
use crate::events::draw::Source;
use crate::events::enrolment::grant_to_wire;
use crate::events::state::PlanEntry;
use crate::planning::explain::{self, Closures, Told};
use crate::planning::off_thread::spawned;
use crate::refusal::Refusal;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};
use yicang_domain::events::Enrolment;
use yicang_domain::order::Order;
use yicang_domain::{DepotId, ItemId, NeedKey, Plan, Policy, SiteId, Situation, TextError};
use yicang_language::{ToMessage, message};
use yicang_proto::catalogue::names_to_wire;
use yicang_proto::explanation::explanation_to_wire;
use yicang_proto::order::order_to_wire;
use yicang_proto::summary::summary_to_wire;
use yicang_proto::v1::dispatch_service_server::DispatchService;
use yicang_proto::v1::{
    ApprovePlanRequest, ApprovePlanResponse, EnrolAgentRequest, EnrolAgentResponse, ExplainNeedRequest,
    ExplainNeedResponse, GetBalanceRequest, GetBalanceResponse, GetCatalogueRequest, GetCatalogueResponse,
    GetGiftRequest, GetGiftResponse, GetPlanRequest, GetPlanResponse, GetSituationRequest, GetSituationResponse,
    GiveCommandRequest, GiveCommandResponse, GrantDisclosureRequest, GrantDisclosureResponse, ListDiscrepanciesRequest,
    ListDiscrepanciesResponse, ListNeedsRequest, ListNeedsResponse, ListOrdersRequest, ListOrdersResponse,
    ListPlansRequest, ListPlansResponse, NeedExplanation, ReleaseOrdersRequest, ReleaseOrdersResponse, RunCycleRequest,
    RunCycleResponse, TraceLotRequest, TraceLotResponse,
};

/// The service over a centre.
#[derive(Clone)]
pub struct Dispatch(pub Arc<Centre>);

/// Does a command that this call is for; one of another body is done by its own call.
macro_rules! command {
    ($self:ident, $request:ident, $call:literal, $body:literal, $kind:ident($done:ident) => $answer:expr) => {{
        let centre = Arc::clone(&$self.0);
        let (language, command) = (language_of(&$request), $request.into_inner().command);
        answer($call, language, async move {
            match commands::run_as(&centre, command, $body).await? {
                Done::$kind($done) => Ok($answer),
                _ => Err(Refusal::Broken(message!("broken-other-answer"))),
            }
        })
        .await
    }};
}

fn may_read(what: Reading) -> Result<(), Refusal> {
    access::may(Identity::Anybody, Action::Read(what))
}

#[tonic::async_trait]
impl DispatchService for Dispatch {
    async fn get_situation(
        &self,
        request: Request<GetSituationRequest>,
    ) -> Result<Response<GetSituationResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("GetSituation", language_of(&request), async move {
            may_read(Reading::Situation)?;
            let (situation, mut response) = {
                let state = centre.state();
                let [items, depots, sites] = names_to_wire(&state.board.catalogue);
                let applied_upto = state.board.applied_upto;
                let agents = state.board.agents.len() as u64;
                let discrepancies = state.board.discrepancies().iter().map(discrepancy_to_wire).collect();
                let situation = centre.situation(&state, &centre.policy.policy);
                let response = GetSituationResponse {
                    inbound: notices::inbound(&state, situation.now),
                    offers: notices::offers(&state, &situation, &centre.policy.policy.travel_times()),
                    discrepancies,
                    items,
                    depots,
                    sites,
                    applied_upto,
                    agents,
                    ..GetSituationResponse::default()
                };
                (situation, response)
            };
            centre.durable(response.applied_upto).await?;
            response.situation = situation.to_text();
            response.orders_open = centre.orders.open_count() as u64;
            Ok(response)
        })
        .await
    }

    async fn get_catalogue(
        &self,
        request: Request<GetCatalogueRequest>,
    ) -> Result<Response<GetCatalogueResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("GetCatalogue", language_of(&request), async move {
            may_read(Reading::Situation)?;
            let (response, upto) = {
                let board = &centre.state().board;
                let [items, depots, sites] = names_to_wire(&board.catalogue);
                let (from, text, log) = (board.catalogue_from, board.catalogue.to_public_text(), centre.log.clone());
                (GetCatalogueResponse { from, text, items, depots, sites, log }, board.applied_upto)
            };
            centre.durable(upto).await?;
            Ok(response)
        })
        .await
    }

    async fn run_cycle(&self, request: Request<RunCycleRequest>) -> Result<Response<RunCycleResponse>, Status> {
        command!(self, request, "RunCycle", "run_cycle", Planned(plan) => RunCycleResponse {
            plan: Some(summary_to_wire(&plan)),
        })
    }

    async fn get_plan(&self, request: Request<GetPlanRequest>) -> Result<Response<GetPlanResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("GetPlan", language_of(&request), async move {
            may_read(Reading::Plans)?;
            let plan = durable_plan(&centre, &request.into_inner().plan_id).await?;
            let (plan_text, situation, policy) =
                (plan.texts.plan.clone(), plan.texts.situation.clone(), plan.texts.policy.clone());
            let (summary, notes) =
                (Some(summary_to_wire(&plan.summary())), plan.notes.iter().map(note_to_wire).collect());
            Ok(GetPlanResponse { summary, plan: plan_text, situation, policy, notes })
        })
        .await
    }

    async fn list_plans(&self, request: Request<ListPlansRequest>) -> Result<Response<ListPlansResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("ListPlans", language_of(&request), async move {
            may_read(Reading::Plans)?;
            let limit = match request.into_inner().limit {
                0 => usize::MAX,
                limit => limit as usize,
            };
            let (plans, upto) = {
                let state = centre.state();
                let newest = state.plans.values().rev().take(limit);
                let plans = newest.map(|plan| summary_to_wire(&plan.summary())).collect();
                (plans, state.board.applied_upto)
            };
            centre.durable(upto).await?;
            Ok(ListPlansResponse { plans })
        })
        .await
    }

    async fn explain_need(
        &self,
        request: Request<ExplainNeedRequest>,
    ) -> Result<Response<ExplainNeedResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer_while_asked("ExplainNeed", language_of(&request), async move {
            may_read(Reading::Explanations)?;
            let ask = request.into_inner();
            // Held until the work has ended, which is a moment after the caller has left.
            let place = Arc::clone(&centre.explaining).acquire_owned().await;
            let place = place.expect("nobody closes the semaphore");
            let plan = durable_plan(&centre, &ask.plan_id).await?;
            let before = |order: &&Order| order.decision_index < plan.index && order.holds_stock();
            let (orders, closures, source, entitled) = {
                let state = centre.state();
                let closures = state.board.catalogue.closures.clone();
                let orders: Vec<_> = state.board.orders.values().filter(before).cloned().collect();
                (orders, closures, state.draw_source(&plan), needs::entitled(&state, &plan, &ask.site_id))
            };
            let asked = CancellationToken::new();
            let left = asked.clone();
            let _leaves = asked.drop_guard();
            spawned(move || {
                let _place = place;
                explain_in(&plan, (&orders, &closures), &source, &entitled, &ask, &|| left.is_cancelled())
            })
            .await?
        })
        .await
    }

    async fn approve_plan(
        &self,
        request: Request<ApprovePlanRequest>,
    ) -> Result<Response<ApprovePlanResponse>, Status> {
        let asked = Arc::clone(&self.0);
        command!(self, request, "ApprovePlan", "approve_plan", Approved(done) => approval_to_wire(&asked, *done))
    }

    async fn list_needs(&self, request: Request<ListNeedsRequest>) -> Result<Response<ListNeedsResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("ListNeeds", language_of(&request), async move {
            may_read(Reading::Situation)?;
            let ask = request.into_inner();
            let site = optional::<SiteId>("site_id", &ask.site_id)?;
            let item = optional::<ItemId>("item_id", &ask.item_id)?;
            let listed = needs::listed(&centre, site.as_ref(), item.as_ref());
            centre.durable(listed.applied_upto).await?;
            Ok(listed)
        })
        .await
    }

    async fn list_orders(&self, request: Request<ListOrdersRequest>) -> Result<Response<ListOrdersResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("ListOrders", language_of(&request), async move {
            may_read(Reading::Orders)?;
            let ask = request.into_inner();
            let depot = optional::<DepotId>("depot_id", &ask.depot_id)?;
            let site = optional::<SiteId>("site_id", &ask.site_id)?;
            let plan_index = match ask.plan_id.as_str() {
                "" => None,
                id => Some(centre.state().plan(id)?.index),
            };
            let orders = centre.orders.list(|order| {
                (ask.closed_too || order.is_open())
                    && depot.as_ref().is_none_or(|depot| &order.lot().depot == depot)
                    && site.as_ref().is_none_or(|site| order.site() == site)
                    && plan_index.is_none_or(|index| order.plan_index == index)
            });
            let orders = orders.iter().map(|order| order_to_wire(order.order(), order.plan_sha256())).collect();
            Ok(ListOrdersResponse { orders })
        })
        .await
    }

    async fn trace_lot(&self, request: Request<TraceLotRequest>) -> Result<Response<TraceLotResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("TraceLot", language_of(&request), async move { lots::trace(&centre, request.into_inner()).await }).await
    }

    async fn list_discrepancies(
        &self,
        request: Request<ListDiscrepanciesRequest>,
    ) -> Result<Response<ListDiscrepanciesResponse>, Status> {
        let centre = Arc::clone(&self.0);
        let (language, ask) = (language_of(&request), request.into_inner());
        answer("ListDiscrepancies", language, async move { stock::discrepancies(&centre, ask).await }).await
    }

    async fn get_balance(&self, request: Request<GetBalanceRequest>) -> Result<Response<GetBalanceResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("GetBalance", language_of(&request), async move { stock::balance(&centre, request.into_inner()).await })
            .await
    }

    async fn get_gift(&self, request: Request<GetGiftRequest>) -> Result<Response<GetGiftResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("GetGift", language_of(&request), async move { notices::gift(&centre, request.into_inner()).await })
            .await
    }

    async fn release_orders(
        &self,
        request: Request<ReleaseOrdersRequest>,
    ) -> Result<Response<ReleaseOrdersResponse>, Status> {
        command!(self, request, "ReleaseOrders", "release_orders", Recorded(entry_index) => ReleaseOrdersResponse {
            entry_index,
        })
    }

    async fn grant_disclosure(
        &self,
        request: Request<GrantDisclosureRequest>,
    ) -> Result<Response<GrantDisclosureResponse>, Status> {
        command!(self, request, "GrantDisclosure", "grant_disclosure", Disclosed(openings) => GrantDisclosureResponse {
            entry_index: openings.grant,
            openings: openings.to_text(),
        })
    }

    async fn give_command(
        &self,
        request: Request<GiveCommandRequest>,
    ) -> Result<Response<GiveCommandResponse>, Status> {
        let centre = Arc::clone(&self.0);
        let (language, command) = (language_of(&request), request.into_inner().command);
        answer("GiveCommand", language, async move {
            Ok(GiveCommandResponse { entry_index: commands::run_recorded(&centre, command).await? })
        })
        .await
    }

    async fn enrol_agent(&self, request: Request<EnrolAgentRequest>) -> Result<Response<EnrolAgentResponse>, Status> {
        command!(self, request, "EnrolAgent", "enrol_agent", Enrolled(done) => {
            let wire = |grant: &Enrolment| grant_to_wire(&done.agent_id, grant);
            let (before, after) = (done.before.as_ref().map(wire), Some(wire(&done.after)));
            EnrolAgentResponse { entry_index: done.index, before, after }
        })
    }
}

async fn durable_plan(centre: &Centre, plan_id: &str) -> Result<PlanEntry, Refusal> {
    let (plan, upto) = {
        let state = centre.state();
        (state.plan(plan_id)?.clone(), state.board.applied_upto)
    };
    centre.durable(upto).await?;
    Ok(plan)
}

fn optional<T: std::str::FromStr<Err: ToMessage>>(field: &str, text: &str) -> Result<Option<T>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| Refusal::fault(message!("refused-question"), field, error))
}

fn explain_in(
    entry: &PlanEntry,
    (orders, closures): (&[Order], &Closures),
    source: &Source,
    entitled: &needs::KnownNow,
    ask: &ExplainNeedRequest,
    left: &(dyn Fn() -> bool + Sync),
) -> Result<ExplainNeedResponse, Refusal> {
    let unreadable = |error: TextError| {
        tracing::error!(%error, plan = %entry.summary.plan_id, "a recorded text cannot be read");
        Refusal::Broken(message!("broken-plan-text", plan = &entry.summary.plan_id))
    };
    let situation = Situation::from_text(&entry.texts.situation).map_err(unreadable)?;
    let policy = Policy::from_text(&entry.texts.policy).map_err(unreadable)?;
    let plan = Plan::from_text(&entry.texts.plan).map_err(unreadable)?;
    let site = optional::<SiteId>("site_id", &ask.site_id)?;
    let site =
        site.ok_or_else(|| Refusal::fault(message!("refused-question"), "site_id", message!("question-no-site")))?;
    let item = optional::<ItemId>("item_id", &ask.item_id)?;
    let wanted = |key: &NeedKey| key.site == site && item.as_ref().is_none_or(|item| &key.item == item);
    let found = situation.needs.iter().filter(|(key, _)| wanted(key));
    let told = Told { situation: &situation, policy: &policy, plan: &plan, orders, closures, source };
    let needs = found.take_while(|_| !left()).map(|need| explain::explain_until(&told, need, Some(left)));
    let needs = needs.map(|told| entitled.tell(told)).chain(entitled.left_out(&situation, item.as_ref()));
    let needs: Vec<NeedExplanation> = needs.map(|told| explanation_to_wire(&told)).collect();
    let plan_id = entry.summary.plan_id.clone();
    if needs.is_empty() {
        let site = site.as_str();
        return Err(Refusal::NotFound(match item {
            None => message!("question-no-needs", site = site, plan = plan_id),
            Some(item) => message!("question-no-need", site = site, item = item.as_str(), plan = plan_id),
        }));
    }
    Ok(ExplainNeedResponse { plan_id, needs })
}
