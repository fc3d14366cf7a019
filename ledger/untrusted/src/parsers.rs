//! One function for each parser of the log's formats. It must not panic, and what it accepts must be what it says: the
//! one spelling, signed by the one key, under the one root.

use std::path::Path;
use std::sync::Mutex;

use yicang_tlog::mask::{Opening, Openings, commitment};
use yicang_tlog::{
    AddCheckpoint, CheckpointSigner, Evidence, FoundLeaf, Leaf, LogVerifier, Misstated, Policy, PublicKey, RECEIPT,
    REPORT_FACE, Receipt, SigningKey, TileKind, TilePath, Tree, TwoHeads, UnverifiedProof, check_inclusion,
    decode_bundle, encode_bundle, hex, leaf_hash,
};
use yicang_writer::journal::{FileJournal, Journal as _, Storage};

/// A key for these tests alone.
const SKEY: &str = "PRIVATE+KEY+fuzz.example/log+50cdcf8a+AWb8WTKzJT0nWCWcrTITKFFwVTBzTPdbfSGcwrES0RtM";

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

fn signer() -> CheckpointSigner {
    CheckpointSigner::from_skey(SKEY).expect("the key above is one")
}

fn entry(n: u64) -> Vec<u8> {
    Leaf::new("report").with("number", n).to_bytes()
}

/// The log that the good inputs are of.
fn tree() -> Tree {
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
fn receipt_key() -> SigningKey {
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

/// A receipt for entry 7, and its signature.
fn promised() -> (Vec<u8>, Vec<u8>) {
    let receipt = Receipt {
        report_id: "r".into(),
        agent_id: "a".into(),
        sequence: 1,
        report_sha256: [1; 32],
        log: signer().verifier().name().to_owned(),
        index: 7,
        leaf_hash: leaf_hash(&entry(7)),
        accepted_at: 1_700_000_000,
        merge_delay: 3_600,
    };
    let bytes = receipt.to_bytes();
    let signature = receipt_key().sign(RECEIPT, &bytes).to_vec();
    (bytes, signature)
}

/// The journal's file. Not foreign as a rule, but what a disk gives back may be anything.
pub fn journal(bytes: &[u8]) {
    let file = InMemory(Mutex::new(bytes.to_vec()));
    let Ok(mut journal) = FileJournal::open_on(file, Path::new("journal"), 0, &mut |_, _| {}) else { return };
    let next = journal.next();
    assert_eq!(journal.scan(0).filter(Result::is_ok).count() as u64, next, "what was opened can be read");
    assert_eq!(journal.append(journal.epoch(), next, &[]), Ok(next));
}

struct InMemory(Mutex<Vec<u8>>);

impl InMemory {
    fn with<T>(&self, run: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        run(&mut self.0.lock().expect("nobody panics with the lock"))
    }
}

fn place(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

impl Storage for InMemory {
    fn len(&self) -> std::io::Result<u64> {
        Ok(self.with(|bytes| bytes.len() as u64))
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.with(|bytes| {
            let from = bytes.get(place(at)..).unwrap_or(&[]);
            let n = from.len().min(buffer.len());
            buffer[..n].copy_from_slice(&from[..n]);
            Ok(n)
        })
    }

    fn write_at(&self, at: u64, new: &[u8]) -> std::io::Result<()> {
        self.with(|bytes| {
            bytes.resize(bytes.len().max(place(at) + new.len()), 0);
            bytes[place(at)..place(at) + new.len()].copy_from_slice(new);
            Ok(())
        })
    }

    fn reserve(&self, len: u64) -> std::io::Result<()> {
        self.with(|bytes| bytes.resize(bytes.len().max(place(len)), 0));
        Ok(())
    }

    fn sync(&self) -> std::io::Result<()> {
        Ok(())
    }

    fn truncate(&self, len: u64) -> std::io::Result<()> {
        self.with(|bytes| bytes.truncate(place(len)));
        Ok(())
    }
}

/// Good inputs of a parser, from which a fuzzer goes out. The stored corpus is these.
pub fn good(parser: &str) -> Vec<Vec<u8>> {
    let (signer, tree) = (signer(), tree());
    let head = |size| signer.sign(size, &tree.root_at(size).expect("the tree has 300 entries"));
    let proof = |index, size| {
        let path = tree.prove_inclusion(index, size).expect("the index is below the size");
        UnverifiedProof::new(index, path, &head(size)).to_bytes()
    };
    match parser {
        "checkpoint" => vec![head(0).as_bytes().to_vec(), head(1).as_bytes().to_vec(), head(300).as_bytes().to_vec()],
        "proof" => vec![proof(0, 1), proof(255, 256), proof(299, 300)],
        "tile_path" => ["tile/0/000", "tile/1/x001/x234/067", "tile/entries/x001/000.p/255"].map(Into::into).into(),
        "bundle" => {
            let entries: Vec<_> = (0..5).map(entry).collect();
            vec![vec![], encode_bundle(entries.iter().map(Vec::as_slice))]
        }
        "leaf" => vec![entry(1), Leaf::new("plan").with_blob("plan", &[7; 32]).with("note", "two words").to_bytes()],
        "key" => {
            let agent = SigningKey::from_text("yicang-key-v1 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=");
            let agent = agent.expect("32 bytes in base64");
            vec![SKEY.into(), signer.verifier().vkey().into(), agent.to_text().into(), agent.public().to_text().into()]
        }
        "journal" => vec![JOURNAL_EMPTY.to_vec()],
        "policy" => {
            let log = format!("log {}\nquorum none\n", signer.verifier().vkey());
            vec![b"quorum none\n".to_vec(), log.into_bytes()]
        }
        "request" => {
            let grown = tree.prove_consistency(100, 300).expect("both sizes are the tree's");
            let first = AddCheckpoint { old: 0, proof: vec![], checkpoint: head(1).as_bytes().to_vec() };
            let later = AddCheckpoint { old: 100, proof: grown, checkpoint: head(300).as_bytes().to_vec() };
            vec![first.to_bytes(), later.to_bytes()]
        }
        "evidence" => {
            let (receipt, signature) = promised();
            let path = tree.prove_inclusion(7, 300).expect("the index is below the size");
            let leaf = FoundLeaf { leaf: leaf_hash(&entry(7)), path };
            let [early, late] = [head(5), head(300)].map(|head| head.as_bytes().to_vec());
            let kept = Evidence {
                receipt: receipt.clone(),
                signature: signature.clone(),
                at_index: Some(leaf),
                checkpoint: late,
            };
            vec![kept.to_bytes(), Evidence { receipt, signature, at_index: None, checkpoint: early }.to_bytes()]
        }
        "two_heads" => [(300, 300), (1, 300)]
            .map(|(one, other)| [one, other].map(|size| head(size).as_bytes().to_vec()))
            .map(|[one, other]| TwoHeads { one, other }.to_bytes())
            .into(),
        "misstated" => {
            let (receipt, signature) = promised();
            let said = Leaf::new("report").with("report-sha256", hex(&[1; 32])).to_bytes();
            let face = [signer.verifier().name().as_bytes(), b"\n", &said].concat();
            let face_signature = receipt_key().sign(REPORT_FACE, &face).to_vec();
            let entry = entry(7);
            vec![Misstated { receipt, signature, entry, face, face_signature }.to_bytes()]
        }
        "receipt" => vec![promised().0],
        "openings" => {
            let note = Opening { entry: 17, field: "note".into(), salt: [7; 16], value: b"wet".to_vec() };
            let empty = Opening { entry: 41, field: "reason".into(), salt: [8; 16], value: Vec::new() };
            let log = signer.verifier().name().to_owned();
            vec![Openings { log, grant: 41, fields: vec![note, empty] }.to_text().into_bytes()]
        }
        other => panic!("{other} is no parser"),
    }
}

/// A journal without records; those with records are in the stored corpus.
const JOURNAL_EMPTY: &[u8] = b"YICANGJ\n\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xb6\x78\x3d\x4b";
