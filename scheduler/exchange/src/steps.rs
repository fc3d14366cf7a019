//! A list of orders that were picked, shipped or received, as an agent reads it: all of it is right, or none is sent.

use crate::columns::STEPS;
use crate::finding::{Findings, Notice, TableFault};
use crate::heading::Rules;
use crate::table::Table;
use std::collections::BTreeMap;
use std::path::Path;
use yicang_domain::{OrderId, Quantity};
use yicang_language::{Message, message};

/// One order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRow {
    /// Which.
    pub order: OrderId,
    /// With how much.
    pub quantity: Quantity,
    /// Why it is less than it was to be; empty where the row says nothing.
    pub reason: String,
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// The rows in their order, each order once.
    pub rows: Vec<StepRow>,
    /// What people should know, though nothing is wrong.
    pub notices: Vec<Notice>,
}

impl Steps {
    /// Reads a list. `judge` says what is wrong with a row by what is known of its order: the column, what is wrong,
    /// and what to do.
    ///
    /// # Errors
    /// Every fault of every row.
    pub fn read(
        path: &Path,
        rules: Rules,
        judge: impl Fn(&StepRow) -> Option<(&'static str, Message, Message)>,
    ) -> Result<Self, Vec<TableFault>> {
        let mut findings = Findings::default();
        let Some(table) = Table::read(path, STEPS, rules, &mut findings) else {
            return Err(findings.finish().0);
        };
        let (mut rows, mut first) = (Vec::new(), BTreeMap::new());
        for row in table.rows() {
            let order: Option<OrderId> = row.required("order", &mut findings);
            let quantity: Option<Quantity> = row.required("quantity", &mut findings);
            let (Some(order), Some(quantity)) = (order, quantity) else { continue };
            let reason = row.cell("reason").trim().to_owned();
            let earlier = *first.entry(order.clone()).or_insert(row.number());
            if earlier != row.number() {
                let problem = message!("moving-csv-twice", order = order.as_str(), first = earlier);
                findings.push(row.fault("order", problem, message!("moving-csv-twice-remedy")));
                continue;
            }
            let read = StepRow { order, quantity, reason };
            if let Some((column, problem, remedy)) = judge(&read) {
                findings.push(row.fault(column, problem, remedy));
            }
            rows.push(read);
        }
        let (faults, notices) = findings.finish();
        if faults.is_empty() { Ok(Self { rows, notices }) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Steps, Vec<String>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sent.csv");
        std::fs::write(&path, text).unwrap();
        let judge = |row: &StepRow| {
            let is_too_much = row.quantity.units() > 20;
            let problem = || message!("moving-csv-more", quantity = row.quantity.units(), ordered = 20);
            is_too_much.then(|| ("quantity", problem(), message!("moving-csv-more-remedy")))
        };
        Steps::read(&path, Rules::default(), judge).map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_list_is_read_by_either_language() {
        let read = read("指令,数量,原因\nP1-1,20,\nP1-2,7,箱破\n").unwrap();
        let units: Vec<_> = read.rows.iter().map(|row| (row.order.as_str(), row.quantity.units())).collect();
        assert_eq!((units, read.rows[1].reason.as_str()), (vec![("P1-1", 20), ("P1-2", 7)], "箱破"));
    }

    #[test]
    fn every_bad_row_is_named_at_once() {
        let said = read("order,quantity\nP1-1,x\nP1-2,21\nP1-3,1\nP1-3,1\n").unwrap_err();
        assert_eq!(said.len(), 3, "{said:?}");
        for (fault, part) in
            said.iter().zip(["row 2, column quantity", "row 3, column quantity", "row 5, column order"])
        {
            assert!(fault.contains(part), "{fault}");
        }
    }
}
