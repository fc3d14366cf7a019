//! What an agent asks about itself: how its needs stand, its stock, why it gets no more, and what things are called.

use crate::field::Field;
use prost::Message as _;
use yicang_agent::kept_catalogue::{FILE, KeptCatalogue};
use yicang_language::width;
use yicang_proto::v1;
use yicang_proto::v1::field_query::Question;

fn one_site() -> Field {
    Field::with_catalogue(&[], &[("H1", "第一医院 / First Hospital")])
}

fn way(english: &str, chinese: &str, code: &str) -> Option<v1::EntitlementWay> {
    let (sentence_en, sentence_zh) = (english.into(), chinese.into());
    Some(v1::EntitlementWay { code: code.into(), sentence_en, sentence_zh, ..v1::EntitlementWay::default() })
}

fn standing() -> v1::NeedStanding {
    v1::NeedStanding {
        site_id: "H1".into(),
        item_id: "RESP_N95".into(),
        claimed: 4_000,
        claimed_class: "life-saving".into(),
        entitlement: 40,
        priority_class: "urgent".into(),
        covered: 5,
        way: way("entitled to 40: verified (entry 7)", "核定量 40：已核定（第 7 条）", "VERIFIED"),
        stale: true,
        expired: false,
        quantity_unknown: false,
        queued: Vec::new(),
        words: Vec::new(),
        history: vec![v1::NeedChange {
            entry_index: 5,
            at: Some(yicang_proto::time::time_to_wire("2026-12-01T08:00:00Z".parse().unwrap())),
            sentence_en: "claimed 4000 (life-saving)".into(),
            sentence_zh: "申报 4000（life-saving）".into(),
        }],
    }
}

#[test]
fn needs_are_told_with_units_and_what_waits_is_told_apart() {
    let field = one_site();
    field.centre.records().known.as_mut().unwrap().needs = vec![standing()];
    // Kept here, and not sent: it is no part of what the centre knows.
    assert_eq!(field.run("catalogue").0, 0);
    assert_eq!(field.run("report need --item SUIT --quantity 1200 --class urgent --no-send").0, 0);
    assert_eq!(field.run("withdraw RESP_N95 --no-send").0, 0);
    let (code, text) = field.run("needs --history");
    assert_eq!(code, 0, "{text}");
    let row = text.lines().find(|line| line.contains("4,000")).unwrap();
    let cells: Vec<_> = row.split_whitespace().collect();
    assert_eq!(cells, ["H1", "RESP_N95", "(只)", "urgent", "4,000", "40", "5", "VERIFIED", "STALE"]);
    let after = &text[text.find("H1/RESP_N95").unwrap()..];
    assert_eq!(
        after,
        "H1/RESP_N95: entitled to 40: verified (entry 7)\n\
         H1/RESP_N95: planned as urgent; you say life-saving\n\
         H1/RESP_N95: nobody has renewed it for too long; report it again\n\
         \x20   2026-12-01 08:00 +00:00 (entry 5) claimed 4000 (life-saving)\n\
         Waiting in the outbox, not sent:\n\
         \x20 H1/SUIT: 1,200 (urgent), report ID\n\
         \x20 H1/RESP_N95: withdrawn, report ID\n"
    );
    let (code, chinese) = field.run("--lang zh needs");
    assert!(code == 0 && chinese.contains("H1/RESP_N95：核定量 40：已核定（第 7 条）\n"), "{chinese}");
    assert!(chinese.contains("在发件箱中等待，尚未发送："), "{chinese}");
    assert!(!chinese.contains("申报 4000"), "the history is told where it is asked for: {chinese}");
    for said in [&text, &chinese] {
        assert!(said.lines().all(|line| width(line) <= 80), "{said}");
    }
    // The question is signed, and of the site that was named.
    field.run("needs --site 第一医院");
    let asked = field.centre.records().asked.last().cloned().unwrap();
    assert_eq!(asked.question, Some(Question::Needs(v1::NeedsQuestion { site_id: "H1".into() })));
    assert_eq!(asked.agent_id, "A1");
}

#[test]
fn numbers_of_a_chinese_table_stand_under_each_other() {
    let field = one_site();
    let more = v1::NeedStanding { item_id: "防护口罩".into(), claimed: 7, stale: false, ..standing() };
    field.centre.records().known.as_mut().unwrap().needs = vec![standing(), more];
    let (_, text) = field.run("--lang zh needs");
    let ends = |number: &str| {
        let line = text.lines().find(|line| line.contains(number)).unwrap();
        width(&line[..line.find(number).unwrap()]) + width(number)
    };
    assert_eq!(ends(" 4,000 "), ends(" 7 "), "{text}");
    assert_eq!(ends("申报量 "), ends(" 7 "), "{text}");
}

#[test]
fn without_the_centre_a_question_is_refused_and_what_waits_is_told_all_the_same() {
    let field = one_site();
    assert_eq!(field.run("catalogue").0, 0);
    assert_eq!(field.run("report need --item SUIT --quantity 3 --class urgent --no-send").0, 0);
    let config = std::fs::read_to_string(field.path("agent/config.toml")).unwrap();
    let away = regex_server(&config, "https://localhost:1");
    std::fs::write(field.path("agent/config.toml"), away).unwrap();
    let (code, text) = field.run("needs");
    assert_eq!(code, 1, "{text}");
    assert!(text.starts_with("https://localhost:1 cannot be reached: "), "{text}");
    assert!(text.ends_with("Waiting in the outbox, not sent:\n  H1/SUIT: 3 (urgent), report ID\n"), "{text}");
    for line in ["stock", "explain SUIT"] {
        let (code, text) = field.run(line);
        assert!(code == 1 && text.contains("cannot be reached"), "{line}: {code} {text}");
    }
    let (code, text) = field.run("catalogue");
    assert!(code == 1 && text.contains("Kept is the catalogue of record 7, fetched "), "{text}");
}

fn regex_server(config: &str, server: &str) -> String {
    let line = |line: &str| {
        if line.starts_with("server = ") { format!("server = \"{server}\"") } else { line.to_owned() }
    };
    config.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_centre_of_before_says_that_it_cannot_answer() {
    let field = Field::with_agent();
    let (code, text) = field.run("needs");
    assert!(code == 1 && text.contains("is of an earlier version, which cannot answer this"), "{text}");
    let (code, text) = field.run("report need --item ANY --quantity 1 --class urgent");
    assert!(code == 1 && text.starts_with("--site is not given, and this folder does not know"), "{text}");
    // With ids it is as it was.
    assert_eq!(field.run("report need --site H1 --item ANY --quantity 1 --class urgent").0, 0);
}

#[test]
fn stock_is_told_lot_by_lot_with_units_and_holds() {
    let field = Field::with_catalogue(&[("D1", "一号库"), ("D2", "二号库")], &[]);
    let line = |depot: &str, item: &str, lot: &str, on_hand: u64, hold: v1::LotHold| v1::StockLine {
        depot_id: depot.into(),
        item_id: item.into(),
        lot_id: lot.into(),
        on_hand,
        reserved: 2,
        hold: hold.into(),
    };
    field.centre.records().known.as_mut().unwrap().stock = vec![
        line("D1", "RESP_N95", "L1", 12_000, v1::LotHold::Unspecified),
        line("D2", "SUIT", "-", 7, v1::LotHold::Recall),
    ];
    let (code, text) = field.run("stock");
    assert_eq!(code, 0, "{text}");
    let cells = |text: &str, of: &str| -> Vec<String> {
        let line = text.lines().find(|line| line.contains(of)).unwrap_or_else(|| panic!("{text}"));
        line.split_whitespace().map(str::to_owned).collect()
    };
    assert_eq!(cells(&text, "L1"), ["D1", "RESP_N95", "(只)", "L1", "12,000", "2"]);
    assert_eq!(cells(&text, "SUIT")[..6], ["D2", "SUIT", "(只)", "-", "7", "2"]);
    assert_ne!(cells(&text, "SUIT").len(), 6, "it is held: {text}");
    let (_, of_one) = field.run("stock --depot 二号库");
    assert!(of_one.starts_with("二号库 → D2\n") && !of_one.contains("L1"), "{of_one}");
    let (code, text) = field.run("stock --depot D3");
    assert!(
        code == 1 && text.starts_with("--depot: no depot of this agent is called \"D3\"; did you mean D1"),
        "{text}"
    );
}

#[test]
fn a_need_is_explained_as_the_coordinator_reads_it() {
    let field = one_site();
    let need = v1::NeedExplanation {
        site_id: "H1".into(),
        item_id: "RESP_N95".into(),
        priority_class: "urgent".into(),
        claimed: 4_000,
        entitlement: 40,
        covered: 0,
        allocated: 30,
        unmet: vec![v1::UnmetLine { reason: "HIGHER_CLASS".into(), quantity: 3_970, ..v1::UnmetLine::default() }],
        counterfactual_en: "With 10 more it would get 40.".into(),
        counterfactual_zh: "再有 10 即可得 40。".into(),
        entitlement_way: way("entitled to 40: verified (entry 7)", "核定量 40：已核定（第 7 条）", "VERIFIED"),
        ..v1::NeedExplanation::default()
    };
    let told = v1::ExplanationAnswer { plan_id: "P9".into(), decision_index: 12, needs: vec![need] };
    let none = field.run("explain RESP_N95");
    assert_eq!(none, (1, "the centre refuses: no plan was decided\n".into()));
    field.centre.records().known.as_mut().unwrap().explanation = Some(told);
    for words in ["explain RESP_N95", "explain H1/RESP_N95"] {
        let (code, text) = field.run(words);
        assert_eq!(code, 0, "{text}");
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines[..5],
            [
                "Plan P9, decided by record 12",
                "",
                "H1 RESP_N95 (urgent)",
                "  claimed 4,000 只, already covered 0 只, gets 30 只 (0.7 %)",
                "  entitled to 40: verified (entry 7)",
            ]
        );
        assert!(lines[5].starts_with("  lacks 3,970 只: HIGHER_CLASS "), "{text}");
        assert_eq!(lines[6..], ["  With 10 more it would get 40."]);
    }
    let (code, text) = field.run("explain H1/n95 --lang zh");
    assert!(code == 0 && text.starts_with("n95 → RESP_N95\n方案 P9，由第 12 条记录决定\n"), "{text}");
    assert!(text.contains("再有 10 即可得 40。"), "{text}");
}

#[test]
fn the_catalogue_is_kept_and_fetched_again_after_a_day_and_where_something_is_not_known() {
    let field = one_site();
    let (code, text) = field.run("catalogue");
    assert!(code == 0 && text.contains("RESP_N95") && text.contains("第一医院"), "{text}");
    let is_table = |line: &&str| !line.starts_with("Catalogue of");
    assert!(text.lines().filter(is_table).all(|line| width(line) <= 80), "{text}");
    let asked = || field.centre.records().asked.len();
    assert_eq!(asked(), 1);
    let report = "report need --item SUIT --quantity 1 --class urgent";
    assert_eq!(field.run(report).0, 0);
    assert_eq!(asked(), 1, "it is young enough");
    // A day later.
    let path = field.path("agent").join(FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    let kept = KeptCatalogue::read(&field.path("agent")).unwrap();
    let older = text.replace(&kept.fetched_at.to_string(), &(kept.fetched_at - 86_402).to_string());
    std::fs::write(&path, &older).unwrap();
    assert_eq!(field.run(report).0, 0);
    assert_eq!(asked(), 2);
    assert!(KeptCatalogue::read(&field.path("agent")).unwrap().fetched_at >= kept.fetched_at);
    // What came new to the centre's catalogue is asked for before it is refused.
    let new = v1::NamedThing { id: "VALVE".into(), name: "阀".into(), unit: "个".into() };
    field.centre.records().known.as_mut().unwrap().catalogue.items.push(new);
    let (code, text) = field.run("report need --item 阀 --quantity 1 --class urgent");
    assert!(code == 0 && text.starts_with("阀 → VALVE\n"), "{text}");
    assert_eq!(asked(), 3);
}

#[test]
fn what_is_found_by_name_is_told_before_it_is_signed_and_what_is_unclear_is_refused() {
    let field = one_site();
    let (code, text) = field.run("report need --item N95口罩 --quantity 20 --class urgent --due 18:00");
    assert_eq!(code, 0, "{text}");
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "N95口罩 → RESP_N95");
    assert!(lines[1].starts_with("18:00 → ") && lines[1].contains(" 18:00 +00:00, to"), "{text}");
    assert_eq!(lines[2], "report ID (need of site H1, 1 line): delivered, record 101");
    for (item, said) in [
        (
            "口罩",
            "--item: no item is called \"口罩\" alone; it could be MASK_SURG (医用外科口罩), RESP_N95 (医用防护口罩)",
        ),
        ("RESP_N59", "--item: no item is called \"RESP_N59\"; did you mean RESP_N95 (医用防护口罩)?"),
    ] {
        let (code, text) = field.run(&format!("report need --item {item} --quantity 20 --class urgent"));
        assert!(code == 1 && text.starts_with(said) && text.ends_with("Nothing was stored or sent.\n"), "{text}");
    }
    // Every fault at once.
    let (code, text) = field.run("report need --site H9 --item SIUT --quantity 20 --class urgent");
    assert_eq!(code, 1);
    assert!(text.contains("--site: no site of this agent is called \"H9\"; did you mean H1"), "{text}");
    assert!(text.contains("--item: no item is called \"SIUT\"; did you mean SUIT (防护服)?"), "{text}");
    assert_eq!(field.centre.taken(), "1:RESP_N95");
}

#[test]
fn a_list_may_say_names_and_its_faults_are_all_named_before_anything_is_sent() {
    let field = one_site();
    let bad = field.file(
        "bad.csv",
        "item_id,quantity,priority,wanted_by\nn95,20,urgent,18:00\n口罩,1,urgent,\nSUIT,x,urgent,soon\n",
    );
    let (code, text) = field.run(&format!("report need --csv {bad}"));
    assert_eq!(code, 1, "{text}");
    for said in [
        "bad.csv, row 3, column item_id: no item is called \"口罩\" alone; it could be",
        "bad.csv, row 4, column quantity: ",
        "bad.csv, row 4, column wanted_by: \"soon\" is no moment; write 2026-12-01 18:00",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(field.centre.records().arrived, 0);
    let good = field.file("good.csv", "item_id,quantity,priority\nn95,20,urgent\n防护服,1,urgent\n");
    let (code, text) = field.run(&format!("report need --csv {good}"));
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("good.csv: column item_id: n95 → RESP_N95\n"), "{text}");
    let sent = field.centre.records().taken[0].1.clone();
    let Some(v1::report::Body::Need(need)) = v1::Report::decode(&sent[..]).unwrap().body else { panic!("a need") };
    let items: Vec<_> = need.lines.iter().map(|line| line.item_id.as_str()).collect();
    assert_eq!((need.site_id.as_str(), items), ("H1", vec!["RESP_N95", "SUIT"]));
}

#[test]
fn a_place_is_left_out_where_there_is_only_one() {
    let field = Field::with_catalogue(&[("D1", "一号库")], &[("H1", "一院"), ("H2", "二院")]);
    for line in [
        "report reserve --item SUIT --quantity 5 --available none",
        "count --item SUIT --quantity 4",
        "change --item SUIT --quantity 1 --reason lost",
    ] {
        let (code, text) = field.run(line);
        assert!(code == 0 && text.contains("depot D1"), "{line}: {code} {text}");
    }
    for line in ["report need --item SUIT --quantity 5 --class urgent", "withdraw SUIT", "fact beds=3"] {
        let said = "--site is not given, and this agent has several: H1, H2\nNothing was stored or sent.\n";
        assert_eq!(field.run(line), (1, said.into()), "{line}");
    }
    let (code, text) = field.run("fact --site 二院 beds=3 stock/防护服=2");
    assert!(code == 0 && text.starts_with("二院 → H2\n防护服 → SUIT\n"), "{text}");
    let none = Field::with_catalogue(&[], &[("H1", "一院")]);
    let (code, text) = none.run("report reserve --item SUIT --quantity 5");
    assert!(code == 1 && text.starts_with("--depot is not given, and this agent has no such place"), "{text}");
}

#[test]
fn a_time_is_read_in_the_zone_and_one_that_the_clocks_skip_is_refused() {
    let field = one_site();
    let report = |due: &str| {
        let words = "--zone Europe/Berlin report need --item SUIT --quantity 1 --class urgent --due";
        let words = words.split(' ').map(str::to_owned).chain([due.to_owned()]).collect::<Vec<_>>();
        field.run_words(&words)
    };
    let (code, text) = report("2027-03-28 02:30");
    assert_eq!(code, 1);
    assert!(text.contains("write 2027-03-28T02:30:00+01:00 or 2027-03-28T02:30:00+02:00"), "{text}");
    let (code, text) = report("2027-07-01 18:00");
    assert!(code == 0 && text.starts_with("2027-07-01 18:00 → 2027-07-01 18:00 +02:00\n"), "{text}");
    let sent = field.centre.records().taken[0].1.clone();
    let Some(v1::report::Body::Need(need)) = v1::Report::decode(&sent[..]).unwrap().body else { panic!("a need") };
    // 16:00 UTC, counted by hand: summer time is two hours ahead.
    let at = "2027-07-01T16:00:00Z".parse::<jiff::Timestamp>().unwrap();
    assert_eq!(need.lines[0].due_at.as_ref().unwrap().seconds, at.as_second());
}
