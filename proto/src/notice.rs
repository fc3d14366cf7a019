//! Notices, both ways.

use crate::time::{time_from_wire, time_to_wire};
use crate::v1;
use std::str::FromStr;
use yicang_domain::notice::{About, Addressee, Differing, Notice, NoticeKind};
use yicang_domain::{AmissKind, Fault, Hold, LotId, LotKey, Quantity};
use yicang_language::{ToMessage, message};

/// A notice for the wire, with what it knows of the reason.
pub fn notice_to_wire(notice: &Notice) -> v1::Notice {
    let (depot_id, site_id) = match &notice.to {
        Addressee::Depot(depot) => (depot.to_string(), String::new()),
        Addressee::Site(site) => (String::new(), site.to_string()),
    };
    let mut wire = v1::Notice {
        notice_id: notice.id().to_string(),
        kind: notice.kind().code().to_owned(),
        depot_id,
        site_id,
        entry_index: notice.entry,
        since: notice.since.map(time_to_wire),
        reason: notice.reason.clone(),
        seen: notice.seen,
        ..v1::Notice::default()
    };
    match &notice.about {
        About::StaleSoon(item, at) | About::Stale(item, at) | About::Expired(item, at) => {
            wire.item_id = item.to_string();
            wire.moment = Some(time_to_wire(*at));
        }
        About::Rejected(item) => wire.item_id = item.to_string(),
        About::Held(lot, _) => lot_to_wire(&mut wire, lot),
        About::Differs(Differing { id, kind, lot, order, expected, actual }) => {
            lot_to_wire(&mut wire, lot);
            wire.discrepancy_id = id.to_string();
            wire.discrepancy_kind = kind.as_str().to_owned();
            wire.order_id = order.as_ref().map(ToString::to_string).unwrap_or_default();
            (wire.expected, wire.actual) = (expected.units(), actual.units());
        }
        About::VerifiedLess { item, claimed, verified } => {
            wire.item_id = item.to_string();
            (wire.expected, wire.actual) = (claimed.units(), verified.units());
        }
        About::AskedBack { item, claimed, usual } => {
            wire.item_id = item.to_string();
            (wire.expected, wire.actual) = (usual.units(), claimed.units());
        }
        About::Ship { order, lot, site, quantity, departs, .. } => {
            lot_to_wire(&mut wire, lot);
            (wire.order_id, wire.order_site_id) = (order.to_string(), site.to_string());
            (wire.expected, wire.moment) = (quantity.units(), Some(time_to_wire(*departs)));
        }
    }
    wire
}

fn lot_to_wire(wire: &mut v1::Notice, LotKey { depot, item, lot }: &LotKey) {
    (wire.lot_depot_id, wire.lot_item_id) = (depot.to_string(), item.to_string());
    wire.lot_id = if *lot == LotId::unnamed() { String::new() } else { lot.to_string() };
}

/// A notice from the wire.
///
/// # Errors
/// The first field that cannot be read, or says something that only a newer program knows.
pub fn notice_from_wire(wire: &v1::Notice) -> Result<Notice, Fault> {
    let unknown = || Fault::new("notice.kind", message!("notice-kind-unknown", kind = format!("{:?}", wire.kind)));
    let item = || word("notice.item_id", &wire.item_id);
    let order = || word("notice.order_id", &wire.order_id);
    let moment = || match wire.moment.as_ref() {
        Some(moment) => time_from_wire("notice.moment", moment),
        None => Err(Fault::new("notice.moment", message!("wire-missing"))),
    };
    let about = match NoticeKind::of_code(&wire.kind).ok_or_else(unknown)? {
        NoticeKind::StaleSoon => About::StaleSoon(item()?, moment()?),
        NoticeKind::Stale => About::Stale(item()?, moment()?),
        NoticeKind::Expired => About::Expired(item()?, moment()?),
        NoticeKind::Rejected => About::Rejected(item()?),
        NoticeKind::Recall => About::Held(lot(wire)?, Hold::Recall),
        NoticeKind::Quarantine => About::Held(lot(wire)?, Hold::Quarantine),
        NoticeKind::Discrepancy => About::Differs(Differing {
            id: wire.discrepancy_id.parse().map_err(|error| Fault::new("notice.discrepancy_id", error))?,
            kind: AmissKind::ALL.into_iter().find(|kind| kind.as_str() == wire.discrepancy_kind).ok_or_else(unknown)?,
            lot: lot(wire)?,
            order: if wire.order_id.is_empty() { None } else { Some(order()?) },
            expected: units("notice.expected", wire.expected)?,
            actual: units("notice.actual", wire.actual)?,
        }),
        NoticeKind::VerifiedLess => About::VerifiedLess {
            item: item()?,
            claimed: units("notice.expected", wire.expected)?,
            verified: units("notice.actual", wire.actual)?,
        },
        NoticeKind::AskedBack => About::AskedBack {
            item: item()?,
            claimed: units("notice.actual", wire.actual)?,
            usual: units("notice.expected", wire.expected)?,
        },
        kind @ (NoticeKind::NeededBy | NoticeKind::Overdue) => About::Ship {
            order: order()?,
            lot: lot(wire)?,
            site: word("notice.order_site_id", &wire.order_site_id)?,
            quantity: units("notice.expected", wire.expected)?,
            departs: moment()?,
            overdue: kind == NoticeKind::Overdue,
        },
    };
    let to = Addressee::of_words(&wire.depot_id, &wire.site_id);
    let to = to.map_err(|error| Fault::new("notice.site_id", error))?;
    let to = to.ok_or_else(|| Fault::new("notice.site_id", message!("wire-missing")))?;
    let since = wire.since.as_ref().map(|at| time_from_wire("notice.since", at)).transpose()?;
    let notice =
        Notice { reason: wire.reason.clone(), seen: wire.seen, ..Notice::new(wire.entry_index, to, since, about) };
    if notice.id().to_string() == wire.notice_id {
        return Ok(notice);
    }
    Err(Fault::new("notice.notice_id", message!("notice-id-unreadable", id = format!("{:?}", wire.notice_id))))
}

fn lot(wire: &v1::Notice) -> Result<LotKey, Fault> {
    Ok(LotKey {
        depot: word("notice.lot_depot_id", &wire.lot_depot_id)?,
        item: word("notice.lot_item_id", &wire.lot_item_id)?,
        lot: match wire.lot_id.as_str() {
            "" => LotId::unnamed(),
            lot => word("notice.lot_id", lot)?,
        },
    })
}

fn word<T: FromStr<Err: ToMessage>>(field: &str, text: &str) -> Result<T, Fault> {
    text.parse().map_err(|error| Fault::new(field, error))
}

fn units(field: &str, units: u64) -> Result<Quantity, Fault> {
    word(field, &units.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_language::Language;

    #[test]
    fn every_kind_comes_back_from_the_wire_as_it_went_and_a_bent_one_does_not() {
        let lot = LotKey { depot: "D1".parse().unwrap(), item: "N95".parse().unwrap(), lot: LotId::unnamed() };
        let item = || "N95".parse().unwrap();
        let at = jiff::Timestamp::from_second(1_600_000_000).unwrap();
        let ten = Quantity::new(10).unwrap();
        let ship = |overdue| About::Ship {
            order: "P1-2".parse().unwrap(),
            lot: lot.clone(),
            site: "H1".parse().unwrap(),
            quantity: ten,
            departs: at,
            overdue,
        };
        let abouts = [
            About::StaleSoon(item(), at),
            About::Stale(item(), at),
            About::Held(lot.clone(), Hold::Recall),
            About::Held(lot.clone(), Hold::Quarantine),
            About::Differs(Differing {
                id: "X7-3".parse().unwrap(),
                kind: AmissKind::Count,
                lot: lot.clone(),
                order: None,
                expected: ten,
                actual: Quantity::ZERO,
            }),
            About::Rejected(item()),
            About::VerifiedLess { item: item(), claimed: ten, verified: Quantity::ZERO },
            About::AskedBack { item: item(), claimed: ten, usual: Quantity::ZERO },
            ship(false),
            ship(true),
            About::Expired(item(), at),
        ];
        let places = [Addressee::Depot("a/b%".parse().unwrap()), Addressee::Site("a-b".parse().unwrap())];
        let mut ids = std::collections::BTreeSet::new();
        for (about, to) in abouts.iter().flat_map(|about| places.iter().map(move |to| (about, to))) {
            let notice =
                Notice { reason: "why".into(), seen: true, ..Notice::new(7, to.clone(), Some(at), about.clone()) };
            let wire = notice_to_wire(&notice);
            assert_eq!(notice_from_wire(&wire).unwrap(), notice);
            assert_eq!(wire.notice_id.parse(), Ok(notice.id()));
            assert!(ids.insert(wire.notice_id.clone()), "{}", wire.notice_id);
            let bent = v1::Notice { entry_index: 8, ..wire };
            assert!(notice_from_wire(&bent).is_err(), "another entry than its id names");
        }
        assert_eq!(ids.len(), 22);
        assert_eq!(NoticeKind::all().count(), abouts.len(), "a kind is missing here");
        for wrong in ["N7-recall", "N7-recall-", "n7-recall-H1", "N07-recall-H1", "N7-other-H1", "N7-stale-H1/", "X7"] {
            let error = wrong.parse::<yicang_domain::NoticeId>().unwrap_err();
            assert!(error.message().say(Language::Chinese).contains(wrong));
        }
    }
}
