//! Orders (调度指令) as they come from the centre, each [verified](crate::trust) before anybody sees it.
//!
//! Plans that orders name are fetched once and kept in the agent's folder, as are orders that were trusted: so an order can
//! be held against the log again where there is no network. The [head](crate::heads) behind each order is held against the
//! last one that was accepted; the centre is asked for the proof that the log only grew between them.

use crate::backoff::Backoff;
use crate::client::{Client, Trouble};
use crate::heads::Meeting;
use crate::home::{Home, WitnessPolicy};
use crate::keys::KnownLog;
use crate::trust::{self, Distrust, PlanText, TrustedOrder};
use jiff::Timestamp;
use prost::Message as _;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;
use tonic::Code;
use yicang_auditor::log_keys::Keys;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1;
use yicang_proto::v1::watch_orders_response::Event as Sent;
use yicang_tlog::{Hash, WATCH, hex, sha256};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// Stay and tell every change, through lost connections, until told to stop.
    pub follow: bool,
    /// Also orders that are received or cancelled.
    pub closed_too: bool,
    /// How long to try without a word from the centre; `None` for ever.
    pub wait: Option<Duration>,
}

/// Something that happened, as it happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// An order that is in the public log, new or changed.
    Trusted(TrustedOrder),
    /// An order that is not, and why: not to be acted on.
    NotTrusted(v1::DispatchOrder, Distrust),
    /// All that was known when the watch began has been told.
    CaughtUp,
    /// The connection is lost; the next attempt comes after this pause.
    Waiting(String, Duration),
}

/// Why there are no orders.
#[derive(Debug, thiserror::Error)]
pub enum OrdersError {
    /// The centre was not reached in time, or refuses.
    #[error("{0}")]
    Centre(String),
    /// A verified plan or order cannot be kept.
    #[error("{}: {source}", path.display())]
    Disk {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Why one connection ended.
enum Ended {
    /// By the centre, in good order, or by the caller.
    Well,
    Trouble(Trouble),
    Error(OrdersError),
}

impl From<Trouble> for Ended {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Client {
    /// Tells the orders of this agent's depots and sites; each only when it is new or has changed, also across lost
    /// connections. `tell` ends it by breaking.
    ///
    /// # Errors
    /// [`OrdersError`]; what was told stays true.
    pub async fn orders(
        &self,
        home: &Home,
        query: Query,
        tell: &mut (dyn FnMut(Event) -> ControlFlow<()> + Send),
    ) -> Result<(), OrdersError> {
        let (plans, told, past) = Default::default();
        let mut watch = Watch { client: self, home, query, plans, told, past, heard: false };
        let mut backoff = Backoff::new(self.config.times, query.wait);
        loop {
            watch.heard = false;
            let why = match watch.connection(tell).await {
                Ended::Well => return Ok(()),
                Ended::Error(error) => return Err(error),
                Ended::Trouble(Trouble::Lasting(why)) => return Err(OrdersError::Centre(why)),
                Ended::Trouble(Trouble::Passing(why)) => why,
            };
            if watch.heard {
                backoff.restart();
            }
            let Some(pause) = backoff.pause() else { return Err(OrdersError::Centre(why)) };
            if tell(Event::Waiting(why, pause)).is_break() {
                return Ok(());
            }
            tokio::time::sleep(pause).await;
        }
    }
}

/// One watch, through all its connections.
struct Watch<'a> {
    client: &'a Client,
    home: &'a Home,
    query: Query,
    plans: BTreeMap<Hash, PlanText>,
    told: BTreeMap<String, v1::OrderUpdate>,
    /// Heads that are proven to be of the kept one's past, and so of every later one's.
    past: BTreeSet<(u64, Hash)>,
    heard: bool,
}

impl<'a> Watch<'a> {
    async fn connection(&mut self, tell: &mut (dyn FnMut(Event) -> ControlFlow<()> + Send)) -> Ended {
        match self.listen(tell).await {
            Ok(()) => Ended::Well,
            Err(ended) => ended,
        }
    }

    async fn listen(&mut self, tell: &mut (dyn FnMut(Event) -> ControlFlow<()> + Send)) -> Result<(), Ended> {
        let keys = self.keys().await?;
        let query = v1::WatchOrdersQuery {
            agent_id: self.client.config.agent.to_string(),
            asked_at: Some(time_to_wire(Timestamp::now())),
            follow: self.query.follow,
            closed_too: self.query.closed_too,
        }
        .encode_to_vec();
        let signature = self.home.key.sign(WATCH, &query).to_vec();
        let mut field = self.client.field();
        let asked = field.watch_orders(v1::WatchOrdersRequest { query, signature });
        let mut answers = self.client.in_time(asked).await?.into_inner();
        let mut caught_up = false;
        loop {
            // Once everything is told, silence is no fault: keep-alive tells a quiet line from a dead one.
            let answer = if caught_up {
                answers.message().await.map_err(|status| self.client.trouble(&status))?
            } else {
                self.client.in_time(answers.message()).await?
            };
            self.heard = true;
            let event = match answer.map(|answer| answer.event) {
                None if self.query.follow || !caught_up => {
                    return Err(Trouble::Passing("the centre ended the connection".into()).into());
                }
                None => return Ok(()),
                Some(Some(Sent::Update(update))) => match self.examine(update, keys.as_ref()).await? {
                    Some(event) => event,
                    None => continue,
                },
                Some(Some(Sent::CaughtUp(_))) => {
                    caught_up = true;
                    Event::CaughtUp
                }
                Some(None) => continue,
            };
            if tell(event).is_break() {
                return Ok(());
            }
        }
    }

    /// The log's keys, anew for each connection: a log whose key changes starts anew. Whoever has a root key asks for its
    /// statements; if those do not hold, nothing is trusted.
    async fn keys(&self) -> Result<Result<Keys<'a>, Distrust>, Ended> {
        let unknown = |error: crate::keys::LogKeysError| Distrust::Keys(error.to_string());
        if matches!(self.home.config.log, KnownLog::Key(_)) {
            return Ok(self.home.log_keys().map_err(unknown));
        }
        let learned = match self.client.log_statements().await? {
            Some(statements) => self.home.learn_shown_keys(statements),
            // What was learned elsewhere must do.
            None => self.home.log_keys(),
        };
        Ok(learned.map_err(unknown))
    }

    /// Nothing if the order stands as it was told before.
    async fn examine(
        &mut self,
        update: v1::OrderUpdate,
        keys: Result<&Keys<'_>, &Distrust>,
    ) -> Result<Option<Event>, Ended> {
        let order = update.order.clone().unwrap_or_default();
        if self.told.get(&order.order_id).is_some_and(|told| told.order == update.order) {
            return Ok(None);
        }
        let verified = match keys {
            Ok(keys) => self.verify(&update, keys).await?,
            Err(distrust) => Err(distrust.clone()),
        };
        let event = match verified {
            Ok(trusted) => {
                keep(&order_file(self.home, &order.order_id), &update.encode_to_vec()).map_err(Ended::Error)?;
                Event::Trusted(trusted)
            }
            Err(distrust) => Event::NotTrusted(order.clone(), distrust),
        };
        self.told.insert(order.order_id, update);
        Ok(Some(event))
    }

    async fn verify(
        &mut self,
        update: &v1::OrderUpdate,
        keys: &Keys<'_>,
    ) -> Result<Result<TrustedOrder, Distrust>, Ended> {
        // First, so that a fork is found out also where something else is wrong with the order.
        let head = match trust::head(update, keys) {
            Ok(head) => head,
            Err(distrust) => return Ok(Err(distrust)),
        };
        let mut meeting = match self.meet(&head, keys).await? {
            Ok(meeting) => meeting,
            Err(distrust) => return Ok(Err(distrust)),
        };
        let policy = self.home.config.policy.as_ref().map(WitnessPolicy::policy);
        let trusted = match self.plan_of(update).await? {
            Ok(plan) => trust::verify(update, keys, policy, plan),
            Err(distrust) => Err(distrust),
        };
        let Ok(trusted) = trusted else { return Ok(trusted) };
        loop {
            match meeting.keep() {
                Ok(true) => return Ok(Ok(trusted)),
                Ok(false) => {}
                Err(fault) => return Ok(Err(fault.into())),
            }
            meeting = match self.meet(&head, keys).await? {
                Ok(meeting) => meeting,
                Err(distrust) => return Ok(Err(distrust)),
            };
        }
    }

    /// Holds a head against the kept one; what that needs is asked of the centre.
    async fn meet(&mut self, head: &[u8], keys: &Keys<'_>) -> Result<Result<Meeting<'a>, Distrust>, Ended> {
        let home = self.home;
        let meeting = match home.meet(head, keys) {
            Ok(meeting) => meeting,
            Err(fault) => return Ok(Err(fault.into())),
        };
        let (size, root, is_behind) = meeting.met();
        let Some((old, new)) = meeting.to_prove().filter(|_| !self.past.contains(&(size, root))) else {
            return Ok(Ok(meeting));
        };
        if let Err(fault) = meeting.prove(self.client.consistency(old, new).await?) {
            return Ok(Err(fault.into()));
        }
        if is_behind {
            self.past.insert((size, root));
        }
        Ok(Ok(meeting))
    }

    async fn plan_of(&mut self, update: &v1::OrderUpdate) -> Result<Result<&PlanText, Distrust>, Ended> {
        let Some(named) = trust::plan_named(update) else { return Ok(Err(Distrust::AnotherPlan)) };
        if !self.plans.contains_key(&named) {
            let plan = match kept_plan(self.home, &named) {
                Some(plan) => plan,
                None => match self.fetch_plan(update).await? {
                    Ok(plan) => plan,
                    Err(distrust) => return Ok(Err(distrust)),
                },
            };
            if plan.sha256() != &named {
                return Ok(Err(Distrust::OtherPlanText(*plan.sha256())));
            }
            self.plans.insert(named, plan);
        }
        Ok(Ok(&self.plans[&named]))
    }

    async fn fetch_plan(&self, update: &v1::OrderUpdate) -> Result<Result<PlanText, Distrust>, Ended> {
        let order_id = update.order.as_ref().map(|order| order.order_id.as_str()).unwrap_or_default();
        // An order's id is the plan's, a dash and the line.
        let Some((plan_id, _)) = order_id.rsplit_once('-') else {
            return Ok(Err(Distrust::PlanNotShown(format!("order id {order_id:?} names no plan"))));
        };
        let mut dispatch = self.client.dispatch();
        let asked = async {
            match dispatch.get_plan(v1::GetPlanRequest { plan_id: plan_id.into() }).await {
                Ok(answer) => Ok(Ok(answer.into_inner().plan)),
                Err(status) if matches!(status.code(), Code::NotFound | Code::InvalidArgument) => {
                    Ok(Err(Distrust::PlanNotShown(status.message().into())))
                }
                Err(status) => Err(status),
            }
        };
        let text = match self.client.in_time(asked).await? {
            Ok(text) => text,
            Err(distrust) => return Ok(Err(distrust)),
        };
        let plan = PlanText::new(&text);
        keep(&plan_file(self.home, plan.sha256()), text.as_bytes()).map_err(Ended::Error)?;
        Ok(Ok(plan))
    }
}

/// An order that was trusted here before, verified again from what is kept; `None` if it was never seen.
///
/// # Errors
/// [`Distrust`], if what is kept does not hold: a changed file, another log key in the configuration.
pub fn kept_order(home: &Home, order_id: &str) -> Option<Result<TrustedOrder, Distrust>> {
    let bytes = std::fs::read(order_file(home, order_id)).ok()?;
    let update = v1::OrderUpdate::decode(&bytes[..])
        .ok()
        .filter(|update| update.order.as_ref().is_some_and(|order| order.order_id == order_id))?;
    let plan = kept_plan(home, &trust::plan_named(&update)?)?;
    let keys = match home.log_keys() {
        Ok(keys) => keys,
        Err(error) => return Some(Err(Distrust::Keys(error.to_string()))),
    };
    // It was held against the kept head when it was kept; a fork at this size shows without the centre.
    let agreed = trust::head(&update, &keys).and_then(|head| Ok(home.meet(&head, &keys).map(drop)?));
    let policy = home.config.policy.as_ref().map(WitnessPolicy::policy);
    Some(agreed.and_then(|()| trust::verify(&update, &keys, policy, &plan)))
}

fn kept_plan(home: &Home, sha256: &Hash) -> Option<PlanText> {
    let text = std::fs::read_to_string(plan_file(home, sha256)).ok()?;
    // A file that was changed is fetched anew.
    Some(PlanText::new(&text)).filter(|plan| plan.sha256() == sha256)
}

fn plan_file(home: &Home, sha256: &Hash) -> PathBuf {
    home.folder().join("plans").join(hex(sha256))
}

/// An order's id may hold characters that no file name can.
fn order_file(home: &Home, order_id: &str) -> PathBuf {
    home.folder().join("orders").join(hex(&sha256(order_id.as_bytes())))
}

/// Not synced: what is kept here can be fetched again.
fn keep(path: &PathBuf, bytes: &[u8]) -> Result<(), OrdersError> {
    let disk = |source| OrdersError::Disk { path: path.clone(), source };
    let folder = path.parent().expect("a file in a folder of ours");
    std::fs::create_dir_all(folder).map_err(disk)?;
    // Under another name first: a reader beside us never sees half a file.
    let new = path.with_extension(format!("{}", std::process::id()));
    std::fs::write(&new, bytes).and_then(|()| std::fs::rename(&new, path)).map_err(disk)
}
