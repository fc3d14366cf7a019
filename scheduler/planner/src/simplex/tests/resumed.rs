//! Markets that change after they were solved.

use super::random::{Random, Shape};
use super::{Table, bound, total};
use crate::simplex::{Market, Moved, Segment, Simplex};

/// Another market that grew out of one: who was who, and what it is now.
struct Next {
    supply_nodes: Vec<Option<u32>>,
    needs: Vec<Option<u32>>,
    market: Market<i64>,
    columns: Table,
    same_costs: bool,
}

/// What changes besides stock and claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    /// Supply nodes and needs come and go.
    Benders,
    /// And columns cost something else, or are no more.
    Dearer,
}

/// Some of those that were, in another order if `mixed`, and at times somebody new.
fn members(random: &mut Random, count: usize, mixed: bool) -> Vec<Option<u32>> {
    let mut members: Vec<Option<u32>> = (0..u32::try_from(count).unwrap()).map(Some).collect();
    if mixed {
        members.retain(|_| random.up_to(5) > 0);
        for _ in 0..random.up_to(2) {
            members.push(None);
        }
        for at in (1..members.len()).rev() {
            members.swap(at, random.index(at + 1) as usize);
        }
    }
    members
}

fn next(random: &mut Random, market: &Market<i64>, columns: &Table, shape: Shape, kind: Kind) -> Next {
    let (other, other_columns) = shape.draw(random);
    let supply_nodes = members(random, market.supply.len(), kind != Kind::Same);
    let needs = members(random, market.needs(), kind != Kind::Same);
    let mut now =
        Market { supply: Vec::new(), links: market.links.clone(), first_segment: vec![0], segments: Vec::new() };
    for supply_node in &supply_nodes {
        let changes = random.up_to(3) == 0;
        let drawn = other.supply[random.index(other.supply.len()) as usize];
        now.supply
            .push(supply_node.filter(|_| !changes).map_or(drawn, |supply_node| market.supply[supply_node as usize]));
    }
    let mut costs = Vec::new();
    for need in &needs {
        let changes = random.up_to(3) == 0;
        let drawn = random.index(other.needs()) as usize;
        let stack = need.filter(|_| !changes).map_or(other.stack(drawn), |need| market.stack(need as usize));
        let double = i64::from(random.up_to(4) == 0);
        now.segments.extend(stack.iter().map(|one| Segment { width: one.width << double, worth: one.worth }));
        now.first_segment.push(u32::try_from(now.segments.len()).unwrap());
        let cost = |supply_node: &Option<u32>| match (need, supply_node) {
            (Some(_), Some(supply_node)) if kind == Kind::Dearer => {
                other_columns.costs[drawn].get(*supply_node as usize).copied().flatten()
            }
            (Some(need), Some(supply_node)) => columns.costs[*need as usize][*supply_node as usize],
            (_, Some(supply_node)) => other_columns.costs[drawn].get(*supply_node as usize).copied().flatten(),
            _ => Some(drawn.try_into().unwrap()),
        };
        costs.push(supply_nodes.iter().map(cost).collect());
    }
    Next { supply_nodes, needs, market: now, columns: Table { costs }, same_costs: kind != Kind::Dearer }
}

fn resumed(shape: Shape, seeds: std::ops::Range<u64>, kind: Kind) {
    let (mut went_on, mut all) = (0, 0);
    for seed in seeds {
        let mut random = Random(seed);
        let (mut market, mut columns) = shape.draw(&mut random);
        let mut kept = {
            let mut simplex = Simplex::cold(&market, &columns);
            simplex.solve();
            simplex.keep()
        };
        for _ in 0..3 {
            let next = next(&mut random, &market, &columns, shape, kind);
            (market, columns) = (next.market, next.columns);
            let mut cold = Simplex::cold(&market, &columns);
            cold.solve();
            let moved = Moved { supply_nodes: &next.supply_nodes, needs: &next.needs, same_costs: next.same_costs };
            let warm = Simplex::resume(&market, &columns, kept, moved);
            all += 1;
            went_on += usize::from(warm.is_some());
            let mut warm = warm.unwrap_or_else(|| Simplex::new(&market, &columns, &[]));
            warm.solve();
            assert_eq!(total(&market, &columns, &warm), total(&market, &columns, &cold), "{shape:?}, seed {seed}");
            assert_eq!(bound(&market, &columns, &warm), total(&market, &columns, &cold), "{shape:?}, seed {seed}");
            kept = warm.keep();
        }
    }
    // Links may make it start anew, but seldom.
    assert!(went_on * 2 > all, "{went_on} of {all}");
    assert!(shape.links > 0 || went_on == all);
}

#[test]
fn a_changed_market_goes_on_from_its_tree() {
    resumed(Shape { supply_nodes: 4, needs: 6, links: 0, dearest: 9, units: 12 }, 0..300, Kind::Same);
    resumed(Shape { supply_nodes: 9, needs: 25, links: 0, dearest: 100, units: 40 }, 0..60, Kind::Same);
    resumed(Shape { supply_nodes: 14, needs: 3, links: 0, dearest: 30, units: 20 }, 0..100, Kind::Same);
    resumed(Shape { supply_nodes: 8, needs: 16, links: 0, dearest: 1, units: 1 }, 0..200, Kind::Same);
}

#[test]
fn with_links_too() {
    resumed(Shape { supply_nodes: 6, needs: 8, links: 4, dearest: 9, units: 12 }, 0..200, Kind::Same);
}

#[test]
fn supply_nodes_and_needs_come_and_go() {
    resumed(Shape { supply_nodes: 6, needs: 9, links: 0, dearest: 9, units: 12 }, 0..300, Kind::Benders);
    resumed(Shape { supply_nodes: 9, needs: 25, links: 0, dearest: 100, units: 40 }, 0..60, Kind::Benders);
}

#[test]
fn columns_change_too() {
    resumed(Shape { supply_nodes: 6, needs: 9, links: 0, dearest: 9, units: 12 }, 0..300, Kind::Dearer);
    resumed(Shape { supply_nodes: 9, needs: 25, links: 0, dearest: 100, units: 40 }, 0..60, Kind::Dearer);
}
