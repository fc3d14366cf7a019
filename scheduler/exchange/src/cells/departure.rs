//! When vehicles leave: a moment, or the times of every day.

use super::{FromCell, Raw, Read, say};
use yicang_domain::Departure;

impl FromCell for Departure {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        let text = raw.word()?;
        let departure = Self::of_people(text).map_err(say)?;
        Ok((departure, None))
    }
}
