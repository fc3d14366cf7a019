//! Which items trade one against another, over columns that can carry something, and what their units are worth.

use super::index::Index;
use super::items::ItemRow;
use super::reach::kits_in_reach;
use crate::policy::FirstLevel;

/// What a unit of unknown weight and volume is worth beside other items.
const OMEGA_UNKNOWN: u64 = 1_000;

/// The groups of a situation.
pub(super) struct Groups {
    /// Those that somebody needs something of, by their least item.
    pub(super) list: Vec<Group>,
    /// By item: its group's least item.
    of: Vec<usize>,
    /// By item: what packs of its group count, 1 where they are not the unit.
    packs: Vec<u64>,
    omegas: Vec<i128>,
}

/// Items that substitutions and kits connect, over columns that can carry something; members by index, sorted.
pub(super) struct Group {
    /// Its least item.
    pub(super) name: usize,
    pub(super) lots: Vec<usize>,
    pub(super) stores: Vec<usize>,
    pub(super) needs: Vec<usize>,
    /// Units of a pack, where all lots that can send something have the same.
    pub(super) pack: Option<u64>,
    /// Whether it has a kit or a ratio other than one to one.
    pub(super) is_uneven: bool,
}

impl Groups {
    pub(super) fn of(index: &Index<'_>) -> Self {
        let live = live_roles(index);
        let links = |alike: bool| {
            let mut of: Vec<usize> = (0..index.items.len()).collect();
            for (item, row) in index.items.iter().enumerate() {
                for (role, _) in
                    row.roles.iter().zip(&live[item]).filter(|(role, live)| **live && (!alike || role.is_even()))
                {
                    join(&mut of, item, role.item);
                }
            }
            (0..of.len()).map(|item| root(&of, item)).collect::<Vec<_>>()
        };
        let of = links(false);
        let omegas = shared(&links(true), (0..index.items.len()).map(|item| omega(index, item)).collect());
        let list = list(index, &live, &of);
        let mut packs = vec![1; index.items.len()];
        for group in &list {
            packs[group.name] = group.pack.unwrap_or(1);
        }
        let packs = of.iter().map(|name| packs[*name]).collect();
        Self { list, of, packs, omegas }
    }

    /// The least item of an item's group.
    pub(super) fn name(&self, item: usize) -> usize {
        self.of[item]
    }

    /// The group of an item, if somebody needs something of it.
    pub(super) fn group(&self, item: usize) -> Option<&Group> {
        self.list.binary_search_by_key(&self.of[item], |group| group.name).ok().map(|at| &self.list[at])
    }

    /// Units of a pack where packs are the unit of an item's group, else 1.
    pub(super) fn pack(&self, item: usize) -> u64 {
        self.packs[item]
    }

    /// ω of an item.
    pub(super) fn omega(&self, item: usize) -> i128 {
        self.omegas[item]
    }
}

/// By item and role: whether a column of it can carry something to a need. Of a kit all components, or none.
fn live_roles(index: &Index<'_>) -> Vec<Vec<bool>> {
    let mut live: Vec<Vec<bool>> = index.items.iter().map(|row| vec![false; row.roles.len()]).collect();
    for (need, row) in index.needs.iter().enumerate() {
        let kits = kits_in_reach(index, need) > 0;
        for (place, role) in index.items[row.item].roles.iter().enumerate() {
            if !live[row.item][place] {
                let mut lots = index.lots_of(role.item).iter();
                live[row.item][place] = match role.component {
                    Some(_) => kits,
                    None => lots.any(|lot| index.column(role, *lot, need).is_some()),
                };
            }
        }
    }
    live
}

fn list(index: &Index<'_>, live: &[Vec<bool>], of: &[usize]) -> Vec<Group> {
    let empty = |name| {
        let (lots, stores, needs) = (Vec::new(), Vec::new(), Vec::new());
        Group { name, lots, stores, needs, pack: Some(1), is_uneven: false }
    };
    let mut groups: Vec<Group> = (0..index.items.len()).map(empty).collect();
    for (lot, row) in index.lots.iter().enumerate() {
        groups[of[row.item]].lots.push(lot);
    }
    for (store, row) in index.stores.iter().enumerate() {
        groups[of[row.item]].stores.push(store);
    }
    for (need, row) in index.needs.iter().enumerate() {
        groups[of[row.item]].needs.push(need);
    }
    let mut packs: Vec<Vec<u64>> = vec![Vec::new(); index.items.len()];
    for (item, row) in index.items.iter().enumerate() {
        for (role, _) in row.roles.iter().zip(&live[item]).filter(|(_, live)| **live) {
            packs[of[item]].push(index.items[role.item].pack);
            groups[of[item]].is_uneven |= !role.is_even();
        }
    }
    for (group, mut packs) in groups.iter_mut().zip(packs) {
        if packs.is_empty() {
            // Nothing can be sent: what lies there says what a pack would be, if it is all alike.
            let all = group.lots.iter().map(|lot| index.items[index.lots[*lot].item].pack);
            packs.extend(all.clone().next().filter(|pack| all.clone().all(|other| other == *pack)));
        }
        if let Some(pack) = packs.first() {
            group.pack = Some(*pack).filter(|pack| packs.iter().all(|other| other == pack));
        }
    }
    groups.retain(|group| !group.needs.is_empty());
    groups
}

/// What a unit of an item is worth beside others by itself. Under plain policies only weights count.
fn omega(index: &Index<'_>, item: usize) -> i128 {
    let row = &index.items[item];
    match (index.policy.first_level, index.policy.worths.get(row.id)) {
        (FirstLevel::Units | FirstLevel::Share, _) => 1,
        (FirstLevel::Steps(_), Some(worth)) => i128::from(*worth),
        (FirstLevel::Steps(_), None) => {
            let parts = index.situation.kits.get(row.id).filter(|_| row.micrograms == 0 && row.nanolitres == 0);
            // At most 10¹² · 10⁶ a component.
            parts.map_or_else(|| chargeable(row), |_| row.roles.iter().filter_map(|role| part(index, role)).sum())
        }
    }
}

/// What a kit's component adds to its weight.
fn part(index: &Index<'_>, role: &super::items::Role) -> Option<i128> {
    role.component.map(|units| i128::from(units) * chargeable(&index.items[role.item]))
}

/// The chargeable weight of a unit: milligrams, or microlitres / 6, whichever is more, rounded up.
fn chargeable(row: &ItemRow<'_>) -> i128 {
    match (row.micrograms, row.nanolitres) {
        (0, 0) => OMEGA_UNKNOWN.into(),
        (micrograms, nanolitres) => micrograms.div_ceil(1_000).max(nanolitres.div_ceil(6_000)).into(),
    }
}

/// The greatest of each class, for all its members.
fn shared(of: &[usize], own: Vec<i128>) -> Vec<i128> {
    let mut greatest = vec![0; own.len()];
    for (name, own) in of.iter().zip(&own) {
        greatest[*name] = (*own).max(greatest[*name]);
    }
    of.iter().map(|name| greatest[*name]).collect()
}

/// The least item of a class; every item points to a lesser one of its class or to itself.
fn root(of: &[usize], mut item: usize) -> usize {
    while of[item] != item {
        item = of[item];
    }
    item
}

fn join(of: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(of, a), root(of, b));
    of[a.max(b)] = a.min(b);
}
