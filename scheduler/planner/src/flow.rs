//! One item's goods in whole numbers: a flow from the root through depot, lot and lane to the need, and through the
//! need's segments back to the root.
//!
//! Both levels are one number here: a segment's unit gains `rank · one_rank`, a column's unit costs its second-level cost,
//! and `one_rank` is more than four times what any way through the network can cost. So a difference of one rank decides
//! before every difference of costs, and a way's length splits again into (rank, cost) without loss. Ranks may stand for
//! worths because inside one item units trade one against one: the sets of units that can be served together form a
//! polymatroid, on which only the order of the weights decides what is best.

use crate::PlanError;
use crate::item::ItemModel;
use crate::network::{Arc, Network, Node, UNLIMITED};
use yicang_domain::plan::Price;

/// A lawful flow of one item.
#[derive(Debug, Clone)]
pub(crate) struct Flow {
    network: Network,
    /// One rank of worth, in millionths of the second level.
    one_rank: i128,
    root: Node,
    stores: Rows,
    lots: Rows,
    /// The arcs from lots, one per column.
    columns: Vec<Arc>,
    /// The last node before the need, and the arc to the need.
    ways: Rows,
    needs: Vec<Node>,
    /// The arcs back to the root, per need, most worth first.
    segments: Vec<Vec<Arc>>,
}

/// Nodes, each with the one arc that leads to it or away from it.
#[derive(Debug, Clone, Default)]
struct Rows {
    nodes: Vec<Node>,
    arcs: Vec<Arc>,
}

impl Flow {
    /// As much of the wanted amounts (one per column) as is lawful, taken in order of the columns.
    ///
    /// # Errors
    /// [`PlanError::Overflow`].
    pub(crate) fn new(model: &ItemModel<'_>, wanted: &[u64]) -> Result<Self, PlanError> {
        let mut flow = Self::empty(model).ok_or(PlanError::Overflow)?;
        for (column, units) in wanted.iter().enumerate().take(model.columns.len()) {
            flow.give(model, column, *units);
        }
        Ok(flow)
    }

    fn empty(model: &ItemModel<'_>) -> Option<Self> {
        let one_rank = one_rank(model)?;
        let mut network = Network::default();
        let root = network.node();
        let (mut stores, mut lots, mut ways) = (Rows::default(), Rows::default(), Rows::default());
        for store in &model.stores {
            stores.nodes.push(network.node());
            stores.arcs.push(network.arc(root, *stores.nodes.last()?, store.limit, 0));
        }
        for lot in &model.lots {
            lots.nodes.push(network.node());
            lots.arcs.push(network.arc(stores.nodes[lot.store], *lots.nodes.last()?, lot.available, 0));
        }
        let needs: Vec<_> = model.needs.iter().map(|_| network.node()).collect();
        for way in &model.ways {
            ways.nodes.push(network.node());
            ways.arcs.push(network.arc(*ways.nodes.last()?, needs[way.need], way.capacity, 0));
        }
        let mut columns = Vec::with_capacity(model.columns.len());
        for column in &model.columns {
            let to = column.way.map_or(needs[column.need], |way| ways.nodes[way]);
            columns.push(network.arc(lots.nodes[column.lot], to, UNLIMITED, column.cost));
        }
        let mut segments = Vec::with_capacity(needs.len());
        for (row, node) in model.needs.iter().zip(&needs) {
            let mut arcs = Vec::with_capacity(row.segments.len());
            for (segment, rank) in row.segments.iter().zip(&row.ranks) {
                let gain = one_rank.checked_mul(i128::from(*rank))?;
                arcs.push(network.arc(*node, root, segment.width, -gain));
            }
            segments.push(arcs);
        }
        network.seal();
        Some(Self { network, one_rank, root, stores, lots, columns, ways, needs, segments })
    }

    /// Sends units over a column, or as many as stock, reserve, lane and need let through; returns how many.
    pub(crate) fn give(&mut self, model: &ItemModel<'_>, column: usize, units: u64) -> u64 {
        let arc = self.columns[column];
        let column = &model.columns[column];
        let mut way = vec![self.stores.arcs[model.lots[column.lot].store], self.lots.arcs[column.lot], arc];
        way.extend(column.way.map(|way| self.ways.arcs[way]));
        let open: u64 = self.segments[column.need].iter().map(|arc| self.network.room(*arc)).sum();
        let units = way.iter().map(|arc| self.network.room(*arc)).fold(units.min(open), u64::min);
        for arc in way {
            self.network.push(arc, units);
        }
        let mut left = units;
        for arc in &self.segments[column.need] {
            let part = left.min(self.network.room(*arc));
            self.network.push(*arc, part);
            left -= part;
        }
        units
    }

    /// Makes the flow exactly best on both levels; returns how many improvements that took.
    ///
    /// # Errors
    /// [`PlanError::Overflow`].
    pub(crate) fn polish(&mut self) -> Result<usize, PlanError> {
        self.network.polish()
    }

    /// Base units per column.
    pub(crate) fn amounts(&self) -> Vec<u64> {
        self.columns.iter().map(|arc| self.network.flow(*arc)).collect()
    }

    /// What one more unit at each lot, store and need would be worth; `None` where it could not even be thrown away.
    /// Only after [`Flow::polish`].
    pub(crate) fn worths(&self) -> Worths {
        let distances = self.network.distances_to(self.root);
        let price = |node: &Node| distances[*node as usize].map(|distance| self.split(-distance));
        let all = |nodes: &[Node]| nodes.iter().map(price).collect();
        Worths { stores: all(&self.stores.nodes), lots: all(&self.lots.nodes), needs: all(&self.needs) }
    }

    /// Back into two levels: costs stay below a quarter of `one_rank`, so the nearest whole rank is the right one.
    fn split(&self, worth: i128) -> Price {
        let first = (worth + self.one_rank / 2).div_euclid(self.one_rank);
        let second = worth - first * self.one_rank;
        Price { first: i64::try_from(first).expect("no more ranks than segments"), second }
    }
}

/// What one more unit is worth at each node.
#[derive(Debug)]
pub(crate) struct Worths {
    pub stores: Vec<Option<Price>>,
    pub lots: Vec<Option<Price>>,
    pub needs: Vec<Option<Price>>,
}

/// More than four times what any way through the network costs: it enters each node at most once.
fn one_rank(model: &ItemModel<'_>) -> Option<i128> {
    let nodes = 1 + model.stores.len() + model.lots.len() + model.ways.len() + model.needs.len();
    let dearest = model.columns.iter().map(|column| column.cost).max().unwrap_or(0);
    let way = dearest.checked_mul(i128::try_from(nodes).ok()? + 1)?;
    way.checked_mul(4)?.checked_add(1)
}
