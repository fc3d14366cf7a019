//! Files that are carried: signed reports on their way to a link, and the centre's signed receipts on their way back.
//!
//! ```text
//! yicang-carried 1\n       or  yicang-receipts 1\n
//! length of the contents, 8 bytes, little-endian
//! contents: a protobuf message, below
//! SHA-256 of the contents, 32 bytes
//! ```
//!
//! The checksum is against accidents; that the reports and receipts are whose they say is in their signatures.

use crate::files::replace;
use prost::Message as _;
use std::path::{Path, PathBuf};
use yicang_language::{Message, ToMessage, message};
use yicang_proto::v1;
use yicang_tlog::sha256;

const REPORTS: &[u8] = b"yicang-carried 1\n";
const RECEIPTS: &[u8] = b"yicang-receipts 1\n";
const LENGTH_BYTES: usize = 8;
const SUM_BYTES: usize = 32;

/// Reports of one agent, in the order of their numbers, signed as they are.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Reports {
    /// Whose.
    #[prost(string, tag = "1")]
    pub agent: String,
    /// The name of the public log that they are for.
    #[prost(string, tag = "2")]
    pub log: String,
    /// They.
    #[prost(message, repeated, tag = "3")]
    pub reports: Vec<v1::SignedReport>,
}

/// What the centre answered.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Receipts {
    /// Whose reports.
    #[prost(string, tag = "1")]
    pub agent: String,
    /// The name of the public log that they are for.
    #[prost(string, tag = "2")]
    pub log: String,
    /// In the order of the reports.
    #[prost(message, repeated, tag = "3")]
    pub answers: Vec<Answered>,
}

/// What the centre answered to one report.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Answered {
    /// SHA-256 of the report's bytes.
    #[prost(bytes = "vec", tag = "1")]
    pub report_sha256: Vec<u8>,
    /// Its number.
    #[prost(uint64, tag = "2")]
    pub sequence: u64,
    /// The centre's signed word that it has the report.
    #[prost(message, optional, tag = "3")]
    pub receipt: Option<v1::SignedReceipt>,
    /// Why the centre does not take it: nobody has signed that.
    #[prost(string, tag = "4")]
    pub refusal: String,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum CarriedFault {
    /// The file's name is taken.
    Exists(PathBuf),
    /// The disk.
    Disk(PathBuf, std::io::Error),
    /// It begins otherwise.
    NotOurs(PathBuf),
    /// It has reports where receipts are wanted, or the other way.
    OtherKind {
        /// Which file.
        file: PathBuf,
        /// It has reports.
        has_reports: bool,
    },
    /// It ends too early.
    Cut {
        /// Which file.
        file: PathBuf,
        /// Bytes that are there.
        found: u64,
        /// Bytes that there should be.
        wanted: u64,
    },
    /// The contents are not those of the checksum, or something comes after it.
    Damaged(PathBuf),
    /// Whole, but unreadable.
    Unreadable(PathBuf),
}

impl ToMessage for CarriedFault {
    fn message(&self) -> Message {
        match self {
            Self::Exists(file) => message!("agent-carry-exists", file = file),
            Self::Disk(file, why) => message!("agent-carry-file", file = file, why = why.message()),
            Self::NotOurs(file) => message!("agent-carry-not-ours", file = file),
            Self::OtherKind { file, has_reports: true } => message!("agent-carry-receipts-wanted", file = file),
            Self::OtherKind { file, has_reports: false } => message!("agent-carry-reports-wanted", file = file),
            Self::Cut { file, found, wanted } => {
                message!("agent-carry-cut", file = file, found = *found, wanted = *wanted)
            }
            Self::Damaged(file) => message!("agent-carry-damaged", file = file),
            Self::Unreadable(file) => message!("agent-carry-unreadable", file = file),
        }
    }
}

impl Reports {
    /// Reads a file.
    ///
    /// # Errors
    /// [`CarriedFault`].
    pub fn read(file: &Path) -> Result<Self, CarriedFault> {
        read(file, REPORTS)
    }

    /// Writes a new file, whole or not at all.
    ///
    /// # Errors
    /// [`CarriedFault`]; nothing that is there is overwritten.
    pub fn write(&self, file: &Path) -> Result<(), CarriedFault> {
        if file.exists() {
            return Err(CarriedFault::Exists(file.into()));
        }
        let written = replace(file, &framed(REPORTS, &self.encode_to_vec()));
        written.map_err(|why| CarriedFault::Disk(file.into(), why))
    }
}

impl Receipts {
    /// Reads a file.
    ///
    /// # Errors
    /// [`CarriedFault`].
    pub fn read(file: &Path) -> Result<Self, CarriedFault> {
        read(file, RECEIPTS)
    }

    /// Writes the file whole or not at all: one of an earlier attempt is replaced.
    ///
    /// # Errors
    /// [`CarriedFault`].
    pub fn replace(&self, file: &Path) -> Result<(), CarriedFault> {
        let written = replace(file, &framed(RECEIPTS, &self.encode_to_vec()));
        written.map_err(|why| CarriedFault::Disk(file.into(), why))
    }
}

fn framed(mark: &[u8], contents: &[u8]) -> Vec<u8> {
    [mark, &(contents.len() as u64).to_le_bytes(), contents, &sha256(contents)].concat()
}

fn read<M: prost::Message + Default>(file: &Path, mark: &[u8]) -> Result<M, CarriedFault> {
    let bytes = std::fs::read(file).map_err(|why| CarriedFault::Disk(file.into(), why))?;
    let cut = |wanted: u64| CarriedFault::Cut { file: file.into(), found: bytes.len() as u64, wanted };
    let Some(rest) = bytes.strip_prefix(mark) else {
        let other = if mark == REPORTS { RECEIPTS } else { REPORTS };
        return Err(match () {
            () if bytes.starts_with(other) => {
                CarriedFault::OtherKind { file: file.into(), has_reports: other == REPORTS }
            }
            () if !bytes.is_empty() && mark.starts_with(&bytes) => cut((mark.len() + LENGTH_BYTES + SUM_BYTES) as u64),
            () => CarriedFault::NotOurs(file.into()),
        });
    };
    let Some((length, rest)) = rest.split_first_chunk::<LENGTH_BYTES>() else {
        return Err(cut((mark.len() + LENGTH_BYTES + SUM_BYTES) as u64));
    };
    let length = u64::from_le_bytes(*length);
    let wanted = length.saturating_add((mark.len() + LENGTH_BYTES + SUM_BYTES) as u64);
    if (bytes.len() as u64) < wanted {
        return Err(cut(wanted));
    }
    let damaged = || CarriedFault::Damaged(file.into());
    let (contents, sum) = rest.split_at(usize::try_from(length).map_err(|_| damaged())?);
    if sum != sha256(contents) {
        return Err(damaged());
    }
    M::decode(contents).map_err(|_| CarriedFault::Unreadable(file.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Reports {
        let signed = v1::SignedReport { report: vec![1, 2, 3], signature: vec![4; 64], face_signature: vec![5; 64] };
        Reports { agent: "A".into(), log: "log".into(), reports: vec![signed] }
    }

    #[test]
    fn a_file_comes_back_as_it_went_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("f");
        some().write(&file).unwrap();
        assert_eq!(Reports::read(&file).unwrap(), some());
        assert!(matches!(some().write(&file), Err(CarriedFault::Exists(_))));
        assert!(matches!(Receipts::read(&file), Err(CarriedFault::OtherKind { has_reports: true, .. })));
    }

    #[test]
    fn a_file_that_is_cut_anywhere_and_one_with_any_bit_changed_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("f");
        some().write(&file).unwrap();
        let whole = std::fs::read(&file).unwrap();
        for cut in 1..whole.len() {
            std::fs::write(&file, &whole[..cut]).unwrap();
            assert!(matches!(Reports::read(&file), Err(CarriedFault::Cut { .. })), "cut at {cut}");
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&file, &bytes).unwrap();
            assert!(Reports::read(&file).is_err(), "byte {at}");
        }
        std::fs::write(&file, [&whole[..], b"x"].concat()).unwrap();
        assert!(matches!(Reports::read(&file), Err(CarriedFault::Damaged(_))));
        std::fs::write(&file, b"").unwrap();
        assert!(matches!(Reports::read(&file), Err(CarriedFault::NotOurs(_))));
    }
}
