//! Opens a dispatch centre: folds the journal into the state, record by record, by the code that runs live.

use crate::centre::{Centre, OwnPolicy, Parts, State};
use crate::clock::{self, Watch};
use crate::config::Config;
use crate::data::{DataDir, SetupError, read, read_key};
use crate::journal::Journal;
use crate::orders::Decision;
use crate::outward::Effect;
use crate::policies;
use crate::record::{Happening, RecordError};
use crate::salts::Salts;
use crate::seen::SeenIndex;
use crate::witnesses::Witnesses;
use crate::zone;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use yicang_domain::Policy;
use yicang_writer::{Ledger, Record, keys};
use yicang_tlog::mask::commitment;
use yicang_tlog::{Hash, Leaf, leaf_hash};

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
    let zone = zone.map_err(|error| SetupError::Content { path: data.config(), problem: error.to_string() })?;
    let ledger_problem = |problem: String| SetupError::Ledger { path: data.root().into(), problem };
    let signer = keys::load(data.root()).map_err(|error| ledger_problem(error.to_string()))?;
    let (mut fold, mut folded) = (Fold::default(), Ok(()));
    let ledger = Ledger::open_with_records(data.root(), signer, |index, record| {
        if folded.is_ok() {
            folded = fold.take(index, record);
        }
    });
    let ledger = ledger.map_err(|error| ledger_problem(error.to_string()))?;
    for notice in ledger.notices() {
        tracing::warn!("{notice}");
    }
    folded.map_err(|error| ledger_problem(error.to_string()))?;
    let doubt = clock::doubt_at_start(watch.now(), fold.state.clock_was);
    if let Some(doubt) = doubt.clone().filter(|_| confirmed == Confirmed::No) {
        return Err(SetupError::Refused(doubt));
    }
    let salts = salts(data, fold.last_masked.as_ref())?;
    let seen = SeenIndex::open(&data.seen_index())?;
    let behind = |error: sled::Error| SetupError::Content { path: data.seen_index(), problem: error.to_string() };
    let from = seen.upto(|index| fold.leaf_hashes.get(usize::try_from(index).ok()?).copied()).map_err(behind)?;
    let upto = fold.state.board.applied_upto;
    if let Some(last) = fold.leaf_hashes.last() {
        seen.insert(&fold.state.drain_pending(from), upto, last).map_err(behind)?;
    }
    let past = fold.decisions.into_iter().map(|decision| fold.state.refreshed(decision)).collect();
    tracing::info!(records = upto, indexed_before = from, "journal read");
    let parts = Parts {
        witnesses: Witnesses::open(data, config, ledger.verifier())?,
        log: ledger.verifier().name().to_owned(),
        journal: Journal::new(ledger.start(), upto, stop.clone()),
        state: fold.state,
        seen,
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
    let centre = Centre::start(parts, past);
    if doubt.is_some() {
        let clock = centre.now();
        // The watch has only just begun, so the clock cannot have left it.
        let _ = centre.record(&mut centre.state(), |_, _| Happening::ClockConfirmed { clock });
        tracing::warn!(%clock, "the clock was said to be right");
    }
    Ok(centre)
}

/// The journal, folded so far.
#[derive(Default)]
struct Fold {
    state: State,
    leaf_hashes: Vec<Hash>,
    decisions: Vec<Decision>,
    /// The last entry with masked fields, and one of them: its name, its value, and what the log says of it.
    last_masked: Option<(u64, String, Vec<u8>, Hash)>,
}

impl Fold {
    fn take(&mut self, index: u64, record: &Record) -> Result<(), RecordError> {
        let texts_of = |plan: u64| self.state.plans.get(&plan).map(|plan| Arc::clone(&plan.texts));
        let (at, happening) = Happening::read(index, record, texts_of)?;
        if let Effect::Decision { decision, .. } = self.state.take_in(index, at, &happening, &record.leaf) {
            self.decisions.push(decision);
        }
        if happening.own_salt().is_none()
            && let Some((field, value)) = happening.masked().into_iter().next()
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
            let problem = "is missing: masked fields of the log cannot be opened without it; bring it back with                            `yicang salts restore`, or go on without with `yicang salts renew`";
            return Err(SetupError::Content { path, problem: problem.into() });
        }
        Salts::found(data)?;
    }
    let salts = Salts::load(&path)?;
    if let Some((entry, field, value, hash)) = last_masked
        && salts.salt(*entry, field).is_some_and(|salt| commitment(&salt, field, value) != *hash)
    {
        let problem = format!("is not of this log: entry {entry} was masked by other salts; restore the right backup");
        return Err(SetupError::Content { path, problem });
    }
    Ok(salts)
}

/// The policy that the settings name: one that ships, or a file relative to the data folder.
fn own_policy(data: &DataDir, config: &Config) -> Result<OwnPolicy, SetupError> {
    let (path, text) = match policies::text(&config.policy) {
        Some(text) => (data.config(), text.to_owned()),
        None => {
            let path = data.root().join(&config.policy);
            let text = read(&path)?;
            (path, text)
        }
    };
    let policy = Policy::from_text(&text);
    let policy = policy.map_err(|error| SetupError::Content { path, problem: error.to_string() })?;
    Ok(OwnPolicy { text, policy })
}
