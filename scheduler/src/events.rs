//! What can happen. One file for each kind of event, with its whole life: what its private record keeps, how it is read back,
//! what the public log shows of it, and what it changes in the centre's [state](state::State). Its public text lies in
//! `yicang_domain::events`, where the auditors read it, too.
//!
//! To add a kind: its public face in `domain/src/events/`, its file here, a line in [`event`].

pub mod catalogue;
pub mod clock;
pub mod decision;
pub mod disclosure;
pub mod draw;
pub mod effects;
pub mod enrolment;
pub mod event;
pub mod kind;
pub mod leaf;
pub mod plan;
pub mod report;
pub mod salts;
pub mod signed_command;
pub mod state;
pub mod texts;
pub mod witness_override;

pub use event::{CentreEvent, RecordError};
