//! The parsers of foreign bytes on a stable compiler: the same functions that the fuzzer calls, with the stored corpus,
//! with good inputs damaged in a hundred ways each, and with any bytes at all.

#![allow(clippy::unwrap_used, clippy::expect_used)] // in a test a panic is the answer

#[path = "faults/chance.rs"]
mod chance;

use chance::Chance;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use yicang_untrusted::parsers;
use yicang_writer::Record;
use yicang_writer::journal::{FileJournal, Journal as _};

fn folder(parser: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(parser)
}

/// The stored inputs of a parser; the good ones first.
fn stored(parser: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder(parser)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Good inputs; the journal's with records too.
fn good(parser: &str) -> Vec<Vec<u8>> {
    let mut good = yicang_untrusted::good(parser);
    if parser == "journal" {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal");
        let mut journal = FileJournal::open(&path, 0).unwrap();
        let record = |n: u8| Record { leaf: vec![n; 9], body: vec![n; 600], blobs: vec![vec![n]] };
        journal.append(1, 0, &[record(1), record(2)]).unwrap();
        journal.append(2, 2, &[record(3)]).unwrap();
        drop(journal);
        good.push(std::fs::read(path).unwrap());
    }
    good
}

#[test]
fn the_stored_corpus_has_the_good_inputs() {
    for (parser, _) in parsers::ALL {
        for (n, good) in good(parser).into_iter().enumerate() {
            let path = folder(parser).join(format!("good-{n}"));
            // `UPDATE_CORPUS=1 cargo test` after a format has changed.
            if std::env::var_os("UPDATE_CORPUS").is_some() {
                std::fs::create_dir_all(folder(parser)).unwrap();
                std::fs::write(&path, &good).unwrap();
            }
            assert!(std::fs::read(&path).unwrap() == good, "{} is of an older format", path.display());
        }
    }
}

#[test]
fn the_stored_corpus_and_what_is_near_it_does_no_harm() {
    let mut chance = Chance::new(8);
    for (parser, parse) in parsers::ALL {
        let inputs = stored(parser);
        assert!(!inputs.is_empty(), "{parser} has no corpus");
        for input in &inputs {
            parse(input);
            (0..100).for_each(|_| parse(&damaged(input, &inputs, &mut chance)));
        }
    }
}

/// One to three changes: a bit, a byte, a piece left out, doubled, or taken from another input.
fn damaged(input: &[u8], others: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=chance.below(3) {
        let at = chance.below(bytes.len() + 1);
        let end = at + chance.below(bytes.len() - at + 1);
        match chance.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 if at < bytes.len() => bytes[at] = if chance.coin() { 0 } else { chance.number().to_le_bytes()[0] },
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            4 => bytes.truncate(at),
            _ => {
                let other = &others[chance.below(others.len())];
                let from = chance.below(other.len() + 1);
                bytes.splice(at..end, other[from..].iter().copied());
            }
        }
    }
    bytes
}

proptest! {
    #[test]
    fn any_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "\\PC{0,60}") {
        for (_, parse) in parsers::ALL {
            parse(&bytes);
            parse(text.as_bytes());
        }
    }
}
