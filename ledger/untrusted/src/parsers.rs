//! One function for each parser of the log's formats. It must not panic, and what it accepts must be what it says: the
//! one spelling, signed by the one key, under the one root.

use crate::memory::InMemory;
use std::path::Path;
use yicang_tlog::mask::{Openings, commitment};
use yicang_tlog::{
    AddCheckpoint, CheckpointSigner, Evidence, Leaf, LogVerifier, Misstated, Policy, PublicKey, RECEIPT, Receipt,
    SigningKey, TileKind, TilePath, Tree, TwoHeads, UnverifiedProof, check_inclusion, decode_bundle, encode_bundle,
    leaf_hash,
};
use yicang_writer::journal::{FileJournal, Journal as _};

/// A key for these tests alone.
pub(crate) const SKEY: &str = "PRIVATE+KEY+fuzz.example/log+50cdcf8a+AWb8WTKzJT0nWCWcrTITKFFwVTBzTPdbfSGcwrES0RtM";

/// A parser under its name; the stored corpus has a folder of that name.
pub type Parser = (&'static str, fn(&[u8]));

/// All of them.
pub const ALL: [Parser; 14] = [
    ("checkpoint", checkpoint),
    ("proof", proof),
    ("tile_path", tile_path),
    ("bundle", bundle),
    ("leaf", leaf),
    ("key", key),
    ("journal", journal),
    ("policy", policy),
    ("request", request),
    ("evidence", evidence),
    ("two_heads", two_heads),
    ("misstated", misstated),
    ("receipt", receipt),
    ("openings", openings),
];

pub(crate) fn signer() -> CheckpointSigner {
    CheckpointSigner::from_skey(SKEY).expect("the key above is one")
}

pub(crate) fn entry(n: u64) -> Vec<u8> {
    Leaf::new("report").with("number", n).to_bytes()
}

/// The log that the good inputs are of.
pub(crate) fn tree() -> Tree {
    let mut tree = Tree::new();
    for n in 0..300 {
        tree.push(&entry(n));
    }
    tree
}

/// A signed note and the checkpoint in it.
pub fn checkpoint(bytes: &[u8]) {
    let signer = signer();
    if let Ok(head) = signer.verifier().open_own(bytes) {
        // Ed25519 signs the same text always the same way: another note would be a forgery.
        assert_eq!(signer.sign(head.size(), head.root()).as_bytes(), bytes);
    }
    if let Ok(head) = signer.verifier().open(bytes) {
        let own = signer.sign(head.size(), head.root());
        let text = own.as_bytes().split(|b| *b == b'\n').take(3).collect::<Vec<_>>().join(&b'\n');
        assert!(bytes.starts_with(&text));
    }
}

/// A `.tlog-proof`.
pub fn proof(bytes: &[u8]) {
    let Ok(proof) = UnverifiedProof::parse(bytes) else { return };
    assert_eq!(proof.to_bytes(), bytes);
    if let Ok(proven) = proof.verify(signer().verifier(), &entry(proof.index())) {
        let (head, tree) = (proven.checkpoint(), tree());
        let path = tree.prove_inclusion(proof.index(), head.size()).expect("the key has signed this tree alone");
        assert!(check_inclusion(&path, head.size(), head.root(), proof.index(), proven.leaf()).is_ok());
    }
}

/// A tile's path.
pub fn tile_path(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(tile) = TilePath::parse(text) else { return };
    assert_eq!(tile.to_string(), text);
    let _ = (tile.is_within(300), tile.level_size(u64::MAX), tile.start(), tile.partial_dir());
    if let Some(hashes) = tree().tile(&tile) {
        assert!(hashes.len() == usize::from(tile.width()) * 32 && tile.kind() != TileKind::Entries);
    }
}

/// An entry bundle.
pub fn bundle(bytes: &[u8]) {
    if let Ok(entries) = decode_bundle(bytes) {
        assert_eq!(encode_bundle(entries.iter().copied()), bytes);
        entries.iter().for_each(|entry| leaf(entry));
    }
}

/// A public entry.
pub fn leaf(bytes: &[u8]) {
    let (parsed, attachments) = (Leaf::parse(bytes), Leaf::attachments(bytes));
    match (parsed, attachments) {
        (Ok(leaf), Ok(attachments)) => {
            assert!(leaf.blobs().map(|(_, blob)| blob).eq(attachments));
            assert_eq!(leaf.to_bytes().strip_suffix(b"\n"), Some(bytes.strip_suffix(b"\n").unwrap_or(bytes)));
            let _ = leaf_hash(bytes);
        }
        (parsed, attachments) => assert_eq!(parsed.err(), attachments.err()),
    }
}

/// A key in any of its texts.
pub fn key(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(log) = LogVerifier::from_vkey(text) {
        assert_eq!(log.vkey(), text.trim());
    }
    if let Ok(signer) = CheckpointSigner::from_skey(text) {
        let head = signer.sign(1, &[1; 32]);
        assert!(signer.verifier().open(head.as_bytes()).is_ok());
    }
    if let Ok(key) = PublicKey::from_text(text) {
        assert_eq!(PublicKey::from_text(&key.to_text()), Ok(key));
    }
    if let Ok(key) = SigningKey::from_text(text) {
        assert_eq!(key.to_text(), text.trim());
    }
}

/// The centre's receipt key, for these tests alone.
pub(crate) fn receipt_key() -> SigningKey {
    SigningKey::from_text("yicang-key-v1 AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=").expect("the key is one")
}

/// A tlog-policy file.
pub fn policy(bytes: &[u8]) {
    match Policy::parse(bytes) {
        Err(faults) => assert!(!faults.is_empty(), "what is refused has a reason"),
        Ok(policy) => {
            let (signer, tree) = (signer(), tree());
            let head = signer.sign(300, &tree.root());
            if let Ok((_, cosigned)) = policy.check(Some(signer.verifier()), head.as_bytes()) {
                assert!(!policy.needs_witnesses() && cosigned.by.is_empty(), "nobody has cosigned");
            }
        }
    }
}

/// The body of a witness's `add-checkpoint`.
pub fn request(bytes: &[u8]) {
    if let Ok(request) = AddCheckpoint::parse(bytes) {
        assert_eq!(request.to_bytes(), bytes);
        checkpoint(&request.checkpoint);
    }
}

/// An evidence file.
pub fn evidence(bytes: &[u8]) {
    if let Ok(evidence) = Evidence::parse(bytes) {
        assert_eq!(evidence.to_bytes(), bytes);
        let judged = evidence.judge(signer().verifier(), &receipt_key().public(), None);
        // The one promise that was signed was kept, and without witnesses nothing is late.
        assert!(judged.is_err() || judged.is_ok_and(|judged| !judged.verdict.is_breach()));
    }
}

/// A file of two heads.
pub fn two_heads(bytes: &[u8]) {
    if let Ok(file) = TwoHeads::parse(bytes) {
        assert!(TwoHeads::is_claimed(bytes) && file.to_bytes() == bytes);
        let judged = file.judge(signer().verifier());
        assert!(judged.is_err() || judged.is_ok_and(|judged| !judged.is_fork()), "the key has signed one tree alone");
        [&file.one, &file.other].into_iter().for_each(|head| checkpoint(head));
    }
}

/// A file of an entry that is not what was signed.
pub fn misstated(bytes: &[u8]) {
    if let Ok(file) = Misstated::parse(bytes) {
        assert!(Misstated::is_claimed(bytes) && file.to_bytes() == bytes);
        let key = receipt_key().public();
        let _ = file.judge(&key, &key);
    }
}

/// A receipt, signed whatever it says.
pub fn receipt(bytes: &[u8]) {
    let key = receipt_key();
    if let Ok(receipt) = Receipt::open(bytes, &key.sign(RECEIPT, bytes), &key.public()) {
        assert_eq!(
            receipt.index,
            Receipt::open(bytes, &key.sign(RECEIPT, bytes), &key.public()).map_or(0, |r| r.index)
        );
        let _ = receipt.due_at();
    }
    assert!(Receipt::open(bytes, &[0; 64], &key.public()).is_err(), "another signature is none");
}

/// A file that opens masked fields.
pub fn openings(bytes: &[u8]) {
    if let Ok(openings) = Openings::parse(bytes) {
        assert_eq!(openings.to_text().as_bytes(), bytes);
        for opening in &openings.fields {
            let hash = commitment(&opening.salt, &opening.field, &opening.value);
            assert!(opening.check(&Leaf::new("report").with_masked(&opening.field, &hash)).is_ok());
            assert!(opening.check(&Leaf::new("report").with_masked(&opening.field, &[0; 32])).is_err());
        }
    }
}

/// The journal's file. Not foreign as a rule, but what a disk gives back may be anything.
pub fn journal(bytes: &[u8]) {
    let file = InMemory::holding(bytes);
    let Ok(mut journal) = FileJournal::open_on(file, Path::new("journal"), 0, &mut |_, _| {}) else { return };
    let next = journal.next();
    assert_eq!(journal.scan(0).filter(Result::is_ok).count() as u64, next, "what was opened can be read");
    assert_eq!(journal.append(journal.epoch(), next, &[]), Ok(next));
}
