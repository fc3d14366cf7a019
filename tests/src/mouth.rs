//! Someone who signs: reports and commands by hand, with nothing of the agent's program in between.

use jiff::Timestamp;
use prost::Message as _;
use rand_core::{OsRng, RngCore as _};
use yicang_domain::events::{Face, reporter};
use yicang_domain::report::Version;
use yicang_proto::report::{context_of, report_from_wire, version_of};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1;
use yicang_scheduler::events::signed_command;
use yicang_tlog::mask::committing;
use yicang_tlog::{COMMAND, PublicKey, REPORT, SigningKey, WATCH, sha256};

/// An id, a key and a count of reports.
pub struct Mouth {
    id: String,
    key: SigningKey,
    sequence: u64,
    log: String,
}

/// The log of a centre that was founded without a name for it.
const LOG: &str = "localhost/yicang";

fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    OsRng.fill_bytes(&mut bytes);
    bytes
}

fn name() -> String {
    random().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Mouth {
    /// Somebody new.
    pub fn new(id: &str) -> Self {
        Self::with_key(id, SigningKey::generate(&mut OsRng))
    }

    /// Somebody whose key is known.
    pub fn with_key(id: &str, key: SigningKey) -> Self {
        Self { id: id.to_owned(), key, sequence: 0, log: LOG.to_owned() }
    }

    /// The same, who signs for another log.
    pub fn for_log(self, log: &str) -> Self {
        Self { log: log.to_owned(), ..self }
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its public key.
    pub fn public(&self) -> PublicKey {
        self.key.public()
    }

    /// The next report, not signed yet: a test may spoil it first.
    pub fn draft(&mut self, body: v1::report::Body) -> v1::Report {
        self.sequence += 1;
        v1::Report {
            version: Version::NEWEST.number(),
            log: self.log.clone(),
            report_id: name(),
            agent_id: self.id.clone(),
            sequence: self.sequence,
            reported_at: Some(time_to_wire(Timestamp::now())),
            salt: random().to_vec(),
            note: String::new(),
            body: Some(body),
        }
    }

    /// Takes back the last report's number: it was refused.
    pub fn take_back(&mut self) {
        self.sequence -= 1;
    }

    /// Signs a draft.
    pub fn sign(&self, report: &v1::Report) -> v1::SignedReport {
        let context = context_of(version_of(report).unwrap_or(Version::NEWEST));
        let bytes = report.encode_to_vec();
        let signature = self.key.sign(context, &bytes).to_vec();
        v1::SignedReport { signature, face_signature: self.face_signature(report, &bytes), report: bytes }
    }

    /// What is no report has no face: such a draft is refused for what it is.
    fn face_signature(&self, wire: &v1::Report, bytes: &[u8]) -> Vec<u8> {
        let Ok(report) = report_from_wire(wire) else { return Vec::new() };
        let Ok(salt) = wire.salt.as_slice().try_into() else { return Vec::new() };
        if !report.version().signs_its_face() {
            return Vec::new();
        }
        let face = Face::of_report(&report, &wire.note, sha256(bytes), &mut committing(salt));
        self.key.sign(reporter::CONTEXT, &face.signed_bytes(&wire.log)).to_vec()
    }

    /// Signs any bytes as a report of version 1.
    pub fn sign_bytes(&self, report: Vec<u8>) -> v1::SignedReport {
        let signature = self.key.sign(REPORT, &report).to_vec();
        v1::SignedReport { report, signature, face_signature: Vec::new() }
    }

    /// A command of a coordinator, signed.
    pub fn command(&self, body: v1::command::Body) -> v1::SignedCommand {
        let signed = signed_command::sign(&name(), &self.id, Timestamp::now(), body, &self.log, random(), &self.key);
        signed.expect("a test's command can be said")
    }

    /// The same as coordinators signed it before there were faces.
    pub fn command_of_version_1(&self, body: v1::command::Body) -> v1::SignedCommand {
        let command = v1::Command {
            command_id: name(),
            coordinator_id: self.id.clone(),
            issued_at: Some(time_to_wire(Timestamp::now())),
            body: Some(body),
            ..v1::Command::default()
        };
        let command = command.encode_to_vec();
        let signature = self.key.sign(COMMAND, &command).to_vec();
        v1::SignedCommand { command, signature, face_signature: Vec::new() }
    }

    /// A request to watch orders, signed.
    pub fn watch(&self, follow: bool, closed_too: bool) -> v1::WatchOrdersRequest {
        let (agent_id, asked_at) = (self.id.clone(), Some(time_to_wire(Timestamp::now())));
        let query = v1::WatchOrdersQuery { agent_id, asked_at, follow, closed_too }.encode_to_vec();
        let signature = self.key.sign(WATCH, &query).to_vec();
        v1::WatchOrdersRequest { query, signature }
    }
}

/// A need report of one line.
pub fn need(site: &str, item: &str, class: &str, quantity: u64) -> v1::report::Body {
    let line = v1::NeedLine { item_id: item.into(), quantity, priority_class: class.into(), ..v1::NeedLine::default() };
    v1::report::Body::Need(v1::NeedReport { site_id: site.into(), lines: vec![line] })
}

/// A reserve report of one unnamed lot.
pub fn reserve(depot: &str, item: &str, quantity: u64) -> v1::report::Body {
    let line = v1::ReserveLine { item_id: item.into(), quantity, ..v1::ReserveLine::default() };
    v1::report::Body::Reserve(v1::ReserveReport {
        depot_id: depot.into(),
        lines: vec![line],
        ..v1::ReserveReport::default()
    })
}

/// A confirmed step of an order.
pub fn step(order: &str, step: v1::Step, quantity: u64) -> v1::report::Body {
    v1::report::Body::Step(v1::StepReport {
        order_id: order.into(),
        step: step.into(),
        quantity,
        ..v1::StepReport::default()
    })
}
