//! Names that are public: an entry commits to them all the same, as it does to those that are masked, and names by
//! SHA-256 a text that opens the commitments. So the policy may say which are public, and what a coordinator has signed
//! is the same either way.
//!
//! ```text
//! yicang-names 1
//! open depots.names SALT
//! D1<tab>north<tab>
//! open items.names SALT
//! N95<tab>mask<tab>piece
//! ```
//!
//! Fields stand in the order of the alphabet; SALT is the 32 hexadecimal digits that the field's commitment is made
//! with, and the lines up to the next `open` are its value: id, name, unit, apart by tabs.

use super::lines::{from_hex, hex};
use crate::text::TextError;
use std::collections::BTreeMap;
use yicang_language::message;

/// The role of the text.
pub const TEXT: &str = "names";

const FIRST: &str = "yicang-names 1";
const OPEN: &str = "open ";
/// The fields that may be opened.
pub const FIELDS: [&str; 3] = ["depots.names", "items.names", "sites.names"];

/// The opened fields: salt and value of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenNames(pub BTreeMap<String, ([u8; 16], String)>);

impl OpenNames {
    /// The canonical text.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST}\n");
        for (field, (salt, value)) in &self.0 {
            text.push_str(&format!("{OPEN}{field} {}\n{value}", hex(salt)));
        }
        text
    }

    /// Reads it back: a text of one spelling only.
    pub fn from_text(text: &str) -> Result<Self, TextError> {
        let mut read = BTreeMap::<String, ([u8; 16], String)>::new();
        let mut last = None;
        for (number, line) in (1..).zip(text.lines()).skip(1) {
            let fault = || TextError { line: number, problem: message!("text-names") };
            if let Some(opens) = line.strip_prefix(OPEN).filter(|_| !line.contains('\t')) {
                let (field, salt) = opens.split_once(' ').ok_or_else(fault)?;
                let salt = from_hex(salt).ok_or_else(fault)?;
                read.insert(field.to_owned(), (salt, String::new()));
                last = Some(field.to_owned());
                continue;
            }
            let value = last.as_ref().and_then(|field| read.get_mut(field)).filter(|_| line.split('\t').count() == 3);
            let (_, value) = value.ok_or_else(fault)?;
            value.push_str(line);
            value.push('\n');
        }
        let read = Self(read);
        let known = read.0.keys().all(|field| FIELDS.contains(&field.as_str()));
        if known && read.to_text() == text { Ok(read) } else { Err(TextError::whole(message!("text-names"))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_reads_back_and_has_one_spelling() {
        let value = |lines: &str| ([7; 16], lines.to_owned());
        let names = OpenNames(BTreeMap::from([
            ("items.names".to_owned(), value("N95\tmask\tpiece\n")),
            ("sites.names".to_owned(), value("open\tan id may be so\t\nH2\t二\t\n")),
            ("depots.names".to_owned(), value("")),
        ]));
        let text = names.to_text();
        assert_eq!(OpenNames::from_text(&text), Ok(names));
        for spoilt in [
            text.replace("yicang-names 1", "yicang-names 2"),
            text.replace("depots.names", "who"),
            text.replace("\tpiece", ""),
            text.replace(&"07".repeat(16), &"07".repeat(15)),
            text.replace("open depots", "N9\ta\tb\nopen depots"),
            text.replace("open depots.names", "open items.names"),
            text.trim_end().to_owned(),
        ] {
            assert!(OpenNames::from_text(&spoilt).is_err(), "{spoilt}");
        }
    }
}
