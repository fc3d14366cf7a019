//! The bound that prices prove, over all columns, in whole numbers.

use super::{Net, Network, Source};
use crate::coupled::by_network::tightest_price::tightest_price;
use crate::coupled::program::DualPrices;

impl Network<'_, '_, '_> {
    /// Sets p of every need to the most that no column pays for, and says the bound; `None` where it cannot be counted.
    pub(in crate::coupled) fn bound(&self, duals: &mut DualPrices) -> Option<i128> {
        let given = &*duals;
        let parts = self.each(|index| self.bound_net(&self.nets[index], given));
        let mut sum = self.program.bound_rows(duals);
        for (net, (prices, part)) in self.nets.iter().zip(parts) {
            sum = sum.zip(part).and_then(|(sum, part)| sum.checked_add(part));
            net.needs.iter().zip(prices).for_each(|(need, price)| duals.needs[*need] = price);
        }
        sum
    }

    /// By source: what the unit itself and its row prices cost.
    pub(in crate::coupled) fn priced(&self, net: &Net, duals: &DualPrices) -> Vec<i64> {
        let row_prices = self.row_price(net, &duals.rows);
        let of = |(source, row_price): (&Source, i64)| {
            let stock = duals.lots[source.lot].saturating_add(duals.stores[source.store]);
            row_price.saturating_add(i64::try_from(stock.min(self.cap)).expect("the cap fits"))
        };
        net.sources.iter().zip(row_prices).map(of).collect()
    }

    fn bound_net(&self, net: &Net, duals: &DualPrices) -> (Vec<i128>, Option<i128>) {
        let priced = self.priced(net, duals);
        let least = priced.iter().copied().min().unwrap_or(0);
        let mut sum = Some(0_i128);
        let mut prices = Vec::with_capacity(net.needs.len());
        let change = net.needs.first().and_then(|need| i64::try_from(self.program.change(*need)).ok());
        let Some(change) = change else { return (vec![0; net.needs.len()], None) };
        let mut rest = &net.last[..];
        for (need, at) in net.needs.iter().enumerate() {
            let (last, others) = rest.split_at(rest.iter().take_while(|(of, ..)| *of as usize == need).count());
            rest = others;
            let stack = &self.program.stacks[*at];
            let most = stack.iter().map(|(gain, _)| *gain).max().unwrap_or(0);
            let mut price = i64::try_from(most).expect("gains fit");
            for (source, cost) in net.all.of(need) {
                if cost + least >= price {
                    break;
                }
                let change = if last.iter().any(|(_, of, _)| of == source) { change } else { 0 };
                price = price.min(cost + priced[*source as usize] + change);
            }
            let before = |(_, source, units): &(u32, u32, u64)| {
                let cost = net.all.of(need).iter().find(|(of, _)| of == source).map_or(0, |(_, cost)| *cost);
                (i128::from(cost + priced[*source as usize]), *units)
            };
            let last: Vec<(i128, u64)> = last.iter().map(before).collect();
            let price = tightest_price(i128::from(price), stack, &last);
            for (before, units) in &last {
                let part = (price - before).max(0).checked_mul(i128::from(*units));
                sum = sum.zip(part).and_then(|(sum, part)| sum.checked_add(part));
            }
            for (gain, width) in stack {
                let part = (gain - price).max(0).checked_mul(i128::from(*width));
                sum = sum.zip(part).and_then(|(sum, part)| sum.checked_add(part));
            }
            prices.push(price);
        }
        (prices, sum)
    }
}
