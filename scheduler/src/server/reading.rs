//! How long an answer may wait for its reader. HTTP/2 lets a caller ask a hundred things and read nothing; each answer
//! would lie in memory for ever. An answer is handed on in small pieces, and while one is not taken its time runs;
//! when that is over, the [door](crate::server::door) closes the connection, and all its answers go with it.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tonic::codegen::{Body as HttpBody, Bytes, Service, http};

/// A piece is what HTTP/2 takes at a time, in bytes: no more of an answer is out of sight.
const PIECE_BYTES: usize = 16 * 1024;

/// Answers of one connection that wait for their reader.
#[derive(Debug, Default)]
pub(crate) struct Unread(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    next: u64,
    since: BTreeMap<u64, Instant>,
}

impl Unread {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        // Each change is made whole under the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self) -> u64 {
        let mut waiting = self.waiting();
        waiting.next += 1;
        waiting.next
    }

    /// How long the answer that waits longest has waited.
    pub(crate) fn longest(&self) -> Option<Duration> {
        self.waiting().since.values().min().map(Instant::elapsed)
    }
}

/// Who asks: given to each request by its connection.
#[derive(Debug, Clone)]
pub(crate) struct Reader(pub(crate) Arc<Unread>);

/// A service whose answers are watched.
#[derive(Debug, Clone)]
pub(crate) struct Watched<S>(pub(crate) S);

impl<S, Asked, Answered> Service<http::Request<Asked>> for Watched<S>
where
    S: Service<http::Request<Asked>, Response = http::Response<Answered>>,
    S::Future: Send + 'static,
{
    type Response = http::Response<Answer<Answered>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Asked>) -> Self::Future {
        let reader = request.extensions().get::<Reader>().cloned();
        let answer = self.0.call(request);
        Box::pin(async move { Ok(answer.await?.map(|body| Answer::new(body, reader))) })
    }
}

/// A body in pieces that its connection knows of.
pub(crate) struct Answer<B> {
    body: B,
    rest: Bytes,
    reader: Option<(Reader, u64)>,
}

impl<B> Answer<B> {
    fn new(body: B, reader: Option<Reader>) -> Self {
        let reader = reader.map(|reader| {
            let own = reader.0.enter();
            (reader, own)
        });
        Self { body, rest: Bytes::new(), reader }
    }

    /// The piece before was taken, or there is none yet.
    fn taken(&self) {
        if let Some((reader, own)) = &self.reader {
            reader.0.waiting().since.remove(own);
        }
    }

    fn hand_on(&mut self) -> Bytes {
        if let Some((reader, own)) = &self.reader {
            reader.0.waiting().since.insert(*own, Instant::now());
        }
        self.rest.split_to(self.rest.len().min(PIECE_BYTES))
    }
}

impl<B> Drop for Answer<B> {
    fn drop(&mut self) {
        self.taken();
    }
}

impl<B: HttpBody<Data = Bytes> + Unpin> HttpBody for Answer<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, B::Error>>> {
        self.taken();
        if self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                end => return Poll::Ready(end),
            }
        }
        Poll::Ready(Some(Ok(http_body::Frame::data(self.hand_on()))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }
}
