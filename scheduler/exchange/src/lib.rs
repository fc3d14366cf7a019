//! The files that people give and take: tables as CSV text or workbooks in, tables out. One reader for all of them,
//! with one rule for every kind of cell: what means one thing is read, and how is told where it is not written as our
//! own files write it; what can mean two is refused with both readings; nothing is dropped or guessed in silence.
//!
//! | file | what |
//! |---|---|
//! | `text.rs`, `sheet.rs`, `workbook.rs` | bytes → text → rows of cells |
//! | `heading.rs`, `columns.rs` | columns by name; every table's columns and what else they may be called |
//! | `table.rs`, `finding.rs` | rows and cells on demand; faults and notices |
//! | `cells.rs`, `number.rs`, `day.rs`, `ids.rs` | one rule for each kind of cell |
//! | `names.rs`, `when.rs`, `known.rs` | what people call things, and what their clocks show: how an id and a moment are found |
//! | `reports.rs` | a list as signed reports will say it |
//! | `case.rs`, `items_and_places.rs`, `last.rs`, `useless.rs` | a folder's tables as a situation to plan |
//! | `catalogue.rs` | a folder's tables as a centre's catalogue |
//! | `export.rs` | a catalogue as tables that the same reader reads back |
//! | `in_folder.rs`, `marks.rs` | a situation as a folder's tables, and what no other table says |
//! | `verification.rs` | a table of open needs, filled in to be verified |
//! | `output.rs` | texts of others on a terminal and in CSV |

mod case;
mod catalogue;
mod cells;
pub mod columns;
mod day;
mod excess;
mod export;
mod finding;
mod heading;
mod ids;
mod in_folder;
mod inbound;
mod items_and_places;
mod known;
mod known_ids;
mod last;
mod mark;
mod marks;
mod names;
mod number;
mod output;
mod reader;
mod reports;
mod sheet;
mod sheet_file;
mod steps;
mod table;
mod text;
mod useless;
mod verification;
mod when;
mod workbook;

pub use case::{Case, read};
pub use catalogue::catalogue;
pub use cells::expected::{Expected, Percent};
pub use cells::{Asked, CellFault, Day, Degrees, FromCell, LifeDays, Moment, Name, Positive, Ratio, Raw, Read, Sites};
pub use export::{CATALOGUE_TABLES, tables};
pub use finding::{Findings, How, Notice, Said, TableFault};
pub use heading::{Column, Meaning, Rules};
pub use ids::{look_alike, may_come_in, skeleton};
pub use in_folder::in_folder;
pub use known::Known;
pub use names::{Meant, Named, Names, NotMeant};
pub use output::{Terminal, in_csv, on_terminal};
pub use reader::Source;
pub use reports::List;
pub use sheet_file::FILE_BYTES_MAX;
pub use steps::{StepRow, Steps};
pub use table::{Row, Table};
pub use verification::{OpenNeed, ToVerify, Verifications, of_hex, open_needs};
pub use when::{Reading, When};
