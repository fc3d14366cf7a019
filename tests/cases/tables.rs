//! What people write into tables, through the real programs: read as it is meant, with a notice where it is written
//! otherwise, or refused by file, row and column with every reading; and the same for the centre's plan and an agent's
//! list.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");
const NOW: &str = "2027-09-01T09:00:00Z";

/// A store, a hospital, and gowns that both know.
const BASE: [(&str, &str); 6] = [
    ("depots.csv", "depot_id,name\nSTORE,北库\n"),
    ("sites.csv", "site_id,name\nHILL,山医院\n"),
    ("items.csv", "item_id,name,unit\nGOWN,隔离衣,件\n"),
    ("reserves.csv", "depot_id,item_id,quantity\nSTORE,GOWN,5000\n"),
    ("needs.csv", "site_id,item_id,quantity,priority\nHILL,GOWN,3000,urgent\n"),
    ("lanes.csv", "from,to,minutes\nSTORE,HILL,40\n"),
];

fn tables(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in BASE.iter().chain(changes) {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

fn run(dir: &Path, program: &str, words: &[&str]) -> Output {
    Command::new(PROGRAM).arg(program).args(words).current_dir(dir).output().unwrap()
}

fn text(done: &Output) -> String {
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// Plans a folder; what was said, and allocation.csv below its header, `None` where it was refused with exit code 2.
#[track_caller]
fn planned(dir: &Path, words: &[&str]) -> (String, Option<String>) {
    let plan = ["plan", "--from", ".", "--policy", "floor-then-class", "--now", NOW, "--out", "out"];
    let done = run(dir, "yicang", &[&plan, words].concat());
    let said = text(&done);
    match done.status.code() {
        Some(0) => {
            let checked = run(dir, "yicang", &[&["check", "--from", ".", "--plan", "out"], words].concat());
            assert!(checked.status.success(), "{}", text(&checked));
            let rows = fs::read_to_string(dir.join("out/allocation.csv")).unwrap();
            (said, Some(rows.split_once('\n').unwrap().1.to_owned()))
        }
        Some(2) => {
            assert!(!dir.join("out").exists(), "nothing is written");
            (said, None)
        }
        code => panic!("{code:?}: {said}"),
    }
}

/// Whether tables are refused, with this among what is said.
#[track_caller]
fn refused(changes: &[(&str, &str)], said: &[&str]) {
    let dir = tables(changes);
    let (all, rows) = planned(dir.path(), &[]);
    assert_eq!(rows, None, "{all}");
    said.iter().for_each(|part| assert!(all.contains(part), "{part:?} is not in:\n{all}"));
}

#[test]
fn a_table_under_a_name_that_is_nearly_right_is_not_passed_over() {
    for (wrong, meant) in [
        ("protect.csv", "protected.csv"),
        ("Protected.csv", "protected.csv"),
        ("protcted.xlsx", "protected.csv"),
        ("pool.csv", "pools.csv"),
        ("substitute.csv", "substitutes.csv"),
    ] {
        let dir = tables(&[(wrong, "depot_id,item_id,quantity\nSTORE,GOWN,4000\n")]);
        let (said, plan) = planned(dir.path(), &[]);
        let expected = format!("{wrong}: no table is called so; did you mean {meant}?");
        assert!(plan.is_none() && said.contains(&expected), "{expected} is not in {said}");
        let init = run(dir.path(), "yicang", &["init", "--from", ".", "--data", "centre"]);
        assert!(!init.status.success() && text(&init).contains(&expected), "{}", text(&init));
    }
    // Other files beside the tables are nobody's mistake.
    let dir = tables(&[("list.csv", "x\n"), ("sites_full.csv", "x\n"), ("protected.txt", "x\n")]);
    assert!(planned(dir.path(), &[]).1.is_some());
}

#[test]
fn a_heading_in_the_words_of_stock_lists_is_understood() {
    // Gowns that ran out last winter stay where they are, whatever the column of their last day is called.
    for heading in [
        "expires_on",
        "有效期",
        "有效期至",
        "失效日期",
        "效期",
        "Expiration Date",
        "expiry_date",
        "EXPIRY",
        "ｅｘｐｉｒｅｓ",
    ] {
        let reserves = format!(
            "仓库编码,物资编码,物资名称,规格,单位,批号,库存,{heading}\nSTORE,GOWN,隔离衣,L,件,20250101,5000,2026/12/31\n"
        );
        let dir = tables(&[("reserves.csv", &reserves)]);
        let (said, rows) = planned(dir.path(), &[]);
        assert_eq!(rows.as_deref(), Some(""), "{heading}: {said}");
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            flat.contains("column expires_on: days are read as year, month, day; row 2: \"2026/12/31\" is 2026-12-31"),
            "{said}"
        );
    }
    refused(
        &[("reserves.csv", "depot_id,item_id,quantity,unit\nSTORE,GOWN,50,箱\n")],
        &["reserves.csv, row 2, column unit: counts in \"箱\", but items.csv counts the item in \"件\""],
    );
    refused(
        &[("protected.csv", "depot_id,item_id,quantity,unit\nSTORE,GOWN,50,箱\n")],
        &["protected.csv, row 2, column unit: counts in \"箱\""],
    );
}

#[test]
fn a_column_that_is_not_known_is_a_fault_unless_it_is_for_notes() {
    let needs = "site_id,item_id,quantity,priority,entitelment,colour,备注\nHILL,GOWN,3000,urgent,100,blue,电话\n";
    refused(
        &[("needs.csv", needs)],
        &["needs.csv, column entitelment: not known; did you mean entitlement?", "needs.csv, column colour: not known"],
    );
    let dir = tables(&[("needs.csv", needs)]);
    let (said, rows) = planned(dir.path(), &["--allow-extra-columns"]);
    assert_eq!(rows.as_deref(), Some("STORE,HILL,GOWN,3000\n"), "{said}");
    assert!(said.contains("column colour: not known; it is not read"), "{said}");
}

#[test]
fn what_can_mean_two_things_is_refused_with_both() {
    let lot = |cell: &str| format!("depot_id,item_id,quantity\nSTORE,GOWN,{cell}\n");
    for (cell, said) in [
        ("2.500", "is 2.5 or 2500"),
        ("\"17,25\"", "is 17.25 or 1725"),
        ("3.4E+04", "is 34000, or a longer number"),
        ("2.5万", "is 25000, or a number with a unit"),
        ("700件", "is 700, counted in 件"),
    ] {
        refused(&[("reserves.csv", &lot(cell))], &["reserves.csv, row 2, column quantity: ", said]);
    }
    let semicolons = "depot_id;item_id;quantity\nSTORE;GOWN;2,500\n";
    refused(&[("reserves.csv", semicolons)], &["\"2,500\" is 2.500 or 2500"]);
    let comma = "depot_id,item_id,quantity,lot_id\nSTORE,GOWN,2,500,\n";
    refused(&[("reserves.csv", comma)], &["row 2: has 5 cells, the header 4; a thousands comma?"]);
    let day = |cell: &str| format!("depot_id,item_id,quantity,expires_on\nSTORE,GOWN,9,{cell}\n");
    for (cell, said) in [
        ("07/08/2028", "is 2028-08-07 or 2028-07-08"),
        ("46722", "is a spreadsheet's number of a day: 2027-12-01, or 2031-12-02"),
        ("271200", "is the last day of the month, 2027-12-31, if it is written as on a label (GS1)"),
        ("2028年7月", "is a month; if the last day is meant, write 2028-07-31"),
    ] {
        refused(&[("reserves.csv", &day(cell))], &["reserves.csv, row 2, column expires_on: ", said]);
    }
}

#[test]
fn what_means_one_thing_is_read_with_one_notice_a_column() {
    let reserves = "depot_id,item_id,quantity,lot_id,expires_on\nSTORE,GOWN,\"1,200\",A,2028年7月8日\n\
                    STORE,GOWN,１３００,B,2028-7-8\nSTORE,GOWN,\"1,400\",C,2028/7/8\n,,,,\n";
    let dir = tables(&[("reserves.csv", reserves)]);
    let (said, rows) = planned(dir.path(), &[]);
    assert_eq!(rows.as_deref(), Some("STORE,HILL,GOWN,3000\n"), "{said}");
    let situation = fs::read_to_string(dir.path().join("out/situation.txt")).unwrap();
    for lot in ["A 1200", "B 1300", "C 1400"] {
        assert!(situation.contains(&format!("lot STORE GOWN {lot} expires=2028-07-08\n")), "{situation}");
    }
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["\"1,200\" is 1200, and one more cell likewise", "\"１３００\" is 1300", "and 2 more cells likewise"]
    {
        assert!(flat.contains(part), "{part:?} is not in:\n{said}");
    }
}

#[test]
fn ids_that_cannot_be_told_apart_or_would_be_run_are_refused() {
    for (sites, said) in [
        ("HILL\n=1+2\n", "sites.csv, row 3, column site_id: \"=1+2\" begins with '='"),
        ("HILL\nPO\u{200b}RT\n", "PO\\u{200b}RT has a character that cannot be seen (U+200B)"),
        ("HILL\n\u{202e}TROP\n", "has a character that cannot be seen (U+202E)"),
        ("HILL\nｈｉｌｌ\n", "\"ｈｉｌｌ\" differs from \"HILL\" in row 2 by case or width only"),
        ("HILL\nHill\n", "\"Hill\" differs from \"HILL\" in row 2 by case or width only"),
    ] {
        refused(&[("sites.csv", &format!("site_id\n{sites}"))], &[said]);
    }
    refused(
        &[("needs.csv", "site_id,item_id,quantity,priority\nhill,GOWN,5,urgent\n")],
        &[
            "needs.csv, row 2, column site_id: \"hill\" is not in sites.csv; did you mean \"HILL\"? sites.csv writes it so",
        ],
    );
    // Marks that are written apart and together are one id.
    let dir = tables(&[
        ("sites.csv", "site_id\nÉCOLE\n"),
        ("lanes.csv", "from,to,minutes\nSTORE,E\u{301}COLE,40\n"),
        ("needs.csv", "site_id,item_id,quantity,priority\nE\u{301}COLE,GOWN,7,urgent\n"),
    ]);
    assert_eq!(planned(dir.path(), &[]).1.as_deref(), Some("STORE,ÉCOLE,GOWN,7\n"));
}

#[test]
fn a_bad_cell_makes_no_faults_elsewhere_and_rows_are_counted_alike_for_all_line_ends() {
    let pools = "pool_id,departs\nNIGHT,tonight\n";
    let lanes = "from,to,minutes,pool\nSTORE,HILL,40,NIGHT\n";
    let dir = tables(&[("pools.csv", pools), ("lanes.csv", lanes)]);
    let (said, rows) = planned(dir.path(), &[]);
    assert!(rows.is_none() && said.contains("1 fault") && said.contains("pools.csv, row 2, column departs"), "{said}");
    let reserves = "depot_id,item_id,quantity\rSTORE,GOWN,1\rSTORE,GAWN,x\r";
    refused(
        &[("reserves.csv", reserves)],
        &["reserves.csv, row 3, column item_id", "reserves.csv, row 3, column quantity", "2 faults"],
    );
}

#[test]
fn a_workbook_is_read_like_a_csv() {
    let dir = tables(&[]);
    fs::remove_file(dir.path().join("reserves.csv")).unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("库存").unwrap();
    let day = Format::new().set_num_format("yyyy/m/d");
    for (column, heading) in ["仓库编码", "物资编码", "批号", "数量", "有效期至"].iter().enumerate() {
        sheet.write(0, u16::try_from(column).unwrap(), *heading).unwrap();
    }
    for (row, (lot, units, last)) in [("A", 1200, (2028, 7, 8)), ("B", 900, (2026, 7, 8))].into_iter().enumerate() {
        let row = u32::try_from(row).unwrap() + 1;
        sheet.write(row, 0, "STORE").unwrap().write(row, 1, "GOWN").unwrap().write(row, 2, lot).unwrap();
        sheet.write(row, 3, units).unwrap();
        let last = ExcelDateTime::from_ymd(last.0, last.1, last.2).unwrap();
        sheet.write_with_format(row, 4, &last, &day).unwrap();
    }
    book.save(dir.path().join("reserves.xlsx")).unwrap();
    let (said, rows) = planned(dir.path(), &[]);
    assert_eq!(rows.as_deref(), Some("STORE,HILL,GOWN,1200\n"), "the other lot has run out: {said}");
    // An earlier schedule in a workbook is one, too.
    let mut last = Workbook::new();
    let sheet = last.add_worksheet();
    for (column, (heading, cell)) in
        [("from", "STORE"), ("to", "HILL"), ("item_id", "GOWN"), ("quantity", "7")].iter().enumerate()
    {
        let column = u16::try_from(column).unwrap();
        sheet.write(0, column, *heading).unwrap().write(1, column, *cell).unwrap();
    }
    last.save(dir.path().join("last.xlsx")).unwrap();
    assert!(planned(dir.path(), &[]).1.is_some());
    let situation = fs::read_to_string(dir.path().join("out/situation.txt")).unwrap();
    assert!(situation.contains("last STORE GOWN A HILL 7"), "{situation}");
    fs::write(dir.path().join("reserves.csv"), BASE[3].1).unwrap();
    fs::remove_dir_all(dir.path().join("out")).unwrap();
    let (said, rows) = planned(dir.path(), &[]);
    assert!(rows.is_none() && said.contains("reserves.csv: is beside reserves.xlsx"), "{said}");
}

#[test]
fn an_agent_reads_a_list_as_the_plan_does() {
    let dir = tempfile::tempdir().unwrap();
    for (name, list, place) in [
        (
            "reserve.csv",
            "物资编码,库存,批次号,有效期,定向捐赠\nGOWN,\"2,300\",A,2028/7/8,HILL|PORT\nMASK,40,,,;\n",
            ["reserve", "--depot", "STORE"],
        ),
        (
            "need.csv",
            "物资编码,数量,优先级,最短剩余效期,备注\nGOWN,１２０,urgent,30.0,电话\n",
            ["need", "--site", "HILL"],
        ),
    ] {
        fs::write(dir.path().join(name), list).unwrap();
        let done = reported(dir.path(), &place, name);
        assert!(done.status.success(), "{}", text(&done));
    }
    for (list, said) in [
        ("item_id,quantity\nGOWN,2.300\n", "reserve.csv, row 2, column quantity: \"2.300\" is 2.3 or 2300"),
        (
            "item_id,quantity,expires\nGOWN,5,09/10/2028\n",
            "column expires_on: \"09/10/2028\" is 2028-10-09 or 2028-09-10",
        ),
        ("item_id,quantity,colour\nGOWN,5,blue\n", "reserve.csv, column colour: not known"),
        ("item_id,quantity\n=GOWN(),5\n", "begins with '='"),
    ] {
        fs::write(dir.path().join("reserve.csv"), list).unwrap();
        let done = reported(dir.path(), &["reserve", "--depot", "STORE"], "reserve.csv");
        assert_eq!(done.status.code(), Some(1), "{}", text(&done));
        assert!(text(&done).contains(said), "{said:?} is not in:\n{}", text(&done));
    }
    fs::write(dir.path().join("need.csv"), "item_id,quantity,priority,weight\nGOWN,5,urgent,9\n").unwrap();
    let done = reported(dir.path(), &["need", "--site", "HILL"], "need.csv");
    assert!(text(&done).contains("row 2, column weight: is no part of a report"), "{}", text(&done));
}

/// A file somewhere in a folder.
fn found(dir: &Path, name: &str) -> PathBuf {
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false if entry.file_name() == name => return entry.path(),
                false => {}
            }
        }
    }
    panic!("{name} is not in {}", dir.display())
}

/// Stores a report of a list in the outbox of an agent whose centre is not there.
fn reported(dir: &Path, place: &[&str], list: &str) -> Output {
    let home = dir.join("agent");
    if !home.exists() {
        let made = run(dir, "yicang", &["init", "--data", "centre"]);
        assert!(made.status.success(), "{}", text(&made));
        let find = |name: &str| found(&dir.join("centre"), name).to_str().unwrap().to_owned();
        let (ca, key, log) = (find("ca.pem"), find("receipt.pub"), find("log.vkey"));
        let keys = ["--ca", &ca, "--centre-key", &key, "--log-key", &log];
        let who = ["--dir", "agent", "init", "--agent", "A1", "--server", "https://localhost:1"];
        let made = run(dir, "yicang-agent", &[&who[..], &keys].concat());
        assert!(made.status.success(), "{}", text(&made));
    }
    run(dir, "yicang-agent", &[&["--dir", "agent", "report"], place, &["--csv", list, "--no-send"]].concat())
}
