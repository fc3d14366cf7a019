//! The items of a situation by index, and what may serve a need for each.

use super::sorted::place;
use crate::id::ItemId;
use crate::situation::Situation;

/// An item that a lot, a need, a substitution or a kit names.
pub(super) struct ItemRow<'a> {
    pub(super) id: &'a ItemId,
    /// Weight of a unit.
    pub(super) micrograms: u64,
    /// Volume of a unit.
    pub(super) nanolitres: u64,
    /// Units of a pack, at least 1.
    pub(super) pack: u64,
    /// What may serve a need for it; the first is the item itself.
    pub(super) roles: Vec<Role>,
    /// Sorted.
    pub(super) lots: Vec<usize>,
}

/// An item that may serve a need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Role {
    /// Which.
    pub(super) item: usize,
    /// So many units of it…
    pub(super) given: u64,
    /// …serve so many, apart from kits.
    pub(super) needed: u64,
    /// Second-level cost of a unit, in millionths.
    pub(super) penalty: u64,
    /// Units of it in a kit, if it is a component.
    pub(super) component: Option<u64>,
    /// The least that can leave a lot for it: whole packs and whole multiples of `given`. At most 10¹².
    pub(super) step: u64,
    /// Units of the need that a step serves. Of a component: the fewest kits that whole packs make. At most 10¹⁸.
    pub(super) served: u64,
}

impl Role {
    fn new(item: usize, pack: u64, (given, needed): (u64, u64), penalty: u64) -> Self {
        let step = least_multiple(pack, given);
        Self { item, given, needed, penalty, component: None, step, served: step / given * needed }
    }

    fn component(item: usize, pack: u64, units: u64) -> Self {
        let served = least_multiple(pack, units) / units;
        Self { item, given: 1, needed: 1, penalty: 0, component: Some(units), step: pack, served }
    }

    /// Whether a unit of it is a unit of the need.
    pub(super) fn is_even(&self) -> bool {
        self.component.is_none() && self.given == 1 && self.needed == 1
    }
}

fn least_multiple(a: u64, b: u64) -> u64 {
    let (mut divisor, mut rest) = (a, b);
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    a / divisor * b
}

/// Every item that is named, with what serves it.
pub(super) fn items(situation: &Situation) -> Vec<ItemRow<'_>> {
    let mut ids: Vec<&ItemId> = situation.lots.keys().map(|key| &key.item).collect();
    ids.extend(situation.needs.keys().map(|key| &key.item));
    ids.extend(situation.substitutes.keys().flat_map(|(needed, given)| [needed, given]));
    ids.extend(situation.kits.iter().flat_map(|(kit, parts)| std::iter::once(kit).chain(parts.keys())));
    ids.sort_unstable();
    ids.dedup();
    let mut items: Vec<_> = (ids.into_iter().enumerate())
        .map(|(item, id)| {
            let facts = situation.facts(id);
            let pack = facts.pack.units().max(1);
            let roles = vec![Role::new(item, pack, (1, 1), 0)];
            let (micrograms, nanolitres) = (facts.grams.micros(), facts.millilitres.micros());
            ItemRow { id, micrograms, nanolitres, pack, roles, lots: Vec::new() }
        })
        .collect();
    let at = |items: &[ItemRow<'_>], id: &ItemId| place(items, id, |row| row.id).expect("is listed");
    for (kit, parts) in &situation.kits {
        for (component, units) in parts {
            let (kit, item) = (at(&items, kit), at(&items, component));
            let role = Role::component(item, items[item].pack, (*units).max(1));
            items[kit].roles.push(role);
        }
    }
    for ((needed, given), how) in &situation.substitutes {
        let (needed, item) = (at(&items, needed), at(&items, given));
        // What is a component of a kit is nothing else to it.
        if items[needed].roles.iter().all(|role| role.item != item) {
            let ratio = (u64::from(how.given.max(1)), u64::from(how.needed));
            let role = Role::new(item, items[item].pack, ratio, how.penalty.micros());
            items[needed].roles.push(role);
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_whole_packs_and_whole_units_of_the_need() {
        let steps = |pack, ratio| {
            let role = Role::new(0, pack, ratio, 0);
            (role.step, role.served)
        };
        assert_eq!((steps(1, (1, 1)), steps(10, (1, 1)), steps(1, (3, 2))), ((1, 1), (10, 10), (3, 2)));
        assert_eq!((steps(4, (6, 5)), steps(1_000_000, (999_999, 1))), ((12, 10), (999_999_000_000, 1_000_000)));
        let parts = |pack, units| {
            let role = Role::component(0, pack, units);
            (role.step, role.served)
        };
        assert_eq!((parts(1, 6), parts(10, 6), parts(6, 3)), ((1, 1), (10, 5), (6, 2)));
    }
}
