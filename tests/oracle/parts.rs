//! A reading in independent parts: needs that no limit connects with others are planned by themselves, and the best of
//! the whole is the sum of the parts' best, level by level.

use crate::reading::{Reading, RowKind};
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::ItemId;

/// Needs, columns and rows by their place in the reading; rows that cannot bind are not there.
pub(crate) struct Part {
    pub(crate) needs: Vec<usize>,
    pub(crate) columns: Vec<usize>,
    pub(crate) rows: Vec<usize>,
    /// Units of a pack, where the part is a transportation problem in packs.
    pub(crate) pack: Option<u64>,
}

struct Sets(Vec<usize>);

impl Sets {
    fn root(&self, mut at: usize) -> usize {
        while self.0[at] != at {
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// All parts that have columns.
pub(crate) fn parts(reading: &Reading) -> Vec<Part> {
    let mut sets = Sets((0..reading.needs.len()).collect());
    let binding: Vec<usize> = (0..reading.rows.len()).filter(|row| reading.can_bind(&reading.rows[*row])).collect();
    for row in &binding {
        for uses in reading.rows[*row].uses.windows(2) {
            sets.join(reading.columns[uses[0].0].need, reading.columns[uses[1].0].need);
        }
    }
    let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
    let empty = || Part { needs: Vec::new(), columns: Vec::new(), rows: Vec::new(), pack: None };
    for (at, column) in reading.columns.iter().enumerate() {
        parts.entry(sets.root(column.need)).or_insert_with(empty).columns.push(at);
    }
    for need in 0..reading.needs.len() {
        if let Some(part) = parts.get_mut(&sets.root(need)) {
            part.needs.push(need);
        }
    }
    for row in binding {
        let need = reading.columns[reading.rows[row].uses[0].0].need;
        parts.get_mut(&sets.root(need)).expect("its columns are there").rows.push(row);
    }
    let mut parts: Vec<Part> = parts.into_values().collect();
    for part in &mut parts {
        part.pack = pack_of(reading, part);
    }
    parts
}

/// The pack of a part without ratios, kits, vehicles, and lanes on which needs meet, if it has one pack.
fn pack_of(reading: &Reading, part: &Part) -> Option<u64> {
    let packs: BTreeSet<u64> = part.columns.iter().map(|column| reading.columns[*column].pack).collect();
    let is_even = part.columns.iter().all(|column| reading.columns[*column].is_even);
    let is_network = part.rows.iter().all(|row| {
        let kind = &reading.rows[*row].kind;
        match kind {
            RowKind::Lane(..) => !meets(reading, *row),
            kind => !kind.is_pool(),
        }
    });
    let pack = packs.first().copied().filter(|_| packs.len() == 1);
    pack.filter(|_| is_even && is_network)
}

/// Whether several needs have columns in a row.
fn meets(reading: &Reading, row: usize) -> bool {
    let uses = &reading.rows[row].uses;
    uses.windows(2).any(|pair| reading.columns[pair[0].0].need != reading.columns[pair[1].0].need)
}

/// The needed items that certainly are planned by themselves, exactly: of groups, connected by columns, in which no
/// column crosses a lane or takes vehicles that could be short, there are neither ratios nor kits, and all lots have
/// one pack.
pub(crate) fn plain_items(reading: &Reading) -> BTreeSet<ItemId> {
    let mut items: Vec<&ItemId> = reading.needs.iter().map(|need| &need.key.item).collect();
    items.extend(reading.columns.iter().map(|column| &column.lot.item));
    items.sort();
    items.dedup();
    let at = |item: &ItemId| items.binary_search(&item).expect("is listed");
    let mut sets = Sets((0..items.len()).collect());
    for column in &reading.columns {
        sets.join(at(&reading.needs[column.need].key.item), at(&column.lot.item));
    }
    let mut coupled = BTreeSet::new();
    let mut packs: BTreeMap<usize, u64> = BTreeMap::new();
    for column in &reading.columns {
        let group = sets.root(at(&column.lot.item));
        let pack = *packs.entry(group).or_insert(column.pack);
        if !column.is_even || pack != column.pack {
            coupled.insert(group);
        }
    }
    for (at_row, row) in reading.rows.iter().enumerate() {
        let shared = row.kind.is_pool() || (matches!(row.kind, RowKind::Lane(..)) && meets(reading, at_row));
        if shared && reading.is_short(row) {
            coupled.extend(row.uses.iter().map(|(column, _)| sets.root(at(&reading.columns[*column].lot.item))));
        }
    }
    let plain = reading.needs.iter().filter(|need| !coupled.contains(&sets.root(at(&need.key.item))));
    plain.map(|need| need.key.item.clone()).collect()
}
