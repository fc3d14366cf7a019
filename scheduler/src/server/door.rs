//! The door: who is let in. TLS and the first bytes of HTTP/2 are awaited here, each caller on a task of its own and
//! for a limited time, so that who connects and says nothing keeps nobody out and takes no file from the log.
//!
//! There are two bounds. So many callers may be at the threshold, not having said anything; when one more comes, the
//! one who has stood there longest is sent away. So many may be inside; more are sent away at once. Both together
//! leave [`FILES_FOR_THE_LOG`] of the files that this process may open.
//!
//! Who is inside and does not read its answers is [`reading`](crate::server::reading)'s part. Nobody's rights are
//! looked at here.

use crate::server::reading::{Reader, Unread};
use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, SetupError};
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{AbortHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto};
use tokio_rustls::server::TlsStream;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::transport::server::Connected;
use yicang_language::{Message, message};

/// RFC 9113, 3.4: what a client says first.
const PREFACE: [u8; 24] = *b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Callers who may be at the threshold at once, where there are files enough.
const WAITING_MAX: usize = 256;
/// Files that are left for the journal, the index, the public folder and the witnesses.
const FILES_FOR_THE_LOG: u64 = 128;
/// Connections that are ready and not yet taken over; they wait for microseconds.
const READY_BUFFERED: usize = 16;
/// Between two attempts to take a caller in when the system gives no file for it.
const RETRY: Duration = Duration::from_millis(50);

/// What the door allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// How long TLS and the first bytes of HTTP/2 may take together.
    pub(crate) handshake: Duration,
    /// How long a piece of an answer may wait for its reader.
    pub(crate) answer: Duration,
    /// Callers at the threshold.
    pub(crate) waiting_max: usize,
    /// Callers inside.
    pub(crate) inside_max: usize,
}

impl Limits {
    /// The bounds for a process that may open so many `files`, at most `connections_max` inside.
    pub(crate) fn of(files: u64, connections_max: usize, handshake: Duration, answer: Duration) -> Self {
        let free = usize::try_from(files.saturating_sub(FILES_FOR_THE_LOG)).unwrap_or(usize::MAX);
        let waiting_max = (free / 3).clamp(1, WAITING_MAX);
        let inside_max = connections_max.min(free.saturating_sub(waiting_max)).max(1);
        Self { handshake, answer, waiting_max, inside_max }
    }
}

/// How many files this process may open, after it has asked for as many as it may ask for.
#[cfg(unix)]
pub(crate) fn files() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit { current: limit.maximum, maximum: limit.maximum };
    // Where it may not, it goes on with what it has.
    let _ = setrlimit(Resource::Nofile, wanted);
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Systems without such a limit of their own.
#[cfg(not(unix))]
pub(crate) fn files() -> u64 {
    u64::MAX
}

/// The server's side of TLS.
pub(crate) fn tls(data: &DataDir, config: &Config) -> Result<Arc<ServerConfig>, SetupError> {
    let (pem, key) = (data.root().join(&config.tls_cert), data.root().join(&config.tls_key));
    let content = |path: std::path::PathBuf| move |problem: Message| SetupError::Content { path, problem };
    let bytes = crate::setup::data_dir::read(&pem)?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(bytes.as_bytes()).collect();
    let certificates = certificates
        .map_err(|error| content(pem.clone())(message!("setup-no-certificate", why = error.to_string())))?;
    let bytes = crate::setup::data_dir::read(&key)?;
    let private = PrivateKeyDer::from_pem_slice(bytes.as_bytes());
    // The error names the form only.
    let private = private.map_err(|error| content(key)(message!("setup-no-private-key", why = error.to_string())))?;
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().and_then(|config| {
        let mut config = config.with_no_client_auth().with_single_cert(certificates, private)?;
        config.alpn_protocols.push(b"h2".to_vec());
        Ok(config)
    });
    config.map(Arc::new).map_err(|error| content(pem)(message!("setup-certificate-key", why = error.to_string())))
}

/// Lets callers in until `stop`, or until nobody takes them over any more.
pub(crate) fn open(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    limits: Limits,
    stop: CancellationToken,
) -> ReceiverStream<io::Result<Connection>> {
    let (ready, connections) = mpsc::channel(READY_BUFFERED);
    let tls = TlsAcceptor::from(tls);
    tokio::spawn(async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = ready.closed() => {}
            () = let_in(&listener, &tls, limits, &ready) => {}
        }
    });
    ReceiverStream::new(connections)
}

/// Never ends by itself; all who wait at the threshold go with it.
async fn let_in(
    listener: &TcpListener,
    tls: &TlsAcceptor,
    limits: Limits,
    ready: &mpsc::Sender<io::Result<Connection>>,
) {
    let inside = Arc::new(Semaphore::new(limits.inside_max));
    let mut threshold = JoinSet::new();
    let mut oldest_first = VecDeque::<AbortHandle>::new();
    let (mut short_of_files, mut full) = (false, false);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = threshold.join_next(), if !threshold.is_empty() => continue,
        };
        let stream = match stream {
            Ok((stream, _)) => stream,
            Err(error) => {
                if !std::mem::replace(&mut short_of_files, true) {
                    tracing::error!(%error, "callers cannot be taken in; trying again");
                }
                tokio::time::sleep(RETRY).await;
                continue;
            }
        };
        short_of_files = false;
        oldest_first.retain(|waiting| !waiting.is_finished());
        if oldest_first.len() >= limits.waiting_max
            && let Some(longest) = oldest_first.pop_front()
        {
            if !std::mem::replace(&mut full, true) {
                tracing::warn!(limits.waiting_max, "many callers connect and say nothing; the oldest are sent away");
            }
            longest.abort();
        }
        let caller = admit(stream, tls.clone(), limits, Arc::clone(&inside), ready.clone());
        oldest_first.push_back(threshold.spawn(caller));
    }
}

async fn admit(
    stream: TcpStream,
    tls: TlsAcceptor,
    limits: Limits,
    inside: Arc<Semaphore>,
    ready: mpsc::Sender<io::Result<Connection>>,
) {
    // Answers are small: none should wait for the next.
    let _ = stream.set_nodelay(true);
    let greeted = async {
        let mut io = tls.accept(stream).await?;
        let mut preface = [0; PREFACE.len()];
        io.read_exact(&mut preface).await?;
        if preface == PREFACE { Ok(io) } else { Err(io::Error::other("this is no HTTP/2")) }
    };
    let io = match tokio::time::timeout(limits.handshake, greeted).await {
        Ok(Ok(io)) => io,
        Ok(Err(error)) => return tracing::debug!(%error, "a caller was not understood"),
        Err(_) => return tracing::debug!("a caller said nothing"),
    };
    let Ok(place) = inside.try_acquire_owned() else {
        return tracing::warn!(limits.inside_max, "a caller was sent away: all connections are in use");
    };
    // If nobody takes it over, the server is ending.
    let _ = ready.send(Ok(Connection::new(io, limits.answer, place))).await;
}

/// A caller who is inside.
pub(crate) struct Connection {
    io: TlsStream<TcpStream>,
    /// How much of the preface, which was read at the door, HTTP/2 has been given.
    given: usize,
    unread: Arc<Unread>,
    /// When answers that wait are looked at next.
    look: Pin<Box<tokio::time::Sleep>>,
    answer: Duration,
    _place: OwnedSemaphorePermit,
}

impl Connection {
    fn new(io: TlsStream<TcpStream>, answer: Duration, place: OwnedSemaphorePermit) -> Self {
        let look = Box::pin(tokio::time::sleep(answer));
        Self { io, given: 0, unread: Arc::default(), look, answer, _place: place }
    }

    /// An error when an answer has waited too long for its reader: that ends the connection and all that it holds.
    fn in_time(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        while self.look.as_mut().poll(context).is_ready() {
            if self.unread.longest().is_some_and(|waits| waits >= self.answer) {
                tracing::warn!("a caller does not read its answers; its connection is closed");
                return Err(io::ErrorKind::TimedOut.into());
            }
            let next = tokio::time::Instant::now() + self.answer / 2;
            self.look.as_mut().reset(next);
        }
        Ok(())
    }
}

impl Connected for Connection {
    type ConnectInfo = Reader;

    fn connect_info(&self) -> Reader {
        Reader(Arc::clone(&self.unread))
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.in_time(context)?;
        if self.given < PREFACE.len() {
            let more = &PREFACE[self.given..];
            let part = &more[..more.len().min(into.remaining())];
            into.put_slice(part);
            self.given += part.len();
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.io).poll_read(context, into)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.in_time(context)?;
        Pin::new(&mut self.io).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.in_time(context)?;
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.in_time(context)?;
        let ended = ready!(Pin::new(&mut self.io).poll_shutdown(context));
        Poll::Ready(ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_files_leave_enough_for_the_log() {
        let second = Duration::from_secs(1);
        for (files, waiting_max, inside_max) in
            [(1_048_576, 256, 4_096), (1_024, 256, 640), (256, 42, 86), (129, 1, 1), (0, 1, 1)]
        {
            let limits = Limits::of(files, 4_096, second, second);
            assert_eq!((limits.waiting_max, limits.inside_max), (waiting_max, inside_max), "{files} files");
        }
    }
}
