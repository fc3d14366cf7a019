use super::*;

fn need(lines: Vec<v1::NeedLine>) -> v1::Report {
    v1::Report {
        version: 2,
        report_id: "r1".into(),
        agent_id: "a1".into(),
        sequence: 1,
        reported_at: Some(prost_types::Timestamp { seconds: 1_580_000_000, nanos: 0 }),
        salt: vec![7; SALT_BYTES],
        note: String::new(),
        log: String::new(),
        body: Some(v1::report::Body::Need(v1::NeedReport { site_id: "CAMP".into(), lines })),
    }
}

fn line(item: &str, quantity: u64) -> v1::NeedLine {
    v1::NeedLine { item_id: item.into(), quantity, priority_class: "urgent".into(), ..Default::default() }
}

fn faults(wire: &v1::Report) -> String {
    report_from_wire(wire).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_good_report_goes_to_the_wire_and_back() {
    let mut full = line("GOWN", 1_000_000_000_000);
    full.due_at = Some(prost_types::Timestamp { seconds: 1_580_100_000, nanos: 0 });
    full.life_days_min = 30;
    let wire = need(vec![line("WATER", 1), full]);
    let read = report_from_wire(&wire).unwrap();
    assert_eq!(report_to_wire(&read, [7; SALT_BYTES], "", "log.example"), wire);
}

#[test]
fn every_fault_is_named_at_once() {
    let mut wire = need(vec![line("WATER", 0), line("", 5), line("WATER", 1_000_000_000_001), line("WATER", 3)]);
    wire.agent_id = "two words".into();
    wire.sequence = 0;
    wire.salt.clear();
    let all = faults(&wire);
    for part in [
        "agent_id: contains ' '",
        "salt: 0 bytes; send 16 random bytes",
        "need.lines[1].item_id: is empty;",
        "need.lines[2].quantity: 1000000000001 is too large;",
        "need.lines[3].item_id: WATER stands in line 0 already",
        "sequence: is 0;",
    ] {
        assert!(all.contains(part), "{part:?} is not in:\n{all}");
    }
}

#[test]
fn the_limits_hold_at_their_edge() {
    let lines = |count: usize| (0..count).map(|n| line(&format!("I{n}"), 1)).collect::<Vec<_>>();
    assert!(report_from_wire(&need(lines(200))).is_ok());
    assert_eq!(faults(&need(lines(201))), "need.lines: 201 lines; a report has 1 to 200, split it");
    assert_eq!(faults(&need(Vec::new())), "need.lines: 0 lines; a report has 1 to 200, split it");
    let mut noted = need(lines(1));
    noted.note = "x".repeat(1_000);
    assert!(report_from_wire(&noted).is_ok());
    noted.note.push('x');
    assert_eq!(faults(&noted), "note: 1001 bytes; at most 1000");
}

#[test]
fn what_is_unspecified_is_refused() {
    let mut wire = need(Vec::new());
    wire.body = Some(v1::report::Body::Step(v1::StepReport {
        order_id: "P1-1".into(),
        step: 0,
        quantity: 1,
        ..v1::StepReport::default()
    }));
    assert_eq!(faults(&wire), "step.step: 0 is no step; send picked, shipped or received");
    wire.body = None;
    assert_eq!(faults(&wire), "body: is not given; send need, reserve, change, facts or step");
}

fn reserve(version: u32, line: v1::ReserveLine) -> v1::Report {
    let line = v1::ReserveLine { item_id: "WATER".into(), ..line };
    let body = v1::report::Body::Reserve(v1::ReserveReport {
        depot_id: "D1".into(),
        lines: vec![line],
        ..v1::ReserveReport::default()
    });
    v1::Report { version, body: Some(body), ..need(Vec::new()) }
}

fn line_of(wire: &v1::Report) -> ReserveLine {
    let Body::Reserve { lines, .. } = report_from_wire(wire).unwrap().body().clone() else { panic!("a reserve") };
    lines[0].clone()
}

#[test]
fn what_a_line_does_not_say_goes_with_the_version() {
    let plain = v1::ReserveLine::default();
    for version in [0, 1] {
        let line = line_of(&reserve(version, plain.clone()));
        assert_eq!((line.expires_on, line.earmark, line.available_at), (Fact::Nothing, Fact::Nothing, Fact::Nothing));
    }
    let line = line_of(&reserve(2, plain.clone()));
    assert_eq!((line.expires_on, line.earmark, line.available_at), (Fact::Unsaid, Fact::Unsaid, Fact::Unsaid));
    let none = v1::ReserveLine { no_expiry: true, no_earmark: true, available_now: true, ..plain.clone() };
    let line = line_of(&reserve(2, none.clone()));
    assert_eq!((line.expires_on, line.earmark, line.available_at), (Fact::Nothing, Fact::Nothing, Fact::Nothing));
    // What was read is written as it was; version 1 without a word of version 2.
    for wire in [reserve(0, plain), reserve(2, none)] {
        assert_eq!(report_to_wire(&report_from_wire(&wire).unwrap(), [7; SALT_BYTES], "", ""), wire);
    }
}

#[test]
fn words_of_another_version_and_contradictions_are_refused() {
    let none = v1::ReserveLine { no_expiry: true, ..v1::ReserveLine::default() };
    let answer = "reserve.lines[0].no_expiry: is a word of version 2, and the report is of version 1; send version 2";
    assert_eq!(faults(&reserve(0, none.clone())), answer);
    let both = v1::ReserveLine { expires_on: "2027-03-31".into(), ..none };
    let answer = "reserve.lines[0].no_expiry: takes away what the same line states; send one of the two";
    assert_eq!(faults(&reserve(2, both)), answer);
    let newer = v1::Report { version: 4, ..need(vec![line("WATER", 1)]) };
    assert!(faults(&newer).starts_with("version: 4 is newer than this centre"), "{}", faults(&newer));
}

#[test]
fn a_need_without_a_quantity_and_a_word_beside_others_come_back_as_they_went() {
    for (quantity, unknown, beside) in [(0, true, false), (0, true, true), (5, false, true), (0, false, true)] {
        let wire = v1::NeedLine { quantity_unknown: unknown, beside, ..line("MASK", quantity) };
        let need = v1::NeedReport { site_id: "H1".into(), lines: vec![wire.clone()] };
        let Body::Need { lines, .. } = body_from_wire(&v1::report::Body::Need(need)).unwrap() else { panic!("a need") };
        assert_eq!((lines[0].unknown, lines[0].beside), (unknown, beside));
        assert_eq!(need_line_to_wire(&lines[0]), wire);
    }
    let both = v1::NeedLine { quantity_unknown: true, ..line("MASK", 5) };
    let need = v1::NeedReport { site_id: "H1".into(), lines: vec![both] };
    let faults = body_from_wire(&v1::report::Body::Need(need)).unwrap_err();
    assert_eq!(faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["need.lines[0].quantity"]);
}

#[test]
fn a_confirmation_names_1_to_50_records_each_once() {
    let of = |entry_indexes: Vec<u64>| {
        let told = v1::ConfirmRecordReport { entry_indexes, contested: true };
        body_from_wire(&v1::report::Body::ConfirmRecord(told))
    };
    assert_eq!(of((1..=50).collect()), Ok(Body::ConfirmRecord { entries: (1..=50).collect(), contested: true }));
    let fields = |entries: Vec<u64>| of(entries).unwrap_err().into_iter().map(|fault| fault.field).collect::<Vec<_>>();
    assert_eq!(fields(vec![]), ["confirm_record.entry_indexes"]);
    assert_eq!(fields((1..=51).collect()), ["confirm_record.entry_indexes"]);
    assert_eq!(fields(vec![7, 8, 7]), ["confirm_record.entry_indexes[2]"]);
}
