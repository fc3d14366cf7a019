//! How fast the ledger is: durable acknowledgements and published entries a second, with the time that one submitter
//! waits, and proofs made from the public tiles by a reader.
//!
//! ```text
//! cargo run --release -p yicang-ledger --example load -- \
//!     [--seconds N] [--submitters N,N,…] [--only WORD] [--dir DIR] [--json]
//! ```
//!
//! A submitter has one entry on its way at a time and sends the next when it has its answer. The answer is what the row
//! says: `durable` after `fdatasync`; `published` when a signed checkpoint that covers the entry stands in the public
//! folder; `signed` as `durable`, but every entry carries an agent's Ed25519 signature that is checked strictly before.
//! When the ledger is busy, submitters wait, and their times with them. Every entry is another one, of 512 bytes.
//! After each row the ledger is opened again, and all that was acknowledged must be there; each proof is checked
//! against the entry and the signed root. Times are of one machine at one time.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // a measurement on the terminal; a fault ends it

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use yicang_auditor::{public_log::PublicLog, source::Folder};
use yicang_tlog::{Leaf, REPORT, SigningKey};
use yicang_writer::{AppendError, Appended, Ledger, LedgerHandle, Record, keys};

/// Bytes of an entry.
const ENTRY_BYTES: usize = 512;

/// Threads that check agents' signatures.
const CHECKERS: usize = 2;

/// Signed entries made beforehand for each second of the measurement.
const SIGNED_A_SECOND: usize = 40_000;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Durable,
    Published,
    Signed,
}

impl What {
    const ALL: [Self; 3] = [Self::Durable, Self::Published, Self::Signed];

    fn word(self) -> &'static str {
        match self {
            Self::Durable => "durable",
            Self::Published => "published",
            Self::Signed => "signed",
        }
    }
}

struct Wish {
    seconds: u64,
    submitters: Vec<usize>,
    only: Option<String>,
    dir: Option<PathBuf>,
    json: bool,
}

fn main() {
    let wish = wish();
    if !wish.json {
        println!("what       submitters      per s    p50 ms    p99 ms    max ms   entries");
    }
    let wanted = |word: &str| wish.only.as_ref().is_none_or(|only| only == word);
    for what in What::ALL.into_iter().filter(|what| wanted(what.word())) {
        for submitters in &wish.submitters {
            let dir = folder(&wish);
            let mut times = measure(dir.path(), what, *submitters, Duration::from_secs(wish.seconds));
            check_all_there(dir.path(), times.len() as u64);
            say(&wish, what.word(), *submitters, &mut times, Duration::from_secs(wish.seconds));
        }
    }
    if wanted("proof") {
        let dir = folder(&wish);
        let (mut times, took) = prove(dir.path());
        say(&wish, "proof", 1, &mut times, took);
    }
}

fn folder(wish: &Wish) -> tempfile::TempDir {
    wish.dir.as_ref().map_or_else(tempfile::tempdir, tempfile::tempdir_in).unwrap()
}

fn wish() -> Wish {
    let mut wish = Wish { seconds: 5, submitters: vec![1, 64, 512, 4096], only: None, dir: None, json: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().unwrap_or_else(|| panic!("{word} wants a value"));
        match word.as_str() {
            "--seconds" => wish.seconds = value().parse().expect("--seconds wants a whole number"),
            "--submitters" => {
                let number = |n: &str| n.parse().expect("--submitters wants whole numbers with commas between");
                wish.submitters = value().split(',').map(number).collect();
            }
            "--only" => wish.only = Some(value()),
            "--dir" => wish.dir = Some(value().into()),
            "--json" => wish.json = true,
            _ => panic!("{word} is not known; see the first lines of examples/load.rs"),
        }
    }
    wish
}

/// One row. The rate counts what was answered within the time.
fn say(wish: &Wish, what: &str, submitters: usize, times: &mut [Duration], took: Duration) {
    times.sort_unstable();
    let at = |part: usize| times.get((times.len() * part / 100).min(times.len().saturating_sub(1)));
    let ms = |part| at(part).map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    let (p50, p99, max) = (ms(50), ms(99), ms(100));
    let count = u32::try_from(times.len()).expect("fewer than 2^32 answers");
    let rate = f64::from(count) / took.as_secs_f64();
    if wish.json {
        println!(
            "{{\"what\":\"{what}\",\"submitters\":{submitters},\"per_s\":{rate:.0},\"p50_ms\":{p50:.3},\
             \"p99_ms\":{p99:.3},\"max_ms\":{max:.3},\"count\":{count}}}"
        );
    } else {
        println!("{what:<10} {submitters:>10} {rate:>10.0} {p50:>9.3} {p99:>9.3} {max:>9.3} {count:>9}");
    }
}

fn start(dir: &Path) -> LedgerHandle {
    Ledger::open(dir, keys::load(dir).or_else(|_| keys::create(dir, "load.example/log")).unwrap()).unwrap().start()
}

/// An entry of [`ENTRY_BYTES`] that no other one equals.
fn entry(number: usize) -> Vec<u8> {
    let head = Leaf::new("report").with("number", number).with("pad", "x").to_bytes().len();
    Leaf::new("report").with("number", number).with("pad", "x".repeat(ENTRY_BYTES - head + 1)).to_bytes()
}

/// A submitter's number and when it has sent its entry.
type Sent = (usize, Instant);

/// Lets the submitters send for so long; how long each answered entry took.
fn measure(dir: &Path, what: What, submitters: usize, long: Duration) -> Vec<Duration> {
    let handle = start(dir);
    let (answer, answers) = channel();
    let times = match what {
        What::Signed => with_signatures(&handle, submitters, long, &answer, &answers),
        What::Durable | What::Published => {
            let send = |sent: Sent, number| submit(&handle, what, sent, entry(number), &answer);
            rounds(submitters, long, &answers, send)
        }
    };
    handle.close();
    times
}

/// Each submitter sends, and again whenever it has its answer; `send` gets the submitter and the entry's number.
fn rounds(
    submitters: usize,
    long: Duration,
    answers: &Receiver<Sent>,
    mut send: impl FnMut(Sent, usize),
) -> Vec<Duration> {
    let begin = Instant::now();
    let mut times = Vec::new();
    for submitter in 0..submitters {
        send((submitter, Instant::now()), submitter);
    }
    let mut number = submitters;
    let mut waiting = submitters;
    while waiting > 0 {
        let (submitter, sent) = answers.recv().unwrap();
        let now = Instant::now();
        if now - begin < long {
            times.push(now - sent);
            send((submitter, now), number);
            number += 1;
        } else {
            waiting -= 1;
        }
    }
    times
}

fn submit(handle: &LedgerHandle, what: What, sent: Sent, leaf: Vec<u8>, answer: &Sender<Sent>) {
    // Pushed back: as an intake, it lets nobody in until the publisher has caught up. The submitter's time runs on.
    while handle.is_busy() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let answer = answer.clone();
    let records = vec![Record { leaf, ..Record::default() }];
    let again = handle.clone();
    handle.append(records, move |appended: Result<Appended, AppendError>| {
        let index = appended.unwrap().first;
        match what {
            What::Published => again.when_public(index, move |public| {
                public.unwrap();
                answer.send(sent).unwrap();
            }),
            What::Durable | What::Signed => answer.send(sent).unwrap(),
        }
    });
}

struct Signed {
    bytes: Vec<u8>,
    signature: [u8; 64],
}

/// As an intake does it: threads check the agent's signature and hand on what holds.
fn with_signatures(
    handle: &LedgerHandle,
    submitters: usize,
    long: Duration,
    answer: &Sender<Sent>,
    answers: &Receiver<Sent>,
) -> Vec<Duration> {
    let agent = SigningKey::generate(&mut rand_core::OsRng);
    let count = submitters + SIGNED_A_SECOND * usize::try_from(long.as_secs()).unwrap();
    let signed: Vec<_> = (0..count)
        .map(|number| {
            let bytes = entry(number);
            Signed { signature: agent.sign(REPORT, &bytes), bytes }
        })
        .collect();
    let key = agent.public();
    std::thread::scope(|scope| {
        let mut checkers = Vec::new();
        for _ in 0..CHECKERS {
            let (work, todo) = channel::<(Sent, &Signed)>();
            checkers.push(work);
            scope.spawn(move || {
                for (sent, signed) in todo {
                    key.verify(REPORT, &signed.bytes, &signed.signature).unwrap();
                    submit(handle, What::Signed, sent, signed.bytes.clone(), answer);
                }
            });
        }
        rounds(submitters, long, answers, |sent, number| {
            let signed = signed.get(number).expect("more signed entries were made than can be checked");
            checkers[number % CHECKERS].send((sent, signed)).unwrap();
        })
    })
}

/// What was acknowledged is there after a new start.
fn check_all_there(dir: &Path, acknowledged: u64) {
    let ledger = Ledger::open(dir, keys::load(dir).unwrap()).unwrap();
    assert!(ledger.next() >= acknowledged, "{} of {acknowledged} entries are there", ledger.next());
    assert_eq!(ledger.checkpoint().unwrap().size(), ledger.next());
}

/// Proofs of entries all over a log of 100,000, each read from the public files and checked.
fn prove(dir: &Path) -> (Vec<Duration>, Duration) {
    const ENTRIES: usize = 100_000;
    const PROOFS: u64 = 10_000;
    let handle = start(dir);
    for from in (0..ENTRIES).step_by(1000) {
        let records = (from..from + 1000).map(|n| Record { leaf: entry(n), ..Record::default() }).collect();
        handle.append_wait(records).unwrap();
    }
    handle.close();
    let (folder, log) = (Folder(dir.join("public")), handle.verifier().clone());
    let begin = Instant::now();
    let times = (0..PROOFS).map(|n| {
        let index = n * 7919 % ENTRIES as u64;
        let begin = Instant::now();
        let proof = PublicLog::open(&folder, &log).unwrap().prove(index).unwrap();
        assert!(proof.index() == index && proof.is_for(&entry(usize::try_from(index).unwrap())));
        begin.elapsed()
    });
    (times.collect(), begin.elapsed())
}
