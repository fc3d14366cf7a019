//! The noise that a witness makes when a log signs what it should not have: a line on stderr for people, a line of JSON
//! with the evidence for programs and for anyone who has to be shown it.

use serde_json::json;
use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};
use yicang_language::{Language, Message, ToMessage as _, message};
use yicang_tlog::{Hash, SignedHead, hex, sha256};

/// After so many different alarms in one run the file is long enough to be looked at; a head can be sent by anybody.
const ALARMS_MAX: usize = 1_000;

/// One thing that a log should not have signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alarm {
    /// `fork`, `rollback` or `inconsistent`.
    pub kind: &'static str,
    /// For people.
    pub words: Message,
    /// For programs: one line.
    pub json: String,
    evidence: Hash,
}

impl Alarm {
    /// `offered` is the note as it came, `cosigned` the one that it does not agree with.
    pub(super) fn new(
        time: u64,
        kind: &'static str,
        what: Message,
        head: &SignedHead,
        offered: &[u8],
        cosigned: Option<&[u8]>,
    ) -> Self {
        let text = |note: &[u8]| String::from_utf8_lossy(note).into_owned();
        let json = json!({
            "alarm": kind,
            "time": time,
            "log": head.origin(),
            "size": head.size(),
            "what": what.to_string(),
            "offered": text(offered),
            "cosigned": cosigned.map(text),
        });
        let (log, size, root) = (head.origin(), head.size(), hex(head.root()));
        let words = message!("witness-alarm", kind = kind, log = log, what = what, size = size, root = root);
        Self { kind, words, json: json.to_string(), evidence: sha256(&[kind.as_bytes(), head.text()].concat()) }
    }
}

/// Where noise goes. The same head makes it once in a run.
pub(super) struct Alarms {
    file: PathBuf,
    made: Mutex<BTreeSet<Hash>>,
    /// The language of the lines for people.
    pub(super) language: Language,
    /// To a thread of its own: whoever should read stderr may not, and the witness must not wait for that.
    to_stderr: mpsc::Sender<String>,
}

impl Alarms {
    pub(super) fn new(file: PathBuf) -> io::Result<Self> {
        let (to_stderr, lines) = mpsc::channel::<String>();
        let shout = move || {
            for line in lines {
                // The alarm is in the file, and the log is refused, whether or not anybody hears this.
                let _ = writeln!(io::stderr(), "{line}");
            }
        };
        std::thread::Builder::new().name("alarms".into()).spawn(shout)?;
        Ok(Self { file, made: Mutex::default(), language: Language::default(), to_stderr })
    }

    pub(super) fn make(&self, alarm: &Alarm) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.len() >= ALARMS_MAX || !made.insert(alarm.evidence) {
            return;
        }
        let kept = append(&self.file, &alarm.json);
        let unkept = |error: io::Error| {
            let what = message!("witness-alarm-unkept", file = &self.file, why = error.message());
            format!("\n{}", what.say(self.language))
        };
        let kept = kept.map_or_else(unkept, |()| String::new());
        // The thread ends only when this does.
        let _ = self.to_stderr.send(format!("{}\n{}{kept}", alarm.words.say(self.language), alarm.json));
    }
}

fn append(file: &Path, line: &str) -> io::Result<()> {
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file)?;
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_data()
}
