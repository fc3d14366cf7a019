//! The way to the dispatch centre: one TLS connection that mends itself, and what an agent asks over it.
//!
//! A [`Client`] connects when it is first used and again whenever the connection was lost; HTTP/2 keep-alive notices a
//! link that died without a word. What is asked stands in [`delivery`](crate::delivery) and [`orders`](crate::orders).

use crate::home::{Config, span};
use std::error::Error as _;
use std::fmt;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};
use tonic::{Code, Status};
use yicang_proto::v1;
use yicang_proto::v1::dispatch_service_client::DispatchServiceClient;
use yicang_proto::v1::field_service_client::FieldServiceClient;
use yicang_tlog::Hash;

/// The longest answer that is read, in bytes: a plan comes with its situation, a few hundred bytes per need and lane.
const ANSWER_BYTES_MAX: usize = 256 << 20;

/// The address or the certificates of the configuration are no good; nothing was sent.
#[derive(Debug, thiserror::Error)]
#[error("the centre's address {server} or its certificates (ca.pem) cannot be used: {problem}")]
pub struct AddressError {
    server: String,
    problem: String,
}

/// What stands between an agent and an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Time and another attempt may help.
    Passing(String),
    /// Somebody must do something first.
    Lasting(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Passing(why) | Self::Lasting(why)) = self;
        f.write_str(why)
    }
}

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

    pub(crate) fn field(&self) -> FieldServiceClient<Channel> {
        FieldServiceClient::new(self.channel.clone()).max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    pub(crate) fn dispatch(&self) -> DispatchServiceClient<Channel> {
        DispatchServiceClient::new(self.channel.clone()).max_decoding_message_size(ANSWER_BYTES_MAX)
    }

    /// An answer that must come within the configured time.
    pub(crate) async fn in_time<T>(&self, answer: impl Future<Output = Result<T, Status>>) -> Result<T, Trouble> {
        match tokio::time::timeout(span(self.config.times.answer_ms), answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(status)) => Err(self.trouble(&status)),
            Err(_) => {
                let milliseconds = self.config.times.answer_ms;
                Err(Trouble::Passing(format!("{} did not answer within {milliseconds} ms", self.config.server)))
            }
        }
    }

    /// Asks for the root key's statements; nothing where the centre is of an earlier version, which does not show them.
    pub(crate) async fn log_statements(&self) -> Result<Option<Vec<u8>>, Trouble> {
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

    /// Asks for the proof that the log of `old` entries is the beginning of the log of `new`; or says why the centre shows none.
    pub(crate) async fn consistency(&self, old: u64, new: u64) -> Result<Result<Vec<Hash>, String>, Trouble> {
        let mut field = self.field();
        let asked = async {
            match field.get_consistency(v1::GetConsistencyRequest { old_size: old, new_size: new }).await {
                Ok(answer) => Ok(Ok(answer.into_inner().proof)),
                Err(status) if status.code() == Code::Unimplemented => {
                    Ok(Err("the centre is of an earlier version, which cannot prove it; it must be updated first"
                        .to_owned()))
                }
                Err(status) if matches!(status.code(), Code::NotFound | Code::InvalidArgument) => {
                    Ok(Err(format!("the centre cannot prove it: {}", status.message())))
                }
                Err(status) => Err(status),
            }
        };
        let hashes = |proof: Vec<Vec<u8>>| proof.into_iter().map(Hash::try_from).collect::<Result<Vec<_>, _>>();
        let proof = self.in_time(asked).await?;
        Ok(proof.and_then(|proof| hashes(proof).map_err(|_| "the centre's proof is not made of hashes".to_owned())))
    }

    /// What a status that is no answer to a report means.
    pub(crate) fn trouble(&self, status: &Status) -> Trouble {
        let (server, agent) = (&self.config.server, &self.config.agent);
        match status.code() {
            // A time-out comes as CANCELLED, a connection that breaks as UNKNOWN or INTERNAL.
            Code::Cancelled
            | Code::Unavailable
            | Code::DeadlineExceeded
            | Code::Unknown
            | Code::Internal
            | Code::Aborted => Trouble::Passing(format!("{server} cannot be reached: {}", innermost_of(status))),
            Code::ResourceExhausted => Trouble::Passing(format!("{server} is too busy: {}", status.message())),
            Code::Unauthenticated => Trouble::Lasting(format!(
                "the centre does not know agent {agent} by this key ({}); ask a coordinator to enrol it",
                status.message()
            )),
            Code::Unimplemented => {
                Trouble::Lasting(format!("{server} answers, but is no dispatch centre of this version"))
            }
            _ => Trouble::Lasting(format!("the centre refuses: {}", status.message())),
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
