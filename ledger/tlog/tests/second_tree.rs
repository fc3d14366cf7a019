//! Roots and proofs against `ct-merkle`, which shares no code with the crates below ours: all sizes to 1,000, and large
//! ones by chance.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof};
use proptest::prelude::*;
use sha2::Sha256;
use yicang_tlog::{Tree, check_consistency, check_inclusion, leaf_hash, prove_inclusion_from_tiles};

fn entry(n: u64) -> Vec<u8> {
    format!("entry {n}").into_bytes()
}

/// Both, with the same entries.
#[derive(Default)]
struct Both {
    ours: Tree,
    theirs: MemoryBackedTree<Sha256, Vec<u8>>,
}

impl Both {
    fn grow(&mut self, size: u64) {
        for n in self.ours.size()..size {
            self.ours.push(&entry(n));
            self.theirs.push(entry(n));
        }
    }

    fn same_root(&self) {
        assert_eq!(self.ours.root()[..], self.theirs.root().as_bytes()[..], "{} entries", self.ours.size());
    }

    /// Each makes the proof, each checks the other's.
    fn same_inclusion(&self, index: u64) {
        let size = self.ours.size();
        let ours = self.ours.prove_inclusion(index, size).unwrap();
        let theirs = self.theirs.prove_inclusion(usize::try_from(index).unwrap());
        assert_eq!(ours.concat(), theirs.as_bytes(), "entry {index} of {size}");
        check_inclusion(&ours, size, &self.ours.root(), index, &leaf_hash(&entry(index))).unwrap();
        let from_tiles = prove_inclusion_from_tiles(index, size, |tile| self.ours.tile(tile));
        assert_eq!(from_tiles.as_ref(), Some(&ours), "entry {index} of {size}");
        let ours = InclusionProof::<Sha256>::try_from_bytes(ours.concat()).unwrap();
        self.theirs.root().verify_inclusion(&entry(index), index, &ours).unwrap();
    }

    /// `before` is their tree as it was at `old` entries.
    fn same_consistency(&self, old: u64) {
        let size = self.ours.size();
        let mut before = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        (0..old).for_each(|n| before.push(entry(n)));
        let ours = self.ours.prove_consistency(old, size).unwrap();
        let theirs = self.theirs.prove_consistency(usize::try_from(size - old).unwrap());
        let old_root = self.ours.root_at(old).unwrap();
        assert_eq!(old_root[..], before.root().as_bytes()[..]);
        check_consistency(&ours, size, &self.ours.root(), old, &old_root).unwrap();
        if old < size {
            assert_eq!(ours.concat(), theirs.as_bytes(), "from {old} to {size}");
            let ours = ConsistencyProof::<Sha256>::try_from_bytes(ours.concat()).unwrap();
            self.theirs.root().verify_consistency(&before.root(), &ours).unwrap();
        }
    }
}

#[test]
fn all_sizes_to_1000_have_the_same_root_and_proofs() {
    let mut both = Both::default();
    for size in 1..=1000 {
        both.grow(size);
        both.same_root();
        // All entries of small trees; then the ends, the middle, and one that moves.
        if size <= 40 {
            (0..size).for_each(|index| both.same_inclusion(index));
            (1..=size).for_each(|old| both.same_consistency(old));
        } else {
            [0, size / 2, size * 7919 % size, size - 1].into_iter().for_each(|index| both.same_inclusion(index));
            if size % 16 == 0 {
                [1, 1 + size * 31 % (size - 1), size - 1].into_iter().for_each(|old| both.same_consistency(old));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn large_trees_have_the_same_root_and_proofs(
        size in 1_000_u64..40_000,
        index in any::<prop::sample::Index>(),
        old in any::<prop::sample::Index>(),
    ) {
        let mut both = Both::default();
        both.grow(size);
        both.same_root();
        let below = usize::try_from(size).unwrap();
        both.same_inclusion(index.index(below) as u64);
        both.same_consistency(1 + old.index(below - 1) as u64);
    }
}
