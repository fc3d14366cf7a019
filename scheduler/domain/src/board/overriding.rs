//! Overrides on the board: all that ever were, those that are open, and what they bound in the next situation.
//!
//! An override bounds what is sent over its column from the moment that it is signed: what is ordered since then, and
//! can no longer move, counts.

use super::Board;
use crate::id::{LotKey, NeedKey};
use crate::order::Status;
use crate::overriding::{Bound, Override, OverrideId, Overrides};
use crate::quantity::Quantity;
use crate::signed_override::{LINES_MAX, Overridden, OverrideLine};
use crate::situation::Situation;
use std::collections::BTreeMap;
use yicang_language::{Message, ToMessage, message};

/// All overrides by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OverrideBook {
    all: BTreeMap<OverrideId, Overridden>,
    open: BTreeMap<(LotKey, NeedKey), OverrideId>,
    /// The last entry that overrides or takes back.
    last: Option<u64>,
    /// Of each plan, the entries before which it looked at.
    plans: BTreeMap<u64, u64>,
}

/// Why an override cannot be signed, or taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOverridden {
    /// There is no such override.
    Unknown(OverrideId),
    /// It was taken back, by this entry.
    TakenBack(OverrideId, u64),
    /// Another override bounds the same column.
    Bounded(OverrideLine, OverrideId),
    /// It bounds one column twice.
    Twice(OverrideLine),
    /// A quantity of 0, where `forbid` is meant, or nothing at all is bounded.
    Nothing(OverrideLine),
    /// Too many columns would be overridden.
    TooMany(usize),
}

impl ToMessage for NotOverridden {
    fn message(&self) -> Message {
        let named = |line: &OverrideLine| (line.lot.to_string(), line.need.to_string());
        match self {
            Self::Unknown(id) => message!("overriding-unknown", id = id.to_string()),
            Self::TakenBack(id, entry) => message!("overriding-taken-back", id = id.to_string(), entry = *entry),
            Self::Bounded(line, by) => {
                let (lot, need) = named(line);
                message!("overriding-bounded", lot = lot, need = need, id = by.to_string())
            }
            Self::Twice(line) => {
                let (lot, need) = named(line);
                message!("overriding-twice", lot = lot, need = need)
            }
            Self::Nothing(line) => {
                let (lot, need) = named(line);
                message!("overriding-nothing", lot = lot, need = need)
            }
            Self::TooMany(columns) => message!("overriding-too-many", columns = *columns, most = LINES_MAX),
        }
    }
}

impl Board {
    /// Every override that was ever signed, the oldest first.
    pub fn overrides(&self) -> impl Iterator<Item = (OverrideId, &Overridden)> {
        self.overriding.all.iter().map(|(id, of)| (*id, of))
    }

    /// What speaks against an override, whatever stock there is.
    pub fn override_faults(&self, lines: &[OverrideLine]) -> Vec<NotOverridden> {
        let mut faults = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let column = |other: &OverrideLine| (&other.lot, &other.need) == (&line.lot, &line.need);
            if lines[..at].iter().any(column) {
                faults.push(NotOverridden::Twice(line.clone()));
            }
            if let Some(by) = self.overriding.open.get(&(line.lot.clone(), line.need.clone())) {
                faults.push(NotOverridden::Bounded(line.clone(), *by));
            }
            if line.bound.quantity() == Some(Quantity::ZERO) {
                faults.push(NotOverridden::Nothing(line.clone()));
            }
        }
        let columns = self.overriding.open.len() + lines.len();
        if lines.is_empty() || columns > LINES_MAX {
            faults.push(NotOverridden::TooMany(columns));
        }
        faults
    }

    /// Whether an override may be taken back.
    ///
    /// # Errors
    /// It is not there, or was taken back before.
    pub fn may_take_back(&self, id: OverrideId) -> Result<(), NotOverridden> {
        match self.overriding.all.get(&id) {
            None => Err(NotOverridden::Unknown(id)),
            Some(Overridden { taken_back: Some(entry), .. }) => Err(NotOverridden::TakenBack(id, *entry)),
            Some(_) => Ok(()),
        }
    }

    /// The entry that keeps a plan from being decided: an override that it does not know of, or its end.
    pub fn overridden_since(&self, plan_index: u64) -> Option<u64> {
        let upto = self.overriding.plans.get(&plan_index)?;
        self.overriding.last.filter(|last| last >= upto)
    }

    pub(crate) fn note_plan(&mut self, index: u64, upto: Option<u64>) {
        self.overriding.plans.insert(index, upto.unwrap_or(index));
    }

    pub(crate) fn apply_override(&mut self, index: u64, of: Overridden) {
        self.overriding.last = Some(index);
        let id = OverrideId(index);
        for line in &of.lines {
            self.overriding.open.insert((line.lot.clone(), line.need.clone()), id);
        }
        self.overriding.all.insert(id, of);
    }

    pub(crate) fn apply_take_back(&mut self, index: u64, id: OverrideId) {
        self.overriding.last = Some(index);
        self.overriding.open.retain(|_, by| *by != id);
        if let Some(of) = self.overriding.all.get_mut(&id) {
            of.taken_back = Some(index);
        }
    }

    /// What open overrides bound in a situation that reopens some orders.
    pub(crate) fn bounds(&self, situation: &Situation) -> Overrides {
        let mut bounds = Overrides::new();
        for (key, by) in &self.overriding.open {
            let Some(of) = self.overriding.all.get(by) else { continue };
            let Some(line) = of.lines.iter().find(|line| (&line.lot, &line.need) == (&key.0, &key.1)) else { continue };
            let sent = self.sent_since(*by, key, situation);
            if let Some(bound) = less(line.bound, sent) {
                bounds.insert(key.clone(), Override { bound, by: *by });
            }
        }
        bounds
    }

    /// Units that orders decided after an override send over its column, but for those that may still change.
    fn sent_since(&self, by: OverrideId, (lot, need): &(LotKey, NeedKey), situation: &Situation) -> u64 {
        let is_gone = |status| matches!(status, Status::Cancelled | Status::Replaced);
        let orders = self.orders.values().filter(|order| {
            order.decision_index > by.0
                && order.lot() == lot
                && &order.need() == need
                && !is_gone(order.status())
                && !situation.reopened.contains(&order.id)
        });
        orders.map(|order| order.shipment.quantity.units()).fold(0, u64::saturating_add)
    }
}

/// A bound of what is still to be sent; `None` where nothing is bounded any more.
fn less(bound: Bound, sent: u64) -> Option<Bound> {
    let left = |units: Quantity| units.saturating_sub(Quantity::new(sent).unwrap_or(units));
    match bound {
        Bound::Pin(units) => Some(Bound::Pin(left(units))),
        Bound::Forbid => Some(Bound::Forbid),
        Bound::AtLeast(units) => Some(left(units)).filter(|units| *units > Quantity::ZERO).map(Bound::AtLeast),
        Bound::AtMost(units) => Some(Bound::AtMost(left(units))),
        Bound::Exactly(units) => Some(Bound::Exactly(left(units))),
    }
}
