//! SHA-256 and its one spelling, lower-case hexadecimal. Names blobs; the tree's own hashing is RFC 6962's.

use sha2::{Digest, Sha256};

/// A SHA-256 digest: a leaf, a node, a root, or the name of a blob.
pub type Hash = [u8; 32];

/// The plain SHA-256 of `bytes`, as it names blobs.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// The RFC 6962 hash of an entry as a leaf of the tree: `SHA-256(0x00 || entry)`.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    tlog_tiles::record_hash(entry).0
}

/// 64 lower-case hexadecimal digits.
#[must_use]
pub fn hex(hash: &Hash) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    hash.iter().flat_map(|b| [b >> 4, b & 15]).map(|n| char::from(DIGITS[usize::from(n)])).collect()
}

/// Reads what [`hex`] writes and nothing else: 64 digits, lower case.
#[must_use]
pub fn parse_hex(text: &str) -> Option<Hash> {
    let digits = text.as_bytes();
    let mut hash = [0; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(hash)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_back_and_only_in_its_one_spelling() {
        let text = hex(&sha256(b""));
        assert_eq!(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(parse_hex(&text), Some(sha256(b"")));
        assert_eq!(parse_hex(&text.to_uppercase()), None);
        assert_eq!(parse_hex(&text[1..]), None);
        assert_eq!(parse_hex(&format!("{}é", &text[2..])), None);
    }
}
