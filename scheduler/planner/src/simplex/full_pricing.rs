//! Full pricing: a look over all columns, and the prices of the last one.
//!
//! For a column on no list the last look proved that `cost + price of the supply node ≥ price of the need`. While the
//! supply node's price does not fall and the need's does not rise, that remains true. So the next look covers only the
//! needs whose price rose, and for all others the supply nodes whose price fell.

use super::{Columns, Number, Simplex};

/// What the last look has shown.
#[derive(Debug, Clone)]
pub(super) struct Seen<N> {
    /// The supply nodes' prices.
    pub supply_nodes: Vec<N>,
    /// By need: every column that is on no list costs at least this, with the price of its supply node; [`nothing`] if
    /// that is not known.
    pub needs: Vec<N>,
}

/// A price that every price is above.
pub(super) fn nothing<N: Number>() -> N {
    N::default() - N::new(N::LARGEST).expect("the largest that fits")
}

impl<N: Number> Seen<N> {
    pub(super) fn nothing(supply_nodes: usize, needs: usize) -> Self {
        Self { supply_nodes: vec![N::default(); supply_nodes], needs: vec![nothing(); needs] }
    }
}

impl<N: Number, C: Columns<N>> Simplex<'_, N, C> {
    /// Where segments are worth something else by now: what the prices of the last look are in the new numbers, in the
    /// same order. What cannot be told is forgotten.
    pub(crate) fn tell_seen_anew(&mut self, anew: impl Fn(N) -> Option<N>) {
        let (least, most) = (nothing::<N>(), N::default() - nothing::<N>());
        let moved =
            |price: N, else_: N| if price <= least || price >= most { else_ } else { anew(price).unwrap_or(else_) };
        self.seen.supply_nodes.iter_mut().for_each(|price| *price = moved(*price, most));
        self.seen.needs.iter_mut().for_each(|price| *price = moved(*price, least));
    }

    /// Looks over all columns of all needs; whether there was none that improves.
    pub(super) fn look(&mut self) -> bool {
        self.work.looks += 1;
        let prices = &self.tree.prices[1..];
        let fallen: Vec<bool> = prices.iter().zip(&self.seen.supply_nodes).map(|(now, then)| now < then).collect();
        let any_fallen = fallen.contains(&true);
        let (mut all, mut some) = (C::Outlook::default(), C::Outlook::default());
        self.columns.outlook(prices, None, &mut all);
        if any_fallen {
            self.columns.outlook(prices, Some(&fallen), &mut some);
        }
        let (mut found, mut clean) = (Vec::new(), true);
        for need in 0..self.market.needs() {
            let price = self.tree.price(self.need_node(need));
            let has_risen = price > self.seen.needs[need];
            if !has_risen && !any_fallen {
                continue;
            }
            let outlook = if has_risen { &all } else { &some };
            found.clear();
            let mut complete = self.columns.cheaper(need, price, prices, outlook, &mut found);
            if !found.is_empty() {
                clean = false;
                self.work.joined += found.len() as u64;
                complete &= self.lists.join(need, &found, prices);
            }
            self.seen.needs[need] = if complete { price } else { nothing() };
        }
        self.seen.supply_nodes.copy_from_slice(prices);
        clean
    }
}
