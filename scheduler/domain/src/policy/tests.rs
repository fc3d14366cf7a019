//! Policies read from their text, and refused with the line.

use super::*;

const STEPS: &str = "yicang-policy 1\n# words\nname x\nfirst-level steps\nsteps 20\nfloor-percent 30\nclass a 5\nclass b 1\nlateness 1\n";

#[test]
fn a_policy_is_read_from_its_text() {
    let policy = Policy::from_text(STEPS).unwrap();
    assert_eq!(policy.first_level, FirstLevel::Steps(Steps { steps: 20, sub_steps: 1, floor_percent: 30 }));
    assert_eq!(policy.class_rank(&ClassName::new("b").unwrap()), Some(1));
    assert_eq!((policy.lateness, policy.expiry), (1, 0));
}

#[test]
fn ways_and_changes_are_optional_lines() {
    let plain = Policy::from_text(STEPS).unwrap();
    assert_eq!((plain.change, plain.freeze_minutes, plain.travel), (0, None, None));
    for (line, fence) in [("freeze-minutes 0", 0), ("freeze-minutes 525600", 525_600)] {
        assert_eq!(Policy::from_text(&format!("{STEPS}{line}\n")).unwrap().freeze_minutes, Some(fence));
    }
    let more = format!("{STEPS}change 7\nspeed-kmh 50\ndetour-percent 130\n");
    let rule = TravelRule { speed_kmh: 50, detour_percent: 130, reach_minutes: None };
    let policy = Policy::from_text(&more).unwrap();
    assert_eq!((policy.change, policy.travel), (7, Some(rule)));
    let policy = Policy::from_text(&format!("{more}reach-minutes 600\n")).unwrap();
    assert_eq!(policy.travel.unwrap().reach_minutes, Some(600));
    let together = "speed-kmh and detour-percent belong together, and reach-minutes to both";
    for (lines, answer) in [
        ("speed-kmh 50\n", together),
        ("detour-percent 130\n", together),
        ("reach-minutes 9\n", together),
        ("freeze-minutes 525601\n", "line 10: freeze-minutes is a whole number from 0 to 525600, not \"525601\""),
        ("speed-kmh 0\n", "line 10: speed-kmh is a whole number from 1 to 1000, not \"0\""),
        ("detour-percent 99\n", "line 10: detour-percent is a whole number from 100 to 1000, not \"99\""),
    ] {
        assert_eq!(Policy::from_text(&format!("{STEPS}{lines}")).unwrap_err().to_string(), answer);
    }
}

#[test]
fn what_is_wrong_with_a_policy_is_said_with_its_line() {
    for (from, to, answer) in [
        ("class b 1", "class a 1", "line 8: class a stands here a second time"),
        ("class b 1", "class b 0", "line 8: class b has weight 0: it would never be served"),
        ("steps 20", "steps 101", "line 5: steps is a whole number from 1 to 100, not \"101\""),
        ("name x", "nome x", "line 3: unknown keyword \"nome\""),
        (
            "first-level steps",
            "first-level units",
            "steps, sub-steps, floor-percent and worth belong to `first-level steps` only",
        ),
        (
            "yicang-policy 1",
            "yicang-policy 2",
            "line 1: the first line must be \"yicang-policy 1\", not \"yicang-policy 2\"",
        ),
        ("lateness 1", "lateness 1 2", "line 9: \"2\" is one word too many"),
        ("lateness 1", "steps 3", "line 9: stands here a second time"),
    ] {
        let broken = STEPS.replacen(from, to, 1);
        assert_eq!(Policy::from_text(&broken).unwrap_err().to_string(), answer);
    }
}
