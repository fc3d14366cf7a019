//! The witnesses that vouch for this centre's log, and whether orders wait for them. Asking them is the ledger's part
//! ([`Collector`]); here it is known how far they are.

use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, SetupError};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::watch;
use yicang_auditor::cosignatures::{CollectConfig as Place, Collector, CollectorEvent as News};
use yicang_auditor::policy_file::read_policy;
use yicang_language::ToMessage as _;
use yicang_tlog::{LogVerifier, TlogProof};

/// Cosignatures being collected.
pub struct Witnesses {
    collector: Collector,
    size: watch::Receiver<u64>,
    demanded: bool,
    /// A std lock: held for copies only.
    first: Mutex<First>,
}

/// The first cosigned head over the entry that the next draw is after.
#[derive(Debug, Default)]
struct First {
    after: u64,
    note: Option<String>,
}

impl Witnesses {
    /// Starts asking the witnesses of the policy that the settings name; `None` if they name none. Says which it is.
    pub fn open(data: &DataDir, config: &Config, log: &LogVerifier) -> Result<Option<Arc<Self>>, SetupError> {
        if config.witness_policy.is_empty() {
            tracing::info!("no witness policy is set: orders wait for the public log, and for no witness");
            return Ok(None);
        }
        let path = data.root().join(&config.witness_policy);
        let policy = read_policy(&path).map_err(SetupError::Refused)?;
        let demanded = policy.needs_witnesses() && config.release_waits_for_witnesses;
        if demanded {
            tracing::info!(policy = %path.display(), "orders wait until witnesses have cosigned their decision");
        } else {
            tracing::warn!(policy = %path.display(), "witnesses are asked, but orders do not wait for them");
        }
        let (sender, size) = watch::channel(0);
        let timeout = Duration::from_secs(config.witness_timeout_seconds);
        let place = Place { dir: data.root().into(), log: log.clone(), timeout };
        let collector = Collector::start(place, policy, move |news| tell(&sender, news));
        let collector = collector.map_err(|error| SetupError::Content { path, problem: error.message() })?;
        Ok(Some(Arc::new(Self { collector, size, demanded, first: Mutex::default() })))
    }

    /// Whether an order of the decision in this record may go out as far as the witnesses are concerned.
    pub fn allow(&self, index: u64) -> bool {
        !self.demanded || self.have(index)
    }

    /// Whether enough of them have cosigned this record.
    pub fn have(&self, index: u64) -> bool {
        self.collector.witnessed_size() > index
    }

    /// The proof with the cosignatures in it, which is put into the public folder too. Blocks.
    pub fn proof(&self, index: u64) -> Option<TlogProof> {
        let proof = self.collector.publish_proof(index);
        proof.inspect_err(|error| tracing::error!(index, %error, "the proof goes out without cosignatures")).ok()
    }

    /// Looks out for the first cosigned head over a decision.
    pub fn look_out(&self, after: u64) {
        {
            let mut first = self.first();
            if first.after < after {
                *first = First { after, note: None };
            }
        }
        self.look();
    }

    /// Notes the newest cosigned head if it is the first over the entry that is looked out for.
    pub fn look(&self) {
        let newest = self.collector.witnessed();
        let mut first = self.first();
        let over = newest.filter(|(size, _)| first.note.is_none() && *size > first.after);
        if let Some(note) = over.and_then(|(_, note)| String::from_utf8(note).ok()) {
            first.note = Some(note);
        }
    }

    /// A cosigned head over an entry, if there is one yet: the first, as far as this process has looked out for it.
    pub fn head_over(&self, after: u64) -> Option<String> {
        self.look_out(after);
        let first = self.first();
        if first.after == after { first.note.clone() } else { None }
    }

    fn first(&self) -> MutexGuard<'_, First> {
        self.first.lock().expect("nothing panics while it holds a note")
    }

    /// Tells each time they are further.
    pub fn progress(&self) -> watch::Receiver<u64> {
        self.size.clone()
    }

    /// Asks nobody any more.
    pub fn stop(&self) {
        self.collector.stop();
    }
}

fn tell(size: &watch::Sender<u64>, news: News) {
    match news {
        News::Witnessed(reached) => drop(size.send_replace(reached)),
        News::Refused { witness, problem: why } => tracing::error!(witness, %why, "a witness does not cosign"),
        News::Back(witness) => tracing::info!(witness, "the witness cosigns again"),
        News::NotWritten(why) => tracing::error!(why, "the cosignatures are not public"),
    }
}
