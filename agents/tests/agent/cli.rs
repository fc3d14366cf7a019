//! What people type, what they read, and the exit code.

use crate::centre::Mishap;
use crate::field::Field;
use crate::orders::Published;
use rand_core::OsRng;
use std::path::Path;
use yicang_agent::agent_dir::AgentDir;
use yicang_agent::agent_log_keys::KnownLog;
use yicang_agent::config::Config;
use yicang_domain::Fault;
use yicang_tlog::{CheckpointSigner, KeyStatement};

fn said(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn init_makes_a_private_key_and_a_configuration_once() {
    let field = Field::new();
    let config = field.centre.config();
    let ca = field.file("centre.pem", &config.ca_pem);
    let log_key = field.file("log.vkey", format!("{}\n", config.log.vkey()));
    let line = format!(
        "init --agent A1 --server {} --ca {ca} --centre-key {} --log-key {log_key}",
        config.server,
        config.centre_keys.iter().next().unwrap()
    );
    let (code, text) = field.run(&line);
    assert_eq!(code, 0, "{text}");
    let key = yicang_tlog::SigningKey::from_text(&said(&field.path("agent/agent.key"))).unwrap();
    assert!(text.contains(&format!("public key  {}\n", key.public())), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(field.path("agent/agent.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(field.run("outbox"), (0, "The outbox is empty.\n".into()));
    let again = field.run(&line);
    assert_eq!(
        again,
        (1, "DIR/agent/agent.key exists already; nothing was changed. Choose another folder with --dir\n".into())
    );
    assert_eq!(
        yicang_tlog::SigningKey::from_text(&said(&field.path("agent/agent.key"))).unwrap().public(),
        key.public()
    );
}

#[test]
fn a_faulty_configuration_is_named() {
    let field = Field::with_agent();
    let path = field.path("agent/config.toml");
    let right = said(&path);
    for (from, to, answer) in [
        ("connect_ms", "conect_ms", "unknown field `conect_ms`"),
        ("agent = \"A1\"", "agent = \"A 1\"", "agent contains ' '"),
        ("https://", "http://", "write https://"),
        ("answer_ms = 20000", "answer_ms = 0", "times.answer_ms is 0; it goes from 1 to 3600000 milliseconds"),
        ("centre_key = \"", "centre_key = \"x", "centre_key: a key is 32 bytes"),
        ("example.org/log+", "example.org/lag+", "log_key: "),
    ] {
        std::fs::write(&path, right.replacen(from, to, 1)).unwrap();
        let (code, text) = field.run("outbox");
        assert!(code == 1 && text.starts_with("DIR/agent/config.toml: ") && text.contains(answer), "{answer}: {text}");
    }
    std::fs::remove_file(&path).unwrap();
    assert_eq!(
        field.run("outbox"),
        (
            1,
            "DIR/agent is not an agent's folder; run `yicang-agent init` first, or name the folder with --dir\n".into()
        )
    );
}

#[test]
fn a_need_goes_from_flags_to_a_receipt() {
    let field = Field::with_agent();
    let report = "report need --site H1 --item MASK --quantity 20 --class urgent --due 2020-02-01T18:00:00+08:00";
    assert_eq!(field.run(report), (0, "report ID (need of site H1, 1 line): delivered, record 101\n".into()));
    let reserve = "report reserve --depot D1 --item MASK --quantity 0 --lot L1 --earmark H1 --earmark H2";
    assert_eq!(field.run(reserve), (0, "report ID (reserve of depot D1, 1 line): delivered, record 102\n".into()));
    // A need of 0 withdraws it.
    let withdrawn = "report need --site H1 --item MASK --quantity 0 --class urgent";
    assert_eq!(field.run(withdrawn), (0, "report ID (need of site H1, 1 line): delivered, record 103\n".into()));
    assert_eq!(field.centre.taken(), "1:MASK 2:MASK 3:MASK");
    let (code, shown) = field.run("outbox list");
    assert!(code == 0 && shown.ends_with("0 waiting, 0 refused, 3 delivered.\n"), "{shown}");
}

#[test]
fn wrong_usage_and_impossible_quantities_send_nothing() {
    let field = Field::with_agent();
    let need =
        |quantity: &str| field.run(&format!("report need --site H1 --item MASK --class urgent --quantity {quantity}"));
    for (quantity, code, answer) in [
        ("-3", 2, "-3 is negative"),
        ("2.5", 2, "2.5 is not whole"),
        ("1000000000001", 2, "1000000000001 is too large"),
        ("many", 2, "\"many\" is not a whole number"),
    ] {
        let (got, text) = need(quantity);
        assert!(got == code && text.contains(answer), "{quantity}: {got} {text}");
    }
    // Whether a site must be named, the folder knows.
    let (code, text) = field.run("report need --item MASK --quantity 1 --class urgent");
    assert!(code == 1 && text.starts_with("--site is not given"), "{text}");
    for line in ["report need --site H1", "confirm eaten P1-1 5", "x"] {
        assert_eq!(field.run(line).0, 2, "{line}");
    }
    assert_eq!(field.run("--help").0, 0);
    assert_eq!(field.centre.records().arrived, 0);
    assert_eq!(field.run("outbox").1, "The outbox is empty.\n");
}

#[test]
fn a_list_is_sent_whole_or_not_at_all_unless_told_to_skip() {
    let field = Field::with_agent();
    let bad = field
        .file("n.csv", "\u{feff}item_id,quantity,priority\r\nMASK,20,urgent\r\nSUIT,-1,urgent\r\nMASK,3,urgent\r\n");
    let faults = [
        "n.csv, row 3, column quantity: -1 is negative; a quantity is a whole number of base units\n",
        "n.csv, row 4, column item_id: repeats row 2 for H1; keep one of the two rows, with the quantity that is \
         meant\n",
    ];
    let line = format!("report need --site H1 --csv {bad}");
    let last =
        "2 bad rows, 1 good row; nothing was sent. Correct the bad rows, or send the good ones with --skip-bad.\n";
    assert_eq!(field.run(&line), (1, format!("{}{}{last}", faults[0], faults[1])));
    assert_eq!(field.centre.records().arrived, 0);
    let (code, text) = field.run(&format!("{line} --skip-bad"));
    assert_eq!(
        (code, text),
        (
            0,
            format!(
                "skipped: {}skipped: {}2 bad rows skipped, 1 good row reported.\n\
                 report ID (need of site H1, 1 line): delivered, record 101\n",
                faults[0], faults[1]
            )
        )
    );
    let rows: String = (0..450).map(|n| format!("H{},I{n},1,urgent\n", n % 2)).collect();
    let long = field.file("long.csv", format!("site_id,item_id,quantity,priority\n{rows}"));
    let (code, text) = field.run(&format!("report need --csv {long}"));
    assert_eq!(code, 0);
    assert_eq!(text.matches("delivered").count(), 4, "225 rows a site are two reports a site: {text}");
}

#[test]
fn what_cannot_be_delivered_is_kept_and_sent_later() {
    let field = Field::with_agent();
    let need = "report need --site H1 --item MASK --quantity 20 --class urgent";
    let (code, text) = field.run(&format!("{need} --no-send"));
    assert_eq!(code, 0);
    assert_eq!(
        text,
        "kept report ID (need of site H1, 1 line)\nNothing was sent. 1 in the outbox; send with `yicang-agent outbox \
         send`.\n"
    );
    let path = field.path("agent/config.toml");
    let right = said(&path);
    std::fs::write(&path, right.replace(&field.centre.config().server, "https://localhost:1")).unwrap();
    let (code, text) = field.run(&format!("{need} --wait 0"));
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("2 not delivered yet, kept in the outbox, nothing is lost."), "{text}");
    std::fs::write(&path, right).unwrap();
    let (code, text) = field.run("outbox send");
    assert_eq!((code, text.matches("delivered").count()), (0, 2), "{text}");
    assert_eq!(field.run("outbox send"), (0, "Nothing waits in the outbox.\n".into()));
}

#[test]
fn a_damaged_outbox_is_never_called_empty_and_done() {
    let field = Field::with_agent();
    let need = |item: &str| format!("report need --site H1 --item {item} --quantity 20 --class urgent --no-send");
    for item in ["MASK", "SUIT", "GOWN"] {
        assert_eq!(field.run(&need(item)).0, 0);
    }
    let journal = field.path("agent/outbox/journal");
    std::fs::write(&journal, b"").unwrap();
    // The index has everything.
    let (code, text) = field.run("outbox list");
    assert_eq!(code, 0, "{text}");
    assert!(text.starts_with("The outbox was damaged or cut: everything in it was saved"), "{text}");
    assert!(text.contains("3 waiting"), "{text}");
    // Nothing has anything.
    std::fs::write(&journal, b"").unwrap();
    std::fs::remove_dir_all(field.path("agent/outbox/index")).unwrap();
    let (code, text) = field.run("outbox");
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("Lost from the outbox: reports 1 to 3, by the numbers they had."), "{text}");
    assert!(!text.contains("is empty"), "{text}");
    let (code, text) = field.run("outbox list");
    assert_eq!((code, text.contains("reports 1 to 3")), (1, true), "said until it is seen to: {text}");
    let forgotten = field.run("outbox forget-lost");
    assert_eq!((forgotten.0, forgotten.1.ends_with("The notice of 3 lost reports is ended.\n")), (0, true));
    assert_eq!(field.run("outbox"), (0, "The outbox is empty.\n".into()));
}

#[test]
fn a_count_says_which_facts_it_states_and_which_it_takes_away() {
    let field = Field::with_agent();
    let count = |facts: &str| {
        let (code, text) =
            field.run(&format!("report reserve --depot D1 --item GOWN --quantity 5 --lot L1 {facts}--no-send"));
        assert_eq!(code, 0, "{text}");
        let id = field.run_words(&["outbox".into(), "show".into(), String::new()]);
        id.1
    };
    let shown = count("--expires none --earmark H1 --earmark H2 ");
    assert!(shown.contains("  GOWN 5 L1 expires_on=none earmark=H1;H2\n"), "{shown}");
    let said = field.run("report reserve --depot D1 --item GOWN --quantity 5 --earmark none --earmark H1 --no-send");
    assert_eq!(said, (1, "--earmark: names sites, and none as well; give one of the two\n".into()));
}

#[test]
fn a_refusal_names_the_line_and_its_item() {
    let field = Field::with_agent();
    field.centre.mishaps([Mishap::Refuse(Fault::new("need.lines[1].item_id", "item SUIT is not in the catalogue"))]);
    let list = field.file("n.csv", "item_id,quantity,priority\nMASK,20,urgent\nSUIT,1,urgent\n");
    let (code, text) = field.run(&format!("report need --site H1 --csv {list}"));
    assert_eq!(
        (code, text),
        (
            1,
            "report ID (need of site H1, 2 lines) was refused:\n  line 2 (SUIT), item_id: item SUIT is not in the \
             catalogue\n1 refused and kept apart: correct and report again; `yicang-agent outbox drop-refused` clears \
             them away.\n"
                .into()
        )
    );
    assert_eq!(field.run("outbox drop-refused"), (0, "1 refused report cleared away.\n".into()));
}

#[test]
fn orders_are_shown_and_confirmed_only_if_they_are_public() {
    let field = Field::with_agent();
    assert_eq!(field.run("orders"), (0, "No orders now.\n".into()));
    let (code, text) = field.run("confirm shipped P1-1 20");
    assert!(code == 1 && text.contains("the centre has no order P1-1"), "{text}");
    Published::right().on(&field.centre);
    field.centre.records().updates[1].order.as_mut().unwrap().quantity = 70;
    let (code, text) = field.run("orders");
    assert_eq!(code, 1);
    assert!(text.contains("order P1-2: NOT TRUSTED: the decided plan has in line 2 quantity 7"), "{text}");
    assert!(text.contains(" P1-1 ") && text.contains(" approved"), "{text}");
    assert!(text.contains("1 order, each proven to be in the public log."), "{text}");
    let (code, text) = field.run("confirm shipped P1-2 7");
    assert!(
        code == 1 && text.contains("order P1-2 is NOT TRUSTED") && text.contains("nothing was stored or sent"),
        "{text}"
    );
    let (code, text) = field.run("confirm picked P1-1 21");
    assert_eq!((code, &text[..]), (1, "21 are more than the 20 of order P1-1\nNothing was stored or sent.\n"));
    let (code, text) = field.run("confirm shipped P1-1 18");
    assert_eq!((code, &text[..]), (0, "report ID (order P1-1 shipped 18): delivered, record 101\n"));
    // What has arrived has arrived: nothing needs to be proven for it.
    let (code, text) = field.run("confirm received P1-2 7");
    assert_eq!((code, &text[..]), (0, "report ID (order P1-2 received 7): delivered, record 102\n"));
}

#[test]
fn a_receipt_whose_time_does_not_fit_is_delivered_kept_and_shown_as_a_wrong_clock() {
    let need = |item: &str| format!("report need --site H1 --item {item} --quantity 20 --class urgent");
    let wrong = "One of the two clocks is wrong, yours or the centre's.";
    for (ahead_seconds, is_said) in [(0, false), (590, false), (-590, false), (620, true), (-620, true), (86_400, true)]
    {
        let field = Field::with_agent();
        field.centre.records().ahead_seconds = ahead_seconds;
        let (code, text) = field.run(&need("MASK"));
        assert!(code == 0 && text.contains("delivered, record 101"), "{ahead_seconds}: {text}");
        assert_eq!(text.contains(wrong), is_said, "{ahead_seconds}: {text}");
        let (_, shown) = field.run_words(&["outbox".into(), "show".into(), String::new()]);
        assert!(shown.contains("receipt      0a"), "it is kept: {shown}");
        assert_eq!(shown.contains(wrong), is_said, "{ahead_seconds}: {shown}");
    }
    // Many at once: some are named, and how many more there are.
    let field = Field::with_agent();
    field.centre.records().ahead_seconds = 86_400;
    (0..8).for_each(|n| assert_eq!(field.run(&format!("{} --no-send", need(&format!("I{n}")))).0, 0));
    let (code, text) = field.run("outbox send");
    assert!(code == 0 && text.matches(wrong).count() == 5, "{text}");
    assert!(text.contains("The same holds of 3 more reports; `yicang-agent audit` names all."), "{text}");
}

#[test]
fn a_centre_that_does_not_sign_numbers_is_named_and_a_signed_word_is_shown() {
    let field = Field::with_agent();
    field.centre.records().taken_before = 8;
    field.centre.records().is_old = true;
    let need = "report need --site H1 --item MASK --quantity 20 --class urgent";
    let (code, text) = field.run(need);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("it has none: a centre of an earlier version does not sign it."), "{text}");
    assert!(text.contains("1 not delivered yet, kept in the outbox, nothing is lost."), "{text}");
    field.centre.records().is_old = false;
    let (code, text) = field.run("outbox send");
    assert!(code == 0 && text.contains("Waiting reports were numbered anew from 9."), "{text}");
    let (_, text) = field.run("outbox list");
    assert!(
        text.contains("By the centre's signed statement, which is kept here, the reports were numbered anew from 9.")
    );
}

/// A report is signed for one log; whoever knows the root key only learns that log's name from the centre.
#[test]
fn who_knows_the_root_key_only_reports_once_the_centre_has_named_the_log() {
    let field = Field::new();
    let root = CheckpointSigner::generate(&mut OsRng, "example.org/root").unwrap();
    let root = CheckpointSigner::from_skey(&root).unwrap();
    let config = Config { log: KnownLog::Root(root.verifier().clone()), ..field.centre.config() };
    AgentDir::create(&field.path("agent"), config, field.centre.agent.clone()).unwrap();
    let report = "report need --site H1 --item MASK --quantity 5 --class urgent";
    let (code, text) = field.run(report);
    assert!(code == 1 && text.contains("the public log's name is not known yet"), "{code} {text}");
    let key = field.centre.log.verifier().clone();
    field.centre.records().statements = KeyStatement { key, from: 0, until: None }.signed(&root);
    let (code, text) = field.run(report);
    assert!(code == 0 && text.contains("delivered"), "{code} {text}");
    assert_eq!(field.centre.records().taken[0].0.log, "example.org/log");
}
