//! Situations solved by hand, and tiny ones solved by counting everything: the oracle must agree before it judges
//! others.

use crate::best;
use crate::flow::{self, COST, LEVELS};
use crate::generate::{self, Case, Kind};
use crate::parts::{Part, parts};
use crate::random::Random;
use crate::reading::Reading;
use crate::whole::{self, Answer};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use yicang_domain::SecondLevel;

/// The oracle's answer for all parts together.
pub(crate) struct Solved {
    pub(crate) levels: Vec<i128>,
    pub(crate) cost: i128,
    /// Units by need of the reading.
    pub(crate) given: BTreeMap<usize, u64>,
    /// Units by column of the reading.
    pub(crate) sent: BTreeMap<usize, u64>,
}

pub(crate) fn solved(reading: &Reading) -> Result<Solved, String> {
    let mut all = Solved { levels: vec![0; reading.levels], cost: 0, given: BTreeMap::new(), sent: BTreeMap::new() };
    for part in parts(reading) {
        let (levels, cost, given, sent) = match part.pack {
            Some(pack) => {
                let best = flow::best(reading, &part, pack);
                (best.gain[LEVELS..LEVELS + reading.levels].to_vec(), -best.gain[COST], best.given(reading), best.sent)
            }
            None => {
                let answer = best::best(reading, &part, 5.0, true)?;
                let given = part.needs.iter().map(|need| (*need, whole::given(reading, &answer, *need))).collect();
                let units = |(at, steps): (&usize, &u64)| (*at, steps * reading.columns[*at].step);
                (answer.levels.clone(), answer.cost, given, answer.steps.iter().map(units).collect())
            }
        };
        all.levels.iter_mut().zip(levels).for_each(|(sum, level)| *sum += level);
        all.cost += cost;
        all.given.extend(given);
        all.sent.extend(sent);
    }
    Ok(all)
}

/// The levels, the cost in whole minutes, and who gets what.
fn answer(rules: &str, lines: &str) -> String {
    let situation = match lines.strip_prefix("yicang") {
        Some(_) => lines.to_owned(),
        None => format!("yicang-situation 2\nnow 2020-02-01T08:00:00Z\nseed S\n{lines}"),
    };
    let rules = format!("yicang-policy 1\nname hand\n{rules}");
    let case = Case::read(&situation, &rules, SecondLevel::Minutes).unwrap();
    let reading = Reading::of(&case.situation, &case.policy, case.second);
    let solved = solved(&reading).unwrap();
    let mut text = format!("{:?} {}", solved.levels, solved.cost / 1_000_000);
    for (need, units) in solved.given.iter().filter(|(_, units)| **units > 0) {
        let key = &reading.needs[*need].key;
        let _ = write!(text, " {}/{}:{units}", key.site, key.item);
    }
    text
}

const TEN: &str = "first-level steps\nsteps 10\nfloor-percent 30\nclass a 5\nclass b 1\n";
const UNITS: &str = "first-level units\nclass a 5\nclass b 1\n";
const ONE_STEP: &str = "first-level steps\nsteps 1\nfloor-percent 0\nclass a 5\nclass b 1\n";

#[test]
fn the_floor_is_for_everybody_then_the_more_urgent_class_is_served() {
    let lines = "lot D X - 10\nneed H1 X b 10\nneed H2 X a 10\nlane D H1 1\nlane D H2 2\n";
    // Floors 3 + 3: 2 · (3 + 2 + 1); four more at 7, 6, 5, 4.
    assert_eq!(answer(TEN, lines), "[12000, 22000, 0, 0] 17 H1/X:3 H2/X:7");
}

#[test]
fn what_is_covered_fills_the_stack_from_its_beginning() {
    let lines = "lot D X - 3\nneed H1 X a 10 covered=3\nneed H2 X b 10\nlane D H1 1\nlane D H2 2\n";
    assert_eq!(answer(TEN, lines), "[6000, 0, 0, 0] 6 H2/X:3");
    let lines = "lot D X - 12\nneed H1 X a 12 entitlement=10 covered=3\nlane D H1 1\n";
    // 7 + … + 1 inside the entitlement; two more of ten sub-steps, in the first and in the sixth: 10 + 5.
    assert_eq!(answer(TEN, lines), "[0, 28000, 0, 15000] 9 H1/X:9");
}

#[test]
fn one_unit_of_a_claim_of_three_lies_in_the_floor() {
    let rules = "first-level steps\nsteps 20\nsub-steps 20\nfloor-percent 30\nclass a 5\n";
    let lines = "lot D X - 9\nneed H1 X a 3\nlane D H1 1\n";
    // Units begin at sub-steps 0, 133 and 266 of 400.
    assert_eq!(answer(rules, lines), "[120000, 401000, 0] 3 H1/X:3");
}

#[test]
fn packs_are_taken_from_both_depots() {
    let lines = "item X pack=10\nlot D1 X - 15\nlot D2 X - 25\nneed H X a 20\nlane D1 H 10\nlane D2 H 50\n";
    assert_eq!(answer(UNITS, lines), "[100000000] 600 H/X:20");
}

#[test]
fn the_draw_decides_among_equals_and_the_last_plan_before_it() {
    let lines = "lot D X - 2\nneed H1 X a 10\nneed H2 X a 10\nneed H3 X a 10\nlane D H1 1\nlane D H2 2\nlane D H3 3\n";
    // printf 'S\nH1\nX' | sha256sum begins with 8974, of H2 with 296f, of H3 with 8a90.
    assert_eq!(answer(TEN, lines), "[6000, 0, 0, 0] 3 H1/X:1 H2/X:1");
    let lines = format!("{lines}last D X - H3 1\n");
    assert_eq!(answer(TEN, &lines), "[6000, 0, 0, 0] 5 H2/X:1 H3/X:1");
}

#[test]
fn ratios_take_whole_multiples_lot_by_lot() {
    let lines = "substitute A B ratio=5/1\nlot D B L1 9\nlot D B L2 4\nneed H A a 3\nlane D H 1\n";
    assert_eq!(answer(UNITS, lines), "[5000000] 5 H/A:1");
    let lines = "substitute A B ratio=2/3\nlot D B - 9\nneed H A a 7\nlane D H 1\n";
    assert_eq!(answer(UNITS, lines), "[30000000] 4 H/A:6");
}

#[test]
fn kits_take_their_components_from_any_lots() {
    let lines =
        "kit K X 3\nkit K Y 1\nlot D1 X - 2\nlot D2 X - 5\nlot D1 Y - 9\nneed H K a 4\nlane D1 H 1\nlane D2 H 5\n";
    assert_eq!(answer(UNITS, lines), "[10000000] 24 H/K:2");
}

#[test]
fn no_number_of_units_of_a_lower_level_pays_for_one_of_a_higher() {
    let lines = "item A grams=10\nitem B grams=1\npool V grams=10\nlot D A - 5\nlot D B - 50\nneed H1 A a 1\nneed H2 B b 10\n\
                 lane D H1 900 pool=V\nlane D H2 1 pool=V\n";
    assert_eq!(answer(ONE_STEP, lines), "[0, 10000, 0, 0] 900 H1/A:1");
}

#[test]
fn a_unit_weighs_by_what_it_takes_of_a_vehicle() {
    let lines = "item A grams=1000\nitem B grams=90\npool V grams=1000\nlot D A - 5\nlot D B - 50\nneed H1 A a 10\n\
                 need H2 B a 10\nlane D H1 1 pool=V\nlane D H2 1 pool=V\n";
    // One of A fills the vehicle, ten of B do not.
    assert_eq!(answer(ONE_STEP, lines), "[0, 1000000, 0, 0] 1 H1/A:1");
}

#[test]
fn items_that_stand_in_for_each_other_share_the_greatest_worth_if_something_can_be_carried() {
    let lines = "item A grams=10\nitem B grams=1000\nsubstitute A B\nlot D A - 1\nneed H A a 2\nlane D H 1\n";
    assert_eq!(answer(ONE_STEP, lines), "[0, 10000, 0, 0] 1 H/A:1");
    assert_eq!(answer(ONE_STEP, &format!("{lines}lot D B - 1\n")), "[0, 2000000, 0, 0] 2 H/A:2");
    let packed = lines.replace("grams=1000", "grams=1000 pack=2") + "lot D B - 1\n";
    assert_eq!(answer(ONE_STEP, &packed), "[0, 10000, 0, 0] 1 H/A:1");
}

#[test]
fn days_are_days_at_the_centre_and_expired_stock_fills_no_reserve() {
    let lines = |offset: &str| {
        format!(
            "yicang-situation 2\nnow 2020-02-01T16:30:00Z\n{offset}lot D X L1 5 expires=2020-02-01\nlot D X L2 5\n\
             protect D X 4\nneed H X a 9\nlane D H 1\n"
        )
    };
    assert_eq!(answer(UNITS, &lines("")), "[30000000] 6 H/X:6");
    assert_eq!(answer(UNITS, &lines("offset +08:00\n")), "[5000000] 1 H/X:1");
}

#[test]
fn vehicles_that_have_left_carry_nothing() {
    let lines = |departs: &str, ready: &str| {
        format!("pool V departs={departs}\nlot D X - 5{ready}\nneed H X a 9\nlane D H 1 pool=V\n")
    };
    assert_eq!(answer(UNITS, &lines("2020-02-01T07:59:59Z", "")), "[0] 0");
    assert_eq!(answer(UNITS, &lines("2020-02-01T08:00:00Z", "")), "[25000000] 5 H/X:5");
    assert_eq!(answer(UNITS, &lines("2020-02-01T08:00:00Z", " available=2020-02-01T08:01:00Z")), "[0] 0");
}

#[test]
fn shares_are_rounded_down_for_each_unit() {
    let rules = "first-level share\nclass a 1\nclass b 1\n";
    let lines = "lot D X - 4\nneed H1 X a 7\nneed H2 X b 3\nlane D H1 1\nlane D H2 2\n";
    // 3 of 3, and 1 of 7: 10^18 as 3 · ⌊10^18 / 3⌋, and ⌊10^18 / 7⌋.
    assert_eq!(answer(rules, lines), "[1142857142857142856] 7 H1/X:1 H2/X:3");
}

#[test]
fn two_ways_of_solving_agree_where_there_are_two() {
    let mut both = 0;
    for index in 0..150 {
        let case = generate::case(&mut Random::of_case(71, index), Kind::ALL);
        let reading = Reading::of(&case.situation, &case.policy, case.second);
        for part in parts(&reading) {
            let Some(pack) = part.pack else { continue };
            let Ok(answer) = best::best(&reading, &part, 0.5, !reading.draws) else { continue };
            let best = flow::best(&reading, &part, pack);
            assert_eq!(answer.levels, best.gain[LEVELS..LEVELS + reading.levels], "case {index}");
            if !reading.draws {
                assert_eq!(answer.cost, -best.gain[COST], "case {index}");
            }
            both += 1;
        }
    }
    assert!(both > 100, "{both}");
}

#[test]
fn counting_everything_agrees_where_that_ends() {
    let mut counted = 0;
    for index in 0..4_000 {
        let case = generate::case(&mut Random::of_case(72, index), Kind::ALL);
        let reading = Reading::of(&case.situation, &case.policy, case.second);
        for part in parts(&reading).iter().filter(|part| part.pack.is_none()) {
            let sizes = part.columns.iter().map(|at| reading.columns[*at].most + 1);
            if sizes.fold(1, u64::saturating_mul) <= 3_000 {
                let best = best::best(&reading, part, 5.0, true).unwrap();
                let all = everything(&reading, part);
                assert_eq!((&best.levels, best.cost), (&all.levels, all.cost), "case {index}");
                counted += 1;
            }
        }
    }
    assert!(counted > 100, "{counted}");
}

/// The best of all answers, one after the other.
fn everything(reading: &Reading, part: &Part) -> Answer {
    let mut best: Option<Answer> = None;
    let mut steps: BTreeMap<usize, u64> = part.columns.iter().map(|at| (*at, 0)).collect();
    loop {
        let mut answer = Answer { levels: Vec::new(), cost: 0, steps: steps.clone(), kits: BTreeMap::new() };
        for need in &part.needs {
            if let Some(kit) = &reading.needs[*need].kit {
                let received = |(at, steps): (&usize, &u64)| {
                    let column = &reading.columns[*at];
                    let is_first = column.need == *need && column.serves == crate::reading::Serves::Part(0);
                    if is_first { steps * column.step } else { 0 }
                };
                answer.kits.insert(*need, steps.iter().map(received).sum::<u64>() / kit.parts[0].1);
            }
        }
        if whole::broken(reading, part, &answer).is_none() {
            whole::worth(reading, part, &mut answer);
            let better = |best: &Answer| (&best.levels, -best.cost) < (&answer.levels, -answer.cost);
            if best.as_ref().is_none_or(better) {
                best = Some(answer);
            }
        }
        let Some(next) = steps.iter().find(|(at, steps)| **steps < reading.columns[**at].most).map(|(at, _)| *at)
        else {
            return best.unwrap();
        };
        steps.range_mut(..next).for_each(|(_, steps)| *steps = 0);
        *steps.get_mut(&next).unwrap() += 1;
    }
}
