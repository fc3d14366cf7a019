//! What must hold of trees, bundles, proofs and checkpoints of any size.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use proptest::prelude::*;
use rand_core::OsRng;
use yicang_tlog::{
    CheckpointError, CheckpointSigner, KeyTextError, LogVerifier, ProofError, TILE_WIDTH, TileKind, TilePath, Tree,
    UnverifiedProof, check_consistency, check_inclusion, decode_bundle, encode_bundle, leaf_hash,
};

fn entry(n: u64) -> Vec<u8> {
    format!("entry {n}").into_bytes()
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

proptest! {
    #[test]
    fn every_entry_is_proven_and_no_other(size in 1_u64..700, at in any::<prop::sample::Index>(), flip in 0_usize..256) {
        let index = at.index(usize::try_from(size).unwrap()) as u64;
        let tree = tree(size);
        let proof = tree.prove_inclusion(index, size).unwrap();
        let leaf = leaf_hash(&entry(index));
        prop_assert!(check_inclusion(&proof, size, &tree.root(), index, &leaf).is_ok());
        prop_assert!(check_inclusion(&proof, size, &tree.root(), index, &leaf_hash(b"other")).is_err());
        prop_assert!(check_inclusion(&proof, size, &tree.root(), index ^ 1, &leaf).is_err());
        if !proof.is_empty() {
            let mut damaged = proof.clone();
            damaged[flip % proof.len()][flip / 8 % 32] ^= 1 << (flip % 8);
            prop_assert!(check_inclusion(&damaged, size, &tree.root(), index, &leaf).is_err());
            prop_assert!(check_inclusion(&proof[1..], size, &tree.root(), index, &leaf).is_err());
        }
    }

    #[test]
    fn a_tree_begins_with_every_earlier_one(old in 1_u64..500, more in 0_u64..300) {
        let tree = tree(old + more);
        let old_root = tree.root_at(old).unwrap();
        let proof = tree.prove_consistency(old, old + more).unwrap();
        prop_assert!(check_consistency(&proof, old + more, &tree.root(), old, &old_root).is_ok());
        prop_assert!(check_consistency(&proof, old + more, &tree.root(), old, &[9; 32]).is_err());
        prop_assert!(check_consistency(&proof, old + more, &[9; 32], old, &old_root).is_err());
    }

    #[test]
    fn growing_in_steps_adds_the_tiles_of_growing_at_once(steps in prop::collection::vec(0_u64..400, 1..6)) {
        let mut size = 0;
        let mut added = std::collections::BTreeSet::new();
        for step in steps {
            added.extend(TilePath::added(size, size + step));
            size += step;
        }
        // What is still partial somewhere in between is superseded by its full or wider form.
        added.retain(|tile| {
            let there = tile.level_size(size).saturating_sub(tile.start()).min(u64::from(TILE_WIDTH));
            u64::from(tile.width()) == there
        });
        prop_assert_eq!(added.into_iter().collect::<Vec<_>>(), {
            let mut whole = TilePath::added(0, size);
            whole.sort();
            whole
        });
    }

    #[test]
    fn tile_paths_are_read_back(level in 0_u8..64, index in any::<u64>(), width in 1_u16..=256, bundle: bool) {
        let kind = if bundle { TileKind::Entries } else { TileKind::Hashes(level) };
        let path = TilePath::new(kind, index, width).unwrap();
        prop_assert_eq!(TilePath::parse(&path.to_string()), Some(path));
    }

    #[test]
    fn tiles_hold_the_hashes_of_the_level(size in 1_u64..70_000) {
        // One tile a case is enough: the widest of the highest level.
        let path = *TilePath::added(0, size).last().unwrap();
        prop_assert_eq!(path.level_size(size), u64::from(path.width()) + path.start());
    }

    #[test]
    fn bundles_are_read_back(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..20)) {
        let bundle = encode_bundle(entries.iter().map(Vec::as_slice));
        prop_assert_eq!(decode_bundle(&bundle), Ok(entries.iter().map(Vec::as_slice).collect()));
    }

    #[test]
    fn nothing_that_is_read_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in ".{0,80}") {
        let _ = decode_bundle(&bytes);
        let _ = UnverifiedProof::parse(&bytes);
        let _ = UnverifiedProof::parse(text.as_bytes());
        let _ = yicang_tlog::Leaf::parse(text.as_bytes());
        let _ = LogVerifier::from_vkey(&text);
        let _ = CheckpointSigner::from_skey(&text);
        let _ = TilePath::parse(&text);
    }
}

#[test]
fn tiles_are_the_trees_hashes() {
    let tree = tree(70_000);
    let tile = |path: &str| tree.tile(&TilePath::parse(path).unwrap());
    assert_eq!(tile("tile/0/000").unwrap()[..32], leaf_hash(&entry(0)));
    let of_first_256 = self::tree(256).root();
    assert_eq!(tile("tile/1/000").unwrap()[..32], of_first_256);
    assert_eq!(tile("tile/2/000.p/1").unwrap(), self::tree(65_536).root());
    assert_eq!(tile("tile/2/000.p/2"), None);
    assert_eq!(tile("tile/0/273.p/113"), None);
    assert_eq!(tile("tile/entries/000"), None);
}

#[test]
fn a_proof_with_any_byte_changed_is_refused() {
    let (signer, tree) = (signer(), tree(11));
    for index in [0, 4, 10] {
        let head = signer.sign(11, &tree.root());
        let proof = UnverifiedProof::new(index, tree.prove_inclusion(index, 11).unwrap(), &head);
        let verified = proof.verify(signer.verifier(), &entry(index)).unwrap();
        assert!(verified.is_for(&entry(index)) && verified.checkpoint() == &head);
        let good = verified.as_bytes().to_vec();
        for (at, flip) in (0..good.len()).flat_map(|at| [1, 0x20, 0x80, 0xff].map(|flip| (at, flip))) {
            let mut bad = good.clone();
            bad[at] ^= flip;
            let read = UnverifiedProof::parse(&bad).and_then(|p| p.verify(signer.verifier(), &entry(index)));
            assert!(read.is_err(), "byte {at} changed by {flip:#x} went unnoticed");
        }
        let longer = [&good[..], b"\n"].concat();
        assert!(UnverifiedProof::parse(&longer).and_then(|p| p.verify(signer.verifier(), &entry(index))).is_err());
    }
}

#[test]
fn a_proof_says_what_is_wrong_with_it() {
    let (signer, tree) = (signer(), tree(3));
    let proof = UnverifiedProof::new(1, tree.prove_inclusion(1, 3).unwrap(), &signer.sign(3, &tree.root()));
    let other = self::signer();
    assert!(matches!(proof.verify(other.verifier(), &entry(1)), Err(ProofError::Checkpoint(_))));
    assert!(matches!(proof.verify(signer.verifier(), &entry(2)), Err(ProofError::Entry(_))));
    let text = String::from_utf8(proof.to_bytes()).unwrap();
    assert_eq!(UnverifiedProof::parse(text.replace("index 1", "index 01").as_bytes()), Err(ProofError::Format(2)));
    assert_eq!(UnverifiedProof::parse(text.replace("@v1", "@v2").as_bytes()), Err(ProofError::Format(1)));
    let extra = text.replace("index 1", "extra aGVsbG8=\nindex 1");
    assert_eq!(UnverifiedProof::parse(extra.as_bytes()).unwrap().extra(), Some(&b"hello"[..]));
}

#[test]
fn a_checkpoint_with_any_byte_changed_is_refused() {
    let signer = signer();
    let good = signer.sign(7, &[5; 32]).as_bytes().to_vec();
    assert_eq!(signer.verifier().open(&good).unwrap().size(), 7);
    for (at, flip) in (0..good.len()).flat_map(|at| (0..8).map(move |bit| (at, 1_u8 << bit))) {
        let mut bad = good.clone();
        bad[at] ^= flip;
        assert!(signer.verifier().open(&bad).is_err(), "byte {at} changed by {flip:#x} went unnoticed");
    }
}

/// c2sp.org/tlog-checkpoint: unknown signatures MUST be ignored, extension lines are opaque. Our own files have
/// neither.
#[test]
fn what_a_reader_must_ignore_is_ignored_told_and_never_our_own() {
    let (signer, witness) = (signer(), signer());
    let verifier = signer.verifier();
    let own = signer.sign(7, &[5; 32]);
    assert!(own.extensions().is_empty() && own.ignored_signatures().is_empty());
    assert_eq!(verifier.open_own(own.as_bytes()), Ok(own.clone()));
    let line = |note: &[u8]| [note.rsplit(|b| *b == b'\n').nth(1).unwrap(), b"\n"].concat();
    let cosigned = [own.as_bytes(), &line(witness.sign(7, &[5; 32]).as_bytes())].concat();
    let head = verifier.open(&cosigned).unwrap();
    assert_eq!((head.size(), head.root(), head.as_bytes()), (7, &[5; 32], cosigned.as_slice()));
    assert_eq!(head.ignored_signatures(), [witness.verifier().name()]);
    // A key that is known by its name only, and one of a kind that nobody here knows.
    let grease = "\u{2014} grease.example AAAAAP9ncmVhc2U=\n".as_bytes();
    let head = verifier.open(&[own.as_bytes(), grease].concat()).unwrap();
    assert_eq!(head.ignored_signatures(), ["grease.example"]);
    let before = [&own.as_bytes()[..own.as_bytes().len() - line(own.as_bytes()).len()], grease, &line(own.as_bytes())];
    assert_eq!(verifier.open(&before.concat()).unwrap().size(), 7);
    // Its own line twice is still its own.
    let own_twice = [own.as_bytes(), &line(own.as_bytes())].concat();
    assert!(verifier.open(&own_twice).unwrap().ignored_signatures().is_empty());
    for note in [&cosigned, &own_twice, &before.concat()] {
        assert_eq!(verifier.open_own(note), Err(CheckpointError::NotCanonical));
    }
    // A stranger's signature alone, and a wrong one under the key's own name and number, are none.
    assert!(matches!(verifier.open(witness.sign(7, &[5; 32]).as_bytes()), Err(CheckpointError::Signature(_))));
    let wrong = [&before.concat()[..], &line(signer.sign(8, &[5; 32]).as_bytes())].concat();
    assert_eq!(verifier.open(&wrong).map(|head| head.size()), Ok(7), "a repeated line is not looked at again");
    let wrong = [b"x.example/log\n8\n", &own.as_bytes()[own.as_bytes().len() - 60..]].concat();
    assert!(verifier.open(&wrong).is_err());
}

#[test]
fn a_log_key_in_another_spelling_is_refused() {
    let vkey = signer().verifier().vkey().to_owned();
    assert_eq!(LogVerifier::from_vkey(&format!(" {vkey}\n")).unwrap().vkey(), vkey);
    assert_eq!(LogVerifier::from_vkey("hello"), Err(KeyTextError::Form));
    let (name, rest) = vkey.split_once('+').unwrap();
    assert_eq!(LogVerifier::from_vkey(&format!("{name}x+{rest}")), Err(KeyTextError::Id));
    let upper = format!("{name}+{}{}", rest[..8].to_uppercase(), &rest[8..]);
    assert!(upper == vkey || LogVerifier::from_vkey(&upper).is_err());
    assert!(matches!(CheckpointSigner::generate(&mut OsRng, "my log"), Err(KeyTextError::Name)));
    assert!(!format!("{:?}", signer()).contains("PRIVATE"));
}
