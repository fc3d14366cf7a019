//! The price decomposition: with a toll on every shared row each even group is a market of its own, solved exactly; what
//! they take together says where tolls must rise.

use super::program::{Program, Tags, fits};
use crate::PlanError;
use crate::columns::{Costs, Priced};
use crate::ground::Group;
use crate::group::{Amount, Hubs, Terms, market, place, sent_of, start_from, stock_prices};
use crate::kernel::{Kernel, Number};
use crate::{Options, each};
use std::sync::Mutex;

/// Steps of the ascent.
const STEPS: i32 = 80;
/// The first step, as a part of a row's largest sensible toll, and what each step is to the one before.
const FIRST: f64 = 0.15;
const FALL: f64 = 0.93;

/// What the groups do at some tolls.
pub(super) struct Reply {
    /// Of the even groups; sorted.
    pub amounts: Vec<Amount>,
    pub tags: Tags,
    pub pivots: u64,
}

/// The even groups of a program.
pub(super) struct Markets<'m, 'p, 'a> {
    program: &'m Program<'p, 'a>,
    groups: Vec<Group>,
    hubs: Vec<Hubs>,
    /// What each group sent last, to start from.
    warm: Mutex<Vec<Option<Vec<Amount>>>>,
    wide: bool,
    options: &'m Options<'m>,
}

/// The columns of a group with tolls.
struct Tolled<'t, 'p, 'a> {
    program: &'t Program<'p, 'a>,
    group: &'t Group,
    rows: &'t [i128],
}

impl Tolled<'_, '_, '_> {
    fn toll(&self, lot: usize, need: usize) -> i128 {
        let Ok(at) = self.program.needs.binary_search(&need) else { return 0 };
        let columns = self.program.columns(at);
        let column = columns.iter().find(|column| column.lot == lot);
        column.map_or(0, |column| self.program.tolls(self.rows, column))
    }
}

impl<N: Number> Costs<N> for Tolled<'_, '_, '_> {
    fn cost(&self, lot: usize, need: usize) -> Option<N> {
        let (lot, need) = (self.group.lots[lot], self.group.needs[need]);
        let at = self.program.needs.binary_search(&need).ok()?;
        let columns = self.program.columns(at);
        let column = match columns.binary_search_by_key(&lot, |column| column.lot) {
            Ok(place) => &columns[place],
            Err(_) => columns.iter().find(|column| column.lot == lot)?,
        };
        N::new(column.cost.checked_add(self.program.tolls(self.rows, column))?)
    }
}

impl<'m, 'p, 'a> Markets<'m, 'p, 'a> {
    /// `alone` is what the groups sent by themselves.
    pub(super) fn new(program: &'m Program<'p, 'a>, alone: &[Amount], options: &'m Options<'m>) -> Self {
        let groups: Vec<Group> =
            program.groups.iter().filter(|group| !group.uneven).map(|group| (*group).clone()).collect();
        let hubs = groups.iter().map(|group| Hubs::new(program.ground, group, &|_| false)).collect();
        let of = |group: &Group| {
            let own = alone.iter().filter(|amount| group.needs.binary_search(&amount.need).is_ok());
            Some(own.copied().collect())
        };
        let warm = Mutex::new(groups.iter().map(of).collect());
        let wide = !fits::<i64>(program);
        Self { program, groups, hubs, warm, wide, options }
    }

    /// What the groups do at tolls of the rows.
    pub(super) fn reply(&self, rows: &[i128]) -> Result<Reply, PlanError> {
        let ground = self.program.ground;
        let replies = each(&self.groups, self.options.threads, |group| {
            let index = self.groups.partition_point(|other| other.items[0] < group.items[0]);
            let start = self.warm.lock().expect("no thread panics")[index].take();
            match self.wide {
                false => self.solve::<i64>(index, rows, start.as_deref()),
                true => self.solve::<i128>(index, rows, start.as_deref()),
            }
        })?;
        let mut reply = Reply { amounts: Vec::new(), tags: self.program.free(), pivots: 0 };
        reply.tags.rows = rows.to_vec();
        let mut warm = self.warm.lock().expect("no thread panics");
        for (index, (amounts, prices, pivots)) in replies.into_iter().enumerate() {
            let hubs = stock_prices(ground, &self.groups[index], &self.hubs[index], &prices);
            hubs.lots.iter().for_each(|(lot, price)| reply.tags.lots[*lot] = *price);
            hubs.stores.iter().for_each(|(store, price)| reply.tags.stores[*store] = *price);
            reply.amounts.extend(&amounts);
            reply.pivots += pivots;
            warm[index] = Some(amounts);
        }
        reply.amounts.sort_unstable();
        Ok(reply)
    }

    fn solve<N: Number>(
        &self,
        index: usize,
        rows: &[i128],
        start: Option<&[Amount]>,
    ) -> Result<(Vec<Amount>, Vec<i128>, u64), PlanError> {
        let (program, group, hubs) = (self.program, &self.groups[index], &self.hubs[index]);
        let tolled = Tolled { program, group, rows };
        let worth = |need: usize, segment: usize| {
            let at = place(&program.needs, group.needs[need]);
            program.stacks[at][segment].0
        };
        let terms = Terms { worth: &worth, toll: &|lot, need| tolled.toll(lot, need), unit: 1 };
        let market = market::<N>(program.ground, group, hubs, &terms)?;
        let tolled = Tolled { program, group, rows };
        let columns: Priced<N, _> = Priced::new::<N>(tolled, group.needs.len(), hubs.lots.clone());
        let mut kernel = match start {
            Some(start) => Kernel::new(&market, &columns, &start_from(group, hubs, &market, &columns, start)),
            None => Kernel::cold(&market, &columns),
        };
        kernel.solve();
        let prices = kernel.hub_prices().iter().map(|price| price.wide()).collect();
        Ok((sent_of(group, hubs, &kernel), prices, kernel.work.pivots))
    }

    /// Whether there is nothing to ask.
    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Raises and lowers the tolls; calls `seen` with every reply.
    pub(super) fn ascend(&self, mut seen: impl FnMut(Reply)) -> Result<(), PlanError> {
        let program = self.program;
        let most: Vec<f64> = self.sensible();
        let (mut tolls, mut mean, mut square) =
            (vec![0.0_f64; most.len()], vec![0.0_f64; most.len()], vec![0.0_f64; most.len()]);
        for step in 1..=STEPS {
            let rows: Vec<i128> = tolls.iter().map(|toll| super::whole(*toll)).collect();
            let reply = self.reply(&rows)?;
            let over = self.overload(&reply.amounts);
            seen(reply);
            if self.options.deadline.is_some_and(|stop| stop()) {
                break;
            }
            let free = (over.iter().zip(&tolls)).all(|(over, toll)| *over <= 0.0 && *toll <= 0.0);
            if free {
                break;
            }
            for row in 0..program.rows.len() {
                // Adam: the step is a part of the largest sensible toll, whatever the row's unit.
                mean[row] = 0.8 * mean[row] + 0.2 * over[row];
                square[row] = 0.95 * square[row] + 0.05 * over[row] * over[row];
                let (first, second) =
                    (mean[row] / (1.0 - 0.8_f64.powi(step)), square[row] / (1.0 - 0.95_f64.powi(step)));
                let by = most[row] * FIRST * FALL.powi(step) * first / (second.sqrt() + 1e-9);
                tolls[row] = (tolls[row] + by).clamp(0.0, most[row]);
            }
        }
        Ok(())
    }

    /// By row: the greatest gain over the least that a unit takes from it.
    fn sensible(&self) -> Vec<f64> {
        let mut least = vec![u64::MAX; self.program.rows.len()];
        for need in 0..self.program.needs.len() {
            for (row, size) in self.program.columns(need).iter().flat_map(|column| column.rows.iter().flatten()) {
                least[*row] = least[*row].min(*size);
            }
        }
        let gain = super::float_of(self.program.most_gain());
        least.into_iter().map(|size| gain / super::float(u128::from(size))).collect()
    }

    /// By row: what is taken beyond its limit, as a part of it.
    fn overload(&self, amounts: &[Amount]) -> Vec<f64> {
        let used = super::fill::used_rows(self.program, amounts);
        let limits = self.program.rows.iter().map(|(_, limit, _)| u128::from(*limit));
        let part =
            |(used, limit): (u128, u128)| (super::float(used) - super::float(limit)) / super::float(limit.max(1));
        used.into_iter().zip(limits).map(part).collect()
    }
}
