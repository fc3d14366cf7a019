//! The coordinator's calls: commands signed by a coordinator's key, and questions. Answers are the domain's own types.

use super::error::CoordinatorError;
use super::telling::Telling;
use crate::events::enrolment::{EnrolAsk, grant_from_wire};
use crate::events::on_behalf;
use crate::events::signed_command;
use jiff::Timestamp;
use rand_core::RngCore as _;
use std::collections::{BTreeMap, BTreeSet};
use tonic::metadata::MetadataValue;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Channel;
use tonic::{Request, Status};
use yicang_domain::catalogue::change::Change;
use yicang_domain::events::Enrolment;
use yicang_domain::explanation::Standing;
use yicang_domain::order::OrderLine;
use yicang_domain::{
    Catalogue, Explanation, Fault, ItemId, Plan, PlanAsk, PlanSummary, Policy, Sentence, Situation, TextError,
};
use yicang_language::Language;
use yicang_proto::catalogue::{catalogue_of, change_to_wire};
use yicang_proto::explanation::{explanation_from_wire, standing_from_wire};
use yicang_proto::order::order_line_from_wire;
use yicang_proto::summary::{plan_ask_to_wire, summary_from_wire};
use yicang_proto::time::required_time;
use yicang_proto::v1::dispatch_service_client::DispatchServiceClient;
use yicang_proto::v1::{self, SignedCommand, command::Body};
use yicang_tlog::mask::Salt;
use yicang_tlog::{Hash, SigningKey, hex};

/// Asks the centre to answer in a language.
#[derive(Debug, Clone, Copy)]
pub struct AcceptLanguage(pub Language);

impl Interceptor for AcceptLanguage {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("accept-language", MetadataValue::from_static(self.0.tag()));
        Ok(request)
    }
}

/// The service, over a connection whose every call names a language.
pub(super) type Dispatch = DispatchServiceClient<InterceptedService<Channel, AcceptLanguage>>;

/// A coordinator at work.
#[derive(Clone)]
pub struct Coordinator {
    pub(super) dispatch: Dispatch,
    pub(super) key: Option<SigningKey>,
    pub(super) id: String,
    pub(super) log: Option<String>,
}

/// What is known now.
#[derive(Debug)]
pub struct SituationView {
    /// The canonical text.
    pub text: String,
    /// The same, read.
    pub situation: Situation,
    /// The unit of each item.
    pub units: BTreeMap<ItemId, String>,
    /// The ids of the catalogue's sites.
    pub sites: BTreeSet<String>,
    /// Records that it takes in.
    pub applied_upto: u64,
    /// Enrolled agents.
    pub agents: u64,
    /// Orders that are approved, picked or on their way.
    pub orders_open: u64,
    /// Figures that differ.
    pub discrepancies: Vec<Sentence>,
    /// What suppliers are to bring.
    pub inbound: Vec<Sentence>,
    /// What sites offer.
    pub offers: Vec<Sentence>,
}

/// The catalogue of a centre.
#[derive(Debug)]
pub struct CatalogueView {
    /// The record that made it what it is.
    pub from: u64,
    /// The name of the centre's public log.
    pub log: String,
    /// Items, places and ways.
    pub catalogue: Catalogue,
}

/// One plan whole.
#[derive(Debug)]
pub struct PlanView {
    /// Its figures.
    pub summary: PlanSummary,
    /// Its canonical text.
    pub text: String,
    /// The same, read.
    pub plan: Plan,
    /// The situation it was made for.
    pub situation: Situation,
    /// The policy it was made by.
    pub policy: Policy,
    /// Coordinators' remarks on it: the moment, who, and the words.
    pub notes: Vec<(Timestamp, String, String)>,
}

/// A plan that was decided.
#[derive(Debug, Clone, Copy)]
pub struct ApprovalView {
    /// The record of the decision.
    pub decision_index: u64,
    /// New orders.
    pub orders: u32,
    /// The orders wait for the log's witnesses.
    pub waiting_for_witnesses: bool,
    /// Orders that the plan was free to change and leaves as they are.
    pub orders_kept: u32,
    /// Orders that the plan was free to change and replaces.
    pub orders_replaced: u32,
}

/// An enrolment that was done.
#[derive(Debug)]
pub struct EnrolmentView {
    /// Its record.
    pub entry_index: u64,
    /// What the agent might do before; `None` if it was not enrolled.
    pub before: Option<Enrolment>,
    /// What it may do now.
    pub after: Enrolment,
}

/// Which orders to list; empty fields are all.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// From this depot.
    pub depot_id: String,
    /// To this site.
    pub site_id: String,
    /// Of this plan.
    pub plan_id: String,
    /// Also those that are received or cancelled.
    pub closed_too: bool,
}

impl Coordinator {
    pub(super) fn client(&self) -> Dispatch {
        self.dispatch.clone()
    }

    pub(super) fn sign(&self, body: Body) -> Result<Option<SignedCommand>, CoordinatorError> {
        let key = self.key.as_ref().ok_or(CoordinatorError::NoKey)?;
        let (mut random, mut salt): (Hash, Salt) = Default::default();
        rand_core::OsRng.fill_bytes(&mut random);
        rand_core::OsRng.fill_bytes(&mut salt);
        let log = self.log.as_ref().ok_or(CoordinatorError::NoLog)?;
        let signed = signed_command::sign(&hex(&random), &self.id, Timestamp::now(), body, log, salt, key);
        signed.map(Some).map_err(CoordinatorError::Unsaid)
    }

    /// Everything that the next plan would look at.
    pub async fn situation(&self) -> Result<SituationView, CoordinatorError> {
        let answer = self.client().get_situation(v1::GetSituationRequest {}).await?.into_inner();
        let named = |thing: v1::NamedThing| {
            let id = thing.id.parse().map_err(|error| Fault::new("items.id", error))?;
            Ok::<_, Fault>((id, thing.unit))
        };
        let notice = |said: v1::LotNotice| Sentence { english: said.sentence_en, chinese: said.sentence_zh };
        let sentence = |found: v1::Discrepancy| Sentence { english: found.sentence_en, chinese: found.sentence_zh };
        Ok(SituationView {
            situation: Situation::from_text(&answer.situation).map_err(unreadable)?,
            text: answer.situation,
            units: answer.items.into_iter().map(named).collect::<Result<_, _>>()?,
            sites: answer.sites.into_iter().map(|site| site.id).collect(),
            applied_upto: answer.applied_upto,
            agents: answer.agents,
            orders_open: answer.orders_open,
            discrepancies: answer.discrepancies.into_iter().map(sentence).collect(),
            inbound: answer.inbound.into_iter().map(notice).collect(),
            offers: answer.offers.into_iter().map(notice).collect(),
        })
    }

    /// Items, places and ways as they are now.
    pub async fn catalogue(&self) -> Result<CatalogueView, CoordinatorError> {
        let answer = self.client().get_catalogue(v1::GetCatalogueRequest {}).await?.into_inner();
        let catalogue = catalogue_of(&answer.text, [&answer.items, &answer.depots, &answer.sites])?;
        Ok(CatalogueView { from: answer.from, log: answer.log, catalogue })
    }

    /// The units of the catalogue's items; none where they cannot be read, for they only embellish.
    pub async fn units(&self) -> BTreeMap<ItemId, String> {
        self.situation().await.map(|view| view.units).unwrap_or_default()
    }

    /// The seconds east of UTC at the centre now; 0 where nobody can tell.
    pub async fn offset(&self) -> i32 {
        self.situation().await.map_or(0, |view| view.situation.offset)
    }

    /// The seconds east of UTC by which a plan's days are counted; 0 where its situation cannot be read.
    pub async fn offset_of(&self, plan_id: &str) -> i32 {
        self.show(plan_id).await.map_or(0, |view| view.situation.offset)
    }

    /// Makes a plan.
    pub async fn plan(&self, ask: &PlanAsk) -> Result<PlanSummary, CoordinatorError> {
        let command = self.sign(Body::RunCycle(plan_ask_to_wire(ask)))?;
        let response = self.client().run_cycle(v1::RunCycleRequest { command }).await?.into_inner();
        Ok(summary_from_wire(response.plan.unwrap_or_default())?)
    }

    /// One plan whole; the newest for an empty id.
    pub async fn show(&self, plan_id: &str) -> Result<PlanView, CoordinatorError> {
        let ask = v1::GetPlanRequest { plan_id: plan_id.to_owned() };
        let answer = self.client().get_plan(ask).await?.into_inner();
        Ok(PlanView {
            summary: summary_from_wire(answer.summary.unwrap_or_default())?,
            plan: Plan::from_text(&answer.plan).map_err(unreadable)?,
            text: answer.plan,
            situation: Situation::from_text(&answer.situation).map_err(unreadable)?,
            policy: Policy::from_text(&answer.policy).map_err(unreadable)?,
            notes: answer.notes.into_iter().map(note).collect::<Result<_, _>>()?,
        })
    }

    /// What needs get in a plan, and the plan's id. An empty item is all of the site's, an empty plan the newest.
    pub async fn explain(
        &self,
        site_id: &str,
        item_id: &str,
        plan_id: &str,
    ) -> Result<(String, Vec<Explanation>), CoordinatorError> {
        let [site_id, item_id, plan_id] = [site_id, item_id, plan_id].map(str::to_owned);
        let answer =
            self.client().explain_need(v1::ExplainNeedRequest { site_id, item_id, plan_id }).await?.into_inner();
        let needs = answer.needs.into_iter().map(explanation_from_wire).collect::<Result<_, _>>()?;
        Ok((answer.plan_id, needs))
    }

    /// What open needs are entitled to now; an empty site or item is all.
    pub async fn needs(&self, site_id: &str, item_id: &str) -> Result<Vec<Standing>, CoordinatorError> {
        self.list_needs(site_id, item_id, false).await
    }

    /// The same, if `queued` only of those that wait for somebody to look.
    ///
    /// # Errors
    /// See [`CoordinatorError`].
    pub async fn list_needs(
        &self,
        site_id: &str,
        item_id: &str,
        queued: bool,
    ) -> Result<Vec<Standing>, CoordinatorError> {
        let ask = v1::ListNeedsRequest { site_id: site_id.to_owned(), item_id: item_id.to_owned(), queued };
        let needs = self.client().list_needs(ask).await?.into_inner().needs;
        Ok(needs.into_iter().map(standing_from_wire).collect::<Result<_, _>>()?)
    }

    /// Records what somebody said: who, how and when.
    pub async fn record(
        &self,
        told: Telling,
        who: String,
        how: String,
        at: Timestamp,
    ) -> Result<u64, CoordinatorError> {
        self.give(on_behalf::to_wire(told.into_wire(), who, how, at)).await
    }

    /// Gives a command whose record is all that it does; its record.
    pub async fn give(&self, body: Body) -> Result<u64, CoordinatorError> {
        let command = self.sign(body)?;
        Ok(self.client().give_command(v1::GiveCommandRequest { command }).await?.into_inner().entry_index)
    }

    /// Changes items, places and ways; the change's record.
    pub async fn change(&self, change: &Change) -> Result<u64, CoordinatorError> {
        self.give(Body::ChangeCatalogue(change_to_wire(change))).await
    }

    /// Decides a plan: the one whose text has this hash.
    pub async fn approve(&self, plan_id: &str, plan_sha256: &Hash) -> Result<ApprovalView, CoordinatorError> {
        let ask = v1::ApprovePlan { plan_id: plan_id.to_owned(), plan_sha256: plan_sha256.to_vec() };
        let command = self.sign(Body::ApprovePlan(ask))?;
        let answer = self.client().approve_plan(v1::ApprovePlanRequest { command }).await?.into_inner();
        Ok(ApprovalView {
            decision_index: answer.decision_index,
            orders: answer.orders,
            waiting_for_witnesses: answer.waiting_for_witnesses,
            orders_kept: answer.orders_kept,
            orders_replaced: answer.orders_replaced,
        })
    }

    /// Orders, newest decision first.
    pub async fn orders(&self, filter: OrderFilter) -> Result<Vec<OrderLine>, CoordinatorError> {
        let OrderFilter { depot_id, site_id, plan_id, closed_too } = filter;
        let ask = v1::ListOrdersRequest { depot_id, site_id, plan_id, closed_too };
        let orders = self.client().list_orders(ask).await?.into_inner().orders;
        Ok(orders.iter().map(order_line_from_wire).collect::<Result<_, _>>()?)
    }

    /// Lets a decision's orders go out without the witnesses.
    pub async fn release(&self, decision_index: u64, reason: &str) -> Result<u64, CoordinatorError> {
        let command =
            self.sign(Body::ReleaseOrders(v1::ReleaseOrders { decision_index, reason: reason.to_owned() }))?;
        Ok(self.client().release_orders(v1::ReleaseOrdersRequest { command }).await?.into_inner().entry_index)
    }

    /// Makes an agent's key known, or changes what it may do.
    pub async fn enrol(&self, ask: &EnrolAsk) -> Result<EnrolmentView, CoordinatorError> {
        let command = self.sign(Body::EnrolAgent(ask.to_wire()))?;
        let answer = self.client().enrol_agent(v1::EnrolAgentRequest { command }).await?.into_inner();
        let grant =
            |wire: &v1::EnrolAgent| grant_from_wire(wire).map(|(_, grant)| grant).map_err(CoordinatorError::Unreadable);
        Ok(EnrolmentView {
            entry_index: answer.entry_index,
            before: answer.before.as_ref().map(grant).transpose()?,
            after: grant(&answer.after.unwrap_or_default())?,
        })
    }
}

fn note(wire: v1::PlanNote) -> Result<(Timestamp, String, String), Fault> {
    Ok((required_time("notes.noted_at", wire.noted_at.as_ref())?, wire.coordinator_id, wire.text))
}

fn unreadable(error: TextError) -> CoordinatorError {
    CoordinatorError::Unreadable(error.to_string())
}
