//! Items, places and ways. Names are masked; the rest is published as a text that the entry names by SHA-256:
//!
//! ```text
//! yicang-catalogue 3
//! item ITEM [grams=D] [millilitres=D] [pack=N]
//! substitute NEEDED GIVEN [ratio=A/B] [penalty=D]
//! kit ITEM COMPONENT UNITS
//! pool POOL [departs=TIME|daily@HH:MM,HH:MM] [grams=N] [millilitres=N]
//! depot DEPOT [LATITUDE LONGITUDE]
//! site SITE [kind=KIND] [district=DISTRICT] [LATITUDE LONGITUDE]
//! protect DEPOT ITEM QUANTITY
//! lane DEPOT SITE MINUTES|- [cost=D] [capacity=N] [pool=POOL] [closed]
//! retired item ITEM … (likewise pools, depots, sites, each as it was last)
//! closed DEPOT SITE FROM UNTIL|- REASON
//! ```
//!
//! Version 1 has ids of items, depots and sites, protected stock, and lanes with minutes and without a pool; version 2
//! all but kinds, districts, daily departures, closures and what is retired. What a version can say is still written in
//! it, so that the texts of centres that know no more are what they were.

use super::lines::{Lines, Writer, hex};
use super::{Hash, Masked};
use crate::catalogue::{Catalogue, Closure, Departure, Retired, Thing};
use crate::situation::ItemFacts;
use crate::text::situation::pool_missing;
use crate::text::{TextError, lines};
use std::fmt::Write as _;
use yicang_language::message;

/// The kind of the entry.
pub const KIND: &str = "catalogue";
/// The role of the catalogue's text.
pub const TEXT: &str = "catalogue";

const FIRST_1: &str = "yicang-catalogue 1";
const FIRST_2: &str = "yicang-catalogue 2";
const FIRST_3: &str = "yicang-catalogue 3";
/// Before the line of what is no longer there.
const RETIRED: &str = "retired";
/// The keyword of a closure.
const CLOSED: &str = "closed";

/// The public face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// How many items, depots, sites and lanes.
    pub counts: [usize; 4],
    /// What the ways are.
    pub ways: Ways,
    /// Names.
    pub masked: Masked,
    /// SHA-256 of the text with those that are public, see [`super::names`].
    pub names: Option<Hash>,
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
        Self { counts, ways: Ways::Text(text), masked, names: None }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        for (key, count) in ["items", "depots", "sites", "lanes"].into_iter().zip(self.counts) {
            out.line(key, count);
        }
        match &self.ways {
            Ways::Hidden(hash) => out.line("ways-sha256", hex(hash)),
            Ways::Text(hash) => out.blob(TEXT, hash),
        }
        if let Some(names) = &self.names {
            out.blob(super::names::TEXT, names);
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
        let names = lines.option_blob(super::names::TEXT)?;
        Ok(Self { counts, ways, masked: lines.masked()?, names })
    }
}

impl Catalogue {
    /// The text that is published: everything but names.
    pub fn to_public_text(&self) -> String {
        let mut text = format!("{}\n", self.first_line());
        self.things().for_each(|thing| thing.write(&mut text));
        for thing in self.retired_things() {
            text.push_str(RETIRED);
            text.push(' ');
            thing.write(&mut text);
        }
        for ((depot, site), closures) in &self.closures {
            for closure in closures {
                let _ = writeln!(text, "{CLOSED} {depot} {site} {}", closure.to_words());
            }
        }
        text
    }

    /// Of the lowest version that can say all of it.
    fn first_line(&self) -> &'static str {
        match (self.is_of_version_1(), self.is_of_version_2()) {
            (true, true) => FIRST_1,
            (_, true) => FIRST_2,
            _ => FIRST_3,
        }
    }

    /// Whether version 1 can say all that version 2 can.
    fn is_of_version_1(&self) -> bool {
        let Self { items, depots, sites, lanes, pools, substitutes, kits, .. } = self;
        let is_plain = pools.is_empty() && substitutes.is_empty() && kits.is_empty();
        is_plain
            && items.values().all(|item| item.facts == ItemFacts::default())
            && depots.values().all(|depot| depot.at.is_none())
            && sites.values().all(|site| site.at.is_none())
            && lanes.values().all(|lane| lane.pool.is_none() && lane.minutes.is_some())
    }

    /// Whether version 2 can say all of it.
    pub fn is_of_version_2(&self) -> bool {
        self.sites.values().all(|site| site.kind.is_none() && site.district.is_none())
            && self.pools.values().all(|pool| !matches!(pool.departs, Departure::Daily(_)))
            && self.closures.is_empty()
            && self.retired == Retired::default()
    }

    /// Reads a published text back, of any version: names are empty.
    pub fn from_public_text(text: &str) -> Result<Self, TextError> {
        let first = text.lines().next().unwrap_or_default();
        let known = [FIRST_1, FIRST_3].contains(&first);
        let mut read = Self::default();
        for mut line in lines(text, if known { first } else { FIRST_2 })? {
            let keyword = line.word("keyword")?;
            if keyword == CLOSED {
                let lane = (line.parse("depot")?, line.parse("site")?);
                read.closures.entry(lane).or_default().push(Closure::read(&mut line)?);
                continue;
            }
            let is_retired = keyword == RETIRED;
            let keyword = if is_retired { line.word("keyword")? } else { keyword };
            let thing = Thing::read(keyword, &mut line)?;
            let thing = thing.ok_or_else(|| line.unknown(keyword))?;
            let key = thing.key();
            if read.has(&key) || read.has_retired(&key) {
                return Err(line.twice());
            }
            read.put(thing);
            if is_retired {
                read.take_out(&key);
            }
            line.end()?;
        }
        for ((depot, site), lane) in &read.lanes {
            if let Some(pool) = lane.pool.as_ref().filter(|pool| !read.pools.contains_key(*pool)) {
                return Err(pool_missing(depot, site, pool));
            }
        }
        // Version 2 says what version 1 could, and version 3 what both could.
        if read.first_line() > first {
            let (written, first) = (format!("{:?}", read.first_line()), format!("{first:?}"));
            return Err(TextError::whole(message!("text-catalogue-version", written = written, first = first)));
        }
        Ok(read)
    }
}
