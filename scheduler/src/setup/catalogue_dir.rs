//! A folder with an exported catalogue: its tables, which people change, and beside them what was exported, which is
//! what the changes are found by.
//!
//! | name | what |
//! |---|---|
//! | `items.csv`, … | the tables, CSV or workbooks |
//! | `exported/` | the same tables as they were exported |
//! | `catalogue.state` | the log, the record that made the catalogue what it was, and the SHA-256 of what was exported |

use super::data_dir::{SetupError, make_dir, read, write_new};
use std::path::{Path, PathBuf};
use yicang_domain::Catalogue;
use yicang_exchange::{CATALOGUE_TABLES, Notice, Rules, Source, TableFault, tables};
use yicang_language::message;
use yicang_tlog::{hex, sha256};

const STATE: &str = "catalogue.state";
const EXPORTED: &str = "exported";
const FIRST: &str = "yicang-catalogue-export 1";

/// What a folder has.
#[derive(Debug)]
pub struct CatalogueDir {
    /// The log it was exported from; `None` where nothing was: then the tables are compared with an empty catalogue.
    pub log: Option<String>,
    /// As it was exported.
    pub base: Catalogue,
    /// As it came back.
    pub mine: Catalogue,
    /// What people should know of the tables.
    pub notices: Vec<Notice>,
}

/// Why a folder cannot be read.
#[derive(Debug)]
pub enum CatalogueDirError {
    /// A file.
    Setup(SetupError),
    /// The tables have faults.
    Tables(Vec<TableFault>),
}

impl From<SetupError> for CatalogueDirError {
    fn from(error: SetupError) -> Self {
        Self::Setup(error)
    }
}

/// Writes a catalogue as record `from` of a log made it. A folder that has one of the files is left alone.
///
/// # Errors
/// What is there already, or what the disk says.
pub fn write(dir: &Path, log: &str, from: u64, catalogue: &Catalogue) -> Result<(), SetupError> {
    let is_there = |name: &str| dir.join(name).exists() || dir.join(name.replace(".csv", ".xlsx")).exists();
    if let Some(there) = CATALOGUE_TABLES.into_iter().chain([STATE, EXPORTED]).find(|name| is_there(name)) {
        return Err(SetupError::Refused(message!("catalogue-export-there", path = &dir.join(there))));
    }
    make_dir(&dir.join(EXPORTED))?;
    let mut all = String::new();
    for (name, text) in tables(catalogue) {
        write_new(&dir.join(EXPORTED).join(name), &text)?;
        write_new(&dir.join(name), &text)?;
        all.push_str(&text);
    }
    let hash = hex(&sha256(all.as_bytes()));
    write_new(&dir.join(STATE), &format!("{FIRST}\nlog {log}\nfrom {from}\nsha256 {hash}\n"))
}

/// Reads a folder.
///
/// # Errors
/// What was exported is not what it was, or every fault of the tables.
pub fn read_dir(dir: &Path, rules: Rules) -> Result<CatalogueDir, CatalogueDirError> {
    let tables = |dir: &Path| yicang_exchange::catalogue(Source::Folder(dir), rules).map_err(CatalogueDirError::Tables);
    let path = dir.join(STATE);
    let (log, base) = if path.exists() {
        let (log, hash) = state(&path, &read(&path)?)?;
        let exported = dir.join(EXPORTED);
        let texts: Result<String, SetupError> =
            CATALOGUE_TABLES.iter().map(|name| read(&exported.join(name))).collect();
        if hex(&sha256(texts?.as_bytes())) != hash {
            return Err(SetupError::Refused(message!("catalogue-base-changed", path = &exported)).into());
        }
        (Some(log), tables(&exported)?.0)
    } else {
        (None, Catalogue::default())
    };
    let (mine, notices) = tables(dir)?;
    Ok(CatalogueDir { log, base, mine, notices })
}

/// The log, and the SHA-256 of what was exported.
fn state(path: &PathBuf, text: &str) -> Result<(String, String), SetupError> {
    let lines: Vec<_> = text.lines().collect();
    let value = |line: &str, key: &str| line.strip_prefix(key).map(|value| value.trim().to_owned());
    let read = match lines.as_slice() {
        [FIRST, log, from, hash] if value(from, "from ").is_some_and(|from| from.parse::<u64>().is_ok()) => {
            value(log, "log ").zip(value(hash, "sha256 "))
        }
        _ => None,
    };
    read.ok_or_else(|| SetupError::Refused(message!("catalogue-state-broken", path = path)))
}
