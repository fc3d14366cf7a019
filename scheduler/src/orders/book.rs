//! The orders that may be shown and sent: durable and public, in the journal's order. The book never shows what the
//! board merely expects. It decides nothing.

use super::release::{AwaitingWitnesses, Released, ReleasedOrder};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::{broadcast, mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use yicang_domain::order::{Order, Progress};
use yicang_domain::{DepotId, Hold, SiteId};

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
    fn admits(&self, order: &Order) -> bool {
        self.depots.contains(&order.lot().depot) || self.sites.contains(order.site())
    }
}

/// What a watcher is told.
#[derive(Debug)]
pub enum OrderNews {
    /// An order is new or has changed.
    Changed(Box<ReleasedOrder>),
    /// Everything that there was at the start has been told.
    CaughtUp,
}

/// What a watcher was told last of an order.
type Sent = (Progress, Option<Hold>);

/// Newest orders have the greatest key.
type OrderKey = (u64, u32);

fn key(order: &Order) -> OrderKey {
    (order.decision_index, order.line)
}

#[derive(Debug, Default)]
struct Inner {
    released: BTreeMap<u64, Arc<Released>>,
    /// Public decisions whose orders wait for witnesses.
    held: BTreeMap<u64, AwaitingWitnesses>,
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
        let keys: Vec<_> = released.orders().iter().map(key).collect();
        {
            let mut inner = self.inner();
            for order in released.orders() {
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
    pub fn hold(&self, held: AwaitingWitnesses) {
        self.inner().held.insert(held.index, held);
    }

    /// The decision in this record, if its orders wait.
    pub fn held(&self, index: u64) -> Option<AwaitingWitnesses> {
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
    pub fn mark_complete(&self, upto: u64) {
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
    pub fn list(&self, admits: impl Fn(&Order) -> bool) -> Vec<ReleasedOrder> {
        let inner = self.inner();
        let mut orders: Vec<_> = inner.orders.iter().filter(|(_, order)| admits(order)).collect();
        orders.sort_by_key(|((decision, line), _)| (std::cmp::Reverse(*decision), *line));
        let released = |decision: &u64, order: &Order| {
            inner.released.get(decision).map(|by| ReleasedOrder::new(order.clone(), by))
        };
        orders.into_iter().filter_map(|(key, order)| released(&key.0, order)).collect()
    }

    /// Number of orders that are not received or cancelled.
    pub fn open_count(&self) -> usize {
        self.inner().orders.values().filter(|order| order.is_open()).count()
    }

    /// The orders in `scope` that are new or changed since `sent`, which is brought up to date.
    fn news(&self, scope: &Scope, only: Option<OrderKey>, sent: &mut BTreeMap<OrderKey, Sent>) -> Vec<ReleasedOrder> {
        let inner = self.inner();
        let range = only.map_or((0, 0)..=(u64::MAX, u32::MAX), |key| key..=key);
        let mut news = Vec::new();
        for (key, order) in inner.orders.range(range).filter(|(_, order)| scope.admits(order)) {
            let (before, now) = (sent.get(key), (order.progress, order.held));
            // A closed order is news to those who saw it open.
            if before == Some(&now) || (before.is_none() && !order.is_open() && !scope.closed_too) {
                continue;
            }
            let Some(released) = inner.released.get(&key.0) else { continue };
            news.push(ReleasedOrder::new(order.clone(), released));
            sent.insert(*key, now);
        }
        news
    }

    /// Sends the orders in `scope`, then, if asked to follow, each change until the receiver leaves or `stop`.
    pub fn watch(self: &Arc<Self>, scope: Scope, follow: bool, stop: CancellationToken) -> ReceiverStream<OrderNews> {
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
        to: &mpsc::Sender<OrderNews>,
    ) -> Result<(), mpsc::error::SendError<OrderNews>> {
        // Subscribed before the first look, so that no change falls in between.
        let mut changes = self.changes.subscribe();
        let mut sent = BTreeMap::new();
        for update in self.news(scope, None, &mut sent) {
            to.send(OrderNews::Changed(Box::new(update))).await?;
        }
        to.send(OrderNews::CaughtUp).await?;
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
                to.send(OrderNews::Changed(Box::new(update))).await?;
            }
        }
    }
}
