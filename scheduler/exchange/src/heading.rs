//! Headings: found by name, whatever their width, case and spaces; those that are not known are named, with the nearest
//! that is.

use crate::finding::{Findings, TableFault, quoted};
use crate::sheet::Cell;
use unicode_normalization::UnicodeNormalization;
use yicang_language::{Argument, Message, message};

/// A column that a table may have.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The name in our own files, and in faults.
    pub name: &'static str,
    /// Other headings that mean the same, in any language.
    pub aliases: &'static [&'static str],
    /// What it was called once, with another meaning elsewhere: still read, with a notice that says which meaning
    /// counts.
    pub formerly: &'static [&'static str],
    /// What it means, where it was called otherwise; else empty.
    pub meaning: Option<Meaning>,
    /// Whether a file without it is refused.
    pub required: bool,
}

impl Column {
    /// A column that must be there.
    pub const fn required(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name, aliases, formerly: &[], meaning: None, required: true }
    }

    /// A column that may be there.
    pub const fn optional(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self { name, aliases, formerly: &[], meaning: None, required: false }
    }

    /// The same, which had other names once.
    #[must_use]
    pub const fn formerly(self, formerly: &'static [&'static str], meaning: Meaning) -> Self {
        Self { formerly, meaning: Some(meaning), ..self }
    }

    /// Every heading that means it.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.aliases.iter().copied()).chain(self.formerly.iter().copied())
    }

    fn was_called(&self, heading: &str) -> bool {
        let heading = folded(heading);
        self.formerly.iter().any(|name| folded(name) == heading)
    }

    fn is_called(&self, heading: &str) -> bool {
        let heading = folded(heading);
        self.names().any(|name| folded(name) == heading)
    }
}

/// What a reader does about columns.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules {
    /// Columns that are not known pass, with a notice.
    pub allow_extra_columns: bool,
    /// These columns need not be there, because something else says it.
    pub not_required: &'static [&'static str],
}

/// What begins the name of a column that is for people only and always passes.
const FREE: &[&str] = &["note", "remark", "备注", "備註"];
/// A name is near another if no more than this share of its letters differ.
const NEAR: f64 = 0.34;

/// What a column means that was once called otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The soft limit of a need.
    WantedBy,
    /// Its hard limit.
    LatestUseful,
}

impl Meaning {
    fn words(self) -> Message {
        match self {
            Self::WantedBy => message!("table-means-wanted-by"),
            Self::LatestUseful => message!("table-means-latest-useful"),
        }
    }
}

/// `Site ID`, `site-id`, `SITE_ID` and `Ｓｉｔｅ　ＩＤ` are one heading.
fn folded(heading: &str) -> String {
    let plain = heading.nfkc().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | '\u{feff}'));
    plain.flat_map(char::to_lowercase).collect()
}

/// Each column with its place in a row.
pub(crate) type Places = Vec<(Column, Option<usize>)>;

/// Where each column stands; `None` where one is missing or doubled. That, and what is not known, is named, each
/// heading once.
pub(crate) fn places(
    file: &str,
    (row, header): (usize, &[Cell]),
    columns: &[Column],
    rules: Rules,
    findings: &mut Findings,
) -> Option<Places> {
    let before = findings.len();
    let fault = |column: Option<&str>, problem: Message, remedy: Message| TableFault {
        file: file.into(),
        row,
        column: column.map(str::to_owned),
        problem,
        remedy: Some(remedy),
    };
    let (mut places, mut missing) = (Places::new(), Vec::new());
    let mut known = vec![false; header.len()];
    for column in columns {
        let mut found = (0..header.len()).filter(|index| column.is_called(header[*index].text()));
        let place = found.next();
        for second in found {
            known[second] = true;
            let problem = message!("table-column-twice", second = quoted(header[second].text()));
            findings.push(fault(Some(column.name), problem, message!("table-column-twice-remedy")));
        }
        if let Some(place) = place {
            known[place] = true;
            let heading = header[place].text();
            if column.was_called(heading) {
                let meaning = column.meaning.map_or_else(|| Message::verbatim("-"), Meaning::words);
                let text = message!("table-column-renamed", old = heading, new = column.name, meaning = meaning);
                findings.notice(file, text);
            }
        }
        if place.is_none() && column.required && !rules.not_required.contains(&column.name) {
            missing.push(match column.aliases {
                [] => column.name.to_owned(),
                [alias, ..] => format!("{} ({alias})", column.name),
            });
        }
        places.push((*column, place));
    }
    if !missing.is_empty() {
        let there = header.iter().map(|cell| cell.text().chars().take(40).collect::<String>());
        let there = there.collect::<Vec<_>>().join(",");
        let missing: Vec<_> = missing.into_iter().map(Argument::from).collect();
        let remedy = message!("table-columns-missing-remedy", header = quoted(&there));
        findings.push(fault(None, message!("table-columns-missing", columns = missing), remedy));
    }
    let is_usable = findings.len() == before;
    let mut named = std::collections::BTreeSet::new();
    for (cell, _) in header.iter().zip(&known).filter(|(_, known)| !**known) {
        let heading = cell.text();
        let plain = folded(heading);
        let is_free = FREE.iter().any(|word| plain.starts_with(word));
        if heading.is_empty() || is_free || !named.insert(plain) {
            continue;
        }
        if rules.allow_extra_columns {
            findings.notice(file, message!("table-column-not-read", column = heading));
            continue;
        }
        let remedy = match nearest(heading, columns) {
            Some(near) => message!("table-did-you-mean", name = near),
            None => message!("table-column-unknown-remedy"),
        };
        findings.push(TableFault { row: 0, ..fault(Some(heading), message!("table-column-unknown"), remedy) });
    }
    is_usable.then_some(places)
}

/// The share of letters in which two texts differ, where they are near each other.
pub(crate) fn apart(one: &str, other: &str) -> Option<f64> {
    let count = |text: &str| text.chars().count();
    let longest = count(one).max(count(other)).max(1);
    #[expect(clippy::cast_precision_loss, reason = "lengths of words")]
    let apart = strsim::osa_distance(one, other) as f64 / longest as f64;
    (apart <= NEAR).then_some(apart)
}

/// The name nearest to a heading that is not known, if any is near: one that it holds, or is held by, or differs little
/// from.
fn nearest(heading: &str, columns: &[Column]) -> Option<&'static str> {
    let wanted = folded(heading);
    let count = |text: &str| text.chars().count();
    let near = columns.iter().flat_map(Column::names).filter_map(|name| {
        let known = folded(name);
        let held = count(&known) >= 2 && wanted.contains(&known) || count(&wanted) >= 2 && known.contains(&wanted);
        let near = apart(&wanted, &known);
        (held || near.is_some()).then_some((!held, near.unwrap_or(1.0), name))
    });
    near.min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))).map(|(.., name)| name)
}
