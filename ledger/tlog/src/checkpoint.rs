//! The log's signed head: how many entries there are and the root hash over them, as
//! [tlog-checkpoint](https://c2sp.org/tlog-checkpoint) in a [signed note](https://c2sp.org/signed-note).
//!
//! The origin line is the name of the log's key. Extension lines and signatures by unknown keys are not written. Where
//! they are read they mean nothing, as the specifications demand, and are kept to be shown. A [`Checkpoint`] exists
//! only signed or verified. What the log may sign (never smaller, never inconsistent) is the ledger's care.

use crate::hash::Hash;
use crate::head_text::{HeadText, head_text};
use crate::signatures::{KeyError, canonical_key};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use rand_core::CryptoRngCore;
use signed_note::{Note, Signer as _, StandardSigner, Verifier, VerifierList};
use std::fmt;

/// signed-note's type byte for Ed25519.
const ED25519: u8 = 1;

/// A head of the log whose signature holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    note: Vec<u8>,
    extensions: Vec<String>,
    ignored: Vec<String>,
}

impl Checkpoint {
    /// The log's name, equal to its key's.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The RFC 6962 root hash over these entries.
    #[must_use]
    pub fn root(&self) -> &Hash {
        &self.root
    }

    /// Lines behind the root hash, in order, without their line breaks. The log's key signs them; they mean nothing
    /// here.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The names in signature lines of other keys than the one that it was opened with, in order; one may stand there
    /// more than once. Nobody has checked these signatures.
    #[must_use]
    pub fn ignored_signatures(&self) -> &[String] {
        &self.ignored
    }

    /// The signed note, byte for byte as it was signed or read.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.note
    }
}

/// Why bytes are not a checkpoint of this log.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CheckpointError {
    /// Not a signed note.
    #[error("is not a signed note")]
    NotANote,
    /// The log's signature is missing or wrong.
    #[error("is not signed by {0}")]
    Signature(String),
    /// Signed by none of the keys that the root key names for this size.
    #[error("is not signed by a key that the root key names for {0} entries")]
    NoKey(u64),
    /// Signed, but the text is not a tree head as the specification writes it.
    #[error("is signed, but its text is not an origin, a size and a root hash")]
    Text,
    /// The origin line is not the key's name.
    #[error("is of the log {found}, not of {expected}")]
    Origin {
        /// The key's name.
        expected: String,
        /// What the note says.
        found: String,
    },
    /// A line, a byte or a signature stands there that our ledger does not write.
    #[error("has something in it that the log did not write")]
    NotCanonical,
}

/// Why a text is not a note key (`vkey` or `skey`).
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyTextError {
    /// Not of the form.
    #[error("a log's public key is written `name+8 hex digits+base64`, its private key `PRIVATE+KEY+name+…`")]
    Form,
    /// The digits in the middle are not the hash of name and key.
    #[error("the key's id does not fit its name and its bytes: a typing error?")]
    Id,
    /// Another algorithm than Ed25519.
    #[error("the key is not an Ed25519 key")]
    Algorithm,
    /// The name cannot stand in a signature line.
    #[error("a log's name must not be empty and has no white space and no plus sign")]
    Name,
    /// The 32 bytes are not a usable key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// The log's private key. `Debug` shows the public half only.
pub struct CheckpointSigner {
    signer: StandardSigner,
    verifier: LogVerifier,
}

impl CheckpointSigner {
    /// A new private key for the log `origin`, as text for a file only the ledger can read.
    pub fn generate(rng: &mut impl CryptoRngCore, origin: &str) -> Result<String, KeyTextError> {
        if !name_is_valid(origin) {
            return Err(KeyTextError::Name);
        }
        Ok(signed_note::generate_key(rng, origin).0)
    }

    /// Reads the private key; white space around it is ignored.
    pub fn from_skey(skey: &str) -> Result<Self, KeyTextError> {
        use signed_note::SignerError::{Alg, Format, Id};
        let skey = skey.trim();
        let signer = StandardSigner::new(skey).map_err(|error| match error {
            Format => KeyTextError::Form,
            Alg => KeyTextError::Algorithm,
            Id => KeyTextError::Id,
        })?;
        let secret = skey.splitn(5, '+').nth(4).and_then(|text| BASE64_STANDARD.decode(text).ok());
        let secret: [u8; 32] = secret.and_then(|b| b.get(1..)?.try_into().ok()).ok_or(KeyTextError::Form)?;
        let public = ed25519_dalek::SigningKey::from_bytes(&secret).verifying_key();
        let verifier = LogVerifier::from_vkey(&signed_note::new_ed25519_verifier_key(signer.name(), &public))?;
        Ok(Self { signer, verifier })
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> &LogVerifier {
        &self.verifier
    }

    /// A signed note over any other text of ours, which ends in a line break and begins as no checkpoint does.
    pub(crate) fn sign_text(&self, text: &str) -> Vec<u8> {
        let mut note = Note::new(text.as_bytes(), &[]).expect("our texts are notes'");
        note.add_sigs(&[&self.signer]).expect("the name was checked when the key was read");
        note.to_bytes()
    }

    /// Signs a head. The caller answers for it being consistent with every head signed before.
    #[must_use]
    pub fn sign(&self, size: u64, root: &Hash) -> Checkpoint {
        let origin = self.verifier.name.clone();
        let mut note = Note::new(text(&origin, size, root).as_bytes(), &[]).expect("a checkpoint's text is a note's");
        note.add_sigs(&[&self.signer]).expect("the name was checked when the key was read");
        let (extensions, ignored) = (Vec::new(), Vec::new());
        Checkpoint { origin, size, root: *root, note: note.to_bytes(), extensions, ignored }
    }
}

impl fmt::Debug for CheckpointSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckpointSigner(secret, public {})", self.verifier.vkey)
    }
}

/// The log's public key: what an auditor needs to know beforehand, and all of it.
#[derive(Clone, PartialEq, Eq)]
pub struct LogVerifier {
    name: String,
    id: u32,
    key: ed25519_dalek::VerifyingKey,
    vkey: String,
}

impl LogVerifier {
    /// Reads a `vkey`, `name+id+base64`; white space around it is ignored.
    pub fn from_vkey(vkey: &str) -> Result<Self, KeyTextError> {
        use signed_note::VerifierError::{Alg, Format, Id};
        let vkey = vkey.trim();
        // It checks the form and the id; the signatures are checked here, strictly.
        signed_note::StandardVerifier::new(vkey).map_err(|error| match error {
            Format => KeyTextError::Form,
            Alg => KeyTextError::Algorithm,
            Id => KeyTextError::Id,
        })?;
        let mut parts = vkey.splitn(3, '+');
        let name = parts.next().ok_or(KeyTextError::Form)?;
        let key = parts.nth(1).and_then(|text| BASE64_STANDARD.decode(text).ok()).ok_or(KeyTextError::Form)?;
        let bytes: &[u8; 32] = key.get(1..).and_then(|b| b.try_into().ok()).ok_or(KeyTextError::Form)?;
        let id = signed_note::key_id(name, &[&[ED25519], &bytes[..]].concat());
        let key = canonical_key(bytes)?;
        if !name_is_valid(name) {
            return Err(KeyTextError::Name);
        }
        if signed_note::new_ed25519_verifier_key(name, &key) != vkey {
            return Err(KeyTextError::Form);
        }
        Ok(Self { name: name.to_owned(), id, key, vkey: vkey.to_owned() })
    }

    /// The log's name, its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bare 32 bytes of the key, by which two keys are the same whatever they are called.
    #[must_use]
    pub fn material(&self) -> Vec<u8> {
        self.key.as_bytes().to_vec()
    }

    /// The key's id in signature lines.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The key as text, without a line break.
    #[must_use]
    pub fn vkey(&self) -> &str {
        &self.vkey
    }

    /// Opens a checkpoint of this log, as the specifications demand of a reader: signatures by unknown keys are
    /// ignored, so nobody vouches for them, and so are extension lines. [`Checkpoint`] tells both.
    pub fn open(&self, bytes: &[u8]) -> Result<Checkpoint, CheckpointError> {
        self.read(bytes).map(|(checkpoint, _)| checkpoint)
    }

    /// Opens a checkpoint that our own ledger wrote: the log's own signature and nothing else, every byte of it
    /// accounted for. What does not open so is written anew.
    pub fn open_own(&self, bytes: &[u8]) -> Result<Checkpoint, CheckpointError> {
        let (checkpoint, own_line) = self.read(bytes)?;
        let exact = [text(&checkpoint.origin, checkpoint.size, &checkpoint.root).as_bytes(), b"\n", &own_line].concat();
        if exact != bytes {
            return Err(CheckpointError::NotCanonical);
        }
        Ok(checkpoint)
    }

    /// The checkpoint, and the log's signature line as it should be written.
    fn read(&self, bytes: &[u8]) -> Result<(Checkpoint, Vec<u8>), CheckpointError> {
        let unsigned = || CheckpointError::Signature(self.vkey.clone());
        let note = Note::from_bytes(bytes).map_err(|_| CheckpointError::NotANote)?;
        let known = VerifierList::new(vec![Box::new(self.clone())]);
        let (signatures, others) = note.verify(&known).map_err(|_| unsigned())?;
        let own_line = signatures.first().ok_or_else(unsigned)?.to_bytes();
        let HeadText { origin, size, root, extensions } = head_text(note.text()).ok_or(CheckpointError::Text)?;
        if origin != self.name {
            return Err(CheckpointError::Origin { expected: self.name.clone(), found: origin });
        }
        let ignored = others.iter().map(|line| line.name().to_owned()).collect();
        Ok((Checkpoint { origin, size, root, note: bytes.to_vec(), extensions, ignored }, own_line))
    }
}

impl fmt::Debug for LogVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogVerifier({})", self.vkey)
    }
}

impl Verifier for LogVerifier {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    /// `signed_note`'s own verifier uses the permissive check of ed25519-dalek; this is the strict one.
    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature).is_ok_and(|s| self.key.verify_strict(text, &s).is_ok())
    }
}

fn text(origin: &str, size: u64, root: &Hash) -> String {
    format!("{origin}\n{size}\n{}\n", BASE64_STANDARD.encode(root))
}

pub(crate) fn name_is_valid(name: &str) -> bool {
    signed_note::is_key_name_valid(name) && !name.chars().any(char::is_control)
}
