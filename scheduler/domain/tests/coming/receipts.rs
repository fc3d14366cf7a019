//! Receipts of what is of no use, counts in parts, gifts, and the public entries.

use crate::story::{Story, counted, id, key, line, now, units};
use yicang_domain::events::{Entry, Event, Face};
use yicang_domain::report::{Body, Part, ReserveLine, Step, Version};
use yicang_domain::*;

#[test]
fn what_arrives_of_no_use_is_a_discrepancy_by_its_kind_and_covers_nothing() {
    let mut story = Story::begin();
    story.need("H2", 30);
    story.report("D1", Body::Reserve { depot: id("D1"), lines: vec![counted("L1", 50)] }).unwrap();
    let order = story.decide(vec![Story::shipment("D1/N95/L1", "H2", 30, now())]);
    story.step("D1", &order, Step::Shipped, 30).unwrap();
    let receipt = |quantity, damaged, lost, expired| Body::Receipt {
        order: id(&order),
        quantity: units(quantity),
        unusable: Unusable { damaged: units(damaged), lost: units(lost), expired: units(expired) },
    };
    let much = story.report("H2", receipt(28, 3, 0, 0)).unwrap_err();
    assert!(much.contains("31") && much.contains("30"), "{much}");
    assert!(story.report("H1", receipt(20, 3, 0, 0)).unwrap_err().starts_with("foreign"));
    let entry = story.report("H2", receipt(20, 3, 1, 2)).unwrap();
    assert_eq!(
        story.open(),
        [
            format!("X{entry} short 24/20"),
            format!("X{entry}-1 damaged 30/27"),
            format!("X{entry}-2 lost 27/26"),
            format!("X{entry}-3 expired 26/24"),
        ]
    );
    assert_eq!(story.balance("D1/N95/L1"), "50+0+0 = 20+0+20+0+10");
    let need = story.needs()[0].clone();
    assert_eq!((need.claimed, need.covered), (units(30), units(20)), "only what was accepted covers the need");
    let damaged = story.board.amiss().find(|amiss| amiss.id.line == 1).unwrap().id;
    story.happens(&Event::Settled { id: damaged, how: Settlement::Explained(ChangeReason::Damaged) });
    assert_eq!(story.balance("D1/N95/L1"), "50+0+0 = 20+0+20+3+7");
}

#[test]
fn parts_of_a_count_are_one_count_when_the_last_is_there() {
    for (lots, parts) in [(201_usize, 2_u32), (450, 3)] {
        let mut story = Story::begin();
        let all: Vec<_> = (0..lots).map(|n| counted(&format!("L{n:03}"), 10)).collect();
        for lines in all.chunks(200) {
            story.report("D1", Body::Reserve { depot: id("D1"), lines: lines.to_vec() }).unwrap();
        }
        story.report("D1", Body::Reserve { depot: id("D1"), lines: vec![counted("GONE", 7)] }).unwrap();
        let part = |number, lines: &[ReserveLine]| Body::CountPart {
            depot: id("D1"),
            part: Part { number, of: parts },
            lines: lines.to_vec(),
        };
        let lies = |story: &Story, lot: &str| story.board.stock_of(&key(&format!("D1/N95/{lot}"))).unwrap()[0];
        let skipped = story.report("D1", part(2, &all[200..201])).unwrap_err();
        assert!(skipped.contains(&format!("part 2 of {parts}, and the last that came is 0")), "{skipped}");
        for (number, lines) in (1..).zip(all.chunks(200)) {
            assert_eq!(lies(&story, "GONE"), units(7), "nothing is gone before the last part is there");
            if number == parts {
                // What others report meanwhile is newer than the count.
                story.report("D1", Body::Reserve { depot: id("D1"), lines: vec![counted("NEW", 4)] }).unwrap();
                let again = story.report("D1", part(number, &all[..1])).unwrap_err();
                assert!(again.contains("stands in an earlier part"), "{again}");
            }
            story.report("D1", part(number, lines)).unwrap();
        }
        assert_eq!((lies(&story, "GONE"), lies(&story, "NEW"), lies(&story, "L000")), (units(0), units(4), units(10)));
        let last = story.board.applied_upto - 1;
        let lines = lots - 200 * (parts as usize - 1);
        assert_eq!(story.open(), [format!("X{last}-{} count 7/0", lines + 1)]);
        // The same count again needs part 1 again.
        assert!(story.report("D1", part(2, &all[200..201])).is_err());
    }
}

#[test]
fn a_gift_is_followed_by_a_code_that_says_nothing_of_its_donor() {
    let code = GiftCode::of(&[7; 16], "Wang Fund");
    assert_eq!(code.as_str().len(), 9);
    assert_ne!(code, GiftCode::of(&[8; 16], "Wang Fund"), "whoever knows the name cannot find the code");
    assert_ne!(code, GiftCode::of(&[7; 16], "Wang Fond"));
    let heard = code.as_str().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    assert_eq!(GiftCode::of_people(&heard), Ok(code.clone()));
    for wrong in ["", "7K3M", "7K3M-9QXU", "7K3M-9QXAA", "７K3M-9QXA"] {
        assert!(wrong.parse::<GiftCode>().is_err() && GiftCode::of_people(wrong).is_err(), "{wrong}");
    }

    let mut story = Story::begin();
    let given = |quantity| InboundLine { donor: "Wang Fund".into(), gift: Some(code.clone()), ..line("L9", quantity) };
    story.announce(vec![given(50)]).unwrap();
    let other = story.announce(vec![line("L9", 50)]).unwrap_err();
    assert!(other.contains("is of the gift"), "{other}");
    story.need("H2", 30);
    story.change("L9", 48, ChangeReason::Donated).unwrap();
    let order = story.decide(vec![Story::shipment("D1/N95/L9", "H2", 30, now())]);
    story.step("D1", &order, Step::Shipped, 30).unwrap();
    let unusable = Unusable { damaged: units(2), ..Unusable::default() };
    story.report("H2", Body::Receipt { order: id(&order), quantity: units(28), unusable }).unwrap();
    story.change("L9", 1, ChangeReason::Damaged).unwrap();
    let steps: Vec<_> =
        story.board.gift(&code).iter().map(|step| format!("{} {}", step.lot, step.what.message())).collect();
    assert_eq!(
        steps,
        [
            "D1/N95/L9 50 announced".to_owned(),
            "D1/N95/L9 48 came".into(),
            format!("D1/N95/L9 order {order} takes 30 for H2"),
            format!("D1/N95/L9 30 left for order {order}"),
            format!("D1/N95/L9 H2 received 28 of order {order}; of no use 2"),
            "D1/N95/L9 1 damaged".into(),
        ]
    );
    let sums = story.board.gift_sums(&code);
    assert_eq!((sums.came, sums.on_hand, sums.received, sums.lost, sums.unexplained), (50, 17, 28, 1, 4));
    assert_eq!(story.board.gift(&"0000-0000".parse().unwrap()), []);
}

#[test]
fn the_public_entries_show_neither_supplier_nor_donor_and_are_read_back() {
    let code = GiftCode::of(&[7; 16], "Wang Fund");
    let given = InboundLine {
        donor: "Wang Fund".into(),
        gift: Some(code),
        expires_on: Some(id("2027-03-31")),
        earmark: [id("H1"), id("H2")].into(),
        ..line("L9", 50)
    };
    let unusable = Unusable { damaged: units(3), expired: units(1), ..Unusable::default() };
    let excess = ExcessLine {
        item: id("N95"),
        lot: id("E1"),
        quantity: units(9),
        expires_on: Some(id("2027-01-31")),
        do_not_send: true,
    };
    let part = Part { number: 2, of: 3 };
    for (body, shows) in [
        (Body::Inbound { depot: id("D1"), lines: vec![given, line("L8", 0)] }, "earmark=H1,H2 gift="),
        (Body::Excess { site: id("H1"), lines: vec![excess] }, "line N95 E1 9 expires=2027-01-31 do-not-send\n"),
        (Body::Receipt { order: id("P1-1"), quantity: units(5), unusable }, "quantity 5\ndamaged 3\nexpired 1\n"),
        (Body::CountPart { depot: id("D1"), part, lines: vec![counted("L1", 5)] }, "part 2 3\nline N95 L1\n"),
    ] {
        let report = Report::of(Version::NEWEST, id("r1"), id("A"), 1, now(), body).unwrap();
        let mut committed = Vec::new();
        let mut commit = |field: &str, value: &[u8]| {
            committed.push((field.to_owned(), value.to_vec()));
            [1; 32]
        };
        let mut face = Face::of_report(&report, "a note", [2; 32], &mut commit);
        face.reporter_mut().unwrap().signature = Some([3; 64]);
        let text = Entry { time: now(), face: face.clone() }.to_text();
        assert!(text.contains(shows), "{text}");
        assert!(!text.contains("Ace") && !text.contains("Wang"), "{text}");
        assert_eq!(Entry::from_text(&text).unwrap().face, face);
        if text.contains("inbound-report") {
            let names: Vec<_> = committed.iter().map(|(field, _)| field.as_str()).collect();
            assert_eq!(names, ["note", "line.1.supplier", "line.1.donor", "line.2.supplier"]);
            assert_eq!(committed[2].1, b"Wang Fund");
        }
    }
    let wrong = "yicang.v1 step-report\ntime 2026-12-01T08:00:00Z\nagent A\nreport r1\nsequence 1\nversion 3\n\
                 order P1-1\nstep shipped\nquantity 5\ndamaged 3\n";
    assert!(Entry::from_text(wrong).unwrap_err().to_string().contains("only what is received can be damaged"));
}
