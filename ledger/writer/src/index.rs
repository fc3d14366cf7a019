//! Look-up of an entry's number by its leaf hash, in sled (`DIR/index`). It answers for nothing: it acknowledges no
//! record, it is filled from the journal, and deleting its folder loses nothing.
//!
//! sled says when it wrote, not when it is on the disk; so it carries with it how far it came (`applied_upto`) and the
//! root hash there, and whatever does not fit the journal is thrown away and filled anew.

use std::path::Path;
use std::time::Duration;
use yicang_tlog::{Hash, Tree};

const APPLIED_UPTO: &str = "applied_upto";

/// Pages that sled may keep in memory: 16 MiB. Its default is 1 GiB.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;

/// sled lets go of its lock a moment after it was closed; on a busy machine, some seconds.
const LOCK_TRIES: u32 = 500;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// The look-up. Cheap to clone; the clones share it.
#[derive(Clone)]
pub struct Index {
    db: sled::Db,
    numbers: sled::Tree,
}

impl Index {
    /// Opens the look-up and fills in what `tree` has more. If what is there cannot be opened or does not fit, it is
    /// made anew.
    pub(crate) fn open(dir: &Path, tree: &Tree) -> Result<Self, sled::Error> {
        let index = match Self::open_as_it_is(dir) {
            Ok(index) if index.fits(tree)? => index,
            Ok(index) => {
                index.numbers.clear()?;
                index.db.remove(APPLIED_UPTO)?;
                index
            }
            Err(sled::Error::Corruption { .. } | sled::Error::Unsupported(_) | sled::Error::ReportableBug(_)) => {
                std::fs::remove_dir_all(dir).map_err(sled::Error::from)?;
                Self::open_as_it_is(dir)?
            }
            Err(error) => return Err(error),
        };
        index.apply(tree)?;
        Ok(index)
    }

    /// Opens the look-up beside a ledger that is not running, as far as it came.
    pub fn open_as_it_is(dir: &Path) -> Result<Self, sled::Error> {
        let db = open_sled(dir, CACHE_BYTES)?;
        let numbers = db.open_tree("number_of_leaf")?;
        Ok(Self { db, numbers })
    }

    /// Takes in what `tree` has more.
    pub(crate) fn apply(&self, tree: &Tree) -> Result<(), sled::Error> {
        let from = self.applied()?.map_or(0, |(upto, _)| upto);
        for index in from..tree.size() {
            let leaf = tree.leaf(index).expect("the index is below the tree's size");
            // The first of two equal entries keeps the place.
            if !self.numbers.contains_key(leaf)? {
                self.numbers.insert(leaf, &index.to_be_bytes())?;
            }
        }
        let applied = [&tree.size().to_be_bytes()[..], &tree.root()].concat();
        self.db.insert(APPLIED_UPTO, applied)?;
        Ok(())
    }

    /// The number of the first entry with this leaf hash.
    pub fn find(&self, leaf: &Hash) -> Result<Option<u64>, sled::Error> {
        let number = self.numbers.get(leaf)?;
        Ok(number.and_then(|n| n.as_ref().try_into().ok()).map(u64::from_be_bytes))
    }

    fn applied(&self) -> Result<Option<(u64, Hash)>, sled::Error> {
        let Some(applied) = self.db.get(APPLIED_UPTO)? else { return Ok(None) };
        let upto = applied.first_chunk().map(|n| u64::from_be_bytes(*n));
        Ok(upto.zip(applied.last_chunk().copied()))
    }

    fn fits(&self, tree: &Tree) -> Result<bool, sled::Error> {
        Ok(match self.applied()? {
            Some((upto, root)) => tree.root_at(upto) == Some(root),
            None => self.numbers.is_empty(),
        })
    }
}

/// Opens sled, and waits up to ten seconds for its lock: the journal's own lock keeps other processes out, so nobody
/// holds it but a `Db` that was closed just before.
pub fn open_sled(dir: &Path, cache_bytes: u64) -> Result<sled::Db, sled::Error> {
    let config = sled::Config::new().path(dir).cache_capacity(cache_bytes);
    let mut tries = 0;
    loop {
        match config.open() {
            Err(sled::Error::Io(error))
                if tries < LOCK_TRIES && error.to_string().contains("could not acquire lock") =>
            {
                tries += 1;
                std::thread::sleep(LOCK_PAUSE);
            }
            opened => return opened,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_tlog::leaf_hash;

    fn tree(entries: &[&str]) -> Tree {
        let mut tree = Tree::new();
        for entry in entries {
            tree.push(entry.as_bytes());
        }
        tree
    }

    #[test]
    fn what_does_not_fit_the_journal_is_thrown_away() {
        let dir = tempfile::tempdir().unwrap();
        let find = |index: &Index, entry: &str| index.find(&leaf_hash(entry.as_bytes())).unwrap();
        let index = Index::open(dir.path(), &tree(&["a", "b", "a"])).unwrap();
        assert_eq!((find(&index, "a"), find(&index, "b"), find(&index, "c")), (Some(0), Some(1), None));
        drop(index);
        let index = Index::open(dir.path(), &tree(&["a", "b", "a", "c"])).unwrap();
        assert_eq!(find(&index, "c"), Some(3));
        drop(index);
        let index = Index::open(dir.path(), &tree(&["x", "b"])).unwrap();
        assert_eq!((find(&index, "x"), find(&index, "a")), (Some(0), None));
    }

    #[test]
    fn a_damaged_look_up_is_made_anew() {
        let entries: Vec<String> = (0..2000).map(|n| n.to_string()).collect();
        let tree = tree(&entries.iter().map(String::as_str).collect::<Vec<_>>());
        for damage in [|_: usize| true, |at: usize| at.is_multiple_of(977), |at: usize| at < 16] {
            let dir = tempfile::tempdir().unwrap();
            drop(Index::open(dir.path(), &tree).unwrap());
            for entry in std::fs::read_dir(dir.path()).unwrap().map(Result::unwrap) {
                if entry.path().is_file() {
                    let mut bytes = std::fs::read(entry.path()).unwrap();
                    bytes.iter_mut().enumerate().filter(|(at, _)| damage(*at)).for_each(|(_, byte)| *byte ^= 0xff);
                    std::fs::write(entry.path(), bytes).unwrap();
                }
            }
            let index = Index::open(dir.path(), &tree).unwrap();
            assert_eq!(index.find(&leaf_hash(b"1234")).unwrap(), Some(1234));
        }
    }

    #[test]
    fn a_file_in_place_of_the_look_up_is_an_error_and_no_panic() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        std::fs::write(&path, "hello").unwrap();
        assert!(Index::open(&path, &tree(&[])).is_err());
    }
}
