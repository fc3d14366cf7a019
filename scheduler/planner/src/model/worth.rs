//! The worth of a unit: an amount of one level, or a vector. Exact; no floats.

use std::cmp::Ordering;
use yicang_domain::{Part, Vector};

/// What one unit of a group's market (a base unit, or a pack) is worth, apart from ω.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Worth {
    /// All of one level, times `s`; and places in the draw.
    One { level: u8, s: u128, draw: u64 },
    /// A pack across several.
    Many(Vector),
}

impl Worth {
    /// By level: what a unit is worth there, without ω.
    pub(crate) fn levels(&self) -> impl Iterator<Item = (u8, u128)> {
        let (one, many) = match self {
            Self::One { level, s, .. } => (Some((*level, *s)), None),
            Self::Many(vector) => (None, Some(vector)),
        };
        let many = many.into_iter().flat_map(Vector::parts).filter_map(|(part, number)| match part {
            Part::Level(level) => Some((level, number.unsigned_abs())),
            Part::Draw | Part::Cost => None,
        });
        one.into_iter().chain(many)
    }

    /// What it is but for the draw, and its places there.
    pub(crate) fn without_draw(self) -> (Self, i128) {
        match self {
            Self::One { level, s, draw } => (Self::One { level, s, draw: 0 }, draw.into()),
            Self::Many(vector) => {
                let draw = vector.part(Part::Draw);
                let rest = Vector::from_parts(vector.parts().filter(|(part, _)| *part != Part::Draw));
                (Self::Many(rest.expect("parts of a vector are one each")), draw)
            }
        }
    }

    /// As a vector, with ω; `None` where it does not fit.
    pub(crate) fn vector(&self, omega: i128) -> Option<Vector> {
        match self {
            Self::One { level, s, draw } => {
                let s = i128::try_from(*s).ok()?.checked_mul(omega)?;
                Vector::from_parts([(Part::Level(*level), s), (Part::Draw, (*draw).into())])
            }
            Self::Many(vector) => {
                let times = |(part, number): (Part, i128)| {
                    let omega = if matches!(part, Part::Level(_)) { omega } else { 1 };
                    Some((part, number.checked_mul(omega)?))
                };
                Vector::from_parts(vector.parts().map(times).collect::<Option<Vec<_>>>()?)
            }
        }
    }
}

impl Ord for Worth {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::One { level, s, draw }, Self::One { level: of, s: other, draw: drawn }) => {
                of.cmp(level).then(s.cmp(other)).then(draw.cmp(drawn))
            }
            (Self::Many(one), Self::Many(other)) => one.cmp(other),
            _ => self.vector(1).cmp(&other.vector(1)),
        }
    }
}

impl PartialOrd for Worth {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
