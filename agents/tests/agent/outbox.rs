//! The outbox is closed and opened again after every step: what a program that was killed finds.

use crate::centre::sign;
use prost::Message as _;
use rand_core::OsRng;
use std::path::Path;
use yicang_agent::envelope::{QueuedReport, State};
use yicang_agent::outbox::{Outbox, OutboxError};
use yicang_domain::report::{Body, Fact, LINES_MAX, NeedLine, ReserveLine};
use yicang_domain::{Quantity, Report};
use yicang_proto::report::{context_of, report_from_wire, report_to_wire, version_of};
use yicang_proto::v1;
use yicang_tlog::{REPORT, SigningKey, sha256};

pub fn need(item: &str) -> Body {
    let line = NeedLine {
        item: item.parse().unwrap(),
        quantity: Quantity::positive(5).unwrap(),
        class: "urgent".parse().unwrap(),
        due: None,
        latest_useful: None,
        life_days_min: 0,
        unknown: false,
        beside: false,
    };
    Body::Need { site: "H1".parse().unwrap(), lines: vec![line] }
}

pub fn now() -> jiff::Timestamp {
    "2020-02-01T08:00:00Z".parse().unwrap()
}

fn item(queued: &QueuedReport) -> &str {
    let Some(v1::report::Body::Need(need)) = &queued.report.body else { panic!("a need was pushed") };
    &need.lines[0].item_id
}

fn receipt(key: &SigningKey, queued: &QueuedReport) -> v1::SignedReceipt {
    let report_sha256 = sha256(&queued.signed.report).to_vec();
    let (report_id, agent_id) = (queued.id().to_owned(), "A1".to_owned());
    let said = v1::Receipt { report_id, agent_id, sequence: queued.sequence(), report_sha256, ..Default::default() };
    sign(key, &said)
}

/// An outbox that is opened anew for every step, with and without its index.
struct Reopened<'a> {
    folder: &'a Path,
    key: SigningKey,
}

impl Reopened<'_> {
    fn open(&self) -> Outbox {
        let agent = "A1".parse().unwrap();
        Outbox::open(&self.folder.join("outbox"), agent, self.key.clone(), Some("example.org/log".into())).unwrap()
    }

    fn step<T>(&self, step: impl FnOnce(&Outbox) -> Result<T, OutboxError>, answer: &str) -> T {
        let done = step(&self.open()).unwrap();
        assert_eq!(self.shown(), answer);
        std::fs::remove_dir_all(self.folder.join("outbox/index")).unwrap();
        assert_eq!(self.shown(), answer, "without the index");
        done
    }

    /// Delivered, then refused, then pending, each `number:item`; every signature is checked.
    fn shown(&self) -> String {
        let outbox = self.open();
        let part = |reports: Vec<QueuedReport>| {
            for queued in &reports {
                let context = context_of(version_of(&queued.report).unwrap());
                self.key.public().verify(context, &queued.signed.report, &queued.signed.signature).unwrap();
                assert_eq!(v1::Report::decode(&queued.signed.report[..]).unwrap(), queued.report);
                report_from_wire(&queued.report).map(|_: Report| ()).unwrap();
            }
            reports.iter().map(|queued| format!("{}:{}", queued.sequence(), item(queued))).collect::<Vec<_>>().join(" ")
        };
        let refused = outbox.refused().unwrap();
        assert!(refused.iter().all(|queued| matches!(queued.state, State::Refused(_))));
        let refused = refused.iter().map(item).collect::<Vec<_>>().join(" ");
        format!("{} | {refused} | {}", part(outbox.delivered().unwrap()), part(outbox.pending().unwrap()))
    }
}

#[test]
fn every_step_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Reopened { folder: folder.path(), key: SigningKey::generate(&mut OsRng) };
    let first = |outbox: &Outbox| outbox.first_pending().unwrap().unwrap();
    let why = || v1::Refusal { message: "no".into(), ..v1::Refusal::default() };
    let deliver = |outbox_: &Outbox| outbox_.deliver(&first(outbox_), receipt(&outbox.key, &first(outbox_)), now());
    outbox.step(|o| o.push(vec![need("A")], "", now()), " |  | 1:A");
    outbox.step(|o| o.push(vec![need("B"), need("C"), need("D")], "", now()), " |  | 1:A 2:B 3:C 4:D");
    let before = outbox.open().pending().unwrap();
    outbox.step(deliver, "1:A |  | 2:B 3:C 4:D");
    outbox.step(|o| o.refuse(&first(o), why()), "1:A | B | 2:C 3:D");
    let after = outbox.open().pending().unwrap();
    for (old, new) in before[2..].iter().zip(&after) {
        assert_eq!((old.id(), &old.report.salt), (new.id(), &new.report.salt), "the same report under another number");
        assert_ne!(old.signed, new.signed);
    }
    outbox.step(|o| o.push(vec![need("E")], "", now()), "1:A | B | 2:C 3:D 4:E");
    outbox.step(deliver, "1:A 2:C | B | 3:D 4:E");
    outbox.step(|o| o.refuse(&first(o), why()), "1:A 2:C | B D | 3:E");
    outbox.step(|o| o.drop_refused().map(|count| assert_eq!(count, 2)), "1:A 2:C |  | 3:E");
    outbox.step(deliver, "1:A 2:C 3:E |  | ");
    outbox.step(|o| o.push(vec![need("F")], "", now()), "1:A 2:C 3:E |  | 4:F");
    let said = v1::SignedSequence { statement: vec![1], signature: vec![2] };
    outbox.step(|o| o.renumber_from(9, Some(said.clone())), "1:A 2:C 3:E |  | 9:F");
    assert_eq!(outbox.open().said_due().unwrap()[0].said, Some(said));
    outbox.step(deliver, "1:A 2:C 3:E 9:F |  | ");
    outbox.step(|o| o.push(vec![need("G")], "", now()), "1:A 2:C 3:E 9:F |  | 10:G");
}

#[test]
fn an_answer_that_comes_twice_or_late_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let reopened = Reopened { folder: folder.path(), key: SigningKey::generate(&mut OsRng) };
    let outbox = reopened.open();
    let reports = outbox.push(vec![need("A"), need("B")], "", now()).unwrap();
    let said = receipt(&reopened.key, &reports[0]);
    assert!(matches!(outbox.deliver(&reports[1], said.clone(), now()), Err(OutboxError::NotFirst(_))));
    let filed = outbox.deliver(&reports[0], said.clone(), now()).unwrap();
    let later = now() + jiff::SignedDuration::from_hours(1);
    assert_eq!(outbox.deliver(&reports[0], said, later).unwrap(), filed, "it arrived when it first arrived");
    assert_eq!(outbox.delivered().unwrap()[0].arrived_at, Some(now()));
    let late = outbox.refuse(&reports[0], v1::Refusal::default());
    assert!(matches!(late, Err(OutboxError::NotFirst(_))));
    drop(outbox);
    assert_eq!(reopened.shown(), "1:A |  | 2:B");
}

#[test]
fn what_cannot_be_sent_is_not_stored() {
    let folder = tempfile::tempdir().unwrap();
    let reopened = Reopened { folder: folder.path(), key: SigningKey::generate(&mut OsRng) };
    let outbox = reopened.open();
    let sites = |n: usize| (0..n).map(|n| format!("{n:064}").parse().unwrap()).collect();
    let line = |n: usize| ReserveLine {
        item: format!("I{n}").parse().unwrap(),
        lot: "L".parse().unwrap(),
        quantity: Quantity::ZERO,
        expires_on: Fact::Unsaid,
        earmark: Fact::Is(sites(20)),
        available_at: Fact::Unsaid,
    };
    let reserve = |lines| Body::Reserve { depot: "D1".parse().unwrap(), lines };
    let lines: Vec<_> = (0..LINES_MAX).map(line).collect();
    for (bodies, note, answer) in [
        (
            vec![need("A"), reserve(lines)],
            "",
            "reserve: 266377 bytes; at most 131072 can be sent at once: use fewer lines",
        ),
        (vec![need("A")], &"x".repeat(1_001)[..], "note: 1001 bytes; at most 1000"),
        (vec![reserve(vec![])], "", "reserve.lines: 0 lines; a report has 1 to 200, split it"),
    ] {
        assert_eq!(outbox.push(bodies, note, now()).unwrap_err().to_string(), answer);
    }
    assert!(outbox.pending().unwrap().is_empty());
}

/// An outbox of reports 1:A to 4:D, the first two delivered, and then closed.
fn four(folder: &Path) -> Reopened<'_> {
    let outbox = Reopened { folder, key: SigningKey::generate(&mut OsRng) };
    let open = outbox.open();
    open.push(vec![need("A"), need("B"), need("C")], "", now()).unwrap();
    for _ in 0..2 {
        let first = open.first_pending().unwrap().unwrap();
        open.deliver(&first, receipt(&outbox.key, &first), now()).unwrap();
    }
    open.push(vec![need("D")], "", now()).unwrap();
    drop(open);
    assert_eq!(outbox.shown(), "1:A 2:B |  | 3:C 4:D");
    outbox
}

/// Where each record of a journal begins, and its end.
fn edges(bytes: &[u8]) -> Vec<usize> {
    let mut edges = vec![0];
    while let Some(length) = bytes.get(edges[edges.len() - 1] + 4..).and_then(|rest| rest.get(..4)) {
        edges.push(edges[edges.len() - 1] + 12 + u32::from_le_bytes(length.try_into().unwrap()) as usize);
    }
    edges
}

#[test]
fn a_journal_that_is_cut_anywhere_or_gone_is_whole_again_by_the_index() {
    let whole = tempfile::tempdir().unwrap();
    four(whole.path());
    let bytes = std::fs::read(whole.path().join("outbox/journal")).unwrap();
    let edges = edges(&bytes);
    assert_eq!(edges.len(), 5, "four changes");
    let inside = edges[3] + 5;
    for cut in [0, 7, edges[1], edges[2], inside, bytes.len() - 1] {
        let folder = tempfile::tempdir().unwrap();
        let outbox = four(folder.path());
        let path = folder.path().join("outbox/journal");
        std::fs::write(&path, &std::fs::read(&path).unwrap()[..cut]).unwrap();
        let open = outbox.open();
        let mended = open.mended().unwrap().clone();
        assert!(mended.is_whole && open.lost().unwrap().is_empty(), "cut at {cut}");
        assert_eq!(mended.kept.map(|kept| std::fs::read(kept).unwrap().len()).unwrap_or(0), cut);
        drop(open);
        assert_eq!(outbox.shown(), "1:A 2:B |  | 3:C 4:D", "cut at {cut}");
        assert!(outbox.open().mended().is_none(), "it is mended once");
    }
    let folder = tempfile::tempdir().unwrap();
    let outbox = four(folder.path());
    std::fs::remove_file(folder.path().join("outbox/journal")).unwrap();
    assert_eq!(outbox.shown(), "1:A 2:B |  | 3:C 4:D", "gone");
}

#[test]
fn without_the_index_what_is_whole_is_saved_and_the_rest_is_named() {
    // What is damaged, what is there afterwards, and which numbers are lost.
    type Damage = fn(&mut Vec<u8>, &[usize]);
    let cases: [(Damage, &str, &[u64]); 5] = [
        (|bytes, _| bytes.clear(), " |  | ", &[1, 2, 3, 4]),
        (|bytes, edges| bytes.truncate(edges[3]), "1:A 2:B |  | 3:C", &[4]),
        (|bytes, edges| bytes[edges[1] - 1] ^= 1, "1:A 2:B |  | 4:D", &[3]),
        (|bytes, edges| bytes[edges[2] - 1] ^= 1, "2:B |  | 1:A 3:C 4:D", &[]),
        (|bytes, edges| bytes[edges[3]] ^= 1, "1:A 2:B |  | 3:C", &[4]),
    ];
    for (damage, shown, lost) in cases {
        let folder = tempfile::tempdir().unwrap();
        let outbox = four(folder.path());
        let path = folder.path().join("outbox/journal");
        let mut bytes = std::fs::read(&path).unwrap();
        let edges = edges(&bytes);
        damage(&mut bytes, &edges);
        std::fs::write(&path, bytes).unwrap();
        std::fs::remove_dir_all(folder.path().join("outbox/index")).unwrap();
        let open = outbox.open();
        assert!(!open.mended().unwrap().is_whole, "{shown}");
        assert_eq!(open.lost().unwrap(), lost, "{shown}");
        drop(open);
        assert_eq!(outbox.shown(), shown);
        // It is known until somebody says that it is seen to.
        let open = outbox.open();
        assert!(open.mended().is_none(), "it is mended once");
        assert_eq!((open.forget_lost().unwrap(), open.lost().unwrap()), (lost.len(), vec![]));
        open.push(vec![need("E")], "", now()).unwrap();
    }
}

#[test]
fn a_report_of_version_1_that_waits_keeps_its_version_when_it_is_numbered_anew() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Reopened { folder: folder.path(), key: SigningKey::generate(&mut OsRng) };
    let (id, agent) = ("R1".parse().unwrap(), "A1".parse().unwrap());
    let report = Report::of(yicang_domain::report::Version::One, id, agent, 1, now(), need("A")).unwrap();
    let wire = report_to_wire(&report, [7; 16], "", "");
    assert_eq!(wire.version, 0, "as the program before wrote it");
    let bytes = wire.encode_to_vec();
    let signature = outbox.key.sign(REPORT, &bytes).to_vec();
    // As the program before stored it: one change that sets one value, without a number.
    let stored = |field: u8, bytes: Vec<u8>| [vec![field << 3 | 2], varint(bytes.len()), bytes].concat();
    let queued =
        stored(1, v1::SignedReport { report: bytes, signature, ..v1::SignedReport::default() }.encode_to_vec());
    let key = [&b"p"[..], &1_u64.to_be_bytes()].concat();
    let change = stored(2, [stored(1, key), stored(2, queued)].concat());
    let length = u32::try_from(change.len()).unwrap().to_le_bytes();
    let sum = crc32c::crc32c_append(crc32c::crc32c(&length), &change).to_le_bytes();
    std::fs::create_dir(folder.path().join("outbox")).unwrap();
    std::fs::write(folder.path().join("outbox/journal"), [b"YCJ1", &length[..], &sum, &change].concat()).unwrap();
    assert_eq!(outbox.shown(), " |  | 1:A");
    outbox.step(|o| o.push(vec![need("B")], "", now()), " |  | 1:A 2:B");
    outbox.step(|o| o.renumber_from(3, None), " |  | 3:A 4:B");
    let versions: Vec<_> = outbox.open().pending().unwrap().iter().map(|queued| queued.report.version).collect();
    assert_eq!(versions, [0, 3]);
}

#[test]
fn numbers_beyond_what_was_signed_need_the_centre_s_word_and_asking_again_does_not_drive_them_up() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Reopened { folder: folder.path(), key: SigningKey::generate(&mut OsRng) };
    let said = || Some(v1::SignedSequence::default());
    let beyond = |first, highest| {
        let error = outbox.open().renumber_from(first, None).unwrap_err();
        assert!(
            matches!(error, OutboxError::Beyond { first: f, highest: h } if (f, h) == (first, highest)),
            "{first}: {error}"
        );
    };
    outbox.step(|o| o.push(vec![need("A"), need("B")], "", now()), " |  | 1:A 2:B");
    beyond(4, 2);
    beyond(u64::MAX, 2);
    outbox.step(|o| o.renumber_from(3, None), " |  | 3:A 4:B");
    beyond(4, 2);
    outbox.step(|o| o.renumber_from(7, said()), " |  | 7:A 8:B");
    assert_eq!(outbox.open().highest().unwrap(), 8);
    outbox.step(|o| o.renumber_from(9, None), " |  | 9:A 10:B");
    beyond(10, 8);
    let overflow = outbox.open().renumber_from(u64::MAX - 1, said());
    assert!(matches!(overflow, Err(OutboxError::Beyond { .. })), "no number is left for the second");
    let refused = |o: &Outbox| o.refuse(&o.first_pending().unwrap().unwrap(), v1::Refusal::default());
    outbox.step(refused, " | A | 9:B");
    assert_eq!(outbox.open().highest().unwrap(), 8);
}

/// A report as programs before this one filed it, and an outbox that knows neither arrivals nor the highest number.
#[test]
fn an_outbox_of_an_earlier_program_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = Reopened { folder: folder.path(), key: SigningKey::generate(&mut OsRng) };
    let report = |sequence, item| {
        let (id, agent) = (format!("R{sequence}").parse().unwrap(), "A1".parse().unwrap());
        let two = yicang_domain::report::Version::Two;
        let report = Report::of(two, id, agent, sequence, now(), need(item)).unwrap();
        let bytes = report_to_wire(&report, [7; 16], "", "").encode_to_vec();
        let signature = outbox.key.sign(context_of(yicang_domain::report::Version::Two), &bytes).to_vec();
        v1::SignedReport { report: bytes, signature, ..v1::SignedReport::default() }
    };
    let part = |field: u8, bytes: Vec<u8>| [vec![field << 3 | 2], varint(bytes.len()), bytes].concat();
    let said = v1::SignedReceipt { receipt: vec![1], signature: vec![2] };
    let delivered = [part(1, report(1, "A").encode_to_vec()), part(2, said.encode_to_vec())].concat();
    let pending = part(1, report(2, "B").encode_to_vec());
    let put = |state: &[u8], number: u64, value| {
        part(2, [part(1, [state, &number.to_be_bytes()].concat()), part(2, value)].concat())
    };
    let last = part(2, [part(1, b"last".to_vec()), part(2, 1_u64.to_be_bytes().to_vec())].concat());
    let change = [put(b"d", 1, delivered), put(b"p", 2, pending), last].concat();
    let length = u32::try_from(change.len()).unwrap().to_le_bytes();
    let sum = crc32c::crc32c_append(crc32c::crc32c(&length), &change).to_le_bytes();
    std::fs::create_dir(folder.path().join("outbox")).unwrap();
    std::fs::write(folder.path().join("outbox/journal"), [b"YCJ1", &length[..], &sum, &change].concat()).unwrap();
    assert_eq!(outbox.shown(), "1:A |  | 2:B");
    let open = outbox.open();
    let filed = open.delivered().unwrap().remove(0);
    assert_eq!((filed.arrived_at, filed.state), (None, State::Delivered(said)));
    assert_eq!((open.highest().unwrap(), open.said_due().unwrap()), (2, vec![]));
    drop(open);
    assert!(matches!(outbox.open().renumber_from(4, None), Err(OutboxError::Beyond { first: 4, highest: 2 })));
    outbox.step(|o| o.renumber_from(3, None), "1:A |  | 3:B");
}

fn varint(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
    bytes
}
