//! `backup`: copies what a centre cannot make again into a folder, also while the centre runs.
//!
//! The order makes it consistent: what was signed is read first, the journal last. So the journal of a backup always
//! holds all that its head signs, and usually a little more. The copy of the journal is read through and held against
//! that head before the backup counts, which it does from the moment its manifest is there.

use super::beside;
use super::manifest::{self, Manifest, Part};
use crate::setup::config::{Config, TLS_CERT, TLS_KEY};
use crate::setup::data_dir::{DataDir, SetupError, make_dir, read, sync_dir, write_new, write_secret};
use crate::setup::policies;
use jiff::Timestamp;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use yicang_auditor::words::Words as _;
use yicang_files::make_private_dir;
use yicang_language::{ToMessage as _, message};
use yicang_tlog::{Checkpoint, LogVerifier, Tree};
use yicang_writer::{JOURNAL, SIGNED};

/// Where a backup has the policy of a centre whose policy is a file, wherever that file was.
const POLICY: &str = "own.policy";
/// Where it has the policy of witnesses.
const WITNESSES: &str = "witnesses.policy";

/// What else than the journal is copied, where it is there. The order is that of copying.
const FILES: [&str; 9] = [
    "public/log.vkey",
    "public/log.keys",
    "public/checkpoint.witnessed",
    "keys/receipt.pub",
    "keys/receipt.old.pub",
    "keys/receipt.next.pub",
    "tls/ca.pem",
    "private/salts",
    SIGNED,
];

/// Whether the private keys go with the backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// They do: whoever has the backup is the centre.
    With,
    /// They are kept elsewhere.
    Without,
}

/// Makes a backup of the centre in `data` in the folder `to`, which must be new or empty.
///
/// # Errors
/// There is no centre, the folder is in use, the journal is damaged or is not what was signed, or the disk fails. What
/// is in the folder then is no backup.
pub fn backup(data: &DataDir, to: &Path, keys: Keys, time: Timestamp) -> Result<Manifest, SetupError> {
    if !data.config().exists() {
        return Err(SetupError::Missing(data.root().into()));
    }
    must_be_empty(to)?;
    let verifier = verifier(data)?;
    // What is damaged in the centre's own file is found before anything is written.
    let size = signed(data.root(), &verifier)?.map_or(0, |head| head.size());
    let journal = beside::read(&data.root().join(JOURNAL), size);
    journal.map_err(|error| SetupError::Ledger { path: data.root().into(), problem: error.message() })?;
    make_private_dir(to).map_err(|source| SetupError::File { doing: "make", path: to.into(), source })?;
    let config = Config::load(&data.config())?;
    let mut names = settings(data, &config, to)?;
    for name in FILES.iter().map(ToString::to_string).chain(private_keys(data, keys)?) {
        if data.root().join(&name).is_file() {
            copy(data.root(), to, &name)?;
            names.push(name);
        }
    }
    // Wherever the settings have them.
    for (path, name, is_wanted) in [(&config.tls_cert, TLS_CERT, true), (&config.tls_key, TLS_KEY, keys == Keys::With)]
    {
        let path = data.root().join(path);
        if is_wanted && path.is_file() {
            copy_as(&path, to, name)?;
            names.push(name.to_owned());
        }
    }
    let signed = signed(to, &verifier)?;
    let (size, root) = signed.as_ref().map_or((0, Tree::new().root()), |head| (head.size(), *head.root()));
    let journal = copy_journal(data.root(), to, size)?;
    names.push(JOURNAL.to_owned());
    if journal.tree.root_at(size) != Some(root) {
        let problem = message!("operating-journal-not-signed", size = size);
        return Err(SetupError::Ledger { path: data.root().into(), problem });
    }
    let parts = names.iter().map(|name| {
        let source = |source| SetupError::File { doing: "read", path: to.join(name), source };
        Part::of(to, name).map_err(source)
    });
    let log = verifier.name().to_owned();
    let parts = parts.collect::<Result<_, _>>()?;
    let manifest = Manifest { log, time, records: journal.records, size, root, parts };
    write_secret(&to.join(manifest::NAME), &manifest.to_text())?;
    sync_dir(to)?;
    Ok(manifest)
}

/// Refuses a folder that has anything in it.
///
/// # Errors
/// It has, or cannot be read.
pub fn must_be_empty(path: &Path) -> Result<(), SetupError> {
    match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(SetupError::File { doing: "read", path: path.into(), source }),
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(SetupError::Refused(message!("operating-not-empty", path = path))),
        },
    }
}

/// The log's public key, as the folder has it.
///
/// # Errors
/// It is not there, or is none.
pub fn verifier(data: &DataDir) -> Result<LogVerifier, SetupError> {
    let path = data.log_vkey();
    let key = LogVerifier::from_vkey(read(&path)?.trim());
    key.map_err(|error| SetupError::Content { path, problem: error.words() })
}

/// The last head that the log had signed, as a folder has it.
pub(super) fn signed(dir: &Path, log: &LogVerifier) -> Result<Option<Checkpoint>, SetupError> {
    let signed = yicang_writer::signed(dir, log);
    signed.map_err(|error| SetupError::Ledger { path: dir.into(), problem: error.message() })
}

/// The settings, and the files that they name, which go beside them.
fn settings(data: &DataDir, config: &Config, to: &Path) -> Result<Vec<String>, SetupError> {
    let mut text = read(&data.config())?;
    let mut names = vec!["yicang.toml".to_owned()];
    let is_file = policies::text(&config.policy).is_none();
    let witnesses = !config.witness_policy.is_empty();
    for (key, value, name, is_there) in
        [("policy", &config.policy, POLICY, is_file), ("witness_policy", &config.witness_policy, WITNESSES, witnesses)]
    {
        if is_there {
            write_new(&to.join(name), &read(&data.root().join(value))?)?;
            text = with_setting(&text, key, name);
            names.push(name.to_owned());
        }
    }
    for (key, value, name) in [("tls_cert", &config.tls_cert, TLS_CERT), ("tls_key", &config.tls_key, TLS_KEY)] {
        if value != name {
            text = with_setting(&text, key, name);
        }
    }
    write_new(&to.join("yicang.toml"), &text)?;
    Ok(names)
}

/// The text of the settings with another value; every other line stays as it is.
fn with_setting(text: &str, key: &str, value: &str) -> String {
    let is_it = |line: &str| line.split_once('=').is_some_and(|(name, _)| name.trim() == key);
    let line = |line: &str| if is_it(line) { format!("{key} = \"{value}\"\n") } else { format!("{line}\n") };
    text.lines().map(line).collect()
}

fn private_keys(data: &DataDir, keys: Keys) -> Result<Vec<String>, SetupError> {
    if keys == Keys::Without {
        return Ok(Vec::new());
    }
    let path = data.key("");
    let failed = |source| SetupError::File { doing: "read", path: path.clone(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(&path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = format!("keys/{}", entry.file_name().to_string_lossy());
        if manifest::is_private(&name) && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Copies a file, durably; private ones for their owner only.
pub(super) fn copy(from: &Path, to: &Path, name: &str) -> Result<(), SetupError> {
    copy_as(&from.join(name), to, name)
}

/// Copies a file from anywhere to a name in a folder.
fn copy_as(source: &Path, to: &Path, name: &str) -> Result<(), SetupError> {
    let target = to.join(name);
    let read = |path: &Path| {
        let path = path.to_owned();
        move |source| SetupError::File { doing: "read", path, source }
    };
    make_dir_of(to, name)?;
    let mut file = File::open(source).map_err(read(source))?;
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        let mode = if manifest::is_private(name) { 0o600 } else { 0o644 };
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    }
    let copied = options.open(&target).and_then(|mut copy| {
        io::copy(&mut file, &mut copy)?;
        copy.sync_all()
    });
    copied.map_err(|source| SetupError::File { doing: "write", path: target.clone(), source })?;
    sync_dir(target.parent().unwrap_or(to))
}

fn make_dir_of(to: &Path, name: &str) -> Result<(), SetupError> {
    let Some((folder, _)) = name.rsplit_once('/') else { return Ok(()) };
    let path = to.join(folder);
    if !["keys", "private", "state"].contains(&folder) {
        return make_dir(&path);
    }
    make_private_dir(&path).map_err(|source| SetupError::File { doing: "make", path, source })
}

/// Copies the journal, and reads the copy through. The centre may be writing: then the copy is made again.
fn copy_journal(from: &Path, to: &Path, acknowledged: u64) -> Result<beside::Read, SetupError> {
    let problem = |error: yicang_writer::journal::JournalError| SetupError::Ledger {
        path: from.into(),
        problem: error.message(),
    };
    let copied = to.join(JOURNAL);
    let mut tries = 5;
    loop {
        copy(from, to, JOURNAL)?;
        match beside::read(&copied, acknowledged) {
            Ok(journal) => return Ok(journal),
            Err(error) if tries == 0 => return Err(problem(error)),
            Err(_) => tries -= 1,
        }
        fs::remove_file(&copied).map_err(|source| SetupError::File { doing: "write", path: copied.clone(), source })?;
    }
}
