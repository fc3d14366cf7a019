//! Acts on records after they are durable, one by one in journal order: updates the report index, applies order steps,
//! and, once a decision is public, releases its orders. A single task, so that effects keep the journal's order.

use super::centre::Centre;
use super::journal::JournalStopped;
use crate::events::effects::{Effect, Recorded};
use crate::orders::release::{AwaitingWitnesses, Decision, WrongProof, release};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use yicang_tlog::TlogProof;
use yicang_writer::ProveError;

/// Why nothing follows any more.
#[derive(Debug, thiserror::Error)]
enum FollowUpError {
    #[error(transparent)]
    Journal(#[from] JournalStopped),
    #[error("the index of accepted reports: {0}")]
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

/// Runs until the centre or its journal stops. `replayed` are the decisions of the
/// journal at the start, with their orders as they are now.
pub async fn run(centre: Arc<Centre>, replayed: Vec<Decision>, mut recorded: mpsc::UnboundedReceiver<Recorded>) {
    let stopped = follow_all(&centre, replayed, &mut recorded).await;
    if let Err(error) = stopped
        && !centre.stop.is_cancelled()
    {
        centre.fail(&error.to_string());
    }
}

async fn follow_all(
    centre: &Centre,
    replayed: Vec<Decision>,
    recorded: &mut mpsc::UnboundedReceiver<Recorded>,
) -> Result<(), FollowUpError> {
    let mut held = BTreeMap::new();
    for decision in replayed {
        let upto = decision.index + 1;
        release_or_hold(centre, decision, &mut held).await?;
        centre.orders.mark_complete(upto);
    }
    // Without witnesses nobody ever tells.
    let nobody = watch::Sender::new(0);
    let mut witnessed = centre.witnesses.as_ref().map_or_else(|| nobody.subscribe(), |all| all.progress());
    let mut batch = Vec::with_capacity(BATCH_MAX);
    loop {
        let taken = tokio::select! {
            taken = recorded.recv_many(&mut batch, BATCH_MAX) => taken,
            Ok(()) = witnessed.changed() => {
                if let Some(witnesses) = &centre.witnesses {
                    witnesses.look();
                }
                release_held(centre, &mut held).await?;
                continue;
            }
            // What was handed over before is still followed up.
            () = centre.stop.cancelled(), if !recorded.is_closed() => {
                recorded.close();
                continue;
            }
        };
        if taken == 0 {
            return Ok(());
        }
        follow(centre, &mut batch, &mut held).await?;
    }
}

/// The proof that a decision is public, however long that takes: without it nothing may leave a depot.
async fn proven(centre: &Centre, index: u64) -> Result<TlogProof, FollowUpError> {
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

/// Decisions that are public and wait for witnesses.
type HeldDecisions = BTreeMap<u64, Decision>;

/// Whether a decision's orders may go out: its witnesses have cosigned it, or a coordinator said, on the record, that
/// they need not wait.
fn may_go_out(centre: &Centre, index: u64) -> bool {
    let witnesses = centre.witnesses.as_ref().is_none_or(|witnesses| witnesses.allow(index));
    witnesses || centre.state().overrides.contains(&index)
}

async fn release_or_hold(centre: &Centre, decision: Decision, held: &mut HeldDecisions) -> Result<(), FollowUpError> {
    let index = decision.index;
    if let Some(witnesses) = &centre.witnesses {
        witnesses.look_out(index);
    }
    let mut proof = proven(centre, index).await?;
    if !may_go_out(centre, index) {
        tracing::warn!(decision = index, orders = decision.orders.len(), "orders wait for the log's witnesses");
        centre.orders.hold(AwaitingWitnesses {
            index,
            orders: decision.orders.len(),
            proof: proof.as_bytes().to_vec(),
        });
        held.insert(index, decision);
        return Ok(());
    }
    if let Some(witnesses) = centre.witnesses.clone().filter(|witnesses| witnesses.have(index)) {
        let cosigned = tokio::task::spawn_blocking(move || witnesses.proof(index)).await;
        proof = cosigned.ok().flatten().unwrap_or(proof);
    }
    let released = release(decision, proof)?;
    tracing::info!(decision = index, orders = released.order_count(), "orders released");
    centre.orders.open(released);
    Ok(())
}

async fn release_held(centre: &Centre, held: &mut HeldDecisions) -> Result<(), FollowUpError> {
    let free: Vec<u64> = held.keys().copied().filter(|index| may_go_out(centre, *index)).collect();
    for index in free {
        if let Some(decision) = held.remove(&index) {
            release_or_hold(centre, decision, held).await?;
        }
    }
    Ok(())
}

async fn follow(centre: &Centre, batch: &mut Vec<Recorded>, held: &mut HeldDecisions) -> Result<(), FollowUpError> {
    let last = batch.last().expect("a batch has at least one record");
    let (upto, leaf_hash) = (last.index + 1, last.leaf_hash);
    centre.journal.durable(upto).await?;
    let reports: Vec<_> = batch
        .iter()
        .filter_map(|recorded| match &recorded.effect {
            Effect::Report { key, accepted, .. } => Some((key.clone(), *accepted)),
            _ => None,
        })
        .collect();
    centre.report_index.insert(&reports, upto, &leaf_hash)?;
    centre.forget_pending(reports.iter().map(|(key, _)| key));
    for Recorded { index, effect, .. } in batch.drain(..) {
        match effect {
            Effect::None | Effect::Report { order: None, .. } => {}
            Effect::Report { order: Some(order), .. } | Effect::Order(order) => centre.orders.change(*order),
            Effect::Orders(orders) => orders.into_iter().for_each(|order| centre.orders.change(order)),
            Effect::Decision { decision, replaced } => {
                release_or_hold(centre, decision, held).await?;
                // It is public now; nobody may ship what it gives to others, also where its own orders wait for
                // witnesses.
                replaced.into_iter().for_each(|order| centre.orders.change(order));
            }
            Effect::WitnessOverride(_) => {
                // The override is public before what it lets out.
                proven(centre, index).await?;
                release_held(centre, held).await?;
            }
        }
        centre.orders.mark_complete(index + 1);
    }
    centre.notices.look();
    Ok(())
}
