//! A situation under a policy, read from the text of the model alone: needs with their stacks, columns, and rows.
//!
//! | model | here |
//! |---|---|
//! | k | [`Need`], its stack a list of [`worth::Segment`]s |
//! | (l, k) | [`Column`], counted in steps: the least amount that may leave |
//! | rows 1, 2, 4 | [`Row`] |
//! | row 6, kits | [`Need::kit`] |
//!
//! It knows the data of `yicang-domain`, and nothing that counts there.

use crate::roles::{fixed, roles, served_last};
use crate::worth::{self, Stack};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use yicang_domain::{DepotId, FirstLevel, ItemId, LotKey, NeedKey, Policy, SecondLevel, SiteId, Situation};

/// See the module.
pub(crate) struct Reading {
    /// Components of V.
    pub(crate) levels: usize,
    /// Whether a draw stands between service and cost.
    pub(crate) draws: bool,
    /// What a unit beyond the last plan's costs more, in millionths.
    pub(crate) change: i128,
    /// Sorted; those that the policy does not admit are there, with nothing open.
    pub(crate) needs: Vec<Need>,
    /// Columns that may carry something.
    pub(crate) columns: Vec<Column>,
    /// Limits of stock, reserves, lanes and vehicles that can bind.
    pub(crate) rows: Vec<Row>,
}

/// One line of what is asked.
pub(crate) struct Need {
    pub(crate) key: NeedKey,
    /// Whether the policy knows its class, or a weight stands in for it.
    pub(crate) is_admitted: bool,
    /// Claim less what is covered; of a need that is not admitted, too.
    pub(crate) open: u64,
    /// What is open, from its beginning; nothing where the need is not admitted.
    pub(crate) stack: Stack,
    /// Units at the beginning of the stack that lie inside the entitlement.
    pub(crate) entitled: u64,
    /// Units at the beginning of the stack that overrides send, and after them those that the last plan served.
    pub(crate) fixed: u64,
    pub(crate) last: u64,
    /// K − place: a unit's part in the draw.
    pub(crate) ticket: i128,
    /// K, the number of needs.
    pub(crate) needs: i128,
    pub(crate) kit: Option<Kit>,
}

/// A need's components, if there are some for a whole kit.
pub(crate) struct Kit {
    /// Units of each component in a kit.
    pub(crate) parts: Vec<(ItemId, u64)>,
    /// Kits that stock may make, at most what is open.
    pub(crate) most: u64,
}

/// What a column's goods are to its need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Serves {
    /// So many units of the need with each step.
    Units(u64),
    /// A component, by its place in [`Kit::parts`].
    Part(usize),
}

/// Goods of a lot for a need.
pub(crate) struct Column {
    pub(crate) lot: LotKey,
    pub(crate) need: usize,
    pub(crate) serves: Serves,
    /// One unit for one.
    pub(crate) is_even: bool,
    /// Units of the lot that leave together.
    pub(crate) step: u64,
    /// Units of a pack.
    pub(crate) pack: u64,
    /// Units that the lot holds for the plan.
    pub(crate) available: u64,
    /// Steps that fit where nothing else is sent, above zero.
    pub(crate) most: u64,
    /// Steps that an override has sent, whatever else.
    pub(crate) least: u64,
    /// The same where only stock and the need are limits.
    pub(crate) most_without_ways: u64,
    /// Cost of a unit in millionths, where the last plan sent as much.
    pub(crate) cost: i128,
    /// Units that the last plan sent.
    pub(crate) last: u64,
    /// Seconds since 1970.
    pub(crate) departs: i64,
    pub(crate) arrives: i64,
}

impl Column {
    /// What so many units cost, in millionths.
    pub(crate) fn cost_of(&self, units: u64, change: i128) -> i128 {
        self.cost * i128::from(units) + change * i128::from(units.saturating_sub(self.last))
    }
}

/// Σ uses ≤ limit.
pub(crate) struct Row {
    pub(crate) kind: RowKind,
    pub(crate) limit: i128,
    /// Column, and what a step takes.
    pub(crate) uses: Vec<(usize, i128)>,
}

/// What a row limits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RowKind {
    Lot(LotKey),
    Store(DepotId, ItemId),
    Lane(DepotId, SiteId),
    /// Micrograms.
    Grams(String),
    /// Nanolitres.
    Millilitres(String),
}

impl RowKind {
    /// Whether goods of several needs meet here that need not be of one depot and item.
    pub(crate) fn is_pool(&self) -> bool {
        matches!(self, RowKind::Grams(_) | RowKind::Millilitres(_))
    }
}

/// Days of life counted for what does not expire.
const LIFE_UNBOUNDED: i64 = 3_650;

fn is_steps(policy: &Policy) -> bool {
    matches!(policy.first_level, FirstLevel::Steps(_))
}

fn days_of(date: jiff::civil::Date) -> i64 {
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    i64::from((date - epoch).get_days())
}

impl Reading {
    /// Reads a situation.
    pub(crate) fn of(situation: &Situation, policy: &Policy, second: SecondLevel) -> Self {
        let mut reading = Self {
            levels: if is_steps(policy) { policy.classes.len() + 2 } else { 1 },
            draws: is_steps(policy),
            change: i128::from(policy.change) * 1_000_000,
            needs: needs(situation, policy),
            columns: Vec::new(),
            rows: Vec::new(),
        };
        reading.add_columns(situation, policy, second);
        reading.add_kits();
        let instead = reading.columns.iter().filter_map(|column| {
            let needed = &reading.needs[column.need].key.item;
            (column.is_even && &column.lot.item != needed).then_some((&column.lot.item, needed))
        });
        let worths = worth::of_items(situation, policy, &instead.collect::<Vec<_>>());
        for need in &mut reading.needs {
            if need.is_admitted {
                let line = &situation.needs[&need.key];
                need.stack = worth::stack(policy, line, worths.get(&need.key.item).copied().unwrap_or(1));
            }
        }
        reading.add_rows(situation);
        reading
    }

    fn add_columns(&mut self, situation: &Situation, policy: &Policy, second: SecondLevel) {
        let now = situation.now.as_second();
        let day = |second: i64| (second + i64::from(situation.offset)).div_euclid(86_400);
        for at in 0..self.needs.len() {
            let key = self.needs[at].key.clone();
            let need = &situation.needs[&key];
            if !self.needs[at].is_admitted {
                continue;
            }
            for role in roles(situation, &key.item) {
                for (lot_key, lot) in situation.lots.iter().filter(|(lot, _)| &lot.item == role.item) {
                    let Some(lane) = situation.lanes.get(&(lot_key.depot.clone(), key.site.clone())) else { continue };
                    let expiry = lot.expires_on.map(days_of);
                    let is_for_site = lot.earmark.as_ref().is_none_or(|sites| sites.contains(&key.site));
                    if !lane.open || !is_for_site || expiry.is_some_and(|expiry| expiry < day(now)) {
                        continue;
                    }
                    let ready = lot.available_at.map_or(now, |at| at.as_second().max(now));
                    let vehicle = lane.pool.as_ref().and_then(|pool| situation.pools[pool].departs);
                    let departs = vehicle.map_or(ready, |at| at.as_second());
                    let minutes = i64::try_from(lane.minutes.unwrap_or_default().micros().div_ceil(1_000_000))
                        .expect("at most 10⁹");
                    let arrives = departs + minutes * 60;
                    let life = expiry.map(|expiry| expiry - day(arrives));
                    if departs < ready
                        || need.latest_useful.is_some_and(|latest| arrives > latest.as_second())
                        || life.is_some_and(|life| life < i64::from(need.life_days_min))
                    {
                        continue;
                    }
                    let way = match second {
                        SecondLevel::Minutes => lane.minutes.unwrap_or_default().micros(),
                        SecondLevel::Cost => lane.cost.unwrap_or_default().micros(),
                    };
                    let late = need.due.map_or(0, |due| (arrives - due.as_second()).max(0));
                    let late_minutes = i128::from(late + 59) / 60;
                    let life = i128::from(life.unwrap_or(LIFE_UNBOUNDED));
                    let extra = late_minutes * i128::from(policy.lateness) + life * i128::from(policy.expiry);
                    let pack = situation.items.get(&lot_key.item).map_or(1, |facts| facts.pack.units());
                    let (serves, step) = match role.part {
                        Some((part, _)) => (Serves::Part(part), pack),
                        None => {
                            let step = pack / gcd(pack, role.given) * role.given;
                            (Serves::Units(step / role.given * role.needed), step)
                        }
                    };
                    let last = (lot_key.clone(), key.site.clone(), key.item.clone());
                    let open = match (serves, role.part) {
                        (Serves::Units(units), _) => self.needs[at].open / units,
                        (Serves::Part(_), part) => self.needs[at].open * part.map_or(1, |part| part.1) / step,
                    };
                    let mut column = Column {
                        lot: lot_key.clone(),
                        need: at,
                        serves,
                        is_even: role.part.is_none() && (role.given, role.needed) == (1, 1),
                        step,
                        pack,
                        available: lot.on_hand.units() - lot.reserved.units(),
                        most: open,
                        least: 0,
                        most_without_ways: open,
                        cost: i128::from(way) + role.penalty + extra * 1_000_000,
                        last: situation.last.get(&last).map_or(0, |units| units.units()),
                        departs,
                        arrives,
                    };
                    for (kind, limit, takes) in limits(situation, &column, &key.site) {
                        let fits = if takes == 0 { i128::MAX } else { limit / takes };
                        let fits = u64::try_from(fits).unwrap_or(u64::MAX);
                        column.most = column.most.min(fits);
                        if matches!(kind, RowKind::Lot(_) | RowKind::Store(..)) {
                            column.most_without_ways = column.most_without_ways.min(fits);
                        }
                    }
                    if let Some(line) = situation.overrides.get(&(lot_key.clone(), key.clone())) {
                        column.least = line.bound.least() / step;
                        column.most = column.most.min(line.bound.most().map_or(u64::MAX, |most| most / step));
                    }
                    if column.most > 0 {
                        self.columns.push(column);
                    }
                }
            }
            if let Some(parts) = situation.kits.get(&key.item) {
                let parts = parts.iter().map(|(item, units)| (item.clone(), *units)).collect();
                self.needs[at].kit = Some(Kit { parts, most: 0 });
            }
        }
    }

    /// How many kits there may be at most; components that make none may not go.
    fn add_kits(&mut self) {
        for at in 0..self.needs.len() {
            let open = self.needs[at].open;
            let Some(kit) = &mut self.needs[at].kit else { continue };
            let (mut units, mut packs) = (vec![0_u64; kit.parts.len()], vec![1_u64; kit.parts.len()]);
            for column in self.columns.iter().filter(|column| column.need == at) {
                if let Serves::Part(part) = column.serves {
                    units[part] += column.most * column.step;
                    packs[part] = column.step;
                }
            }
            let of_parts = units.iter().zip(&kit.parts).map(|(units, (_, each))| units / each);
            // As many as take whole packs of every part.
            let of_packs = packs.iter().zip(&kit.parts).map(|(pack, (_, each))| pack / gcd(*pack, *each));
            let at_once = of_packs.fold(1, |all, own| all / gcd(all, own) * own);
            kit.most = of_parts.min().unwrap_or(0).min(open) / at_once * at_once;
            if kit.most == 0 {
                self.needs[at].kit = None;
                self.columns.retain(|column| column.need != at || matches!(column.serves, Serves::Units(_)));
            }
        }
    }

    fn add_rows(&mut self, situation: &Situation) {
        let mut rows: BTreeMap<RowKind, Row> = BTreeMap::new();
        for (at, column) in self.columns.iter().enumerate() {
            for (kind, limit, takes) in limits(situation, column, &self.needs[column.need].key.site) {
                let row = rows.entry(kind.clone()).or_insert(Row { kind, limit, uses: Vec::new() });
                if takes > 0 {
                    row.uses.push((at, takes));
                }
            }
        }
        self.rows = rows.into_values().collect();
    }

    /// Whether a row can bind: whether its columns could carry more together, as far as lots and needs let them.
    pub(crate) fn can_bind(&self, row: &Row) -> bool {
        self.overloads(row, |column| column.most)
    }

    /// Whether lanes and vehicles are short here, were there no other lanes and vehicles, nor this row for each column
    /// alone.
    pub(crate) fn is_short(&self, row: &Row) -> bool {
        self.overloads(row, |column| column.most_without_ways)
    }

    fn overloads(&self, row: &Row, most: impl Fn(&Column) -> u64) -> bool {
        let mut by_need: BTreeMap<usize, [i128; 2]> = BTreeMap::new();
        let mut by_lot: BTreeMap<&LotKey, [i128; 2]> = BTreeMap::new();
        for (at, takes) in &row.uses {
            let column = &self.columns[*at];
            let most = takes * i128::from(most(column));
            // Were all that is open of the need, or all that the lot holds, sent over this column.
            let alone_at_need = match column.serves {
                Serves::Units(units) => takes * i128::from(self.needs[column.need].open) / i128::from(units),
                Serves::Part(_) => i128::MAX / 8,
            };
            let alone_of_lot = takes * i128::from(column.available) / i128::from(column.step);
            for ([sum, alone], one) in [
                (by_need.entry(column.need).or_default(), alone_at_need),
                (by_lot.entry(&column.lot).or_default(), alone_of_lot),
            ] {
                *sum += most;
                *alone = (*alone).max(one);
            }
        }
        let least = |sums: Vec<&[i128; 2]>| sums.into_iter().map(|[sum, alone]| *sum.min(alone)).sum::<i128>();
        let needs = least(by_need.values().collect());
        match row.kind {
            RowKind::Lot(_) => needs > row.limit,
            _ => needs.min(least(by_lot.values().collect())) > row.limit,
        }
    }

    /// What the columns of a need could bring it if there were no others.
    pub(crate) fn reach(&self, need: usize) -> u64 {
        let columns = self.columns.iter().filter(|column| column.need == need);
        let units: u64 =
            columns.map(|column| if let Serves::Units(units) = column.serves { units * column.most } else { 0 }).sum();
        let kits = self.needs[need].kit.as_ref().map_or(0, |kit| kit.most);
        (units + kits).min(self.needs[need].open)
    }
}

/// The limits over a column: what of, how much, and what a step takes of it.
fn limits(situation: &Situation, column: &Column, site: &SiteId) -> Vec<(RowKind, i128, i128)> {
    let LotKey { depot, item, .. } = &column.lot;
    let day = (situation.now.as_second() + i64::from(situation.offset)).div_euclid(86_400);
    let lots = situation.lots.iter().filter(|(key, lot)| {
        &key.depot == depot && &key.item == item && lot.expires_on.is_none_or(|expiry| days_of(expiry) >= day)
    });
    let free = |lot: &yicang_domain::Lot| i128::from(lot.on_hand.units()) - i128::from(lot.reserved.units());
    let held: i128 = lots.map(|(_, lot)| free(lot)).sum();
    let kept = situation.protected.get(&(depot.clone(), item.clone())).map_or(0, |units| units.units());
    let step = i128::from(column.step);
    let mut limits = vec![
        (RowKind::Lot(column.lot.clone()), free(&situation.lots[&column.lot]), step),
        (RowKind::Store(depot.clone(), item.clone()), (held - i128::from(kept)).max(0), step),
    ];
    let lane = &situation.lanes[&(depot.clone(), site.clone())];
    if let Some(capacity) = lane.capacity {
        limits.push((RowKind::Lane(depot.clone(), site.clone()), capacity.units().into(), step));
    }
    if let Some(id) = &lane.pool {
        let (pool, facts) = (&situation.pools[id], situation.items.get(item));
        let micros = |size: Option<u64>| i128::from(size.unwrap_or(0)) * step;
        if let Some(grams) = pool.grams {
            let takes = micros(facts.map(|facts| facts.grams.micros()));
            limits.push((RowKind::Grams(id.to_string()), i128::from(grams.units()) * 1_000_000, takes));
        }
        if let Some(millilitres) = pool.millilitres {
            let takes = micros(facts.map(|facts| facts.millilitres.micros()));
            limits.push((RowKind::Millilitres(id.to_string()), i128::from(millilitres.units()) * 1_000_000, takes));
        }
    }
    limits
}

/// The needs without their stacks.
fn needs(situation: &Situation, policy: &Policy) -> Vec<Need> {
    let seed = situation.seed.as_deref().unwrap_or("");
    let mut tickets: Vec<_> = situation.needs.keys().map(|key| (ticket(seed, key), key)).collect();
    tickets.sort();
    let count = i128::try_from(tickets.len()).expect("few");
    let need = |(key, need): (&NeedKey, &yicang_domain::Need)| {
        let knows = policy.classes.iter().any(|class| class.name == need.class);
        let open = need.claimed.units().saturating_sub(need.covered.units());
        let entitled = need.entitlement.units().saturating_sub(need.covered.units()).min(open);
        let place = tickets.iter().position(|(_, of)| *of == key).expect("every need has one");
        Need {
            key: key.clone(),
            is_admitted: knows || (!is_steps(policy) && need.weight.is_some()),
            open,
            stack: Stack::default(),
            entitled,
            fixed: fixed(situation, key),
            last: served_last(situation, key),
            ticket: count - i128::try_from(place).expect("few"),
            needs: count,
            kit: None,
        }
    };
    situation.needs.iter().map(need).collect()
}

/// SHA-256(seed, line break, site, line break, item).
pub(crate) fn ticket(seed: &str, need: &NeedKey) -> [u8; 32] {
    Sha256::digest(format!("{seed}\n{}\n{}", need.site, need.item).as_bytes()).into()
}

pub(crate) fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
