//! How a coordinator reaches a centre: one TLS connection, by the centre's folder or by flags.

use super::coordinator::{AcceptLanguage, Coordinator};
use super::error::CoordinatorError;
use crate::setup::data_dir::{DataDir, FIRST_COORDINATOR, SetupError, read, read_key};
use std::path::PathBuf;
use std::time::Duration;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint};
use yicang_auditor::words::Words as _;
use yicang_language::{Language, Message, ToMessage, message};
use yicang_proto::v1::dispatch_service_client::DispatchServiceClient;
use yicang_tlog::{KeyTextError, LogVerifier};

/// How to reach a centre as a coordinator; what is not given is taken from the data folder.
#[derive(Debug, Clone, clap::Args)]
pub struct ConnectArgs {
    /// The centre's data folder: the address, the CA and the first coordinator's key are read from it
    #[arg(long, value_name = "DIR", default_value = "./yicang-data", env = "YICANG_DATA", hide_env = true)]
    data: PathBuf,
    /// The centre's address.
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The certificate authority that the centre's certificate is checked by, a PEM file
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// The coordinator's private key
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// The coordinator's id.
    #[arg(long = "coordinator", alias = "as", value_name = "ID", default_value = FIRST_COORDINATOR)]
    coordinator_id: String,
    /// The name of the centre's public log, which commands are signed for
    #[arg(long, value_name = "NAME")]
    log: Option<String>,
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

    /// Connects; the centre is asked to answer in the language.
    pub async fn connect(&self, language: Language) -> Result<Coordinator, CoordinatorError> {
        let data = DataDir::new(&self.data);
        let server = match &self.server {
            Some(server) => server.clone(),
            None if !data.config().exists() => return Err(SetupError::Missing(self.data.clone()).into()),
            None if !data.address().exists() => {
                return Err(SetupError::Refused(message!("centre-not-running", path = &self.data)).into());
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
                    SetupError::Content { path, problem: error.words() }
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
            let system = cause.downcast_ref::<std::io::Error>().map(ToMessage::message);
            CoordinatorError::Unreachable(server.clone(), system.unwrap_or_else(|| Message::verbatim(cause)))
        };
        let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(ca));
        let endpoint = Endpoint::from_shared(server.clone()).and_then(|endpoint| endpoint.tls_config(tls));
        let endpoint = endpoint.map_err(unreachable)?.connect_timeout(CONNECT_TIMEOUT).tcp_nodelay(true);
        let channel = endpoint.connect().await.map_err(unreachable)?;
        let dispatch = DispatchServiceClient::with_interceptor(channel, AcceptLanguage(language));
        let dispatch = dispatch.max_decoding_message_size(ANSWER_BYTES_MAX);
        Ok(Coordinator { dispatch, key, id: self.coordinator_id.clone(), log })
    }
}
