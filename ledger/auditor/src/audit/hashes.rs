//! Entries against leaves, leaves against tiles, tiles against the signed root.
//!
//! Entries and level-0 tiles say the same thing twice. Where they differ, the signed root decides which of them is
//! wrong; every other tile is then compared with what follows from the right one.

use super::{Auditor, Progress};
use crate::source::SourceError;
use crate::tiles::read_tile;
use crate::words::Words as _;
use yicang_language::message;
use yicang_tlog::{Checkpoint, Hash, TileKind, TilePath, Tree, decode_bundle, leaf_hash};

/// What one bundle and the level-0 tile beside it say.
struct Pair {
    bundle: TilePath,
    bundle_file: String,
    tile_file: String,
    /// The leaf hashes that the entries have.
    from_entries: Option<Vec<Hash>>,
    /// The leaf hashes that the tile has.
    from_tile: Option<Vec<Hash>>,
}

impl Auditor<'_> {
    pub(super) fn check_tree(
        &mut self,
        head: &Checkpoint,
        listed: Option<&[String]>,
        progress: Progress<'_>,
    ) -> Result<Tree, SourceError> {
        let size = head.size();
        let bundles: Vec<TilePath> =
            TilePath::added(0, size).into_iter().filter(|tile| tile.kind() == TileKind::Entries).collect();
        let mut pairs = Vec::with_capacity(bundles.len());
        let total = bundles.len() as u64;
        for (done, bundle) in (1..).zip(bundles) {
            progress("entries", done, total);
            pairs.push(self.read_pair(bundle, size)?);
        }
        let tree = self.judge(&pairs, head);
        self.check_higher_tiles(&tree, progress)?;
        self.check_partials(&tree, listed)?;
        Ok(tree)
    }

    /// Reads a bundle and its tile, and notes what the entries say.
    fn read_pair(&mut self, bundle: TilePath, size: u64) -> Result<Pair, SourceError> {
        let tile =
            TilePath::new(TileKind::Hashes(0), bundle.index(), bundle.width()).expect("the bundle's own numbers");
        let width = usize::from(bundle.width());
        let (bundle_file, bytes) = self.read_either(&bundle)?;
        let mut from_entries = None;
        if let Some(bytes) = bytes {
            match decode_bundle(&bytes) {
                Ok(entries)
                    if entries.len() == width || (bundle_file != bundle.to_string() && entries.len() > width) =>
                {
                    let entries = &entries[..width];
                    from_entries = Some(entries.iter().map(|entry| leaf_hash(entry)).collect());
                    for (index, entry) in (bundle.start()..).zip(entries) {
                        self.note_entry(index, size, entry)?;
                    }
                }
                Ok(entries) => {
                    self.find(&bundle_file, message!("audit-bundle-count", count = entries.len(), width = width))
                }
                Err(error) => self.find(&bundle_file, error.words()),
            }
        }
        let (tile_file, bytes) = self.read_either(&tile)?;
        let mut from_tile = None;
        if let Some(bytes) = bytes {
            let hashes: Vec<Hash> = bytes.chunks_exact(32).filter_map(|hash| hash.try_into().ok()).collect();
            let whole = bytes.len() % 32 == 0 && (hashes.len() == width || tile_file != tile.to_string());
            if whole && hashes.len() >= width {
                from_tile = Some(hashes[..width].to_vec());
            } else {
                self.find(&tile_file, message!("audit-tile-bytes", bytes = bytes.len(), expected = width * 32));
            }
        }
        Ok(Pair { bundle, bundle_file, tile_file, from_entries, from_tile })
    }

    /// Reads a tile, or the full one in its place; a finding if neither is there.
    fn read_either(&mut self, tile: &TilePath) -> Result<(String, Option<Vec<u8>>), SourceError> {
        let name = tile.to_string();
        match read_tile(self.source, tile)? {
            Some((name, bytes)) => {
                self.seen.insert(name.clone());
                self.audit.files += 1;
                Ok((name, Some(bytes)))
            }
            None => {
                self.find(&name, message!("audit-missing"));
                Ok((name, None))
            }
        }
    }

    /// Builds the tree, and says which of the files are wrong.
    fn judge(&mut self, pairs: &[Pair], head: &Checkpoint) -> Tree {
        let tree = |first: fn(&Pair) -> Option<&Vec<Hash>>, second: fn(&Pair) -> Option<&Vec<Hash>>| {
            let mut tree = Tree::new();
            for pair in pairs {
                match first(pair).or(second(pair)) {
                    Some(leaves) => leaves.iter().for_each(|leaf| tree.push_hash(*leaf)),
                    // A hole that no file fills; the root will not fit, and the missing files are findings.
                    None => (0..pair.bundle.width()).for_each(|_| tree.push_hash([0; 32])),
                }
            }
            tree
        };
        let by_entries = tree(|p| p.from_entries.as_ref(), |p| p.from_tile.as_ref());
        let by_tiles = tree(|p| p.from_tile.as_ref(), |p| p.from_entries.as_ref());
        let differ = |p: &&Pair| p.from_entries.is_some() && p.from_tile.is_some() && p.from_entries != p.from_tile;
        let differing: Vec<&Pair> = pairs.iter().filter(differ).collect();
        if by_entries.root() == *head.root() {
            for pair in differing {
                self.find(&pair.tile_file, message!("audit-tile-other-hashes"));
            }
            return by_entries;
        }
        if by_tiles.root() == *head.root() {
            for pair in differing {
                self.find(&pair.bundle_file, message!("audit-bundle-not-signed"));
            }
            return by_tiles;
        }
        for pair in &differing {
            self.find(&pair.bundle_file, message!("audit-bundle-or-tile"));
            self.find(&pair.tile_file, message!("audit-tile-or-bundle"));
        }
        self.find("checkpoint", message!("audit-root"));
        by_entries
    }

    fn check_higher_tiles(&mut self, tree: &Tree, progress: Progress<'_>) -> Result<(), SourceError> {
        let is_higher = |tile: &TilePath| !matches!(tile.kind(), TileKind::Entries | TileKind::Hashes(0));
        let tiles: Vec<TilePath> = TilePath::added(0, tree.size()).into_iter().filter(is_higher).collect();
        let total = tiles.len() as u64;
        for (done, tile) in (1..).zip(tiles) {
            progress("tiles", done, total);
            let (name, bytes) = self.read_either(&tile)?;
            let expected = tree.tile(&tile).expect("the tile is one of this tree");
            let longer = name != tile.to_string();
            match bytes {
                Some(bytes) if bytes == expected || (longer && bytes.starts_with(&expected)) => {}
                Some(_) => self.find(&name, message!("audit-tile-hashes")),
                None => {}
            }
        }
        Ok(())
    }

    /// Earlier checkpoints' partial tiles: each must be the beginning of what is there now. And tiles that the
    /// checkpoint does not cover.
    fn check_partials(&mut self, tree: &Tree, listed: Option<&[String]>) -> Result<(), SourceError> {
        for name in listed.unwrap_or_default() {
            let Some(tile) = TilePath::parse(name) else { continue };
            if !tile.is_within(tree.size()) {
                self.seen.insert(name.clone());
                self.find(name, message!("audit-ahead"));
                continue;
            }
            if self.seen.contains(name) {
                continue;
            }
            // Listed and gone: the log has grown, and the full tile is there in its place.
            let Some(bytes) = self.read(name)? else { continue };
            let right = match tile.kind() {
                TileKind::Hashes(_) => tree.tile(&tile).as_deref() == Some(&bytes),
                TileKind::Entries => is_beginning(&bytes, &tile, tree),
            };
            if !right {
                self.find(name, message!("audit-no-beginning"));
            }
        }
        Ok(())
    }
}

/// Whether a bundle's entries are those of the tree, as many as its name says.
fn is_beginning(bundle: &[u8], tile: &TilePath, tree: &Tree) -> bool {
    decode_bundle(bundle).is_ok_and(|entries| {
        entries.len() == usize::from(tile.width())
            && (tile.start()..).zip(entries).all(|(index, entry)| tree.leaf(index) == Some(leaf_hash(entry)))
    })
}
