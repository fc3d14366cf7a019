//! How long the replay of a long log takes, and how much memory:
//! `cargo run --release -p yicang-replay --example long [ENTRIES [BETWEEN]]`. The entries are signed need reports of
//! 200 sites, with a plan of 1,000 needs every BETWEEN entries (100,000); making them is not counted.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // a program for people who measure

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use yicang_domain::board::Board;
use yicang_domain::events::command::Commanded;
use yicang_domain::events::{Enrolment, Entry, Event, Face, Hash, catalogue, enrolment, plan, reporter};
use yicang_domain::report::{Body, NeedLine};
use yicang_domain::{AgentId, Catalogue, Item, Quantity, Report, Site, SiteId};
use yicang_replay::Replay;
use yicang_tlog::{SigningKey, sha256};

const LOG: &str = "log.example/long";
const SITES: u64 = 200;
const ITEMS: u64 = 5;
const POLICY: &str = "yicang-policy 1\nname long\nfirst-level units\nclass routine 1\n";

struct Maker {
    board: Board,
    replay: Replay,
    blobs: BTreeMap<Hash, Vec<u8>>,
    time: Timestamp,
    spent: Duration,
}

impl Maker {
    fn add(&mut self, face: Face, event: &Event) {
        let index = self.board.applied_upto;
        let entry = Entry { time: self.time, face }.to_text();
        self.board.apply(index, event);
        let began = Instant::now();
        let blobs = &self.blobs;
        let found =
            self.replay.take(index, entry.as_bytes(), &mut |hash| Ok::<_, ()>(blobs.get(hash).cloned())).unwrap();
        self.spent += began.elapsed();
        assert_eq!(found, []);
    }

    fn plan(&mut self) {
        let (upto, now) = (self.board.applied_upto, self.time);
        let situation = self.board.situation(now, None).to_text();
        let texts = [situation.as_str(), POLICY, "yicang-plan 2\nsecond-level minutes\n", "yicang-openings 1\n"];
        let [situation, policy, plan, openings] = texts.map(|text| sha256(text.as_bytes()));
        self.blobs = [situation, policy, plan, openings].into_iter().zip(texts.map(|text| text.into())).collect();
        let by = Commanded {
            coordinator: "C".parse().unwrap(),
            command_sha256: sha256(&upto.to_be_bytes()),
            asked: None,
            signature: None,
        };
        let face = plan::Published {
            plan: format!("P{upto}"),
            looked: Some(plan::Looked { upto, now, openings }),
            policy_name: "long".into(),
            by,
            texts: plan::Texts { situation, policy, plan, head: None },
        };
        self.add(Face::Planned(face), &Event::Planned { opened: Vec::new(), upto: None });
    }
}

fn main() {
    let word = |n, other| std::env::args().nth(n).map_or(other, |word| word.parse::<u64>().unwrap());
    let (entries, between) = (word(1, 1_000_000), word(2, 100_000));
    let mut maker = Maker {
        board: Board::default(),
        replay: Replay::new(LOG),
        blobs: BTreeMap::new(),
        time: "2026-02-01T08:00:00Z".parse().unwrap(),
        spent: Duration::ZERO,
    };
    let site = |n: u64| SiteId::new(&format!("SITE-{n}")).unwrap();
    let item = |n: u64| format!("ITEM-{n}").parse().unwrap();
    let known = Catalogue {
        items: (0..ITEMS).map(|n| (item(n), Item::default())).collect(),
        sites: (0..SITES).map(|n| (site(n), Site::default())).collect(),
        ..Catalogue::default()
    };
    let text = known.to_public_text();
    let hash = sha256(text.as_bytes());
    maker.blobs.insert(hash, text.into_bytes());
    maker.add(Face::Catalogue(catalogue::Published::of(&known, hash, Vec::new())), &Event::Catalogue(known));
    let keys: Vec<SigningKey> = (0..SITES).map(|_| SigningKey::generate(&mut rand_core::OsRng)).collect();
    let coordinator = AgentId::new("C").unwrap();
    let agents = keys.iter().zip(0..).map(|(key, n)| {
        let sites = [site(n)].into();
        (
            AgentId::new(&format!("A-{n}")).unwrap(),
            Enrolment { key: key.public().to_bytes(), sites, ..Enrolment::default() },
        )
    });
    let lead = Enrolment { key: keys[0].public().to_bytes(), coordinator: true, ..Enrolment::default() };
    for (agent, enrolment) in agents.chain([(coordinator, lead)]) {
        let event = Event::Enrolled { agent: agent.clone(), enrolment: enrolment.clone() };
        maker.add(Face::Enrolled(enrolment::Published { agent, enrolment, by: None }), &event);
    }
    for n in 0.. {
        if maker.board.applied_upto >= entries {
            break;
        }
        maker.time += SignedDuration::from_secs(1);
        let (who, sequence) = (n % SITES, n / SITES + 1);
        let line = |item_id: u64| NeedLine {
            item: item(item_id),
            quantity: Quantity::new(n % 1_000 + 1).unwrap(),
            class: "routine".parse().unwrap(),
            due: Some(maker.time),
            latest_useful: None,
            life_days_min: 0,
            unknown: false,
            beside: false,
        };
        let body = Body::Need { site: site(who), lines: (0..ITEMS).map(line).collect() };
        let agent = format!("A-{who}").parse().unwrap();
        let report = Report::new(format!("R{n}").parse().unwrap(), agent, sequence, maker.time, body).unwrap();
        let mut face = Face::of_report(&report, "", [7; 32], &mut |_, _| [8; 32]);
        let key = &keys[usize::try_from(who).unwrap()];
        let signature = key.sign(reporter::CONTEXT, &face.signed_bytes(LOG));
        face.reporter_mut().unwrap().signature = Some(signature);
        maker.add(face, &Event::Reported(report));
        if maker.board.applied_upto.is_multiple_of(between) {
            maker.plan();
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: not known here");
    println!("{} entries in {:.1} s, {peak}", maker.replay.upto(), maker.spent.as_secs_f64());
}
