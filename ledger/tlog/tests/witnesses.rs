//! Cosignatures, policies and proofs from tiles, against `metamorphic-log`, which shares no code with ours, and against
//! every way in which they can be wrong.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use base64::prelude::{BASE64_STANDARD, Engine as _};
use metamorphic_log::note::{SignedNote, VerifierKey, sign_cosignature_ed25519, sign_cosignature_mldsa44};
use proptest::prelude::*;
use rand_core::OsRng;
use yicang_tlog::{
    AddCheckpoint, Algorithm, CheckpointSigner, Cosigner, CosignerKey, Policy, PolicyUnmet, SignedHead, TileTree, Tree,
    UnverifiedProof, check_consistency, lines_by,
};

const BOTH: [Algorithm; 2] = [Algorithm::Ed25519, Algorithm::MlDsa44];
const TIME: u64 = 1_770_000_000;

fn tree(size: u64) -> Tree {
    let mut tree = Tree::new();
    for n in 0..size {
        tree.push(format!("entry {n}").as_bytes());
    }
    tree
}

fn signer() -> CheckpointSigner {
    CheckpointSigner::from_skey(&CheckpointSigner::generate(&mut OsRng, "yicang.example/log").unwrap()).unwrap()
}

fn cosigner(name: &str, algorithm: Algorithm) -> Cosigner {
    Cosigner::from_skey(&Cosigner::generate(&mut OsRng, name, algorithm).unwrap()).unwrap()
}

fn cosigned(signer: &CheckpointSigner, size: u64, by: &[&Cosigner]) -> Vec<u8> {
    let head = signer.sign(size, &tree(size).root());
    let parsed = SignedHead::parse(head.as_bytes()).unwrap();
    head.with_cosignatures(&by.iter().map(|c| c.cosign(&parsed, TIME).unwrap()).collect::<Vec<_>>())
}

#[test]
fn another_implementation_accepts_our_cosignatures() {
    for algorithm in BOTH {
        let (signer, witness) = (signer(), cosigner("union.example/w1", algorithm));
        let note = cosigned(&signer, 9, &[&witness]);
        let note = SignedNote::parse(std::str::from_utf8(&note).unwrap()).unwrap();
        let keys = [signer.verifier().vkey(), witness.key().vkey()].map(|key| VerifierKey::parse(key).unwrap());
        assert_eq!(note.verify(&keys).unwrap().len(), 2, "{algorithm:?}");
        let other = VerifierKey::parse(cosigner("union.example/w1", algorithm).key().vkey()).unwrap();
        assert!(note.verify(&[other]).is_err());
    }
}

#[test]
fn we_accept_another_implementations_cosignatures() {
    let head = signer().sign(9, &tree(9).root());
    let text = std::str::from_utf8(head.as_bytes()).unwrap();
    let body = &text[..text.find("\n\n").unwrap() + 1];
    for algorithm in BOTH {
        let skey = Cosigner::generate(&mut OsRng, "other.example/w", algorithm).unwrap();
        let witness = Cosigner::from_skey(&skey).unwrap();
        // `PRIVATE+KEY+name+id+base64`; a plus sign may stand in the base64, too.
        let seed = BASE64_STANDARD.decode(skey.splitn(5, '+').nth(4).unwrap()).unwrap();
        let line = match algorithm {
            Algorithm::Ed25519 => sign_cosignature_ed25519(body, "other.example/w", &seed[1..], TIME).unwrap(),
            Algorithm::MlDsa44 => sign_cosignature_mldsa44(body, "other.example/w", &seed[1..], TIME).unwrap(),
        };
        let answer = line.marshal_line();
        let answer = if answer.ends_with('\n') { answer } else { format!("{answer}\n") };
        let lines = lines_by(answer.as_bytes(), witness.key()).unwrap();
        assert_eq!(lines.len(), 1);
        let head = SignedHead::parse(&head.with_cosignatures(&lines)).unwrap();
        assert_eq!(witness.key().cosigned_at(&head), Ok(Some(TIME)), "{algorithm:?}");
    }
}

#[test]
fn a_cosignature_holds_for_its_key_head_and_time_only() {
    for algorithm in BOTH {
        let (signer, witness) = (signer(), cosigner("union.example/w1", algorithm));
        let head = signer.sign(9, &tree(9).root());
        let parsed = SignedHead::parse(head.as_bytes()).unwrap();
        let line = witness.cosign(&parsed, TIME).unwrap();
        let at = |note: &[u8]| witness.key().cosigned_at(&SignedHead::parse(note).unwrap());
        assert_eq!(at(head.as_bytes()), Ok(None));
        assert_eq!(at(&head.with_cosignatures(std::slice::from_ref(&line))), Ok(Some(TIME)));
        assert!(at(&signer.sign(8, &tree(8).root()).with_cosignatures(std::slice::from_ref(&line))).is_err());
        // No time says nothing of the newest head.
        assert!(at(&head.with_cosignatures(&[witness.cosign(&parsed, 0).unwrap()])).is_err());
        assert!(at(&head.with_cosignatures(&[witness.cosign(&parsed, u64::MAX).unwrap()])).is_err());
        let mut late = line.clone();
        // The base64 of the time stands behind the key id.
        let at_time = late.iter().rposition(|b| *b == b' ').unwrap() + 12;
        late[at_time] = if late[at_time] == b'A' { b'B' } else { b'A' };
        assert!(at(&head.with_cosignatures(&[late])).is_err());
    }
}

#[test]
fn keys_are_read_back_and_show_no_secret() {
    for algorithm in BOTH {
        let skey = Cosigner::generate(&mut OsRng, "union.example/w1", algorithm).unwrap();
        let witness = Cosigner::from_skey(&format!(" {skey}\n")).unwrap();
        assert_eq!(CosignerKey::from_vkey(witness.key().vkey()).unwrap().vkey(), witness.key().vkey());
        assert_eq!(witness.key().algorithm(), algorithm);
        let secret = skey.splitn(5, '+').nth(4).unwrap();
        assert!(!format!("{witness:?}").contains(&secret[2..20]));
        let wrong = skey.replace("w1", "w2");
        let said = Cosigner::from_skey(&wrong).unwrap_err().to_string();
        assert!(!said.contains(&secret[2..20]), "{said}");
        assert!(CosignerKey::from_vkey(&witness.key().vkey().replace("w1", "w2")).is_err());
    }
    assert!(CosignerKey::from_vkey(signer().verifier().vkey()).is_err());
    assert!(Cosigner::generate(&mut OsRng, "a b", Algorithm::Ed25519).is_err());
}

#[test]
fn a_policy_of_groups_counts_as_the_specification_says() {
    let signer = signer();
    let w: Vec<Cosigner> = (0..4).map(|n| cosigner(&format!("w{n}.example"), BOTH[n % 2])).collect();
    let key = |n: usize| w[n].key().vkey();
    let text = format!(
        "# ours\nlog {} https://log.example/\n\n witness\tX1 {} https://w0.example/\nwitness X2 {}\nwitness X3 {}\n\
         group X 2 X1 X2 X3\nwitness Y {}\ngroup all-of-it all X Y\nquorum all-of-it\n",
        signer.verifier().vkey(),
        key(0),
        key(1),
        key(2),
        key(3)
    );
    let policy = Policy::parse(text.as_bytes()).unwrap();
    assert_eq!(policy.witnesses().len(), 4);
    assert_eq!(policy.witnesses()[0].url.as_deref(), Some("https://w0.example/"));
    for set in 0_usize..16 {
        let by: Vec<&Cosigner> = (0..4).filter(|n| set >> n & 1 == 1).map(|n| &w[n]).collect();
        let enough = (set & 7).count_ones() >= 2 && set & 8 != 0;
        let outcome = policy.check(None, &cosigned(&signer, 3, &by));
        assert_eq!(outcome.is_ok(), enough, "{set:04b}: {outcome:?}");
    }
    // Twice the same witness is one witness.
    let twice = cosigned(&signer, 3, &[&w[0], &w[0], &w[3]]);
    let unmet = policy.check(None, &twice).unwrap_err();
    assert_eq!(unmet, PolicyUnmet::Quorum(vec!["X1".into(), "Y".into()]));
    let stranger = self::signer();
    assert!(matches!(policy.check(None, &cosigned(&stranger, 3, &[])), Err(PolicyUnmet::Log(_))));
    assert!(matches!(policy.check(Some(stranger.verifier()), &twice), Err(PolicyUnmet::Log(_))));
    let proof = UnverifiedProof::parse(
        &[b"c2sp.org/tlog-proof@v1\nindex 0\n\n".as_slice(), &cosigned(&signer, 1, &[&w[0], &w[1], &w[3]])].concat(),
    );
    assert!(proof.unwrap().verify_witnessed(signer.verifier(), &policy, b"entry 0").is_ok());
    let bare = UnverifiedProof::new(0, vec![], &signer.sign(1, &tree(1).root()));
    assert!(bare.verify(signer.verifier(), b"entry 0").is_ok());
    assert!(bare.verify_witnessed(signer.verifier(), &policy, b"entry 0").is_err());
}

#[test]
fn every_fault_of_a_policy_is_named_with_its_line() {
    let (a, b) = (cosigner("a.example", Algorithm::Ed25519), cosigner("b.example", Algorithm::MlDsa44));
    let (a, b) = (a.key().vkey(), b.key().vkey());
    let text = format!(
        "witness A {a}\nwitness A {b}\nwitness C {a}\nwitness D x\nlog {a}\nfoo bar\ngroup g 3 A\ngroup none any A\n\
         group h any A\ngroup i any Z\ngroup j all\nwitness none {b}\nquorum nobody\nquorum A\n\x01"
    );
    let faults = Policy::parse(text.as_bytes()).unwrap_err();
    let lines: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0], "{faults:#?}");
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(said[0], "line 2: `A` is defined on a line above already");
    assert_eq!(said[9], "line 11: the group has no members");
    assert!(said[13].contains("0x01"), "{}", said[13]);
    assert_eq!(
        Policy::parse(b"").unwrap_err()[0].to_string(),
        "there is no `quorum` line; end the file with `quorum <name>` or `quorum none`"
    );
    assert!(!Policy::parse(b"quorum none\n").unwrap().needs_witnesses());
    // Names are octets: a Kelvin sign is no K.
    assert!(Policy::parse(format!("witness \u{212a} {a}\nquorum K\n").as_bytes()).is_err());
    assert!(Policy::parse([b"witness \xff ", a.as_bytes(), b"\nquorum \xff\n"].concat().as_slice()).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tiles_prove_what_the_tree_proves(size in 1_u64..1500, old in 0_u64..1500, at in any::<prop::sample::Index>()) {
        let whole = tree(size);
        let old = old % (size + 1);
        let index = at.index(usize::try_from(size).unwrap()) as u64;
        let tiled = TileTree::new(size, |path| whole.tile(path));
        prop_assert_eq!(tiled.root(), Some(whole.root()));
        prop_assert_eq!(tiled.root_at(old), whole.root_at(old));
        prop_assert_eq!(tiled.prove_inclusion(index), whole.prove_inclusion(index, size));
        let proof = tiled.prove_consistency(old).unwrap();
        if old > 0 {
            check_consistency(&proof, size, &whole.root(), old, &whole.root_at(old).unwrap()).unwrap();
        }
        prop_assert_eq!(tiled.prove_consistency(size + 1), None);
        prop_assert_eq!(TileTree::new(size, |_| None).root(), None);
        prop_assert_eq!(TileTree::new(u64::MAX, |_| Some(vec![0; 8192])).root(), None);
    }

    #[test]
    fn nothing_foreign_panics(bytes in prop::collection::vec(any::<u8>(), 0..300), text in "(old |witness |group |quorum |log )?.{0,80}\n?") {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            let _ = Policy::parse(bytes);
            let _ = AddCheckpoint::parse(bytes);
            let _ = SignedHead::parse(bytes);
        }
        let _ = CosignerKey::from_vkey(&text);
        let _ = Cosigner::from_skey(&text);
    }
}
