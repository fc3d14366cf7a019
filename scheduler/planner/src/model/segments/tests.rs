//! Stacks by hand, and every unit and pack of many of them counted twice.

use super::*;
use yicang_domain::Situation;

fn stack(policy: &str, need: &str, pack: u64) -> Vec<(String, u64)> {
    let policy = format!("yicang-policy 1\nname x\n{policy}class a 5\nclass b 1.5\n");
    let policy = Policy::from_text(&policy).unwrap();
    let text = format!("yicang-situation 2\nnow 2020-01-01T00:00:00Z\nneed S I {need}\n");
    let situation = Situation::from_text(&text).unwrap();
    let stack = Stack::new(&policy, situation.needs.values().next().unwrap()).unwrap();
    let segments = stack.segments(pack).into_iter();
    segments.map(|s| (s.worth.vector(1).unwrap().to_string(), s.width)).collect()
}

fn expected(segments: &[(&str, u64)]) -> Vec<(String, u64)> {
    segments.iter().map(|(worth, width)| ((*worth).to_owned(), *width)).collect()
}

#[test]
fn plain_policies_have_one_segment() {
    assert_eq!(stack("first-level units\n", "b 40 covered=10", 1), expected(&[("0:1500000", 30)]));
    let share = expected(&[("0:125000000000000000", 30)]);
    assert_eq!(stack("first-level share\n", "a 40 entitlement=1 covered=10", 1), share);
    assert_eq!(stack("first-level units\n", "elsewhere 40 weight=2", 1), expected(&[("0:2000000", 40)]));
    assert_eq!(stack("first-level units\n", "a 40 covered=50", 1), []);
}

#[test]
fn steps_are_a_class_blind_floor_then_classes_then_surplus() {
    let policy = "first-level steps\nsteps 4\nfloor-percent 50\n";
    let above = [("3:4", 1), ("3:2", 1)];
    let with = |mut first: Vec<(&'static str, u64)>| {
        first.extend(above);
        expected(&first)
    };
    assert_eq!(stack(policy, "a 12 entitlement=10", 1), with(vec![("0:2", 3), ("0:1", 2), ("1:2", 3), ("1:1", 2)]));
    assert_eq!(stack(policy, "b 12 entitlement=10", 1), with(vec![("0:2", 3), ("0:1", 2), ("2:2", 3), ("2:1", 2)]));
    assert_eq!(stack(policy, "b 12 entitlement=10 covered=6", 1), with(vec![("2:2", 2), ("2:1", 2)]));
    assert_eq!(stack(policy, "b 2 entitlement=10", 1), expected(&[("0:2", 2)]), "the claim cuts the stack off");
    assert_eq!(stack(policy, "b 1 entitlement=1", 1), expected(&[("0:2", 1)]), "one unit lies in the floor");
}

#[test]
fn what_is_told_of_single_packs_is_what_all_segments_say() {
    for (at, (steps, floor)) in [(1, 0), (4, 50), (7, 30), (400, 30), (13, 100)].into_iter().enumerate() {
        for (claimed, entitlement, covered) in
            [(12, 10, 0), (3, 3, 0), (1, 0, 0), (40, 100, 7), (997, 500, 133), (300, 300, 299), (5_000, 4_001, 12)]
        {
            let policy = format!(
                "yicang-policy 1\nname x\nfirst-level steps\nsteps {}\nsub-steps {}\nfloor-percent {floor}\nclass a 5\nclass b 1.5\n",
                if steps == 400 { 20 } else { steps },
                if steps == 400 { 20 } else { 1 }
            );
            let text = format!(
                "yicang-situation 2\nnow 2020-01-01T00:00:00Z\nneed S I {} {claimed} entitlement={entitlement} covered={covered}\n",
                ["a", "b"][at % 2]
            );
            let (policy, situation) = (Policy::from_text(&policy).unwrap(), Situation::from_text(&text).unwrap());
            let mut stack = Stack::new(&policy, situation.needs.values().next().unwrap()).unwrap();
            stack.draw(3, 9, claimed / 3);
            for pack in [1, 2, 5, 60] {
                let segments = stack.segments(pack);
                let all: Vec<Worth> = segments
                    .iter()
                    .flat_map(|s| std::iter::repeat_n(s.worth.clone(), usize::try_from(s.width).unwrap()))
                    .collect();
                assert_eq!(stack.packs(pack), all.len() as u64);
                let single: Vec<Worth> = (0..stack.packs(pack)).map(|at| stack.worth(pack, at)).collect();
                assert_eq!(single, all, "{claimed} {entitlement} {covered} in packs of {pack}");
                let places: Vec<u32> = (0..stack.packs(pack)).map(|at| stack.place(pack, at)).collect();
                assert!(places.is_sorted_by(|a, b| a >= b));
                for place in 0..=places.first().map_or(0, |first| first + 1) {
                    let above = places.iter().filter(|of| **of > place).count() as u64;
                    assert_eq!(stack.above(pack, place), above, "above {place} in packs of {pack}");
                }
            }
        }
    }
}

#[test]
fn a_pack_is_worth_its_units() {
    let policy = "first-level steps\nsteps 4\nfloor-percent 50\n";
    // Floor of 2 and 3 units of 2 and 1, then class a, 2 and 3 units of 2 and 1.
    assert_eq!(stack(policy, "a 10", 4), expected(&[("0:7", 1), ("0:1,1:6", 1)]));
    assert_eq!(stack("first-level units\n", "a 47", 10), expected(&[("0:50000000", 4)]));
}
