//! A field report: the exact bytes that were signed, and what they mean.

use super::effects::{AcceptedReport, Effect};
use super::kind::{Commit, Kind, Place};
use super::state::{Signs, State};
use crate::refusal::{Refusal, SignedWord};
use prost::Message as _;
use yicang_domain::events::{Event, Face, reporter};
use yicang_domain::report::Version;
use yicang_domain::{AgentId, Fault, Report};
use yicang_language::{Message, message};
use yicang_proto::REPORT_BYTES_MAX;
use yicang_proto::journal::v1 as journal;
use yicang_proto::report::{context_of, decode, report_from_wire, version_of};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1;
use yicang_tlog::mask::{Salt, committing};
use yicang_tlog::{Hash, RECEIPT, SEQUENCE, SigningKey, leaf_hash, sha256};

/// A report as it was signed and sent.
pub type SignedReport = v1::SignedReport;

/// A report was accepted.
#[derive(Debug, Clone)]
pub struct Reported {
    /// What it means.
    pub report: Report,
    /// Its free text.
    pub note: String,
    /// The exact bytes that were signed.
    pub signed: SignedReport,
}

/// A report whose bytes could be read; nothing of it is checked.
pub struct SentReport {
    wire: v1::Report,
    signed: SignedReport,
}

/// The words that a signature over a report covers before its bytes, and the bytes.
pub struct Signed<'r> {
    /// The words.
    pub context: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The signature.
    pub signature: &'r [u8],
}

impl SentReport {
    /// Reads the bytes.
    ///
    /// # Errors
    /// There are none, too many, or they are no report.
    pub fn read(signed: Option<SignedReport>) -> Result<Self, Refusal> {
        let refused = |problem: Message| Refusal::fault(message!("refused-report"), "report", problem);
        let signed = signed.ok_or_else(|| refused(message!("wire-missing")))?;
        if signed.report.len() > REPORT_BYTES_MAX {
            let bytes = signed.report.len();
            return Err(refused(message!("report-too-long", bytes = bytes, max = REPORT_BYTES_MAX)));
        }
        let wire: v1::Report = decode(&signed.report).map_err(refused)?;
        Ok(Self { wire, signed })
    }

    /// Who claims to have signed it, as it was sent.
    pub fn agent_id(&self) -> &str {
        &self.wire.agent_id
    }

    /// The signature over the report's bytes.
    ///
    /// # Errors
    /// It is newer than this program.
    pub fn signed(&self) -> Result<Signed<'_>, Fault> {
        let context = context_of(version_of(&self.wire)?);
        Ok(Signed { context, bytes: self.signed.report.clone(), signature: &self.signed.signature })
    }

    /// What it means.
    ///
    /// # Errors
    /// Every fault.
    pub fn judged(&self) -> Result<Report, Vec<Fault>> {
        report_from_wire(&self.wire)
    }

    /// The name of the log that it is for; versions before 3 name none.
    pub fn log(&self) -> &str {
        &self.wire.log
    }

    /// The signature over its public face in this log; versions before 3 have none.
    pub fn face_signed(&self, report: &Report, log: &str) -> Option<Signed<'_>> {
        if !report.version().signs_its_face() {
            return None;
        }
        let salt = self.wire.salt.as_slice().try_into().expect("the report was read with a salt of this length");
        let face = Face::of_report(report, &self.wire.note, self.sha256(), &mut committing(salt));
        let (context, signature) = (reporter::CONTEXT, self.signed.face_signature.as_slice());
        Some(Signed { context, bytes: face.signed_bytes(log), signature })
    }

    /// The hash of its bytes: the same report has the same.
    pub fn sha256(&self) -> Hash {
        sha256(&self.signed.report)
    }

    /// The event of its acceptance.
    pub fn accepted(self, report: Report) -> Reported {
        Reported { report, note: self.wire.note, signed: self.signed }
    }
}

impl Reported {
    pub(super) fn read(signed: SignedReport) -> Result<Self, String> {
        let wire = v1::Report::decode(signed.report.as_slice()).map_err(|error| error.to_string())?;
        let all = |faults: Vec<Fault>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        Ok(Self { report: report_from_wire(&wire).map_err(all)?, note: wire.note, signed })
    }
}

impl Kind for Reported {
    fn on_board(&self) -> Event {
        Event::Reported(self.report.clone())
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        reporter::masked(&self.report, &self.note)
    }

    fn own_salt(&self) -> Option<Salt> {
        if !self.report.version().signs_its_face() {
            return None;
        }
        let wire = v1::Report::decode(self.signed.report.as_slice()).ok()?;
        wire.salt.as_slice().try_into().ok()
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        let mut face = Face::of_report(&self.report, &self.note, sha256(&self.signed.report), commit);
        if let Some(by) = face.reporter_mut().filter(|by| by.version.signs_its_face()) {
            by.signature = self.signed.face_signature.as_slice().try_into().ok();
        }
        face
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Report(self.signed.clone())
    }

    fn take_effect(&self, state: &mut State, place: Place<'_>) -> Effect {
        let report = &self.report;
        if report.version().signs_its_face() {
            state.faced.insert((report.agent().clone(), Signs::Reports));
        }
        let key = (report.agent().clone(), report.id().clone());
        let accepted = AcceptedReport {
            index: place.index,
            sequence: report.sequence(),
            accepted_at: place.at,
            report_sha256: sha256(&self.signed.report),
            leaf_hash: leaf_hash(place.leaf),
        };
        state.pending.insert(key.clone(), accepted);
        let moved = report.body().moved();
        let order = moved.and_then(|moved| state.board.orders.get(&moved.order).cloned().map(Box::new));
        Effect::Report { key, accepted, order }
    }
}

/// Whether a report's version is too old for an agent that has signed faces before.
pub fn is_older(report: &Report, state: &State) -> bool {
    report.version() < Version::Three && state.has_signed_faces(report.agent())
}

/// The promise of every receipt: so long after the report was taken in, the log's signed head covers it. It leaves
/// room for a restart after a power cut. A constant, so that the same report gets the same receipt for ever.
pub const MERGE_DELAY_SECONDS: u32 = 3_600;

/// The centre's word that it has a report. The same report gets the same bytes, however often it comes.
pub fn receipt(
    log: &str,
    (agent, report): &super::effects::ReportKey,
    accepted: &AcceptedReport,
    key: &SigningKey,
) -> SignedWord {
    let receipt = v1::Receipt {
        report_id: report.to_string(),
        agent_id: agent.to_string(),
        sequence: accepted.sequence,
        report_sha256: accepted.report_sha256.to_vec(),
        entry_index: accepted.index,
        accepted_at: Some(time_to_wire(accepted.accepted_at)),
        leaf_hash: accepted.leaf_hash.to_vec(),
        merge_delay_seconds: MERGE_DELAY_SECONDS,
        log: log.to_owned(),
    };
    let statement = receipt.encode_to_vec();
    SignedWord { signature: key.sign(RECEIPT, &statement).to_vec(), statement }
}

/// The centre's word on which number is due of an agent, in answer to a report.
pub fn sequence_word(log: &str, agent: &AgentId, due: u64, report_sha256: Hash, key: &SigningKey) -> SignedWord {
    let statement = v1::SequenceStatement {
        log: log.to_owned(),
        agent_id: agent.to_string(),
        expected_sequence: due,
        report_sha256: report_sha256.to_vec(),
    };
    let statement = statement.encode_to_vec();
    SignedWord { signature: key.sign(SEQUENCE, &statement).to_vec(), statement }
}
