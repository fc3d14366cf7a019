//! Questions about single columns, answered by the rules that plans are checked by.

use super::flow::Flow;
use super::index::Index;
use super::overriding::Settled;
use super::violation::Blocker;
use crate::id::{LotKey, NeedKey};
use crate::plan::Plan;
use crate::policy::{Policy, SecondLevel};
use crate::situation::Situation;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The columns of a situation under a policy: made once, asked often.
pub struct Columns<'a> {
    index: Index<'a>,
}

/// How a lot's goods reach a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Journey {
    /// When they leave.
    pub departs: Timestamp,
    /// When they arrive; `None` over a lane without minutes.
    pub arrives: Option<Timestamp>,
    /// Travel time in millionths of a minute, as the lane has it; `None` where it has none.
    pub micro_minutes: Option<u64>,
}

impl<'a> Columns<'a> {
    /// Of a situation under a policy.
    pub fn new(situation: &'a Situation, policy: &'a Policy) -> Self {
        let mut index = Index::of(situation, policy);
        if !situation.overrides.is_empty() {
            Settled::of(&index, SecondLevel::Minutes).bound(&mut index);
        }
        Self { index }
    }

    /// How a lot's goods reach a need.
    ///
    /// # Errors
    /// All that forbids it; [`Blocker::OtherItem`] where the lot's item does not serve the need, or one of the two is
    /// not in the situation.
    pub fn journey(&self, lot: &LotKey, need: &NeedKey) -> Result<Journey, Vec<Blocker>> {
        let other = || vec![Blocker::OtherItem];
        let (lot, need) = self.index.lot(lot).zip(self.index.need(need)).ok_or_else(other)?;
        self.index.role(lot, need).ok_or_else(other)?;
        let passage = self.index.passage(lot, need).map_err(|blockers| blockers.iter().collect::<Vec<_>>())?;
        let timed = passage.way.timed;
        let (arrives, micros) = (timed.then_some(passage.arrives), timed.then_some(passage.way.micros()));
        Ok(Journey { departs: passage.departs, arrives, micro_minutes: micros })
    }

    /// What a unit of the lot costs at the second level on its way to the need, in millionths, apart from what the last
    /// plan's amounts change; `None` where it may not go, or the lane lacks the cost that is counted.
    pub fn unit_cost(&self, level: SecondLevel, lot: &LotKey, need: &NeedKey) -> Option<i128> {
        let (lot, need) = self.index.lot(lot).zip(self.index.need(need))?;
        let role = self.index.role(lot, need)?;
        let passage = self.index.passage(lot, need).ok()?;
        self.index.unit_cost(level, role, lot, need, &passage)
    }

    /// What each need gets of what a plan ships, in units of what is needed: substitutes by their ratio, components by
    /// whole kits. Needs that get nothing are not listed, and neither is what goes from or to where nothing is known.
    pub fn served(&self, plan: &Plan) -> BTreeMap<NeedKey, u64> {
        let flow = Flow::of(&self.index, plan);
        let given = self.index.needs.iter().zip(&flow.by_need).filter(|(_, units)| **units > 0);
        given.map(|(row, units)| (row.key.clone(), *units)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "yicang-policy 1\nname t\nfirst-level units\nclass a 1\nspeed-kmh 60\ndetour-percent 100\n";
    const SITUATION: &str = "yicang-situation 2
now 2026-02-01T08:00:00Z
substitute N W ratio=2/1 penalty=3
depot D 0 0
site S 0 1
lot D M - 5
lot D N - 5 earmark=T
lot D W - 9
need S N a 4 latest=2026-02-01T09:52:00Z
";

    #[test]
    fn a_question_is_answered_as_a_plan_would_be_checked() {
        let (policy, situation) = (Policy::from_text(POLICY).unwrap(), Situation::from_text(SITUATION).unwrap());
        let columns = Columns::new(&situation, &policy);
        let need = situation.needs.keys().next().unwrap();
        let lot = |item: &str| LotKey { item: item.parse().unwrap(), ..situation.lots.keys().next().unwrap().clone() };
        // One degree of the equator is 111.2 km: 112 begun minutes.
        let journey = columns.journey(&lot("W"), need).unwrap();
        assert_eq!(journey.arrives, Some("2026-02-01T09:52:00Z".parse().unwrap()));
        assert_eq!((journey.micro_minutes, journey.departs), (Some(112_000_000), situation.now));
        assert_eq!(columns.unit_cost(SecondLevel::Minutes, &lot("W"), need), Some(115_000_000));
        assert_eq!(columns.journey(&lot("N"), need), Err(vec![Blocker::Earmark]));
        assert_eq!(columns.journey(&lot("M"), need), Err(vec![Blocker::OtherItem]));
        assert_eq!(columns.journey(&lot("X"), need), Err(vec![Blocker::OtherItem]));
        let mut gone = situation.clone();
        let pool =
            crate::TransportPool { departs: Some("2026-02-01T07:59:59Z".parse().unwrap()), ..Default::default() };
        gone.pools.insert("V".parse().unwrap(), pool);
        let lane = crate::Lane { pool: Some("V".parse().unwrap()), ..crate::Lane::of_minutes(Default::default()) };
        gone.lanes.insert(("D".parse().unwrap(), "S".parse().unwrap()), lane);
        assert_eq!(Columns::new(&gone, &policy).journey(&lot("W"), need), Err(vec![Blocker::Departed]));
        let mut late = situation.clone();
        late.needs.values_mut().for_each(|need| need.latest_useful = Some(situation.now));
        assert_eq!(Columns::new(&late, &policy).journey(&lot("W"), need), Err(vec![Blocker::LeadTime]));
    }

    #[test]
    fn what_is_served_is_counted_in_units_of_the_need() {
        let (policy, situation) = (Policy::from_text(POLICY).unwrap(), Situation::from_text(SITUATION).unwrap());
        let plan = "yicang-plan 2\nsecond-level minutes\nlevel 0 0 0\ncost 0\n\
                    ship D W - S 8 2026-02-01T08:00:00Z 2026-02-01T09:52:00Z for=N\n\
                    ship D W - NOWHERE 8 2026-02-01T08:00:00Z 2026-02-01T09:52:00Z for=N\n";
        let served = Columns::new(&situation, &policy).served(&Plan::from_text(plan).unwrap());
        assert_eq!(served.into_values().collect::<Vec<_>>(), [4]);
    }
}
