//! What needs are entitled to, beside a count that shares no code with it.

use crate::story::{key, now, policy, units};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use yicang_domain::entitlement::{self, Grounds, Verified};
use yicang_domain::facts::{FactKind, KnownFact, SiteFacts};
use yicang_domain::*;

/// A site with its kind, its beds, and what it was verified for of the item.
type One = (bool, Option<u64>, Option<u64>);

/// The same by counting: how many are not above a candidate, and the largest whole number that is not too much.
fn by_hand(all: &[One], asks: One, claim: u64, default: Option<u64>) -> u64 {
    if let Some(verified) = asks.2 {
        return verified;
    }
    let like: Vec<(u64, u64)> =
        all.iter().filter(|one| one.0 == asks.0).filter_map(|one| Some((one.2?, one.1.unwrap_or(0)))).collect();
    let with_beds: Vec<(u64, u64)> = like.iter().copied().filter(|one| one.1 > 0).collect();
    let own = asks.1.filter(|_| with_beds.len() >= 3);
    let (among, of) = match own {
        Some(own) => (with_beds, own),
        None => (like.iter().map(|one| (one.0, 1)).collect(), 1),
    };
    if among.len() < 3 {
        return claim.min(default.unwrap_or(0));
    }
    let is_middle = |one: &&(u64, u64)| {
        let not_above = among.iter().filter(|other| other.0 * one.1 <= one.0 * other.1).count();
        let below = among.iter().filter(|other| other.0 * one.1 < one.0 * other.1).count();
        2 * not_above >= among.len() && 2 * below < among.len()
    };
    let middle = among.iter().find(is_middle).unwrap();
    let fits = |units: &u64| units * middle.1 <= middle.0 * of;
    (0..=claim).filter(fits).max().unwrap()
}

fn a_site() -> impl Strategy<Value = One> {
    (
        any::<bool>(),
        prop_oneof![Just(None), (1..40_u64).prop_map(Some)],
        prop_oneof![Just(None), (0..60_u64).prop_map(Some)],
    )
}

proptest! {
    #[test]
    fn entitlements_are_what_counting_by_hand_says(
        all in vec(a_site(), 0..9),
        claim in 1..90_u64,
        default in prop_oneof![Just(None), (0..50_u64).prop_map(Some)],
    ) {
        let kinds: [SiteKind; 2] = ["clinic".parse().unwrap(), "hospital".parse().unwrap()];
        let ids: Vec<SiteId> = (0..all.len()).map(|n| format!("S{n}").parse().unwrap()).collect();
        let beds = |one: &One| one.1.map(|value| (FactKind::Beds, KnownFact { value, entry: 5, at: None }));
        let facts: BTreeMap<SiteId, SiteFacts> =
            ids.iter().zip(&all).map(|(site, one)| (site.clone(), beds(one).into_iter().collect())).collect();
        let mut verified = BTreeMap::new();
        let mut places = BTreeMap::new();
        for (site, one) in ids.iter().zip(&all) {
            places.insert(site, entitlement::Place { kind: &kinds[usize::from(one.0)], facts: Some(&facts[site]) });
            if let Some(of) = one.2 {
                let was = Verified { units: units(of), class: None, entry: 7 };
                verified.insert(NeedKey { site: site.clone(), item: "N95".parse().unwrap() }, was);
            }
        }
        // Another item says nothing of this one.
        verified.insert(key("S0", "RICE"), Verified { units: units(1), class: None, entry: 8 });
        let line = |kind: &str| default.map_or(String::new(), |n| format!("default-entitlement N95 {kind} {n}\n"));
        let policy = policy(&(line("clinic") + &line("hospital")));
        let grounds = Grounds::new(&verified, places, &policy, now());
        for (site, one) in ids.iter().zip(&all) {
            let need = NeedKey { site: site.clone(), item: "N95".parse().unwrap() };
            let found = grounds.entitled(&need, units(claim), &"routine".parse().unwrap());
            prop_assert_eq!(found.units.units(), by_hand(&all, *one, claim, default), "{} {:?} {:?}", site, one, all);
            // Without a claim nothing cuts it: as with one larger than what can follow, 60 for each of 40.
            let class = "routine".parse().unwrap();
            let asking = entitlement::Asking { claimed: None, class: &class, implausible: None };
            let found = grounds.entitled_to(&need, asking);
            prop_assert_eq!(found.units.units(), by_hand(&all, *one, 60 * 40, default), "{} {:?} {:?}", site, one, all);
            prop_assert!(found.is_unknown);
        }
    }

    #[test]
    fn whoever_asks_for_more_than_the_median_is_entitled_to_no_more(
        others in vec(0..60_u64, 3..9),
        claim in 1..90_u64,
        factor in 2..1_000_u64,
    ) {
        let kind: SiteKind = "hospital".parse().unwrap();
        let ids: Vec<SiteId> = (0..=others.len()).map(|n| format!("S{n}").parse().unwrap()).collect();
        let was = |(site, of): (&SiteId, &u64)| {
            (NeedKey { site: site.clone(), item: "N95".parse().unwrap() }, Verified { units: units(*of), class: None, entry: 7 })
        };
        let verified: BTreeMap<_, _> = ids[1..].iter().zip(&others).map(was).collect();
        let (policy, place) = (policy(""), entitlement::Place { kind: &kind, facts: None });
        let grounds = Grounds::new(&verified, ids.iter().map(|id| (id, place)).collect(), &policy, now());
        let of = |claim| grounds.entitled(&key("S0", "N95"), units(claim), &"routine".parse().unwrap()).units;
        let median = of(1_000_000);
        prop_assert!(of(claim * factor) <= median);
        prop_assert_eq!(of(claim), median.min(units(claim)));
    }
}
