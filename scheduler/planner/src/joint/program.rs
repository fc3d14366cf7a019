//! The joint groups as one program in one number of worth and cost, its value and its bound, counted exactly.
//!
//! A unit of a segment gains ⌊worth · scale⌋ (with steps: of the part of the entitlement that it is) and costs millionths
//! of the second level. Prices u of lots, r of stores and q of rows, none below zero, bound every plan: see
//! `yicang_domain::check::joint`, which counts the same. The price p of a need is here what the others leave it: the most
//! that no column pays for.

use super::rows::{Row, Users, rows_of};
use crate::ground::{Ground, Group};
use crate::group::Amount;
use crate::kernel::Number;
use crate::usage::served;
use crate::value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use yicang_domain::FirstLevel;
use yicang_domain::plan::{Price, Prices};
use yicang_domain::quantity::DECIMAL_ONE;

/// No more columns than this are kept in memory; else they are counted anew each time.
const KEPT_MAX: usize = 4_000_000;

/// A column of the program.
#[derive(Debug, Clone, Copy)]
pub(super) struct Col {
    pub lot: usize,
    /// Of a unit beyond the last plan's, in millionths.
    pub cost: i128,
    /// Units that the last plan sent, where that makes a difference.
    pub last: u64,
    /// So many units given…
    pub given: u64,
    /// …serve so many; without a common factor.
    pub needed: u64,
    /// Units in a kit.
    pub component: Option<u64>,
    /// Rows and how much a unit takes from each.
    pub rows: [Option<(usize, u64)>; 3],
}

/// See the module.
pub(super) struct Program<'p, 'a> {
    pub ground: &'p Ground<'a>,
    pub groups: Vec<&'p Group>,
    pub scale: u64,
    /// Sorted, each with its limit and how many needs use it.
    pub rows: Vec<(Row, u64, usize)>,
    /// Needs of the ground, sorted.
    pub needs: Vec<usize>,
    /// By need: gain and width of the segments, most gain first.
    pub stacks: Vec<Vec<(i128, u64)>>,
    kept: Option<Vec<Vec<Col>>>,
}

/// Prices of the program's rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Tags {
    /// By lot of the ground.
    pub lots: Vec<i128>,
    /// By store of the ground.
    pub stores: Vec<i128>,
    /// By row.
    pub rows: Vec<i128>,
    /// By need of the program.
    pub needs: Vec<i128>,
}

impl<'p, 'a> Program<'p, 'a> {
    pub(super) fn new(ground: &'p Ground<'a>, groups: Vec<&'p Group>, rows: &BTreeMap<Row, Users>, scale: u64) -> Self {
        let mut needs: Vec<usize> = groups.iter().flat_map(|group| group.needs.iter().copied()).collect();
        needs.sort_unstable();
        let rows = rows.iter().map(|(row, users)| (*row, users.limit, users.needs)).collect();
        let mut program = Self { ground, groups, scale, rows, needs, stacks: Vec::new(), kept: None };
        program.stacks = program.needs.iter().map(|need| program.stack(*need)).collect();
        if super::large::is_large(&program) {
            return program;
        }
        let mut kept = Vec::with_capacity(program.needs.len());
        let mut count = 0;
        for need in 0..program.needs.len() {
            let columns = program.counted(need);
            count += columns.len();
            if count > KEPT_MAX {
                return program;
            }
            kept.push(columns);
        }
        program.kept = Some(kept);
        program
    }

    /// Lets the rows hold so much.
    pub(super) fn limit_rows(&mut self, limits: impl Iterator<Item = u64>) {
        self.rows.iter_mut().zip(limits).for_each(|((_, limit, _), holds)| *limit = holds);
    }

    fn stack(&self, need: usize) -> Vec<(i128, u64)> {
        let row = &self.ground.needs[need];
        let gain = |segment: &crate::worth::Segment| (gain(self.ground, need, segment, self.scale), segment.width);
        row.segments.iter().map(gain).collect()
    }

    /// The columns of a need, by role, then lot.
    pub(super) fn columns(&self, need: usize) -> Cow<'_, [Col]> {
        match &self.kept {
            Some(kept) => Cow::Borrowed(&kept[need]),
            None => Cow::Owned(self.counted(need)),
        }
    }

    fn counted(&self, at: usize) -> Vec<Col> {
        let (ground, need) = (self.ground, self.needs[at]);
        let last: Vec<(usize, u64)> = ground.last_to(need).collect();
        let column = |(role, lot): (&crate::ground::Role, usize)| {
            let column = ground.column(role, lot, need).ok()?;
            let mut rows = [None; 3];
            let found = rows_of(ground, lot, &column).filter_map(|(row, size)| {
                let place = self.rows.binary_search_by_key(&row, |(row, ..)| *row).ok()?;
                (size > 0).then_some((place, size))
            });
            rows.iter_mut().zip(found).for_each(|(slot, row)| *slot = Some(row));
            let common = gcd(u64::from(role.given), u64::from(role.needed));
            Some(Col {
                lot,
                cost: column.cost?.checked_add(ground.change())?,
                last: last.binary_search_by_key(&lot, |(lot, _)| *lot).map_or(0, |place| last[place].1),
                given: u64::from(role.given) / common,
                needed: u64::from(role.needed) / common,
                component: role.component,
                rows,
            })
        };
        ground.suppliers(need).filter_map(column).collect()
    }

    /// No prices at all.
    pub(super) fn free(&self) -> Tags {
        Tags {
            lots: vec![0; self.ground.lots.len()],
            stores: vec![0; self.ground.stores.len()],
            rows: vec![0; self.rows.len()],
            needs: vec![0; self.needs.len()],
        }
    }

    /// Tolls on a unit over a column.
    pub(super) fn tolls(&self, rows: &[i128], column: &Col) -> i128 {
        column.rows.iter().flatten().map(|(row, size)| rows[*row].saturating_mul(i128::from(*size))).sum()
    }

    /// e: cost and prices of a unit over a column.
    pub(super) fn priced(&self, tags: &Tags, column: &Col) -> i128 {
        let store = self.ground.lots[column.lot].store;
        let stock = tags.lots[column.lot].saturating_add(tags.stores[store]);
        column.cost.saturating_add(stock).saturating_add(self.tolls(&tags.rows, column))
    }

    /// Sets p to the most that no column pays for, and says the bound; `None` where it cannot be counted.
    pub(super) fn bound(&self, tags: &mut Tags) -> Option<i128> {
        let mut sum = Sum(self.bound_rows(tags));
        for need in 0..self.needs.len() {
            self.bound_need(need, tags, &mut sum);
        }
        sum.0
    }

    /// What the rows, lots and stores add to the bound.
    pub(super) fn bound_rows(&self, tags: &Tags) -> Option<i128> {
        let mut sum = Sum(Some(0));
        for group in &self.groups {
            group.lots.iter().for_each(|lot| sum.add(tags.lots[*lot], self.ground.lots[*lot].available));
            group.stores.iter().for_each(|store| sum.add(tags.stores[*store], self.ground.stores[*store].limit));
        }
        for ((_, limit, _), price) in self.rows.iter().zip(&tags.rows) {
            sum.add(*price, if *price == 0 { 0 } else { *limit });
        }
        sum.0
    }

    fn bound_need(&self, need: usize, tags: &mut Tags, sum: &mut Sum) {
        let columns = self.columns(need);
        let mut price = self.stacks[need].iter().map(|(gain, _)| *gain).max().unwrap_or(0);
        let mut kits = BTreeMap::<usize, (i128, i128)>::new();
        for column in columns.iter() {
            let e = self.priced(tags, column);
            match column.component {
                None => {
                    let most = e.saturating_mul(i128::from(column.given)).div_euclid(i128::from(column.needed));
                    price = price.min(most);
                }
                Some(units) => {
                    let least = kits.entry(self.ground.lots[column.lot].item).or_insert((e, i128::from(units)));
                    least.0 = least.0.min(e);
                }
            }
        }
        let roles = &self.ground.items[self.ground.needs[self.needs[need]].item].roles;
        let parts = roles.iter().filter(|role| role.component.is_some()).count();
        if parts > 0 && parts == kits.len() {
            let kit = kits.values().fold(0_i128, |sum, (e, units)| sum.saturating_add(e.saturating_mul(*units)));
            price = price.min(kit);
        }
        tags.needs[need] = price;
        for (gain, width) in &self.stacks[need] {
            sum.add((gain - price).max(0), *width);
        }
        for column in columns.iter().filter(|column| column.last > 0) {
            let before = self.priced(tags, column) - self.ground.change();
            let part = match column.component {
                Some(_) => {
                    let least = kits[&self.ground.lots[column.lot].item].0;
                    least.saturating_sub(before).max(0).checked_mul(i128::from(column.last))
                }
                None => {
                    let (a, b) = (i128::from(column.given), i128::from(column.needed));
                    let more = price.saturating_mul(b).saturating_sub(before.saturating_mul(a)).max(0);
                    let part = more.checked_mul(i128::from(column.last));
                    part.map(|part| part / a + i128::from(part % a > 0))
                }
            };
            sum.0 = sum.0.zip(part).and_then(|(sum, part)| sum.checked_add(part));
        }
    }

    /// The bound by prices of a plan of even groups by themselves, which are all of the second level.
    pub(super) fn bound_by(&self, prices: &Prices) -> Option<i128> {
        let (ground, mut sum) = (self.ground, Sum(Some(0)));
        for group in &self.groups {
            for lot in &group.lots {
                let price = prices.lots.get(ground.lots[*lot].key);
                sum.add(price.map_or(0, |price| price.second), ground.lots[*lot].available);
            }
            for store in &group.stores {
                let row = &ground.stores[*store];
                let price = prices.reserves.get(&(row.depot.clone(), ground.items[row.item].id.clone()));
                sum.add(price.map_or(0, |price| price.second), row.limit);
            }
        }
        for ((depot, site, _), price) in &prices.lanes {
            sum.add(price.second, ground.capacity(depot, site).unwrap_or(0));
        }
        for (at, need) in self.needs.iter().enumerate() {
            let row = &ground.needs[*need];
            let price = prices.needs.get(row.key).map_or(0, |price| price.second);
            self.stacks[at].iter().for_each(|(gain, width)| sum.add((gain - price).max(0), *width));
            for column in self.columns(at).iter().filter(|column| column.last > 0) {
                let lot = &ground.lots[column.lot];
                let store = (lot.key.depot.clone(), lot.key.item.clone());
                let group = ground.items[ground.items[lot.item].group].id.clone();
                let lane = (lot.key.depot.clone(), row.key.site.clone(), group);
                let of = |price: Option<&Price>| price.map_or(0, |price| price.second);
                let stock =
                    of(prices.lots.get(lot.key)) + of(prices.reserves.get(&store)) + of(prices.lanes.get(&lane));
                let before = column.cost - ground.change() + stock;
                sum.add((price - before).max(0), column.last);
            }
        }
        sum.0
    }

    /// What amounts, sorted by need, come to.
    pub(super) fn value(&self, amounts: &[Amount]) -> Option<i128> {
        let mut sum = 0_i128;
        for of_need in amounts.chunk_by(|a, b| a.need == b.need) {
            let need = self.needs.binary_search(&of_need[0].need).expect("only needs of the program get something");
            let mut left = served(self.ground, of_need);
            for (gain, width) in &self.stacks[need] {
                let z = left.min(*width);
                left -= z;
                sum = sum.checked_add(gain.checked_mul(i128::from(z))?)?;
            }
            for amount in of_need {
                sum = sum.checked_sub(value::cost(self.ground, amount)?)?;
            }
        }
        Some(sum)
    }

    /// The most that a unit gains.
    pub(super) fn most_gain(&self) -> i128 {
        self.stacks.iter().flatten().map(|(gain, _)| *gain).max().unwrap_or(0).max(1)
    }
}

/// A sum that may not fit.
struct Sum(Option<i128>);

impl Sum {
    fn add(&mut self, price: i128, units: u64) {
        let part = price.checked_mul(i128::from(units));
        self.0 = self.0.zip(part).and_then(|(sum, part)| sum.checked_add(part));
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

/// A unit's worth as a fraction: with steps of the part of the entitlement, else in millionths.
fn worth(ground: &Ground<'_>, need: usize, segment: &crate::worth::Segment) -> (u128, u128) {
    let part = match ground.policy.first_level {
        FirstLevel::Units | FirstLevel::Share => u128::from(DECIMAL_ONE),
        FirstLevel::Steps { .. } => u128::from(ground.needs[need].need.entitlement.units().max(1)),
    };
    // At most 10^15, and 10^18.
    (u128::from(segment.worth.numerator), u128::from(segment.worth.denominator) * part)
}

/// ⌊worth · scale⌋.
fn gain(ground: &Ground<'_>, need: usize, segment: &crate::worth::Segment, scale: u64) -> i128 {
    let (numerator, denominator) = worth(ground, need, segment);
    i128::try_from(numerator * u128::from(scale) / denominator).expect("below 2^114")
}

/// The scale: a unit's worth more outweighs four columns.
///
/// Let δ be the least difference between two worths of a unit, or the least worth, but at least a millionth of the
/// greatest: smaller differences may yield to costs. With scale = ⌈4·c/δ⌉, where no column costs c, giving a unit to a
/// need of more worth pays whatever way it and what it displaces take. Where gains would then not fit into 64 bits, 128
/// are taken.
pub(super) fn scale(ground: &Ground<'_>, groups: &[&Group]) -> u64 {
    let mut worths: Vec<f64> = Vec::new();
    for need in groups.iter().flat_map(|group| &group.needs) {
        for segment in &ground.needs[*need].segments {
            let (numerator, denominator) = worth(ground, *need, segment);
            worths.push(super::float(numerator) / super::float(denominator));
        }
    }
    worths.sort_unstable_by(f64::total_cmp);
    let greatest = worths.last().copied().unwrap_or(1.0);
    let first = worths.first().copied().unwrap_or(1.0);
    let apart = worths.windows(2).map(|pair| pair[1] - pair[0]).filter(|by| *by > greatest * 1e-6);
    let least = apart.fold(first, f64::min).max(greatest * 1e-6);
    let wanted = (4.0 * super::float_of(ground.dearest() + 1) / least).ceil();
    // Gains stay below 2^100 whatever the worths are.
    let most = 1e30 / greatest;
    u64::try_from(super::whole(wanted.min(most))).unwrap_or(u64::MAX).max(1)
}

/// Whether prices up to sixteen times the greatest gain fit.
pub(super) fn fits<N: Number>(program: &Program<'_, '_>) -> bool {
    let costs = program.ground.dearest().saturating_mul(64);
    program.most_gain().saturating_mul(16).saturating_add(costs) <= N::LARGEST
}
