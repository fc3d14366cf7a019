//! A near-best start for one item: a linear program over a coarse picture of it. Whatever is wrong with the start, the
//! polish puts right; a good start only saves time.

use crate::item::ItemModel;
use crate::linear::{Goal, Program, float_cost, nearest};
use crate::worth::Segment;

/// A near-best start for one item, units per column; nothing where the solver fails.
pub(crate) fn start(model: &ItemModel<'_>) -> Vec<u64> {
    // One rank weighs this many times the dearest column: enough to come near, and well inside a float's digits.
    const ONE_RANK: f64 = 64.0;
    let kept = near_columns(model, COLUMNS_NEAR);
    let columns = kept.iter().map(|index| model.columns[*index].clone()).collect();
    let coarse = ItemModel { columns, ..coarse(model) };
    let dearest = model.columns.iter().map(|column| float_cost(column.cost)).fold(1.0, f64::max);
    let worth = |_: usize, need: usize, segment: usize| ONE_RANK * f64::from(coarse.needs[need].ranks[segment]);
    let cost = |_: usize, column: usize| float_cost(coarse.columns[column].cost) / dearest;
    let goal = Goal { worth: &worth, cost: &cost };
    let mut amounts = vec![0; model.columns.len()];
    if let Some(answer) = (Program { models: vec![&coarse], goal, at_least: None, whole: false }).solve() {
        for (index, x) in kept.iter().zip(&answer.amounts[0]) {
            amounts[*index] = nearest(*x);
        }
    }
    amounts
}

/// The start looks at this many of the cheapest columns of each need; the polish at all.
const COLUMNS_NEAR: usize = 8;

/// Indices of the `of_each` cheapest columns of each need, in order.
pub(crate) fn near_columns(model: &ItemModel<'_>, of_each: usize) -> Vec<usize> {
    let mut of_needs = vec![Vec::new(); model.needs.len()];
    for (index, column) in model.columns.iter().enumerate() {
        of_needs[column.need].push((column.cost, index));
    }
    let mut near = Vec::new();
    for mut of_need in of_needs {
        of_need.sort_unstable();
        near.extend(of_need.iter().take(of_each).map(|(_, index)| *index));
    }
    near.sort_unstable();
    near
}

/// Segments this many ranks from where the stock runs out are told apart in the start.
const RANKS_APART: u32 = 3;

/// The model with fewer segments: what is far above the rank at which the stock runs out is surely served, what is far
/// below it surely not, so each is one segment. With twenty steps that makes the start four times as fast; where it is
/// wrong (a region with much less stock than the rest), the polish puts it right.
fn coarse<'a>(model: &ItemModel<'a>) -> ItemModel<'a> {
    let critical = critical_rank(model);
    let kind = |rank: u32| rank.clamp(critical.saturating_sub(RANKS_APART), critical + RANKS_APART);
    let mut coarse = model.clone();
    for row in &mut coarse.needs {
        let (mut segments, mut ranks) = (Vec::<Segment>::new(), Vec::<u32>::new());
        for (segment, rank) in row.segments.iter().zip(&row.ranks) {
            match (segments.last_mut(), ranks.last()) {
                (Some(last), Some(of)) if *of == kind(*rank) => last.width += segment.width,
                _ => {
                    segments.push(*segment);
                    ranks.push(kind(*rank));
                }
            }
        }
        (row.segments, row.ranks) = (segments, ranks);
    }
    coarse
}

/// The rank at which all stock would be used up if everything could go everywhere.
fn critical_rank(model: &ItemModel<'_>) -> u32 {
    let mut left: u64 = model.stores.iter().map(|store| store.limit).sum();
    let mut asked: Vec<(u32, u64)> = Vec::new();
    for row in &model.needs {
        asked.extend(row.ranks.iter().copied().zip(row.segments.iter().map(|segment| segment.width)));
    }
    asked.sort_unstable_by(|a, b| b.cmp(a));
    for (rank, width) in asked {
        match left.checked_sub(width) {
            Some(rest) => left = rest,
            None => return rank,
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Flow;
    use crate::item::models;
    use yicang_domain::{Policy, SecondLevel, Situation};

    /// Ten depots and sixty sites without any order in distances, claims and stock.
    fn situation() -> Situation {
        let mut state = 7_u64;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let mut text = String::from("yicang-situation 1\nnow 2020-02-01T08:00:00Z\n");
        for depot in 0..10 {
            text += &format!("lot d{depot} w - {}\nprotect d{depot} w {}\n", 100 + next(900), next(60));
        }
        for site in 0..60 {
            let class = ["life-saving", "urgent", "routine"][usize::try_from(next(3)).unwrap()];
            text += &format!("need s{site:02} w {class} {}\n", 10 + next(300));
            for depot in 0..10 {
                let capacity = if next(4) == 0 { format!(" capacity={}", next(80)) } else { String::new() };
                text += &format!("lane d{depot} s{site:02} {}{capacity}\n", next(500));
            }
        }
        Situation::from_text(&text).unwrap()
    }

    /// Polishes a start; how many improvements that took, Σ rank and −cost.
    fn polished(model: &ItemModel<'_>, start: &[u64]) -> (usize, (u128, i128)) {
        let mut flow = Flow::new(model, start).unwrap();
        let improvements = flow.polish().unwrap();
        let (mut given, mut cost) = (vec![0; model.needs.len()], 0);
        for (column, units) in model.columns.iter().zip(flow.amounts()) {
            given[column.need] += units;
            cost += column.cost * i128::from(units);
        }
        let mut ranks = 0;
        for (row, mut given) in model.needs.iter().zip(given) {
            for (segment, rank) in row.segments.iter().zip(&row.ranks) {
                let part = given.min(segment.width);
                given -= part;
                ranks += u128::from(*rank) * u128::from(part);
            }
        }
        (improvements, (ranks, -cost))
    }

    #[test]
    fn a_wrong_start_ends_at_the_same_optimum_and_the_right_one_is_nearly_there() {
        let situation = situation();
        for policy in ["plain-units", "plain-share", "floor-then-class"] {
            let text = std::fs::read_to_string(format!("{}/../policies/{policy}.policy", env!("CARGO_MANIFEST_DIR")));
            let policy = Policy::from_text(&text.unwrap()).unwrap();
            let models = models(&situation, &policy, SecondLevel::Minutes).unwrap();
            let model = &models[0];
            let (from_nothing, best) = polished(model, &[]);
            let as_much_as_goes = vec![u64::MAX; model.columns.len()];
            let dearest_first: Vec<u64> =
                model.columns.iter().map(|c| u64::try_from(c.cost / 10_000_000).unwrap()).collect();
            for wrong in [as_much_as_goes, dearest_first, vec![1; model.columns.len()]] {
                assert_eq!(polished(model, &wrong).1, best);
            }
            let (from_start, same) = polished(model, &start(model));
            assert_eq!(same, best);
            assert!(
                from_start * 10 < from_nothing,
                "{from_start} improvements after the start, {from_nothing} without"
            );
        }
    }
}
