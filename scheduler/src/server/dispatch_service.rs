//! `DispatchService`: what coordinators call. Thin: takes calls apart, hands over, answers.

use super::explaining::{self, optional};
use super::needs::{self, History};
use super::respond::{answer, answer_while_asked, language_of};
use super::wire::{approval_to_wire, discrepancy_to_wire, note_to_wire};
use super::{comparing, lots, moving, notices, on_lots, overriding, stock};
use crate::centre::centre::Centre;
use crate::commands::access::{self, Action, Identity, Reading};
use crate::commands::{self, Done};
use crate::events::enrolment::grant_to_wire;
use crate::events::state::PlanEntry;
use crate::refusal::Refusal;
use std::sync::Arc;
use tonic::{Request, Response, Status};
use yicang_domain::events::Enrolment;
use yicang_domain::{DepotId, ItemId, NeedKey, SiteId};
use yicang_language::message;
use yicang_proto::catalogue::names_to_wire;
use yicang_proto::order::order_to_wire;
use yicang_proto::summary::summary_to_wire;
use yicang_proto::v1::dispatch_service_server::DispatchService;
use yicang_proto::v1::{
    ApprovePlanRequest, ApprovePlanResponse, EnrolAgentRequest, EnrolAgentResponse, ExplainNeedRequest,
    ExplainNeedResponse, GetBalanceRequest, GetBalanceResponse, GetCatalogueRequest, GetCatalogueResponse,
    GetGiftRequest, GetGiftResponse, GetPlanRequest, GetPlanResponse, GetSituationRequest, GetSituationResponse,
    GiveCommandRequest, GiveCommandResponse, GrantDisclosureRequest, GrantDisclosureResponse, ListConsignmentsRequest,
    ListConsignmentsResponse, ListDiscrepanciesRequest, ListDiscrepanciesResponse, ListDisputesRequest,
    ListDisputesResponse, ListNeedsRequest, ListNeedsResponse, ListNoticesRequest, ListNoticesResponse,
    ListOrdersRequest, ListOrdersResponse, ListOverridesRequest, ListOverridesResponse, ListPlansRequest,
    ListPlansResponse, ReleaseOrdersRequest, ReleaseOrdersResponse, RunCycleRequest, RunCycleResponse, TraceLotRequest,
    TraceLotResponse, WhatIfRequest,
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
                    inbound: on_lots::inbound(&state, situation.now),
                    offers: on_lots::offers(&state, &situation, &centre.policy.policy.travel_times()),
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
            let plan = durable_plan(&centre, &ask.plan_id).await?;
            explaining::explained(&centre, plan, &ask.site_id, &ask.item_id).await
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
            let is_asked = |key: &NeedKey| {
                site.as_ref().is_none_or(|site| &key.site == site) && item.as_ref().is_none_or(|item| &key.item == item)
            };
            let listed = needs::listed(&centre, is_asked, ask.queued, History::Left);
            centre.durable(listed.applied_upto).await?;
            Ok(listed)
        })
        .await
    }

    async fn list_notices(
        &self,
        request: Request<ListNoticesRequest>,
    ) -> Result<Response<ListNoticesResponse>, Status> {
        let centre = Arc::clone(&self.0);
        let (language, ask) = (language_of(&request), request.into_inner());
        answer("ListNotices", language, async move { notices::listed(&centre, ask).await }).await
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

    async fn list_overrides(
        &self,
        request: Request<ListOverridesRequest>,
    ) -> Result<Response<ListOverridesResponse>, Status> {
        let centre = Arc::clone(&self.0);
        let language = language_of(&request);
        answer("ListOverrides", language, async move { overriding::all(&centre).await }).await
    }

    async fn get_balance(&self, request: Request<GetBalanceRequest>) -> Result<Response<GetBalanceResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("GetBalance", language_of(&request), async move { stock::balance(&centre, request.into_inner()).await })
            .await
    }

    async fn get_gift(&self, request: Request<GetGiftRequest>) -> Result<Response<GetGiftResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("GetGift", language_of(&request), async move { on_lots::gift(&centre, request.into_inner()).await })
            .await
    }

    async fn list_disputes(
        &self,
        request: Request<ListDisputesRequest>,
    ) -> Result<Response<ListDisputesResponse>, Status> {
        let centre = Arc::clone(&self.0);
        answer("ListDisputes", language_of(&request), async move { moving::disputes(&centre).await }).await
    }

    async fn list_consignments(
        &self,
        request: Request<ListConsignmentsRequest>,
    ) -> Result<Response<ListConsignmentsResponse>, Status> {
        let centre = Arc::clone(&self.0);
        let (language, ask) = (language_of(&request), request.into_inner());
        answer("ListConsignments", language, async move { moving::carried(&centre, &ask) }).await
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

    type WhatIfStream = comparing::Plans;

    async fn what_if(&self, request: Request<WhatIfRequest>) -> Result<Response<Self::WhatIfStream>, Status> {
        let centre = Arc::clone(&self.0);
        let (language, ask) = (language_of(&request), request.into_inner());
        answer_while_asked("WhatIf", language, async move {
            may_read(Reading::Plans)?;
            comparing::what_if(&centre, ask, language).await
        })
        .await
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
