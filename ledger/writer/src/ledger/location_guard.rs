//! Whether this folder is the one in which the log lives, or a copy of it. `DIR/state/home` holds what a copy does not
//! have in common with it: the file's own place on the disk and when it was made.
//!
//! An old copy looks sound in itself: its journal fits its last signed checkpoint. What was signed since is known only
//! elsewhere, so somebody has to bring it ([`adopt`]). Not found out here: a whole disk or virtual machine that was set
//! back, for there everything is as it was. Against that only those help who have seen a newer checkpoint: witnesses
//! refuse to cosign the older one, monitors make it known.

use super::{JOURNAL, OpenError, signed};
use crate::journal::{FileJournal, Journal as _, Record};
use std::path::Path;
use yicang_files::{self as files, Disk, Mode, RealDisk, write_full};
use yicang_tlog::{CheckpointError, LogVerifier, Tree};

const HOME: &str = "state/home";

/// Refuses a folder that is a copy, for whoever wants to know without opening the ledger.
///
/// # Errors
///
/// The folder says that the log lives elsewhere, or cannot be read.
pub fn lives_here(dir: &Path) -> Result<(), OpenError> {
    check(&RealDisk, dir)
}

/// Refuses a folder that says that it lives elsewhere. Writes nothing.
pub(super) fn check(disk: &dyn Disk, dir: &Path) -> Result<(), OpenError> {
    let path = dir.join(HOME);
    let io = |source| OpenError::Io { path: path.clone(), source };
    // A folder without it is new, or of a time before this file was kept.
    let Some(home) = files::read(&path).map_err(io)?.filter(|home| is_whole(home)) else { return Ok(()) };
    if home == line(disk, &path)? { Ok(()) } else { Err(OpenError::Copied(dir.to_owned())) }
}

/// Writes down that the log lives here, if that is not written. The caller holds the journal.
pub(super) fn record_location(disk: &dyn Disk, dir: &Path) -> Result<(), OpenError> {
    let path = dir.join(HOME);
    let io = |source| OpenError::Io { path: path.clone(), source };
    if files::read(&path).map_err(io)?.is_some_and(|home| is_whole(&home)) {
        return Ok(());
    }
    let file = disk.open(&path, Mode::New).map_err(io)?;
    write_full(file.as_ref(), 0, &line(disk, &path)?).map_err(io)?;
    file.sync_all().map_err(io)?;
    disk.sync_dir(&dir.join("state")).map_err(io)
}

/// Whether its making was not cut off: the line break comes last.
fn is_whole(home: &[u8]) -> bool {
    home.ends_with(b"\n")
}

fn line(disk: &dyn Disk, path: &Path) -> Result<Vec<u8>, OpenError> {
    let identity = disk.identity(path).map_err(|source| OpenError::Io { path: path.to_owned(), source })?;
    Ok(format!("{identity}\n").into_bytes())
}

/// Makes a copied folder the one in which the log lives. `seen` is the newest checkpoint that anybody has: the journal
/// must hold all that it signs, and from now on nothing smaller is signed. Without it the caller answers for nothing
/// having been signed since the copy was made.
///
/// # Errors
///
/// The journal does not open, or does not hold all that `seen` signs. The folder stays a copy.
pub fn adopt(dir: &Path, log: &LogVerifier, seen: Option<&[u8]>) -> Result<(), OpenError> {
    let io = |path: std::path::PathBuf| move |source| OpenError::Io { path, source };
    let unsigned = |source: CheckpointError| OpenError::Signed { path: "the checkpoint that was given".into(), source };
    let remembered = signed(dir, log)?.map_or(0, |head| head.size());
    let seen = seen.map(|bytes| log.open(bytes).map_err(unsigned)).transpose()?;
    let mut tree = Tree::new();
    let mut take = |_, record: Record| {
        tree.push(&record.leaf);
    };
    let journal = FileJournal::open_with(&RealDisk, &dir.join(JOURNAL), remembered, &mut take)?;
    if let Some(seen) = seen {
        // The next opening signs all that the journal holds, so nothing smaller.
        if tree.root_at(seen.size()) != Some(*seen.root()) {
            return Err(OpenError::OldCopy { signed: seen.size(), records: journal.next() });
        }
    }
    let path = dir.join(HOME);
    if path.exists() {
        std::fs::remove_file(&path).map_err(io(path))?;
    }
    record_location(&RealDisk, dir)?;
    // Held until here, so that no writer starts in between.
    drop(journal);
    Ok(())
}
