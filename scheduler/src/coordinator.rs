//! The coordinator's side of the wire: one TLS connection to a centre, and commands signed by a coordinator's key.

use crate::command;
use crate::data::{DataDir, FIRST_COORDINATOR, SetupError, read, read_key};
use crate::serve::ANSWER_BYTES_MAX;
use jiff::Timestamp;
use rand_core::RngCore as _;
use std::path::PathBuf;
use std::time::Duration;
use tonic::Status;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use yicang_proto::status::faults_of;
use yicang_proto::v1::dispatch_service_client::DispatchServiceClient;
use yicang_proto::v1::{self, SignedCommand, command::Body};
use yicang_tlog::mask::Salt;
use yicang_tlog::{Hash, KeyTextError, LogVerifier, SigningKey, hex};

/// How to reach a centre as a coordinator; what is not given is taken from the data folder.
#[derive(Debug, Clone, clap::Args)]
pub struct Reach {
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
    Refused(Box<Status>),
    /// The centre does not answer.
    #[error("the centre at {0} does not answer ({1}); is `yicang serve` running?")]
    Unreachable(String, String),
    /// The command needs a key.
    #[error("this command must be signed; give the coordinator's key with --key-file, or its folder with --data")]
    NoKey,
    /// The command needs the name of the log.
    #[error("this command is signed for one public log; give its name with --log, or the centre's folder with --data")]
    NoLog,
    /// The command cannot be said.
    #[error("the command cannot be signed: {0}")]
    Unsaid(String),
}

/// The refusal's message, and every fault that it does not name, a line each.
fn whole(status: &Status) -> String {
    let message = status.message();
    let faults = faults_of(status).into_iter().map(|fault| fault.to_string());
    let rest = faults.filter(|fault| !message.contains(fault.as_str())).map(|fault| format!("\n  {fault}"));
    std::iter::once(message.to_owned()).chain(rest).collect()
}

impl From<Status> for CoordinatorError {
    fn from(status: Status) -> Self {
        Self::Refused(Box::new(status))
    }
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

impl Reach {
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
                let stopped = format!("no scheduler runs on {}; start it with `yicang serve`", self.data.display());
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

impl Coordinator {
    /// The calls that need no signature.
    pub fn ask(&self) -> DispatchServiceClient<Channel> {
        self.dispatch.clone()
    }

    fn sign(&self, body: Body) -> Result<Option<SignedCommand>, CoordinatorError> {
        let key = self.key.as_ref().ok_or(CoordinatorError::NoKey)?;
        let (mut random, mut salt): (Hash, Salt) = Default::default();
        rand_core::OsRng.fill_bytes(&mut random);
        rand_core::OsRng.fill_bytes(&mut salt);
        let log = self.log.as_ref().ok_or(CoordinatorError::NoLog)?;
        let signed = command::sign(&hex(&random), &self.id, Timestamp::now(), body, log, salt, key);
        signed.map(Some).map_err(CoordinatorError::Unsaid)
    }

    /// Makes a plan.
    pub async fn run_cycle(&self, ask: v1::RunCycle) -> Result<v1::PlanSummary, CoordinatorError> {
        let command = self.sign(Body::RunCycle(ask))?;
        let response = self.ask().run_cycle(v1::RunCycleRequest { command }).await?.into_inner();
        Ok(response.plan.unwrap_or_default())
    }

    /// Decides a plan: the one whose text has this hash.
    pub async fn approve(
        &self,
        plan_id: &str,
        plan_sha256: &[u8],
    ) -> Result<v1::ApprovePlanResponse, CoordinatorError> {
        let ask = v1::ApprovePlan { plan_id: plan_id.to_owned(), plan_sha256: plan_sha256.to_vec() };
        let command = self.sign(Body::ApprovePlan(ask))?;
        Ok(self.ask().approve_plan(v1::ApprovePlanRequest { command }).await?.into_inner())
    }

    /// Lets a decision's orders go out without the witnesses.
    pub async fn release(&self, decision_index: u64, reason: &str) -> Result<u64, CoordinatorError> {
        let command =
            self.sign(Body::ReleaseOrders(v1::ReleaseOrders { decision_index, reason: reason.to_owned() }))?;
        Ok(self.ask().release_orders(v1::ReleaseOrdersRequest { command }).await?.into_inner().entry_index)
    }

    /// Lets somebody see masked fields; gives the file that opens them.
    pub async fn grant(&self, ask: v1::GrantDisclosure) -> Result<v1::GrantDisclosureResponse, CoordinatorError> {
        let command = self.sign(Body::GrantDisclosure(ask))?;
        Ok(self.ask().grant_disclosure(v1::GrantDisclosureRequest { command }).await?.into_inner())
    }

    /// Makes an agent's key known, or changes what it may do.
    pub async fn enrol(&self, ask: v1::EnrolAgent) -> Result<v1::EnrolAgentResponse, CoordinatorError> {
        let command = self.sign(Body::EnrolAgent(ask))?;
        Ok(self.ask().enrol_agent(v1::EnrolAgentRequest { command }).await?.into_inner())
    }
}
