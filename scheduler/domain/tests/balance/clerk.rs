//! The books of a clerk.

use std::collections::BTreeMap;

/// One line of the clerk's list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Wrote {
    First(i64),
    Came(i64),
    Went(i64),
    /// So much was missing at a count; less than 0: too much.
    Differs(i64),
    Left(i64),
    /// Of what had left, so much was accepted.
    Arrived {
        left: i64,
        accepted: i64,
    },
    /// More left than was known.
    LeftUnknown(i64),
    /// A supplier had announced so much, and it came.
    Announced(i64),
}

#[derive(Default)]
pub(crate) struct Clerk {
    pub(crate) lists: BTreeMap<String, Vec<Wrote>>,
    /// What lies in each lot by his own reckoning.
    pub(crate) lies: BTreeMap<String, i64>,
    /// What he waits for.
    pub(crate) waits: BTreeMap<String, i64>,
}

impl Clerk {
    pub(crate) fn write(&mut self, lot: &str, wrote: Wrote) {
        self.lists.entry(lot.to_owned()).or_default().push(wrote);
    }

    /// What was announced is there, as much as it is.
    pub(crate) fn comes(&mut self, lot: &str, units: i64) -> bool {
        let Some(announced) = self.waits.remove(lot) else { return false };
        self.write(lot, Wrote::Announced(announced));
        self.lies.insert(lot.to_owned(), units);
        if announced != units {
            self.write(lot, Wrote::Differs(announced - units));
        }
        true
    }

    pub(crate) fn count(&mut self, lot: &str, units: i64) {
        if units > 0 && self.comes(lot, units) {
            return;
        }
        match self.lies.insert(lot.to_owned(), units) {
            None => self.write(lot, Wrote::First(units)),
            Some(before) if before != units => self.write(lot, Wrote::Differs(before - units)),
            Some(_) => {}
        }
    }

    /// `first+came = lies+left+accepted+went+unexplained`; what was settled is given.
    pub(crate) fn sums(&self, lot: &str, settled: &[i64]) -> String {
        let list = &self.lists[lot];
        let sum = |of: fn(&Wrote) -> i64| list.iter().map(of).sum::<i64>();
        let first = sum(|w| if let Wrote::First(n) = w { *n } else { 0 });
        let came = sum(|w| if let Wrote::Came(n) = w { *n } else { 0 });
        let went = sum(|w| if let Wrote::Went(n) = w { *n } else { 0 });
        let left = sum(|w| if let Wrote::Left(n) = w { *n } else { 0 });
        let back = sum(|w| if let Wrote::Arrived { left, .. } = w { *left } else { 0 });
        let accepted = sum(|w| if let Wrote::Arrived { accepted, .. } = w { *accepted } else { 0 });
        let differs = sum(|w| match w {
            Wrote::Differs(n) => *n,
            Wrote::Arrived { left, accepted } => left - accepted,
            Wrote::LeftUnknown(n) => -n,
            _ => 0,
        });
        let lost: i64 = settled.iter().filter(|n| **n > 0).sum();
        let found: i64 = settled.iter().filter(|n| **n < 0).map(|n| -n).sum();
        let unexplained = differs - lost + found;
        let lies = self.lies[lot];
        let announced = sum(|w| if let Wrote::Announced(n) = w { *n } else { 0 });
        format!(
            "{first}+{announced}+{} = {lies}+{}+{accepted}+{}+{unexplained}",
            came + found,
            left - back,
            went + lost
        )
    }
}
