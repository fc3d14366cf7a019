//! What lies in a depot. How much, and for whom it is earmarked, the entry only commits to; plans publish it with an
//! [opening](super::openings).

use super::lines::{Lines, Writer, fact};
use super::openings::{Counted, Source, masked_field};
use super::reporter::Reporter;
use crate::board::Board;
use crate::id::{DepotId, ItemId, LotId, LotKey};
use crate::report::{Body, Fact, ReserveLine, Version};
use crate::text::{Line, TextError};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The kind of the entry.
pub const KIND: &str = "reserve-report";

/// The public face: everything but quantities, earmarks and the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who reports.
    pub by: Reporter,
    /// Where it lies.
    pub depot: DepotId,
    /// One per item and lot.
    pub lines: Vec<PublicLine>,
}

/// What anybody may read of one lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicLine {
    /// What.
    pub item: ItemId,
    /// Which batch.
    pub lot: LotId,
    /// Last day of use.
    pub expires_on: Fact<Date>,
    /// How many sites it is earmarked for; not said in entries of version 3.
    pub earmark_sites: Fact<usize>,
    /// When it can leave.
    pub available_at: Fact<Timestamp>,
}

impl Published {
    pub(super) fn of(by: Reporter, depot: &DepotId, lines: &[ReserveLine]) -> Self {
        let sites_are_public = !by.version.signs_its_face();
        let public = |line: &ReserveLine| PublicLine {
            item: line.item.clone(),
            lot: line.lot.clone(),
            expires_on: line.expires_on.clone(),
            earmark_sites: if sites_are_public { line.earmark.as_ref().map(BTreeSet::len) } else { Fact::Unsaid },
            available_at: line.available_at.clone(),
        };
        Self { depot: depot.clone(), lines: lines.iter().map(public).collect(), by }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        out.line("depot", &self.depot);
        self.lines.iter().for_each(|line| out.line("line", text(self.by.version, line)));
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let depot = lines.value("depot")?;
        let mut all = Vec::new();
        while let Some((number, text)) = lines.option_text("line") {
            all.push(read(by.version, Line::of(number, text))?);
        }
        by.read_foot(lines)?;
        Ok(Self { by, depot, lines: all })
    }

    /// The report's body, where `counted` gives what a line (from 1) only commits to.
    pub fn body(&self, mut counted: impl FnMut(u32) -> Counted) -> Body {
        let line = |(number, public): (u32, &PublicLine)| {
            let Counted { quantity, earmark } = counted(number);
            ReserveLine {
                item: public.item.clone(),
                lot: public.lot.clone(),
                quantity,
                earmark,
                expires_on: public.expires_on.clone(),
                available_at: public.available_at.clone(),
            }
        };
        Body::Reserve { depot: self.depot.clone(), lines: (1..).zip(&self.lines).map(line).collect() }
    }

    /// What the entry says that a line's masked value is; `None` if it does not say it.
    pub fn commitment(&self, line: u32) -> Option<(&str, &super::Hash)> {
        let field = masked_field(self.by.version, line);
        self.by.masked.iter().find(|(name, _)| *name == field).map(|(name, hash)| (name.as_str(), hash))
    }
}

/// `ITEM LOT [expires=DATE] [earmark-sites=N] [available=TIME]`, each `=none` where it is taken away
fn text(version: Version, line: &PublicLine) -> String {
    let mut text = format!("{} {}", line.item, line.lot);
    fact(&mut text, version, "expires", &line.expires_on);
    fact(&mut text, version, "earmark-sites", &line.earmark_sites);
    fact(&mut text, version, "available", &line.available_at);
    text
}

fn read(version: Version, mut line: Line<'_>) -> Result<PublicLine, TextError> {
    let (item, lot) = (line.parse("item")?, line.parse("lot")?);
    let expires_on = line.fact(version, "expires")?;
    let earmark_sites = line.fact(version, "earmark-sites")?;
    let available_at = line.fact(version, "available")?;
    line.end()?;
    Ok(PublicLine { item, lot, expires_on, earmark_sites, available_at })
}

impl Board {
    pub(crate) fn apply_reserve(&mut self, index: u64, depot: &DepotId, lines: &[ReserveLine], version: Version) {
        for (number, line) in (1..).zip(lines) {
            let key = LotKey { depot: depot.clone(), item: line.item.clone(), lot: line.lot.clone() };
            let known = self.lots.remove(&key).unwrap_or_default();
            self.shipped_amiss.remove(&key);
            self.lots.insert(key.clone(), line.to_lot(known));
            self.counts.count(&key, Source { entry: index, line: number });
            self.show_or_remember(&key, version);
        }
    }
}
