//! What a site needs from now on. What it does to the board is in [`crate::board::words`].

use super::lines::{Lines, Writer};
use super::reporter::Reporter;
use crate::id::SiteId;
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

/// The quantity of a need where nobody knows it.
const UNKNOWN: &str = "?";

/// `ITEM QUANTITY CLASS [due=TIME] [latest=TIME] [life=DAYS] [beside]`; the quantity may be `?`.
pub(super) fn text(line: &NeedLine) -> String {
    let quantity = line.amount().map_or(UNKNOWN.to_owned(), |units| units.to_string());
    let mut text = format!("{} {quantity} {}", line.item, line.class);
    option(&mut text, "due", line.due);
    option(&mut text, "latest", line.latest_useful);
    option(&mut text, "life", Some(line.life_days_min).filter(|days| *days > 0));
    if line.beside {
        text += " beside";
    }
    text
}

pub(super) fn read(mut line: Line<'_>) -> Result<NeedLine, TextError> {
    let item = line.parse("item")?;
    let unknown = line.flag(UNKNOWN);
    let quantity = if unknown { Quantity::ZERO } else { line.parse("quantity")? };
    let read = NeedLine {
        item,
        quantity,
        class: line.parse("class")?,
        due: line.option("due")?,
        latest_useful: line.option("latest")?,
        life_days_min: line.option("life")?.unwrap_or(0),
        unknown,
        beside: line.flag("beside"),
    };
    line.end()?;
    Ok(read)
}
