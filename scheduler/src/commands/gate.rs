//! The one gate for commands: verify → may he → done before → fresh → judge → record → durable.
//!
//! An [`Admitted`] command can only be made by [`admit`], and only [`record`] writes it: so no command is recorded
//! whose signature or right was not checked, or that is done twice, or was signed at another time than now.

use super::access::{self, Action, Identity};
use crate::centre::centre::Centre;
use crate::events::signed_command::{SignedCommand, VerifiedCommand};
use crate::events::state::State;
use crate::events::{Ask, CentreEvent};
use crate::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use yicang_domain::{AgentId, Fault};
use yicang_language::{ToMessage as _, message};

/// How far a signer's clock may be from the centre's.
pub const CLOCK_APART_MAX: SignedDuration = SignedDuration::from_mins(10);

/// A command whose signatures hold and whose signer may give it.
#[derive(Debug, Clone)]
pub struct Admitted(VerifiedCommand);

impl Admitted {
    /// What it asks for.
    pub fn ask(&self) -> &Ask {
        &self.0.ask
    }

    /// Who signed.
    pub fn coordinator(&self) -> &AgentId {
        &self.0.coordinator
    }
}

impl fmt::Display for Admitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.0.command_id, self.0.coordinator)
    }
}

/// Makes the event of a command, given its record's number and moment.
pub type MakeEvent<'m> = Box<dyn FnOnce(u64, Timestamp, VerifiedCommand) -> CentreEvent + 'm>;

/// Whether a command made its record now or before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// Now: the record's number.
    Now(u64),
    /// When it came the first time.
    Before(u64),
}

impl Recorded {
    /// The record's number.
    pub fn index(self) -> u64 {
        match self {
            Self::Now(index) | Self::Before(index) => index,
        }
    }
}

/// Checks who signed, and whether he may.
///
/// # Errors
/// What is wrong with the bytes, the signatures or the right.
pub fn admit(centre: &Centre, signed: Option<SignedCommand>) -> Result<Admitted, Refusal> {
    let (command, grant) = VerifiedCommand::verify(signed, &centre.log, |coordinator| centre.grant(coordinator))?;
    access::may(Identity::Enrolled(&command.coordinator, &grant), Action::Command(&command))?;
    Ok(Admitted(command))
}

/// The record that the command made, if it was done before; else that it is fresh.
///
/// # Errors
/// Its id was used for another command, or it was signed at another time than now.
pub fn done_before(centre: &Centre, state: &State, command: &Admitted) -> Result<Option<u64>, Refusal> {
    let before = state.done_before(&command.0)?;
    if before.is_none() {
        fresh("issued_at", command.0.issued_at, centre.now())?;
    }
    Ok(before)
}

/// Judges a command against what is known, and records it; all under one lock, so that nothing comes in between. It is
/// not on disk yet.
///
/// # Errors
/// Those of [`done_before`], what the judge says, or that the clock is not believed.
pub fn record<'m, E: From<Refusal>>(
    centre: &Centre,
    command: &Admitted,
    judge: impl FnOnce(&mut State) -> Result<MakeEvent<'m>, E>,
) -> Result<Recorded, E> {
    let mut state = centre.state();
    if let Some(index) = done_before(centre, &state, command)? {
        return Ok(Recorded::Before(index));
    }
    let make = judge(&mut state)?;
    let index = centre.record(&mut state, |index, at| make(index, at, command.0.clone()));
    Ok(Recorded::Now(index.map_err(Refusal::from)?))
}

/// The same for a command whose record is all that it does; answers when it is on disk.
///
/// # Errors
/// Those of [`record`], or that the disk refuses.
pub async fn record_durably<'m>(
    centre: &Centre,
    command: &Admitted,
    judge: impl FnOnce(&mut State) -> Result<MakeEvent<'m>, Refusal>,
) -> Result<u64, Refusal> {
    let index = record(centre, command, judge)?.index();
    centre.durable(index + 1).await?;
    Ok(index)
}

/// Refuses a signer's moment that is more than [`CLOCK_APART_MAX`] from the centre's.
///
/// # Errors
/// See above.
pub fn fresh(field: &str, said: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if now.duration_since(said).abs() <= CLOCK_APART_MAX {
        return Ok(());
    }
    let minutes = CLOCK_APART_MAX.as_mins();
    let problem = message!("clock-apart", said = said.to_string(), now = now.to_string(), minutes = minutes);
    let faults = vec![Fault::new(field, problem)];
    Err(Refusal::NotNow { message: faults[0].message(), faults })
}
