//! Fields that the log commits to and does not show, and the file that opens them.
//!
//! An entry's line `masked <field> <commitment>` stands for a field that is not public. The commitment is
//!
//! ```text
//! SHA-256( "yicang.v1/field\n" || salt || field || "\n" || value )
//! ```
//!
//! with a salt of 16 random bytes that is used for nothing else, the field's name and the value's exact bytes.
//! Without the salt nobody can find the value by trying, however few values there are; with salt and value everybody
//! can check it.
//!
//! Who was granted a look gets a file:
//!
//! ```text
//! yicang.v1 openings
//! log centre.example/log
//! grant 41
//! open 17 note 5f0c… <value in base64>
//! ```
//!
//! `grant` is the entry by which the look was granted. It names every entry and field that may be opened by it, and
//! until when; its own masked fields, [`READER`] and [`REASON`], are opened with them.

use crate::hash::{Hash, hex};
use crate::leaf::{Leaf, is_word};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest as _, Sha256};

/// Bytes of a salt: 128 bits.
pub const SALT_BYTES: usize = 16;

/// What makes a commitment impossible to guess.
pub type Salt = [u8; SALT_BYTES];

/// The kind of an entry that grants a look at masked fields.
pub const GRANT: &str = "grant";
/// The masked field of a grant that says who may look.
pub const READER: &str = "reader";
/// The masked field of a grant, and of other commands, that says why.
pub const REASON: &str = "reason";

/// The most fields that one file opens.
pub const OPENINGS_MAX: usize = 4_096;
/// The longest value that is masked, in bytes.
pub const VALUE_BYTES_MAX: usize = 16 << 20;

const CONTEXT: &str = "yicang.v1/field\n";
const FIRST_LINE: &str = "yicang.v1 openings";

/// What a `masked` line says of a field with this salt and value; see the module for the formula.
#[must_use]
pub fn commitment(salt: &Salt, field: &str, value: &[u8]) -> Hash {
    let digest = Sha256::new().chain_update(CONTEXT).chain_update(salt).chain_update(field).chain_update("\n");
    digest.chain_update(value).finalize().into()
}

/// The salt of one field of a message that has a salt of its own: the first 16 bytes of
/// `SHA-256( "yicang.v1/salt\n" || salt || field )`. Who opens one field so opens no other.
#[must_use]
pub fn salt_of(own: &Salt, field: &str) -> Salt {
    let digest: Hash =
        Sha256::new().chain_update("yicang.v1/salt\n").chain_update(own).chain_update(field).finalize().into();
    std::array::from_fn(|at| digest[at])
}

/// Commits to the fields of a message that has a salt of its own, each by its name and value.
pub fn committing(own: Salt) -> impl FnMut(&str, &[u8]) -> Hash {
    move |field, value| commitment(&salt_of(&own, field), field, value)
}

/// One field, opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opening {
    /// The entry that commits to it.
    pub entry: u64,
    /// The field's name, as the entry's `masked` line has it.
    pub field: String,
    /// The salt.
    pub salt: Salt,
    /// The value's exact bytes.
    pub value: Vec<u8>,
}

/// Why an opening is not believed.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum NotOpened {
    /// There is nothing to open.
    #[error("entry {entry} has no masked field `{field}`")]
    NoField {
        /// The entry.
        entry: u64,
        /// The field.
        field: String,
    },
    /// Salt or value is not what was committed to.
    #[error("entry {entry} commits to another `{field}`: the value or its salt was changed")]
    Other {
        /// The entry.
        entry: u64,
        /// The field.
        field: String,
    },
    /// The grant does not name it.
    #[error("the grant (entry {grant}) does not name `{field}` of entry {entry}")]
    NotGranted {
        /// The grant.
        grant: u64,
        /// The entry.
        entry: u64,
        /// The field.
        field: String,
    },
}

impl Opening {
    /// Checks it against the entry, which is entry number [`entry`](Self::entry) of the log: that is for the caller to
    /// prove.
    pub fn check(&self, leaf: &Leaf) -> Result<(), NotOpened> {
        let (entry, field) = (self.entry, self.field.clone());
        match leaf.masked().find(|(name, _)| *name == field) {
            None => Err(NotOpened::NoField { entry, field }),
            Some((_, hash)) if hash == commitment(&self.salt, &field, &self.value) => Ok(()),
            Some(_) => Err(NotOpened::Other { entry, field }),
        }
    }

    /// Whether the grant, entry `index` of the log, lets it be opened.
    pub fn is_granted(&self, index: u64, grant: &Leaf) -> Result<(), NotOpened> {
        let own = self.entry == index && [READER, REASON].contains(&self.field.as_str());
        let named = format!("{} {}", self.entry, self.field);
        if own || grant.lines().any(|(key, value)| key == "field" && value == named) {
            return Ok(());
        }
        Err(NotOpened::NotGranted { grant: index, entry: self.entry, field: self.field.clone() })
    }
}

/// The file that opens fields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Openings {
    /// The log's name.
    pub log: String,
    /// The entry that grants the look.
    pub grant: u64,
    /// The fields.
    pub fields: Vec<Opening>,
}

/// Why bytes are no file of openings. Lines count from 1.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OpeningsError {
    /// Not UTF-8.
    #[error("it is not UTF-8 text")]
    NotText,
    /// One of the first three lines.
    #[error("line {0} is not `{1}`")]
    Head(usize, &'static str),
    /// A later line.
    #[error("line {0} is not `open <entry> <field> <salt: 32 hexadecimal digits> <value in base64>`")]
    Line(usize),
    /// Too many of them.
    #[error("it opens {0} fields; one file opens 1 to {OPENINGS_MAX}")]
    Count(usize),
    /// It says the same in another spelling.
    #[error("it is not spelt as it would be written: no spare spaces, zeros or lines")]
    Spelling,
}

impl Openings {
    /// The file's text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\nlog {}\ngrant {}\n", self.log, self.grant);
        for Opening { entry, field, salt, value } in &self.fields {
            let mut wide = [0; 32];
            wide[..SALT_BYTES].copy_from_slice(salt);
            let salt = &hex(&wide)[..2 * SALT_BYTES];
            text.push_str(&format!("open {entry} {field} {salt} {}\n", BASE64_STANDARD.encode(value)));
        }
        text
    }

    /// Reads the one spelling.
    pub fn parse(bytes: &[u8]) -> Result<Self, OpeningsError> {
        let text = std::str::from_utf8(bytes).map_err(|_| OpeningsError::NotText)?;
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return Err(OpeningsError::Head(1, FIRST_LINE));
        }
        let log = lines.next().and_then(|line| line.strip_prefix("log ")).filter(|log| !log.is_empty());
        let log = log.ok_or(OpeningsError::Head(2, "log <name>"))?.to_owned();
        let grant = lines.next().and_then(|line| line.strip_prefix("grant ")?.parse().ok());
        let grant = grant.ok_or(OpeningsError::Head(3, "grant <entry>"))?;
        let fields: Result<Vec<_>, _> =
            lines.enumerate().map(|(at, line)| opening(line).ok_or(OpeningsError::Line(at + 4))).collect();
        let openings = Self { log, grant, fields: fields? };
        match openings.fields.len() {
            1..=OPENINGS_MAX if openings.to_text().as_bytes() == bytes => Ok(openings),
            1..=OPENINGS_MAX => Err(OpeningsError::Spelling),
            count => Err(OpeningsError::Count(count)),
        }
    }
}

fn opening(line: &str) -> Option<Opening> {
    let mut words = line.strip_prefix("open ")?.split(' ');
    let (entry, field, salt, value) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let wide = crate::hash::parse_hex(&format!("{salt:0<64}")).filter(|_| salt.len() == 2 * SALT_BYTES)?;
    let salt = wide[..SALT_BYTES].try_into().ok()?;
    let value = BASE64_STANDARD.decode(value).ok().filter(|value| value.len() <= VALUE_BYTES_MAX)?;
    let entry = entry.parse().ok()?;
    (words.next().is_none() && is_word(field)).then(|| Opening { entry, field: field.to_owned(), salt, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened() -> Opening {
        Opening { entry: 17, field: "note".into(), salt: *b"0123456789abcdef", value: "两箱, wet".into() }
    }

    fn entry() -> Leaf {
        let Opening { salt, field, value, .. } = opened();
        Leaf::new("need-report").with_masked("note", &commitment(&salt, &field, &value))
    }

    #[test]
    fn the_formula_is_the_documented_one() {
        // printf 'yicang.v1/field\n0123456789abcdefnote\nwet' | sha256sum
        let hash = commitment(b"0123456789abcdef", "note", b"wet");
        assert_eq!(hash, crate::hash::sha256(b"yicang.v1/field\n0123456789abcdefnote\nwet"));
        assert_eq!(hex(&hash), "905f7d20fd521a0032e82ce7a82362da5f9a8187bf1f957e19c4254151af9917");
    }

    #[test]
    fn only_the_value_with_its_salt_opens_its_field() {
        assert_eq!(opened().check(&entry()), Ok(()));
        let other = Err(NotOpened::Other { entry: 17, field: "note".into() });
        for bit in 0..8 * SALT_BYTES {
            let mut salt = opened().salt;
            salt[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Opening { salt, ..opened() }.check(&entry()), other);
        }
        assert_eq!(Opening { value: b"dry".to_vec(), ..opened() }.check(&entry()), other);
        let moved = Opening { field: "reason".into(), ..opened() };
        assert_eq!(moved.check(&entry()), Err(NotOpened::NoField { entry: 17, field: "reason".into() }));
    }

    #[test]
    fn a_grant_lets_open_what_it_names_and_its_own() {
        let grant = Leaf::new(GRANT).with("field", "17 note").with("field", "18 line.1.quantity");
        assert_eq!(opened().is_granted(41, &grant), Ok(()));
        for (entry, field, is_granted) in [
            (18, "line.1.quantity", true),
            (41, READER, true),
            (41, REASON, true),
            (40, REASON, false),
            (41, "note", false),
            (18, "note", false),
            (17, "line.1.quantity", false),
        ] {
            let one = Opening { entry, field: field.into(), ..opened() };
            assert_eq!(one.is_granted(41, &grant).is_ok(), is_granted, "{entry} {field}");
        }
    }

    #[test]
    fn the_file_is_read_back_and_has_one_spelling() {
        let empty = Opening { entry: 41, field: REASON.into(), value: Vec::new(), ..opened() };
        let file = Openings { log: "a.example/log".into(), grant: 41, fields: vec![opened(), empty] };
        let text = file.to_text();
        assert_eq!(Openings::parse(text.as_bytes()), Ok(file));
        let end = text.find("open 17").unwrap();
        let many = text[..end].to_owned() + text[end..].lines().next().unwrap_or_default();
        for (spoilt, error) in [
            (text.replace("openings", "opening"), OpeningsError::Head(1, FIRST_LINE)),
            (text.replace("log a.", "dog a."), OpeningsError::Head(2, "log <name>")),
            (text.replace("grant 41", "grant -1"), OpeningsError::Head(3, "grant <entry>")),
            (text.replace("17 note", "17 Note"), OpeningsError::Line(4)),
            (text.replace("17 note 3", "17 note 33"), OpeningsError::Line(4)),
            (text.replace("open 41", "shut 41"), OpeningsError::Line(5)),
            (text.replace("grant 41", "grant 041"), OpeningsError::Spelling),
            (many, OpeningsError::Spelling),
            (text[..end].to_owned(), OpeningsError::Count(0)),
        ] {
            assert_eq!(Openings::parse(spoilt.as_bytes()), Err(error), "{spoilt}");
        }
        assert_eq!(Openings::parse(b"\xff"), Err(OpeningsError::NotText));
    }
}
