//! Takes reports in: who signed, may he, is it for this log, is its number due, does it fit what is known; then the
//! journal, and a receipt when it is on disk. What was begun is recorded, whether or not anybody takes the receipt.

use crate::centre::centre::Centre;
use crate::commands::access::{self, Action, Identity};
use crate::events::CentreEvent;
use crate::events::effects::{AcceptedReport, ReportKey};
use crate::events::report::{SentReport, SignedReport, is_older, receipt, sequence_word};
use crate::events::signed_command::verify;
use crate::refusal::{Refusal, SignedWord};
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;
use yicang_domain::board::{Board, Examination};
use yicang_domain::events::Enrolment;
use yicang_domain::report::Body;
use yicang_domain::{AgentId, Fault, Report};
use yicang_exchange::look_alike;
use yicang_language::message;

/// A report that was handed to the journal, or had been before; to be answered when it is durable.
#[must_use = "whoever sent the report waits for its receipt"]
pub struct Accepted {
    centre: Arc<Centre>,
    key: ReportKey,
    report: AcceptedReport,
}

/// Takes one report in, up to handing it to the journal. Reports that follow are judged as if it were durable.
///
/// # Errors
/// [`Refusal`]; nothing was recorded.
pub fn take(centre: &Arc<Centre>, signed: Option<SignedReport>) -> Result<Accepted, Refusal> {
    let sent = SentReport::read(signed)?;
    let (agent, grant) = introduced(centre, &sent)?;
    let slot = Arc::clone(&centre.slots).try_acquire_owned();
    let slot = slot.map_err(|_| Refusal::Busy(message!("busy-reports")))?;
    if centre.is_busy() {
        return Err(Refusal::Busy(message!("busy-disk")));
    }
    let signed = sent.signed().map_err(|fault| faulty(vec![fault]))?;
    verify(&grant, signed.context, &signed.bytes, signed.signature)?;
    let report = sent.judged().map_err(faulty)?;
    is_for(centre, &sent, &report)?;
    if let Some(face) = sent.face_signed(&report, &centre.log) {
        verify(&grant, face.context, &face.bytes, face.signature)
            .map_err(|_| Refusal::NotAuthentic(message!("not-authentic-face")))?;
    }
    let key = (agent, report.id().clone());
    let report = record(centre, &grant, &key, report, sent, slot)?;
    Ok(Accepted { centre: Arc::clone(centre), key, report })
}

/// Who claims to speak, and that they may still report something. It costs next to nothing and takes no slot, so that
/// a key that was revoked can keep nobody out.
fn introduced(centre: &Centre, sent: &SentReport) -> Result<(AgentId, Enrolment), Refusal> {
    let unknown = || unknown_agent(sent.agent_id());
    let agent: AgentId = sent.agent_id().parse().map_err(|_| unknown())?;
    let grant = centre.grant(&agent).ok_or_else(unknown)?;
    access::may(Identity::Enrolled(&agent, &grant), Action::SendReports)?;
    Ok((agent, grant))
}

/// Nobody of this name is enrolled.
pub(crate) fn unknown_agent(agent: &str) -> Refusal {
    Refusal::NotAuthentic(message!("agent-unknown", agent = format!("{agent:?}")))
}

fn faulty(faults: Vec<Fault>) -> Refusal {
    Refusal::Faulty { what: message!("refused-report"), faults }
}

/// Whether a report is for this centre's log: a drill's is not for the real one's.
fn is_for(centre: &Centre, sent: &SentReport, report: &Report) -> Result<(), Refusal> {
    if !report.version().signs_its_face() || sent.log() == centre.log {
        return Ok(());
    }
    let problem = message!("report-other-log", log = format!("{:?}", sent.log()), own = &centre.log);
    Err(Refusal::fault(message!("refused-report"), "log", problem))
}

/// Everything that depends on what is known; under one lock, so that reports are judged in the journal's order.
fn record(
    centre: &Centre,
    grant: &Enrolment,
    key: &ReportKey,
    report: Report,
    sent: SentReport,
    slot: OwnedSemaphorePermit,
) -> Result<AcceptedReport, Refusal> {
    let report_sha256 = sent.sha256();
    let mut state = centre.state();
    if let Some(before) = centre.accepted(&state, key)? {
        if before.report_sha256 == report_sha256 {
            return Ok(before);
        }
        let problem = message!("report-id-used", id = key.1.as_str(), record = before.index);
        return Err(Refusal::fault(message!("refused-report"), "report_id", problem));
    }
    let due = state.board.sequences.get(&key.0).map_or(1, |last| last + 1);
    let sent_as = report.sequence();
    if sent_as != due {
        drop(state);
        // The centre's signed word on which is due: an agent takes no number beyond those it has signed without it.
        let word = sequence_word(&centre.log, &key.0, due, report_sha256, &centre.receipt_key);
        return Err(Refusal::OutOfTurn { sent: sent_as, due, word });
    }
    if is_older(&report, &state) {
        let problem = message!("report-older", version = report.version().number(), agent = key.0.as_str());
        return Err(Refusal::fault(message!("refused-report"), "version", problem));
    }
    access::may(Identity::Enrolled(&key.0, grant), Action::Report(&report, &state.board))?;
    match state.board.examine(&report, &centre.policy.policy) {
        Examination::Clean => {}
        Examination::Faulty(faults) => return Err(faulty(faults)),
        Examination::Foreign(fault) => return Err(Refusal::Forbidden(fault)),
    }
    let mut strange = strange_lots(&state.board, report.body());
    if let Body::Seen { notices } = report.body() {
        strange.extend(state.board.seen_faults(grant, notices, &centre.policy.policy, centre.now()));
    }
    if !strange.is_empty() {
        return Err(faulty(strange));
    }
    let index = centre.record_holding(&mut state, slot, |_, _| CentreEvent::Reported(sent.accepted(report)))?;
    let accepted = centre.accepted(&state, key)?.expect("the record was just made");
    drop(state);
    tracing::debug!(agent = %key.0, report = %key.1, index, "report taken in");
    Ok(accepted)
}

/// Lots that the board has not seen, whose ids may not come in: they cannot be seen, would be run by a spreadsheet, or
/// look like another lot of the depot and item. What is recorded already stays.
pub(crate) fn strange_lots(board: &Board, body: &Body) -> Vec<Fault> {
    let Some((depot, lines)) = body.counted_lots() else { return Vec::new() };
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
            let (lot, other) = (format!("{lot:?}"), format!("{other:?}"));
            let problem = message!("lot-looks-alike", lot = lot, other = other);
            faults.push(Fault::new(&field, problem));
        }
    }
    faults
}

impl Accepted {
    /// Waits for the disk and gives the centre's word. The same report gets the same bytes, however often it comes.
    ///
    /// # Errors
    /// The disk refuses.
    pub async fn receipt(self) -> Result<SignedWord, Refusal> {
        self.centre.durable(self.report.index + 1).await?;
        Ok(receipt(&self.centre.log, &self.key, &self.report, &self.centre.receipt_key))
    }
}
