//! What can happen. One file for each kind of event, with its whole life: what its private record keeps, how it is read
//! back, what the public log shows of it, and what it changes in the centre's [state](state::State). Its public text
//! lies in `yicang_domain::events`, where the auditors read it, too. This file only dispatches.
//!
//! To add a kind: its public face in `domain/src/events/`, its file here, its lines in [`CentreEvent`] and, if it is
//! made by a command, in [`Ask`].

pub mod cancellation;
pub mod catalogue;
pub mod catalogue_change;
pub mod clock;
pub mod decision;
pub mod disclosure;
pub mod dispute;
pub mod draw;
pub mod effects;
pub mod enrolment;
pub mod hold;
pub mod kind;
pub mod leaf;
pub mod note;
pub mod on_behalf;
pub mod plan;
pub mod plan_override;
pub mod rejection;
pub mod report;
pub mod salts;
pub mod settlement;
pub mod signed_command;
pub mod state;
pub mod texts;
pub mod verification;
pub mod witness_override;

use self::cancellation::{CancelAsk, Cancelled};
use self::catalogue::CatalogueSet;
use self::catalogue_change::CatalogueChanged;
use self::clock::ClockConfirmed;
use self::decision::Decided;
use self::disclosure::Disclosed;
use self::dispute::{DisputeAsk, DisputeSettled};
use self::effects::Effect;
use self::enrolment::Enrolled;
use self::hold::{HoldAsk, LotHeld};
use self::kind::{Kind, Place};
use self::note::{NoteAsk, Noted};
use self::on_behalf::{OnBehalf, RecordAsk};
use self::plan::Planned;
use self::plan_override::{OverrideAsk, OverrideWhat, PlanOverride};
use self::rejection::{RejectAsk, Rejection};
use self::report::Reported;
use self::salts::Masks;
use self::settlement::{SettleAsk, Settled};
use self::signed_command::VerifiedCommand;
use self::state::{Signs, State};
use self::texts::Texts;
use self::verification::{Verification, VerifyAsk};
use self::witness_override::WitnessOverride;
use jiff::Timestamp;
use prost::Message as _;
use std::sync::Arc;
use yicang_domain::catalogue::change::Change;
use yicang_domain::events::Event;
use yicang_proto::catalogue::change_from_wire;
use yicang_proto::journal::v1 as journal;
use yicang_proto::time::{required_time, time_to_wire};
use yicang_tlog::mask::{Salt, commitment, salt_of};
use yicang_tlog::sha256;
use yicang_writer::Record;

use self::decision::ApproveAsk;
use self::disclosure::DiscloseAsk;
use self::enrolment::EnrolAsk;
use self::witness_override::ReleaseAsk;
use yicang_domain::{Fault, PlanAsk};
use yicang_language::{Message, ToMessage, message};
use yicang_proto::summary::plan_ask_from_wire;
use yicang_proto::v1::{self, command::Body as AskBody};

/// One event with all that its record keeps.
#[derive(Debug, Clone)]
pub enum CentreEvent {
    /// Items, places and ways.
    Catalogue(CatalogueSet),
    /// An agent's key became known.
    Enrolled(Enrolled),
    /// A report was accepted.
    Reported(Reported),
    /// A plan was made.
    Planned(Planned),
    /// A plan was decided.
    Decided(Decided),
    /// Who starts the centre says that its clock is right.
    ClockConfirmed(ClockConfirmed),
    /// Somebody may see masked fields.
    Disclosed(Disclosed),
    /// A decision's orders go out without the witnesses.
    WitnessOverride(WitnessOverride),
    /// A remark on a plan.
    Noted(Noted),
    /// The catalogue was changed.
    CatalogueChanged(CatalogueChanged),
    /// Entitlements were verified.
    Verified(Verification),
    /// A need is closed.
    Rejected(Rejection),
    /// A lot must not move, or may again.
    LotHeld(LotHeld),
    /// A discrepancy is closed.
    Settled(Settled),
    /// Something was recorded for somebody who cannot sign.
    OnBehalf(OnBehalf),
    /// An order is taken back.
    Cancelled(Cancelled),
    /// A disputed need is served again.
    DisputeSettled(DisputeSettled),
    /// Plans are overridden, or are no longer.
    PlanOverride(PlanOverride),
}

/// Why a record of the journal cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub struct RecordError {
    /// Which.
    pub index: u64,
    /// What is wrong.
    pub problem: String,
}

impl ToMessage for RecordError {
    /// The problem is for whoever mends the program, and is English.
    fn message(&self) -> Message {
        message!("writer-record-unreadable", record = self.index, why = &self.problem)
    }
}

impl CentreEvent {
    fn kind(&self) -> &dyn Kind {
        match self {
            Self::Catalogue(event) => event,
            Self::Enrolled(event) => event,
            Self::Reported(event) => event,
            Self::Planned(event) => event,
            Self::Decided(event) => event,
            Self::ClockConfirmed(event) => event,
            Self::Disclosed(event) => event,
            Self::WitnessOverride(event) => event,
            Self::Noted(event) => event,
            Self::CatalogueChanged(event) => event,
            Self::Verified(event) => event,
            Self::Rejected(event) => event,
            Self::LotHeld(event) => event,
            Self::Settled(event) => event,
            Self::OnBehalf(event) => event,
            Self::Cancelled(event) => event,
            Self::DisputeSettled(event) => event,
            Self::PlanOverride(event) => event,
        }
    }

    /// The event as the dispatch board takes it in.
    pub fn on_board(&self) -> Event {
        self.kind().on_board()
    }

    /// The command behind it.
    pub fn command(&self) -> Option<&VerifiedCommand> {
        self.kind().command()
    }

    /// Fields masked in the public leaf, as (name, value).
    pub fn masked(&self) -> Vec<(String, Vec<u8>)> {
        self.kind().masked()
    }

    /// The salt that those of its masked fields follow from, where the signer has chosen it.
    pub fn own_salt(&self) -> Option<Salt> {
        self.kind().own_salt()
    }

    /// Its record; `at` is the centre's clock, and `masks` are those of its number.
    pub fn record(&self, at: Timestamp, masks: &Masks) -> Record {
        let kind = self.kind();
        let own = kind.own_salt();
        let salt = |field: &str| own.as_ref().map_or_else(|| masks.salt(field), |own| salt_of(own, field));
        let mut face = kind.face(&mut |field, value| commitment(&salt(field), field, value));
        let mut blobs = kind.blobs();
        if let Some(names) = catalogue::open_names(kind, salt) {
            face.open_names(sha256(names.as_bytes()));
            blobs.push(names.into_bytes());
        }
        let body = journal::Event { at: Some(time_to_wire(at)), kind: Some(kind.body()) }.encode_to_vec();
        Record { leaf: leaf::bytes(at, face), body, blobs }
    }

    /// Reads a record back; `texts_of` gives the texts of a plan that was recorded before.
    pub fn read(
        index: u64,
        record: &Record,
        texts_of: impl Fn(u64) -> Option<Arc<Texts>>,
    ) -> Result<(Timestamp, Self), RecordError> {
        read(record, texts_of).map_err(|problem| RecordError { index, problem })
    }

    /// Takes the event into what is known. Says what follows outside of it.
    pub fn take_in(&self, state: &mut State, place: Place<'_>) -> Effect {
        let Place { index, at, leaf } = place;
        state.board.tick(at);
        state.board.apply(index, &self.on_board());
        if state.last_at.is_none_or(|last| at > last) {
            state.clock_was = Some(at);
        }
        state.last_at = Some(at);
        if state.board.has_found_amiss(index) {
            state.amiss_at.insert(index, at);
        }
        state.draws.push(index, leaf);
        if let Some(command) = self.command() {
            let key = (command.coordinator.clone(), command.command_id.clone());
            state.commands.insert(key, (command.sha256(), index));
            if command.face.is_some() {
                state.faced.insert((command.coordinator.clone(), Signs::Commands));
            }
        }
        self.kind().take_effect(state, place)
    }
}

/// What a command asks for. Its fields are as they were sent: each command judges its own.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// Make a plan.
    Plan(PlanAsk),
    /// Decide a plan.
    Approve(ApproveAsk),
    /// Make a key known, or change what it may do.
    Enrol(EnrolAsk),
    /// Let orders go out without the witnesses.
    Release(ReleaseAsk),
    /// Let somebody see masked fields.
    Disclose(DiscloseAsk),
    /// Remark on a plan.
    Note(NoteAsk),
    /// Change items, places and ways.
    ChangeCatalogue(Box<Change>),
    /// Verify entitlements.
    Verify(VerifyAsk),
    /// Close a need.
    Reject(RejectAsk),
    /// Hold a lot, or let it go.
    Hold(HoldAsk),
    /// Close a discrepancy.
    Settle(SettleAsk),
    /// Record what somebody said who cannot sign.
    Record(Box<RecordAsk>),
    /// Take an order back.
    Cancel(CancelAsk),
    /// Decide a disputed need.
    SettleDispute(DisputeAsk),
    /// Override plans, or take that back.
    Override(OverrideAsk),
}

impl Ask {
    /// The name of its body on the wire.
    pub fn body(&self) -> &'static str {
        match self {
            Self::Plan(_) => "run_cycle",
            Self::Approve(_) => "approve_plan",
            Self::Enrol(_) => "enrol_agent",
            Self::Release(_) => "release_orders",
            Self::Disclose(_) => "grant_disclosure",
            Self::Note(_) => "note_plan",
            Self::ChangeCatalogue(_) => "change_catalogue",
            Self::Verify(_) => "verify_needs",
            Self::Reject(_) => "reject_need",
            Self::Hold(_) => "hold_lot",
            Self::Settle(_) => "settle_discrepancy",
            Self::Record(_) => "record_on_behalf",
            Self::Cancel(_) => "cancel_order",
            Self::SettleDispute(_) => "settle_dispute",
            Self::Override(OverrideAsk { what: OverrideWhat::Override(_), .. }) => "override_plans",
            Self::Override(_) => "take_back_override",
        }
    }

    pub(crate) fn from_wire(body: &AskBody) -> Result<Self, Fault> {
        Ok(match body.clone() {
            AskBody::RunCycle(wire) => Self::Plan(plan_ask_from_wire(&wire)?),
            AskBody::ApprovePlan(v1::ApprovePlan { plan_id, plan_sha256 }) => {
                Self::Approve(ApproveAsk { plan_id, plan_sha256 })
            }
            AskBody::EnrolAgent(wire) => Self::Enrol(EnrolAsk::from_wire(wire)),
            AskBody::ReleaseOrders(v1::ReleaseOrders { decision_index, reason }) => {
                Self::Release(ReleaseAsk { decision_index, reason })
            }
            AskBody::GrantDisclosure(wire) => Self::Disclose(DiscloseAsk::from_wire(wire)),
            AskBody::ChangeCatalogue(wire) => Self::ChangeCatalogue(Box::new(change_from_wire(&wire)?)),
            AskBody::NotePlan(v1::NotePlan { plan_id, text }) => Self::Note(NoteAsk { plan_id, text }),
            AskBody::VerifyNeeds(wire) => Self::Verify(VerifyAsk::from_wire(wire)),
            AskBody::RejectNeed(wire) => Self::Reject(RejectAsk::from_wire(wire)),
            AskBody::HoldLot(wire) => Self::Hold(HoldAsk::from_wire(wire)),
            AskBody::SettleDiscrepancy(wire) => Self::Settle(SettleAsk::from_wire(wire)),
            AskBody::OverridePlans(wire) => Self::Override(OverrideAsk::of_override(wire)),
            AskBody::TakeBackOverride(wire) => Self::Override(OverrideAsk::of_end(wire)),
            AskBody::RecordOnBehalf(wire) => Self::Record(Box::new(RecordAsk::from_wire(&wire))),
            AskBody::CancelOrder(wire) => Self::Cancel(CancelAsk::from_wire(wire)),
            AskBody::SettleDispute(wire) => Self::SettleDispute(DisputeAsk::from_wire(wire)),
        })
    }
}

fn read(record: &Record, texts_of: impl Fn(u64) -> Option<Arc<Texts>>) -> Result<(Timestamp, CentreEvent), String> {
    use journal::event::Kind as Body;
    let event = journal::Event::decode(record.body.as_slice()).map_err(|error| error.to_string())?;
    let at = required_time("at", event.at.as_ref()).map_err(|fault| fault.to_string())?;
    let event = match event.kind.ok_or("it has no kind that this program knows")? {
        Body::Catalogue(wire) => CentreEvent::Catalogue(CatalogueSet::read(&wire)?),
        Body::Enrolment(wire) => CentreEvent::Enrolled(Enrolled::read(wire)?),
        Body::Report(signed) => CentreEvent::Reported(Reported::read(signed)?),
        Body::Planned(wire) => CentreEvent::Planned(Planned::read(wire, &record.blobs)?),
        Body::Decided(wire) => CentreEvent::Decided(Decided::read(wire, texts_of)?),
        Body::Overridden(wire) => CentreEvent::WitnessOverride(WitnessOverride::read(wire)?),
        Body::ClockConfirmed(wire) => CentreEvent::ClockConfirmed(ClockConfirmed::read(&wire)?),
        Body::Granted(wire) => CentreEvent::Disclosed(Disclosed::read(wire)?),
        Body::Commanded(signed) => of_command(VerifiedCommand::from_journal(signed)?)?,
    };
    Ok((at, event))
}

/// The event of a command whose record is all that it does.
fn of_command(command: VerifiedCommand) -> Result<CentreEvent, String> {
    match &command.ask {
        Ask::Note(_) => Ok(CentreEvent::Noted(Noted::read(command)?)),
        Ask::ChangeCatalogue(_) => Ok(CentreEvent::CatalogueChanged(CatalogueChanged::read(command)?)),
        Ask::Verify(_) => Ok(CentreEvent::Verified(Verification::read(command)?)),
        Ask::Reject(_) => Ok(CentreEvent::Rejected(Rejection::read(command)?)),
        Ask::Hold(_) => Ok(CentreEvent::LotHeld(LotHeld::read(command)?)),
        Ask::Settle(_) => Ok(CentreEvent::Settled(Settled::read(command)?)),
        Ask::Override(_) => Ok(CentreEvent::PlanOverride(PlanOverride::read(command)?)),
        Ask::Record(_) => Ok(CentreEvent::OnBehalf(OnBehalf::read(command)?)),
        Ask::Cancel(_) => Ok(CentreEvent::Cancelled(Cancelled::read(command)?)),
        Ask::SettleDispute(_) => Ok(CentreEvent::DisputeSettled(DisputeSettled::read(command)?)),
        other => Err(format!("a command {} has a record of its own kind", other.body())),
    }
}
