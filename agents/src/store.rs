//! A sorted map of bytes on disk whose changes are durable when they return: a sled tree with a journal in front of it.
//!
//! sled 0.34 alone cannot promise that, and no fsync of ours behind its back can make it. `flush` writes a page and
//! calls `sync_file_range`, which leaves the file's size and the disk's own cache out; that could be cured by syncing `db`,
//! `blobs/` and the folder after each flush. What could not: sled moves live pages to another segment and overwrites the
//! old one, both between two of our syncs and with no barrier between them, so that a power cut in that moment
//! may keep the second write and lose the first, and with it records that were acknowledged long ago.
//!
//! So every change is first a record of the [journal](crate::journal), written and `fdatasync`ed, and then a sled batch. sled
//! serves the look-ups and the order, and is never believed after a restart: opening folds the journal, compares, and sets right
//! what differs. The folder `index` may be deleted at any time; `journal` may not. sled's file lock keeps a second process
//! out.

use crate::journal::{Journal, JournalError, sync_folder_of};
use prost::Message as _;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// A journal shorter than this, in bytes, is never rewritten.
const REWRITE_BYTES_MIN: u64 = 1 << 20;
/// sled's page cache, in bytes: an outbox is small, and a demonstration opens hundreds.
const CACHE_BYTES: u64 = 4 << 20;
/// sled lets go of its lock a moment after it was closed; another program may also just be ending.
const LOCK_TRIES: u32 = 25;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Why the map cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The journal.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A folder cannot be made.
    #[error("{} cannot be made: {source}", path.display())]
    Folder {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another process has it open.
    #[error("{} is in use by another yicang-agent; wait until it has ended and try again", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// sled fails. A change that was on its way is in the journal, and there when the map is opened again.
    #[error("the index beside the journal fails ({0}); start the program again, it then rebuilds the index")]
    Index(#[from] sled::Error),
    /// A record of the journal is whole but says nothing we know: a newer program wrote it.
    #[error("{} has a record that this program does not understand; use the newer version that wrote it", path.display())]
    Unknown {
        /// The folder.
        path: PathBuf,
    },
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

    /// Takes a key out.
    #[must_use]
    pub fn drop(mut self, key: Vec<u8>) -> Self {
        self.drops.push(key);
        self
    }
}

/// The map.
#[derive(Debug)]
pub struct Store {
    /// A std lock: it is held for one fdatasync and never across an await.
    journal: Mutex<Journal>,
    index: sled::Db,
}

impl Store {
    /// Opens or makes the map in its own folder.
    ///
    /// # Errors
    /// See [`StoreError`]; the journal is as it was.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let made = if folder.exists() {
            Ok(())
        } else {
            std::fs::create_dir_all(folder).and_then(|()| sync_folder_of(folder))
        };
        made.map_err(|source| StoreError::Folder { path: folder.into(), source })?;
        let index = open_index(folder)?;
        let (mut journal, records) = Journal::open(&folder.join("journal"))?;
        let mut truth = BTreeMap::new();
        for record in &records {
            let change = Change::decode(&record[..]).map_err(|_| StoreError::Unknown { path: folder.into() })?;
            change.drops.iter().for_each(|key| drop(truth.remove(key)));
            truth.extend(change.puts.into_iter().map(|put| (put.key, put.value)));
        }
        set_right(&index, &truth)?;
        rewrite_if_mostly_past(&mut journal, &truth)?;
        Ok(Self { journal: Mutex::new(journal), index })
    }

    /// Makes the change durable, then visible.
    ///
    /// # Errors
    /// After [`JournalError::Disk`] or [`StoreError::Index`] the change may be there when the map is opened again.
    pub fn commit(&self, change: &Change) -> Result<(), StoreError> {
        // Held until the index has it too, so that the index changes in the journal's order.
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.append(&change.encode_to_vec())?;
        let mut batch = sled::Batch::default();
        change.drops.iter().for_each(|key| batch.remove(&key[..]));
        change.puts.iter().for_each(|put| batch.insert(&put.key[..], &put.value[..]));
        Ok(self.index.apply_batch(batch)?)
    }

    /// A key's value.
    ///
    /// # Errors
    /// [`StoreError::Index`].
    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.index.get(key)?.map(|value| value.to_vec()))
    }

    /// Keys and values under a prefix, in the keys' order.
    ///
    /// # Errors
    /// Each item may be a [`StoreError::Index`].
    pub fn under(
        &self,
        prefix: &[u8],
    ) -> impl DoubleEndedIterator<Item = Result<(Vec<u8>, Vec<u8>), StoreError>> + use<> {
        self.index.scan_prefix(prefix).map(|pair| Ok(pair.map(|(key, value)| (key.to_vec(), value.to_vec()))?))
    }
}

/// Opens sled; an index that sled itself calls broken is made anew, for the journal has everything.
fn open_index(folder: &Path) -> Result<sled::Db, StoreError> {
    let path = folder.join("index");
    let config = sled::Config::new().path(&path).cache_capacity(CACHE_BYTES).flush_every_ms(None);
    let mut tries = 0;
    loop {
        match config.open() {
            Ok(index) => return Ok(index),
            Err(sled::Error::Io(error)) if error.to_string().contains("could not acquire lock") => {
                tries += 1;
                if tries == LOCK_TRIES {
                    return Err(StoreError::Locked { path: folder.into() });
                }
                std::thread::sleep(LOCK_PAUSE);
            }
            Err(_) if path.exists() && tries < LOCK_TRIES => {
                tries = LOCK_TRIES;
                std::fs::remove_dir_all(&path).map_err(|source| StoreError::Folder { path: path.clone(), source })?;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Makes the index say what the journal says.
fn set_right(index: &sled::Db, truth: &BTreeMap<Vec<u8>, Vec<u8>>) -> Result<(), StoreError> {
    let mut batch = sled::Batch::default();
    let (mut right, mut wrong) = (0, 0);
    for pair in index.iter() {
        match pair {
            Ok((key, value)) if truth.get(&key[..]).is_some_and(|known| known[..] == value[..]) => right += 1,
            Ok((key, _)) => {
                batch.remove(key);
                wrong += 1;
            }
            Err(_) => {
                index.clear()?;
                wrong += 1;
                break;
            }
        }
    }
    if right == truth.len() && wrong == 0 {
        return Ok(());
    }
    truth.iter().for_each(|(key, value)| batch.insert(&key[..], &value[..]));
    Ok(index.apply_batch(batch)?)
}

fn rewrite_if_mostly_past(journal: &mut Journal, truth: &BTreeMap<Vec<u8>, Vec<u8>>) -> Result<(), StoreError> {
    let live_bytes: usize = truth.iter().map(|(key, value)| key.len() + value.len()).sum();
    if journal.bytes() < REWRITE_BYTES_MIN.max(live_bytes as u64 * 4) {
        return Ok(());
    }
    let puts = truth.iter().map(|(key, value)| Put { key: key.clone(), value: value.clone() }).collect();
    Ok(journal.replace(&Change { drops: Vec::new(), puts }.encode_to_vec())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(key: &str, value: &str) -> Change {
        Change::default().put(key.into(), value.into())
    }

    fn all(store: &Store) -> String {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        store.under(b"").map(|pair| pair.map(|(k, v)| format!("{}={} ", text(k), text(v))).unwrap()).collect()
    }

    #[test]
    fn the_map_is_what_the_journal_says_whatever_became_of_the_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
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
        assert_eq!(all(&Store::open(folder.path()).unwrap()), "a=4 c=3 ");
        // None at all, and one that sled cannot read.
        std::fs::remove_dir_all(folder.path().join("index")).unwrap();
        assert_eq!(all(&Store::open(folder.path()).unwrap()), "a=4 c=3 ");
        std::fs::write(folder.path().join("index/conf"), b"nonsense").unwrap();
        assert_eq!(all(&Store::open(folder.path()).unwrap()), "a=4 c=3 ");
    }

    #[test]
    fn a_journal_that_is_mostly_past_is_rewritten_when_it_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let long = "x".repeat(100_000);
        (0..12).for_each(|_| store.commit(&put("a", &long)).unwrap());
        drop(store);
        drop(Store::open(folder.path()).unwrap());
        assert!(std::fs::metadata(folder.path().join("journal")).unwrap().len() < 101_000);
        assert_eq!(all(&Store::open(folder.path()).unwrap()).len(), 100_003);
    }

    #[test]
    fn a_second_program_is_kept_out() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Store::open(folder.path()).unwrap();
        assert!(matches!(Store::open(folder.path()), Err(StoreError::Locked { .. })));
    }
}
