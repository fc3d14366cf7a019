//! Items, places and ways. Names are masked; the rest is published as a text that the entry names by SHA-256:
//!
//! ```text
//! yicang-catalogue 2
//! item ITEM [grams=D] [millilitres=D] [pack=N]
//! substitute NEEDED GIVEN [ratio=A/B] [penalty=D]
//! kit ITEM COMPONENT UNITS
//! pool POOL [departs=TIME] [grams=N] [millilitres=N]
//! depot DEPOT [LATITUDE LONGITUDE]
//! site SITE [LATITUDE LONGITUDE]
//! protect DEPOT ITEM QUANTITY
//! lane DEPOT SITE MINUTES|- [cost=D] [capacity=N] [pool=POOL] [closed]
//! ```
//!
//! Version 1 has ids of items, depots and sites, protected stock, and lanes with minutes and without a pool. What it
//! can say is still written in it, so that the texts of centres that know no more are what they were.

use super::lines::{Lines, Writer, hex};
use super::{Hash, Masked};
use crate::board::Board;
use crate::catalogue::{Catalogue, Item, Place};
use crate::situation::{ItemFacts, Situation};
use crate::text::situation::pool_missing;
use crate::text::{Line, TextError, lines};
use jiff::Timestamp;
use std::fmt::Write as _;

/// The kind of the entry.
pub const KIND: &str = "catalogue";
/// The role of the catalogue's text.
pub const TEXT: &str = "catalogue";

const FIRST_1: &str = "yicang-catalogue 1";
const FIRST_2: &str = "yicang-catalogue 2";

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
    /// Entries of earlier programs: the SHA-256 of a situation's text with the lanes and the protected stock, which is
    /// not published.
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
        let is_first = self.is_of_version_1();
        let mut text = format!("{}\n", if is_first { FIRST_1 } else { FIRST_2 });
        let all = self.items.iter().map(|(id, item)| (id.clone(), item.facts)).collect();
        // Depots and sites stand below with or without coordinates.
        let (depots, sites) = Default::default();
        let ground = Situation { items: all, depots, sites, ..self.ground(Timestamp::UNIX_EPOCH) };
        ground.write_facts(&mut text);
        let at = |place: &Place| place.at.map(|at| format!(" {at}")).unwrap_or_default();
        for (depot, place) in &self.depots {
            let _ = writeln!(text, "depot {depot}{}", at(place));
        }
        for (site, place) in &self.sites {
            let _ = writeln!(text, "site {site}{}", at(place));
        }
        ground.write_protected(&mut text);
        ground.write_lanes(&mut text);
        text
    }

    /// Whether version 1 can say all of it.
    fn is_of_version_1(&self) -> bool {
        let Self { items, depots, sites, lanes, protected: _, pools, substitutes, kits } = self;
        let is_plain = pools.is_empty() && substitutes.is_empty() && kits.is_empty();
        is_plain
            && items.values().all(|item| item.facts == ItemFacts::default())
            && depots.values().chain(sites.values()).all(|place| place.at.is_none())
            && lanes.values().all(|lane| lane.pool.is_none() && lane.minutes.is_some())
    }

    /// Reads a published text back, of either version: names are empty.
    pub fn from_public_text(text: &str) -> Result<Self, TextError> {
        let is_first = text.lines().next() == Some(FIRST_1);
        let (mut read, mut ground) = (Self::default(), Situation::at(Timestamp::UNIX_EPOCH));
        for mut line in lines(text, if is_first { FIRST_1 } else { FIRST_2 })? {
            let new = match line.word("keyword")? {
                "item" if is_first => read.items.insert(line.parse("item")?, Item::default()).is_none(),
                "depot" => {
                    let id = line.parse("depot")?;
                    read.depots.insert(id, place(&mut line, is_first)?).is_none()
                }
                "site" => {
                    let id = line.parse("site")?;
                    read.sites.insert(id, place(&mut line, is_first)?).is_none()
                }
                "protect" => {
                    let key = (line.parse("depot")?, line.parse("item")?);
                    read.protected.insert(key, line.parse("quantity")?).is_none()
                }
                "lane" => {
                    let key = (line.parse("depot")?, line.parse("site")?);
                    read.lanes.insert(key, crate::situation::Lane::read(&mut line)?).is_none()
                }
                other => match if is_first { None } else { ground.read_fact(other, &mut line)? } {
                    Some(new) => new,
                    None => return Err(line.unknown(other)),
                },
            };
            if !new {
                return Err(line.twice());
            }
            line.end()?;
        }
        let Situation { items, substitutes, kits, pools, .. } = ground;
        read.items.extend(items.into_iter().map(|(id, facts)| (id, Item { facts, ..Item::default() })));
        (read.substitutes, read.kits, read.pools) = (substitutes, kits, pools);
        for ((depot, site), lane) in read.lanes.iter().filter(|_| !is_first) {
            if let Some(pool) = lane.pool.as_ref().filter(|pool| !read.pools.contains_key(*pool)) {
                return Err(pool_missing(depot, site, pool));
            }
        }
        Ok(read)
    }
}

/// A place after its id.
fn place(line: &mut Line<'_>, is_first: bool) -> Result<Place, TextError> {
    let at = if is_first || line.is_over() { None } else { Some(crate::travel::Coordinates::read(line)?) };
    Ok(Place { name: String::new(), at })
}

impl Board {
    pub(crate) fn apply_catalogue(&mut self, catalogue: &Catalogue) {
        self.catalogue = catalogue.clone();
        self.count_all_covered();
    }
}
