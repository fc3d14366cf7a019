//! The coordinator's side of the wire: one TLS connection to a centre, and commands signed by a coordinator's key.

use crate::events::disclosure::MaskedField;
use crate::events::enrolment::{EnrolAsk, grant_from_wire};
use crate::events::signed_command;
use crate::setup::data_dir::{DataDir, FIRST_COORDINATOR, SetupError, read, read_key};
use jiff::Timestamp;
use rand_core::RngCore as _;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic::{Code, Status};
use yicang_domain::events::Enrolment;
use yicang_domain::order::OrderLine;
use yicang_domain::{Explanation, Fault, ItemId, Plan, PlanAsk, PlanSummary, Policy, Sentence, Situation, TextError};
use yicang_proto::explanation::explanation_from_wire;
use yicang_proto::order::order_line_from_wire;
use yicang_proto::status::faults_of;
use yicang_proto::summary::{plan_ask_to_wire, summary_from_wire};
use yicang_proto::time::{required_time, time_to_wire};
use yicang_proto::v1::dispatch_service_client::DispatchServiceClient;
use yicang_proto::v1::{self, SignedCommand, command::Body};
use yicang_tlog::mask::Salt;
use yicang_tlog::{Hash, KeyTextError, LogVerifier, SigningKey, hex};

/// How to reach a centre as a coordinator; what is not given is taken from the data folder.
#[derive(Debug, Clone, clap::Args)]
pub struct ConnectArgs {
    /// The centre's data folder: the address, the CA and the first coordinator's key are read from it
    #[arg(long, value_name = "DIR", default_value = "./yicang-data", env = "YICANG_DATA")]
    data: PathBuf,
    /// The centre's address.
    #[arg(long, value_name = "URL", help = "The centre's address, for example https://centre.example:7585")]
    server: Option<String>,
    /// The certificate authority that the centre's certificate is checked by, a PEM file
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// The coordinator's private key
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// The coordinator's id
    #[arg(long = "as", value_name = "ID", default_value = FIRST_COORDINATOR)]
    coordinator_id: String,
    /// The name of the centre's public log, which commands are signed for
    #[arg(long, value_name = "NAME")]
    log: Option<String>,
}

/// A coordinator at work.
#[derive(Clone)]
pub struct Coordinator {
    dispatch: DispatchServiceClient<Channel>,
    key: Option<SigningKey>,
    id: String,
    log: Option<String>,
}

/// Why a coordinator gets no answer.
#[derive(Debug, thiserror::Error)]
pub enum CoordinatorError {
    /// A file.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The centre refuses.
    #[error("{}", whole(.0))]
    Refused(Box<Refused>),
    /// The centre does not answer.
    #[error("the centre at {0} does not answer ({1}); is `yicang serve` running?")]
    Unreachable(String, String),
    /// The command needs a key.
    #[error("this command must be signed; give the coordinator's key with --key-file, or its folder with --data")]
    NoKey,
    /// The command needs the name of the log.
    #[error("this command is signed for one public log; give its name with --log, or the centre's folder with --data")]
    NoLog,
    /// The answer cannot be read.
    #[error("the centre's answer cannot be read ({0}); use the same version on both sides")]
    Unreadable(String),
    /// The command cannot be said.
    #[error("the command cannot be signed: {0}")]
    Unsaid(String),
}

/// The refusal's message, and every fault that it does not name, a line each.
fn whole(refusal: &Refused) -> String {
    let message = &refusal.message;
    let faults = refusal.faults.iter().map(ToString::to_string);
    let rest = faults.filter(|fault| !message.contains(fault.as_str())).map(|fault| format!("\n  {fault}"));
    std::iter::once(message.to_owned()).chain(rest).collect()
}

/// A refusal as the centre said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// In a sentence.
    pub message: String,
    /// Each fault with its field.
    pub faults: Vec<Fault>,
    /// Nothing is there by the name that was given, or it is no name.
    pub is_unknown: bool,
}

impl From<Status> for CoordinatorError {
    fn from(status: Status) -> Self {
        let is_unknown = matches!(status.code(), Code::NotFound | Code::InvalidArgument);
        let (message, faults) = (status.message().to_owned(), faults_of(&status));
        Self::Refused(Box::new(Refused { message, faults, is_unknown }))
    }
}

impl From<Fault> for CoordinatorError {
    fn from(fault: Fault) -> Self {
        Self::Unreadable(fault.to_string())
    }
}

/// The longest answer: a plan with its situation.
const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

impl ConnectArgs {
    /// Everything from a data folder.
    pub fn of(data: &DataDir) -> Self {
        let coordinator_id = FIRST_COORDINATOR.to_owned();
        Self { data: data.root().into(), server: None, ca: None, key_file: None, coordinator_id, log: None }
    }

    /// Connects.
    pub async fn connect(&self) -> Result<Coordinator, CoordinatorError> {
        let data = DataDir::new(&self.data);
        let server = match &self.server {
            Some(server) => server.clone(),
            None if !data.config().exists() => return Err(SetupError::Missing(self.data.clone()).into()),
            None if !data.address().exists() => {
                let stopped = format!("no centre is running on {}; start it with `yicang serve`", self.data.display());
                return Err(SetupError::Refused(stopped).into());
            }
            None => read(&data.address())?.trim().to_owned(),
        };
        let ca = read(self.ca.as_ref().unwrap_or(&data.tls("ca.pem")))?;
        let key = match &self.key_file {
            Some(path) => Some(read_key(path)?),
            None if data.key("coordinator.key").exists() => Some(read_key(&data.key("coordinator.key"))?),
            None => None,
        };
        let log = match &self.log {
            Some(log) => Some(log.clone()),
            None if data.log_vkey().exists() => {
                let problem = |error: KeyTextError| {
                    let path = data.log_vkey();
                    SetupError::Content { path, problem: error.to_string() }
                };
                let key = LogVerifier::from_vkey(read(&data.log_vkey())?.trim()).map_err(problem)?;
                Some(key.name().to_owned())
            }
            None => None,
        };
        let unreachable = |error: tonic::transport::Error| {
            let mut cause: &dyn std::error::Error = &error;
            while let Some(inner) = cause.source() {
                cause = inner;
            }
            CoordinatorError::Unreachable(server.clone(), cause.to_string())
        };
        let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(ca));
        let endpoint = Endpoint::from_shared(server.clone()).and_then(|endpoint| endpoint.tls_config(tls));
        let endpoint = endpoint.map_err(unreachable)?.connect_timeout(CONNECT_TIMEOUT).tcp_nodelay(true);
        let channel = endpoint.connect().await.map_err(unreachable)?;
        let dispatch = DispatchServiceClient::new(channel).max_decoding_message_size(ANSWER_BYTES_MAX);
        Ok(Coordinator { dispatch, key, id: self.coordinator_id.clone(), log })
    }
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
    /// Records that it takes in.
    pub applied_upto: u64,
    /// Enrolled agents.
    pub agents: u64,
    /// Orders that are approved, picked or on their way.
    pub orders_open: u64,
    /// Figures that differ.
    pub discrepancies: Vec<Sentence>,
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
    fn client(&self) -> DispatchServiceClient<Channel> {
        self.dispatch.clone()
    }

    fn sign(&self, body: Body) -> Result<Option<SignedCommand>, CoordinatorError> {
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
        let sentence = |found: v1::Discrepancy| Sentence { english: found.sentence_en, chinese: found.sentence_zh };
        Ok(SituationView {
            situation: Situation::from_text(&answer.situation).map_err(unreadable)?,
            text: answer.situation,
            units: answer.items.into_iter().map(named).collect::<Result<_, _>>()?,
            applied_upto: answer.applied_upto,
            agents: answer.agents,
            orders_open: answer.orders_open,
            discrepancies: answer.discrepancies.into_iter().map(sentence).collect(),
        })
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

    /// Gives a command whose record is all that it does; its record.
    pub async fn give(&self, body: Body) -> Result<u64, CoordinatorError> {
        let command = self.sign(body)?;
        Ok(self.client().give_command(v1::GiveCommandRequest { command }).await?.into_inner().entry_index)
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

    /// Lets somebody see masked fields; gives the record, and the text of the file that opens them.
    pub async fn disclose(
        &self,
        reader: String,
        reason: String,
        until: Timestamp,
        fields: Vec<MaskedField>,
    ) -> Result<(u64, String), CoordinatorError> {
        let fields = fields.into_iter().map(|(entry_index, field)| v1::MaskedField { entry_index, field });
        let until = Some(time_to_wire(until));
        let ask = v1::GrantDisclosure { reader, reason, until, fields: fields.collect() };
        let command = self.sign(Body::GrantDisclosure(ask))?;
        let answer = self.client().grant_disclosure(v1::GrantDisclosureRequest { command }).await?.into_inner();
        Ok((answer.entry_index, answer.openings))
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
