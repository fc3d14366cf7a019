//! The trees of a plan, kept for the next one: after a few changes a plan takes time for the changes only.

use super::SupplyNodes;
use super::cuts::Remembered;
use crate::model::worth::Worth;
use crate::model::{Group, Model};
use crate::simplex::Number;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard};
use yicang_domain::{ItemId, LotKey, NeedKey};

/// A tree, and which supply node and need of it each one of today was.
type Recalled<N> = (Remembered<N, Worth>, [Vec<Option<u32>>; 2]);

/// The trees of earlier plans, for [`crate::options::Options::trees`]. Whatever they hold, a plan is exactly as good as
/// without them; the same goods may come from elsewhere at the same cost.
#[derive(Default)]
pub struct Trees {
    by_items: Mutex<BTreeMap<Vec<ItemId>, Tree>>,
}

/// The tree of a group, and whose its supply nodes and needs are.
struct Tree {
    lots: Vec<LotKey>,
    needs: Vec<NeedKey>,
    of: AnyTree,
}

/// A tree by the numbers that it counts in.
pub(crate) enum AnyTree {
    Narrow(Remembered<i64, Worth>),
    Wide(Remembered<i128, Worth>),
}

/// Numbers that a remembered tree may count in.
pub(crate) trait Kept: Number {
    fn keep(tree: Remembered<Self, Worth>) -> AnyTree;
    /// `None` if it counts in others.
    fn recall(tree: AnyTree) -> Option<Remembered<Self, Worth>>;
}

impl Kept for i64 {
    fn keep(tree: Remembered<Self, Worth>) -> AnyTree {
        AnyTree::Narrow(tree)
    }

    fn recall(tree: AnyTree) -> Option<Remembered<Self, Worth>> {
        if let AnyTree::Narrow(tree) = tree { Some(tree) } else { None }
    }
}

impl Kept for i128 {
    fn keep(tree: Remembered<Self, Worth>) -> AnyTree {
        AnyTree::Wide(tree)
    }

    fn recall(tree: AnyTree) -> Option<Remembered<Self, Worth>> {
        if let AnyTree::Wide(tree) = tree { Some(tree) } else { None }
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

    /// Whether there is one of a group.
    #[cfg(test)]
    pub(crate) fn knows(&self, model: &Model<'_>, group: &Group) -> bool {
        self.all().contains_key(&name(model, group))
    }

    /// Forgets groups of items that are no more.
    pub(crate) fn retain(&self, model: &Model<'_>, groups: &[Group]) {
        let names: Vec<_> = groups.iter().map(|group| name(model, group)).collect();
        self.all().retain(|items, _| names.contains(items));
    }

    /// A group's last tree, if there is one that fits, and which supply node and need each one of today was. Groups
    /// whose supply nodes are more than their lots, or that have limited arcs, begin anew.
    pub(crate) fn recall<N: Kept>(
        &self,
        model: &Model<'_>,
        group: &Group,
        supply_nodes: &SupplyNodes,
    ) -> Option<Recalled<N>> {
        let tree = self.all().remove(&name(model, group))?;
        if !is_plain(group, supply_nodes) {
            return None;
        }
        let mut of_supply_nodes = vec![None; supply_nodes.count()];
        for (lot, supply_node) in group.lots.iter().zip(&supply_nodes.lots) {
            of_supply_nodes[*supply_node as usize] = place(&tree.lots, model.lots[*lot].key);
        }
        let of_needs = group.needs.iter().map(|need| place(&tree.needs, model.needs[*need].key)).collect();
        Some((N::recall(tree.of)?, [of_supply_nodes, of_needs]))
    }

    /// Keeps a solved group's tree.
    pub(crate) fn keep<N: Kept>(
        &self,
        model: &Model<'_>,
        group: &Group,
        supply_nodes: &SupplyNodes,
        tree: Remembered<N, Worth>,
    ) {
        let mut lots: Vec<_> =
            group.lots.iter().zip(&supply_nodes.lots).map(|(lot, supply_node)| (*supply_node, *lot)).collect();
        lots.sort_unstable();
        let tree = Tree {
            lots: lots.into_iter().map(|(_, lot)| model.lots[lot].key.clone()).collect(),
            needs: group.needs.iter().map(|need| model.needs[*need].key.clone()).collect(),
            of: N::keep(tree),
        };
        self.all().insert(name(model, group), tree);
    }
}

/// Whether a group's supply nodes are its lots, and it has no limited arcs.
pub(crate) fn is_plain(group: &Group, supply_nodes: &SupplyNodes) -> bool {
    supply_nodes.is_without_arcs() && supply_nodes.count() == group.lots.len() && supply_nodes.lots.is_sorted()
}

fn name(model: &Model<'_>, group: &Group) -> Vec<ItemId> {
    group.items.iter().map(|item| model.items[*item].id.clone()).collect()
}

/// Where a key stands in a sorted list.
fn place<K: Ord>(keys: &[K], key: &K) -> Option<u32> {
    keys.binary_search(key).ok().and_then(|place| u32::try_from(place).ok())
}
