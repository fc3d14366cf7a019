//! A day is a day at the centre, by the situation's offset.

use super::{Case, PLAIN};

/// Now is 08:00 in UTC; it takes an hour.
const CASE: Case = Case {
    policy: PLAIN,
    situation: "\
offset +00:00
lot D1 WATER - 9 expires=2020-02-01
need CAMP WATER routine 9
lane D1 CAMP 60
",
    plan: "\
level 0 9000000 9000000
cost 540000000
ship D1 WATER - CAMP 9 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
price-need CAMP WATER cost:60000000
",
};

fn found(offset: &str, expires: &str, need: &str) -> Vec<String> {
    let offset = if offset.is_empty() { String::new() } else { format!("offset {offset}\n") };
    let lines = CASE.situation.lines().skip(1).collect::<Vec<_>>().join("\n") + "\n";
    let lines = super::changed(&lines, &[("2020-02-01", expires), ("routine 9", need)]);
    CASE.found(&format!("{offset}{lines}"), CASE.plan)
}

#[test]
fn the_last_day_of_use_ends_at_the_centres_midnight() {
    let late = "shipment D1/WATER/- -> CAMP: too little shelf life on arrival";
    // It arrives at 09:00 in UTC.
    for (offset, expires, lawful) in [
        ("", "2020-02-01", true),
        ("", "2020-01-31", false),
        ("+14:59", "2020-02-01", true),
        ("+15:00", "2020-02-01", false),
        ("+15:00", "2020-02-02", true),
        ("-09:00", "2020-02-01", true),
        ("-09:00", "2020-01-31", false),
        ("-09:01", "2020-01-31", true),
        ("-09:01", "2020-01-30", false),
        ("+08:00", "9999-12-31", true),
        ("+08:00", "0001-01-01", false),
    ] {
        let found = found(offset, expires, "routine 9");
        if lawful {
            super::expect(&found, &[]);
        } else {
            assert_eq!(found[0], late, "{offset} {expires}");
        }
    }
}

#[test]
fn days_of_life_are_counted_from_the_day_of_arrival_there() {
    super::expect(&found("", "2020-02-11", "routine 9 life=10"), &[]);
    super::expect(&found("+15:00", "2020-02-11", "routine 9 life=10"), &["shipment D1/WATER/- -> CAMP: too little"]);
    super::expect(&found("-09:01", "2020-02-10", "routine 9 life=10"), &[]);
}

#[test]
fn what_has_expired_is_not_there() {
    // At +16:00 the day is over when it leaves; at +15:00 only when it arrives.
    let over = found("+16:00", "2020-02-01", "routine 9");
    super::expect(
        &over,
        &[
            "shipment D1/WATER/- -> CAMP: too little shelf life on arrival",
            "lot D1/WATER/-: 9 shipped, 0 available",
            "depot D1 item WATER: 9 shipped, 0 may leave above the protected reserve",
        ],
    );
    let case = Case {
        policy: PLAIN,
        situation: "offset +16:00\nlot D1 WATER - 9 expires=2020-02-01\nneed CAMP WATER routine 9\nlane D1 CAMP 60\n",
        plan: "level 0 0 0\ncost 0\nunmet CAMP WATER REMAINING_LIFE 9\n",
    };
    case.is_lawful();
    case.refused(&[("REMAINING_LIFE", "LANE_CLOSED")], &["need CAMP/WATER: reason LANE_CLOSED for 9 is not borne out"]);
    case.refused_where(
        "+16:00",
        "+14:00",
        &["need CAMP/WATER: reason REMAINING_LIFE for 9 is not borne out", "not proven best"],
    );
}

#[test]
fn what_has_expired_fills_no_protected_reserve() {
    // Five must stay; the expired lot of ten does not stand for them.
    let case = Case {
        policy: PLAIN,
        situation: "\
lot D1 WATER - 9
lot D1 WATER OLD 10 expires=2020-01-31
protect D1 WATER 5
need CAMP WATER routine 9
lane D1 CAMP 60
",
        plan: "\
level 0 4000000 4000000
cost 240000000
ship D1 WATER - CAMP 4 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z
unmet CAMP WATER PROTECTED_RESERVE 5
price-reserve D1 WATER 0:1000000,cost:-60000000
price-need CAMP WATER 0:1000000
",
    };
    case.is_lawful();
    case.refused(
        &[("CAMP 4", "CAMP 5"), ("RESERVE 5", "RESERVE 4")],
        &["depot D1 item WATER: 5 shipped, 4 may leave above the protected reserve"],
    );
}
