//! Whether the names that an entry makes public are those that it commits to.

use crate::blobs::{Blobs, text, unread};
use yicang_domain::events::Face;
use yicang_domain::events::names::{OpenNames, TEXT};
use yicang_language::{Message, message};
use yicang_tlog::mask::commitment;

/// What is wrong with an entry's public names.
pub(crate) fn faults<E>(face: &Face, blobs: Blobs<'_, E>) -> Result<Vec<Message>, E> {
    let Some((hash, masked)) = face.names() else { return Ok(Vec::new()) };
    let read = text(hash, TEXT, blobs)?
        .and_then(|text| OpenNames::from_text(&text).map_err(|error| unread(message!("replay-public-names"), error)));
    let opened = match read {
        Ok(opened) => opened,
        Err(what) => return Ok(vec![what]),
    };
    let differs = |(field, (salt, value)): (&String, &([u8; 16], String))| {
        let said = masked.iter().find(|(name, _)| name == field).map(|(_, hash)| hash);
        let is_so = said == Some(&commitment(salt, field, value.as_bytes()));
        (!is_so).then(|| message!("replay-other-names", field = field))
    };
    Ok(opened.0.iter().filter_map(differs).collect())
}
