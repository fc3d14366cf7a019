//! A coordinator has verified what sites are entitled to.

use super::Ask;
use super::effects::Effect;
use super::kind::{Commit, Kind, Place};
use super::signed_command::VerifiedCommand;
use super::state::State;
use std::collections::BTreeSet;
use yicang_domain::events::verification::{self, BASIS_BYTES_MAX, LINES_MAX, LineWords, VerifiedLine};
use yicang_domain::events::{Event, Face};
use yicang_domain::id::IdError;
use yicang_domain::quantity::QUANTITY_MAX;
use yicang_domain::{Fault, NeedKey, Quantity};
use yicang_language::{Message, ToMessage as _, message};
use yicang_proto::journal::v1 as journal;
use yicang_proto::v1;
use yicang_tlog::sha256;

/// Entitlements that were verified.
#[derive(Debug, Clone)]
pub struct Verification {
    /// What was verified.
    pub lines: Vec<VerifiedLine>,
    /// The grounds of each line.
    pub bases: Vec<String>,
    /// By whose command.
    pub command: VerifiedCommand,
}

/// What a coordinator asks to be recorded as verified, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VerifyAsk {
    /// A site and an item each.
    pub lines: Vec<SentLine>,
}

/// One line as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentLine {
    /// The site.
    pub site_id: String,
    /// The item.
    pub item_id: String,
    /// Base units.
    pub entitlement: u64,
    /// The class; empty where none is said.
    pub priority_class: String,
    /// The grounds.
    pub basis: String,
    /// The hash of a document; empty where there is none.
    pub evidence_sha256: Vec<u8>,
    /// What was verified before holds no more.
    pub revoke: bool,
}

impl VerifyAsk {
    pub(super) fn from_wire(wire: v1::VerifyNeeds) -> Self {
        let line = |line: v1::VerifiedLine| {
            let v1::VerifiedLine { site_id, item_id, entitlement, priority_class, basis, evidence_sha256, revoke } =
                line;
            SentLine { site_id, item_id, entitlement, priority_class, basis, evidence_sha256, revoke }
        };
        Self { lines: wire.lines.into_iter().map(line).collect() }
    }

    /// For the wire.
    pub fn to_wire(&self) -> v1::command::Body {
        let line = |line: &SentLine| {
            let SentLine { site_id, item_id, entitlement, priority_class, basis, evidence_sha256, revoke } =
                line.clone();
            v1::VerifiedLine { site_id, item_id, entitlement, priority_class, basis, evidence_sha256, revoke }
        };
        v1::command::Body::VerifyNeeds(v1::VerifyNeeds { lines: self.lines.iter().map(line).collect() })
    }

    /// The lines with their grounds, as far as they can be judged by themselves.
    ///
    /// # Errors
    /// Every fault.
    pub fn parsed(&self) -> Result<(Vec<VerifiedLine>, Vec<String>), Vec<Fault>> {
        let (mut lines, mut faults, mut known) = (Vec::new(), Vec::new(), BTreeSet::new());
        let count = self.lines.len();
        if !(1..=LINES_MAX).contains(&count) {
            let problem = message!("verify-too-many", count = count, most = LINES_MAX);
            return Err(vec![Fault::new("verify_needs.lines", problem)]);
        }
        for (place, sent) in self.lines.iter().enumerate() {
            if let Some(line) = parsed(place, sent, &mut faults) {
                if !known.insert(line.need.clone()) {
                    let problem = message!("verify-again", need = line.need.to_string());
                    faults.push(Fault::new(field(place, "item_id"), problem));
                }
                lines.push(line);
            }
        }
        let bases = self.lines.iter().map(|line| line.basis.clone()).collect();
        if faults.is_empty() { Ok((lines, bases)) } else { Err(faults) }
    }
}

/// The path of a line's field.
pub(crate) fn field(place: usize, name: &str) -> String {
    format!("verify_needs.lines[{place}].{name}")
}

fn parsed(place: usize, sent: &SentLine, faults: &mut Vec<Fault>) -> Option<VerifiedLine> {
    let before = faults.len();
    let mut fault = |name: &str, problem: Message| faults.push(Fault::new(field(place, name), problem));
    let site = sent.site_id.parse().map_err(|error: IdError| fault("site_id", error.message())).ok();
    let item = sent.item_id.parse().map_err(|error: IdError| fault("item_id", error.message())).ok();
    let units = Quantity::new(sent.entitlement);
    if units.is_none() {
        let problem = message!("verify-units", units = sent.entitlement, most = QUANTITY_MAX);
        fault("entitlement", problem);
    }
    let class = match sent.priority_class.as_str() {
        "" => None,
        class => class.parse().map_err(|error: IdError| fault("priority_class", error.message())).ok(),
    };
    let basis = &sent.basis;
    let is_line = !basis.is_empty() && basis.trim() == basis && !basis.contains(char::is_control);
    if !is_line || basis.len() > BASIS_BYTES_MAX {
        fault("basis", message!("verify-basis", most = BASIS_BYTES_MAX));
    }
    let evidence = match sent.evidence_sha256.as_slice() {
        [] => None,
        bytes => {
            let hash = bytes.try_into().ok();
            if hash.is_none() {
                fault("evidence_sha256", message!("verify-evidence", bytes = bytes.len()));
            }
            hash
        }
    };
    if sent.revoke && (sent.entitlement > 0 || !sent.priority_class.is_empty()) {
        fault("revoke", message!("verify-revokes-units"));
    }
    if faults.len() > before {
        return None;
    }
    let revoked = sent.revoke;
    Some(VerifiedLine { need: NeedKey { site: site?, item: item? }, units: units?, class, evidence, revoked })
}

impl Verification {
    pub(super) fn read(command: VerifiedCommand) -> Result<Self, String> {
        let Ask::Verify(ask) = &command.ask else { return Err("the command verifies nothing".into()) };
        let (lines, bases) = ask.parsed().map_err(|faults| faults[0].to_string())?;
        Ok(Self { lines, bases, command })
    }

    fn text(&self) -> String {
        verification::text(self.lines.iter().map(VerifiedLine::words))
    }
}

impl Kind for Verification {
    fn on_board(&self) -> Event {
        Event::Verified(self.lines.clone())
    }

    fn command(&self) -> Option<&VerifiedCommand> {
        Some(&self.command)
    }

    fn masked(&self) -> Vec<(String, Vec<u8>)> {
        let line = |(line, basis): (&VerifiedLine, &String)| {
            let LineWords { site, item, .. } = line.words();
            format!("{site} {item} {basis}\n")
        };
        let text: String = self.lines.iter().zip(&self.bases).map(line).collect();
        vec![(verification::BASIS.to_owned(), text.into_bytes())]
    }

    fn face(&self, commit: &mut Commit<'_>) -> Face {
        let text = sha256(self.text().as_bytes());
        let (count, masked) = (self.lines.len(), self.commitments(commit));
        Face::Verified(verification::Published { count, text, by: self.command.public(), masked })
    }

    fn body(&self) -> journal::event::Kind {
        journal::event::Kind::Commanded(self.command.signed.clone())
    }

    fn blobs(&self) -> Vec<Vec<u8>> {
        vec![self.text().into_bytes()]
    }

    fn take_effect(&self, state: &mut State, _: Place<'_>) -> Effect {
        for (line, basis) in self.lines.iter().zip(&self.bases) {
            if line.revoked {
                state.bases.remove(&line.need);
            } else {
                state.bases.insert(line.need.clone(), basis.clone());
            }
        }
        Effect::None
    }
}
