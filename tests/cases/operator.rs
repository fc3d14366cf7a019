//! The operator's verbs on real folders: a backup of a centre that runs is whole and goes on; one that lacks what
//! somebody has seen never goes on under the log's name; what is wrong with a folder is said, in both languages.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicBool, Ordering};
use yicang_tests::centre::Centre;
use yicang_tests::log::{findings, leaves};
use yicang_tests::mouth::Mouth;
use yicang_tests::spoken::{CATALOGUE, speaks_one_language, text};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-under-test");

/// A verb that must be refused, in each language, and with these words in English.
fn refused(centre: &Centre, line: &str, words: &str) {
    let home = centre.dir().parent().unwrap().to_owned();
    speaks_one_language(&[line.to_owned()], &|_| false, &|words| {
        let done = run(&home, words);
        assert!(!done.status.success(), "{line}: {}", text(&done));
        done
    });
    let said = text(&run(&home, &line.split(' ').collect::<Vec<_>>()));
    assert!(said.contains(words), "{line}: {said}");
}

fn run(home: &Path, words: &[&str]) -> Output {
    yicang_tests::spoken::run(PROGRAM, "yicang", home, words)
}

/// A verb that must be done, in the folder beside the centre's.
fn done(centre: &Centre, line: &str) -> String {
    let done = run(centre.dir().parent().unwrap(), &line.split(' ').collect::<Vec<_>>());
    assert!(done.status.success(), "{line}: {}", text(&done));
    text(&done)
}

/// The centre's folder goes out of the way: the machine is lost.
fn lose(centre: &Centre, name: &str) {
    fs::rename(centre.dir(), centre.beside(name)).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_running_centre_is_whole_and_goes_on() {
    let mut centre = Centre::init(PROGRAM, &CATALOGUE);
    centre.start();
    let is_over = AtomicBool::new(false);
    // It writes as fast as it can while the backups are made.
    let writing = async {
        let mut count = 0;
        while !is_over.load(Ordering::Relaxed) {
            centre.enrol(&Mouth::new(&format!("A{count}")), &["D1"], &[]).await;
            count += 1;
        }
        count
    };
    let backing_up = async {
        for n in 0..6 {
            let line = format!("backup B{n} --data centre");
            let said = tokio::task::block_in_place(|| done(&centre, &line));
            assert!(said.contains("a backup of log localhost/yicang with "), "{said}");
        }
        is_over.store(true, Ordering::Relaxed);
    };
    let (count, ()) = tokio::join!(writing, backing_up);
    assert!(count > 0, "nothing was written meanwhile");
    done(&centre, "backup KEYS --data centre --with-keys");
    let key = centre.log_key();
    assert!(centre.stop().success());
    let all = leaves(&centre.public());
    lose(&centre, "lost");
    for n in 0..6 {
        let line = format!("restore B{n} --data centre --newest-checkpoint B{n}/state/checkpoint");
        let said = done(&centre, &line);
        assert!(said.contains("The backup had no private keys."), "{said}");
        let names = |folder: &str| fs::read_dir(centre.beside(folder).join("keys")).unwrap();
        assert!(names(&format!("B{n}")).all(|file| file.unwrap().file_name().to_string_lossy().ends_with(".pub")));
        for file in names("KEYS") {
            let file = file.unwrap();
            let to = centre.dir().join("keys").join(file.file_name());
            // What the key remembers is of a later time than this backup.
            if !to.exists() && file.file_name() != "log.signed" {
                fs::copy(file.path(), to).unwrap();
            }
        }
        fs::copy(centre.beside("KEYS/tls/server.key"), centre.dir().join("tls/server.key")).unwrap();
        done(&centre, "doctor --data centre");
        centre.start();
        centre.enrol(&Mouth::new("NEW"), &["D1"], &[]).await;
        assert!(centre.stop().success());
        let now = leaves(&centre.public());
        assert_eq!(all[..now.len() - 1], now[..now.len() - 1], "the log goes on where the backup ends");
        assert!(now.last().unwrap().contains("NEW"));
        assert_eq!(findings(&centre.public(), &key), Vec::<String>::new());
        lose(&centre, &format!("used{n}"));
    }
    // A backup with its keys needs nothing else, and its private files are its owner's.
    done(&centre, "restore KEYS --data centre --newest-checkpoint lost/public/checkpoint");
    for name in ["journal", "keys/log.skey", "private/salts", "tls/server.key"] {
        use std::os::unix::fs::PermissionsExt as _;
        for folder in [centre.dir(), centre.beside("KEYS")] {
            let mode = fs::metadata(folder.join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
    centre.start();
    assert!(centre.stop().success());
    assert_eq!(leaves(&centre.public()), all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_lacks_entries_never_goes_on_under_the_name() {
    let mut centre = Centre::init(PROGRAM, &CATALOGUE);
    centre.start();
    done(&centre, "backup B0 --data centre --with-keys");
    let key = fs::read_to_string(centre.public().join("log.vkey")).unwrap();
    let mirrored = |centre: &Centre, to: &str| {
        let (public, to) = (centre.public(), centre.beside(to));
        let words = ["mirror", public.to_str().unwrap(), to.to_str().unwrap(), "--key", key.trim()];
        let done = centre.run("yicang-ledger", &words);
        assert!(done.status.success(), "{}", text(&done));
    };
    mirrored(&centre, "M3");
    centre.enrol(&Mouth::new("LATER"), &["D1"], &[]).await;
    // Whoever ends has published what it acknowledged.
    assert!(centre.stop().success());
    mirrored(&centre, "M4");
    let nothing = |centre: &Centre, line: &str, words: &str| {
        refused(centre, line, words);
        assert!(!centre.beside("new").exists(), "{line}: nothing is written");
    };
    nothing(&centre, "restore B0 --data new", "show the newest head of log localhost/yicang");
    nothing(&centre, "restore B0 --data new --from-mirror M4", "the backup lacks the last 1 of them");
    nothing(&centre, "restore B0 --data new --from-mirror M3 --from-mirror M4", "M4 has 4 entries");
    nothing(&centre, "restore B0 --data new --newest-checkpoint B0/yicang.toml", "is not of this log");
    nothing(&centre, "restore B0 --data new --from-mirror B0/keys", "B0/keys has no checkpoint");
    done(&centre, "backup B1 --data centre --with-keys");
    nothing(&centre, "restore B1 --data new --from-mirror M3", "fewer than the 4 that were signed");
    // A copy of an old folder does not sign by itself either.
    let copy = Centre::copied(PROGRAM, &centre.beside("B0"));
    fs::write(copy.dir().join("state/home"), "elsewhere\n").unwrap();
    refused(&copy, "serve --data centre --listen 127.0.0.1:0", "is a copy");
    // What goes on from a mirror that was behind is another history, and a later backup of it is known for that.
    lose(&centre, "lost");
    done(&centre, "restore B0 --data centre --from-mirror M3");
    centre.start();
    centre.enrol(&Mouth::new("OTHER"), &["D1"], &[]).await;
    done(&centre, "backup B2 --data centre");
    assert!(centre.stop().success());
    refused(&centre, "restore B2 --data new --from-mirror M4", "one of them is another history");
}

#[test]
fn a_damaged_backup_is_refused_with_every_fault_in_both_languages() {
    let centre = Centre::init(PROGRAM, &CATALOGUE);
    done(&centre, "backup B --data centre");
    let line = "restore B --data new --newest-checkpoint B/state/checkpoint";
    let with = |name: &str, change: &dyn Fn(Vec<u8>) -> Option<Vec<u8>>, words: &[&str]| {
        let path = centre.beside("B").join(name);
        let before = fs::read(&path).unwrap();
        match change(before.clone()) {
            Some(after) => fs::write(&path, after).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        words.iter().for_each(|words| refused(&centre, line, words));
        fs::write(path, before).unwrap();
        assert!(!centre.beside("new").exists());
    };
    let text_with = |from: &'static str, to: &'static str| {
        move |bytes: Vec<u8>| Some(String::from_utf8(bytes).unwrap().replace(from, to).into_bytes())
    };
    with("private/salts", &|_| None, &["private/salts cannot be read"]);
    with("yicang.toml", &text_with("zone", "Zone"), &["yicang.toml has changed since the backup"]);
    let flipped = |mut bytes: Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        Some(bytes)
    };
    with("journal", &flipped, &["journal has changed since the backup"]);
    with("backup", &|_| None, &["is no whole backup"]);
    with("backup", &|_| Some(Vec::new()), &["this is no backup of this program"]);
    with("backup", &text_with("records", "recards"), &["line 4 is damaged"]);
    // Two faults are two answers in one.
    let salts = centre.beside("B/private/salts");
    let before = fs::read(&salts).unwrap();
    fs::remove_file(&salts).unwrap();
    with("journal", &flipped, &["private/salts cannot be read", "journal has changed"]);
    fs::write(&salts, before).unwrap();
    refused(&centre, "backup B --data centre", "B is not empty");
    refused(&centre, "restore B --data centre --newest-checkpoint B/state/checkpoint", "centre is not empty");
    refused(&centre, "backup C --data nowhere", "holds no dispatch centre");
    // The centre's own journal is damaged: there is no backup of it, and none is left.
    let journal = centre.dir().join("journal");
    fs::write(&journal, flipped(fs::read(&journal).unwrap()).unwrap()).unwrap();
    refused(&centre, "backup C --data centre", "centre/journal");
    assert!(!centre.beside("C/backup").exists());
}

#[test]
fn the_doctor_says_what_is_wrong_and_what_to_do_in_80_columns() {
    let mut centre = Centre::init(PROGRAM, &CATALOGUE);
    let home = centre.dir().parent().unwrap().to_owned();
    // What it says in English, and whether it ended well; Chinese must be Chinese.
    let doctor = || {
        let line = "doctor --data centre".to_owned();
        speaks_one_language(&[line], &|_| true, &|words| run(&home, words));
        let done = run(&home, &["doctor", "--data", "centre"]);
        let said = text(&done).replace("\n      ", " ");
        (said, done.status.success())
    };
    let (said, is_well) = doctor();
    assert!(is_well, "{said}");
    assert!(said.contains("ok    The journal is whole: 3 records."), "{said}");
    assert!(said.contains("warn  centre/keys/recovery.key is on this machine."), "{said}");
    assert!(said.contains("The centre in centre is not running"), "{said}");
    assert!(said.contains("one thing is to be seen to"), "{said}");
    fs::remove_file(centre.dir().join("keys/recovery.key")).unwrap();
    assert!(doctor().0.ends_with("All is as it should be.\n"));
    centre.start();
    let (said, is_well) = doctor();
    assert!(is_well && said.contains("The centre in centre is running"), "{said}");
    assert!(centre.stop().success());
    let with = |name: &str, change: &dyn Fn(Vec<u8>) -> Option<Vec<u8>>, word: &str, words: &str| {
        let path = centre.dir().join(name);
        let (before, about) = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap());
        match change(before.clone()) {
            Some(after) => fs::write(&path, after).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let (said, is_well) = doctor();
        let is_said = said.lines().any(|line| line.starts_with(word) && line.contains(words));
        assert!(is_said, "{name}: {said}");
        assert_eq!(is_well, word != "fail", "{name}: {said}");
        fs::write(&path, before).unwrap();
        fs::set_permissions(&path, about.permissions()).unwrap();
    };
    let other = Centre::init(PROGRAM, &CATALOGUE);
    let of_other = |name: &'static str| {
        let bytes = fs::read(other.dir().join(name)).unwrap();
        move |_| Some(bytes.clone())
    };
    with("yicang.toml", &|_| Some(b"lissten = 1\n".to_vec()), "fail", "lissten is no setting");
    with("private/salts", &|_| None, "fail", "yicang salts restore");
    with("private/salts", &|_| Some(b"hello".to_vec()), "fail", "private/salts");
    with("keys/log.skey", &|_| None, "fail", "keys/log.skey");
    with("keys/log.skey", &of_other("keys/log.skey"), "fail", "is not the key of localhost/yicang");
    with("keys/receipt.key", &of_other("keys/receipt.key"), "fail", "does not belong to keys/receipt.pub");
    with("state/checkpoint", &|_| Some(b"hello".to_vec()), "fail", "state/checkpoint");
    with("public/checkpoint", &|_| None, "warn", "The next start makes it anew.");
    with("tls/server.pem", &|_| Some(Vec::new()), "fail", "there is no certificate in it");
    let flipped = |mut bytes: Vec<u8>| {
        bytes[200] ^= 1;
        Some(bytes)
    };
    with("journal", &flipped, "fail", "The journal cannot be used");
    with(
        "journal",
        &|mut bytes| {
            Some({
                bytes.extend(b"YC");
                bytes
            })
        },
        "warn",
        "an unfinished batch",
    );
    with("state/home", &|_| Some(b"elsewhere\n".to_vec()), "fail", "yicang-ledger adopt");
    use std::os::unix::fs::PermissionsExt as _;
    let path = centre.dir().join("keys/coordinator.key");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let (said, is_well) = doctor();
    assert!(!is_well && said.contains("chmod 600 keys/coordinator.key"), "{said}");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::remove_dir_all(centre.dir().join("index")).unwrap();
    assert!(doctor().0.contains("The look-up of reports is not there."));
    assert!(doctor().1);
    refused(&centre, "doctor --data nowhere", "holds no dispatch centre");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_of_the_operator_s_own_are_served_examined_and_backed_up() {
    let mut centre = Centre::init(PROGRAM, &CATALOGUE);
    fs::rename(centre.dir().join("tls/server.pem"), centre.beside("own.pem")).unwrap();
    fs::rename(centre.dir().join("tls/server.key"), centre.beside("own.key")).unwrap();
    refused(&centre, "serve --data centre --listen 127.0.0.1:0", "centre/tls/server.pem");
    refused(&centre, "doctor --data centre", "centre/tls/server.pem");
    centre.set("tls_cert", "\"../own.pem\"");
    centre.set("tls_key", "\"../own.key\"");
    done(&centre, "doctor --data centre");
    centre.start();
    centre.enrol(&Mouth::new("A1"), &["D1"], &[]).await;
    done(&centre, "backup B --data centre --with-keys");
    assert!(centre.stop().success());
    let own = |name: &str| fs::read(centre.beside(name)).unwrap();
    let (pem, key) = (own("own.pem"), own("own.key"));
    lose(&centre, "lost");
    fs::remove_file(centre.beside("own.pem")).unwrap();
    fs::remove_file(centre.beside("own.key")).unwrap();
    done(&centre, "restore B --data centre --from-mirror lost/public");
    assert_eq!(fs::read(centre.dir().join("tls/server.pem")).unwrap(), pem);
    assert_eq!(fs::read(centre.dir().join("tls/server.key")).unwrap(), key);
    centre.start();
    centre.enrol(&Mouth::new("A2"), &["D1"], &[]).await;
    assert!(centre.stop().success());
}
