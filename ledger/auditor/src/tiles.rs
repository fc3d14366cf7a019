//! Tiles and bundles of a public folder, also where only the full form of a partial one is left.

use crate::source::{Source, SourceError};
use yicang_tlog::{TilePath, decode_bundle};

/// The bundle in which an entry stands in a log of `size` entries.
pub(crate) fn bundle_of(index: u64, size: u64) -> TilePath {
    let end = size.min((index / 256).saturating_add(1).saturating_mul(256)).max(index + 1);
    TilePath::added(end - 1, end)[0]
}

/// A tile's bytes and the name of the file they come from: its own, or, when that is gone because the log has grown,
/// the full tile's.
pub(crate) fn read_tile(source: &dyn Source, tile: &TilePath) -> Result<Option<(String, Vec<u8>)>, SourceError> {
    for name in [tile.to_string(), tile.full().to_string()] {
        if let Some(bytes) = source.read(&name)? {
            return Ok(Some((name, bytes)));
        }
    }
    Ok(None)
}

/// A tile's hashes, from the full tile where the partial one has gone.
pub(crate) fn read_tiles(source: &dyn Source, path: &TilePath) -> Option<Vec<u8>> {
    read_tile(source, path).ok().flatten().map(|(_, bytes)| bytes)
}

/// One entry, as the public folder has it.
pub(crate) fn entry(source: &dyn Source, index: u64, size: u64) -> Option<Vec<u8>> {
    let bundle = read_tiles(source, &bundle_of(index, size))?;
    let at = usize::try_from(index % 256).ok()?;
    decode_bundle(&bundle).ok()?.get(at).map(|entry| entry.to_vec())
}
