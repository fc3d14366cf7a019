//! Benders' decomposition: even groups with many columns share transport with a few uneven groups, of ratios and kits.
//!
//! The even groups are solved by network (`by_network`), the uneven ones by columns (`by_columns`). The value of the
//! even groups is a concave function V of the capacity r that the rows leave them. One solution gives V(r) and row
//! prices q with V(r′) ≤ V(r) + q·(r′ − r) for every r′: a *cut*. The uneven groups choose a trial point: the capacity
//! that they take, paid by all cuts so far. The even groups are solved with the rest, and give another cut. The search
//! ends when the upper estimate is no more than the incumbent (J. F. Benders, Numerische Mathematik 4, 1962).

use super::by_columns::column_pool::ColumnPool;
use super::by_columns::restricted_lp::{self, Cut};
use super::by_network;
use super::floats::{float, float_of, to_i128};
use super::lp_solution::LpSolution;
use super::program::{DualPrices, Program};
use super::whole_plan::{Guide, WholePlan};
use crate::error::PlanError;
use crate::model::Amount;
use crate::options::Options;

/// Cuts at most.
const ROUNDS: usize = 30;
/// Stop when upper estimate − incumbent ≤ 1e-7 of the value…
const NEAR: f64 = 1e-7;
/// …or ≤ 10 % of the rounding loss.
const WHOLE: f64 = 0.1;
/// Grams, millilitres or units that count as nothing.
const LITTLE: f64 = 1e-3;
/// A linear program with more variables than this is not tried: it would take minutes.
const VARIABLES_MAX: usize = 120_000;
/// Linear programs at most for a cut, until no column would improve one…
const COLUMN_ROUNDS: usize = 6;
/// …or the last gained no more than this part of what it comes to.
const GAINS: f64 = 1e-7;

/// Both kinds of groups, with the same rows, and the best that is known of them.
pub(super) struct Benders<'p, 'a> {
    pub even: Program<'p, 'a>,
    pub uneven: Program<'p, 'a>,
    /// What the rows hold.
    limits: Vec<u64>,
    active: ColumnPool,
    cuts: Vec<Cut>,
    /// V with all that the rows hold.
    most: f64,
    /// Sorted.
    pub amounts: Vec<Amount>,
    pub value: Option<i128>,
    pub bound: Option<i128>,
    /// Of the even groups, and of the others.
    pub duals: [DualPrices; 2],
    pub pivots: u64,
}

/// What the uneven groups would do, before it is made whole.
struct TrialPoint {
    amounts: Vec<Amount>,
    /// What it gains, less what it costs.
    value: f64,
    /// With what the even groups gain by it at the most.
    estimate: f64,
    /// From each row; where there is nothing, nothing.
    taken: Vec<u64>,
}

impl<'p, 'a> Benders<'p, 'a> {
    pub(super) fn new(even: Program<'p, 'a>, uneven: Program<'p, 'a>) -> Self {
        let duals = [even.free(), uneven.free()];
        Self {
            limits: even.rows.iter().map(|row| row.limit).collect(),
            active: ColumnPool::none(&uneven),
            cuts: Vec::new(),
            most: 0.0,
            amounts: Vec::new(),
            value: Some(0),
            bound: None,
            duals,
            pivots: 0,
            even,
            uneven,
        }
    }

    /// Finds the best; `alone` is what the even groups sent by themselves, sorted.
    pub(super) fn solve(&mut self, alone: &[Amount], options: &Options<'_>) -> Result<(), PlanError> {
        let mut wish = TrialPoint { amounts: Vec::new(), value: 0.0, estimate: f64::INFINITY, taken: Vec::new() };
        for _ in 0..ROUNDS {
            let taken = wish.taken.iter().copied().chain(std::iter::repeat(0));
            self.even.limit_rows(self.limits.iter().zip(taken).map(|(limit, taken)| limit - taken));
            let found = by_network::solve(&self.even, alone, options)?;
            self.pivots += found.pivots;
            let whole = self.offer(&found, &wish);
            let relaxed = float_of(found.bound.unwrap_or(0)) + wish.value;
            if wish.estimate - relaxed <= (relaxed * NEAR).max(whole * WHOLE)
                || is_late(options) && self.bound.is_some()
            {
                break;
            }
            self.cut(&found, &wish);
            self.let_rows_hold_all();
            let others = columns_found(&self.uneven, &mut self.active, &self.cuts, options);
            let Some(others) = others else {
                let rows = found.duals.rows.clone();
                self.bind(alone, DualPrices { rows, ..self.uneven.free() }, options)?;
                break;
            };
            let next = self.wish(&others);
            self.bind(alone, others.duals, options)?;
            let Some(next) = next else { break };
            wish = next;
        }
        self.let_rows_hold_all();
        Ok(())
    }

    /// The prices of both kinds as those of a program of all.
    pub(super) fn all_tags(&self, all: &Program<'_, '_>) -> DualPrices {
        let mut duals = all.free();
        duals.rows.clone_from(&self.duals[0].rows);
        for (program, of) in [&self.even, &self.uneven].into_iter().zip(&self.duals) {
            for group in &program.groups {
                group.lots.iter().for_each(|lot| duals.lots[*lot] = of.lots[*lot]);
                group.stores.iter().for_each(|store| duals.stores[*store] = of.stores[*store]);
            }
            for (need, price) in program.needs.iter().zip(&of.needs) {
                let at = all.needs.binary_search(need).expect("all needs are there");
                duals.needs[at] = *price;
            }
        }
        duals
    }

    fn let_rows_hold_all(&mut self) {
        self.even.limit_rows(self.limits.iter().copied());
        self.uneven.limit_rows(self.limits.iter().copied());
    }

    /// Tolls, with the uneven groups' prices at them, and what the even groups would do at them, bound every plan.
    fn bind(&mut self, alone: &[Amount], mut of_uneven: DualPrices, options: &Options<'_>) -> Result<(), PlanError> {
        let priced = by_network::at_prices(&self.even, alone, &of_uneven.rows, options)?;
        self.pivots += priced.pivots;
        // Rows count once.
        self.uneven.limit_rows(self.limits.iter().map(|_| 0));
        let parts = priced.bound.zip(self.uneven.bound(&mut of_uneven));
        let bound = parts.and_then(|(even, uneven)| even.checked_add(uneven));
        if bound.is_some_and(|bound| self.bound.is_none_or(|best| bound < best)) {
            (self.bound, self.duals) = (bound, [priced.duals, of_uneven]);
        }
        Ok(())
    }

    /// What the others wished for, made whole with what the even ones have left them, is a plan; what whole units cost
    /// it.
    fn offer(&mut self, found: &LpSolution, wish: &TrialPoint) -> f64 {
        let used = self.even.used_rows(&found.amounts);
        let left = |(limit, used): (&u64, u128)| u64::try_from(u128::from(*limit).saturating_sub(used)).unwrap_or(0);
        self.uneven.limit_rows(self.limits.iter().zip(used).map(left));
        let mut plan = WholePlan::new(&self.uneven, &wish.amounts, 0);
        let gains = self.uneven.gains;
        plan.fill(Guide { duals: &self.duals[1], scale: gains.scale, down: gains.down });
        let amounts = plan.amounts();
        let (Some(even), Some(uneven)) = (self.even.value(&found.amounts), self.uneven.value(&amounts)) else {
            return 0.0;
        };
        let value = even.checked_add(uneven);
        if value.is_some_and(|value| self.value.is_none_or(|best| value > best)) {
            self.value = value;
            self.amounts = found.amounts.iter().copied().chain(amounts).collect();
            self.amounts.sort_unstable();
        }
        (float_of(found.bound.unwrap_or(even) - even) + wish.value - float_of(uneven)).max(0.0)
    }

    /// What the even groups lose by whatever is taken from the rows: at the least, what their row prices say.
    fn cut(&mut self, found: &LpSolution, wish: &TrialPoint) {
        let (worth, row_prices) = (float_of(found.bound.unwrap_or(0)), floats(&found.duals.rows));
        if self.cuts.is_empty() {
            self.most = worth;
            let duals = DualPrices { rows: found.duals.rows.clone(), ..self.uneven.free() };
            self.active.note_near(&self.uneven, &duals);
        }
        let paid: f64 =
            row_prices.iter().zip(&wish.taken).map(|(row_price, taken)| row_price * float(u128::from(*taken))).sum();
        self.cuts.push(Cut { row_prices, free: worth + paid - self.most, taken: wish.taken.clone() });
    }

    /// Units and grams that are begun are taken or left by turns, so that there are cuts on either side. `None` if they
    /// have been tried both ways.
    fn wish(&self, others: &restricted_lp::Answer) -> Option<TrialPoint> {
        let whole_units = |units: f64| u64::try_from(to_i128(units)).unwrap_or(0);
        let up = others.used.iter().map(|used| whole_units((used - LITTLE).ceil()));
        let down = others.used.iter().map(|used| whole_units((used + LITTLE).floor()));
        let within = |taken: Vec<u64>| taken.iter().zip(&self.limits).map(|(taken, limit)| *taken.min(limit)).collect();
        let mut ways: [Vec<u64>; 2] = [within(up.collect()), within(down.collect())];
        if self.cuts.len().is_multiple_of(2) {
            ways.reverse();
        }
        let taken = ways.into_iter().find(|taken| self.cuts.iter().all(|cut| cut.taken != *taken))?;
        let estimate = self.most + others.value - others.lost;
        Some(TrialPoint { amounts: others.amounts.clone(), value: others.value, estimate, taken })
    }
}

fn is_late(options: &Options<'_>) -> bool {
    options.deadline.is_some_and(|stop| stop())
}

fn floats(numbers: &[i128]) -> Vec<f64> {
    numbers.iter().map(|number| float_of(*number)).collect()
}

/// The optimum with these cuts over all columns; `None` if it is late, the program is too large or the solver fails.
fn columns_found(
    program: &Program<'_, '_>,
    active: &mut ColumnPool,
    cuts: &[Cut],
    options: &Options<'_>,
) -> Option<restricted_lp::Answer> {
    let mut found: Option<restricted_lp::Answer> = None;
    for _ in 0..COLUMN_ROUNDS {
        if is_late(options) || restricted_lp::size(program, active) > VARIABLES_MAX {
            break;
        }
        let Some(answer) = restricted_lp::solve(program, active, cuts) else { break };
        let net = |answer: &restricted_lp::Answer| answer.value - answer.lost;
        let little = found.as_ref().is_some_and(|before| net(&answer) - net(before) <= net(&answer).abs() * GAINS);
        active.leave_best(program, &answer.duals);
        let more = active.note_improving(program, &answer.duals);
        found = Some(answer);
        if little || !more {
            break;
        }
    }
    found
}
