//! What a site needs from now on.

use super::lines::{Lines, Writer};
use super::reporter::Reporter;
use crate::board::Board;
use crate::id::{NeedKey, SiteId};
use crate::life::Said;
use crate::quantity::Quantity;
use crate::report::NeedLine;
use crate::text::{Line, TextError, option};

/// The kind of the entry.
pub const KIND: &str = "need-report";

/// The public face: everything but the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who reports.
    pub by: Reporter,
    /// Whose need.
    pub site: SiteId,
    /// One per item.
    pub lines: Vec<NeedLine>,
}

impl Published {
    pub(super) fn of(by: Reporter, site: &SiteId, lines: &[NeedLine]) -> Self {
        Self { by, site: site.clone(), lines: lines.to_vec() }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        out.line("site", &self.site);
        self.lines.iter().for_each(|line| out.line("line", text(line)));
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let site = lines.value("site")?;
        let mut all = Vec::new();
        while let Some((number, text)) = lines.option_text("line") {
            all.push(read(Line::of(number, text))?);
        }
        by.read_foot(lines)?;
        Ok(Self { by, site, lines: all })
    }
}

/// `ITEM QUANTITY CLASS [due=TIME] [latest=TIME] [life=DAYS]`
pub(super) fn text(line: &NeedLine) -> String {
    let mut text = format!("{} {} {}", line.item, line.quantity, line.class);
    option(&mut text, "due", line.due);
    option(&mut text, "latest", line.latest_useful);
    option(&mut text, "life", Some(line.life_days_min).filter(|days| *days > 0));
    text
}

pub(super) fn read(mut line: Line<'_>) -> Result<NeedLine, TextError> {
    let read = NeedLine {
        item: line.parse("item")?,
        quantity: line.parse("quantity")?,
        class: line.parse("class")?,
        due: line.option("due")?,
        latest_useful: line.option("latest")?,
        life_days_min: line.option("life")?.unwrap_or(0),
    };
    line.end()?;
    Ok(read)
}

impl Board {
    /// A line replaces the open need of its item. What is on its way counts for the new one, and so does what was
    /// received since the entitlement was verified. A line of 0 withdraws the need.
    pub(crate) fn apply_need(&mut self, site: &SiteId, lines: &[NeedLine]) {
        for line in lines {
            let key = NeedKey { site: site.clone(), item: line.item.clone() };
            if line.quantity == Quantity::ZERO {
                self.close(&key, Said::Withdrawn);
                continue;
            }
            self.needs.insert(key.clone(), line.to_need(Quantity::ZERO));
            self.cover_anew(&key);
            self.remember(&key, Said::Claimed(line.quantity, line.class.clone()));
        }
    }
}
