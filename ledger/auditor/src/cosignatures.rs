//! Collects witnesses' cosignatures for the log's heads. Beside the writer, never in its way: it reads the public
//! folder as anybody can, and writes one file there, `checkpoint.witnessed`, the newest head that satisfies the
//! policy.
//!
//! A round takes the newest published head and asks every witness at once, each on a thread of its own with a limit of
//! time. It is over when the policy is satisfied, or when all have answered; then comes the next head. Who was slow is
//! asked for the round that is on when it comes back. Late cosignatures of a round are added to the file.

mod errors;
mod witness_client;

use crate::source::{Folder, Source};
use crate::tiles::{entry, read_tiles};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use yicang_files::{DiskFiles, Files};
use yicang_tlog::layout::{CHECKPOINT, WITNESSED, proof_path};
use yicang_tlog::{Checkpoint, LogVerifier, Policy, SignedHead, TileTree, TlogProof, UnverifiedProof};

pub use errors::{CollectError, WitnessedProofError};
pub use witness_client::AskError;
use witness_client::Asked;

/// How often a new head is looked for.
const TICK: Duration = Duration::from_millis(50);
/// Pause after a round without a quorum; doubled each time up to the longest.
const RETRY: Duration = Duration::from_millis(500);
const RETRY_MAX: Duration = Duration::from_secs(30);
/// A head that stays the newest is cosigned anew after this long: the cosignatures' time says that it still is.
const REFRESH: Duration = Duration::from_secs(600);

/// What happens, for the program around it. Called on the collector's threads; should return at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CollectorEvent {
    /// This many entries are under a head that satisfies the policy.
    Witnessed(u64),
    /// A witness does not cosign; said once until it does or says something else.
    Refused {
        /// Its name in the policy.
        witness: String,
        /// What it says.
        problem: AskError,
    },
    /// A witness that did not cosigns again.
    Back(String),
    /// The public folder cannot be written.
    NotWritten(String),
}

/// Where the log's folder is and what it is about.
#[derive(Clone, Debug)]
pub struct CollectConfig {
    /// The ledger's folder.
    pub dir: PathBuf,
    /// The log's key.
    pub log: LogVerifier,
    /// How long a witness may take.
    pub timeout: Duration,
}

/// Cosignatures being collected. Dropping it ends the threads, each when its witness has answered.
pub struct Collector {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    place: CollectConfig,
    policy: Policy,
    source: Folder,
    files: DiskFiles,
    news: Box<dyn Fn(CollectorEvent) + Send + Sync>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    round: u64,
    head: Option<Checkpoint>,
    /// Lines of this round by witness.
    lines: BTreeMap<usize, Vec<Vec<u8>>>,
    /// Witnesses that have answered in this round, with or without a line.
    answered: Vec<bool>,
    /// The newest head that satisfies the policy, with its cosignatures.
    witnessed: Option<(Checkpoint, Vec<u8>)>,
    began: Option<Instant>,
    retry: Duration,
    stop: bool,
}

impl State {
    fn is_satisfied(&self) -> bool {
        let size = |head: &Checkpoint| head.size();
        self.head.is_some() && self.witnessed.as_ref().map(|(head, _)| size(head)) == self.head.as_ref().map(size)
    }

    fn is_over(&self) -> bool {
        self.answered.iter().all(|answered| *answered)
    }
}

impl Collector {
    /// Starts collecting for a log whose public folder lies in `place`.
    ///
    /// # Errors
    ///
    /// The policy is for another log or names nobody who can be asked, or the disk fails. Nobody is asked then.
    pub fn start(
        place: CollectConfig,
        policy: Policy,
        news: impl Fn(CollectorEvent) + Send + Sync + 'static,
    ) -> Result<Self, CollectError> {
        let vkey = place.log.vkey().to_owned();
        if !policy.logs().is_empty() && !policy.logs().iter().any(|log| log.key == place.log) {
            return Err(CollectError::OtherLog(vkey));
        }
        let asked = policy.witnesses().iter().cloned().enumerate();
        let asked: Vec<(usize, Asked)> =
            asked.filter_map(|(n, witness)| Some((n, Asked::new(witness, &vkey, place.timeout)?))).collect();
        if policy.needs_witnesses() && asked.is_empty() {
            return Err(CollectError::NoAddress);
        }
        let tmp = place.dir.join("state/tmp-witnessed");
        let files = DiskFiles::real(tmp.clone()).map_err(|source| CollectError::Io { path: tmp, source })?;
        let source = Folder(place.dir.join("public"));
        let state = State { answered: vec![true; policy.witnesses().len()], retry: RETRY, ..State::default() };
        let shared = Shared {
            place,
            policy,
            source,
            files,
            news: Box::new(news),
            state: Mutex::new(state),
            changed: Condvar::new(),
        };
        let shared = Arc::new(shared);
        shared.remember();
        let mut threads = Vec::new();
        let mut spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
            let path = PathBuf::from(name);
            let thread = std::thread::Builder::new().name(name.to_owned()).spawn(work);
            thread.map(|thread| threads.push(thread)).map_err(|source| CollectError::Io { path, source })
        };
        for (n, asked) in asked {
            let shared = Arc::clone(&shared);
            spawn("witness", Box::new(move || shared.ask_again_and_again(n, asked)))?;
        }
        let rounds = Arc::clone(&shared);
        spawn("witnesses", Box::new(move || rounds.run_rounds()))?;
        Ok(Self { shared, threads })
    }

    /// Asks nobody any more, and writes nothing more than what is being written.
    pub fn stop(&self) {
        self.shared.state().stop = true;
        self.shared.changed.notify_all();
    }

    /// How many entries are under a head that satisfies the policy.
    #[must_use]
    pub fn witnessed_size(&self) -> u64 {
        self.shared.state().witnessed.as_ref().map_or(0, |(head, _)| head.size())
    }

    /// The newest head that satisfies the policy, with its cosignatures: how many entries it is over, and the signed
    /// note.
    #[must_use]
    pub fn witnessed(&self) -> Option<(u64, Vec<u8>)> {
        self.shared.state().witnessed.as_ref().map(|(head, note)| (head.size(), note.clone()))
    }

    /// The proof of an entry under the witnessed head, its cosignatures in it, and puts it into the public folder in
    /// place of the one without them.
    ///
    /// # Errors
    ///
    /// The entry is not under a cosigned head yet, or the public folder does not prove it.
    pub fn publish_proof(&self, index: u64) -> Result<TlogProof, WitnessedProofError> {
        let shared = &self.shared;
        let failed = |problem: String| WitnessedProofError::Folder(index, problem);
        let witnessed = shared.state().witnessed.clone().filter(|(head, _)| index < head.size());
        let (head, note) = witnessed.ok_or(WitnessedProofError::NotYet(index))?;
        let tree = TileTree::new(head.size(), |path| read_tiles(&shared.source, path));
        let missing = || failed("a tile or an entry is missing".into());
        let path = tree.prove_inclusion(index).ok_or_else(missing)?;
        let entry = entry(&shared.source, index, head.size()).ok_or_else(missing)?;
        let cosigned = shared.place.log.open(&note).map_err(|error| failed(error.to_string()))?;
        let proof = UnverifiedProof::new(index, path, &cosigned);
        let proof = proof
            .verify_witnessed(&shared.place.log, &shared.policy, &entry)
            .map_err(|error| failed(error.to_string()))?;
        let file = shared.source.0.join(proof_path(index));
        shared.files.put(&file, proof.as_bytes()).map_err(|error| failed(error.to_string()))?;
        Ok(proof)
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.stop();
        // A thread that waits for its witness ends by itself, at the latest after the time that one has.
        self.threads.clear();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Each change is made whole under the lock, so the state is good even if somebody panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What an earlier process has reached, if it is still good.
    fn remember(&self) {
        let Ok(Some(note)) = self.source.read(WITNESSED) else { return };
        let Ok(head) = self.place.log.open(&note) else { return };
        let good = self.policy.check(Some(&self.place.log), &note).is_ok();
        let tree = TileTree::new(head.size(), |path| read_tiles(&self.source, path));
        if good && tree.root() == Some(*head.root()) {
            self.state().witnessed = Some((head, note));
        }
    }

    fn run_rounds(&self) {
        loop {
            let state = self.state();
            let (mut state, _) = self.changed.wait_timeout(state, TICK).unwrap_or_else(PoisonError::into_inner);
            if state.stop {
                return;
            }
            let since = state.began.map(|began| began.elapsed());
            let due = match since {
                None => true,
                Some(_) if state.is_satisfied() => true,
                Some(since) => state.is_over() && since >= state.retry,
            };
            if !due {
                continue;
            }
            let newest = self.source.read(CHECKPOINT).ok().flatten();
            let Some(newest) = newest.and_then(|note| self.place.log.open_own(&note).ok()) else { continue };
            let same = state.head.as_ref().map(Checkpoint::size) == Some(newest.size());
            if same && state.is_satisfied() && since.is_some_and(|since| since < REFRESH) {
                continue;
            }
            state.retry = if same { (state.retry * 2).min(RETRY_MAX) } else { RETRY };
            state.round += 1;
            state.head = Some(newest);
            state.lines.clear();
            let asked = self.policy.witnesses().iter().map(|witness| witness.url.is_none());
            state.answered = asked.collect();
            state.began = Some(Instant::now());
            self.settle(&mut state);
            drop(state);
            self.changed.notify_all();
        }
    }

    fn ask_again_and_again(&self, n: usize, mut asked: Asked) {
        let mut done = 0;
        let mut said = None;
        loop {
            let mut state = self.state();
            while !state.stop && state.round == done {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.stop {
                return;
            }
            done = state.round;
            let Some(head) = state.head.clone() else { continue };
            drop(state);
            let answer = asked.ask(&head, &self.source);
            let mut state = self.state();
            let witness = asked.witness.name.clone();
            match answer {
                Ok(lines) => {
                    if said.take().is_some() {
                        (self.news)(CollectorEvent::Back(witness));
                    }
                    if state.round == done {
                        state.lines.insert(n, lines);
                    }
                }
                Err(problem) => {
                    if said.as_ref() != Some(&problem) {
                        (self.news)(CollectorEvent::Refused { witness, problem: problem.clone() });
                    }
                    said = Some(problem);
                }
            }
            if state.round == done {
                state.answered[n] = true;
                self.settle(&mut state);
            }
            drop(state);
            self.changed.notify_all();
        }
    }

    /// Writes the round's head if what was collected satisfies the policy.
    fn settle(&self, state: &mut State) {
        let Some(head) = state.head.as_ref().filter(|_| !state.stop) else { return };
        let lines: Vec<Vec<u8>> = state.lines.values().flatten().cloned().collect();
        let note = head.with_cosignatures(&lines);
        let good = SignedHead::parse(&note).ok().and_then(|head| self.policy.cosigned(&head).ok());
        if !good.is_some_and(|cosigned| cosigned.quorum) {
            return;
        }
        if let Err(error) = self.files.put(&self.source.0.join(WITNESSED), &note) {
            (self.news)(CollectorEvent::NotWritten(format!("public/{WITNESSED} cannot be written: {error}")));
            return;
        }
        let size = head.size();
        let first = state.witnessed.as_ref().map(|(head, _)| head.size()) != Some(size);
        state.witnessed = Some((head.clone(), note));
        if first {
            (self.news)(CollectorEvent::Witnessed(size));
        }
    }
}
