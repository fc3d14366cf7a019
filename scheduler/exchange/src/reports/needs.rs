//! A list of needs.

use super::List;
use crate::cells::{Asked, Flag, LifeDays};
use crate::columns::NEEDS;
use crate::finding::{Findings, Notice, TableFault};
use crate::heading::Rules;
use crate::known::{Known, named};
use crate::table::Row;
use std::path::Path;
use yicang_domain::report::{Body, LEAST_URGENT, NeedLine};
use yicang_domain::{ClassName, Quantity, SiteId};
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

impl List {
    /// Reads a list of needs. `site` is whose they are where the file does not say, `class` how urgent they are:
    /// without either they count as the policy's least urgent. An empty quantity that is marked `flag_only` is one
    /// that nobody knows; 0 withdraws the need. `known` is what is known already.
    ///
    /// # Errors
    /// The file as a whole cannot be read.
    pub fn needs(
        path: &Path,
        site: Option<&SiteId>,
        class: Option<&ClassName>,
        rules: Rules,
        known: &Known<'_>,
    ) -> Result<Self, Vec<TableFault>> {
        let not_required: &[_] = if site.is_some() { &["site_id", "priority"] } else { &["priority"] };
        let rules = Rules { not_required, ..rules };
        let taken = class.cloned().unwrap_or_else(least_urgent);
        let (mut unknown, mut withdrawn, mut unclassed) = (0, 0, false);
        let list = Self::of(
            (path, NEEDS, rules),
            (("site_id", "--site", site), known.places),
            |row, faults| {
                for (column, remedy) in not_reported() {
                    if !row.cell(column).is_empty() {
                        faults.push(row.fault(column, message!("list-no-part"), remedy));
                    }
                }
                let item = named(row, "item_id", known.items, faults);
                let asked = asked(row, faults);
                let class = if row.has("priority") && (class.is_none() || !row.cell("priority").is_empty()) {
                    row.required("priority", faults)
                } else {
                    unclassed |= !row.has("priority");
                    Some(taken.clone())
                };
                let due = known.moment(row, "wanted_by", faults);
                let latest_useful = known.moment(row, "latest_useful", faults);
                let life_days_min = row.optional::<LifeDays>("life_days_min", faults).map_or(0, |days| days.0);
                let Asked(asked) = asked?;
                let (quantity, is_unknown) = (asked.unwrap_or_default(), asked.is_none());
                let (item, class) = (item?, class?);
                unknown += usize::from(is_unknown);
                withdrawn += usize::from(asked == Some(Quantity::ZERO));
                let (unknown, beside) = (is_unknown, true);
                let line = NeedLine { item, quantity, class, due, latest_useful, life_days_min, unknown, beside };
                Some((line.item.clone(), line))
            },
            |site, lines| Body::Need { site, lines },
        );
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let said = [
            unclassed.then(|| message!("list-class-taken", class = taken.as_str())),
            (unknown > 0).then(|| message!("list-unknown-rows", count = unknown)),
            (withdrawn > 0).then(|| message!("list-withdrawn-rows", count = withdrawn)),
        ];
        let notices = said.into_iter().flatten().map(|text| Notice { file: file.clone(), text });
        list.map(|mut list| {
            list.notices.extend(notices);
            list
        })
    }
}

/// How much a row asks for.
fn asked(row: &Row<'_>, faults: &mut Findings) -> Option<Asked> {
    let before = faults.len();
    let is_marked = row.optional::<Flag>("flag_only", faults).is_some_and(|flag| flag.0);
    if row.cell("quantity").is_empty() && is_marked {
        return Some(Asked(None));
    }
    let asked = row.required::<Asked>("quantity", faults)?;
    if is_marked && asked.0.is_some() {
        let (problem, remedy) = (message!("list-quantity-unknown"), message!("list-quantity-unknown-remedy"));
        faults.push(row.fault("flag_only", problem, remedy));
    }
    (faults.len() == before).then_some(asked)
}

/// The least urgent class of the policy, whatever it is called.
fn least_urgent() -> ClassName {
    ClassName::new(LEAST_URGENT).expect("a lawful name")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, class: Option<&str>) -> List {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.csv");
        std::fs::write(&path, text).unwrap();
        let class = class.map(|class| class.parse().unwrap());
        List::needs(&path, Some(&"H1".parse().unwrap()), class.as_ref(), Rules::default(), &Known::default()).unwrap()
    }

    fn lines(list: &List) -> Vec<(String, Option<u64>, String)> {
        let of = |body: &Body| match body {
            Body::Need { lines, .. } => lines.clone(),
            other => panic!("{other:?}"),
        };
        let line = |line: NeedLine| (line.item.to_string(), line.amount().map(Quantity::units), line.class.to_string());
        list.bodies.iter().flat_map(of).map(line).collect()
    }

    fn notices(list: &List) -> Vec<String> {
        list.notices.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_quantity_may_be_unknown_in_three_ways_and_0_withdraws() {
        let text = "item_id,quantity,priority,flag_only\nA,,urgent,1\nB,unknown,urgent,\nC,不详,urgent,1\nD,0,urgent,0\nE,7,urgent,\n";
        let list = read(text, None);
        let units: Vec<_> = lines(&list).into_iter().map(|(_, units, _)| units).collect();
        assert_eq!(units, [None, None, None, Some(0), Some(7)]);
        assert_eq!(list.faults, []);
        assert_eq!(
            notices(&list),
            [
                "l.csv: 3 rows say that something is needed, and not how much: reported as not known",
                "l.csv: 1 row has quantity 0: that withdraws the need",
            ]
        );
    }

    #[test]
    fn a_mark_that_contradicts_the_row_and_an_empty_quantity_without_one_are_named() {
        let text = "item_id,quantity,priority,flag_only\nA,5,urgent,1\nB,,urgent,0\nC,,urgent,maybe\n";
        let list = read(text, None);
        assert_eq!(list.rows, 0);
        let faults: Vec<_> = list.faults.iter().map(|fault| (fault.row, fault.column.clone().unwrap())).collect();
        let fault = |row: usize, column: &str| (row, column.to_owned());
        assert_eq!(faults, [fault(2, "flag_only"), fault(3, "quantity"), fault(4, "flag_only"), fault(4, "quantity")]);
    }

    #[test]
    fn a_class_that_no_column_says_is_the_one_that_is_given_or_the_least_urgent_and_said_once() {
        for (class, taken) in [(None, "least-urgent"), (Some("urgent"), "urgent")] {
            let list = read("item_id,quantity\nA,5\nB,6\n", class);
            assert!(lines(&list).iter().all(|(.., class)| class == taken));
            assert_eq!(notices(&list), [format!("l.csv: no column of the class: every row is taken as {taken}")]);
        }
        let list = read("item_id,quantity,priority\nA,5,\nB,6,critical\n", Some("urgent"));
        assert_eq!(lines(&list).into_iter().map(|(.., class)| class).collect::<Vec<_>>(), ["urgent", "critical"]);
    }

    #[test]
    fn what_hubei_reported_is_read_as_it_is() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/hubei-2020/needs_as_reported.csv");
        let list = List::needs(&path, None, None, Rules::default(), &Known::default()).unwrap();
        assert_eq!(list.faults, []);
        // Counted in the file itself by hand: 2,160 rows, of which 1,893 have no quantity.
        let text = std::fs::read_to_string(&path).unwrap();
        let flagged = text.lines().skip(1).filter(|row| row.split(',').nth(3) == Some("1")).count();
        assert_eq!((list.rows, flagged), (2_160, 1_893));
        assert_eq!(lines(&list).iter().filter(|(_, units, _)| units.is_none()).count(), flagged);
        assert_eq!(list.notices.len(), 2, "{:?}", notices(&list));
    }
}
