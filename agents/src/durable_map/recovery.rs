//! How far the journal, the index and the mark go, what can be saved where they disagree, and the index set right.

use super::{Change, DurableMapError, Put, REACH};
use prost::Message as _;
use std::collections::BTreeMap;
use std::path::Path;

/// How far a trace of the map goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reach {
    /// The number of the last change.
    pub(super) number: u64,
    /// The caller's count after it.
    pub(super) count: u64,
}

impl Reach {
    pub(super) fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.number.to_be_bytes());
        bytes[8..].copy_from_slice(&self.count.to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let number = |part: Option<&[u8]>| part.and_then(|eight| eight.try_into().ok()).map(u64::from_be_bytes);
        Some(Self { number: number(bytes.get(..8))?, count: number(bytes.get(8..))? })
    }
}

/// The map as changes make it.
#[derive(Debug, Default)]
pub(super) struct Fold {
    pub(super) truth: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(super) reach: Reach,
}

impl Fold {
    pub(super) fn take(&mut self, change: Change) {
        if change.is_all {
            self.truth.clear();
        }
        change.drops.iter().for_each(|key| drop(self.truth.remove(key)));
        self.truth.extend(change.puts.into_iter().map(|put| (put.key, put.value)));
        self.reach = Reach { number: change.number, count: change.count.unwrap_or(self.reach.count) };
    }

    /// Everything there is, as one change.
    pub(super) fn all(&self) -> Change {
        let puts = self.truth.iter().map(|(key, value)| Put { key: key.clone(), value: value.clone() }).collect();
        let Reach { number, count } = self.reach;
        Change { drops: Vec::new(), puts, number, count: Some(count), is_all: true }
    }

    /// What can be saved of a journal that is damaged or cut: the index as far as it had come, and the changes behind.
    /// Says whether that is every change up to the one that is `known`.
    pub(super) fn save(&mut self, index: &sled::Db, changes: Vec<Change>, known: u64, records: &[Vec<u8>]) -> bool {
        // Where an earlier program did not number them, their places say nothing once one may be missing.
        let counted = |record: &Vec<u8>| Change::decode(&record[..]).is_ok_and(|change| change.number > 0);
        let mut is_whole = records.iter().all(counted);
        let reach = read_index_reach(index);
        if reach.number > 0 {
            let pairs = index.iter().filter_map(Result::ok).filter(|(key, _)| **key != *REACH);
            self.truth = pairs.map(|(key, value)| (key.to_vec(), value.to_vec())).collect();
            self.reach = reach;
        }
        for change in changes {
            if change.number > self.reach.number {
                is_whole &= change.is_all || change.number == self.reach.number + 1;
                self.take(change);
            }
        }
        is_whole && self.reach.number >= known
    }
}

/// The changes of the records, each with its number: its own, or its place where it has none.
pub(super) fn numbered(records: &[Vec<u8>]) -> Result<Vec<Change>, prost::DecodeError> {
    let mut last = 0;
    let numbered = records.iter().map(|record| {
        let change = Change::decode(&record[..])?;
        last = if change.number > 0 { change.number } else { last + 1 };
        Ok(Change { number: last, ..change })
    });
    numbered.collect()
}

/// How far the index goes; nothing if it does not say.
pub(super) fn read_index_reach(index: &sled::Db) -> Reach {
    index.get(REACH).ok().flatten().and_then(|bytes| Reach::from_bytes(&bytes)).unwrap_or_default()
}

/// How far the map went when the mark was written; nothing if the mark cannot be read.
pub(super) fn read_mark(path: &Path) -> Reach {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let mut words = text.strip_suffix(" end\n").unwrap_or_default().split(' ').map(|word| word.parse().unwrap_or(0));
    Reach { number: words.next().unwrap_or(0), count: words.next().unwrap_or(0) }
}

/// Writes down how far the map goes. It only helps to find out what is missing, so nothing waits for it, and a mark
/// that cannot be written stops nothing.
pub(super) fn write_mark(path: &Path, Reach { number, count }: Reach) {
    let _ = std::fs::write(path, format!("{number} {count} end\n"));
}

/// Makes the index say what the journal says.
pub(super) fn set_right(index: &sled::Db, Fold { truth, reach }: &Fold) -> Result<(), DurableMapError> {
    let mut batch = sled::Batch::default();
    let (mut right, mut wrong) = (0, 0);
    let is_there = read_index_reach(index) == *reach;
    for pair in index.iter() {
        match pair {
            Ok((key, _)) if *key == *REACH => {}
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
    if right == truth.len() && wrong == 0 && is_there {
        return Ok(());
    }
    batch.insert(REACH, &reach.to_bytes()[..]);
    truth.iter().for_each(|(key, value)| batch.insert(&key[..], &value[..]));
    Ok(index.apply_batch(batch)?)
}
