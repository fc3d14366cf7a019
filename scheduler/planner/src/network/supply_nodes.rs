//! A group as the simplex sees it: supply nodes, limited arcs, and segments.

use crate::error::PlanError;
use crate::model::{Column, Group, Model};
use crate::simplex::{End, Link, Market, Number, Segment, UNLIMITED};

/// Supply nodes and limited arcs of a group: lots, what lots of a store share, and limited lanes.
pub(crate) struct SupplyNodes {
    pub(super) supply: Vec<u64>,
    /// The supply node of each lot of the group.
    pub lots: Vec<u32>,
    /// The supply node of each store that has one of its own.
    pub(super) stores: Vec<Option<u32>>,
    pub(super) arcs: Vec<Arc>,
}

/// A limited arc, and the column that what goes over it takes.
pub(super) struct Arc {
    pub from: u32,
    pub to: End,
    pub limit: Option<u64>,
    /// In millionths.
    pub cost: i128,
    /// Lot and need of the model.
    pub column: Option<(usize, usize)>,
}

/// A column that is not plain.
struct Special {
    /// Within the group, and within the model.
    lot: (usize, usize),
    column: Column,
    /// In units of the market: what the last plan sent, and the most that an override lets over it.
    last: u64,
    cap: Option<u64>,
}

impl Special {
    /// What an override lets over it beyond the last plan's.
    fn beyond(&self) -> Option<u64> {
        self.cap.map(|cap| cap - self.last)
    }
}

impl SupplyNodes {
    /// Lots and stores alone: all columns are plain.
    pub(crate) fn plain(model: &Model<'_>, group: &Group) -> Self {
        let mut supply_nodes =
            Self { supply: Vec::new(), lots: vec![0; group.lots.len()], stores: Vec::new(), arcs: Vec::new() };
        for (index, store) in group.stores.iter().enumerate() {
            let row = &model.stores[*store];
            let (available, limit) = stock(model, group, *store);
            let shared = row.lots.len() > 1 && limit < available;
            let own = shared.then(|| supply_nodes.add(limit));
            supply_nodes.stores.push(own);
            for lot in &row.lots {
                let available = model.lots[*lot].available / group.pack;
                let supply_node = supply_nodes.add(if shared { 0 } else { available.min(limit) });
                supply_nodes.lots[place(&group.lots, *lot)] = supply_node;
                if let Some(store) = own {
                    let limit = Some(available);
                    supply_nodes.arcs.push(Arc {
                        from: store,
                        to: End::SupplyNode(supply_node),
                        limit,
                        cost: 0,
                        column: None,
                    });
                }
            }
            debug_assert_eq!(supply_nodes.stores.len(), index + 1);
        }
        supply_nodes
    }

    /// Lanes of limited capacity are limited arcs where `linked` says so of depot and site; else they are plain
    /// columns.
    pub(crate) fn new(model: &Model<'_>, group: &Group, linked: &dyn Fn((usize, usize)) -> bool) -> Self {
        let mut supply_nodes = Self::plain(model, group);
        if model.has_special_columns() {
            for (index, need) in group.needs.iter().enumerate() {
                let index = u32::try_from(index).expect("fewer than 2^32 needs");
                supply_nodes.add_special(model, group, (index, *need), linked);
            }
        }
        supply_nodes
    }

    /// How many supply nodes there are.
    pub(crate) fn count(&self) -> usize {
        self.supply.len()
    }

    /// Whether no arc is limited.
    pub(crate) fn is_without_arcs(&self) -> bool {
        self.arcs.is_empty()
    }

    fn add(&mut self, supply: u64) -> u32 {
        self.supply.push(supply);
        u32::try_from(self.supply.len() - 1).expect("fewer than 2^32 supply_nodes")
    }

    /// Columns over limited lanes, and those that the last plan used where changes cost.
    fn add_special(
        &mut self,
        model: &Model<'_>,
        group: &Group,
        (index, need): (u32, usize),
        linked: &dyn Fn((usize, usize)) -> bool,
    ) {
        let mut last = model.last_to(need).peekable();
        let has_last = last.peek().is_some();
        let last: Vec<_> = last.collect();
        if !has_last && !model.is_reached_over_limits(need) && !model.is_narrowed(need) {
            return;
        }
        let special = model.suppliers(need).filter_map(|(role, lot)| {
            let column = model.column(role, lot, need).ok().filter(|column| column.cost.is_some())?;
            if !model.is_carried(role, lot, need, &column) {
                return None;
            }
            let last = last.binary_search_by_key(&lot, |(lot, _)| *lot).map_or(0, |at| last[at].1) / group.pack;
            let special = column.way.capacity.is_some() && linked(column.lane) || last > 0 || column.cap.is_some();
            let cap = column.cap.map(|(_, most)| most / group.pack);
            let last = last.min(cap.unwrap_or(last));
            // Of what was sent last time, there may be nothing left.
            let place = group.lots.binary_search(&lot).ok()?;
            special.then_some(Special { lot: (place, lot), column, last, cap })
        });
        let mut special: Vec<Special> = special.collect();
        special.sort_by_key(|special| special.lot);
        for of_depot in special.chunk_by(|a, b| model.lots[a.lot.1].depot == model.lots[b.lot.1].depot) {
            let cost = |special: &Special| special.column.cost.expect("kept only with a cost");
            let way = &of_depot[0].column;
            let capacity = way.way.capacity.filter(|_| linked(way.lane)).map(|capacity| capacity / group.pack);
            let Some(capacity) = capacity else {
                for special in of_depot {
                    let (from, to, column) = (self.lots[special.lot.0], End::Need(index), Some((special.lot.1, need)));
                    if special.last > 0 {
                        self.arcs.push(Arc { from, to, limit: Some(special.last), cost: cost(special), column });
                    }
                    // Without a bound, what is beyond the last plan's is a plain column.
                    if let Some(most) = special.beyond().filter(|most| *most > 0) {
                        let cost = cost(special) + model.change();
                        self.arcs.push(Arc { from, to, limit: Some(most), cost, column });
                    }
                }
                continue;
            };
            if let [special] = of_depot
                && special.last == 0
            {
                let column = Some((special.lot.1, need));
                let (from, cost) = (self.lots[special.lot.0], cost(special) + model.change());
                let limit = Some(capacity.min(special.cap.unwrap_or(capacity)));
                self.arcs.push(Arc { from, to: End::Need(index), limit, cost, column });
                continue;
            }
            let way = self.add(0);
            for special in of_depot {
                let (from, column) = (self.lots[special.lot.0], Some((special.lot.1, need)));
                let beyond = cost(special) + model.change();
                if special.last > 0 {
                    let limit = Some(special.last);
                    self.arcs.push(Arc { from, to: End::SupplyNode(way), limit, cost: cost(special), column });
                }
                let limit = special.beyond();
                self.arcs.push(Arc { from, to: End::SupplyNode(way), limit, cost: beyond, column });
            }
            self.arcs.push(Arc { from: way, to: End::Need(index), limit: Some(capacity), cost: 0, column: None });
        }
    }
}

/// The place of a member within a sorted list of members.
pub(crate) fn place(members: &[usize], index: usize) -> usize {
    members.binary_search(&index).expect("a member of the group")
}

/// What lies in a store, lot by lot, and what of it may leave: in units of the group's market.
pub(super) fn stock(model: &Model<'_>, group: &Group, store: usize) -> (u64, u64) {
    let row = &model.stores[store];
    let available = row.lots.iter().map(|lot| model.lots[*lot].available / group.pack).sum();
    (available, row.limit / group.pack)
}

pub(super) fn units(units: u64) -> i64 {
    i64::try_from(units).unwrap_or(UNLIMITED).min(UNLIMITED)
}

/// What a group's segments are worth and its special columns cost.
pub(crate) struct Terms<'t> {
    /// By need within the group: worth of a unit and width of its segments, most worth first.
    pub stacks: &'t dyn Fn(usize) -> Vec<(i128, u64)>,
    /// What a unit over a column costs more than by itself, in millionths: lot and need of the model.
    pub row_price: &'t dyn Fn(usize, usize) -> i128,
    /// What divides every cost.
    pub unit: i128,
}

/// What lies at each supply node.
pub(super) fn supply(supply_nodes: &SupplyNodes) -> Vec<i64> {
    supply_nodes.supply.iter().map(|supply| units(*supply)).collect()
}

/// The limited arcs; `None` where a cost does not fit.
pub(super) fn links<N: Number>(
    supply_nodes: &SupplyNodes,
    row_price: &dyn Fn(usize, usize) -> i128,
    unit: i128,
) -> Option<Vec<Link<N>>> {
    let link = |arc: &Arc| {
        let row_price = arc.column.map_or(0, |(lot, need)| row_price(lot, need));
        let cost = N::new((arc.cost + row_price) / unit)?;
        Some(Link { from: arc.from, to: arc.to, limit: arc.limit.map_or(UNLIMITED, units), cost })
    };
    supply_nodes.arcs.iter().map(link).collect()
}

/// The group as the simplex sees it, without its plain columns.
pub(crate) fn market<N: Number>(
    group: &Group,
    supply_nodes: &SupplyNodes,
    terms: &Terms<'_>,
) -> Result<Market<N>, PlanError> {
    let mut market = Market {
        supply: supply(supply_nodes),
        links: links(supply_nodes, terms.row_price, terms.unit).ok_or(PlanError::Overflow)?,
        first_segment: vec![0],
        segments: Vec::new(),
    };
    for index in 0..group.needs.len() {
        for (worth, width) in (terms.stacks)(index) {
            let worth = N::new(worth).ok_or(PlanError::Overflow)?;
            market.segments.push(Segment { width: units(width), worth });
        }
        market.first_segment.push(u32::try_from(market.segments.len()).map_err(|_| PlanError::Overflow)?);
    }
    if market.is_countable() { Ok(market) } else { Err(PlanError::Overflow) }
}
