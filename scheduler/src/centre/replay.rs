//! Opens a dispatch centre: folds the journal into the state, record by record, by the code that runs live.

use super::centre::{Centre, OwnPolicy, Parts};
use super::clock::{self, Watch};
use super::follow_up;
use super::journal::Journal;
use super::report_index::ReportIndex;
use super::telling;
use crate::events::clock::ClockConfirmed;
use crate::events::effects::Effect;
use crate::events::kind::Place;
use crate::events::salts::Salts;
use crate::events::state::State;
use crate::events::{CentreEvent, RecordError};
use crate::orders::release::Decision;
use crate::orders::witnesses::Witnesses;
use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, SetupError, read, read_key};
use crate::setup::policies;
use crate::setup::zone;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use yicang_domain::Policy;
use yicang_language::{Message, ToMessage as _, message};
use yicang_tlog::mask::commitment;
use yicang_tlog::{Hash, Leaf, leaf_hash};
use yicang_writer::{Ledger, Record, keys};

/// Opens the centre in a data folder, on the system's clock. Must be called inside a runtime.
pub fn open(data: &DataDir, config: &Config, stop: CancellationToken) -> Result<Arc<Centre>, SetupError> {
    let (clock, elapsed) = clock::of_system();
    open_at(data, config, stop, Watch::new(clock, elapsed), Confirmed::No)
}

/// Whether the one who starts the centre says that the clock is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// No: a clock that is behind the last record or far ahead of it is refused.
    No,
    /// Yes: such a clock is taken, and that is recorded.
    Yes,
}

/// The same on another clock, which may be confirmed.
pub fn open_at(
    data: &DataDir,
    config: &Config,
    stop: CancellationToken,
    watch: Watch,
    confirmed: Confirmed,
) -> Result<Arc<Centre>, SetupError> {
    if !data.config().exists() {
        return Err(SetupError::Missing(data.root().into()));
    }
    let receipt_key = read_key(&data.key("receipt.key"))?;
    let policy = own_policy(data, config)?;
    let zone = zone::zone(&config.zone);
    let zone = zone.map_err(|error| SetupError::Content { path: data.config(), problem: error.message() })?;
    let ledger_problem = |problem: Message| SetupError::Ledger { path: data.root().into(), problem };
    let signer = keys::load(data.root()).map_err(|error| ledger_problem(error.message()))?;
    let (mut replay, mut folded) = (Replay::default(), Ok(()));
    let ledger = Ledger::open_with_records(data.root(), signer, |index, record| {
        if folded.is_ok() {
            folded = replay.take(index, record);
        }
    });
    let ledger = ledger.map_err(|error| ledger_problem(error.message()))?;
    for notice in ledger.notices() {
        tracing::warn!("{notice}");
    }
    folded.map_err(|error| ledger_problem(error.message()))?;
    let doubt = clock::doubt_at_start(watch.now(), replay.state.clock_was);
    if let Some(doubt) = doubt.clone().filter(|_| confirmed == Confirmed::No) {
        return Err(SetupError::Refused(doubt));
    }
    let salts = salts(data, replay.last_masked.as_ref())?;
    let report_index = ReportIndex::open(&data.seen_index())?;
    let behind =
        |error: sled::Error| SetupError::Content { path: data.seen_index(), problem: error.to_string().into() };
    let from =
        report_index.upto(|index| replay.leaf_hashes.get(usize::try_from(index).ok()?).copied()).map_err(behind)?;
    let upto = replay.state.board.applied_upto;
    if let Some(last) = replay.leaf_hashes.last() {
        report_index.insert(&replay.state.drain_pending(from), upto, last).map_err(behind)?;
    }
    let replayed = replay.decisions.into_iter().map(|decision| replay.state.refreshed(decision)).collect();
    tracing::info!(records = upto, indexed_before = from, "journal read");
    let parts = Parts {
        witnesses: Witnesses::open(data, config, ledger.verifier())?,
        log: ledger.verifier().name().to_owned(),
        journal: Journal::new(ledger.start(), upto, stop.clone()),
        state: replay.state,
        report_index,
        receipt_key,
        salts,
        salts_file: data.salts(),
        log_keys_file: data.public().join("log.keys"),
        policy,
        zone,
        watch,
        reports_in_flight_max: config.reports_in_flight_max,
        stop,
    };
    let (centre, recorded) = Centre::new(parts);
    centre.followed_by(tokio::spawn(follow_up::run(Arc::clone(&centre), replayed, recorded)));
    tokio::spawn(telling::run(Arc::downgrade(&centre), telling::TICK, centre.stop.clone()));
    if doubt.is_some() {
        let clock = centre.now();
        // The watch has only just begun, so the clock cannot have left it.
        let _ = centre.record(&mut centre.state(), |_, _| CentreEvent::ClockConfirmed(ClockConfirmed { clock }));
        tracing::warn!(%clock, "the clock was said to be right");
    }
    Ok(centre)
}

/// The journal, folded so far.
#[derive(Default)]
struct Replay {
    state: State,
    leaf_hashes: Vec<Hash>,
    decisions: Vec<Decision>,
    /// The last entry with masked fields, and one of them: its name, its value, and what the log says of it.
    last_masked: Option<(u64, String, Vec<u8>, Hash)>,
}

impl Replay {
    fn take(&mut self, index: u64, record: &Record) -> Result<(), RecordError> {
        let texts_of = |plan: u64| self.state.plans.get(&plan).map(|plan| Arc::clone(&plan.texts));
        let (at, event) = CentreEvent::read(index, record, texts_of)?;
        if let Effect::Decision { decision, .. } =
            event.take_in(&mut self.state, Place { index, at, leaf: &record.leaf })
        {
            self.decisions.push(decision);
        }
        if event.own_salt().is_none()
            && let Some((field, value)) = event.masked().into_iter().next()
            && let Ok(leaf) = Leaf::parse(&record.leaf)
            && let Some((_, hash)) = leaf.masked().find(|(name, _)| *name == field)
        {
            self.last_masked = Some((index, field, value, hash));
        }
        self.leaf_hashes.push(leaf_hash(&record.leaf));
        Ok(())
    }
}

/// The centre's salts: those that masked its last entry. A centre from before there were masked fields gets new ones.
fn salts(data: &DataDir, last_masked: Option<&(u64, String, Vec<u8>, Hash)>) -> Result<Salts, SetupError> {
    let path = data.salts();
    if !path.exists() {
        if last_masked.is_some() {
            return Err(SetupError::Content { path, problem: message!("setup-salts-missing") });
        }
        Salts::create(data)?;
    }
    let salts = Salts::load(&path)?;
    if let Some((entry, field, value, hash)) = last_masked
        && salts.salt(*entry, field).is_some_and(|salt| commitment(&salt, field, value) != *hash)
    {
        return Err(SetupError::Content { path, problem: message!("setup-salts-foreign", entry = *entry) });
    }
    Ok(salts)
}

/// The policy that the settings name: one that ships, or a file relative to the data folder.
pub(super) fn own_policy(data: &DataDir, config: &Config) -> Result<OwnPolicy, SetupError> {
    let (path, text) = match policies::text(&config.policy) {
        Some(text) => (data.config(), text.to_owned()),
        None => {
            let path = data.root().join(&config.policy);
            let text = read(&path)?;
            (path, text)
        }
    };
    let policy = Policy::from_text(&text);
    let policy = policy.map_err(|error| SetupError::Content { path, problem: error.message() })?;
    Ok(OwnPolicy { text, policy })
}
