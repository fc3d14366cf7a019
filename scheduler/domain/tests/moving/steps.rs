//! Steps of orders, each by who takes it.

use crate::story::*;
use jiff::SignedDuration;
use yicang_domain::order::Progress;
use yicang_domain::report::{Moved, Step};
use yicang_domain::*;

#[test]
fn an_order_goes_through_every_step_each_with_its_own_time() {
    let mut story = Story::begin();
    story.count(100);
    story.need(50);
    let order = story.order(20);
    story.step(&order, Step::Confirmed, 0).unwrap();
    assert_eq!((story.order_of(&order).progress, story.sums().0), (Progress::Confirmed, [100, 20]));
    assert!(story.step(&order, Step::Confirmed, 0).unwrap_err().contains("it cannot be confirmed now"));
    story.step(&order, Step::Picked, 20).unwrap();
    let done_at = Some(now() - SignedDuration::from_mins(90));
    let shipped = Moved { done_at, ..Moved::plain(id(&order), Step::Shipped, units(20)) };
    story.report("D", shipped.into_body()).unwrap();
    assert!(story.step(&order, Step::Arrived, 3).unwrap_err().contains("has no quantity"));
    assert!(story.report("D", Moved::plain(id(&order), Step::Arrived, Quantity::ZERO).into_body()).is_err());
    story.step(&order, Step::Arrived, 0).unwrap();
    assert_eq!(story.order_of(&order).progress, Progress::Arrived { shipped: units(20) });
    assert_eq!((story.open(), story.sums().1), (Some(30), [20, 0, 0]));
    story.step(&order, Step::Received, 20).unwrap();
    let legs = &story.order_of(&order).legs;
    assert_eq!(legs.iter().map(|leg| leg.done_at).collect::<Vec<_>>(), [None, None, done_at, None, None]);
    assert_eq!(story.sums(), ([80, 0], [0, 20, 0], 0));
    assert!(story.step(&order, Step::Returned, 1).unwrap_err().contains("nothing is on its way back"));
}

#[test]
fn a_receipt_may_come_before_the_depots_word_which_then_fills_in() {
    let mut story = Story::begin();
    story.count(100);
    story.need(50);
    let order = story.order(20);
    assert!(story.step(&order, Step::Received, 0).unwrap_err().contains("has not said what it shipped"));
    assert!(story.step(&order, Step::Received, 21).is_err(), "more than was ordered");
    story.step(&order, Step::Received, 17).unwrap();
    assert!(story.order_of(&order).depot_is_silent());
    assert_eq!(story.sums(), ([83, 0], [0, 17, 0], 0), "what was found has left");
    assert_eq!(story.open(), Some(33));
    story.step(&order, Step::Shipped, 20).unwrap();
    assert!(!story.order_of(&order).depot_is_silent());
    assert_eq!(story.sums(), ([80, 0], [0, 17, 0], 3), "three are missing by the two words");
    assert!(story.step(&order, Step::Shipped, 20).is_err(), "only once");
    // The other way: the depot says less than was found.
    let order = story.order(10);
    story.step(&order, Step::Received, 9).unwrap();
    story.step(&order, Step::Shipped, 8).unwrap();
    assert_eq!(story.sums(), ([72, 0], [0, 26, 0], 2), "one was found that nobody sent");
}
