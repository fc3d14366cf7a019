//! Admissible columns: which lot may serve which need over which lane, when it arrives, what it costs, and what forbids
//! it.

use super::{Model, Role};
use crate::error::PlanError;
use jiff::Timestamp;
use std::collections::BTreeSet;
use yicang_domain::SecondLevel;
use yicang_domain::quantity::DECIMAL_ONE;
use yicang_domain::situation::Lane;
use yicang_domain::travel::BEYOND;

/// Days of life counted for what does not expire: ten years.
pub(super) const LIFE_DAYS_UNBOUNDED: i64 = 3_650;

/// A lane, written down or computed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    /// Minutes in millionths.
    pub(super) micros: u64,
    /// Begun minutes, in seconds.
    pub(super) seconds: i64,
    pub(super) cost: Option<u64>,
    pub capacity: Option<u64>,
    pub pool: Option<usize>,
    open: bool,
    /// Whether anybody knows how long it takes.
    timed: bool,
}

/// A lot that may serve a need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// Of a unit, in millionths of the second level; `None` if the second level asks for a cost that the lane lacks.
    pub cost: Option<i128>,
    /// By depot and site.
    pub lane: (usize, usize),
    pub way: Way,
    /// The need, and the most units that an override lets over it.
    pub cap: Option<(usize, u64)>,
    /// Seconds since 1970.
    departs: i64,
    arrives: i64,
}

/// What keeps a lot from serving a need, the most fundamental first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blocker {
    /// No lane, a closed one, one that arrives after the end of the calendar, or one whose vehicles have left.
    NoLane,
    /// The lot must not move.
    Held,
    /// The lot is for others.
    Earmark,
    /// It would arrive, but too late: when.
    LeadTime(i64),
    /// Expired, or too little life on arrival.
    RemainingLife,
    /// An override lets nothing more go there.
    Override,
}

/// The moment in whole seconds, as a timestamp.
pub(crate) fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("checked when the column was made")
}

impl Model<'_> {
    /// Lanes, depots and sites are sorted alike: they are walked side by side.
    pub(super) fn add_lanes(&mut self) {
        let mut stock = vec![0_u128; self.depots.len()];
        self.lots.iter().for_each(|lot| stock[lot.depot] += u128::from(lot.available));
        let (mut depot, mut site) = (0, 0);
        for ((from, to), lane) in &self.situation.lanes {
            while depot < self.depots.len() && self.depots[depot].0 < from {
                (depot, site) = (depot + 1, 0);
            }
            if self.depots.get(depot).is_none_or(|(id, _)| *id != from) {
                continue;
            }
            while site < self.sites.len() && self.sites[site].id < to {
                site += 1;
            }
            if self.sites.get(site).is_some_and(|row| row.id == to) {
                let mut way = self.written(lane);
                // What is no less than all that lies at the depot is no limit.
                way.capacity = way.capacity.filter(|most| u128::from(*most) < stock[depot]);
                self.sites[site].lanes.push((depot, way));
            }
        }
    }

    fn written(&self, lane: &Lane) -> Way {
        Way {
            micros: lane.minutes.unwrap_or_default().micros(),
            seconds: i64::try_from(lane.minutes.unwrap_or_default().ceil()).expect("at most 10^9 minutes") * 60,
            timed: lane.minutes.is_some(),
            cost: lane.cost.map(|cost| cost.micros()),
            capacity: lane.capacity.map(|capacity| capacity.units()),
            pool: lane.pool.as_ref().and_then(|pool| self.pools.binary_search_by(|row| row.0.cmp(pool)).ok()),
            open: lane.open,
        }
    }

    fn way(&self, depot: usize, site: usize) -> Option<Way> {
        let row = &self.sites[site];
        // Where every depot has a lane, its own is in its place.
        let direct = row.lanes.get(depot).is_some_and(|(of, _)| *of == depot);
        let place = if direct { Ok(depot) } else { row.lanes.binary_search_by_key(&depot, |(depot, _)| *depot) };
        if let Ok(place) = place {
            return Some(row.lanes[place].1).filter(|way| way.open);
        }
        // The same place is no journey.
        if self.depots[depot].0.as_str() == row.id.as_str() {
            return None;
        }
        let minutes = self.travel.minutes(self.depots[depot].1.as_ref()?, row.at.as_ref()?);
        (minutes != BEYOND).then(|| Way {
            micros: u64::from(minutes) * DECIMAL_ONE,
            seconds: i64::from(minutes) * 60,
            timed: true,
            cost: None,
            capacity: None,
            pool: None,
            open: true,
        })
    }

    /// How a lot serves a need in a role, or what forbids it.
    pub(crate) fn column(&self, role: &Role, lot: usize, need: usize) -> Result<Column, Blocker> {
        let (from, to) = (&self.lots[lot], &self.needs[need]);
        let way = self.way(from.depot, to.site).ok_or(Blocker::NoLane)?;
        let pool = way.pool.and_then(|pool| self.pools[pool].1.departs);
        let departs = pool.map_or(from.ready, Timestamp::as_second);
        if departs < from.ready {
            return Err(Blocker::NoLane);
        }
        let arrives = departs.checked_add(way.seconds).filter(|at| Timestamp::from_second(*at).is_ok());
        let arrives = arrives.ok_or(Blocker::NoLane)?;
        if from.lot.held.is_some() {
            return Err(Blocker::Held);
        }
        if from.lot.earmarked().is_some_and(|sites| !sites.contains(&to.key.site)) {
            return Err(Blocker::Earmark);
        }
        if to.latest.is_some_and(|latest| arrives > latest) {
            return Err(Blocker::LeadTime(arrives));
        }
        let life = from.expiry.map(|day| day - self.situation.day(moment(arrives)));
        if life.is_some_and(|days| days < i64::from(to.need.life_days_min)) {
            return Err(Blocker::RemainingLife);
        }
        let cap = self.cap(lot, need);
        if cap == Some(0) {
            return Err(Blocker::Override);
        }
        let base = match self.second {
            SecondLevel::Minutes => Some(way.micros),
            SecondLevel::Cost => way.cost,
        };
        let late = to.due.map_or(0, |due| arrives.saturating_sub(due).max(0));
        let late_minutes = i128::from(late + 59) / 60;
        let life = life.map_or(LIFE_DAYS_UNBOUNDED, |days| days.max(0));
        let extra = i128::from(self.policy.lateness) * late_minutes + i128::from(self.policy.expiry) * i128::from(life);
        let extra = extra * i128::from(DECIMAL_ONE) + i128::from(role.penalty);
        Ok(Column {
            cost: base.map(|base| i128::from(base) + extra),
            lane: (from.depot, to.site),
            way,
            cap: cap.map(|most| (need, most)),
            departs,
            arrives,
        })
    }

    /// How many columns there are.
    ///
    /// # Errors
    /// Every lane without a cost that a column uses, if costs are counted.
    pub(crate) fn count_columns(&self) -> Result<usize, PlanError> {
        let mut without_cost = BTreeSet::new();
        let mut columns = 0;
        for need in 0..self.needs.len() {
            for (role, lot) in self.suppliers(need) {
                let Ok(column) = self.column(role, lot, need) else { continue };
                columns += 1;
                if column.cost.is_none() {
                    let (depot, site) = self.lane_ids(column.lane);
                    without_cost.insert((depot.clone(), site.clone()));
                }
            }
        }
        if without_cost.is_empty() {
            Ok(columns)
        } else {
            Err(PlanError::WithoutCost(without_cost.into_iter().collect()))
        }
    }
}

impl Column {
    /// When the goods leave and arrive; `None` over a lane without minutes.
    pub(crate) fn times(&self) -> (Timestamp, Option<Timestamp>) {
        (moment(self.departs), self.way.timed.then(|| moment(self.arrives)))
    }
}
