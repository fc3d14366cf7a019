//! Proofs out of a log's tiles, for those who do not hold its tree. Reads only the tiles that a proof needs.
//! What comes out is as good as the tiles are: check each proof against signed roots.

use crate::hash::Hash;
use crate::tile::{TILE_HEIGHT, TILE_WIDTH, TileKind, TilePath};
use std::cell::RefCell;
use std::collections::btree_map::{BTreeMap, Entry};
use tlog_tiles::{Hash as Node, HashReader};

/// Above this the numbering of stored hashes would overflow; no log comes near.
const SIZE_MAX: u64 = 1 << 60;

/// A tree of `size` entries behind a way to read its tiles of hashes: `None` for one that cannot be read. A tile that
/// is longer than asked for is taken by its beginning.
pub struct TileTree<R> {
    size: u64,
    read: R,
    seen: RefCell<BTreeMap<TilePath, Vec<u8>>>,
}

impl<R: Fn(&TilePath) -> Option<Vec<u8>>> TileTree<R> {
    /// The tree of the first `size` entries.
    pub fn new(size: u64, read: R) -> Self {
        Self { size, read, seen: RefCell::default() }
    }

    /// The root hash over all entries, `None` if a tile is missing or short.
    pub fn root(&self) -> Option<Hash> {
        self.root_at(self.size)
    }

    /// The root hash over the first `size` entries; `None` also if there are fewer.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        (size <= self.size && size < SIZE_MAX)
            .then(|| tlog_tiles::tree_hash(size, self).ok().map(|root| root.0))
            .flatten()
    }

    /// The proof that entry `index` is in the tree, sibling of the leaf first.
    pub fn prove_inclusion(&self, index: u64) -> Option<Vec<Hash>> {
        (index < self.size && self.size < SIZE_MAX)
            .then(|| tlog_tiles::prove_record(self.size, index, self).ok().map(unwrap))
            .flatten()
    }

    /// The proof that the first `old` entries are unchanged; empty for no entries and for all.
    pub fn prove_consistency(&self, old: u64) -> Option<Vec<Hash>> {
        self.prove_consistency_at(old, self.size)
    }

    /// The same under the first `new` entries; `None` also if there are fewer.
    pub fn prove_consistency_at(&self, old: u64, new: u64) -> Option<Vec<Hash>> {
        match old {
            0 => Some(Vec::new()),
            _ if old > new || new > self.size || self.size >= SIZE_MAX => None,
            _ => tlog_tiles::prove_tree(new, old, self).ok().map(unwrap),
        }
    }

    /// The hash of the `n`-th full subtree of 2^`height` leaves.
    fn node(&self, height: u8, n: u64) -> Option<Node> {
        let (level, within) = (height / TILE_HEIGHT, height % TILE_HEIGHT);
        let first = n.checked_shl(u32::from(within))?;
        let index = first / u64::from(TILE_WIDTH);
        let there = TilePath::new(TileKind::Hashes(level), index, TILE_WIDTH)?;
        let width = there.level_size(self.size).saturating_sub(there.start()).min(u64::from(TILE_WIDTH));
        let path = TilePath::new(TileKind::Hashes(level), index, u16::try_from(width).ok()?)?;
        let mut seen = self.seen.borrow_mut();
        let tile = match seen.entry(path) {
            Entry::Occupied(tile) => tile.into_mut(),
            Entry::Vacant(place) => place.insert((self.read)(&path)?),
        };
        let from = usize::try_from(first % u64::from(TILE_WIDTH)).ok()? * 32;
        let hashes = tile.get(from..from + (32 << within))?;
        Some(tlog_tiles::Tile::subtree_hash(hashes))
    }
}

impl<R: Fn(&TilePath) -> Option<Vec<u8>>> HashReader for TileTree<R> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Node>, tlog_tiles::Error> {
        let read = |index: &u64| {
            let (height, n) = tlog_tiles::split_stored_hash_index(*index);
            self.node(height, n).ok_or(tlog_tiles::Error::IndexesNotInTree)
        };
        indexes.iter().map(read).collect()
    }
}

fn unwrap(proof: Vec<Node>) -> Vec<Hash> {
    proof.into_iter().map(|node| node.0).collect()
}
