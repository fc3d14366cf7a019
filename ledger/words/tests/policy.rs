//! Every mistake of a witness policy, in both languages.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use rand_core::OsRng;
use yicang_language::Language;
use yicang_tlog::{Algorithm, CheckpointSigner, Cosigner, Policy};
use yicang_words::Words as _;

#[test]
fn every_mistake_of_a_policy_is_said_in_each_language_and_in_english_as_by_itself() {
    for (text, english, chinese) in [
        ("quorum none", "the last line has no line break; add one", "最后一行没有换行符"),
        ("", "there is no `quorum` line", "没有 `quorum` 行"),
        ("\u{1}\n", "has the control character 0x01", "含有控制字符 0x01"),
        ("log\n", "is not `log <vkey> [<url>]`", "不是 `log <vkey> [<url>]`"),
        ("witness W\n", "is not `witness <name> <vkey> [<url>]`", "不是 `witness"),
        ("group\n", "is not `group <name> <all|any|number> <name>...`", "不是 `group"),
        ("quorum\n", "is not `quorum <name>`", "不是 `quorum"),
        ("foo bar\n", "begins with `foo`", "以 `foo` 开头"),
        ("log nonsense\n", "the log's key: ", "日志公钥："),
        ("witness W nonsense\n", "the witness's key: ", "见证方公钥："),
        ("group g any A\n", "`A` is not defined on a line above", "`A` 未在上面任何一行定义"),
        ("group g all\n", "the group has no members", "该组没有成员"),
        ("quorum none\nquorum none\n", "there is a `quorum` line above already", "上面已有一行 `quorum`"),
        ("group none any\n", "`none` is a name of the format's own", "`none` 是该格式自用的名称"),
    ] {
        let faults = Policy::parse(text.as_bytes()).unwrap_err();
        let said = faults.iter().find(|fault| fault.what.to_string().starts_with(english));
        let said = said.unwrap_or_else(|| panic!("{text:?}: {faults:?}")).what.words();
        let fault = faults.iter().find(|fault| fault.what.words() == said).unwrap();
        assert_eq!(said.to_string(), fault.what.to_string(), "in English it is as by itself");
        let words = said.say(Language::Chinese);
        assert!(words.starts_with(chinese), "{text:?}: {words}");
    }
}

#[test]
fn what_stands_twice_and_keys_of_other_kinds_are_said_in_each_language() {
    let cosigner = |name: &str| {
        let key = Cosigner::generate(&mut OsRng, name, Algorithm::Ed25519).unwrap();
        Cosigner::from_skey(&key).unwrap().key().vkey().to_owned()
    };
    let (one, two) = (cosigner("w.example"), cosigner("v.example"));
    let log = CheckpointSigner::generate(&mut OsRng, "log.example").unwrap();
    let log = CheckpointSigner::from_skey(&log).unwrap().verifier().vkey().to_owned();
    for (text, english, chinese) in [
        (format!("log {two}\nquorum none\n"), "the log's key is of a kind", "日志公钥的种类本程序无法核验"),
        (format!("witness W {log}\nquorum none\n"), "the witness's key is neither", "见证方公钥既不是"),
        (
            format!("log {log}\nlog {log}\nquorum none\n"),
            "names a log's key that another",
            "写的日志公钥已在另一行写过",
        ),
        (
            format!("witness W {one}\nwitness V {one}\nquorum W\n"),
            "names a witness's key that",
            "写的见证方公钥已在另一行写过",
        ),
        (
            format!("witness W {one}\nwitness W {two}\nquorum W\n"),
            "`W` is defined on a line above",
            "`W` 已在上面某一行定义",
        ),
        (
            format!("witness W {one}\ngroup g 2 W\nquorum g\n"),
            "`2` is not all, any or a number",
            "`2` 不是 all、any 或 1 至 1",
        ),
        (
            format!("witness W {one}\ngroup g 1 W\ngroup h 1 W\nquorum g\n"),
            "`W` is a member of a group already",
            "`W` 已是某一组的成员",
        ),
    ] {
        let faults = Policy::parse(text.as_bytes()).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        let words = faults[0].what.words();
        assert_eq!(words.to_string(), faults[0].what.to_string());
        assert!(words.to_string().starts_with(english), "{words}");
        assert!(words.say(Language::Chinese).starts_with(chinese), "{}", words.say(Language::Chinese));
    }
}
