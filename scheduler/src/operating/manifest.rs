//! What a backup consists of: the file `backup` in its folder, which is written last.
//!
//! ```text
//! yicang.v1 backup
//! log supplies.example/log
//! time 2026-02-01T08:00:00Z
//! records 5012
//! head 5010 <root, 64 hexadecimal digits>
//! file <bytes> <sha256> journal
//! file <bytes> <sha256> public/log.vkey
//! ```
//!
//! `head` is what the log had signed when the backup began; the journal may hold more. A folder without this file is a
//! backup that was broken off.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Component, Path};
use yicang_language::{Message, message};
use yicang_tlog::{Hash, hex, parse_hex};

/// The file's name.
pub const NAME: &str = "backup";

const FIRST_LINE: &str = "yicang.v1 backup";

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The public log's name.
    pub log: String,
    /// When the backup was made.
    pub time: Timestamp,
    /// Records in its journal.
    pub records: u64,
    /// Entries under the last signed head.
    pub size: u64,
    /// The root of that head.
    pub root: Hash,
    /// Its other files.
    pub parts: Vec<Part>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name in the folder, with `/`.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its hash.
    pub sha256: Hash,
}

impl Part {
    /// A file as it is.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(dir: &Path, name: &str) -> io::Result<Self> {
        let (mut file, mut hash, mut bytes) = (File::open(dir.join(name))?, Sha256::new(), 0);
        let mut buffer = vec![0; 1 << 16];
        loop {
            match file.read(&mut buffer)? {
                0 => break,
                read => {
                    hash.update(&buffer[..read]);
                    bytes += read as u64;
                }
            }
        }
        Ok(Self { name: name.to_owned(), bytes, sha256: hash.finalize().into() })
    }

    /// Whether only the owner of the centre may read it.
    pub fn is_private(&self) -> bool {
        is_private(&self.name)
    }
}

/// Whether only the owner of the centre may read a file of this name.
pub fn is_private(name: &str) -> bool {
    let is_key = name.starts_with("keys/") && !name.ends_with(".pub");
    is_key
        || name.starts_with("private/")
        || name.starts_with("state/")
        || ["journal", "tls/server.key"].contains(&name)
}

impl Manifest {
    /// The file's text.
    pub fn to_text(&self) -> String {
        let Self { log, time, records, size, root, parts } = self;
        let root = hex(root);
        let mut text = format!("{FIRST_LINE}\nlog {log}\ntime {time}\nrecords {records}\nhead {size} {root}\n");
        for Part { name, bytes, sha256 } in parts {
            let _ = writeln!(text, "file {bytes} {} {name}", hex(sha256));
        }
        text
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// Names the first line that is not as it should be.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let mut lines = (1..).zip(text.lines());
        let mut value = |key: &str| {
            let (number, line) = lines.next().unwrap_or((1, ""));
            let value = line.strip_prefix(key).map(str::trim_start).ok_or_else(|| fault(number))?;
            Ok::<_, Message>((number, value.to_owned()))
        };
        if !value(FIRST_LINE).is_ok_and(|(_, rest)| rest.is_empty()) {
            return Err(message!("operating-no-manifest", wanted = FIRST_LINE));
        }
        let (_, log) = value("log ")?;
        let (at, time) = value("time ")?;
        let time = time.parse().map_err(|_| fault(at))?;
        let (at, records) = value("records ")?;
        let records = records.parse().map_err(|_| fault(at))?;
        let (at, head) = value("head ")?;
        let (size, root) = head.split_once(' ').ok_or_else(|| fault(at))?;
        let (size, root) = size.parse().ok().zip(parse_hex(root)).ok_or_else(|| fault(at))?;
        let parts = lines.map(|(at, line)| part(line).ok_or_else(|| fault(at))).collect::<Result<_, _>>()?;
        Ok(Self { log, time, records, size, root, parts })
    }
}

fn part(line: &str) -> Option<Part> {
    let mut words = line.strip_prefix("file ")?.splitn(3, ' ');
    let (bytes, sha256, name) = (words.next()?.parse().ok()?, parse_hex(words.next()?)?, words.next()?);
    // A name leads nowhere but into the folder.
    let is_inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    (is_inside && !name.is_empty()).then(|| Part { name: name.to_owned(), bytes, sha256 })
}

fn fault(line: usize) -> Message {
    message!("operating-manifest-line", line = line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_every_other_line_is_named() {
        let part = Part { name: "public/log.vkey".into(), bytes: 7, sha256: [3; 32] };
        let time = Timestamp::from_second(1_580_515_200).unwrap();
        let one = Manifest { log: "a.example/log".into(), time, records: 9, size: 8, root: [1; 32], parts: vec![part] };
        let text = one.to_text();
        assert_eq!(Manifest::parse(&text), Ok(one));
        for (line, from, to) in [
            (2, "log a", "lug a"),
            (3, "2020", "20x0"),
            (4, "records 9", "records -9"),
            (5, "head 8 ", "head 8"),
            (6, "public/log.vkey", "../log.vkey"),
            (6, "public/log.vkey", "/log.vkey"),
            (6, "file 7", "file x"),
        ] {
            let changed = text.replace(from, to);
            assert_ne!(changed, text, "{from}");
            let said = Manifest::parse(&changed).unwrap_err().to_string();
            assert!(said.contains(&format!("line {line} ")), "{from}: {said}");
        }
        assert!(Manifest::parse("").unwrap_err().to_string().contains(FIRST_LINE));
    }
}
