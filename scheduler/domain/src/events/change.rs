//! What came to a depot's stock or went from it, apart from orders. Unlike a count it is public at once: who holds
//! stock in trust says what became of it.
//!
//! ```text
//! yicang.v1 change-report
//! …
//! depot D1
//! line N95 L7 5 damaged
//! ```

use super::lines::{Lines, Writer};
use super::reporter::Reporter;
use crate::amiss::AmissId;
use crate::board::Board;
use crate::change::{ChangeLine, ChangeReason, Direction};
use crate::fault::Fault;
use crate::gift::GiftWhat;
use crate::id::{DepotId, LotKey};
use crate::quantity::Quantity;
use crate::report::{Body, Version};
use crate::text::{Line, TextError};
use yicang_language::message;

/// The kind of the entry.
pub const KIND: &str = "change-report";

/// The public face: everything but the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who reports.
    pub by: Reporter,
    /// Where.
    pub depot: DepotId,
    /// One per item and lot.
    pub lines: Vec<ChangeLine>,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        out.line("depot", &self.depot);
        for ChangeLine { item, lot, quantity, reason } in &self.lines {
            out.line("line", format_args!("{item} {lot} {quantity} {reason}"));
        }
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let depot = lines.value("depot")?;
        let mut all = Vec::new();
        while let Some((number, text)) = lines.option_text("line") {
            let mut line = Line::of(number, text);
            let (item, lot) = (line.parse("item")?, line.parse("lot")?);
            let (quantity, reason) = (line.parse("quantity")?, line.parse("reason")?);
            line.end()?;
            all.push(ChangeLine { item, lot, quantity, reason });
        }
        by.read_foot(lines)?;
        Ok(Self { by, depot, lines: all })
    }

    /// The report's body.
    pub fn body(&self) -> Body {
        Body::Change { depot: self.depot.clone(), lines: self.lines.clone() }
    }
}

impl Board {
    /// What speaks against changes: lots that nobody has counted, less than is taken away, more than can be counted.
    pub fn change_faults(&self, depot: &DepotId, lines: &[ChangeLine]) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (place, line) in lines.iter().enumerate() {
            let key = LotKey { depot: depot.clone(), item: line.item.clone(), lot: line.lot.clone() };
            let at = |field: &str| format!("change.lines[{place}].{field}");
            let Some(known) = self.lots.get(&key) else {
                let problem = message!("change-unknown-lot", lot = key.to_string());
                faults.push(Fault::new(at("lot_id"), problem));
                continue;
            };
            if !self.books.knows(&key) {
                continue;
            }
            if self.to_come(&key).is_some() && !brings(line.reason) && line.reason.direction() == Direction::More {
                let problem = message!("inbound-change", lot = key.to_string());
                faults.push(Fault::new(at("reason"), problem));
            }
            let (on_hand, units) = (known.on_hand, line.quantity.units());
            if line.reason.direction() == Direction::Less && line.quantity > on_hand {
                let lot = key.to_string();
                let problem = message!("change-above-stock", units = units, lot = lot, on_hand = on_hand.units());
                faults.push(Fault::new(at("quantity"), problem));
            }
            let is_more = line.reason.direction() == Direction::More;
            if is_more && Quantity::new(on_hand.units().saturating_add(units)).is_none() {
                let lot = key.to_string();
                let problem = message!("change-too-much", units = units, lot = lot, on_hand = on_hand.units());
                faults.push(Fault::new(at("quantity"), problem));
            }
        }
        faults
    }

    pub(crate) fn apply_change(&mut self, index: u64, depot: &DepotId, lines: &[ChangeLine], version: Version) {
        for (number, line) in (1..).zip(lines) {
            let key = LotKey { depot: depot.clone(), item: line.item.clone(), lot: line.lot.clone() };
            let Some(known) = self.lots.get_mut(&key) else { continue };
            known.on_hand = match line.reason.direction() {
                Direction::Less => known.on_hand.saturating_sub(line.quantity),
                Direction::More | Direction::Either => known.on_hand.saturating_add(line.quantity),
            };
            if brings(line.reason) && self.to_come(&key).is_some() {
                self.has_come(&key, line.quantity, AmissId { entry: index, line: number });
            } else {
                self.books.changed(&key, line.reason, line.quantity);
                self.note_gift(&key, GiftWhat::Changed(line.reason, line.quantity));
            }
            // What is left follows from the count: whoever replays must know it.
            self.counts.owe(&key);
            self.show_or_remember(&key, version);
        }
        self.reported_meanwhile(depot, lines.iter().map(|line| (&line.item, &line.lot)));
    }
}

/// Whether goods that were announced come so.
fn brings(reason: ChangeReason) -> bool {
    matches!(reason, ChangeReason::Delivered | ChangeReason::Donated)
}
