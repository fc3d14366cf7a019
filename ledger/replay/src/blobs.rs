//! The published texts that entries name by hash, as whoever replays gets them.

use yicang_language::{Message, ToMessage, message};
use yicang_tlog::{Hash, sha256};

/// Gives the bytes of an attachment by its SHA-256, or nothing if it is not there.
pub type Blobs<'b, E> = &'b mut dyn FnMut(&Hash) -> Result<Option<Vec<u8>>, E>;

/// The text of an attachment, or what is wrong with it.
pub(crate) fn text<E>(hash: &Hash, what: &str, blobs: Blobs<'_, E>) -> Result<Result<String, Message>, E> {
    Ok(match blobs(hash)? {
        None => Err(message!("replay-attachment-missing", role = what)),
        Some(bytes) if sha256(&bytes) != *hash => Err(message!("replay-attachment-changed", role = what)),
        Some(bytes) => String::from_utf8(bytes).map_err(|_| message!("replay-attachment-no-text", role = what)),
    })
}

/// A text of an entry that cannot be read; which one, with its article.
pub(crate) fn unread(noun: Message, error: impl ToMessage) -> Message {
    message!("replay-unread", noun = noun, why = error.message())
}
