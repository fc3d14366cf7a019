//! What a plan sends, by index: before rounding to packs, and after.

use super::index::{Index, Way};
use crate::id::{ItemId, LotKey, NeedKey, SiteId};
use crate::v1::plan::Plan;

/// Units of a lot to a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sent {
    pub(super) need: usize,
    pub(super) lot: usize,
    pub(super) units: u64,
}

/// Columns with something sent, and their sums. Many lines of at most 10¹² units: a u64 holds 18 million of them.
pub(super) struct Flow {
    /// Sorted by need, then lot; each pair once.
    pub(super) sent: Vec<Sent>,
    pub(super) by_lot: Vec<u64>,
    pub(super) by_store: Vec<u64>,
    /// In units of what is needed: substitutes by their ratio, components by whole kits.
    pub(super) by_need: Vec<u64>,
    /// Grams and millilitres.
    pub(super) by_pool: Vec<[u128; 2]>,
    /// Depot and site, units of all items; sorted.
    by_lane: Vec<((usize, usize), u64)>,
    /// Where each need's part of `sent` begins, and the end.
    starts: Vec<usize>,
}

type Line<'a> = (&'a LotKey, &'a SiteId, &'a ItemId, u64);

/// The plan's columns after and before rounding; what is unknown is left out.
pub(super) fn flows(index: &Index<'_>, plan: &Plan) -> (Flow, Option<Flow>) {
    let shipped = plan.shipments.iter().map(|s| (&s.lot, &s.site, &s.serves, s.quantity.units()));
    let shipped = resolved(index, shipped);
    if plan.unrounded.is_empty() {
        return (Flow::of(index, shipped), None);
    }
    let base = plan.unrounded.iter().map(|b| (&b.lot, &b.site, &b.serves, b.quantity.units()));
    let mut before = resolved(index, base);
    let rounded: Vec<_> = before.iter().map(|sent| (sent.need, sent.lot)).collect();
    let same = shipped.iter().filter(|sent| rounded.binary_search(&(sent.need, sent.lot)).is_err());
    before.extend(same);
    before.sort_unstable();
    (Flow::of(index, shipped), Some(Flow::of(index, before)))
}

fn resolved<'a>(index: &Index<'_>, lines: impl Iterator<Item = Line<'a>>) -> Vec<Sent> {
    let mut sent: Vec<_> = lines
        .filter_map(|(lot, site, serves, units)| {
            let need = index.need(&NeedKey { site: site.clone(), item: serves.clone() })?;
            Some(Sent { need, lot: index.lot(lot)?, units })
        })
        .collect();
    sent.sort_unstable();
    sent
}

impl Flow {
    fn of(index: &Index<'_>, sent: Vec<Sent>) -> Self {
        let mut flow = Self {
            by_lot: vec![0; index.lots.len()],
            by_store: vec![0; index.stores.len()],
            by_need: vec![0; index.needs.len()],
            by_pool: vec![[0; 2]; index.pools.len()],
            by_lane: Vec::with_capacity(sent.len()),
            starts: Vec::with_capacity(index.needs.len() + 1),
            sent,
        };
        let mut over: Vec<((usize, usize), u64)> = Vec::with_capacity(flow.sent.len());
        for sent in &flow.sent {
            let lot = &index.lots[sent.lot];
            flow.by_lot[sent.lot] += sent.units;
            flow.by_store[lot.store] += sent.units;
            let lane = index.lane_of(sent.lot, sent.need);
            over.push((lane, sent.units));
            if let Some(Way { pool: Some(pool), .. }) = index.way(lane) {
                let item = &index.items[lot.item];
                flow.by_pool[pool][0] += u128::from(sent.units) * u128::from(item.grams());
                flow.by_pool[pool][1] += u128::from(sent.units) * u128::from(item.millilitres());
            }
        }
        over.sort_unstable();
        for (lane, units) in over {
            match flow.by_lane.last_mut() {
                Some((last, sum)) if *last == lane => *sum += units,
                _ => flow.by_lane.push((lane, units)),
            }
        }
        let starts = (0..=index.needs.len()).map(|need| flow.sent.partition_point(|sent| sent.need < need));
        flow.starts = starts.collect();
        for need in 0..index.needs.len() {
            flow.by_need[need] = flow.given(index, need);
        }
        flow
    }

    /// What is sent to a need.
    pub(super) fn to(&self, need: usize) -> &[Sent] {
        &self.sent[self.starts[need]..self.starts[need + 1]]
    }

    /// What is sent over a column.
    pub(super) fn over(&self, lot: usize, need: usize) -> u64 {
        let to = self.to(need);
        to.binary_search_by_key(&lot, |sent| sent.lot).map_or(0, |place| to[place].units)
    }

    /// What goes over a lane.
    pub(super) fn on_lane(&self, lane: (usize, usize)) -> u64 {
        self.by_lane.binary_search_by_key(&lane, |(lane, _)| *lane).map_or(0, |place| self.by_lane[place].1)
    }

    /// Every lane that something goes over, and how much.
    pub(super) fn lanes(&self) -> impl Iterator<Item = ((usize, usize), u64)> {
        self.by_lane.iter().copied()
    }

    /// Units of a component that a need for kits gets.
    pub(super) fn of_component(&self, index: &Index<'_>, need: usize, item: usize) -> u64 {
        self.to(need).iter().filter(|sent| index.lots[sent.lot].item == item).map(|sent| sent.units).sum()
    }

    fn given(&self, index: &Index<'_>, need: usize) -> u64 {
        let mut given = 0_u64;
        for sent in self.to(need) {
            if let Some(role) = index.role(sent.lot, need).filter(|role| role.component.is_none()) {
                // At most 10¹² · 10⁶.
                given = given.saturating_add(sent.units * u64::from(role.needed) / u64::from(role.given.max(1)));
            }
        }
        given.saturating_add(self.kits(index, need).unwrap_or(0))
    }

    /// How many kits the components make that a need gets; `None` if it is not for a kit.
    pub(super) fn kits(&self, index: &Index<'_>, need: usize) -> Option<u64> {
        let roles = index.items[index.needs[need].item].roles.iter();
        let of_each = roles
            .filter_map(|role| role.component.map(|units| self.of_component(index, need, role.item) / units.max(1)));
        of_each.min()
    }
}
