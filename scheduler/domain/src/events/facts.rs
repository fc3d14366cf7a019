//! What a site says of itself: what its entitlements are counted by. All of it is public.

use super::lines::{Lines, Writer};
use super::reporter::Reporter;
use crate::board::Board;
use crate::facts::{FactKind, FactLine, KnownFact};
use crate::id::{NeedKey, SiteId};
use crate::text::{Line, TextError};

/// The kind of the entry.
pub const KIND: &str = "facts-report";

/// The public face: everything but the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who reports.
    pub by: Reporter,
    /// Of which site.
    pub site: SiteId,
    /// One per fact.
    pub lines: Vec<FactLine>,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        out.line("site", &self.site);
        self.lines.iter().for_each(|line| out.line("fact", format_args!("{} {}", line.fact, line.value)));
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let site = lines.value("site")?;
        let mut all = Vec::new();
        while let Some((number, text)) = lines.option_text("fact") {
            let mut line = Line::of(number, text);
            all.push(FactLine { fact: line.parse("fact")?, value: line.parse("value")? });
            line.end()?;
        }
        by.read_foot(lines)?;
        Ok(Self { by, site, lines: all })
    }
}

impl Board {
    /// What a site has itself is counted anew: what it received before is in it.
    pub(crate) fn apply_facts(&mut self, index: u64, site: &SiteId, lines: &[FactLine]) {
        for FactLine { fact, value } in lines {
            let known = KnownFact { value: *value, entry: index, at: self.moment };
            self.facts.entry(site.clone()).or_default().insert(fact.clone(), known);
            if let FactKind::Stock(item) = fact {
                let key = NeedKey { site: site.clone(), item: item.clone() };
                if self.verified.contains_key(&key) {
                    continue;
                }
                self.begin_stack(&key);
                if self.needs.contains_key(&key) {
                    self.cover_anew(&key);
                }
            }
        }
    }
}
