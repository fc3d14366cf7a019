//! The command behind an entry, and whether the entry is what it asked for.

use super::{Face, command, enrolment};

impl Face {
    /// Whether the entry is what its command asked for; `known` is what the agent of an enrolment might do before.
    ///
    /// # Errors
    /// What the entry says and the command does not, a sentence without its subject.
    pub fn fits(&self, asked: &command::Asked, known: Option<&enrolment::Enrolment>) -> Result<(), String> {
        match self {
            Self::Planned(face) => face.fits(asked),
            Self::Decided(face) => face.fits(asked),
            Self::Released(face) => face.fits(asked),
            Self::Disclosed(face) => face.fits(asked),
            Self::Noted(face) => face.fits(asked),
            Self::CatalogueChanged(face) => face.fits(asked),
            Self::Verified(face) => face.fits(asked),
            Self::Rejected(face) => face.fits(asked),
            Self::Held(face) => face.fits(asked),
            Self::Settled(face) => face.fits(asked),
            Self::OnBehalf(face) => face.fits(asked),
            Self::PlanOverride(face) => face.fits(asked),
            Self::Cancelled(face) => face.fits(asked),
            Self::DisputeSettled(face) => face.fits(asked),
            Self::Enrolled(face) => face.fits(asked, known),
            _ => Err("has a command that asks for no such thing".into()),
        }
    }

    /// The command behind it, if there is one.
    pub fn commanded(&self) -> Option<&command::Commanded> {
        match self {
            Self::Enrolled(face) => face.by.as_ref(),
            Self::Planned(face) => Some(&face.by),
            Self::Decided(face) => Some(&face.by),
            Self::Released(face) => Some(&face.by),
            Self::Disclosed(face) => Some(&face.by),
            Self::Noted(face) => Some(&face.by),
            Self::CatalogueChanged(face) => Some(&face.by),
            Self::Verified(face) => Some(&face.by),
            Self::Rejected(face) => Some(&face.by),
            Self::Held(face) => Some(&face.by),
            Self::Settled(face) => Some(&face.by),
            Self::OnBehalf(face) => Some(&face.by),
            Self::PlanOverride(face) => Some(&face.by),
            Self::Cancelled(face) => Some(&face.by),
            Self::DisputeSettled(face) => Some(&face.by),
            _ => None,
        }
    }
}
