//! The programs in each language: no sentence of the other, and no line of help or of a table wider than 80 columns.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use yicang_language::{Language, width};
use yicang_tests::spoken::{is_in, speaks_one_language, text, with_helps};
use yicang_tests::words::is_chinese;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

fn run_program(program: &str, dir: &Path, words: &[&str]) -> Output {
    yicang_tests::spoken::run(PROGRAM, program, dir, words)
}

fn run(dir: &Path, words: &[&str]) -> Output {
    run_program("yicang-agent", dir, words)
}

/// A folder with an agent whose centre nobody can reach, and one report that waits.
fn agent() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let key = yicang_tlog::SigningKey::generate(&mut rand_core::OsRng).public().to_text();
    let skey = yicang_tlog::CheckpointSigner::generate(&mut rand_core::OsRng, "supplies.example/log").unwrap();
    let log = yicang_tlog::CheckpointSigner::from_skey(&skey).unwrap().verifier().vkey().to_owned();
    fs::write(dir.path().join("ca.pem"), "-----BEGIN CERTIFICATE-----\n").unwrap();
    let init = ["--lang", "en", "init", "--agent", "H001", "--server", "https://localhost:1", "--ca", "ca.pem"];
    let done = run(dir.path(), &[&init[..], &["--centre-key", &key, "--log-key", &log]].concat());
    assert!(done.status.success(), "{}", text(&done));
    let need = ["report", "need", "--site", "H001", "--item", "MASK", "--quantity", "20", "--class", "urgent"];
    assert!(run(dir.path(), &[&need[..], &["--no-send"]].concat()).status.success());
    dir
}

/// Command lines whose output has no text of others in it.
const LINES: &[&str] = &[
    "outbox",
    "outbox list",
    "outbox drop-refused",
    "outbox show X",
    "outbox forget-lost",
    "report need --site H1 --item A --quantity -1 --class urgent",
    "report need --site H1 --item A,B --quantity 1 --class urgent",
    "report need --site H1",
    "report nede",
    "report",
    "confirm eaten P1-1 5",
    "confirm picked P1-1 5 --wait 0 --wait 1",
    "--dir nowhere outbox",
    "--zone Mars outbox",
    "--dir nowhere init --agent A --server x --ca missing.pem --centre-key k --log-key l",
    "report need --csv missing.csv --item A",
    "--nonsense",
];

#[test]
fn the_agent_speaks_one_language_at_a_time_and_fits_80_columns() {
    let dir = agent();
    let lines = with_helps(LINES, &yicang_agent::cli::command(Language::English));
    speaks_one_language(&lines, &|line| line.starts_with("outbox"), &|words| run(dir.path(), words));
}

/// Lines for a centre in which D1 and CAMP have reported, and the plan P is the first one.
const AT_THE_CENTRE: &[&str] = &[
    "situation --data centre",
    "lot trace D1/WATER/- --data centre",
    "lot trace nowhere --data centre",
    "balance --data centre",
    "discrepancy list --data centre",
    "plan --data centre",
    "show --data centre",
    "explain CAMP --data centre",
    "orders --data centre",
    "show P --data centre",
    "enrol D1 --add-site CAMP --data centre",
    "release 3 --data centre",
    "release 3",
    "situation --data NO",
    "plan --data centre --server https://localhost:1",
    "explain",
    "explain NOWHERE --data centre",
    "approve P9999 --data centre",
    "approve P --data centre",
    "enrol D1 --site CAMP --data centre",
    "enrol NOBODY --add-site CAMP --add-depot D9 --data centre",
    "enrol coordinator --remove-site CAMP --data centre",
    "disclose 9999 1/colour --to a --reason b --until 2020-01-01T00:00:00Z --out d --data centre",
    "plna",
    "disclose x --to a --reason b --until c --out d",
    "offline plan --from TABLES --policy plain-units --out OUT --now 2026-11-01T08:00:00+08:00",
    "offline check --from TABLES --plan OUT",
    "offline plan --from BAD --policy plain-units --out OUT",
    "init --from BAD --data new",
    "offline plan --from TABLES --policy NO --out OUT",
    "offline plan --from TABLES --policy plain-units --out OUT --now NOON",
    "receipt-key activate --data centre",
    "catalogue diff TABLES --data centre",
    "catalogue apply TABLES --data centre",
    "catalogue diff BAD --data centre",
    "catalogue export OUT/catalogue --data centre",
    "catalogue export OUT/catalogue --data centre",
    "catalogue apply OUT/catalogue --mine 99 --data centre",
    "item add WATER --data centre",
    "item retire WATER --data centre",
    "site retire CAMP --data centre",
    "site set CAMP --kind clinic --data centre",
    "lane add D1 H9 --minutes 5 --data centre",
    "lane close D1 CAMP --reason 99 --until 2020-01-01T00:00:00Z --data centre",
    "lane open D1 CAMP --data centre",
    "pool add V --departs 99 --data centre",
    "kit add WATER D --data centre",
    "protected add D1 WATER --quantity 5 --data centre",
    "init --data centre",
];

#[test]
fn the_centre_speaks_one_language_at_a_time_and_fits_80_columns() {
    let catalogue = [
        ("items.csv", "item_id,name,unit\nWATER,water,瓶\n"),
        ("depots.csv", "depot_id,name\nD1,north\n"),
        ("sites.csv", "site_id,name\nCAMP,camp\n"),
        ("lanes.csv", "from,to,minutes\nD1,CAMP,30\n"),
    ];
    let mut centre = yicang_tests::centre::Centre::init(PROGRAM, &catalogue);
    let dir = centre.dir().parent().unwrap().to_owned();
    fs::create_dir(dir.join("TABLES")).unwrap();
    for (name, text) in catalogue {
        fs::write(dir.join("TABLES").join(name), text.replace("瓶", "litre")).unwrap();
    }
    fs::write(dir.join("TABLES/reserves.csv"), "depot_id,item_id,quantity\nD1,WATER,20\n").unwrap();
    fs::write(dir.join("TABLES/needs.csv"), "site_id,item_id,quantity,priority\nCAMP,WATER,40,urgent\n").unwrap();
    fs::create_dir(dir.join("BAD")).unwrap();
    for (name, text) in catalogue {
        fs::write(
            dir.join("BAD").join(name),
            text.replace("瓶", "litre").replace("D1,CAMP,30", "D9,CAMP,30\nD1,CAMP,x"),
        )
        .unwrap();
    }
    fs::write(dir.join("BAD/reserves.csv"), "depot_id,item_id,quantity\nD1,WATER,1.5\n").unwrap();
    fs::write(dir.join("BAD/needs.csv"), "site_id,item_id,quantity,priority\nCAMP,WATR,,urgent\n").unwrap();
    centre.start();
    let field = |id: &str, report: &[&str]| {
        let url = centre.address();
        let files = ["--ca", "centre/tls/ca.pem", "--centre-key", "centre/keys/receipt.pub", "--log-key"];
        let init = [&["--dir", id, "init", "--agent", id, "--server", url], &files[..], &["centre/public/log.vkey"]];
        let made = text(&run(&dir, &init.concat()));
        let key = made.split("public key").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        let place = if id == "D1" { "--depot" } else { "--site" };
        assert!(centre.verb(&["enrol", id, "--key", &key, place, id]).status.success());
        let sent = run(&dir, &[&["--dir", id, "report"], report].concat());
        assert!(sent.status.success(), "{}", text(&sent));
    };
    field("D1", &["reserve", "--depot", "D1", "--item", "WATER", "--quantity", "20"]);
    field("CAMP", &["need", "--site", "CAMP", "--item", "WATER", "--quantity", "40", "--class", "urgent"]);
    let plan = String::from_utf8(centre.verb(&["plan"]).stdout).unwrap();
    let plan = plan.split_whitespace().nth(1).unwrap();
    let lines = with_helps(AT_THE_CENTRE, &yicang_scheduler::cli::command(Language::English));
    let lines: Vec<_> = lines.iter().map(|line| line.replace(" P ", &format!(" {plan} "))).collect();
    let tables = ["situation", "plan", "show", "orders"];
    let narrow = |line: &str| line.ends_with(" --data centre") && tables.iter().any(|verb| line.starts_with(verb));
    // The unit of the catalogue is Chinese in English, too; nothing else is.
    speaks_one_language(&lines, &narrow, &|words| {
        let mut done = run_program("yicang", &dir, words);
        let english = words.contains(&"en");
        let said = String::from_utf8(done.stdout).unwrap().replace("\"water\" \"litre\"", "");
        done.stdout = said.replace("瓶", if english { "" } else { "瓶" }).into();
        done
    });
    let said = |words: &[&str]| text(&run_program("yicang", &dir, words));
    let situation = said(&["situation", "--data", "centre"]);
    assert!(situation.contains("WATER (瓶)") && situation.contains("4 agents"), "{situation}");
    let why = said(&["--lang", "zh", "explain", "CAMP", "--data", "centre"]);
    assert!(why.contains("申报 40 瓶") && why.contains("缺 20 瓶"), "{why}");
    // A verb and a flag of before, and the settings' language.
    assert!(said(&["cycle", "--data", "centre", "--as", "coordinator"]).contains("made at"));
    let path = dir.join("centre/yicang.toml");
    let settings = fs::read_to_string(&path).unwrap();
    fs::write(&path, settings.replace("# language = \"en\"", "language = \"zh\"")).unwrap();
    assert!(said(&["orders", "--data", "centre"]).contains("条指令"));
    assert!(said(&["orders", "--data", "centre", "--lang", "en"]).contains(" order"));
    assert!(centre.stop().success());
}

#[test]
fn the_environment_and_the_settings_choose_the_language() {
    let dir = agent();
    let spoken = |words: &[&str], language: &str| {
        let mut command = Command::new(PROGRAM);
        command.env_remove("YICANG_LANG").env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", language);
        text(&command.arg("yicang-agent").args(words).current_dir(dir.path()).output().unwrap())
    };
    assert!(spoken(&["--dir", "nowhere", "outbox"], "zh_CN.UTF-8").contains("不是上报端的文件夹"));
    // The settings of this folder name English, as `init --lang en` was called.
    fs::rename(dir.path().join("yicang-agent"), dir.path().join("here")).unwrap();
    let path = dir.path().join("here/config.toml");
    let settings = fs::read_to_string(&path).unwrap();
    assert!(settings.contains("\nlanguage = \"en\"\n"), "{settings}");
    assert!(spoken(&["--dir", "here", "outbox", "drop-refused"], "zh_CN.UTF-8").contains("cleared away"));
    fs::write(&path, settings.replace("language = \"en\"", "language = \"zh\"")).unwrap();
    assert!(spoken(&["--dir", "here", "outbox", "drop-refused"], "C").starts_with("已清除"));
    assert!(spoken(&["--dir=here", "--lang", "en", "outbox", "drop-refused"], "zh_CN").contains("cleared away"));
    let help = spoken(&["help", "report", "need"], "zh_CN.UTF-8");
    assert!(help.contains("用法：yicang-agent report need"), "{help}");
    fs::write(&path, settings.replace("language = \"en\"", "language = \"fr\"")).unwrap();
    let refused = spoken(&["--dir", "here", "outbox"], "C");
    assert!(refused.contains("language: \"fr\" is neither en (English) nor zh"), "{refused}");
}

/// Runs the auditors' program.
fn audit(dir: &Path, words: &[&str]) -> String {
    text(&run_program("yicang-ledger", dir, words))
}

#[test]
fn the_auditors_program_speaks_one_language_at_a_time_and_fits_80_columns() {
    let dir = tempfile::tempdir().unwrap();
    assert!(audit(dir.path(), &["init", "log", "--origin", "log.example/a"]).contains("log.example/a+"));
    fs::write(dir.path().join("log/public/spare"), "x").unwrap();
    fs::write(dir.path().join("nothing.evidence"), "hello\n\n").unwrap();
    let key = "--key log/public/log.vkey";
    let mut lines: Vec<String> = vec![
        format!("verify log/public {key}"),
        format!("verify nowhere {key}"),
        "verify log/public --key nowhere".into(),
        "verify log/public".into(),
        "show log".into(),
        "show log 3".into(),
        "prove log --leaf 00 --out x".into(),
        "fsck log".into(),
        "fsck log/public".into(),
        format!("mirror log/public copy {key}"),
        format!("monitor log/public {key} --state watch"),
        format!("verify-evidence nothing.evidence {key}"),
        format!("verify-evidence none {key}"),
        format!("reveal nothing.evidence --public log/public {key}"),
        "witness-kye".into(),
        "--help".into(),
    ];
    for sub in yicang_ledger::cli::command(Language::English).get_subcommands() {
        lines.push(format!("{} --help", sub.get_name()));
        lines.extend(sub.get_subcommands().map(|below| format!("{} {} --help", sub.get_name(), below.get_name())));
    }
    for line in &lines {
        for language in Language::ALL {
            let words: Vec<&str> = ["--lang", language.tag()].into_iter().chain(line.split(' ')).collect();
            let said = audit(dir.path(), &words);
            is_in(language, line, &said);
            assert!(language == Language::English || said.chars().any(is_chinese), "{line}: {said}");
            if line.ends_with("--help") {
                assert_eq!(said.lines().find(|line| width(line) > 80), None, "{line}: wider than 80 columns");
            }
        }
    }
}

#[test]
fn a_bad_table_is_refused_in_the_agent_s_language() {
    let dir = agent();
    let table = "item_id,quantity,priority,due_at,colour\nMASK,\"1,20\",urgent,soon,red\nMASK,,urgent,,\n\
                 =A,2.5万,urgent,,\nMASK,-1,urgent,2020-02-01,\nＭＡＳＫ,5,urgent,,,,\n";
    fs::write(dir.path().join("bad.csv"), table).unwrap();
    fs::write(dir.path().join("stock.csv"), "item_id,quantity,expires_on\nMASK,\"1,200\",5/6/2027\nMASK,5,46357\n")
        .unwrap();
    for line in ["need --site H001 --csv bad.csv", "reserve --depot D1 --csv stock.csv", "need --site H001 --csv dir"] {
        for language in Language::ALL {
            let words: Vec<&str> = ["--lang", language.tag(), "report"].into_iter().chain(line.split(' ')).collect();
            let said = text(&run(dir.path(), &words));
            assert!(said.lines().count() > 1 || line.ends_with("dir"), "{said}");
            // A cell's own text is quoted.
            is_in(language, line, &said.replace("2.5万", "").replace("ＭＡＳＫ", ""));
        }
    }
}
