//! Figures that are asked back, needs that are amended, and an outbox that is taken back or carried.

use crate::centre::Mishap;
use crate::field::Field;
use rand_core::OsRng;
use yicang_agent::agent_dir::AgentDir;
use yicang_agent::config::Config;
use yicang_tlog::SigningKey;

const NEED: &str = "report need --site H1 --item MASK --class urgent --no-send --quantity";

fn need(field: &Field, quantity: &str) -> (u8, String) {
    field.run(&format!("{NEED} {quantity}"))
}

fn is_done((code, text): (u8, String)) -> String {
    assert_eq!(code, 0, "{text}");
    text
}

#[test]
fn a_figure_a_hundred_times_what_was_reported_is_asked_back_before_it_is_signed() {
    let field = Field::with_agent();
    for quantity in ["4000", "3900", "unknown", "4100"] {
        is_done(need(&field, quantity));
    }
    let (code, text) = need(&field, "400000");
    assert_eq!(
        (code, text.as_str()),
        (
            1,
            "H1/MASK: 400000 is 100 times what is usual: 4000, the middle of the last 3 figures of this site. Was 4000 meant \
             (a factor of 100)?\nIf it is meant, add --yes.\nNothing was stored or sent.\n"
        )
    );
    assert!(field.run("outbox").1.contains("4 waiting"), "nothing was signed");
    is_done(need(&field, "399999"));
    is_done(need(&field, "400000 --yes"));
    let list = field.file("n.csv", "item_id,quantity\nSUIT,5\nMASK,500000\n");
    let (code, text) = field.run(&format!("report need --site H1 --csv {list}"));
    assert!(code == 1 && text.contains("H1/MASK: 500000 is 125 times"), "{text}");
    assert!(field.run("outbox").1.contains("6 waiting"));
}

#[test]
fn needs_are_amended_renewed_and_raised_from_what_this_agent_has_said() {
    let field = Field::with_agent();
    is_done(field.run(&format!("{NEED} 400 --due 2020-02-01T18:00:00Z --life 30")));
    let text = is_done(field.run("amend H1/MASK --quantity 300 --no-send"));
    assert!(
        text.starts_with(
            "H1/MASK: 400 (urgent), due 2020-02-01T18:00Z, life 30 → 300 (urgent), due 2020-02-01T18:00Z, life 30\n"
        ) || text.starts_with("H1/MASK: 400 (urgent), due 2020-02-01"),
        "{text}"
    );
    let text = is_done(field.run("raise MASK --class critical --no-send"));
    assert!(text.contains("300 (urgent)") && text.contains("→ 300 (critical)"), "{text}");
    let text = is_done(field.run("renew --all --no-send"));
    assert!(text.contains("300 (critical)"), "{text}");
    is_done(field.run("report need --site H2 --item MASK --quantity 7 --class urgent --no-send"));
    for (line, answer) in [
        ("amend H1/SUIT --quantity 3", "this agent has never reported H1/SUIT"),
        ("raise MASK --class urgent", "MASK was reported for H1, H2: name the site"),
        ("renew GOWN SUIT", "this agent has never reported GOWN"),
    ] {
        let (code, text) = field.run(line);
        assert!(
            code == 1 && text.contains(answer) && text.ends_with("Nothing was stored or sent.\n"),
            "{line}: {text}"
        );
    }
    is_done(field.run("withdraw --site H2 MASK --no-send"));
    assert!(field.run("amend H2/MASK --quantity 3").1.contains("this agent has withdrawn H2/MASK"));
    // What is signed is what is shown: the lines in the order of their numbers.
    is_done(field.run("outbox send"));
    let records = field.centre.records();
    let said = records.taken.iter().map(|(report, ..)| match report.body.as_ref().unwrap() {
        yicang_proto::v1::report::Body::Need(need) => {
            let line = &need.lines[0];
            (need.site_id.clone(), line.quantity, line.priority_class.clone(), line.life_days_min, line.beside)
        }
        other => panic!("{other:?}"),
    });
    let said: Vec<_> = said.collect();
    let of = |site: &str, units, class: &str, life| (site.to_owned(), units, class.to_owned(), life, true);
    assert_eq!(
        said,
        [
            of("H1", 400, "urgent", 30),
            of("H1", 300, "urgent", 30),
            of("H1", 300, "critical", 30),
            of("H1", 300, "critical", 30),
            of("H2", 7, "urgent", 0),
            of("H2", 0, "none", 0),
        ]
    );
}

#[test]
fn what_was_never_sent_is_taken_back_and_nothing_else() {
    let field = Field::with_agent();
    for quantity in ["10", "20", "30"] {
        is_done(need(&field, quantity));
    }
    assert_eq!(
        is_done(field.run("outbox undo")),
        "  need of site H1, 1 line\n1 report taken back; it was never sent.\n"
    );
    // The number is free again, and the next report has it.
    is_done(need(&field, "40"));
    is_done(field.run("outbox undo 2"));
    let (code, text) = field.run("outbox undo 7");
    assert!(code == 1 && text.contains("report 7 does not wait"), "{text}");
    // Its answer is lost: it may have been sent, and was.
    field.centre.mishaps([Mishap::AnswerLost]);
    assert_eq!(field.run("outbox send --wait 0").0, 3);
    let (code, text) = field.run("outbox undo");
    assert!(code == 1 && text.contains("may have been sent: it cannot be taken back"), "{text}");
    assert!(text.contains("yicang-agent withdraw --site H1 MASK"), "{text}");
    is_done(field.run("outbox send"));
    assert_eq!(field.centre.taken(), "1:MASK");
    is_done(need(&field, "50"));
    is_done(field.run("outbox send"));
    assert_eq!(field.centre.taken(), "1:MASK 2:MASK");
}

#[test]
fn without_a_connection_nothing_has_left() {
    let field = Field::with_agent();
    let path = field.path("agent/config.toml");
    let right = std::fs::read_to_string(&path).unwrap();
    let server = field.centre.config().server;
    std::fs::write(&path, right.replace(&server, "https://localhost:1")).unwrap();
    let report = format!("{NEED} 10 --wait 0").replace(" --no-send", "");
    assert_eq!(field.run(&report).0, 3);
    is_done(field.run("outbox undo"));
    assert_eq!(field.run("outbox undo").1, "Nothing waits that could be taken back.\n");
}

/// The home agent's folder and the carrier's take turns.
fn swap(field: &Field, from: &str, to: &str) {
    std::fs::rename(field.path("agent"), field.path(from)).unwrap();
    std::fs::rename(field.path(to), field.path("agent")).unwrap();
}

#[test]
fn reports_are_carried_over_anothers_link_and_their_receipts_brought_back() {
    let field = Field::with_agent();
    let config = Config { agent: "B1".parse().unwrap(), ..field.centre.config() };
    AgentDir::create(&field.path("carrier"), config, SigningKey::generate(&mut OsRng)).unwrap();
    for quantity in ["10", "20"] {
        is_done(need(&field, quantity));
    }
    let file = field.path("out.yc").display().to_string();
    let text = is_done(field.run(&format!("outbox export {file}")));
    assert!(text.starts_with("2 reports written to DIR/out.yc, signed as they are."), "{text}");
    assert_eq!(field.run(&format!("outbox export {file}")).0, 1, "nothing is overwritten");
    assert!(field.run("outbox").1.contains("waits, carried"));
    let (code, text) = field.run("outbox undo");
    assert!(code == 1 && text.contains("was written to a file to be carried"), "{text}");
    swap(&field, "home", "carrier");
    // A damaged, a cut and a foreign file: one answer each, and nothing is sent.
    let whole = std::fs::read(&file).unwrap();
    let mut damaged = whole.clone();
    damaged[60] ^= 1;
    for (bytes, answer) in [
        (&damaged[..], "is damaged"),
        (&whole[..whole.len() - 1], "is cut off: it has"),
        (b"site_id,item_id\n", "is no file of this kind"),
    ] {
        let bad = field.file("bad.yc", bytes);
        let (code, text) = field.run(&format!("import {bad}"));
        assert!(code == 1 && text.contains(answer) && text.lines().count() == 1, "{text}");
    }
    assert_eq!(field.centre.records().arrived, 0);
    // The answer to the first is lost on the way, and the carrier's program ends before it has written the receipts.
    field.centre.mishaps([Mishap::AnswerLost]);
    assert_eq!(field.run(&format!("import {file} --wait 0")).0, 3);
    let text = is_done(field.run(&format!("import {file}")));
    assert!(text.contains("report 1 of A1: record 101\nreport 2 of A1: record 102\n"), "{text}");
    let receipts = std::fs::read(format!("{file}.receipts")).unwrap();
    std::fs::remove_file(format!("{file}.receipts")).unwrap();
    is_done(field.run(&format!("import {file}")));
    assert_eq!(std::fs::read(format!("{file}.receipts")).unwrap(), receipts, "the same receipts, byte for byte");
    assert_eq!(field.centre.taken(), "1:MASK 2:MASK", "nothing is doubled");
    assert!(field.run(&format!("outbox import {file}.receipts")).1.contains("is of agent A1, and this is B1"));
    swap(&field, "carrier", "home");
    assert!(field.run(&format!("outbox import {file}")).1.contains("has reports, not receipts"));
    let text = is_done(field.run(&format!("outbox import {file}.receipts")));
    assert_eq!(text, "2 filed as delivered, 0 were filed before.\n");
    let text = is_done(field.run(&format!("outbox import {file}.receipts")));
    assert_eq!(text, "0 filed as delivered, 2 were filed before.\n");
    assert!(field.run("outbox").1.ends_with("0 waiting, 0 refused, 2 delivered.\n"));
}

#[test]
fn a_receipt_that_is_not_the_centres_files_nothing() {
    let field = Field::with_agent();
    is_done(need(&field, "10"));
    is_done(need(&field, "20"));
    let file = field.path("out.yc").display().to_string();
    is_done(field.run(&format!("outbox export {file}")));
    // Signed by a key that is not the centre's.
    let key = SigningKey::generate(&mut OsRng);
    let mut forged = yicang_agent::carried::Receipts::default();
    let reports = yicang_agent::carried::Reports::read(field.path("out.yc").as_path()).unwrap();
    for (number, signed) in (1..).zip(&reports.reports) {
        let hash = yicang_tlog::sha256(&signed.report).to_vec();
        let said = yicang_proto::v1::Receipt { sequence: number, ..Default::default() };
        let receipt = Some(crate::centre::sign(&key, &said));
        let answered =
            yicang_agent::carried::Answered { report_sha256: hash, sequence: number, receipt, ..Default::default() };
        forged.answers.push(answered);
    }
    (forged.agent, forged.log) = (reports.agent, reports.log);
    let path = field.path("out.yc.receipts");
    forged.replace(&path).unwrap();
    let (code, text) = field.run(&format!("outbox import {}", path.display()));
    assert!(
        code == 1 && text.contains("the receipt of report 1 does not count") && text.contains("nothing was filed"),
        "{text}"
    );
    assert!(field.run("outbox").1.contains("2 waiting"));
}
