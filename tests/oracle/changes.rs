//! Changes to situations, for the relations.

use crate::generate::Case;
use crate::random::Random;
use crate::reading::{self, gcd};
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::{
    ItemId, Lane, Lot, LotKey, Need, NeedKey, PoolId, Quantity, SiteId, Situation, Substitution, TransportPool,
};

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a word is an id")
}

fn quantity(units: u64) -> Quantity {
    Quantity::new(units).expect("small numbers are quantities")
}

/// One of the keys of a map.
fn any<K: Clone, V>(random: &mut Random, map: &BTreeMap<K, V>) -> Option<K> {
    let keys: Vec<&K> = map.keys().collect();
    if keys.is_empty() { None } else { Some(keys[random.index(keys.len())].clone()) }
}

/// More units than any lot, lane or claim can have.
const PLENTY: u64 = 1_000_000_000;

/// A changed case, and what the judge has to know of the change.
pub(crate) struct Changed {
    pub(crate) case: Case,
    /// The new name of each need.
    pub(crate) names: BTreeMap<NeedKey, NeedKey>,
    /// Whether the draw's order is as it was.
    pub(crate) same_draw: bool,
    /// Needs of equal standing with equal access.
    pub(crate) equal: Option<(NeedKey, NeedKey)>,
}

impl Changed {
    /// A change that leaves names and draw.
    pub(crate) fn to(case: Case) -> Self {
        Self { case, names: BTreeMap::new(), same_draw: true, equal: None }
    }
}

pub(crate) fn nothing(case: &Case, _: &mut Random) -> Option<Changed> {
    Some(Changed::to(case.clone()))
}

/// Something that nobody holds may stand in for what is needed.
pub(crate) fn vain_substitute(case: &Case, random: &mut Random) -> Option<Changed> {
    let mut situation = case.situation.clone();
    let needed = any(random, &situation.needs)?.item;
    let (given, heavy) = (random.pick(&["AAA", "NOBODYS", "ZZZ"]), random.percent(50));
    let how = match random.percent(50) {
        true => Substitution::default(),
        false => Substitution { given: 2, needed: 3, ..Substitution::default() },
    };
    situation.substitutes.insert((needed.clone(), id(given)), how);
    if random.percent(30) {
        situation.substitutes.insert((id(given), needed), Substitution::default());
    }
    if heavy {
        // Were it counted, its weight would raise the worth of the others.
        let facts = yicang_domain::ItemFacts { grams: yicang_domain::Decimal::whole(9_000_000)?, ..Default::default() };
        situation.items.insert(id(given), facts);
    }
    if random.percent(30) {
        let key = LotKey { depot: any(random, &situation.lots)?.depot, item: id(given), lot: id("-") };
        situation.lots.insert(key, Lot::default());
    }
    Some(Changed::to(case.with(situation)))
}

/// A kit of what there is, asked for by nobody.
pub(crate) fn vain_kit(case: &Case, random: &mut Random) -> Option<Changed> {
    let mut situation = case.situation.clone();
    let items: BTreeSet<ItemId> = situation.lots.keys().map(|lot| lot.item.clone()).collect();
    let parts: BTreeMap<ItemId, u64> = items.into_iter().map(|item| (item, random.between(1, 3))).collect();
    if parts.is_empty() {
        return None;
    }
    situation.kits.insert(id(random.pick(&["AKIT", "ZKIT"])), parts);
    Some(Changed::to(case.with(situation)))
}

/// More than leaves a lot together, whatever it serves: a limit that holds it, too, is no reason for anything.
fn steps(case: &Case, lot: &LotKey) -> u64 {
    10 * case.situation.items.get(&lot.item).map_or(1, |facts| facts.pack.units())
}

/// Lanes without a capacity get one that all stock together does not fill.
pub(crate) fn wide_lane(case: &Case, random: &mut Random) -> Option<Changed> {
    let mut situation = case.situation.clone();
    let stock: u64 = situation.lots.iter().map(|(key, lot)| lot.on_hand.units() + steps(case, key)).sum();
    let all = random.percent(50);
    let free: Vec<_> =
        situation.lanes.iter().filter(|(_, lane)| lane.capacity.is_none()).map(|(key, _)| key.clone()).collect();
    if free.is_empty() {
        return None;
    }
    let one = free[random.index(free.len())].clone();
    let capacity = Some(quantity(stock + random.between(0, 5)));
    for key in free.into_iter().filter(|key| all || *key == one) {
        situation.lanes.get_mut(&key)?.capacity = capacity;
    }
    Some(Changed::to(case.with(situation)))
}

/// Lanes without vehicles get some that carry all stock together.
pub(crate) fn large_pool(case: &Case, random: &mut Random) -> Option<Changed> {
    let mut situation = case.situation.clone();
    let pool: PoolId = id("LARGE");
    let load = |size: fn(&yicang_domain::ItemFacts) -> u64| -> u64 {
        let of = |(key, lot): (&LotKey, &Lot)| {
            situation.items.get(&key.item).map_or(0, size) * (lot.on_hand.units() + steps(case, key))
        };
        situation.lots.iter().map(of).sum::<u64>().div_ceil(1_000_000)
    };
    let (grams, millilitres) = (load(|facts| facts.grams.micros()), load(|facts| facts.millilitres.micros()));
    let limit = |random: &mut Random, load: u64| random.percent(80).then(|| quantity(load + random.between(0, 5)));
    let large = TransportPool { departs: None, grams: limit(random, grams), millilitres: limit(random, millilitres) };
    situation.pools.insert(pool.clone(), large);
    let mut found = false;
    for lane in situation.lanes.values_mut().filter(|lane| lane.pool.is_none()) {
        if random.percent(70) {
            lane.pool = Some(pool.clone());
            found = true;
        }
    }
    found.then(|| Changed::to(case.with(situation)))
}

/// One more lot, of nothing.
pub(crate) fn empty_lot(case: &Case, random: &mut Random) -> Option<Changed> {
    let mut situation = case.situation.clone();
    let depot = any(random, &situation.lots)?.depot;
    let item = any(random, &situation.needs)?.item;
    situation.lots.insert(LotKey { depot, item, lot: id(random.pick(&["A0", "Z0"])) }, Lot::default());
    Some(Changed::to(case.with(situation)))
}

/// New names for everything, in another order; where there are few needs, with a seed that draws them in the same
/// order.
pub(crate) fn other_names(case: &Case, random: &mut Random) -> Option<Changed> {
    let old = &case.situation;
    let mut names = Names { random, known: BTreeMap::new() };
    let mut new = renamed(old, &mut names);
    let needs: BTreeMap<NeedKey, NeedKey> = old.needs.keys().map(|key| (key.clone(), names.need(key))).collect();
    let rules = case.rules.lines().map(|line| match line.split(' ').collect::<Vec<_>>()[..] {
        ["worth", item, worth] => format!("worth {} {worth}\n", names.renamed('I', item)),
        _ => format!("{line}\n"),
    });
    let rules: String = rules.collect();
    let order = |situation: &Situation, key: &NeedKey| reading::ticket(situation.seed.as_deref().unwrap_or(""), key);
    let mut drawn: Vec<&NeedKey> = old.needs.keys().collect();
    drawn.sort_by_key(|key| order(old, key));
    let mut same_draw = false;
    if needs.len() <= 5 {
        for seed in 0..5_000 {
            new.seed = Some(seed.to_string());
            same_draw = drawn.is_sorted_by_key(|key| order(&new, &needs[*key]));
            if same_draw {
                break;
            }
        }
    }
    let case = Case::read(&new.to_text(), &rules, case.second).expect("names are as good as others");
    Some(Changed { names: needs, same_draw, ..Changed::to(case) })
}

struct Names<'a> {
    random: &'a mut Random,
    known: BTreeMap<(char, String), String>,
}

impl Names<'_> {
    /// The new name of what is of a kind and has an old one.
    fn renamed(&mut self, kind: char, old: &str) -> String {
        let next = format!("{:04}{}", self.random.between(0, 9_999), self.known.len());
        self.known.entry((kind, old.to_owned())).or_insert(next).clone()
    }

    fn of<T: ToString + std::str::FromStr<Err: std::fmt::Debug>>(&mut self, kind: char, old: &T) -> T {
        id(&self.renamed(kind, &old.to_string()))
    }

    fn need(&mut self, key: &NeedKey) -> NeedKey {
        NeedKey { site: self.of('S', &key.site), item: self.of('I', &key.item) }
    }

    fn lot(&mut self, key: &LotKey) -> LotKey {
        LotKey { depot: self.of('D', &key.depot), item: self.of('I', &key.item), lot: self.of('L', &key.lot) }
    }
}

fn renamed(old: &Situation, names: &mut Names<'_>) -> Situation {
    let mut new = Situation { offset: old.offset, seed: old.seed.clone(), ..Situation::at(old.now) };
    new.items = old.items.iter().map(|(item, facts)| (names.of('I', item), *facts)).collect();
    let substitutes = old.substitutes.iter();
    new.substitutes =
        substitutes.map(|((needed, given), how)| ((names.of('I', needed), names.of('I', given)), *how)).collect();
    for (kit, parts) in &old.kits {
        let parts = parts.iter().map(|(part, units)| (names.of('I', part), *units)).collect();
        new.kits.insert(names.of('I', kit), parts);
    }
    new.pools = old.pools.iter().map(|(pool, facts)| (names.of('P', pool), *facts)).collect();
    for (key, lot) in &old.lots {
        let earmark = lot.earmark.as_ref().map(|sites| sites.iter().map(|site| names.of('S', site)).collect());
        new.lots.insert(names.lot(key), Lot { earmark, ..lot.clone() });
    }
    let protected = old.protected.iter();
    new.protected =
        protected.map(|((depot, item), kept)| ((names.of('D', depot), names.of('I', item)), *kept)).collect();
    new.needs = old.needs.iter().map(|(key, need)| (names.need(key), need.clone())).collect();
    for ((depot, site), lane) in &old.lanes {
        let pool = lane.pool.as_ref().map(|pool| names.of('P', pool));
        new.lanes.insert((names.of('D', depot), names.of('S', site)), Lane { pool, ..lane.clone() });
    }
    for ((lot, site, serves), units) in &old.last {
        new.last.insert((names.lot(lot), names.of('S', site), names.of('I', serves)), *units);
    }
    new
}

/// The same lines in another order.
pub(crate) fn other_order(case: &Case, random: &mut Random) -> Option<Changed> {
    let text = case.situation.to_text();
    let (header, rest) = text.split_once('\n')?;
    let mut lines: Vec<&str> = rest.lines().collect();
    random.shuffle(&mut lines);
    let text = format!("{header}\n{}\n", lines.join("\n"));
    Some(Changed::to(Case::read(&text, &case.rules, case.second).expect("the order of lines is free")))
}

/// A lot of whole packs in two, each of whole packs and of whole multiples of what a ratio takes.
pub(crate) fn split_lot(case: &Case, random: &mut Random) -> Option<Changed> {
    let mut situation = case.situation.clone();
    let mut candidates = Vec::new();
    for (key, lot) in &situation.lots {
        let pack = situation.items.get(&key.item).map_or(1, |facts| facts.pack.units());
        let ratios: Vec<u64> = (situation.substitutes.iter())
            .filter(|((_, given), how)| given == &key.item && (how.given, how.needed) != (1, 1))
            .map(|(_, how)| u64::from(how.given))
            .collect();
        let given = ratios.first().copied().unwrap_or(1);
        let step = pack / gcd(pack, given) * given;
        let available = lot.available().units();
        if ratios.len() <= 1 && available.is_multiple_of(step) && available >= 2 * step {
            candidates.push((key.clone(), step, available / step));
        }
    }
    if candidates.is_empty() {
        return None;
    }
    let (key, step, steps) = candidates.swap_remove(random.index(candidates.len()));
    let moved = quantity(random.between(1, steps - 1) * step);
    let lot = situation.lots.get_mut(&key)?;
    let new = Lot { on_hand: moved, reserved: Quantity::ZERO, ..lot.clone() };
    lot.on_hand = lot.on_hand.saturating_sub(moved);
    situation.lots.insert(LotKey { lot: id(random.pick(&["A-PART", "Z-PART"])), ..key }, new);
    Some(Changed::to(case.with(situation)))
}

/// All quantities twice.
pub(crate) fn twice(case: &Case, _: &mut Random) -> Option<Changed> {
    let mut situation = case.situation.clone();
    let twice = |units: &mut Quantity| *units = quantity(units.units() * 2);
    for lot in situation.lots.values_mut() {
        twice(&mut lot.on_hand);
        twice(&mut lot.reserved);
    }
    for need in situation.needs.values_mut() {
        let Need { claimed, entitlement, covered, .. } = need;
        [claimed, entitlement, covered].into_iter().for_each(twice);
    }
    situation.protected.values_mut().for_each(twice);
    situation.last.values_mut().for_each(twice);
    Some(Changed::to(case.with(situation)))
}

/// More in a lot, or a lot more.
pub(crate) fn more_stock(case: &Case, random: &mut Random) -> Option<Changed> {
    let mut situation = case.situation.clone();
    let key = any(random, &situation.lots)?;
    let more = random.between(1, 20);
    if random.percent(60) {
        let lot = situation.lots.get_mut(&key)?;
        lot.on_hand = lot.on_hand.saturating_add(quantity(more));
    } else {
        let lot = Lot { on_hand: quantity(more), ..Lot::default() };
        situation.lots.insert(LotKey { lot: id("MORE"), ..key }, lot);
    }
    Some(Changed::to(case.with(situation)))
}

/// A lane carries more, or all.
pub(crate) fn more_capacity(case: &Case, random: &mut Random) -> Option<Changed> {
    let mut situation = case.situation.clone();
    let narrow: Vec<_> =
        situation.lanes.iter().filter(|(_, lane)| lane.capacity.is_some()).map(|(key, _)| key.clone()).collect();
    if narrow.is_empty() {
        return None;
    }
    let lane = situation.lanes.get_mut(&narrow[random.index(narrow.len())])?;
    let more = quantity(random.number(&[1, 3, 20, PLENTY]));
    lane.capacity = lane.capacity.map(|capacity| capacity.saturating_add(more)).filter(|_| random.percent(80));
    Some(Changed::to(case.with(situation)))
}

/// A pool carries more, or all.
pub(crate) fn more_vehicles(case: &Case, random: &mut Random) -> Option<Changed> {
    let mut situation = case.situation.clone();
    let key = any(random, &situation.pools)?;
    let pool = situation.pools.get_mut(&key)?;
    let before = *pool;
    for limit in [&mut pool.grams, &mut pool.millilitres] {
        if random.percent(60) {
            let more = quantity(random.number(&[1, 50, 2_000, PLENTY]));
            *limit = limit.map(|most| most.saturating_add(more)).filter(|_| random.percent(80));
        }
    }
    (*pool != before).then(|| Changed::to(case.with(situation)))
}

/// A need once more, at a new site with the same ways.
pub(crate) fn equal_needs(case: &Case, random: &mut Random) -> Option<Changed> {
    let mut situation = case.situation.clone();
    let key = any(random, &situation.needs)?;
    let site: SiteId = id(random.pick(&["A-TWIN", "Z-TWIN"]));
    let twin = NeedKey { site: site.clone(), item: key.item.clone() };
    situation.needs.insert(twin.clone(), situation.needs[&key].clone());
    let ways: Vec<_> = situation.lanes.iter().filter(|((_, to), _)| *to == key.site).collect();
    let ways: Vec<_> = ways.into_iter().map(|((from, _), lane)| (from.clone(), lane.clone())).collect();
    for (from, lane) in ways {
        // What else goes over a narrow lane would be another's access.
        let lane = Lane { capacity: None, ..lane };
        situation.lanes.insert((from.clone(), key.site.clone()), lane.clone());
        situation.lanes.insert((from, site.clone()), lane);
    }
    for lot in situation.lots.values_mut() {
        if let Some(sites) = lot.earmark.as_mut().filter(|sites| sites.contains(&key.site)) {
            sites.insert(site.clone());
        }
    }
    situation.last.clear();
    let changed = Changed::to(case.with(situation));
    Some(Changed { equal: Some((key, twin)), ..changed })
}
