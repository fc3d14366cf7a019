//! The lines of a public entry. First `yicang.v1 <kind>`, then `key value…` a line; `blob <role> <sha256>` names an
//! attachment, `masked <field> <commitment>` a field that is not public (see [`crate::mask`]). What kinds there are
//! and what their lines mean is not known here.

use crate::hash::{Hash, hex, parse_hex};
use crate::tile::ENTRY_BYTES_MAX;

const MARK: &str = "yicang.v1 ";
const MASKED: &str = "masked";

/// A public entry, parsed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    kind: String,
    lines: Vec<(String, String)>,
}

/// Why bytes are not a public entry of ours. Lines count from 1.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LeafError {
    /// Longer than a bundle can take, or empty.
    #[error("an entry has 1 to 65,535 bytes, this one {0}")]
    Length(usize),
    /// Not UTF-8.
    #[error("the entry is not UTF-8 text")]
    NotText,
    /// The first line.
    #[error("line 1 is not `yicang.v1 <kind>`")]
    Mark,
    /// A later line.
    #[error("line {0} is not `key value`")]
    Line(usize),
    /// A blob line.
    #[error("line {0} is not `blob <role> <64 hexadecimal digits>`")]
    Blob(usize),
    /// A line of a field that is not public.
    #[error("line {0} is not `masked <field> <64 hexadecimal digits>`")]
    Masked(usize),
}

impl Leaf {
    /// An entry of this kind without lines. Kind: letters a–z, digits, `-`, `_`, `.`.
    ///
    /// # Panics
    /// If the kind is spelt otherwise: it is a constant of the program.
    #[must_use]
    pub fn new(kind: &str) -> Self {
        assert!(is_word(kind), "`{kind}` is no kind of entry");
        Self { kind: kind.to_owned(), lines: Vec::new() }
    }

    /// Adds the line `key value`. Line breaks and control characters in the value become spaces.
    ///
    /// # Panics
    /// If the key is no word (it is a constant of the program).
    #[must_use]
    pub fn with(mut self, key: &str, value: impl ToString) -> Self {
        assert!(is_word(key), "`{key}` is no key of a line");
        let value = value.to_string().replace(char::is_control, " ").trim().to_owned();
        self.lines.push((key.to_owned(), if value.is_empty() { "-".to_owned() } else { value }));
        self
    }

    /// Adds the line `blob <role> <sha256>`.
    #[must_use]
    pub fn with_blob(self, role: &str, blob: &Hash) -> Self {
        assert!(is_word(role), "`{role}` is no role of a blob");
        self.with("blob", format!("{role} {}", hex(blob)))
    }

    /// Adds the line `masked <field> <commitment>`.
    ///
    /// # Panics
    /// If the field's name is no word.
    #[must_use]
    pub fn with_masked(self, field: &str, commitment: &Hash) -> Self {
        assert!(is_word(field), "`{field}` is no name of a field");
        self.with(MASKED, format!("{field} {}", hex(commitment)))
    }

    /// The entry's bytes: every line ends in a line break.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{MARK}{}\n", self.kind);
        for (key, value) in &self.lines {
            text.push_str(&format!("{key} {value}\n"));
        }
        text.into_bytes()
    }

    /// Reads an entry. The last line's break may be missing.
    pub fn parse(bytes: &[u8]) -> Result<Self, LeafError> {
        let mut lines = Vec::new();
        let kind = read(bytes, |key, value| lines.push((key.to_owned(), value.to_owned())))?;
        Ok(Self { kind: kind.to_owned(), lines })
    }

    /// The attachments that an entry names, in order; an error if [`parse`](Self::parse) would not read it. Keeps
    /// nothing else of it: for those who let many entries in.
    pub fn attachments(bytes: &[u8]) -> Result<Vec<Hash>, LeafError> {
        let mut attachments = Vec::new();
        read(bytes, |key, value| {
            if key == "blob" {
                attachments.extend(named_hash(value).map(|(_, hash)| hash));
            }
        })?;
        Ok(attachments)
    }

    /// What kind of event it is: the word after `yicang.v1`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// All lines after the first, in order.
    pub fn lines(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The value of the first line with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.lines().find(|(k, _)| *k == key).map(|(_, value)| value)
    }

    /// The attachments: role and SHA-256.
    pub fn blobs(&self) -> impl Iterator<Item = (&str, Hash)> {
        self.lines().filter(|(key, _)| *key == "blob").filter_map(|(_, value)| named_hash(value))
    }

    /// The fields that are not public: name and commitment.
    pub fn masked(&self) -> impl Iterator<Item = (&str, Hash)> {
        self.lines().filter(|(key, _)| *key == MASKED).filter_map(|(_, value)| named_hash(value))
    }

    /// The attachments in this role.
    pub fn blobs_as<'a>(&'a self, role: &'a str) -> impl Iterator<Item = Hash> + 'a {
        self.blobs().filter(move |(r, _)| *r == role).map(|(_, hash)| hash)
    }
}

/// Checks an entry and hands out each line after the first; answers with the kind.
fn read<'a>(bytes: &'a [u8], mut take: impl FnMut(&'a str, &'a str)) -> Result<&'a str, LeafError> {
    if bytes.is_empty() || bytes.len() > ENTRY_BYTES_MAX {
        return Err(LeafError::Length(bytes.len()));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| LeafError::NotText)?;
    let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
    let kind = lines.next().and_then(|line| line.strip_prefix(MARK)).filter(|kind| is_word(kind));
    let kind = kind.ok_or(LeafError::Mark)?;
    for (n, line) in lines.enumerate().map(|(i, line)| (i + 2, line)) {
        let (key, value) = line.split_once(' ').ok_or(LeafError::Line(n))?;
        if !is_word(key) || value.is_empty() || value.contains(char::is_control) {
            return Err(LeafError::Line(n));
        }
        if key == "blob" && named_hash(value).is_none() {
            return Err(LeafError::Blob(n));
        }
        if key == MASKED && named_hash(value).is_none() {
            return Err(LeafError::Masked(n));
        }
        take(key, value);
    }
    Ok(kind)
}

fn named_hash(value: &str) -> Option<(&str, Hash)> {
    let (name, hash) = value.split_once(' ')?;
    Some((name, parse_hex(hash)?)).filter(|_| is_word(name))
}

pub(crate) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_is_read_back() {
        let leaf = Leaf::new("decision").with("plan", "p-1 of\ntoday").with_blob("plan", &[3; 32]).with("note", "");
        assert_eq!(Leaf::parse(&leaf.to_bytes()), Ok(leaf.clone()));
        assert_eq!(leaf.get("plan"), Some("p-1 of today"));
        assert_eq!(leaf.get("note"), Some("-"));
        assert_eq!(leaf.blobs_as("plan").collect::<Vec<_>>(), [[3; 32]]);
        assert_eq!(Leaf::attachments(&leaf.to_bytes()), Ok(vec![[3; 32]]));
    }

    #[test]
    fn what_is_no_leaf_is_refused_with_its_line() {
        for (text, error) in [
            ("", LeafError::Length(0)),
            ("yicang.v2 report\n", LeafError::Mark),
            ("yicang.v1 \n", LeafError::Mark),
            ("yicang.v1 report\nqty\n", LeafError::Line(2)),
            ("yicang.v1 report\nqty 5\n\n", LeafError::Line(3)),
            ("yicang.v1 report\nqty 5\r\n", LeafError::Line(2)),
            ("yicang.v1 report\nQty 5\n", LeafError::Line(2)),
            ("yicang.v1 report\nblob plan 00\n", LeafError::Blob(2)),
            ("yicang.v1 report\nqty 5\nmasked note 00\n", LeafError::Masked(3)),
        ] {
            assert_eq!(Leaf::attachments(text.as_bytes()).as_ref(), Err(&error), "{text}");
            assert_eq!(Leaf::parse(text.as_bytes()), Err(error), "{text}");
        }
        assert_eq!(Leaf::parse(b"yicang.v1 \xff"), Err(LeafError::NotText));
        assert_eq!(Leaf::parse(&[b'a'; 65_536]), Err(LeafError::Length(65_536)));
    }
}
