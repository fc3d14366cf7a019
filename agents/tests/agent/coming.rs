//! What is to come, what a site offers, what arrived of no use, and counts of large depots: from the command line into
//! the outbox.

use crate::field::Field;

#[test]
fn a_count_of_more_lots_than_a_report_has_lines_is_signed_in_parts() {
    for (lots, said) in [
        (200, vec!["count of all of depot D1, 200 lines"]),
        (
            201,
            vec!["count of all of depot D1, part 1 of 2, 200 lines", "count of all of depot D1, part 2 of 2, 1 line"],
        ),
        (
            450,
            vec![
                "count of all of depot D1, part 1 of 3, 200 lines",
                "count of all of depot D1, part 2 of 3, 200 lines",
                "count of all of depot D1, part 3 of 3, 50 lines",
            ],
        ),
    ] {
        let field = Field::with_agent();
        let rows: String = (0..lots).map(|n| format!("GOWN,L{n},{n}\n")).collect();
        let list = field.file("counted.csv", format!("item_id,lot_id,quantity\n{rows}"));
        // This centre cannot be asked what it knows: nothing of a count depends on that any more.
        let (code, text) = field.run(&format!("count --full {list} --depot D1 --yes --no-send"));
        assert_eq!(code, 0, "{text}");
        let outbox = field.run("outbox").1;
        for said in &said {
            assert!(outbox.contains(said), "{lots}: {said}: {outbox}");
        }
        assert_eq!(outbox.matches("count of all of depot D1").count(), said.len(), "{outbox}");
    }
    let field = Field::with_agent();
    let rows: String = (0..10_001).map(|n| format!("GOWN,L{n},{n}\n")).collect();
    let list = field.file("counted.csv", format!("item_id,lot_id,quantity\n{rows}"));
    let (code, text) = field.run(&format!("count --full {list} --depot D1 --yes --no-send"));
    assert!(code == 1 && text.contains("The list has 10001 lots; a count has at most 10000"), "{text}");
}

#[test]
fn what_is_to_come_is_said_whole_and_a_donor_gets_one_code() {
    let field = Field::with_agent();
    let (code, text) = field.run("inbound --depot D1 --item N95 --quantity 5 --supplier Ace --no-send");
    assert_eq!((code, &text[..]), (1, "What is to come needs --expected, --confidence as well.\n"));
    let list = field.file(
        "coming.csv",
        "depot_id,item_id,quantity,lot_id,supplier,expected,confidence,donor,earmark\n\
         D1,N95,5,L1,Ace,2099-12-03,80,Wang Fund,H1;H2\nD1,N95,6,L2,Ace,2099-12-03T08:00:00Z,70,Wang Fund,\n\
         D1,N95,7,L3,Ace,2099-12-03,60,,\n",
    );
    let (code, text) = field.run(&format!("--zone Asia/Shanghai inbound --csv {list} --no-send"));
    assert_eq!(code, 0, "{text}");
    assert_eq!(text.matches("The gift code of Wang Fund is ").count(), 1, "{text}");
    let code = text.split("Wang Fund is ").nth(1).unwrap().split('.').next().unwrap().to_owned();
    let shown = field.run_words(&["outbox".into(), "show".into(), String::new()]).1;
    let gift = format!(" donor=Wang Fund gift={code}");
    for line in [
        format!("  N95 5 L1 expected=2099-12-03 16:00 +00:00 confidence=80 supplier=Ace earmark=H1;H2{gift}\n"),
        format!("  N95 6 L2 expected=2099-12-03 08:00 +00:00 confidence=70 supplier=Ace{gift}\n"),
        "  N95 7 L3 expected=2099-12-03 16:00 +00:00 confidence=60 supplier=Ace\n".to_owned(),
    ] {
        assert!(shown.contains(&line), "{line}: {shown}");
    }
    // What is taken back needs nothing but the lot.
    assert_eq!(field.run("inbound --depot D1 --item N95 --lot L1 --quantity 0 --no-send").0, 0);
}

#[test]
fn an_offer_and_a_receipt_of_what_is_of_no_use_are_shown_as_they_are_signed() {
    let field = Field::with_agent();
    assert_eq!(
        field.run("excess --site H1 --item GOWN --lot L4 --quantity 30 --expires 2099-01-31 --do-not-send --no-send").0,
        0
    );
    let shown = field.run_words(&["outbox".into(), "show".into(), String::new()]).1;
    assert!(shown.contains("  GOWN 30 L4 expires_on=2099-01-31 do-not-send\n"), "{shown}");
    let (code, text) = field.run("confirm shipped P1-1 5 --damaged 1 --no-send");
    assert_eq!(
        (code, &text[..]),
        (
            1,
            "only what is received can be damaged, lost or expired; leave the figure out\nNothing was stored or sent.\n"
        )
    );
    assert_eq!(field.run("confirm received P1-1 17 --damaged 3 --expired 1 --no-send").0, 0);
    let outbox = field.run("outbox").1;
    assert!(
        outbox.contains("order P1-1 received 17, of no use 4") && outbox.contains("offer of site H1, 1 line"),
        "{outbox}"
    );
}

#[test]
fn offers_come_from_a_list_too_and_with_a_bad_row_nothing_is_stored() {
    let field = Field::with_agent();
    let list = field.file("offers.csv", "item_id,quantity,lot_id,do_not_send\nN95,6,,0\nWATER,-1,,\n");
    let (code, text) = field.run(&format!("excess --site H1 --csv {list} --no-send"));
    assert!(code == 1 && text.contains("row 3, column quantity"), "{text}");
    let list = field.file("offers.csv", "item_id,quantity,lot_id,do_not_send\nN95,6,,0\nWATER,9,L2,1\n");
    let (code, text) = field.run(&format!("excess --site H1 --csv {list} --no-send"));
    assert_eq!(code, 0, "{text}");
    let shown = field.run_words(&["outbox".into(), "show".into(), String::new()]).1;
    assert!(shown.contains("  N95 6\n  WATER 9 L2 do-not-send\n"), "{shown}");
}
