//! Random situations that look like a country: sites in clusters, a depot or more in each, several items, all classes.
//! The same seed gives the same situation.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use yicang_domain::quantity::DECIMAL_ONE;
use yicang_domain::situation::{Lane, Lot, Need};
use yicang_domain::{ClassName, Decimal, DepotId, ItemId, LotId, LotKey, NeedKey, Quantity, SiteId, Situation};

/// The classes of the shipped policies, most urgent first.
pub(crate) const CLASSES: [&str; 5] = ["life-saving", "critical", "urgent", "important", "routine"];

/// Which depots have a lane to a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// All of them.
    All,
    /// The nearest so many.
    Nearest(usize),
    /// Those of the site's own region, so that regions have nothing to do with each other.
    Region,
}

/// Random numbers by SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// 0 to `bound` − 1; the bias is far below what anybody could measure.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    pub(crate) fn within(&mut self, range: RangeInclusive<u64>) -> u64 {
        range.start() + self.below(range.end() - range.start() + 1)
    }

    pub(crate) fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[usize::try_from(self.below(choices.len() as u64)).unwrap()]
    }
}

/// A place on a plane, in metres.
type Spot = (u64, u64);

/// 20 to 60 sites and 3 to 8 depots in 2 to 4 regions, 3 to 5 items, entitlements of 100 to 2,000 units, claims equal
/// to the entitlement or up to a fifth above it. Of each item there may leave, all depots together and above their
/// protected reserves, `percent` % of the entitlements.
///
/// Site and depot ids begin with their region: `r1-site07`, `r1-depot2`. Minutes have six random decimal places, so
/// that two plans hardly ever cost the same.
pub(crate) fn clustered(seed: u64, reach: Reach, percent: RangeInclusive<u64>) -> Situation {
    let random = &mut Random::seeded(seed);
    let mut situation = Situation::at("2020-02-01T08:00:00Z".parse().unwrap());
    let depots = random.within(3..=8);
    let sites = random.within(20..=60);
    let regions = random.within(2..=depots.min(4));
    let centres: Vec<Spot> = (0..regions).map(|_| (random.below(600_000), random.below(600_000))).collect();
    let mut places = |what: &str, count: u64| -> Vec<(String, Spot)> {
        let mut near = |centre: Spot| (centre.0 + random.below(120_000), centre.1 + random.below(120_000));
        let region = |number: u64| usize::try_from(number % regions).unwrap();
        let named = |number: u64| format!("r{}-{what}{number:02}", region(number));
        (0..count).map(|number| (named(number), near(centres[region(number)]))).collect()
    };
    let depots = places("depot", depots);
    let sites = places("site", sites);
    add_lanes(&mut situation, random, &depots, &sites, reach);
    let percent = random.within(percent);
    for item in 0..random.within(3..=5) {
        let item = ItemId::new(&format!("item{item}")).unwrap();
        let entitled = add_needs(&mut situation, random, &sites, &item);
        add_stock(&mut situation, random, &depots, &item, entitled * percent / 100);
    }
    situation
}

fn add_lanes(
    situation: &mut Situation,
    random: &mut Random,
    depots: &[(String, Spot)],
    sites: &[(String, Spot)],
    reach: Reach,
) {
    for (site, at) in sites {
        let mut ways: Vec<_> = depots.iter().map(|(depot, from)| (metres(*from, *at), depot)).collect();
        match reach {
            Reach::All => {}
            Reach::Nearest(count) => {
                ways.sort_unstable();
                ways.truncate(count);
            }
            Reach::Region => ways.retain(|(_, depot)| region_of(depot) == region_of(site)),
        }
        for (metres, depot) in ways {
            // A quarter of an hour to load, then a kilometre a minute.
            let minutes = 15 * DECIMAL_ONE + metres * 1_000 + random.below(1_000);
            let minutes = Decimal::from_micros(minutes).unwrap();
            let lane = Lane::of_minutes(minutes);
            situation.lanes.insert((DepotId::new(depot).unwrap(), SiteId::new(site).unwrap()), lane);
        }
    }
}

fn metres(a: Spot, b: Spot) -> u64 {
    (a.0.abs_diff(b.0).pow(2) + a.1.abs_diff(b.1).pow(2)).isqrt()
}

/// Four of five sites need the item; the sum of the entitlements.
fn add_needs(situation: &mut Situation, random: &mut Random, sites: &[(String, Spot)], item: &ItemId) -> u64 {
    let mut entitled = 0;
    for (site, _) in sites {
        let entitlement = random.within(100..=2_000);
        let above = if random.below(2) == 0 { 0 } else { random.below(entitlement / 5) };
        let class: &&str = random.of(&CLASSES);
        if random.below(5) == 0 {
            continue;
        }
        entitled += entitlement;
        let need = Need {
            class: ClassName::new(class).unwrap(),
            claimed: Quantity::new(entitlement + above).unwrap(),
            entitlement: Quantity::new(entitlement).unwrap(),
            weight: None,
            covered: Quantity::ZERO,
            due: None,
            latest_useful: None,
            life_days_min: 0,
        };
        situation.needs.insert(NeedKey { site: SiteId::new(site).unwrap(), item: item.clone() }, need);
    }
    entitled
}

/// `supply` units that may leave, in unequal parts; some depots keep a protected reserve on top.
fn add_stock(
    situation: &mut Situation,
    random: &mut Random,
    depots: &[(String, Spot)],
    item: &ItemId,
    mut supply: u64,
) {
    let mut weights: Vec<u64> = depots.iter().map(|_| random.within(1..=9)).collect();
    for (depot, _) in depots {
        let part = supply * weights[0] / weights.iter().sum::<u64>();
        weights.remove(0);
        supply -= part;
        let depot = DepotId::new(depot).unwrap();
        let reserve = if random.below(3) == 0 { random.below(200) } else { 0 };
        let on_hand = Quantity::new(part + reserve).unwrap();
        let key = LotKey { depot: depot.clone(), item: item.clone(), lot: LotId::unnamed() };
        situation.lots.insert(key, Lot { on_hand, ..Lot::default() });
        situation.protected.insert((depot, item.clone()), Quantity::new(reserve).unwrap());
    }
}

/// All journeys take whole half hours, rounded up, so that many plans cost the same.
pub(crate) fn half_hours(mut situation: Situation) -> Situation {
    for lane in situation.lanes.values_mut() {
        lane.minutes = Some(Decimal::whole(lane.minutes.unwrap().ceil().next_multiple_of(30)).unwrap());
    }
    situation
}

/// The region that the id of a site or depot begins with.
pub(crate) fn region_of(id: &str) -> &str {
    id.split_once('-').unwrap().0
}

/// What may leave each depot of an item: the stock above the protected reserve.
pub(crate) fn supplies(situation: &Situation, item: &ItemId) -> BTreeMap<DepotId, u64> {
    let of_item = situation.lots.iter().filter(|(key, _)| &key.item == item);
    let above = |key: &LotKey, lot: &Lot| {
        let reserve = situation.protected[&(key.depot.clone(), key.item.clone())];
        lot.available().saturating_sub(reserve).units()
    };
    of_item.map(|(key, lot)| (key.depot.clone(), above(key, lot))).collect()
}
