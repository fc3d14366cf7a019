//! `consignment`: what one vehicle carries and what was done with it, by its look-up code, from the public log alone.
//! Every step is followed to the entry that says it; what was corrected stands beside what corrects it.

use super::gift::{Followed, followed};
use super::output::Output;
use super::trusted::Reading;
use super::{Failure, Outcome};
use std::io::Write as _;
use yicang_domain::ConsignmentCode;
use yicang_domain::order::{Leg, Order};
use yicang_language::{Language, Message, ToMessage as _, message};

pub(super) fn consignment(place: &str, code: &str, reading: &Reading, out: &mut Output<'_>) -> Outcome {
    let code = ConsignmentCode::of_people(code).map_err(Failure::Said)?;
    let Followed { board, is_signed, wrong } = followed(place, reading)?;
    let mut orders: Vec<_> = board.orders.values().filter(|order| order.consignment().code == code).collect();
    orders.sort_by_key(|order| (order.site().clone(), order.line));
    let Some(first) = orders.first() else {
        return Err(Failure::Said(message!("moving-consignment-unknown", code = code.as_str())));
    };
    let key = first.consignment();
    let by = key.pool.as_ref().map_or_else(|| key.depot.to_string(), ToString::to_string);
    let all = yicang_domain::consignment::consignments(orders.iter().copied(), |item| {
        board.catalogue.items.get(item).map_or(yicang_domain::Quantity::ONE, |item| item.facts.pack)
    });
    let boxes = all.iter().flat_map(|one| &one.lines).map(|line| line.boxes).sum::<u64>();
    out.say(&message!(
        "moving-consignment-head",
        code = code.as_str(),
        depot = by,
        departs = key.departs.to_string(),
        orders = orders.len(),
        boxes = boxes,
    ))?;
    for order in &orders {
        writeln!(out, "{}", line(order, out.language))?;
        for leg in &order.legs {
            writeln!(out, "{:>9}  {}", leg.entry, said(leg).say(out.language))?;
        }
    }
    if !is_signed {
        out.say(&message!("ledger-wrong", what = message!("ledger-show-not-signed")))?;
    }
    if wrong > 0 {
        out.say(&message!("gift-log-wrong", count = wrong))?;
    }
    Ok(is_signed && wrong == 0)
}

fn line(order: &Order, language: Language) -> String {
    let (id, lot, site, quantity) = (&order.id, order.lot(), order.site(), order.shipment.quantity);
    let (status, decision) = (order.status().message().say(language), order.decision_index);
    format!("{decision:>7}  {id}  {lot} → {site}  {quantity}  {status}")
}

/// A step, and what it corrects or is corrected by.
fn said(leg: &Leg) -> Message {
    let what = if leg.step.has_quantity() {
        message!("moving-leg", step = leg.step.message(), units = leg.found.accepted.units())
    } else {
        leg.step.message()
    };
    let what = match leg.corrects {
        None => what,
        Some(entry) if leg.taken_back => message!("moving-about-taken-back", what = what, entry = entry),
        Some(entry) => message!("moving-about-correction", what = what, entry = entry),
    };
    match leg.corrected_by {
        None => what,
        Some(by) => message!("moving-leg-corrected", what = what, by = by),
    }
}
