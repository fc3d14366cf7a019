//! The public face of each record: what anybody may read, and nothing else. Names, free text and what a lot holds are
//! masked: the log commits to them and does not show them (see [`yicang_tlog::mask`]).
//!
//! ```text
//! yicang.v1 need-report
//! time 2026-02-01T08:00:00Z
//! agent A-H001
//! report 01J…
//! sequence 3
//! site H001
//! line MASK_MED 15000 urgent due=2026-02-03T08:00:00Z
//! report-sha256 5f0c…
//! masked note 77ab…
//! ```
//!
//! `time` is the centre's clock. `report-sha256` is of the exact bytes that the agent signed; the salt in them keeps it from
//! being guessed. `version` is that of the signed report; without the line it is 1. In a reserve report of version 2 a fact
//! that a line does not name stays as it was, and `=none` takes it away. An earmark shows how many sites it names: the
//! situation that a plan publishes names them. Everything
//! here stays below [`ENTRY_BYTES_MAX`]: [`LINES_MAX`] lines of the longest ids need about 60 kB, [`GRANT_PLACES_MAX`] places
//! about 36 kB.
//!
//! [`LINES_MAX`]: yicang_domain::report::LINES_MAX

use jiff::Timestamp;
use std::fmt::{Display, Write as _};
use yicang_domain::event::Enrolment;
use yicang_domain::report::{Body, Fact, NeedLine, ReserveLine, Version};
use yicang_domain::{AgentId, Catalogue, Report};
use yicang_proto::v1::MaskedField;
use yicang_proto::v1::SignedCommand;
use yicang_tlog::{ENTRY_BYTES_MAX, Hash, Leaf, hex, mask, sha256};

/// The most depots and sites together that one agent may report for.
pub const GRANT_PLACES_MAX: usize = 500;

/// The most fields that one grant may open.
pub const DISCLOSED_MAX: usize = 1_000;

/// Masked fields: name and commitment.
pub type Masked = [(String, Hash)];

/// The texts that a plan and its decision name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextHashes {
    /// SHA-256 of the situation's text.
    pub situation: Hash,
    /// SHA-256 of the policy's text.
    pub policy: Hash,
    /// SHA-256 of the plan's text.
    pub plan: Hash,
    /// SHA-256 of the cosigned head that its draw is made with, if there is one.
    pub head: Option<Hash>,
}

/// Items, places and ways, counted.
pub fn catalogue(at: Timestamp, catalogue: &Catalogue, ways: &str, masked: &Masked) -> Vec<u8> {
    let leaf = new("catalogue", at)
        .with("items", catalogue.items.len())
        .with("depots", catalogue.depots.len())
        .with("sites", catalogue.sites.len())
        .with("lanes", catalogue.lanes.len())
        .with("ways-sha256", hex(&sha256(ways.as_bytes())));
    sealed(&with_masked(leaf, masked))
}

/// Whose key, for which places, by whose command.
pub fn enrolment(
    at: Timestamp,
    agent: &AgentId,
    grant: &Enrolment,
    command: Option<(&AgentId, &SignedCommand)>,
) -> Vec<u8> {
    let mut leaf = new("enrolment", at).with("agent", agent).with("key", hex(&grant.key));
    for depot in &grant.depots {
        leaf = leaf.with("depot", depot);
    }
    for site in &grant.sites {
        leaf = leaf.with("site", site);
    }
    if grant.coordinator {
        leaf = leaf.with("coordinator", "yes");
    }
    if grant.recovery {
        leaf = leaf.with("recovery", "yes");
    }
    if let Some((coordinator, command)) = command {
        leaf = commanded(leaf, coordinator, command);
    }
    sealed(&leaf)
}

/// What an agent said, line by line.
pub fn report(at: Timestamp, report: &Report, report_sha256: &Hash, masked: &Masked) -> Vec<u8> {
    let head = |kind: &str| {
        let leaf = new(kind, at).with("agent", report.agent()).with("report", report.id());
        let leaf = leaf.with("sequence", report.sequence());
        match report.version() {
            // As these leaves always were.
            Version::One => leaf,
            version => leaf.with("version", version.number()),
        }
    };
    let leaf = match report.body() {
        Body::Need { site, lines } => {
            lines.iter().fold(head("need-report").with("site", site), |leaf, line| leaf.with("line", need_line(line)))
        }
        Body::Reserve { depot, lines } => {
            lines.iter().fold(head("reserve-report").with("depot", depot), |leaf, line| {
                leaf.with("line", reserve_line(report.version(), line))
            })
        }
        Body::Step { order, step, quantity } => {
            head("step-report").with("order", order).with("step", step.as_str()).with("quantity", quantity)
        }
    };
    sealed(&with_masked(leaf.with("report-sha256", hex(report_sha256)), masked))
}

fn need_line(line: &NeedLine) -> String {
    let mut text = format!("{} {} {}", line.item, line.quantity, line.class);
    option(&mut text, "due", line.due);
    option(&mut text, "latest", line.latest_useful);
    option(&mut text, "life", Some(line.life_days_min).filter(|days| *days > 0));
    text
}

fn reserve_line(version: Version, line: &ReserveLine) -> String {
    let mut text = format!("{} {}", line.item, line.lot);
    fact(&mut text, version, "expires", &line.expires_on);
    fact(&mut text, version, "earmark-sites", &line.earmark.as_ref().map(std::collections::BTreeSet::len));
    fact(&mut text, version, "available", &line.available_at);
    text
}

/// A fact that a line states, or takes away; in version 1 what is not stated is taken away.
fn fact(text: &mut String, version: Version, key: &str, said: &Fact<impl Display>) {
    match said {
        Fact::Is(value) => option(text, key, Some(value)),
        Fact::Nothing if version != Version::One => option(text, key, Some("none")),
        Fact::Nothing | Fact::Unsaid => {}
    }
}

fn option(text: &mut String, key: &str, value: Option<impl Display>) {
    if let Some(value) = value {
        let _ = write!(text, " {key}={value}");
    }
}

/// A plan was made: its texts, by whose command.
pub fn plan(
    at: Timestamp,
    plan_id: &str,
    policy_name: &str,
    texts: &TextHashes,
    coordinator: &AgentId,
    command: &SignedCommand,
) -> Vec<u8> {
    let leaf = new("plan", at).with("plan", plan_id).with("policy-name", policy_name);
    sealed(&with_texts(commanded(leaf, coordinator, command), texts))
}

/// A plan was decided: the same texts, by whose command, and how many orders are its lines. Of the orders that it `reopened`
/// (its situation names them), those that are a line of it stay as they are and the others are replaced.
pub fn decision(
    at: Timestamp,
    plan_id: &str,
    orders: usize,
    reopened: usize,
    texts: &TextHashes,
    coordinator: &AgentId,
    command: &SignedCommand,
) -> Vec<u8> {
    let mut leaf = new("decision", at).with("plan", plan_id).with("orders", orders);
    if reopened > 0 {
        leaf = leaf.with("reopened", reopened);
    }
    sealed(&with_texts(commanded(leaf, coordinator, command), texts))
}

/// A decision's orders go out without the witnesses: by whose command.
pub fn overridden(
    at: Timestamp,
    decision: u64,
    coordinator: &AgentId,
    command: &SignedCommand,
    masked: &Masked,
) -> Vec<u8> {
    let leaf = commanded(new("override", at).with("decision", decision), coordinator, command);
    sealed(&with_masked(leaf, masked))
}

/// Who starts the centre says that its clock is right: what it says, beside the entry's own time, which never runs back.
pub fn clock(at: Timestamp, clock: Timestamp) -> Vec<u8> {
    sealed(&new("clock", at).with("clock", clock))
}

/// Somebody may see masked fields until then: which, and by whose command.
pub fn grant(
    at: Timestamp,
    until: Timestamp,
    fields: &[MaskedField],
    coordinator: &AgentId,
    command: &SignedCommand,
    masked: &Masked,
) -> Vec<u8> {
    let leaf = commanded(new(mask::GRANT, at).with("until", until), coordinator, command);
    let name = |field: &MaskedField| format!("{} {}", field.entry_index, field.field);
    sealed(&with_masked(fields.iter().fold(leaf, |leaf, field| leaf.with("field", name(field))), masked))
}

fn with_masked(leaf: Leaf, masked: &Masked) -> Leaf {
    masked.iter().fold(leaf, |leaf, (field, hash)| leaf.with_masked(field, hash))
}

fn new(kind: &str, at: Timestamp) -> Leaf {
    Leaf::new(kind).with("time", at)
}

fn commanded(leaf: Leaf, coordinator: &AgentId, command: &SignedCommand) -> Leaf {
    leaf.with("coordinator", coordinator).with("command-sha256", hex(&sha256(&command.command)))
}

fn with_texts(leaf: Leaf, texts: &TextHashes) -> Leaf {
    let leaf = leaf.with_blob("situation", &texts.situation).with_blob("policy", &texts.policy);
    let leaf = leaf.with_blob("plan", &texts.plan);
    texts.head.iter().fold(leaf, |leaf, head| leaf.with_blob("head", head))
}

fn sealed(leaf: &Leaf) -> Vec<u8> {
    let bytes = leaf.to_bytes();
    assert!(
        bytes.len() <= ENTRY_BYTES_MAX,
        "limits at the door keep every leaf small enough; this has {}",
        bytes.len()
    );
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use std::collections::BTreeSet;
    use yicang_domain::report::{LIFE_DAYS_MAX, LINES_MAX, Step};
    use yicang_domain::{ClassName, DepotId, ItemId, LotId, OrderId, Quantity, ReportId, SiteId};

    const AT: Timestamp = Timestamp::MIN;

    fn long(n: usize) -> String {
        format!("{n:x>64}")
    }

    fn of(body: Body) -> Report {
        let id = ReportId::new(&long(0)).unwrap();
        Report::new(id, AgentId::new(&long(1)).unwrap(), u64::MAX, AT, body).unwrap()
    }

    #[test]
    fn a_report_of_the_most_and_longest_lines_fits() {
        let quantity = Quantity::new(yicang_domain::quantity::QUANTITY_MAX).unwrap();
        let sites: BTreeSet<_> = (0..50).map(|n| SiteId::new(&long(n)).unwrap()).collect();
        let need = |n| NeedLine {
            item: ItemId::new(&long(n)).unwrap(),
            quantity,
            class: ClassName::new(&long(n)).unwrap(),
            due: Some(AT),
            latest_useful: Some(AT),
            life_days_min: LIFE_DAYS_MAX,
        };
        let reserve = |n| ReserveLine {
            item: ItemId::new(&long(n)).unwrap(),
            lot: LotId::new(&long(n)).unwrap(),
            quantity,
            expires_on: Fact::Is("-009999-01-01".parse().unwrap()),
            earmark: Fact::Is(sites.clone()),
            available_at: Fact::Is(AT),
        };
        let site = SiteId::new(&long(2)).unwrap();
        let depot = DepotId::new(&long(2)).unwrap();
        let note = ("note".to_owned(), [8; 32]);
        let quantities = (1..=LINES_MAX).map(|n| (format!("line.{n}.quantity"), [8; 32]));
        let masked: Vec<_> = std::iter::once(note.clone()).chain(quantities).collect();
        let needs = of(Body::Need { site, lines: (0..LINES_MAX).map(need).collect() });
        let needs = report(AT, &needs, &[9; 32], &[note]);
        let reserves = of(Body::Reserve { depot, lines: (0..LINES_MAX).map(reserve).collect() });
        let reserves = report(AT, &reserves, &[9; 32], &masked);
        for leaf in [needs, reserves] {
            assert!((40_000..62_000).contains(&leaf.len()), "{} bytes", leaf.len());
            assert!(Leaf::parse(&leaf).is_ok());
        }
    }

    #[test]
    fn the_largest_grant_fits() {
        let grant = Enrolment {
            key: [1; 32],
            depots: (0..GRANT_PLACES_MAX).map(|n| DepotId::new(&long(n)).unwrap()).collect(),
            coordinator: true,
            recovery: true,
            ..Enrolment::default()
        };
        let command = SignedCommand::default();
        let agent = AgentId::new(&long(1)).unwrap();
        assert!(enrolment(AT, &agent, &grant, Some((&agent, &command))).len() < 40_000);
    }

    #[test]
    fn the_largest_disclosure_fits() {
        let field = MaskedField { entry_index: (1 << crate::salts::DEPTH) - 1, field: "line.200.quantity".into() };
        let agent = AgentId::new(&long(1)).unwrap();
        let masked = [mask::READER, mask::REASON].map(|field| (field.to_owned(), [1; 32]));
        let leaf = grant(AT, AT, &vec![field; DISCLOSED_MAX], &agent, &SignedCommand::default(), &masked);
        assert!(leaf.len() < 45_000, "{} bytes", leaf.len());
    }

    #[test]
    fn a_leaf_reads_like_this() {
        let step = Body::Step { order: OrderId::new("P7-1").unwrap(), step: Step::Shipped, quantity: Quantity::ZERO };
        let said = Report::new(ReportId::new("r1").unwrap(), AgentId::new("a1").unwrap(), 3, AT, step).unwrap();
        let at = "2026-02-01T08:00:00Z".parse().unwrap();
        expect![[r#"
            yicang.v1 step-report
            time 2026-02-01T08:00:00Z
            agent a1
            report r1
            sequence 3
            version 2
            order P7-1
            step shipped
            quantity 0
            report-sha256 0505050505050505050505050505050505050505050505050505050505050505
            masked note 0606060606060606060606060606060606060606060606060606060606060606
        "#]]
        .assert_eq(&String::from_utf8(report(at, &said, &[5; 32], &[("note".into(), [6; 32])])).unwrap());
    }

    #[test]
    fn a_reserve_s_leaf_tells_what_is_kept_from_what_is_taken_away() {
        let line = ReserveLine {
            item: ItemId::new("GOWN").unwrap(),
            lot: LotId::new("L1").unwrap(),
            quantity: Quantity::new(7).unwrap(),
            expires_on: Fact::Nothing,
            earmark: Fact::Unsaid,
            available_at: Fact::Nothing,
        };
        let line_of = |version| {
            let body = Body::Reserve { depot: DepotId::new("D1").unwrap(), lines: vec![line.clone()] };
            let (id, agent) = (ReportId::new("r1").unwrap(), AgentId::new("a1").unwrap());
            let said = Report::of(version, id, agent, 3, AT, body).unwrap();
            let text = String::from_utf8(report(AT, &said, &[5; 32], &[])).unwrap();
            let lines = text.lines().filter(|line| line.starts_with("version") || line.starts_with("line"));
            lines.collect::<Vec<_>>().join("; ")
        };
        assert_eq!(line_of(Version::One), "line GOWN L1");
        assert_eq!(line_of(Version::Two), "version 2; line GOWN L1 expires=none available=none");
    }
}
