//! What whoever reads a list knows already: what things are called, and which clocks hang on the wall. Where nothing is
//! known, a cell says an id and a moment with its distance from UTC.

use crate::cells::{FromCell, Moment};
use crate::finding::Findings;
use crate::names::Names;
use crate::table::Row;
use crate::when::When;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::str::FromStr;
use yicang_domain::report::Fact;
use yicang_language::{ToMessage as _, message};

/// See above.
#[derive(Debug, Clone, Default)]
pub struct Known<'k> {
    /// The items that there are.
    pub items: Option<&'k Names>,
    /// The places that may be reported for.
    pub places: Option<&'k Names>,
    /// The clocks of the place, and what they show.
    pub clock: Option<(TimeZone, Timestamp)>,
}

impl Known<'_> {
    pub(crate) fn moment(&self, row: &Row<'_>, column: &str, findings: &mut Findings) -> Option<Timestamp> {
        let Some((zone, now)) = self.clock.as_ref().filter(|_| !row.cell(column).is_empty()) else {
            return row.optional::<Moment>(column, findings).map(|moment| moment.0);
        };
        match row.cell(column).parse::<When>().and_then(|when| when.at(zone, *now)) {
            Ok(reading) => {
                if let Some(told) = reading.told {
                    findings.notice(row.file(), message!("list-read-so", column = column, what = told));
                }
                Some(reading.at)
            }
            Err(why) => {
                findings.push(row.fault(column, why.0, ""));
                None
            }
        }
    }

    /// The same, where `none` takes the moment away.
    pub(crate) fn moment_or_none(&self, row: &Row<'_>, column: &str, findings: &mut Findings) -> Fact<Timestamp> {
        let text = row.cell(column);
        if text.is_empty() || text == "无" || text.eq_ignore_ascii_case("none") {
            return row.optional::<Fact<Moment>>(column, findings).unwrap_or_default().map(|moment| moment.0);
        }
        self.moment(row, column, findings).map_or(Fact::Unsaid, Fact::Is)
    }
}

/// An id that a cell says, by itself or by a name; what is found by name is told.
pub(crate) fn named<I: FromCell + FromStr>(
    row: &Row<'_>,
    column: &str,
    names: Option<&Names>,
    findings: &mut Findings,
) -> Option<I> {
    let text = row.cell(column);
    let Some(names) = names.filter(|_| !text.is_empty()) else { return row.required(column, findings) };
    match names.find(text) {
        Ok(meant) if !meant.by_name => row.required(column, findings),
        Ok(meant) => {
            let what = message!("names-found", text = text, id = &meant.id);
            findings.notice(row.file(), message!("list-read-so", column = column, what = what));
            meant.id.parse().ok()
        }
        Err(why) => {
            findings.push(row.fault(column, why.message(), ""));
            None
        }
    }
}
