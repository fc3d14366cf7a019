//! Logs that follow the standard as others write them: signatures by keys that nobody knows, extension lines,
//! compressed bundles, web servers that answer with a page. Each is read by every verb, through the program.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use flate2::Compression;
use flate2::read::GzEncoder;
use signed_note::{Note, StandardSigner};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use yicang_tlog::{Leaf, TilePath, Tree, UnverifiedProof, decode_bundle, encode_bundle};
use yicang_writer::{Ledger, Record, keys};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yicang-ledger");

fn run(words: &[&str]) -> (i32, String) {
    let output = Command::new(PROGRAM).args(words).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

/// A log of 300 entries in a folder of its own.
struct Log {
    home: tempfile::TempDir,
    key: String,
}

impl Log {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut log = Self { home, key: String::new() };
        log.grow(300);
        log
    }

    fn grow(&mut self, to: u64) {
        let dir = self.path("log");
        let signer = keys::load(&dir).or_else(|_| keys::create(&dir, "log.example/standard")).unwrap();
        let mut ledger = Ledger::open(&dir, signer).unwrap();
        let report = |n| Record { leaf: Leaf::new("report").with("id", n).to_bytes(), ..Record::default() };
        let records = (ledger.next()..to).map(report).collect();
        assert!(ledger.append(vec![records])[0].is_ok());
        ledger.publish().unwrap();
        self.key = ledger.verifier().vkey().to_owned();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn at(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn public(&self) -> PathBuf {
        self.path("log/public")
    }

    /// Every verb that reads a public place reads this one; answers with what `verify` and `show` say.
    #[track_caller]
    fn is_read_by_all(&self, place: &str) -> (String, String) {
        let key = self.key.as_str();
        let good = |words: &[&str]| {
            let (code, said) = run(words);
            assert_eq!(code, 0, "{words:?}: {said}");
            said
        };
        let _ = std::fs::remove_dir_all(self.path("copy"));
        let _ = std::fs::remove_dir_all(self.path("watch"));
        let verified = good(&["verify", place, "--key", key]);
        assert!(verified.contains("log.example/standard: no fault found, but see the "), "{verified}");
        assert!(verified.contains("above: 300 entries"), "{verified}");
        let shown = good(&["show", place, "--key", key]);
        assert!(shown.lines().any(|line| line.contains("299  report")), "{shown}");
        assert!(good(&["show", place, "299", "--key", key]).contains("entry 299 of log.example/standard"));
        good(&["prove", place, "299", "--key", key, "--out", &self.at("299.tlog-proof")]);
        let proof = UnverifiedProof::parse(&std::fs::read(self.path("299.tlog-proof")).unwrap()).unwrap();
        let entry = Leaf::new("report").with("id", 299).to_bytes();
        proof.verify(keys::load(&self.path("log")).unwrap().verifier(), &entry).unwrap();
        assert!(good(&["mirror", place, &self.at("copy"), "--key", key]).contains("300 entries verified"));
        good(&["verify", &self.at("copy/public"), "--key", key]);
        assert!(good(&["monitor", place, "--key", key, "--state", &self.at("watch")]).contains("all is well"));
        (verified, shown)
    }
}

#[test]
fn signatures_by_keys_that_nobody_knows_are_ignored_and_told() {
    let log = Log::new();
    let checkpoint = log.public().join("checkpoint");
    let own = std::fs::read_to_string(&checkpoint).unwrap();
    let (text, line) = own.split_once("\n\n").unwrap();
    // A witness's that is not in any policy, and one of a kind that is still to be invented; before the log's own and
    // after.
    let grease = "\u{2014} grease.example AAAAAP9ncmVhc2U=\n\u{2014} w.example//1 /////wRub2JvZHkga25vd3MgdGhpcw==\n";
    for note in [format!("{text}\n\n{line}{grease}"), format!("{text}\n\n{grease}{line}")] {
        std::fs::write(&checkpoint, note).unwrap();
        let (verified, shown) = log.is_read_by_all(log.public().to_str().unwrap());
        for name in ["grease.example", "w.example//1"] {
            let note = format!("also carries a signature of \"{name}\" by a key that is not known here");
            assert!(verified.contains(&format!("note: checkpoint: {note}")), "{verified}");
            assert!(shown.contains(&format!("note: the checkpoint {note}")), "{shown}");
        }
    }
    // The signature that counts must still be there, and good.
    std::fs::write(&checkpoint, format!("{text}\n\n{grease}")).unwrap();
    let (code, said) = run(&["verify", log.public().to_str().unwrap(), "--key", &log.key]);
    assert!(code == 1 && said.contains("checkpoint: is not signed by log.example/standard+"), "{code} {said}");
}

#[test]
fn extension_lines_are_ignored_and_told_and_are_signed_with_the_rest() {
    let log = Log::new();
    let checkpoint = log.public().join("checkpoint");
    let own = std::fs::read_to_string(&checkpoint).unwrap();
    let text = own.split_once("\n\n").unwrap().0;
    let skey = std::fs::read_to_string(log.path("log/keys/log.skey")).unwrap();
    let signer = StandardSigner::new(skey.trim()).unwrap();
    // The second would turn the terminal's text around.
    let mut note = Note::new(format!("{text}\nvalid until 2031\n\u{202e}moor\n").as_bytes(), &[]).unwrap();
    note.add_sigs(&[&signer]).unwrap();
    let note = String::from_utf8(note.to_bytes()).unwrap();
    std::fs::write(&checkpoint, &note).unwrap();
    let (verified, shown) = log.is_read_by_all(log.public().to_str().unwrap());
    for line in ["\"valid until 2031\"", "\"\\u{202e}moor\""] {
        let said = format!("has the extension line {line}, which means nothing here");
        assert!(verified.contains(&format!("note: checkpoint: {said}")), "{verified}");
        assert!(shown.contains(&format!("note: the checkpoint {said}")), "{shown}");
    }
    for spoilt in [note.replace("2031", "2032"), note.replace("valid until 2031\n", "")] {
        std::fs::write(&checkpoint, spoilt).unwrap();
        let (code, said) = run(&["verify", log.public().to_str().unwrap(), "--key", &log.key]);
        assert!(code == 1 && said.contains("is not signed by"), "{code} {said}");
    }
    // Our own ledger writes its head anew.
    std::fs::write(&checkpoint, &note).unwrap();
    let (code, said) = run(&["fsck", &log.at("log")]);
    assert!(code == 0 && said.contains("note: public/checkpoint: has the extension line"), "{code} {said}");
    drop(Ledger::open(&log.path("log"), keys::load(&log.path("log")).unwrap()).unwrap());
    assert_eq!(std::fs::read_to_string(&checkpoint).unwrap(), own);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(bytes, Compression::default()).read_to_end(&mut packed).unwrap();
    packed
}

/// What a web server answers: status line, further headers, body.
type Answer = (&'static str, &'static str, Vec<u8>);

/// A web server that answers as it is told, a request a connection.
fn serve(answer: impl Fn(&str) -> Answer + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let Some(first) = lines.next() else { continue };
            lines.find(String::is_empty);
            let (status, headers, body) = answer(first.split(' ').nth(1).unwrap().trim_start_matches('/'));
            let head =
                format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let mut stream = stream;
            let _ = stream.write_all(&[head.as_bytes(), &body].concat());
        }
    });
    format!("http://{address}")
}

fn each_file(folder: &Path, each: &mut dyn FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() { each_file(&entry.path(), each) } else { each(&entry.path()) }
    }
}

#[test]
fn compressed_bundles_and_tiles_are_read_from_the_web_and_from_a_folder() {
    let log = Log::new();
    let public = log.public();
    // Compressed on the way, whatever the file.
    let folder = public.clone();
    let web = serve(move |name| match std::fs::read(folder.join(name)) {
        Ok(body) => ("200 OK", "Content-Encoding: gzip\r\n", gzip(&body)),
        Err(_) => ("404 Not Found", "", Vec::new()),
    });
    log.is_read_by_all(&web);
    // Stored so, and served without a word, as object stores do.
    each_file(&public, &mut |file| {
        let name = file.strip_prefix(&public).unwrap().to_str().unwrap();
        if TilePath::parse(name).is_some() {
            std::fs::write(file, gzip(&std::fs::read(file).unwrap())).unwrap();
        }
    });
    assert!(std::fs::read(public.join("tile/entries/000")).unwrap().starts_with(&[0x1f, 0x8b]));
    let folder = public.clone();
    let web = serve(move |name| match std::fs::read(folder.join(name)) {
        Ok(body) => ("200 OK", "", body),
        Err(_) => ("404 Not Found", "", Vec::new()),
    });
    log.is_read_by_all(&web);
    log.is_read_by_all(public.to_str().unwrap());
    let copied = std::fs::read(log.path("copy/public/tile/entries/000")).unwrap();
    assert_eq!(decode_bundle(&copied).unwrap().len(), 256, "a mirror's copy is plain");
    // One that is cut off is named, and one that is said to be compressed and is not.
    let packed = std::fs::read(public.join("tile/entries/000")).unwrap();
    std::fs::write(public.join("tile/entries/000"), &packed[..packed.len() - 9]).unwrap();
    let (code, said) = run(&["verify", public.to_str().unwrap(), "--key", &log.key]);
    assert!(code == 1 && said.contains("wrong: tile/entries/000: "), "{code} {said}");
    let web = serve(|_| ("200 OK", "Content-Encoding: gzip\r\n", b"hello".to_vec()));
    let (code, said) = run(&["verify", &web, "--key", &log.key]);
    assert!(code == 2 && said.contains("the server calls it gzip, and it is not"), "{code} {said}");
}

/// An entry's length is what a bundle begins with, and somebody may choose it.
#[test]
fn a_bundle_that_begins_like_a_compressed_one_is_taken_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let signer = keys::create(dir.path(), "log.example/foreign").unwrap();
    let public = dir.path().join("public");
    let mut entry = vec![b'x'; 0x1f8b];
    entry[0] = 8;
    let mut tree = Tree::new();
    tree.push(&entry);
    let bundle = encode_bundle([entry.as_slice()]);
    assert!(bundle.starts_with(&[0x1f, 0x8b, 8]));
    for (name, bytes) in [
        ("log.vkey", format!("{}\n", signer.verifier().vkey()).as_bytes()),
        ("checkpoint", signer.sign(1, &tree.root()).as_bytes()),
        ("tile/entries/000.p/1", &bundle),
        ("tile/0/000.p/1", &tree.root()),
    ] {
        std::fs::create_dir_all(public.join(name).parent().unwrap()).unwrap();
        std::fs::write(public.join(name), bytes).unwrap();
    }
    let (code, said) = run(&["show", public.to_str().unwrap()]);
    assert!(code == 0 && said.contains("8075 bytes"), "{code} {said}");
    // Every file is as it should be; what the entry says is not ours.
    let (code, said) = run(&["verify", public.to_str().unwrap(), "--key", signer.verifier().vkey()]);
    let found: Vec<&str> = said.lines().filter(|line| line.starts_with("wrong: ")).collect();
    assert_eq!((code, found), (1, vec!["wrong: tile/entries/000.p/1, entry 0: line 1 is not `yicang.v1 <kind>`"]));
}

const PAGE: &[u8] = b"\n<!DOCTYPE HTML><html><body>There is no such page. <a href=/>Home</a></body></html>";

#[test]
fn a_page_in_the_place_of_an_optional_file_is_no_file() {
    let mut log = Log::new();
    for (status, headers, page) in [
        ("200 OK", "Content-Type: text/html; charset=utf-8\r\n", PAGE),
        ("200 OK", "", PAGE),
        ("200 OK", "Content-Type: text/html\r\n", b"<?xml version=\"1.0\"?><html></html>"),
        ("404 Not Found", "Content-Type: text/html\r\n", PAGE),
    ] {
        // The standard knows no log.vkey.
        let folder = log.public();
        let web = serve(move |name| match std::fs::read(folder.join(name)) {
            Ok(body) if name != "log.vkey" => ("200 OK", "", body),
            _ => (status, headers, page.to_vec()),
        });
        let (verified, _) = log.is_read_by_all(&web);
        assert!(verified.contains("note: log.vkey: is not there"), "{verified}");
    }
    // A partial tile that is gone, because the log has grown, is looked for in the full one.
    let before = std::fs::read(log.public().join("checkpoint")).unwrap();
    log.grow(512);
    let folder = log.public();
    let web = serve(move |name| match std::fs::read(folder.join(name)) {
        _ if name == "checkpoint" => ("200 OK", "", before.clone()),
        Ok(body) => ("200 OK", "", body),
        Err(_) => ("200 OK", "Content-Type: text/html\r\n", PAGE.to_vec()),
    });
    log.is_read_by_all(&web);
}

#[test]
fn a_page_in_the_place_of_what_must_be_there_is_named() {
    let log = Log::new();
    let web = serve(|_| ("200 OK", "Content-Type: text/html\r\n", PAGE.to_vec()));
    for words in [
        vec!["verify", &web, "--key", &log.key],
        vec!["show", &web, "--key", &log.key],
        vec!["mirror", &web, &log.at("copy"), "--key", &log.key],
        vec!["monitor", &web, "--key", &log.key, "--state", &log.at("watch")],
    ] {
        let (code, said) = run(&words);
        assert!(code == 2 && said.contains("answers with a web page; is this the log's address?"), "{code} {said}");
    }
    let folder = log.public();
    let web = serve(move |name| match std::fs::read(folder.join(name)) {
        Ok(body) if !name.starts_with("tile/entries/000") => ("200 OK", "", body),
        _ => ("200 OK", "Content-Type: text/html\r\n", PAGE.to_vec()),
    });
    let (code, said) = run(&["verify", &web, "--key", &log.key]);
    assert!(code == 1 && said.contains("wrong: tile/entries/000: is missing"), "{code} {said}");
}
