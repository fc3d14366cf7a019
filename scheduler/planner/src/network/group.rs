//! One group of items, from the model to amounts and prices that prove them. Its market is built, solved by the
//! simplex, and read out.

mod amounts;
mod prices;
#[cfg(test)]
mod tests;

pub(crate) use amounts::start_from;
pub(crate) use prices::stock_prices;

use super::columns::{Plain, Priced};
use super::cuts::{Cuts, Outgrown, Solved, Stacks};
use super::scale::Scale;
use super::supply_nodes::{self, SupplyNodes, links, supply};
use super::trees::{Kept, Trees};
use crate::error::PlanError;
use crate::model::objective;
use crate::model::worth::Worth;
use crate::model::{Group, Model};
use crate::simplex::{Moved, Simplex, Whole};
use amounts::of_flows;
use std::borrow::Cow;
use yicang_domain::plan::Prices;
use yicang_domain::{Part, Vector};

use crate::model::Amount;
/// A group that is planned.
#[derive(Debug, Default)]
pub(crate) struct GroupSolution {
    /// Sorted by need, then lot; each pair once, above zero.
    pub amounts: Vec<Amount>,
    pub prices: Prices,
    pub pivots: u64,
}

/// The stacks of a group's needs, in packs.
pub(crate) struct Needs<'g, 'a> {
    pub model: &'g Model<'a>,
    pub group: &'g Group,
}

impl Needs<'_, '_> {
    fn stack(&self, need: usize) -> &crate::model::segments::Stack {
        &self.model.needs[self.group.needs[need]].stack
    }
}

impl Stacks for Needs<'_, '_> {
    type Gain = Worth;

    fn needs(&self) -> usize {
        self.group.needs.len()
    }

    fn units(&self, need: usize) -> i64 {
        supply_nodes::units(self.stack(need).packs(self.group.pack))
    }

    fn gain(&self, need: usize, unit: i64) -> Worth {
        self.stack(need).worth(self.group.pack, unit.unsigned_abs())
    }

    fn place(&self, need: usize, unit: i64) -> u32 {
        self.stack(need).place(self.group.pack, unit.unsigned_abs())
    }

    fn above(&self, need: usize, place: u32) -> i64 {
        supply_nodes::units(self.stack(need).above(self.group.pack, place))
    }
}

/// Where a group's solution begins.
enum Begin {
    /// From a remembered tree, else from amounts of an earlier plan, else from nothing.
    Anew,
    /// From flows of the same market in narrower numbers.
    Flows(Outgrown),
}

/// Why a group was not solved.
enum Stopped {
    /// Its ranks need wider numbers; from where to go on, unless nothing was done.
    Outgrown(Option<Outgrown>),
    /// It cannot be counted.
    Overflow,
}

/// The exact optimum of a group by itself. `last` is where to start from: amounts of an earlier plan, sorted.
///
/// # Errors
/// [`PlanError::Overflow`].
pub(crate) fn solve(
    model: &Model<'_>,
    group: &Group,
    last: Option<&[Amount]>,
    trees: Option<&Trees>,
) -> Result<GroupSolution, PlanError> {
    let group = &*whole_packs(model, group);
    let supply_nodes = SupplyNodes::new(model, group, &|_| true);
    let case = Case { model, group, supply_nodes: &supply_nodes, last, trees };
    let mut cuts = Cuts::new(&case.stacks(), supply(&supply_nodes).into_iter().fold(0, i64::saturating_add));
    let solved = match model.dearest() / model.unit() <= u32::MAX.into() {
        true => case.solve::<i64, u32>(&mut cuts, Begin::Anew),
        false => case.solve::<i64, i64>(&mut cuts, Begin::Anew),
    };
    let solved = match solved {
        Err(Stopped::Outgrown(flows)) => case.solve::<i128, i128>(&mut cuts, flows.map_or(Begin::Anew, Begin::Flows)),
        solved => solved,
    };
    solved.map_err(|_| PlanError::Overflow)
}

/// The group without needs that have less than a pack open.
fn whole_packs<'g>(model: &Model<'_>, group: &'g Group) -> Cow<'g, Group> {
    let has_any = |need: &usize| model.needs[*need].stack.packs(group.pack) > 0;
    if group.needs.iter().all(has_any) {
        return Cow::Borrowed(group);
    }
    let mut group = group.clone();
    group.needs.retain(has_any);
    Cow::Owned(group)
}

/// A group that is to be solved.
struct Case<'c, 'a> {
    model: &'c Model<'a>,
    group: &'c Group,
    supply_nodes: &'c SupplyNodes,
    last: Option<&'c [Amount]>,
    trees: Option<&'c Trees>,
}

impl Case<'_, '_> {
    fn stacks(&self) -> Needs<'_, '_> {
        Needs { model: self.model, group: self.group }
    }

    /// With prices in one kind of number, and costs in another.
    fn solve<N: Kept, K: Whole + Into<N>>(
        &self,
        cuts: &mut Cuts<Worth>,
        begin: Begin,
    ) -> Result<GroupSolution, Stopped> {
        let Self { model, group, supply_nodes, last, trees } = *self;
        let dearest = model.dearest() / model.unit() + 1;
        let scale = Scale::new(supply(supply_nodes).len(), dearest).ok_or(Stopped::Overflow)?;
        let stacks = self.stacks();
        let links = links(supply_nodes, &|_, _| 0, model.unit()).ok_or(Stopped::Outgrown(None))?;
        let market =
            cuts.market::<N, _>(&stacks, (supply(supply_nodes), links), scale).ok_or(Stopped::Outgrown(None))?;
        if !market.is_countable() {
            return Err(Stopped::Overflow);
        }
        let plain = Plain { model, group, unit: model.unit() };
        let columns: Priced<K, _> = Priced::new::<N>(plain, group.needs.len(), supply_nodes.lots.clone());
        let simplex = match begin {
            Begin::Flows(flows) => Simplex::with_links(&market, &columns, &flows.sent, &flows.over_links),
            Begin::Anew => {
                let resumed =
                    trees.and_then(|trees| trees.recall::<N>(model, group, supply_nodes)).and_then(|(tree, moved)| {
                        let moved = Moved { supply_nodes: &moved[0], needs: &moved[1], same_costs: false };
                        cuts.resume((&market, &columns), scale, tree, moved)
                    });
                match (resumed, last) {
                    (Some(simplex), _) => simplex,
                    (None, Some(last)) => {
                        Simplex::new(&market, &columns, &start_from(group, supply_nodes, &market, &columns, last))
                    }
                    (None, None) => Simplex::cold(&market, &columns),
                }
            }
        };
        let keep = trees.is_some() && super::trees::is_plain(group, supply_nodes);
        let solved = match cuts.solve(&stacks, (simplex, &columns), scale, keep) {
            Err(outgrown) => return Err(Stopped::Outgrown(Some(outgrown))),
            Ok(solved) => solved,
        };
        self.read_out(cuts, solved, scale).ok_or(Stopped::Overflow)
    }

    fn read_out<N: Kept>(&self, cuts: &Cuts<Worth>, solved: Solved<N, Worth>, scale: Scale) -> Option<GroupSolution> {
        let Self { model, group, supply_nodes, trees, .. } = *self;
        let mut done = GroupSolution { pivots: solved.work.pivots, ..GroupSolution::default() };
        done.amounts = of_flows(group, supply_nodes, solved.sent, solved.over_links);
        let omega = group.needs.first().map_or(1, |need| objective::omega(model, *need));
        let price = |price: &N| {
            let (rank, cost) = scale.split(price.wide());
            // Every price hangs on the segment, or on what is left, that its part of the tree hangs on.
            let worth = if rank == 0 { Vector::ZERO } else { cuts.gain(rank)?.vector(omega)? };
            // In units of the market, as worths are: what a base unit costs, so many times.
            let cost = cost.checked_mul(model.unit())?.checked_mul(group.pack.into())?;
            worth.checked_add(&Vector::of(Part::Cost, cost))
        };
        let vectors = |prices: &[N]| prices.iter().map(price).collect::<Option<Vec<_>>>();
        let (of_supply_nodes, of_needs) = (vectors(&solved.supply_node_prices)?, vectors(&solved.need_prices)?);
        done.prices = prices::prices(model, group, supply_nodes, &of_supply_nodes, &of_needs, &done.amounts)?;
        if let Some((trees, tree)) = trees.zip(solved.remembered) {
            trees.keep(model, group, supply_nodes, tree);
        }
        Some(done)
    }
}
