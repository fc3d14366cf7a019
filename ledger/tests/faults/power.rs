//! Power cuts, at any moment of a ledger at work with both its threads: journal, tiles, attachments, checkpoints and
//! the look-up together. One in four comes again while the next start repairs what the first has left.

use crate::bench::{Tally, examine, folder, found, open, record};
use crate::chance::Chance;
use crate::recorder::{Cut, Left, Recorder, write_all};
use std::sync::mpsc;

/// Power cuts on one run of the ledger.
const CUTS_A_RUN: usize = 25;

/// So many cuts of this model.
pub(crate) fn cuts(cut: Cut, cuts: usize, seed: u64) -> Tally {
    let mut tally = Tally::default();
    let mut chance = Chance::new(seed);
    while tally.faults < cuts {
        let dir = folder();
        let disk = run(dir.path(), &mut chance);
        for _ in 0..CUTS_A_RUN.min(cuts - tally.faults) {
            let left = disk.cut(chance.below(disk.moments() + 1), cut, &mut chance);
            let again = start_after(&left, &mut tally);
            if chance.below(4) == 0 && tally.faults < cuts {
                let mut second = again.cut(chance.below(again.moments() + 1), cut, &mut chance);
                second.acknowledged.extend(left.acknowledged);
                second.public = second.public.or(left.public);
                start_after(&second, &mut tally);
            }
        }
    }
    tally
}

fn start_after(left: &Left, tally: &mut Tally) -> Recorder {
    let dir = folder();
    write_all(dir.path(), &left.files);
    examine(dir.path(), left, tally)
}

/// Some hundred records by several callers at once; every answer is remembered when it is given.
fn run(dir: &std::path::Path, chance: &mut Chance) -> Recorder {
    found(dir);
    let disk = Recorder::new(dir);
    let handle = open(dir, &disk).unwrap().start();
    let (sender, answers) = mpsc::channel();
    for round in 0..20 {
        let callers = 1 + chance.below(6);
        for caller in 0..callers {
            let count = [1, 2, 60][chance.below(3)];
            let names: Vec<_> = (0..count).map(|n| format!("{round}-{caller}-{n}-{}", chance.number())).collect();
            let (disk, sender) = (disk.clone(), sender.clone());
            handle.append(names.iter().map(|name| record(name)).collect(), move |answer| {
                let appended = answer.unwrap();
                (appended.first..).zip(names).for_each(|(index, name)| disk.acknowledged(index, name));
                sender.send(appended.first).unwrap();
            });
        }
        let first = answers.iter().take(callers).min().unwrap();
        match chance.below(4) {
            0 => disk.keep_look_up(),
            1 => drop(handle.publish_proof_wait(first).unwrap()),
            _ => {}
        }
    }
    handle.close();
    disk
}
