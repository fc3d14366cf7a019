//! Numbers that steer the simplex. None of them changes how good a plan is, only how long it takes.
//!
//! The run that chose them: `yicang-country L --nearest 20 --threads 1`, CPU seconds of solving, fastest of six.
//! Seconds given below are those before and after; `benches/HISTORY.md` has them all. Where no run is named, none is
//! recorded.

/// The nearest columns that a need's list begins with. As many as the run has lanes: with all lanes, full pricing adds
/// others.
pub(super) const NEAREST: usize = 20;
/// Columns in a list, at most, where needs have several segments. Prices go far, and a list needs again what it once
/// had.
pub(super) const LIST_MAX: usize = 24;
/// The same where needs have one segment.
pub(super) const LIST_MAX_PLAIN: usize = 20;
/// The same for a warm start: most lists stay as they are, and shorter ones are nearer together in memory.
pub(super) const LIST_MAX_WARM: usize = 12;
/// Of the nearest columns, how many stay once prices are nearly right. Eight: 0.43 → 0.41; twelve: → 0.234; fourteen: →
/// 0.203.
pub(super) const LIKELY: usize = 14;
/// Of a full list, one part in this many stays: the cheapest columns.
pub(super) const STAYS_OF_FULL: usize = 2;
/// Columns of each need that are kept between plans.
pub(super) const KEPT_BETWEEN_PLANS: usize = 8;
/// Bits of a place in a list of the nearest: four rows are ranked at once in one integer (0.248 → 0.234).
pub(super) const PLACE_BITS: u32 = 5;
const _: () = assert!(NEAREST < 1 << PLACE_BITS);
/// Bits of a regret that count where columns are ranked.
pub(super) const REGRET_BITS: u32 = 18;

/// Columns of an aggregated need, at most. Fewer make its prices much worse.
pub(super) const AGGREGATE_COLUMNS_MAX: usize = 32;
/// A column of an aggregated need is one of at least every N-th of its members.
pub(super) const AGGREGATE_SHARED_BY: usize = 3;
/// Bids of a segment, on average. Two bids in place of four: 0.41 → 0.385.
pub(super) const BIDS: usize = 2;
/// The same in the aggregated market.
pub(super) const BIDS_AGGREGATED: usize = 1;
/// The columns of a list that a segment bids for, the likeliest. Eight: 0.211 → 0.203, with fourteen that stay.
pub(super) const BID_FOR: usize = 8;
/// Room for bids that each supply node has from the start.
pub(super) const BID_ROOM: usize = 8;
/// Bids that a segment makes in a row. One that wants more than there is bids against itself, by a step each time.
pub(super) const BIDS_IN_A_ROW: usize = 64;
/// A supply node with goods left lowers its price by N times as much each time. Longer steps: 0.31 → 0.28.
pub(super) const LOWER_FASTER: i128 = 32;
/// The first time by N regrets.
pub(super) const LOWER_FIRST: i128 = 4;
/// Passes over the lists at each price of goods left. More are not worth it: prices change again. Two: 0.35 → 0.31.
pub(super) const PASSES: usize = 2;

/// The best arc of N rows enters. Four rows: 0.234 → 0.227, with gains told by each row.
pub(super) const ROWS: usize = 4;
/// The same where needs have several segments: there is more to choose from.
pub(super) const ROWS_OF_STEPS: usize = 8;
/// Pivots for each N needs before the next full pricing, while prices are still on their way.
pub(super) const PIVOTS_PER_LOOK: u64 = 1;
/// And at least this many.
pub(super) const PIVOTS_MIN: u64 = 200;

/// Improving columns of a need that a full pricing reports at a time.
pub(crate) const REPORTED_MAX: usize = 8;
