//! The tables of a folder, one after the other, and all that is found in them.

use crate::finding::{Findings, TableFault};
use crate::heading::{Column, Rules};
use crate::ids::Alike;
use crate::table::{Row, Table};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
            let problem = format!("lies beside {}: which of the two holds?", workbook(file));
            self.findings.push(TableFault::whole(file, problem, "take one of them out of the folder"));
            return None;
        }
        Some(if book.exists() { book } else { plain })
    }

    pub(crate) fn table_at(&mut self, path: &Path, columns: &[Column]) -> Option<Table> {
        Table::read(path, columns, self.rules, &mut self.findings)
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
                    let problem = format!("says again what row {} says", first.row);
                    self.findings.push(row.fault("", problem, "keep one of the two"));
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

/// The name of the workbook that may stand for a CSV table.
fn workbook(file: &str) -> String {
    format!("{}.xlsx", file.strip_suffix(".csv").unwrap_or(file))
}

/// Without the rows.
pub(crate) fn values<K: Ord, V>(rows: BTreeMap<K, (V, TableFault)>) -> BTreeMap<K, V> {
    rows.into_iter().map(|(key, (value, _))| (key, value)).collect()
}
