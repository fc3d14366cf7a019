//! The server: a function of a bound listener and a stop signal.
//!
//! Known traps and their cures: a caller who says nothing is sent away at the `door`; who asks and does not read is
//! noticed by `reading`; open streams hold up a shutdown, so each ends on the stop signal; a peer
//! that went silent is noticed by HTTP/2 pings; what is still open after [`Config::drain_ms`] is cut off, and repeated
//! by the agents.

use super::door;
use crate::centre::centre::Centre;
use crate::centre::clock::{self, Watch};
use crate::centre::replay::{self, Confirmed};
use crate::server::dispatch_service::Dispatch;
use crate::server::field_service::Field;
use crate::server::reading::Watched;
use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, SetupError, in_words};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic::transport::Server;
use yicang_language::{Message, ToMessage, message};
use yicang_proto::FILE_DESCRIPTOR_SET;
use yicang_proto::v1::dispatch_service_server::DispatchServiceServer;
use yicang_proto::v1::field_service_server::FieldServiceServer;

/// The longest message that an agent may send: a report of 128 KiB with its signature fits twice.
const FIELD_BYTES_MAX: usize = 256 * 1024;
/// The longest message that a coordinator may send.
const COMMAND_BYTES_MAX: usize = 1024 * 1024;
/// Calls of one connection at once, whatever the settings say: an agent needs one, and each may hold an answer in
/// memory.
const CALLS_PER_CONNECTION_MAX: usize = 100;
/// The longest answer: a plan with its situation.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Why the server ended otherwise than by its stop signal.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum ServeError {
    /// It could not start.
    Setup(#[from] SetupError),
    /// The network.
    Transport(#[from] tonic::transport::Error),
    /// The disk, or a broken invariant.
    Stopped(String),
}

impl ToMessage for ServeError {
    fn message(&self) -> Message {
        match self {
            Self::Setup(error) => error.message(),
            Self::Transport(error) => message!("setup-cannot-serve", why = Message::verbatim(error)),
            Self::Stopped(why) => message!("setup-server-stopped", why = why),
        }
    }
}

/// Binds the address, with a sentence for the usual mishap.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, SetupError> {
    TcpListener::bind(address).await.map_err(|error| {
        let advice = match error.kind() {
            std::io::ErrorKind::AddrInUse => message!("setup-listen-in-use"),
            std::io::ErrorKind::PermissionDenied => message!("setup-listen-denied"),
            _ => message!("setup-listen-elsewhere"),
        };
        let (address, why) = (address.to_string(), Message::verbatim(in_words(&error)));
        SetupError::Refused(message!("setup-cannot-listen", address = address, why = why, advice = advice))
    })
}

/// Serves a data folder until `stop`; then drains, and closes the journal. `ready` is called when calls are answered.
pub async fn serve(
    listener: TcpListener,
    data: &DataDir,
    config: &Config,
    stop: CancellationToken,
    confirmed: Confirmed,
    ready: impl FnOnce(&Arc<Centre>),
) -> Result<(), ServeError> {
    let tls = door::tls(data, config)?;
    let (clock, elapsed) = clock::of_system();
    let centre = replay::open_at(data, config, stop.child_token(), Watch::new(clock, elapsed), confirmed)?;
    let served = listen(listener, config, tls, &centre, &stop, ready).await;
    centre.finish().await;
    served?;
    match centre.failure() {
        None => Ok(()),
        Some(failure) => Err(ServeError::Stopped(failure)),
    }
}

async fn listen(
    listener: TcpListener,
    config: &Config,
    tls: Arc<tokio_rustls::rustls::ServerConfig>,
    centre: &Arc<Centre>,
    stop: &CancellationToken,
    ready: impl FnOnce(&Arc<Centre>),
) -> Result<(), ServeError> {
    let (health, health_service) = tonic_health::server::health_reporter();
    health.set_serving::<FieldServiceServer<Field>>().await;
    health.set_serving::<DispatchServiceServer<Dispatch>>().await;
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1()
        .expect("the committed descriptors are whole: a test regenerates them");
    let calls = config.calls_per_connection_max.min(CALLS_PER_CONNECTION_MAX);
    let server = Server::builder()
        .http2_keepalive_interval(Some(Duration::from_secs(config.keepalive_seconds)))
        .http2_keepalive_timeout(Some(Duration::from_secs(config.keepalive_timeout_seconds)))
        .max_concurrent_streams(u32::try_from(calls).unwrap_or(u32::MAX))
        .concurrency_limit_per_connection(calls);
    let routes = Routes::new(health_service)
        .add_service(reflection)
        .add_service(FieldServiceServer::new(Field(Arc::clone(centre))).max_decoding_message_size(FIELD_BYTES_MAX))
        .add_service(
            DispatchServiceServer::new(Dispatch(Arc::clone(centre)))
                .max_decoding_message_size(COMMAND_BYTES_MAX)
                .max_encoding_message_size(ANSWER_BYTES_MAX),
        );
    let [handshake, answer] = [config.handshake_seconds, config.answer_seconds].map(Duration::from_secs);
    let limits = door::Limits::of(door::files(), config.connections_max, handshake, answer);
    let ended = centre.stop.clone();
    let incoming = door::open(listener, tls, limits, ended.clone());
    ready(centre);
    let routes = Watched(routes.prepare());
    let serving = server.serve_with_incoming_shutdown(routes, incoming, ended.clone().cancelled_owned());
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => return Ok(served?),
        () = ended.cancelled() => {}
    }
    debug_assert!(stop.is_cancelled() || centre.failure().is_some());
    match tokio::time::timeout(Duration::from_millis(config.drain_ms), serving).await {
        Ok(served) => Ok(served?),
        Err(_) => {
            tracing::warn!(ms = config.drain_ms, "calls were still open and are cut off");
            Ok(())
        }
    }
}

/// A token that SIGTERM and SIGINT cancel.
pub fn signals() -> std::io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let cancelled = stop.clone();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            cancelled.cancel();
        });
    }
    #[cfg(not(unix))]
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            cancelled.cancel();
        }
    });
    Ok(stop)
}
