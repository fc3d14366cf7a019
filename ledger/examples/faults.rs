//! The ledger under many faults, counted: power cuts of both models, kills, every call of the write path failing in
//! each way, flipped bits in each kind of file.
//!
//! ```text
//! cargo run --release -p yicang-ledger --example faults -- [--cuts N] [--seed N]
//! ```
//!
//! N cuts of each model (200 if nothing is said). Ends with an error if anything acknowledged was lost or anything
//! wrong accepted.

#![allow(clippy::print_stdout, clippy::unwrap_used)] // a count on the terminal; a fault ends it

#[path = "../tests/faults/bench.rs"]
mod bench;
#[path = "../tests/faults/calls.rs"]
mod calls;
#[path = "../tests/faults/chance.rs"]
mod chance;
#[path = "../tests/faults/kill.rs"]
mod kill;
#[path = "../tests/faults/power.rs"]
mod power;
#[path = "../tests/faults/recorder.rs"]
mod recorder;
#[path = "../tests/faults/replay.rs"]
mod replay;

use bench::Tally;
use chance::Chance;
use recorder::Cut;
use std::path::Path;

fn main() {
    if let Some(dir) = std::env::var_os(kill::CHILD) {
        return kill::child(Path::new(&dir));
    }
    let (mut cuts, mut seed) = (200, 1);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let number = words.next().and_then(|n| n.parse().ok());
        match (word.as_str(), number) {
            ("--cuts", Some(number)) => cuts = number,
            ("--seed", Some(number)) => seed = number,
            _ => panic!("{word}: it takes --cuts N and --seed N"),
        }
    }
    println!("fault                          times  acknowledged   lost  wrongly accepted  refused");
    let many = u64::try_from(seed).unwrap();
    say("power cut, synced bytes only", &power::cuts(Cut::SyncedOnly, cuts, many));
    say("power cut, pages by chance", &power::cuts(Cut::Pages, cuts, many + 1));
    say("kill -9", &kill::kills(cuts, &[], &mut Chance::new(many + 2)));
    for fault in calls::FAULTS {
        say(&format!("{fault:?} at every call"), &calls::all(fault, 1, 0));
    }
    say("a flipped bit", &calls::flipped_bits(cuts.div_ceil(10), &mut Chance::new(many + 3)));
}

fn say(what: &str, tally: &Tally) {
    let (lost, wrong, refused) = (tally.lost.len(), tally.wrong.len(), tally.refused.len());
    println!("{what:<30} {:>5} {:>13} {lost:>6} {wrong:>17} {refused:>8}", tally.faults, tally.acknowledged);
    tally.check();
}
