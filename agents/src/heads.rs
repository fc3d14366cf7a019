//! The last signed head of the public log that this agent accepted. It is kept in the agent's folder, and every other
//! head is held against it: whoever has seen both histories of a log that shows two finds it out.
//!
//! A head of the same size must have the same root. Of two sizes, a consistency proof must show that the smaller tree
//! is the beginning of the larger; whoever gives the proof is not believed. A head that does not fit is refused, and
//! both are written to `forks/`, as a file that anybody can [judge](yicang_tlog::TwoHeads). The first head of all is
//! accepted as it is.

use crate::agent_dir::AgentDir;
use crate::files::replace;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use yicang_auditor::words::Words as _;
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::{Hash, Heads, LogKeys, SignedHead, TwoHeads, check_grown, heads, hex, sha256};

/// The last head that was accepted: the signed note, byte for byte.
pub const HEAD: &str = "log.head";
/// Held while it is replaced.
const LOCK: &str = "log.head.lock";
/// Where two heads are kept that do not fit.
const FORKS: &str = "forks";

/// Why a head is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum HeadFault {
    /// The head that is shown is no signed head.
    Unreadable(Message),
    /// Two trees of one size.
    Fork {
        /// How many entries both have.
        size: u64,
        /// The evidence.
        file: PathBuf,
    },
    /// Two trees of different sizes, of which nobody shows that they are of one log.
    NotProven {
        /// Entries of the kept head.
        kept: u64,
        /// Entries of the head that was met.
        met: u64,
        /// Why there is no proof.
        why: Message,
        /// Both heads.
        file: PathBuf,
    },
    /// The head that was kept does not count any more, and the one that was met does not continue it.
    KeyGone {
        /// Both heads.
        file: PathBuf,
    },
    /// The kept head is of another log than the configuration names.
    AnotherLog {
        /// The kept head's.
        kept: String,
        /// The other's.
        met: String,
        /// Where the kept head is.
        file: PathBuf,
    },
    /// A file cannot be read or written, or is not what it should be.
    File {
        /// Which.
        file: PathBuf,
        /// What is wrong.
        why: Message,
    },
}

impl ToMessage for HeadFault {
    fn message(&self) -> Message {
        match self {
            Self::Unreadable(why) => message!("agent-head-shown-unreadable", why = why.clone()),
            Self::Fork { size, file } => message!("agent-head-fork", size = *size, file = file),
            Self::NotProven { kept, met, why, file } => {
                message!("agent-head-not-proven", kept = *kept, met = *met, why = why.clone(), file = file)
            }
            Self::KeyGone { file } => message!("agent-head-key-gone", file = file, head = HEAD),
            Self::AnotherLog { kept, met, file } => {
                message!("agent-head-another-log", file = file, kept = kept, met = met)
            }
            Self::File { file, why } => message!("file-problem", path = file, why = why.clone()),
        }
    }
}

/// A head whose signature the caller has checked, beside the one that is kept.
pub struct Meeting<'a> {
    agent_dir: &'a AgentDir,
    kept: Option<(Vec<u8>, SignedHead)>,
    /// Whether the kept head would be accepted by the log's keys of today.
    kept_counts: bool,
    note: Vec<u8>,
    met: SignedHead,
}

impl AgentDir {
    /// The head that was accepted last, byte for byte.
    ///
    /// # Errors
    /// [`HeadFault::File`].
    pub fn kept_head(&self) -> Result<Option<Vec<u8>>, HeadFault> {
        let path = self.folder().join(HEAD);
        match std::fs::read(&path) {
            Ok(note) => Ok(Some(note)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(file_fault(&path, error.message())),
        }
    }

    /// Holds a head against the kept one, as far as that goes without a proof.
    ///
    /// # Errors
    /// [`HeadFault`]; of a fork, the evidence is on disk.
    pub fn meet(&self, note: &[u8], log: &dyn LogKeys) -> Result<Meeting<'_>, HeadFault> {
        let path = self.folder().join(HEAD);
        let met = SignedHead::parse(note).map_err(|why| HeadFault::Unreadable(why.words()))?;
        let kept = match self.kept_head()? {
            None => None,
            Some(kept) => {
                // Its signature was checked when it was kept; the log's key may have changed since.
                let head = SignedHead::parse(&kept)
                    .map_err(|why| file_fault(&path, message!("agent-head-unreadable", why = why.words())))?;
                if head.origin() != met.origin() {
                    let (kept, met) = (head.origin().to_owned(), met.origin().to_owned());
                    return Err(HeadFault::AnotherLog { kept, met, file: path });
                }
                Some((kept, head))
            }
        };
        let kept_counts = kept.as_ref().is_none_or(|(note, _)| log.open_by(note).is_ok());
        let meeting = Meeting { agent_dir: self, kept, kept_counts, note: note.to_vec(), met };
        if let Some(kept) = meeting.kept.as_ref().filter(|(_, kept)| heads(kept, &meeting.met) == Heads::Fork) {
            let (size, file) = (meeting.met.size(), meeting.write_both(kept)?);
            return Err(if meeting.kept_counts { HeadFault::Fork { size, file } } else { HeadFault::KeyGone { file } });
        }
        Ok(meeting)
    }
}

impl Meeting<'_> {
    /// The sizes between which consistency must be proven, the smaller first; `None` if there is nothing to prove.
    #[must_use]
    pub fn to_prove(&self) -> Option<(u64, u64)> {
        let (_, kept) = self.kept.as_ref()?;
        match heads(kept, &self.met) {
            // Not where one is empty: that needs no proof.
            Heads::Grown { old, new } if check_grown(&[], kept, &self.met).is_err() => Some((old, new)),
            _ => None,
        }
    }

    /// Size and root of the head that was met, and whether it is behind the kept one.
    pub(crate) fn met(&self) -> (u64, Hash, bool) {
        let behind = self.kept.as_ref().is_some_and(|(_, kept)| kept.size() > self.met.size());
        (self.met.size(), *self.met.root(), behind)
    }

    /// Takes the proof, or why there is none.
    ///
    /// # Errors
    /// [`HeadFault::NotProven`] or [`HeadFault::KeyGone`], with both heads on disk.
    pub fn prove(&self, proof: Result<Vec<Hash>, Message>) -> Result<(), HeadFault> {
        let Some(kept) = &self.kept else { return Ok(()) };
        let why = match proof {
            Ok(proof) if check_grown(&proof, &kept.1, &self.met).is_ok() => return Ok(()),
            Ok(_) => message!("agent-head-wrong-proof"),
            Err(why) => why,
        };
        let (kept, met, file) = (kept.1.size(), self.met.size(), self.write_both(kept)?);
        Err(if self.kept_counts { HeadFault::NotProven { kept, met, why, file } } else { HeadFault::KeyGone { file } })
    }

    /// Keeps the head that was met, if it is larger than the kept one; the caller has had its proof taken. `false` if
    /// another program has kept a head meanwhile: then meet anew.
    ///
    /// # Errors
    /// [`HeadFault::File`]; what was kept stays.
    pub fn keep(&self) -> Result<bool, HeadFault> {
        if self.kept.as_ref().is_some_and(|(_, kept)| kept.size() >= self.met.size()) {
            return Ok(true);
        }
        let (path, lock) = (self.agent_dir.folder().join(HEAD), self.agent_dir.folder().join(LOCK));
        let held = File::create(&lock).map_err(|why| file_fault(&lock, why.message()))?;
        held.lock().map_err(|why| file_fault(&lock, why.message()))?;
        if self.agent_dir.kept_head()?.as_ref() != self.kept.as_ref().map(|(note, _)| note) {
            return Ok(false);
        }
        replace(&path, &self.note).map_err(|why| file_fault(&path, why.message()))?;
        Ok(true)
    }

    /// Writes both heads to a file, named by their sizes and the texts that were signed: the same two give the same
    /// file.
    fn write_both(&self, (note, kept): &(Vec<u8>, SignedHead)) -> Result<PathBuf, HeadFault> {
        let folder = self.agent_dir.folder().join(FORKS);
        let name = hex(&sha256(&[kept.text(), self.met.text()].concat()));
        let path = folder.join(format!("{}-{}-{}.heads", kept.size(), self.met.size(), &name[..16]));
        let file = TwoHeads { one: note.clone(), other: self.note.clone() };
        let written = std::fs::create_dir_all(&folder).and_then(|()| replace(&path, &file.to_bytes()));
        written.map_err(|why| file_fault(&path, why.message()))?;
        Ok(path)
    }
}

fn file_fault(file: &Path, why: Message) -> HeadFault {
    HeadFault::File { file: file.into(), why }
}
