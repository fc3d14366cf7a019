//! What can happen: one event per record of the journal, one kind per file.
//!
//! A file holds the kind's public face, which is its entry of the public log, and the effect on the
//! [board](crate::board). The face is written and read here, so that the centre that publishes it, the agent that signs
//! it and the auditor who replays it share one text:
//!
//! ```text
//! yicang.v1 need-report
//! time 2026-02-01T08:00:00Z
//! agent A-H001
//! report 01J…
//! sequence 3
//! version 3
//! site H001
//! line MASK_MED 15000 urgent due=2026-02-03T08:00:00Z
//! report-sha256 5f0c…
//! masked note 77ab…
//! signature 9e01…
//! ```
//!
//! `time` is the centre's clock. What people may not read is a `masked` line: a field's name and a commitment to its
//! value. A `signature` is by the agent or the coordinator behind the entry, over the log's name and the lines that he
//! answers for: see [`reporter`] and [`command`]. Entries that were made before there were signatures have none, and
//! are read for ever.

pub mod cancellation;
pub mod catalogue;
pub mod catalogue_change;
pub mod change;
pub mod clock;
pub mod command;
pub mod confirmation;
pub mod decision;
pub mod disclosure;
pub mod dispute;
pub mod enrolment;
mod event;
pub mod excess;
pub mod facts;
pub mod hold;
pub mod inbound;
mod lines;
pub mod names;
pub mod need;
pub mod note;
mod of_command;
mod of_report;
pub mod on_behalf;
pub mod openings;
pub mod plan;
pub mod plan_override;
pub mod rejection;
pub mod release;
pub mod reporter;
pub mod reserve;
pub mod seen;
pub mod settlement;
pub mod step;
pub mod verification;

pub use enrolment::Enrolment;
pub use event::Event;
pub use lines::hex;
pub use openings::Source;

use crate::text::TextError;
use jiff::Timestamp;
use lines::{Lines, Writer};
use yicang_language::message;

/// A SHA-256.
pub type Hash = [u8; 32];

/// Masked fields: name and commitment.
pub type Masked = Vec<(String, Hash)>;

/// The SHA-256 of a text.
pub fn sha256(text: &[u8]) -> Hash {
    use sha2::Digest as _;
    sha2::Sha256::digest(text).into()
}

/// An entry of the public log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The centre's clock; it never runs back.
    pub time: Timestamp,
    /// What it shows.
    pub face: Face,
}

/// The public face of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Face {
    /// Items, places and ways.
    Catalogue(catalogue::Published),
    /// Who may speak.
    Enrolled(enrolment::Published),
    /// What a site needs.
    Need(need::Published),
    /// What lies in a depot.
    Reserve(reserve::Published),
    /// What a site says of itself.
    Facts(facts::Published),
    /// What an agent has taken note of.
    Seen(seen::Published),
    /// What was done with an order.
    Step(step::Published),
    /// A plan was made.
    Planned(plan::Published),
    /// A plan was decided.
    Decided(decision::Published),
    /// Orders go out without the witnesses.
    Released(release::Published),
    /// Somebody may see masked fields.
    Disclosed(disclosure::Published),
    /// The clock was said to be right.
    ClockConfirmed(clock::Published),
    /// A remark on a plan.
    Noted(note::Published),
    /// The catalogue was changed.
    CatalogueChanged(catalogue_change::Published),
    /// Entitlements were verified.
    Verified(verification::Published),
    /// A need is closed.
    Rejected(rejection::Published),
    /// Something was recorded for somebody who cannot sign.
    OnBehalf(on_behalf::Published),
    /// A lot must not move, or may again.
    Held(hold::Published),
    /// What came to a depot's stock or went from it.
    Change(change::Published),
    /// A discrepancy is closed.
    Settled(settlement::Published),
    /// A place confirms or contests what was recorded on its behalf.
    RecordConfirmed(confirmation::Published),
    /// What is to come to a depot.
    Inbound(inbound::Published),
    /// What a site offers.
    Excess(excess::Published),
    /// An order is taken back.
    Cancelled(cancellation::Published),
    /// A disputed need is served again.
    DisputeSettled(dispute::Published),
    /// Plans are overridden, or are no longer.
    PlanOverride(plan_override::Published),
}

/// The kinds that this program knows.
const KINDS: [&str; 26] = [
    catalogue::KIND,
    enrolment::KIND,
    need::KIND,
    reserve::KIND,
    facts::KIND,
    seen::KIND,
    step::KIND,
    plan::KIND,
    decision::KIND,
    release::KIND,
    disclosure::KIND,
    clock::KIND,
    note::KIND,
    catalogue_change::KIND,
    verification::KIND,
    rejection::KIND,
    hold::KIND,
    change::KIND,
    settlement::KIND,
    on_behalf::KIND,
    confirmation::KIND,
    inbound::KIND,
    excess::KIND,
    cancellation::KIND,
    dispute::KIND,
    plan_override::KIND,
];

impl Entry {
    /// The entry's exact text.
    pub fn to_text(&self) -> String {
        let mut out = Writer::new(self.face.kind());
        out.line("time", self.time);
        self.face.write(&mut out);
        out.into_text()
    }

    /// Reads the one spelling that an entry has.
    ///
    /// # Errors
    /// The line that is not as it would be written. A kind that this program does not know is an error of line 1.
    pub fn from_text(text: &str) -> Result<Self, TextError> {
        let (kind, mut lines) = Lines::of(text)?;
        if !KINDS.contains(&kind) {
            return Err(kind_unknown(kind));
        }
        let time = lines.value("time")?;
        let face = Face::read(kind, &mut lines)?;
        lines.end()?;
        let read = Self { time, face };
        let written = read.to_text();
        if written != text {
            let differs = written.lines().zip(text.lines()).take_while(|(written, read)| written == read).count();
            return Err(TextError { line: differs + 1, problem: message!("text-spelling") });
        }
        Ok(read)
    }
}

fn kind_unknown(kind: &str) -> TextError {
    TextError { line: 1, problem: message!("text-kind-unknown", kind = format!("{kind:?}")) }
}

impl Face {
    /// The word after `yicang.v1`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Catalogue(_) => catalogue::KIND,
            Self::Enrolled(_) => enrolment::KIND,
            Self::Need(_) => need::KIND,
            Self::Reserve(_) => reserve::KIND,
            Self::Facts(_) => facts::KIND,
            Self::Seen(_) => seen::KIND,
            Self::Step(_) => step::KIND,
            Self::Planned(_) => plan::KIND,
            Self::Decided(_) => decision::KIND,
            Self::Released(_) => release::KIND,
            Self::Disclosed(_) => disclosure::KIND,
            Self::ClockConfirmed(_) => clock::KIND,
            Self::Noted(_) => note::KIND,
            Self::CatalogueChanged(_) => catalogue_change::KIND,
            Self::Verified(_) => verification::KIND,
            Self::Rejected(_) => rejection::KIND,
            Self::Held(_) => hold::KIND,
            Self::Change(_) => change::KIND,
            Self::Settled(_) => settlement::KIND,
            Self::OnBehalf(_) => on_behalf::KIND,
            Self::RecordConfirmed(_) => confirmation::KIND,
            Self::Inbound(_) => inbound::KIND,
            Self::Excess(_) => excess::KIND,
            Self::Cancelled(_) => cancellation::KIND,
            Self::DisputeSettled(_) => dispute::KIND,
            Self::PlanOverride(_) => plan_override::KIND,
        }
    }

    /// Names the text with the names that are public; of entries that have names.
    pub fn open_names(&mut self, text: Hash) {
        match self {
            Self::Catalogue(face) => face.names = Some(text),
            Self::CatalogueChanged(face) => face.names = Some(text),
            _ => {}
        }
    }

    /// The text with the names that are public, and the commitments that it opens.
    pub fn names(&self) -> Option<(&Hash, &Masked)> {
        match self {
            Self::Catalogue(face) => face.names.as_ref().map(|text| (text, &face.masked)),
            Self::CatalogueChanged(face) => face.names.as_ref().map(|text| (text, &face.masked)),
            _ => None,
        }
    }

    fn write(&self, out: &mut Writer) {
        match self {
            Self::Catalogue(face) => face.write(out),
            Self::Enrolled(face) => face.write(out),
            Self::Need(face) => face.write(out),
            Self::Reserve(face) => face.write(out),
            Self::Facts(face) => face.write(out),
            Self::Seen(face) => face.write(out),
            Self::Step(face) => face.write(out),
            Self::Planned(face) => face.write(out),
            Self::Decided(face) => face.write(out),
            Self::Released(face) => face.write(out),
            Self::Disclosed(face) => face.write(out),
            Self::ClockConfirmed(face) => face.write(out),
            Self::Noted(face) => face.write(out),
            Self::CatalogueChanged(face) => face.write(out),
            Self::Verified(face) => face.write(out),
            Self::Rejected(face) => face.write(out),
            Self::Held(face) => face.write(out),
            Self::Change(face) => face.write(out),
            Self::Settled(face) => face.write(out),
            Self::OnBehalf(face) => face.write(out),
            Self::RecordConfirmed(face) => face.write(out),
            Self::Inbound(face) => face.write(out),
            Self::Excess(face) => face.write(out),
            Self::Cancelled(face) => face.write(out),
            Self::DisputeSettled(face) => face.write(out),
            Self::PlanOverride(face) => face.write(out),
        }
    }

    fn read(kind: &str, lines: &mut Lines<'_>) -> Result<Self, TextError> {
        match kind {
            catalogue::KIND => catalogue::Published::read(lines).map(Self::Catalogue),
            enrolment::KIND => enrolment::Published::read(lines).map(Self::Enrolled),
            need::KIND => need::Published::read(lines).map(Self::Need),
            reserve::KIND => reserve::Published::read(lines).map(Self::Reserve),
            facts::KIND => facts::Published::read(lines).map(Self::Facts),
            seen::KIND => seen::Published::read(lines).map(Self::Seen),
            step::KIND => step::Published::read(lines).map(Self::Step),
            plan::KIND => plan::Published::read(lines).map(Self::Planned),
            decision::KIND => decision::Published::read(lines).map(Self::Decided),
            release::KIND => release::Published::read(lines).map(Self::Released),
            disclosure::KIND => disclosure::Published::read(lines).map(Self::Disclosed),
            clock::KIND => clock::Published::read(lines).map(Self::ClockConfirmed),
            note::KIND => note::Published::read(lines).map(Self::Noted),
            catalogue_change::KIND => catalogue_change::Published::read(lines).map(Self::CatalogueChanged),
            verification::KIND => verification::Published::read(lines).map(Self::Verified),
            rejection::KIND => rejection::Published::read(lines).map(Self::Rejected),
            on_behalf::KIND => on_behalf::Published::read(lines).map(Self::OnBehalf),
            confirmation::KIND => confirmation::Published::read(lines).map(Self::RecordConfirmed),
            hold::KIND => hold::Published::read(lines).map(Self::Held),
            change::KIND => change::Published::read(lines).map(Self::Change),
            settlement::KIND => settlement::Published::read(lines).map(Self::Settled),
            inbound::KIND => inbound::Published::read(lines).map(Self::Inbound),
            excess::KIND => excess::Published::read(lines).map(Self::Excess),
            cancellation::KIND => cancellation::Published::read(lines).map(Self::Cancelled),
            dispute::KIND => dispute::Published::read(lines).map(Self::DisputeSettled),
            plan_override::KIND => plan_override::Published::read(lines).map(Self::PlanOverride),
            _ => Err(kind_unknown(kind)),
        }
    }
}
