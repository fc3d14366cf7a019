//! Needs and stock that change after a plan was made.

use crate::country::Country;
use crate::random::Random;
use std::collections::BTreeSet;
use yicang_domain::Decimal;

/// Hundred percent in millionths.
const ALL: u64 = 100_000_000;

/// What was changed.
pub struct Changed {
    /// Items with a need or a lot that changed, rising.
    pub items: Vec<usize>,
    /// How many needs changed.
    pub needs: usize,
    /// How many lots changed.
    pub lots: usize,
}

impl Changed {
    /// Changes this percentage of a country's claims, at least one, and a tenth of it of its lots: each becomes
    /// something between half of it and double.
    pub fn new(country: &mut Country, percent: Decimal, seed: u64) -> Self {
        // Other draws than the country's own.
        let mut random = Random(!seed);
        let part = |count: usize, of: u64| {
            usize::try_from(count as u64 * percent.micros() / of).expect("no more than there are")
        };
        let (needs, lots) = (country.needs(), country.held.iter().map(Vec::len).sum());
        let needs = drawn(&mut random, needs, part(needs, ALL).max(1));
        let lots = drawn(&mut random, lots, part(lots, ALL * 10));
        let mut items = BTreeSet::new();
        change(
            country.asked.iter_mut().map(|asked| asked.iter_mut().map(|one| &mut one.units)),
            &needs,
            |item, units| {
                items.insert(item);
                *units = anew(&mut random, *units);
            },
        );
        change(country.held.iter_mut().map(|held| held.iter_mut().map(|one| &mut one.units)), &lots, |item, units| {
            items.insert(item);
            *units = anew(&mut random, *units);
        });
        Self { items: items.into_iter().collect(), needs: needs.len(), lots: lots.len() }
    }
}

/// So many different numbers below `end`.
fn drawn(random: &mut Random, end: usize, count: usize) -> BTreeSet<usize> {
    let mut drawn = BTreeSet::new();
    while drawn.len() < count {
        drawn.insert(random.index(end));
    }
    drawn
}

/// Calls `change` with the item and the units of what stands at these places when all items follow each other.
fn change<'a, I: Iterator<Item = &'a mut u32>>(
    items: impl Iterator<Item = I>,
    places: &BTreeSet<usize>,
    mut change: impl FnMut(usize, &mut u32),
) {
    let all = items.enumerate().flat_map(|(item, units)| units.map(move |units| (item, units)));
    for (_, (item, units)) in all.enumerate().filter(|(place, _)| places.contains(place)) {
        change(item, units);
    }
}

fn anew(random: &mut Random, units: u32) -> u32 {
    let half = (units / 2).max(1);
    half + u32::try_from(random.below(u64::from(units * 2 - half) + 1)).expect("at most double")
}
