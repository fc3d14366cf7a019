//! The witness's network: HTTP/1.1 by `axum` (in the tree with tonic; hyper below it keeps connections alive, limits
//! and parses). TLS ends in front of it: a reverse proxy.
//!
//! `POST /add-checkpoint` and `GET /<sha256 of the log's name>/checkpoint`, under one prefix.

use super::{Answer, Witness};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use tokio::net::TcpListener;

/// A checkpoint with a hundred post-quantum signatures and 63 hashes fits many times.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// A witness that answers on a socket, on threads of its own. Ends when it is dropped.
pub struct Serving {
    address: SocketAddr,
    ended: mpsc::Receiver<String>,
    // Dropped last: its tasks end with it.
    runtime: Option<tokio::runtime::Runtime>,
}

impl Serving {
    /// Listens on `address`; port 0 takes a free one.
    pub fn start(witness: Arc<Witness>, address: SocketAddr) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let app = Router::new()
            .route("/add-checkpoint", post(add_checkpoint))
            .route("/{origin}/checkpoint", get(last))
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
            .with_state(witness);
        let (tell, ended) = mpsc::channel();
        runtime.spawn(async move {
            let served = match TcpListener::from_std(listener) {
                Ok(listener) => axum::serve(listener, app).await,
                Err(error) => Err(error),
            };
            let problem = served.map_or_else(|error| error.to_string(), |()| "the server ended by itself".into());
            // Nobody waits where the witness is part of another program.
            let _ = tell.send(problem);
        });
        Ok(Self { address, ended, runtime: Some(runtime) })
    }

    /// Waits for the end, which does not come by itself, and says why it came.
    #[must_use]
    pub fn wait(&self) -> String {
        self.ended.recv().unwrap_or_else(|_| "its thread broke off".into())
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn add_checkpoint(State(witness): State<Arc<Witness>>, body: Bytes) -> Response {
    // It waits for the disk.
    let answer = tokio::task::spawn_blocking(move || witness.add_checkpoint(&body)).await;
    let answer =
        answer.unwrap_or_else(|_| Answer::NotStored("the witness broke off; its operator's log says where".into()));
    let status = StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (kind, body) = answer.body();
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

async fn last(State(witness): State<Arc<Witness>>, Path(origin): Path<String>) -> Response {
    match witness.last(&origin) {
        Some(note) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response(),
        None => (StatusCode::NOT_FOUND, "this witness has cosigned nothing of such a log\n").into_response(),
    }
}
