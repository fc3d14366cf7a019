//! One need for people: what it gets, why not more, and what would help.

use super::console::{Console, at};
use super::situation::{Units, sentence};
use super::table::{grouped, percent};
use std::io;
use yicang_domain::{Explanation, ItemId, LotId};
use yicang_language::{Message, ToMessage as _, amount, message};

/// Orders, and other needs, that an explanation names.
const NAMED_MAX: usize = 5;

/// Prints the explanation of a need; `offset` is that of the plan's situation, in seconds.
///
/// # Errors
/// What the output says.
pub fn print(told: &Explanation, units: &Units, offset: i32, console: &mut Console<'_>) -> io::Result<()> {
    let of = |item: &ItemId, count: u64| counted(count, units.get(item));
    let (claimed, covered, allocated) = (told.claimed.units(), told.covered.units(), told.allocated);
    let item = &told.need.item;
    console.gap()?;
    let (site, class) = (told.need.site.as_str(), told.class.to_string());
    console.say(&message!("centre-explain-need", site = site, item = item.as_str(), class = class))?;
    console.say(&message!(
        "centre-explain-amounts",
        claimed = of(item, claimed),
        covered = of(item, covered),
        allocated = of(item, allocated),
        share = percent(allocated, claimed.saturating_sub(covered)),
    ))?;
    entitlement(told, offset, console)?;
    for line in &told.allocated_from {
        let depot = line.lot.depot.as_str();
        let from = if line.lot.lot == LotId::unnamed() {
            Message::verbatim(depot)
        } else {
            message!("centre-explain-lot", depot = depot, lot = line.lot.lot.as_str())
        };
        let from = if line.inbound { message!("centre-explain-inbound", from = from) } else { from };
        let quantity = of(&line.lot.item, line.quantity.units());
        console.say(&match line.arrives {
            None => message!("centre-explain-from", from = from, quantity = quantity),
            Some(time) => {
                message!("centre-explain-from-by", from = from, quantity = quantity, time = at(time, offset))
            }
        })?;
    }
    for line in &told.unmet {
        let (code, why) = (line.reason.code(), line.reason.message());
        let quantity = of(item, line.quantity.units());
        console.say(&message!("centre-explain-lacks", quantity = quantity, reason = code, why = why))?;
        if let Some(time) = line.earliest {
            console.say(&message!("centre-explain-earliest", time = at(time, offset)))?;
        }
    }
    for (depot, closure) in told.closed_lanes.iter().take(NAMED_MAX) {
        let (depot, reason, from) = (depot.as_str(), &closure.reason, at(closure.from, offset));
        console.say(&match closure.until {
            None => message!("centre-explain-closed", depot = depot, site = site, from = from, reason = reason),
            Some(until) => message!(
                "centre-explain-closed-until",
                depot = depot,
                site = site,
                from = from,
                until = at(until, offset),
                reason = reason,
            ),
        })?;
    }
    if let Some(text) = sentence(&told.draw, console.language) {
        console.print(&format!("    {text}"))?;
    }
    for order in told.held_by.iter().take(NAMED_MAX) {
        console.say(&message!(
            "centre-explain-held",
            order = order.order.as_str(),
            quantity = of(&order.item, order.quantity.units()),
            item = order.item.as_str(),
            site = order.site.as_str(),
            status = order.status.message(),
        ))?;
    }
    for other in told.competitors.iter().take(NAMED_MAX) {
        console.say(&message!(
            "centre-explain-other",
            site = other.site.as_str(),
            class = other.class.to_string(),
            allocated = grouped(other.allocated),
            claimed = grouped(other.claimed),
        ))?;
    }
    match sentence(&told.counterfactual, console.language) {
        Some(text) => console.print(&format!("  {text}")),
        None => Ok(()),
    }
}

/// How the entitlement follows; nothing where nobody knows.
fn entitlement(told: &Explanation, offset: i32, console: &mut Console<'_>) -> io::Result<()> {
    let Some(way) = sentence(&told.way.sentence, console.language) else { return Ok(()) };
    if told.way.now.is_some() {
        console.say(&message!("centre-explain-entitled-then", then = grouped(told.entitlement)))?;
    }
    console.say(&message!("centre-explain-entitled", way = Message::verbatim(way)))?;
    if !told.way.basis.is_empty() {
        console.say(&message!("centre-explain-basis", basis = &told.way.basis))?;
    }
    // What was said once is the claim, which is printed.
    for line in told.history.iter().filter(|_| told.history.len() > 1) {
        let time = line.at.map_or_else(String::new, |time| at(time, offset));
        let what = sentence(&line.sentence, console.language).unwrap_or_default();
        console.say(&message!(
            "centre-explain-history",
            time = time,
            entry = line.entry,
            what = Message::verbatim(what)
        ))?;
    }
    Ok(())
}

/// A count with its unit, where it is known: `600 只`.
fn counted(count: u64, unit: Option<&String>) -> Message {
    match unit.filter(|unit| !unit.is_empty()) {
        Some(unit) if count < 1_000 => amount(count, unit),
        Some(unit) => message!("amount", count = grouped(count), unit = unit),
        None => Message::verbatim(grouped(count)),
    }
}
