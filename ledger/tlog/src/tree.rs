//! The RFC 6962 tree over the log's entries, held in memory as hashes alone (about 64 bytes an entry), and the proofs
//! read from it. It keeps no entries and knows no files.

use crate::hash::{Hash, leaf_hash};
use crate::tile::{TILE_HEIGHT, TILE_WIDTH, TileKind, TilePath};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use tlog_tiles::{Hash as Node, HashReader};

/// A growing tree.
#[derive(Clone, Default)]
pub struct Tree {
    /// The hash of every full subtree, in the order in which they become known (`tlog_tiles::stored_hash_index`).
    stored: Stored,
    size: u64,
}

/// A proof that does not lead to the root hash, or an index or size outside the tree.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the hashes do not lead to the root hash of the checkpoint")]
pub struct NotProven;

impl Tree {
    /// The empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many entries it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds an entry at the end; answers with its leaf hash.
    pub fn push(&mut self, entry: &[u8]) -> Hash {
        let hash = leaf_hash(entry);
        self.push_hash(hash);
        hash
    }

    /// Adds a leaf by its hash, where only that is known.
    pub fn push_hash(&mut self, leaf: Hash) {
        let new = tlog_tiles::stored_hashes_for_record_hash(self.size, Node(leaf), &self.stored)
            .expect("the tree holds all the hashes below its size");
        self.stored.0.extend(new);
        self.size += 1;
    }

    /// The root hash over all entries; of no entries, the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.root_at(self.size).expect("the tree has its own size")
    }

    /// The root hash over the first `size` entries, `None` if there are fewer.
    #[must_use]
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        (size <= self.size).then(|| tlog_tiles::tree_hash(size, &self.stored).ok().map(|root| root.0)).flatten()
    }

    /// The hash of leaf `index`.
    #[must_use]
    pub fn leaf(&self, index: u64) -> Option<Hash> {
        self.node(0, index)
    }

    /// The proof that entry `index` is in the tree of the first `size` entries, sibling of the leaf first.
    /// `None` unless `index < size` and `size` is not more than there is.
    #[must_use]
    pub fn prove_inclusion(&self, index: u64, size: u64) -> Option<Vec<Hash>> {
        if index >= size || size > self.size {
            return None;
        }
        tlog_tiles::prove_record(size, index, &self.stored).ok().map(unwrap)
    }

    /// The proof that the first `old` entries are unchanged in the tree of `new`. `None` unless
    /// `1 <= old <= new` and `new` is not more than there is.
    #[must_use]
    pub fn prove_consistency(&self, old: u64, new: u64) -> Option<Vec<Hash>> {
        if old == 0 || old > new || new > self.size {
            return None;
        }
        tlog_tiles::prove_tree(new, old, &self.stored).ok().map(unwrap)
    }

    /// The bytes of a tile of hashes; `None` for a bundle, or if the tree does not reach that far.
    #[must_use]
    pub fn tile(&self, path: &TilePath) -> Option<Vec<u8>> {
        let TileKind::Hashes(level) = path.kind() else { return None };
        let mut bytes = Vec::with_capacity(usize::from(path.width()) * 32);
        for n in path.start()..path.start().checked_add(u64::from(path.width()))? {
            bytes.extend_from_slice(&self.node(level.checked_mul(TILE_HEIGHT)?, n)?);
        }
        Some(bytes)
    }

    /// The hash of the `n`-th full subtree of 2^`height` leaves.
    fn node(&self, height: u8, n: u64) -> Option<Hash> {
        let complete = self.size.checked_shr(u32::from(height)).unwrap_or(0);
        if n >= complete {
            return None;
        }
        let at = usize::try_from(tlog_tiles::stored_hash_index(height, n)).ok()?;
        self.stored.0.get(at).map(|node| node.0)
    }
}

/// Checks that the entry with `leaf` hash has `index` in the tree of `size` entries with this `root`.
pub fn check_inclusion(proof: &[Hash], size: u64, root: &Hash, index: u64, leaf: &Hash) -> Result<(), NotProven> {
    tlog_tiles::check_record(&wrap(proof), size, Node(*root), index, Node(*leaf)).map_err(|_| NotProven)
}

/// Checks that the tree of `new` entries with `new_root` begins with all of the tree of `old` entries with `old_root`.
/// An empty old tree is the beginning of every tree and has no proof.
pub fn check_consistency(
    proof: &[Hash],
    new: u64,
    new_root: &Hash,
    old: u64,
    old_root: &Hash,
) -> Result<(), NotProven> {
    tlog_tiles::check_tree(&wrap(proof), new, Node(*new_root), old, Node(*old_root)).map_err(|_| NotProven)
}

/// The proof that entry `index` is in the tree of the first `size` entries, from the few tiles that it takes. `read`
/// gives a tile's bytes by its path, full or wider than asked for as it may be. `None` unless `index < size`, or if a
/// tile is not there. The tiles are not checked: whoever uses the proof checks it against the signed root.
pub fn prove_inclusion_from_tiles(
    index: u64,
    size: u64,
    read: impl Fn(&TilePath) -> Option<Vec<u8>>,
) -> Option<Vec<Hash>> {
    let tiles = Tiles { size, read, seen: RefCell::default() };
    tlog_tiles::prove_record(size, index, &tiles).ok().map(unwrap)
}

struct Tiles<F> {
    size: u64,
    read: F,
    /// What was read, for one tile holds many nodes.
    seen: RefCell<BTreeMap<TilePath, Vec<u8>>>,
}

impl<F: Fn(&TilePath) -> Option<Vec<u8>>> Tiles<F> {
    /// The node of this number among the stored hashes: one of a tile's hashes, or the root over 2, 4, … 128 of them.
    fn node(&self, stored: u64) -> Option<Node> {
        let (height, n) = tlog_tiles::split_stored_hash_index(stored);
        let (row, above) = (height / TILE_HEIGHT, height % TILE_HEIGHT);
        let first = n.checked_shl(u32::from(above))?;
        let full = TilePath::new(TileKind::Hashes(row), first / u64::from(TILE_WIDTH), TILE_WIDTH)?;
        let width = full.level_size(self.size).checked_sub(full.start())?.min(u64::from(TILE_WIDTH));
        let tile = TilePath::new(full.kind(), full.index(), u16::try_from(width).ok()?)?;
        let mut seen = self.seen.borrow_mut();
        let bytes = match seen.entry(tile) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(place) => place.insert((self.read)(&tile)?),
        };
        let from = usize::try_from(first % u64::from(TILE_WIDTH)).ok()? * 32;
        let leaves = bytes.get(from..from + (32 << above))?.chunks_exact(32);
        let mut nodes: Vec<Node> = leaves.filter_map(|hash| hash.try_into().ok().map(Node)).collect();
        while nodes.len() > 1 {
            nodes = nodes.chunks_exact(2).map(|pair| tlog_tiles::node_hash(pair[0], pair[1])).collect();
        }
        nodes.pop()
    }
}

impl<F: Fn(&TilePath) -> Option<Vec<u8>>> HashReader for Tiles<F> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Node>, tlog_tiles::Error> {
        indexes.iter().map(|i| self.node(*i).ok_or(tlog_tiles::Error::IndexesNotInTree)).collect()
    }
}

#[derive(Clone, Default)]
struct Stored(Vec<Node>);

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Node>, tlog_tiles::Error> {
        let read = |i: &u64| usize::try_from(*i).ok().and_then(|i| self.0.get(i).copied());
        indexes.iter().map(|i| read(i).ok_or(tlog_tiles::Error::IndexesNotInTree)).collect()
    }
}

fn wrap(proof: &[Hash]) -> Vec<Node> {
    proof.iter().map(|hash| Node(*hash)).collect()
}

fn unwrap(proof: Vec<Node>) -> Vec<Hash> {
    proof.into_iter().map(|node| node.0).collect()
}
