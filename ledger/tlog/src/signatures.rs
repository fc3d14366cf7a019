//! Keys of agents, coordinators and schedulers, and the signatures they put on the bytes they exchange.
//! The log's own key is another kind and lives with the checkpoint.
//!
//! A signature is Ed25519 over `context || 0x0A || bytes`. The context says what the bytes are for, so a signed
//! report can never be passed off as a command. `bytes` are the exact bytes received: nothing is encoded again to
//! check a signature.

use crate::hash::parse_hex;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use ed25519_dalek::Signer as _;
use rand_core::CryptoRngCore;
use std::fmt;

/// Context of an agent's report.
pub const REPORT: &str = "yicang.v1/report";
/// Context of the scheduler's receipt for a report.
pub const RECEIPT: &str = "yicang.v1/receipt";
/// Context of the scheduler's word on which of an agent's reports is due.
pub const SEQUENCE: &str = "yicang.v1/sequence";
/// Context of a coordinator's command, an approval for instance.
pub const COMMAND: &str = "yicang.v1/command";
/// Context of an agent's request to watch its orders.
pub const WATCH: &str = "yicang.v1/watch";
/// What is signed with a question for the stock of one's own depots, before its bytes.
pub const STOCK: &str = "yicang.v1/stock";
/// Context of what an agent asks about itself.
pub const ASK: &str = "yicang.v1/ask";

const SECRET_LABEL: &str = "yicang-key-v1 ";

/// The private half. It never shows itself in `Debug`, and its memory is wiped when it is dropped.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

/// The public half: 32 bytes, canonical, and not one of the weak points that sign everything.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(ed25519_dalek::VerifyingKey);

/// Why a text or 32 bytes are not a key.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyError {
    /// A private key's text does not start with its label.
    #[error("a private key starts with `yicang-key-v1 `")]
    Label,
    /// Neither base64 nor hexadecimal of 32 bytes.
    #[error("a key is 32 bytes, written as 44 base64 characters or 64 hexadecimal digits")]
    Encoding,
    /// Not the canonical encoding of a point on the curve.
    #[error("these 32 bytes are not an Ed25519 public key")]
    NotAPoint,
    /// A key of small order: anybody can make signatures for it.
    #[error("this Ed25519 public key is weak: anybody could sign for it")]
    Weak,
}

/// The signature is not this key's over these bytes in this context.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the signature does not fit the key, the context and the bytes")]
pub struct BadSignature;

impl SigningKey {
    /// A new key from `rng`, which must be the operating system's or seeded in a test.
    pub fn generate(rng: &mut impl CryptoRngCore) -> Self {
        Self(ed25519_dalek::SigningKey::generate(rng))
    }

    /// `yicang-key-v1 <base64 of 32 bytes>`, for a file only its owner can read.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{SECRET_LABEL}{}", BASE64_STANDARD.encode(self.0.as_bytes()))
    }

    /// Reads [`to_text`](Self::to_text); white space around it is ignored.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let secret = text.trim().strip_prefix(SECRET_LABEL).ok_or(KeyError::Label)?;
        let bytes: [u8; 32] =
            BASE64_STANDARD.decode(secret).ok().and_then(|b| b.try_into().ok()).ok_or(KeyError::Encoding)?;
        Ok(Self(ed25519_dalek::SigningKey::from_bytes(&bytes)))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs `context || 0x0A || bytes`. `context` is one of this module's constants: without a line break in it.
    #[must_use]
    pub fn sign(&self, context: &str, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(&message(context, bytes)).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(secret, public {})", self.public().to_text())
    }
}

impl PublicKey {
    /// Takes 32 bytes; refuses what is not canonical and what is weak.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        canonical_key(bytes).map(Self)
    }

    /// The 32 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Base64 of the 32 bytes, 44 characters.
    #[must_use]
    pub fn to_text(&self) -> String {
        BASE64_STANDARD.encode(self.0.as_bytes())
    }

    /// Reads base64 or lower-case hexadecimal of 32 bytes; white space around it is ignored.
    pub fn from_text(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let bytes = match parse_hex(text) {
            Some(bytes) => bytes,
            None => BASE64_STANDARD.decode(text).ok().and_then(|b| b.try_into().ok()).ok_or(KeyError::Encoding)?,
        };
        Self::from_bytes(&bytes)
    }

    /// Checks a signature that [`SigningKey::sign`] made, strictly.
    pub fn verify(&self, context: &str, bytes: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
        let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| BadSignature)?;
        self.0.verify_strict(&message(context, bytes), &signature).map_err(|_| BadSignature)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.to_text())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// A point that is on the curve, spelt canonically, and not of small order.
pub(crate) fn canonical_key(bytes: &[u8; 32]) -> Result<ed25519_dalek::VerifyingKey, KeyError> {
    let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotAPoint)?;
    if key.is_weak() {
        return Err(KeyError::Weak);
    }
    if key.to_edwards().compress().as_bytes() != bytes {
        return Err(KeyError::NotAPoint);
    }
    Ok(key)
}

fn message(context: &str, bytes: &[u8]) -> Vec<u8> {
    debug_assert!(!context.contains('\n'), "a context ends at its line break");
    [context.as_bytes(), b"\n", bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_text(&format!("yicang-key-v1 {}", BASE64_STANDARD.encode([seed; 32]))).unwrap()
    }

    #[test]
    fn a_signature_holds_for_its_key_context_and_bytes_only() {
        let signature = key(1).sign(REPORT, b"20 gloves");
        assert_eq!(key(1).public().verify(REPORT, b"20 gloves", &signature), Ok(()));
        assert_eq!(key(2).public().verify(REPORT, b"20 gloves", &signature), Err(BadSignature));
        assert_eq!(key(1).public().verify(COMMAND, b"20 gloves", &signature), Err(BadSignature));
        assert_eq!(key(1).public().verify(REPORT, b"21 gloves", &signature), Err(BadSignature));
        assert_eq!(key(1).public().verify(REPORT, b"20 gloves", &signature[1..]), Err(BadSignature));
    }

    #[test]
    fn what_is_signed_is_the_context_a_line_break_and_the_bytes() {
        let plain = ed25519_dalek::SigningKey::from_bytes(&[1; 32]);
        assert_eq!(key(1).sign(WATCH, b"x"), plain.sign(b"yicang.v1/watch\nx").to_bytes());
    }

    #[test]
    fn keys_are_read_back_from_their_text() {
        let public = key(3).public();
        assert_eq!(PublicKey::from_text(&public.to_text()), Ok(public));
        assert_eq!(PublicKey::from_text(&crate::hex(&public.to_bytes())), Ok(public));
        assert_eq!(SigningKey::from_text(&key(3).to_text()).unwrap().public(), public);
        assert_eq!(SigningKey::from_text("hello").unwrap_err(), KeyError::Label);
        assert_eq!(SigningKey::from_text("yicang-key-v1 hello").unwrap_err(), KeyError::Encoding);
        assert_eq!(PublicKey::from_text("hello"), Err(KeyError::Encoding));
    }

    #[test]
    fn a_generated_key_signs() {
        let key = SigningKey::generate(&mut rand_core::OsRng);
        assert_eq!(key.public().verify(RECEIPT, b"r", &key.sign(RECEIPT, b"r")), Ok(()));
    }

    #[test]
    fn weak_and_non_canonical_keys_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(PublicKey::from_bytes(&identity), Err(KeyError::Weak));
        assert_eq!(PublicKey::from_bytes(&[0; 32]), Err(KeyError::Weak));
        // y = p + 3, a second spelling of the point with y = 3.
        let mut second_spelling = [0xff; 32];
        second_spelling[0] = 0xf0;
        second_spelling[31] = 0x7f;
        assert_eq!(PublicKey::from_bytes(&second_spelling), Err(KeyError::NotAPoint));
        let mut first_spelling = [0; 32];
        first_spelling[0] = 3;
        assert!(PublicKey::from_bytes(&first_spelling).is_ok());
    }

    #[test]
    fn debug_does_not_show_the_secret() {
        let text = format!("{:?}", key(7));
        assert!(!text.contains(&BASE64_STANDARD.encode([7; 32])), "{text}");
        assert!(!text.contains("7, 7"), "{text}");
    }
}
