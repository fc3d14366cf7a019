//! Open needs for people: what is claimed, what they are entitled to, and what a verification would change.

use super::console::Console;
use super::table::{Table, grouped};
use std::collections::BTreeMap;
use std::io;
use yicang_domain::explanation::Standing;
use yicang_exchange::ToVerify;
use yicang_language::{Language, Message, message};

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
            claimed(standing),
            grouped(standing.entitlement),
            marks(standing),
        ]);
    }
    table
}

/// What is claimed; a question mark where nobody knows.
fn claimed(standing: &Standing) -> String {
    if standing.is_unknown { "?".to_owned() } else { grouped(standing.claimed) }
}

/// The word for the way, and those for what is to be looked at.
fn marks(standing: &Standing) -> String {
    let stale = standing.is_stale.then_some("STALE").into_iter().chain(standing.is_expired.then_some("EXPIRED"));
    let queued = standing.queued.iter().map(|why| why.code.as_str()).filter(|code| *code != standing.way.code);
    let all = std::iter::once(standing.way.code.as_str()).chain(stale).chain(queued);
    all.collect::<Vec<_>>().join(" ")
}

/// The needs that wait for somebody to look, and why: a row for each reason.
pub fn queue(needs: &[Standing], language: Language) -> Table {
    let headings = [
        message!("centre-heading-site"),
        message!("centre-heading-item"),
        message!("centre-heading-claimed"),
        message!("centre-heading-entitled"),
        message!("centre-heading-why"),
    ];
    let mut table = Table::new(headings, language);
    for standing in needs {
        for why in &standing.queued {
            table.row(&[
                standing.need.site.to_string(),
                standing.need.item.to_string(),
                claimed(standing),
                grouped(standing.entitlement),
                why.sentence.said_in(language).unwrap_or_default().to_owned(),
            ]);
        }
    }
    table
}

/// What several reporters say of a need, a line each.
///
/// # Errors
/// What the output says.
pub fn words(needs: &[Standing], console: &mut Console<'_>) -> io::Result<()> {
    for Standing { need, words, .. } in needs {
        for line in words {
            let Some(word) = line.sentence.said_in(console.language).map(Message::verbatim) else { continue };
            let (site, item) = (need.site.as_str(), need.item.as_str());
            console.say(&match line.counts {
                true => message!("centre-needs-word-counts", site = site, item = item, word = word),
                false => message!("centre-needs-word", site = site, item = item, word = word),
            })?;
        }
    }
    Ok(())
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
            now.map_or_else(nothing, |now| claimed(now)),
            now.map_or_else(nothing, |now| grouped(now.entitlement)),
            grouped(row.units),
            row.class.as_ref().map_or_else(nothing, ToString::to_string),
            row.basis.clone(),
        ]);
    }
    table
}
