//! The connection to the dispatch centre: one TLS connection that is made anew when it is lost, and the questions asked
//! over it.
//!
//! A [`Client`] connects when it is first used and again after every loss. HTTP/2 keep-alive notices a link that died
//! silently. Every call names the agent's language. [`delivery`](crate::delivery) and [`orders`](crate::orders) use it.

use crate::config::{Config, span};
use std::error::Error as _;
use tonic::metadata::MetadataValue;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic::{Code, Request, Status};
use yicang_language::{Language, Message, ToMessage, message};
use yicang_proto::v1;
use yicang_proto::v1::dispatch_service_client::DispatchServiceClient;
use yicang_proto::v1::field_service_client::FieldServiceClient;
use yicang_tlog::Hash;

/// The longest answer that is read, in bytes: a plan comes with its situation, a few hundred bytes per need and lane.
const ANSWER_BYTES_MAX: usize = 256 << 20;

/// The address or the certificates of the configuration are no good; nothing was sent.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub struct AddressError {
    server: String,
    problem: String,
}

impl ToMessage for AddressError {
    fn message(&self) -> Message {
        message!("agent-address", server = &self.server, why = Message::verbatim(&self.problem))
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ConnectionError {
    /// Time and another attempt may help.
    Transient(Message),
    /// Somebody must do something first.
    Permanent(Message),
}

impl ToMessage for ConnectionError {
    fn message(&self) -> Message {
        let (Self::Transient(why) | Self::Permanent(why)) = self;
        why.clone()
    }
}

/// Asks the centre to answer in the agent's language.
#[derive(Clone, Copy)]
pub(crate) struct AcceptLanguage(Language);

impl Interceptor for AcceptLanguage {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("accept-language", MetadataValue::from_static(self.0.tag()));
        Ok(request)
    }
}

/// A connection whose every call names the agent's language.
pub(crate) type Speaking = InterceptedService<Channel, AcceptLanguage>;

/// A way to the centre. Cheap to clone; clones share the connection.
#[derive(Clone)]
pub struct Client {
    pub(crate) config: Config,
    channel: Channel,
}

impl Client {
    /// Prepares the way; connects when first used. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// [`AddressError`].
    pub fn new(config: &Config) -> Result<Self, AddressError> {
        let wrong =
            |error: tonic::transport::Error| AddressError { server: config.server.clone(), problem: innermost(&error) };
        let tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(&config.ca_pem));
        let endpoint = Endpoint::from_shared(config.server.clone())
            .and_then(|endpoint| endpoint.tls_config(tls))
            .map_err(wrong)?
            .connect_timeout(span(config.times.connect_ms))
            .http2_keep_alive_interval(span(config.times.keep_alive_ms))
            .keep_alive_timeout(span(config.times.keep_alive_ms))
            .keep_alive_while_idle(true)
            .tcp_nodelay(true);
        Ok(Self { config: config.clone(), channel: endpoint.connect_lazy() })
    }

    fn speaking(&self) -> AcceptLanguage {
        AcceptLanguage(self.config.language.unwrap_or_default())
    }

    pub(crate) fn field(&self) -> FieldServiceClient<Speaking> {
        FieldServiceClient::with_interceptor(self.channel.clone(), self.speaking())
            .max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    pub(crate) fn dispatch(&self) -> DispatchServiceClient<Speaking> {
        DispatchServiceClient::with_interceptor(self.channel.clone(), self.speaking())
            .max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    /// An answer that must come within the configured time.
    pub(crate) async fn in_time<T>(
        &self,
        answer: impl Future<Output = Result<T, Status>>,
    ) -> Result<T, ConnectionError> {
        match tokio::time::timeout(span(self.config.times.answer_ms), answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(status)) => Err(self.connection_error(&status)),
            Err(_) => {
                let (server, milliseconds) = (&self.config.server, self.config.times.answer_ms);
                Err(ConnectionError::Transient(message!(
                    "agent-no-answer",
                    server = server,
                    milliseconds = milliseconds
                )))
            }
        }
    }

    /// Asks for the root key's statements; nothing where the centre is of an earlier version, which does not show them.
    pub(crate) async fn log_statements(&self) -> Result<Option<Vec<u8>>, ConnectionError> {
        let mut field = self.field();
        let asked = async {
            match field.get_log_keys(v1::GetLogKeysRequest {}).await {
                Ok(answer) => Ok(Some(answer.into_inner().statements)),
                Err(status) if status.code() == Code::Unimplemented => Ok(None),
                Err(status) => Err(status),
            }
        };
        self.in_time(asked).await
    }

    /// Asks for the proof that the log of `old` entries is the beginning of the log of `new`; or says why the centre
    /// shows none.
    pub(crate) async fn consistency(&self, old: u64, new: u64) -> Result<Result<Vec<Hash>, Message>, ConnectionError> {
        let mut field = self.field();
        let asked = async {
            match field.get_consistency(v1::GetConsistencyRequest { old_size: old, new_size: new }).await {
                Ok(answer) => Ok(Ok(answer.into_inner().proof)),
                Err(status) if status.code() == Code::Unimplemented => Ok(Err(message!("agent-proof-old-centre"))),
                Err(status) if matches!(status.code(), Code::NotFound | Code::InvalidArgument) => {
                    Ok(Err(message!("agent-proof-refused", why = status.message())))
                }
                Err(status) => Err(status),
            }
        };
        let hashes = |proof: Vec<Vec<u8>>| proof.into_iter().map(Hash::try_from).collect::<Result<Vec<_>, _>>();
        let proof = self.in_time(asked).await?;
        Ok(proof.and_then(|proof| hashes(proof).map_err(|_| message!("agent-proof-no-hashes"))))
    }

    /// What a status that is no answer to a report means.
    pub(crate) fn connection_error(&self, status: &Status) -> ConnectionError {
        let (server, agent) = (&self.config.server, &self.config.agent);
        match status.code() {
            // A time-out comes as CANCELLED, a connection that breaks as UNKNOWN or INTERNAL.
            Code::Cancelled
            | Code::Unavailable
            | Code::DeadlineExceeded
            | Code::Unknown
            | Code::Internal
            | Code::Aborted => {
                let why = innermost_of(status);
                ConnectionError::Transient(message!("agent-unreachable", server = server, why = why))
            }
            Code::ResourceExhausted => {
                ConnectionError::Transient(message!("agent-centre-busy", server = server, why = status.message()))
            }
            Code::Unauthenticated => {
                let agent = agent.as_str();
                ConnectionError::Permanent(message!("agent-not-enrolled", agent = agent, why = status.message()))
            }
            Code::Unimplemented => ConnectionError::Permanent(message!("agent-no-centre", server = server)),
            _ => ConnectionError::Permanent(message!("agent-centre-refuses", why = status.message())),
        }
    }
}

/// The last cause of a failure is the one that says something: the outer ones say "transport error".
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn innermost_of(status: &Status) -> String {
    status.source().map_or_else(|| status.message().to_owned(), innermost)
}
