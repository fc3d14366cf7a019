//! Public entries: their exact text, both ways.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::collections::BTreeSet;
use yicang_domain::events::command::{Asked, Commanded};
use yicang_domain::events::openings::{Counted, Opening, Openings};
use yicang_domain::events::{
    Enrolment, Entry, Face, Source, catalogue, clock, decision, disclosure, enrolment, note, plan, release,
};
use yicang_domain::report::{Body, Fact, NeedLine, ReserveLine, Step, Version};
use yicang_domain::{Catalogue, Quantity, Report};

const AT: &str = "2026-02-01T08:00:00Z";

fn report(version: Version, body: Body) -> Face {
    let report =
        Report::of(version, "r1".parse().unwrap(), "a1".parse().unwrap(), 3, AT.parse().unwrap(), body).unwrap();
    let mut face = Face::of_report(&report, "hush", [5; 32], &mut |field, value| {
        let mut hash = [0; 32];
        let said = [field.as_bytes(), b"=", value].concat();
        let length = said.len().min(32);
        hash[..length].copy_from_slice(&said[..length]);
        hash
    });
    if version.signs_its_face() {
        face.reporter_mut().unwrap().signature = Some([6; 64]);
    }
    face
}

fn text(face: Face) -> String {
    let entry = Entry { time: AT.parse().unwrap(), face };
    let text = entry.to_text();
    assert_eq!(Entry::from_text(&text).as_ref(), Ok(&entry), "{text}");
    text
}

fn reserve(expires_on: Fact<jiff::civil::Date>, earmark: Fact<BTreeSet<yicang_domain::SiteId>>) -> Body {
    let (item, lot) = ("GOWN".parse().unwrap(), "L1".parse().unwrap());
    let line = ReserveLine {
        item,
        lot,
        quantity: Quantity::new(7).unwrap(),
        expires_on,
        earmark,
        available_at: Fact::Nothing,
    };
    Body::Reserve { depot: "D1".parse().unwrap(), lines: vec![line] }
}

fn commanded(version: u32) -> Commanded {
    let asked = Asked {
        command: "c1".into(),
        issued: AT.parse().unwrap(),
        lines: vec![("decide".into(), "P17".into()), ("plan-sha256".into(), "00".into())],
    };
    let (asked, signature) = if version == 2 { (Some(asked), Some([7; 64])) } else { (None, None) };
    Commanded { coordinator: "yes".parse().unwrap(), command_sha256: [1; 32], asked, signature }
}

#[test]
fn a_need_reads_like_this() {
    let line = NeedLine {
        item: "MASK".parse().unwrap(),
        quantity: Quantity::new(15_000).unwrap(),
        class: "urgent".parse().unwrap(),
        due: Some(AT.parse().unwrap()),
        latest_useful: None,
        life_days_min: 30,
    };
    let need = Body::Need { site: "H1".parse().unwrap(), lines: vec![line] };
    let head = "yicang.v1 need-report\ntime 2026-02-01T08:00:00Z\nagent a1\nreport r1\nsequence 3\n";
    let tail = format!(
        "site H1\nline MASK 15000 urgent due={AT} life=30\nreport-sha256 {}\nmasked note 6e6f74653d68757368{}\n",
        "05".repeat(32),
        "00".repeat(23)
    );
    assert_eq!(text(report(Version::One, need.clone())), format!("{head}{tail}"));
    let signature = format!("signature {}\n", "06".repeat(64));
    assert_eq!(text(report(Version::Three, need.clone())), format!("{head}version 3\n{tail}{signature}"));
    // What is signed is the same without the time and the signature, for one log.
    let signed = String::from_utf8(report(Version::Three, need).signed_bytes("log.example")).unwrap();
    let head = "yicang.v1 need-report\nagent a1\nreport r1\nsequence 3\n";
    assert_eq!(signed, format!("log.example\n{head}version 3\n{tail}"));
}

#[test]
fn a_reserve_shows_what_its_version_showed() {
    let sites = Fact::Is(["H1", "H2"].map(|site| site.parse().unwrap()).into());
    let lines = |version, body: Body| {
        let text = text(report(version, body));
        let shown = text.lines().filter(|line| line.starts_with("line") || line.starts_with("masked line"));
        shown.map(|line| line.split_at(line.len().min(34)).0.to_owned()).collect::<Vec<_>>()
    };
    let body = reserve(Fact::Nothing, sites);
    assert_eq!(
        lines(Version::One, body.clone()),
        ["line GOWN L1 earmark-sites=2", "masked line.1.quantity 6c696e652e3"]
    );
    let shown = "line GOWN L1 expires=none earmark-";
    assert_eq!(lines(Version::Two, body.clone())[0], shown);
    assert_eq!(lines(Version::Three, body)[0], "line GOWN L1 expires=none availabl");
    // From version 3 on one commitment is to the quantity and the earmark.
    for (earmark, value) in [
        (Fact::Unsaid, "line.1=7"),
        (Fact::Nothing, "line.1=7 earmark=none"),
        (Fact::Is(["H2", "H1"].map(|site| site.parse().unwrap()).into()), "line.1=7 earmark=H1,H2"),
    ] {
        let Face::Reserve(face) = report(Version::Three, reserve(Fact::Unsaid, earmark)) else { panic!("a reserve") };
        let (field, hash) = face.commitment(1).unwrap();
        assert_eq!((field, &hash[..value.len()]), ("line.1", value.as_bytes()));
    }
}

#[test]
fn every_other_kind_is_read_back() {
    let step = Body::Step { order: "P7-1".parse().unwrap(), step: Step::Shipped, quantity: Quantity::ZERO };
    text(report(Version::Two, step));
    let hash = [3; 32];
    let masked = vec![("reason".to_owned(), hash)];
    let texts = |head| plan::Texts { situation: [1; 32], policy: [2; 32], plan: hash, head };
    for version in [1, 2] {
        let by = || commanded(version);
        for coordinator in [false, true] {
            let enrolment = Enrolment { coordinator, sites: ["H1".parse().unwrap()].into(), ..Enrolment::default() };
            for by in [None, Some(by())] {
                let (agent, enrolment) = ("a1".parse().unwrap(), enrolment.clone());
                text(Face::Enrolled(enrolment::Published { agent, enrolment, by }));
            }
        }
        let looked = plan::Looked { upto: 16, now: AT.parse().unwrap(), openings: hash };
        for (looked, head) in [(None, None), (Some(looked), Some(hash))] {
            let (plan, policy_name) = ("P17".to_owned(), "floor then class".to_owned());
            text(Face::Planned(plan::Published { plan, looked, policy_name, by: by(), texts: texts(head) }));
        }
        let (plan, texts) = ("P17".to_owned(), texts(None));
        text(Face::Decided(decision::Published { plan, orders: 2, reopened: 1, by: by(), texts }));
        text(Face::Noted(note::Published { plan: "P17".into(), text: "by boat 渡船".into(), by: by() }));
        text(Face::Released(release::Published { decision: 4, by: by(), masked: masked.clone() }));
        let (until, fields) = (AT.parse().unwrap(), vec![(3, "note".to_owned())]);
        text(Face::Disclosed(disclosure::Published { until, by: by(), fields, masked: masked.clone() }));
    }
    text(Face::ClockConfirmed(clock::Published { clock: AT.parse().unwrap() }));
    let ways = [catalogue::Ways::Hidden(hash), catalogue::Ways::Text(hash)];
    for ways in ways {
        text(Face::Catalogue(catalogue::Published { counts: [1, 2, 3, 4], ways, masked: masked.clone(), names: None }));
    }
}

#[test]
fn another_spelling_is_refused_with_its_line() {
    let good = text(report(Version::Three, reserve(Fact::Nothing, Fact::Unsaid)));
    for (from, to, line) in [
        ("sequence 3", "sequence 03", "line 5: "),
        ("version 3", "version 4", "line 6: version \"4\" is not known"),
        ("version 3", "version 1", "line 6: version \"1\" is not known"),
        ("expires=none", "expires=NONE", "line 8: "),
        ("report-sha256 05", "report-sha256 0A", "line 9: "),
        ("signature 06", "signature 6", "line 12: signature is not"),
        ("agent a1\n", "agent a1\nagent a1\n", "line 4: is not `report …`"),
        ("depot D1\n", "", "line 7: is not `depot …`"),
        ("reserve-report", "reserves-report", "line 1: the kind"),
    ] {
        assert!(good.contains(from), "{from}");
        let error = Entry::from_text(&good.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.starts_with(line), "{from} -> {to}: {error}");
    }
    let cut = good.rsplit_once("signature").unwrap().0;
    let error = Entry::from_text(cut).unwrap_err().to_string();
    assert_eq!(error, "line 12: an entry of version 3 has a signature");
    let extra = format!("{good}note x\n");
    assert!(Entry::from_text(&extra).unwrap_err().to_string().ends_with("a line \"note\" has no place here"));
    assert!(Entry::from_text(good.trim_end()).is_err(), "the last line ends, too");
}

#[test]
fn openings_and_catalogues_are_read_back() {
    let counted = |earmark| Counted { quantity: Quantity::new(120).unwrap(), earmark };
    let opening = |salt, earmark| Opening { salt, counted: counted(earmark) };
    let sites = Fact::Is(["H1", "H2"].map(|site| site.parse().unwrap()).into());
    let all = [
        (Source { entry: 3, line: 2 }, opening(Some([0xab; 16]), sites)),
        (Source { entry: 17, line: 1 }, opening(None, Fact::Nothing)),
        (Source { entry: 17, line: 2 }, opening(None, Fact::Unsaid)),
    ];
    let openings = Openings(all.into());
    let text = openings.to_text();
    let ab = "ab".repeat(16);
    let expected =
        format!("yicang-openings 1\nopen 3 2 {ab} 120 earmark=H1,H2\nopen 17 1 - 120 earmark=none\nopen 17 2 - 120\n");
    assert_eq!(text, expected);
    assert_eq!(Openings::from_text(&text), Ok(openings));
    assert!(Openings::from_text(&text.replace("17 2", "17 1")).is_err());

    let text = "yicang-catalogue 1\nitem GOWN\ndepot D1\nsite H1\nprotect D1 GOWN 5\nlane D1 H1 60 cost=2 closed\n";
    assert_eq!(Catalogue::from_public_text(text).unwrap().to_public_text(), text);
    let twice = Catalogue::from_public_text(&format!("{text}site H1\n")).unwrap_err().to_string();
    assert_eq!(twice, "line 7: stands here a second time");
}

#[test]
fn kinds_and_districts_are_said_in_version_3_only() {
    let text = "yicang-catalogue 3\nsite H1\nsite H2 kind=clinic\nsite H3 kind=hospital district=D 30.5 114.25\n";
    let read = Catalogue::from_public_text(text).unwrap();
    assert_eq!(read.to_public_text(), text);
    let h3 = &read.sites[&"H3".parse().unwrap()];
    assert_eq!((h3.kind.as_ref().unwrap().as_str(), h3.district.as_ref().unwrap().as_str()), ("hospital", "D"));
    let old = text.replace("catalogue 3", "catalogue 2");
    assert!(Catalogue::from_public_text(&old).is_err(), "an auditor of before would not have read it");
}
