//! One item: its market, its answer, and how the one comes from the other.

use crate::country::{Asked, Country, Holding};
use crate::lanes::Lanes;
use crate::minutes::Minutes;
use crate::near::Near;
use crate::rules::{Ranks, Rules};
use std::sync::Mutex;
use yicang_planner::kernel::{Kept, Kernel, Market, Moved, Segment, Sent, Work};
use yicang_planner::scale::Scale;

/// A country that is ready to be solved.
pub(crate) struct Instance {
    pub(crate) rules: Rules,
    pub(crate) country: Country,
    pub(crate) minutes: Minutes,
    /// Only so many of the nearest holders may serve a need; `None` is all.
    pub(crate) nearest: Option<usize>,
    /// By item: which these are; `None` where all may.
    pub(crate) near: Vec<Option<Near>>,
}

/// Units that go from a hub to a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Load {
    pub(crate) need: u32,
    pub(crate) units: u32,
    pub(crate) hub: u16,
}

/// What goes where, and the prices that prove it best. Hubs and needs are positions in the item's holdings and claims.
pub(crate) struct Answer {
    pub(crate) scale: Scale,
    /// Sorted by need, then hub.
    pub(crate) loads: Vec<Load>,
    /// Both levels in one number, by `scale`.
    pub(crate) hub_prices: Vec<i64>,
    pub(crate) need_prices: Vec<i64>,
    pub(crate) work: Work,
    /// What a later solution may go on from, if that was asked for.
    pub(crate) kept: Mutex<Option<Kept<i64>>>,
}

/// Where a solution begins.
pub(crate) enum From {
    /// From nothing; whether the tree is to be kept for later.
    Nothing { keep: bool },
    /// From the tree that solved the item before stock and claims changed.
    Tree(Box<Kept<i64>>),
}

impl Instance {
    /// How many columns there are, over all items.
    pub(crate) fn lanes(&self) -> u64 {
        let items = self.country.held.iter().zip(&self.country.asked);
        items.map(|(held, asked)| Lanes::count(held.len(), asked.len(), self.nearest)).sum()
    }

    /// What an item's holders have, and what is asked of it.
    pub(crate) fn item(&self, item: usize) -> (&[Holding], &[Asked]) {
        (&self.country.held[item], &self.country.asked[item])
    }

    /// Solves an item.
    pub(crate) fn solve(&self, item: usize, from: From) -> Answer {
        let (held, asked) = self.item(item);
        let columns = Lanes::new(&self.rules, &self.minutes, held, asked, self.near[item].as_ref());
        let scale = self.scale(held.len());
        let market = market(&self.rules, &scale, held, asked);
        let (mut kernel, keep) = match from {
            From::Nothing { keep } => (Kernel::cold(&market, &columns), keep),
            From::Tree(kept) => {
                let [hubs, needs] =
                    [held.len(), asked.len()].map(|count| (0..).take(count).map(Some).collect::<Vec<_>>());
                let moved = Moved { hubs: &hubs, needs: &needs, same_costs: true };
                (Kernel::resume(&market, &columns, *kept, moved).expect("there are no links"), false)
            }
        };
        kernel.solve();
        let small = |sent: Sent| Load {
            need: sent.need,
            hub: u16::try_from(sent.hub).expect("few depots"),
            units: u32::try_from(sent.units).expect("no more than is asked"),
        };
        Answer {
            scale,
            loads: kernel.sent().into_iter().map(small).collect(),
            hub_prices: kernel.hub_prices().to_vec(),
            need_prices: (0..asked.len()).map(|need| kernel.need_price(need)).collect(),
            work: kernel.work,
            kept: Mutex::new(keep.then(|| kernel.keep())),
        }
    }

    /// How ranks and cost are put into one number, for so many hubs.
    pub(crate) fn scale(&self, hubs: usize) -> Scale {
        let dearest = self.rules.cost(self.minutes.longest, 0);
        Scale::new(hubs, dearest.into()).expect("a country's minutes can be counted")
    }
}

/// The market of an item.
pub(crate) fn market(rules: &Rules, scale: &Scale, held: &[Holding], asked: &[Asked]) -> Market<i64> {
    let ranks = Ranks::new(rules, asked.iter().map(|one| (one.class, one.units)));
    assert!(scale.fits::<i64>(ranks.count), "a country's minutes fit into 64 bits");
    let mut market = Market {
        supply: held.iter().map(|one| one.units.into()).collect(),
        links: Vec::new(),
        first_segment: Vec::with_capacity(asked.len() + 1),
        segments: Vec::with_capacity(asked.len()),
    };
    market.first_segment.push(0);
    let worths: Vec<i64> = (0..=ranks.count).map(|rank| scale.worth(rank)).collect();
    for one in asked {
        let segments = rules
            .stack(one.class, one.units)
            .map(|(part, width)| Segment { width: width.into(), worth: worths[ranks.of(one.class, part) as usize] });
        market.segments.extend(segments);
        market.first_segment.push(u32::try_from(market.segments.len()).expect("fewer than 2^32 segments"));
    }
    market
}
