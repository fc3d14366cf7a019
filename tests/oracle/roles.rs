//! Which items serve a need, and what fills its stack before anything is planned: what overrides send, and what the
//! last plan served.

use yicang_domain::{ItemId, NeedKey, Situation};

/// What serves a need, by the lines of the situation.
pub(crate) struct Role<'a> {
    pub(crate) item: &'a ItemId,
    pub(crate) given: u64,
    pub(crate) needed: u64,
    pub(crate) penalty: i128,
    pub(crate) part: Option<(usize, u64)>,
}

pub(crate) fn roles<'a>(situation: &'a Situation, needed: &'a ItemId) -> Vec<Role<'a>> {
    let mut roles = vec![Role { item: needed, given: 1, needed: 1, penalty: 0, part: None }];
    for ((of, given), how) in &situation.substitutes {
        if of == needed {
            let penalty = how.penalty.micros().into();
            roles.push(Role { item: given, given: how.given.into(), needed: how.needed.into(), penalty, part: None });
        }
    }
    for (at, (component, units)) in situation.kits.get(needed).into_iter().flatten().enumerate() {
        roles.push(Role { item: component, given: 1, needed: 1, penalty: 0, part: Some((at, *units)) });
    }
    roles
}

/// Units of a need that the last plan served, besides what overrides send.
pub(crate) fn served_last(situation: &Situation, need: &NeedKey) -> u64 {
    let mut served = 0;
    for ((lot, site, serves), units) in &situation.last {
        if site == &need.site && serves == &need.item {
            let roles = roles(situation, &need.item);
            let role = roles.iter().find(|role| role.item == &lot.item && role.part.is_none());
            let sent = situation.overrides.get(&(lot.clone(), need.clone())).map_or(0, |line| line.bound.least());
            let left = units.units().saturating_sub(sent);
            served += role.map_or(0, |role| left * role.needed / role.given);
        }
    }
    served
}

/// What overrides send to a need, in its units.
pub(crate) fn fixed(situation: &Situation, need: &NeedKey) -> u64 {
    let mut fixed = 0;
    for ((lot, of), line) in situation.overrides.iter().filter(|((_, of), _)| of == need) {
        let roles = roles(situation, &of.item);
        let role = roles.iter().find(|role| role.item == &lot.item && role.part.is_none());
        fixed += role.map_or(0, |role| line.bound.least() * role.needed / role.given);
    }
    fixed
}
