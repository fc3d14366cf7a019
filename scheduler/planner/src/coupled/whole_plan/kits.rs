//! Whole kits: of every component as many units as the other components make kits of.

use super::WholePlan;
use crate::coupled::program::{Col, DualPrices};
use std::collections::BTreeMap;
use yicang_domain::quantity::gcd;

/// Of a component: its item, units in a kit, and units that are packed together.
#[derive(Debug, Clone, Copy)]
struct Component {
    item: usize,
    of_kit: u64,
}

impl WholePlan<'_, '_, '_> {
    fn components(&self, need: usize) -> Vec<Component> {
        let model = self.program.model;
        let roles = model.items[model.needs[self.program.needs[need]].item].roles.iter().filter(|role| role.works);
        roles.filter_map(|role| role.component.map(|of_kit| Component { item: role.item, of_kit })).collect()
    }

    fn item(&self, column: &Col) -> usize {
        self.program.model.lots[column.lot].item
    }

    /// Units of each component that a need has.
    fn of_component(&self, need: usize, columns: &[Col], item: usize) -> u64 {
        let of = self.units[need]
            .iter()
            .filter(|(place, _)| columns[**place].component.is_some() && self.item(&columns[**place]) == item);
        of.map(|(_, units)| *units).sum()
    }

    /// Takes back what makes no whole kit, and counts the kits as served.
    pub(super) fn tidy(&mut self, need: usize, columns: &[Col]) {
        let components = self.components(need);
        if components.is_empty() {
            return;
        }
        let kits = components.iter().map(|one| self.of_component(need, columns, one.item) / one.of_kit.max(1)).min();
        // As many as whole packs make.
        let step = self.kit_step(need);
        let kits = kits.unwrap_or(0) / step * step;
        for one in &components {
            self.keep(need, columns, *one, kits, None);
        }
        self.served[need] = self.served[need].saturating_add(kits);
    }

    /// Leaves of a component what so many kits need, which whole packs make; takes from one place first.
    fn keep(&mut self, need: usize, columns: &[Col], one: Component, kits: u64, first: Option<usize>) {
        let mut over = self.of_component(need, columns, one.item).saturating_sub(kits * one.of_kit);
        let of: Vec<(usize, u64)> = self.units[need].iter().map(|(place, units)| (*place, *units)).collect();
        let (first, others): (Vec<_>, Vec<_>) = of.into_iter().rev().partition(|(place, _)| first == Some(*place));
        for (place, units) in first.into_iter().chain(others) {
            let column = columns[place];
            if column.component.is_none() || self.item(&column) != one.item {
                continue;
            }
            let back = (over / column.given * column.given).min(units);
            over -= back;
            self.take(need, place, &column, back);
        }
    }

    /// Takes so many kits apart, or a few more where packs want it, from one place first; whether there were any.
    pub(super) fn unmake(&mut self, need: usize, columns: &[Col], kits: u64, from: usize) -> bool {
        let made = self.kits(need, columns);
        if made == 0 {
            return false;
        }
        self.served[need] -= made;
        let step = self.kit_step(need);
        let left = made.saturating_sub(kits) / step * step;
        for one in self.components(need) {
            self.keep(need, columns, one, left, Some(from));
        }
        self.served[need] += left;
        true
    }

    /// Kits that a need has.
    fn kits(&self, need: usize, columns: &[Col]) -> u64 {
        let components = self.components(need);
        components.iter().map(|one| self.of_component(need, columns, one.item) / one.of_kit.max(1)).min().unwrap_or(0)
    }

    /// Makes so many kits for a need out of what has room, or none; whether it did.
    pub(super) fn make(&mut self, need: usize, columns: &[Col], kits: u64, duals: &DualPrices) -> bool {
        let components = self.components(need);
        if components.is_empty() || kits == 0 || kits > self.open(need) {
            return false;
        }
        let mut wanted: BTreeMap<usize, u64> =
            components.iter().map(|one| (one.item, one.of_kit.saturating_mul(kits))).collect();
        let mut order: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].component.is_some()).collect();
        order.sort_by_key(|at| (self.pays(duals, &columns[*at]), *at));
        let mut given = Vec::new();
        for at in order {
            let column = columns[at];
            let Some(left) = wanted.get_mut(&self.item(&column)) else { continue };
            let units = (self.room(&column).min(*left)) / column.given * column.given;
            if units > 0 {
                *left -= units;
                self.give(need, at, &column, units);
                given.push((at, units));
            }
        }
        if wanted.values().all(|left| *left == 0) {
            self.served[need] += kits;
            return true;
        }
        given.into_iter().for_each(|(at, units)| self.take(need, at, &columns[at], units));
        false
    }

    /// Whether every component has some room.
    pub(super) fn could_make(&self, need: usize, columns: &[Col]) -> bool {
        self.components(need).iter().all(|one| {
            let mut of = columns.iter().filter(|column| column.component.is_some() && self.item(column) == one.item);
            of.any(|column| self.room(column) > 0)
        })
    }

    /// Whether kits may serve a need.
    pub(super) fn is_kit(&self, need: usize) -> bool {
        self.program.components(need) > 0
    }

    /// The least number of kits that whole packs of all components make.
    pub(super) fn kit_step(&self, need: usize) -> u64 {
        let model = self.program.model;
        let step = self.components(need).iter().fold(1_u64, |step, one| {
            let pack = model.items[one.item].facts.pack.units();
            let own = pack / gcd(pack, one.of_kit);
            (step / gcd(step, own)).saturating_mul(own)
        });
        step.max(1)
    }
}
