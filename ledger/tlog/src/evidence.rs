//! Whether a log kept the promise of a receipt, as a file that anybody can judge: the signed receipt, a signed head
//! of the log, and what stands under it at the promised index.
//!
//! ```text
//! yicang.v1 evidence
//! receipt <base64>
//! signature <base64>
//! leaf <base64>
//! path <base64>
//!
//! <the checkpoint, a signed note, with cosignatures or without>
//! ```
//!
//! `leaf` is the hash that stands at the promised index, `path` (as often as needed, the leaf's sibling first) leads
//! from it to the checkpoint's root. Without them the checkpoint has no such index. Nothing else may stand in it.

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::cosignature::BadCosignature;
use crate::foreign_checkpoint::SignedHead;
use crate::hash::Hash;
use crate::key_statements::LogKeys;
use crate::policy::Policy;
use crate::receipt::{Receipt, ReceiptError};
use crate::signatures::PublicKey;
use crate::tree::{NotProven, check_inclusion};
use base64::prelude::{BASE64_STANDARD, Engine as _};

const FIRST_LINE: &str = "yicang.v1 evidence";

/// A path in a tree of at most 2^64 entries.
const PATH_HASHES_MAX: usize = 64;

/// What an evidence file says, before anything of it is believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// The receipt's exact bytes.
    pub receipt: Vec<u8>,
    /// The signature over them.
    pub signature: Vec<u8>,
    /// What stands at the promised index; `None` where the checkpoint does not reach that far.
    pub at_index: Option<FoundLeaf>,
    /// The signed note, byte for byte.
    pub checkpoint: Vec<u8>,
}

/// A leaf and its way to the root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundLeaf {
    /// The leaf hash.
    pub leaf: Hash,
    /// The inclusion proof, the leaf's sibling first.
    pub path: Vec<Hash>,
}

/// What evidence shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The promised leaf stands at the promised index.
    Kept,
    /// The head does not cover the index, and did not have to yet.
    NotDue {
        /// The earliest time of a witness, in seconds since 1970.
        seen_at: u64,
    },
    /// A breach: another leaf stands at the promised index.
    OtherLeaf(Hash),
    /// A breach: the log's head did not cover the index when it was due.
    Late {
        /// The time at which the last witness of the quorum saw it so, in seconds since 1970.
        seen_at: u64,
        /// How many entries the head has.
        size: u64,
    },
}

impl Verdict {
    /// Whether the log broke its promise.
    #[must_use]
    pub fn is_breach(&self) -> bool {
        matches!(self, Self::OtherLeaf(_) | Self::Late { .. })
    }
}

/// Evidence that was judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// What was promised.
    pub promise: Receipt,
    /// The log's head that it was held against.
    pub head: Checkpoint,
    /// What is shown.
    pub verdict: Verdict,
}

/// Why a file proves nothing.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotEvidence {
    /// Not the format, or not its one spelling; the line counts from 1.
    #[error("line {0} of the file is not what an evidence file has there")]
    Format(usize),
    /// The receipt.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// The checkpoint.
    #[error("the checkpoint {0}")]
    Checkpoint(#[from] CheckpointError),
    /// A receipt for one log and a checkpoint of another.
    #[error("the receipt is a promise for the log {promised}, and the checkpoint is of {found}")]
    AnotherLog {
        /// The receipt's.
        promised: String,
        /// The checkpoint's.
        found: String,
    },
    /// The path leads elsewhere.
    #[error("the leaf in the file is not proven to stand at the promised index under the checkpoint")]
    Path(#[from] NotProven),
    /// The index is below the checkpoint's size, but the file has no leaf for it.
    #[error("the checkpoint has {size} entries, so entry {index} is among them, and the file does not say which it is")]
    NoLeaf {
        /// The promised index.
        index: u64,
        /// The checkpoint's size.
        size: u64,
    },
    /// A cosignature of a witness of the policy does not hold.
    #[error(transparent)]
    Cosignature(#[from] BadCosignature),
    /// Nobody says when the head was the newest.
    #[error(
        "the checkpoint ends before entry {index}, and no witnesses say that this was still so at a time that counts \
         (due {due}, as seconds since 1970): it may be an old one; with --policy, a quorum's cosignatures give the time"
    )]
    NoTime {
        /// The promised index.
        index: u64,
        /// When the entry was due.
        due: u64,
    },
}

impl Evidence {
    /// Reads a file: each thing in its one spelling.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotEvidence> {
        let split = bytes.windows(2).position(|pair| pair == b"\n\n").ok_or(NotEvidence::Format(1))?;
        let head = std::str::from_utf8(&bytes[..split]).map_err(|_| NotEvidence::Format(1))?;
        let mut lines = (1..).zip(head.split('\n')).peekable();
        let end = NotEvidence::Format(head.split('\n').count() + 1);
        lines.next().filter(|(_, line)| *line == FIRST_LINE).ok_or(NotEvidence::Format(1))?;
        let mut next = |key: &str| {
            let (n, line) = lines.next()?;
            Some(value(line, key).ok_or(NotEvidence::Format(n)))
        };
        let receipt = next("receipt").ok_or(NotEvidence::Format(2))??;
        let signature = next("signature").ok_or(NotEvidence::Format(3))??;
        let leaf = next("leaf").transpose()?.map(|leaf| leaf.try_into().map_err(|_| NotEvidence::Format(4)));
        let mut path = Vec::new();
        for n in 5.. {
            let Some(hash) = next("path").transpose()? else { break };
            path.push(hash.try_into().map_err(|_| NotEvidence::Format(n))?);
        }
        let at_index = leaf.transpose()?.map(|leaf| FoundLeaf { leaf, path });
        let read = Self { receipt, signature, at_index, checkpoint: bytes[split + 2..].to_vec() };
        let is_short = read.at_index.as_ref().is_none_or(|found| found.path.len() <= PATH_HASHES_MAX);
        if is_short && read.to_bytes() == bytes { Ok(read) } else { Err(end) }
    }

    /// The file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let line = |key: &str, bytes: &[u8]| format!("{key} {}\n", BASE64_STANDARD.encode(bytes));
        let mut head = format!("{FIRST_LINE}\n");
        head.push_str(&line("receipt", &self.receipt));
        head.push_str(&line("signature", &self.signature));
        if let Some(found) = &self.at_index {
            head.push_str(&line("leaf", &found.leaf));
            found.path.iter().for_each(|hash| head.push_str(&line("path", hash)));
        }
        [head.as_bytes(), b"\n", &self.checkpoint].concat()
    }

    /// Judges the file. `receipts` is the key that signs the centre's receipts. `policy` names the witnesses whose time
    /// counts; without it, or without a quorum, a head that is too small proves nothing.
    pub fn judge(
        &self,
        log: &dyn LogKeys,
        receipts: &PublicKey,
        policy: Option<&Policy>,
    ) -> Result<Judged, NotEvidence> {
        let promise = Receipt::open(&self.receipt, &self.signature, receipts)?;
        let (head, _) = log.open_by(&self.checkpoint)?;
        if promise.log != head.origin() {
            return Err(NotEvidence::AnotherLog { promised: promise.log, found: head.origin().to_owned() });
        }
        let (index, size) = (promise.index, head.size());
        let verdict = match &self.at_index {
            Some(found) => {
                check_inclusion(&found.path, size, head.root(), index, &found.leaf)?;
                if found.leaf == promise.leaf_hash { Verdict::Kept } else { Verdict::OtherLeaf(found.leaf) }
            }
            None if index < size => return Err(NotEvidence::NoLeaf { index, size }),
            None => self.by_time(&promise, size, policy)?,
        };
        Ok(Judged { promise, head, verdict })
    }

    /// What a head shows that does not reach the index: it depends on when witnesses saw it as the newest.
    fn by_time(&self, promise: &Receipt, size: u64, policy: Option<&Policy>) -> Result<Verdict, NotEvidence> {
        let due = promise.due_at();
        let no_time = NotEvidence::NoTime { index: promise.index, due };
        let Some(policy) = policy.filter(|policy| policy.needs_witnesses()) else { return Err(no_time) };
        let head = SignedHead::parse(&self.checkpoint)?;
        let after = policy.cosigned_after(&head, due)?;
        if let Some(seen_at) = after.by.values().max().filter(|_| after.quorum) {
            return Ok(Verdict::Late { seen_at: *seen_at, size });
        }
        let all = policy.cosigned(&head)?;
        let in_time = all.by.values().min().filter(|_| all.quorum);
        in_time.map(|seen_at| Verdict::NotDue { seen_at: *seen_at }).ok_or(no_time)
    }
}

fn value(line: &str, key: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(line.strip_prefix(key)?.strip_prefix(' ')?).ok()
}
