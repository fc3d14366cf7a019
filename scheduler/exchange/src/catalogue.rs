//! A centre's catalogue from tables: `depots`, `sites`, `items`, `lanes` and, if there is one, `protected`. The same columns,
//! cells and faults as everywhere; what a centre does not know yet is named, not dropped.

use crate::case::{check_unit, known};
use crate::cells::Name;
use crate::columns::{DEPOTS, ITEMS, LANES, PROTECTED, SITES};
use crate::finding::{Findings, Notice, TableFault};
use crate::heading::Rules;
use crate::reader::{Reader, Source, values};
use crate::table::Row;
use std::collections::BTreeSet;
use yicang_domain::{Catalogue, Decimal, DepotId, Item, ItemId, Lane, Place, Quantity, SiteId};

/// Tables that a plan from tables has, and a centre's catalogue not.
const NOT_KEPT: &[(&str, &str)] = &[
    ("reserves.csv", "stock is reported by the depots' agents"),
    ("needs.csv", "needs are reported by the sites' agents"),
    ("pools.csv", "a centre knows no vehicles yet"),
    ("places.csv", "a centre takes its ways from lanes.csv"),
    ("substitutes.csv", "a centre knows no substitutes yet"),
    ("kits.csv", "a centre knows no kits yet"),
];
/// Columns that only a plan from tables uses.
const NOT_USED: &[(&str, &[&str])] =
    &[("items.csv", &["grams", "millilitres", "weight_kg", "volume_l", "pack"]), ("lanes.csv", &["pool"])];

/// Reads the catalogue; with it, what people should know though nothing is wrong.
///
/// # Errors
/// Every fault of every table, sorted by file and row.
pub fn catalogue(source: Source<'_>, rules: Rules) -> Result<(Catalogue, Vec<Notice>), Vec<TableFault>> {
    let mut reader = Reader::new(source, rules);
    let name = |row: &Row<'_>, column: &str, faults: &mut Findings| {
        row.optional::<Name>(column, faults).map_or_else(String::new, |name| name.0)
    };
    let table = reader.table("depots.csv", DEPOTS);
    let depots = reader.named(table.as_ref(), "depot_id", |row, faults| {
        let id = row.required::<DepotId>("depot_id", faults);
        let place = Place { name: name(row, "name", faults) };
        Some((id?, place))
    });
    let known_depots = table.map(|_| depots.keys().cloned().collect::<BTreeSet<_>>());
    let table = reader.table("sites.csv", SITES);
    let sites = reader.named(table.as_ref(), "site_id", |row, faults| {
        let id = row.required::<SiteId>("site_id", faults);
        let place = Place { name: name(row, "name", faults) };
        Some((id?, place))
    });
    let known_sites = table.map(|_| sites.keys().cloned().collect::<BTreeSet<_>>());
    let table = reader.table("items.csv", ITEMS);
    let mut unused = Vec::new();
    let mut note_unused = |table: Option<&crate::table::Table>, file: &'static str| {
        for (_, columns) in NOT_USED.iter().filter(|(of, _)| *of == file) {
            let said = |column: &&&str| table.is_some_and(|table| table.rows().any(|row| !row.cell(column).is_empty()));
            unused.extend(columns.iter().filter(said).map(|column| (file, *column)));
        }
    };
    note_unused(table.as_ref(), "items.csv");
    let items = reader.named(table.as_ref(), "item_id", |row, faults| {
        let id = row.required::<ItemId>("item_id", faults);
        let item = Item { name: name(row, "name", faults), unit: name(row, "unit", faults) };
        Some((id?, item))
    });
    let known_items = table.map(|_| items.keys().cloned().collect::<BTreeSet<_>>());
    let table = reader.table("lanes.csv", LANES);
    note_unused(table.as_ref(), "lanes.csv");
    let lanes = reader.keyed(table.as_ref(), |row, faults| {
        let before = faults.len();
        let from = known(row, "from", known_depots.as_ref(), "depots.csv", faults);
        let to = known(row, "to", known_sites.as_ref(), "sites.csv", faults);
        let minutes = row.required::<Decimal>("minutes", faults);
        let (cost, capacity) = (row.optional("cost", faults), row.optional("capacity", faults));
        let lane = Lane { cost, capacity, ..Lane::of_minutes(minutes?) };
        let key = (from?, to?);
        (faults.len() == before).then_some((key, lane))
    });
    let units = items.iter().map(|(id, (item, _))| (id.clone(), item.unit.clone())).collect();
    let table = reader.table_if_there("protected.csv", PROTECTED);
    let protected = reader.keyed(table.as_ref(), |row, faults| {
        let depot = known(row, "depot_id", known_depots.as_ref(), "depots.csv", faults);
        let item = known(row, "item_id", known_items.as_ref(), "items.csv", faults);
        check_unit(row, item.as_ref(), &units, faults);
        let quantity = row.required::<Quantity>("quantity", faults);
        Some(((depot?, item?), quantity?))
    });
    for (file, column) in unused {
        reader.findings.notice(file, format!("column {column}: not kept; a centre does not plan by it yet"));
    }
    for (file, why) in NOT_KEPT {
        if reader.has(file) {
            reader.findings.notice(file, format!("not read: {why}"));
        }
    }
    reader.misspelt();
    let (faults, notices) = reader.findings.finish();
    if !faults.is_empty() {
        return Err(faults);
    }
    let catalogue = Catalogue {
        items: values(items),
        depots: values(depots),
        sites: values(sites),
        lanes: values(lanes),
        protected: values(protected),
    };
    Ok((catalogue, notices))
}
