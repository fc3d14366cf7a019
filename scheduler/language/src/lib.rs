//! What people read, in English and Simplified Chinese: the programs' output, refusals, help and units.
//!
//! A [`Message`] is an id with arguments. It is cheap to make, and becomes a text when it meets a [`Language`]. The
//! texts are in `text/en` and `text/zh`, one Fluent file per area, with the same ids and arguments in both; a test of
//! the workspace compares them with every `message!` of the sources.
//!
//! A new text is a line in `text/en` and one in `text/zh`, and a `message!` with its id where it is said. A library's
//! error has a [`ToMessage`], and its `Display` is `#[error("{}", self.message())]`: so its English is written once.
//!
//! | file | contents |
//! |---|---|
//! | `language.rs` | the languages, and which one a user has asked for |
//! | `message.rs` | ids with arguments; `message!` |
//! | `catalogue.rs` | the embedded texts |
//! | `format.rs` | moments, shares, lists of numbers, the width of a text, line breaks |
//! | `help.rs`, `table.rs` | feature `terminal`: a command line's help and faults; tables |
//!
//! Pure: no I/O, no clock, no environment. What the environment says is an argument.

mod catalogue;
mod format;
#[cfg(any(feature = "terminal", test))]
pub mod help;
mod language;
mod message;
#[cfg(any(feature = "terminal", test))]
mod table;

pub use catalogue::entries;
pub use format::{amount, grouped, moment, number_runs, percent, share, width, wrapped};
pub use language::{Language, UnknownLanguage};
pub use message::{Argument, Message, ToMessage};
#[cfg(any(feature = "terminal", test))]
pub use table::{table, table_with_numbers};
