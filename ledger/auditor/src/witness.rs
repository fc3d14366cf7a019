//! A witness of its own, for somebody who is not the log's operator to run:
//! [tlog-witness](https://c2sp.org/tlog-witness) over a folder. It cosigns a log's head only if that log has not taken
//! back or changed anything that it cosigned before, and makes noise when one tries.
//!
//! ```text
//! DIR/lock                                    one process at a time
//! DIR/logs/<sha256 of the log's name>         the last head it cosigned, with the log's signature and its own
//! DIR/alarms.jsonl                            what logs should not have signed, one JSON object a line
//! ```
//!
//! A head is durable in the folder before its cosignature leaves. The network is [`serve`]'s part.

mod alarms;
pub mod serve;

use crate::words::Words as _;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use yicang_files::{self as files, DiskFiles, Files};
use yicang_language::{Language, Message, ToMessage, message};
use yicang_tlog::{AddCheckpoint, Cosigner, LogVerifier, SignedHead, check_consistency, hex, sha256};

pub use alarms::Alarm;
use alarms::Alarms;

/// What a witness answers to `add-checkpoint`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// 200: signature lines.
    Cosigned(Vec<u8>),
    /// 400: not a request, or one that goes backwards.
    BadRequest(String),
    /// 403: no signature by a key of the log, or a wrong one.
    Forbidden,
    /// 404: a log that this witness does not know.
    UnknownLog,
    /// 409: the size that was cosigned last.
    Conflict(u64),
    /// 422: the tree is not one that has only grown.
    Inconsistent(String),
    /// 500: the folder cannot be written; nothing was cosigned.
    NotStored(String),
}

impl Answer {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Cosigned(_) => 200,
            Self::BadRequest(_) => 400,
            Self::Forbidden => 403,
            Self::UnknownLog => 404,
            Self::Conflict(_) => 409,
            Self::Inconsistent(_) => 422,
            Self::NotStored(_) => 500,
        }
    }

    /// The HTTP body and its type.
    #[must_use]
    pub fn body(self) -> (&'static str, Vec<u8>) {
        const TEXT: &str = "text/plain; charset=utf-8";
        let text = |words: String| (TEXT, format!("{words}\n").into_bytes());
        match self {
            Self::Cosigned(lines) => (TEXT, lines),
            Self::Conflict(size) => ("text/x.tlog.size", format!("{size}\n").into_bytes()),
            Self::BadRequest(problem) | Self::Inconsistent(problem) | Self::NotStored(problem) => text(problem),
            Self::Forbidden => text("the checkpoint is not signed by a key that this witness knows for its log".into()),
            Self::UnknownLog => text("this witness does not know the checkpoint's log; ask its operator".into()),
        }
    }
}

/// Why a witness does not start.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// No key, no log, a log twice.
    #[error("{}", self.message())]
    Setup,
    /// Another process has the folder.
    #[error("{}", self.message())]
    InUse(PathBuf),
    /// What it cosigned last is not to be read.
    #[error("{}", self.message())]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: Message,
    },
    /// The disk or the operating system.
    #[error("{}", self.message())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl ToMessage for WitnessError {
    fn message(&self) -> Message {
        match self {
            Self::Setup => message!("witness-setup"),
            Self::InUse(path) => message!("witness-in-use", path = path),
            Self::State { path, problem } => message!("witness-state", path = path, what = problem.clone()),
            Self::Io { path, source } => message!("file-unusable", path = path, why = source.message()),
        }
    }
}

/// A log that is watched.
struct Watched {
    keys: Vec<LogVerifier>,
    path: PathBuf,
    /// The note as it is served, and what it says.
    last: Mutex<Option<(Vec<u8>, SignedHead)>>,
}

/// A running witness, without its network.
pub struct Witness {
    cosigners: Vec<Cosigner>,
    logs: BTreeMap<String, Watched>,
    files: DiskFiles,
    noise: Alarms,
    clock: fn() -> u64,
    _lock: File,
}

impl Witness {
    /// Opens the folder, which is made if it is not there. Several keys of one name cosign each; several keys of one
    /// log are its old and its new one.
    ///
    /// # Errors
    ///
    /// The state is damaged, in use or cannot be read: a witness that forgets would sign two histories.
    pub fn open(dir: &Path, cosigners: Vec<Cosigner>, logs: Vec<LogVerifier>) -> Result<Self, WitnessError> {
        Self::open_at(dir, cosigners, logs, unix_time)
    }

    pub(crate) fn open_at(
        dir: &Path,
        cosigners: Vec<Cosigner>,
        logs: Vec<LogVerifier>,
        clock: fn() -> u64,
    ) -> Result<Self, WitnessError> {
        if cosigners.is_empty() || logs.is_empty() {
            return Err(WitnessError::Setup);
        }
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| WitnessError::Io { path, source }
        };
        files::make_private_dir(&dir.join("logs")).map_err(io(dir))?;
        let lock_path = dir.join("lock");
        let lock = File::create(&lock_path).map_err(io(&lock_path))?;
        lock.try_lock().map_err(|_| WitnessError::InUse(dir.to_owned()))?;
        let mut watched: BTreeMap<String, Watched> = BTreeMap::new();
        for key in logs {
            let path = dir.join("logs").join(hex(&sha256(key.name().as_bytes())));
            let entry = watched.entry(key.name().to_owned());
            let log = entry.or_insert_with(|| Watched { keys: Vec::new(), path, last: Mutex::default() });
            if !log.keys.contains(&key) {
                log.keys.push(key);
            }
        }
        for log in watched.values_mut() {
            let last = read_last(log, &cosigners)?;
            log.last = Mutex::new(last);
        }
        let tmp = dir.join("tmp");
        let files = DiskFiles::real(tmp.clone()).map_err(io(&tmp))?;
        let alarms = dir.join("alarms.jsonl");
        let noise = Alarms::new(alarms.clone()).map_err(io(&alarms))?;
        Ok(Self { cosigners, logs: watched, files, noise, clock, _lock: lock })
    }

    /// The same witness, which makes its noise in a language; English otherwise.
    #[must_use]
    pub fn speaking(mut self, language: Language) -> Self {
        self.noise.language = language;
        self
    }

    /// The keys that it signs with.
    #[must_use]
    pub fn cosigners(&self) -> &[Cosigner] {
        &self.cosigners
    }

    /// What it has cosigned last of the log whose name has this SHA-256, as a note.
    #[must_use]
    pub fn last(&self, origin_sha256: &str) -> Option<Vec<u8>> {
        let log = self.logs.iter().find(|(origin, _)| hex(&sha256(origin.as_bytes())) == origin_sha256)?.1;
        guard(&log.last).as_ref().map(|(note, _)| note.clone())
    }

    /// Answers one `add-checkpoint`. Blocks for the disk.
    pub fn add_checkpoint(&self, body: &[u8]) -> Answer {
        let request = match AddCheckpoint::parse(body) {
            Ok(request) => request,
            Err(error) => return Answer::BadRequest(error.to_string()),
        };
        let head = match SignedHead::parse(&request.checkpoint) {
            Ok(head) => head,
            Err(error) => return Answer::BadRequest(format!("the checkpoint {error}")),
        };
        let Some(log) = self.logs.get(head.origin()) else { return Answer::UnknownLog };
        let keys: Vec<&LogVerifier> = log.keys.iter().collect();
        if head.signed_by(&keys) != Some(true) {
            return Answer::Forbidden;
        }
        // From the look at what was cosigned last to the new head's being durable nobody else comes in between.
        let mut last = guard(&log.last);
        if let Err(refusal) = self.judge(&request, &head, last.as_ref()) {
            return refusal;
        }
        let (note, lines) = match self.cosign(log, &head, last.as_ref()) {
            Ok(signed) => signed,
            Err(problem) => return Answer::NotStored(problem),
        };
        if let Err(error) = self.files.put_durably(&log.path, &note) {
            return Answer::NotStored(format!(
                "{} cannot be written ({error}); nothing was cosigned",
                log.path.display()
            ));
        }
        *last = Some((note, head));
        Answer::Cosigned(lines)
    }

    /// Whether the head, whose signature holds, may be cosigned after `last`.
    fn judge(
        &self,
        request: &AddCheckpoint,
        head: &SignedHead,
        last: Option<&(Vec<u8>, SignedHead)>,
    ) -> Result<(), Answer> {
        let (size, known) = last.map_or((0, None), |(_, known)| (known.size(), Some(known)));
        let alarm = |kind, what: Message| {
            let mine = last.map(|(note, _)| note.as_slice());
            self.noise.make(&Alarm::new((self.clock)(), kind, what, head, &request.checkpoint, mine));
        };
        let forked = known.is_some_and(|known| known.size() == head.size() && known.root() != head.root());
        if forked {
            alarm("fork", message!("witness-fork"));
        } else if head.size() < size {
            alarm("rollback", message!("witness-rollback"));
        }
        if request.old > head.size() {
            let (old, new) = (request.old, head.size());
            return Err(Answer::BadRequest(format!("the checkpoint has {new} entries, fewer than the old size {old}")));
        }
        if request.old != size {
            return Err(Answer::Conflict(size));
        }
        let refuse = |problem: &str| Err(Answer::Inconsistent(problem.to_owned()));
        if head.size() == 0 && *head.root() != sha256(b"") {
            return refuse("the root hash of an empty tree is the SHA-256 of nothing");
        }
        let Some(known) = known.filter(|_| size > 0) else {
            return if request.proof.is_empty() {
                Ok(())
            } else {
                refuse("from size 0 the consistency proof is empty")
            };
        };
        if forked {
            return refuse("a different tree of this size was cosigned before");
        }
        if head.size() == size {
            return if request.proof.is_empty() { Ok(()) } else { refuse("within one size the proof is empty") };
        }
        let proven = check_consistency(&request.proof, head.size(), head.root(), size, known.root());
        proven.map_err(|error| {
            alarm("inconsistent", message!("witness-inconsistent"));
            Answer::Inconsistent(error.to_string())
        })
    }

    /// The note to keep, and the signature lines to answer with. Time never runs back, whatever the clock does.
    fn cosign(
        &self,
        log: &Watched,
        head: &SignedHead,
        last: Option<&(Vec<u8>, SignedHead)>,
    ) -> Result<(Vec<u8>, Vec<u8>), String> {
        let times = self.cosigners.iter().filter_map(|c| c.key().cosigned_at(&last?.1).ok().flatten());
        let time = times.fold((self.clock)().max(1), u64::max);
        let mut lines = Vec::new();
        for cosigner in &self.cosigners {
            let line = cosigner.cosign(head, time);
            lines.push(line.ok_or("the log's name is too long to be cosigned with ML-DSA-44")?);
        }
        let mut signed: Vec<Vec<u8>> = log.keys.iter().flat_map(|key| head.lines_of(key.name(), key.id())).collect();
        signed.dedup();
        signed.extend(lines.iter().cloned());
        Ok((head.with_lines(&signed), lines.concat()))
    }
}

/// What was cosigned last, checked: by a key of the log and by one of this witness.
fn read_last(log: &Watched, cosigners: &[Cosigner]) -> Result<Option<(Vec<u8>, SignedHead)>, WitnessError> {
    let state = |problem: Message| WitnessError::State { path: log.path.clone(), problem };
    let note = files::read(&log.path).map_err(|source| WitnessError::Io { path: log.path.clone(), source })?;
    let Some(note) = note else { return Ok(None) };
    let head = SignedHead::parse(&note).map_err(|error| state(error.words()))?;
    let keys: Vec<&LogVerifier> = log.keys.iter().collect();
    if head.signed_by(&keys) != Some(true) {
        return Err(state(message!("witness-state-not-signed")));
    }
    let mut own = 0;
    for cosigner in cosigners {
        own += usize::from(cosigner.key().cosigned_at(&head).map_err(|error| state(error.words()))?.is_some());
    }
    if own == 0 {
        return Err(state(message!("witness-state-not-own")));
    }
    Ok(Some((note, head)))
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is under it is replaced whole, so it is good even if somebody panicked.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The system's clock, in seconds since 1970.
pub fn unix_time() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests;
