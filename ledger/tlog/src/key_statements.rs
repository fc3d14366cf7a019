//! Which keys may sign a log's heads, and from which size on to which: statements by the log's root key, which lies
//! offline and signs nothing else. Whoever knows the root key alone can follow a log through every change of its key.
//!
//! A statement is a signed note of the root key:
//!
//! ```text
//! yicang.v1 log-key
//! log supplies.hubei.example/log
//! key supplies.hubei.example/log+8f3a…+AX…
//! from 1200
//! until 5000
//! ```
//!
//! It says that the key may sign heads of 1,200 to 5,000 entries. Without `until` there is no end. Two keys whose
//! ranges overlap may both sign there. A later statement about the same key replaces the earlier one: that is how a
//! key is revoked, from an index on.

use crate::checkpoint::{Checkpoint, CheckpointError, CheckpointSigner, LogVerifier};
use crate::foreign_checkpoint::SignedHead;
use crate::head_text::decimal;
use signed_note::{Note, VerifierList};

const FIRST_LINE: &str = "yicang.v1 log-key\n";

/// What a reader knows of a log's keys beforehand: the one key ([`LogVerifier`]), or what the root key says
/// ([`KeyRing`]).
pub trait LogKeys {
    /// The log's name, its origin.
    fn name(&self) -> &str;

    /// The keys that may sign a head of this size.
    fn keys_at(&self, size: u64) -> Vec<&LogVerifier>;

    /// Opens a checkpoint of this log that carries the signature of one key that may sign it; answers with the key,
    /// too. Others may have signed as well: nobody vouches for their lines.
    fn open_by(&self, bytes: &[u8]) -> Result<(Checkpoint, &LogVerifier), CheckpointError> {
        let size = SignedHead::parse(bytes)?.size();
        let mut fault = CheckpointError::NoKey(size);
        for key in self.keys_at(size) {
            match key.open(bytes) {
                Ok(head) => return Ok((head, key)),
                // Another key's signature is no news; anything else is.
                Err(CheckpointError::Signature(_)) => {}
                Err(error) => fault = error,
            }
        }
        Err(fault)
    }
}

impl LogKeys for LogVerifier {
    fn name(&self) -> &str {
        self.name()
    }

    fn keys_at(&self, _size: u64) -> Vec<&LogVerifier> {
        vec![self]
    }

    fn open_by(&self, bytes: &[u8]) -> Result<(Checkpoint, &LogVerifier), CheckpointError> {
        Ok((self.open(bytes)?, self))
    }
}

impl LogKeys for KeyRing {
    fn name(&self) -> &str {
        self.statements[0].key.name()
    }

    fn keys_at(&self, size: u64) -> Vec<&LogVerifier> {
        let fits = |s: &&KeyStatement| s.from <= size && s.until.is_none_or(|until| size <= until);
        self.statements.iter().filter(fits).map(|statement| &statement.key).collect()
    }
}

/// One key and the sizes of the heads that it may sign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyStatement {
    /// The key; its name is the log's.
    pub key: LogVerifier,
    /// The fewest entries.
    pub from: u64,
    /// The most entries; `None` for no end.
    pub until: Option<u64>,
}

/// Why statements do not count. They count from 1.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyRingError {
    /// Not signed by the root key.
    #[error("statement {0} is not signed by the root key")]
    Signature(usize),
    /// Not the form.
    #[error("statement {0} is not `yicang.v1 log-key` with the lines log, key, from and, if there is an end, until")]
    Form(usize),
    /// No statement at all.
    #[error("there is no statement of the root key")]
    Empty,
    /// Statements about keys of two logs.
    #[error("statement {0} is about another log than the first")]
    OtherLog(usize),
}

impl KeyStatement {
    fn text(&self) -> String {
        let until = self.until.map(|until| format!("until {until}\n")).unwrap_or_default();
        format!("{FIRST_LINE}log {}\nkey {}\nfrom {}\n{until}", self.key.name(), self.key.vkey(), self.from)
    }

    /// The statement as the root key's signed note.
    #[must_use]
    pub fn signed(&self, root: &CheckpointSigner) -> Vec<u8> {
        root.sign_text(&self.text())
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let lines = std::str::from_utf8(text).ok()?.strip_prefix(FIRST_LINE)?;
        let line = |name: &str| lines.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        let key = LogVerifier::from_vkey(line("key")?).ok()?;
        let until = line("until").map(decimal);
        let read = Self { key, from: decimal(line("from")?)?, until: until.flatten() };
        (read.text().as_bytes() == text && until.is_none() == read.until.is_none()).then_some(read)
    }
}

/// All that the root key has said about one log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyRing {
    /// All of them, in their order.
    said: Vec<KeyStatement>,
    /// Those that no later one replaces.
    statements: Vec<KeyStatement>,
}

impl KeyRing {
    /// Reads statements that stand one behind the other. Every one must be the root key's.
    pub fn parse(bytes: &[u8], root: &LogVerifier) -> Result<Self, KeyRingError> {
        let first = FIRST_LINE.as_bytes();
        let starts: Vec<usize> = (0..bytes.len())
            .filter(|at| bytes[*at..].starts_with(first) && (*at == 0 || bytes[at - 1] == b'\n'))
            .collect();
        if starts.first() != Some(&0) {
            return Err(if bytes.is_empty() { KeyRingError::Empty } else { KeyRingError::Form(1) });
        }
        let mut said: Vec<KeyStatement> = Vec::new();
        let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
        for (n, (start, end)) in (1..).zip(starts.iter().zip(ends)) {
            let note = Note::from_bytes(&bytes[*start..end]).map_err(|_| KeyRingError::Form(n))?;
            let known = VerifierList::new(vec![Box::new(root.clone())]);
            let (signed, others) = note.verify(&known).map_err(|_| KeyRingError::Signature(n))?;
            let exact = signed.first().map(|line| [note.text(), b"\n", &line.to_bytes()].concat());
            if !others.is_empty() || exact.as_deref() != Some(&bytes[*start..end]) {
                return Err(KeyRingError::Form(n));
            }
            let statement = KeyStatement::parse(note.text()).ok_or(KeyRingError::Form(n))?;
            if said.first().is_some_and(|first| first.key.name() != statement.key.name()) {
                return Err(KeyRingError::OtherLog(n));
            }
            said.push(statement);
        }
        Ok(Self::of(said))
    }

    fn of(said: Vec<KeyStatement>) -> Self {
        let mut statements: Vec<KeyStatement> = Vec::new();
        for statement in &said {
            statements.retain(|earlier| earlier.key != statement.key);
            statements.push(statement.clone());
        }
        Self { said, statements }
    }

    /// What counted before the last statement; `None` if that was the first.
    #[must_use]
    pub fn earlier(&self) -> Option<Self> {
        let (_, before) = self.said.split_last()?;
        (!before.is_empty()).then(|| Self::of(before.to_vec()))
    }

    /// The statements that count, one for each key.
    #[must_use]
    pub fn statements(&self) -> &[KeyStatement] {
        &self.statements
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(name: &str) -> CheckpointSigner {
        let skey = CheckpointSigner::generate(&mut rand_core::OsRng, name).unwrap();
        CheckpointSigner::from_skey(&skey).unwrap()
    }

    fn said(signer: &CheckpointSigner, from: u64, until: Option<u64>) -> KeyStatement {
        KeyStatement { key: signer.verifier().clone(), from, until }
    }

    #[test]
    fn a_log_is_followed_through_a_change_with_overlap_and_a_revocation() {
        let (root, old, new) = (signer("log.example/root"), signer("log.example/a"), signer("log.example/a"));
        let all = [said(&old, 0, Some(9)).signed(&root), said(&new, 5, None).signed(&root)].concat();
        let ring = KeyRing::parse(&all, root.verifier()).unwrap();
        let opens =
            |ring: &KeyRing, by: &CheckpointSigner, size| ring.open_by(by.sign(size, &[1; 32]).as_bytes()).is_ok();
        for size in 0..12 {
            assert_eq!(opens(&ring, &old, size), size <= 9, "{size}");
            assert_eq!(opens(&ring, &new, size), size >= 5, "{size}");
        }
        assert!(!opens(&ring, &signer("log.example/a"), 7));
        let by_old = old.sign(10, &[1; 32]);
        assert_eq!(ring.open_by(by_old.as_bytes()).map(drop), Err(CheckpointError::NoKey(10)));
        // Revoked from 7 entries on.
        let revoked = [all, said(&old, 0, Some(6)).signed(&root)].concat();
        let ring = KeyRing::parse(&revoked, root.verifier()).unwrap();
        assert!(opens(&ring, &old, 6) && !opens(&ring, &old, 7) && opens(&ring, &new, 7));
    }

    #[test]
    fn only_the_root_key_s_own_words_count() {
        let (root, key) = (signer("log.example/root"), signer("log.example/a"));
        let good = said(&key, 5, Some(7)).signed(&root);
        assert!(KeyRing::parse(&good, root.verifier()).is_ok());
        assert_eq!(KeyRing::parse(b"", root.verifier()), Err(KeyRingError::Empty));
        let by_another = [good.clone(), said(&key, 5, None).signed(&key)].concat();
        assert_eq!(KeyRing::parse(&by_another, root.verifier()), Err(KeyRingError::Signature(2)));
        let another = [good.clone(), said(&signer("log.example/b"), 5, None).signed(&root)].concat();
        assert_eq!(KeyRing::parse(&another, root.verifier()), Err(KeyRingError::OtherLog(2)));
        for at in 0..good.len() {
            let mut changed = good.clone();
            changed[at] ^= 1;
            assert!(KeyRing::parse(&changed, root.verifier()).is_err(), "byte {at}");
        }
        for text in ["from 05\n", "from 5\nuntil x\n", "from 5\nuntil 7\nmore\n", "until 7\n"] {
            let text = format!("{FIRST_LINE}log log.example/a\nkey {}\n{text}", key.verifier().vkey());
            let signed = root.sign_text(&text);
            assert_eq!(KeyRing::parse(&signed, root.verifier()), Err(KeyRingError::Form(1)), "{text}");
        }
    }
}
