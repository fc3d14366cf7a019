//! Orders on their way out. An order can leave only with its decision and the proof that the decision is public.
//!
//! The book holds what is durable and public, in the journal's order; it never shows what the board merely expects. It
//! decides nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::{broadcast, mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use yicang_domain::events::Enrolment;
use yicang_domain::order::{Order, Progress};
use yicang_domain::{DepotId, SiteId};
use yicang_proto::order::order_to_wire;
use yicang_proto::v1;
use yicang_tlog::{Hash, TlogProof};

/// A decision that is on disk, with its orders; not yet public.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its record.
    pub index: u64,
    /// SHA-256 of the plan's text.
    pub plan_sha256: Hash,
    /// Its public leaf, exact bytes.
    pub leaf: Vec<u8>,
    /// The plan's lines as orders.
    pub orders: Vec<Order>,
}

/// A decision that the public log holds: the only source of messages that carry orders.
#[derive(Debug)]
pub struct Released {
    decision: Decision,
    proof: TlogProof,
}

/// The proof is of another entry.
#[derive(Debug, thiserror::Error)]
#[error("the proof of entry {proven} is not one of decision {index}")]
pub struct WrongProof {
    index: u64,
    proven: u64,
}

/// Joins a decision and the proof that it is public.
pub fn release(decision: Decision, proof: TlogProof) -> Result<Released, WrongProof> {
    if proof.index() == decision.index && proof.is_for(&decision.leaf) {
        return Ok(Released { decision, proof });
    }
    Err(WrongProof { index: decision.index, proven: proof.index() })
}

impl Released {
    /// The record of the decision.
    pub fn index(&self) -> u64 {
        self.decision.index
    }

    /// How many orders it made.
    pub fn order_count(&self) -> usize {
        self.decision.orders.len()
    }

    /// The proof.
    pub fn proof(&self) -> &TlogProof {
        &self.proof
    }

    /// The order as it stands.
    pub fn order(&self, order: &Order) -> v1::DispatchOrder {
        debug_assert_eq!(order.decision_index, self.decision.index, "an order goes out with its own decision");
        order_to_wire(order, self.decision.plan_sha256)
    }

    /// The order with all that its receiver needs to verify it.
    pub fn update(&self, order: &Order) -> v1::OrderUpdate {
        v1::OrderUpdate {
            order: Some(self.order(order)),
            decision_leaf: self.decision.leaf.clone(),
            tlog_proof: self.proof.as_bytes().to_vec(),
        }
    }
}

/// A decision that is public, and whose orders wait for the log's witnesses.
#[derive(Debug, Clone)]
pub struct Held {
    /// The record of the decision.
    pub index: u64,
    /// How many orders it made.
    pub orders: usize,
    /// The proof that it is public, a `.tlog-proof` file's bytes.
    pub proof: Vec<u8>,
}

/// Which orders somebody may see or asks for.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Orders that leave these depots.
    pub depots: BTreeSet<DepotId>,
    /// Orders that go to these sites.
    pub sites: BTreeSet<SiteId>,
    /// Also orders that are received or cancelled.
    pub closed_too: bool,
}

impl Scope {
    /// What concerns an agent.
    pub fn of(grant: &Enrolment, closed_too: bool) -> Self {
        Self { depots: grant.depots.clone(), sites: grant.sites.clone(), closed_too }
    }

    fn admits(&self, order: &Order) -> bool {
        self.depots.contains(&order.lot().depot) || self.sites.contains(order.site())
    }
}

/// Newest orders have the greatest key.
type OrderKey = (u64, u32);

fn key(order: &Order) -> OrderKey {
    (order.decision_index, order.line)
}

#[derive(Debug, Default)]
struct Inner {
    released: BTreeMap<u64, Arc<Released>>,
    /// Public decisions whose orders wait for witnesses.
    held: BTreeMap<u64, Held>,
    orders: BTreeMap<OrderKey, Order>,
}

/// All orders that may leave.
#[derive(Debug)]
pub struct OrderBook {
    /// A std lock: held for look-ups and copies only, never while something is awaited.
    inner: Mutex<Inner>,
    changes: broadcast::Sender<OrderKey>,
    released_upto: watch::Sender<u64>,
}

/// Changes that a slow watcher may fall behind by before it is sent everything again.
const CHANGES_BUFFERED: usize = 4_096;
/// Updates that wait for a slow connection.
const UPDATES_BUFFERED: usize = 64;

impl Default for OrderBook {
    fn default() -> Self {
        Self {
            inner: Mutex::default(),
            changes: broadcast::Sender::new(CHANGES_BUFFERED),
            released_upto: watch::Sender::new(0),
        }
    }
}

impl OrderBook {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("nothing panics while it holds the book")
    }

    /// Takes a released decision and its orders in.
    pub fn open(&self, released: Released) {
        let keys: Vec<_> = released.decision.orders.iter().map(key).collect();
        {
            let mut inner = self.inner();
            for order in &released.decision.orders {
                // Where a decision was held for long, what is known of its orders may be newer.
                inner.orders.entry(key(order)).or_insert_with(|| order.clone());
            }
            inner.held.remove(&released.index());
            inner.released.insert(released.index(), Arc::new(released));
        }
        for changed in keys {
            // Nobody may be watching.
            let _ = self.changes.send(changed);
        }
    }

    /// Remembers a decision whose orders wait.
    pub fn hold(&self, held: Held) {
        self.inner().held.insert(held.index, held);
    }

    /// The decision in this record, if its orders wait.
    pub fn held(&self, index: u64) -> Option<Held> {
        self.inner().held.get(&index).cloned()
    }

    /// Whether the orders of the decision in this record are out.
    pub fn is_released(&self, index: u64) -> bool {
        self.inner().released.contains_key(&index)
    }

    /// Takes a durable step of an order in.
    pub fn change(&self, order: Order) {
        let changed = key(&order);
        self.inner().orders.insert(changed, order);
        let _ = self.changes.send(changed);
    }

    /// Says that everything up to, without, this record is in the book.
    pub fn settle(&self, upto: u64) {
        self.released_upto.send_replace(upto);
    }

    /// Waits for a decision to be public; `None` if the centre stops first.
    pub async fn released(&self, index: u64, stop: &CancellationToken) -> Option<Arc<Released>> {
        let mut upto = self.released_upto.subscribe();
        tokio::select! {
            reached = upto.wait_for(|upto| *upto > index) => reached.ok().map(drop)?,
            () = stop.cancelled() => {}
        }
        self.inner().released.get(&index).cloned()
    }

    /// Orders that `admits`, newest decision first.
    pub fn list(&self, admits: impl Fn(&Order) -> bool) -> Vec<v1::DispatchOrder> {
        let inner = self.inner();
        let mut orders: Vec<_> = inner.orders.iter().filter(|(_, order)| admits(order)).collect();
        orders.sort_by_key(|((decision, line), _)| (std::cmp::Reverse(*decision), *line));
        orders.into_iter().filter_map(|(key, order)| Some(inner.released.get(&key.0)?.order(order))).collect()
    }

    /// Number of orders that are not received or cancelled.
    pub fn open_count(&self) -> usize {
        self.inner().orders.values().filter(|order| order.is_open()).count()
    }

    /// The orders in `scope` that are new or changed since `sent`, which is brought up to date.
    fn news(
        &self,
        scope: &Scope,
        only: Option<OrderKey>,
        sent: &mut BTreeMap<OrderKey, Progress>,
    ) -> Vec<v1::OrderUpdate> {
        let inner = self.inner();
        let range = only.map_or((0, 0)..=(u64::MAX, u32::MAX), |key| key..=key);
        let mut news = Vec::new();
        for (key, order) in inner.orders.range(range).filter(|(_, order)| scope.admits(order)) {
            let before = sent.get(key);
            // A closed order is news to those who saw it open.
            if before == Some(&order.progress) || (before.is_none() && !order.is_open() && !scope.closed_too) {
                continue;
            }
            let Some(released) = inner.released.get(&key.0) else { continue };
            news.push(released.update(order));
            sent.insert(*key, order.progress);
        }
        news
    }

    /// Sends the orders in `scope`, then, if asked to follow, each change until the receiver leaves or `stop`.
    pub fn watch(
        self: &Arc<Self>,
        scope: Scope,
        follow: bool,
        stop: CancellationToken,
    ) -> ReceiverStream<Result<v1::WatchOrdersResponse, Status>> {
        let (sender, receiver) = mpsc::channel(UPDATES_BUFFERED);
        let book = Arc::clone(self);
        tokio::spawn(async move {
            tokio::select! {
                // An open stream must not hold up a shutdown.
                () = stop.cancelled() => {}
                // Ends when the receiver has gone.
                _ = book.feed(&scope, follow, &sender) => {}
            }
        });
        ReceiverStream::new(receiver)
    }

    async fn feed(
        &self,
        scope: &Scope,
        follow: bool,
        to: &mpsc::Sender<Result<v1::WatchOrdersResponse, Status>>,
    ) -> Result<(), mpsc::error::SendError<Result<v1::WatchOrdersResponse, Status>>> {
        use v1::watch_orders_response::Event;
        let event = |event| Ok(v1::WatchOrdersResponse { event: Some(event) });
        // Subscribed before the first look, so that no change falls in between.
        let mut changes = self.changes.subscribe();
        let mut sent = BTreeMap::new();
        for update in self.news(scope, None, &mut sent) {
            to.send(event(Event::Update(update))).await?;
        }
        to.send(event(Event::CaughtUp(v1::CaughtUp {}))).await?;
        if !follow {
            return Ok(());
        }
        loop {
            let changed = tokio::select! {
                changed = changes.recv() => changed,
                () = to.closed() => return Ok(()),
            };
            let only = match changed {
                Ok(key) => Some(key),
                Err(broadcast::error::RecvError::Lagged(_)) => None,
                Err(broadcast::error::RecvError::Closed) => return Ok(()),
            };
            for update in self.news(scope, only, &mut sent) {
                to.send(event(Event::Update(update))).await?;
            }
        }
    }
}
