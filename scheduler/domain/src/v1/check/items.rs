//! The items of a situation by index: what may serve a need for each, and which of them form one group.

use super::sorted::place;
use crate::id::ItemId;
use crate::quantity::DECIMAL_ONE;
use crate::situation::{ItemFacts, Situation};

/// An item that a lot, a need or a substitution names.
pub(super) struct ItemRow<'a> {
    pub(super) id: &'a ItemId,
    pub(super) facts: ItemFacts,
    /// Its group: the least item that substitutions and kits connect it with.
    pub(super) group: usize,
    /// What may serve a need for it.
    pub(super) roles: Vec<Role>,
    pub(super) lots: Vec<usize>,
}

impl ItemRow<'_> {
    /// Whole grams of a unit: texts of version 1 have no parts of one.
    pub(super) fn grams(&self) -> u64 {
        self.facts.grams.micros() / DECIMAL_ONE
    }

    /// Whole millilitres of a unit.
    pub(super) fn millilitres(&self) -> u64 {
        self.facts.millilitres.micros() / DECIMAL_ONE
    }
}

/// An item that may serve a need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Role {
    /// Which.
    pub(super) item: usize,
    /// So many units of it…
    pub(super) given: u32,
    /// …serve so many, apart from kits.
    pub(super) needed: u32,
    /// Second-level cost of a unit, in millionths.
    pub(super) penalty: u64,
    /// Units of it in a kit, if it is a component.
    pub(super) component: Option<u64>,
}

/// Every item that is named, with what serves it and its group.
pub(super) fn items(situation: &Situation) -> Vec<ItemRow<'_>> {
    let mut ids: Vec<&ItemId> = situation.lots.keys().map(|key| &key.item).collect();
    ids.extend(situation.needs.keys().map(|key| &key.item));
    ids.extend(situation.substitutes.keys().flat_map(|(needed, given)| [needed, given]));
    ids.extend(situation.kits.iter().flat_map(|(kit, parts)| std::iter::once(kit).chain(parts.keys())));
    ids.sort_unstable();
    ids.dedup();
    let mut items: Vec<_> = (ids.into_iter().enumerate())
        .map(|(item, id)| {
            let own = Role { item, given: 1, needed: 1, penalty: 0, component: None };
            ItemRow { id, facts: situation.facts(id), group: item, roles: vec![own], lots: Vec::new() }
        })
        .collect();
    let at = |items: &[ItemRow<'_>], id: &ItemId| place(items, id, |row| row.id).expect("is listed");
    for (kit, parts) in &situation.kits {
        for (component, units) in parts {
            let (kit, item) = (at(&items, kit), at(&items, component));
            join(&mut items, kit, item);
            items[kit].roles.push(Role { item, given: 1, needed: 1, penalty: 0, component: Some(*units) });
        }
    }
    for ((needed, given), how) in &situation.substitutes {
        let (needed, item) = (at(&items, needed), at(&items, given));
        join(&mut items, needed, item);
        // What is a component of a kit is nothing else to it.
        if items[needed].roles.iter().all(|role| role.item != item) {
            let (given, penalty) = (how.given, how.penalty.micros());
            items[needed].roles.push(Role { item, given, needed: how.needed, penalty, component: None });
        }
    }
    for item in 0..items.len() {
        items[item].group = root(&items, item);
    }
    items
}

/// The least item of a group; every item points to a lesser one of its group or to itself.
fn root(items: &[ItemRow<'_>], mut item: usize) -> usize {
    while items[item].group != item {
        item = items[item].group;
    }
    item
}

fn join(items: &mut [ItemRow<'_>], a: usize, b: usize) {
    let (a, b) = (root(items, a), root(items, b));
    items[a.max(b)].group = a.min(b);
}
