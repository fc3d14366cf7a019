//! The columns of an even group at given row prices, as the simplex sees them.

use super::{List, Source};
use crate::simplex::Columns;
use crate::simplex::tuning::REPORTED_MAX;

/// Columns with row prices.
pub(super) struct PricedColumns<'t> {
    pub list: &'t List,
    pub sources: &'t [Source],
    pub row_prices: &'t [i64],
    pub shift: u32,
}

/// By source: supply node's price and row price; and the least of them.
#[derive(Default)]
pub(super) struct Outlook {
    pub prices: Vec<i64>,
    pub least: i64,
}

impl PricedColumns<'_> {
    fn priced(&self, (source, cost): (u32, i64)) -> (u32, i64) {
        (self.sources[source as usize].supply_node, (cost >> self.shift) + self.row_prices[source as usize])
    }
}

impl Columns<i64> for PricedColumns<'_> {
    type Outlook = Outlook;
    type Cost = i64;

    fn near(&self, need: usize, count: usize, out: &mut Vec<(u32, i64)>) {
        let mut all: Vec<(u32, i64)> = self.list.of(need).iter().map(|column| self.priced(*column)).collect();
        if all.len() > count && count > 0 {
            all.select_nth_unstable_by_key(count - 1, |(supply_node, cost)| (*cost, *supply_node));
            all.truncate(count);
        }
        all.sort_unstable_by_key(|(supply_node, cost)| (*cost, *supply_node));
        out.extend(all);
    }

    fn cost(&self, supply_node: usize, need: usize) -> Option<i64> {
        let mut of_need = self.list.of(need).iter();
        let column = of_need.find(|(source, _)| self.sources[*source as usize].supply_node as usize == supply_node)?;
        Some(self.priced(*column).1)
    }

    fn outlook(&self, prices: &[i64], _: Option<&[bool]>, outlook: &mut Outlook) {
        outlook.prices.clear();
        let sources = self.sources.iter().zip(self.row_prices);
        outlook.prices.extend(sources.map(|(source, row_price)| prices[source.supply_node as usize] + row_price));
        outlook.least = outlook.prices.iter().copied().min().unwrap_or(0);
    }

    fn cheaper(&self, need: usize, below: i64, _: &[i64], outlook: &Outlook, out: &mut Vec<(u32, i64)>) -> bool {
        let mut best: Vec<(i64, u32, i64)> = Vec::new();
        let mut limit = below;
        for (source, cost) in self.list.of(need) {
            let cost = cost >> self.shift;
            if cost + outlook.least >= limit {
                break;
            }
            let total = cost + outlook.prices[*source as usize];
            if total < limit {
                let at = best.partition_point(|other| *other <= (total, *source, cost));
                best.insert(at, (total, *source, cost));
                if best.len() > REPORTED_MAX {
                    best.truncate(REPORTED_MAX);
                    limit = best[REPORTED_MAX - 1].0;
                }
            }
        }
        let tell = |(_, source, cost): (i64, u32, i64)| {
            (self.sources[source as usize].supply_node, cost + self.row_prices[source as usize])
        };
        let all = best.len() < REPORTED_MAX;
        out.extend(best.into_iter().map(tell));
        all
    }
}
