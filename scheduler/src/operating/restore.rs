//! `restore`: lays a backup out as a centre's folder, in which the log goes on under its name.
//!
//! The log's name promises that nothing under it is ever taken back. A backup cannot know what came after it, so
//! somebody must show the newest head that is known: a mirror, a witness, an agent. Only if the backup holds all of it
//! does the log go on. A backup that lacks entries is refused before a file is written: signing a smaller tree would be
//! a second history under the same name.

use super::backup::{copy, must_be_empty, signed, verifier};
use super::beside;
use super::manifest::{self, Manifest, Part};
use crate::setup::data_dir::{DataDir, SetupError, read, sync_dir, write_secret};
use std::path::Path;
use yicang_auditor::words::of_the_checkpoint;
use yicang_files::make_private_dir;
use yicang_language::{Argument, Message, ToMessage as _, message};
use yicang_tlog::Checkpoint;
use yicang_writer::JOURNAL;

/// The keys without which a centre does not start.
const NEEDED: [&str; 3] = ["keys/log.skey", "keys/receipt.key", "tls/server.key"];

/// A head that somebody has.
pub struct Seen {
    /// Where it was found.
    pub place: String,
    /// The signed checkpoint.
    pub note: Vec<u8>,
}

/// What was brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// Entries under the newest head that was shown.
    pub seen: u64,
    /// Private files that the backup has not, and without which the centre does not start.
    pub missing: Vec<&'static str>,
}

/// Brings the backup in `from` back into the folder of `data`, which must be new or empty.
///
/// # Errors
/// The backup is not whole, no head was shown, one is of another tree, or the backup lacks what one signs. Then nothing
/// was written.
pub fn restore(from: &Path, data: &DataDir, seen: &[Seen]) -> Result<Restored, SetupError> {
    let manifest = open(from)?;
    must_be_empty(data.root())?;
    let backup = DataDir::new(from);
    let log = verifier(&backup)?;
    let problem = |problem: Message| SetupError::Ledger { path: from.into(), problem };
    let size = signed(from, &log)?.map_or(0, |head| head.size());
    let journal = beside::read(&from.join(JOURNAL), size.max(manifest.records));
    let journal = journal.map_err(|error| problem(error.message()))?;
    if journal.tree.root_at(manifest.size) != Some(manifest.root) {
        return Err(problem(message!("operating-journal-not-signed", size = manifest.size)));
    }
    let opened = |seen: &Seen| {
        let unread = |why: Message| message!("restore-head-unread", place = &seen.place, why = why);
        log.open(&seen.note).map_err(|error| unread(of_the_checkpoint(&error)))
    };
    let mut heads: Vec<(&Seen, Checkpoint)> = Vec::new();
    let mut faults = Vec::new();
    for seen in seen {
        match opened(seen) {
            Ok(head) => heads.push((seen, head)),
            Err(fault) => faults.push(fault),
        }
    }
    faults.extend(heads.iter().filter_map(|(seen, head)| {
        let (place, size) = (&seen.place, head.size());
        if size > journal.records {
            let missing = size - journal.records;
            return Some(message!("restore-behind", place = place, size = size, missing = missing));
        }
        let is_ours = journal.tree.root_at(size) == Some(*head.root());
        (!is_ours).then(|| message!("restore-other-tree", place = place, size = size))
    }));
    let newest = heads.iter().max_by_key(|(_, head)| head.size());
    match newest {
        _ if !faults.is_empty() => {}
        None => faults.push(message!("restore-no-head", log = &manifest.log)),
        Some((seen, head)) if head.size() < manifest.size => {
            faults.push(message!("restore-head-old", place = &seen.place, seen = head.size(), size = manifest.size));
        }
        Some(_) => {}
    }
    let Some((newest, head)) = newest.filter(|_| faults.is_empty()) else {
        let why = Argument::Sentences(faults);
        return Err(SetupError::Refused(message!("restore-refused", faults = why)));
    };
    lay_out(from, data, &manifest, &|dir| {
        yicang_writer::adopt(dir, &log, Some(&newest.note)).map_err(|error| problem(error.message()))
    })?;
    let missing = NEEDED.into_iter().filter(|name| !data.root().join(name).exists()).collect();
    Ok(Restored { seen: head.size(), manifest, missing })
}

/// Reads a backup, and holds every file against what was written down about it.
///
/// # Errors
/// Names each file that is missing or has changed.
pub fn open(from: &Path) -> Result<Manifest, SetupError> {
    let path = from.join(manifest::NAME);
    if !path.exists() {
        return Err(SetupError::Refused(message!("operating-no-backup", path = from)));
    }
    let text = read(&path)?;
    let manifest = Manifest::parse(&text).map_err(|problem| SetupError::Content { path, problem })?;
    let faults: Vec<Message> = manifest.parts.iter().filter_map(|part| fault_of(from, part)).collect();
    if faults.is_empty() {
        return Ok(manifest);
    }
    let why = message!("operating-backup-damaged", path = from, faults = Argument::Sentences(faults));
    Err(SetupError::Refused(why))
}

fn fault_of(from: &Path, part: &Part) -> Option<Message> {
    match Part::of(from, &part.name) {
        Ok(found) if found == *part => None,
        Ok(_) => Some(message!("operating-part-changed", file = &part.name)),
        Err(error) => Some(message!("operating-part-unread", file = &part.name, why = error.message())),
    }
}

/// The files, then `adopt`, then the settings: a folder without settings is no centre, and one that is not adopted
/// signs nothing.
fn lay_out(
    from: &Path,
    data: &DataDir,
    manifest: &Manifest,
    adopt: &dyn Fn(&Path) -> Result<(), SetupError>,
) -> Result<(), SetupError> {
    const SETTINGS: &str = "yicang.toml";
    let root = data.root();
    crate::setup::data_dir::make_dir(root)?;
    for part in manifest.parts.iter().filter(|part| part.name != SETTINGS) {
        copy(from, root, &part.name)?;
    }
    let state = root.join("state");
    make_private_dir(&state).map_err(|source| SetupError::File { doing: "make", path: state, source })?;
    // Until it is adopted, the folder lives elsewhere.
    write_secret(&root.join("state/home"), "a backup\n")?;
    adopt(root)?;
    copy(from, root, SETTINGS)?;
    sync_dir(root)
}
