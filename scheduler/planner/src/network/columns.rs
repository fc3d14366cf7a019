//! The columns of a group of items, as the simplex asks for them. They are listed if they fit into memory, else counted
//! anew at each look.

use crate::model::{Group, Model};
use crate::simplex::tuning::REPORTED_MAX;
use crate::simplex::{Columns, Number, Whole, narrow};

/// More columns than this are not listed.
const LISTED_MAX: usize = 8_000_000;

/// What a unit over a column costs the simplex; `None` where there is no column. Lots and needs count within the group.
pub(crate) trait Costs<N>: Sync {
    fn cost(&self, lot: usize, need: usize) -> Option<N>;
}

/// See the module.
pub(crate) enum Priced<K, C> {
    /// By need: lot and cost, sorted by cost.
    Listed { first: Vec<usize>, columns: Vec<(u32, K)>, supply_nodes: Vec<u32> },
    /// By need in no order.
    Counted { costs: C, supply_nodes: Vec<u32> },
}

impl<K: Whole, C> Priced<K, C> {
    /// `supply_nodes` says which supply node each lot is. All costs fit into the number that they are listed in.
    pub(crate) fn new<N: Number>(costs: C, needs: usize, supply_nodes: Vec<u32>) -> Self
    where
        C: Costs<N>,
    {
        if supply_nodes.len().saturating_mul(needs) > LISTED_MAX {
            return Self::Counted { costs, supply_nodes };
        }
        let (mut first, mut columns) = (vec![0], Vec::new());
        for need in 0..needs {
            let begin = columns.len();
            for (lot, supply_node) in supply_nodes.iter().enumerate() {
                columns.extend(costs.cost(lot, need).map(|cost| (*supply_node, narrow(cost))));
            }
            columns[begin..].sort_unstable_by_key(|(supply_node, cost)| (*cost, *supply_node));
            first.push(columns.len());
        }
        Self::Listed { first, columns, supply_nodes }
    }

    /// Calls `visit` with every column of a need, cheapest first where they are listed.
    fn visit<N: Number>(&self, need: usize, mut visit: impl FnMut(u32, N) -> bool)
    where
        K: Into<N>,
        C: Costs<N>,
    {
        match self {
            Self::Listed { first, columns, .. } => {
                for (supply_node, cost) in &columns[first[need]..first[need + 1]] {
                    if !visit(*supply_node, (*cost).into()) {
                        return;
                    }
                }
            }
            Self::Counted { costs, supply_nodes } => {
                for (lot, supply_node) in supply_nodes.iter().enumerate() {
                    if let Some(cost) = costs.cost(lot, need)
                        && !visit(*supply_node, cost)
                    {
                        return;
                    }
                }
            }
        }
    }
}

/// Which supply nodes are seen.
#[derive(Default)]
pub(crate) struct Outlook<N> {
    /// The least price of a supply node that is seen; `None` if none is.
    least: Option<N>,
    /// By supply node; empty if all are.
    only: Vec<bool>,
}

/// Puts a column among the cheapest so far.
fn keep<N: Number>(best: &mut Vec<(N, u32, N)>, most: usize, column: (N, u32, N)) {
    let place = best.partition_point(|other| *other <= column);
    if place < most {
        best.truncate(most - 1);
        best.insert(place, column);
    }
}

impl<N: Number, K: Whole + Into<N>, C: Costs<N>> Columns<N> for Priced<K, C> {
    type Outlook = Outlook<N>;
    type Cost = K;

    fn near(&self, need: usize, count: usize, out: &mut Vec<(u32, K)>) {
        let mut best = Vec::with_capacity(count + 1);
        let sorted = matches!(self, Self::Listed { .. });
        self.visit(need, |supply_node, cost| {
            keep(&mut best, count, (cost, supply_node, cost));
            !(sorted && best.len() == count)
        });
        out.extend(best.into_iter().map(|(_, supply_node, cost)| (supply_node, narrow(cost))));
    }

    fn cost(&self, supply_node: usize, need: usize) -> Option<N> {
        let of = u32::try_from(supply_node).ok()?;
        match self {
            Self::Listed { first, columns, .. } => {
                let mut of_need = columns[first[need]..first[need + 1]].iter();
                of_need.find(|(supply_node, _)| *supply_node == of).map(|(_, cost)| (*cost).into())
            }
            Self::Counted { costs, supply_nodes } => {
                costs.cost(supply_nodes.iter().position(|supply_node| *supply_node == of)?, need)
            }
        }
    }

    fn outlook(&self, prices: &[N], only: Option<&[bool]>, outlook: &mut Outlook<N>) {
        let (Self::Listed { supply_nodes, .. } | Self::Counted { supply_nodes, .. }) = self;
        let seen = supply_nodes.iter().filter(|supply_node| only.is_none_or(|only| only[**supply_node as usize]));
        outlook.least = seen.map(|supply_node| prices[*supply_node as usize]).min();
        outlook.only.clear();
        outlook.only.extend_from_slice(only.unwrap_or_default());
    }

    fn cheaper(&self, need: usize, below: N, prices: &[N], outlook: &Outlook<N>, out: &mut Vec<(u32, N)>) -> bool {
        let Some(least) = outlook.least else { return true };
        let mut best = Vec::with_capacity(REPORTED_MAX + 1);
        let sorted = matches!(self, Self::Listed { .. });
        let (mut found, all) = (0, outlook.only.is_empty());
        self.visit(need, |supply_node, cost| {
            let price = cost + prices[supply_node as usize];
            if price < below && (all || outlook.only[supply_node as usize]) {
                found += 1;
                keep(&mut best, REPORTED_MAX, (price, supply_node, cost));
            }
            // No dearer column can do it either.
            !(sorted && cost + least >= below)
        });
        out.extend(best.into_iter().map(|(_, supply_node, cost)| (supply_node, cost)));
        found <= REPORTED_MAX
    }
}

/// The columns of a group by the model's costs: those that neither cross a limited lane nor have a part of their own.
pub(crate) struct Plain<'g, 'a> {
    pub model: &'g Model<'a>,
    pub group: &'g Group,
    /// What divides every cost.
    pub unit: i128,
}

impl<N: Number> Costs<N> for Plain<'_, '_> {
    fn cost(&self, lot: usize, need: usize) -> Option<N> {
        let (lot, need) = (self.group.lots[lot], self.group.needs[need]);
        let role = self.model.role(lot, need)?;
        let column = self.model.column(role, lot, need).ok()?;
        if column.way.capacity.is_some() || column.cap.is_some() {
            return None;
        }
        if !self.model.is_carried(role, lot, need, &column) {
            return None;
        }
        N::new((column.cost? + self.model.change()) / self.unit)
    }
}
