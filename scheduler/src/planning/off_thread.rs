//! Work that takes longer than a moment.

use crate::refusal::Refusal;
use yicang_language::message;

/// Runs a calculation off the threads that answer.
///
/// # Errors
/// It broke off.
pub(crate) async fn spawned<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
    let span = tracing::Span::current();
    let done = tokio::task::spawn_blocking(move || span.in_scope(work)).await;
    done.map_err(|error| {
        tracing::error!(%error, "a calculation broke off");
        Refusal::Broken(message!("refused-broke-off"))
    })
}
