use super::*;
use crate::names::Named;
use yicang_domain::report::NeedLine;

/// A line per report, then a line per fault and notice.
fn needs(bytes: &[u8], site: Option<&str>) -> String {
    show(bytes, |path| {
        List::needs(path, site.map(|site| site.parse().unwrap()).as_ref(), None, Rules::default(), &Known::default())
    })
}

fn reserves(bytes: &[u8]) -> String {
    show(bytes, |path| List::reserves(path, Some(&"D1".parse().unwrap()), Rules::default(), &Known::default()))
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
            let quantity = |l: &NeedLine| l.amount().map_or("?".to_owned(), |units| units.to_string());
            let lines = lines.iter().map(|l| format!(" {} {} {}", l.item, quantity(l), l.class)).collect::<Vec<_>>();
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
        "need H1: MASK 20 urgent, SUIT 0 urgent\n\
         need H2: MASK 2 urgent\n\
         l.csv, row 4, column quantity: -3 is negative; a quantity is a whole number of base units\n\
         l.csv, row 5, column quantity: 2.5 is not whole; count in base units, or choose a smaller unit for the item\n\
         l.csv, row 6, column quantity: 1000000000001 is too large; one line carries at most 1000000000000 base units\n\
         l.csv, row 7, column item_id: repeats row 2 for H1; keep one of the two rows, with the quantity \
         that is meant\n\
         l.csv, row 8, column site_id: is empty; fill in the cell or take the row out\n\
         l.csv, row 9, column life_days_min: \"4000\" is no number of days; write a whole number from 0 to 3650\n\
         l.csv, row 9, column wanted_by: \"2020-02-01\" is no moment; write 2020-02-01T18:00:00+08:00, or Z at the end for UTC\n\
         l.csv: 1 row has quantity 0: that withdraws the need\n"
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
         l.csv, row 1: the header lacks quantity (数量); name the columns in the first row; it contains \
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
    for (rows, reports) in [(200, vec![200]), (201, vec![200, 1]), (400, vec![200, 200]), (401, vec![200, 200, 1])] {
        let text: String = (0..rows).map(|n| format!("I{n},1,urgent\n")).collect();
        let shown = needs(format!("item_id,quantity,priority\n{text}").as_bytes(), Some("H1"));
        let lines: Vec<_> = shown.lines().map(|line| line.split(',').count()).collect();
        assert_eq!(lines, reports);
    }
}

/// The same list by somebody who knows the items, the site and the zone.
fn known_needs(text: &str) -> String {
    let items = Names::new(
        Named::Items,
        [("RESP_N95", "医用防护口罩 | N95口罩 / N95"), ("MASK_SURG", "医用外科口罩"), ("SUIT", "防护服")],
    );
    let places = Names::new(Named::Sites, [("H1", "一院")]);
    let clock = Some((jiff::tz::TimeZone::fixed(jiff::tz::offset(8)), "2026-12-01T04:00:00Z".parse().unwrap()));
    let known = Known { items: Some(&items), places: Some(&places), clock };
    show(text.as_bytes(), |path| List::needs(path, None, None, Rules::default(), &known))
}

#[test]
fn a_list_may_say_names_and_times_of_the_place_and_is_told_once_how_they_were_read() {
    let text = "site_id,item_id,quantity,priority,wanted_by,latest_useful\n\
                一院,N95口罩,20,urgent,18:00,\n\
                H1,SUIT,5,urgent,2026-12-03 09:00,2026-12-03T18:00:00Z\n\
                一院,医用外科口罩,7,urgent,,\n";
    assert_eq!(
        known_needs(text),
        "need H1: RESP_N95 20 urgent, SUIT 5 urgent, MASK_SURG 7 urgent\n\
         l.csv: column site_id: 一院 → H1\n\
         l.csv: column item_id: N95口罩 → RESP_N95\n\
         l.csv: column wanted_by: 18:00 → 2026-12-01 18:00 +08:00, today\n\
         l.csv: column wanted_by: 2026-12-03 09:00 → 2026-12-03 09:00 +08:00\n\
         l.csv: column item_id: 医用外科口罩 → MASK_SURG\n"
    );
}

#[test]
fn every_row_that_nothing_is_called_by_is_named() {
    let text = "site_id,item_id,quantity,priority,wanted_by\n\
                H1,口罩,20,urgent,\n\
                H1,RESP_N59,5,urgent,\n\
                H2,SUIT,5,urgent,tomorrow\n";
    let said = known_needs(text);
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 4, "{said}");
    assert!(
        lines[0].starts_with("l.csv, row 2, column item_id: no item is called \"口罩\" alone; it could be"),
        "{said}"
    );
    assert!(
        lines[1].starts_with("l.csv, row 3, column item_id: no item is called \"RESP_N59\"; did you mean"),
        "{said}"
    );
    assert!(lines[2].starts_with("l.csv, row 4, column site_id: no site of this agent is called \"H2\""), "{said}");
    assert!(lines[3].starts_with("l.csv, row 4, column wanted_by: \"tomorrow\" is no moment"), "{said}");
}

#[test]
fn two_names_of_one_item_are_one_item() {
    let said = known_needs("site_id,item_id,quantity,priority\nH1,N95,1,urgent\nH1,RESP_N95,2,urgent\n");
    assert!(said.contains("row 3, column item_id: repeats row 2 for H1"), "{said}");
}
