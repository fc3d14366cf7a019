//! `doctor`: looks at a centre's folder and says of each thing how it is and what to do. Changes nothing, and may be run
//! while the centre runs.

use super::backup::{signed, verifier};
use super::beside;
use super::health::Found;
use super::manifest;
use crate::centre::clock::doubt_at_start;
use crate::events::salts::Salts;
use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, SetupError, read, read_key};
use crate::setup::policies;
use jiff::Timestamp;
use std::fs::{self, File, TryLockError};
use std::path::Path;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use yicang_domain::Policy;
use yicang_language::{Message, ToMessage as _, message};
use yicang_tlog::layout::CHECKPOINT;
use yicang_tlog::{Checkpoint, Leaf, LogVerifier, PublicKey, SignedHead};
use yicang_writer::{JOURNAL, keys};

/// Free room, in MiB, below which the centre may stop any hour, and below which somebody should see to it.
const ROOM_MIB: (u64, u64) = (256, 2_048);
/// Days before a certificate's end from which on it is mentioned.
const CERTIFICATE_DAYS: i64 = 30;

/// Looks at everything; `now` is what the clock says.
pub fn examine(data: &DataDir, now: Timestamp) -> Vec<Found> {
    let mut found = vec![settings(data)];
    if !data.config().exists() {
        return found;
    }
    found.push(modes(data));
    found.extend(own_keys(data));
    found.extend(log(data, now));
    found.push(salts(data));
    found.push(room(data));
    found.push(certificate(data, now));
    found.push(index(data));
    found.push(Found::good(message!("doctor-versions", version = env!("CARGO_PKG_VERSION"))));
    found
}

fn settings(data: &DataDir) -> Found {
    if !data.config().exists() {
        return Found::bad(SetupError::Missing(data.root().into()).message());
    }
    let config = match Config::load(&data.config()) {
        Ok(config) => config,
        Err(error) => return Found::bad(error.message()),
    };
    if policies::text(&config.policy).is_none() {
        let path = data.root().join(&config.policy);
        let text = match read(&path) {
            Ok(text) => text,
            Err(error) => return Found::bad(error.message()),
        };
        if let Err(error) = Policy::from_text(&text) {
            return Found::bad(SetupError::Content { path, problem: error.message() }.message());
        }
    }
    match is_running(data) {
        true => Found::good(message!("doctor-runs", dir = data.root())),
        false => Found::good(message!("doctor-stands", dir = data.root())),
    }
}

/// Whether a program has the journal. A lock of this look is let go at once.
fn is_running(data: &DataDir) -> bool {
    let file = File::open(data.root().join(JOURNAL));
    file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// Files that only their owner may read. Windows has no such modes.
fn modes(data: &DataDir) -> Found {
    let mut open: Vec<String> = Vec::new();
    for name in private_files(data) {
        if is_open(&data.root().join(&name)) {
            open.push(name);
        }
    }
    if open.is_empty() {
        return Found::good(message!("doctor-modes"));
    }
    let command = format!("cd {} && chmod 600 {}", data.root().display(), open.join(" "));
    Found::bad(message!("doctor-modes-open", files = open, command = command))
}

fn private_files(data: &DataDir) -> Vec<String> {
    let mut names = vec![JOURNAL.to_owned()];
    for folder in ["keys", "private", "state"] {
        let entries = fs::read_dir(data.root().join(folder)).into_iter().flatten().flatten();
        names.extend(entries.map(|entry| format!("{folder}/{}", entry.file_name().to_string_lossy())));
    }
    names.retain(|name| manifest::is_private(name) && data.root().join(name).is_file() && !is_public_state(name));
    names.push(Config::load(&data.config()).unwrap_or_default().tls_key);
    names.sort();
    names
}

/// What lies in a private folder and is no secret: the writer makes it readable.
fn is_public_state(name: &str) -> bool {
    name.starts_with("state/") || name == "keys/log.signed"
}

#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}

fn own_keys(data: &DataDir) -> Vec<Found> {
    let mut found = Vec::new();
    let key = keys::load(data.root()).map_err(|error| error.message());
    found.push(match (key, verifier(data)) {
        (Ok(key), Ok(public)) if *key.verifier() == public => {
            Found::good(message!("doctor-log-key", log = public.name()))
        }
        (Ok(_), Ok(public)) => Found::bad(message!("doctor-log-key-other", log = public.name())),
        (Err(problem), _) => Found::bad(problem),
        (_, Err(error)) => Found::bad(error.message()),
    });
    let path = data.key("receipt.pub");
    let public = read(&path).map(|text| PublicKey::from_text(text.trim()).ok());
    found.push(match (read_key(&data.key("receipt.key")), public) {
        (Ok(key), Ok(Some(public))) if key.public() == public => Found::good(message!("doctor-receipt-key")),
        (Ok(_), Ok(_)) => Found::bad(message!("doctor-receipt-key-other")),
        (Err(error), _) | (_, Err(error)) => Found::bad(error.message()),
    });
    let recovery = data.key("recovery.key");
    if recovery.exists() {
        found.push(Found::doubtful(message!("doctor-recovery-key", path = &recovery)));
    }
    found
}

/// Journal, head, public folder, and the clock, which is held against the last record.
fn log(data: &DataDir, now: Timestamp) -> Vec<Found> {
    let verifier = match verifier(data) {
        Ok(verifier) => verifier,
        Err(error) => return vec![Found::bad(error.message())],
    };
    let head = match signed(data.root(), &verifier) {
        Ok(head) => head,
        Err(error) => return vec![Found::bad(error.message())],
    };
    let size = head.as_ref().map_or(0, Checkpoint::size);
    let journal = match beside::read(&data.root().join(JOURNAL), size) {
        Ok(journal) => journal,
        Err(error) => return vec![Found::bad(message!("doctor-journal-bad", why = error.message()))],
    };
    let mut found = vec![match journal.is_torn && !is_running(data) {
        false => Found::good(message!("doctor-journal", records = journal.records)),
        true => Found::doubtful(message!("doctor-journal-torn", records = journal.records)),
    }];
    let is_of_it = head.as_ref().is_none_or(|head| journal.tree.root_at(size) == Some(*head.root()));
    found.push(match is_of_it {
        true => public(data, &verifier, size),
        false => Found::bad(message!("operating-journal-not-signed", size = size)),
    });
    if let Err(error) = yicang_writer::lives_here(data.root()) {
        found.push(Found::bad(error.message()));
    }
    let last = journal.last.and_then(|leaf| Leaf::parse(&leaf).ok()?.get("time")?.parse().ok());
    found.push(match doubt_at_start(now, last) {
        Some(doubt) => Found::bad(doubt),
        None => Found::good(message!("doctor-clock", now = now.to_string())),
    });
    found
}

fn public(data: &DataDir, log: &LogVerifier, signed: u64) -> Found {
    let note = fs::read(data.public().join(CHECKPOINT)).ok();
    let is_signed = note.as_ref().is_some_and(|note| log.open_own(note).is_ok());
    let size = note.and_then(|note| SignedHead::parse(&note).ok()).map(|head| head.size());
    match size {
        // The newest head is stored before it is public, so a centre that runs may be between the two.
        Some(size) if is_signed && size >= signed => Found::good(message!("doctor-head", size = size)),
        Some(size) if is_signed && is_running(data) => Found::good(message!("doctor-head", size = size)),
        _ => Found::doubtful(message!("doctor-head-behind", size = signed)),
    }
}

fn salts(data: &DataDir) -> Found {
    let path = data.salts();
    if !path.exists() {
        return Found::bad(SetupError::Content { path, problem: message!("setup-salts-missing") }.message());
    }
    match Salts::load(&path) {
        Ok(_) => Found::good(message!("doctor-salts")),
        Err(error) => Found::bad(error.message()),
    }
}

fn room(data: &DataDir) -> Found {
    let journal = fs::metadata(data.root().join(JOURNAL)).map_or(0, |about| about.len());
    free(data.root()).map_or_else(Found::doubtful, |free| room_of(free >> 20, journal >> 20))
}

/// What so much free room means, beside a journal of that size; both in MiB.
fn room_of(free: u64, journal: u64) -> Found {
    let (least, enough) = ROOM_MIB;
    if free < least {
        Found::bad(message!("doctor-disk-full", free = free, journal = journal))
    } else if free < enough.max(journal) {
        Found::doubtful(message!("doctor-disk-low", free = free, journal = journal))
    } else {
        Found::good(message!("doctor-disk", free = free, journal = journal))
    }
}

#[cfg(unix)]
fn free(path: &Path) -> Result<u64, Message> {
    let about = rustix::fs::statvfs(path).map_err(|error| {
        let why = std::io::Error::from(error).message();
        message!("doctor-disk-unknown", why = why)
    })?;
    Ok(about.f_bavail.saturating_mul(about.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &Path) -> Result<u64, Message> {
    Err(message!("doctor-disk-unknown", why = std::io::Error::from(std::io::ErrorKind::Unsupported).message()))
}

fn certificate(data: &DataDir, now: Timestamp) -> Found {
    // Settings that cannot be read have a line of their own.
    let path = data.root().join(Config::load(&data.config()).unwrap_or_default().tls_cert);
    let content = |problem: Message| SetupError::Content { path: path.clone(), problem }.message();
    let pem = match read(&path) {
        Ok(pem) => pem,
        Err(error) => return Found::bad(error.message()),
    };
    let end = CertificateDer::pem_slice_iter(pem.as_bytes()).map(|der| {
        let der = der.map_err(|error| error.to_string())?;
        let (_, certificate) = x509_parser::parse_x509_certificate(&der).map_err(|error| error.to_string())?;
        Timestamp::from_second(certificate.validity().not_after.timestamp()).map_err(|error| error.to_string())
    });
    // The first of them to end ends all.
    match end.collect::<Result<Vec<_>, _>>().map(|ends| ends.into_iter().min()) {
        Err(why) => Found::bad(content(message!("setup-no-certificate", why = why))),
        Ok(None) => Found::bad(content(message!("doctor-certificate-none"))),
        Ok(Some(end)) => certificate_until(&path, end, now),
    }
}

fn certificate_until(path: &Path, end: Timestamp, now: Timestamp) -> Found {
    let (days, day) = (end.duration_since(now).as_hours().div_euclid(24), end.strftime("%Y-%m-%d").to_string());
    if end <= now {
        Found::bad(message!("doctor-certificate-over", path = path, day = day))
    } else if days < CERTIFICATE_DAYS {
        Found::doubtful(message!("doctor-certificate-soon", path = path, day = day, days = days))
    } else {
        Found::good(message!("doctor-certificate", day = day))
    }
}

fn index(data: &DataDir) -> Found {
    let is_there = data.seen_index().is_dir();
    Found::good(if is_there { message!("doctor-index") } else { message!("doctor-index-none") })
}

#[cfg(test)]
mod tests {
    use super::super::health::Health;
    use super::*;

    #[test]
    fn little_room_and_a_certificate_near_its_end_are_said() {
        let health = |free, journal| room_of(free, journal).health;
        assert_eq!(
            [health(255, 0), health(256, 0), health(2_047, 0)],
            [Health::Bad, Health::Doubtful, Health::Doubtful]
        );
        assert_eq!([health(2_048, 2_048), health(2_048, 2_049)], [Health::Good, Health::Doubtful]);
        let day = |days: i64| Timestamp::from_second(1_580_515_200 + days * 86_400).unwrap();
        let health = |days| certificate_until(Path::new("x"), day(days), day(0)).health;
        assert_eq!(
            [health(0), health(1), health(29), health(30)],
            [Health::Bad, Health::Doubtful, Health::Doubtful, Health::Good]
        );
    }
}
