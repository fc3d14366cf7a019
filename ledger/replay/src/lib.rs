//! Follows a public log, entry by entry, and says what does not follow from what.
//!
//! | module | what it asks of an entry |
//! |---|---|
//! | [`replay`] | reads it, and folds it by the board that the centre uses |
//! | `replay/plan` | did a plan look at what was reported, all of it, and at nothing else |
//! | `speaker` | was it signed by the one who is named, and might he |
//! | `changing` | could a change of the catalogue happen |
//! | `folding` | could it happen: is there such an order, was there such a plan |
//! | `coming` | what is to come, what sites offer, what was done with orders |
//! | `compare` | is a plan's situation exactly what the entries before say |
//! | [`counting`] | is a decided plan lawful for its situation |
//!
//! Pure: bytes come in, sentences go out. What the log shows by commitments only is known where a plan has opened it;
//! see
//! [`yicang_domain::events::openings`]. Nothing of the centre's own code is used but the text of the entries and the
//! board's fold, which are the domain's.
//!
//! What cannot be seen: the centre's offset from UTC, which is taken as each situation says it; and entries from
//! before agents and coordinators signed what the log shows, which [`Unchecked`] counts.

pub mod blobs;
mod change_text;
mod changing;
mod coming;
mod compare;
pub mod counting;
mod finding;
mod folding;
mod names;
mod needs;
mod opened;
mod overriding;
pub mod replay;
mod seen;
mod speaker;
mod stock;

pub use finding::{Finding, Unchecked};
pub use replay::Replay;
