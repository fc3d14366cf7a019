//! What lies in a depot. How much, and for whom it is earmarked, the entry only commits to; plans publish it with an
//! [opening](super::openings).

use super::lines::{Lines, Writer, fact};
use super::openings::{Counted, Source, masked_field};
use super::reporter::Reporter;
use crate::amiss::AmissId;
use crate::board::Board;
use crate::gift::GiftWhat;
use crate::id::{AgentId, DepotId, ItemId, LotId, LotKey};
use crate::quantity::Quantity;
use crate::report::{Body, Fact, Part, ReserveLine, Version};
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
    /// Whether of every lot that no line names nothing lies there.
    pub full: Whole,
    /// One per item and lot.
    pub lines: Vec<PublicLine>,
}

/// Whether a report names all that lies in a depot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// It does not: other lots stay as they are known.
    No,
    /// It does.
    Yes,
    /// With the other parts.
    Part(Part),
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
    pub(super) fn of(by: Reporter, depot: &DepotId, full: Whole, lines: &[ReserveLine]) -> Self {
        let sites_are_public = !by.version.signs_its_face();
        let public = |line: &ReserveLine| PublicLine {
            item: line.item.clone(),
            lot: line.lot.clone(),
            expires_on: line.expires_on.clone(),
            earmark_sites: if sites_are_public { line.earmark.as_ref().map(BTreeSet::len) } else { Fact::Unsaid },
            available_at: line.available_at.clone(),
        };
        Self { depot: depot.clone(), full, lines: lines.iter().map(public).collect(), by }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        out.line("depot", &self.depot);
        match self.full {
            Whole::No => {}
            Whole::Yes => out.line("full", "yes"),
            Whole::Part(Part { number, of }) => out.line("part", format_args!("{number} {of}")),
        }
        self.lines.iter().for_each(|line| out.line("line", text(self.by.version, line)));
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let depot = lines.value("depot")?;
        let full = match lines.option_text("part") {
            Some((number, text)) => {
                let mut line = Line::of(number, text);
                let part = Part { number: line.parse("part")?, of: line.parse("parts")? };
                line.end()?;
                Whole::Part(part)
            }
            None if lines.flag("full")? => Whole::Yes,
            None => Whole::No,
        };
        let mut all = Vec::new();
        while let Some((number, text)) = lines.option_text("line") {
            all.push(read(by.version, Line::of(number, text))?);
        }
        by.read_foot(lines)?;
        Ok(Self { by, depot, full, lines: all })
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
        let (depot, lines) = (self.depot.clone(), (1..).zip(&self.lines).map(line).collect());
        match self.full {
            Whole::No => Body::Reserve { depot, lines },
            Whole::Yes => Body::Count { depot, lines },
            Whole::Part(part) => Body::CountPart { depot, part, lines },
        }
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
            let source = Source { entry: index, line: number };
            let (is_awaited, is_closed) = (self.to_come(&key).is_some(), self.books.is_closed(number));
            // Who cannot see the figure takes it that the goods have come: nobody is blamed for what it hides.
            let comes = is_awaited && (is_closed || line.quantity > Quantity::ZERO);
            let before = if comes { line.quantity } else { known.on_hand };
            let has_book = self.books.has(&key);
            let differs = self.books.counted(&key, before, line.quantity, source);
            if comes && !is_closed && has_book {
                self.has_come(&key, line.quantity, AmissId { entry: index, line: number });
            } else if comes {
                self.inbound.remove(&key);
            } else if differs {
                self.note_gift(&key, GiftWhat::Counted(before, line.quantity));
            }
            self.lots.insert(key.clone(), line.to_lot(known));
            if differs {
                // Both figures become public: the one that is replaced, too.
                self.counts.owe(&key);
            }
            self.counts.count(&key, source);
            if differs || is_awaited {
                self.counts.owe(&key);
            }
            self.show_or_remember(&key, version);
        }
        self.reported_meanwhile(depot, lines.iter().map(|line| (&line.item, &line.lot)));
    }

    /// A part of a count: its own lots at once, and with the last part those that no part names.
    pub(crate) fn apply_part(
        &mut self,
        index: u64,
        agent: &AgentId,
        depot: &DepotId,
        part: Part,
        lines: &[ReserveLine],
    ) {
        let named = self.count_part(agent, depot, part, lines);
        self.apply_reserve(index, depot, lines, Version::NEWEST);
        if let Some(named) = named {
            let is_left_out =
                |key: &&LotKey| &key.depot == depot && !named.contains(&(key.item.clone(), key.lot.clone()));
            let left_out: Vec<_> = self.lots.keys().filter(is_left_out).cloned().collect();
            self.nothing_lies(index, lines.len(), left_out, Version::NEWEST);
        }
    }

    /// A count of all that lies in a depot: of the lots that it does not name, nothing does.
    pub(crate) fn apply_count(&mut self, index: u64, depot: &DepotId, lines: &[ReserveLine], version: Version) {
        let named: BTreeSet<_> = lines.iter().map(|line| (&line.item, &line.lot)).collect();
        let is_left_out = |key: &&LotKey| &key.depot == depot && !named.contains(&(&key.item, &key.lot));
        let left_out: Vec<_> = self.lots.keys().filter(is_left_out).cloned().collect();
        self.apply_reserve(index, depot, lines, version);
        self.nothing_lies(index, lines.len(), left_out, version);
    }

    /// Lots that a count of so many lines leaves out.
    fn nothing_lies(&mut self, index: u64, lines: usize, left_out: Vec<LotKey>, version: Version) {
        if let Some(depot) = left_out.first().map(|key| key.depot.clone()) {
            self.reported_meanwhile(&depot, left_out.iter().map(|key| (&key.item, &key.lot)));
        }
        for (number, key) in (1..).zip(left_out) {
            // Reports have far fewer lines.
            let line = u32::try_from(lines).unwrap_or(u32::MAX).saturating_add(number);
            let Some(known) = self.lots.get_mut(&key) else { continue };
            let before = std::mem::take(&mut known.on_hand);
            self.shipped_amiss.remove(&key);
            if self.books.counted(&key, before, Quantity::ZERO, Source { entry: index, line }) {
                self.note_gift(&key, GiftWhat::Counted(before, Quantity::ZERO));
                self.counts.owe(&key);
            }
            self.counts.count_none(&key, index);
            self.show_or_remember(&key, version);
        }
    }
}
