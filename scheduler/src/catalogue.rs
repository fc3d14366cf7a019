//! Reads items, places and ways from CSV tables: `depots`, `sites`, `items`, `lanes` and, if there is one, `protected`.
//!
//! Every bad row is named. UTF-8, with or without a byte-order mark, any line ends; columns by their name, others are left
//! alone.

use crate::data::{SetupError, read};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use yicang_domain::catalogue::NAME_BYTES_MAX;
use yicang_domain::{Catalogue, DepotId, Item, ItemId, Lane, Place, SiteId};

/// The five tables as text.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// `depot_id,name`
    pub depots: &'a str,
    /// `site_id,name`
    pub sites: &'a str,
    /// `item_id,name,unit`
    pub items: &'a str,
    /// `from,to,minutes[,cost][,capacity]`
    pub lanes: &'a str,
    /// `depot_id,item_id,quantity`
    pub protected: Option<&'a str>,
}

/// Faults that are shown before the rest is counted.
const FAULTS_SHOWN: usize = 10;

/// Reads the tables of a folder.
pub fn from_dir(dir: &Path) -> Result<Catalogue, SetupError> {
    let file = |name: &str| read(&dir.join(name));
    let protected = dir.join("protected.csv");
    let protected = if protected.exists() { Some(read(&protected)?) } else { None };
    let (depots, sites, items, lanes) =
        (file("depots.csv")?, file("sites.csv")?, file("items.csv")?, file("lanes.csv")?);
    let tables =
        Tables { depots: &depots, sites: &sites, items: &items, lanes: &lanes, protected: protected.as_deref() };
    from_tables(&tables).map_err(|faults| {
        let shown = faults.iter().take(FAULTS_SHOWN).cloned().collect::<Vec<_>>().join("\n  ");
        let more = faults.len().saturating_sub(FAULTS_SHOWN);
        let tail = if more == 0 { String::new() } else { format!("\n  and {more} more") };
        SetupError::Content { path: PathBuf::from(dir), problem: format!("the tables have faults:\n  {shown}{tail}") }
    })
}

/// Reads the tables; every fault with its table and row.
pub fn from_tables(tables: &Tables<'_>) -> Result<Catalogue, Vec<String>> {
    let mut faults = Vec::new();
    let mut catalogue = Catalogue::default();
    let place = |row: &Row<'_>| row.name("name").map(|name| Place { name });
    catalogue.depots =
        keyed("depots.csv", tables.depots, &mut faults, |row| Ok((row.word::<DepotId>("depot_id")?, place(row)?)));
    catalogue.sites =
        keyed("sites.csv", tables.sites, &mut faults, |row| Ok((row.word::<SiteId>("site_id")?, place(row)?)));
    catalogue.items = keyed("items.csv", tables.items, &mut faults, |row| {
        Ok((row.word::<ItemId>("item_id")?, Item { name: row.name("name")?, unit: row.name("unit")? }))
    });
    catalogue.lanes = keyed("lanes.csv", tables.lanes, &mut faults, |row| {
        let (from, to) = (row.word::<DepotId>("from")?, row.word::<SiteId>("to")?);
        row.known("from", catalogue.depots.contains_key(&from))?;
        row.known("to", catalogue.sites.contains_key(&to))?;
        let lane = Lane {
            minutes: row.word("minutes")?,
            cost: row.option("cost")?,
            capacity: row.option("capacity")?,
            pool: None,
            open: true,
        };
        Ok(((from, to), lane))
    });
    if let Some(protected) = tables.protected {
        catalogue.protected = keyed("protected.csv", protected, &mut faults, |row| {
            let (depot, item) = (row.word::<DepotId>("depot_id")?, row.word::<ItemId>("item_id")?);
            row.known("depot_id", catalogue.depots.contains_key(&depot))?;
            row.known("item_id", catalogue.items.contains_key(&item))?;
            Ok(((depot, item), row.word("quantity")?))
        });
    }
    if faults.is_empty() { Ok(catalogue) } else { Err(faults) }
}

/// One row, by its columns' names.
pub(crate) struct Row<'a> {
    columns: &'a csv::StringRecord,
    cells: &'a csv::StringRecord,
}

impl Row<'_> {
    /// The cell, without white space around it; empty if the column is not there.
    pub(crate) fn cell(&self, column: &str) -> &str {
        let place = self.columns.iter().position(|name| name.trim() == column);
        place.and_then(|place| self.cells.get(place)).unwrap_or_default().trim()
    }

    pub(crate) fn word<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, String> {
        let cell = self.cell(column);
        cell.parse().map_err(|error: T::Err| format!("{column} {cell:?}: {error}"))
    }

    pub(crate) fn option<T: FromStr<Err: Display>>(&self, column: &str) -> Result<Option<T>, String> {
        if self.cell(column).is_empty() { Ok(None) } else { self.word(column).map(Some) }
    }

    fn name(&self, column: &str) -> Result<String, String> {
        let cell = self.cell(column);
        if cell.len() > NAME_BYTES_MAX || cell.chars().any(char::is_control) {
            return Err(format!("{column}: a name has at most {NAME_BYTES_MAX} bytes and no control characters"));
        }
        Ok(cell.to_owned())
    }

    fn known(&self, column: &str, known: bool) -> Result<(), String> {
        if known { Ok(()) } else { Err(format!("{column} {:?} is in no other table", self.cell(column))) }
    }
}

/// Reads every row; what cannot be read is a fault with table and row, and left out.
pub(crate) fn rows<T>(
    table: &str,
    text: &str,
    faults: &mut Vec<String>,
    mut read: impl FnMut(&Row<'_>) -> Result<T, String>,
) -> Vec<T> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let columns = match reader.headers() {
        Ok(columns) => columns.clone(),
        Err(error) => {
            faults.push(format!("{table}: {error}"));
            return Vec::new();
        }
    };
    let mut values = Vec::new();
    for cells in reader.records() {
        let row = cells.map_err(|error| format!("{table}: {error}"));
        let value = row.and_then(|cells| {
            let line = cells.position().map_or(0, csv::Position::line);
            read(&Row { columns: &columns, cells: &cells }).map_err(|problem| format!("{table} line {line}: {problem}"))
        });
        match value {
            Ok(value) => values.push(value),
            Err(fault) => faults.push(fault),
        }
    }
    values
}

fn keyed<K: Ord, V>(
    table: &str,
    text: &str,
    faults: &mut Vec<String>,
    read: impl Fn(&Row<'_>) -> Result<(K, V), String>,
) -> BTreeMap<K, V> {
    let mut values = BTreeMap::new();
    rows(table, text, faults, |row| {
        let (key, value) = read(row)?;
        match values.insert(key, value) {
            None => Ok(()),
            Some(_) => Err("stands here a second time".into()),
        }
    });
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: Tables<'_> = Tables {
        depots: "\u{feff}depot_id,name,lat\r\nD1,\"Store, north\",1\r\n",
        sites: "site_id,name\nS1,医院\n",
        items: "item_id,name,unit\nW,Water,litre\n",
        lanes: "from,to,minutes,cost,capacity\nD1,S1,61.5,,9\n",
        protected: Some("depot_id,item_id,quantity\nD1,W,10\n"),
    };

    #[test]
    fn tables_become_a_catalogue() {
        let read = from_tables(&TABLES).unwrap();
        assert_eq!(read.depots.values().next().unwrap().name, "Store, north");
        assert_eq!((read.lanes.len(), read.protected.len(), read.items.len(), read.sites.len()), (1, 1, 1, 1));
    }

    #[test]
    fn every_bad_row_is_named() {
        let broken = Tables {
            sites: "site_id,name\nS1,a\nS1,b\nS 2,c\n",
            lanes: "from,to,minutes\nD1,S9,3\nD1,S1,-3\nD1,S1\n",
            ..TABLES
        };
        let faults = from_tables(&broken).unwrap_err().join("\n");
        for part in [
            "sites.csv line 3: stands here a second time",
            "sites.csv line 4: site_id \"S 2\"",
            "lanes.csv line 2: to \"S9\" is in no other table",
            "lanes.csv line 3: minutes \"-3\"",
            "lanes.csv: ",
        ] {
            assert!(faults.contains(part), "{part:?} is not in:\n{faults}");
        }
    }
}
