//! Where a tile or an entry bundle lies and how a bundle is written, after [tlog-tiles](https://c2sp.org/tlog-tiles).
//! Which hashes stand in a tile is the [tree](crate::Tree)'s knowledge.
//!
//! `tlog_tiles` 0.2 writes the older paths of the Go checksum database (`tile/8/0/…`, `tile/8/data/…`); these here are
//! the specification's.

use std::fmt;

/// Hashes in a full tile, entries in a full bundle.
pub const TILE_WIDTH: u16 = 256;

/// c2sp.org/tlog-tiles: an entry's length is a u16.
pub const ENTRY_BYTES_MAX: usize = 65_535;

/// log2 of [`TILE_WIDTH`].
pub(crate) const TILE_HEIGHT: u8 = 8;

/// c2sp.org/tlog-tiles: the highest level of a tile.
const LEVEL_MAX: u8 = 63;

/// What a tile holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TileKind {
    /// The entries themselves, length-prefixed.
    Entries,
    /// Hashes of this level, 0 to 63: 0 are leaves, each higher one the root of a full tile below.
    Hashes(u8),
}

/// The coordinates of one public file: `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TilePath {
    kind: TileKind,
    index: u64,
    width: u16,
}

impl TilePath {
    /// `None` for a level over 63 or a width outside 1 to 256.
    #[must_use]
    pub fn new(kind: TileKind, index: u64, width: u16) -> Option<Self> {
        let level_fits = !matches!(kind, TileKind::Hashes(level) if level > LEVEL_MAX);
        (level_fits && (1..=TILE_WIDTH).contains(&width)).then_some(Self { kind, index, width })
    }

    /// What it holds.
    #[must_use]
    pub fn kind(&self) -> TileKind {
        self.kind
    }

    /// Its number within the level.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes or entries it holds, 1 to 256; 256 is full.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Whether it holds 256.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.width == TILE_WIDTH
    }

    /// The full tile at the same place.
    #[must_use]
    pub fn full(&self) -> Self {
        Self { width: TILE_WIDTH, ..*self }
    }

    /// The directory of its partial forms, `….p`.
    #[must_use]
    pub fn partial_dir(&self) -> String {
        format!("{}.p", self.full())
    }

    /// The index of the first hash of its level, or of the first entry, in it.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.index.saturating_mul(u64::from(TILE_WIDTH))
    }

    /// Reads a path as [`Display`](fmt::Display) writes it, in no other spelling.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let kind = match kind {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes(level.parse().ok()?),
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().ok().filter(|w| *w < TILE_WIDTH)?),
            None => (rest, TILE_WIDTH),
        };
        let mut index = 0_u64;
        for group in number.split('/') {
            let digits: u64 = group.strip_prefix('x').unwrap_or(group).parse().ok()?;
            index = index.checked_mul(1000)?.checked_add(digits)?;
        }
        Self::new(kind, index, width).filter(|tile| tile.to_string() == path)
    }

    /// Every file that a log has to add when it grows from `old` to `new` entries, the bundles first. A tile that is
    /// still partial is listed with its new width; nothing is listed for a tree that does not grow.
    #[must_use]
    pub fn added(old: u64, new: u64) -> Vec<Self> {
        let hashes: Vec<Self> = tlog_tiles::Tile::new_tiles(TILE_HEIGHT, old, new)
            .into_iter()
            .map(|tile| Self {
                kind: TileKind::Hashes(tile.level()),
                index: tile.level_index(),
                width: u16::try_from(tile.width()).expect("a tile of height 8 is at most 256 wide"),
            })
            .collect();
        let leaves = hashes.iter().filter(|tile| tile.kind == TileKind::Hashes(0));
        let bundles: Vec<Self> = leaves.map(|tile| Self { kind: TileKind::Entries, ..*tile }).collect();
        [bundles, hashes].concat()
    }

    /// Whether a log of `size` entries fills it.
    #[must_use]
    pub fn is_within(&self, size: u64) -> bool {
        u64::from(self.width) <= self.level_size(size).saturating_sub(self.start())
    }

    /// How many hashes the level of this tile has in a tree of `size` entries (for bundles: how many entries).
    #[must_use]
    pub fn level_size(&self, size: u64) -> u64 {
        match self.kind {
            TileKind::Entries => size,
            TileKind::Hashes(level) => size.checked_shr(u32::from(level) * u32::from(TILE_HEIGHT)).unwrap_or(0),
        }
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Entries => f.write_str("tile/entries/")?,
            TileKind::Hashes(level) => write!(f, "tile/{level}/")?,
        }
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        for group in groups[1..].iter().rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        if self.is_full() { Ok(()) } else { write!(f, ".p/{}", self.width) }
    }
}

/// Why bytes are not an entry bundle.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BundleError {
    /// An entry's length points behind the end.
    #[error("entry {0} of the bundle is cut off")]
    CutOff(usize),
}

/// Entries with their length in front, big-endian u16.
///
/// # Panics
/// If an entry is longer than [`ENTRY_BYTES_MAX`]: the journal takes none in.
#[must_use]
pub fn encode_bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut bundle = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len()).expect("no entry over 65,535 bytes is taken in");
        bundle.extend_from_slice(&length.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    bundle
}

/// The entries of a bundle, in order.
pub fn decode_bundle(mut bundle: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let mut entries = Vec::new();
    while !bundle.is_empty() {
        let cut_off = BundleError::CutOff(entries.len());
        let Some((length, rest)) = bundle.split_first_chunk() else { return Err(cut_off) };
        let Some((entry, rest)) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length))) else {
            return Err(cut_off);
        };
        entries.push(entry);
        bundle = rest;
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_the_specifications() {
        let path = |kind, index, width| TilePath::new(kind, index, width).unwrap().to_string();
        assert_eq!(path(TileKind::Hashes(0), 1_234_067, 256), "tile/0/x001/x234/067");
        assert_eq!(path(TileKind::Hashes(1), 0, 5), "tile/1/000.p/5");
        assert_eq!(path(TileKind::Entries, 1000, 255), "tile/entries/x001/000.p/255");
    }

    #[test]
    fn only_the_one_spelling_of_a_path_is_read() {
        assert!(TilePath::parse("tile/0/x001/x234/067").is_some());
        for wrong in [
            "tile/00/000",
            "tile/64/000",
            "tile/0/0",
            "tile/0/x000/001",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/+1",
            "tile/data/000",
            "tile/8/0/000",
            "tile/0/1234",
            "tile/0/",
            "tile/0",
            "tile/entries/x001/x001",
            "tile/0/000.p/5/",
            "tile/0/x018/x446/x744/x073/x709/x551/616",
        ] {
            assert_eq!(TilePath::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_specifications_example_of_70_000_entries() {
        let tiles = TilePath::added(0, 70_000);
        let of = |kind| tiles.iter().filter(|t| t.kind() == kind).collect::<Vec<_>>();
        assert_eq!(of(TileKind::Hashes(0)).len(), 274);
        assert_eq!(of(TileKind::Hashes(0)).last().unwrap().width(), 112);
        assert_eq!(of(TileKind::Entries).last().unwrap().to_string(), "tile/entries/273.p/112");
        assert_eq!(of(TileKind::Hashes(1)).iter().map(|t| t.width()).collect::<Vec<_>>(), [256, 17]);
        assert_eq!(of(TileKind::Hashes(2)).iter().map(|t| t.width()).collect::<Vec<_>>(), [1]);
        assert_eq!(TilePath::added(0, 256).last().unwrap().to_string(), "tile/1/000.p/1");
        assert_eq!(TilePath::added(7, 7), []);
    }

    #[test]
    fn a_tile_is_within_a_log_that_fills_it() {
        let within = |path: &str, size| TilePath::parse(path).unwrap().is_within(size);
        assert!(within("tile/0/001.p/4", 260) && !within("tile/0/001.p/5", 260));
        assert!(within("tile/1/000.p/1", 256) && !within("tile/1/000.p/1", 255));
        assert!(within("tile/entries/000", 256) && !within("tile/entries/000", 255));
        assert!(!within("tile/63/000.p/1", u64::MAX));
    }

    #[test]
    fn a_bundle_takes_the_longest_entry_and_no_cut_one() {
        let longest = vec![7; ENTRY_BYTES_MAX];
        let bundle = encode_bundle([&b"a"[..], &longest]);
        assert_eq!(bundle[..5], [0, 1, b'a', 255, 255]);
        assert_eq!(decode_bundle(&bundle), Ok(vec![&b"a"[..], &longest]));
        assert_eq!(decode_bundle(&bundle[..bundle.len() - 1]), Err(BundleError::CutOff(1)));
        assert_eq!(decode_bundle(&bundle[..4]), Err(BundleError::CutOff(1)));
        assert_eq!(decode_bundle(b""), Ok(vec![]));
    }
}
