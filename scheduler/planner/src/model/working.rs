//! Columns that can carry something. A substitute that nobody holds, a kit that lacks a component and a lane too narrow
//! for a pack change nothing. So they tie no items together and change no worth.

use super::admissible::Column;
use super::{Group, Model, Role};
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::quantity::gcd;

impl Model<'_> {
    /// The least that can go over a column: whole packs that make whole units of what is needed. Components of a kit
    /// may come from several lots: of one, whole packs.
    pub(crate) fn step(&self, role: &Role, lot: usize) -> u64 {
        let pack = self.pack(lot);
        if role.component.is_some() {
            return pack;
        }
        let of = u64::from(role.given) / gcd(u64::from(role.given), u64::from(role.needed));
        // At most 10^6 · 10^6.
        of / gcd(of, pack) * pack
    }

    /// [`Model::step`] of all lots of a role.
    fn least_step(&self, role: &Role) -> u64 {
        self.items[role.item].lots.first().map_or(1, |lot| self.step(role, *lot))
    }

    /// Whether a column can carry anything over its lane and in its pool's vehicles; stock and claims are not asked.
    pub(crate) fn is_carried(&self, role: &Role, lot: usize, need: usize, column: &Column) -> bool {
        let is_free = column.way.capacity.is_none() && column.way.pool.is_none() && column.cap.is_none();
        is_free || self.most(role, lot, need, column) > 0
    }

    /// Units of what is needed that so many units over a column serve, if they are whole; of a component, whole kits.
    pub(crate) fn served_by(role: &Role, units: u64) -> u64 {
        match role.component {
            Some(of_kit) => units / of_kit.max(1),
            // At most 10^12 · 10^6.
            None => units * u64::from(role.needed) / u64::from(role.given.max(1)),
        }
    }

    /// The most that a column carries by itself, in units of the lot, whole steps.
    pub(crate) fn most(&self, role: &Role, lot: usize, need: usize, column: &Column) -> u64 {
        let row = &self.lots[lot];
        let step = self.step(role, lot);
        let mut most = row.available.min(self.stores[row.store].limit);
        let open = u128::from(self.needs[need].open);
        let asked = match role.component {
            // Not even the fewest kits that whole packs make.
            Some(units) if u128::from(self.kits_at_once(role.item, units)) > open => return 0,
            Some(units) => open * u128::from(units),
            None => open * u128::from(role.given) / u128::from(role.needed.max(1)),
        };
        // No more than what is available is taken of it.
        most = most.min(u64::try_from(asked).unwrap_or(u64::MAX)).min(column.way.capacity.unwrap_or(u64::MAX));
        most = most.min(column.cap.map_or(u64::MAX, |(_, cap)| cap));
        for (limit, size) in self.sizes(lot, column).into_iter().flatten().filter(|(_, size)| *size > 0) {
            most = most.min(limit / size);
        }
        most / step * step
    }

    /// What the pool of a column carries and what a unit takes of it: micrograms and nanolitres; `None` where it has no
    /// limit.
    pub(crate) fn sizes(&self, lot: usize, column: &Column) -> [Option<(u64, u64)>; 2] {
        let facts = &self.items[self.lots[lot].item].facts;
        let Some(pool) = column.way.pool.map(|pool| self.pools[pool].1) else { return [None; 2] };
        // At most 10^12 · 10^6.
        let loads = column.way.pool.and_then(|pool| self.narrowed.loads.get(pool)).copied().unwrap_or_default();
        let of = |limit: Option<yicang_domain::Quantity>, load: u64, size: u64| {
            Some(((limit?.units() * 1_000_000).saturating_sub(load), size))
        };
        [of(pool.grams, loads[0], facts.grams.micros()), of(pool.millilitres, loads[1], facts.millilitres.micros())]
    }

    /// Units that any shipment could bring a need at most, of what is needed; whole steps only.
    pub(crate) fn reach(&self, need: usize) -> u64 {
        let mut kits = BTreeMap::<usize, u64>::new();
        let mut single = 0_u64;
        for role in self.items[self.needs[need].item].roles.iter().filter(|role| role.works) {
            let units = self.brought(role, need);
            match role.component {
                Some(of_kit) => _ = kits.insert(role.item, self.kits(role.item, of_kit, units)),
                None => single = single.saturating_add(Self::served_by(role, units)),
            }
        }
        // Either all components of a kit work, or none.
        single.saturating_add(kits.into_values().min().unwrap_or(0)).min(self.needs[need].open)
    }

    /// Kits that so many units of a component are enough for, whole packs that make whole kits.
    fn kits(&self, component: usize, of_kit: u64, units: u64) -> u64 {
        let pack = self.items[component].facts.pack.units();
        // At most 10^6 · 10^6.
        let both = of_kit / gcd(of_kit, pack) * pack;
        units / both * (both / of_kit.max(1))
    }

    /// The fewest kits that whole packs of a component make.
    fn kits_at_once(&self, component: usize, of_kit: u64) -> u64 {
        let pack = self.items[component].facts.pack.units();
        pack / gcd(of_kit, pack)
    }

    /// Units in a role that could reach a need at most.
    fn brought(&self, role: &Role, need: usize) -> u64 {
        let mut by_store = BTreeMap::<usize, u64>::new();
        for lot in &self.items[role.item].lots {
            let Ok(column) = self.column(role, *lot, need) else { continue };
            let most = by_store.entry(self.lots[*lot].store).or_default();
            *most = most.saturating_add(self.most(role, *lot, need, &column));
        }
        let step = self.least_step(role);
        let of_store = |(store, most): (&usize, &u64)| self.stores[*store].limit.min(*most) / step * step;
        by_store.iter().map(of_store).fold(0, u64::saturating_add)
    }

    /// Marks the roles that can carry something; joins the items that they connect, and gives those of them that stand
    /// in for each other one to one the same worth.
    pub(super) fn find_what_works(&mut self) {
        if self.items.iter().all(|item| item.roles.len() == 1) {
            return;
        }
        let mut works = BTreeSet::<(usize, usize)>::new();
        for need in 0..self.needs.len() {
            let item = self.needs[need].item;
            let roles = &self.items[item].roles;
            let carries = |role: &Role| {
                let units = self.brought(role, need);
                role.component.map_or(units, |of_kit| self.kits(role.item, of_kit, units)) > 0
            };
            let mut parts = roles.iter().enumerate().filter(|(_, role)| role.component.is_some()).peekable();
            // A kit that lacks one component cannot be made.
            if parts.peek().is_some() && parts.clone().all(|(_, role)| carries(role)) {
                works.extend(parts.map(|(at, _)| (item, at)));
            }
            for (at, role) in roles.iter().enumerate().skip(1).filter(|(_, role)| role.component.is_none()) {
                if !works.contains(&(item, at)) && carries(role) {
                    works.insert((item, at));
                }
            }
        }
        let mut links = Vec::new();
        for (item, at) in works {
            let role = &mut self.items[item].roles[at];
            role.works = true;
            let alike = role.component.is_none() && (role.given, role.needed) == (1, 1);
            links.push((item, role.item, alike));
        }
        // Few links: the smaller name and the greater worth spread until nothing changes.
        let mut changed = true;
        while changed {
            changed = false;
            for (a, b, alike) in &links {
                let least = self.items[*a].group.min(self.items[*b].group);
                let most = self.items[*a].omega.max(self.items[*b].omega);
                for item in [*a, *b] {
                    let row = &mut self.items[item];
                    changed |= row.group != least || *alike && row.omega != most;
                    row.group = least;
                    if *alike {
                        row.omega = most;
                    }
                }
            }
        }
    }

    /// The pack sizes of a group's lots that can send something somewhere.
    pub(super) fn packs(&self, group: &Group) -> BTreeSet<u64> {
        let all: BTreeSet<u64> = group.lots.iter().map(|lot| self.pack(*lot)).collect();
        if all.len() <= 1 {
            return all;
        }
        let mut packs = BTreeSet::new();
        for need in &group.needs {
            for (role, lot) in self.suppliers(*need) {
                if !packs.contains(&self.pack(lot))
                    && let Ok(column) = self.column(role, lot, *need)
                    && self.most(role, lot, *need, &column) > 0
                {
                    packs.insert(self.pack(lot));
                }
            }
        }
        packs
    }
}
