//! What a comparison says is true of the two plans and situations, whatever they are.

use super::*;
use crate::quantity::Quantity;
use crate::text::TextError;
use proptest::prelude::*;
use yicang_language::{Message, ToMessage as _};

const POLICY: &str = "yicang-policy 1\nname t\nfirst-level units\nclass critical 2\nclass a 1\n";
const SITUATION: &str = "yicang-situation 2
now 2026-02-01T08:00:00Z
seed one
pool NIGHT departs=2026-02-01T18:00:00Z grams=1000
lot D1 MASK L1 500
lot D1 MASK L2 300 earmark=H2
lot D-2 MASK L1 200
protect D1 MASK 100
need H1 MASK critical 400
need H2 MASK a 300
lane D1 H1 60 pool=NIGHT
lane D1 H2 30
lane D-2 H1 40
lane D-2 H2 10 closed
";

fn situation(text: &str) -> Result<Situation, TextError> {
    Situation::from_text(text)
}

fn policy() -> Policy {
    Policy::from_text(POLICY).unwrap()
}

fn plan_of(units: &BTreeMap<(u8, u8), u64>) -> Plan {
    let mut plan = Plan::from_text("yicang-plan 2\nsecond-level minutes\nlevel 0 0 0\ncost 0\n").unwrap();
    plan.shipments = units
        .iter()
        .map(|((lot, site), units)| {
            let lot = [("D-2", "L1"), ("D1", "L1"), ("D1", "L2")][usize::from(*lot)];
            crate::Shipment {
                lot: LotKey {
                    depot: lot.0.parse().unwrap(),
                    item: "MASK".parse().unwrap(),
                    lot: lot.1.parse().unwrap(),
                },
                site: ["H1", "H2"][usize::from(*site)].parse().unwrap(),
                serves: "MASK".parse().unwrap(),
                quantity: Quantity::new(*units).unwrap(),
                departs: "2026-02-01T08:00:00Z".parse().unwrap(),
                arrives: Some("2026-02-01T09:00:00Z".parse().unwrap()),
            }
        })
        .collect();
    plan
}

fn any_plan() -> impl Strategy<Value = BTreeMap<(u8, u8), u64>> {
    proptest::collection::btree_map((0..3_u8, 0..2_u8), 1..300_u64, 0..6)
}

fn edited(edits: &[&str]) -> Result<Situation, Message> {
    let mut changed = situation(SITUATION).unwrap();
    for edit in edits {
        let read = Edit::read(edit, &Known::of(&changed), &changed)?;
        read.apply(&mut changed, &policy())?;
    }
    Ok(changed)
}

proptest! {
    #[test]
    fn a_plan_beside_itself_is_no_different(units in any_plan()) {
        let (plan, situation, policy) = (plan_of(&units), situation(SITUATION).unwrap(), policy());
        let side = Side { situation: &situation, policy: &policy, plan: Some(&plan) };
        prop_assert_eq!(Diff::of(side, side), Diff::default());
    }

    #[test]
    fn the_difference_makes_the_second_plan_of_the_first(one in any_plan(), other in any_plan()) {
        let (one, other, situation, policy) = (plan_of(&one), plan_of(&other), situation(SITUATION).unwrap(), policy());
        let side = |plan| Side { situation: &situation, policy: &policy, plan: Some(plan) };
        let diff = Diff::of(side(&one), side(&other));
        prop_assert_eq!(diff.applied(shipped(Some(&one))), shipped(Some(&other)));
        // The same situation and rules: nothing may be named as a cause.
        prop_assert!(diff.lines.values().chain(diff.needs.values()).all(|change| change.causes.is_empty()));
        for (key, both) in &diff.depots {
            let sum = |plan: &Plan| -> u64 {
                let of = plan.shipments.iter().filter(|line| line.lot.depot == key.0 && line.lot.item == key.1);
                of.map(|line| line.quantity.units()).sum()
            };
            prop_assert_eq!((both.before, both.after), (sum(&one), sum(&other)));
        }
    }

    /// Each edit is the one difference, so it is the only cause that may be named, and only where it touches.
    #[test]
    fn what_is_named_as_a_cause_is_different(one in any_plan(), other in any_plan(), which in 0..EDITS.len()) {
        let (one, other, policy) = (plan_of(&one), plan_of(&other), policy());
        let (edit, allowed) = EDITS[which];
        let (before, after) = (situation(SITUATION).unwrap(), edited(&[edit]).unwrap());
        let first = Side { situation: &before, policy: &policy, plan: Some(&one) };
        let diff = Diff::of(first, Side { situation: &after, plan: Some(&other), ..first });
        for change in diff.lines.values() {
            for cause in &change.causes {
                prop_assert_eq!(cause.message().to_string(), allowed, "{}", edit);
            }
        }
        let touched = |line: &Line| match edit.split_once(' ') {
            Some(("close", _)) => line.0.to_string() == "D1/MASK/L1" && line.1.as_str() == "H1",
            _ => false,
        };
        for (line, change) in diff.lines.iter().filter(|(line, _)| touched(line)) {
            prop_assert_eq!(change.causes.len(), 1, "{:?}", line);
        }
    }
}

/// An edit, and the only thing that is different by it.
const EDITS: [(&str, &str); 7] = [
    ("stock D-2/MASK=-50", "lot D-2/MASK/L1 can give 150, before 200"),
    ("close D1-H1", "lane D1 to H1 is closed"),
    ("open D-2-H2", "lane D-2 to H2 is open"),
    ("need H2/MASK=0", "need H2/MASK was closed"),
    ("pool NIGHT=+500g", "vehicles of NIGHT carry another load"),
    ("release D1/MASK=100", "D1 must keep 0 of MASK, before 100"),
    ("without-earmark L2", "expiry, earmark or time of lot D1/MASK/L2 changed"),
];

#[test]
fn each_edit_changes_what_it_says() {
    let lots = |situation: &Situation| -> Vec<(String, u64)> {
        situation.lots.iter().map(|(key, lot)| (key.to_string(), lot.on_hand.units())).collect()
    };
    let more = edited(&["stock D1/MASK=+2000"]).unwrap();
    assert!(lots(&more).contains(&("D1/MASK/what-if-0".into(), 2_000)), "{:?}", lots(&more));
    let less = edited(&["stock D1/MASK=-600"]).unwrap();
    assert_eq!(lots(&less)[1..], [("D1/MASK/L1".into(), 0), ("D1/MASK/L2".into(), 200)]);
    let same = edited(&["stock D1/MASK=800"]).unwrap();
    assert_eq!(same, situation(SITUATION).unwrap());
    let all = edited(&["stock D1/MASK=850", "stock D1/MASK=1000"]).unwrap();
    assert_eq!(lots(&all).iter().filter(|(key, _)| key.starts_with("D1")).map(|(_, units)| units).sum::<u64>(), 1_000);
    let text = edited(&["need H1/MASK=50:a", "pool NIGHT=2000ml", "pool NIGHT=-400g", "release D1/MASK=40"]).unwrap();
    let text = text.to_text();
    for line in ["need H1 MASK a 50\n", "grams=600 millilitres=2000\n", "protect D1 MASK 60\n"] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(edited(&["close D1-H1", "open D1-H1"]).unwrap() == situation(SITUATION).unwrap());
}

#[test]
fn what_cannot_be_made_is_refused_in_both_languages() {
    let refused = [
        ("sell D1/MASK=1", "is no edit", "不是可作的改动"),
        ("stock", "is no edit", "不是可作的改动"),
        ("stock D1/MASK", "has no figure", "没有数字"),
        ("stock D9/MASK=1", "names no known depot and item", "不是已知的储备库和物资"),
        ("stock D1/MASK=1.5", "is no whole number", "的整数"),
        ("stock D1/MASK=1000000000001", "is no whole number", "的整数"),
        ("stock D1/MASK=-801", "801 is more than the 800", "801 超过现有的 800"),
        ("close D1", "is no lane", "不是已知储备库至已知需求点的线路"),
        ("close D-2-H2", "no open lane leads", "没有从 D-2 至 H2 的开通线路"),
        ("open D1-H1", "is open already", "已经开通"),
        ("need H9/MASK=1", "names no known site and item", "不是已知的需求点和物资"),
        ("need H1/MASK=1:no class", "is no class", "不是优先级"),
        ("need H1/MASK=1:urgent", "the policy has no class urgent", "规则中没有优先级 urgent"),
        ("pool DAY=+1g", "there are no vehicles DAY", "没有车队 DAY"),
        ("pool NIGHT=+1", "has no unit", "没有单位"),
        ("pool NIGHT=+1ml", "have no such limit", "没有这项限额"),
        ("release D1/MASK=101", "101 is more than the 100", "101 超过现有的 100"),
        ("without-earmark L9", "there is no lot L9", "没有批次 L9"),
        ("without-earmark L1", "several lots are called L1", "有多个批次名为 L1"),
        ("without-earmark D1/MASK/L1", "is not earmarked", "没有定向"),
    ];
    for (edit, english, chinese) in refused {
        let fault = edited(&[edit]).unwrap_err();
        let said = [yicang_language::Language::English, yicang_language::Language::Chinese].map(|l| fault.say(l));
        assert!(said[0].contains(english) && said[1].contains(chinese), "{edit}: {said:?}");
    }
    let fault = edited(&["need H2/MASK=0", "need H2/MASK=0"]).unwrap_err();
    assert!(fault.to_string().contains("no open need H2/MASK"), "{fault}");
    let fault = edited(&["need H2/MASK=0", "need H2/MASK=5"]).unwrap_err();
    assert!(fault.to_string().contains("write its class"), "{fault}");
    let fault = edited(&["close D1-H1", "open D1-H1", "close D1-H2", "open D-2-H1"]).unwrap_err();
    assert!(fault.to_string().contains("open already"), "{fault}");
}

#[test]
fn every_cause_is_found_where_it_is() {
    let changed = SITUATION
        .replace("seed one", "seed two")
        .replace("lot D1 MASK L1 500", "lot D1 MASK L1 900 expires=2026-05-01 held=recall\nlot D1 MASK L3 70")
        .replace("lot D-2 MASK L1 200\n", "")
        .replace("departs=2026-02-01T18:00:00Z", "departs=2026-02-02T18:00:00Z")
        .replace("need H1 MASK critical 400", "need H1 MASK a 500 entitlement=450 covered=20")
        .replace("need H2 MASK a 300", "need H3 MASK a 300")
        .replace("lane D1 H1 60", "lane D1 H1 61");
    let (before, after, policy) = (situation(SITUATION).unwrap(), situation(&changed).unwrap(), policy());
    let other = Policy::from_text(&POLICY.replace("critical 2", "critical 3")).unwrap();
    let (none, plan) = (plan_of(&BTreeMap::new()), plan_of(&BTreeMap::from([((1, 0), 9), ((0, 1), 9), ((2, 1), 9)])));
    let first = Side { situation: &before, policy: &policy, plan: Some(&none) };
    let diff = Diff::of(first, Side { situation: &after, policy: &other, plan: Some(&plan) });
    let said = |at: usize| -> Vec<String> {
        let change = diff.lines.values().nth(at).unwrap();
        change.causes.iter().map(|cause| cause.message().to_string()).collect()
    };
    assert_eq!(
        said(1),
        [
            "lot D1/MASK/L1 can give 900, before 500",
            "lot D1/MASK/L1 is held",
            "expiry, earmark or time of lot D1/MASK/L1 changed",
            "need H1/MASK was amended to 500, before 400",
            "H1/MASK is entitled to 450, before 400",
            "20 of H1/MASK are received or on order, before 0",
            "class or times of H1/MASK changed",
            "the rules changed",
            "time, cost or limit of lane D1 to H1 changed",
            "vehicles of NIGHT leave at another time",
        ]
    );
    assert_eq!(said(0)[..2], ["lot D-2/MASK/L1 is gone", "need H2/MASK was closed"]);
}

#[test]
fn time_alone_is_a_cause_and_a_draw_is_one() {
    let later = SITUATION.replace("08:00:00Z\nseed one", "19:00:00Z\nseed two");
    let (before, after, policy) = (situation(SITUATION).unwrap(), situation(&later).unwrap(), policy());
    let (sent, mut none) = (plan_of(&BTreeMap::from([((1, 0), 9)])), plan_of(&BTreeMap::new()));
    let causes = |none: &Plan| {
        let first = Side { situation: &before, policy: &policy, plan: Some(&sent) };
        let diff = Diff::of(first, Side { situation: &after, policy: &policy, plan: Some(none) });
        diff.lines.values().next().unwrap().causes.iter().map(|cause| cause.message().to_string()).collect::<Vec<_>>()
    };
    // The vehicles have left.
    assert_eq!(causes(&none), ["from D1/MASK/L1 to H1, time alone decides"]);
    let need = NeedKey { site: "H1".parse().unwrap(), item: "MASK".parse().unwrap() };
    none.unmet.push(crate::Unmet { need, reason: Reason::Draw, quantity: Quantity::ONE, earliest: None });
    assert_eq!(causes(&none)[0], "another draw for H1/MASK");
}

#[test]
fn an_override_is_a_cause_of_what_it_bounds_and_of_nothing_else() {
    let with = |line: &str| situation(&format!("{SITUATION}{line}")).unwrap();
    let (none, pinned) = (with(""), with("override pin D1 MASK L1 H1 9 V57\n"));
    let (raised, other) =
        (with("override at-least D1 MASK L1 H1 12 V60\n"), with("override forbid D-2 MASK L1 H2 V61\n"));
    let (policy, empty) = (policy(), plan_of(&BTreeMap::new()));
    let sent = plan_of(&BTreeMap::from([((1, 0), 9), ((1, 1), 3)]));
    let causes = |before: &Situation, after: &Situation| {
        let first = Side { situation: before, policy: &policy, plan: Some(&empty) };
        let diff = Diff::of(first, Side { situation: after, policy: &policy, plan: Some(&sent) });
        let said = |change: &Change| change.causes.iter().map(|cause| cause.message().to_string()).collect::<Vec<_>>();
        diff.lines.values().map(said).collect::<Vec<_>>()
    };
    let (bounds, over) = ("override V57 bounds it now", "override V57 does not bound it any more");
    assert_eq!(causes(&none, &pinned), [[bounds], [bounds]], "the need, and who shares its lot");
    assert_eq!(causes(&pinned, &none), [[over], [over]]);
    assert_eq!(causes(&pinned, &pinned), [[""; 0], [""; 0]]);
    assert_eq!(causes(&pinned, &raised)[0], ["override V60 bounds it now", over]);
    assert_eq!(causes(&none, &other), [vec![], vec!["override V61 bounds it now"]], "H1 does not touch it");
}

#[test]
fn where_there_is_no_plan_before_nothing_is_called_different() {
    let (nothing, now, policy) =
        (Situation::at("2026-02-01T08:00:00Z".parse().unwrap()), situation(SITUATION).unwrap(), policy());
    let sent = plan_of(&BTreeMap::from([((1, 0), 9)]));
    let first = Side { situation: &nothing, policy: &policy, plan: None };
    let diff = Diff::of(first, Side { situation: &now, policy: &policy, plan: Some(&sent) });
    let causes: Vec<_> = diff.lines.values().chain(diff.needs.values()).map(|change| change.causes.clone()).collect();
    assert_eq!(causes, [[Cause::First].into(), [Cause::First].into()]);
}
