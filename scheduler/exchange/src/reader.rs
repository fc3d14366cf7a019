//! The tables of a folder, one after the other, and all that is found in them.

use crate::finding::{Findings, TableFault};
use crate::heading::{Column, Rules};
use crate::known_ids::Alike;
use crate::table::{Row, Table};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use yicang_language::message;

/// Every table that a folder may hold.
const TABLES: [&str; 12] = [
    "items.csv",
    "depots.csv",
    "sites.csv",
    "lanes.csv",
    "reserves.csv",
    "needs.csv",
    "protected.csv",
    "pools.csv",
    "substitutes.csv",
    "kits.csv",
    "places.csv",
    "last.csv",
];

/// A file's name that differs so much from a table's, in characters, is taken for it misspelt; from a short one, half
/// as much.
const APART_MAX: usize = 2;
const SHORT_MAX: usize = 5;

/// Where tables lie.
#[derive(Debug, Clone, Copy)]
pub enum Source<'s> {
    /// In a folder.
    Folder(&'s Path),
    /// In memory: each table's name, and its text.
    Memory(&'s [(&'s str, &'s str)]),
}

/// Reads tables, and gathers what is found in them.
pub(crate) struct Reader<'s> {
    source: Source<'s>,
    rules: Rules,
    pub(crate) findings: Findings,
}

impl<'s> Reader<'s> {
    pub(crate) fn new(source: Source<'s>, rules: Rules) -> Self {
        Self { source, rules, findings: Findings::default() }
    }

    /// Whether there is a table of this name, as CSV or as a workbook.
    pub(crate) fn has(&self, file: &str) -> bool {
        match self.source {
            Source::Folder(dir) => dir.join(file).exists() || dir.join(workbook(file)).exists(),
            Source::Memory(tables) => tables.iter().any(|(name, _)| *name == file),
        }
    }

    pub(crate) fn table_if_there(&mut self, file: &str, columns: &[Column]) -> Option<Table> {
        if self.has(file) { self.table(file, columns) } else { None }
    }

    /// A table of the folder: `needs.csv`, or `needs.xlsx` where that is there in its place.
    pub(crate) fn table(&mut self, file: &str, columns: &[Column]) -> Option<Table> {
        let dir = match self.source {
            Source::Folder(dir) => dir,
            Source::Memory(tables) => {
                let text = tables.iter().find(|(name, _)| *name == file).map_or("", |(_, text)| *text);
                return Table::parse(file, text.as_bytes(), columns, self.rules, &mut self.findings);
            }
        };
        let path = self.path_in(dir, file)?;
        self.table_at(&path, columns)
    }

    /// Where a table of a folder lies, as CSV or as a workbook; `None`, and a fault, where both are there.
    pub(crate) fn path_in(&mut self, dir: &Path, file: &str) -> Option<PathBuf> {
        let (plain, book) = (dir.join(file), dir.join(workbook(file)));
        if plain.exists() && book.exists() {
            let problem = message!("table-two-files", other = workbook(file));
            self.findings.push(TableFault::whole(file, problem, message!("table-two-files-remedy")));
            return None;
        }
        Some(if book.exists() { book } else { plain })
    }

    pub(crate) fn table_at(&mut self, path: &Path, columns: &[Column]) -> Option<Table> {
        Table::read(path, columns, self.rules, &mut self.findings)
    }

    /// Names the files that are no tables, and are called nearly like one that is not there: they would be passed over.
    pub(crate) fn misspelt(&mut self) {
        let Source::Folder(dir) = self.source else { return };
        // What cannot be read was a fault of the tables that must be there.
        let files = std::fs::read_dir(dir).into_iter().flatten().flatten();
        let mut names: Vec<String> = files.filter_map(|file| file.file_name().into_string().ok()).collect();
        names.sort();
        for name in &names {
            let Some(stem) = stem(name) else { continue };
            let is_table = |table: &&&str| table.strip_suffix(".csv") == Some(stem);
            if TABLES.iter().any(|table| is_table(&table)) {
                continue;
            }
            let missing = TABLES.iter().filter(|table| !self.has(table));
            let Some(meant) = missing.into_iter().find(|table| is_near(stem, table)) else { continue };
            self.findings.push(TableFault::whole(
                name,
                message!("table-no-such-name"),
                message!("table-did-you-mean", name = *meant),
            ));
        }
    }

    /// Each good row under its key; a key that stands twice is a fault of the later row.
    pub(crate) fn keyed<K: Ord, V>(
        &mut self,
        table: Option<&Table>,
        mut read: impl FnMut(&Row<'_>, &mut Findings) -> Option<(K, V)>,
    ) -> BTreeMap<K, (V, TableFault)> {
        let mut values = BTreeMap::<K, (V, TableFault)>::new();
        for row in table.into_iter().flat_map(Table::rows) {
            let Some((key, value)) = read(&row, &mut self.findings) else { continue };
            match values.get(&key) {
                Some((_, first)) => {
                    let problem = message!("table-again", row = first.row);
                    self.findings.push(row.fault("", problem, message!("table-keep-one")));
                }
                None => drop(values.insert(key, (value, row.fault("", "", "")))),
            }
        }
        values
    }

    /// The same for a table of ids: those that differ from another only by case or width are a fault that names both.
    pub(crate) fn named<K: Ord + ToString, V>(
        &mut self,
        table: Option<&Table>,
        column: &str,
        mut read: impl FnMut(&Row<'_>, &mut Findings) -> Option<(K, V)>,
    ) -> BTreeMap<K, (V, TableFault)> {
        let mut alike = Alike::default();
        self.keyed(table, |row, findings| {
            let (key, value) = read(row, findings)?;
            alike.note(row, column, "", &key.to_string(), findings);
            Some((key, value))
        })
    }
}

/// A file's name without the ending of a table.
fn stem(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    let is_table = ["csv", "xlsx"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    // An ending in capitals is not looked for.
    is_table.then_some(if ["csv", "xlsx"].contains(&ending) { stem } else { name })
}

fn is_near(stem: &str, table: &str) -> bool {
    let (stem, known) = (stem.to_lowercase(), table.trim_end_matches(".csv"));
    let stem = stem.trim_end_matches(".csv").trim_end_matches(".xlsx");
    let is_part = stem.len() >= 3 && known.starts_with(stem);
    let apart = if known.len() <= SHORT_MAX { APART_MAX / 2 } else { APART_MAX };
    // A list lies in many folders.
    is_part || stem != "list" && strsim::osa_distance(stem, known) <= apart
}

/// The name of the workbook that may stand for a CSV table.
fn workbook(file: &str) -> String {
    format!("{}.xlsx", file.strip_suffix(".csv").unwrap_or(file))
}

/// Without the rows.
pub(crate) fn values<K: Ord, V>(rows: BTreeMap<K, (V, TableFault)>) -> BTreeMap<K, V> {
    rows.into_iter().map(|(key, (value, _))| (key, value)).collect()
}
