//! A CSV list of needs or reserves, checked row by row and cut into reports. Every bad row is named; whether the good
//! ones are sent nevertheless is for the person to say.

mod needs;

use crate::cells::{Day, FromCell, Sites};
use crate::columns::RESERVES;
use crate::finding::{Findings, Notice, TableFault};
use crate::heading::{Column, Rules};
use crate::known::{Known, named};
use crate::known_ids::Alike;
use crate::names::Names;
use crate::table::{Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;
use yicang_domain::report::{Body, Fact, LINES_MAX, ReserveLine};
use yicang_domain::{DepotId, LotId, Quantity, SiteId};
use yicang_language::message;

/// What a file says.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The good rows as reports: one place each, at most [`LINES_MAX`] lines, places and rows in their order.
    pub bodies: Vec<Body>,
    /// How many rows they hold.
    pub rows: usize,
    /// Every bad row, from the top.
    pub faults: Vec<TableFault>,
    /// What people should know, though nothing is wrong.
    pub notices: Vec<Notice>,
}

impl List {
    /// Reads a list of reserves. `depot` is whose they are where the file does not say; `known` is what is known
    /// already.
    ///
    /// # Errors
    /// The file as a whole cannot be read.
    pub fn reserves(
        path: &Path,
        depot: Option<&DepotId>,
        rules: Rules,
        known: &Known<'_>,
    ) -> Result<Self, Vec<TableFault>> {
        let mut alike = Alike::default();
        let rules = Rules { not_required: if depot.is_some() { &["depot_id"] } else { &[] }, ..rules };
        Self::of(
            (path, RESERVES, rules),
            (("depot_id", "--depot", depot), known.places),
            |row, faults| {
                let item = named(row, "item_id", known.items, faults);
                let quantity = row.required::<Quantity>("quantity", faults);
                let lot = row.optional("lot_id", faults).unwrap_or_else(LotId::unnamed);
                let expires_on = row.optional::<Fact<Day>>("expires_on", faults).unwrap_or_default().map(|day| day.0);
                let earmark = earmark(row, faults);
                let available_at = known.moment_or_none(row, "available_at", faults);
                let line = ReserveLine { item: item?, lot, quantity: quantity?, expires_on, earmark, available_at };
                let among = format!("{}\n{}", row.cell("depot_id"), line.item);
                alike.note(row, "lot_id", &among, line.lot.as_str(), faults);
                Some(((line.item.clone(), line.lot.clone()), line))
            },
            |depot, lines| Body::Reserve { depot, lines },
        )
    }

    /// `place` is the column of a row's place, the flag that may stand for it, and what the flag says, with the places
    /// that are known; `read` gives a row's line with what must not stand twice at one place.
    pub(crate) fn of<P, K, L>(
        (path, columns, rules): (&Path, &[Column], Rules),
        (place, places): ((&'static str, &str, Option<&P>), Option<&Names>),
        mut read: impl FnMut(&Row<'_>, &mut Findings) -> Option<(K, L)>,
        body: impl Fn(P, Vec<L>) -> Body,
    ) -> Result<Self, Vec<TableFault>>
    where
        P: Ord + Clone + Display + FromCell + FromStr,
        K: Ord,
    {
        let mut findings = Findings::default();
        let Some(table) = Table::read(path, columns, rules, &mut findings) else { return Err(findings.finish().0) };
        if table.has("unit") {
            findings.notice(table.file(), message!("list-unit"));
        }
        let (mut lines, mut first) = (BTreeMap::<P, Vec<L>>::new(), BTreeMap::new());
        let mut rows = 0;
        for row in table.rows() {
            let mut faults = Findings::default();
            let at = place_of(&row, place, places, &mut faults);
            let line = read(&row, &mut faults);
            if let (Some(at), Some((key, line)), true) = (at, line, faults.is_empty()) {
                let earlier = first.entry((at.clone(), key)).or_insert(row.number());
                if *earlier == row.number() {
                    rows += 1;
                    lines.entry(at).or_default().push(line);
                } else {
                    let problem = message!("list-again", row = *earlier, place = at.to_string());
                    faults.push(row.fault("item_id", problem, message!("list-again-remedy")));
                }
            }
            findings.append(faults);
        }
        let (faults, mut notices) = findings.finish();
        // What was read so in many rows is told once.
        let mut told = BTreeSet::new();
        notices.retain(|notice| told.insert(notice.text.clone()));
        // What is wrong with the whole list is wrong with every row.
        if faults.iter().any(|fault| fault.row == 0) {
            return Err(faults);
        }
        let bodies = lines.into_iter().flat_map(|(at, lines)| {
            let body = &body;
            cut(lines).into_iter().map(move |part| body(at.clone(), part))
        });
        Ok(Self { bodies: bodies.collect(), rows, faults, notices })
    }
}

/// What a row says of who alone may receive a lot. Which ids there are, the centre knows: a word with `|` is several
/// sites. A cell of nothing but separators says nothing.
fn earmark(row: &Row<'_>, faults: &mut Findings) -> Fact<BTreeSet<SiteId>> {
    match row.optional::<Fact<Sites>>("earmark", faults).unwrap_or_default() {
        Fact::Unsaid => Fact::Unsaid,
        Fact::Nothing => Fact::Nothing,
        Fact::Is(sites) => match sites.among(None) {
            Ok(sites) => sites.into(),
            Err(problem) => {
                faults.push(row.fault("earmark", problem, message!("list-earmark")));
                Fact::Unsaid
            }
        },
    }
}

fn place_of<P: Clone + PartialEq + Display + FromCell + FromStr>(
    row: &Row<'_>,
    (column, flag, given): (&str, &str, Option<&P>),
    places: Option<&Names>,
    faults: &mut Findings,
) -> Option<P> {
    let Some(given) = given else { return named(row, column, places, faults) };
    let found: Option<P> = if row.cell(column).is_empty() { None } else { named(row, column, places, faults) };
    if let Some(other) = found.filter(|found| found != given) {
        let problem = message!("list-other-place", other = other.to_string(), flag = flag, given = given.to_string());
        faults.push(row.fault(column, problem, message!("list-other-place-remedy", flag = flag)));
    }
    Some(given.clone())
}

/// Parts of at most [`LINES_MAX`] lines.
fn cut<L>(mut lines: Vec<L>) -> Vec<Vec<L>> {
    let mut parts = Vec::new();
    while lines.len() > LINES_MAX {
        let rest = lines.split_off(LINES_MAX);
        parts.push(std::mem::replace(&mut lines, rest));
    }
    parts.push(lines);
    parts
}

#[cfg(test)]
mod tests;
