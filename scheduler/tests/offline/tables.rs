//! Bad tables, each with its answer: file, row as a spreadsheet shows it, column, problem, what to do.

use crate::folder::Folder;
use expect_test::{Expect, expect};
use yicang_domain::SecondLevel;
use yicang_scheduler::offline::OfflineError;

#[expect(clippy::needless_pass_by_value, reason = "expectations are written where they are passed")]
fn refused(changes: &[(&str, &str, &str)], expected: Expect) {
    let folder = Folder::new();
    for (file, from, to) in changes {
        folder.change(file, from, to);
    }
    expected.assert_eq(&folder.faults());
}

#[test]
fn every_bad_row_of_every_table_is_named() {
    refused(
        &[
            ("depots.csv", "D2,South", "D2,South\nD 3,East\nD1,West"),
            ("reserves.csv", "D1,W,50", "D9,W,50"),
            ("reserves.csv", "2020-02-03,S1", "3.2.2020,S1;S8"),
            ("needs.csv", "S1,W,60", "S1,X,60"),
            ("needs.csv", "S2,M,7,urgent,", "S3,M,7,urgent,0"),
            ("lanes.csv", "20.25", "soon"),
            ("protected.csv", "D1,W,10", "D1,W,-10"),
        ],
        expect![[r#"
            depots.csv, row 4, column depot_id: contains ' '; an id has no white space, control character, comma, semicolon, double quote or leading '#'
            depots.csv, row 5: repeats row 2; keep one of the two
            lanes.csv, row 4, column minutes: "soon" is not a number from 0 to 1000000000; write digits with a point, for example 12.5
            needs.csv, row 2, column item_id: "X" is not in items.csv; add it to items.csv or correct it here
            needs.csv, row 4, column site_id: "S3" is not in sites.csv; add it to sites.csv or correct it here
            needs.csv, row 4, column weight: is 0: the need would never be served; give a weight above 0
            protected.csv, row 2, column quantity: -10 is negative; a quantity is a whole number of base units
            reserves.csv, row 2, column depot_id: "D9" is not in depots.csv; add it to depots.csv or correct it here
            reserves.csv, row 3, column earmark: "S8" is not in sites.csv; add it to sites.csv or correct it here
            reserves.csv, row 3, column expires_on: "3.2.2020" is 2020-02-03 or 2020-03-02; write YYYY-MM-DD, for example 2027-03-31
        "#]],
    );
}

#[test]
fn a_quantity_is_whole_above_zero_and_not_huge() {
    for (bad, expected) in [
        (
            "0",
            expect![[r#"
            needs.csv, row 2, column quantity: is 0; a line must ask for or move at least 1 base unit
        "#]],
        ),
        (
            "-3",
            expect![[r#"
            needs.csv, row 2, column quantity: -3 is negative; a quantity is a whole number of base units
        "#]],
        ),
        (
            "2.5",
            expect![[r#"
            needs.csv, row 2, column quantity: 2.5 is not whole; count in base units, or choose a smaller unit for the item
        "#]],
        ),
        (
            "1000000000001",
            expect![[r#"
            needs.csv, row 2, column quantity: 1000000000001 is too large; one line carries at most 1000000000000 base units
        "#]],
        ),
        (
            "99999999999999999999999999",
            expect![[r#"
            needs.csv, row 2, column quantity: 99999999999999999999999999 is too large; one line carries at most 1000000000000 base units
        "#]],
        ),
        (
            "a few",
            expect![[r#"
            needs.csv, row 2, column quantity: "a few" is not a whole number; write digits only, for example 1200
        "#]],
        ),
        (
            "",
            expect![[r#"
            needs.csv, row 2, column quantity: is empty; fill in the cell or take the row out
        "#]],
        ),
    ] {
        refused(&[("needs.csv", "S1,W,60", &format!("S1,W,{bad}"))], expected);
    }
}

#[test]
fn what_stands_twice_is_named_with_its_first_row() {
    refused(
        &[
            ("items.csv", "M,Mask,piece\n", "M,Mask,piece\nW,Water,litre\n"),
            ("reserves.csv", "D1,M,0,,,\n", "D1,M,0,,,\nD1,W,5,-,,\n"),
            ("needs.csv", "S2,M,7,urgent,,,\n", "S2,M,7,urgent,,,\n\nS1,W,1,routine,,,\n"),
            ("lanes.csv", "D2,S2,121,1,\n", "D2,S2,121,1,\nD2,S2,5,1,\n"),
        ],
        expect![[r#"
            items.csv, row 4: repeats row 2; keep one of the two
            lanes.csv, row 6: repeats row 5; keep one of the two
            needs.csv, row 6: repeats row 2; keep one of the two
            reserves.csv, row 6: repeats row 2; keep one of the two
        "#]],
    );
}

#[test]
fn missing_columns_are_named_at_once_and_missing_files_too() {
    let folder = Folder::new();
    folder.change("needs.csv", "site_id,item_id,quantity,priority", "place,what,quantity,urgency");
    std::fs::remove_file(folder.tables().join("lanes.csv")).unwrap();
    let faults = folder.faults().replace(&folder.tables().display().to_string(), "DIR");
    expect![[r#"
        lanes.csv: is not there, and no coordinates of depots and sites are given to compute ways from; add lanes.csv, or places.csv and plan by a policy with speed-kmh and detour-percent
        needs.csv, column place: not known; take it out, call it note…, or let such columns pass with --allow-extra-columns
        needs.csv, column urgency: not known; take it out, call it note…, or let such columns pass with --allow-extra-columns
        needs.csv, column what: not known; take it out, call it note…, or let such columns pass with --allow-extra-columns
        needs.csv, row 1: the header lacks site_id (需求点编码), item_id (物资编码), priority (优先级); name the columns in the first row; it contains "place,what,quantity,urgency,weight,entitlement,latest_useful_minutes"
    "#]].assert_eq(&faults);
}

#[test]
fn a_class_that_the_policy_does_not_name_is_a_fault_of_its_row_unless_there_is_a_weight() {
    refused(
        &[("needs.csv", "60,life-saving", "60,at once")],
        expect![[r#"
        needs.csv, row 2, column priority: contains ' '; an id has no white space, control character, comma, semicolon, double quote or leading '#'
    "#]],
    );
    refused(
        &[("needs.csv", "60,life-saving", "60,soon")],
        expect![[r#"
        needs.csv, row 2, column priority: "soon" is no class of policy plain-units: life-saving, critical, urgent, important, routine; correct it, or use a policy that names it
    "#]],
    );
    let folder = Folder::new();
    folder.change("needs.csv", "60,life-saving,,", "60,soon,7,");
    folder.plan().unwrap();
    folder.change("needs.csv", "60,soon,7,", "60,,7,");
    folder.plan().unwrap();
    assert!(folder.plan_by("floor-then-class", SecondLevel::Minutes).is_err(), "steps need a class");
}

#[test]
fn a_lane_without_cost_is_a_fault_if_cost_is_counted() {
    let folder = Folder::new();
    let Err(OfflineError::Faults(faults)) = folder.plan_by("plain-units", SecondLevel::Cost) else {
        panic!("planned without a cost")
    };
    expect!["lanes.csv, row 4, column cost: is empty, and the second level is cost; fill it in, or plan with --second-level minutes"]
        .assert_eq(&faults[0].to_string());
    folder.change("lanes.csv", "20.25,,", "20.25,0.000001,");
    folder.plan_by("plain-units", SecondLevel::Cost).unwrap();
}

#[test]
fn marks_line_ends_order_and_chinese_headers_do_not_matter() {
    let plain = Folder::new();
    plain.plan().unwrap();
    let other = Folder::new();
    other.put("depots.csv", "\u{feff}储备库编码,name\r\nD1,North\r\nD2,South\r\n");
    other.put("needs.csv", "\u{feff}权重,优先级,数量,物资编码,需求点编码,核定量,due_minutes\r\n,life-saving,60,W,S1,,\r\n1.5,routine,40,W,S2,30,120\r\n,urgent,7.0,M,S2,,\r\n");
    other.plan().unwrap();
    assert_eq!(other.read("plan.txt"), plain.read("plan.txt"));
}

#[test]
fn gb18030_is_read_with_a_notice() {
    let folder = Folder::new();
    let (bytes, _, _) = encoding_rs::GB18030.encode("site_id,name\nS1,金银潭医院\nS2,方舱医院\n");
    folder.put("sites.csv", bytes);
    let notices: Vec<_> = folder.plan().unwrap().notices.iter().map(ToString::to_string).collect();
    assert_eq!(
        notices,
        ["sites.csv: is not UTF-8; it was read as GB18030, as spreadsheets in China write it; check the names"]
    );
    let broken = Folder::new();
    broken.put("sites.csv", b"site_id,name\nS1,a\nS2,\xff\xfe\n");
    assert_eq!(
        broken.faults(),
        "sites.csv, row 3: is neither UTF-8 nor GB18030 text; save the file again as \"CSV UTF-8\"\n"
    );
}

#[test]
fn a_policy_that_is_none_is_said() {
    let folder = Folder::new();
    let error = folder.plan_by("no-such", SecondLevel::Minutes).unwrap_err().to_string();
    assert!(error.starts_with("there is no policy \"no-such\": it is none of floor-then-class"), "{error}");
}
