//! Small markets from a seed.

use super::{End, Link, Market, Segment, Table, UNLIMITED};

/// The generator of S. Vigna and G. Steele, `SplitMix64`.
pub(super) struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From nothing to `most`, both included.
    pub(super) fn up_to(&mut self, most: i64) -> i64 {
        i64::try_from(self.next() % (u64::try_from(most).unwrap() + 1)).unwrap()
    }

    pub(super) fn index(&mut self, end: usize) -> u32 {
        u32::try_from(self.next() % end as u64).unwrap()
    }
}

/// How large a market is at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub supply_nodes: usize,
    pub needs: usize,
    pub links: usize,
    pub dearest: i64,
    pub units: i64,
}

impl Shape {
    pub(super) fn draw(&self, random: &mut Random) -> (Market<i64>, Table) {
        let supply = (0..self.supply_nodes).map(|_| random.up_to(3) * random.up_to(self.units) / 2).collect();
        let links = (0..self.links).map(|_| self.draw_link(random)).collect();
        let mut market = Market { supply, links, first_segment: vec![0], segments: Vec::new() };
        for _ in 0..self.needs {
            // Worths are few, so that many needs are worth the same.
            let mut worth = self.dearest / 2 + 5 * (1 + self.dearest / 3);
            for _ in 0..random.up_to(5) {
                worth -= (1 + self.dearest / 3) * random.up_to(2);
                if worth > 0 && market.falls(worth) {
                    market.segments.push(Segment { width: 1 + random.up_to(self.units), worth });
                }
            }
            if market.stack_is_empty() {
                market.segments.push(Segment { width: 1, worth: 1 });
            }
            market.first_segment.push(u32::try_from(market.segments.len()).unwrap());
        }
        let column = |random: &mut Random| (random.up_to(3) > 0).then(|| random.up_to(self.dearest));
        let costs = (0..self.needs).map(|_| (0..self.supply_nodes).map(|_| column(random)).collect()).collect();
        (market, Table { costs })
    }

    fn draw_link(&self, random: &mut Random) -> Link<i64> {
        let from = random.index(self.supply_nodes);
        let to = if random.up_to(1) == 0 {
            End::SupplyNode(random.index(self.supply_nodes))
        } else {
            End::Need(random.index(self.needs))
        };
        let limit = [0, UNLIMITED, random.up_to(self.units), random.up_to(3)][random.index(4) as usize];
        Link { from, to, limit, cost: random.up_to(self.dearest) / 2 }
    }
}

impl Market<i64> {
    fn open_stack(&self) -> &[Segment<i64>] {
        &self.segments[*self.first_segment.last().unwrap() as usize..]
    }

    fn stack_is_empty(&self) -> bool {
        self.open_stack().is_empty()
    }

    /// Whether this is worth less than the last segment of the need that is being put together.
    fn falls(&self, worth: i64) -> bool {
        self.open_stack().last().is_none_or(|last| worth < last.worth)
    }
}
