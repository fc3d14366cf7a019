//! A situation under a policy by index: what the planner reads instead of maps of texts.
//!
//! | model | here |
//! |---|---|
//! | l, available\[l\] | [`Model::lots`] |
//! | d, Σ available − R\[d,i\] | [`Model::stores`] |
//! | k and its segments | [`Model::needs`] |
//! | (l, k) | [`Model::column`], in [`admissible`] |
//! | items that stand in for each other | [`Model::groups`] |
//!
//! What is forbidden is a missing column, never a penalty.

mod admissible;
mod amount;
mod build;
mod narrowing;
pub(crate) mod objective;
pub(crate) mod segments;
pub(crate) mod usage;
mod working;
pub(crate) mod worth;

pub(crate) use admissible::{Blocker, Column, moment};
pub(crate) use amount::Amount;
pub(crate) use narrowing::Narrowing;

use admissible::Way;
use narrowing::Narrowed;
use segments::Stack;
use yicang_domain::quantity::DECIMAL_ONE;
use yicang_domain::situation::{ItemFacts, Lot, Need, TransportPool};
use yicang_domain::travel::{Point, Travel};
use yicang_domain::{DepotId, ItemId, LotKey, NeedKey, Policy, PoolId, SecondLevel, SiteId, Situation};

/// See the module. Every array is sorted by id.
pub(crate) struct Model<'a> {
    pub situation: &'a Situation,
    pub policy: &'a Policy,
    pub second: SecondLevel,
    pub items: Vec<ItemRow<'a>>,
    pub lots: Vec<LotRow<'a>>,
    pub stores: Vec<StoreRow<'a>>,
    /// Only needs with something open, of classes that the policy knows.
    pub needs: Vec<NeedRow<'a>>,
    /// Needs that the policy gives no worth to, with what is open of them.
    pub unknown: Vec<(&'a NeedKey, u64)>,
    pub pools: Vec<(&'a PoolId, &'a TransportPool)>,
    depots: Vec<(&'a DepotId, Option<Point>)>,
    sites: Vec<SiteRow<'a>>,
    /// By site: whether a lane of limited capacity leads there.
    limited: Vec<bool>,
    travel: Travel,
    now: i64,
    /// What the last plan sent: need, lot, units, whole packs; sorted.
    last: Vec<(usize, usize, u64)>,
    /// [`Model::unit`] and [`Model::dearest`], which look at all lanes.
    unit: i128,
    dearest: i128,
    narrowed: Narrowed,
}

/// An item that is needed or may be given.
pub(crate) struct ItemRow<'a> {
    pub id: &'a ItemId,
    pub facts: ItemFacts,
    /// The least item that substitutions and kits connect it with.
    pub group: usize,
    /// What may serve a need for it; itself first.
    pub roles: Vec<Role>,
    pub lots: Vec<usize>,
    /// What a unit of it is worth beside other items; items that stand in for each other one to one share the greatest.
    pub omega: u64,
}

/// An item that may serve a need for another, or for itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Role {
    pub item: usize,
    /// So many units of it…
    pub given: u32,
    /// …serve so many.
    pub needed: u32,
    /// Of a unit given, in millionths of the second level.
    pub penalty: u64,
    /// Units of it in a kit.
    pub component: Option<u64>,
    /// Whether any column of it can carry something.
    pub works: bool,
}

pub(crate) struct LotRow<'a> {
    pub key: &'a LotKey,
    pub lot: &'a Lot,
    /// Nothing, once it has expired.
    pub available: u64,
    pub item: usize,
    pub store: usize,
    pub depot: usize,
    /// Seconds since 1970.
    ready: i64,
    /// The last day of use, in days since 1970.
    expiry: Option<i64>,
}

/// A depot's heap of an item, all lots together.
pub(crate) struct StoreRow<'a> {
    pub depot: &'a DepotId,
    pub item: usize,
    /// Those with a pack in them.
    pub lots: Vec<usize>,
    /// What may leave: Σ available less the protected reserve.
    pub limit: u64,
    /// Whether the depot must keep any of it.
    pub held: bool,
}

pub(crate) struct NeedRow<'a> {
    pub key: &'a NeedKey,
    pub need: &'a Need,
    pub item: usize,
    pub site: usize,
    /// Base units still asked for.
    pub open: u64,
    /// What its units are worth.
    pub stack: Stack,
    due: Option<i64>,
    latest: Option<i64>,
}

struct SiteRow<'a> {
    id: &'a SiteId,
    at: Option<Point>,
    /// By depot.
    lanes: Vec<(usize, Way)>,
}

/// Items that are planned together because they stand in for each other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    /// Sorted; the first is its name.
    pub items: Vec<usize>,
    pub lots: Vec<usize>,
    pub stores: Vec<usize>,
    pub needs: Vec<usize>,
    /// Whether it has a kit, or a ratio other than one to one, or lots in packs of several sizes.
    pub uneven: bool,
    /// Base units that leave together, and that one unit of the group's market is; 1 where it is uneven.
    pub pack: u64,
}

impl<'a> Model<'a> {
    /// The pack size of a lot's item.
    pub(crate) fn pack(&self, lot: usize) -> u64 {
        self.items[self.lots[lot].item].facts.pack.units()
    }

    pub(crate) fn item(&self, id: &ItemId) -> Option<usize> {
        self.items.binary_search_by(|row| row.id.cmp(id)).ok()
    }

    pub(crate) fn lot(&self, key: &LotKey) -> Option<usize> {
        self.lots.binary_search_by(|row| row.key.cmp(key)).ok()
    }

    pub(crate) fn need(&self, key: &NeedKey) -> Option<usize> {
        self.needs.binary_search_by(|row| row.key.cmp(key)).ok()
    }

    /// The lane that a column takes, by depot and site.
    pub(crate) fn lane(&self, lot: usize, need: usize) -> (usize, usize) {
        (self.lots[lot].depot, self.needs[need].site)
    }

    pub(crate) fn lane_ids(&self, (depot, site): (usize, usize)) -> (&'a DepotId, &'a SiteId) {
        (self.depots[depot].0, self.sites[site].id)
    }

    /// The lots that may serve a need if nothing forbids it, and what they are to it: only in roles that can carry
    /// something.
    pub(crate) fn suppliers(&self, need: usize) -> impl Iterator<Item = (&Role, usize)> {
        self.all_suppliers(need).filter(|(role, _)| role.works)
    }

    /// The same in all roles.
    pub(crate) fn all_suppliers(&self, need: usize) -> impl Iterator<Item = (&Role, usize)> {
        let roles = self.items[self.needs[need].item].roles.iter();
        roles.flat_map(|role| self.items[role.item].lots.iter().map(move |lot| (role, *lot)))
    }

    /// What a lot's item is to a need, if that can carry something.
    pub(crate) fn role(&self, lot: usize, need: usize) -> Option<&Role> {
        let item = self.lots[lot].item;
        self.items[self.needs[need].item].roles.iter().find(|role| role.item == item && role.works)
    }

    /// What a unit beyond the last plan's costs more, in millionths.
    pub(crate) fn change(&self) -> i128 {
        i128::from(self.policy.change) * i128::from(DECIMAL_ONE)
    }

    /// What the last plan sent to a need: lot and units, sorted; nothing where changes cost nothing.
    pub(crate) fn last_to(&self, need: usize) -> impl Iterator<Item = (usize, u64)> {
        let costs = self.policy.change > 0;
        let from = self.last.partition_point(|(of, ..)| *of < need);
        let of_need = self.last[from..].iter().take_while(move |(of, ..)| costs && *of == need);
        of_need.map(|(_, lot, units)| (*lot, *units))
    }

    /// What divides every cost, in millionths: of whole minutes nothing is left to chance, and numbers stay small.
    pub(crate) fn unit(&self) -> i128 {
        self.unit
    }

    /// Whether any column may be limited, or cheaper because the last plan used it.
    pub(crate) fn has_special_columns(&self) -> bool {
        self.policy.change > 0 && !self.last.is_empty() || self.limited.contains(&true) || self.has_caps()
    }

    /// Whether any lane is of limited capacity.
    pub(crate) fn has_limits(&self) -> bool {
        self.limited.contains(&true)
    }

    /// Whether a lane of limited capacity leads to a need's site.
    pub(crate) fn is_reached_over_limits(&self, need: usize) -> bool {
        self.limited[self.needs[need].site]
    }

    /// No column costs more, in millionths.
    pub(crate) fn dearest(&self) -> i128 {
        self.dearest
    }

    /// The groups that somebody needs something of, by name.
    pub(crate) fn groups(&self) -> Vec<Group> {
        let mut groups = vec![Group { pack: 1, ..Group::default() }; self.items.len()];
        for (index, item) in self.items.iter().enumerate() {
            let group = &mut groups[item.group];
            group.items.push(index);
            let odd = |role: &&Role| role.component.is_some() || (role.given, role.needed) != (1, 1);
            group.uneven |= item.roles.iter().filter(|role| role.works).any(|role| odd(&role));
        }
        let of = |item: usize| self.items[item].group;
        let stores = self.stores.iter().enumerate().filter(|(_, row)| !row.lots.is_empty());
        for (index, row) in stores {
            groups[of(row.item)].lots.extend(&row.lots);
            groups[of(row.item)].stores.push(index);
        }
        groups.iter_mut().for_each(|group| group.lots.sort_unstable());
        self.needs.iter().enumerate().for_each(|(index, row)| groups[of(row.item)].needs.push(index));
        groups.retain(|group| !group.needs.is_empty());
        for group in &mut groups {
            let packs = self.packs(group);
            match packs.len() {
                0 => {}
                1 if !group.uneven => {
                    group.pack = packs.into_iter().next().expect("one");
                    // Lots in other packs can send nothing.
                    group.lots.retain(|lot| self.pack(*lot) == group.pack);
                    group.stores.retain(|store| self.pack(self.stores[*store].lots[0]) == group.pack);
                }
                _ => group.uneven |= packs.len() > 1,
            }
        }
        groups
    }
}
