//! A small centre on a temporary folder, for tests: a depot, two sites, an agent for each, a coordinator, and a clock that
//! stands until it is told to go.

use crate::centre::Centre;
use crate::clock::Watch;
use crate::command::{self, Commanded};
use crate::config::Config;
use crate::cycle;
use crate::data::{DataDir, FIRST_COORDINATOR, SetupError, read_key};
use crate::enrol;
use crate::init::{Founding, init};
use crate::intake;
use crate::orders::Released;
use crate::start::{self, Confirmed};
use jiff::Timestamp;
use prost::Message as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use yicang_domain::events::{Face, reporter};
use yicang_proto::report::{context_of, report_from_wire, version_of};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::{self, SignedReceipt, SignedReport, command::Body, report};
use yicang_tlog::mask::committing;
use yicang_tlog::{SigningKey, sha256};

/// The trial's agents: of the depot, and of each site.
/// The trial's public log.
pub(crate) const LOG: &str = "localhost/trial";

pub(crate) const AGENTS: [&str; 3] = ["A-D1", "A-S1", "A-S2"];

/// A centre to try things on.
pub(crate) struct Trial {
    dir: tempfile::TempDir,
    pub(crate) centre: Arc<Centre>,
    clock: Arc<AtomicI64>,
    /// Seconds that the clock was set by, apart from the time that passes.
    set_by: Arc<AtomicI64>,
    commands: std::cell::Cell<u32>,
}

impl Trial {
    /// A new centre with its agents enrolled.
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let tables = [
            ("depots.csv", "depot_id,name\nD1,Store\n"),
            ("sites.csv", "site_id,name\nS1,Camp\nS2,Clinic\n"),
            ("items.csv", "item_id,name,unit\nWATER,Water,litre\nRICE,Rice,kg\n"),
            ("lanes.csv", "from,to,minutes\nD1,S1,60\nD1,S2,30\n"),
        ];
        let read = yicang_exchange::catalogue(yicang_exchange::Source::Memory(&tables), Default::default());
        let (catalogue, _) = read.unwrap();
        let founding = Founding { catalogue, origin: LOG.into(), hosts: Vec::new(), config: Config::default() };
        init(&DataDir::new(dir.path()), &founding).unwrap();
        let clock = Arc::new(AtomicI64::new(Timestamp::now().as_second()));
        let set_by = Arc::default();
        let centre = opened(dir.path(), &clock, &set_by, Confirmed::No).unwrap();
        let trial = Self { dir, centre, clock, set_by, commands: std::cell::Cell::new(0) };
        for agent in AGENTS {
            let place = agent[2..].to_owned();
            let (depot_ids, site_ids) =
                if place.starts_with('D') { (vec![place], vec![]) } else { (vec![], vec![place]) };
            let public_key = key(agent).public().to_bytes().to_vec();
            let ask =
                v1::EnrolAgent { agent_id: agent.into(), public_key, depot_ids, site_ids, ..v1::EnrolAgent::default() };
            trial.enrol(ask).await.unwrap();
        }
        trial
    }

    pub(crate) fn folder(&self) -> DataDir {
        DataDir::new(self.dir.path())
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Somebody sets the clock.
    pub(crate) fn set_clock(&self, seconds: i64) {
        self.set_by.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.centre.now()
    }

    /// Ends the centre as at a shutdown, does something to its folder, and opens it again.
    pub(crate) async fn restart(self, between: impl FnOnce(&DataDir)) -> Self {
        let Self { dir, centre, clock, set_by, commands } = self;
        centre.finish().await;
        drop(centre);
        between(&DataDir::new(dir.path()));
        let centre = opened(dir.path(), &clock, &set_by, Confirmed::No).unwrap();
        Self { dir, centre, clock, set_by, commands }
    }

    /// The same where the clock is refused first, for the reason that is given back, and then said to be right.
    pub(crate) async fn restart_confirmed(self) -> (Self, String) {
        let Self { dir, centre, clock, set_by, commands } = self;
        centre.finish().await;
        drop(centre);
        let refused = opened(dir.path(), &clock, &set_by, Confirmed::No).err().unwrap().to_string();
        let centre = opened(dir.path(), &clock, &set_by, Confirmed::Yes).unwrap();
        (Self { dir, centre, clock, set_by, commands }, refused)
    }

    pub(crate) fn command(&self, body: Body) -> Commanded {
        self.commands.set(self.commands.get() + 1);
        self.command_named(&format!("c{}", self.commands.get()), body)
    }

    pub(crate) fn command_named(&self, id: &str, body: Body) -> Commanded {
        let key = read_key(&self.folder().key("coordinator.key")).unwrap();
        let signed = command::sign(id, FIRST_COORDINATOR, self.now(), body, LOG, [9; 16], &key).unwrap();
        Commanded::open(Some(signed), LOG, |id| self.centre.grant(id)).unwrap()
    }

    pub(crate) async fn enrol(&self, ask: v1::EnrolAgent) -> Result<u64, Status> {
        let done = enrol::enrol(&self.centre, self.command(Body::EnrolAgent(ask.clone())), &ask).await?;
        Ok(done.index)
    }

    pub(crate) async fn send(&self, signed: SignedReport) -> Result<SignedReceipt, Status> {
        intake::take(&self.centre, Some(signed))?.receipt().await
    }

    pub(crate) async fn plan(&self) -> v1::PlanSummary {
        let ask = v1::RunCycle { second_level: v1::SecondLevel::Minutes.into(), ..v1::RunCycle::default() };
        cycle::run_cycle(&self.centre, self.command(Body::RunCycle(ask.clone())), ask).await.unwrap()
    }

    pub(crate) async fn approve(&self, plan: &v1::PlanSummary) -> Result<Arc<Released>, Status> {
        let ask = v1::ApprovePlan { plan_id: plan.plan_id.clone(), plan_sha256: plan.plan_sha256.clone() };
        cycle::decide(&self.centre, self.command(Body::ApprovePlan(ask.clone())), ask).await.map(|(_, approved)| {
            match approved {
                cycle::Approved::Released(released) => released,
                cycle::Approved::Held(held) => panic!("the orders of {} wait for witnesses", held.index),
            }
        })
    }

    /// The same where the orders are to wait; the record of the decision.
    pub(crate) async fn approve_and_wait(&self, plan: &v1::PlanSummary) -> u64 {
        let ask = v1::ApprovePlan { plan_id: plan.plan_id.clone(), plan_sha256: plan.plan_sha256.clone() };
        match cycle::decide(&self.centre, self.command(Body::ApprovePlan(ask.clone())), ask).await.unwrap().1 {
            cycle::Approved::Held(held) => held.index,
            cycle::Approved::Released(released) => panic!("the orders of {} are out", released.index()),
        }
    }
}

fn opened(
    dir: &std::path::Path,
    clock: &Arc<AtomicI64>,
    set_by: &Arc<AtomicI64>,
    confirmed: Confirmed,
) -> Result<Arc<Centre>, SetupError> {
    let (passes, set_by, begun) = (Arc::clone(clock), Arc::clone(set_by), clock.load(Ordering::Relaxed));
    let elapsed = move || Duration::from_secs((passes.load(Ordering::Relaxed) - begun).try_into().unwrap());
    let passes = Arc::clone(clock);
    let now = move || Timestamp::from_second(passes.load(Ordering::Relaxed) + set_by.load(Ordering::Relaxed)).unwrap();
    let config = Config::load(&DataDir::new(dir).config()).unwrap();
    let watch = Watch::new(Arc::new(now), Arc::new(elapsed));
    start::open_at(&DataDir::new(dir), &config, CancellationToken::new(), watch, confirmed)
}

/// The key of a trial's agent: always the same.
pub(crate) fn key(agent: &str) -> SigningKey {
    let mut secret = [7; 32];
    secret[..agent.len()].copy_from_slice(agent.as_bytes());
    SigningKey::generate(&mut Seeded(u64::from_be_bytes(yicang_tlog::sha256(&secret)[..8].try_into().unwrap())))
}

/// A generator for keys that need not be secret.
struct Seeded(u64);

impl rand_core::RngCore for Seeded {
    fn next_u32(&mut self) -> u32 {
        rand_core::impls::next_u32_via_fill(self)
    }
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0
    }
    fn fill_bytes(&mut self, dest: &mut [u8]) {
        rand_core::impls::fill_bytes_via_next(self, dest);
    }
    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(dest);
        Ok(())
    }
}

impl rand_core::CryptoRng for Seeded {}

/// A signed report of a trial's agent.
pub(crate) fn signed(agent: &str, sequence: u64, body: report::Body) -> SignedReport {
    let report = v1::Report {
        version: 3,
        log: LOG.into(),
        report_id: format!("r{sequence}"),
        agent_id: agent.into(),
        sequence,
        reported_at: Some(time_to_wire(Timestamp::UNIX_EPOCH)),
        salt: vec![1; 16],
        note: String::new(),
        body: Some(body),
    };
    sign(agent, &report)
}

pub(crate) fn sign(agent: &str, report: &v1::Report) -> SignedReport {
    let context = context_of(version_of(report).unwrap());
    let bytes = report.encode_to_vec();
    let signature = key(agent).sign(context, &bytes).to_vec();
    SignedReport { signature, face_signature: face_signature(agent, report, &bytes), report: bytes }
}

fn face_signature(agent: &str, wire: &v1::Report, bytes: &[u8]) -> Vec<u8> {
    let Ok(report) = report_from_wire(wire) else { return Vec::new() };
    let Ok(salt) = wire.salt.as_slice().try_into() else { return Vec::new() };
    let face = Face::of_report(&report, &wire.note, sha256(bytes), &mut committing(salt));
    let face = face.signed_bytes(&wire.log);
    if report.version().signs_its_face() { key(agent).sign(reporter::CONTEXT, &face).to_vec() } else { Vec::new() }
}

/// A site needs so much.
pub(crate) fn need(site: &str, item: &str, quantity: u64, class: &str) -> report::Body {
    let line = v1::NeedLine { item_id: item.into(), quantity, priority_class: class.into(), ..v1::NeedLine::default() };
    report::Body::Need(v1::NeedReport { site_id: site.into(), lines: vec![line] })
}

/// A depot has so much.
pub(crate) fn reserve(depot: &str, item: &str, quantity: u64) -> report::Body {
    let line = v1::ReserveLine { item_id: item.into(), quantity, ..v1::ReserveLine::default() };
    report::Body::Reserve(v1::ReserveReport { depot_id: depot.into(), lines: vec![line] })
}

/// Something was done with an order.
pub(crate) fn step(order: &str, step: v1::Step, quantity: u64) -> report::Body {
    report::Body::Step(v1::StepReport { order_id: order.into(), step: step.into(), quantity })
}
