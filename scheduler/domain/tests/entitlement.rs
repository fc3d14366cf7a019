//! What needs are entitled to, beside a count that shares no code with it; and what a verification does to the board.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use yicang_domain::board::Board;
use yicang_domain::entitlement::{self, Entitled, Grounds, Verified, Way};
use yicang_domain::events::verification::VerifiedLine;
use yicang_domain::events::{Enrolment, Event};
use yicang_domain::report::{Body, NeedLine, Step};
use yicang_domain::*;

const MEDIAN: &str = "yicang-policy 1\nname m\nfirst-level steps\nsteps 20\nfloor-percent 30\nclass life-saving 5\n\
                      class urgent 3\nclass routine 1\nunverified median\nclass-limit urgent\n";

fn now() -> Timestamp {
    "2020-02-01T08:00:00Z".parse().unwrap()
}

fn units(n: u64) -> Quantity {
    Quantity::new(n).unwrap()
}

fn key(site: &str, item: &str) -> NeedKey {
    NeedKey { site: site.parse().unwrap(), item: item.parse().unwrap() }
}

fn policy(more: &str) -> Policy {
    Policy::from_text(&format!("{MEDIAN}{more}")).unwrap()
}

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
    (any::<bool>(), prop_oneof![Just(None), (1..40_u64).prop_map(Some)], prop_oneof![Just(None), (0..60_u64).prop_map(Some)])
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
        let mut verified = BTreeMap::new();
        let mut places = BTreeMap::new();
        for (site, one) in ids.iter().zip(&all) {
            places.insert(site, entitlement::Place { kind: &kinds[usize::from(one.0)], beds: one.1 });
            if let Some(of) = one.2 {
                let was = Verified { units: units(of), class: None, entry: 7 };
                verified.insert(NeedKey { site: site.clone(), item: "N95".parse().unwrap() }, was);
            }
        }
        // Another item says nothing of this one.
        verified.insert(key("S0", "RICE"), Verified { units: units(1), class: None, entry: 8 });
        let grounds = Grounds::new(&verified, places);
        let line = |kind: &str| default.map_or(String::new(), |n| format!("default-entitlement N95 {kind} {n}\n"));
        let policy = policy(&(line("clinic") + &line("hospital")));
        for (site, one) in ids.iter().zip(&all) {
            let need = NeedKey { site: site.clone(), item: "N95".parse().unwrap() };
            let found = grounds.entitled(&need, units(claim), &"routine".parse().unwrap(), &policy);
            prop_assert_eq!(found.units.units(), by_hand(&all, *one, claim, default), "{} {:?} {:?}", site, one, all);
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
        let grounds = Grounds::new(&verified, ids.iter().map(|id| (id, entitlement::Place { kind: &kind, beds: None })).collect());
        let of = |claim| grounds.entitled(&key("S0", "N95"), units(claim), &"routine".parse().unwrap(), &policy("")).units;
        let median = of(1_000_000);
        prop_assert!(of(claim * factor) <= median);
        prop_assert_eq!(of(claim), median.min(units(claim)));
    }
}

/// A board with four hospitals, an agent that speaks for all of them, and a depot's.
struct Story(Board, u64);

impl Story {
    fn begin() -> Self {
        let sites: Vec<SiteId> = ["H1", "H2", "H3", "H4"].map(|s| s.parse().unwrap()).into();
        let hospital = Site { kind: Some("hospital".parse().unwrap()), ..Site::default() };
        let catalogue = Catalogue {
            items: [("N95".parse().unwrap(), Item::default())].into(),
            depots: [("D1".parse().unwrap(), Place::default())].into(),
            sites: sites.iter().map(|site| (site.clone(), hospital.clone())).collect(),
            ..Catalogue::default()
        };
        let mut story = Self(Board::default(), 0);
        story.happens(Event::Catalogue(catalogue));
        let enrolment =
            Enrolment { depots: ["D1".parse().unwrap()].into(), sites: sites.into_iter().collect(), ..Enrolment::default() };
        story.happens(Event::Enrolled { agent: "ALL".parse().unwrap(), enrolment });
        story
    }

    fn happens(&mut self, event: Event) {
        self.0.apply(self.0.applied_upto, &event);
    }

    fn reports(&mut self, body: Body) {
        self.1 += 1;
        let id = format!("r{}", self.1).parse().unwrap();
        self.happens(Event::Reported(Report::new(id, "ALL".parse().unwrap(), self.1, now(), body).unwrap()));
    }

    fn needs(&mut self, site: &str, claim: u64, class: &str) {
        let line = NeedLine {
            item: "N95".parse().unwrap(),
            quantity: units(claim),
            class: class.parse().unwrap(),
            due: None,
            latest_useful: None,
            life_days_min: 0,
        };
        self.reports(Body::Need { site: site.parse().unwrap(), lines: vec![line] });
    }

    fn verifies(&mut self, site: &str, of: u64, class: Option<&str>) {
        let class = class.map(|class| class.parse().unwrap());
        let line = VerifiedLine { need: key(site, "N95"), units: units(of), class, evidence: None };
        self.happens(Event::Verified(vec![line]));
    }

    /// So much goes to a site, and is received.
    fn receives(&mut self, plan_index: u64, site: &str, of: u64) {
        let lot = LotKey { depot: "D1".parse().unwrap(), item: "N95".parse().unwrap(), lot: LotId::unnamed() };
        let shipment = Shipment {
            serves: lot.item.clone(),
            lot,
            site: site.parse().unwrap(),
            quantity: units(of),
            departs: now(),
            arrives: Some(now()),
        };
        self.happens(Event::Decided { plan_index, shipments: vec![shipment], reopened: [].into() });
        let order: OrderId = format!("P{plan_index}-1").parse().unwrap();
        for step in [Step::Shipped, Step::Received] {
            self.reports(Body::Step { order: order.clone(), step, quantity: units(of) });
        }
    }

    /// The need's line of the situation under the policy.
    fn line(&self, site: &str) -> String {
        let text = self.0.situation_under(&policy(""), now()).to_text();
        let start = format!("need {site} N95 ");
        text.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or("closed").to_owned()
    }

    fn entitled(&self, site: &str) -> Entitled {
        self.0.entitled(&key(site, "N95"), &policy("")).unwrap()
    }
}

#[test]
fn a_claim_counts_as_what_is_known_of_like_sites_until_it_is_verified() {
    let mut story = Story::begin();
    story.needs("H4", 900, "routine");
    assert_eq!(story.line("H4"), "routine 900 entitlement=0");
    assert_eq!(
        story.entitled("H4").message().to_string(),
        "entitled to 0: nothing is verified, and 0 sites of the same kind are, where the median needs 3; the claim is served \
         from true surplus only"
    );
    for (site, of) in [("H1", 100), ("H2", 300), ("H3", 250)] {
        story.verifies(site, of, None);
    }
    assert_eq!(story.line("H4"), "routine 900 entitlement=250");
    assert_eq!(
        story.entitled("H4").message().to_string(),
        "entitled to 250: nothing is verified; of 3 verified sites of the same kind, H3 is in the middle with 250, and the claim \
         is the most"
    );
    story.needs("H4", 90_000, "routine");
    assert_eq!(story.line("H4"), "routine 90000 entitlement=250");
    story.verifies("H4", 700, None);
    assert_eq!(story.line("H4"), "routine 90000 entitlement=700");
    assert_eq!(story.entitled("H4").way, Way::Verified { entry: 7 });
    // By rules without these lines the claim counts, as it did when there were none.
    let plain = Policy::from_text("yicang-policy 1\nname p\nfirst-level units\nclass routine 1\n").unwrap();
    story.needs("H3", 80, "routine");
    assert!(story.0.situation_under(&plain, now()).to_text().contains("need H3 N95 routine 80 entitlement=250\n"));
}

#[test]
fn a_class_above_the_limit_waits_for_a_verifier() {
    let mut story = Story::begin();
    for (said, counts) in [("life-saving", "urgent"), ("urgent", "urgent"), ("routine", "routine")] {
        story.needs("H1", 10, said);
        assert_eq!(story.line("H1"), format!("{counts} 10 entitlement=0"));
    }
    story.needs("H1", 10, "life-saving");
    assert!(story.entitled("H1").message().to_string().ends_with(
        ". The site says life-saving; until it is verified, that counts as urgent"
    ));
    story.verifies("H1", 10, None);
    assert_eq!(story.line("H1"), "urgent 10", "only the quantity was verified");
    story.verifies("H1", 10, Some("life-saving"));
    assert_eq!(story.line("H1"), "life-saving 10");
    // What was verified holds, whatever the site says.
    story.verifies("H1", 10, Some("routine"));
    story.needs("H1", 10, "life-saving");
    assert_eq!(story.line("H1"), "routine 10");
}

#[test]
fn what_came_since_the_verification_stays_covered_when_the_claim_is_renewed() {
    let mut story = Story::begin();
    story.needs("H1", 400, "routine");
    story.receives(50, "H1", 100);
    assert_eq!(story.line("H1"), "routine 400 entitlement=0 covered=100");
    story.verifies("H1", 400, None);
    assert_eq!(story.line("H1"), "routine 400", "a new stack begins");
    story.receives(51, "H1", 300);
    story.needs("H1", 4_000, "routine");
    assert_eq!(story.line("H1"), "routine 4000 entitlement=400 covered=300");
    story.needs("H1", 300, "routine");
    assert_eq!(story.line("H1"), "routine 300 entitlement=400 covered=300", "asking anew brings nothing anew");
    story.verifies("H1", 200, None);
    assert_eq!(story.line("H1"), "routine 300 entitlement=200");
    // A need that has all it asks for is closed, and what came stays counted.
    story.receives(52, "H1", 300);
    assert_eq!(story.line("H1"), "closed");
    story.needs("H1", 500, "routine");
    assert_eq!(story.line("H1"), "routine 500 entitlement=200 covered=300");
}

#[test]
fn without_a_verification_a_renewed_claim_starts_anew_as_ever() {
    let mut story = Story::begin();
    story.needs("H1", 400, "routine");
    story.receives(50, "H1", 100);
    story.needs("H1", 400, "routine");
    assert_eq!(story.line("H1"), "routine 400 entitlement=0");
}
