//! The exact best of a part that is a transportation problem in packs: flow of the greatest gain, by best paths, in
//! whole numbers of several components compared in order: levels, draw, cost.

use crate::parts::Part;
use crate::reading::{Column, Need, Reading, RowKind};
use std::collections::{BTreeMap, VecDeque};

/// What must be sent, levels, then the draw, then the cost with its sign turned.
pub(crate) type Gain = [i128; PLACES];

/// At most five classes and two levels more, then draw and cost.
const PLACES: usize = 10;
/// The place of what overrides send: it comes before everything.
const MUST: usize = 0;
/// The place of the first level.
pub(crate) const LEVELS: usize = 1;
/// The place of the draw.
pub(crate) const DRAW: usize = PLACES - 2;
/// The place of the cost.
pub(crate) const COST: usize = PLACES - 1;

const NONE: Gain = [0; PLACES];

fn plus(a: &Gain, b: &Gain) -> Gain {
    std::array::from_fn(|at| a[at] + b[at])
}

/// The best of a part.
pub(crate) struct Best {
    pub(crate) gain: Gain,
    /// Units by column of the reading.
    pub(crate) sent: BTreeMap<usize, u64>,
}

impl Best {
    /// Units by need of the reading; those that get nothing may be missing.
    pub(crate) fn given(&self, reading: &Reading) -> BTreeMap<usize, u64> {
        let mut given = BTreeMap::new();
        for (column, units) in &self.sent {
            *given.entry(reading.columns[*column].need).or_default() += units;
        }
        given
    }
}

struct Arc {
    to: usize,
    room: u64,
    gain: Gain,
    /// The column whose packs it carries.
    column: Option<usize>,
}

/// Arcs stand in pairs: one and its way back.
#[derive(Default)]
struct Network {
    arcs: Vec<Arc>,
    from: Vec<Vec<usize>>,
}

impl Network {
    fn node(&mut self) -> usize {
        self.from.push(Vec::new());
        self.from.len() - 1
    }

    fn arc(&mut self, from: usize, to: usize, room: u64, gain: Gain, column: Option<usize>) {
        if room == 0 {
            return;
        }
        self.from[from].push(self.arcs.len());
        self.arcs.push(Arc { to, room, gain, column });
        self.from[to].push(self.arcs.len());
        self.arcs.push(Arc { to: from, room: 0, gain: gain.map(|part| -part), column: None });
    }

    /// Sends along the best way from the first node to the second, while that gains.
    fn fill(&mut self) -> Gain {
        let mut all = NONE;
        while let Some((gain, way)) = self.best_way().filter(|(gain, _)| *gain > NONE) {
            let room = way.iter().map(|arc| self.arcs[*arc].room).min().expect("a way has arcs");
            for arc in way {
                self.arcs[arc].room -= room;
                self.arcs[arc ^ 1].room += room;
            }
            all = plus(&all, &gain.map(|part| part * i128::from(room)));
        }
        all
    }

    fn best_way(&self) -> Option<(Gain, Vec<usize>)> {
        let mut best: Vec<Option<(Gain, usize)>> = vec![None; self.from.len()];
        best[0] = Some((NONE, usize::MAX));
        let mut waits = vec![false; self.from.len()];
        let mut queue = VecDeque::from([0]);
        while let Some(node) = queue.pop_front() {
            waits[node] = false;
            let (here, _) = best[node].expect("it was reached");
            for arc in &self.from[node] {
                let Arc { to, room, gain, .. } = &self.arcs[*arc];
                if *room == 0 || *to == 0 {
                    continue;
                }
                let there = plus(&here, gain);
                if best[*to].is_none_or(|(known, _)| known < there) {
                    best[*to] = Some((there, *arc));
                    if !waits[*to] {
                        waits[*to] = true;
                        queue.push_back(*to);
                    }
                }
            }
        }
        let (gain, mut arc) = best[1]?;
        let mut way = Vec::new();
        while arc != usize::MAX {
            way.push(arc);
            arc = best[self.arcs[arc ^ 1].to].expect("it was reached").1;
        }
        Some((gain, way))
    }
}

/// What the packs of a need are worth, the first the most: runs of equal packs.
fn packs(reading: &Reading, need: &Need, pack: u64) -> Vec<(u64, Gain)> {
    let mut runs: Vec<(u64, Gain)> = Vec::new();
    let last = need.last / pack * pack;
    for at in 0..need.open / pack {
        let mut gain = NONE;
        for unit in at * pack..(at + 1) * pack {
            let (level, more) = need.stack.unit(unit).expect("the stack holds what is open");
            gain[LEVELS + level] += more;
            gain[DRAW] += draw(reading, need, unit, last);
        }
        match runs.last_mut() {
            Some((count, same)) if *same == gain => *count += 1,
            _ => runs.push((1, gain)),
        }
    }
    runs
}

/// A unit's part in the draw.
fn draw(reading: &Reading, need: &Need, unit: u64, last: u64) -> i128 {
    if !reading.draws {
        return 0;
    }
    need.ticket + if unit >= need.fixed && unit - need.fixed < last { need.needs } else { 0 }
}

/// What so many units of a need come to in the draw, where packs are of one size.
pub(crate) fn drawn(reading: &Reading, need: usize, pack: u64, units: u64) -> i128 {
    let need = &reading.needs[need];
    (0..units).map(|unit| draw(reading, need, unit, need.last / pack * pack)).sum()
}

/// What the packs of a column cost, the first the least: runs of equal packs.
fn costs(column: &Column, change: i128, pack: u64, most: u64) -> Vec<(u64, i128)> {
    let mut runs: Vec<(u64, i128)> = Vec::new();
    for at in 0..most {
        let cost = column.cost_of((at + 1) * pack, change) - column.cost_of(at * pack, change);
        match runs.last_mut() {
            Some((count, same)) if *same == cost => *count += 1,
            _ => runs.push((1, cost)),
        }
    }
    runs
}

/// The best of a part, in packs of so many units.
pub(crate) fn best(reading: &Reading, part: &Part, pack: u64) -> Best {
    let mut network = Network::default();
    let (source, sink) = (network.node(), network.node());
    let limit = |kind: &RowKind| {
        let row = part.rows.iter().map(|row| &reading.rows[*row]).find(|row| &row.kind == kind);
        row.map_or(u64::MAX / 4, |row| u64::try_from(row.limit).expect("a quantity") / pack)
    };
    let (mut stores, mut lots, mut lanes, mut needs) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for at in &part.columns {
        let column = &reading.columns[*at];
        let store_kind = RowKind::Store(column.lot.depot.clone(), column.lot.item.clone());
        let store = *stores.entry(store_kind.clone()).or_insert_with(|| {
            let node = network.node();
            network.arc(source, node, limit(&store_kind), NONE, None);
            node
        });
        let lot = *lots.entry(&column.lot).or_insert_with(|| {
            let node = network.node();
            network.arc(store, node, limit(&RowKind::Lot(column.lot.clone())), NONE, None);
            node
        });
        let need = *needs.entry(column.need).or_insert_with(|| {
            let node = network.node();
            for (count, gain) in packs(reading, &reading.needs[column.need], pack) {
                network.arc(node, sink, count, gain, None);
            }
            node
        });
        let lane_kind = RowKind::Lane(column.lot.depot.clone(), reading.needs[column.need].key.site.clone());
        let lane = *lanes.entry((lane_kind.clone(), column.need)).or_insert_with(|| {
            let node = network.node();
            network.arc(node, need, limit(&lane_kind), NONE, None);
            node
        });
        let mut must = column.least;
        for (count, cost) in costs(column, reading.change, pack, column.most) {
            let first = count.min(must);
            must -= first;
            let mut gain = NONE;
            gain[COST] = -cost;
            network.arc(lot, lane, count - first, gain, Some(*at));
            gain[MUST] = 1;
            network.arc(lot, lane, first, gain, Some(*at));
        }
    }
    let gain = network.fill();
    let mut sent = BTreeMap::new();
    for (at, arc) in network.arcs.iter().enumerate() {
        if let Some(column) = arc.column {
            *sent.entry(column).or_default() += network.arcs[at ^ 1].room * pack;
        }
    }
    Best { gain, sent }
}
