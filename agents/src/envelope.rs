//! A signed report as it waits in the outbox, and its state: pending, delivered, refused. Makes and signs the bytes;
//! stores and sends nothing.

use jiff::Timestamp;
use prost::Message as _;
use rand_core::{OsRng, RngCore as _};
use yicang_domain::events::{Face, reporter};
use yicang_domain::{Fault, Report, ReportId};
use yicang_language::message;
use yicang_proto::report::{SALT_BYTES, context_of, report_from_wire, report_to_wire, version_of};
use yicang_proto::{REPORT_BYTES_MAX, v1};
use yicang_tlog::{SigningKey, mask, sha256};

/// Crockford's base 32: no I, L, O, U, so that an id can be read out over a radio.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ID_RANDOM_BYTES: usize = 16;

/// A signed report and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuedReport {
    /// What the signed bytes say.
    pub report: v1::Report,
    /// The exact bytes and the signature over them.
    pub signed: v1::SignedReport,
    /// What became of it.
    pub state: State,
    /// When its receipt arrived, by the agent's clock, to the second. `None` without one, and where a program before
    /// this one filed it.
    pub arrived_at: Option<Timestamp>,
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Waits for its receipt.
    Pending,
    /// The centre has it; its signed word.
    Delivered(v1::SignedReceipt),
    /// The centre does not take it, and says why. It uses up no number.
    Refused(v1::Refusal),
}

/// How a report is stored.
#[derive(Clone, PartialEq, prost::Message)]
struct Stored {
    #[prost(message, optional, tag = "1")]
    signed: Option<v1::SignedReport>,
    #[prost(message, optional, tag = "2")]
    receipt: Option<v1::SignedReceipt>,
    #[prost(message, optional, tag = "3")]
    refusal: Option<v1::Refusal>,
    /// Seconds since 1970.
    #[prost(int64, optional, tag = "8")]
    arrived_at: Option<i64>,
}

impl QueuedReport {
    /// Signs a checked report with a fresh salt, for the public log of this name.
    ///
    /// # Errors
    /// The faults of the message as a whole: a note that is too long, more than [`REPORT_BYTES_MAX`] bytes.
    pub fn new(report: &Report, note: &str, key: &SigningKey, log: &str) -> Result<Self, Vec<Fault>> {
        let mut salt = [0; SALT_BYTES];
        OsRng.fill_bytes(&mut salt);
        let wire = report_to_wire(report, salt, note, log);
        let (bytes, note_bytes_max) = (wire.encoded_len(), yicang_domain::report::NOTE_BYTES_MAX);
        let mut faults = Vec::new();
        if note.len() > note_bytes_max {
            faults.push(Fault::new("note", message!("wire-too-long", bytes = note.len(), max = note_bytes_max)));
        }
        if bytes > REPORT_BYTES_MAX {
            let problem = message!("agent-report-too-long", bytes = bytes, max = REPORT_BYTES_MAX);
            faults.push(Fault::new(report.body().kind(), problem));
        }
        if faults.is_empty() { Ok(Self::sign(wire, key)) } else { Err(faults) }
    }

    /// The same report under another number, signed again. Id and salt stay.
    pub(crate) fn renumbered(&self, sequence: u64, key: &SigningKey) -> Self {
        Self::sign(v1::Report { sequence, ..self.report.clone() }, key)
    }

    fn sign(report: v1::Report, key: &SigningKey) -> Self {
        let bytes = report.encode_to_vec();
        // What waits since an earlier program keeps its version, also when it is signed again.
        let version = version_of(&report).expect("a report of a newer version is not read, and none is written");
        let signature = key.sign(context_of(version), &bytes).to_vec();
        let face = face_bytes(&report, &bytes);
        let face_signature = face.map(|face| key.sign(reporter::CONTEXT, &face).to_vec()).unwrap_or_default();
        let signed = v1::SignedReport { report: bytes, signature, face_signature };
        Self { report, signed, state: State::Pending, arrived_at: None }
    }

    /// The public face of the report, as its entry must show it. Before version 3 the commitments are the centre's:
    /// those here are none.
    pub(crate) fn face(&self) -> Option<Face> {
        let mut face = face(&self.report, &self.signed.report)?;
        let by = face.reporter_mut()?;
        if by.version.signs_its_face() {
            by.signature = self.signed.face_signature.as_slice().try_into().ok();
        }
        Some(face)
    }

    /// Whether the bytes are what the owner of the key has signed.
    pub(crate) fn is_signed_by(&self, key: &SigningKey) -> bool {
        let context = version_of(&self.report).map(context_of);
        let v1::SignedReport { report, signature, face_signature } = &self.signed;
        let face = face_bytes(&self.report, report);
        let holds = |face: Vec<u8>| key.public().verify(reporter::CONTEXT, &face, face_signature).is_ok();
        context.is_ok_and(|context| key.public().verify(context, report, signature).is_ok())
            && face.map_or(face_signature.is_empty(), holds)
    }

    /// A report as it was signed, which waits for its receipt; `None` if the bytes are none that this program reads.
    pub fn waiting(signed: v1::SignedReport) -> Option<Self> {
        let report = v1::Report::decode(&signed.report[..]).ok()?;
        version_of(&report).ok()?;
        Some(Self { report, signed, state: State::Pending, arrived_at: None })
    }

    /// The report's id.
    pub fn id(&self) -> &str {
        &self.report.report_id
    }

    /// The agent's count; of a refused report, the number it had last.
    pub fn sequence(&self) -> u64 {
        self.report.sequence
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let (receipt, refusal) = match self.state.clone() {
            State::Pending => (None, None),
            State::Delivered(receipt) => (Some(receipt), None),
            State::Refused(refusal) => (None, Some(refusal)),
        };
        let arrived_at = self.arrived_at.map(Timestamp::as_second);
        Stored { signed: Some(self.signed.clone()), receipt, refusal, arrived_at }.encode_to_vec()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let stored = Stored::decode(bytes).ok()?;
        let signed = stored.signed?;
        let report = v1::Report::decode(&signed.report[..]).ok()?;
        version_of(&report).ok()?;
        let state = match (stored.receipt, stored.refusal) {
            (None, None) => State::Pending,
            (Some(receipt), None) => State::Delivered(receipt),
            (_, Some(refusal)) => State::Refused(refusal),
        };
        let arrived_at = stored.arrived_at.and_then(|seconds| Timestamp::from_second(seconds).ok());
        Some(Self { report, signed, state, arrived_at })
    }
}

/// What the public log shows of a report, without the signature.
fn face(wire: &v1::Report, bytes: &[u8]) -> Option<Face> {
    let report = report_from_wire(wire).ok()?;
    let salt = wire.salt.as_slice().try_into().ok()?;
    Some(Face::of_report(&report, &wire.note, sha256(bytes), &mut mask::committing(salt)))
}

/// What is signed of it; `None` before version 3.
fn face_bytes(wire: &v1::Report, bytes: &[u8]) -> Option<Vec<u8>> {
    let face = face(wire, bytes)?;
    face.reporter()?.version.signs_its_face().then(|| face.signed_bytes(&wire.log))
}

/// A new id: 26 characters for 128 random bits.
pub(crate) fn draw_report_id() -> ReportId {
    let mut bytes = [0; ID_RANDOM_BYTES];
    OsRng.fill_bytes(&mut bytes);
    let number = u128::from_be_bytes(bytes);
    let digit = |place: u32| char::from(DIGITS[(number >> (5 * place) & 31) as usize]);
    let text: String = (0..26).rev().map(digit).collect();
    ReportId::new(&text).expect("26 reports and digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_26_characters_and_do_not_repeat() {
        let ids: std::collections::BTreeSet<_> = (0..1_000).map(|_| draw_report_id().to_string()).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(ids.iter().all(|id| id.len() == 26 && id.bytes().all(|b| DIGITS.contains(&b))));
    }
}
