//! Who lost the draw: units that went to a need of equal standing, and only because it was drawn earlier.

use crate::bisect::first;
use crate::model::usage::Usage;
use crate::model::worth::Worth;
use crate::model::{Amount, Group, Model};
use std::collections::BTreeMap;
use yicang_domain::FirstLevel;

/// What units are compared by in the draw: the group, and what they are worth but for the draw.
type Standing = (usize, Worth);

/// The two needs of one standing and lot that were drawn earliest: places in the draw, and which.
type Earliest = [Option<(i128, usize)>; 2];

/// The last unit or pack that each need got, by its standing and the lots that serve the need.
pub(super) struct Drawn {
    last: BTreeMap<Standing, BTreeMap<usize, Earliest>>,
    /// By item: its group, and how many base units leave together.
    groups: Vec<(usize, u64)>,
}

impl Drawn {
    /// Of amounts sorted by need.
    pub(super) fn new(model: &Model<'_>, groups: &[Group], amounts: &[Amount], usage: &Usage) -> Self {
        let mut drawn = Self { last: BTreeMap::new(), groups: vec![(0, 1); model.items.len()] };
        if !matches!(model.policy.first_level, FirstLevel::Steps(_)) {
            return drawn;
        }
        for (place, group) in groups.iter().enumerate() {
            group.items.iter().for_each(|item| drawn.groups[*item] = (place, group.pack));
        }
        for of_need in amounts.chunk_by(|a, b| a.need == b.need) {
            let need = of_need[0].need;
            let Some(at) = drawn.packs(model, need, usage).checked_sub(1) else { continue };
            let (standing, draw) = drawn.standing(model, need, at);
            let lots = drawn.last.entry(standing).or_default();
            for amount in of_need {
                let earliest = lots.entry(amount.lot).or_default();
                let new = Some((draw, need));
                if new > earliest[0] {
                    *earliest = [new, earliest[0]];
                } else if new > earliest[1] {
                    earliest[1] = new;
                }
            }
        }
        drawn
    }

    /// Units of a need that it lost in the draw: those that stand as the next one does, if that went to an earlier need
    /// from a lot that could have served this one.
    pub(super) fn lost_by(&self, model: &Model<'_>, need: usize, usage: &Usage) -> u64 {
        let row = &model.needs[need];
        let (_, pack) = self.groups[row.item];
        let (next, end) = (self.packs(model, need, usage), row.stack.packs(pack));
        if self.last.is_empty() || next >= end {
            return 0;
        }
        let (standing, draw) = self.standing(model, need, next);
        let Some(lots) = self.last.get(&standing) else { return 0 };
        let went_before = |lot: usize| {
            let earliest = lots.get(&lot).into_iter().flatten().flatten();
            earliest.into_iter().any(|(theirs, other)| *other != need && *theirs > draw)
        };
        let could_serve = |(role, lot): (&_, usize)| {
            let column = model.column(role, lot, need);
            went_before(lot) && column.is_ok_and(|column| model.most(role, lot, need, &column) > 0)
        };
        if !model.suppliers(need).any(could_serve) {
            return 0;
        }
        let signed = |packs: u64| i64::try_from(packs).expect("no more than a claim");
        let differs = |at: i64| self.standing(model, need, at.unsigned_abs()).0 != standing;
        let alike = first(signed(next), signed(end), differs) - signed(next);
        alike.unsigned_abs() * pack
    }

    /// Whole packs that a need gets.
    fn packs(&self, model: &Model<'_>, need: usize, usage: &Usage) -> u64 {
        usage.by_need[need] / self.groups[model.needs[need].item].1
    }

    /// How a pack of a need stands, and its places in the draw.
    fn standing(&self, model: &Model<'_>, need: usize, at: u64) -> (Standing, i128) {
        let row = &model.needs[need];
        let (group, pack) = self.groups[row.item];
        let (worth, draw) = row.stack.worth(pack, at).without_draw();
        ((group, worth), draw)
    }
}
