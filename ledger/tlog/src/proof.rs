//! The proof that an entry is in the log, as a file of its own: [tlog-proof](https://c2sp.org/tlog-proof), v1.
//!
//! A [`TlogProof`] comes into being in one way: by verifying an [`UnverifiedProof`] against the log's key and the
//! entry's exact bytes. The ledger that makes a proof goes the same way as the auditor that reads one.

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::{Hash, leaf_hash};
use crate::key_statements::LogKeys;
use crate::policy::{Policy, PolicyUnmet};
use crate::tree::{NotProven, check_inclusion};
use base64::prelude::{BASE64_STANDARD, Engine as _};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// A path in a tree of at most 2^64 entries.
const PATH_HASHES_MAX: usize = 64;

/// What a proof file says, before anything of it is believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnverifiedProof {
    extra: Option<Vec<u8>>,
    index: u64,
    path: Vec<Hash>,
    checkpoint: Vec<u8>,
}

/// Why a proof does not hold.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ProofError {
    /// Not the format, or not its one spelling.
    #[error("line {0} of the proof is not what c2sp.org/tlog-proof asks for")]
    Format(usize),
    /// The checkpoint in it does not hold.
    #[error("the proof's checkpoint {0}")]
    Checkpoint(#[from] CheckpointError),
    /// Too few witnesses have cosigned it.
    #[error(transparent)]
    Policy(#[from] PolicyUnmet),
    /// It is a proof for another entry, another index or another tree.
    #[error("the proof is not one for this entry")]
    Entry(#[from] NotProven),
}

impl UnverifiedProof {
    /// Puts a proof together; `path` is from [`Tree::prove_inclusion`](crate::Tree::prove_inclusion) for the
    /// checkpoint's size.
    #[must_use]
    pub fn new(index: u64, path: Vec<Hash>, checkpoint: &Checkpoint) -> Self {
        Self { extra: None, index, path, checkpoint: checkpoint.as_bytes().to_vec() }
    }

    /// Reads a `.tlog-proof` file strictly: each thing in its one spelling.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofError> {
        let split = bytes.windows(2).position(|pair| pair == b"\n\n").ok_or(ProofError::Format(1))?;
        let head = std::str::from_utf8(&bytes[..split]).map_err(|_| ProofError::Format(1))?;
        let mut lines = head.split('\n').enumerate().map(|(i, line)| (i + 1, line)).peekable();
        let end = ProofError::Format(head.split('\n').count() + 1);
        lines.next().filter(|(_, line)| *line == FIRST_LINE).ok_or(ProofError::Format(1))?;
        let mut extra = None;
        if let Some((n, line)) = lines.next_if(|(_, line)| line.starts_with("extra ")) {
            extra = Some(BASE64_STANDARD.decode(&line["extra ".len()..]).map_err(|_| ProofError::Format(n))?);
        }
        let (n, line) = lines.next().ok_or(end)?;
        let index = line.strip_prefix("index ").and_then(|i| i.parse().ok()).ok_or(ProofError::Format(n))?;
        let path =
            lines.map(|(n, line)| hash_line(line).ok_or(ProofError::Format(n))).collect::<Result<Vec<_>, _>>()?;
        let proof = Self { extra, index, path, checkpoint: bytes[split + 2..].to_vec() };
        if proof.path.len() > PATH_HASHES_MAX || proof.to_bytes() != bytes {
            return Err(ProofError::Format(n));
        }
        Ok(proof)
    }

    /// The file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut head = format!("{FIRST_LINE}\n");
        if let Some(extra) = &self.extra {
            head.push_str(&format!("extra {}\n", BASE64_STANDARD.encode(extra)));
        }
        head.push_str(&format!("index {}\n", self.index));
        for hash in &self.path {
            head.push_str(&format!("{}\n", BASE64_STANDARD.encode(hash)));
        }
        [head.as_bytes(), b"\n", &self.checkpoint].concat()
    }

    /// The index that it claims.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The inclusion proof, sibling of the leaf first.
    #[must_use]
    pub fn path(&self) -> &[Hash] {
        &self.path
    }

    /// The signed note that it leads to, byte for byte.
    #[must_use]
    pub fn checkpoint(&self) -> &[u8] {
        &self.checkpoint
    }

    /// Opaque bytes that nobody vouches for. The ledger writes none.
    #[must_use]
    pub fn extra(&self) -> Option<&[u8]> {
        self.extra.as_deref()
    }

    /// Checks the log's signature and that `entry`, byte for byte, stands at the index. Witnesses may have cosigned the
    /// checkpoint; their lines are looked at by [`verify_witnessed`](Self::verify_witnessed) only.
    pub fn verify(&self, log: &dyn LogKeys, entry: &[u8]) -> Result<TlogProof, ProofError> {
        self.verify_under(&log.open_by(&self.checkpoint)?.0, entry)
    }

    /// The same where the head in the proof was checked before, byte for byte this one: saves checking its signature
    /// again for each of many proofs.
    pub fn verify_under(&self, head: &Checkpoint, entry: &[u8]) -> Result<TlogProof, ProofError> {
        if self.checkpoint != head.as_bytes() {
            return Err(NotProven.into());
        }
        let leaf = leaf_hash(entry);
        check_inclusion(&self.path, head.size(), head.root(), self.index, &leaf)?;
        Ok(TlogProof { index: self.index, leaf, checkpoint: head.clone(), bytes: self.to_bytes() })
    }

    /// The same, and that the checkpoint satisfies the policy.
    pub fn verify_witnessed(&self, log: &dyn LogKeys, policy: &Policy, entry: &[u8]) -> Result<TlogProof, ProofError> {
        policy.check(Some(log), &self.checkpoint)?;
        self.verify(log, entry)
    }
}

/// The certainty that an entry is in the public log. It exists only after verification.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TlogProof {
    index: u64,
    leaf: Hash,
    checkpoint: Checkpoint,
    bytes: Vec<u8>,
}

impl TlogProof {
    /// Where the entry stands.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The RFC 6962 leaf hash of the entry.
    #[must_use]
    pub fn leaf(&self) -> &Hash {
        &self.leaf
    }

    /// Whether it is the proof for exactly these bytes.
    #[must_use]
    pub fn is_for(&self, entry: &[u8]) -> bool {
        self.leaf == leaf_hash(entry)
    }

    /// The head of the log that it leads to.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The `.tlog-proof` file.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

fn hash_line(line: &str) -> Option<Hash> {
    BASE64_STANDARD.decode(line).ok()?.try_into().ok()
}
