//! Holds the public log to the receipts of the outbox: whether each acknowledged report is where the centre promised.
//! If it is not, gives evidence that convinces others. Reads the log as any auditor does; writes nothing.

use crate::envelope::{QueuedReport, State};
use crate::receipt::CentreKeys;
use jiff::Timestamp;
use std::fmt;
use yicang_auditor::public_log::{PublicLog, PublicLogError};
use yicang_auditor::words::Words as _;
use yicang_domain::events::Entry;
use yicang_language::{Message, ToMessage as _, message};
use yicang_tlog::{
    Evidence, FoundLeaf, Judged, LogKeys, Misstated, Policy, Receipt, ReceiptError, UnverifiedProof, Verdict,
};

/// How one acknowledged report stands.
#[derive(Debug, PartialEq)]
pub enum InclusionStatus {
    /// In the log, as promised; the evidence is the proof.
    Included(Evidence),
    /// Not in the log yet, and not due.
    Waiting {
        /// When it is due, in seconds since 1970.
        due: u64,
    },
    /// The log broke its promise, and the evidence proves it.
    Breach(Box<Judged>, Evidence),
    /// Not in the log though it was due. The evidence does not prove it to others: no witness's time is in it.
    Overdue {
        /// When it was due, in seconds since 1970.
        due: u64,
        /// What there is.
        evidence: Evidence,
    },
    /// The promised leaf stands there, and says something else than the report: the lines that differ; of a report that
    /// signs its public face, evidence that proves it.
    Misstated(Vec<Message>, Option<Box<Misstated>>),
    /// The receipt promises nothing that could be held against the log.
    NoPromise(ReceiptError),
    /// The log does not serve what is needed to see.
    NotServed(Message),
}

/// The log as it is to be seen now, and by whose keys.
pub struct Auditor<'a> {
    /// The public folder and its checked head.
    pub extract: &'a PublicLog<'a>,
    /// The log's keys.
    pub log: &'a dyn LogKeys,
    /// The keys of the centre's receipts.
    pub centre: &'a CentreKeys,
    /// The witnesses whose time counts.
    pub policy: Option<&'a Policy>,
    /// Now, in seconds since 1970.
    pub now: u64,
}

/// Until when the agent waits for its entry: the promised delay after the centre's time or after the receipt's arrival,
/// whichever is earlier. A centre whose clock is ahead gets no longer time by it.
fn due_at(promise: &Receipt, queued: &QueuedReport) -> u64 {
    let arrived = queued.arrived_at.and_then(|at| u64::try_from(at.as_second()).ok());
    promise.due_at().min(arrived.map_or(u64::MAX, |at| at.saturating_add(promise.merge_delay.into())))
}

/// What an entry says otherwise than the report, line by line: what is reported, and what stands there. The centre's
/// time is its own, and so are commitments before version 3.
fn differs(queued: &QueuedReport, entry: &[u8]) -> Vec<Message> {
    let Some(face) = queued.face() else { return vec![message!("agent-entry-unreadable-report")] };
    let is_signed = face.reporter().is_some_and(|by| by.version.signs_its_face());
    let reported = Entry { time: Timestamp::UNIX_EPOCH, face }.to_text();
    let shown = String::from_utf8_lossy(entry);
    let plain = |line: &str| match line.strip_prefix("masked ").and_then(|line| line.split_once(' ')) {
        Some((field, _)) if !is_signed => format!("masked {field}"),
        _ => line.to_owned(),
    };
    let lines =
        |text: &str| -> Vec<String> { text.lines().filter(|line| !line.starts_with("time ")).map(plain).collect() };
    let (reported, shown) = (lines(&reported), lines(&shown));
    let only = |these: &[String], others: &[String]| -> Vec<String> {
        these.iter().filter(|line| !others.contains(line)).map(|line| format!("{line:?}")).collect()
    };
    let mut all = Vec::new();
    all.extend(only(&reported, &shown).into_iter().map(|line| message!("agent-entry-reported", line = line)));
    all.extend(only(&shown, &reported).into_iter().map(|line| message!("agent-entry-in-the-log", line = line)));
    if all.is_empty() && reported != shown {
        all.push(message!("agent-entry-other-order"));
    }
    all
}

/// Evidence that the entry which a receipt promises is not what this agent signed.
fn misstated(queued: &QueuedReport, entry: Vec<u8>) -> Option<Misstated> {
    let State::Delivered(receipt) = &queued.state else { return None };
    let face = queued.face().filter(|face| face.reporter().is_some_and(|by| by.version.signs_its_face()))?;
    Some(Misstated {
        receipt: receipt.receipt.clone(),
        signature: receipt.signature.clone(),
        entry,
        face: face.signed_bytes(&queued.report.log),
        face_signature: queued.signed.face_signature.clone(),
    })
}

impl fmt::Debug for Auditor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Auditor({}, {} entries)", self.log.name(), self.extract.head().size())
    }
}

impl Auditor<'_> {
    /// How a report stands; `None` if it has no receipt.
    #[must_use]
    pub fn examine(&self, queued: &QueuedReport) -> Option<InclusionStatus> {
        let State::Delivered(signed) = &queued.state else { return None };
        let promise = match Receipt::open(
            &signed.receipt,
            &signed.signature,
            self.centre.signer_of(&signed.receipt, &signed.signature),
        ) {
            Ok(promise) => promise,
            Err(error) => return Some(InclusionStatus::NoPromise(error)),
        };
        let evidence = |at_index, checkpoint: &[u8]| Evidence {
            receipt: signed.receipt.clone(),
            signature: signed.signature.clone(),
            at_index,
            checkpoint: checkpoint.to_vec(),
        };
        let due = due_at(&promise, queued);
        let standing = if promise.index < self.extract.head().size() {
            self.found(promise.index, queued, evidence)
        } else if self.now <= due {
            Ok(InclusionStatus::Waiting { due })
        } else {
            self.missing(due, evidence)
        };
        Some(standing.unwrap_or_else(|error| InclusionStatus::NotServed(error.message())))
    }

    /// Something stands at the index.
    fn found(
        &self,
        index: u64,
        queued: &QueuedReport,
        evidence: impl Fn(Option<FoundLeaf>, &[u8]) -> Evidence,
    ) -> Result<InclusionStatus, PublicLogError> {
        let proof = self.extract.prove(index)?;
        let path = UnverifiedProof::parse(proof.as_bytes())?.path().to_vec();
        let found = evidence(Some(FoundLeaf { leaf: *proof.leaf(), path }), self.extract.head().as_bytes());
        let standing = self.judged(found);
        if matches!(standing, InclusionStatus::Included(_)) {
            let entry = self.extract.entry(index)?;
            let differs = differs(queued, &entry);
            if !proof.is_for(&entry) || !differs.is_empty() {
                return Ok(InclusionStatus::Misstated(differs, misstated(queued, entry).map(Box::new)));
            }
        }
        Ok(standing)
    }

    /// Nothing stands there, and it should.
    fn missing(
        &self,
        due: u64,
        evidence: impl Fn(Option<FoundLeaf>, &[u8]) -> Evidence,
    ) -> Result<InclusionStatus, PublicLogError> {
        let witnessed = self.extract.witnessed()?.map(|head| evidence(None, &head));
        let standing = witnessed.map(|evidence| self.judged(evidence));
        if let Some(InclusionStatus::Breach(judged, evidence)) = standing {
            return Ok(InclusionStatus::Breach(judged, evidence));
        }
        let evidence = evidence(None, self.extract.head().as_bytes());
        Ok(InclusionStatus::Overdue { due, evidence })
    }

    /// What anybody else will say who judges the same file.
    fn judged(&self, evidence: Evidence) -> InclusionStatus {
        let key = self.centre.signer_of(&evidence.receipt, &evidence.signature);
        match evidence.judge(self.log, key, self.policy) {
            Ok(judged) if judged.verdict.is_breach() => InclusionStatus::Breach(Box::new(judged), evidence),
            Ok(Judged { verdict: Verdict::Kept, .. }) => InclusionStatus::Included(evidence),
            Ok(Judged { promise, .. }) => InclusionStatus::Waiting { due: promise.due_at() },
            Err(why) => InclusionStatus::NotServed(why.words()),
        }
    }
}
