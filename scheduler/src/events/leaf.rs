//! The bytes of a record's public face, and the limits that keep every one below [`ENTRY_BYTES_MAX`]: [`LINES_MAX`]
//! lines of the longest ids need about 60 kB, [`DISCLOSED_MAX`] fields that [`ASKED_MAX`] lines ask for about 62 kB.
//! What the faces say is [`yicang_domain::events`]'s.
//!
//! [`LINES_MAX`]: yicang_domain::report::LINES_MAX

use jiff::Timestamp;
use yicang_domain::events::{Entry, Face};
use yicang_tlog::ENTRY_BYTES_MAX;

/// The most depots and sites together that one agent may report for.
pub const GRANT_PLACES_MAX: usize = 500;

/// The most places that one command adds to a grant and takes from it.
pub const CHANGED_PLACES_MAX: usize = 200;

/// The most fields that one grant may open.
pub const DISCLOSED_MAX: usize = 1_000;

/// The most lines in which a command names them: an entry in one line is all of its fields.
pub const ASKED_MAX: usize = 400;

/// The entry's bytes.
pub fn bytes(time: Timestamp, face: Face) -> Vec<u8> {
    let bytes = Entry { time, face }.to_text().into_bytes();
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
    use std::collections::BTreeSet;
    use yicang_domain::events::command::{Asked, Commanded};
    use yicang_domain::events::{disclosure, enrolment};
    use yicang_domain::report::{Body, Fact, LIFE_DAYS_MAX, LINES_MAX, NeedLine, ReserveLine, Version};
    use yicang_domain::{AgentId, ClassName, DepotId, ItemId, LotId, Quantity, Report, ReportId, SiteId};
    use yicang_tlog::Leaf;

    const AT: Timestamp = Timestamp::MIN;

    fn long(n: usize) -> String {
        format!("{n:x>64}")
    }

    fn of(version: Version, body: Body) -> Vec<u8> {
        let (id, agent) = (ReportId::new(&long(0)).unwrap(), AgentId::new(&long(1)).unwrap());
        let report = Report::of(version, id, agent, u64::MAX, AT, body).unwrap();
        let mut face = Face::of_report(&report, "", [9; 32], &mut |_, _| [8; 32]);
        if version.signs_its_face() {
            face.reporter_mut().unwrap().signature = Some([7; 64]);
        }
        bytes(AT, face)
    }

    fn commanded(asked: Vec<(String, String)>) -> Commanded {
        Commanded {
            coordinator: AgentId::new(&long(1)).unwrap(),
            command_sha256: [6; 32],
            asked: Some(Asked { command: long(2), issued: AT, lines: asked }),
            signature: Some([7; 64]),
        }
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
            unknown: false,
            beside: false,
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
        for version in [Version::One, Version::Two, Version::Three] {
            let needs = Body::Need { site: site.clone(), lines: (0..LINES_MAX).map(need).collect() };
            let reserves = Body::Reserve { depot: depot.clone(), lines: (0..LINES_MAX).map(reserve).collect() };
            for leaf in [of(version, needs), of(version, reserves)] {
                assert!((40_000..62_000).contains(&leaf.len()), "{} bytes", leaf.len());
                assert!(Leaf::parse(&leaf).is_ok());
            }
        }
    }

    #[test]
    fn the_largest_grant_fits_with_the_largest_change_that_made_it() {
        let grant = yicang_domain::events::Enrolment {
            key: [1; 32],
            depots: (0..GRANT_PLACES_MAX).map(|n| DepotId::new(&long(n)).unwrap()).collect(),
            coordinator: true,
            recovery: true,
            ..Default::default()
        };
        let change = (0..CHANGED_PLACES_MAX).map(|n| ("remove-depot".to_owned(), long(n))).collect();
        let agent = AgentId::new(&long(1)).unwrap();
        let by = Some(commanded(change));
        let leaf = bytes(AT, Face::Enrolled(enrolment::Published { agent, enrolment: grant, by }));
        assert!((50_000..55_000).contains(&leaf.len()), "{} bytes", leaf.len());
    }

    #[test]
    fn the_largest_disclosure_fits() {
        let field = ((1 << crate::events::salts::DEPTH) - 1, "line.200.quantity".to_owned());
        let asked = vec![("disclose".to_owned(), format!("{} {}", field.0, field.1)); ASKED_MAX];
        let masked = ["reader", "reason"].map(|field| (field.to_owned(), [1; 32])).into();
        let (by, fields) = (commanded(asked), vec![field; DISCLOSED_MAX]);
        let leaf = bytes(AT, Face::Disclosed(disclosure::Published { until: AT, by, fields, masked }));
        assert!((55_000..63_000).contains(&leaf.len()), "{} bytes", leaf.len());
    }
}
