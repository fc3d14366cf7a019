//! The seed of the public draw, which decides among needs of equal standing (the draw itself: `yicang_domain::draw`).
//!
//! It is made of what nobody who reports can choose: the root hash of the log's tree right after the last decision,
//! of the first entry if there is none. Where there are witnesses, it is hashed with their cosignatures on a head
//! that covers that entry, so that the operator cannot choose it either:
//!
//! ```text
//! seed = hex(root)
//! seed = hex(SHA-256(hex(root), line break, cosignature lines, sorted, each with its line break))
//! ```
//!
//! Leaves out: whether the head is one of the log's, and whether the cosignatures hold. Who checks a seed checks
//! these, too.

use crate::foreign_checkpoint::SignedHead;
use crate::hash::{Hash, hex, sha256};

/// The seed; `head` is the cosigned head, where there is one. A head without cosignatures changes nothing.
#[must_use]
pub fn draw_seed(root: &Hash, head: Option<&SignedHead>) -> String {
    let mut lines = head.map(SignedHead::cosignatures).unwrap_or_default();
    if lines.is_empty() {
        return hex(root);
    }
    // In which order they came is nobody's to choose either.
    lines.sort();
    hex(&sha256(&[hex(root).as_bytes(), b"\n", &lines.concat()].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Algorithm, CheckpointSigner, Cosigner};
    use rand_core::OsRng;

    #[test]
    fn a_seed_is_the_root_or_its_hash_with_the_cosignatures() {
        let root = [7; 32];
        assert_eq!(draw_seed(&root, None), hex(&root));
        let signer =
            CheckpointSigner::from_skey(&CheckpointSigner::generate(&mut OsRng, "a.example/log").unwrap()).unwrap();
        let head = signer.sign(9, &[8; 32]);
        let parsed = |note: &[u8]| SignedHead::parse(note).unwrap();
        // The log's own signature is the operator's, who could make another.
        assert_eq!(draw_seed(&root, Some(&parsed(head.as_bytes()))), hex(&root));
        let line = |name: &str, at: u64| {
            let cosigner = Cosigner::generate(&mut OsRng, name, Algorithm::Ed25519).unwrap();
            Cosigner::from_skey(&cosigner).unwrap().cosign(&parsed(head.as_bytes()), at).unwrap()
        };
        let (one, other) = (line("w.example/1", 5), line("w.example/2", 6));
        let seed = |lines: &[Vec<u8>]| draw_seed(&root, Some(&parsed(&head.with_cosignatures(lines))));
        let both = seed(&[one.clone(), other.clone()]);
        assert_eq!(seed(&[other.clone(), one.clone()]), both);
        let mut sorted = [one.clone(), other];
        sorted.sort();
        assert_eq!(both, hex(&sha256(&[format!("{}\n", hex(&root)).as_bytes(), &sorted.concat()].concat())));
        assert_ne!(seed(&[one]), both);
    }
}
