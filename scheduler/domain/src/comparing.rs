//! Two plans side by side: what each need, depot and pool of vehicles gets in one and in the other, and why.
//!
//! | file | what |
//! |---|---|
//! | here | what is different |
//! | `causes.rs` | why: what is different between the two situations where the line touches them |
//! | `edit.rs` | a situation with something changed, for "what if" |
//!
//! Units count, and not the moments of leaving and arriving: those move with the moment that a plan is made for.

mod causes;
mod edit;
#[cfg(test)]
mod tests;

pub use causes::Cause;
pub use edit::{Amount, Edit, Known, Load};

use crate::check::Columns;
use crate::id::{DepotId, ItemId, LotKey, NeedKey, PoolId, SiteId};
use crate::plan::Plan;
use crate::policy::Policy;
use crate::reason::Reason;
use crate::situation::Situation;
use causes::Causes;
use std::collections::{BTreeMap, BTreeSet};

/// A plan with what it was made from.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What it was made for.
    pub situation: &'a Situation,
    /// By which rules.
    pub policy: &'a Policy,
    /// The plan; `None` before the first.
    pub plan: Option<&'a Plan>,
}

/// A line of a plan: from which lot, to which site, for which item that is needed.
pub type Line = (LotKey, SiteId, ItemId);

/// A figure in both plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Both {
    /// In the first.
    pub before: u64,
    /// In the second.
    pub after: u64,
}

impl Both {
    /// Whether the figure is another one.
    pub fn differs(self) -> bool {
        self.before != self.after
    }

    /// How much more there is in the second plan; below zero where there is less.
    pub fn more(self) -> i128 {
        i128::from(self.after) - i128::from(self.before)
    }
}

/// Something whose figure is different, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The two figures.
    pub units: Both,
    /// Why; none where it follows from other changes.
    pub causes: BTreeSet<Cause>,
}

/// What is different between two plans.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff {
    /// Lines that send another number of units.
    pub lines: BTreeMap<Line, Change>,
    /// Needs that get another number, in units of what is needed.
    pub needs: BTreeMap<NeedKey, Change>,
    /// What depots send of items.
    pub depots: BTreeMap<(DepotId, ItemId), Both>,
    /// Units that vehicles carry, of all items together.
    pub pools: BTreeMap<PoolId, Both>,
    /// Units that get nothing, by reason.
    pub reasons: BTreeMap<Reason, Both>,
}

impl Diff {
    /// Compares two plans.
    pub fn of(before: Side<'_>, after: Side<'_>) -> Self {
        let causes = Causes::new(before, after);
        let units = changed(shipped(before.plan), shipped(after.plan));
        let why = |line: &Line| causes.of_line(line);
        let lines: BTreeMap<Line, Change> =
            units.into_iter().map(|(line, units)| (line.clone(), Change { units, causes: why(&line) })).collect();
        let gets = changed(served(before), served(after));
        let needs = gets.into_iter().map(|(key, units)| {
            let of_need = |(_, site, serves): &Line| site == &key.site && serves == &key.item;
            let mut all = causes.of_need(&key);
            all.extend(lines.iter().filter(|(line, _)| of_need(line)).flat_map(|(_, change)| change.causes.clone()));
            (key, Change { units, causes: all })
        });
        let needs = needs.collect();
        let depot = |(lot, ..): &Line, _: &Situation| Some((lot.depot.clone(), lot.item.clone()));
        let pool = |(lot, site, _): &Line, situation: &Situation| {
            situation.lanes.get(&(lot.depot.clone(), site.clone()))?.pool.clone()
        };
        Self {
            lines,
            needs,
            depots: changed(summed(before, depot), summed(after, depot)),
            pools: changed(summed(before, pool), summed(after, pool)),
            reasons: changed(unmet(before.plan), unmet(after.plan)),
        }
    }

    /// Whether both plans send the same.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.needs.is_empty() && self.reasons.is_empty()
    }

    /// What the second plan sends, made from what the first sends.
    pub fn applied(&self, mut before: BTreeMap<Line, u64>) -> BTreeMap<Line, u64> {
        for (line, change) in &self.lines {
            match change.units.after {
                0 => before.remove(line),
                units => before.insert(line.clone(), units),
            };
        }
        before
    }
}

/// What a plan sends, line by line.
pub fn shipped(plan: Option<&Plan>) -> BTreeMap<Line, u64> {
    let mut units = BTreeMap::new();
    for line in plan.iter().flat_map(|plan| &plan.shipments) {
        let key = (line.lot.clone(), line.site.clone(), line.serves.clone());
        *units.entry(key).or_default() += line.quantity.units();
    }
    units
}

/// What each need gets of a plan, in units of what is needed.
pub fn served(side: Side<'_>) -> BTreeMap<NeedKey, u64> {
    side.plan.map(|plan| Columns::new(side.situation, side.policy).served(plan)).unwrap_or_default()
}

fn unmet(plan: Option<&Plan>) -> BTreeMap<Reason, u64> {
    let mut units = BTreeMap::new();
    for line in plan.iter().flat_map(|plan| &plan.unmet) {
        *units.entry(line.reason).or_default() += line.quantity.units();
    }
    units
}

fn summed<K: Ord>(side: Side<'_>, of: impl Fn(&Line, &Situation) -> Option<K>) -> BTreeMap<K, u64> {
    let mut units = BTreeMap::new();
    for (line, sent) in shipped(side.plan) {
        if let Some(key) = of(&line, side.situation) {
            *units.entry(key).or_default() += sent;
        }
    }
    units
}

/// The figures that are not the same; what is not there is 0.
fn changed<K: Ord + Clone>(before: BTreeMap<K, u64>, after: BTreeMap<K, u64>) -> BTreeMap<K, Both> {
    let mut both = BTreeMap::<K, Both>::new();
    for (key, units) in before {
        both.entry(key).or_default().before = units;
    }
    for (key, units) in after {
        both.entry(key).or_default().after = units;
    }
    both.retain(|_, both| both.differs());
    both
}
