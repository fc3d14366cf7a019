//! Three catalogues beside each other: what was exported, what came back, and what is now. What one side changed is
//! taken; what both changed to different things is a conflict that a person settles.

use super::change::{Change, Edit, Names};
use super::{Catalogue, Thing, ThingKey};
use std::collections::{BTreeMap, BTreeSet};

/// Whose word counts where both changed the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What came back.
    Mine,
    /// What is now.
    Now,
}

/// A thing with its name, as people compare it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// All but the name.
    pub thing: Thing,
    /// Name and unit; empty where it has none.
    pub name: (String, String),
}

/// A thing that both sides changed, to different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which.
    pub key: ThingKey,
    /// As it was exported.
    pub base: Option<Told>,
    /// As it came back.
    pub mine: Option<Told>,
    /// As it is now.
    pub now: Option<Told>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// What is to be done to what is now; without edits nothing.
    pub change: Change,
    /// What is not settled.
    pub conflicts: Vec<Conflict>,
}

/// Compares three catalogues. `from` is the record that made the one that is now; `settled` says whose word counts.
pub fn merge(
    base: &Catalogue,
    mine: &Catalogue,
    now: &Catalogue,
    from: u64,
    settled: &BTreeMap<ThingKey, Side>,
) -> Merged {
    let [base, mine, now] = [base, mine, now].map(told);
    let keys: BTreeSet<_> = [&base, &mine, &now].into_iter().flat_map(BTreeMap::keys).cloned().collect();
    let (mut edits, mut names, mut conflicts) = (Vec::new(), Names::default(), Vec::new());
    for key in keys {
        let (was, said, is) = (base.get(&key), mine.get(&key), now.get(&key));
        if said == was || said == is {
            continue;
        }
        match settled.get(&key) {
            Some(Side::Now) => continue,
            None if is != was => {
                let (base, mine, now) = (was.cloned(), said.cloned(), is.cloned());
                conflicts.push(Conflict { key, base, mine, now });
                continue;
            }
            _ => {}
        }
        match (said, is) {
            (Some(said), is) => {
                let thing = said.thing.clone();
                edits.push(if is.is_some() { Edit::Set(thing) } else { Edit::Add(thing) });
                if is.map_or(!said.is_nameless(), |is| is.name != said.name) {
                    names.give(&key, said.name.clone());
                }
            }
            (None, Some(_)) => edits.push(Edit::Retire(key)),
            (None, None) => {}
        }
    }
    Merged { change: Change { from, edits, names }, conflicts }
}

impl Told {
    fn is_nameless(&self) -> bool {
        self.name.0.is_empty() && self.name.1.is_empty()
    }
}

impl Names {
    /// What a thing is called from now on; other things have no names.
    pub fn give(&mut self, key: &ThingKey, (name, unit): (String, String)) {
        match key {
            ThingKey::Item(id) => drop(self.items.insert(id.clone(), (name, unit))),
            ThingKey::Depot(id) => drop(self.depots.insert(id.clone(), name)),
            ThingKey::Site(id) => drop(self.sites.insert(id.clone(), name)),
            _ => {}
        }
    }
}

impl Catalogue {
    /// Name and unit of a thing that is there; empty where it has none.
    pub fn name_of(&self, key: &ThingKey) -> (String, String) {
        let of = |name: Option<&String>| (name.cloned().unwrap_or_default(), String::new());
        match key {
            ThingKey::Item(id) => {
                self.items.get(id).map(|item| (item.name.clone(), item.unit.clone())).unwrap_or_default()
            }
            ThingKey::Depot(id) => of(self.depots.get(id).map(|depot| &depot.name)),
            ThingKey::Site(id) => of(self.sites.get(id).map(|site| &site.name)),
            _ => Default::default(),
        }
    }
}

fn told(catalogue: &Catalogue) -> BTreeMap<ThingKey, Told> {
    let told = |thing: Thing| {
        let key = thing.key();
        let name = catalogue.name_of(&key);
        (key, Told { thing, name })
    };
    catalogue.things().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Catalogue {
        let text = |version| format!("yicang-catalogue {version}\n{lines}");
        [3, 2, 1].iter().find_map(|version| Catalogue::from_public_text(&text(version)).ok()).unwrap()
    }

    fn said(base: &str, mine: &str, now: &str, settled: &[(&str, Side)]) -> (String, Vec<String>) {
        let settled = settled.iter().map(|(key, side)| (ThingKey::of_people(key).unwrap(), *side)).collect();
        let merged = merge(&read(base), &read(mine), &read(now), 7, &settled);
        let edits = merged.change.edits.iter().map(Edit::to_line).collect::<Vec<_>>().join("; ");
        (edits, merged.conflicts.iter().map(|conflict| conflict.key.to_string()).collect())
    }

    const BASE: &str = "item W\ndepot D\nsite A\nsite B\nlane D A 60\n";

    #[test]
    fn what_one_side_changed_is_taken_and_what_both_changed_is_a_conflict() {
        assert_eq!(said(BASE, BASE, BASE, &[]), (String::new(), vec![]));
        let mine = "item W\ndepot D\nsite A\nsite C kind=clinic\nlane D A 90\n";
        let now = "item W\ndepot D\nsite A\nsite B\nsite E\nlane D A 60\n";
        let edits = "retire site B; add site C kind=clinic; set lane D A 90";
        assert_eq!(said(BASE, mine, now, &[]), (edits.into(), vec![]), "what the others added stays");
        let now = "item W\ndepot D\nsite A\nsite B district=X\nlane D A 75\n";
        let (edits, conflicts) = said(BASE, mine, now, &[]);
        assert_eq!((edits.as_str(), conflicts.join(", ").as_str()), ("add site C kind=clinic", "site B, lane D A"));
        let settled = [("lane D/A", Side::Mine), ("site B", Side::Now)];
        let edits = "add site C kind=clinic; set lane D A 90";
        assert_eq!(said(BASE, mine, now, &settled), (edits.into(), vec![]));
        assert_eq!(said(BASE, mine, mine, &[]), (String::new(), vec![]), "what is done already is not done again");
    }

    #[test]
    fn a_name_alone_is_a_change() {
        let (base, mut mine) = (read(BASE), read(BASE));
        mine.sites.get_mut(&"A".parse().unwrap()).unwrap().name = "camp".into();
        let merged = merge(&base, &mine, &base, 0, &BTreeMap::new());
        assert_eq!(merged.change.edits.iter().map(Edit::to_line).collect::<Vec<_>>(), ["set site A"]);
        assert_eq!(merged.change.names.sites.values().collect::<Vec<_>>(), ["camp"]);
        assert_eq!(base.changed(&merged.change).unwrap(), mine);
    }
}
