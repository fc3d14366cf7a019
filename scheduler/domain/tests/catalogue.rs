//! Changes of a catalogue, and what a situation makes of closures and daily departures.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use yicang_domain::catalogue::change::Change;
use yicang_domain::catalogue::parts::PartSize;
use yicang_domain::{Catalogue, Moment, Situation};

const KNOWN: &str = "yicang-catalogue 2\nitem W\npool V departs=2026-02-01T18:00:00Z\ndepot D 0 0\nsite S 0 1\nsite T\n\
                     lane D T 60 pool=V\n";

fn changed(catalogue: &Catalogue, edits: &str) -> Result<Catalogue, String> {
    let change = Change::from_text(0, &format!("yicang-catalogue-change 1\n{edits}\n")).unwrap();
    let joined = |faults: Vec<_>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    catalogue.changed(&change).map_err(joined)
}

fn known() -> Catalogue {
    Catalogue::from_public_text(KNOWN).unwrap()
}

fn lines(catalogue: &Catalogue, at: &str, word: &str) -> String {
    let text = catalogue.ground(at.parse::<jiff::Timestamp>().unwrap()).to_text();
    assert!(Situation::from_text(&text).is_ok(), "{text}");
    text.lines().filter(|line| line.starts_with(word)).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_lane_is_closed_from_one_moment_up_to_another_also_a_computed_one() {
    let edits = "close D S 2026-02-01T08:00:00Z 2026-02-01T09:00:00Z flood\nclose D T 2026-02-01T08:30:00Z - snow";
    let closed = changed(&known(), edits).unwrap();
    let open = "lane D T 60 pool=V";
    for (at, expected) in [
        ("2026-02-01T07:59:59Z", open.to_owned()),
        ("2026-02-01T08:00:00Z", format!("lane D S - closed; {open}")),
        ("2026-02-01T08:30:00Z", format!("lane D S - closed; {open} closed")),
        ("2026-02-01T09:00:00Z", format!("{open} closed")),
    ] {
        assert_eq!(lines(&closed, at, "lane"), expected, "{at}");
    }
    // Opened while it is closed, before, and after.
    let opened = changed(&closed, "open D T 2026-02-01T08:45:00Z").unwrap();
    assert_eq!(
        lines(&opened, "2026-02-01T08:44:59Z", "lane"),
        format!("{open} closed").replacen("lane", "lane D S - closed; lane", 1)
    );
    assert_eq!(lines(&opened, "2026-02-01T09:00:00Z", "lane"), open);
    let dropped = changed(&closed, "open D T 2026-02-01T08:30:00Z").unwrap();
    assert!(!dropped.closures.contains_key(&("D".parse().unwrap(), "T".parse().unwrap())), "it never begins");
    let late = changed(&closed, "open D S 2026-02-01T09:00:00Z").unwrap_err();
    assert!(late.contains("lane D S is not closed at 2026-02-01T09:00:00Z or later"), "{late}");
    // What is retired is closed for nobody.
    let gone = changed(&closed, "retire site S").unwrap();
    assert_eq!(lines(&gone, "2026-02-01T08:00:00Z", "lane"), open);
}

#[test]
fn a_changed_catalogue_reads_back_as_it_is() {
    let edits = "add item X grams=2\nset pool V departs=daily@18:00\nset site S kind=clinic district=A\nretire lane D T\n\
                 retire site T\nclose D S 2026-02-01T08:00:00Z - 桥  断了";
    let after = changed(&known(), edits).unwrap();
    let text = after.to_public_text();
    assert_eq!(Catalogue::from_public_text(&text).unwrap(), after, "{text}");
    assert!(
        text.contains("retired site T\n") && text.contains("closed D S 2026-02-01T08:00:00Z - 桥  断了\n"),
        "{text}"
    );
    assert_eq!(Catalogue::from_public_text(&text).unwrap().to_public_text(), text);
    let twice = format!("{text}site T\n");
    assert!(Catalogue::from_public_text(&twice).is_err(), "an id is there once, retired or not");
}

#[test]
fn vehicles_leave_daily_by_the_offset_of_the_moment() {
    let after = changed(&known(), "set pool V departs=daily@18:00").unwrap();
    let departs = |at: &str, offset| {
        let ground = after.ground(Moment { at: at.parse().unwrap(), offset });
        ground.pools.values().next().unwrap().departs.unwrap().to_string()
    };
    assert_eq!(departs("2026-02-01T12:00:00Z", 0), "2026-02-01T18:00:00Z");
    assert_eq!(departs("2026-02-01T12:00:00Z", 8 * 3_600), "2026-02-02T10:00:00Z");
}

#[test]
fn a_change_in_parts_makes_the_same_catalogue_and_each_part_happens_by_itself() {
    let edits = "retire pool V\nretire depot D\nretire site S\nretire lane D T\nadd lane E U 5 pool=N\nadd depot E\nadd site U\n\
                 add pool N grams=5\nadd item X grams=2\nadd kit K X 2\nadd item K\nretire item W\nset site T kind=clinic\n\
                 close E U 2026-02-01T08:00:00Z - snow";
    let mut change = Change::from_text(0, &format!("yicang-catalogue-change 1\n{edits}\n")).unwrap();
    change.names.sites = [("U".parse().unwrap(), "up".to_owned()), ("T".parse().unwrap(), "town".to_owned())].into();
    change.names.items = [("X".parse().unwrap(), ("box".to_owned(), "piece".to_owned()))].into();
    let whole = known().changed(&change).unwrap();
    for (edits, bytes) in [(1, 1_000), (2, 1_000), (5, 1_000), (100, 60), (100, 1), (100, 100_000)] {
        let size = PartSize { edits, bytes };
        let parts = change.clone().in_parts(size);
        assert_eq!(parts.iter().map(|part| part.edits.len()).sum::<usize>(), change.edits.len());
        let mut after = known();
        for part in &parts {
            let names = &part.names;
            let named =
                [&names.items.values().map(|(name, _)| name.len()).sum(), &names.sites.values().map(String::len).sum()];
            let length =
                part.edits.iter().map(|edit| edit.to_line().len()).sum::<usize>() + named.into_iter().sum::<usize>();
            assert!(part.edits.len() == 1 || (part.edits.len() <= edits && length <= bytes), "{part:?}");
            after = after.changed(part).unwrap();
        }
        assert_eq!(after, whole, "{size:?}");
        assert_eq!(parts.iter().map(|part| part.names.sites.len() + part.names.items.len()).sum::<usize>(), 3);
    }
    assert_eq!(change.in_parts(PartSize::default()).len(), 1);
}

#[test]
fn a_change_is_done_as_a_whole_whatever_the_order_of_its_edits() {
    let edits = "add lane E U 5 pool=N\nadd depot E\nadd site U\nadd pool N grams=5\nretire pool V\nset lane D T 60";
    let after = changed(&known(), edits).unwrap();
    assert!(after.to_public_text().contains("lane E U 5 pool=N\n"));
    let before = known();
    let said = changed(&before, "retire pool V\nretire depot D\nadd item W").unwrap_err();
    let expected = "change_catalogue.edits[2]: item W is there already; use set\n\
                    change_catalogue.edits[1]: lane D T names depot D, which would not be there\n\
                    change_catalogue.edits[0]: lane D T names pool V, which would not be there";
    assert_eq!(said, expected);
    assert_eq!(before, known());
}
