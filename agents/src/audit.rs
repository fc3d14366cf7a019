//! Holds the public log to the receipts of the outbox: whether each acknowledged report stands where the centre promised,
//! and if not, evidence that convinces others. Reads the log as any auditor does; writes nothing.

use crate::letter::{Letter, State};
use crate::receipt::CentreKeys;
use std::fmt;
use yicang_ledger::extract::{Extract, ExtractError};
use yicang_tlog::{
    Evidence, FoundLeaf, Judged, Leaf, LogKeys, Policy, Receipt, ReceiptError, UnverifiedProof, Verdict, hex, sha256,
};

/// How one acknowledged report stands.
#[derive(Debug, PartialEq)]
pub enum Standing {
    /// In the log, as promised; the evidence is the proof.
    There(Evidence),
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
    /// The promised leaf stands there, but it is not about these bytes.
    OtherReport,
    /// The receipt promises nothing that could be held against the log.
    NoPromise(ReceiptError),
    /// The log does not serve what is needed to see.
    NotServed(String),
}

/// The log as it is to be seen now, and by whose keys.
pub struct Auditor<'a> {
    /// The public folder and its checked head.
    pub extract: &'a Extract<'a>,
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
fn due_at(promise: &Receipt, letter: &Letter) -> u64 {
    let arrived = letter.arrived_at.and_then(|at| u64::try_from(at.as_second()).ok());
    promise.due_at().min(arrived.map_or(u64::MAX, |at| at.saturating_add(promise.merge_delay.into())))
}

impl fmt::Debug for Auditor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Auditor({}, {} entries)", self.log.name(), self.extract.head().size())
    }
}

impl Auditor<'_> {
    /// How a report stands; `None` if it has no receipt.
    #[must_use]
    pub fn examine(&self, letter: &Letter) -> Option<Standing> {
        let State::Delivered(signed) = &letter.state else { return None };
        let promise = match Receipt::open(
            &signed.receipt,
            &signed.signature,
            self.centre.signer_of(&signed.receipt, &signed.signature),
        ) {
            Ok(promise) => promise,
            Err(error) => return Some(Standing::NoPromise(error)),
        };
        let evidence = |at_index, checkpoint: &[u8]| Evidence {
            receipt: signed.receipt.clone(),
            signature: signed.signature.clone(),
            at_index,
            checkpoint: checkpoint.to_vec(),
        };
        let due = due_at(&promise, letter);
        let standing = if promise.index < self.extract.head().size() {
            self.found(promise.index, letter, evidence)
        } else if self.now <= due {
            Ok(Standing::Waiting { due })
        } else {
            self.missing(due, evidence)
        };
        Some(standing.unwrap_or_else(|error| Standing::NotServed(error.to_string())))
    }

    /// Something stands at the index.
    fn found(
        &self,
        index: u64,
        letter: &Letter,
        evidence: impl Fn(Option<FoundLeaf>, &[u8]) -> Evidence,
    ) -> Result<Standing, ExtractError> {
        let proof = self.extract.prove(index)?;
        let path = UnverifiedProof::parse(proof.as_bytes())?.path().to_vec();
        let found = evidence(Some(FoundLeaf { leaf: *proof.leaf(), path }), self.extract.head().as_bytes());
        let standing = self.judged(found);
        if matches!(standing, Standing::There(_)) {
            let entry = self.extract.entry(index)?;
            let said = Leaf::parse(&entry).ok().and_then(|leaf| leaf.get("report-sha256").map(str::to_owned));
            if !proof.is_for(&entry) || said.as_deref() != Some(hex(&sha256(&letter.signed.report)).as_str()) {
                return Ok(Standing::OtherReport);
            }
        }
        Ok(standing)
    }

    /// Nothing stands there, and it should.
    fn missing(
        &self,
        due: u64,
        evidence: impl Fn(Option<FoundLeaf>, &[u8]) -> Evidence,
    ) -> Result<Standing, ExtractError> {
        let witnessed = self.extract.witnessed()?.map(|head| evidence(None, &head));
        let standing = witnessed.map(|evidence| self.judged(evidence));
        if let Some(Standing::Breach(judged, evidence)) = standing {
            return Ok(Standing::Breach(judged, evidence));
        }
        let evidence = evidence(None, self.extract.head().as_bytes());
        Ok(Standing::Overdue { due, evidence })
    }

    /// What anybody else will say who judges the same file.
    fn judged(&self, evidence: Evidence) -> Standing {
        let key = self.centre.signer_of(&evidence.receipt, &evidence.signature);
        match evidence.judge(self.log, key, self.policy) {
            Ok(judged) if judged.verdict.is_breach() => Standing::Breach(Box::new(judged), evidence),
            Ok(Judged { verdict: Verdict::Kept, .. }) => Standing::There(evidence),
            Ok(Judged { promise, .. }) => Standing::Waiting { due: promise.due_at() },
            Err(why) => Standing::NotServed(why.to_string()),
        }
    }
}
