//! Whole units from parts of units. Groups share only the amounts of their sources, so these are made whole first,
//! within every limit. Which need a source then serves is a market of one group, solved exactly.

use super::priced_network::{Flow, Network, Source};
use crate::coupled::floats::to_i128;
use crate::error::PlanError;

/// A part this near to the next unit is one.
const NEAR: f64 = 1e-6;

/// What is left of lots, stores and rows.
struct Left {
    lots: Vec<u64>,
    stores: Vec<u64>,
    rows: Vec<u64>,
}

impl Left {
    /// Takes as much as there is, up to so many units; how many.
    fn take(&mut self, source: &Source, units: u64) -> u64 {
        let stock = units.min(self.lots[source.lot]).min(self.stores[source.store]);
        let takes = || source.takes.iter().flatten();
        let units = takes().fold(stock, |units, (row, size)| units.min(self.rows[*row] / size));
        self.lots[source.lot] -= units;
        self.stores[source.store] -= units;
        takes().for_each(|(row, size)| self.rows[*row] -= size * units);
        units
    }
}

/// What the groups do best where sources send about so much in parts of units; by net, sorted.
pub(in crate::coupled) fn flows(network: &Network<'_, '_, '_>, sent: &[Vec<f64>]) -> Result<Vec<Vec<Flow>>, PlanError> {
    let mut left = Left {
        lots: network.program.lots.clone(),
        stores: network.program.stores.clone(),
        rows: network.program.rows.iter().map(|row| row.limit).collect(),
    };
    let mut units: Vec<Vec<u64>> = Vec::with_capacity(sent.len());
    let mut parts = Vec::new();
    for (at, (net, sent)) in network.nets.iter().zip(sent).enumerate() {
        let mut of_net = Vec::with_capacity(sent.len());
        for (source, sent) in sent.iter().enumerate() {
            let below = (sent + NEAR).floor();
            of_net.push(left.take(&net.sources[source], u64::try_from(to_i128(below)).unwrap_or(0)));
            parts.push((sent - below, at, source));
        }
        units.push(of_net);
    }
    parts.retain(|(part, ..)| *part > NEAR);
    parts.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, net, source) in parts {
        units[net][source] += left.take(&network.nets[net].sources[source], 1);
    }
    network.each(|index| network.within(index, &units[index])).into_iter().collect()
}
