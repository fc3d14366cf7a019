//! How much is asked for, which may be not known, and the mark of who only says that something is needed.

use super::{CellFault, FromCell, Raw, Read};
use std::str::FromStr;
use yicang_domain::Quantity;
use yicang_language::{ToMessage as _, message};

/// A quantity, 0 among them; `None` where nobody knows: `unknown`, in any case, or `不详`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked(pub Option<Quantity>);

fn is_unknown(text: &str) -> bool {
    let text = text.trim();
    text == "不详" || text.eq_ignore_ascii_case("unknown")
}

impl FromStr for Asked {
    type Err = CellFault;

    fn from_str(text: &str) -> Result<Self, CellFault> {
        if is_unknown(text) {
            return Ok(Self(None));
        }
        let wrong = |why| CellFault(message!("agent-quantity", text = format!("{text:?}"), why = why));
        text.parse::<Quantity>().map(|units| Self(Some(units))).map_err(|error| wrong(error.message()))
    }
}

impl FromCell for Asked {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        if is_unknown(raw.cell.text()) {
            return Ok((Self(None), None));
        }
        let (units, how) = Quantity::from_cell(raw)?;
        Ok((Self(Some(units)), how))
    }
}

/// Whether a cell is marked: 1 or 0.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flag(pub(crate) bool);

impl FromCell for Flag {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        let (number, how) = raw.number(true).map_err(|_| message!("cell-no-flag"))?;
        match number.as_str() {
            "1" | "1.0" => Ok((Self(true), how.map(|how| (how, number)))),
            "0" | "0.0" => Ok((Self(false), how.map(|how| (how, number)))),
            _ => Err(message!("cell-no-flag")),
        }
    }
}
