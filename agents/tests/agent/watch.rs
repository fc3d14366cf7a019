//! Notices, and the agent as a service: the program itself, which follows and delivers through a lost link.

#![cfg(unix)] // it is ended by a signal

use crate::field::Field;
use crate::orders::Published;
use prost::Message as _;
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use yicang_domain::notice::{About, Addressee, Notice};
use yicang_domain::{Hold, LotId, LotKey};
use yicang_proto::notice::notice_to_wire;
use yicang_proto::v1;

/// Long enough for a busy machine; nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A recall by this entry.
fn recall(entry: u64) -> v1::Notice {
    let lot = LotKey { depot: "D1".parse().unwrap(), item: "WATER".parse().unwrap(), lot: LotId::unnamed() };
    let to = Addressee::Site("CAMP".parse().unwrap());
    notice_to_wire(&Notice::new(entry, to, None, About::Held(lot, Hold::Recall)))
}

/// The program, and what it prints, line by line.
struct Service {
    child: Child,
    lines: Receiver<String>,
    printed: Vec<String>,
}

impl Service {
    fn start(field: &Field) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_yicang-agent"))
            .args(["--lang", "en", "--zone", "+08:00", "--dir", &field.path("agent").display().to_string(), "watch"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let outputs: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for output in outputs {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Self { child, lines, printed: Vec::new() }
    }

    /// Waits until a line with these words is printed.
    fn says(&mut self, words: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("no {words:?} after {:#?}", self.printed));
            self.printed.push(line.clone());
            if line.contains(words) {
                return line;
            }
        }
    }

    fn count(&self, words: &str) -> usize {
        self.printed.iter().filter(|line| line.contains(words)).count()
    }

    /// Asks it to end, and waits for that: its exit code.
    fn end(&mut self) -> Option<i32> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        self.says("  ended");
        self.child.wait().unwrap().code()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_service_delivers_when_the_link_is_back_and_says_each_thing_once() {
    let field = Field::with_agent();
    let centre = &field.centre;
    Published::right().on(centre);
    centre.records().notices = vec![recall(57)];
    let mut service = Service::start(&field);
    service.says("connected to the centre");
    assert_eq!(service.count("notice N57-recall-CAMP: Lot D1/WATER/- is recalled"), 1, "{:#?}", service.printed);
    let order = service.printed.iter().find(|line| line.contains("order P1-1: 20 WATER from D1 to CAMP")).unwrap();
    assert!(order.contains(" +08:00  order") && order.contains("leaves 2020-02-01 16:00 +08:00: approved"), "{order}");

    // While it runs, other commands of the folder work; and what they store is delivered when the link is back.
    centre.is_down.store(true, Ordering::SeqCst);
    centre.cut();
    service.says("no connection, trying again");
    let (code, text) = field.run("report need --site CAMP --item MASK --quantity 20 --class urgent --no-send");
    assert_eq!(code, 0, "{text}");
    assert_eq!(centre.taken(), "");
    centre.records().notices.push(recall(60));
    centre.is_down.store(false, Ordering::SeqCst);
    service.says("delivered: ");
    assert_eq!(centre.taken(), "1:MASK");

    // A report while it is connected, too: by the command or by the service, but once.
    let (code, text) = field.run("report need --site CAMP --item GOWN --quantity 20 --class urgent --no-send");
    assert_eq!(code, 0, "{text}");
    service.says("delivered: ");
    assert_eq!(centre.taken(), "1:MASK 2:GOWN");
    centre.cut();
    service.says("connected to the centre");
    assert_eq!(service.end(), Some(0), "{:#?}", service.printed);
    for (words, times) in
        [("notice N57-", 1), ("notice N60-", 1), ("order P1-1", 1), ("order P1-2", 1), ("connected to", 3)]
    {
        assert_eq!(service.count(words), times, "{words}: {:#?}", service.printed);
    }
}

#[test]
fn notices_are_listed_and_acknowledged_by_a_signed_report() {
    let field = Field::with_agent();
    Published::right().on(&field.centre);
    assert_eq!(field.run("notices"), (0, "There is nothing to take note of.\n".into()));
    field.centre.records().notices = vec![recall(57), recall(60)];
    let (code, text) = field.run("notices");
    assert_eq!(code, 0, "{text}");
    let line = text.lines().find(|line| line.contains("N57-recall-CAMP")).unwrap();
    assert!(line.contains("recall") && line.contains(" 57 ") && line.contains("Do not use it"), "{text}");
    assert!(text.contains("2 notices; acknowledge with `notices seen ID`"), "{text}");
    let (_, orders) = field.run("orders");
    assert!(orders.ends_with("2 notices for you: yicang-agent notices\n"), "{orders}");

    let (code, text) = field.run("notices seen N57-recall");
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("N57-recall") && text.contains("for example N57-recall-H1"), "{text}");
    let (code, text) = field.run("notices seen");
    assert!(code == 1 && text.contains("--all"), "{text}");
    let (code, text) = field.run("notices seen N57-recall-CAMP");
    assert_eq!(code, 0, "{text}");
    let (code, text) = field.run("notices seen --all");
    assert_eq!(code, 0, "{text}");
    assert_eq!(field.centre.taken(), "1:N57-recall-CAMP 2:N57-recall-CAMP+N60-recall-CAMP");
    let (_, outbox) = field.run("outbox");
    assert!(outbox.contains("2 notices acknowledged"), "{outbox}");
}

#[test]
fn a_notice_of_a_newer_centre_is_named_and_the_rest_is_told() {
    let field = Field::with_agent();
    let newer = v1::Notice { kind: "ASKED_BACK".into(), notice_id: "N58-back-CAMP".into(), ..recall(58) };
    field.centre.records().notices = vec![newer, recall(60)];
    let (code, text) = field.run("notices");
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("N58-back-CAMP, which this program cannot read") && text.contains("N60-recall"), "{text}");
}

/// `WatchOrdersResponse` as agents of before know it.
#[derive(Clone, PartialEq, prost::Message)]
struct OldResponse {
    #[prost(message, optional, tag = "1")]
    update: Option<v1::OrderUpdate>,
    #[prost(message, optional, tag = "2")]
    caught_up: Option<v1::CaughtUp>,
}

#[test]
fn an_older_agent_reads_a_notice_as_nothing() {
    let event = Some(v1::watch_orders_response::Event::Notice(recall(57)));
    let bytes = v1::WatchOrdersResponse { event }.encode_to_vec();
    assert_eq!(OldResponse::decode(&bytes[..]), Ok(OldResponse::default()));
}
