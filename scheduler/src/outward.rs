//! What follows from a record once it is durable, in the journal's order: the index of seen reports, orders' changes,
//! and, when a decision is public, its orders. One task, so that nothing overtakes.

use crate::centre::Centre;
use crate::journal::JournalStopped;
use crate::orders::{Decision, WrongProof, release};
use crate::seen::{Seen, SeenKey};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use yicang_domain::order::Order;
use yicang_ledger::ProveError;
use yicang_tlog::{Hash, TlogProof};

/// A record that was handed to the journal, and what follows from it.
#[derive(Debug)]
pub struct Recorded {
    /// Its number.
    pub index: u64,
    /// RFC 6962 hash of its leaf.
    pub leaf_hash: Hash,
    /// What follows.
    pub effect: Effect,
}

/// What follows from a record outside of the board.
#[derive(Debug)]
pub enum Effect {
    /// Nothing.
    None,
    /// A report is known now; a step has changed an order.
    Report {
        /// Which report.
        key: SeenKey,
        /// What its receipt says.
        seen: Seen,
        /// The order as it stands after a step.
        order: Option<Order>,
    },
    /// Orders are to go out.
    Decision(Decision),
}

/// Why nothing follows any more.
#[derive(Debug, thiserror::Error)]
enum OutwardError {
    #[error(transparent)]
    Journal(#[from] JournalStopped),
    #[error("the index of seen reports: {0}")]
    Index(#[from] sled::Error),
    #[error(transparent)]
    Proof(#[from] WrongProof),
    #[error(transparent)]
    NotProven(#[from] ProveError),
}

/// Between two attempts to write a public folder that refused.
const PUBLIC_RETRY: Duration = Duration::from_secs(1);
/// The most records taken at once.
const BATCH_MAX: usize = 1_024;

/// Runs until the centre or its journal stops. `past` are the decisions that the journal held at the start, their orders as they stand.
pub async fn run(centre: Arc<Centre>, past: Vec<Decision>, mut recorded: mpsc::UnboundedReceiver<Recorded>) {
    let stopped = follow_all(&centre, past, &mut recorded).await;
    if let Err(error) = stopped
        && !centre.stop.is_cancelled()
    {
        centre.fail(&error.to_string());
    }
}

async fn follow_all(
    centre: &Centre,
    past: Vec<Decision>,
    recorded: &mut mpsc::UnboundedReceiver<Recorded>,
) -> Result<(), OutwardError> {
    for decision in past {
        let proof = proven(centre, decision.index).await?;
        let upto = decision.index + 1;
        centre.orders.open(release(decision, proof)?);
        centre.orders.settle(upto);
    }
    let mut batch = Vec::with_capacity(BATCH_MAX);
    loop {
        let taken = tokio::select! {
            taken = recorded.recv_many(&mut batch, BATCH_MAX) => taken,
            // What was handed over before is still followed up.
            () = centre.stop.cancelled(), if !recorded.is_closed() => {
                recorded.close();
                continue;
            }
        };
        if taken == 0 {
            return Ok(());
        }
        follow(centre, &mut batch).await?;
    }
}

/// The proof that a decision is public, however long that takes: without it nothing may leave a depot.
async fn proven(centre: &Centre, index: u64) -> Result<TlogProof, OutwardError> {
    loop {
        match centre.journal.prove_in_public(index).await {
            Err(error @ ProveError::NotPublic { .. }) => {
                tracing::error!(index, %error, "the orders of a decision wait until the public folder can be written");
                tokio::select! {
                    () = tokio::time::sleep(PUBLIC_RETRY) => {}
                    () = centre.stop.cancelled() => return Err(error.into()),
                }
            }
            proof => return Ok(proof?),
        }
    }
}

async fn follow(centre: &Centre, batch: &mut Vec<Recorded>) -> Result<(), OutwardError> {
    let last = batch.last().expect("a batch has at least one record");
    let (upto, leaf_hash) = (last.index + 1, last.leaf_hash);
    centre.journal.durable(upto).await?;
    let reports: Vec<_> = batch
        .iter()
        .filter_map(|recorded| match &recorded.effect {
            Effect::Report { key, seen, .. } => Some((key.clone(), *seen)),
            _ => None,
        })
        .collect();
    centre.seen.insert(&reports, upto, &leaf_hash)?;
    centre.forget_pending(reports.iter().map(|(key, _)| key));
    for Recorded { index, effect, .. } in batch.drain(..) {
        match effect {
            Effect::None | Effect::Report { order: None, .. } => {}
            Effect::Report { order: Some(order), .. } => centre.orders.change(order),
            Effect::Decision(decision) => {
                let proof = proven(centre, index).await?;
                let released = release(decision, proof)?;
                tracing::info!(decision = index, orders = released.order_count(), "orders released");
                centre.orders.open(released);
            }
        }
        centre.orders.settle(index + 1);
    }
    Ok(())
}
