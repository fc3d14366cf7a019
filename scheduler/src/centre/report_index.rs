//! Which reports were taken in already, by agent and report id: looked up when a report comes a second time.
//!
//! An index in sled, made from the journal and never the only place of anything: when it is missing, broken, behind or
//! of another journal it is brought up again, and deleting it loses nothing. sled's own flush is not an fsync, so no
//! answer depends on what it holds being on disk.

use crate::events::effects::{AcceptedReport, ReportKey};
use crate::setup::data_dir::SetupError;
use jiff::Timestamp;
use std::path::Path;
use yicang_tlog::Hash;

/// The index.
#[derive(Debug)]
pub struct ReportIndex {
    db: sled::Db,
    reports: sled::Tree,
}

/// How far the index is: number of records taken in, and the hash of the last one's leaf. The digit goes up with the
/// form of what is stored, so that an index of another form is made anew.
const UPTO: &[u8] = b"upto-2";
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

impl ReportIndex {
    /// Opens the index; one that sled cannot open is thrown away and made anew.
    pub fn open(path: &Path) -> Result<Self, SetupError> {
        let open = || yicang_writer::open_sled(path, CACHE_BYTES);
        let db = open().or_else(|error| {
            tracing::warn!(%error, "the index of accepted reports does not open: making it anew from the journal");
            std::fs::remove_dir_all(path)?;
            open()
        });
        let opened = db.and_then(|db| Ok(Self { reports: db.open_tree("reports")?, db }));
        opened.map_err(|error| SetupError::Content { path: path.into(), problem: error.to_string().into() })
    }

    /// How many records it takes in, if it is of the journal whose record `n` has the leaf hash that `leaf_hash(n)`
    /// gives. If it is of another one, or ahead of this one, it is emptied.
    pub fn upto(&self, leaf_hash: impl Fn(u64) -> Option<Hash>) -> Result<u64, sled::Error> {
        let Some(stored) = self.db.get(UPTO)? else { return Ok(0) };
        let read = stored.split_first_chunk::<8>().map(|(upto, hash)| (u64::from_be_bytes(*upto), hash.to_vec()));
        match read {
            Some((upto @ 1.., hash)) if leaf_hash(upto - 1).is_some_and(|known| known[..] == hash[..]) => Ok(upto),
            _ => {
                tracing::warn!("the index of accepted reports is not of this journal: making it anew");
                self.reports.clear()?;
                self.db.remove(UPTO)?;
                Ok(0)
            }
        }
    }

    /// Takes reports in, up to but without record `upto`, whose predecessor's leaf hash is `last`.
    pub fn insert(&self, reports: &[(ReportKey, AcceptedReport)], upto: u64, last: &Hash) -> Result<(), sled::Error> {
        let mut batch = sled::Batch::default();
        for (key, seen) in reports {
            batch.insert(key_bytes(key), seen.to_bytes().to_vec());
        }
        // The reports first: a crash in between leaves the index behind, which the next start mends.
        self.reports.apply_batch(batch)?;
        self.db.insert(UPTO, [&upto.to_be_bytes()[..], last].concat()).map(|_| ())
    }

    /// What is remembered of a report.
    pub fn get(&self, key: &ReportKey) -> Result<Option<AcceptedReport>, sled::Error> {
        Ok(self.reports.get(key_bytes(key))?.and_then(|bytes| AcceptedReport::from_bytes(&bytes)))
    }
}

/// Ids have no control characters, so the zero byte parts them.
fn key_bytes((agent, report): &ReportKey) -> Vec<u8> {
    [agent.as_str().as_bytes(), &[0], report.as_str().as_bytes()].concat()
}

impl AcceptedReport {
    fn to_bytes(self) -> [u8; 88] {
        let mut bytes = [0; 88];
        bytes[..8].copy_from_slice(&self.index.to_be_bytes());
        bytes[8..16].copy_from_slice(&self.sequence.to_be_bytes());
        bytes[16..24].copy_from_slice(&self.accepted_at.as_second().to_be_bytes());
        bytes[24..56].copy_from_slice(&self.report_sha256);
        bytes[56..].copy_from_slice(&self.leaf_hash);
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let part = |at: usize| bytes.get(at..at + 8)?.try_into().ok();
        Some(Self {
            index: u64::from_be_bytes(part(0)?),
            sequence: u64::from_be_bytes(part(8)?),
            accepted_at: Timestamp::from_second(i64::from_be_bytes(part(16)?)).ok()?,
            report_sha256: bytes.get(24..56)?.try_into().ok()?,
            leaf_hash: bytes.get(56..)?.try_into().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_domain::{AgentId, ReportId};

    fn key() -> ReportKey {
        (AgentId::new("a1").unwrap(), ReportId::new("r1").unwrap())
    }

    fn seen() -> AcceptedReport {
        let accepted_at = Timestamp::from_second(1_580_000_000).unwrap();
        AcceptedReport { index: 3, sequence: 7, accepted_at, report_sha256: [4; 32], leaf_hash: [5; 32] }
    }

    #[test]
    fn what_was_put_in_is_found_again_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        {
            let index = ReportIndex::open(dir.path()).unwrap();
            index.insert(&[(key(), seen())], 4, &[9; 32]).unwrap();
        }
        let index = ReportIndex::open(dir.path()).unwrap();
        assert_eq!(index.upto(|n| Some([u8::try_from(n).unwrap() * 3; 32])).unwrap(), 4);
        assert_eq!(index.get(&key()).unwrap(), Some(seen()));
    }

    #[test]
    fn the_index_of_another_or_a_shorter_journal_is_emptied() {
        for known in [Some([8; 32]), None] {
            let dir = tempfile::tempdir().unwrap();
            let index = ReportIndex::open(dir.path()).unwrap();
            index.insert(&[(key(), seen())], 4, &[9; 32]).unwrap();
            assert_eq!(index.upto(|_| known).unwrap(), 0);
            assert_eq!(index.get(&key()).unwrap(), None);
        }
    }
}
