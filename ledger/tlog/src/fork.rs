//! Two signed heads of one log: whether both can belong to a log that only grew, and a file of both that anybody can
//! judge.
//!
//! ```text
//! yicang.v1 two-heads
//! head <base64>
//! head <base64>
//! ```
//!
//! Each is a signed note, byte for byte, with cosignatures or without. Two trees of one size with different roots are
//! a proof by themselves that the log has forked. Two heads of different sizes are not: that the log did not grow
//! from one to the other shows only in its tiles.

use crate::checkpoint::CheckpointError;
use crate::foreign_checkpoint::SignedHead;
use crate::hash::{Hash, sha256};
use crate::key_statements::LogKeys;
use crate::tree::{NotProven, check_consistency};
use base64::prelude::{BASE64_STANDARD, Engine as _};

const FIRST_LINE: &str = "yicang.v1 two-heads";

/// How two heads of one log stand to each other, before any proof.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heads {
    /// One tree.
    Same,
    /// Two trees of one size: a fork.
    Fork,
    /// Trees of two sizes; a consistency proof must show that the smaller is the beginning of the larger.
    Grown {
        /// The smaller size.
        old: u64,
        /// The larger size.
        new: u64,
    },
}

/// Compares two heads, in either order.
#[must_use]
pub fn heads(one: &SignedHead, other: &SignedHead) -> Heads {
    let (a, b) = (one.size(), other.size());
    match a == b {
        true if one.root() == other.root() => Heads::Same,
        true => Heads::Fork,
        false => Heads::Grown { old: a.min(b), new: a.max(b) },
    }
}

/// Checks that of two heads, in either order, the smaller is the beginning of the larger. An empty tree and an equal
/// one need no proof.
pub fn check_grown(proof: &[Hash], one: &SignedHead, other: &SignedHead) -> Result<(), NotProven> {
    let (old, new) = if one.size() <= other.size() { (one, other) } else { (other, one) };
    match heads(old, new) {
        Heads::Same => Ok(()),
        Heads::Fork => Err(NotProven),
        // An empty tree has one root only.
        Heads::Grown { old: 0, .. } => (*old.root() == sha256(b"")).then_some(()).ok_or(NotProven),
        Heads::Grown { .. } => check_consistency(proof, new.size(), new.root(), old.size(), old.root()),
    }
}

/// What such a file says, before anything of it is believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TwoHeads {
    /// A signed note.
    pub one: Vec<u8>,
    /// The other.
    pub other: Vec<u8>,
}

/// Why a file does not prove a fork.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotAFork {
    /// Not the format, or not its one spelling; the line counts from 1.
    #[error("line {0} of the file is not what a file of two heads has there")]
    Format(usize),
    /// One of the heads.
    #[error("head {which} of the file {why}")]
    Head {
        /// 1 or 2.
        which: usize,
        /// What is wrong with it.
        why: CheckpointError,
    },
    /// Both can belong to one log.
    #[error(
        "the heads have {old} and {new} entries, as two heads of one log may: it is a suspicion only. The log answers it with \
         a proof that the first {old} of its {new} entries are unchanged"
    )]
    Sizes {
        /// The smaller size.
        old: u64,
        /// The larger size.
        new: u64,
    },
}

/// What two heads of one size show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TwoHeadsJudged {
    /// How many entries both have.
    pub size: u64,
    /// Their roots, in the file's order: different ones are a fork.
    pub roots: [Hash; 2],
}

impl TwoHeadsJudged {
    /// Whether the log has signed two histories.
    #[must_use]
    pub fn is_fork(&self) -> bool {
        self.roots[0] != self.roots[1]
    }
}

impl TwoHeads {
    /// Whether the file claims to be one of two heads.
    #[must_use]
    pub fn is_claimed(bytes: &[u8]) -> bool {
        bytes.split(|byte| *byte == b'\n').next() == Some(FIRST_LINE.as_bytes())
    }

    /// Reads a file: each thing in its one spelling.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotAFork> {
        let text = std::str::from_utf8(bytes).map_err(|_| NotAFork::Format(1))?;
        let mut lines = text.split('\n');
        lines.next().filter(|line| *line == FIRST_LINE).ok_or(NotAFork::Format(1))?;
        let mut head = |n| {
            let line = lines.next().and_then(|line| line.strip_prefix("head "));
            line.and_then(|line| BASE64_STANDARD.decode(line).ok()).ok_or(NotAFork::Format(n))
        };
        let read = Self { one: head(2)?, other: head(3)? };
        if read.to_bytes() == bytes { Ok(read) } else { Err(NotAFork::Format(4)) }
    }

    /// The file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let [one, other] = [&self.one, &self.other].map(|head| BASE64_STANDARD.encode(head));
        format!("{FIRST_LINE}\nhead {one}\nhead {other}\n").into_bytes()
    }

    /// Judges the file by the log's keys.
    pub fn judge(&self, log: &dyn LogKeys) -> Result<TwoHeadsJudged, NotAFork> {
        let open = |which, note: &[u8]| Ok(log.open_by(note).map_err(|why| NotAFork::Head { which, why })?.0);
        let (one, other) = (open(1, &self.one)?, open(2, &self.other)?);
        let (a, b) = (one.size(), other.size());
        if a != b {
            return Err(NotAFork::Sizes { old: a.min(b), new: a.max(b) });
        }
        Ok(TwoHeadsJudged { size: a, roots: [*one.root(), *other.root()] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CheckpointSigner, Tree};

    fn signer() -> CheckpointSigner {
        let skey = CheckpointSigner::generate(&mut rand_core::OsRng, "log.example/a").unwrap();
        CheckpointSigner::from_skey(&skey).unwrap()
    }

    fn tree(entries: &[&str]) -> Tree {
        let mut tree = Tree::new();
        for entry in entries {
            tree.push(entry.as_bytes());
        }
        tree
    }

    fn note(signer: &CheckpointSigner, tree: &Tree, size: u64) -> Vec<u8> {
        signer.sign(size, &tree.root_at(size).unwrap()).as_bytes().to_vec()
    }

    #[test]
    fn the_smaller_of_two_heads_is_the_beginning_of_the_larger_or_is_not() {
        let (signer, right) = (signer(), tree(&["a", "b", "c", "d", "e"]));
        let wrong = tree(&["a", "x", "c", "d", "e"]);
        let head = |tree, size| SignedHead::parse(&note(&signer, tree, size)).unwrap();
        for (old, new) in (0..=5).flat_map(|old| (old..=5).map(move |new| (old, new))) {
            let proof = right.prove_consistency(old, new).unwrap_or_default();
            for (one, other) in [(old, new), (new, old)] {
                assert_eq!(check_grown(&proof, &head(&right, one), &head(&right, other)), Ok(()), "{one} {other}");
            }
            if new >= 2 && old >= 1 {
                let forked = check_grown(&proof, &head(&right, old), &head(&wrong, new));
                assert_eq!(forked, Err(NotProven), "{old} {new}");
            }
        }
        assert_eq!(heads(&head(&right, 3), &head(&wrong, 3)), Heads::Fork);
        assert_eq!(heads(&head(&right, 1), &head(&wrong, 1)), Heads::Same);
        assert_eq!(heads(&head(&right, 4), &head(&wrong, 2)), Heads::Grown { old: 2, new: 4 });
        let no_empty_tree = SignedHead::parse(signer.sign(0, &[1; 32]).as_bytes()).unwrap();
        assert_eq!(check_grown(&[], &no_empty_tree, &head(&right, 4)), Err(NotProven));
    }

    #[test]
    fn two_roots_of_one_size_are_a_fork_and_nothing_else_is() {
        let (signer, one, other) = (signer(), tree(&["a", "b"]), tree(&["a", "x"]));
        let judge = |one: Vec<u8>, other: Vec<u8>| {
            let file = TwoHeads { one, other };
            assert_eq!(TwoHeads::parse(&file.to_bytes()), Ok(file.clone()));
            file.judge(signer.verifier())
        };
        let fork = judge(note(&signer, &one, 2), note(&signer, &other, 2)).unwrap();
        assert!(fork.is_fork() && fork.size == 2);
        assert!(!judge(note(&signer, &one, 1), note(&signer, &other, 1)).unwrap().is_fork());
        let sizes = judge(note(&signer, &one, 2), note(&signer, &other, 1));
        assert_eq!(sizes, Err(NotAFork::Sizes { old: 1, new: 2 }));
        let forged = judge(note(&signer, &one, 2), note(&self::signer(), &other, 2));
        assert!(matches!(forged, Err(NotAFork::Head { which: 2, .. })), "{forged:?}");
    }

    #[test]
    fn no_change_of_any_byte_leaves_a_fork() {
        let (signer, one, other) = (signer(), tree(&["a", "b"]), tree(&["a", "x"]));
        let file = TwoHeads { one: note(&signer, &one, 2), other: note(&signer, &other, 2) }.to_bytes();
        assert!(TwoHeads::is_claimed(&file));
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            let judged = TwoHeads::parse(&changed).and_then(|read| read.judge(signer.verifier()));
            assert!(!judged.as_ref().is_ok_and(TwoHeadsJudged::is_fork), "byte {at}: {judged:?}");
        }
        assert_eq!(TwoHeads::parse(&[&file[..], b"more\n"].concat()), Err(NotAFork::Format(4)));
    }
}
