//! When vehicles leave, a moment or the times of every day; and the orders that they carry.

use super::{FromCell, Raw, Read, say};
use crate::ids::admit;
use yicang_domain::{Departure, OrderId};

impl FromCell for Departure {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        let text = raw.word()?;
        let departure = Self::of_people(text).map_err(say)?;
        Ok((departure, None))
    }
}

impl FromCell for OrderId {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        let (text, how) = admit(raw.word()?)?;
        Ok((text.parse().map_err(say)?, how.map(|how| (how, text))))
    }
}
