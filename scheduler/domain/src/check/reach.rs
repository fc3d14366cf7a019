//! What any shipment could serve: the most that the columns to a need bring, each by itself and no store beyond its
//! limit.

use super::index::Index;
use super::items::Role;

/// Units of a need that its columns could bring, in whole steps, at most what is open.
pub(super) fn reach(index: &Index<'_>, need: usize) -> u64 {
    let roles = index.items[index.needs[need].item].roles.iter().filter(|role| role.component.is_none());
    let direct = roles.map(|role| (within_stores(index, role, need) / role.step).saturating_mul(role.served));
    let direct = direct.fold(0, u64::saturating_add);
    // What is no kit needs no components.
    direct.saturating_add(kits_in_reach(index, need)).min(index.needs[need].open)
}

/// Kits that the components in reach of a need could make; 0 where it is for none.
pub(super) fn kits_in_reach(index: &Index<'_>, need: usize) -> u64 {
    let roles = index.items[index.needs[need].item].roles.iter();
    let kits = roles.filter_map(|role| {
        // Whole packs that make whole kits: at most 10⁶ · 10⁶ units at a time.
        role.component.map(|each| within_stores(index, role, need) / (role.served * each) * role.served)
    });
    kits.min().unwrap_or(0)
}

/// Units of an item that its stores could send to a need, in whole steps.
fn within_stores(index: &Index<'_>, role: &Role, need: usize) -> u64 {
    // Lots are sorted by depot, so those of a store stand together.
    let stores = index.lots_of(role.item).chunk_by(|a, b| index.lots[*a].store == index.lots[*b].store);
    let of_each = stores.map(|lots| {
        let columns = lots.iter().filter_map(|lot| index.column(role, *lot, need));
        let most = columns.fold(0_u64, |sum, column| sum.saturating_add(column.most));
        most.min(index.stores[index.lots[lots[0]].store].limit) / role.step * role.step
    });
    of_each.fold(0, u64::saturating_add)
}
