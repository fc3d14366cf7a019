//! Whether a place is a depot or a site.

use super::{FromCell, Raw, Read};
use crate::finding::quoted;
use yicang_language::message;

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A warehouse.
    Depot,
    /// A hospital, district or shelter.
    Site,
}

impl FromCell for Kind {
    fn from_cell(raw: Raw<'_>) -> Read<Self> {
        match raw.word()?.to_lowercase().as_str() {
            "depot" | "储备库" | "仓库" => Ok((Self::Depot, None)),
            "site" | "需求点" | "医院" => Ok((Self::Site, None)),
            text => Err(message!("cell-no-kind", text = quoted(text))),
        }
    }
}
