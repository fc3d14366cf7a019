//! A small centre on a temporary folder, for tests: a depot, two sites, an agent for each, a coordinator, and a clock
//! that stands until it is told to go.

use crate::centre::centre::Centre;
use crate::centre::clock::Watch;
use crate::centre::init::{InitOptions, init};
use crate::centre::replay::{self, Confirmed};
use crate::commands::approve::{Approval, OrdersOut};
use crate::commands::{self, Done};
use crate::events::signed_command::{self, SignedCommand};
use crate::intake;
use crate::orders::release::Released;
use crate::refusal::Refusal;
use crate::server::respond::status_of;
use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, FIRST_COORDINATOR, SetupError, read_key};
use jiff::Timestamp;
use prost::Message as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tonic::Status;
use yicang_domain::PlanSummary;
use yicang_domain::events::{Face, reporter};
use yicang_domain::order::Order;
use yicang_language::Language;
use yicang_proto::order::order_to_wire;
use yicang_proto::report::{context_of, report_from_wire, version_of};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::{self, SignedReceipt, SignedReport, command::Body, report};
use yicang_tlog::mask::committing;
use yicang_tlog::{SigningKey, sha256};

/// The test centre's public log.
pub(crate) const LOG: &str = "localhost/trial";

/// Its agents: of the depot, and of each site.
pub(crate) const AGENTS: [&str; 3] = ["A-D1", "A-S1", "A-S2"];

/// A centre to try things on.
pub(crate) struct TestCentre {
    dir: tempfile::TempDir,
    pub(crate) centre: Arc<Centre>,
    clock: Arc<AtomicI64>,
    /// Seconds that the clock was set by, apart from the time that passes.
    set_by: Arc<AtomicI64>,
    commands: std::cell::Cell<u32>,
}

impl TestCentre {
    /// A new centre with its agents enrolled. Its policy takes every claim as it is.
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
        let config = Config { policy: "own.policy".into(), ..Config::default() };
        let options = InitOptions { catalogue, origin: LOG.into(), hosts: Vec::new(), config };
        std::fs::write(dir.path().join("own.policy"), claims_taken()).unwrap();
        init(&DataDir::new(dir.path()), &options).unwrap();
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

    pub(crate) fn command(&self, body: Body) -> SignedCommand {
        self.commands.set(self.commands.get() + 1);
        self.command_named(&format!("c{}", self.commands.get()), body)
    }

    pub(crate) fn command_named(&self, id: &str, body: Body) -> SignedCommand {
        let key = read_key(&self.folder().key("coordinator.key")).unwrap();
        signed_command::sign(id, FIRST_COORDINATOR, self.now(), body, LOG, [9; 16], &key).unwrap()
    }

    /// Gives a command by its call.
    pub(crate) async fn run(&self, command: SignedCommand, body: &str) -> Result<Done, Status> {
        commands::run_as(&self.centre, Some(command), body).await.map_err(said)
    }

    pub(crate) async fn enrol(&self, ask: v1::EnrolAgent) -> Result<u64, Status> {
        match self.run(self.command(Body::EnrolAgent(ask)), "enrol_agent").await? {
            Done::Enrolled(done) => Ok(done.index),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn send(&self, signed: SignedReport) -> Result<SignedReceipt, Status> {
        let word = intake::take(&self.centre, Some(signed)).map_err(said)?.receipt().await.map_err(said)?;
        Ok(SignedReceipt { receipt: word.statement, signature: word.signature })
    }

    pub(crate) async fn plan(&self) -> PlanSummary {
        let ask = v1::RunCycle { second_level: v1::SecondLevel::Minutes.into(), ..v1::RunCycle::default() };
        self.planned(self.command(Body::RunCycle(ask))).await.unwrap()
    }

    pub(crate) async fn planned(&self, command: SignedCommand) -> Result<PlanSummary, Status> {
        match self.run(command, "run_cycle").await? {
            Done::Planned(plan) => Ok(*plan),
            other => panic!("{other:?}"),
        }
    }

    /// All orders that are out, as they are listed.
    pub(crate) fn orders(&self) -> Vec<v1::DispatchOrder> {
        self.orders_that(|_| true)
    }

    pub(crate) fn orders_that(&self, admits: impl Fn(&Order) -> bool) -> Vec<v1::DispatchOrder> {
        let orders = self.centre.orders.list(admits);
        orders.iter().map(|order| order_to_wire(order.order(), order.plan_sha256())).collect()
    }

    async fn approval(&self, plan: &PlanSummary) -> Result<Approval, Status> {
        let ask = v1::ApprovePlan { plan_id: plan.plan_id.clone(), plan_sha256: plan.plan_sha256.to_vec() };
        match self.run(self.command(Body::ApprovePlan(ask)), "approve_plan").await? {
            Done::Approved(done) => Ok(*done),
            other => panic!("{other:?}"),
        }
    }

    /// Why a plan cannot be decided.
    pub(crate) async fn approve_error(&self, plan: &PlanSummary) -> Status {
        self.approval(plan).await.unwrap_err()
    }

    pub(crate) async fn approve(&self, plan: &PlanSummary) -> Result<Arc<Released>, Status> {
        self.approval(plan).await.map(|done| match done.orders {
            OrdersOut::Released(released) => released,
            OrdersOut::Waiting(waiting) => panic!("the orders of {} wait for witnesses", waiting.index),
        })
    }

    /// The same where the orders are to wait; the record of the decision.
    pub(crate) async fn approve_and_wait(&self, plan: &PlanSummary) -> u64 {
        match self.approval(plan).await.unwrap().orders {
            OrdersOut::Waiting(waiting) => waiting.index,
            OrdersOut::Released(released) => panic!("the orders of {} are out", released.index()),
        }
    }
}

/// `floor-then-class` under its name, without the lines of claims that nobody has verified.
fn claims_taken() -> String {
    let text = crate::setup::policies::text("floor-then-class").unwrap();
    let is_kept = |line: &&str| !["unverified ", "class-limit ", "stale "].iter().any(|word| line.starts_with(word));
    text.lines().filter(is_kept).map(|line| format!("{line}\n")).collect()
}

/// A refusal as a caller sees it.
pub(crate) fn said(refusal: Refusal) -> Status {
    status_of(&refusal, Language::English)
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
    replay::open_at(&DataDir::new(dir), &config, CancellationToken::new(), watch, confirmed)
}

/// The key of a test centre's agent: always the same.
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

/// A signed report of a test centre's agent.
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
    report::Body::Reserve(v1::ReserveReport {
        depot_id: depot.into(),
        lines: vec![line],
        ..v1::ReserveReport::default()
    })
}

/// Something was done with an order.
pub(crate) fn step(order: &str, step: v1::Step, quantity: u64) -> report::Body {
    report::Body::Step(v1::StepReport {
        order_id: order.into(),
        step: step.into(),
        quantity,
        ..v1::StepReport::default()
    })
}
