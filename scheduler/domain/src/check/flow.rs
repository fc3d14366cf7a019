//! What a plan sends, by index.

use super::index::Index;
use crate::plan::Plan;

/// Units of a lot to a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sent {
    pub(super) need: usize,
    pub(super) lot: usize,
    pub(super) units: u64,
}

/// Columns with something sent, and their sums. A line is at most 10¹² units: a u64 holds 18 million of them.
pub(super) struct Flow {
    /// Sorted by need, then lot; each pair once.
    pub(super) sent: Vec<Sent>,
    pub(super) by_lot: Vec<u64>,
    pub(super) by_store: Vec<u64>,
    /// In units of what is needed: substitutes by their ratio, components by whole kits.
    pub(super) by_need: Vec<u64>,
    /// Micrograms and nanolitres.
    pub(super) by_pool: Vec<[u128; 2]>,
    /// Depot and site, units of all items; sorted.
    by_lane: Vec<((usize, usize), u64)>,
    /// Where each need's part of `sent` begins, and the end.
    starts: Vec<usize>,
}

impl Flow {
    /// What a plan ships between lots and needs that are known.
    pub(super) fn of(index: &Index<'_>, plan: &Plan) -> Self {
        let known = plan.shipments.iter().filter_map(|shipment| {
            let (lot, need) = (index.lot(&shipment.lot)?, index.need(&shipment.need())?);
            Some(Sent { need, lot, units: shipment.quantity.units() })
        });
        let mut sent: Vec<_> = known.collect();
        sent.sort_unstable();
        let starts = (0..=index.needs.len()).map(|need| sent.partition_point(|sent| sent.need < need));
        let mut flow = Self {
            by_lot: vec![0; index.lots.len()],
            by_store: vec![0; index.stores.len()],
            by_need: vec![0; index.needs.len()],
            by_pool: vec![[0; 2]; index.pools.len()],
            by_lane: Vec::new(),
            starts: starts.collect(),
            sent,
        };
        flow.add_up(index);
        for need in 0..index.needs.len() {
            flow.by_need[need] = flow.given(index, need);
        }
        flow
    }

    fn add_up(&mut self, index: &Index<'_>) {
        let mut over: Vec<((usize, usize), u64)> = Vec::with_capacity(self.sent.len());
        for sent in &self.sent {
            let lot = &index.lots[sent.lot];
            for sum in [&mut self.by_lot[sent.lot], &mut self.by_store[lot.store]] {
                *sum = sum.saturating_add(sent.units);
            }
            let lane = index.lane_of(sent.lot, sent.need);
            over.push((lane, sent.units));
            if let Some(pool) = index.way(lane).and_then(|way| way.pool) {
                let item = &index.items[lot.item];
                // At most 10¹² · 10¹⁵ a line.
                self.by_pool[pool][0] += u128::from(sent.units) * u128::from(item.micrograms);
                self.by_pool[pool][1] += u128::from(sent.units) * u128::from(item.nanolitres);
            }
        }
        over.sort_unstable();
        for (lane, units) in over {
            match self.by_lane.last_mut() {
                Some((last, sum)) if *last == lane => *sum = sum.saturating_add(units),
                _ => self.by_lane.push((lane, units)),
            }
        }
    }

    /// What is sent to a need.
    pub(super) fn to(&self, need: usize) -> &[Sent] {
        &self.sent[self.starts[need]..self.starts[need + 1]]
    }

    /// What goes over a lane; 0 where nothing does.
    pub(super) fn on_lane(&self, lane: (usize, usize)) -> u64 {
        self.by_lane.binary_search_by_key(&lane, |(lane, _)| *lane).map_or(0, |place| self.by_lane[place].1)
    }

    /// Every lane that something goes over, and how much.
    pub(super) fn lanes(&self) -> impl Iterator<Item = ((usize, usize), u64)> {
        self.by_lane.iter().copied()
    }

    /// Units of a component that a need for kits gets.
    pub(super) fn of_component(&self, index: &Index<'_>, need: usize, item: usize) -> u64 {
        let of_item = self.to(need).iter().filter(|sent| index.lots[sent.lot].item == item);
        of_item.fold(0, |sum, sent| sum.saturating_add(sent.units))
    }

    fn given(&self, index: &Index<'_>, need: usize) -> u64 {
        let mut given = 0_u64;
        for sent in self.to(need) {
            if let Some(role) = index.role(sent.lot, need).filter(|role| role.component.is_none()) {
                // At most 10¹² · 10⁶.
                given = given.saturating_add(sent.units * role.needed / role.given);
            }
        }
        // Without components there are no kits.
        given.saturating_add(self.kits(index, need).unwrap_or(0))
    }

    /// How many kits the components make that a need gets; `None` if it is not for a kit.
    pub(super) fn kits(&self, index: &Index<'_>, need: usize) -> Option<u64> {
        let roles = index.items[index.needs[need].item].roles.iter();
        let of_each =
            roles.filter_map(|role| role.component.map(|units| self.of_component(index, need, role.item) / units));
        of_each.min()
    }
}
