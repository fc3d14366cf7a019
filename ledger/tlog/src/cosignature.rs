//! Witnesses' statements about a checkpoint: [tlog-cosignature](https://c2sp.org/tlog-cosignature), both kinds.
//!
//! Ed25519 (`0x04`) signs `cosignature/v1`, the time and the checkpoint's whole text. ML-DSA-44 (`0x06`) signs a
//! structure with the cosigner's name, the time, the log's name, size and root. A cosigner's private key is written
//! like a log's, `PRIVATE+KEY+name+id+base64(type || 32 bytes of seed)`.

use crate::checkpoint::{Checkpoint, KeyTextError, name_is_valid};
use crate::foreign_checkpoint::SignedHead;
use crate::signatures::canonical_key;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use ed25519_dalek::Signer as _;
use ml_dsa::{Keypair as _, MlDsa44, SignatureEncoding as _, Signer as _, Verifier as _};
use rand_core::CryptoRngCore;
use signed_note::Signature;
use std::fmt;

/// With which algorithm a cosigner signs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Algorithm {
    /// Ed25519 over the checkpoint's text, type `0x04`.
    Ed25519,
    /// ML-DSA-44 over the tree, type `0x06`: holds against quantum computers.
    MlDsa44,
}

impl Algorithm {
    fn type_byte(self) -> u8 {
        match self {
            Self::Ed25519 => 4,
            Self::MlDsa44 => 6,
        }
    }

    fn from_type_byte(byte: u8) -> Option<Self> {
        [Self::Ed25519, Self::MlDsa44].into_iter().find(|algorithm| algorithm.type_byte() == byte)
    }
}

/// A cosignature by a known key that does not hold.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the cosignature of {0} does not hold")]
pub struct BadCosignature(pub String);

/// A cosigner's public key.
#[derive(Clone)]
pub struct CosignerKey {
    name: String,
    id: u32,
    public: Public,
    vkey: String,
}

#[derive(Clone)]
enum Public {
    Ed25519(ed25519_dalek::VerifyingKey),
    MlDsa44(Box<ml_dsa::VerifyingKey<MlDsa44>>),
}

impl CosignerKey {
    /// Reads a `vkey` of type `0x04` or `0x06`; white space around it is ignored.
    pub fn from_vkey(vkey: &str) -> Result<Self, KeyTextError> {
        let vkey = vkey.trim();
        let mut parts = vkey.splitn(3, '+');
        let (name, id, key) = (parts.next(), parts.next(), parts.next());
        let (name, id, key) = (name.unwrap_or_default(), id.unwrap_or_default(), key.ok_or(KeyTextError::Form)?);
        let key = BASE64_STANDARD.decode(key).map_err(|_| KeyTextError::Form)?;
        let (kind, material) = key.split_first().ok_or(KeyTextError::Form)?;
        if !name_is_valid(name) {
            return Err(KeyTextError::Name);
        }
        let public = match Algorithm::from_type_byte(*kind).ok_or(KeyTextError::Algorithm)? {
            Algorithm::Ed25519 => Public::Ed25519(canonical_key(material.try_into().map_err(|_| KeyTextError::Form)?)?),
            Algorithm::MlDsa44 => {
                let encoded = material.try_into().map_err(|_| KeyTextError::Form)?;
                Public::MlDsa44(Box::new(ml_dsa::VerifyingKey::decode(&encoded)))
            }
        };
        let read = Self::new(name, public);
        if format!("{:08x}", read.id) != id {
            return Err(KeyTextError::Id);
        }
        if read.vkey == vkey { Ok(read) } else { Err(KeyTextError::Form) }
    }

    fn new(name: &str, public: Public) -> Self {
        let material = match &public {
            Public::Ed25519(key) => [&[4], &key.as_bytes()[..]].concat(),
            Public::MlDsa44(key) => [&[6], &key.encode()[..]].concat(),
        };
        let id = signed_note::key_id(name, &material);
        let vkey = format!("{name}+{id:08x}+{}", BASE64_STANDARD.encode(&material));
        Self { name: name.to_owned(), id, public, vkey }
    }

    /// The cosigner's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
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

    /// With which algorithm it signs.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match self.public {
            Public::Ed25519(_) => Algorithm::Ed25519,
            Public::MlDsa44(_) => Algorithm::MlDsa44,
        }
    }

    /// The bare key, by which two keys are the same whatever they are called.
    #[must_use]
    pub fn material(&self) -> Vec<u8> {
        match &self.public {
            Public::Ed25519(key) => key.as_bytes().to_vec(),
            Public::MlDsa44(key) => key.encode().to_vec(),
        }
    }

    /// When this key cosigned the head, in seconds since 1970; the latest if it did several times. `None` if it did
    /// not. One line of this key that does not hold spoils the note.
    pub fn cosigned_at(&self, head: &SignedHead) -> Result<Option<u64>, BadCosignature> {
        let mut latest = None;
        for signature in head.signatures_of(&self.name, self.id) {
            let time = self.check(head, signature).ok_or_else(|| BadCosignature(self.name.clone()))?;
            latest = latest.max(Some(time));
        }
        Ok(latest)
    }

    fn check(&self, head: &SignedHead, signature: &[u8]) -> Option<u64> {
        let (time, signature) = signature.split_first_chunk()?;
        let time = u64::from_be_bytes(*time);
        // No time would be a statement about a subtree; it says nothing of the newest head.
        if time == 0 || i64::try_from(time).is_err() {
            return None;
        }
        let holds = match &self.public {
            Public::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
                key.verify_strict(&ed25519_message(head, time), &signature).is_ok()
            }
            Public::MlDsa44(key) => {
                let signature = ml_dsa::Signature::<MlDsa44>::try_from(signature).ok()?;
                key.verify(&ml_dsa_message(&self.name, head, time)?, &signature).is_ok()
            }
        };
        holds.then_some(time)
    }
}

impl fmt::Debug for CosignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CosignerKey({} {:08x} {:?})", self.name, self.id, self.algorithm())
    }
}

/// A cosigner's private key. `Debug` shows the public half only; the memory is wiped when it is dropped.
pub struct Cosigner {
    secret: Secret,
    public: CosignerKey,
}

enum Secret {
    Ed25519(Box<ed25519_dalek::SigningKey>),
    MlDsa44(Box<ml_dsa::SigningKey<MlDsa44>>),
}

impl Cosigner {
    /// A new private key, as text for a file only its owner can read.
    pub fn generate(rng: &mut impl CryptoRngCore, name: &str, algorithm: Algorithm) -> Result<String, KeyTextError> {
        if !name_is_valid(name) {
            return Err(KeyTextError::Name);
        }
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        let id = Self::from_seed(name, algorithm, &seed).public.id;
        let secret = [&[algorithm.type_byte()], &seed[..]].concat();
        Ok(format!("PRIVATE+KEY+{name}+{id:08x}+{}", BASE64_STANDARD.encode(secret)))
    }

    /// Reads the private key; white space around it is ignored.
    pub fn from_skey(skey: &str) -> Result<Self, KeyTextError> {
        let rest = skey.trim().strip_prefix("PRIVATE+KEY+").ok_or(KeyTextError::Form)?;
        let mut parts = rest.splitn(3, '+');
        let (name, id, secret) = (parts.next(), parts.next(), parts.next());
        let (name, id, secret) = (name.unwrap_or_default(), id.unwrap_or_default(), secret.ok_or(KeyTextError::Form)?);
        let secret = BASE64_STANDARD.decode(secret).map_err(|_| KeyTextError::Form)?;
        let (kind, seed) = secret.split_first().ok_or(KeyTextError::Form)?;
        let algorithm = Algorithm::from_type_byte(*kind).ok_or(KeyTextError::Algorithm)?;
        if !name_is_valid(name) {
            return Err(KeyTextError::Name);
        }
        let cosigner = Self::from_seed(name, algorithm, seed.try_into().map_err(|_| KeyTextError::Form)?);
        if format!("{:08x}", cosigner.public.id) == id { Ok(cosigner) } else { Err(KeyTextError::Id) }
    }

    fn from_seed(name: &str, algorithm: Algorithm, seed: &[u8; 32]) -> Self {
        let (secret, public) = match algorithm {
            Algorithm::Ed25519 => {
                let key = Box::new(ed25519_dalek::SigningKey::from_bytes(seed));
                let public = Public::Ed25519(key.verifying_key());
                (Secret::Ed25519(key), public)
            }
            Algorithm::MlDsa44 => {
                let key = Box::new(ml_dsa::SigningKey::from_seed(&(*seed).into()));
                let public = Public::MlDsa44(Box::new(key.verifying_key()));
                (Secret::MlDsa44(key), public)
            }
        };
        Self { secret, public: CosignerKey::new(name, public) }
    }

    /// The public half.
    #[must_use]
    pub fn key(&self) -> &CosignerKey {
        &self.public
    }

    /// The signature line, with its line break, for this head at `time`, in seconds since 1970 and not 0. The caller
    /// answers for the head being the largest consistent one that it has seen. `None` if the log's name is longer than
    /// 255 bytes and the algorithm needs it shorter.
    #[must_use]
    pub fn cosign(&self, head: &SignedHead, time: u64) -> Option<Vec<u8>> {
        let signature = match &self.secret {
            Secret::Ed25519(key) => key.sign(&ed25519_message(head, time)).to_vec(),
            Secret::MlDsa44(key) => {
                let signature: ml_dsa::Signature<MlDsa44> = key.sign(&ml_dsa_message(&self.public.name, head, time)?);
                signature.to_bytes().to_vec()
            }
        };
        let bytes = [&time.to_be_bytes()[..], &signature].concat();
        Signature::new(self.public.name.clone(), self.public.id, bytes).ok().map(|line| line.to_bytes())
    }
}

impl fmt::Debug for Cosigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cosigner(secret, public {:?})", self.public)
    }
}

impl Checkpoint {
    /// The same checkpoint with cosignature lines, each with its line break, behind what is there.
    #[must_use]
    pub fn with_cosignatures(&self, lines: &[Vec<u8>]) -> Vec<u8> {
        [self.as_bytes(), &lines.concat()].concat()
    }
}

/// The whole signature lines, with their line breaks, of this key in a witness's answer; others are ignored, as the
/// specification demands. `None` if the answer is no sequence of signature lines.
#[must_use]
pub fn lines_by(answer: &[u8], key: &CosignerKey) -> Option<Vec<Vec<u8>>> {
    let lines = answer.strip_suffix(b"\n")?.split(|byte| *byte == b'\n');
    let lines = lines.map(|line| Signature::from_bytes(line).ok()).collect::<Option<Vec<_>>>()?;
    let own = lines.into_iter().filter(|line| line.name() == key.name() && line.id() == key.id());
    Some(own.map(|line| line.to_bytes()).collect())
}

fn ed25519_message(head: &SignedHead, time: u64) -> Vec<u8> {
    [format!("cosignature/v1\ntime {time}\n").as_bytes(), head.text()].concat()
}

/// The specification's `cosigned_message`; `None` for a name that does not fit its one length byte.
fn ml_dsa_message(name: &str, head: &SignedHead, time: u64) -> Option<Vec<u8>> {
    let length = |text: &str| u8::try_from(text.len()).ok().filter(|length| *length > 0);
    let mut message = b"subtree/v1\n\0".to_vec();
    message.push(length(name)?);
    message.extend_from_slice(name.as_bytes());
    message.extend_from_slice(&time.to_be_bytes());
    message.push(length(head.origin())?);
    message.extend_from_slice(head.origin().as_bytes());
    message.extend_from_slice(&0_u64.to_be_bytes());
    message.extend_from_slice(&head.size().to_be_bytes());
    message.extend_from_slice(head.root());
    Some(message)
}
