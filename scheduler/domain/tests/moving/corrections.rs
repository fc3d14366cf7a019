//! What was said wrongly, and what counts in its place.

use crate::story::*;
use yicang_domain::events::Event;
use yicang_domain::order::{CORRECTIONS_MAX, Progress};
use yicang_domain::report::{Moved, Step};
use yicang_domain::*;

#[test]
fn a_correction_counts_in_place_of_what_it_names_and_both_stay() {
    let mut story = Story::begin();
    story.count(100);
    story.need(20);
    let order = story.order(20);
    let shipped = story.step(&order, Step::Shipped, 15).unwrap();
    let corrected = story.correct(&order, Step::Shipped, 18, shipped).unwrap();
    assert_eq!(story.sums(), ([82, 0], [18, 0, 0], 0));
    assert_eq!(story.open(), Some(2));
    let again = story.correct(&order, Step::Shipped, 19, shipped).unwrap_err();
    assert!(again.contains(&format!("corrected already by entry {corrected}")), "{again}");
    // All that was claimed came; then it turns out that it did not.
    story.correct(&order, Step::Shipped, 20, corrected).unwrap();
    let received = story.step(&order, Step::Received, 20).unwrap();
    assert_eq!(story.open(), None, "it is fulfilled");
    let less = story.correct(&order, Step::Received, 12, received).unwrap();
    assert_eq!(story.open(), Some(8), "it is open again, as it was");
    assert_eq!(story.sums(), ([80, 0], [0, 12, 0], 8));
    story.correct(&order, Step::Received, 20, less).unwrap();
    assert_eq!((story.open(), story.sums()), (None, ([80, 0], [0, 20, 0], 0)));
    let legs = &story.order_of(&order).legs;
    assert_eq!(legs.len(), 6, "every word stays");
    assert_eq!(legs.iter().filter(|leg| leg.corrected_by.is_none()).count(), 2);
    let void = story.board.amiss().filter(|amiss| amiss.settled.is_some()).count();
    assert_eq!(void, 1, "the shortage by the wrong figure is closed by the record that corrects it");
}

#[test]
fn what_was_never_done_is_taken_back_from_the_last_step_to_the_first() {
    let mut story = Story::begin();
    story.count(100);
    story.need(50);
    let order = story.order(20);
    let shipped = story.step(&order, Step::Shipped, 20).unwrap();
    story.step(&order, Step::Arrived, 0).unwrap();
    let later = story.take_back(&order, Step::Shipped, shipped).unwrap_err();
    assert!(later.contains("is arrived since; correct that first"), "{later}");
    // The site had read the number of another order.
    let received = story.step(&order, Step::Received, 20).unwrap();
    story.take_back(&order, Step::Received, received).unwrap();
    assert_eq!(story.order_of(&order).progress, Progress::Arrived { shipped: units(20) });
    assert_eq!((story.sums(), story.open()), (([80, 0], [20, 0, 0], 0), Some(30)));
    // A depot that had: nothing has left, and the goods are promised as before.
    let other = story.order(10);
    let shipped = story.step(&other, Step::Shipped, 10).unwrap();
    story.take_back(&other, Step::Shipped, shipped).unwrap();
    assert_eq!(story.order_of(&other).progress, Progress::Approved);
    assert_eq!((story.sums().0, story.open()), ([80, 10], Some(20)));
    assert_eq!(story.board.may_cancel(&id(&other)), Ok(()));
}

#[test]
fn who_may_correct_what_is_told_by_name() {
    let mut story = Story::begin();
    story.count(100);
    story.need(50);
    let order = story.order(20);
    let confirmed = story.step(&order, Step::Confirmed, 0).unwrap();
    let shipped = story.step(&order, Step::Shipped, 15).unwrap();
    let of = |step, quantity, entry| {
        Moved { corrects: Some(entry), ..Moved::plain(id(&order), step, units(quantity)) }.into_body()
    };
    let foreign = story.report("D-2", of(Step::Shipped, 18, shipped)).unwrap_err();
    assert!(foreign.starts_with("foreign step.corrects: entry "), "{foreign}");
    assert!(foreign.contains("is another's word"), "{foreign}");
    assert!(story.report("H", of(Step::Shipped, 18, shipped)).unwrap_err().starts_with("foreign step.order_id"));
    for (body, said) in [
        (of(Step::Shipped, 18, 1), "is no step of order"),
        (of(Step::Picked, 18, shipped), "says that order"),
        (of(Step::Shipped, 21, shipped), "21"),
        (of(Step::Confirmed, 0, confirmed), "has no quantity to correct"),
    ] {
        let answer = story.report("D", body).unwrap_err();
        assert!(answer.contains(said), "{answer}");
    }
    // A coordinator may, on behalf, and that word is his: the agent corrects it no more.
    let recorded = story.board.applied_upto;
    story.happens(&Event::OnBehalf(of(Step::Shipped, 18, shipped)));
    assert_eq!(story.sums().1, [18, 0, 0]);
    assert!(story.report("D", of(Step::Shipped, 19, recorded)).unwrap_err().contains("is another's word"));
}

#[test]
fn a_chain_of_corrections_has_an_end() {
    let mut story = Story::begin();
    story.count(100);
    story.need(50);
    let order = story.order(20);
    let mut last = story.step(&order, Step::Shipped, 1).unwrap();
    for quantity in 2..2 + u64::from(CORRECTIONS_MAX) {
        last = story.correct(&order, Step::Shipped, quantity, last).unwrap();
    }
    let answer = story.correct(&order, Step::Shipped, 20, last).unwrap_err();
    assert!(answer.contains("has been corrected 8 times already"), "{answer}");
    assert_eq!(story.sums(), ([91, 0], [9, 0, 0], 0));
}

#[test]
fn what_was_counted_since_stays_as_it_was_counted() {
    let mut story = Story::begin();
    story.count(100);
    story.need(50);
    let order = story.order(30);
    let shipped = story.step(&order, Step::Shipped, 25).unwrap();
    story.count(80);
    assert_eq!(story.sums().2, -5, "five more than the books had");
    story.correct(&order, Step::Shipped, 20, shipped).unwrap();
    assert_eq!(story.sums(), ([80, 0], [20, 0, 0], 0), "both discrepancies are open, and cancel each other");
    let kinds: Vec<_> = story.board.amiss().map(|amiss| (amiss.kind, amiss.missing())).collect();
    assert_eq!(kinds, [(AmissKind::Count, -5), (AmissKind::Corrected, 5)]);
}

#[test]
fn what_was_not_known_to_be_there_is_not_there_after_the_correction() {
    let mut story = Story::begin();
    story.count(10);
    story.need(50);
    let order = story.order(10);
    let other = story.order(20);
    let shipped = story.step(&other, Step::Shipped, 15).unwrap();
    assert_eq!((story.sums().0[0], story.sums().2), (0, -5));
    let corrected = story.correct(&other, Step::Shipped, 12, shipped).unwrap();
    assert_eq!((story.sums().0[0], story.sums().2), (0, -2));
    story.correct(&other, Step::Shipped, 8, corrected).unwrap();
    assert_eq!((story.sums().0[0], story.sums().2), (2, 0));
    assert_eq!(story.board.discrepancies().len(), 1, "but for the order that holds more than is there");
    assert!(story.board.discrepancies()[0].message().to_string().contains("10"), "{order}");
}
