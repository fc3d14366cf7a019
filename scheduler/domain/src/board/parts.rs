//! A count of all that lies in a depot, in more than one report: a report has at most
//! [`LINES_MAX`](crate::report::LINES_MAX) lines. Each part counts its own lots at once, as a reserve report does. When
//! the last one is there, and every part before it, nothing lies in the lots that none of them names. What others have
//! reported meanwhile is newer than the count and stays.

use super::Board;
use crate::fault::Fault;
use crate::id::{AgentId, DepotId, ItemId, LotId};
use crate::report::{Part, ReserveLine};
use std::collections::{BTreeMap, BTreeSet};
use yicang_language::message;

/// The counts that are going on, by who counts where.
pub(crate) type Counting = BTreeMap<(AgentId, DepotId), Begun>;

/// A count that has begun.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Begun {
    /// The last part that is there, and of how many.
    part: Part,
    /// What the parts have named, and what was reported meanwhile.
    pub(crate) named: BTreeSet<(ItemId, LotId)>,
    /// Of those, what the parts have named.
    counted: BTreeSet<(ItemId, LotId)>,
}

impl Board {
    /// What speaks against a part of a count: it is not the next one, or names a lot that an earlier part has.
    pub fn part_faults(&self, agent: &AgentId, depot: &DepotId, part: Part, lines: &[ReserveLine]) -> Vec<Fault> {
        if part.number == 1 {
            return Vec::new();
        }
        let begun = self.counting.get(&(agent.clone(), depot.clone())).filter(|begun| begun.part.of == part.of);
        let last = begun.map_or(0, |begun| begun.part.number);
        if last + 1 != part.number {
            let problem = message!("count-part-not-next", part = part.number, of = part.of, last = last);
            return vec![Fault::new("reserve.part", problem)];
        }
        let again = |line: &ReserveLine| {
            begun.is_some_and(|begun| begun.counted.contains(&(line.item.clone(), line.lot.clone())))
        };
        let again = lines.iter().enumerate().filter(|(_, line)| again(line));
        let fault = |(place, line): (usize, &ReserveLine)| {
            let problem = message!("count-part-again", item = line.item.as_str(), lot = line.lot.as_str());
            Fault::new(format!("reserve.lines[{place}].lot_id"), problem)
        };
        again.map(fault).collect()
    }

    /// Takes in the names of a part that follows. When it is the last one: what all of them have named, and what else
    /// is newer than the count.
    pub(crate) fn count_part(
        &mut self,
        agent: &AgentId,
        depot: &DepotId,
        part: Part,
        lines: &[ReserveLine],
    ) -> Option<BTreeSet<(ItemId, LotId)>> {
        if !self.part_faults(agent, depot, part, lines).is_empty() {
            return None;
        }
        let key = (agent.clone(), depot.clone());
        let mut begun = self.counting.remove(&key).filter(|_| part.number > 1).unwrap_or_default();
        let names = || lines.iter().map(|line| (line.item.clone(), line.lot.clone()));
        begun.named.extend(names());
        begun.counted.extend(names());
        begun.part = part;
        if part.number == part.of {
            return Some(begun.named);
        }
        self.counting.insert(key, begun);
        None
    }

    /// Something else was reported of a depot's lots while they are counted.
    pub(crate) fn reported_meanwhile<'l>(
        &mut self,
        depot: &DepotId,
        lots: impl Iterator<Item = (&'l ItemId, &'l LotId)>,
    ) {
        if self.counting.is_empty() {
            return;
        }
        let lots: Vec<_> = lots.map(|(item, lot)| (item.clone(), lot.clone())).collect();
        for (_, begun) in self.counting.iter_mut().filter(|((_, counted), _)| counted == depot) {
            begun.named.extend(lots.iter().cloned());
        }
    }
}
