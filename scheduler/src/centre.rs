//! What the centre knows, and the one door to the journal. A record is taken into the state, handed to the disk, and
//! followed up when it is durable; a restart [replays](replay) the journal by the same code.

#[expect(clippy::module_inception, reason = "the floor is named after what it holds")]
pub mod centre;
pub mod clock;
pub mod follow_up;
pub mod init;
pub mod journal;
pub mod replay;
pub mod report_index;
pub mod telling;
