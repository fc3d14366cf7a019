//! Ids as they come in by the door: composed, visible, and no formula; and none that looks like another.

use crate::finding::{How, quoted};
use crate::output::begins_formula;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use yicang_domain::shown::is_unseen;
use yicang_language::{Message, message};

/// An id's text, composed (NFC), and how it was read where it did not so stand.
///
/// # Errors
/// The id is a formula, or has what cannot be seen.
pub(crate) fn admit(text: &str) -> Result<(String, Option<How>), Message> {
    if let Some(unseen) = text.chars().find(|c| is_unseen(*c)) {
        let code = format!("U+{:04X}", u32::from(unseen));
        return Err(message!("cell-id-unseen", id = crate::output::on_terminal(text), code = code));
    }
    // "-" alone is the lot of a depot that does not tell batches apart.
    if text != "-"
        && let Some(first) = text.chars().next().filter(|c| begins_formula(*c))
    {
        return Err(message!("cell-id-formula", id = quoted(text), first = format!("{first:?}")));
    }
    if is_nfc(text) { Ok((text.into(), None)) } else { Ok((text.nfc().collect(), Some(How::Composed))) }
}

/// Whether a new id may come in as it stands, for whoever has no table: composed, visible, and no formula.
///
/// # Errors
/// What is wrong with it, and what to do.
pub fn may_come_in(id: &str) -> Result<(), Message> {
    match admit(id)? {
        (_, None) => Ok(()),
        (composed, Some(_)) => Err(message!("cell-id-apart", id = quoted(id), composed = quoted(&composed))),
    }
}

/// Whether two ids differ by case or width only.
pub fn look_alike(one: &str, other: &str) -> bool {
    one != other && skeleton(one) == skeleton(other)
}

/// What is left of an id when case and width do not count.
pub fn skeleton(id: &str) -> String {
    id.nfkc().flat_map(char::to_lowercase).filter(|c| !is_unseen(*c)).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_comes_in_can_be_seen_and_is_no_formula() {
        for text in ["H1", "-", "武汉/金银潭医院(PPE)", "a|b", "a=b", "D-1", "é"] {
            assert_eq!(admit(text), Ok((text.into(), None)), "{text}");
        }
        assert_eq!(admit("e\u{301}1"), Ok(("é1".into(), Some(How::Composed))));
        for (text, said) in [
            ("H\u{200b}1", "U+200B"),
            ("\u{202e}H1", "U+202E"),
            ("H1\u{ad}", "U+00AD"),
            ("H\u{3164}", "U+3164"),
            ("=1+1", "begins with '='"),
            ("+H1", "begins with '+'"),
            ("-H1", "begins with '-'"),
            ("@H1", "begins with '@'"),
            ("＝H1", "begins with '＝'"),
        ] {
            let problem = admit(text).unwrap_err().to_string();
            assert!(problem.contains(said), "{text:?}: {problem}");
            assert!(!problem.contains('\u{202e}'), "what turns the text is not printed as it is");
        }
    }

    #[test]
    fn case_and_width_do_not_tell_ids_apart() {
        assert_eq!(skeleton("H1"), skeleton("ｈ１"));
        assert_eq!(skeleton("ABC"), skeleton("abc"));
        assert_ne!(skeleton("H1"), skeleton("H2"));
        assert!(look_alike("L1", "ｌ１") && !look_alike("L1", "L1") && !look_alike("L1", "L2"));
        assert!(
            may_come_in("é").is_ok()
                && may_come_in("e\u{301}").unwrap_err().to_string().contains("composed (NFC): \"é\"")
        );
        assert_ne!(skeleton("H-1"), skeleton("H1"), "what can be seen tells them apart");
    }
}
