//! Small logs, followed entry by entry. Lies of an operator with all keys are forged through the real programs, in
//! the tests of the whole system.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::BTreeMap;
use yicang_domain::Situation;
use yicang_domain::events::command::Commanded;
use yicang_domain::events::{Enrolment, Entry, Face, Hash, catalogue, enrolment, hex, plan, sha256};
use yicang_domain::report::{Body, Fact, ReserveLine, Version};
use yicang_domain::{Quantity, Report};
use yicang_replay::{Finding, Replay, Unchecked};
use yicang_tlog::mask::commitment;

const POLICY: &str = "yicang-policy 1\nname test\nfirst-level units\nclass routine 1\n";
const PLAN: &str = "yicang-plan 2\nsecond-level minutes\nlevel 0 0 0\ncost 0\n";
const AT: &str = "2026-02-01T08:00:00Z";
const LANES: &str = "lane D1 H1 60\n";

/// A log that is being made, and what the replay has found.
struct Log {
    replay: Replay,
    blobs: BTreeMap<Hash, Vec<u8>>,
    found: Vec<String>,
    next: u64,
}

impl Log {
    fn new() -> Self {
        Self { replay: Replay::new("log.example"), blobs: BTreeMap::new(), found: Vec::new(), next: 0 }
    }

    fn text(&mut self, text: &str) {
        let blobs = &self.blobs;
        let found = self.replay.take(self.next, text.as_bytes(), &mut |hash| Ok::<_, ()>(blobs.get(hash).cloned()));
        self.found.extend(found.unwrap().into_iter().map(|found: Finding| format!("{}: {found}", found.entry)));
        self.next += 1;
    }

    fn add(&mut self, face: Face) {
        self.text(&Entry { time: AT.parse().unwrap(), face }.to_text());
    }

    fn blob(&mut self, text: &str) -> Hash {
        let hash = sha256(text.as_bytes());
        self.blobs.insert(hash, text.into());
        hash
    }

    /// A catalogue by an earlier program, which commits to its lanes only; a coordinator and a depot's agent.
    fn founded(&mut self) {
        let ways = sha256(format!("yicang-situation 2\nnow 1970-01-01T00:00:00Z\n{LANES}").as_bytes());
        let ways = catalogue::Ways::Hidden(ways);
        self.add(Face::Catalogue(catalogue::Published { counts: [1, 1, 1, 1], ways, masked: vec![], names: None }));
        for (agent, coordinator) in [("C", true), ("A", false)] {
            let depots = if coordinator { Default::default() } else { ["D1".parse().unwrap()].into() };
            let enrolment = Enrolment { key: [9; 32], coordinator, depots, ..Enrolment::default() };
            let agent = agent.parse().unwrap();
            self.add(Face::Enrolled(enrolment::Published { agent, enrolment, by: None }));
        }
    }

    /// Seven gowns in one lot, reported with version 2, whose commitment is made with this salt.
    fn counted(&mut self, sequence: u64, salt: [u8; 16]) {
        let line = ReserveLine {
            item: "GOWN".parse().unwrap(),
            lot: "L1".parse().unwrap(),
            quantity: Quantity::new(7).unwrap(),
            expires_on: Fact::Unsaid,
            earmark: Fact::Is(["H1".parse().unwrap()].into()),
            available_at: Fact::Unsaid,
        };
        let (id, agent) = (format!("R{sequence}").parse().unwrap(), "A".parse().unwrap());
        let body = Body::Reserve { depot: "D1".parse().unwrap(), lines: vec![line] };
        let report = Report::of(Version::Two, id, agent, sequence, AT.parse().unwrap(), body).unwrap();
        self.add(Face::of_report(&report, "", [1; 32], &mut |field, value| commitment(&salt, field, value)));
    }

    /// A plan of this situation with these openings.
    fn planned(&mut self, situation: &str, openings: &str) {
        let situation = format!("yicang-situation 2\nnow {AT}\n{situation}");
        assert_eq!(Situation::from_text(&situation).unwrap().to_text(), situation);
        let openings = format!("yicang-openings 1\n{openings}");
        let [situation, policy, plan, openings] = [&*situation, POLICY, PLAN, &*openings].map(|text| self.blob(text));
        let by = Commanded {
            coordinator: "C".parse().unwrap(),
            command_sha256: sha256(&self.next.to_be_bytes()),
            asked: None,
            signature: None,
        };
        let looked = plan::Looked { upto: self.next, now: AT.parse().unwrap(), openings };
        self.add(Face::Planned(plan::Published {
            plan: format!("P{}", self.next),
            looked: Some(looked),
            policy_name: "test".into(),
            by,
            texts: plan::Texts { situation, policy, plan, head: None },
        }));
    }
}

#[test]
fn what_earlier_programs_wrote_is_followed_as_far_as_it_can_be() {
    let mut log = Log::new();
    log.founded();
    log.counted(1, [5; 16]);
    let lot = "lot D1 GOWN L1 7 earmark=H1\n";
    log.planned(&format!("{lot}{LANES}"), &format!("open 3 1 {} 7 earmark=H1\n", hex(&[5; 16])));
    // What one plan has opened the next does not open again; a new count it does, here with a salt that was forgotten.
    log.planned(&format!("{lot}{LANES}"), "");
    log.counted(2, [6; 16]);
    log.planned(&format!("{lot}{LANES}"), "open 6 1 - 7 earmark=H1\n");
    assert_eq!(log.found, Vec::<String>::new());
    let expected = Unchecked { reports: 2, commands: 3, earmarks: 2, quantities: 1, ..Unchecked::default() };
    assert_eq!(log.replay.unchecked(), expected);
    assert_eq!(expected.sentences().len(), 4);
}

#[test]
fn other_lanes_quantities_and_earmarks_than_an_old_entry_commits_to_are_named() {
    let salt = hex(&[5; 16]);
    for (lot, lane, opening, expected) in [
        (
            "7 earmark=H1",
            "lane D1 H1 6\n",
            format!("{salt} 7 earmark=H1"),
            "has lanes or protected stock that the catalogue",
        ),
        (
            "9 earmark=H1",
            LANES,
            format!("{salt} 9 earmark=H1"),
            "the plan's value for line 1, 9, is not what was reported",
        ),
        ("7", LANES, format!("{salt} 7"), "earmarks line 1 for another number of sites"),
        ("7 earmark=H1", LANES, "- 8 earmark=H1".to_owned(), "what was reported is: 8 earmark=H1 (entry 3)"),
    ] {
        let mut log = Log::new();
        log.founded();
        log.counted(1, [5; 16]);
        log.planned(&format!("lot D1 GOWN L1 {lot}\n{lane}"), &format!("open 3 1 {opening}\n"));
        assert!(log.found.iter().any(|found| found.contains(expected)), "{expected} is not in {:?}", log.found);
    }
}

#[test]
fn what_is_opened_twice_or_not_at_all_is_named() {
    let mut log = Log::new();
    log.founded();
    log.counted(1, [5; 16]);
    let (lot, open) =
        (format!("lot D1 GOWN L1 7 earmark=H1\n{LANES}"), format!("open 3 1 {} 7 earmark=H1\n", hex(&[5; 16])));
    log.planned(&lot, &open);
    log.planned(&lot, &open);
    assert_eq!(log.found, ["5: opens reserve line 1, which is not due (entry 3)"]);
    log.counted(2, [6; 16]);
    log.planned(&lot, "");
    assert!(
        log.found[1].starts_with("7: does not open reserve line 1, which is in force (entry 6)"),
        "{:?}",
        log.found
    );
}

#[test]
fn a_gap_ends_the_replay_and_unknown_kinds_are_counted() {
    let mut log = Log::new();
    log.text("yicang.v1 of-later\nwhat it-says\n");
    assert_eq!((log.found.len(), log.replay.unchecked().kinds), (0, 1));
    log.text("yicang.v1 clock\ntime 2026-02-01T08:00:00Z\nclock yesterday\n");
    assert!(log.found[0].starts_with("1: is no entry: line 3: clock \"yesterday\""), "{:?}", log.found);
    log.next = 5;
    log.text("yicang.v1 clock\ntime 2026-02-01T08:00:00Z\nclock 2026-02-01T08:00:00Z\n");
    assert_eq!(log.found[1], "5: comes after entry 2: entries between them are missing, so nothing is replayed");
    log.text("yicang.v1 clock\n");
    assert_eq!(log.found.len(), 2);
}
