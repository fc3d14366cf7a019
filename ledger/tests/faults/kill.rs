//! The program dies (kill -9) at any moment under load. This cannot show a missing sync, for the system's cache
//! outlives a killed program: that is `power`'s part.

use crate::bench::{Tally, examine, found, open, record};
use crate::chance::Chance;
use crate::recorder::{Left, Recorder};
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Names the folder to the child.
pub(crate) const CHILD: &str = "YICANG_FAULTS_CHILD";

/// Kills of one and the same log, which grows from one to the next.
const KILLS_A_LOG: usize = 20;

/// A child writes, is killed, and its folder is examined; `arguments` make this program the child.
pub(crate) fn kills(kills: usize, arguments: &[&str], chance: &mut Chance) -> Tally {
    let mut tally = Tally::default();
    let mut dir = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for kill in 0..kills {
        if kill.is_multiple_of(KILLS_A_LOG) {
            dir = tempfile::tempdir().unwrap();
            acknowledged.clear();
            found(dir.path());
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(arguments)
            .env(CHILD, dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Some answers, then death: the more of them, the later.
        let enough = 1 + chance.below(300);
        let mut answers = lines.map_while(Result::ok).filter_map(|line| read(&line));
        acknowledged.extend(answers.by_ref().take(enough));
        std::thread::sleep(Duration::from_micros(chance.number() % 3000));
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(answers);
        let left = Left { files: Default::default(), acknowledged: acknowledged.clone(), public: None };
        examine(dir.path(), &left, &mut tally);
    }
    tally
}

fn read(line: &str) -> Option<(u64, String)> {
    let (index, name) = line.strip_prefix("acknowledged ")?.strip_suffix(" .")?.split_once(' ')?;
    Some((index.parse().ok()?, name.to_owned()))
}

/// The child: appends until it is killed, and says what was acknowledged.
pub(crate) fn child(dir: &Path) {
    let ledger = open(dir, &Recorder::new(dir)).unwrap();
    let start = ledger.next();
    let handle = ledger.start();
    for n in 0.. {
        let name = format!("{start}-{n}");
        let records = vec![record(&name)];
        let said = move |index| writeln!(std::io::stdout(), "acknowledged {index} {name} .");
        if n % 20 == 19 {
            let appended = handle.append_wait(records).unwrap();
            said(appended.first).unwrap();
        } else {
            handle.append(records, move |answer| said(answer.unwrap().first).unwrap());
        }
    }
}
