//! The centre: what it knows, and the one door through which records go to the journal.
//!
//! The state runs ahead of the disk: it takes a record in when it is handed over, so that the next one is judged by it
//! and many go to disk together. Nobody outside may see that: whoever answers waits for [`Journal::durable`] first,
//! and [orders](crate::orders) keeps its own, durable view. If the disk refuses, the program stops, and the state with
//! it.

use super::clock::{ClockLeft, Watch};
use super::journal::{Journal, JournalStopped};
use super::report_index::ReportIndex;
use crate::events::CentreEvent;
use crate::events::effects::{AcceptedReport, Recorded, ReportKey};
use crate::events::kind::Place;
use crate::events::salts::Salts;
use crate::events::state::State;
use crate::orders::book::OrderBook;
use crate::orders::notices::NoticeBook;
use crate::orders::witnesses::Witnesses;
use crate::refusal::Refusal;
use crate::setup::zone;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use yicang_domain::events::Enrolment;
use yicang_domain::{AgentId, Moment, Policy, Situation};
use yicang_language::message;
use yicang_planner::Trees;
use yicang_tlog::{SigningKey, leaf_hash};

/// Explanations at once. Each takes a core, and reports must have the others.
const EXPLANATIONS_MAX: usize = 2;

/// A policy and the exact text it was read from.
#[derive(Debug, Clone)]
pub struct OwnPolicy {
    /// As it was read.
    pub text: String,
    /// What it says.
    pub policy: Policy,
}

/// One running dispatch centre.
pub struct Centre {
    /// A std lock: held for microseconds, never while something is awaited.
    state: Mutex<State>,
    pub(crate) journal: Journal,
    pub(crate) report_index: ReportIndex,
    pub(crate) witnesses: Option<Arc<Witnesses>>,
    /// What may be shown and sent.
    pub orders: Arc<OrderBook>,
    /// What places must be told.
    pub notices: Arc<NoticeBook>,
    pub(crate) receipt_key: SigningKey,
    /// What masks fields; its file may change meanwhile, when something is forgotten.
    pub(crate) salts: Mutex<Salts>,
    pub(crate) salts_file: PathBuf,
    /// The public log's name.
    pub(crate) log: String,
    /// The root key's statements on the log's keys, in the public folder; may not be there, and may change meanwhile.
    pub(crate) log_keys_file: PathBuf,
    /// The centre's own policy: plans by default, and the classes that reports may use.
    pub(crate) policy: OwnPolicy,
    /// Where days begin and end.
    pub(crate) zone: TimeZone,
    pub(crate) watch: Watch,
    /// Reports that may be in flight.
    pub(crate) slots: Arc<Semaphore>,
    /// Explanations that may be worked on at once: each plans many times.
    pub(crate) explaining: Arc<Semaphore>,
    /// One cycle at a time; with it, what the engine remembers of the last one.
    pub(crate) planning: tokio::sync::Mutex<Arc<Trees>>,
    recorded: mpsc::UnboundedSender<Recorded>,
    /// Cancelled when the program is to end.
    pub stop: CancellationToken,
    failure: Mutex<Option<String>>,
    following: Mutex<Option<JoinHandle<()>>>,
}

/// The parts of a centre that are made before it runs.
pub struct Parts {
    /// What the journal holds.
    pub state: State,
    /// The way to it.
    pub journal: Journal,
    /// Accepted reports.
    pub report_index: ReportIndex,
    /// Who vouches for the log.
    pub witnesses: Option<Arc<Witnesses>>,
    /// Signs receipts.
    pub receipt_key: SigningKey,
    /// What masks fields.
    pub salts: Salts,
    /// Its file.
    pub salts_file: PathBuf,
    /// What the root key says of the log's keys.
    pub log_keys_file: PathBuf,
    /// The public log's name.
    pub log: String,
    /// The centre's own policy.
    pub policy: OwnPolicy,
    /// Where days begin and end.
    pub zone: TimeZone,
    /// Where the time comes from.
    pub watch: Watch,
    /// Reports in flight at once.
    pub reports_in_flight_max: usize,
    /// Cancelled when the program is to end.
    pub stop: CancellationToken,
}

impl Centre {
    /// A centre, and the records that it will hand over; whoever calls lets them be [followed](Self::followed_by).
    pub(super) fn new(parts: Parts) -> (Arc<Self>, mpsc::UnboundedReceiver<Recorded>) {
        let (recorded, receiver) = mpsc::unbounded_channel();
        let centre = Arc::new(Self {
            state: Mutex::new(parts.state),
            journal: parts.journal,
            report_index: parts.report_index,
            witnesses: parts.witnesses,
            orders: Arc::default(),
            notices: Arc::default(),
            receipt_key: parts.receipt_key,
            salts: Mutex::new(parts.salts),
            salts_file: parts.salts_file,
            log_keys_file: parts.log_keys_file,
            log: parts.log,
            policy: parts.policy,
            zone: parts.zone,
            watch: parts.watch,
            slots: Arc::new(Semaphore::new(parts.reports_in_flight_max)),
            explaining: Arc::new(Semaphore::new(EXPLANATIONS_MAX)),
            planning: tokio::sync::Mutex::default(),
            recorded,
            stop: parts.stop,
            failure: Mutex::default(),
            following: Mutex::default(),
        });
        (centre, receiver)
    }

    /// The task that acts on records after they are durable.
    pub(super) fn followed_by(self: &Arc<Self>, following: JoinHandle<()>) {
        // If it breaks off no order would ever go out again, and whoever decides would wait for ever.
        let watching = Arc::clone(self);
        let following = tokio::spawn(async move {
            if let Err(broken) = following.await {
                watching.fail(&format!("acting on records broke off: {broken}"));
            }
        });
        *self.following.lock().expect("nothing panics while it holds a handle") = Some(following);
    }

    /// What is known now, durable or not.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|_| {
            // Nothing may go on; and nobody may wait for it.
            self.fail("an invariant of what is known is broken; the centre's log says where");
            panic!("what is known cannot be trusted any more")
        })
    }

    /// The centre's moment, in whole seconds.
    pub fn now(&self) -> Timestamp {
        let now = self.watch.now();
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// What is known now, for a plan that will be recorded: of no earlier moment than any record that it looks at.
    pub fn looked_at(&self, state: &mut State, policy: &Policy) -> Situation {
        let now = state.last_at.map_or(self.now(), |last| last.max(self.now()));
        state.looked_at = Some(now);
        self.situation_of(state, policy, now)
    }

    /// What is known now, for a plan of this moment. Its days are days at the centre.
    pub fn situation(&self, state: &State, policy: &Policy) -> Situation {
        self.situation_of(state, policy, self.now())
    }

    /// What is known now, for a plan of a moment of its own: several of them are of the same one.
    pub(crate) fn situation_at(&self, state: &State, policy: &Policy, now: Timestamp) -> Situation {
        self.situation_of(state, policy, now)
    }

    fn situation_of(&self, state: &State, policy: &Policy, now: Timestamp) -> Situation {
        let offset = zone::offset_seconds(&self.zone, now);
        state.board.situation_under(policy, Moment { at: now, offset })
    }

    /// Takes an event in and hands its record to the journal; `make` is given the record's number and moment.
    /// Returns the number. The caller answers nobody before [`Centre::durable`].
    ///
    /// # Errors
    /// The clock is not believed; nothing was recorded.
    pub fn record(
        &self,
        state: &mut State,
        make: impl FnOnce(u64, Timestamp) -> CentreEvent,
    ) -> Result<u64, ClockLeft> {
        self.record_holding(state, (), make)
    }

    /// The same; what is `held` is dropped when the record is on disk, or never will be.
    pub(crate) fn record_holding(
        &self,
        state: &mut State,
        held: impl Send + 'static,
        make: impl FnOnce(u64, Timestamp) -> CentreEvent,
    ) -> Result<u64, ClockLeft> {
        self.watch.is_believed()?;
        let index = state.board.applied_upto;
        // The journal's time never runs back, whatever the clock does.
        let now = self.now();
        let at = [state.last_at, state.looked_at].into_iter().flatten().fold(now, Timestamp::max);
        let event = make(index, at);
        let masks = self.salts.lock().expect("nothing panics while it holds the salts").masks(index);
        let record = event.record(at, &masks.expect("a new entry's salts cannot have been forgotten"));
        let leaf_hash = leaf_hash(&record.leaf);
        let effect = event.take_in(state, Place { index, at, leaf: &record.leaf });
        self.journal.append(index, record, held);
        // The task that listens ends only when everything does.
        let _ = self.recorded.send(Recorded { index, leaf_hash, effect });
        Ok(index)
    }

    /// Whether new reports should come later, because the disk cannot keep up.
    pub fn is_busy(&self) -> bool {
        self.journal.is_busy()
    }

    /// Waits until all records below `upto` are on disk.
    pub async fn durable(&self, upto: u64) -> Result<(), JournalStopped> {
        self.journal.durable(upto).await
    }

    /// An agent's key and grant.
    pub fn grant(&self, agent: &AgentId) -> Option<Enrolment> {
        self.state().board.agents.get(agent).cloned()
    }

    /// What is remembered of a report that was accepted before.
    pub(crate) fn accepted(&self, state: &State, key: &ReportKey) -> Result<Option<AcceptedReport>, Refusal> {
        match state.pending.get(key) {
            Some(report) => Ok(Some(*report)),
            None => self.report_index.get(key).map_err(|error| {
                tracing::error!(%error, "the index of accepted reports cannot be read");
                Refusal::Unavailable(message!("unavailable-index"))
            }),
        }
    }

    pub(super) fn forget_pending<'a>(&self, keys: impl Iterator<Item = &'a ReportKey>) {
        let mut state = self.state();
        for key in keys {
            state.pending.remove(key);
        }
    }

    /// Ends the program for a reason that is not the user's.
    pub(crate) fn fail(&self, problem: &str) {
        tracing::error!(problem, "stopping");
        self.failure.lock().expect("nothing panics while it holds a string").get_or_insert_with(|| problem.to_owned());
        self.stop.cancel();
    }

    /// Why the program had to end, if it had to.
    pub fn failure(&self) -> Option<String> {
        let own = self.failure.lock().expect("nothing panics while it holds a string").clone();
        self.journal.failure().or(own)
    }

    /// Ends the centre: writes, publishes and follows up what was taken in, and lets go of the files.
    pub async fn finish(self: &Arc<Self>) {
        self.stop.cancel();
        let following = self.following.lock().expect("nothing panics while it holds a handle").take();
        if let Some(following) = following {
            // It ends by itself; if it broke off, the next start does what it left.
            let _ = following.await;
        }
        if let Some(witnesses) = &self.witnesses {
            witnesses.stop();
        }
        let closing = Arc::clone(self);
        // Waits for the writer's thread.
        let closed = tokio::task::spawn_blocking(move || closing.journal.close()).await;
        if closed.is_err() {
            self.fail("the journal did not close in order");
        }
    }
}
