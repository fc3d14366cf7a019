//! Numbers that steer the interior-point method. Plans do not depend on them but by where it stops; bounds are counted
//! anew.

/// Steps of a program at most.
pub(super) const STEPS: usize = 150;
/// It ends when the gap, and what rows are missed by at their prices, are this part of the value: of aggregated needs,
/// when columns are chosen anew, and at the end.
pub(super) const NEAR: (f64, f64, f64) = (1e-3, 5e-3, 1e-8);
/// Columns join when the gap is below this, and whenever it is a tenth of what it was then; where costs hardly count,
/// at the end only.
pub(super) const REFRESH: f64 = 1e-4;
/// With them join columns that are so many gaps from improving.
pub(super) const WITHIN: f64 = 30.0;
/// With fewer columns than this, another thread costs more than it does.
pub(super) const ALONE: usize = 20_000;
/// When more columns would improve than one for so many needs, it begins anew from where it is: many that join at once
/// leave it far from the path.
pub(super) const MANY: usize = 100;
/// With a gap of so many times the value there is no way back.
pub(super) const ASTRAY: f64 = 1e6;
/// A reduced cost, as a part of the greatest gain, below which a column would improve.
pub(super) const IMPROVES: f64 = -1e-9;
/// How near to zero a step goes.
pub(super) const SHORT: f64 = 0.995;
/// The goal is the mean product times this power of what a step to zero would leave of it.
pub(super) const POWER: i32 = 4;
/// Corrections of a step, and what a step must gain by one for there to be another.
pub(super) const CORRECTIONS: (usize, f64) = (2, 0.05);
/// Prices start from no less than this part of the greatest gain.
pub(super) const START_PRICE: f64 = 5e-4;
/// Of what a need receives, this part starts evenly over its columns.
pub(super) const START_SPREAD: f64 = 0.05;
/// Over each column goes its share of this part of what is asked for.
pub(super) const START_SENT: f64 = 0.005;
/// At least this part of a segment starts served, and this part not; a row starts with this part of its limit left.
pub(super) const START_GIVEN: f64 = 0.01;
/// A program is tried whose matrices take no more multiplications than this at each step.
pub(super) const WORK_MAX: u64 = 6_000_000_000;
