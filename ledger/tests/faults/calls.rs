//! Every call of the write path fails once, in each way: from the first opening to the last checkpoint. Then the ledger
//! is started again, once as after a crash of the program, once as after a power cut.

use crate::bench::{Tally, examine, folder, found, open, record};
use crate::chance::Chance;
use crate::recorder::{Cut, Fault, Left, Recorder, read_all, write_all};
use yicang_writer::Ledger;

pub(crate) const FAULTS: [Fault; 4] = [Fault::Io, Fault::NoSpace, Fault::Short, Fault::ShortOnce];

/// One in `every` calls, beginning with the `every`-th part that `seed` says.
pub(crate) fn all(fault: Fault, every: usize, seed: usize) -> Tally {
    let mut tally = Tally::default();
    for call in (seed % every..).step_by(every) {
        let dir = folder();
        found(dir.path());
        let disk = Recorder::failing(dir.path(), call, fault);
        match open(dir.path(), &disk) {
            Ok(ledger) => work(ledger, &disk, &mut tally),
            Err(sentence) => tally.refused.push(sentence),
        }
        let met = disk.calls() > call;
        let after_power_cut = disk.cut(disk.moments(), Cut::SyncedOnly, &mut Chance::new(0));
        let (acknowledged, public) = (after_power_cut.acknowledged.clone(), after_power_cut.public.clone());
        let refused = tally.refused.len();
        examine(dir.path(), &Left { files: read_all(dir.path()), acknowledged, public }, &mut tally);
        start_after(&after_power_cut, &mut tally);
        assert_eq!(tally.refused[refused..], [""; 0], "after {fault:?} at call {call} the next start is refused");
        if !met {
            assert!(call > 60, "the fault came too early to be met: {call}");
            break;
        }
    }
    tally
}

fn start_after(left: &Left, tally: &mut Tally) {
    let dir = folder();
    write_all(dir.path(), &left.files);
    examine(dir.path(), left, tally);
}

/// Appends, publishes, proves; what fails is said, and what was answered is remembered.
fn work(mut ledger: Ledger, disk: &Recorder, tally: &mut Tally) {
    for (from, to) in [(0, 2), (2, 250), (250, 259)] {
        let names: Vec<_> = (from..to).map(|n| format!("record {n}")).collect();
        for answer in ledger.append(vec![names.iter().map(|name| record(name)).collect()]) {
            match answer {
                Ok(appended) => (appended.first..).zip(&names).for_each(|(i, name)| disk.acknowledged(i, name.clone())),
                Err(error) => tally.refused.push(error.to_string()),
            }
        }
        let published = ledger.publish().map_err(|error| error.to_string());
        let proof = published.and_then(|()| ledger.prove(1).map_err(|error| error.to_string()));
        let proof = proof.and_then(|proof| ledger.publish_proof(&proof).map_err(|error| error.to_string()));
        tally.refused.extend(proof.err());
    }
}

/// A bit flipped in a file of each kind, at `places` places: what is found to be wrong is refused or set right.
pub(crate) fn flipped_bits(places: usize, chance: &mut Chance) -> Tally {
    let mut tally = Tally::default();
    let dir = folder();
    found(dir.path());
    let disk = Recorder::new(dir.path());
    work(open(dir.path(), &disk).unwrap(), &disk, &mut tally);
    disk.keep_look_up();
    let left = disk.cut(disk.moments(), Cut::SyncedOnly, chance);
    let files = read_all(dir.path());
    for kind in KINDS {
        let names: Vec<_> = files.keys().filter(|name| name.starts_with(kind)).collect();
        assert!(!names.is_empty(), "there is no {kind}");
        for _ in 0..places {
            let mut damaged = files.clone();
            let bytes = damaged.get_mut(names[chance.below(names.len())]).unwrap();
            let at = chance.below(bytes.len().max(1));
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << chance.below(8);
            }
            let (acknowledged, public) = (left.acknowledged.clone(), left.public.clone());
            start_after(&Left { files: damaged, acknowledged, public }, &mut tally);
        }
    }
    tally
}

const KINDS: [&str; 12] = [
    "journal",
    "state/checkpoint",
    "state/home",
    "keys/log.skey",
    "keys/log.signed",
    "public/log.vkey",
    "public/checkpoint",
    "public/tile/0",
    "public/tile/entries",
    "public/blob",
    "public/proof",
    "index",
];
