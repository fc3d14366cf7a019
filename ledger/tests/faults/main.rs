//! The ledger under faults, in short: what was acknowledged is never lost, nothing wrong is accepted, and what is
//! refused is refused in a sentence. The long form is `cargo run --release -p yicang-ledger --example faults`.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

mod bench;
mod calls;
mod chance;
mod kill;
mod power;
mod recorder;
mod replay;

use bench::{found, record};
use chance::Chance;
use recorder::{Cut, Fault, read_all, write_all};
use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};
use yicang_writer::{Ledger, adopt, keys};

fn open(dir: &Path) -> Result<Ledger, String> {
    Ledger::open(dir, keys::load(dir).unwrap()).map_err(|error| error.to_string())
}

/// A ledger with some records, closed.
fn filled(dir: &Path) {
    found(dir);
    grow(dir, "first");
}

fn copy_folder(from: &Path, to: &Path) {
    write_all(to, &read_all(from));
}

fn grow(dir: &Path, name: &str) {
    let handle = open(dir).unwrap().start();
    handle.append_wait((0..300).map(|n| record(&format!("{name} {n}"))).collect()).unwrap();
    handle.close();
}

#[test]
fn a_power_cut_that_leaves_only_what_was_synced_loses_nothing() {
    let tally = power::cuts(Cut::SyncedOnly, 20, 1);
    tally.check();
    assert_eq!(tally.refused, [""; 0]);
    assert!(tally.acknowledged > 1000, "the cuts came too early");
}

#[test]
fn a_power_cut_that_leaves_pages_by_chance_loses_nothing() {
    let tally = power::cuts(Cut::Pages, 20, 2);
    tally.check();
    assert_eq!(tally.refused, [""; 0]);
}

#[test]
fn any_call_that_fails_is_said_and_loses_nothing() {
    for (n, fault) in calls::FAULTS.into_iter().enumerate() {
        let tally = calls::all(fault, 17, 5 * n);
        tally.check();
        assert!(!tally.refused.is_empty() || fault == Fault::ShortOnce, "{fault:?} was never met");
    }
}

#[test]
fn a_flipped_bit_is_refused_or_set_right() {
    let tally = calls::flipped_bits(3, &mut Chance::new(4));
    tally.check();
    assert!(tally.refused.len() >= 6, "journal, key: {:?}", tally.refused);
}

#[test]
fn a_killed_program_loses_nothing() {
    if let Some(dir) = std::env::var_os(kill::CHILD) {
        return kill::child(Path::new(&dir));
    }
    let arguments = ["a_killed_program_loses_nothing", "--exact", "--nocapture"];
    let tally = kill::kills(8, &arguments, &mut Chance::new(5));
    tally.check();
    assert_eq!(tally.refused, [""; 0]);
    assert!(tally.acknowledged >= 8);
}

#[test]
fn a_look_up_that_is_gone_or_garbage_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let index = dir.path().join("index");
    let files = read_all(&index);
    for damage in [|_: &[u8]| vec![], |b: &[u8]| b[..b.len() / 2].to_vec(), |b: &[u8]| vec![0x5a; b.len()]] {
        std::fs::remove_dir_all(&index).unwrap();
        write_all(&index, &files.iter().map(|(name, bytes)| (name.clone(), damage(bytes))).collect());
        let handle = open(dir.path()).unwrap().start();
        assert_eq!(handle.find(&yicang_tlog::leaf_hash(&record("first 200").leaf)), Some(200));
        handle.close();
    }
}

#[test]
fn a_clock_that_jumps_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    for time in [SystemTime::UNIX_EPOCH, SystemTime::now() + Duration::from_secs(1_000_000_000)] {
        for name in read_all(dir.path()).keys() {
            File::options().append(true).open(dir.path().join(name)).unwrap().set_modified(time).unwrap();
        }
        let ledger = open(dir.path()).unwrap();
        assert_eq!((ledger.next(), ledger.notices()), (300, &[][..]));
    }
}

#[test]
fn a_second_writer_on_the_folder_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let handle = open(dir.path()).unwrap().start();
    let before = read_all(&dir.path().join("public"));
    let refused = open(dir.path()).err().unwrap();
    assert!(refused.contains("in use by another process; stop that one first"), "{refused}");
    assert!(read_all(&dir.path().join("public")) == before);
    handle.append_wait(vec![record("goes on")]).unwrap();
    handle.close();
}

#[test]
fn a_folder_restored_from_an_old_copy_signs_nothing_until_the_newest_checkpoint_is_brought() {
    let (dir, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (log, old, new) = (dir.path().join("log"), copies.path().join("old"), copies.path().join("new"));
    filled(&log);
    copy_folder(&log, &old);
    grow(&log, "second");
    copy_folder(&log, &new);
    let newest = std::fs::read(log.join("public/checkpoint")).unwrap();
    let verifier = keys::load(&log).unwrap().verifier().clone();
    for (copy, is_old) in [(old, true), (new, false)] {
        std::fs::remove_dir_all(&log).unwrap();
        copy_folder(&copy, &log);
        let before = read_all(&log);
        let refused = open(&log).err().unwrap();
        assert!(refused.contains("is a copy") && refused.contains("yicang-ledger adopt"), "{refused}");
        assert!(read_all(&log) == before, "nothing was written");
        let adopted = adopt(&log, &verifier, Some(&newest)).map_err(|error| error.to_string());
        if is_old {
            assert!(adopted.unwrap_err().contains("signs 600 entries, the journal here holds 300"));
            assert!(open(&log).is_err(), "it is still no place to sign");
        } else {
            adopted.unwrap();
            assert_eq!(open(&log).unwrap().checkpoint().unwrap().size(), 600);
        }
    }
    // Moved, with nobody who has seen more.
    let moved = copies.path().join("moved");
    copy_folder(&log, &moved);
    assert!(open(&moved).is_err());
    adopt(&moved, &verifier, None).unwrap();
    assert_eq!(open(&moved).unwrap().next(), 600);
}
