//! Numbers with a unit and a limit: whole quantities, and decimals of six places for what CSV files say of weights,
//! minutes and costs. No floating point.

use std::fmt;
use std::ops::Rem;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// The largest quantity one line may carry, in base units: a million million. A million such lines still add up in a
/// u64.
pub const QUANTITY_MAX: u64 = 1_000_000_000_000;

/// Base units of one item (pieces, doses, litres…), 0 to [`QUANTITY_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(u64);

/// Why a text is not a quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum QuantityError {
    /// Not a number at all.
    NotANumber(String),
    /// Below zero.
    Negative(String),
    /// A fraction of a base unit.
    Fractional(String),
    /// Above [`QUANTITY_MAX`].
    TooLarge(String),
    /// Zero, where something must be there.
    Zero,
}

impl ToMessage for QuantityError {
    fn message(&self) -> Message {
        match self {
            Self::NotANumber(text) => message!("quantity-not-a-number", text = format!("{text:?}")),
            Self::Negative(text) => message!("quantity-negative", text = text),
            Self::Fractional(text) => message!("quantity-fractional", text = text),
            Self::TooLarge(text) => message!("quantity-too-large", text = text, max = QUANTITY_MAX),
            Self::Zero => message!("quantity-zero"),
        }
    }
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Quantity = Quantity(0);
    /// One base unit.
    pub const ONE: Quantity = Quantity(1);

    /// `None` above [`QUANTITY_MAX`].
    pub fn new(units: u64) -> Option<Self> {
        (units <= QUANTITY_MAX).then_some(Self(units))
    }

    /// 1 to [`QUANTITY_MAX`].
    pub fn positive(units: u64) -> Result<Self, QuantityError> {
        match Self::new(units) {
            None => Err(QuantityError::TooLarge(units.to_string())),
            Some(Self(0)) => Err(QuantityError::Zero),
            Some(some) => Ok(some),
        }
    }

    /// Base units.
    pub fn units(self) -> u64 {
        self.0
    }

    /// What is left, never below zero.
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The smaller of the sum and [`QUANTITY_MAX`].
    pub fn saturating_add(self, other: Self) -> Self {
        Self((self.0 + other.0).min(QUANTITY_MAX))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    /// Digits, or digits with a fraction of zeros (`12.0`, as spreadsheets write).
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let body = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return Err(QuantityError::NotANumber(text.into()));
        }
        if text.len() != body.len() && body.bytes().any(|b| b.is_ascii_digit() && b != b'0') {
            return Err(QuantityError::Negative(text.into()));
        }
        if fraction.bytes().any(|b| b != b'0') {
            return Err(QuantityError::Fractional(text.into()));
        }
        let units = whole.parse().ok().and_then(Self::new);
        units.ok_or_else(|| QuantityError::TooLarge(text.into()))
    }
}

/// How many millionths make one.
pub const DECIMAL_ONE: u64 = 1_000_000;

/// The largest decimal, a thousand million; weights, minutes and costs stay far below.
pub const DECIMAL_MAX: u64 = 1_000_000_000;

/// A number from 0 to [`DECIMAL_MAX`] with six decimal places, held exactly as millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(u64);

/// Why a text is not a [`Decimal`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct DecimalError(String);

impl ToMessage for DecimalError {
    fn message(&self) -> Message {
        message!("decimal-not-a-number", text = format!("{:?}", self.0), max = DECIMAL_MAX)
    }
}

impl Decimal {
    /// A whole number; `None` above [`DECIMAL_MAX`].
    pub fn whole(number: u64) -> Option<Self> {
        (number <= DECIMAL_MAX).then(|| Self(number * DECIMAL_ONE))
    }

    /// From millionths; `None` above [`DECIMAL_MAX`].
    pub fn from_micros(micros: u64) -> Option<Self> {
        (micros <= DECIMAL_MAX * DECIMAL_ONE).then_some(Self(micros))
    }

    /// The decimal 10ᵖˡᵃᶜᵉˢ times a text's, `exact("0.0006", 3)` being 0.6; `None` where that is beyond [`DECIMAL_MAX`]
    /// or has more than six places: nothing is rounded.
    pub fn exact(text: &str, places: usize) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fraction = fraction.trim_end_matches('0');
        if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || fraction.len() > places + 6 {
            return None;
        }
        let digits = format!("{}{fraction:0<1$}", whole.trim_start_matches('0'), places + 6);
        if digits.len() > 19 {
            return None;
        }
        digits.parse().ok().and_then(Self::from_micros)
    }

    /// Millionths.
    pub fn micros(self) -> u64 {
        self.0
    }

    /// The next whole number not below it.
    pub fn ceil(self) -> u64 {
        self.0.div_ceil(DECIMAL_ONE)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, micros) = (self.0 / DECIMAL_ONE, self.0 % DECIMAL_ONE);
        if micros == 0 {
            return f.pad(&whole.to_string());
        }
        f.pad(format!("{whole}.{micros:06}").trim_end_matches('0'))
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    /// Up to six places are read exactly; further places, the dust of binary floating point in other people's files,
    /// are rounded to the sixth, half up.
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let wrong = || DecimalError(text.into());
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if whole.is_empty() || whole.len() > 12 || !(whole.to_owned() + fraction).bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let whole: u64 = whole.parse().map_err(|_| wrong())?;
        let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
        let six: u64 = six.parse().map_err(|_| wrong())?;
        let up = fraction.as_bytes().get(6).is_some_and(|digit| *digit >= b'5');
        Self::from_micros(whole * DECIMAL_ONE + six + u64::from(up)).ok_or_else(wrong)
    }
}

/// The greatest common divisor of two numbers that are not negative; of 0 and a number, the number.
pub fn gcd<N: Copy + Default + PartialEq + Rem<Output = N>>(a: N, b: N) -> N {
    if b == N::default() { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_whole_and_bounded() {
        assert_eq!("1000000000000".parse::<Quantity>().unwrap().units(), QUANTITY_MAX);
        assert_eq!("12.000".parse::<Quantity>().unwrap().units(), 12);
        assert!(matches!("1000000000001".parse::<Quantity>(), Err(QuantityError::TooLarge(_))));
        assert!(matches!("99999999999999999999999".parse::<Quantity>(), Err(QuantityError::TooLarge(_))));
        assert!(matches!("-5".parse::<Quantity>(), Err(QuantityError::Negative(_))));
        assert!(matches!("2.5".parse::<Quantity>(), Err(QuantityError::Fractional(_))));
        for text in ["", "1e3", "1,000", "十", "+5", ".", "1.x", "-", " 5"] {
            assert!(matches!(text.parse::<Quantity>(), Err(QuantityError::NotANumber(_))), "{text:?}");
        }
        assert_eq!(Quantity::positive(0), Err(QuantityError::Zero));
    }

    #[test]
    fn what_must_be_exact_is_never_rounded() {
        let exact = |text: &str, places| Decimal::exact(text, places).map(|decimal| decimal.to_string());
        assert_eq!(exact("0.0006", 3), Some("0.6".into()));
        assert_eq!(exact("0.000000001", 3), Some("0.000001".into()));
        assert_eq!(exact("0.0000000010", 3), Some("0.000001".into()));
        assert_eq!((exact("0.0000000001", 3), exact("0.0000001", 0)), (None, None));
        assert_eq!((exact("1000000", 3), exact("1000000.001", 3)), (Some("1000000000".into()), None));
        assert_eq!((exact("1000000000", 0), exact("0", 0)), (Some("1000000000".into()), Some("0".into())));
        for text in ["", ".5", "-1", "1e3", "1.x", "１"] {
            assert_eq!(exact(text, 0), None, "{text:?}");
        }
    }

    #[test]
    fn decimals_keep_six_places_exactly_and_round_the_rest() {
        for (text, shown) in [
            ("0.225", "0.225"),
            ("676.1999999999999", "676.2"),
            ("0.0000005", "0.000001"),
            ("0.00000049", "0"),
            ("1000000000", "1000000000"),
            ("7.", "7"),
        ] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), shown, "{text}");
        }
        for text in ["", "-1", "1e3", "1000000000.000001", "9999999999999", "NaN", "1.2.3", ".5"] {
            assert!(text.parse::<Decimal>().is_err(), "{text:?}");
        }
    }
}
