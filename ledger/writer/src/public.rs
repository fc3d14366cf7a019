//! The public folder: what any web server can serve and any auditor can check. Written from the tree and the journal,
//! never read to decide anything; deleting it loses nothing.
//!
//! [`yicang_tlog::layout`] lists its files.
//!
//! Order: attachments, entries, hashes, and only then the checkpoint, so that a reader finds whatever a checkpoint
//! speaks of. Partial tiles stay as long as the tile is partial, as tlog-tiles demands (somebody may hold an earlier
//! checkpoint), and go when the full tile is there. When a partial tile has to be written anew from nothing, all its
//! narrower forms are written with it: every earlier checkpoint can need one.

use std::io;
use std::path::{Path, PathBuf};
use yicang_files::{self as files, Files};
use yicang_language::{Message, ToMessage, message};
use yicang_tlog::layout::blob_path;
use yicang_tlog::{TileKind, TilePath, Tree, encode_bundle, sha256};

/// A file of the public folder could not be written or compared.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", self.message())]
pub struct PublishError {
    pub(crate) path: PathBuf,
    pub(crate) problem: Message,
}

impl ToMessage for PublishError {
    fn message(&self) -> Message {
        message!("writer-cannot-write", path = &self.path, why = self.problem.clone())
    }
}

/// The entries of the bundle that is being filled, and of those that wait to be written.
#[derive(Default)]
pub(crate) struct Recent {
    /// The index of the first; a multiple of 256.
    start: u64,
    entries: Vec<Vec<u8>>,
}

impl Recent {
    /// The entries of one bundle.
    pub(crate) fn of_bundle(start: u64, entries: Vec<Vec<u8>>) -> Self {
        Self { start, entries }
    }

    pub(crate) fn push(&mut self, entry: Vec<u8>) {
        self.entries.push(entry);
    }

    /// Forgets the full bundles below `size` entries.
    pub(crate) fn keep_from(&mut self, size: u64) {
        let start = size / 256 * 256;
        let done = usize::try_from(start.saturating_sub(self.start)).unwrap_or(usize::MAX);
        self.entries.drain(..done.min(self.entries.len()));
        self.start = start;
    }

    pub(crate) fn bundle(&self, tile: &TilePath) -> Vec<u8> {
        let from = usize::try_from(tile.start() - self.start).expect("recent entries begin at or before the bundle");
        let entries = &self.entries[from..from + usize::from(tile.width())];
        encode_bundle(entries.iter().map(Vec::as_slice))
    }
}

/// The folder and the way to write into it.
pub(crate) struct PublicFolder {
    dir: PathBuf,
    files: Box<dyn Files>,
}

impl PublicFolder {
    pub(crate) fn new(dir: PathBuf, files: Box<dyn Files>) -> Self {
        Self { dir, files }
    }

    pub(crate) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let path = self.dir.join(name);
        files::read(&path).map_err(|error| failed(path, &error))
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let path = self.dir.join(name);
        self.files.put(&path, bytes).map_err(|error| failed(path, &error))
    }

    /// Writes a file elsewhere in the ledger's folder so that it survives a power cut.
    pub(crate) fn put_durably(&self, path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
        self.files.put_durably(path, bytes).map_err(|error| failed(path.to_owned(), &error))
    }

    /// Puts attachments in place that are not there.
    pub(crate) fn put_blobs<'a>(&self, blobs: impl IntoIterator<Item = &'a Vec<u8>>) -> Result<(), PublishError> {
        for blob in blobs {
            let name = blob_path(&sha256(blob));
            // What is there was put there whole, or compared when the ledger was opened.
            if !self.dir.join(&name).exists() {
                self.put(&name, blob)?;
            }
        }
        Ok(())
    }

    /// Writes the tiles by which the tree has grown from `old` entries.
    pub(crate) fn put_tiles(&self, old: u64, tree: &Tree, recent: &Recent) -> Result<(), PublishError> {
        for tile in TilePath::added(old, tree.size()) {
            self.put(&tile.to_string(), &tile_bytes(&tile, tree, recent))?;
        }
        Ok(())
    }

    /// Removes the partial forms of tiles that have become full since there were `old` entries.
    pub(crate) fn drop_superseded(&self, old: u64, size: u64) -> Result<(), PublishError> {
        for tile in TilePath::added(old, size).iter().filter(|tile| tile.is_full()) {
            let path = self.dir.join(tile.partial_dir());
            self.files.remove_dir(&path).map_err(|error| failed(path, &error))?;
        }
        Ok(())
    }

    /// Makes a file right if it is missing or differs. A power cut can have left it empty or full of zeros.
    pub(crate) fn repair(&self, name: &str, bytes: &[u8]) -> Result<(), PublishError> {
        if self.read(name)?.as_deref() == Some(bytes) { Ok(()) } else { self.put(name, bytes) }
    }

    /// Makes a tile right, with all its partial forms that are there or can be needed.
    pub(crate) fn repair_tile(&self, tile: &TilePath, tree: &Tree, recent: &Recent) -> Result<(), PublishError> {
        let partials = self.dir.join(tile.partial_dir());
        if tile.is_full() {
            self.repair(&tile.to_string(), &tile_bytes(tile, tree, recent))?;
            return self.files.remove_dir(&partials).map_err(|error| failed(partials, &error));
        }
        let mut there = widths(&partials).map_err(|error| failed(partials, &error))?;
        if there.is_empty() {
            there = (1..tile.width()).collect();
        }
        there.retain(|width| *width < tile.width());
        there.push(tile.width());
        for width in there {
            let narrower = TilePath::new(tile.kind(), tile.index(), width).expect("a width of 1 to 255");
            self.repair(&narrower.to_string(), &tile_bytes(&narrower, tree, recent))?;
        }
        Ok(())
    }

    /// The indexes of the proofs that were published.
    pub(crate) fn proofs(&self) -> Result<Vec<u64>, PublishError> {
        let path = self.dir.join("proof");
        let names = names(&path).map_err(|error| failed(path, &error))?;
        Ok(names.iter().filter_map(|name| name.strip_suffix(".tlog-proof")?.parse().ok()).collect())
    }
}

fn tile_bytes(tile: &TilePath, tree: &Tree, recent: &Recent) -> Vec<u8> {
    match tile.kind() {
        TileKind::Entries => recent.bundle(tile),
        TileKind::Hashes(_) => tree.tile(tile).expect("the tile is one of this tree"),
    }
}

fn widths(dir: &Path) -> io::Result<Vec<u16>> {
    Ok(names(dir)?.iter().filter_map(|name| name.parse().ok()).filter(|width| *width > 0).collect())
}

fn names(dir: &Path) -> io::Result<Vec<String>> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names =
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

fn failed(path: PathBuf, error: &io::Error) -> PublishError {
    PublishError { path, problem: error.message() }
}
