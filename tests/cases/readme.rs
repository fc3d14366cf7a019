//! Every command of the READMEs is run: the top README's day as it stands there, in its order, by the real programs; of
//! the ledger's, those that need nobody else. What is run elsewhere, or is no command, is named with where. A new line
//! of a README fails here until it is run.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;
use yicang_tests::words::words;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The lines of a README's `sh` blocks, those that go on put together, without comments.
fn commands(file: &str) -> Vec<String> {
    let text = fs::read_to_string(top().join(file)).unwrap().replace("\\\n", " ");
    let blocks = text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap());
    let lines = blocks.flat_map(str::lines).map(|line| line.split(" #").next().unwrap().trim());
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

fn command(dir: &Path, words: &[String]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(words).current_dir(dir).stdin(Stdio::null());
    command
}

#[track_caller]
fn done(dir: &Path, line: &str) -> String {
    let output: Output = command(dir, &words(line)).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}: {:?}\n{text}", output.status.code());
    assert!(!text.contains("panicked"), "{line}\n{text}");
    text
}

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    let rest = text.split_once(mark).unwrap_or_else(|| panic!("{mark:?} is not in:\n{text}")).1;
    rest.split_whitespace().next().unwrap()
}

#[test]
fn the_day_at_a_dispatch_centre_is_as_the_readme_tells_it() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    fs::write(dir.join("needs.csv"), "物资编码,数量,优先级\nRESP_N95,40,life-saving\n").unwrap();
    let key = yicang_tlog::SigningKey::generate(&mut rand_core::OsRng);
    // What stands for something that only running tells, or for what lies elsewhere.
    let mut stands: BTreeMap<&str, String> = BTreeMap::from([
        ("7585", port.to_string()),
        ("tests/data", top().join("tests/data").display().to_string()),
        ("2027-03-31T00:00:00Z", (jiff::Timestamp::now() + jiff::Span::new().hours(24 * 100)).to_string()),
        // The first report: after catalogue, coordinator, recovery key and the agent's enrolment.
        (" 17 ", " 4 ".into()),
        ("KEY ", format!("{} ", key.public())),
    ]);
    let mut centre = None;
    let mut run = 0;
    for line in ["README.md", "scheduler/README.md"].into_iter().flat_map(commands) {
        if line.starts_with("cargo ") {
            // The check of every change runs them.
            continue;
        }
        if line.starts_with('[') || line.contains("[--") {
            // How plan and check are called: run with every option in `offline.rs` and `tables.rs`.
            continue;
        }
        if line.starts_with("yicang restore") {
            // Its mirror is somebody else's: `operator.rs`.
            continue;
        }
        if line.contains("--key-file recovery.key") {
            fs::copy(dir.join("centre/keys/recovery.key"), dir.join("recovery.key")).unwrap();
        }
        if line.contains("--key-file new.key") {
            fs::copy(dir.join("centre/keys/coordinator.key"), dir.join("new.key")).unwrap();
            // The copy is readable by its owner only, as a key has to be.
            fs::write(dir.join("new.key"), key.to_text() + "\n").unwrap();
        }
        let line = stands.iter().fold(line, |line, (word, meant)| line.replace(word, meant));
        let line = line.strip_prefix("yicang").unwrap_or_else(|| panic!("{line}: which program is that?"));
        let line = format!("yicang{line}");
        run += 1;
        if line.starts_with("yicang serve") {
            let child = command(dir, &words(&line)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            centre = Some(Running(child));
            let mut tries = 0;
            while !command(dir, &words("yicang situation --data centre")).output().unwrap().status.success() {
                tries += 1;
                assert!(tries < 300, "the centre does not answer");
                std::thread::sleep(Duration::from_millis(100));
            }
            continue;
        }
        let said = done(dir, &line);
        if line.contains(" init --agent") {
            stands.insert("KEY-PRINTED-BY-INIT", after(&said, "public key  ").to_owned());
        }
        if line.starts_with("yicang plan") {
            let plan = said.split_whitespace().find(|word| {
                word.strip_prefix('P').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
            });
            stands.insert("P17", plan.unwrap().to_owned());
        }
        if line.starts_with("yicang-ledger reveal") || line.starts_with("yicang-ledger open") {
            assert!(said.contains("note"), "{said}");
        }
    }
    assert!(centre.is_some() && run >= 28, "{run} commands");
}

/// Of the ledger's documents: the word by which a line is known, and where it is run.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("yicang-ledger witness --key", "ledger/tests/alarms/witness.rs", "\"witness\""),
    ("cargo install mosskeys-witness", "ledger/tests/witnessed.rs", "MOSSKEYS_WITNESS"),
    ("MOSSKEYS_WITNESS=", "ledger/tests/witnessed.rs", "MOSSKEYS_WITNESS"),
    ("yicang-ledger mirror", "ledger/tests/alarms/breaches.rs", "\"mirror\""),
    ("yicang-ledger monitor", "ledger/tests/alarms/breaches.rs", "\"monitor\""),
    ("yicang-ledger verify-evidence", "ledger/tests/evidence.rs", "\"verify-evidence\""),
    ("yicang-ledger reveal", "tests/cases/readme.rs", "yicang-ledger reveal"),
    ("yicang disclose", "tests/cases/way.rs", "\"disclose\""),
];

#[test]
fn the_ledger_s_commands_are_run_here_or_where_it_says() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    done(dir, "yicang init --data centre --origin supplies.example/log");
    let old = fs::read_to_string(dir.join("centre/public/log.vkey")).unwrap().trim().to_owned();
    let (mut new, mut root) = (String::new(), String::new());
    let last = |said: &str| {
        said.split_whitespace().find(|word| word.contains('+')).unwrap_or_else(|| panic!("{said}")).to_owned()
    };
    for line in ["ledger/README.md", "ledger/AUDITORS.md", "ledger/MEASURED.md"].into_iter().flat_map(commands) {
        if let Some((_, file, word)) = ELSEWHERE.iter().find(|(start, ..)| line.starts_with(start)) {
            let text = fs::read_to_string(top().join(file)).unwrap();
            assert!(text.contains(word), "{line}: {file} does not run it");
            continue;
        }
        let line = line.replace(" DIR", " centre").replace("--key OLD", &format!("--key {old}"));
        let line = line.replace("--key NEW", &format!("--key {new}")).replace("--root ROOT", &format!("--root {root}"));
        // A log of three entries does not go on from 5,000.
        let line = line.replace("--until 5000", "--until 3").replace("--from 4800", "--from 3");
        let said = done(dir, &line);
        if line.contains(" root-key ") {
            root = last(&said);
        } else if line.contains(" log-key prepare ") {
            new = last(&said);
        }
    }
    done(dir, &format!("yicang-ledger verify centre/public --root {root}"));
}
