//! Our log, verified by Go's checksum database code: `golang.org/x/mod/sumdb/note` and `sumdb/tlog`, which share no
//! code and no author with ours. It runs where `go` and that package's sources are (Debian: `apt-get install golang-go
//! golang-golang-x-mod-dev`; elsewhere a GOPATH that has them), and says so where they are not.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer
#![allow(clippy::print_stderr)] // a test that is skipped says so

use std::path::{Path, PathBuf};
use std::process::Command;
use yicang_tlog::Leaf;
use yicang_writer::{Ledger, Record, keys};

/// Where Debian puts the sources of Go packages.
const DEBIAN: &str = "/usr/share/gocode";

fn go() -> Command {
    let own = Command::new("go").args(["env", "GOPATH"]).output().map(|out| out.stdout).unwrap_or_default();
    let paths = format!("{}:{DEBIAN}", String::from_utf8_lossy(&own).trim());
    let mut go = Command::new("go");
    // No module, so nothing is fetched.
    go.env("GO111MODULE", "off").env("GOFLAGS", "").env("GOPROXY", "off").env("GOPATH", paths);
    go
}

/// The verifier, built; `None`, and a word why, where that cannot be.
fn verifier(dir: &Path) -> Option<PathBuf> {
    let known = go().args(["list", "golang.org/x/mod/sumdb/note", "golang.org/x/mod/sumdb/tlog"]).output();
    let problem = match known {
        Err(error) => format!("go cannot be started: {error}"),
        Ok(known) if !known.status.success() => String::from_utf8_lossy(&known.stderr).into_owned(),
        Ok(_) => {
            let program = dir.join("verify");
            let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/go/verify.go");
            let built =
                go().arg("build").arg("-o").arg(&program).arg(source).env("GOCACHE", dir.join("cache")).output();
            let built = built.unwrap();
            assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
            return Some(program);
        }
    };
    eprintln!("SKIPPED: golang.org/x/mod is not here, so nothing was verified by it: {}", problem.trim());
    None
}

#[test]
fn go_verifies_our_log_and_refuses_a_damaged_one() {
    let dir = tempfile::tempdir().unwrap();
    let Some(program) = verifier(dir.path()) else { return };
    let home = dir.path().join("log");
    let signer = keys::create(&home, "yicang.example/log").unwrap();
    let vkey = signer.verifier().vkey().to_owned();
    let mut ledger = Ledger::open(&home, signer).unwrap();
    let public = home.join("public");
    let verify = |key: &str| {
        let mut run = Command::new(&program);
        let done = run.arg(&public).arg(key).arg(dir.path().join("one.tlog-proof")).output().unwrap();
        (done.status.success(), String::from_utf8([done.stdout, done.stderr].concat()).unwrap())
    };
    let report = |n: u64| Leaf::new("report").with("id", n).with("item", "口罩").with("quantity", n * n).to_bytes();
    // A single entry; a tile that is nearly, just and more than full; several levels.
    for size in [1, 255, 256, 257, 700] {
        let records = (ledger.next()..size).map(|n| Record { leaf: report(n), ..Record::default() }).collect();
        assert!(ledger.append(vec![records])[0].is_ok());
        ledger.publish().unwrap();
        let proof = ledger.prove(size / 2).unwrap();
        std::fs::write(dir.path().join("one.tlog-proof"), proof.as_bytes()).unwrap();
        let (good, said) = verify(&vkey);
        assert!(good, "{size}: {said}");
        assert_eq!(said, format!("{size} entries and the proof of entry {} hold\n", size / 2));
    }
    // It is a judge that says no, too.
    for name in ["checkpoint", "tile/0/001", "tile/1/000.p/2", "tile/entries/002.p/188"] {
        let file = public.join(name);
        let good = std::fs::read(&file).unwrap();
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 1;
        std::fs::write(&file, bad).unwrap();
        assert!(!verify(&vkey).0, "{name}");
        std::fs::write(&file, good).unwrap();
    }
    let other = keys::create(&dir.path().join("other"), "yicang.example/log").unwrap();
    assert!(!verify(other.verifier().vkey()).0);
    assert!(verify(&vkey).0);
}
