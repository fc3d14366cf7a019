//! What coordinators order. Every command goes through one [gate]; each has a file of its own that judges it against
//! what is known. Who may do what is asked in [`access`] alone.
//!
//! To add a command: its message in `proto/`, its event in [`crate::events`], its file here with a line in `run`, its
//! verb in `cli/`.

pub mod access;
pub mod approve;
pub mod cancel;
pub mod change_catalogue;
pub mod disclose;
pub mod dispute;
pub mod enrol;
pub mod gate;
pub mod hold;
mod masked_entries;
pub mod note;
pub mod on_behalf;
pub mod override_plans;
pub mod plan;
pub mod reject;
pub mod release_override;
pub mod settle;
pub mod verify;

use crate::centre::centre::Centre;
use crate::events::Ask;
use crate::events::signed_command::SignedCommand;
use crate::refusal::Refusal;
use approve::Approval;
use enrol::EnrolmentDone;
use gate::Admitted;
use std::sync::Arc;
use yicang_domain::PlanSummary;
use yicang_language::message;
use yicang_tlog::mask::Openings;

/// What a command did.
#[derive(Debug)]
pub enum Done {
    /// A plan was made.
    Planned(Box<PlanSummary>),
    /// A plan was decided.
    Approved(Box<Approval>),
    /// A key became known, or what it may do was changed.
    Enrolled(Box<EnrolmentDone>),
    /// Fields were opened.
    Disclosed(Openings),
    /// It is recorded, and that is all: the record's number.
    Recorded(u64),
}

/// Does a command, or finds it done before, and answers when it is on disk. `body` is the name of the only body that is
/// meant.
///
/// # Errors
/// [`Refusal`]; nothing was recorded.
pub async fn run_as(centre: &Arc<Centre>, signed: Option<SignedCommand>, body: &str) -> Result<Done, Refusal> {
    let command = gate::admit(centre, signed)?;
    if command.ask().body() != body {
        return Err(Refusal::fault(
            message!("refused-command"),
            "command.body",
            message!("command-other-body", body = body),
        ));
    }
    run(centre, command).await
}

/// Does a command whose record is all that it does; gives the record's number.
///
/// # Errors
/// [`Refusal`]: also a command that has a call of its own, since its answer would be lost.
pub async fn run_recorded(centre: &Arc<Centre>, signed: Option<SignedCommand>) -> Result<u64, Refusal> {
    let command = gate::admit(centre, signed)?;
    if !matches!(
        command.ask(),
        Ask::Note(_)
            | Ask::ChangeCatalogue(_)
            | Ask::Verify(_)
            | Ask::Reject(_)
            | Ask::Hold(_)
            | Ask::Settle(_)
            | Ask::Record(_)
            | Ask::Cancel(_)
            | Ask::SettleDispute(_)
            | Ask::Override(_)
    ) {
        let problem = message!("command-own-call", body = command.ask().body());
        return Err(Refusal::fault(message!("refused-command"), "command.body", problem));
    }
    match run(centre, command).await? {
        Done::Recorded(index) => Ok(index),
        _ => Err(Refusal::Broken(message!("broken-other-answer"))),
    }
}

async fn run(centre: &Arc<Centre>, command: Admitted) -> Result<Done, Refusal> {
    Ok(match command.ask().clone() {
        Ask::Plan(ask) => Done::Planned(Box::new(plan::run(centre, command, ask).await?)),
        Ask::Approve(ask) => Done::Approved(Box::new(approve::run(centre, command, ask).await?)),
        Ask::Enrol(ask) => Done::Enrolled(Box::new(enrol::run(centre, command, &ask).await?)),
        Ask::Disclose(ask) => Done::Disclosed(disclose::run(centre, command, &ask).await?),
        Ask::Release(ask) => Done::Recorded(release_override::run(centre, command, &ask).await?),
        Ask::Note(ask) => Done::Recorded(note::run(centre, command, &ask).await?),
        Ask::ChangeCatalogue(change) => Done::Recorded(change_catalogue::run(centre, command, *change).await?),
        Ask::Verify(ask) => Done::Recorded(verify::run(centre, command, &ask).await?),
        Ask::Reject(ask) => Done::Recorded(reject::run(centre, command, &ask).await?),
        Ask::Hold(ask) => Done::Recorded(hold::run(centre, command, &ask).await?),
        Ask::Settle(ask) => Done::Recorded(settle::run(centre, command, &ask).await?),
        Ask::Override(ask) => Done::Recorded(override_plans::run(centre, command, &ask).await?),
        Ask::Record(ask) => Done::Recorded(on_behalf::run(centre, command, *ask).await?),
        Ask::Cancel(ask) => Done::Recorded(cancel::run(centre, command, &ask).await?),
        Ask::SettleDispute(ask) => Done::Recorded(dispute::run(centre, command, &ask).await?),
    })
}
