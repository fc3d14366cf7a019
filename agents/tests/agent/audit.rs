//! An agent holds the log to its receipts: the log here is published by one that can omit.

use crate::centre::{MERGE_DELAY, leaf_of};
use crate::scene::Scene;
use crate::web;
use jiff::{SignedDuration, Timestamp};
use rand_core::OsRng;
use yicang_agent::agent_log_keys::KnownLog;
use yicang_agent::envelope::QueuedReport;
use yicang_proto::v1;
use yicang_tlog::{CheckpointSigner, KeyStatement, Misstated, SigningKey, Verdict, leaf_hash};

#[test]
fn what_is_there_is_proven_and_what_still_has_time_waits() {
    let scene = Scene::accepted(0);
    scene.publish(&scene.entries()[..5]);
    let (code, text) = scene.audit(false);
    assert_eq!(code, 0, "{text}");
    assert!(text.starts_with("3 reports acknowledged: 2 in the public log, 1 waiting"), "{text}");
    assert_eq!(scene.judge("proofs/1.evidence"), Ok(Verdict::Kept));
    assert_eq!(scene.judge("proofs/2.evidence"), Ok(Verdict::Kept));
    assert!(scene.judge("proofs/3.evidence").is_err() && scene.judge("breaches/3.evidence").is_err());
    // A second look, when all is out.
    scene.publish(&scene.entries());
    let (code, text) = scene.audit(true);
    assert!(code == 0 && text.contains("3 in the public log, 0 waiting"), "{text}");
    assert_eq!(scene.judge("proofs/3.evidence"), Ok(Verdict::Kept));
}

#[test]
fn another_leaf_at_the_promised_index_is_a_breach_that_anybody_can_judge() {
    let scene = Scene::accepted(0);
    let mut entries = scene.entries();
    entries.remove(4);
    entries.push(b"yicang.v1 other\n".to_vec());
    scene.publish(&entries);
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.contains("1 in the public log, 0 waiting"), "{text}");
    assert_eq!(text.matches("BREACH:").count(), 2, "{text}");
    assert!(text.contains("breaches/2.evidence proves it to anyone"), "{text}");
    assert_eq!(scene.judge("breaches/2.evidence"), Ok(Verdict::OtherLeaf(leaf_hash(&entries[4]))));
    assert_eq!(scene.judge("breaches/3.evidence"), Ok(Verdict::OtherLeaf(leaf_hash(&entries[5]))));
    assert!(scene.judge("breaches/1.evidence").is_err());
}

#[test]
fn receipts_of_before_and_after_a_change_of_the_centres_key_are_both_held_against_the_log() {
    let scene = Scene::accepted(0);
    let mut entries = scene.entries();
    entries[4] = b"yicang.v1 other\n".to_vec();
    scene.publish(&entries);
    let (old, new) = (scene.centre.public(), SigningKey::generate(&mut OsRng).public());
    let path = scene.agent_dir.folder().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    let line = format!("centre_key = \"{old}\"");
    let with = |keys: &str| std::fs::write(&path, config.replace(&line, &format!("centre_key = {keys}"))).unwrap();
    with(&format!("[\"{new}\", \"{old}\"]"));
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.contains("2 in the public log"), "{text}");
    assert!(text.contains(&format!("--receipt-key {old}")), "by the key that signed it: {text}");
    with(&format!("[\"{new}\"]"));
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.matches("cannot be held against the log").count() == 3, "{text}");
    with("[]");
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.contains("config.toml: centre_key: the list is empty"), "{text}");
    with("7");
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.contains("centre_key is a key, or a list of keys, the newest first"), "{text}");
}

#[test]
fn what_is_late_is_a_breach_by_the_witnesses_time_and_otherwise_only_overdue() {
    let scene = Scene::accepted(i64::from(MERGE_DELAY) + 30);
    scene.publish(&scene.entries()[..5]);
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.contains("OVERDUE:") && !text.contains("BREACH"), "{text}");
    assert!(scene.judge("breaches/3.evidence").unwrap_err().contains("no witnesses say"));
    let (code, text) = scene.audit(true);
    assert!(code == 1 && text.contains("BREACH:") && text.contains("2 in the public log"), "{text}");
    assert!(matches!(scene.judge("breaches/3.evidence"), Ok(Verdict::Late { size: 5, .. })));
}

#[test]
fn a_log_that_hides_or_lies_is_named() {
    let scene = Scene::accepted(0);
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.contains("there is no such folder"), "{text}");
    scene.publish(&scene.entries());
    std::fs::remove_dir_all(scene.public().join("tile/entries")).unwrap();
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.matches("the log does not show it").count() == 3, "{text}");
    // A head by another key.
    let other = Scene::accepted(0);
    other.publish(&other.entries());
    std::fs::copy(scene.public().join("checkpoint"), other.public().join("checkpoint")).unwrap();
    let (code, text) = other.audit(false);
    assert!(code == 1 && text.contains("is not signed by"), "{text}");
}

#[test]
fn a_receipt_that_promises_nothing_or_another_leaf_is_named() {
    let scene = Scene::with(0, |receipt| receipt.leaf_hash.clear());
    scene.publish(&scene.entries());
    let (code, text) = scene.audit(false);
    assert!(
        code == 1
            && text.matches("cannot be held against the log").count() == 3
            && text.contains("it has no leaf hash"),
        "{text}"
    );
    // The centre promised an entry that says something else than what was sent, and kept that.
    let altered = |queued: &QueuedReport| {
        let told = String::from_utf8(leaf_of(&queued.signed)).unwrap().replacen(" 5 urgent", " 1 routine", 1);
        let (unsigned, _) = told.split_once("signature ").unwrap();
        unsigned.as_bytes().to_vec()
    };
    let told =
        |receipt: &mut v1::Receipt, queued: &QueuedReport| receipt.leaf_hash = leaf_hash(&altered(queued)).to_vec();
    let scene = Scene::knowing(|log| log.verifier().clone().into(), 0, told, |at| at);
    let mut entries = scene.entries();
    entries.truncate(3);
    entries.extend(scene.reports.iter().map(altered));
    scene.publish(&entries);
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.matches("has other contents").count() == 3, "{text}");
    let differs = "\n  reported \"line MASK 5 urgent\"\n  reported \"signature ";
    assert!(text.contains(differs) && text.contains("\n  in the log \"line MASK 1 routine\"\n"), "{text}");
    assert!(!scene.agent_dir.folder().join("proofs").exists());
    // The file convinces others, by the command that is printed.
    let file = std::fs::read(scene.agent_dir.folder().join("breaches/1.misstated")).unwrap();
    let judged = Misstated::parse(&file).unwrap().judge(&scene.centre.public(), &scene.agent_dir.key.public()).unwrap();
    assert!(judged.is_breach() && judged.differs[0] == ["line MASK 1 routine"], "{judged:?}");
    let command = text.lines().find(|line| line.contains("--agent-key")).unwrap();
    assert!(command.ends_with(&format!("--agent-key {}", scene.agent_dir.key.public())), "{command}");
}

#[test]
fn the_log_is_read_from_any_web_server() {
    let scene = Scene::accepted(0);
    scene.publish(&scene.entries());
    let http = web::http(&scene.public());
    let all_there = "3 reports acknowledged: 3 in the public log, 0 waiting";
    let (code, text) = scene.audit_of(&http, &[]);
    assert!(code == 0 && text.starts_with(all_there), "{code} {text}");
    assert_eq!(scene.judge("proofs/3.evidence"), Ok(Verdict::Kept));
    // Over TLS, if somebody vouches for the server.
    let (https, certificate) = web::https(&scene.public());
    let ca = scene.folder.path().join("ca.pem");
    std::fs::write(&ca, &certificate).unwrap();
    let (code, text) = scene.audit_of(&https, &["--ca", ca.to_str().unwrap()]);
    assert!(code == 0 && text.starts_with(all_there), "{code} {text}");
    let (code, text) = scene.audit_of(&https, &[]);
    assert!(code == 1 && text.contains("cannot be read") && text.contains("certificate"), "{code} {text}");
    let (code, text) = scene.audit_of(&https, &["--ca", scene.public().join("checkpoint").to_str().unwrap()]);
    assert!(code == 1 && text.contains("there is none in PEM form"), "{code} {text}");
    // The log omits a report, and then its server is gone.
    let mut entries = scene.entries();
    entries[4] = b"yicang.v1 other\n".to_vec();
    scene.publish(&entries);
    let (code, text) = scene.audit_of(&http, &[]);
    assert!(code == 1 && text.matches("BREACH:").count() == 1, "{code} {text}");
    assert!(matches!(scene.judge("breaches/2.evidence"), Ok(Verdict::OtherLeaf(_))));
    let (code, text) = scene.audit_of("http://127.0.0.1:9", &[]);
    assert!(code == 1 && text.contains("http://127.0.0.1:9/checkpoint cannot be read"), "{code} {text}");
}

#[test]
fn the_root_key_leads_to_the_log_s_key_of_the_day() {
    let signer =
        |name: &str| CheckpointSigner::from_skey(&CheckpointSigner::generate(&mut OsRng, name).unwrap()).unwrap();
    let (root, next) = (signer("example.org/root"), signer("example.org/log"));
    let mut scene = Scene::knowing(|_| KnownLog::Root(root.verifier().clone()), 0, |_, _| {}, |at| at);
    let say =
        |key: &CheckpointSigner, from, until| KeyStatement { key: key.verifier().clone(), from, until }.signed(&root);
    let keys = |scene: &Scene, statements: &[u8]| std::fs::write(scene.public().join("log.keys"), statements).unwrap();
    scene.publish(&scene.entries());
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.contains("log.keys is missing: the root key says nothing of this log"), "{text}");
    let first = say(&scene.log, 0, Some(6));
    keys(&scene, &first);
    assert_eq!(scene.audit(false).0, 0);
    // The log's key changes, and the log lies.
    let old = std::mem::replace(&mut scene.log, next);
    let mut entries = scene.entries();
    entries[4] = b"yicang.v1 other\n".to_vec();
    scene.publish(&entries);
    keys(&scene, &first);
    assert!(scene.audit(false).1.contains("not signed by a key that the root key names for 6 entries"));
    let second = [first, say(&scene.log, 6, None)].concat();
    keys(&scene, &second);
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.matches("BREACH:").count() == 1, "{text}");
    let kept = scene.agent_dir.folder().join("log.keys");
    assert!(text.contains(&format!("--root {} --keys {}", root.verifier().vkey(), kept.display())), "{text}");
    assert_eq!(std::fs::read(&kept).unwrap(), second);
    // Revoked: what the old key signs counts no more, though the log shows the revocation no longer.
    keys(&scene, &[second.clone(), say(&old, 0, Some(5))].concat());
    assert_eq!(scene.audit(false).1.matches("BREACH").count(), 1);
    scene.log = old;
    scene.publish(&scene.entries());
    keys(&scene, &[second.clone(), say(&scene.log, 0, Some(5))].concat());
    assert!(scene.audit(false).1.contains("not signed by a key that the root key names for 6 entries"));
    keys(&scene, &second);
    assert!(scene.audit(false).1.contains("does not begin with the root key's statements that were seen before"));
}

#[test]
fn a_promise_is_held_not_later_than_from_the_receipt_s_arrival() {
    let (delay, day) = (i64::from(MERGE_DELAY), 86_400);
    let one = |log: &CheckpointSigner| log.verifier().clone().into();
    let later = |seconds| move |at: Timestamp| at + SignedDuration::from_secs(seconds);
    let wrong = "One of the two clocks is wrong, yours or the centre's.";
    // The centre's clock is a day ahead, and the receipts came a little more than the delay ago.
    let scene = Scene::knowing(one, -day, |_, _| {}, later(-day - delay - 30));
    scene.publish(&scene.entries()[..5]);
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.matches("OVERDUE:").count() == 1, "{text}");
    assert_eq!(text.matches(wrong).count(), 3, "of each receipt: {text}");
    assert!(text.contains("2 in the public log, 0 waiting"), "{text}");
    // To others the receipt promises what it says: no breach yet.
    let (code, text) = scene.audit(true);
    assert!(code == 1 && text.contains("OVERDUE:") && !text.contains("BREACH"), "{text}");
    // They have just come: still in time, and the time ends with the delay.
    let scene = Scene::knowing(one, -day, |_, _| {}, later(-day));
    scene.publish(&scene.entries()[..5]);
    let (code, text) = scene.audit(false);
    let due = (scene.accepted - SignedDuration::from_secs(day - delay)).strftime("%Y-%m-%d %H:%M +00:00").to_string();
    assert!(code == 0 && text.contains(&format!("The last is due at {due}.")), "{due}: {text}");
    // A receipt that came late, by a second attempt, has the time that it says.
    let scene = Scene::knowing(one, delay + 30, |_, _| {}, later(delay));
    scene.publish(&scene.entries()[..5]);
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.contains("OVERDUE:") && !text.contains(wrong), "{text}");
}

#[test]
fn the_head_that_an_audit_reads_must_continue_the_last_one() {
    let scene = Scene::accepted(0);
    let kept = || std::fs::read(scene.agent_dir.folder().join("log.head")).unwrap();
    let public = |name: &str| std::fs::read(scene.public().join(name)).unwrap();
    scene.publish(&scene.entries()[..5]);
    assert_eq!(scene.audit(false).0, 0);
    assert_eq!(kept(), public("checkpoint.witnessed"), "the first that was met with this tree");
    // It grows.
    scene.publish(&scene.entries());
    assert_eq!(scene.audit(false).0, 0);
    let right = kept();
    assert_eq!(right, public("checkpoint.witnessed"));
    // It forks: the same size, other entries.
    let mut entries = scene.entries();
    entries[0] = b"yicang.v1 else\n".to_vec();
    scene.publish(&entries);
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.contains("3 in the public log"), "the reports are there, and yet: {text}");
    assert!(text.contains("FORK: the public log has forked"), "{text}");
    assert!(
        text.contains("\n  yicang-ledger verify-evidence ") && text.contains(scene.log.verifier().vkey()),
        "{text}"
    );
    assert_eq!(kept(), right);
    // It grows from the forked tree, and from a smaller one that is behind.
    entries.push(b"yicang.v1 more\n".to_vec());
    scene.publish(&entries);
    let (code, text) = scene.audit(false);
    assert!(
        code == 1 && text.contains("SUSPICION: this agent accepted a head of the public log with 6 entries"),
        "{text}"
    );
    assert!(text.contains("the hashes that should prove it do not lead from one head to the other"), "{text}");
    scene.publish(&scene.entries()[..4]);
    let (code, text) = scene.audit(false);
    assert!(
        code == 1 && text.contains("this place has not the tiles that would prove it, perhaps because it is behind")
    );
    assert!(text.contains("https://localhost:1 cannot be reached"), "the centre was asked: {text}");
    assert_eq!(kept(), right);
    let files = std::fs::read_dir(scene.agent_dir.folder().join("forks")).unwrap().count();
    assert_eq!(files, 3);
}

#[test]
fn an_audit_goes_by_the_policy_of_the_configuration() {
    let scene = Scene::accepted(i64::from(MERGE_DELAY) + 30);
    scene.publish(&scene.entries()[..5]);
    let path = scene.agent_dir.folder().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    assert!(scene.audit(false).1.contains("OVERDUE:"));
    std::fs::write(scene.agent_dir.folder().join("witnesses.policy"), scene.policy()).unwrap();
    std::fs::write(&path, config.replace("# policy = ", "policy = ")).unwrap();
    let (code, text) = scene.audit(false);
    assert!(code == 1 && text.contains("BREACH:"), "{text}");
    // A head without the quorum is held against the last one, and not kept.
    std::fs::remove_file(scene.agent_dir.folder().join("log.head")).unwrap();
    std::fs::remove_file(scene.public().join("checkpoint.witnessed")).unwrap();
    assert_eq!(scene.audit(false).0, 1);
    assert!(!scene.agent_dir.folder().join("log.head").exists());
    let none = scene.folder.path().join("none");
    std::fs::write(&none, "quorum none\n").unwrap();
    let place = scene.public().display().to_string();
    let text = scene.audit_of(&place, &["--policy", none.to_str().unwrap()]).1;
    assert!(text.contains("OVERDUE:"), "the words given come first: {text}");
    assert!(scene.agent_dir.folder().join("log.head").exists());
}
