//! Decisions: lawful, of the three texts that they name, and drawn with the log's own seed.

use super::*;

#[test]
fn a_decision_that_is_not_lawful_is_found_in_its_entry() {
    let check = |texts: [&str; 3]| {
        let dir = tempfile::tempdir().unwrap();
        let (key, files) = log(dir.path(), vec![vec![report(0), decision(texts)]], &[]);
        findings(&files, &key)
    };
    assert_eq!(check([&situation(), POLICY, PLAN]), [""; 0]);
    let greedy = format!("{PLAN}ship depot gloves L1 camp 5 2020-02-01T08:00:00Z 2020-02-01T09:00:00Z\n");
    let found = check([&situation(), POLICY, &greedy]);
    assert!(
        !found.is_empty()
            && found.iter().all(|f| f.starts_with("tile/entries/000.p/2, entry 1: its plan is not lawful: ")),
        "{found:?}"
    );
    let found = check(["hello", POLICY, "hello\n"]);
    assert!(found.len() == 2 && found[0].contains("its plan: ") && found[1].contains("its situation: "), "{found:?}");
}

#[test]
fn a_decision_names_each_of_its_three_texts_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut record = decision([&situation(), POLICY, PLAN]);
    record.leaf.extend(format!("blob plan {}\n", hex(&sha256(POLICY.as_bytes()))).into_bytes());
    let (key, files) = log(dir.path(), vec![vec![record]], &[]);
    assert_eq!(findings(&files, &key), ["tile/entries/000.p/1, entry 0: a decision names one plan, this one 2"]);
}

#[test]
fn the_seed_of_a_draw_is_the_root_right_after_the_decision_before() {
    let dir = tempfile::tempdir().unwrap();
    let first = decision([&situation(), POLICY, PLAN]);
    let mut tree = Tree::new();
    for record in [&report(0), &report(1), &first] {
        tree.push(&record.leaf);
    }
    let second = drawn_with(&hex(&tree.root()));
    let records = |texts: [&str; 3]| vec![report(0), report(1), first.clone(), report(3), decision(texts)];
    let (key, files) = log(dir.path(), vec![records([&second, POLICY, PLAN])], &[]);
    assert_eq!(findings(&files, &key), [""; 0]);

    let right = hex(&tree.root());
    for (seed, said) in [(hex(&[1; 32]), hex(&[1; 32])), (right[..63].to_owned(), right[..63].to_owned())] {
        let dir = tempfile::tempdir().unwrap();
        let (key, files) = log(dir.path(), vec![records([&drawn_with(&seed), POLICY, PLAN])], &[]);
        let expected = format!("entry 4: the seed of its draw is {said}, by the log after entry 2 it is {right}");
        assert_eq!(findings(&files, &key), [format!("tile/entries/000.p/5, {expected}")]);
    }
    let dir = tempfile::tempdir().unwrap();
    let without = "yicang-situation 2\nnow 2020-02-01T08:00:00Z\n";
    let (key, files) = log(dir.path(), vec![records([without, POLICY, PLAN])], &[]);
    assert!(findings(&files, &key)[0].contains("the seed of its draw is missing"), "{:?}", findings(&files, &key));
}

/// A log of two reports, and the head over the first of them as a witness has cosigned it.
fn cosigned(dir: &Path) -> (Ledger, String, String) {
    let signer = keys::create(dir, "yicang.example/log").unwrap();
    let mut ledger = Ledger::open(dir, signer).unwrap();
    assert!(ledger.append(vec![vec![report(0)]])[0].is_ok());
    ledger.publish().unwrap();
    let head = ledger.checkpoint().unwrap().clone();
    let skey = Cosigner::generate(&mut rand_core::OsRng, "union.example/w", Algorithm::Ed25519).unwrap();
    let cosigner = Cosigner::from_skey(&skey).unwrap();
    let line = cosigner.cosign(&SignedHead::parse(head.as_bytes()).unwrap(), 1_580_544_000).unwrap();
    let note = String::from_utf8(head.with_cosignatures(&[line])).unwrap();
    (ledger, note, format!("witness W {}\nquorum W\n", cosigner.key().vkey()))
}

#[test]
fn a_draw_with_cosignatures_is_recomputed_from_the_head_that_is_published_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let (mut ledger, note, policy) = cosigned(dir.path());
    let head = SignedHead::parse(note.as_bytes()).unwrap();
    let root = yicang_tlog::leaf_hash(&report(0).leaf);
    let (with, without) = (drawn_with(&draw_seed(&root, Some(&head))), situation());
    for seeded in [&with, &without] {
        let texts = [seeded, POLICY, PLAN, &note];
        let records = ["plan", "decision"].map(|kind| named_texts(kind, &texts));
        assert!(ledger.append(vec![records.to_vec()])[0].is_ok());
    }
    ledger.publish().unwrap();
    let public = Folder(dir.path().join("public"));
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let audited = |policy| audit_bytes(&public, ledger.verifier(), policy, &mut |_, _, _| {}).unwrap();
    let found = audited(Some(&policy));
    let decided: Vec<_> = found.findings.iter().map(ToString::to_string).collect();
    assert_eq!(decided.len(), 2, "{decided:?}");
    // The second decision is after entry 2, and its head is not over that one.
    assert!(decided[1].contains("entry 4: its head, blob/") && decided[1].contains("is over 1 entries"), "{decided:?}");
    assert_eq!(decided[0], "checkpoint.witnessed: is missing: no witness vouches for this log");
    assert_eq!(found.remarks.len(), 1, "{:?}", found.remarks);
    let said: Vec<_> = audited(None).remarks.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|remark| remark.contains("entry 2: nobody has checked the cosignatures")), "{said:?}");
    // Another witness's policy.
    let other = Cosigner::generate(&mut rand_core::OsRng, "union.example/w", Algorithm::Ed25519).unwrap();
    let other = format!("witness W {}\nquorum W\n", Cosigner::from_skey(&other).unwrap().key().vkey());
    let other = Policy::parse(other.as_bytes()).unwrap();
    let found = audited(Some(&other)).findings;
    assert!(found.iter().any(|finding| finding.what.to_string().starts_with("too few witnesses")), "{found:?}");
}

#[test]
fn planning_again_does_not_draw_again() {
    let dir = tempfile::tempdir().unwrap();
    let (mut ledger, note, _) = cosigned(dir.path());
    let head = SignedHead::parse(note.as_bytes()).unwrap();
    let root = yicang_tlog::leaf_hash(&report(0).leaf);
    let with = drawn_with(&draw_seed(&root, Some(&head)));
    let records = vec![
        named_texts("plan", &[&situation(), POLICY, PLAN]),
        named_texts("plan", &[&with, POLICY, PLAN, &note]),
        named_texts("decision", &[&with, POLICY, PLAN, &note]),
    ];
    assert!(ledger.append(vec![records])[0].is_ok());
    ledger.publish().unwrap();
    let public = Folder(dir.path().join("public"));
    let found = audit_bytes(&public, ledger.verifier(), None, &mut |_, _, _| {}).unwrap().findings;
    let found: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    for (finding, entry) in found.iter().zip([2, 3]) {
        let expected = format!("entry {entry}: draws with another head than the plan in entry 1");
        assert!(finding.contains(&expected), "{found:?}");
    }
}

#[test]
fn plans_of_version_1_are_counted_by_their_own_rules_and_only_before_the_first_of_version_2() {
    let dir = tempfile::tempdir().unwrap();
    let old = || decision(OLD);
    let (key, files) = log(dir.path(), vec![vec![report(0), old()]], &[]);
    let audited = audit_bytes(&files, &key, None, &mut |_, _, _| {}).unwrap();
    assert_eq!((audited.findings, audited.decisions), (vec![], 1));
    let said: Vec<_> = audited.remarks.iter().map(ToString::to_string).collect();
    let remark = "MASK, WATER: counted by the old rule, which does not prove class order";
    assert_eq!(said, [format!("tile/entries/000.p/2, entry 1: {remark}")]);

    let dir = tempfile::tempdir().unwrap();
    let (key, files) = log(dir.path(), vec![vec![report(0), decision([&situation(), POLICY, PLAN]), old()]], &[]);
    let expected = "tile/entries/000.p/3, entry 2: its plan is of version 1, after one of version 2 in entry 1";
    assert_eq!(findings(&files, &key), [expected]);

    let dir = tempfile::tempdir().unwrap();
    let spoilt = OLD[2].replacen("ship D2 WATER - CAMP 17", "ship D2 WATER - CAMP 18", 1);
    let (key, files) = log(dir.path(), vec![vec![report(0), decision([OLD[0], OLD[1], &spoilt])]], &[]);
    let found = findings(&files, &key);
    assert!(found[0].contains("entry 1: its plan is not lawful: "), "{found:?}");
}
