//! The prices prove the plan best: which groups they prove how. See [`super`].

use super::flow::Flow;
use super::index::Index;
use super::price_table::{Table, ZERO};
use super::segments::Segment;
use super::ties::Ties;
use super::violation::Violation;
use super::{group, joint};
use crate::check::names;
use crate::v1::plan::Plan;
use yicang_language::message;

pub(super) fn check(
    index: &Index<'_>,
    plan: &Plan,
    flow: &Flow,
    segments: &[Vec<Segment>],
    found: &mut Vec<Violation>,
) {
    let prices = Table::of(index, plan, found);
    let ties = Ties::of(index, plan.second_level);
    let mut jointly = Vec::new();
    for group in group::groups(index) {
        let name = group.name;
        let how = Proof::of(&prices, &ties, name, plan.joint.is_some());
        let costless = ties.without_cost(name).filter(|_| how != Proof::None);
        if let Some((lot, need)) = costless {
            let (lot, site) = (index.lots[lot].key, &index.needs[need].key.site);
            found.push(Violation::NotProven { what: names::no_cost(lot, site), by: ZERO });
            continue;
        }
        match how {
            Proof::Ranks => group::check(index, plan, flow, &prices, &group, segments, found),
            Proof::Joint => jointly.push(group),
            Proof::None => {}
            Proof::Unknown => {
                let what = message!("check-only-joint-item", item = index.items[name].id.as_str());
                found.push(Violation::NotProven { what, by: ZERO });
            }
        }
    }
    if let Some(said) = &plan.joint {
        joint::check(index, plan, said, flow, &prices, &jointly, segments, found);
    }
}

/// The groups, by name, that are proven by ranks of worth, each by itself.
pub(super) fn groups_by_ranks(index: &Index<'_>, plan: &Plan) -> Vec<usize> {
    let (prices, ties) = (Table::of(index, plan, &mut Vec::new()), Ties::of(index, plan.second_level));
    let names = group::groups(index).into_iter().map(|group| group.name);
    names.filter(|name| Proof::of(&prices, &ties, *name, plan.joint.is_some()) == Proof::Ranks).collect()
}

/// How a group of items is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// By ranks of worth, by itself.
    Ranks,
    /// With all other joint items.
    Joint,
    /// Not at all.
    None,
    /// By prices that prove nothing.
    Unknown,
}

impl Proof {
    fn of(prices: &Table, ties: &Ties, group: usize, joint: bool) -> Self {
        let (ranked, priced) = (prices.ranked[group], prices.priced[group]);
        match (ties.is_tied(group), ties.is_uneven(group)) {
            (false, _) => Self::Ranks,
            (true, true) if ranked => Self::Unknown,
            (true, false) if ranked => Self::Ranks,
            (true, _) if joint => Self::Joint,
            (true, _) if !priced => Self::None,
            (true, true) => Self::Unknown,
            (true, false) => Self::Ranks,
        }
    }
}
