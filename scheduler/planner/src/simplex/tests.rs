//! The simplex against a slow answer that shares nothing with it, and against its own prices.

mod oracle;
mod random;
mod resumed;

use super::{Columns, End, Link, Market, Number, Segment, Sent, Simplex, UNLIMITED};
use oracle::least_cost;
use random::{Random, Shape};

/// All columns of a small market, by need and supply node.
pub(super) struct Table {
    pub costs: Vec<Vec<Option<i64>>>,
}

fn number<N: Number>(value: i64) -> N {
    N::new(value.into()).unwrap()
}

impl<N: Number> Columns<N> for Table {
    type Outlook = Option<Vec<bool>>;
    type Cost = N;

    fn near(&self, need: usize, count: usize, out: &mut Vec<(u32, N)>) {
        let mut all: Vec<_> =
            (0..).zip(&self.costs[need]).filter_map(|(supply_node, cost)| Some(((*cost)?, supply_node))).collect();
        all.sort_unstable();
        // Fewer than asked for, so that the looks over all columns have something to find.
        out.extend(all.into_iter().take(count.min(2)).map(|(cost, supply_node)| (supply_node, number(cost))));
    }

    fn cost(&self, supply_node: usize, need: usize) -> Option<N> {
        self.costs[need][supply_node].map(number)
    }

    fn outlook(&self, _: &[N], only: Option<&[bool]>, outlook: &mut Self::Outlook) {
        *outlook = only.map(<[bool]>::to_vec);
    }

    fn cheaper(&self, need: usize, below: N, prices: &[N], outlook: &Self::Outlook, out: &mut Vec<(u32, N)>) -> bool {
        let seen = |supply_node: usize| outlook.as_ref().is_none_or(|only| only[supply_node]);
        let columns =
            (0..).zip(&self.costs[need]).filter_map(|(supply_node, cost)| Some((supply_node, number((*cost)?))));
        let total = |(supply_node, cost): &(u32, N)| *cost + prices[*supply_node as usize];
        let mut all: Vec<_> = columns.filter(|one| seen(one.0 as usize) && total(one) < below).collect();
        all.sort_by_key(total);
        out.extend(all.first());
        all.len() <= 1
    }
}

/// What a solved market costs: what is not served, and all ways. Panics if the goods do not add up.
fn total<N: Number>(market: &Market<N>, columns: &Table, simplex: &Simplex<N, Table>) -> i128 {
    let mut left: Vec<i64> = market.supply.clone();
    let mut given = vec![0; market.needs()];
    let mut total = 0;
    let mut go = |from: u32, to: End, units: i64, cost: i128| {
        left[from as usize] -= units;
        match to {
            End::SupplyNode(supply_node) => left[supply_node as usize] += units,
            End::Need(need) => given[need as usize] += units,
        }
        total += i128::from(units) * cost;
    };
    for Sent { need, supply_node, units } in simplex.sent() {
        assert!(units > 0);
        let cost: N = columns.cost(supply_node as usize, need as usize).unwrap();
        go(supply_node, End::Need(need), units, cost.wide());
    }
    for (link, flow) in market.links.iter().zip(simplex.over_links()) {
        assert!((0..=link.limit).contains(&flow), "a link carries no more than its limit");
        go(link.from, link.to, flow, link.cost.wide());
    }
    assert!(left.iter().all(|left| *left >= 0), "no more is sent than there is");
    for (need, mut given) in given.into_iter().enumerate() {
        for segment in market.stack(need) {
            let served = given.min(segment.width);
            given -= served;
            total += i128::from(segment.width - served) * segment.worth.wide();
        }
        assert_eq!(given, 0, "no more is given than is asked for");
    }
    total
}

/// What the prices say the market costs at least: by weak duality no flow costs less, whatever the prices are.
fn bound<N: Number>(market: &Market<N>, columns: &Table, simplex: &Simplex<N, Table>) -> i128 {
    let supply_nodes: Vec<i128> = simplex.supply_node_prices().iter().map(|price| price.wide()).collect();
    let needs: Vec<i128> = (0..market.needs()).map(|need| simplex.need_price(need).wide()).collect();
    assert!(supply_nodes.iter().all(|price| *price >= 0), "goods may stay where they are");
    let mut bound: i128 = 0;
    for (price, supply) in supply_nodes.iter().zip(&market.supply) {
        bound -= price * i128::from(*supply);
    }
    for (need, price) in needs.iter().enumerate() {
        for (supply_node, cost) in columns.costs[need].iter().enumerate() {
            assert!(
                cost.is_none_or(|cost| i128::from(cost) + supply_nodes[supply_node] >= *price),
                "no column improves"
            );
        }
        let widths =
            market.stack(need).iter().map(|segment| i128::from(segment.width) * segment.worth.wide().min(*price));
        bound += widths.sum::<i128>();
    }
    for link in &market.links {
        let to = match link.to {
            End::SupplyNode(supply_node) => supply_nodes[supply_node as usize],
            End::Need(need) => needs[need as usize],
        };
        let reduced = link.cost.wide() + supply_nodes[link.from as usize] - to;
        bound += i128::from(link.limit) * reduced.min(0);
    }
    bound
}

/// Solves a market cold, from nothing, from half of the answer and from the answer; returns what it costs.
fn solved<N: Number>(market: &Market<N>, columns: &Table) -> i128 {
    let mut cold = Simplex::cold(market, columns);
    cold.solve();
    let best = total(market, columns, &cold);
    assert_eq!(best, bound(market, columns, &cold), "the prices prove the flow");
    let all = without_links(market, &cold.sent());
    let half: Vec<Sent> = all.iter().copied().step_by(2).collect();
    let starts = [&[], &half[..], &all[..]].map(|sent| Simplex::new(market, columns, sent));
    for mut warm in starts.into_iter().chain([Simplex::with_links(market, columns, &cold.sent(), &cold.over_links())]) {
        warm.solve();
        assert_eq!(total(market, columns, &warm), best, "a warm start ends as the cold one");
        assert_eq!(bound(market, columns, &warm), best);
    }
    best
}

/// What can be sent without goods that come over links.
fn without_links<N: Number>(market: &Market<N>, sent: &[Sent]) -> Vec<Sent> {
    let mut left = market.supply.clone();
    let mut kept = Vec::new();
    for one in sent {
        let units = one.units.min(left[one.supply_node as usize]);
        left[one.supply_node as usize] -= units;
        if units > 0 {
            kept.push(Sent { units, ..*one });
        }
    }
    kept
}

fn both(market: &Market<i64>, columns: &Table) -> i128 {
    let wide = Market {
        supply: market.supply.clone(),
        links: (market.links.iter())
            .map(|link| Link { from: link.from, to: link.to, limit: link.limit, cost: i128::from(link.cost) })
            .collect(),
        first_segment: market.first_segment.clone(),
        segments: (market.segments.iter())
            .map(|segment| Segment { width: segment.width, worth: i128::from(segment.worth) })
            .collect(),
    };
    let narrow = solved(market, columns);
    assert_eq!(narrow, solved(&wide, columns));
    narrow
}

fn against_oracle(shape: Shape, seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let (market, columns) = shape.draw(&mut Random(seed));
        assert_eq!(both(&market, &columns), least_cost(&market, &columns), "{shape:?} with seed {seed}");
    }
}

#[test]
fn columns_only() {
    against_oracle(Shape { supply_nodes: 4, needs: 6, links: 0, dearest: 9, units: 12 }, 0..300);
    against_oracle(Shape { supply_nodes: 9, needs: 25, links: 0, dearest: 100, units: 40 }, 0..60);
}

#[test]
fn many_supply_nodes_for_few_needs() {
    against_oracle(Shape { supply_nodes: 14, needs: 3, links: 3, dearest: 30, units: 20 }, 0..150);
}

#[test]
fn links_with_limits() {
    against_oracle(Shape { supply_nodes: 5, needs: 6, links: 8, dearest: 9, units: 12 }, 0..300);
    against_oracle(Shape { supply_nodes: 10, needs: 20, links: 15, dearest: 50, units: 30 }, 0..60);
}

/// Where all costs are the same, and all units are ones, almost every pivot moves nothing.
#[test]
fn ties() {
    against_oracle(Shape { supply_nodes: 6, needs: 8, links: 6, dearest: 0, units: 3 }, 0..200);
    against_oracle(Shape { supply_nodes: 8, needs: 16, links: 4, dearest: 1, units: 1 }, 0..200);
}

#[test]
fn large_numbers() {
    against_oracle(Shape { supply_nodes: 6, needs: 9, links: 4, dearest: 1 << 40, units: 1 << 20 }, 0..100);
}

fn one_need(supply: &[i64], links: Vec<Link<i64>>, segments: &[(i64, i64)]) -> Market<i64> {
    Market {
        supply: supply.to_vec(),
        links,
        first_segment: vec![0, u32::try_from(segments.len()).unwrap()],
        segments: segments.iter().map(|(width, worth)| Segment { width: *width, worth: *worth }).collect(),
    }
}

#[test]
fn a_need_without_columns_is_not_served() {
    let market = one_need(&[5], Vec::new(), &[(3, 10)]);
    assert_eq!(both(&market, &Table { costs: vec![vec![None]] }), 30);
}

#[test]
fn nothing_comes_from_an_empty_supply_node() {
    let market = one_need(&[0, 0], Vec::new(), &[(3, 10), (2, 4)]);
    assert_eq!(both(&market, &Table { costs: vec![vec![Some(1), Some(2)]] }), 38);
}

#[test]
fn a_segment_that_is_worth_less_than_the_way_is_not_served() {
    let market = one_need(&[9], Vec::new(), &[(3, 10), (2, 4)]);
    assert_eq!(both(&market, &Table { costs: vec![vec![Some(5)]] }), 3 * 5 + 2 * 4);
}

#[test]
fn no_needs_and_no_supply_nodes() {
    let nobody = Market { supply: vec![4], links: Vec::new(), first_segment: vec![0], segments: Vec::new() };
    assert_eq!(both(&nobody, &Table { costs: Vec::new() }), 0);
    let nothing = one_need(&[], Vec::new(), &[(3, 10)]);
    assert_eq!(both(&nothing, &Table { costs: vec![Vec::new()] }), 30);
}

#[test]
fn links_lead_from_supply_node_to_supply_node_to_need_up_to_their_limits() {
    let link = |from, to, limit, cost| Link { from, to, limit, cost };
    let links = vec![
        link(0, End::SupplyNode(1), 4, 1),
        link(1, End::Need(0), 3, 2),
        link(0, End::Need(0), 0, 0),
        link(0, End::SupplyNode(2), UNLIMITED, 5),
    ];
    // Three over supply node 1, and the rest over supply node 2 and its column.
    let market = one_need(&[9, 0, 0], links, &[(5, 100)]);
    assert_eq!(both(&market, &Table { costs: vec![vec![None, None, Some(3)]] }), 3 * (1 + 2) + 2 * (5 + 3));
}

#[test]
#[should_panic(expected = "no more is sent than there is")]
fn more_than_there_is_cannot_be_sent() {
    let market = one_need(&[1], Vec::new(), &[(3, 10)]);
    let columns = Table { costs: vec![vec![Some(1)]] };
    let _ = Simplex::new(&market, &columns, &[Sent { need: 0, supply_node: 0, units: 2 }]);
}
