//! The centre: what it knows, and the one door through which records go to the journal.
//!
//! The state runs ahead of the disk: it takes a record in when it is handed over, so that the next one is judged by it
//! and many go to disk together. Nobody outside may see that: whoever answers waits for [`Journal::durable`] first,
//! and [orders](crate::orders) keeps its own, durable view. If the disk refuses, the program stops, and the state with
//! it.

use crate::clock::{ClockLeft, Watch};
use crate::command::Commanded;
use crate::draw::{self, Draws};
use crate::journal::{Journal, JournalStopped};
use crate::orders::{Decision, OrderBook};
use crate::outward::{Effect, Recorded};
use crate::record::{Happening, Texts};
use crate::salts::Salts;
use crate::seen::{Seen, SeenIndex, SeenKey};
use crate::witnesses::Witnesses;
use crate::zone;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use yicang_domain::board::Board;
use yicang_domain::events::Enrolment;
use yicang_domain::order::{Order, Progress};
use yicang_domain::report::Body;
use yicang_domain::{AgentId, Fault, OrderId, Policy, Situation};
use yicang_planner::Trees;
use yicang_proto::status::bad_request;
use yicang_proto::v1;
use yicang_tlog::{Hash, SigningKey, leaf_hash, sha256};

/// Explanations at once. Each takes a core, and reports must have the others.
const EXPLANATIONS_MAX: usize = 2;

/// One running dispatch centre.
pub struct Centre {
    /// A std lock: held for microseconds, never while something is awaited.
    state: Mutex<State>,
    pub(crate) journal: Journal,
    pub(crate) seen: SeenIndex,
    pub(crate) witnesses: Option<Arc<Witnesses>>,
    /// What may be shown and sent.
    pub orders: Arc<OrderBook>,
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

/// A policy and the exact text it was read from.
#[derive(Debug, Clone)]
pub struct OwnPolicy {
    /// As it was read.
    pub text: String,
    /// What it says.
    pub policy: Policy,
}

/// A plan that was made.
#[derive(Debug, Clone)]
pub struct PlanEntry {
    /// Its record, and its id.
    pub index: u64,
    /// Its figures, without the decision.
    pub summary: v1::PlanSummary,
    /// What it was made of, and itself.
    pub texts: Arc<Texts>,
    /// The record of its decision.
    pub decision_index: Option<u64>,
}

impl PlanEntry {
    /// Its figures, with the decision.
    pub fn summary(&self) -> v1::PlanSummary {
        v1::PlanSummary { decision_index: self.decision_index, ..self.summary.clone() }
    }
}

/// What the centre knows, folded from the journal; live and at a restart by the same code.
#[derive(Debug, Default)]
pub struct State {
    /// The dispatch board.
    pub board: Board,
    /// Plans by their record.
    pub plans: BTreeMap<u64, PlanEntry>,
    /// The plan of the last decision, and its record.
    pub last_decision: Option<(u64, u64)>,
    /// What became of each command: the hash of its bytes, and its record.
    commands: HashMap<(AgentId, String), (Hash, u64)>,
    /// Reports that the index on disk does not hold yet.
    pending: HashMap<SeenKey, Seen>,
    /// Decisions whose orders go out without witnesses, by command.
    pub overrides: BTreeSet<u64>,
    /// What the next plan's draw is made of.
    pub draws: Draws,
    /// Agents that have signed the public face of a report, or of a command: from then on they sign every one.
    faced: BTreeSet<(AgentId, Signs)>,
    last_at: Option<Timestamp>,
    /// The moment of the last situation that was taken for a plan: no later record is before it.
    looked_at: Option<Timestamp>,
    /// The last moment that a clock is known to have had: that of the last record which was not held back to the one before,
    /// or one that was confirmed since.
    pub(crate) clock_was: Option<Timestamp>,
}

/// What somebody signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Signs {
    Reports,
    Commands,
}

impl State {
    /// Whether an agent has signed the public face of a report.
    pub fn has_signed_faces(&self, agent: &AgentId) -> bool {
        self.faced.contains(&(agent.clone(), Signs::Reports))
    }

    /// Refuses a command without a signed face by somebody who has signed one before.
    pub fn is_not_older(&self, command: &Commanded) -> Result<(), Status> {
        let has = command.face.is_some() || !self.faced.contains(&(command.coordinator.clone(), Signs::Commands));
        if has {
            return Ok(());
        }
        let problem = format!("is 1, and {} has signed commands of version 2 before", command.coordinator);
        Err(bad_request("the command is refused", &[Fault::new("version", problem)]))
    }

    /// Takes record `index` in; `leaf` is its public face.
    pub fn take_in(&mut self, index: u64, at: Timestamp, happening: &Happening, leaf: &[u8]) -> Effect {
        self.board.apply(index, &happening.event());
        match happening {
            Happening::ClockConfirmed { clock } => self.clock_was = Some(*clock),
            _ if self.last_at.is_none_or(|last| at > last) => self.clock_was = Some(at),
            _ => {}
        }
        self.last_at = Some(at);
        self.draws.take_in(index, leaf, matches!(happening, Happening::Decided { .. }));
        if let Some(command) = happening.command() {
            let key = (command.coordinator.clone(), command.command_id.clone());
            self.commands.insert(key, (command.sha256(), index));
            if command.face.is_some() {
                self.faced.insert((command.coordinator.clone(), Signs::Commands));
            }
        }
        match happening {
            Happening::Catalogue(_)
            | Happening::Enrolled { .. }
            | Happening::Granted { .. }
            | Happening::ClockConfirmed { .. } => Effect::None,
            Happening::Reported { report, signed, .. } => {
                if report.version().signs_its_face() {
                    self.faced.insert((report.agent().clone(), Signs::Reports));
                }
                let key = (report.agent().clone(), report.id().clone());
                let report_sha256 = sha256(&signed.report);
                let seen = Seen {
                    index,
                    sequence: report.sequence(),
                    accepted_at: at,
                    report_sha256,
                    leaf_hash: leaf_hash(leaf),
                };
                self.pending.insert(key.clone(), seen);
                let order = match report.body() {
                    Body::Step { order, .. } => self.board.orders.get(order).cloned().map(Box::new),
                    _ => None,
                };
                Effect::Report { key, seen, order }
            }
            Happening::Planned { summary, texts, .. } => {
                self.draws.planned(texts);
                let (summary, texts) = ((**summary).clone(), Arc::clone(texts));
                self.plans.insert(index, PlanEntry { index, summary, texts, decision_index: None });
                Effect::None
            }
            Happening::Decided { plan_index, hashes, reopened, .. } => {
                if let Some(plan) = self.plans.get_mut(plan_index) {
                    plan.decision_index = Some(index);
                }
                self.last_decision = Some((*plan_index, index));
                let replaced = reopened.iter().filter_map(|id| self.board.orders.get(id));
                let replaced = replaced.filter(|order| order.progress == Progress::Replaced { by: index });
                let replaced = replaced.cloned().collect();
                Effect::Decision { decision: self.decision(*plan_index, index, hashes.plan, leaf.to_vec()), replaced }
            }
            Happening::Overridden { decision, .. } => {
                self.overrides.insert(*decision);
                Effect::Override(*decision)
            }
        }
    }

    /// A decision with its orders as they stand now. They are looked up by their names, `P17-1`, among all there ever
    /// were.
    fn decision(&self, plan_index: u64, index: u64, plan_sha256: Hash, leaf: Vec<u8>) -> Decision {
        let id = |end: &str| OrderId::new(&format!("P{plan_index}{end}")).expect("letters, digits and a mark");
        // The point is what comes after the dash.
        let named = self.board.orders.range(id("-")..id(".")).map(|(_, order)| order);
        let mut orders: Vec<Order> = named.filter(|order| order.decision_index == index).cloned().collect();
        orders.sort_by_key(|order| order.line);
        Decision { index, plan_sha256, leaf, orders }
    }

    /// The same decision with its orders as they stand after everything that was replayed.
    pub(crate) fn refreshed(&self, decision: Decision) -> Decision {
        let now = decision.orders.iter().filter_map(|order| self.board.orders.get(&order.id));
        Decision { orders: now.cloned().collect(), ..decision }
    }

    /// Takes out the reports that the index on disk lacks: those of record `from` and later.
    pub(crate) fn drain_pending(&mut self, from: u64) -> Vec<(SeenKey, Seen)> {
        self.pending.drain().filter(|(_, seen)| seen.index >= from).collect()
    }

    /// A plan by its id; the newest for an empty one.
    pub fn plan(&self, plan_id: &str) -> Result<&PlanEntry, Status> {
        if plan_id.is_empty() {
            let newest = self.plans.values().next_back();
            return newest.ok_or_else(|| Status::not_found("there is no plan yet; run a cycle first"));
        }
        let found = crate::record::plan_index(plan_id).and_then(|index| self.plans.get(&index));
        found.ok_or_else(|| Status::not_found(format!("there is no plan {plan_id}")))
    }

    /// Where the seed of a plan's draw comes from.
    pub fn draw_source(&self, plan: &PlanEntry) -> draw::Source {
        let decisions = self.plans.values().filter_map(|other| other.decision_index);
        let after = decisions.filter(|decision| *decision < plan.index).max();
        draw::Source::of_log(after.unwrap_or(0), &plan.texts)
    }

    /// The record that a command made, if it was done before.
    pub fn repeated(&self, command: &Commanded) -> Result<Option<u64>, Status> {
        match self.commands.get(&(command.coordinator.clone(), command.command_id.clone())) {
            None => self.is_not_older(command).map(|()| None),
            Some((hash, index)) if *hash == command.sha256() => Ok(Some(*index)),
            Some(_) => {
                let problem = format!("{} was used for another command; choose a new one", command.command_id);
                Err(bad_request("the command is refused", &[Fault::new("command_id", problem)]))
            }
        }
    }
}

/// The parts of a centre that are made before it runs.
pub struct Parts {
    /// What the journal holds.
    pub state: State,
    /// The way to it.
    pub journal: Journal,
    /// Reports seen.
    pub seen: SeenIndex,
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
    /// Starts a centre; must be called inside a runtime. `past` are the decisions the journal holds.
    pub fn start(parts: Parts, past: Vec<Decision>) -> Arc<Self> {
        let (recorded, receiver) = mpsc::unbounded_channel();
        let centre = Arc::new(Self {
            state: Mutex::new(parts.state),
            journal: parts.journal,
            seen: parts.seen,
            witnesses: parts.witnesses,
            orders: Arc::default(),
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
        let following = tokio::spawn(crate::outward::run(Arc::clone(&centre), past, receiver));
        // If it breaks off no order would ever go out again, and whoever decides would wait for ever.
        let watching = Arc::clone(&centre);
        let following = tokio::spawn(async move {
            if let Err(broken) = following.await {
                watching.fail(&format!("what follows from records broke off: {broken}"));
            }
        });
        *centre.following.lock().expect("nobody else has it yet") = Some(following);
        centre
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

    fn situation_of(&self, state: &State, policy: &Policy, now: Timestamp) -> Situation {
        let offset = zone::offset_seconds(&self.zone, now);
        Situation { offset, ..state.board.situation(now, policy.freeze_minutes) }
    }

    /// Takes a happening in and hands its record to the journal; `make` is given the record's number and moment.
    /// Returns the number. The caller answers nobody before [`Centre::durable`].
    ///
    /// # Errors
    /// The clock is not believed; nothing was recorded.
    pub fn record(&self, state: &mut State, make: impl FnOnce(u64, Timestamp) -> Happening) -> Result<u64, ClockLeft> {
        self.record_holding(state, (), make)
    }

    /// The same; what is `held` is dropped when the record is on disk, or never will be.
    pub(crate) fn record_holding(
        &self,
        state: &mut State,
        held: impl Send + 'static,
        make: impl FnOnce(u64, Timestamp) -> Happening,
    ) -> Result<u64, ClockLeft> {
        self.watch.is_believed()?;
        let index = state.board.applied_upto;
        // The journal's time never runs back, whatever the clock does.
        let now = self.now();
        let at = [state.last_at, state.looked_at].into_iter().flatten().fold(now, Timestamp::max);
        let happening = make(index, at);
        let masks = self.salts.lock().expect("nothing panics while it holds the salts").masks(index);
        let record = happening.record(at, &masks.expect("a new entry's salts cannot have been forgotten"));
        let leaf_hash = leaf_hash(&record.leaf);
        let effect = state.take_in(index, at, &happening, &record.leaf);
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

    /// Which report this is, if it was taken in before.
    pub(crate) fn seen(&self, state: &State, key: &SeenKey) -> Result<Option<Seen>, Status> {
        match state.pending.get(key) {
            Some(seen) => Ok(Some(*seen)),
            None => self.seen.get(key).map_err(|error| {
                tracing::error!(%error, "the index of seen reports cannot be read");
                Status::unavailable("the centre cannot look the report up; try again")
            }),
        }
    }

    pub(crate) fn forget_pending<'a>(&self, keys: impl Iterator<Item = &'a SeenKey>) {
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
