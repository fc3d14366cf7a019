//! The name of a masked field on the command line.

use crate::terminal::word_fault::WordFault;
use std::str::FromStr;
use yicang_language::message;

/// `17` or `17/note`: a masked field of an entry, or all of them.
#[derive(Debug, Clone)]
pub(super) struct MaskedName {
    pub(super) entry_index: u64,
    /// Empty for all.
    pub(super) field: String,
}

impl FromStr for MaskedName {
    type Err = WordFault;

    fn from_str(text: &str) -> Result<Self, WordFault> {
        let (entry, field) = text.split_once('/').unwrap_or((text, ""));
        let wrong = |_| WordFault(message!("centre-entry-not-a-number", text = format!("{entry:?}")));
        Ok(Self { entry_index: entry.parse().map_err(wrong)?, field: field.to_owned() })
    }
}
