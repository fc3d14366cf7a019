//! Lines about items, pools and ways, which situations and catalogues share.

use crate::id::{DepotId, ItemId, PoolId, SiteId};
use crate::line::{Line, TextError, UNKNOWN, option};
use crate::quantity::{Decimal, Quantity};
use crate::situation::{ItemFacts, Lane, PACK_MAX, RATIO_MAX, SIZE_MAX, Substitution};
use std::fmt::{Display, Write as _};
use yicang_language::message;

pub(crate) fn write_item(out: &mut String, item: &ItemId, facts: &ItemFacts) {
    let _ = write!(out, "item {item}");
    option(out, "grams", Some(facts.grams).filter(|n| n.micros() != 0));
    option(out, "millilitres", Some(facts.millilitres).filter(|n| n.micros() != 0));
    option(out, "pack", Some(facts.pack).filter(|pack| *pack != Quantity::ONE));
    out.push('\n');
}

pub(crate) fn write_substitute(out: &mut String, (needed, given): &(ItemId, ItemId), how: &Substitution) {
    let _ = write!(out, "substitute {needed} {given}");
    let one_to_one = (how.given, how.needed) == (1, 1);
    option(out, "ratio", Some(format!("{}/{}", how.given, how.needed)).filter(|_| !one_to_one));
    option(out, "penalty", Some(how.penalty).filter(|penalty| penalty.micros() != 0));
    out.push('\n');
}

pub(crate) fn write_kit(out: &mut String, kit: &ItemId, component: &ItemId, units: u64) {
    let _ = writeln!(out, "kit {kit} {component} {units}");
}

/// What vehicles carry comes after when they leave.
pub(crate) fn write_pool(
    out: &mut String,
    pool: &PoolId,
    departs: Option<impl Display>,
    (grams, millilitres): (Option<Quantity>, Option<Quantity>),
) {
    let _ = write!(out, "pool {pool}");
    option(out, "departs", departs);
    option(out, "grams", grams);
    option(out, "millilitres", millilitres);
    out.push('\n');
}

pub(crate) fn write_protected(out: &mut String, (depot, item): &(DepotId, ItemId), quantity: Quantity) {
    let _ = writeln!(out, "protect {depot} {item} {quantity}");
}

pub(crate) fn write_lane(out: &mut String, (depot, site): &(DepotId, SiteId), lane: &Lane) {
    let minutes = lane.minutes.map_or_else(|| UNKNOWN.to_owned(), |minutes| minutes.to_string());
    let _ = write!(out, "lane {depot} {site} {minutes}");
    option(out, "cost", lane.cost);
    option(out, "capacity", lane.capacity);
    option(out, "pool", lane.pool.as_ref());
    out.push_str(if lane.open { "\n" } else { " closed\n" });
}

/// What is known of an item, after its id.
pub(crate) fn item(line: &mut Line<'_>) -> Result<ItemFacts, TextError> {
    Ok(ItemFacts {
        grams: size(line, "grams")?,
        millilitres: size(line, "millilitres")?,
        pack: line.number_option("pack", 1, PACK_MAX)?.and_then(Quantity::new).unwrap_or(Quantity::ONE),
    })
}

/// A size of a unit: never rounded.
fn size(line: &mut Line<'_>, key: &str) -> Result<Decimal, TextError> {
    let Some(text) = line.option::<String>(key)? else { return Ok(Decimal::default()) };
    Decimal::exact(&text, 0)
        .ok_or_else(|| line.fault(message!("text-no-size", what = key, max = SIZE_MAX, text = format!("{text:?}"))))
}

/// How one stands in for the other, after both.
pub(crate) fn substitution(line: &mut Line<'_>) -> Result<Substitution, TextError> {
    let (given, needed) = match line.option::<String>("ratio")? {
        None => (1, 1),
        Some(ratio) => {
            let number = |text: &str| text.parse().ok().filter(|n| (1..=RATIO_MAX).contains(n));
            let pair = ratio.split_once('/').and_then(|(given, needed)| number(given).zip(number(needed)));
            let lowest = pair.filter(|(given, needed)| greatest_divisor(*given, *needed) == 1);
            lowest.ok_or_else(|| line.fault(message!("text-no-ratio", max = RATIO_MAX, text = format!("{ratio:?}"))))?
        }
    };
    Ok(Substitution { penalty: line.option("penalty")?.unwrap_or_default(), given, needed })
}

fn greatest_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

/// What is needed, and what is given for it.
pub(crate) fn substitute_key(line: &mut Line<'_>) -> Result<(ItemId, ItemId), TextError> {
    let (needed, given): (ItemId, ItemId) = (line.parse("needed item")?, line.parse("given item")?);
    if needed == given {
        return Err(line.fault(message!("text-own-substitute", item = needed.as_str())));
    }
    Ok((needed, given))
}

/// A kit and a part of it.
pub(crate) fn kit_key(line: &mut Line<'_>) -> Result<(ItemId, ItemId), TextError> {
    let (kit, component): (ItemId, ItemId) = (line.parse("item")?, line.parse("component")?);
    if kit == component {
        return Err(line.fault(message!("text-own-part", item = kit.as_str())));
    }
    Ok((kit, component))
}

pub(crate) fn kit_units(line: &mut Line<'_>) -> Result<u64, TextError> {
    line.number("units", 1, u64::from(RATIO_MAX))
}

impl Lane {
    /// Reads a lane, after its depot and site.
    pub(crate) fn read(line: &mut Line<'_>) -> Result<Self, TextError> {
        Ok(Self {
            minutes: line.unless_unknown("minutes")?,
            cost: line.option("cost")?,
            capacity: line.option("capacity")?,
            pool: line.option("pool")?,
            open: !line.flag("closed"),
        })
    }
}
