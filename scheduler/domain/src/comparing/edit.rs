//! A situation with something changed, as "what if" asks for it. Each edit is one line of text:
//!
//! | edit | what |
//! |---|---|
//! | `stock D1/N95=+2000`, `=-500`, `=500` | so much more, less or in all that a depot may give of an item |
//! | `close D1-H1`, `open D1-H1` | the lane carries nothing; or carries again |
//! | `need H1/N95=400`, `=400:critical` | so much is claimed, and all of it is what the site is entitled to; 0 closes the need |
//! | `pool NIGHT=+5000000g`, `=-1000ml`, `=900g` | what vehicles carry |
//! | `release D1/N95=200` | so much of the protected stock may go |
//! | `without-earmark D1/N95/L7` | everybody may receive the lot; its own name is enough where no other lot has it |
//!
//! Ids may have the marks `/` and `-` in them: what is known decides where one ends.

use crate::id::{ClassName, DepotId, ItemId, LotId, LotKey, NeedKey, PoolId, SiteId};
use crate::policy::Policy;
use crate::quantity::{QUANTITY_MAX, Quantity};
use crate::situation::{Lane, Lot, Need, Situation};
use std::collections::BTreeSet;
use std::str::FromStr;
use yicang_language::{Message, message};

/// How a figure changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// By so much more.
    More(u64),
    /// By so much less.
    Less(u64),
    /// To this.
    Is(u64),
}

/// What vehicles carry is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// Grams.
    Grams,
    /// Millilitres.
    Millilitres,
}

/// One change of a situation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// What a depot may give of an item.
    Stock(DepotId, ItemId, Amount),
    /// A lane carries nothing.
    Close(DepotId, SiteId),
    /// A lane carries again.
    Open(DepotId, SiteId),
    /// What a site claims and is entitled to, and its class if that is said.
    Need(NeedKey, u64, Option<ClassName>),
    /// What vehicles carry.
    Pool(PoolId, Load, Amount),
    /// So much of the protected stock may go.
    Release(DepotId, ItemId, u64),
    /// Everybody may receive the lot.
    WithoutEarmark(LotKey),
}

/// Ids that there are.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Of depots.
    pub depots: BTreeSet<DepotId>,
    /// Of sites.
    pub sites: BTreeSet<SiteId>,
    /// Of items.
    pub items: BTreeSet<ItemId>,
}

impl Known {
    /// Those that a situation names.
    pub fn of(situation: &Situation) -> Self {
        let mut known = Self::default();
        known.depots.extend(situation.depots.keys().cloned());
        known.depots.extend(situation.lots.keys().map(|lot| lot.depot.clone()));
        known.depots.extend(situation.protected.keys().map(|(depot, _)| depot.clone()));
        known.depots.extend(situation.lanes.keys().map(|(depot, _)| depot.clone()));
        known.sites.extend(situation.sites.keys().cloned());
        known.sites.extend(situation.needs.keys().map(|need| need.site.clone()));
        known.sites.extend(situation.lanes.keys().map(|(_, site)| site.clone()));
        known.items.extend(situation.items.keys().cloned());
        known.items.extend(situation.lots.keys().map(|lot| lot.item.clone()));
        known.items.extend(situation.needs.keys().map(|need| need.item.clone()));
        known
    }
}

impl Edit {
    /// Reads an edit.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str, known: &Known, situation: &Situation) -> Result<Self, Message> {
        let (kind, words) = text.split_once(' ').ok_or_else(|| message!("edit-unknown", edit = text))?;
        let figure = || words.rsplit_once('=').ok_or_else(|| message!("edit-no-figure", edit = text));
        let lane = || pair(words, '-', &known.depots, &known.sites, message!("edit-lane", words = words));
        let stock = |of: &str| pair(of, '/', &known.depots, &known.items, message!("edit-depot-item", words = of));
        match kind {
            "stock" => {
                let (of, units) = figure()?;
                let (depot, item) = stock(of)?;
                Ok(Self::Stock(depot, item, amount(units)?))
            }
            "close" => lane().map(|(depot, site)| Self::Close(depot, site)),
            "open" => lane().map(|(depot, site)| Self::Open(depot, site)),
            "need" => {
                let (of, units) = figure()?;
                let (site, item) = pair(of, '/', &known.sites, &known.items, message!("edit-site-item", words = of))?;
                let (units, class) = match units.split_once(':') {
                    None => (units, None),
                    Some((units, class)) => {
                        let wrong = |_| message!("edit-class", class = class);
                        (units, Some(class.parse::<ClassName>().map_err(wrong)?))
                    }
                };
                Ok(Self::Need(NeedKey { site, item }, whole(units)?, class))
            }
            "pool" => {
                let (pool, load) = figure()?;
                let unknown = || message!("edit-pool", pool = pool);
                let id: PoolId = pool.parse().map_err(|_| unknown())?;
                if !situation.pools.contains_key(&id) {
                    return Err(unknown());
                }
                match (load.strip_suffix("ml"), load.strip_suffix('g')) {
                    (Some(units), _) => Ok(Self::Pool(id, Load::Millilitres, amount(units)?)),
                    (None, Some(units)) => Ok(Self::Pool(id, Load::Grams, amount(units)?)),
                    (None, None) => Err(message!("edit-load", words = load)),
                }
            }
            "release" => {
                let (of, units) = figure()?;
                let (depot, item) = stock(of)?;
                Ok(Self::Release(depot, item, whole(units)?))
            }
            "without-earmark" => {
                let is = |lot: &&LotKey| lot.to_string() == words || lot.lot.as_str() == words;
                let mut found = situation.lots.keys().filter(is);
                match (found.next(), found.next()) {
                    (Some(lot), None) => Ok(Self::WithoutEarmark(lot.clone())),
                    (None, _) => Err(message!("edit-no-lot", lot = words)),
                    (Some(one), Some(_)) => Err(message!("edit-lots", lot = words, example = one.to_string())),
                }
            }
            _ => Err(message!("edit-unknown", edit = text)),
        }
    }

    /// Makes the change in a situation under a policy.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn apply(&self, situation: &mut Situation, policy: &Policy) -> Result<(), Message> {
        match self {
            Self::Stock(depot, item, amount) => stock(situation, depot, item, *amount),
            Self::Close(depot, site) => {
                let closed = || situation.lane(&policy.travel_times(), depot, site).is_none_or(|lane| !lane.open);
                if closed() {
                    return Err(message!("edit-no-open-lane", depot = depot.as_str(), site = site.as_str()));
                }
                let key = (depot.clone(), site.clone());
                situation.lanes.entry(key).or_insert_with(Lane::closed).open = false;
                Ok(())
            }
            Self::Open(depot, site) => open(situation, policy, depot, site),
            Self::Need(key, units, class) => need(situation, policy, key, *units, class.as_ref()),
            Self::Pool(id, load, amount) => {
                let Some(pool) = situation.pools.get_mut(id) else {
                    return Err(message!("edit-pool", pool = id.as_str()));
                };
                let limit = match load {
                    Load::Grams => &mut pool.grams,
                    Load::Millilitres => &mut pool.millilitres,
                };
                let now = limit.map(Quantity::units);
                let units = match (now, amount) {
                    (_, Amount::Is(units)) => *units,
                    (None, _) => return Err(message!("edit-no-limit", pool = id.as_str())),
                    (Some(now), Amount::More(more)) => now.saturating_add(*more),
                    (Some(now), Amount::Less(less)) => {
                        now.checked_sub(*less).ok_or_else(|| message!("edit-too-little", there = now, asked = *less))?
                    }
                };
                *limit = Some(quantity(units)?);
                Ok(())
            }
            Self::Release(depot, item, units) => {
                let key = (depot.clone(), item.clone());
                let kept = situation.protected.get(&key).map_or(0, |kept| kept.units());
                let left = kept.checked_sub(*units);
                let left = left.ok_or_else(|| message!("edit-too-little", there = kept, asked = *units))?;
                match left {
                    0 => drop(situation.protected.remove(&key)),
                    left => drop(situation.protected.insert(key, quantity(left)?)),
                }
                Ok(())
            }
            Self::WithoutEarmark(key) => match situation.lots.get_mut(key) {
                Some(lot) if lot.earmarked().is_some() => {
                    lot.earmark = None;
                    Ok(())
                }
                Some(_) => Err(message!("edit-no-earmark", lot = key.to_string())),
                None => Err(message!("edit-no-lot", lot = key.to_string())),
            },
        }
    }
}

/// More comes as a lot of its own, ready now; less is taken from what may move, lot after lot in the order of names.
fn stock(situation: &mut Situation, depot: &DepotId, item: &ItemId, amount: Amount) -> Result<(), Message> {
    let own = |key: &LotKey| &key.depot == depot && &key.item == item;
    let movable = |situation: &Situation| {
        let lots = situation.lots.iter().filter(|(key, _)| own(key));
        lots.map(|(_, lot)| situation.movable(lot).units()).fold(0_u64, u64::saturating_add)
    };
    let there = movable(situation);
    let (more, less) = match amount {
        Amount::More(units) => (units, 0),
        Amount::Less(units) => (0, units),
        Amount::Is(units) => (units.saturating_sub(there), there.saturating_sub(units)),
    };
    if less > there {
        return Err(message!("edit-too-little", there = there, asked = less));
    }
    if more > 0 {
        let key = |lot| LotKey { depot: depot.clone(), item: item.clone(), lot };
        let free = (0_u32..).find_map(|n| {
            let lot = LotId::new(&format!("what-if-{n}")).ok().map(key);
            lot.filter(|key| !situation.lots.contains_key(key))
        });
        if let Some(free) = free {
            situation.lots.insert(free, Lot { on_hand: quantity(more)?, ..Lot::default() });
        }
    }
    let mut left = less;
    let keys: Vec<LotKey> = situation.lots.keys().filter(|key| own(key)).cloned().collect();
    for key in keys {
        let take = situation.lots.get(&key).map_or(0, |lot| situation.movable(lot).units()).min(left);
        if let Some(lot) = situation.lots.get_mut(&key).filter(|_| take > 0) {
            lot.on_hand = quantity(lot.on_hand.units() - take)?;
            left -= take;
        }
    }
    Ok(())
}

fn open(situation: &mut Situation, policy: &Policy, depot: &DepotId, site: &SiteId) -> Result<(), Message> {
    let key = (depot.clone(), site.clone());
    match situation.lanes.get_mut(&key) {
        Some(lane) if lane.open => {
            return Err(message!("edit-lane-is-open", depot = depot.as_str(), site = site.as_str()));
        }
        Some(lane) if lane.minutes.is_some() || lane.cost.is_some() => lane.open = true,
        // Closed, and computed before that: it is computed again.
        Some(_) => drop(situation.lanes.remove(&key)),
        None => {}
    }
    match situation.lane(&policy.travel_times(), depot, site).is_some_and(|lane| lane.open) {
        true => Ok(()),
        false => Err(message!("edit-no-way", depot = depot.as_str(), site = site.as_str())),
    }
}

fn need(
    situation: &mut Situation,
    policy: &Policy,
    key: &NeedKey,
    units: u64,
    class: Option<&ClassName>,
) -> Result<(), Message> {
    if units == 0 {
        situation.unknown.remove(key);
        let closed = situation.needs.remove(key);
        return closed.map(|_| ()).ok_or_else(|| message!("edit-no-need", need = key.to_string()));
    }
    let units = quantity(units)?;
    if let Some(class) = class.filter(|class| policy.class_rank(class).is_none()) {
        let known: Vec<_> = policy.classes.iter().map(|class| class.name.to_string()).collect();
        return Err(message!("edit-unknown-class", class = class.as_str(), classes = known));
    }
    if let Some(need) = situation.needs.get_mut(key) {
        (need.claimed, need.entitlement) = (units, units);
        if let Some(class) = class {
            need.class = class.clone();
        }
        situation.unknown.remove(key);
        return Ok(());
    }
    let class = class.cloned().ok_or_else(|| message!("edit-need-class", need = key.to_string()))?;
    let (weight, due, latest_useful) = (None, None, None);
    let covered = Quantity::ZERO;
    let new = Need { class, claimed: units, entitlement: units, weight, covered, due, latest_useful, life_days_min: 0 };
    situation.needs.insert(key.clone(), new);
    Ok(())
}

/// Two ids with a mark between them, wherever the mark parts what is known.
fn pair<A, B>(
    words: &str,
    mark: char,
    first: &BTreeSet<A>,
    second: &BTreeSet<B>,
    wrong: Message,
) -> Result<(A, B), Message>
where
    A: FromStr + Ord,
    B: FromStr + Ord,
{
    let parts = words.match_indices(mark).filter_map(|(at, mark)| {
        let one: A = words[..at].parse().ok()?;
        let other: B = words[at + mark.len()..].parse().ok()?;
        (first.contains(&one) && second.contains(&other)).then_some((one, other))
    });
    let mut parts = parts.fuse();
    match (parts.next(), parts.next()) {
        (Some(pair), None) => Ok(pair),
        _ => Err(wrong),
    }
}

fn amount(text: &str) -> Result<Amount, Message> {
    match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(units), _) => whole(units).map(Amount::More),
        (None, Some(units)) => whole(units).map(Amount::Less),
        (None, None) => whole(text).map(Amount::Is),
    }
}

fn whole(text: &str) -> Result<u64, Message> {
    let digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let units = text.parse().ok().filter(|units| digits && *units <= QUANTITY_MAX);
    units.ok_or_else(|| message!("edit-no-number", text = text, max = QUANTITY_MAX))
}

fn quantity(units: u64) -> Result<Quantity, Message> {
    Quantity::new(units).ok_or_else(|| message!("edit-no-number", text = units.to_string(), max = QUANTITY_MAX))
}
