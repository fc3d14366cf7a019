//! The numbers that prices are counted in.

use std::fmt::Debug;
use std::ops::{Add, Neg, Sub};

/// A whole number.
pub trait Whole: Copy + Ord + Default + Debug + Send + Sync + 'static {
    /// The number, if it fits.
    fn new(value: i128) -> Option<Self>;
    /// The number as the widest.
    fn wide(self) -> i128;
}

/// A whole number that both levels fit into: `i64` where it is wide enough, else `i128`. How large prices can become is
/// counted before a market is built, so the arithmetic of the simplex cannot overflow.
pub trait Number: Whole + Add<Output = Self> + Sub<Output = Self> + Neg<Output = Self> {
    /// The number without its lowest bits, in 32 less so many bits; the largest or the least, if it does not
    /// fit.
    fn short(self, left_out: u32, less: u32) -> i32;
    /// The largest magnitude a price may have: a quarter of what fits, so that four may be added up.
    const LARGEST: i128;
}

impl Number for i64 {
    #[inline]
    fn short(self, left_out: u32, less: u32) -> i32 {
        let most = Self::from(i32::MAX >> less);
        i32::try_from((self >> left_out).clamp(-most, most)).expect("within the bounds")
    }
    const LARGEST: i128 = i64::MAX as i128 / 4;
}

impl Number for i128 {
    #[inline]
    fn short(self, left_out: u32, less: u32) -> i32 {
        let most = Self::from(i32::MAX >> less);
        i32::try_from((self >> left_out).clamp(-most, most)).expect("within the bounds")
    }
    const LARGEST: i128 = i128::MAX / 4;
}

/// A cost in the number that the costs of its columns fit into.
pub(crate) fn narrow<N: Number, K: Whole>(cost: N) -> K {
    K::new(cost.wide()).expect("columns tell what their costs fit into")
}

macro_rules! whole {
    ($($number:ty)*) => { $(
        impl Whole for $number {
            fn new(value: i128) -> Option<Self> {
                Self::try_from(value).ok()
            }
            fn wide(self) -> i128 {
                self.into()
            }
        }
    )* };
}

whole!(u32 i64 i128);
