//! Numbers of several components that are compared in order: what a plan is worth, level by level, then its cost.
//!
//! A price is one of these. Sums and differences go component by component, and an earlier component that differs
//! decides whatever the later ones are: so sums keep the order, which is all that linear-programming duality asks of
//! numbers.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// What a component counts. In the order of comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A level of service, the first to be compared 0; see [`crate::policy::Policy::levels`].
    Level(u8),
    /// Places in the public draw, see [`crate::draw`].
    Draw,
    /// The second objective, in millionths, with its sign: what costs is below zero.
    Cost,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Level(level) => write!(f, "{level}"),
            Part::Draw => f.write_str("draw"),
            Part::Cost => f.write_str("cost"),
        }
    }
}

impl FromStr for Part {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        match text {
            "draw" => Ok(Part::Draw),
            "cost" => Ok(Part::Cost),
            level => {
                let wrong = |_| message!("text-no-part", text = format!("{text:?}"));
                level.parse().map(Part::Level).map_err(wrong)
            }
        }
    }
}

/// Components other than zero, in order. Text: `0:1500,2:-3,cost:-5000000`, or `0` where there are none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Vector(Vec<(Part, i128)>);

impl Vector {
    /// No component at all.
    pub const ZERO: Vector = Vector(Vec::new());

    /// One component.
    pub fn of(part: Part, number: i128) -> Self {
        Self(if number == 0 { Vec::new() } else { vec![(part, number)] })
    }

    /// From components in any order; those of one part are added up. `None` where that does not fit.
    pub fn from_parts(parts: impl IntoIterator<Item = (Part, i128)>) -> Option<Self> {
        let mut vector = Self::ZERO;
        for (part, number) in parts {
            vector = vector.checked_add(&Self::of(part, number))?;
        }
        Some(vector)
    }

    /// A component.
    pub fn part(&self, part: Part) -> i128 {
        self.0.binary_search_by_key(&part, |(of, _)| *of).map_or(0, |at| self.0[at].1)
    }

    /// Components other than zero, in order.
    pub fn parts(&self) -> impl Iterator<Item = (Part, i128)> {
        self.0.iter().copied()
    }

    /// Whether all components are zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The sign of the first component that is not zero.
    pub fn sign(&self) -> Ordering {
        self.0.first().map_or(Ordering::Equal, |(_, number)| number.cmp(&0))
    }

    /// The sum; `None` where a component does not fit.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        self.merged(other, i128::checked_add)
    }

    /// The difference; `None` where a component does not fit.
    pub fn checked_sub(&self, other: &Self) -> Option<Self> {
        self.merged(other, i128::checked_sub)
    }

    /// So many times this; `None` where a component does not fit.
    pub fn checked_mul(&self, times: i128) -> Option<Self> {
        if times == 0 {
            return Some(Self::ZERO);
        }
        let parts = self.0.iter().map(|(part, number)| Some((*part, number.checked_mul(times)?)));
        parts.collect::<Option<_>>().map(Self)
    }

    fn merged(&self, other: &Self, with: impl Fn(i128, i128) -> Option<i128>) -> Option<Self> {
        let mut merged = Vec::with_capacity(self.0.len() + other.0.len());
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        loop {
            let next = match (a.peek(), b.peek()) {
                (None, None) => break,
                (Some(one), None) => one.0,
                (None, Some(one)) => one.0,
                (Some(one), Some(other)) => one.0.min(other.0),
            };
            let left = a.next_if(|one| one.0 == next).map_or(0, |one| one.1);
            let right = b.next_if(|one| one.0 == next).map_or(0, |one| one.1);
            let number = with(left, right)?;
            if number != 0 {
                merged.push((next, number));
            }
        }
        Some(Self(merged))
    }
}

impl Ord for Vector {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        loop {
            let (left, right) = match (a.peek(), b.peek()) {
                (None, None) => return Ordering::Equal,
                (Some(one), None) => (one.1, 0),
                (None, Some(one)) => (0, one.1),
                (Some(one), Some(other)) => match one.0.cmp(&other.0) {
                    Ordering::Less => (one.1, 0),
                    Ordering::Greater => (0, other.1),
                    Ordering::Equal => (one.1, other.1),
                },
            };
            if left != right {
                return left.cmp(&right);
            }
            a.next();
            b.next();
        }
    }
}

impl PartialOrd for Vector {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("0");
        }
        for (at, (part, number)) in self.0.iter().enumerate() {
            write!(f, "{}{part}:{number}", if at == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

/// Why a text is not a [`Vector`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct VectorError(String);

impl ToMessage for VectorError {
    fn message(&self) -> Message {
        message!("text-no-vector", text = format!("{:?}", self.0))
    }
}

impl FromStr for Vector {
    type Err = VectorError;

    /// Only the canonical form is read: components in order, none of them zero.
    fn from_str(text: &str) -> Result<Self, VectorError> {
        let wrong = || VectorError(text.into());
        if text == "0" {
            return Ok(Self::ZERO);
        }
        let mut parts: Vec<(Part, i128)> = Vec::new();
        for word in text.split(',') {
            let (part, number) = word.split_once(':').ok_or_else(wrong)?;
            let part: Part = part.parse().map_err(|_| wrong())?;
            let number: i128 = number.parse().map_err(|_| wrong())?;
            if number == 0 || parts.last().is_some_and(|(last, _)| *last >= part) {
                return Err(wrong());
            }
            parts.push((part, number));
        }
        let vector = Self(parts);
        if vector.to_string() == text { Ok(vector) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(text: &str) -> Vector {
        text.parse().unwrap()
    }

    #[test]
    fn an_earlier_component_decides() {
        let rising =
            ["0:-1,3:9", "1:-1", "draw:-5", "cost:-1", "0", "cost:7", "draw:1,cost:-9", "3:1", "1:1,2:-99", "0:1"];
        for (at, less) in rising.iter().enumerate() {
            for more in &rising[at + 1..] {
                assert!(vector(less) < vector(more), "{less} < {more}");
            }
            assert_eq!(vector(less).sign(), vector(less).cmp(&Vector::ZERO));
        }
    }

    #[test]
    fn sums_go_component_by_component() {
        let (a, b) = (vector("0:1,2:5,cost:-3"), vector("1:4,2:-5,cost:1"));
        assert_eq!(a.checked_add(&b).unwrap(), vector("0:1,1:4,cost:-2"));
        assert_eq!(a.checked_sub(&a).unwrap(), Vector::ZERO);
        assert_eq!(a.checked_mul(-2).unwrap(), vector("0:-2,2:-10,cost:6"));
        assert_eq!(vector(&format!("0:{}", i128::MAX)).checked_add(&vector("0:1")), None);
        assert_eq!(Vector::from_parts([(Part::Cost, 1), (Part::Level(0), 2), (Part::Cost, -1)]), Some(vector("0:2")));
    }

    #[test]
    fn only_the_canonical_text_is_read() {
        for text in ["", "1:0", "2:1,1:1", "1:1,1:1", "1:+1", "1:01", "1:1,", "x:1", "1", "cost:1,draw:1"] {
            assert!(text.parse::<Vector>().is_err(), "{text:?}");
        }
    }
}
