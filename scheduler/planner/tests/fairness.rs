//! Fairness on trial: what the default policy promises to sites, measured on seeded random situations and on pairs of
//! sites.
//!
//! | question | what is measured | promise |
//! |---|---|---|
//! | does exaggeration pay? | units beyond before ÷ units before, after one site doubles its claim | each < 7 %, mean < 2 % |
//! | does it where many plans are equally good? | the same with journeys of whole half hours | each a sub-step, mean < 2 % |
//! | would the measure see it? (control) | the same with the entitlement doubled too; the same by plain units | mean > 50 % |
//! | at whose cost? | what everybody gets of the entitlement, where some depots have more than is lacked near them | nobody moves by more than a sub-step |
//! | does the floor hold? | units of the first 30 % | all of it, wherever stock is within reach |
//! | are equals treated equally? | spread of coverage (received ÷ entitlement) in a class | a sub-step and a unit |
//! | does being near pay? | coverage of a near and a far site; what moves when near and far change places | a sub-step; nothing |
//! | who bears it if even the floor is too much? | spread of coverage over all classes | a sub-step and a unit |
//! | who of equals gets the last pack? | ten days of three hospitals and two packs, with a new seed each day | everybody now and then; nobody else while the seed stays or last is there |
//!
//! Where the thresholds come from:
//!
//! * A sub-step is a 400th of the entitlement, in whole units: ⌈e·(j+1)/400⌉ − ⌈e·j/400⌉. Coverages inside one differ
//!   by at most 0.25 % and, for the rounding up, one unit of the site that has more. That bound is exact, so nothing is
//!   added to it.
//! * Worth falls from sub-step to sub-step, and equal ones are drawn, so what each need gets is unique: the cost
//!   decides only from where it comes.
//! * While every unit of stock goes to somebody's entitlement, what is claimed above one's own never comes up. The 7 %
//!   and 2 % are what is promised to people.
//! * A site whose entitlement doubled gets double where its class is served in full or has its floor only, and a little
//!   less where it shares a level with others: about +90 %. By plain units the claim is the entitlement. Half of that
//!   is asked of the controls.
//! * Of the units in the first t sub-steps, in the policy's order, a best plan serves as many as any plan could (the
//!   sets of units that can be served together form a matroid), whatever t is. That number is a maximum flow.
//!
//! Only the planner's and the domain's public API is used; every plan passes the checker first. Not on trial here:
//! items that share a lane of limited capacity.

#![allow(clippy::unwrap_used, reason = "in tests a panic is the answer, in their helpers, too")]

#[path = "support/clustered.rs"]
mod clustered;
#[path = "support/max_flow.rs"]
mod max_flow;
#[path = "support/served.rs"]
mod served;
mod support;

use clustered::{CLASSES, Random, Reach, clustered, half_hours, region_of, supplies};
use max_flow::max_flow;
use served::{
    FLOOR as FLOOR_SUB_STEPS, SUB_STEPS, Served, assert_within_a_sub_step, by, is_beyond_a_sub_step, item_of,
    more_than_a_sub_step_apart, moved, serve,
};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use support::{FLOOR, UNITS, policy, situation};
use yicang_domain::situation::Need;
use yicang_domain::{Decimal, FirstLevel, NeedKey, Quantity, Situation};

/// Supply in per cent of the entitlements: short, but enough for everybody's floor.
const SHORT: RangeInclusive<u64> = 50..=90;

fn times(quantity: Quantity, factor: u64) -> Quantity {
    Quantity::new(quantity.units() * factor).unwrap()
}

fn double_claim(need: &mut Need) {
    need.claimed = times(need.claimed, 2);
}

fn double_both(need: &mut Need) {
    double_claim(need);
    need.entitlement = times(need.entitlement, 2);
}

#[test]
fn the_default_policy_has_the_steps_that_are_measured_here() {
    let policy = policy(FLOOR);
    let FirstLevel::Steps(steps) = policy.first_level else { panic!("{policy:?}") };
    let floor = u64::from(steps.floor() * steps.sub_steps);
    assert_eq!((u64::from(steps.count()), floor), (SUB_STEPS, FLOOR_SUB_STEPS));
    assert_eq!(policy.classes.iter().map(|class| class.name.as_str()).collect::<Vec<_>>(), CLASSES);
}

// Does exaggeration pay?

/// What a site gained.
#[derive(Debug)]
struct Gain {
    before: Served,
    after: Served,
}

impl Gain {
    /// In hundredths of a per cent of what it got before.
    fn share(&self) -> i64 {
        let signed = |served: &Served| i64::try_from(served.units).unwrap();
        (signed(&self.after) - signed(&self.before)) * 10_000 / signed(&self.before)
    }
}

/// A country short of everything, where every depot reaches every site.
fn short(seed: u64) -> Situation {
    clustered(seed, Reach::All, SHORT)
}

/// In each of several countries, and for every class, two sites of each item change their need, one by one. (Items do
/// not meet, so one plan answers for one site of each.) A site that got nothing before has no gain to speak of.
fn gains(rules: &str, country: fn(u64) -> Situation, change: fn(&mut Need)) -> Vec<Gain> {
    let mut gains = Vec::new();
    for seed in 0..3 {
        let (random, honest) = (&mut Random::seeded(seed), country(seed));
        let before = serve(&honest, rules);
        let groups = by(&before, |served| (served.class(), item_of(served)));
        for (class, _) in CLASSES.iter().enumerate().flat_map(|class| [class; 2]) {
            let of_class = groups.iter().filter(|((of, _), _)| *of == class);
            let picked: BTreeSet<NeedKey> = of_class.map(|(_, needs)| random.of(needs).key.clone()).collect();
            let mut changed = honest.clone();
            picked.iter().for_each(|key| change(changed.needs.get_mut(key).unwrap()));
            let pairs = before.iter().cloned().zip(serve(&changed, rules));
            let of_picked = pairs.filter(|(before, _)| before.units > 0 && picked.contains(&before.key));
            gains.extend(of_picked.map(|(before, after)| Gain { before, after }));
        }
    }
    gains
}

/// In hundredths of a per cent, over the sites of one class or of all.
fn mean(gains: &[Gain], class: Option<usize>) -> i64 {
    let of = |gain: &&Gain| class.is_none_or(|class| gain.before.class() == class);
    let shares: Vec<i64> = gains.iter().filter(of).map(Gain::share).collect();
    assert!(shares.len() >= 15, "too few sites of class {class:?}: {}", shares.len());
    shares.iter().sum::<i64>() / i64::try_from(shares.len()).unwrap()
}

#[test]
fn a_doubled_claim_gains_next_to_nothing() {
    let gains = gains(FLOOR, short, double_claim);
    for gain in &gains {
        assert!(gain.share() < 700, "{gain:?}");
    }
    for class in (0..CLASSES.len()).map(Some).chain([None]) {
        let mean = mean(&gains, class);
        assert!(mean < 200, "class {class:?}: {mean}");
    }
}

#[test]
fn where_many_plans_tie_a_doubled_claim_moves_a_site_by_a_sub_step_at_most() {
    let gains = gains(FLOOR, |seed| half_hours(short(seed)), double_claim);
    for Gain { before, after } in &gains {
        assert!(!is_beyond_a_sub_step(before, after), "{before:?}, {after:?}");
    }
    let mean = mean(&gains, None);
    assert!(mean < 200, "{mean}");
}

#[test]
fn control_a_doubled_entitlement_gains_much_in_every_class() {
    let gains = gains(FLOOR, short, double_both);
    for (class, name) in CLASSES.iter().enumerate() {
        let mean = mean(&gains, Some(class));
        assert!(mean > 5_000, "{name}: {mean}");
    }
}

#[test]
fn control_by_plain_units_a_doubled_claim_gains_much() {
    let mean = mean(&gains(UNITS, short, double_claim), None);
    assert!(mean > 5_000, "{mean}");
}

#[test]
fn a_doubled_claim_takes_nobodys_entitlement_even_where_there_is_surplus() {
    let mut from_surplus = 0;
    for seed in 0..6 {
        let honest = clustered(seed, Reach::Nearest(2), 70..=95);
        let before = serve(&honest, FLOOR);
        let pick = Random::seeded(seed).of(&before).key.clone();
        for who in [BTreeSet::from([pick]), before.iter().map(|served| served.key.clone()).collect()] {
            let mut changed = honest.clone();
            who.iter().for_each(|key| double_claim(changed.needs.get_mut(key).unwrap()));
            let after = serve(&changed, FLOOR);
            assert_eq!(moved(&before, &after).len(), 0, "seed {seed}: {:?}", moved(&before, &after));
            let entitled = |served: &[Served]| {
                let sum = |needs: Vec<Served>| needs.iter().map(Served::entitled).sum::<u64>();
                by(served, item_of).into_values().map(sum).collect::<Vec<_>>()
            };
            assert_eq!(entitled(&before), entitled(&after), "seed {seed}");
            let pairs = before.iter().zip(&after);
            from_surplus += pairs.filter(|(old, new)| new.units > old.units.max(new.entitled())).count();
        }
    }
    assert!(from_surplus > 20, "hardly any surplus to be had: {from_surplus}");
}

// Does the floor hold?

#[test]
fn everybody_gets_the_floor_where_there_is_enough_for_it() {
    for seed in 0..8 {
        // 30 % is not quite enough, for each floor is rounded up to a whole unit.
        let percent = if seed < 4 { 31..=31 } else { 31..=90 };
        for served in serve(&clustered(seed, Reach::All, percent), FLOOR) {
            assert!(served.units >= served.up_to(FLOOR_SUB_STEPS), "seed {seed}: {served:?}");
        }
    }
}

#[test]
fn a_region_short_of_its_floor_shares_what_it_has_and_the_others_keep_theirs() {
    let (mut enough, mut short) = (0, 0);
    for seed in 0..8 {
        let situation = clustered(seed, Reach::Region, 30..=60);
        let served = serve(&situation, FLOOR);
        for ((item, region), needs) in
            by(&served, |served| (item_of(served), region_of(served.key.site.as_str()).to_owned()))
        {
            let supplies = supplies(&situation, &item);
            let supply: u64 =
                supplies.iter().filter(|(depot, _)| region_of(depot.as_str()) == region).map(|(_, units)| units).sum();
            let floors: u64 = needs.iter().map(|served| served.up_to(FLOOR_SUB_STEPS)).sum();
            if supply >= floors {
                enough += 1;
                let below = needs.iter().find(|served| served.units < served.up_to(FLOOR_SUB_STEPS));
                assert!(below.is_none(), "seed {seed}, {item} in {region}: {below:?}");
            } else {
                short += 1;
                assert_eq!(needs.iter().map(|served| served.units).sum::<u64>(), supply);
                assert_within_a_sub_step(&needs, &format!("seed {seed}, {item} in {region}"));
            }
        }
    }
    assert!(enough > 10 && short > 10, "{enough} regions with enough, {short} without");
}

#[test]
fn of_every_step_as_much_is_served_as_could_be() {
    let mut short_of_floor = 0;
    for seed in 0..5 {
        let situation = clustered(seed, Reach::Nearest(2), 30..=70);
        for (item, needs) in by(&serve(&situation, FLOOR), item_of) {
            let supplies = supplies(&situation, &item);
            let reached = |depot: &_| {
                let leads = |site: &Served| situation.lanes.contains_key(&(Clone::clone(depot), site.key.site.clone()));
                needs.iter().enumerate().filter(|(_, site)| leads(site)).map(|(index, _)| index).collect::<Vec<_>>()
            };
            let lanes: Vec<_> = supplies.keys().map(reached).collect();
            let supplies: Vec<_> = supplies.into_values().collect();
            for (class, steps) in in_the_policys_order().step_by(7) {
                let demands: Vec<u64> = needs.iter().map(|need| demand(need, class, steps)).collect();
                let given: u64 = needs.iter().zip(&demands).map(|(need, demand)| need.units.min(*demand)).sum();
                let most = max_flow(&supplies, &demands, &lanes);
                assert_eq!(given, most, "seed {seed}, {item}: the first {steps} sub-steps down to class {class}");
                short_of_floor +=
                    usize::from(steps <= FLOOR_SUB_STEPS && steps + 7 > FLOOR_SUB_STEPS && most < demands.iter().sum());
            }
        }
    }
    assert!(short_of_floor > 5, "{short_of_floor} items short of the floor in some place");
}

/// How far down the policy's order one may go: the floor sub-step by sub-step, then class by class.
fn in_the_policys_order() -> impl Iterator<Item = (usize, u64)> {
    let floor = (1..=FLOOR_SUB_STEPS).map(|steps| (0, steps));
    floor.chain((0..CLASSES.len()).flat_map(|class| (FLOOR_SUB_STEPS + 1..=SUB_STEPS).map(move |steps| (class, steps))))
}

/// What a need asks for down to there.
fn demand(served: &Served, class: usize, steps: u64) -> u64 {
    if steps <= FLOOR_SUB_STEPS {
        return served.up_to(steps);
    }
    match served.class().cmp(&class) {
        std::cmp::Ordering::Less => served.up_to(SUB_STEPS),
        std::cmp::Ordering::Equal => served.up_to(steps),
        std::cmp::Ordering::Greater => served.up_to(FLOOR_SUB_STEPS),
    }
}

// Are equals treated equally?

#[test]
fn sites_of_a_class_are_within_a_sub_step_of_each_other() {
    let mut between = 0;
    for seed in 0..8 {
        let (random, mut situation) = (&mut Random::seeded(seed), clustered(seed, Reach::All, SHORT));
        // What was received before counts; a third of the needs have some of it, less than the floor.
        for need in situation.needs.values_mut().step_by(3) {
            need.covered = Quantity::new(need.entitlement.units() * random.below(30) / 100).unwrap();
        }
        let served = serve(&situation, FLOOR);
        for ((item, class), needs) in by(&served, |served| (item_of(served), served.class())) {
            assert_within_a_sub_step(&needs, &format!("seed {seed}, {item}, {}", CLASSES[class]));
            between += usize::from(
                needs.iter().any(|need| (need.up_to(FLOOR_SUB_STEPS) + 1..need.up_to(SUB_STEPS)).contains(&need.units)),
            );
        }
        assert!(more_than_a_sub_step_apart(&served).is_some(), "all classes alike: the measure sees nothing");
    }
    assert!(between >= 8, "{between} classes that could have been served unequally");
}

#[test]
fn control_by_plain_units_sites_of_a_class_are_far_apart() {
    let served = serve(&clustered(0, Reach::All, SHORT), UNITS);
    let groups = by(&served, |served| (item_of(served), served.class()));
    assert!(groups.values().any(|needs| more_than_a_sub_step_apart(needs).is_some()));
}

// Does being near pay?

/// A near and a far site with the same need, and one that has nothing to do with them: what the two get, near one
/// first.
fn near_and_far(rules: &str, class: &str, stock: u64, near: &str) -> [u64; 2] {
    let far = if near == "a" { "b" } else { "a" };
    let text = format!(
        "reserve depot water {stock}
         need a water 1000 {class}
         need b water 1000 {class}
         need c water 400 urgent
         lane depot {near} 7.5
         lane depot {far} 960.25
         lane depot c 240"
    );
    let served = serve(&situation(&text), rules);
    let units = |site: &str| served.iter().find(|served| served.key.site.as_str() == site).unwrap().units;
    [units(near), units(far)]
}

#[test]
fn the_nearer_of_two_sites_gets_at_most_a_sub_step_more() {
    let sub_step = 1_000_u64.div_ceil(SUB_STEPS);
    let random = &mut Random::seeded(5);
    for class in CLASSES {
        for _ in 0..40 {
            let stock = random.within(1..=2_400);
            let [near, far] = near_and_far(FLOOR, class, stock, "a");
            assert!(near.abs_diff(far) <= sub_step, "{class}, {stock} in stock: near {near}, far {far}");
            // The site that was near is far then, and gets what it got: the draw decides, not the way.
            let [near_then, far_then] = near_and_far(FLOOR, class, stock, "b");
            assert_eq!([near, far], [far_then, near_then], "{class}, {stock} in stock");
        }
    }
}

#[test]
fn control_by_plain_units_the_nearer_of_two_sites_gets_all() {
    assert_eq!(near_and_far(UNITS, "life-saving", 900, "a"), [900, 0]);
}

/// Near becomes far and far becomes near, over the same lanes.
fn turned_inside_out(situation: &Situation) -> Situation {
    let micros: Vec<u64> = situation.lanes.values().map(|lane| lane.minutes.unwrap().micros()).collect();
    let sum = micros.iter().min().unwrap() + micros.iter().max().unwrap();
    let mut turned = situation.clone();
    for lane in turned.lanes.values_mut() {
        lane.minutes = Some(Decimal::from_micros(sum - lane.minutes.unwrap().micros()).unwrap());
    }
    turned
}

#[test]
fn nobody_gets_more_or_less_when_near_and_far_change_places() {
    let mut by_units = 0;
    for seed in 0..8 {
        let situation = clustered(seed, if seed % 2 == 0 { Reach::All } else { Reach::Nearest(2) }, SHORT);
        let turned = turned_inside_out(&situation);
        let units = |served: Vec<Served>| served.iter().map(|served| served.units).collect::<Vec<_>>();
        assert_eq!(units(serve(&situation, FLOOR)), units(serve(&turned, FLOOR)), "seed {seed}");
        let (before, after) = (serve(&situation, UNITS), serve(&turned, UNITS));
        by_units += moved(&before, &after).len();
    }
    assert!(by_units > 100, "control: by plain units distance decides, but only {by_units} needs moved");
}

// Who bears it if even the floor is too much?

#[test]
fn too_little_for_the_floor_is_shared_by_all_classes_alike() {
    for seed in 0..8 {
        for (item, needs) in by(&serve(&clustered(seed, Reach::All, 3..=28), FLOOR), item_of) {
            assert!(
                needs.iter().all(|need| need.units <= need.up_to(FLOOR_SUB_STEPS)),
                "seed {seed}, {item}: {needs:?}"
            );
            assert_within_a_sub_step(&needs, &format!("seed {seed}, {item}"));
        }
    }
}

#[test]
fn control_a_floor_in_one_piece_is_handed_out_whole() {
    let one_piece = FLOOR.replace("sub-steps 20", "sub-steps 1").replace("\nsteps 20", "\nsteps 3");
    let FirstLevel::Steps(steps) = policy(&one_piece).first_level else { panic!("{one_piece}") };
    assert_eq!((steps.count(), steps.floor()), (3, 1));
    for rules in [UNITS, &one_piece] {
        for (item, needs) in by(&serve(&clustered(1, Reach::All, 15..=15), rules), item_of) {
            assert!(more_than_a_sub_step_apart(&needs).is_some(), "{item}");
            assert!(needs.iter().filter(|need| need.units == 0).count() * 3 > needs.len(), "{item}: {needs:?}");
        }
    }
}

// Who of equals gets the last of it?

/// Two needs of 1,000 and of 50 units, equal but for what they are called and how far they are.
#[test]
fn equal_needs_share_to_a_sub_step_however_little_there_is() {
    for claim in [1_000, 999, 401, 400, 7] {
        for stock in [1, 2, 9, 25, 50, 51, 399, 1_001] {
            let text = format!(
                "reserve depot water {stock}
                 need a water {claim} routine
                 need b water {claim} routine
                 lane depot a 1
                 lane depot b 900"
            );
            let served = serve(&situation(&text), FLOOR);
            let (a, b) = (served[0].units, served[1].units);
            assert!(a.abs_diff(b) <= u64::div_ceil(claim, SUB_STEPS), "{stock} for two of {claim}: {a} and {b}");
            assert_eq!(a + b, stock.min(2 * claim));
        }
    }
}

#[test]
fn fifty_units_for_two_needs_of_a_thousand_are_twenty_five_each() {
    let text = "reserve depot water 50\nneed a water 1000 routine\nneed b water 1000 life-saving";
    let served = serve(&situation(text), FLOOR);
    assert_eq!(served.iter().map(|served| served.units).collect::<Vec<_>>(), [25, 25]);
}

#[test]
fn a_claim_of_one_to_three_has_a_floor_of_one() {
    for claim in 1..=3 {
        // As many units as there are small claims: each gets one before the large one, more urgent, gets more than its
        // floor.
        let text = format!(
            "reserve depot water 33
             need a water {claim} routine
             need b water {claim} routine
             need c water {claim} routine
             need large water 100 life-saving"
        );
        let served = serve(&situation(&text), FLOOR);
        let units: Vec<u64> = served.iter().map(|served| served.units).collect();
        assert_eq!(units, [1, 1, 1, 30], "claims of {claim}");
    }
}

/// Ten days of three hospitals and two packs a day: who gets nothing.
fn ten_days(seed: impl Fn(u32) -> u32, keeps_last: bool) -> Vec<String> {
    let (mut without, mut last) = (Vec::new(), String::new());
    for day in 0..10 {
        let text = format!(
            "seed day-{}
             item kit pack=10
             reserve depot kit 20
             need h1 kit 10 urgent
             need h2 kit 10 urgent
             need h3 kit 10 urgent
             lane depot h1 1
             lane depot h2 20
             lane depot h3 300
             {last}",
            seed(day)
        );
        let served = serve(&situation(&text), FLOOR);
        let units: Vec<u64> = served.iter().map(|served| served.units).collect();
        let nothing: Vec<_> = served.iter().filter(|served| served.units == 0).collect();
        assert_eq!((nothing.len(), units.iter().sum()), (1, 20_u64), "two whole packs: {units:?}");
        without.push(nothing[0].key.site.to_string());
        if keeps_last {
            let sent = served.iter().filter(|served| served.units > 0);
            last = sent.map(|served| format!("last depot kit - {} 10\n", served.key.site)).collect();
        }
    }
    without
}

#[test]
fn of_three_equal_hospitals_and_two_packs_each_goes_without_now_and_then() {
    let without = ten_days(|day| day, false);
    for hospital in ["h1", "h2", "h3"] {
        let days = without.iter().filter(|of| *of == hospital).count();
        assert!((1..=6).contains(&days), "{hospital} gets nothing on {days} days: {without:?}");
    }
    let same = ten_days(|_| 7, false);
    assert!(same.iter().all(|of| *of == same[0]), "the same seed draws the same: {same:?}");
}

#[test]
fn planning_again_draws_no_other_hospital_while_the_last_plan_stands() {
    let without = ten_days(|day| day, true);
    assert!(without.iter().all(|of| *of == without[0]), "{without:?}");
}
