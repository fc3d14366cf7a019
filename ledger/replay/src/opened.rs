//! What a plan's openings say of reserve lines, beside what their entries commit to.

use crate::finding::Unchecked;
use std::collections::BTreeSet;
use yicang_domain::Quantity;
use yicang_domain::events::openings::{Counted, Opening, Openings};
use yicang_domain::events::{Source, reserve};
use yicang_domain::report::{Body, Fact};
use yicang_language::{Message, message};
use yicang_tlog::mask::commitment;

/// What a reserve report says, as far as it is opened, and what is wrong with the openings. What is not opened by the
/// time that a plan looks is not in force: its value does not matter.
pub(crate) fn opened(
    index: u64,
    face: &reserve::Published,
    openings: &Openings,
    unchecked: &mut Unchecked,
) -> (Body, Vec<Message>) {
    let mut faults = Vec::new();
    let body = face.body(|line| {
        let Some(opening) = openings.0.get(&Source { entry: index, line }) else {
            return Counted { quantity: Quantity::ONE, earmark: Fact::Unsaid };
        };
        if let Err(what) = fits(face, line, opening, unchecked) {
            faults.push(message!("replay-opened-wrong", what = what));
        }
        opening.counted.clone()
    });
    (body, faults)
}

/// Whether an opening is what the entry commits to.
fn fits(face: &reserve::Published, line: u32, opening: &Opening, unchecked: &mut Unchecked) -> Result<(), Message> {
    let is_signed = face.by.version.signs_its_face();
    let value = opening.counted.committed(face.by.version);
    match (face.commitment(line), &opening.salt) {
        (Some((field, hash)), Some(salt)) if commitment(salt, field, value.as_bytes()) != *hash => {
            return Err(message!("replay-opened-other", line = line, value = value));
        }
        (Some(_), Some(_)) => {}
        (Some(_), None) if !is_signed => unchecked.quantities += 1,
        _ => return Err(message!("replay-opened-unproven", line = line, value = value)),
    }
    if is_signed {
        return Ok(());
    }
    unchecked.earmarks += 1;
    let at = usize::try_from(line).unwrap_or(0).saturating_sub(1);
    let shown = face.lines.get(at).map(|line| line.earmark_sites.clone()).unwrap_or_default();
    if opening.counted.earmark.as_ref().map(BTreeSet::len) == shown {
        return Ok(());
    }
    Err(message!("replay-opened-earmark", line = line))
}
