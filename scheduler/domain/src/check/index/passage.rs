//! How a lot reaches a need, or all that forbids it: times, steps and cost of a column.

use super::{Blockers, Column, Index, Passage, Way};
use crate::check::items::Role;
use crate::check::violation::Blocker;
use crate::policy::SecondLevel;
use crate::quantity::DECIMAL_ONE;
use jiff::Timestamp;

impl Index<'_> {
    /// How a lot of an item that serves the need reaches it, or all that forbids it.
    pub(in crate::check) fn passage(&self, lot: usize, need: usize) -> Result<Passage, Blockers> {
        let (lot_row, need_row) = (&self.lots[lot], &self.needs[need]);
        let mut blockers = Blockers::default();
        if lot_row.earmark.is_some_and(|sites| !sites.contains(&need_row.key.site)) {
            blockers.add(Blocker::Earmark);
        }
        if self.cap(lot, need) == Some(0) {
            blockers.add(Blocker::Override);
        }
        if lot_row.is_held {
            blockers.add(Blocker::Held);
        }
        if lot_row.is_expired {
            blockers.add(Blocker::RemainingLife);
        }
        let way = self.way(self.lane_of(lot, need)).filter(|way| way.open).ok_or(Blocker::NoLane);
        let passage = match way.and_then(|way| self.timed(lot, way)) {
            Ok(passage) => passage,
            Err(blocker) => {
                blockers.add(blocker);
                return Err(blockers);
            }
        };
        if need_row.need.latest_useful.is_some_and(|latest| passage.arrives > latest) {
            blockers.add(Blocker::LeadTime);
        }
        let life = lot_row.expiry.map(|day| day - self.situation.day(passage.arrives));
        if life.is_some_and(|life| life < i64::from(need_row.need.life_days_min)) {
            blockers.add(Blocker::RemainingLife);
        }
        if blockers == Blockers::default() { Ok(passage) } else { Err(blockers) }
    }

    /// When a lot's goods leave and arrive over an open lane. Where the calendar ends there is no lane.
    pub(in crate::check) fn timed(&self, lot: usize, way: Way) -> Result<Passage, Blocker> {
        let ready = self.lots[lot].ready;
        let departs = match way.pool.and_then(|pool| self.pools[pool].departs) {
            Some(departs) if departs < ready => return Err(Blocker::Departed),
            Some(departs) => departs,
            None => ready,
        };
        let arrives = departs.as_second().checked_add(way.seconds).ok_or(Blocker::NoLane)?;
        let arrives = Timestamp::from_second(arrives).map_err(|_| Blocker::NoLane)?;
        Ok(Passage { way, departs, arrives })
    }

    /// The most units of a lot that a column can carry by itself, in whole steps: as much as the lot, its store, the
    /// lane, its vehicles and the need have room for. 0 where the column can carry nothing.
    pub(in crate::check) fn most(&self, role: &Role, lot: usize, need: usize, way: Way) -> u64 {
        let (row, open) = (&self.lots[lot], self.needs[need].open);
        let item = &self.items[row.item];
        let mut most = row.available.min(self.stores[row.store].limit).min(way.capacity.unwrap_or(u64::MAX));
        most = most.min(self.cap(lot, need).unwrap_or(u64::MAX));
        if let Some(pool) = way.pool.map(|pool| &self.pools[pool]) {
            for (limit, size) in [(pool.micrograms, item.micrograms), (pool.nanolitres, item.nanolitres)] {
                if let Some(limit) = limit.filter(|_| size > 0) {
                    most = most.min(limit / size);
                }
            }
        }
        match role.component {
            None => (most / role.step).min(open / role.served.max(1)) * role.step,
            Some(_) if role.served > open => 0,
            // At most 10¹² · 10⁶.
            Some(units) => most.min(open * units) / role.step * role.step,
        }
    }

    /// The columns to a need that can carry something, and the most of each.
    pub(in crate::check) fn columns(&self, need: usize) -> impl Iterator<Item = Column<'_>> {
        self.suppliers(need).filter_map(move |(role, lot)| self.column(role, lot, need))
    }

    /// A column, if it can carry something.
    pub(in crate::check) fn column<'r>(&self, role: &'r Role, lot: usize, need: usize) -> Option<Column<'r>> {
        if self.lots[lot].available < role.step || self.needs[need].open < role.served {
            return None;
        }
        // What cannot go carries nothing.
        let passage = self.passage(lot, need).ok()?;
        let most = self.most(role, lot, need, passage.way);
        (most > 0).then_some(Column { role, lot, passage, most })
    }

    /// What a unit costs at the second level, in millionths, where the last plan sent as much; `None` if the lane has
    /// no cost and the level asks for it.
    pub(in crate::check) fn unit_cost(
        &self,
        level: SecondLevel,
        role: &Role,
        lot: usize,
        need: usize,
        passage: &Passage,
    ) -> Option<i128> {
        let way = match level {
            SecondLevel::Minutes => passage.way.micros,
            SecondLevel::Cost => passage.way.cost?,
        };
        // What has no due date is never late.
        let late = self.needs[need].need.due.map_or(0, |due| (passage.arrives.as_second() - due.as_second()).max(0));
        let late_minutes = i128::from(late + 59) / 60;
        let day = || self.situation.day(passage.arrives);
        let life = self.lots[lot].expiry.map_or(LIFE_DAYS_UNBOUNDED, |expiry| (expiry - day()).max(0));
        let extra = late_minutes * i128::from(self.policy.lateness) + i128::from(life) * i128::from(self.policy.expiry);
        Some(i128::from(way) + i128::from(role.penalty) + extra * i128::from(DECIMAL_ONE))
    }

    /// What a unit beyond the last plan's costs more, in millionths.
    pub(in crate::check) fn change(&self) -> i128 {
        i128::from(self.policy.change) * i128::from(DECIMAL_ONE)
    }

    /// What the last plan sent over a column; 0 where changes cost nothing, or it sent nothing.
    pub(in crate::check) fn last(&self, lot: usize, need: usize) -> u64 {
        let found = self.last.binary_search_by_key(&(need, lot), |(need, lot, _)| (*need, *lot));
        found.map_or(0, |place| self.last[place].2)
    }
}

/// Days of life counted for what does not expire: ten years.
const LIFE_DAYS_UNBOUNDED: i64 = 3_650;
