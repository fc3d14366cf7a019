//! What this agent has said of needs, from its own outbox: without any link. Refused reports say nothing.

use crate::outbox::{Outbox, OutboxError};
use std::collections::{BTreeMap, VecDeque};
use yicang_domain::plausibility::{FIGURES_MAX, Ground, Implausible, Usual, judged, middle};
use yicang_domain::report::{Body, NeedLine};
use yicang_domain::{NeedKey, Quantity};
use yicang_proto::report::body_from_wire;

/// See the module.
#[derive(Debug, Default)]
pub struct Known(BTreeMap<NeedKey, Told>);

/// What was said of one need.
#[derive(Debug)]
struct Told {
    last: NeedLine,
    /// The last figures that could be meant.
    figures: VecDeque<Quantity>,
}

impl Known {
    /// All that the outbox has, the delivered first.
    ///
    /// # Errors
    /// The outbox's own.
    pub fn of(outbox: &Outbox) -> Result<Self, OutboxError> {
        Self::before(outbox, u64::MAX)
    }

    /// All that it has of numbers before one.
    ///
    /// # Errors
    /// The outbox's own.
    pub fn before(outbox: &Outbox, number: u64) -> Result<Self, OutboxError> {
        let mut known = Self::default();
        let all = outbox.delivered()?.into_iter().chain(outbox.pending()?);
        for queued in all.filter(|queued| queued.sequence() < number) {
            // What an earlier program has written is read as it was.
            let Some(Ok(Body::Need { site, lines })) = queued.report.body.as_ref().map(body_from_wire) else {
                continue;
            };
            for line in lines {
                known.take(NeedKey { site: site.clone(), item: line.item.clone() }, line);
            }
        }
        Ok(known)
    }

    fn take(&mut self, key: NeedKey, line: NeedLine) {
        let is_meant = self.implausible(&key, &line).is_none();
        let told = self.0.entry(key).or_insert_with(|| Told { last: line.clone(), figures: VecDeque::new() });
        told.figures.extend(line.amount().filter(|units| *units > Quantity::ZERO && is_meant));
        if told.figures.len() > FIGURES_MAX {
            told.figures.pop_front();
        }
        told.last = line;
    }

    /// What it said last of a need.
    pub fn last(&self, key: &NeedKey) -> Option<&NeedLine> {
        self.0.get(key).map(|told| &told.last)
    }

    /// Every need that it has reported.
    pub fn needs(&self) -> impl Iterator<Item = (&NeedKey, &NeedLine)> {
        self.0.iter().map(|(key, told)| (key, &told.last))
    }

    /// Why a line cannot be meant, by what this agent has said of the need before. Packs are the centre's to know.
    pub fn implausible(&self, key: &NeedKey, line: &NeedLine) -> Option<Implausible> {
        let (units, of) = middle(self.0.get(key)?.figures.iter().copied())?;
        judged(line.amount()?, Usual { units, ground: Ground::Own(of) }, None)
    }
}
