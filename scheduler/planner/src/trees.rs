//! What the engine remembers from one plan to the next: the tree of each group of items, so that a plan after a few changes
//! takes time for the changes, not for the country.

use crate::ground::{Ground, Group};
use crate::group::Hubs;
use crate::kernel::{Columns, Kept, Kernel, Market, Moved, Number};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard};
use yicang_domain::{ItemId, LotKey, NeedKey};

/// The trees of earlier plans, for [`crate::Options::trees`]. Whatever they hold, a plan is exactly as good as without them;
/// where two plans are equally good, it stays with what went before.
#[derive(Default)]
pub struct Trees {
    by_items: Mutex<BTreeMap<Vec<ItemId>, Tree>>,
}

/// The tree of a group, and whose its hubs and needs are.
struct Tree {
    lots: Vec<LotKey>,
    needs: Vec<NeedKey>,
    kept: AnyKept,
}

/// A tree by the numbers that it counts in.
pub(crate) enum AnyKept {
    Narrow(Kept<i64>),
    Wide(Kept<i128>),
}

/// Numbers that a remembered tree may count in.
pub(crate) trait Remembered: Number {
    fn remember(kept: Kept<Self>) -> AnyKept;
    /// `None` if it counts in others.
    fn recall(kept: AnyKept) -> Option<Kept<Self>>;
}

impl Remembered for i64 {
    fn remember(kept: Kept<Self>) -> AnyKept {
        AnyKept::Narrow(kept)
    }

    fn recall(kept: AnyKept) -> Option<Kept<Self>> {
        if let AnyKept::Narrow(kept) = kept { Some(kept) } else { None }
    }
}

impl Remembered for i128 {
    fn remember(kept: Kept<Self>) -> AnyKept {
        AnyKept::Wide(kept)
    }

    fn recall(kept: AnyKept) -> Option<Kept<Self>> {
        if let AnyKept::Wide(kept) = kept { Some(kept) } else { None }
    }
}

impl fmt::Debug for Trees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trees of {} groups of items", self.all().len())
    }
}

impl Trees {
    fn all(&self) -> MutexGuard<'_, BTreeMap<Vec<ItemId>, Tree>> {
        self.by_items.lock().expect("nothing panics while it holds the trees")
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    /// Forgets groups of items that are no more.
    pub(crate) fn retain(&self, ground: &Ground<'_>, groups: &[Group]) {
        let names: Vec<_> = groups.iter().map(|group| name(ground, group)).collect();
        self.all().retain(|items, _| names.contains(items));
    }

    /// A group's kernel from its last tree, if there is one that fits. Groups whose hubs are more than their lots, or that
    /// have limited arcs, begin anew.
    pub(crate) fn resume<'k, N: Remembered, C: Columns<N>>(
        &self,
        ground: &Ground<'_>,
        group: &Group,
        hubs: &Hubs,
        market: &'k Market<N>,
        columns: &'k C,
    ) -> Option<Kernel<'k, N, C>> {
        let tree = self.all().remove(&name(ground, group))?;
        if !is_plain(group, hubs, market) {
            return None;
        }
        let [mut of_hubs, mut of_needs] = [vec![None; market.supply.len()], vec![None; market.needs()]];
        for (lot, hub) in group.lots.iter().zip(&hubs.lots) {
            of_hubs[*hub as usize] = place(&tree.lots, ground.lots[*lot].key);
        }
        for (need, was) in group.needs.iter().zip(&mut of_needs) {
            *was = place(&tree.needs, ground.needs[*need].key);
        }
        let moved = Moved { hubs: &of_hubs, needs: &of_needs, same_costs: false };
        Kernel::resume(market, columns, N::recall(tree.kept)?, moved)
    }

    /// Keeps a solved group's tree.
    pub(crate) fn keep<N: Remembered, C: Columns<N>>(
        &self,
        ground: &Ground<'_>,
        group: &Group,
        hubs: &Hubs,
        kernel: Kernel<'_, N, C>,
    ) {
        if !is_plain(group, hubs, kernel.market()) {
            return;
        }
        let mut lots: Vec<_> = group.lots.iter().zip(&hubs.lots).map(|(lot, hub)| (*hub, *lot)).collect();
        lots.sort_unstable();
        let tree = Tree {
            lots: lots.into_iter().map(|(_, lot)| ground.lots[lot].key.clone()).collect(),
            needs: group.needs.iter().map(|need| ground.needs[*need].key.clone()).collect(),
            kept: N::remember(kernel.keep()),
        };
        self.all().insert(name(ground, group), tree);
    }
}

fn is_plain<N>(group: &Group, hubs: &Hubs, market: &Market<N>) -> bool {
    market.links.is_empty() && market.supply.len() == group.lots.len() && hubs.lots.is_sorted()
}

fn name(ground: &Ground<'_>, group: &Group) -> Vec<ItemId> {
    group.items.iter().map(|item| ground.items[*item].id.clone()).collect()
}

/// Where a key stands in a sorted list.
fn place<K: Ord>(keys: &[K], key: &K) -> Option<u32> {
    keys.binary_search(key).ok().and_then(|place| u32::try_from(place).ok())
}
