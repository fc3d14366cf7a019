//! The text of a checkpoint, taken apart.

use crate::hash::Hash;
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// A checkpoint's text, taken apart.
pub(crate) struct HeadText {
    pub(crate) origin: String,
    pub(crate) size: u64,
    pub(crate) root: Hash,
    /// Lines behind the root hash. None is empty.
    pub(crate) extensions: Vec<String>,
}

/// Takes a checkpoint's text apart, where origin, size and root have their one spelling.
pub(crate) fn head_text(text: &[u8]) -> Option<HeadText> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('\n')?;
    let mut lines = text.split('\n');
    let (origin, size, root) = (lines.next()?.to_owned(), decimal(lines.next()?)?, lines.next()?);
    let extensions: Vec<String> = lines.map(str::to_owned).collect();
    if origin.is_empty() || extensions.iter().any(String::is_empty) {
        return None;
    }
    let hash: Hash = BASE64_STANDARD.decode(root).ok()?.try_into().ok()?;
    (BASE64_STANDARD.encode(hash) == root).then_some(HeadText { origin, size, root: hash, extensions })
}

/// A number in digits without a leading zero.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}
