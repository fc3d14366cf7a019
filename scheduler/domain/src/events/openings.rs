//! Openings (开示): what the reserve lines hold that a plan looked at. Entries only commit to it; the situation shows it
//! anyway, so a plan publishes a text that proves it:
//!
//! ```text
//! yicang-openings 1
//! open ENTRY LINE SALT QUANTITY [earmark=SITE,SITE]
//! ```
//!
//! sorted by entry and line, which counts from 1. SALT is the 32 hexadecimal digits that the line's commitment is made
//! with, or `-` where it was forgotten. `earmark=none` takes the earmark away; without the word it stays as it is
//! known.

use super::lines::{fact, from_hex, hex};
use crate::id::SiteId;
use crate::quantity::Quantity;
use crate::report::{Fact, ReserveLine, Version};
use crate::text::{Line, TextError, lines, unreadable};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use yicang_language::message;

const FIRST: &str = "yicang-openings 1";

/// A line of a reserve report: which entry, and which line of it, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The entry.
    pub entry: u64,
    /// The line, from 1.
    pub line: u32,
}

/// What a reserve line says that its entry does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// On hand.
    pub quantity: Quantity,
    /// The only sites that may receive it.
    pub earmark: Fact<BTreeSet<SiteId>>,
}

impl Counted {
    /// The value that an entry of this version commits to.
    pub fn committed(&self, version: Version) -> String {
        if version.signs_its_face() { self.text() } else { self.quantity.to_string() }
    }

    fn text(&self) -> String {
        let mut text = self.quantity.to_string();
        let sites = |sites: &BTreeSet<SiteId>| sites.iter().map(SiteId::as_str).collect::<Vec<_>>().join(",");
        fact(&mut text, Version::NEWEST, "earmark", &self.earmark.as_ref().map(sites));
        text
    }
}

/// One line, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The salt of the commitment; `None` where it was forgotten.
    pub salt: Option<[u8; 16]>,
    /// What the line says.
    pub counted: Counted,
}

/// The openings of one plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Openings(pub BTreeMap<Source, Opening>);

impl Openings {
    /// The canonical text.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST}\n");
        for (Source { entry, line }, Opening { salt, counted }) in &self.0 {
            let salt = salt.map_or_else(|| "-".to_owned(), |salt| hex(&salt));
            let _ = writeln!(text, "open {entry} {line} {salt} {}", counted.text());
        }
        text
    }

    /// Reads it back.
    pub fn from_text(text: &str) -> Result<Self, TextError> {
        let mut read = BTreeMap::new();
        for mut line in lines(text, FIRST)? {
            if line.word("keyword")? != "open" {
                return Err(line.fault(message!("text-not-like", form = "open ENTRY LINE SALT QUANTITY")));
            }
            let source = Source { entry: line.parse("entry")?, line: line.parse("line")? };
            let salt = match line.word("salt")? {
                "-" => None,
                salt => Some(from_hex(salt).ok_or_else(|| line.fault(message!("text-salt")))?),
            };
            let quantity = line.parse("quantity")?;
            let earmark = earmark(&mut line)?;
            line.end()?;
            if read.insert(source, Opening { salt, counted: Counted { quantity, earmark } }).is_some() {
                return Err(line.twice());
            }
        }
        Ok(Self(read))
    }
}

fn earmark(line: &mut Line<'_>) -> Result<Fact<BTreeSet<SiteId>>, TextError> {
    let fact: Fact<String> = line.fact(Version::NEWEST, "earmark")?;
    Ok(match fact {
        Fact::Unsaid => Fact::Unsaid,
        Fact::Nothing => Fact::Nothing,
        Fact::Is(sites) => {
            let sites = sites.split(',').map(|site| site.parse().map_err(|error| unreadable("site", site, &error)));
            Fact::Is(sites.collect::<Result<_, _>>().map_err(|problem| line.fault(problem))?)
        }
    })
}

/// The name of the masked field of a line, which counts from 1.
pub fn masked_field(version: Version, line: u32) -> String {
    if version.signs_its_face() { format!("line.{line}") } else { format!("line.{line}.quantity") }
}

/// Its value. Before version 3 only the quantity was committed to.
pub(super) fn masked_value(version: Version, line: &ReserveLine) -> String {
    Counted { quantity: line.quantity, earmark: line.earmark.clone() }.committed(version)
}
