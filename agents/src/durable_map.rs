//! A sorted map of bytes on disk whose changes are durable when they return: a sled tree with a journal in front of it.
//!
//! sled 0.34 alone cannot promise that, and no fsync of ours behind its back can make it. `flush` writes a page and
//! calls `sync_file_range`, which leaves the file's size and the disk's own cache out; that could be cured by syncing
//! `db`, `blobs/` and the folder after each flush. What could not: sled moves live pages to another segment and
//! overwrites the old one, both between two of our syncs and with no barrier between them, so that a power cut in that
//! moment may keep the second write and lose the first, and with it records that were acknowledged long ago.
//!
//! So every change is first a record of the [journal](crate::journal), written and `fdatasync`ed, and then a sled
//! batch. sled serves the look-ups and the order, and is never believed after a restart: opening folds the journal,
//! compares, and sets right what differs. The folder `index` may be deleted at any time; `journal` may not. sled's file
//! lock keeps a second process out.
//!
//! # A journal that is damaged or cut
//!
//! A file can be cut so that it looks whole. So every change has a number, and the number of the last one also stands
//! in the index and in the file `mark`, which are written after the journal. A journal that knows less than one of them
//! has lost something. Then, and where bytes in its middle are damaged, opening saves what it can: from the index, as
//! far as that had come, and from every whole record behind. The journal as it was found is kept beside the new one.
//! What was done, and whether anything is missing, is said by [`DurableMap::mended`].

mod recovery;

use crate::files::sync_folder_of;
use crate::journal::{Journal, JournalError};
use prost::Message as _;
use recovery::{Fold, Reach, numbered, read_index_reach, read_mark, set_right, write_mark};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use yicang_language::{Message, ToMessage, message};

/// A journal shorter than this, in bytes, is never rewritten.
const REWRITE_BYTES_MIN: u64 = 1 << 20;
/// sled's page cache, in bytes: an outbox is small, and a demonstration opens hundreds.
const CACHE_BYTES: u64 = 4 << 20;
/// sled lets go of its lock a moment after it was closed; another program may also just be ending.
const LOCK_TRIES: u32 = 100;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Why the map cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum DurableMapError {
    /// The journal.
    Journal(#[from] JournalError),
    /// A folder cannot be made.
    Folder {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another process has it open.
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// sled fails. A change that was on its way is in the journal, and there when the map is opened again.
    Index(#[from] sled::Error),
    /// A record of the journal is whole but says nothing we know: a newer program wrote it.
    Unknown {
        /// The folder.
        path: PathBuf,
    },
}

impl ToMessage for DurableMapError {
    fn message(&self) -> Message {
        match self {
            Self::Journal(error) => error.message(),
            Self::Folder { path, source } => message!("agent-map-folder", path = path, why = source.message()),
            Self::Locked { path } => message!("agent-map-locked", path = path),
            Self::Index(error) => message!("agent-map-index", why = Message::verbatim(error)),
            Self::Unknown { path } => message!("agent-map-unknown", path = path),
        }
    }
}

/// Changes that happen together or not at all.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Change {
    /// First these keys go.
    #[prost(bytes = "vec", repeated, tag = "1")]
    drops: Vec<Vec<u8>>,
    /// Then these values are set.
    #[prost(message, repeated, tag = "2")]
    puts: Vec<Put>,
    /// 1, 2, 3… in the life of the map; 0 in journals of programs that did not count.
    #[prost(uint64, tag = "3")]
    number: u64,
    /// The caller's own count after the change, where the change sets it; see [`Change::counted`].
    #[prost(uint64, optional, tag = "4")]
    count: Option<u64>,
    /// It is everything there is, in the place of all changes before.
    #[prost(bool, tag = "5")]
    is_all: bool,
}

/// A value that is set.
#[derive(Clone, PartialEq, prost::Message)]
struct Put {
    #[prost(bytes = "vec", tag = "1")]
    key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

impl Change {
    /// Sets a value; after all drops.
    #[must_use]
    pub fn put(mut self, key: Vec<u8>, value: Vec<u8>) -> Self {
        self.puts.push(Put { key, value });
        self
    }

    /// Says how far the caller has counted after this change. It is remembered beside the journal, too, so that what a
    /// damaged journal has lost can be named.
    #[must_use]
    pub fn counted(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// Takes a key out.
    #[must_use]
    pub fn drop(mut self, key: Vec<u8>) -> Self {
        self.drops.push(key);
        self
    }
}

/// What opening had to do to a journal that was damaged or cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The journal as it was found; `None` if it was empty or not there.
    pub kept: Option<PathBuf>,
    /// Whether every change that was ever acknowledged is there again.
    pub is_whole: bool,
    /// The highest [count](Change::counted) that any trace knows of.
    pub count: u64,
}

/// The journal and how far it goes.
#[derive(Debug)]
struct Log {
    journal: Journal,
    reach: Reach,
}

/// The map.
#[derive(Debug)]
pub struct DurableMap {
    /// A std lock: it is held for one fdatasync and never across an await.
    log: Mutex<Log>,
    index: sled::Db,
    mark: PathBuf,
    mended: Option<Mended>,
}

/// The index's own entry: how far it goes. No key of a caller is empty.
const REACH: &[u8] = b"";

impl DurableMap {
    /// Length and time of a map's journal, without opening it: while both stay, nothing has changed. `None` before the
    /// first change.
    pub fn stamp(folder: &Path) -> Option<(u64, SystemTime)> {
        let found = std::fs::metadata(folder.join("journal")).ok()?;
        Some((found.len(), found.modified().ok()?))
    }

    /// Opens or makes the map in its own folder.
    ///
    /// # Errors
    /// See [`DurableMapError`]; the journal is as it was.
    pub fn open(folder: &Path) -> Result<Self, DurableMapError> {
        let made = if folder.exists() {
            Ok(())
        } else {
            std::fs::create_dir_all(folder).and_then(|()| sync_folder_of(folder))
        };
        made.map_err(|source| DurableMapError::Folder { path: folder.into(), source })?;
        let index = open_index(folder)?;
        let (path, mark) = (folder.join("journal"), folder.join("mark"));
        let found = Journal::look(&path)?;
        let mut fold = Fold::default();
        let changes = numbered(&found.records).map_err(|_| DurableMapError::Unknown { path: folder.into() })?;
        let beside = [read_index_reach(&index), read_mark(&mark)];
        let known = beside.iter().map(|reach| reach.number).max().unwrap_or(0);
        let is_sound = !found.is_damaged && changes.last().map_or(0, |change| change.number) >= known;
        let (mut journal, mended) = if is_sound {
            changes.into_iter().for_each(|change| fold.take(change));
            (Journal::open(&path)?.0, None)
        } else {
            let is_whole = fold.save(&index, changes, known, &found.records);
            let count = beside.iter().map(|reach| reach.count).fold(fold.reach.count, u64::max);
            fold.reach.number = fold.reach.number.max(known);
            let (journal, kept) = Journal::mend(&path, &fold.all().encode_to_vec())?;
            (journal, Some(Mended { kept, is_whole, count }))
        };
        set_right(&index, &fold)?;
        rewrite_if_mostly_past(&mut journal, &fold)?;
        write_mark(&mark, fold.reach);
        Ok(Self { log: Mutex::new(Log { journal, reach: fold.reach }), index, mark, mended })
    }

    /// What opening had to mend; `None` if the journal was sound.
    pub fn mended(&self) -> Option<&Mended> {
        self.mended.as_ref()
    }

    /// Makes the change durable, then visible.
    ///
    /// # Errors
    /// After [`JournalError::Disk`] or [`DurableMapError::Index`] the change may be there when the map is opened again.
    pub fn commit(&self, change: &Change) -> Result<(), DurableMapError> {
        // Held until the index has it too, so that the index changes in the journal's order.
        let mut log = self.log();
        let reach = Reach { number: log.reach.number + 1, count: change.count.unwrap_or(log.reach.count) };
        let numbered = Change { number: reach.number, ..change.clone() };
        log.journal.append(&numbered.encode_to_vec())?;
        log.reach = reach;
        let mut batch = sled::Batch::default();
        change.drops.iter().for_each(|key| batch.remove(&key[..]));
        change.puts.iter().for_each(|put| batch.insert(&put.key[..], &put.value[..]));
        batch.insert(REACH, &reach.to_bytes()[..]);
        self.index.apply_batch(batch)?;
        write_mark(&self.mark, reach);
        Ok(())
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A key's value.
    ///
    /// # Errors
    /// [`DurableMapError::Index`].
    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, DurableMapError> {
        Ok(self.index.get(key)?.map(|value| value.to_vec()))
    }

    /// Keys and values under a prefix, in the keys' order.
    ///
    /// # Errors
    /// Each item may be a [`DurableMapError::Index`].
    pub fn under(
        &self,
        prefix: &[u8],
    ) -> impl DoubleEndedIterator<Item = Result<(Vec<u8>, Vec<u8>), DurableMapError>> + use<> {
        let pairs = self.index.scan_prefix(prefix).filter(|pair| !matches!(pair, Ok((key, _)) if **key == *REACH));
        pairs.map(|pair| Ok(pair.map(|(key, value)| (key.to_vec(), value.to_vec()))?))
    }
}

/// Opens sled; an index that sled itself calls broken is made anew, for the journal has everything.
fn open_index(folder: &Path) -> Result<sled::Db, DurableMapError> {
    let path = folder.join("index");
    let config = sled::Config::new().path(&path).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    let mut tries = 0;
    loop {
        match config.open() {
            Ok(index) => return Ok(index),
            Err(sled::Error::Io(error)) if error.to_string().contains("could not acquire lock") => {
                tries += 1;
                if tries == LOCK_TRIES {
                    return Err(DurableMapError::Locked { path: folder.into() });
                }
                std::thread::sleep(LOCK_PAUSE);
            }
            Err(_) if path.exists() && tries < LOCK_TRIES => {
                tries = LOCK_TRIES;
                std::fs::remove_dir_all(&path)
                    .map_err(|source| DurableMapError::Folder { path: path.clone(), source })?;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn rewrite_if_mostly_past(journal: &mut Journal, fold: &Fold) -> Result<(), DurableMapError> {
    let live_bytes: usize = fold.truth.iter().map(|(key, value)| key.len() + value.len()).sum();
    if journal.bytes() < REWRITE_BYTES_MIN.max(live_bytes as u64 * 4) {
        return Ok(());
    }
    Ok(journal.replace(&fold.all().encode_to_vec())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(key: &str, value: &str) -> Change {
        Change::default().put(key.into(), value.into())
    }

    fn all(store: &DurableMap) -> String {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        store.under(b"").map(|pair| pair.map(|(k, v)| format!("{}={} ", text(k), text(v))).unwrap()).collect()
    }

    #[test]
    fn the_map_is_what_the_journal_says_whatever_became_of_the_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = DurableMap::open(folder.path()).unwrap();
        store.commit(&put("a", "1")).unwrap();
        store.commit(&put("b", "2").put("c".into(), "3".into())).unwrap();
        store.commit(&put("a", "4").drop("b".into())).unwrap();
        assert_eq!(all(&store), "a=4 c=3 ");
        // An index that lost a change, kept one too many, and has a wrong one.
        let mut wrong = sled::Batch::default();
        wrong.remove("a");
        wrong.insert("b", "2");
        wrong.insert("c", "x");
        store.index.apply_batch(wrong).unwrap();
        drop(store);
        assert_eq!(all(&DurableMap::open(folder.path()).unwrap()), "a=4 c=3 ");
        // None at all, and one that sled cannot read.
        std::fs::remove_dir_all(folder.path().join("index")).unwrap();
        assert_eq!(all(&DurableMap::open(folder.path()).unwrap()), "a=4 c=3 ");
        std::fs::write(folder.path().join("index/conf"), b"nonsense").unwrap();
        assert_eq!(all(&DurableMap::open(folder.path()).unwrap()), "a=4 c=3 ");
    }

    #[test]
    fn a_journal_that_is_mostly_past_is_rewritten_when_it_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let store = DurableMap::open(folder.path()).unwrap();
        let long = "x".repeat(100_000);
        (0..12).for_each(|_| store.commit(&put("a", &long)).unwrap());
        drop(store);
        drop(DurableMap::open(folder.path()).unwrap());
        assert!(std::fs::metadata(folder.path().join("journal")).unwrap().len() < 101_000);
        assert_eq!(all(&DurableMap::open(folder.path()).unwrap()).len(), 100_003);
    }

    #[test]
    fn a_second_program_is_kept_out() {
        let folder = tempfile::tempdir().unwrap();
        let _first = DurableMap::open(folder.path()).unwrap();
        assert!(matches!(DurableMap::open(folder.path()), Err(DurableMapError::Locked { .. })));
    }
}
