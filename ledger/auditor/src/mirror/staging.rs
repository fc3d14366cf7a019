//! What is fetched and not verified yet: bundles wait in `DIR/state/staged`, attachments are checked as they come.

use super::{Entries, Mirror, MirrorError};
use crate::source::Source;
use crate::tiles::read_tile;
use crate::words::Words as _;
use std::collections::BTreeSet;
use yicang_files::Files as _;
use yicang_language::message;
use yicang_tlog::layout::blob_path;
use yicang_tlog::{Hash, Leaf, TilePath, decode_bundle, sha256};

impl Mirror<'_> {
    /// Fetches a bundle into the waiting room, unless it is there in full already.
    pub(super) fn stage(&self, source: &dyn Source, tile: &TilePath) -> Result<bool, MirrorError> {
        let name = tile.to_string();
        if tile.is_full() && self.staged.read(&name)?.is_some() {
            return Ok(false);
        }
        let missing = || MirrorError::File { file: name.clone(), what: message!("audit-missing") };
        let (_, bytes) = read_tile(source, tile)?.ok_or_else(missing)?;
        let entries =
            decode_bundle(&bytes).map_err(|error| MirrorError::File { file: name.clone(), what: error.words() })?;
        let width = usize::from(tile.width());
        if entries.len() < width {
            let what = message!("audit-bundle-count", count = entries.len(), width = width);
            return Err(MirrorError::File { file: name, what });
        }
        // Where only the full bundle is left, its beginning is what the checkpoint speaks of.
        let bytes = yicang_tlog::encode_bundle(entries.into_iter().take(width));
        self.put(&self.staged, &name, &bytes)?;
        Ok(true)
    }

    pub(super) fn staged_entries(&self, tile: &TilePath) -> Result<Entries, MirrorError> {
        let name = tile.to_string();
        let lost = || MirrorError::File { file: name.clone(), what: message!("mirror-gone-again") };
        let bytes = self.staged.read(&name)?.ok_or_else(lost)?;
        Ok(decode_bundle(&bytes).map_err(|_| lost())?.into_iter().map(<[u8]>::to_vec).collect())
    }

    /// What the new entries name.
    pub(super) fn blobs_of(&self, bundles: &[TilePath], had: u64) -> Result<BTreeSet<Hash>, MirrorError> {
        let mut blobs = BTreeSet::new();
        for tile in bundles {
            for (index, entry) in (tile.start()..).zip(self.staged_entries(tile)?) {
                if index >= had
                    && let Ok(leaf) = Leaf::parse(&entry)
                {
                    blobs.extend(leaf.blobs().map(|(_, blob)| blob));
                }
            }
        }
        Ok(blobs)
    }

    pub(super) fn take_blob(&self, source: &dyn Source, blob: &Hash) -> Result<bool, MirrorError> {
        let file = blob_path(blob);
        // It was verified before it was put there.
        if self.copy.0.join(&file).exists() {
            return Ok(false);
        }
        let what = match source.read(&file)? {
            Some(bytes) if sha256(&bytes) == *blob => {
                self.put(&self.copy, &file, &bytes)?;
                return Ok(true);
            }
            Some(_) => message!("mirror-blob-hash"),
            None => message!("mirror-blob-missing"),
        };
        Err(MirrorError::File { file, what })
    }

    pub(super) fn forget_staged(&self) -> Result<(), MirrorError> {
        let path = self.staged.0.clone();
        self.files.remove_dir(&path).map_err(|source| MirrorError::Io { path, source })
    }
}
