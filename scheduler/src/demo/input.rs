//! The demonstration's input, compiled in: the case `hubei-2020`.

use std::collections::BTreeMap;
use yicang_domain::report::{Fact, NeedLine, ReserveLine};
use yicang_domain::{Catalogue, DepotId, LotId, SiteId};
use yicang_exchange::columns::{NEEDS, RESERVES};
use yicang_exchange::{Column, Findings, Row, Rules, Source, Table};

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!("../../../tests/data/hubei-2020/", $name, ".csv"))
    };
}

const OURS: &str = "the tables are compiled in, and the demonstration's tests read them";

/// Items, depots, sites and lanes. Every site of the case is a hospital.
pub(super) fn catalogue() -> Catalogue {
    let tables = [
        ("depots.csv", table!("depots")),
        ("sites.csv", table!("sites")),
        ("items.csv", table!("items")),
        ("lanes.csv", table!("lanes")),
    ];
    let mut catalogue = yicang_exchange::catalogue(Source::Memory(&tables), Rules::default()).expect(OURS).0;
    for site in catalogue.sites.values_mut() {
        site.kind = Some("hospital".parse().expect(OURS));
    }
    catalogue
}

/// What each hospital asks for.
pub(super) fn needs() -> BTreeMap<SiteId, Vec<NeedLine>> {
    by_place("needs.csv", table!("needs"), NEEDS, |row, findings| {
        let line = NeedLine {
            item: row.required("item_id", findings)?,
            quantity: row.required("quantity", findings)?,
            class: row.required("priority", findings)?,
            due: None,
            latest_useful: None,
            life_days_min: 0,
        };
        Some((row.required("site_id", findings)?, line))
    })
}

/// What lies in each depot.
pub(super) fn reserves() -> BTreeMap<DepotId, Vec<ReserveLine>> {
    by_place("reserves.csv", table!("reserves"), RESERVES, |row, findings| {
        let line = ReserveLine {
            item: row.required("item_id", findings)?,
            lot: LotId::unnamed(),
            quantity: row.required("quantity", findings)?,
            expires_on: Fact::Unsaid,
            earmark: Fact::Unsaid,
            available_at: Fact::Unsaid,
        };
        Some((row.required("depot_id", findings)?, line))
    })
}

fn by_place<K: Ord, V>(
    file: &str,
    text: &str,
    columns: &[Column],
    read: impl Fn(&Row<'_>, &mut Findings) -> Option<(K, V)>,
) -> BTreeMap<K, Vec<V>> {
    let mut findings = Findings::default();
    let mut places = BTreeMap::<K, Vec<V>>::new();
    let table = Table::parse(file, text.as_bytes(), columns, Rules::default(), &mut findings).expect(OURS);
    for (place, line) in table.rows().filter_map(|row| read(&row, &mut findings)) {
        places.entry(place).or_default().push(line);
    }
    assert!(findings.is_empty(), "{OURS}: {:?}", findings.faults());
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_in_case_is_whole() {
        let (catalogue, needs, reserves) = (catalogue(), needs(), reserves());
        assert_eq!((catalogue.sites.len(), catalogue.depots.len(), catalogue.items.len()), (235, 5, 8));
        assert_eq!(needs.values().map(Vec::len).sum::<usize>(), 1_383);
        assert!(needs.keys().all(|site| catalogue.sites.contains_key(site)));
        assert!(reserves.keys().all(|depot| catalogue.depots.contains_key(depot)));
    }
}
