//! Random steps, and a clerk who shares no code with the board.

use crate::story::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use yicang_domain::report::{Moved, Step};
use yicang_domain::*;

/// What the clerk knows of an order.
#[derive(Debug, Clone, Default)]
struct Slip {
    ordered: i64,
    shipped: Option<(u64, i64)>,
    accepted: Option<(u64, i64, i64)>,
    returned: Option<(u64, i64)>,
}

#[derive(Debug, Clone)]
enum Act {
    Order(u64),
    Ship(usize, u64),
    Receive(usize, u64, u64),
    Return(usize, u64),
    Correct(usize, u8, u64, u64),
    TakeBack(usize, u8),
}

fn act() -> impl Strategy<Value = Act> {
    let at = 0..6_usize;
    prop_oneof![
        2 => (1..40_u64).prop_map(Act::Order),
        3 => (at.clone(), 0..40_u64).prop_map(|(at, units)| Act::Ship(at, units)),
        3 => (at.clone(), 0..40_u64, 0..9_u64).prop_map(|(at, units, refused)| Act::Receive(at, units, refused)),
        2 => (at.clone(), 0..40_u64).prop_map(|(at, units)| Act::Return(at, units)),
        5 => (at.clone(), 0..3_u8, 0..40_u64, 0..9_u64)
            .prop_map(|(at, which, units, refused)| Act::Correct(at, which, units, refused)),
        2 => (at, 0..3_u8).prop_map(|(at, which)| Act::TakeBack(at, which)),
    ]
}

fn signed(units: u64) -> i64 {
    i64::try_from(units).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_corrected_the_sums_are_those_of_what_counts(
        first in 0..200_u64,
        claimed in 1..400_u64,
        acts in prop::collection::vec(act(), 1..40),
    ) {
        let mut story = Story::begin();
        story.count(first);
        story.need(claimed);
        let mut slips = BTreeMap::<String, Slip>::new();
        for act in &acts {
            let name = |at: usize| slips.keys().nth(at % slips.len().max(1)).cloned();
            match *act {
                Act::Order(units) => {
                    let order = story.order(units);
                    slips.insert(order, Slip { ordered: signed(units), ..Slip::default() });
                }
                Act::Ship(at, units) => {
                    let Some(order) = name(at) else { continue };
                    if let Ok(entry) = story.step(&order, Step::Shipped, units) {
                        slips.get_mut(&order).unwrap().shipped = Some((entry, signed(units)));
                    }
                }
                Act::Receive(at, units, refused) => {
                    let Some(order) = name(at) else { continue };
                    let plain = Moved::plain(id(&order), Step::Received, Quantity::new(units).unwrap());
                    let moved = Moved { rejected: Quantity::new(refused).unwrap(), ..plain };
                    if let Ok(entry) = story.report("H", moved.into_body()) {
                        slips.get_mut(&order).unwrap().accepted = Some((entry, signed(units), signed(refused)));
                    }
                }
                Act::Return(at, units) => {
                    let Some(order) = name(at) else { continue };
                    if let Ok(entry) = story.step(&order, Step::Returned, units) {
                        slips.get_mut(&order).unwrap().returned = Some((entry, signed(units)));
                    }
                }
                Act::Correct(at, which, units, refused) => {
                    let Some(order) = name(at) else { continue };
                    let slip = slips.get_mut(&order).unwrap();
                    match which {
                        0 => {
                            if let Some((entry, _)) = slip.shipped
                                && let Ok(entry) = story.correct(&order, Step::Shipped, units, entry)
                            {
                                slip.shipped = Some((entry, signed(units)));
                            }
                            }
                        1 => if let Some((entry, ..)) = slip.accepted {
                            let plain = Moved::plain(id(&order), Step::Received, Quantity::new(units).unwrap());
                            let moved = Moved {
                                rejected: Quantity::new(refused).unwrap(),
                                corrects: Some(entry),
                                ..plain
                            };
                            if let Ok(entry) = story.report("H", moved.into_body()) {
                                slip.accepted = Some((entry, signed(units), signed(refused)));
                            }
                        }
                        _ => {
                            if let Some((entry, _)) = slip.returned
                                && let Ok(entry) = story.correct(&order, Step::Returned, units, entry)
                            {
                                slip.returned = Some((entry, signed(units)));
                            }
                            }
                    }
                }
                Act::TakeBack(at, which) => {
                    let Some(order) = name(at) else { continue };
                    let slip = slips.get_mut(&order).unwrap();
                    match which {
                        0 => {
                            if let Some((entry, _)) = slip.shipped
                                && story.take_back(&order, Step::Shipped, entry).is_ok()
                            {
                                slip.shipped = None;
                            }
                            }
                        1 => {
                            if let Some((entry, ..)) = slip.accepted
                                && story.take_back(&order, Step::Received, entry).is_ok()
                            {
                                slip.accepted = None;
                            }
                            }
                        _ => {
                            if let Some((entry, _)) = slip.returned
                                && story.take_back(&order, Step::Returned, entry).is_ok()
                            {
                                slip.returned = None;
                            }
                            }
                    }
                }
            }
            let (mut gone, mut way, mut received, mut covers, mut promised) = (0, 0, 0, 0, 0);
            for slip in slips.values() {
                let found = slip.accepted.map(|(_, accepted, refused)| accepted + refused);
                let left = slip.shipped.map(|(_, units)| units).or(found);
                let back = slip.returned.map(|(_, units)| units);
                gone += left.unwrap_or(0) - back.unwrap_or(0);
                received += slip.accepted.map_or(0, |(_, accepted, _)| accepted);
                way += match (slip.accepted, back) {
                    (_, Some(_)) => 0,
                    (Some((_, _, refused)), None) => refused,
                    (None, None) => left.unwrap_or(0),
                };
                covers += match (slip.accepted, back, left) {
                    (Some((_, accepted, _)), ..) => accepted,
                    (None, Some(_), _) => 0,
                    (None, None, left) => left.unwrap_or(slip.ordered),
                };
                promised += if left.is_none() { slip.ordered } else { 0 };
            }
            let ([on_hand, reserved], [on_way, accepted, _], _) = story.sums();
            let over: i128 = story.board.amiss()
                .filter(|amiss| amiss.settled.is_none() && amiss.kind == AmissKind::Over)
                .map(|amiss| -amiss.missing())
                .sum();
            prop_assert_eq!(i128::from(on_hand) - over, i128::from(signed(first) - gone), "{:?}", slips);
            prop_assert_eq!(on_way, u128::try_from(way).unwrap(), "{:?}", slips);
            prop_assert_eq!(accepted, u128::try_from(received).unwrap(), "{:?}", slips);
            prop_assert_eq!(reserved, u64::try_from(promised).unwrap(), "{:?}", slips);
            let open = (received < signed(claimed)).then(|| u64::try_from((signed(claimed) - covers).max(0)).unwrap());
            prop_assert_eq!(story.open(), open, "{:?}", slips);
        }
    }
}
