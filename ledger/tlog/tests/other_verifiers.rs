//! Verifiers that we did not write accept what we write: `signed_note` and `tlog_tiles`, on which this crate
//! stands, called directly; and `metamorphic-log`, which shares no code with either.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use metamorphic_log::note::VerifierKey;
use rand_core::OsRng;
use yicang_tlog::{CheckpointSigner, TilePath, Tree, UnverifiedProof, leaf_hash};

const SIZES: [u64; 9] = [1, 2, 3, 7, 8, 255, 256, 257, 1000];

fn entry(n: u64) -> Vec<u8> {
    format!("yicang.v1 report\nquantity {n}\n").into_bytes()
}

fn tree(size: u64) -> Tree {
    let mut tree = Tree::new();
    for n in 0..size {
        tree.push(&entry(n));
    }
    tree
}

fn signer() -> CheckpointSigner {
    CheckpointSigner::from_skey(&CheckpointSigner::generate(&mut OsRng, "yicang.example/log").unwrap()).unwrap()
}

fn vectors(proof: &[[u8; 32]]) -> Vec<Vec<u8>> {
    proof.iter().map(|hash| hash.to_vec()).collect()
}

#[test]
fn signed_note_and_tlog_tiles_read_our_checkpoint() {
    let signer = signer();
    let signed = signer.sign(1000, &tree(1000).root());
    let note = signed_note::Note::from_bytes(signed.as_bytes()).unwrap();
    let key = signed_note::StandardVerifier::new(signer.verifier().vkey()).unwrap();
    let (good, unknown) = note.verify(&signed_note::VerifierList::new(vec![Box::new(key)])).unwrap();
    assert_eq!((good.len(), unknown.len()), (1, 0));
    let head = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
    assert_eq!((head.origin(), head.size(), head.hash().0), ("yicang.example/log", 1000, tree(1000).root()));
    assert_eq!(head.extension(), "");
}

#[test]
fn metamorphic_log_reads_our_checkpoint() {
    let signer = signer();
    let signed = signer.sign(1000, &tree(1000).root());
    let text = std::str::from_utf8(signed.as_bytes()).unwrap();
    let key = VerifierKey::parse(signer.verifier().vkey()).unwrap();
    let head = metamorphic_log::checkpoint::Checkpoint::from_signed_note(text, &[key]).unwrap();
    assert_eq!((head.origin(), head.size()), ("yicang.example/log", 1000));
    assert_eq!(head.root_hash(), &tree(1000).root());
    let stranger = VerifierKey::parse(self::signer().verifier().vkey()).unwrap();
    assert!(metamorphic_log::checkpoint::Checkpoint::from_signed_note(text, &[stranger]).is_err());
}

#[test]
fn both_accept_our_inclusion_proofs() {
    for size in SIZES {
        let (tree, root) = (tree(size), tree(size).root());
        for index in [0, size / 3, size / 2, size - 1] {
            let path = tree.prove_inclusion(index, size).unwrap();
            let leaf = metamorphic_log::merkle::hash_leaf(&entry(index));
            assert_eq!(leaf, leaf_hash(&entry(index)));
            metamorphic_log::verify_inclusion(index, size, &leaf, &vectors(&path), &root).unwrap();
            let path = path.into_iter().map(tlog_tiles::Hash).collect();
            let (root, leaf) = (tlog_tiles::Hash(root), tlog_tiles::record_hash(&entry(index)));
            tlog_tiles::check_record(&path, size, root, index, leaf).unwrap();
        }
    }
}

#[test]
fn both_accept_our_consistency_proofs() {
    let tree = tree(1000);
    let root = |size| tree.root_at(size).unwrap();
    for (old, new) in SIZES.into_iter().flat_map(|old| SIZES.into_iter().map(move |new| (old, new))) {
        let Some(proof) = tree.prove_consistency(old, new) else { continue };
        metamorphic_log::verify_consistency(old, new, &vectors(&proof), &root(old), &root(new)).unwrap();
        let proof = proof.into_iter().map(tlog_tiles::Hash).collect();
        let (old_root, new_root) = (tlog_tiles::Hash(root(old)), tlog_tiles::Hash(root(new)));
        tlog_tiles::check_tree(&proof, new, new_root, old, old_root).unwrap();
    }
}

#[test]
fn metamorphic_log_looks_for_the_same_tiles_and_finds_the_same_root_in_them() {
    for size in [0, 1, 255, 256, 257, 1000, 70_000] {
        let mut ours: Vec<String> = TilePath::added(0, size).iter().map(ToString::to_string).collect();
        let mut theirs: Vec<String> = Vec::new();
        for tile in metamorphic_log::tile::tiles_for_size(size) {
            theirs.push(tile.path());
            theirs.extend((tile.level() == 0).then(|| tile.entries_path()));
        }
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs);
    }
    let tree = tree(1000);
    let mut leaves = Vec::new();
    for tile in metamorphic_log::tile::tiles_for_size(1000).into_iter().filter(|tile| tile.level() == 0) {
        let ours = TilePath::parse(&tile.path()).unwrap();
        leaves.extend(tile.hashes(&tree.tile(&ours).unwrap()).unwrap());
    }
    assert_eq!(metamorphic_log::tile::recompute_root(&leaves), tree.root());
}

#[test]
fn the_checkpoint_and_path_in_a_proof_file_are_accepted_too() {
    let (signer, tree) = (signer(), tree(300));
    let head = signer.sign(300, &tree.root());
    let proof = UnverifiedProof::new(299, tree.prove_inclusion(299, 300).unwrap(), &head);
    let proof = proof.verify(signer.verifier(), &entry(299)).unwrap();
    let file = std::str::from_utf8(proof.as_bytes()).unwrap();
    let (path, checkpoint) = file.split_once("\n\n").unwrap();
    let mut lines = path.lines();
    assert_eq!((lines.next(), lines.next()), (Some("c2sp.org/tlog-proof@v1"), Some("index 299")));
    let key = VerifierKey::parse(signer.verifier().vkey()).unwrap();
    let head = metamorphic_log::checkpoint::Checkpoint::from_signed_note(checkpoint, &[key]).unwrap();
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    let path: Vec<Vec<u8>> = lines.map(|line| BASE64_STANDARD.decode(line).unwrap()).collect();
    metamorphic_log::verify_inclusion(299, 300, &leaf_hash(&entry(299)), &path, head.root_hash()).unwrap();
}
