//! Open needs for people: what is claimed, what they are entitled to, and what a verification would change.

use super::table::{Table, grouped};
use std::collections::BTreeMap;
use yicang_domain::explanation::Standing;
use yicang_exchange::ToVerify;
use yicang_language::{Language, message};

/// A need each, with the word for the way of its entitlement.
pub fn table(needs: &[Standing], language: Language) -> Table {
    let headings = [
        message!("centre-heading-site"),
        message!("centre-heading-item"),
        message!("centre-heading-class"),
        message!("centre-heading-claimed"),
        message!("centre-heading-entitled"),
        message!("centre-heading-way"),
    ];
    let mut table = Table::new(headings, language);
    for standing in needs {
        table.row(&[
            standing.need.site.to_string(),
            standing.need.item.to_string(),
            standing.class.to_string(),
            grouped(standing.claimed),
            grouped(standing.entitlement),
            way(standing),
        ]);
    }
    table
}

/// The word for the way, and what keeps the need from being planned as others are.
fn way(standing: &Standing) -> String {
    let marks = [(standing.is_stale, " STALE"), (standing.is_expired, " EXPIRED")];
    let marks = marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark);
    std::iter::once(standing.way.code.as_str()).chain(marks).collect()
}

/// What rows would change: a row each, beside what is known now; `–` where the site asks for nothing.
pub fn preview(rows: &[ToVerify], known: &[Standing], language: Language) -> Table {
    let known: BTreeMap<_, _> = known.iter().map(|standing| (&standing.need, standing)).collect();
    let headings = [
        message!("centre-heading-site"),
        message!("centre-heading-item"),
        message!("centre-heading-claimed"),
        message!("centre-heading-entitled"),
        message!("centre-heading-verified"),
        message!("centre-heading-class"),
        message!("centre-heading-basis"),
    ];
    let mut table = Table::new(headings, language);
    let nothing = || "–".to_owned();
    for row in rows {
        let now = known.get(&row.need);
        table.row(&[
            row.need.site.to_string(),
            row.need.item.to_string(),
            now.map_or_else(nothing, |now| grouped(now.claimed)),
            now.map_or_else(nothing, |now| grouped(now.entitlement)),
            grouped(row.units),
            row.class.as_ref().map_or_else(nothing, ToString::to_string),
            row.basis.clone(),
        ]);
    }
    table
}
