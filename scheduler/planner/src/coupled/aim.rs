//! The aim of a stage: the gain of a unit, and the weight of its cost, in the stage's one number.

use super::floats::{float_of, to_i128};
use crate::model::objective::omega;
use crate::model::worth::Worth;
use crate::model::{Group, Model};
use std::cmp::Reverse;
use yicang_domain::FirstLevel;

/// The greatest gain of the level in question is about so much: gains are whole, so this is how fine they are.
const FINE: u32 = 44;
/// Of all levels together, the greatest gain is at most two to this power, where it may be.
const MOST: u32 = 57;
/// A unit of an earlier level gains so many times the most of the level in question, at first.
pub(super) const FORCED: i128 = 4;
/// In a stage of one level the dearest column counts for this part of what the item of least worth gains.
const COST_PART: f64 = 1e-7;
/// Of all levels together, a level counts so many times the next.
const RADIX: i128 = 4;
const RADIX_POWER_MAX: u32 = 8;
/// Sub-steps to either side of a need's price that are segments of their own.
const AROUND: i128 = 24;

/// See the module.
pub(super) struct Aim<'s> {
    pub of: Of,
    /// How much a unit of an earlier level gains, in units of the level's greatest gain.
    pub forced: i128,
    /// By need of the model: units that count as of an earlier level.
    pub base: Option<&'s [u64]>,
    /// By need of the model: its price in a coarser program of the same aim. Segments far from it are joined.
    pub prices: Option<&'s [i128]>,
}

impl Aim<'_> {
    /// All levels, and the cost.
    pub(super) fn all() -> Self {
        Self { of: Of::All, forced: 1, base: None, prices: None }
    }
}

/// Which levels count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// All, an earlier one more; and what columns cost.
    All,
    /// One, if the earlier ones are full; costs hardly.
    Level(u8),
}

/// Numbers of a program.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gains {
    of: Of,
    /// A unit's worth gains so many times itself…
    pub scale: i128,
    /// …divided by this. One of the two is 1.
    pub down: i128,
    /// What is forced gains so many times the most of its item.
    forced: i128,
    /// Parts of a cost: numerator and denominator.
    cost: (i128, i128),
    levels: u8,
}

impl Gains {
    /// Of all the groups that are planned together.
    pub(super) fn new(model: &Model<'_>, groups: &[&Group], aim: &Aim<'_>) -> Self {
        let levels = u8::try_from(model.policy.levels()).expect("few levels");
        let mut gains = Self { of: aim.of, scale: 1, down: 1, forced: 0, cost: (1, 1), levels };
        // The most that a unit of any item gains, and of the item that gains least.
        let (mut most, mut least, mut worths) = (1_i128, i128::MAX, Vec::new());
        let needs = groups.iter().flat_map(|group| group.needs.iter().map(|need| (*need, group.pack)));
        for (need, pack) in needs {
            let row = &model.needs[need];
            let omega = omega(model, need);
            let stack = row.stack.segments(pack);
            let mut of_need = 0;
            for segment in &stack {
                let gain = gains.raw(&segment.worth).saturating_mul(omega);
                of_need = of_need.max(gain);
                if aim.of == Of::All && gain > 0 {
                    worths.push(gain);
                }
            }
            most = most.max(of_need);
            least = least.min(if of_need > 0 { of_need } else { i128::MAX });
        }
        let least = least.min(most);
        match aim.of {
            Of::All => {
                worths.sort_unstable();
                worths.dedup();
                let least = worths.first().copied().unwrap_or(1);
                // The least difference, but at least a millionth of the greatest worth: with so much for one, a unit of
                // more worth outweighs four columns. Smaller differences may yield to costs here; the stages of levels
                // do not.
                let apart = worths.windows(2).map(|pair| pair[1] - pair[0]).filter(|by| *by > most / 1_000_000);
                let apart = apart.fold(least, i128::min).max(most / 1_000_000).max(1);
                let outweighs = (model.dearest() + 1).saturating_mul(4);
                gains.scale = (outweighs / apart + 1).clamp(1, ((1_i128 << MOST) / most).max(1));
                gains.down = if gains.scale > 1 { 1 } else { (apart / outweighs).max(most >> MOST).max(1) };
            }
            Of::Level(_) => {
                gains.scale = ((1_i128 << FINE) / most).max(1);
                gains.down = (most >> FINE).max(1);
                let least = least.saturating_mul(gains.scale) / gains.down;
                gains.forced = aim.forced;
                let part = float_of(least) * COST_PART / float_of(model.dearest().max(1));
                gains.cost = if part >= 1.0 { (to_i128(part), 1) } else { (1, to_i128(1.0 / part).max(1)) };
            }
        }
        gains
    }

    /// Whether costs count for more than choosing among what serves alike.
    pub(super) fn counts_costs(&self) -> bool {
        self.of == Of::All
    }

    /// What a cost counts.
    pub(super) fn cost(&self, cost: i128) -> i128 {
        cost.saturating_mul(self.cost.0) / self.cost.1
    }

    /// Σ s that counts, without ω and scale.
    fn raw(&self, worth: &Worth) -> i128 {
        let part = |(level, s): (u8, u128)| {
            let s = i128::try_from(s).unwrap_or(i128::MAX);
            match self.of {
                Of::All => s.saturating_mul(RADIX.pow(u32::from(self.levels - 1 - level).min(RADIX_POWER_MAX))),
                Of::Level(of) if of == level => s,
                Of::Level(_) => 0,
            }
        };
        worth.levels().map(part).fold(0, i128::saturating_add)
    }

    fn is_forced(&self, worth: &Worth) -> bool {
        matches!(self.of, Of::Level(of) if worth.levels().any(|(level, _)| level < of))
    }

    /// What the units of a need gain that are held.
    pub(super) fn held(&self, model: &Model<'_>, need: usize, unit: u64) -> i128 {
        let segments = model.needs[need].stack.segments(unit).into_iter();
        let width: u64 = segments.filter(|segment| self.is_forced(&segment.worth)).map(|segment| segment.width).sum();
        self.forced(model, need, unit).saturating_mul(i128::from(width))
    }

    fn forced(&self, model: &Model<'_>, need: usize, unit: u64) -> i128 {
        let most = model.needs[need].stack.most().saturating_mul(i128::from(unit)).saturating_mul(omega(model, need));
        (most.saturating_mul(self.scale) / self.down).saturating_mul(self.forced)
    }

    /// Gain and width of a need's segments in units of so many base units, most gain first; those that gain nothing are
    /// left out.
    pub(super) fn stack(&self, model: &Model<'_>, need: usize, unit: u64, aim: &Aim<'_>) -> Vec<(i128, u64)> {
        let row = &model.needs[need];
        let omega = omega(model, need);
        let fine = row.stack.segments(unit);
        let forced = self.forced(model, need, unit);
        let mut base = aim.base.map_or(0, |base| base[need]);
        let mut stack: Vec<(i128, u64)> = Vec::with_capacity(fine.len());
        for segment in &fine {
            let gain = match self.is_forced(&segment.worth) {
                true => forced,
                false => self.raw(&segment.worth).saturating_mul(omega).saturating_mul(self.scale) / self.down,
            };
            let held = base.min(segment.width);
            base -= held;
            for (gain, width) in [(if held > 0 { forced.max(gain) } else { gain }, held), (gain, segment.width - held)]
            {
                match stack.last_mut() {
                    _ if width == 0 || gain <= 0 => {}
                    Some(last) if last.0 == gain => last.1 += width,
                    _ => stack.push((gain, width)),
                }
            }
        }
        // Draw and packs of several levels may leave equal gains apart, never out of order; what is held comes first.
        stack.sort_by_key(|(gain, _)| Reverse(*gain));
        // What one sub-step gains more than the next.
        let one = (omega.saturating_mul(self.scale) / self.down).saturating_mul(unit.into()).max(1);
        match (aim.prices, model.policy.first_level) {
            (Some(prices), _) => around(&stack, prices[need], one),
            (None, FirstLevel::Steps(steps)) if steps.sub_steps > 1 => {
                coarse(&stack, one * i128::from(steps.sub_steps))
            }
            _ => stack,
        }
    }
}

/// Segments of a step, which gains so much, joined at their mean gain.
fn coarse(stack: &[(i128, u64)], step: i128) -> Vec<(i128, u64)> {
    stack.chunk_by(|a, b| (a.0 - 1) / step == (b.0 - 1) / step).filter_map(mean).collect()
}

/// Segments as one, at their mean gain.
fn mean(part: &[(i128, u64)]) -> Option<(i128, u64)> {
    let width: u64 = part.iter().map(|(_, width)| width).sum();
    let sum = part.iter().map(|(gain, width)| gain.saturating_mul(i128::from(*width))).fold(0, i128::saturating_add);
    (width > 0).then(|| (sum / i128::from(width.max(1)), width))
}

/// Segments far from a price joined to one on either side of what is near, at their mean gain; a sub-step gains so
/// much.
fn around(stack: &[(i128, u64)], price: i128, one: i128) -> Vec<(i128, u64)> {
    let far = one.saturating_mul(AROUND);
    let from = stack.partition_point(|(gain, _)| *gain > price.saturating_add(far));
    let to = stack.partition_point(|(gain, _)| *gain >= price.saturating_sub(far));
    let near = stack[from..to].iter().copied();
    mean(&stack[..from]).into_iter().chain(near).chain(mean(&stack[to..])).collect()
}
