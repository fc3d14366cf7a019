//! Whole units of a network that keep all rows: what is too much is cut down, least gain first; what has room is filled, most
//! gain above the prices first; and what could go a cheaper way does.

use super::network::{Flow, Network};
use super::program::Tags;
use crate::group::Amount;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

struct Greedy<'g, 'n, 'p, 'a> {
    network: &'g Network<'n, 'p, 'a>,
    lots: Vec<u64>,
    stores: Vec<u64>,
    rows: Vec<i128>,
    /// By net and need: units received.
    got: Vec<Vec<u64>>,
    /// By net: need and source.
    flows: Vec<BTreeMap<(u32, u32), u64>>,
    /// By net and source: what a unit pays for stock and rows.
    priced: Vec<Vec<i64>>,
}

/// Lawful amounts near the flows, sorted.
pub(super) fn lawful(network: &Network<'_, '_, '_>, flows: &[Vec<Flow>], tags: &Tags) -> Vec<Amount> {
    let ground = network.program.ground;
    let mut greedy = Greedy {
        network,
        lots: ground.lots.iter().map(|lot| lot.available).collect(),
        stores: ground.stores.iter().map(|store| store.limit).collect(),
        rows: network.program.rows.iter().map(|(_, limit, _)| i128::from(*limit)).collect(),
        got: network.nets.iter().map(|net| vec![0; net.needs.len()]).collect(),
        flows: vec![BTreeMap::new(); network.nets.len()],
        priced: network.nets.iter().map(|net| network.priced(net, tags)).collect(),
    };
    for (net, flows) in flows.iter().enumerate() {
        for flow in flows {
            // Stock and claims may be overdrawn by what a solver's tolerance leaves: there it is cut off.
            let source = &network.nets[net].sources[flow.source as usize];
            let open = greedy.open(net, flow.need as usize);
            let units = flow.units.min(greedy.lots[source.lot]).min(greedy.stores[source.store]).min(open);
            greedy.give(net, flow.need, flow.source, units);
        }
    }
    greedy.cut();
    greedy.fill();
    greedy.shift();
    let flows: Vec<Vec<Flow>> = greedy.flows.iter().map(list).collect();
    network.amounts(&flows)
}

fn list(flows: &BTreeMap<(u32, u32), u64>) -> Vec<Flow> {
    flows.iter().map(|((need, source), units)| Flow { need: *need, source: *source, units: *units }).collect()
}

impl Greedy<'_, '_, '_, '_> {
    fn open(&self, net: usize, need: usize) -> u64 {
        let ground = self.network.program.ground;
        ground.needs[self.network.nets[net].group.needs[need]].open - self.got[net][need]
    }

    fn give(&mut self, net: usize, need: u32, source: u32, units: u64) {
        if units == 0 {
            return;
        }
        let from = &self.network.nets[net].sources[source as usize];
        self.lots[from.lot] -= units;
        self.stores[from.store] -= units;
        for (row, size) in from.takes.iter().flatten() {
            self.rows[*row] -= i128::from(*size) * i128::from(units);
        }
        self.got[net][need as usize] += units;
        *self.flows[net].entry((need, source)).or_default() += units;
    }

    fn take(&mut self, net: usize, need: u32, source: u32, units: u64) {
        let from = &self.network.nets[net].sources[source as usize];
        self.lots[from.lot] += units;
        self.stores[from.store] += units;
        for (row, size) in from.takes.iter().flatten() {
            self.rows[*row] += i128::from(*size) * i128::from(units);
        }
        self.got[net][need as usize] -= units;
        let there = self.flows[net].get_mut(&(need, source)).expect("only what is there is taken");
        *there -= units;
        if *there == 0 {
            self.flows[net].remove(&(need, source));
        }
    }

    /// How many units more may leave a source.
    fn room(&self, net: usize, source: u32) -> u64 {
        let from = &self.network.nets[net].sources[source as usize];
        let stock = self.lots[from.lot].min(self.stores[from.store]);
        from.takes.iter().flatten().fold(stock, |room, (row, size)| {
            let left = u64::try_from(self.rows[*row].max(0)).unwrap_or(u64::MAX);
            room.min(left / size)
        })
    }

    fn cost(&self, net: usize, need: u32, source: u32) -> i128 {
        let mut of_need = self.network.nets[net].all.of(need as usize).iter();
        of_need.find(|(of, _)| *of == source).map_or(0, |(_, cost)| i128::from(*cost))
    }

    /// Gain of the unit after so many, and how many gain as much.
    fn next(&self, net: usize, need: usize, mut got: u64) -> (i128, u64) {
        for (gain, width) in &self.network.program.stacks[self.network.nets[net].needs[need]] {
            if got < *width {
                return (*gain, width - got);
            }
            got -= width;
        }
        (0, 0)
    }

    /// Takes back what is above a row.
    fn cut(&mut self) {
        let mut users: BTreeMap<usize, Vec<(i128, usize, u32, u32)>> =
            (0..self.rows.len()).filter(|row| self.rows[*row] < 0).map(|row| (row, Vec::new())).collect();
        for (net, flows) in self.flows.iter().enumerate() {
            for (need, source) in flows.keys() {
                for (row, size) in self.network.nets[net].sources[*source as usize].takes.iter().flatten() {
                    let Some(users) = users.get_mut(row) else { continue };
                    let got = self.got[net][*need as usize];
                    let gain = self.next(net, *need as usize, got.saturating_sub(1)).0;
                    let by = (gain - self.cost(net, *need, *source)) / i128::from(*size);
                    users.push((by, net, *need, *source));
                }
            }
        }
        for (row, mut users) in users {
            users.sort_unstable();
            for (_, net, need, source) in users {
                if self.rows[row] >= 0 {
                    break;
                }
                let mut takes = self.network.nets[net].sources[source as usize].takes.iter().flatten();
                let size = takes.find(|(of, _)| *of == row).map_or(1, |(_, size)| *size);
                let over = u64::try_from(-self.rows[row]).unwrap_or(u64::MAX).div_ceil(size);
                let there = self.flows[net].get(&(need, source)).copied().unwrap_or(0);
                if there > 0 {
                    self.take(net, need, source, over.min(there));
                }
            }
        }
    }

    /// What a unit more gains above all prices.
    fn reduced(&self, net: usize, need: u32, source: u32, cost: i128) -> Option<(i128, i128)> {
        let (gain, width) = self.next(net, need as usize, self.got[net][need as usize]);
        (width > 0 && gain > cost).then(|| (gain, gain - cost - i128::from(self.priced[net][source as usize])))
    }

    fn fill(&mut self) {
        let mut heap = BinaryHeap::new();
        for (at, net) in self.network.nets.iter().enumerate() {
            let has_room: Vec<bool> =
                (0..net.sources.len()).map(|source| self.room(at, u32::try_from(source).unwrap_or(0)) > 0).collect();
            for need in 0..net.needs.len() {
                if self.open(at, need) == 0 {
                    continue;
                }
                let key = u32::try_from(need).expect("fewer than 2^32 needs");
                for (source, cost) in net.all.of(need).iter().filter(|(source, _)| has_room[*source as usize]) {
                    let by = self.reduced(at, key, *source, i128::from(*cost));
                    heap.extend(by.map(|(_, by)| (by, Reverse((at, key, *source, *cost)))));
                }
            }
        }
        while let Some((by, Reverse((net, need, source, cost)))) = heap.pop() {
            let Some((_, now)) = self.reduced(net, need, source, i128::from(cost)) else { continue };
            if now < by {
                heap.push((now, Reverse((net, need, source, cost))));
                continue;
            }
            let (_, width) = self.next(net, need as usize, self.got[net][need as usize]);
            let units = width.min(self.room(net, source));
            if units > 0 {
                self.give(net, need, source, units);
                heap.extend(
                    self.reduced(net, need, source, i128::from(cost))
                        .map(|(_, by)| (by, Reverse((net, need, source, cost)))),
                );
            }
        }
    }

    /// Over cheaper columns of the same need, as far as there is room.
    fn shift(&mut self) {
        for (at, net) in self.network.nets.iter().enumerate() {
            let mut has_room: Vec<bool> =
                (0..net.sources.len()).map(|source| self.room(at, u32::try_from(source).unwrap_or(0)) > 0).collect();
            let keys: Vec<(u32, u32)> = self.flows[at].keys().copied().collect();
            for (need, from) in keys {
                // What the last plan sent over a column is cheap, and what goes beyond that is not.
                if net.has_last_to(need) {
                    continue;
                }
                for (to, _) in net.all.of(need as usize).iter().take_while(|(source, _)| *source != from) {
                    if !has_room[*to as usize] {
                        continue;
                    }
                    let there = self.flows[at].get(&(need, from)).copied().unwrap_or(0);
                    let units = self.room(at, *to).min(there);
                    if units > 0 {
                        self.take(at, need, from, units);
                        self.give(at, need, *to, units);
                        has_room[from as usize] = true;
                    } else if there > 0 {
                        has_room[*to as usize] = false;
                    }
                }
            }
        }
    }
}
