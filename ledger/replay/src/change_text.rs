//! The published texts of a change of the catalogue.

use crate::blobs::{Blobs, text, unread};
use yicang_domain::Catalogue;
use yicang_domain::catalogue::change::Change;
use yicang_domain::events::catalogue_change;
use yicang_language::{Message, message};

/// The texts of a change.
pub(crate) fn changed<E>(
    face: &catalogue_change::Published,
    blobs: Blobs<'_, E>,
) -> Result<Result<(Change, Option<Catalogue>), Message>, E> {
    let edits = text(&face.text, "change", blobs)?;
    let whole = face.whole.as_ref().map(|hash| text(hash, "catalogue", blobs)).transpose()?;
    let read = || {
        let joined = |errors: Vec<_>| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let change = Change::from_text(face.from, &edits?);
        let change = change.map_err(|errors| unread(message!("replay-a-change"), joined(errors)))?;
        if change.edits.len() != face.edits {
            return Err(message!("replay-counts-differ"));
        }
        let catalogue = |text: String| {
            Catalogue::from_public_text(&text).map_err(|error| unread(message!("replay-a-catalogue"), error))
        };
        Ok((change, whole.transpose()?.map(catalogue).transpose()?))
    };
    Ok(read())
}
