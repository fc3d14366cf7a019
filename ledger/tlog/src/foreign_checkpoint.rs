//! A checkpoint as any log writes it, before anything of it is believed: its text, and who claims to have signed it.
//! [`Checkpoint`](crate::Checkpoint) is our own log's, verified; this is what witnesses and policies read.

use crate::checkpoint::{CheckpointError, LogVerifier};
use crate::hash::Hash;
use crate::head_text::{HeadText, head_text};
use signed_note::{Note, Signature};

/// A head of some log with signatures that nobody has checked yet.
#[derive(Clone, Debug)]
pub struct SignedHead {
    origin: String,
    size: u64,
    root: Hash,
    text: Vec<u8>,
    signatures: Vec<Signature>,
}

impl SignedHead {
    /// Reads a signed note whose text is a checkpoint's; extension lines are allowed.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let note = Note::from_bytes(bytes).map_err(|_| CheckpointError::NotANote)?;
        // `Note` keeps its signatures to itself; they are the lines behind the last empty one.
        let split = bytes.windows(2).rposition(|pair| pair == b"\n\n").ok_or(CheckpointError::NotANote)?;
        let lines = bytes[split + 2..].strip_suffix(b"\n").ok_or(CheckpointError::NotANote)?;
        let signatures = lines.split(|byte| *byte == b'\n').map(Signature::from_bytes);
        let signatures = signatures.collect::<Result<Vec<_>, _>>().map_err(|_| CheckpointError::NotANote)?;
        let HeadText { origin, size, root, .. } = head_text(note.text()).ok_or(CheckpointError::Text)?;
        Ok(Self { origin, size, root, text: note.text().to_vec(), signatures })
    }

    /// The log's name, as the first line claims it.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries it speaks of.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root hash over them.
    #[must_use]
    pub fn root(&self) -> &Hash {
        &self.root
    }

    /// The text that is signed, with its last line break.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The signatures under exactly this name and key id, without their key id in front; repeated ones once.
    pub(crate) fn signatures_of(&self, name: &str, id: u32) -> Vec<&[u8]> {
        let of = self.signatures.iter().filter(|line| line.name() == name && line.id() == id);
        let mut found: Vec<&[u8]> = of.map(Signature::signature).collect();
        found.dedup();
        found
    }

    /// Whether one of the log's keys signed it. `None` if none of them is named; `Some(false)` if one is named and a
    /// signature of it does not hold, which spoils the note.
    #[must_use]
    pub fn signed_by(&self, keys: &[&LogVerifier]) -> Option<bool> {
        use signed_note::Verifier as _;
        let mut signed = None;
        for key in keys.iter().filter(|key| key.name() == self.origin) {
            for signature in self.signatures_of(key.name(), key.key_id()) {
                signed = Some(signed.unwrap_or(true) && key.verify(&self.text, signature));
            }
        }
        signed
    }

    /// The whole note with only these signature lines, in order, each with its line break.
    #[must_use]
    pub fn with_lines(&self, lines: &[Vec<u8>]) -> Vec<u8> {
        [self.text.as_slice(), b"\n", &lines.concat()].concat()
    }

    /// The signature lines under other names than the log's, each with its line break; repeated ones once.
    #[must_use]
    pub fn cosignatures(&self) -> Vec<Vec<u8>> {
        let others = self.signatures.iter().filter(|line| line.name() != self.origin);
        let mut lines: Vec<Vec<u8>> = others.map(Signature::to_bytes).collect();
        lines.dedup();
        lines
    }

    /// The signature lines under this name, each with its line break.
    #[must_use]
    pub fn lines_of(&self, name: &str, id: u32) -> Vec<Vec<u8>> {
        let of = self.signatures.iter().filter(|line| line.name() == name && line.id() == id);
        of.map(Signature::to_bytes).collect()
    }
}
