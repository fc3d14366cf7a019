//! One item's part of the model: its lots, its needs, the columns between them and what limits them.
//!
//! | model | here |
//! |---|---|
//! | l, available\[l\] | [`ItemModel::lots`] |
//! | d, Σ available − R\[d,i\] | [`ItemModel::stores`] |
//! | k and its segments | [`ItemModel::needs`] |
//! | (l, k) | [`ItemModel::columns`] |
//! | lane capacity | [`ItemModel::ways`] |
//!
//! What is forbidden is a missing column, never a penalty. How columns are filled is the engine's business.

use crate::PlanError;
use crate::worth::{Segment, segments};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::quantity::DECIMAL_ONE;
use yicang_domain::situation::{Lane, Lot, Need, journey};
use yicang_domain::{DepotId, ItemId, LotKey, NeedKey, Policy, SecondLevel, SiteId, Situation};

/// Days of life counted for what does not expire: ten years.
const LIFE_DAYS_UNBOUNDED: i64 = 3_650;

/// Everything the engine needs to know of one item.
#[derive(Debug, Clone)]
pub(crate) struct ItemModel<'a> {
    pub item: &'a ItemId,
    /// Sorted by key.
    pub lots: Vec<LotRow<'a>>,
    /// Sorted by depot; every lot belongs to one.
    pub stores: Vec<Store<'a>>,
    /// Sorted by site; only needs with something open.
    pub needs: Vec<NeedRow<'a>>,
    /// Sorted by lot, then need.
    pub columns: Vec<Column>,
    /// Lanes of limited capacity that a column uses, sorted.
    pub ways: Vec<Way<'a>>,
    /// The distinct worths of all open segments, rising: the rank of `worths[n]` is n + 1.
    pub ranks: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct LotRow<'a> {
    pub key: &'a LotKey,
    pub lot: &'a Lot,
    /// Base units.
    pub available: u64,
    /// Index into `stores`.
    pub store: usize,
}

/// A depot's heap of the item, all lots together.
#[derive(Debug, Clone)]
pub(crate) struct Store<'a> {
    pub depot: &'a DepotId,
    /// What may leave: Σ available less the protected reserve.
    pub limit: u64,
}

#[derive(Debug, Clone)]
pub(crate) struct NeedRow<'a> {
    pub key: &'a NeedKey,
    pub need: &'a Need,
    /// Base units still asked for.
    pub open: u64,
    /// Most worth first; the widths add up to `open`.
    pub segments: Vec<Segment>,
    /// The rank of each segment, 1-based, rising with worth.
    pub ranks: Vec<u32>,
}

/// A lot that may serve a need.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Index into `lots`.
    pub lot: usize,
    /// Index into `needs`.
    pub need: usize,
    /// Second-level cost of a unit, in millionths.
    pub cost: i128,
    /// Index into `ways`, where the lane's capacity is limited.
    pub way: Option<usize>,
    pub departs: Timestamp,
    pub arrives: Timestamp,
}

/// A lane of limited capacity, seen from one item: it leads to one need.
#[derive(Debug, Clone)]
pub(crate) struct Way<'a> {
    pub lane: (&'a DepotId, &'a SiteId),
    /// Index into `needs`.
    pub need: usize,
    /// Base units that this item may send over it.
    pub capacity: u64,
}

/// What keeps a lot from serving a need, the most fundamental first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blocker {
    /// No lane, a closed one, or one that arrives after the end of the calendar.
    NoLane,
    /// The lot is for others.
    Earmark,
    /// It would arrive, but too late.
    LeadTime(Timestamp),
    /// Expired, or too little life on arrival.
    RemainingLife,
}

/// When a lot would leave for a need and arrive, or what forbids it.
pub(crate) fn fit(
    now: Timestamp,
    lot: &Lot,
    site: &SiteId,
    need: &Need,
    lane: Option<&Lane>,
) -> Result<(Timestamp, Timestamp), Blocker> {
    let lane = lane.filter(|lane| lane.open).ok_or(Blocker::NoLane)?;
    let (departs, arrives) = journey(now, lot, lane, None).ok_or(Blocker::NoLane)?;
    if lot.earmark.as_ref().is_some_and(|sites| !sites.contains(site)) {
        return Err(Blocker::Earmark);
    }
    if need.latest_useful.is_some_and(|latest| arrives > latest) {
        return Err(Blocker::LeadTime(arrives));
    }
    if lot.expires_on.is_some_and(|day| life_days(arrives, day) < i64::from(need.life_days_min)) {
        return Err(Blocker::RemainingLife);
    }
    Ok((departs, arrives))
}

/// Whole days from the day of arrival (UTC) to the last day of use; negative if it has passed.
fn life_days(arrives: Timestamp, expires_on: Date) -> i64 {
    let arrival = arrives.to_zoned(TimeZone::UTC).date();
    expires_on.duration_since(arrival).as_hours() / 24
}

/// Second-level cost of one unit, in millionths; `None` where the lane has no cost and the second level asks for it.
fn unit_cost(
    policy: &Policy,
    second: SecondLevel,
    lot: &Lot,
    need: &Need,
    lane: &Lane,
    arrives: Timestamp,
) -> Option<i128> {
    let way = match second {
        SecondLevel::Minutes => lane.minutes,
        SecondLevel::Cost => lane.cost?,
    };
    let late_seconds = need.due.map_or(0, |due| arrives.as_second().saturating_sub(due.as_second()).max(0));
    let late_minutes = i128::from(late_seconds + 59) / 60;
    let life = lot.expires_on.map_or(LIFE_DAYS_UNBOUNDED, |day| life_days(arrives, day).max(0));
    let extra = i128::from(policy.lateness) * late_minutes + i128::from(policy.expiry) * i128::from(life);
    Some(i128::from(way.micros()) + extra * i128::from(DECIMAL_ONE))
}

/// The models of all items that somebody needs, in order of the item.
///
/// # Errors
/// Every need the policy gives no worth to; every lane without cost that a column uses, if costs are counted.
pub(crate) fn models<'a>(
    situation: &'a Situation,
    policy: &Policy,
    second: SecondLevel,
) -> Result<Vec<ItemModel<'a>>, PlanError> {
    let mut needs = BTreeMap::<&ItemId, Vec<NeedRow<'_>>>::new();
    let mut unvalued = Vec::new();
    for (key, need) in &situation.needs {
        match segments(policy, need) {
            None => unvalued.push((key.clone(), need.class.clone())),
            Some(segments) if segments.is_empty() => {}
            Some(segments) => {
                let open = need.open().units();
                needs.entry(&key.item).or_default().push(NeedRow { key, need, open, segments, ranks: Vec::new() });
            }
        }
    }
    if !unvalued.is_empty() {
        return Err(PlanError::Unvalued { policy: policy.name.clone(), needs: unvalued });
    }
    let mut lots = BTreeMap::<&ItemId, Vec<(&LotKey, &Lot)>>::new();
    for (key, lot) in &situation.lots {
        lots.entry(&key.item).or_default().push((key, lot));
    }
    let lanes = Lanes::of(situation);
    let mut without_cost = BTreeSet::new();
    let mut models = Vec::with_capacity(needs.len());
    for (item, needs) in needs {
        let mut model = ItemModel::new(situation, item, lots.remove(item).unwrap_or_default(), needs);
        model.add_columns(situation, policy, second, &lanes, &mut without_cost);
        models.push(model);
    }
    if without_cost.is_empty() { Ok(models) } else { Err(PlanError::WithoutCost(without_cost.into_iter().collect())) }
}

/// Lanes by depot, sorted by site.
pub(crate) struct Lanes<'a>(BTreeMap<&'a DepotId, Vec<(&'a SiteId, &'a Lane)>>);

impl<'a> Lanes<'a> {
    pub(crate) fn of(situation: &'a Situation) -> Self {
        let mut by_depot = BTreeMap::<_, Vec<_>>::new();
        for ((depot, site), lane) in &situation.lanes {
            by_depot.entry(depot).or_default().push((site, lane));
        }
        Self(by_depot)
    }

    /// The lane from a depot to a site.
    pub(crate) fn find(&self, depot: &DepotId, site: &SiteId) -> Option<&'a Lane> {
        let of_depot = self.0.get(depot)?;
        of_depot.binary_search_by(|(to, _)| (*to).cmp(site)).ok().map(|place| of_depot[place].1)
    }

    /// The lanes from a depot to each of these needs' sites; both are sorted, so they are walked side by side.
    fn to_needs(&self, depot: &DepotId, needs: &[NeedRow<'a>]) -> Vec<Option<&'a Lane>> {
        let mut lanes = self.0.get(depot).map_or(&[][..], Vec::as_slice).iter().peekable();
        let mut find = |site: &SiteId| {
            while lanes.next_if(|(to, _)| *to < site).is_some() {}
            lanes.peek().filter(|(to, _)| *to == site).map(|(_, lane)| *lane)
        };
        needs.iter().map(|row| find(&row.key.site)).collect()
    }
}

impl<'a> ItemModel<'a> {
    fn new(
        situation: &'a Situation,
        item: &'a ItemId,
        lots: Vec<(&'a LotKey, &'a Lot)>,
        needs: Vec<NeedRow<'a>>,
    ) -> Self {
        let mut model =
            Self { item, lots: Vec::new(), stores: Vec::new(), needs, columns: Vec::new(), ways: Vec::new(), ranks: 0 };
        for (key, lot) in lots {
            if model.stores.last().is_none_or(|store| store.depot != &key.depot) {
                model.stores.push(Store { depot: &key.depot, limit: 0 });
            }
            let (available, store) = (lot.available().units(), model.stores.len() - 1);
            model.stores[store].limit += available;
            model.lots.push(LotRow { key, lot, available, store });
        }
        for store in &mut model.stores {
            let held = situation.protected.get(&(store.depot.clone(), item.clone()));
            store.limit = store.limit.saturating_sub(held.map_or(0, |quantity| quantity.units()));
        }
        model.rank_segments();
        model
    }

    fn rank_segments(&mut self) {
        let mut worths: Vec<_> = self.needs.iter().flat_map(|row| &row.segments).map(|s| s.worth).collect();
        worths.sort_unstable();
        worths.dedup_by(|a, b| (*a).cmp(b).is_eq());
        for row in &mut self.needs {
            let rank = |segment: &Segment| {
                let place = worths.binary_search(&segment.worth).expect("every segment's worth is among them");
                u32::try_from(place + 1).expect("fewer than 2^32 segments")
            };
            row.ranks = row.segments.iter().map(rank).collect();
        }
        self.ranks = worths.len();
    }

    fn add_columns(
        &mut self,
        situation: &'a Situation,
        policy: &Policy,
        second: SecondLevel,
        lanes: &Lanes<'a>,
        without_cost: &mut BTreeSet<(DepotId, SiteId)>,
    ) {
        let mut to_needs: Option<(usize, Vec<Option<&Lane>>)> = None;
        let mut ways = BTreeMap::new();
        for (lot_index, row) in self.lots.iter().enumerate() {
            let depot = &row.key.depot;
            let (_, of_depot) = match to_needs.take() {
                Some(kept) if kept.0 == row.store => to_needs.insert(kept),
                _ => to_needs.insert((row.store, lanes.to_needs(depot, &self.needs))),
            };
            for (need_index, (need, lane)) in self.needs.iter().zip(of_depot.iter()).enumerate() {
                let site = &need.key.site;
                let Some(lane) = *lane else { continue };
                let Ok((departs, arrives)) = fit(situation.now, row.lot, site, need.need, Some(lane)) else { continue };
                let Some(cost) = unit_cost(policy, second, row.lot, need.need, lane, arrives) else {
                    without_cost.insert((depot.clone(), site.clone()));
                    continue;
                };
                let way = lane.capacity.map(|capacity| {
                    let next = ways.len();
                    *ways.entry((row.store, need_index)).or_insert_with(|| {
                        let lane = (depot, site);
                        self.ways.push(Way { lane, need: need_index, capacity: capacity.units() });
                        next
                    })
                });
                self.columns.push(Column { lot: lot_index, need: need_index, cost, way, departs, arrives });
            }
        }
    }
}
