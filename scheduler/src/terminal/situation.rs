//! A situation for people: stock and open needs, item by item, and figures that do not fit.

use super::console::Console;
use super::table::{Table, grouped};
use std::collections::BTreeMap;
use std::io;
use yicang_domain::{ItemId, Sentence, Situation};
use yicang_language::{Language, Message, message};

/// The units of items, as the catalogue names them; what is not in it has none.
pub type Units = BTreeMap<ItemId, String>;

/// An item with its unit: `N95 (只)`.
pub fn with_unit(item: &ItemId, units: &Units) -> String {
    match units.get(item).filter(|unit| !unit.is_empty()) {
        Some(unit) => format!("{item} ({unit})"),
        None => item.to_string(),
    }
}

/// The place of the column of what is held.
const HELD_AT: usize = 4;

/// The place of the column of what suppliers are to bring.
const ANNOUNCED_AT: usize = 3;

/// What there is of an item, and what is asked of it.
#[derive(Default)]
struct Held {
    free: u64,
    arriving: u64,
    expired: u64,
    held: u64,
    announced: u64,
    promised: u64,
    open: u64,
    needs: u64,
}

/// Stock and open needs, item by item. What has expired is not free, and neither is what has not arrived yet, or is
/// held; that has a column where there is any.
pub fn table(situation: &Situation, units: &Units, language: Language) -> Table {
    let mut rows = BTreeMap::<&ItemId, Held>::new();
    for (key, lot) in &situation.lots {
        let row = rows.entry(&key.item).or_default();
        row.promised += lot.reserved.units();
        let of = match () {
            () if lot.held.is_some() => &mut row.held,
            () if situation.is_expired(lot) => &mut row.expired,
            () if lot.inbound => &mut row.announced,
            () if lot.available_at.is_some_and(|at| at > situation.now) => &mut row.arriving,
            () => &mut row.free,
        };
        *of += lot.available().units();
    }
    for (key, need) in &situation.needs {
        let row = rows.entry(&key.item).or_default();
        row.open += need.open().units();
        row.needs += 1;
    }
    let is_any_announced = rows.values().any(|row| row.announced > 0);
    let is_any_held = rows.values().any(|row| row.held > 0);
    let mut headings = vec![
        message!("centre-heading-item"),
        message!("centre-heading-free"),
        message!("centre-heading-arriving"),
        message!("centre-heading-expired"),
        message!("centre-heading-reserved"),
        message!("centre-heading-needed"),
        message!("centre-heading-lines"),
    ];
    if is_any_held {
        headings.insert(HELD_AT, message!("centre-heading-held"));
    }
    if is_any_announced {
        headings.insert(ANNOUNCED_AT, message!("centre-heading-announced"));
    }
    let mut table = Table::under(headings.iter().map(|heading| heading.say(language)), language);
    for (item, Held { free, arriving, expired, held, announced, promised, open, needs }) in rows {
        let mut numbers: Vec<_> = [free, arriving, expired, promised, open, needs].map(grouped).into();
        if is_any_held {
            numbers.insert(HELD_AT - 1, grouped(held));
        }
        if is_any_announced {
            numbers.insert(ANNOUNCED_AT - 1, grouped(announced));
        }
        table.row(std::iter::once(&with_unit(item, units)).chain(&numbers));
    }
    table
}

/// Where what the field has done does not fit what is known, a line each; nothing if all fits.
///
/// # Errors
/// What the output says.
pub fn discrepancies(found: &[Sentence], console: &mut Console<'_>) -> io::Result<()> {
    notices(found, message!("centre-discrepancies", count = found.len()), console)
}

/// Sentences under a heading, a line each; nothing if there are none.
///
/// # Errors
/// What the output says.
pub fn notices(found: &[Sentence], heading: Message, console: &mut Console<'_>) -> io::Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    console.gap()?;
    console.say(&heading)?;
    let language = console.language;
    for text in found.iter().filter_map(|one| one.said_in(language)) {
        console.print(&format!("  {text}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_expired_or_not_arrived_is_not_free() {
        let text = "yicang-situation 2
now 2026-02-01T20:00:00Z
offset +08:00
lot D W A 5 expires=2026-02-01
lot D W B 7 expires=2026-02-02
lot D W C 11 available=2026-02-03T00:00:00Z
lot D W D 20 reserved=13
";
        let situation = Situation::from_text(text).unwrap();
        let shown = table(&situation, &Units::new(), Language::English).to_string();
        let row: Vec<_> = shown.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(row, ["W", "14", "11", "5", "13", "0", "0"], "{shown}");
        let units = Units::from([("W".parse().unwrap(), "瓶".to_owned())]);
        let shown = table(&situation, &units, Language::Chinese).to_string();
        assert!(shown.contains("在库未预留") && shown.contains("W (瓶)"), "{shown}");
    }
}
