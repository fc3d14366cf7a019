//! Floats and whole numbers. Floats steer the search; whole numbers decide.

/// The nearest float; digits beyond the fifteenth are lost, and what is made of it is counted again in whole numbers.
#[expect(clippy::cast_precision_loss, reason = "steers only")]
pub(super) fn float(number: u128) -> f64 {
    number as f64
}

/// As [`float`].
#[expect(clippy::cast_precision_loss, reason = "steers only")]
pub(super) fn float_of(number: i128) -> f64 {
    number as f64
}

/// A float's whole number. Not a number is 0; a number beyond 2^96 is 2^96.
#[expect(clippy::cast_possible_truncation, reason = "clamped before, and saturates")]
pub(super) fn to_i128(number: f64) -> i128 {
    number.clamp(-7.9e28, 7.9e28) as i128
}
