//! Ids among those of their table: known or not, and none that looks like another.

use crate::cells::FromCell;
use crate::finding::{Findings, TableFault, quoted};
use crate::ids::skeleton;
use crate::table::Row;
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::{DepotId, ItemId, PoolId, SiteId};
use yicang_language::message;

/// The ids of a table, each with its row: those that differ only by case or width are a fault that names both.
#[derive(Debug, Default)]
pub(crate) struct Alike(BTreeMap<String, (String, usize)>);

impl Alike {
    /// Notes an id that stands in a row, `among` others of the same key only.
    pub(crate) fn note(&mut self, row: &Row<'_>, column: &str, among: &str, id: &str, findings: &mut Findings) {
        if let Some(fault) = self.clash(row, column, among, id) {
            findings.push(fault);
        }
    }

    fn clash(&mut self, row: &Row<'_>, column: &str, among: &str, id: &str) -> Option<TableFault> {
        let key = format!("{among}\n{}", skeleton(id));
        let (other, at) = self.0.entry(key).or_insert_with(|| (id.to_owned(), row.number()));
        if other == id {
            return None;
        }
        let problem = message!("table-alike", id = quoted(id), other = quoted(other), row = *at);
        Some(row.fault(column, problem, message!("table-alike-remedy")))
    }
}

/// An id that a cell names, if it stands in its own table; where that table could not be read, any.
pub(crate) fn known<I: Ord + FromCell + AsText>(
    row: &Row<'_>,
    column: &str,
    ids: Option<&BTreeSet<I>>,
    table: &str,
    faults: &mut Findings,
) -> Option<I> {
    let id: I = row.required(column, faults)?;
    let Some(ids) = ids.filter(|ids| !ids.contains(&id)) else { return Some(id) };
    let wanted = skeleton(id.as_text());
    let near = ids.iter().find(|known| skeleton(known.as_text()) == wanted);
    let remedy = match near {
        Some(near) => message!("table-written-so", id = quoted(near.as_text()), table = table),
        None => message!("table-add-or-correct", table = table),
    };
    faults.push(row.fault(column, message!("table-not-in", id = quoted(id.as_text()), table = table), remedy));
    None
}

/// An id's text.
pub(crate) trait AsText {
    fn as_text(&self) -> &str;
}

macro_rules! as_text {
    ($($id:ty),*) => {$(
        impl AsText for $id {
            fn as_text(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}

as_text!(DepotId, ItemId, PoolId, SiteId);
