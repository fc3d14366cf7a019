//! Whether a figure can be meant: a hundred times what is usual is a slip, or more than anybody can mean without being
//! asked. Pure: what is usual, and what is done with a figure that is not, the board and the agent say.
//!
//! | what is known | usual is |
//! |---|---|
//! | the site's own last figures of the item, those that could be meant | the one in the middle, the lower of two |
//! | none; [`LIKE_SITES_MIN`](crate::entitlement::LIKE_SITES_MIN) sites of its kind are verified | the one in the middle |
//! | neither | nothing is: there is no judgement |

use crate::quantity::{QUANTITY_MAX, Quantity};
use yicang_language::{Message, message};

/// So many times what is usual cannot be meant without being asked.
pub const TIMES: u64 = 100;
/// So many figures of a site and an item are remembered: the last ones.
pub const FIGURES_MAX: usize = 9;

/// What is usual, and where that is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// Base units, at least 1.
    pub units: Quantity,
    /// From what.
    pub ground: Ground,
}

/// Where it is known from what is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// So many figures of the site itself.
    Own(usize),
    /// So many verified sites of its kind.
    Like(usize),
}

/// A figure that cannot be meant without being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Implausible {
    /// What was said.
    pub claimed: Quantity,
    /// What is usual.
    pub usual: Usual,
    /// What may have happened.
    pub slip: Slip,
}

/// What may have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// Too many noughts.
    Factor {
        /// 10, 100, 1000 and so on.
        factor: u64,
        /// What was meant then.
        meant: Quantity,
    },
    /// Pieces where packs were meant: so many hold what is usual.
    Pack {
        /// Base units of one pack.
        pack: u64,
        /// What was meant then.
        meant: Quantity,
    },
}

/// The figure in the middle, the lower of two; zeros say nothing.
pub fn middle(figures: impl IntoIterator<Item = Quantity>) -> Option<(Quantity, usize)> {
    let mut all: Vec<_> = figures.into_iter().filter(|units| *units > Quantity::ZERO).collect();
    all.sort_unstable();
    Some((*all.get(all.len().checked_sub(1)? / 2)?, all.len()))
}

/// What speaks against a figure, if anything does; `pack` is how many base units of the item a pack holds.
pub fn judged(claimed: Quantity, usual: Usual, pack: Option<u64>) -> Option<Implausible> {
    let least = usual.units.units().saturating_mul(TIMES);
    (claimed.units() >= least).then(|| Implausible { claimed, usual, slip: slip(claimed, usual.units, pack) })
}

fn slip(claimed: Quantity, usual: Quantity, pack: Option<u64>) -> Slip {
    let (said, usual) = (claimed.units(), usual.units());
    let units = |units: u64| Quantity::new(units.min(QUANTITY_MAX)).unwrap_or_default();
    let is_near = |meant: u64| meant >= usual.div_ceil(2) && meant <= usual.saturating_mul(2);
    // A pack of a round number of pieces cannot be told from a nought too many, and is the likelier of the two.
    if let Some(pack) = pack.filter(|pack| *pack > 1 && is_near(said / pack)) {
        return Slip::Pack { pack, meant: units(said / pack) };
    }
    // How far a figure is from what is usual: the larger over the smaller, compared crosswise.
    let apart = |meant: u64| (u128::from(meant.max(usual)), u128::from(meant.min(usual).max(1)));
    let (mut factor, mut best) = (10, said / 10);
    let mut next = 100_u64;
    while next <= said {
        let (tried, known) = (apart(said / next), apart(best));
        if tried.0 * known.1 < known.0 * tried.1 {
            (factor, best) = (next, said / next);
        }
        next *= 10;
    }
    Slip::Factor { factor, meant: units(best) }
}

impl Usual {
    /// What is usual, and from what that follows.
    pub fn message(&self) -> Message {
        let usual = self.units.units();
        match self.ground {
            Ground::Own(of) => message!("usual-own", usual = usual, of = of),
            Ground::Like(of) => message!("usual-like", usual = usual, of = of),
        }
    }
}

impl Slip {
    /// What may have happened, as a question.
    pub fn message(&self) -> Message {
        match self {
            Self::Factor { factor, meant } => message!("slip-factor", factor = *factor, meant = meant.units()),
            Self::Pack { pack, meant } => message!("slip-pack", pack = *pack, meant = meant.units()),
        }
    }
}

impl Implausible {
    /// What speaks against the figure.
    pub fn message(&self) -> Message {
        let (claimed, times) = (self.claimed.units(), self.claimed.units() / self.usual.units.units().max(1));
        let (usual, slip) = (self.usual.message(), self.slip.message());
        message!("implausible", claimed = claimed, times = times, usual = usual, slip = slip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(n: u64) -> Quantity {
        Quantity::new(n).unwrap()
    }

    fn of(claimed: u64, usual: u64, pack: Option<u64>) -> Option<Slip> {
        let usual = Usual { units: units(usual), ground: Ground::Own(3) };
        judged(units(claimed), usual, pack).map(|found| found.slip)
    }

    #[test]
    fn a_hundred_times_the_usual_is_the_first_that_is_asked_about() {
        assert_eq!(of(399_999, 4_000, None), None);
        assert_eq!(of(400_000, 4_000, None), Some(Slip::Factor { factor: 100, meant: units(4_000) }));
        assert_eq!(of(QUANTITY_MAX, QUANTITY_MAX, None), None, "a product that does not fit is no slip");
    }

    #[test]
    fn the_typical_slips_are_told_apart() {
        for (claimed, usual, pack, slip) in [
            (400_000, 3_900, None, Slip::Factor { factor: 100, meant: units(4_000) }),
            (4_000_000, 3_900, None, Slip::Factor { factor: 1_000, meant: units(4_000) }),
            (1_200_000, 4_000, Some(240), Slip::Pack { pack: 240, meant: units(5_000) }),
            (4_000_000, 4_000, Some(240), Slip::Factor { factor: 1_000, meant: units(4_000) }),
            (400_000, 4_000, Some(100), Slip::Pack { pack: 100, meant: units(4_000) }),
        ] {
            assert_eq!(of(claimed, usual, pack), Some(slip), "{claimed} {usual} {pack:?}");
        }
    }

    #[test]
    fn the_middle_is_the_lower_of_two_and_zeros_say_nothing() {
        let of = |all: &[u64]| middle(all.iter().map(|n| units(*n))).map(|(units, of)| (units.units(), of));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[0]), None);
        assert_eq!(of(&[9, 0, 3]), Some((3, 2)));
        assert_eq!(of(&[9, 1, 3]), Some((3, 3)));
    }
}
