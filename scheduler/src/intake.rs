//! Takes reports in. Parses, records, answers; decides nothing.
//!
//! The order of questions: size, known agent, agent that may still report, room, signature over the exact bytes, form,
//! seen before, sequence, fit with what is known. A report is acknowledged only after it is on disk; many of different
//! agents go there together. Its slot is free when it is on disk, whether or not anybody takes the receipt.

use crate::centre::Centre;
use crate::command::verify;
use crate::record::Happening;
use crate::seen::Seen;
use prost::Message as _;
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;
use tonic::{Code, Status};
use yicang_domain::board::{Board, Examination};
use yicang_domain::events::Enrolment;
use yicang_domain::events::{Face, reporter};
use yicang_domain::report::{Body, Version};
use yicang_domain::{AgentId, Fault, Report, ReportId};
use yicang_exchange::look_alike;
use yicang_proto::REPORT_BYTES_MAX;
use yicang_proto::report::{context_of, decode, report_from_wire, version_of};
use yicang_proto::status::{bad_request, refuse, wrong_sequence};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::{self, SignedReceipt, SignedReport};
use yicang_tlog::mask::committing;
use yicang_tlog::{Hash, RECEIPT, SEQUENCE, sha256};

/// The promise of every receipt: so long after the report was taken in, the log's signed head covers it. It leaves
/// room for a restart after a power cut. A constant, so that the same report gets the same receipt for ever.
pub const MERGE_DELAY_SECONDS: u32 = 3_600;

const REFUSED: &str = "the report is refused";

/// A report that was handed to the journal, or had been before; to be answered when it is durable.
#[must_use = "whoever sent the report waits for its receipt"]
pub struct Accepted {
    centre: Arc<Centre>,
    agent: AgentId,
    report: ReportId,
    seen: Seen,
}

/// Takes one report in, up to handing it to the journal. Reports that follow are judged as if it were durable.
pub fn take(centre: &Arc<Centre>, signed: Option<SignedReport>) -> Result<Accepted, Status> {
    let signed = signed.ok_or_else(|| bad_request(REFUSED, &[Fault::new("report", "is not given")]))?;
    let (wire, grant) = introduced(centre, &signed)?;
    let slot = Arc::clone(&centre.slots).try_acquire_owned();
    let slot = slot.map_err(|_| Status::resource_exhausted("too many reports are waiting; try again shortly"))?;
    if centre.is_busy() {
        return Err(Status::resource_exhausted("the disk cannot keep up with the reports; try again shortly"));
    }
    let version = version_of(&wire).map_err(|fault| bad_request(REFUSED, &[fault]))?;
    verify(&grant, context_of(version), &signed.report, &signed.signature)?;
    let report = report_from_wire(&wire).map_err(|faults| bad_request(REFUSED, &faults))?;
    is_for(centre, &wire, &report)?;
    has_signed_its_face(centre, &grant, &wire, &report, &signed)?;
    let seen = record(centre, &report, wire.note, signed, slot)?;
    Ok(Accepted { centre: Arc::clone(centre), agent: report.agent().clone(), report: report.id().clone(), seen })
}

/// Who claims to speak, and that they may still report something. It costs next to nothing and takes no slot, so that
/// a key that was revoked can keep nobody out.
fn introduced(centre: &Centre, signed: &SignedReport) -> Result<(v1::Report, Enrolment), Status> {
    if signed.report.len() > REPORT_BYTES_MAX {
        let problem = format!("{} bytes; a report has at most {REPORT_BYTES_MAX}, split it", signed.report.len());
        return Err(bad_request(REFUSED, &[Fault::new("report", problem)]));
    }
    let undecodable = |problem: String| bad_request(REFUSED, &[Fault::new("report", problem)]);
    let wire: v1::Report = decode(&signed.report).map_err(undecodable)?;
    let unknown = || Status::unauthenticated(format!("agent {:?} is not enrolled", wire.agent_id));
    let agent: AgentId = wire.agent_id.parse().map_err(|_| unknown())?;
    let grant = centre.grant(&agent).ok_or_else(unknown)?;
    if grant.depots.is_empty() && grant.sites.is_empty() {
        let problem = format!("agent {agent} may report for no depot and no site; what it reported before stands");
        return Err(refuse(Code::PermissionDenied, &problem, &[Fault::new("agent_id", &problem)]));
    }
    Ok((wire, grant))
}

/// Whether a report is for this centre's log: a drill's is not for the real one's.
fn is_for(centre: &Centre, wire: &v1::Report, report: &Report) -> Result<(), Status> {
    if !report.version().signs_its_face() || wire.log == centre.log {
        return Ok(());
    }
    let problem = format!(
        "the report is for the log {:?}, and this centre's is {}; nothing was recorded. Was it meant for a drill?",
        wire.log, centre.log
    );
    Err(bad_request(REFUSED, &[Fault::new("log", problem)]))
}

/// Whether the agent has signed what the public log will show of the report.
fn has_signed_its_face(
    centre: &Centre,
    grant: &Enrolment,
    wire: &v1::Report,
    report: &Report,
    signed: &SignedReport,
) -> Result<(), Status> {
    if !report.version().signs_its_face() {
        return Ok(());
    }
    let salt = wire.salt.as_slice().try_into().expect("the report was read with a salt of this length");
    let face = Face::of_report(report, &wire.note, sha256(&signed.report), &mut committing(salt));
    verify(grant, reporter::CONTEXT, &face.signed_bytes(&centre.log), &signed.face_signature)
        .map_err(|status| Status::unauthenticated(format!("the signature over the public face: {}", status.message())))
}

/// Everything that depends on what is known; under one lock, so that reports are judged in the journal's order.
fn record(
    centre: &Centre,
    report: &Report,
    note: String,
    signed: SignedReport,
    slot: OwnedSemaphorePermit,
) -> Result<Seen, Status> {
    let key = (report.agent().clone(), report.id().clone());
    let report_sha256 = sha256(&signed.report);
    let mut state = centre.state();
    if let Some(seen) = centre.seen(&state, &key)? {
        if seen.report_sha256 == report_sha256 {
            return Ok(seen);
        }
        let problem = format!("{} was used for another report (record {}); choose a new one", key.1, seen.index);
        return Err(bad_request(REFUSED, &[Fault::new("report_id", problem)]));
    }
    let due = state.board.sequences.get(report.agent()).map_or(1, |last| last + 1);
    if report.sequence() != due {
        drop(state);
        return Err(out_of_turn(centre, report, report_sha256, due));
    }
    if report.version() < Version::Three && state.has_signed_faces(report.agent()) {
        let problem = format!(
            "is {}, and {} has signed reports of version 3 before; what it signed earlier was due under an earlier number",
            report.version().number(),
            report.agent()
        );
        return Err(bad_request(REFUSED, &[Fault::new("version", problem)]));
    }
    match state.board.examine(report, &centre.policy.policy) {
        Examination::Clean => {}
        Examination::Faulty(faults) => return Err(bad_request(REFUSED, &faults)),
        Examination::Foreign(fault) => return Err(refuse(Code::PermissionDenied, &fault.to_string(), &[fault])),
    }
    let strange = strange_lots(&state.board, report);
    if !strange.is_empty() {
        return Err(bad_request(REFUSED, &strange));
    }
    let reported = |_, _| Happening::Reported { report: report.clone(), note, signed };
    let index = centre.record_holding(&mut state, slot, reported)?;
    let seen = centre.seen(&state, &key)?.expect("the record was just made");
    drop(state);
    tracing::debug!(agent = %key.0, report = %key.1, index, "report taken in");
    Ok(seen)
}

/// The refusal of a report whose number is not the one that is due, with the centre's signed word on which is: an agent
/// takes no number beyond those it has signed without it.
fn out_of_turn(centre: &Centre, report: &Report, report_sha256: Hash, due: u64) -> Status {
    let statement = v1::SequenceStatement {
        log: centre.log.clone(),
        agent_id: report.agent().to_string(),
        expected_sequence: due,
        report_sha256: report_sha256.to_vec(),
    };
    let statement = statement.encode_to_vec();
    let signature = centre.receipt_key.sign(SEQUENCE, &statement).to_vec();
    wrong_sequence(report.sequence(), due, Some(&v1::SignedSequence { statement, signature }))
}

/// Lots that the board has not seen, whose ids may not come in: they cannot be seen, would be run by a spreadsheet, or look
/// like another lot of the depot and item. What is recorded already stays.
fn strange_lots(board: &Board, report: &Report) -> Vec<Fault> {
    let Body::Reserve { depot, lines } = report.body() else { return Vec::new() };
    let mut faults = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let known: Vec<_> = board.lots_of(depot, &line.item).collect();
        if known.contains(&&line.lot) {
            continue;
        }
        let (field, lot) = (format!("reserve.lines[{at}].lot_id"), line.lot.as_str());
        if let Err(problem) = yicang_exchange::may_come_in(lot) {
            faults.push(Fault::new(&field, problem));
        }
        let reported = lines.iter().filter(|other| other.item == line.item).map(|other| &other.lot);
        let mut others = known.into_iter().chain(reported).filter(|other| look_alike(lot, other.as_str()));
        if let Some(other) = others.next() {
            let other = other.as_str();
            let problem = format!("{lot:?} differs from lot {other:?} by case or width only; write both alike");
            faults.push(Fault::new(&field, problem));
        }
    }
    faults
}

impl Accepted {
    /// Waits for the disk and gives the centre's word. The same report gets the same bytes, however often it comes.
    pub async fn receipt(self) -> Result<SignedReceipt, Status> {
        self.centre.durable(self.seen.index + 1).await?;
        let receipt = v1::Receipt {
            report_id: self.report.to_string(),
            agent_id: self.agent.to_string(),
            sequence: self.seen.sequence,
            report_sha256: self.seen.report_sha256.to_vec(),
            entry_index: self.seen.index,
            accepted_at: Some(time_to_wire(self.seen.accepted_at)),
            leaf_hash: self.seen.leaf_hash.to_vec(),
            merge_delay_seconds: MERGE_DELAY_SECONDS,
            log: self.centre.log.clone(),
        };
        let receipt = receipt.encode_to_vec();
        let signature = self.centre.receipt_key.sign(RECEIPT, &receipt).to_vec();
        Ok(SignedReceipt { receipt, signature })
    }
}
