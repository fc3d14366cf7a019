//! Orders as they come from the centre, each [verified](crate::verify_order) before anybody sees it.
//!
//! Plans that orders name are fetched once and [kept](crate::kept_orders) in the agent's folder, as are orders that
//! were verified. The [head](crate::heads) behind each order is held against the last one that was accepted. The centre
//! is asked for the proof that the log only grew between them.

use crate::agent_dir::AgentDir;
use crate::agent_log_keys::KnownLog;
use crate::backoff::Backoff;
use crate::client::{Client, ConnectionError};
use crate::config::WitnessPolicy;
use crate::heads::Meeting;
use crate::kept_orders::{keep, kept_plan, order_file, plan_file};
use crate::verify_order::{self, OrderRejected, PlanText, TrustedOrder};
use jiff::Timestamp;
use prost::Message as _;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;
use tonic::Code;
use yicang_auditor::log_keys::Keys;
use yicang_domain::{Fault, Notice};
use yicang_language::{Message, ToMessage, message};
use yicang_proto::notice::notice_from_wire;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1;
use yicang_proto::v1::watch_orders_response::Event as Sent;
use yicang_tlog::{Hash, WATCH};

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
    NotTrusted(v1::DispatchOrder, OrderRejected),
    /// All that was known when the watch began has been told.
    CaughtUp,
    /// Something that a place of this agent must be told; the centre's word. Nobody has acknowledged it.
    Notice(Box<Notice>),
    /// The same where this program cannot read it: its id, and why.
    NoticeUnread(String, Fault),
    /// The connection is lost; the next attempt comes after this pause.
    Waiting(Message, Duration),
}

/// Why there are no orders.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum OrdersError {
    /// The centre was not reached in time, or refuses.
    Centre(Message),
    /// A verified plan or order cannot be kept.
    Disk {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl ToMessage for OrdersError {
    fn message(&self) -> Message {
        match self {
            Self::Centre(why) => why.clone(),
            Self::Disk { path, source } => message!("file-problem", path = path, why = source.message()),
        }
    }
}

/// Why one connection ended.
enum Ended {
    /// By the centre, in good order, or by the caller.
    Well,
    Connection(ConnectionError),
    Error(OrdersError),
}

impl From<ConnectionError> for Ended {
    fn from(error: ConnectionError) -> Self {
        Self::Connection(error)
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
        agent_dir: &AgentDir,
        query: Query,
        tell: &mut (dyn FnMut(Event) -> ControlFlow<()> + Send),
    ) -> Result<(), OrdersError> {
        let (plans, told, noticed, past) = Default::default();
        let mut watch = Watch { client: self, agent_dir, query, plans, told, noticed, past, heard: false };
        let mut backoff = Backoff::new(self.config.times, query.wait);
        loop {
            watch.heard = false;
            let why = match watch.connection(tell).await {
                Ended::Well => return Ok(()),
                Ended::Error(error) => return Err(error),
                Ended::Connection(ConnectionError::Permanent(why)) => return Err(OrdersError::Centre(why)),
                Ended::Connection(ConnectionError::Transient(why)) => why,
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
    agent_dir: &'a AgentDir,
    query: Query,
    plans: BTreeMap<Hash, PlanText>,
    told: BTreeMap<String, v1::OrderUpdate>,
    /// Ids of notices that were told.
    noticed: BTreeSet<String>,
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
        let signature = self.agent_dir.key.sign(WATCH, &query).to_vec();
        let mut field = self.client.field();
        let asked = field.watch_orders(v1::WatchOrdersRequest { query, signature });
        let mut answers = self.client.in_time(asked).await?.into_inner();
        let mut caught_up = false;
        loop {
            // Once everything is told, silence is no fault: keep-alive tells a quiet line from a dead one.
            let answer = if caught_up {
                answers.message().await.map_err(|status| self.client.connection_error(&status))?
            } else {
                self.client.in_time(answers.message()).await?
            };
            self.heard = true;
            let event = match answer.map(|answer| answer.event) {
                None if self.query.follow || !caught_up => {
                    return Err(ConnectionError::Transient(message!("agent-connection-ended")).into());
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
                Some(Some(Sent::Notice(notice))) if self.noticed.insert(notice.notice_id.clone()) => read(notice),
                // Told before; or what only a newer program knows.
                Some(Some(Sent::Notice(_)) | None) => continue,
            };
            if tell(event).is_break() {
                return Ok(());
            }
        }
    }

    /// The log's keys, anew for each connection: a log whose key changes starts anew. Whoever has a root key asks for
    /// its statements; if those do not hold, nothing is trusted.
    async fn keys(&self) -> Result<Result<Keys<'a>, OrderRejected>, Ended> {
        let unknown = |error: crate::agent_log_keys::LogKeysError| OrderRejected::Keys(error.message());
        if matches!(self.agent_dir.config.log, KnownLog::Key(_)) {
            return Ok(self.agent_dir.log_keys().map_err(unknown));
        }
        let learned = match self.client.log_statements().await? {
            Some(statements) => self.agent_dir.learn_shown_keys(statements),
            // What was learned elsewhere must do.
            None => self.agent_dir.log_keys(),
        };
        Ok(learned.map_err(unknown))
    }

    /// Nothing if the order stands as it was told before.
    async fn examine(
        &mut self,
        update: v1::OrderUpdate,
        keys: Result<&Keys<'_>, &OrderRejected>,
    ) -> Result<Option<Event>, Ended> {
        let order = update.order.clone().unwrap_or_default();
        if self.told.get(&order.order_id).is_some_and(|told| told.order == update.order) {
            return Ok(None);
        }
        let verified = match keys {
            Ok(keys) => self.verify(&update, keys).await?,
            Err(rejected) => Err(rejected.clone()),
        };
        let event = match verified {
            Ok(trusted) => {
                keep_file(order_file(self.agent_dir, &order.order_id), &update.encode_to_vec())?;
                Event::Trusted(trusted)
            }
            Err(rejected) => Event::NotTrusted(order.clone(), rejected),
        };
        self.told.insert(order.order_id, update);
        Ok(Some(event))
    }

    async fn verify(
        &mut self,
        update: &v1::OrderUpdate,
        keys: &Keys<'_>,
    ) -> Result<Result<TrustedOrder, OrderRejected>, Ended> {
        // First, so that a fork is found out also where something else is wrong with the order.
        let head = match verify_order::head(update, keys) {
            Ok(head) => head,
            Err(rejected) => return Ok(Err(rejected)),
        };
        let mut meeting = match self.meet(&head, keys).await? {
            Ok(meeting) => meeting,
            Err(rejected) => return Ok(Err(rejected)),
        };
        let policy = self.agent_dir.config.policy.as_ref().map(WitnessPolicy::policy);
        let trusted = match self.plan_of(update).await? {
            Ok(plan) => verify_order::verify(update, keys, policy, plan),
            Err(rejected) => Err(rejected),
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
                Err(rejected) => return Ok(Err(rejected)),
            };
        }
    }

    /// Holds a head against the kept one; what that needs is asked of the centre.
    async fn meet(&mut self, head: &[u8], keys: &Keys<'_>) -> Result<Result<Meeting<'a>, OrderRejected>, Ended> {
        let agent_dir = self.agent_dir;
        let meeting = match agent_dir.meet(head, keys) {
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

    async fn plan_of(&mut self, update: &v1::OrderUpdate) -> Result<Result<&PlanText, OrderRejected>, Ended> {
        let Some(named) = verify_order::plan_named(update) else { return Ok(Err(OrderRejected::AnotherPlan)) };
        if !self.plans.contains_key(&named) {
            let plan = match kept_plan(self.agent_dir, &named) {
                Some(plan) => plan,
                None => match self.fetch_plan(update).await? {
                    Ok(plan) => plan,
                    Err(rejected) => return Ok(Err(rejected)),
                },
            };
            if plan.sha256() != &named {
                return Ok(Err(OrderRejected::OtherPlanText(*plan.sha256())));
            }
            self.plans.insert(named, plan);
        }
        Ok(Ok(&self.plans[&named]))
    }

    async fn fetch_plan(&self, update: &v1::OrderUpdate) -> Result<Result<PlanText, OrderRejected>, Ended> {
        let order_id = update.order.as_ref().map(|order| order.order_id.as_str()).unwrap_or_default();
        // An order's id is the plan's, a dash and the line.
        let Some((plan_id, _)) = order_id.rsplit_once('-') else {
            return Ok(Err(OrderRejected::PlanNotShown(message!("agent-order-no-plan", order = order_id))));
        };
        let mut dispatch = self.client.dispatch();
        let asked = async {
            match dispatch.get_plan(v1::GetPlanRequest { plan_id: plan_id.into() }).await {
                Ok(answer) => Ok(Ok(answer.into_inner().plan)),
                Err(status) if matches!(status.code(), Code::NotFound | Code::InvalidArgument) => {
                    Ok(Err(OrderRejected::PlanNotShown(Message::verbatim(status.message()))))
                }
                Err(status) => Err(status),
            }
        };
        let text = match self.client.in_time(asked).await? {
            Ok(text) => text,
            Err(rejected) => return Ok(Err(rejected)),
        };
        let plan = PlanText::new(&text);
        keep_file(plan_file(self.agent_dir, plan.sha256()), text.as_bytes())?;
        Ok(Ok(plan))
    }
}

fn read(notice: v1::Notice) -> Event {
    match notice_from_wire(&notice) {
        Ok(read) => Event::Notice(Box::new(read)),
        Err(fault) => Event::NoticeUnread(notice.notice_id, fault),
    }
}

fn keep_file(path: PathBuf, bytes: &[u8]) -> Result<(), Ended> {
    keep(&path, bytes).map_err(|source| Ended::Error(OrdersError::Disk { path, source }))
}
