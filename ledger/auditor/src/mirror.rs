//! Keeps a verified copy of somebody's public log. Any web server can serve the copy, and everything that reads a log
//! reads it.
//!
//! ```text
//! DIR/public/    the copy: only what was verified, each file put in place whole, the checkpoint last
//! DIR/state/     what is fetched and not verified yet; evidence, if the log contradicts itself
//! ```
//!
//! It can be broken off at any time and goes on where it was. Tiles of hashes are not fetched: they follow from the
//! entries. Before anything new is put in place, all the entries together must lead to the new signed root, and begin
//! with the tree of the old one.

mod error;
mod extras;
mod staging;

pub use error::{MirrorError, Whose};

use crate::audit::Progress;
use crate::log_keys::{Keys, TrustAnchor};
use crate::source::{Folder, Source};
use crate::tiles::read_tile;
use std::fs::File;
use std::path::{Path, PathBuf};
use yicang_files::{self as files, DiskFiles, Files};
use yicang_language::{Message, message};
use yicang_replay::Replay;
use yicang_tlog::layout::{CHECKPOINT, KEYS, VKEY, blob_path};
use yicang_tlog::{Checkpoint, LogKeys as _, LogVerifier, TileKind, TilePath, Tree, decode_bundle, leaf_hash};

/// What one run has brought.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mirrored {
    /// Entries that the copy had.
    pub old: u64,
    /// Entries that it has now.
    pub size: u64,
    /// Files fetched.
    pub fetched: u64,
}

/// The entries of one bundle.
type Entries = Vec<Vec<u8>>;

/// The log's head, and who signed it.
#[derive(Clone, Copy)]
struct Newest<'k> {
    keys: &'k Keys<'k>,
    key: &'k LogVerifier,
    head: &'k Checkpoint,
}

/// A copy, open for one process.
pub struct Mirror<'a> {
    dir: PathBuf,
    trust: TrustAnchor<'a>,
    files: DiskFiles,
    copy: Folder,
    staged: Folder,
    _lock: File,
}

impl<'a> Mirror<'a> {
    /// Opens the copy in `dir`, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// Another process keeps this copy, or the disk fails.
    pub fn open(dir: &Path, trust: impl Into<TrustAnchor<'a>>) -> Result<Self, MirrorError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| MirrorError::Io { path, source }
        };
        let state = dir.join("state");
        std::fs::create_dir_all(dir.join("public")).map_err(io(dir))?;
        std::fs::create_dir_all(&state).map_err(io(&state))?;
        let path = state.join("lock");
        let lock = File::create(&path).map_err(io(&path))?;
        lock.try_lock().map_err(|_| MirrorError::InUse(dir.to_owned()))?;
        let files = DiskFiles::real(state.join("tmp")).map_err(io(&state))?;
        let (copy, staged) = (Folder(dir.join("public")), Folder(state.join("staged")));
        Ok(Self { dir: dir.to_owned(), trust: trust.into(), files, copy, staged, _lock: lock })
    }

    /// The copy, to read from.
    #[must_use]
    pub fn copy(&self) -> &Folder {
        &self.copy
    }

    /// The head of the copy; `None` before the first run. It was checked when it was put there: a run that was broken
    /// off behind new statements and before the new head may have left one whose key they have revoked.
    pub fn head(&self) -> Result<Option<Checkpoint>, MirrorError> {
        let Some(note) = self.copy.read(CHECKPOINT)? else { return Ok(None) };
        let head = self.keys()?.open_kept(&note).map_err(|error| MirrorError::Checkpoint(Whose::Copy, error))?;
        Ok(Some(head))
    }

    /// The keys that were trusted when the copy was made.
    pub fn keys(&self) -> Result<Keys<'a>, MirrorError> {
        Ok(self.trust.keys(&self.copy)?)
    }

    /// Brings the copy up to what `source` has now.
    ///
    /// # Errors
    ///
    /// The log cannot be read, is not as it should be, or contradicts itself. The copy stays as it was.
    pub fn update(&self, source: &dyn Source, progress: Progress<'_>) -> Result<Mirrored, MirrorError> {
        let old = self.head()?;
        let missing = || MirrorError::File { file: CHECKPOINT.into(), what: message!("audit-missing") };
        let note = source.read(CHECKPOINT)?.ok_or_else(missing)?;
        let seen = self.copy.read(KEYS)?.unwrap_or_default();
        let keys = self.trust.keys_since(source, &seen)?;
        let (head, key) = keys.open_by(&note).map_err(|error| MirrorError::Checkpoint(Whose::Log, error))?;
        self.refuse_contradiction(old.as_ref(), &head)?;
        let newest = Newest { keys: &keys, key, head: &head };
        let mut fetched = 1;
        let tree = match &old {
            Some(old) if old.size() == head.size() => {
                if old.as_bytes() != head.as_bytes() || (!keys.statements().is_empty() && keys.statements() != seen) {
                    // The same tree, signed by another key, or a new word of the root key's.
                    self.put_head(newest)?;
                }
                self.tree(old.size(), &mut |_| Ok(Entries::new()))?
            }
            _ => self.grow(source, old.as_ref(), newest, &mut fetched, progress)?,
        };
        self.take_extras(source, &keys, &tree, &mut fetched, progress)?;
        Ok(Mirrored { old: old.map_or(0, |old| old.size()), size: head.size(), fetched })
    }

    /// The head with its keys; these first, so that a copy always has the keys of its head.
    fn put_head(&self, newest: Newest<'_>) -> Result<(), MirrorError> {
        if let Keys::Ring(_, statements) = newest.keys {
            self.put_durably(KEYS, statements)?;
        }
        self.put(&self.copy, VKEY, format!("{}\n", newest.key.vkey()).as_bytes())?;
        self.put_durably(CHECKPOINT, newest.head.as_bytes())
    }

    fn put_durably(&self, name: &str, bytes: &[u8]) -> Result<(), MirrorError> {
        let path = self.copy.0.join(name);
        self.files.put_durably(&path, bytes).map_err(|source| MirrorError::Io { path, source })
    }

    fn refuse_contradiction(&self, old: Option<&Checkpoint>, new: &Checkpoint) -> Result<(), MirrorError> {
        let Some(old) = old else { return Ok(()) };
        if new.size() < old.size() {
            let what = message!("mirror-fewer", new = new.size(), old = old.size());
            return Err(self.contradiction(what, old, new)?);
        }
        if new.size() == old.size() && new.root() != old.root() {
            let what = message!("mirror-two-trees", size = new.size());
            return Err(self.contradiction(what, old, new)?);
        }
        Ok(())
    }

    fn contradiction(&self, what: Message, old: &Checkpoint, new: &Checkpoint) -> Result<MirrorError, MirrorError> {
        let evidence = self.dir.join(format!("state/evidence-{}-{}", old.size(), new.size()));
        let both = [b"first seen:\n\n".as_slice(), old.as_bytes(), b"\nthen:\n\n", new.as_bytes()].concat();
        self.files
            .put_durably(&evidence, &both)
            .map_err(|source| MirrorError::Io { path: evidence.clone(), source })?;
        Ok(MirrorError::Contradiction { what, evidence })
    }

    /// Fetches, verifies, and only then puts in place.
    fn grow(
        &self,
        source: &dyn Source,
        old: Option<&Checkpoint>,
        newest: Newest<'_>,
        fetched: &mut u64,
        progress: Progress<'_>,
    ) -> Result<Tree, MirrorError> {
        let head = newest.head;
        let had = old.map_or(0, Checkpoint::size);
        let new = TilePath::added(had, head.size()).into_iter().filter(|tile| tile.kind() == TileKind::Entries);
        let new: Vec<TilePath> = new.collect();
        let total = new.len() as u64;
        for (done, tile) in (1..).zip(&new) {
            progress("entries", done, total);
            *fetched += u64::from(self.stage(source, tile)?);
        }
        let tree = self.tree(head.size(), &mut |tile| self.staged_entries(tile))?;
        if tree.root() != *head.root() {
            self.forget_staged()?;
            let what = message!("mirror-root");
            return Err(MirrorError::File { file: CHECKPOINT.into(), what });
        }
        if let Some(old) = old
            && tree.root_at(old.size()) != Some(*old.root())
        {
            self.forget_staged()?;
            let what = message!("mirror-other-beginning", size = old.size());
            return Err(self.contradiction(what, old, head)?);
        }
        let entries = self.blobs_of(&new, had)?;
        let total = entries.len() as u64;
        for (done, blob) in (1..).zip(entries) {
            progress("attachments", done, total);
            *fetched += u64::from(self.take_blob(source, &blob)?);
        }
        self.put_in_place(&new, &tree, had, newest)?;
        Ok(tree)
    }

    /// The tree of `size` entries: by the copy's own tiles as far as they are full, then by what was staged.
    fn tree(
        &self,
        size: u64,
        staged: &mut dyn FnMut(&TilePath) -> Result<Entries, MirrorError>,
    ) -> Result<Tree, MirrorError> {
        let mut tree = Tree::new();
        for tile in TilePath::added(0, size).iter().filter(|tile| tile.kind() == TileKind::Hashes(0)) {
            let own = self.copy.read(&tile.to_string())?;
            if let Some(own) = own.filter(|own| own.len() == usize::from(tile.width()) * 32) {
                own.chunks_exact(32).filter_map(|leaf| leaf.try_into().ok()).for_each(|leaf| tree.push_hash(leaf));
                continue;
            }
            let bundle = TilePath::new(TileKind::Entries, tile.index(), tile.width()).expect("the tile's own numbers");
            for entry in staged(&bundle)? {
                tree.push_hash(leaf_hash(&entry));
            }
        }
        Ok(tree)
    }

    /// Entries, hashes, key, and the checkpoint last.
    fn put_in_place(&self, new: &[TilePath], tree: &Tree, had: u64, newest: Newest<'_>) -> Result<(), MirrorError> {
        let head = newest.head;
        for tile in new {
            let entries = self.staged_entries(tile)?;
            let bundle = yicang_tlog::encode_bundle(entries.iter().map(Vec::as_slice));
            self.put(&self.copy, &tile.to_string(), &bundle)?;
        }
        for tile in TilePath::added(had, head.size()) {
            if let Some(bytes) = tree.tile(&tile) {
                self.put(&self.copy, &tile.to_string(), &bytes)?;
            }
        }
        self.put_head(newest)?;
        for tile in TilePath::added(had, head.size()).iter().filter(|tile| tile.is_full()) {
            let path = self.copy.0.join(tile.partial_dir());
            self.files.remove_dir(&path).map_err(|source| MirrorError::Io { path, source })?;
        }
        self.forget_staged()
    }

    /// Goes through the copy's entries from `from` up to, without, `size`.
    pub fn entries(&self, from: u64, size: u64, each: &mut dyn FnMut(u64, &[u8])) -> Result<(), MirrorError> {
        for tile in TilePath::added(from, size).iter().filter(|tile| tile.kind() == TileKind::Entries) {
            let file = tile.to_string();
            let damaged = || MirrorError::File { file: file.clone(), what: message!("mirror-gone") };
            let (_, bytes) = read_tile(&self.copy, tile)?.ok_or_else(damaged)?;
            for (index, entry) in (tile.start()..).zip(decode_bundle(&bytes).map_err(|_| damaged())?) {
                if (from..size).contains(&index) {
                    each(index, entry);
                }
            }
        }
        Ok(())
    }

    /// Goes on with a replay up to, without, `size`; what does not follow.
    ///
    /// # Errors
    ///
    /// The copy cannot be read. What does not follow is in the answer.
    pub fn replay(
        &self,
        replay: &mut Replay,
        size: u64,
        progress: Progress<'_>,
    ) -> Result<Vec<yicang_replay::Finding>, MirrorError> {
        let (mut found, mut fault) = (Vec::new(), None);
        let from = replay.upto();
        self.entries(from, size, &mut |index, entry| {
            if fault.is_some() {
                return;
            }
            progress("replay", index - from, size - from);
            match replay.take(index, entry, &mut |hash| self.copy.read(&blob_path(hash))) {
                Ok(more) => found.extend(more),
                Err(error) => fault = Some(error),
            }
        })?;
        match fault {
            Some(error) => Err(error.into()),
            None => Ok(found),
        }
    }

    fn put(&self, folder: &Folder, name: &str, bytes: &[u8]) -> Result<(), MirrorError> {
        let path = folder.0.join(name);
        if files::read(&path).ok().flatten().as_deref() == Some(bytes) {
            return Ok(());
        }
        self.files.put(&path, bytes).map_err(|source| MirrorError::Io { path, source })
    }
}

#[cfg(test)]
mod tests;
