//! Items, places and ways. Names are masked; the rest is published as a text that the entry names by SHA-256:
//!
//! ```text
//! yicang-catalogue 1
//! item ITEM
//! depot DEPOT
//! site SITE
//! protect DEPOT ITEM QUANTITY
//! lane DEPOT SITE MINUTES [cost=D] [capacity=N] [pool=POOL] [closed]
//! ```

use super::lines::{Lines, Writer, hex};
use super::{Hash, Masked};
use crate::board::Board;
use crate::catalogue::{Catalogue, Item, Place};
use crate::situation::Situation;
use crate::text::{TextError, lines};
use jiff::Timestamp;
use std::fmt::Write as _;

/// The kind of the entry.
pub const KIND: &str = "catalogue";
/// The role of the catalogue's text.
pub const TEXT: &str = "catalogue";

const FIRST: &str = "yicang-catalogue 1";

/// The public face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// How many items, depots, sites and lanes.
    pub counts: [usize; 4],
    /// What the ways are.
    pub ways: Ways,
    /// Names.
    pub masked: Masked,
}

/// How an entry binds the ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ways {
    /// Entries of earlier programs: the SHA-256 of a situation's text with the lanes and the protected stock, which is not
    /// published.
    Hidden(Hash),
    /// The SHA-256 of the text that is published.
    Text(Hash),
}

impl Published {
    /// The face of a catalogue; `text` is the SHA-256 of its public text.
    pub fn of(catalogue: &Catalogue, text: Hash, masked: Masked) -> Self {
        let Catalogue { items, depots, sites, lanes, .. } = catalogue;
        let counts = [items.len(), depots.len(), sites.len(), lanes.len()];
        Self { counts, ways: Ways::Text(text), masked }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        for (key, count) in ["items", "depots", "sites", "lanes"].into_iter().zip(self.counts) {
            out.line(key, count);
        }
        match &self.ways {
            Ways::Hidden(hash) => out.line("ways-sha256", hex(hash)),
            Ways::Text(hash) => out.blob(TEXT, hash),
        }
        out.masked(&self.masked);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut counts = [0; 4];
        for (count, key) in counts.iter_mut().zip(["items", "depots", "sites", "lanes"]) {
            *count = lines.value(key)?;
        }
        let ways = match lines.option_hash("ways-sha256")? {
            Some(hash) => Ways::Hidden(hash),
            None => Ways::Text(lines.blob(TEXT)?),
        };
        Ok(Self { counts, ways, masked: lines.masked()? })
    }
}

impl Catalogue {
    /// The text that is published: everything but names.
    pub fn to_public_text(&self) -> String {
        let mut text = format!("{FIRST}\n");
        for item in self.items.keys() {
            let _ = writeln!(text, "item {item}");
        }
        for depot in self.depots.keys() {
            let _ = writeln!(text, "depot {depot}");
        }
        for site in self.sites.keys() {
            let _ = writeln!(text, "site {site}");
        }
        let mut ways = Situation::at(Timestamp::UNIX_EPOCH);
        ways.lanes.clone_from(&self.lanes);
        ways.protected.clone_from(&self.protected);
        ways.write_protected(&mut text);
        ways.write_lanes(&mut text);
        text
    }

    /// Reads a published text back: names are empty.
    pub fn from_public_text(text: &str) -> Result<Self, TextError> {
        let mut read = Self::default();
        for mut line in lines(text, FIRST)? {
            let new = match line.word("keyword")? {
                "item" => {
                    let item = Item { name: String::new(), unit: String::new() };
                    read.items.insert(line.parse("item")?, item).is_none()
                }
                "depot" => read.depots.insert(line.parse("depot")?, Place { name: String::new() }).is_none(),
                "site" => read.sites.insert(line.parse("site")?, Place { name: String::new() }).is_none(),
                "protect" => {
                    let key = (line.parse("depot")?, line.parse("item")?);
                    read.protected.insert(key, line.parse("quantity")?).is_none()
                }
                "lane" => {
                    let key = (line.parse("depot")?, line.parse("site")?);
                    read.lanes.insert(key, crate::situation::Lane::read(&mut line)?).is_none()
                }
                other => return Err(line.fault(format!("unknown keyword {other:?}"))),
            };
            if !new {
                return Err(line.fault("is here a second time".into()));
            }
            line.end()?;
        }
        Ok(read)
    }
}

impl Board {
    pub(crate) fn apply_catalogue(&mut self, catalogue: &Catalogue) {
        self.catalogue = catalogue.clone();
    }
}
