//! A need is disputed when shipments to it come short again and again: then plans send nothing to it, if the policy
//! says so, until a coordinator has found out why.
//!
//! ```text
//! yicang.v1 dispute-settled
//! time 2026-02-01T08:00:00Z
//! settle H1 N95
//! coordinator C-1
//! …
//! masked reason 77ab…
//! ```

use super::Masked;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer};
use crate::board::Board;
use crate::id::{NeedKey, OrderId};
use crate::order::Shortage;
use crate::policy::moving::{DISPUTES_AFTER_MAX, MovingRule};
use crate::text::{Line, TextError};

/// The kind of the entry.
pub const KIND: &str = "dispute-settled";

/// The longest reason, in bytes.
pub const REASON_BYTES_MAX: usize = 1_000;

/// The public face: everything but the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Whose need, of what.
    pub need: NeedKey,
    /// By whose command.
    pub by: Commanded,
    /// What was found out.
    pub masked: Masked,
}

/// `SITE ITEM`
fn named(need: &NeedKey) -> String {
    format!("{} {}", need.site, need.item)
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("settle", named(&self.need));
        self.by.write(out);
        out.masked(&self.masked);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("settle-dispute", &named(&self.need))
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let (number, text) = lines.text("settle")?;
        let mut line = Line::of(number, text);
        let need = NeedKey { site: line.parse("site")?, item: line.parse("item")? };
        line.end()?;
        let mut by = Commanded::read(lines)?;
        let masked = lines.masked()?;
        by.read_signature(lines)?;
        Ok(Self { need, by, masked })
    }
}

impl Board {
    /// The last shipments to a need in a row that came short, the oldest first; none where the last one came whole, or
    /// a coordinator has decided since.
    pub fn shortages(&self, need: &NeedKey) -> &[Shortage] {
        self.shortages.get(need).map_or(&[], Vec::as_slice)
    }

    /// Whether plans by this rule send nothing to a need.
    pub fn is_disputed(&self, need: &NeedKey, rule: &MovingRule) -> bool {
        rule.disputes_after.is_some_and(|after| self.shortages(need).len() >= usize::try_from(after).unwrap_or(1))
    }

    /// The needs that are disputed by this rule.
    pub fn disputes<'b>(&'b self, rule: &'b MovingRule) -> impl Iterator<Item = (&'b NeedKey, &'b [Shortage])> {
        let all = self.shortages.iter().filter(|(need, _)| self.is_disputed(need, rule));
        all.map(|(need, orders)| (need, orders.as_slice()))
    }

    pub(crate) fn apply_dispute_settled(&mut self, need: &NeedKey) {
        self.shortages.remove(need);
    }

    /// A receipt of an order is new or was corrected: it came short, or whole.
    pub(crate) fn count_shortage(
        &mut self,
        need: &NeedKey,
        order: &OrderId,
        entry: u64,
        short: Option<bool>,
        new: bool,
    ) {
        let all = self.shortages.entry(need.clone()).or_default();
        let before = all.iter().position(|shortage| &shortage.order == order);
        match (short, before) {
            (Some(true), Some(_)) => {}
            (Some(true), None) => {
                all.push(Shortage { order: order.clone(), entry });
                all.sort_by_key(|shortage| shortage.entry);
                let most = usize::try_from(DISPUTES_AFTER_MAX).unwrap_or(8);
                if all.len() > most {
                    all.remove(0);
                }
            }
            (Some(false), _) if new => all.clear(),
            (_, Some(at)) => drop(all.remove(at)),
            (_, None) => {}
        }
        if all.is_empty() {
            self.shortages.remove(need);
        }
    }
}
