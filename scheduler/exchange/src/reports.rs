//! A CSV list of needs or reserves, checked row by row and cut into reports. Every bad row is named; whether the good
//! ones are sent nevertheless is for the person to say.

use crate::cells::{Day, FromCell, LifeDays, Moment, Positive, Sites};
use crate::columns::{NEEDS, RESERVES};
use crate::finding::{Findings, Notice, TableFault};
use crate::heading::{Column, Rules};
use crate::known_ids::Alike;
use crate::table::{Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::path::Path;
use yicang_domain::report::{Body, Fact, LINES_MAX, NeedLine, ReserveLine};
use yicang_domain::{DepotId, LotId, Quantity, SiteId};
use yicang_language::{Message, message};

/// Columns of needs.csv that only a plan's tables have, and what a report says in their place.
fn not_reported() -> [(&'static str, Message); 4] {
    [
        ("weight", message!("list-weight")),
        ("entitlement", message!("list-entitlement")),
        ("latest_useful_minutes", message!("list-minutes", column = "latest_useful")),
        ("wanted_by_minutes", message!("list-minutes", column = "wanted_by")),
    ]
}

/// What a file says.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The good rows as reports: one place each, at most [`LINES_MAX`] lines, places and rows in their order.
    pub bodies: Vec<Body>,
    /// How many rows they hold.
    pub rows: usize,
    /// Every bad row, from the top.
    pub faults: Vec<TableFault>,
    /// What people should know, though nothing is wrong.
    pub notices: Vec<Notice>,
}

impl List {
    /// Reads a list of needs. `site` is whose they are where the file does not say.
    ///
    /// # Errors
    /// The file as a whole cannot be read.
    pub fn needs(path: &Path, site: Option<&SiteId>, rules: Rules) -> Result<Self, Vec<TableFault>> {
        Self::of(
            (path, NEEDS, rules),
            ("site_id", "--site", site),
            |row, faults| {
                for (column, remedy) in not_reported() {
                    if !row.cell(column).is_empty() {
                        faults.push(row.fault(column, message!("list-no-part"), remedy));
                    }
                }
                let item = row.required("item_id", faults);
                let quantity = row.required::<Positive>("quantity", faults);
                let class = row.required("priority", faults);
                let due = row.optional::<Moment>("wanted_by", faults).map(|moment| moment.0);
                let latest_useful = row.optional::<Moment>("latest_useful", faults).map(|moment| moment.0);
                let life_days_min = row.optional::<LifeDays>("life_days_min", faults).map_or(0, |days| days.0);
                let line =
                    NeedLine { item: item?, quantity: quantity?.0, class: class?, due, latest_useful, life_days_min };
                Some((line.item.clone(), line))
            },
            |site, lines| Body::Need { site, lines },
        )
    }

    /// Reads a list of reserves. `depot` is whose they are where the file does not say.
    ///
    /// # Errors
    /// The file as a whole cannot be read.
    pub fn reserves(path: &Path, depot: Option<&DepotId>, rules: Rules) -> Result<Self, Vec<TableFault>> {
        let mut alike = Alike::default();
        Self::of(
            (path, RESERVES, rules),
            ("depot_id", "--depot", depot),
            |row, faults| {
                let item = row.required("item_id", faults);
                let quantity = row.required::<Quantity>("quantity", faults);
                let lot = row.optional("lot_id", faults).unwrap_or_else(LotId::unnamed);
                let expires_on = row.optional::<Fact<Day>>("expires_on", faults).unwrap_or_default().map(|day| day.0);
                let earmark = earmark(row, faults);
                let available_at = row.optional::<Fact<Moment>>("available_at", faults).unwrap_or_default();
                let available_at = available_at.map(|moment| moment.0);
                let line = ReserveLine { item: item?, lot, quantity: quantity?, expires_on, earmark, available_at };
                let among = format!("{}\n{}", row.cell("depot_id"), line.item);
                alike.note(row, "lot_id", &among, line.lot.as_str(), faults);
                Some(((line.item.clone(), line.lot.clone()), line))
            },
            |depot, lines| Body::Reserve { depot, lines },
        )
    }

    /// `place` is the column of a row's place, the flag that may stand for it, and what the flag says; `read` gives a
    /// row's line with what must not stand twice at one place.
    pub(crate) fn of<P, K, L>(
        (path, columns, rules): (&Path, &[Column], Rules),
        place: (&'static str, &str, Option<&P>),
        mut read: impl FnMut(&Row<'_>, &mut Findings) -> Option<(K, L)>,
        body: impl Fn(P, Vec<L>) -> Body,
    ) -> Result<Self, Vec<TableFault>>
    where
        P: Ord + Clone + Display + FromCell,
        K: Ord,
    {
        let mut findings = Findings::default();
        let rules = Rules { not_required: place.2.map(|_| place.0), ..rules };
        let Some(table) = Table::read(path, columns, rules, &mut findings) else { return Err(findings.finish().0) };
        if table.has("unit") {
            findings.notice(table.file(), message!("list-unit"));
        }
        let (mut lines, mut first) = (BTreeMap::<P, Vec<L>>::new(), BTreeMap::new());
        let mut rows = 0;
        for row in table.rows() {
            let mut faults = Findings::default();
            let at = place_of(&row, place, &mut faults);
            let line = read(&row, &mut faults);
            if let (Some(at), Some((key, line)), true) = (at, line, faults.is_empty()) {
                let earlier = first.entry((at.clone(), key)).or_insert(row.number());
                if *earlier == row.number() {
                    rows += 1;
                    lines.entry(at).or_default().push(line);
                } else {
                    let problem = message!("list-again", row = *earlier, place = at.to_string());
                    faults.push(row.fault("item_id", problem, message!("list-again-remedy")));
                }
            }
            findings.append(faults);
        }
        let (faults, notices) = findings.finish();
        // What is wrong with the whole list is wrong with every row.
        if faults.iter().any(|fault| fault.row == 0) {
            return Err(faults);
        }
        let bodies = lines.into_iter().flat_map(|(at, lines)| {
            let body = &body;
            cut(lines).into_iter().map(move |part| body(at.clone(), part))
        });
        Ok(Self { bodies: bodies.collect(), rows, faults, notices })
    }
}

/// What a row says of who alone may receive a lot. Which ids there are, the centre knows: a word with `|` is several
/// sites. A cell of nothing but separators says nothing.
fn earmark(row: &Row<'_>, faults: &mut Findings) -> Fact<BTreeSet<SiteId>> {
    match row.optional::<Fact<Sites>>("earmark", faults).unwrap_or_default() {
        Fact::Unsaid => Fact::Unsaid,
        Fact::Nothing => Fact::Nothing,
        Fact::Is(sites) => match sites.among(None) {
            Ok(sites) => sites.into(),
            Err(problem) => {
                faults.push(row.fault("earmark", problem, message!("list-earmark")));
                Fact::Unsaid
            }
        },
    }
}

fn place_of<P: Clone + PartialEq + Display + FromCell>(
    row: &Row<'_>,
    (column, flag, given): (&str, &str, Option<&P>),
    faults: &mut Findings,
) -> Option<P> {
    let Some(given) = given else { return row.required(column, faults) };
    let found: Option<P> = row.optional(column, faults);
    if let Some(other) = found.filter(|found| found != given) {
        let problem = message!("list-other-place", other = other.to_string(), flag = flag, given = given.to_string());
        faults.push(row.fault(column, problem, message!("list-other-place-remedy", flag = flag)));
    }
    Some(given.clone())
}

/// Parts of at most [`LINES_MAX`] lines.
fn cut<L>(mut lines: Vec<L>) -> Vec<Vec<L>> {
    let mut parts = Vec::new();
    while lines.len() > LINES_MAX {
        let rest = lines.split_off(LINES_MAX);
        parts.push(std::mem::replace(&mut lines, rest));
    }
    parts.push(lines);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line per report, then a line per fault and notice.
    fn needs(bytes: &[u8], site: Option<&str>) -> String {
        show(bytes, |path| List::needs(path, site.map(|site| site.parse().unwrap()).as_ref(), Rules::default()))
    }

    fn reserves(bytes: &[u8]) -> String {
        show(bytes, |path| List::reserves(path, Some(&"D1".parse().unwrap()), Rules::default()))
    }

    fn show(bytes: &[u8], read: impl Fn(&Path) -> Result<List, Vec<TableFault>>) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.csv");
        std::fs::write(&path, bytes).unwrap();
        let list = match read(&path) {
            Ok(list) => list,
            Err(faults) => return faults.iter().map(|fault| format!("{fault}\n")).collect(),
        };
        let body = |body: &Body| match body {
            Body::Need { site, lines } => {
                let lines = lines.iter().map(|l| format!(" {} {} {}", l.item, l.quantity, l.class)).collect::<Vec<_>>();
                format!("need {site}:{}\n", lines.join(","))
            }
            Body::Reserve { depot, lines } => {
                let line = |l: &ReserveLine| {
                    let sites =
                        |sites: &BTreeSet<SiteId>| sites.iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
                    let earmark = l.earmark.as_ref().map(sites);
                    let (expires, available) = (&l.expires_on, &l.available_at);
                    format!(" {} {} {} {expires:?} {earmark:?} {available:?}", l.item, l.lot, l.quantity)
                };
                format!("reserve {depot}:{}\n", lines.iter().map(line).collect::<Vec<_>>().join(","))
            }
            other => unreachable!("a list has no {}", other.kind()),
        };
        let mut out: String = list.bodies.iter().map(body).collect();
        out += &list.faults.iter().map(|fault| format!("{fault}\n")).collect::<String>();
        out + &list.notices.iter().map(|notice| format!("{notice}\n")).collect::<String>()
    }

    #[test]
    fn a_list_is_read_in_any_common_form() {
        let plain = "item_id,quantity,priority\nMASK,20,urgent\nSUIT,5.0,life-saving\n";
        let answer = "need H1: MASK 20 urgent, SUIT 5 life-saving\n";
        assert_eq!(needs(plain.as_bytes(), Some("H1")), answer);
        assert_eq!(needs(format!("\u{feff}{plain}").replace('\n', "\r\n").as_bytes(), Some("H1")), answer);
        let chinese = "物资编码,数量,优先级,备注\nMASK,20,urgent,医用口罩\nSUIT,5,life-saving,防护服\n";
        assert_eq!(needs(chinese.as_bytes(), Some("H1")), answer);
        let (gbk, _, _) = encoding_rs::GBK.encode(chinese);
        assert!(needs(&gbk, Some("H1")).starts_with(answer), "{}", needs(&gbk, Some("H1")));
        assert!(needs(&gbk, Some("H1")).contains("read as GB18030"));
    }

    #[test]
    fn every_bad_row_is_named_with_its_row_and_column() {
        let text = "site_id,item_id,quantity,class,wanted_by,life_days_min\n\
                    H1,MASK,20,urgent,,\n\
                    H1,SUIT,0,urgent,,\n\
                    H1,SUIT,-3,urgent,,\n\
                    H1,SUIT,2.5,urgent,,\n\
                    H1,SUIT,1000000000001,urgent,,\n\
                    H1,MASK,30,urgent,,\n\
                    ,SUIT,5,urgent,,\n\
                    H2,MASK,1,urgent,2020-02-01,4000\n\
                    H2,MASK,2,urgent,2020-02-01T18:00:00+08:00,30\n";
        assert_eq!(
            needs(text.as_bytes(), None),
            "need H1: MASK 20 urgent\n\
             need H2: MASK 2 urgent\n\
             l.csv, row 3, column quantity: is 0; a line must ask for or move at least 1 base unit\n\
             l.csv, row 4, column quantity: -3 is negative; a quantity is a whole number of base units\n\
             l.csv, row 5, column quantity: 2.5 is not whole; count in base units, or choose a smaller unit for the item\n\
             l.csv, row 6, column quantity: 1000000000001 is too large; one line carries at most 1000000000000 base units\n\
             l.csv, row 7, column item_id: repeats row 2 for H1; keep one of the two rows, with the quantity \
             that is meant\n\
             l.csv, row 8, column site_id: is empty; fill in the cell or take the row out\n\
             l.csv, row 9, column life_days_min: \"4000\" is no number of days; write a whole number from 0 to 3650\n\
             l.csv, row 9, column wanted_by: \"2020-02-01\" is no moment; write 2020-02-01T18:00:00+08:00, or Z at the end for UTC\n"
        );
    }

    #[test]
    fn a_column_by_its_old_name_is_read_with_a_notice_that_says_which_meaning_counts() {
        let row = |column: &str, cell: &str| format!("item_id,quantity,priority,{column}\nMASK,20,urgent,{cell}\n");
        let moment = "2020-02-01T18:00:00+08:00";
        for (old, new, meaning) in [
            ("due_at", "wanted_by", "a later arrival is still sent, and being late has a cost"),
            ("Latest Useful At", "latest_useful", "nothing is sent that would arrive later"),
        ] {
            let said = needs(row(old, moment).as_bytes(), Some("H1"));
            let answer = format!("l.csv: column {old}: is called {new} now, and means: {meaning}\n");
            assert_eq!(said, format!("need H1: MASK 20 urgent\n{answer}"));
            let said = needs(row(new, moment).as_bytes(), Some("H1"));
            assert_eq!(said, "need H1: MASK 20 urgent\n");
        }
        // Minutes have no moment to count from in a report, under any name.
        for (old, new) in [("due_minutes", "latest_useful"), ("expected_minutes", "wanted_by")] {
            let said = needs(row(old, "30").as_bytes(), Some("H1"));
            let fault = format!(
                "column {new}_minutes: is no part of a report; minutes count from a plan's moment; write a moment into {new}"
            );
            assert!(said.contains(&fault), "{said}");
        }
        let both = "item_id,quantity,priority,due_at,wanted_by\nMASK,20,urgent,,\n";
        let said = needs(both.as_bytes(), Some("H1"));
        assert!(said.contains("column wanted_by: is in the header twice"), "{said}");
    }

    #[test]
    fn missing_columns_and_rows_of_another_place_are_named() {
        assert_eq!(
            needs(b"item_id,amount\nMASK,1\n", Some("H1")),
            "l.csv, column amount: not known; take it out, call it note…, or let such columns pass with \
             --allow-extra-columns\n\
             l.csv, row 1: the header lacks quantity (数量), priority (优先级); name the columns in the first row; it contains \
             \"item_id,amount\"\n"
        );
        assert_eq!(
            needs(b"site_id,item_id,quantity,priority\nH2,MASK,1,urgent\n", Some("H1")),
            "l.csv, row 2, column site_id: is H2, but --site is H1; leave --site out to report for every place in the \
             file, or take the row out\n"
        );
    }

    #[test]
    fn reserves_have_lots_days_and_earmarks_and_may_be_zero() {
        let text = "item_id,quantity,lot_id,expires_on,earmark,available_at\n\
                    MASK,0,,,,\n\
                    MASK,7,L1,2027-03-31,H1;H2 H3,2020-02-01T08:00:00Z\n\
                    MASK,8,L1,,,\n\
                    MASK,9,L2,none,无,None\n\
                    MASK,9,L3,,; ;,\n\
                    SUIT,1,,31.3.2027,,\n";
        assert_eq!(
            reserves(text.as_bytes()),
            "reserve D1: MASK - 0 Unsaid Unsaid Unsaid, \
             MASK L1 7 Is(2027-03-31) Is(\"H1+H2+H3\") Is(2020-02-01T08:00:00Z), \
             MASK L2 9 Nothing Nothing Nothing, MASK L3 9 Unsaid Unsaid Unsaid\n\
             l.csv, row 4, column item_id: repeats row 3 for D1; keep one of the two rows, with the quantity \
             that is meant\n\
             l.csv, row 7, column expires_on: \"31.3.2027\" does not begin with the year; write 2027-03-31\n"
        );
    }

    #[test]
    fn lots_that_differ_by_case_or_width_only_are_named_with_both_rows() {
        let said = reserves("item_id,quantity,lot_id\nMASK,1,L1\nSUIT,2,ｌ１\nMASK,3,ｌ１\n".as_bytes());
        let fault = "l.csv, row 4, column lot_id: \"ｌ１\" differs from \"L1\" in row 2 by case or width only; write both \
                     alike, or give one of them another id\n";
        assert!(said.ends_with(fault) && said.matches("differs").count() == 1, "another item's lot is another: {said}");
    }

    #[test]
    fn more_than_200_rows_of_a_place_become_several_reports() {
        for (rows, reports) in [(200, vec![200]), (201, vec![200, 1]), (400, vec![200, 200]), (401, vec![200, 200, 1])]
        {
            let text: String = (0..rows).map(|n| format!("I{n},1,urgent\n")).collect();
            let shown = needs(format!("item_id,quantity,priority\n{text}").as_bytes(), Some("H1"));
            let lines: Vec<_> = shown.lines().map(|line| line.split(',').count()).collect();
            assert_eq!(lines, reports);
        }
    }
}
