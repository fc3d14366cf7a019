//! A table of needs that a coordinator has filled in, to be verified. Rows without a figure in the column `verified`
//! stay as they are.

use crate::columns::VERIFICATION;
use crate::finding::{Findings, Notice, TableFault};
use crate::heading::Rules;
use crate::output::in_csv;
use crate::table::{Row, Table};
use std::collections::BTreeMap;
use std::path::Path;
use yicang_domain::{ClassName, ItemId, NeedKey, Quantity, SiteId};
use yicang_language::message;

/// A row with a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToVerify {
    /// Whose, of what.
    pub need: NeedKey,
    /// What it is entitled to.
    pub units: Quantity,
    /// In which class, if that was looked at.
    pub class: Option<ClassName>,
    /// On what grounds; empty where the row says none.
    pub basis: String,
    /// The SHA-256 of a document.
    pub evidence: Option<[u8; 32]>,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifications {
    /// The rows with a figure, in their order.
    pub rows: Vec<ToVerify>,
    /// How many rows have none.
    pub skipped: usize,
    /// What people should know, though nothing is wrong.
    pub notices: Vec<Notice>,
}

/// An open need as it is written for people to fill in.
#[derive(Debug, Clone)]
pub struct OpenNeed<'n> {
    /// Whose, of what.
    pub need: &'n NeedKey,
    /// What the site asks for.
    pub claimed: Quantity,
    /// The class that the site says.
    pub priority: &'n ClassName,
    /// What it is entitled to now.
    pub entitlement: Quantity,
    /// By which way: a word.
    pub way: &'n str,
}

impl Verifications {
    /// Reads a table.
    ///
    /// # Errors
    /// Every fault: a table with any is not to be signed.
    pub fn read(path: &Path, rules: Rules) -> Result<Self, Vec<TableFault>> {
        let mut findings = Findings::default();
        let Some(table) = Table::read(path, VERIFICATION, rules, &mut findings) else {
            return Err(findings.finish().0);
        };
        let (mut rows, mut skipped, mut first) = (Vec::new(), 0, BTreeMap::new());
        for row in table.rows() {
            if row.cell("verified").trim().is_empty() {
                skipped += 1;
                continue;
            }
            let Some(read) = read(&row, &mut findings) else { continue };
            let earlier = *first.entry(read.need.clone()).or_insert(row.number());
            if earlier != row.number() {
                let problem = message!("list-again", row = earlier, place = read.need.site.to_string());
                findings.push(row.fault("item_id", problem, message!("list-again-remedy")));
            }
            rows.push(read);
        }
        let (faults, notices) = findings.finish();
        if faults.is_empty() { Ok(Self { rows, skipped, notices }) } else { Err(faults) }
    }
}

fn read(row: &Row<'_>, findings: &mut Findings) -> Option<ToVerify> {
    let site: Option<SiteId> = row.required("site_id", findings);
    let item: Option<ItemId> = row.required("item_id", findings);
    let units: Option<Quantity> = row.required("verified", findings);
    let before = findings.len();
    let class: Option<ClassName> = row.optional("class", findings);
    let digits = row.cell("evidence").trim();
    let evidence = of_hex(digits);
    if !digits.is_empty() && evidence.is_none() {
        findings.push(row.fault("evidence", message!("cell-no-hash"), message!("cell-no-hash-remedy")));
    }
    if findings.len() > before {
        return None;
    }
    let basis = row.cell("basis").trim().to_owned();
    Some(ToVerify { need: NeedKey { site: site?, item: item? }, units: units?, class, basis, evidence })
}

/// The 32 bytes that 64 hexadecimal digits are.
pub fn of_hex(digits: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

/// The table of open needs, for people to fill in.
pub fn open_needs<'n>(needs: impl IntoIterator<Item = OpenNeed<'n>>) -> String {
    let names: Vec<_> = VERIFICATION.iter().map(|column| column.name).collect();
    let mut text = format!("{}\n", names.join(","));
    for OpenNeed { need, claimed, priority, entitlement, way } in needs {
        let cells = [need.site.as_str(), need.item.as_str(), priority.as_str(), way].map(in_csv);
        let [site, item, priority, way] = cells;
        text += &format!("{site},{item},{claimed},{priority},{entitlement},{way},,,,\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Verifications, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("n.csv");
        std::fs::write(&path, text).unwrap();
        Verifications::read(&path, Rules::default())
            .map_err(|faults| faults.iter().map(|fault| format!("{fault}\n")).collect())
    }

    #[test]
    fn what_is_written_comes_back_filled_in_and_empty_rows_stay() {
        let of = |site: &str| NeedKey { site: site.parse().unwrap(), item: "N95".parse().unwrap() };
        let (one, two, class) = (of("H1"), of("H2"), "urgent".parse().unwrap());
        let units = |n| Quantity::new(n).unwrap();
        let open =
            |need| OpenNeed { need, claimed: units(900), priority: &class, entitlement: units(0), way: "NOTHING" };
        let text = open_needs([open(&one), open(&two)]);
        assert_eq!(
            text,
            "site_id,item_id,claimed,priority,entitlement,way,verified,class,basis,evidence\n\
             H1,N95,900,urgent,0,NOTHING,,,,\nH2,N95,900,urgent,0,NOTHING,,,,\n"
        );
        let hash = "0f".repeat(32);
        let filled = text.replace(
            "H2,N95,900,urgent,0,NOTHING,,,,",
            &format!("H2,N95,900,urgent,0,NOTHING,400,critical,212 patients,{hash}"),
        );
        let found = read(&filled).unwrap();
        assert_eq!((found.skipped, found.rows.len()), (1, 1));
        let row = &found.rows[0];
        assert_eq!((&row.need, row.units, row.basis.as_str()), (&two, units(400), "212 patients"));
        assert_eq!((row.class.as_ref().unwrap().as_str(), row.evidence), ("critical", Some([15; 32])));
    }

    #[test]
    fn every_fault_is_named_and_nothing_is_to_be_signed() {
        let text = "site_id,item_id,verified,evidence\nH1,N95,-4,\nH1,RICE,7,abc\nH2,N95,1,\nH2,N95,2,\n";
        let said = read(text).unwrap_err();
        assert_eq!(said.lines().count(), 3, "{said}");
        for part in ["row 2, column verified", "row 3, column evidence", "row 5, column item_id"] {
            assert!(said.contains(part), "{said}");
        }
    }
}
