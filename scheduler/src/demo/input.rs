//! The demonstration's input, compiled in: the case `hubei-2020`.

use crate::catalogue::{Row, Tables, from_tables, rows};
use std::collections::BTreeMap;
use yicang_domain::report::{Fact, NeedLine, ReserveLine};
use yicang_domain::{Catalogue, DepotId, LotId, SiteId};

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!("../../../tests/data/hubei-2020/", $name, ".csv"))
    };
}

const OURS: &str = "the tables are compiled in, and the demonstration's tests read them";

/// Items, depots, sites and lanes.
pub(super) fn catalogue() -> Catalogue {
    let tables = Tables {
        depots: table!("depots"),
        sites: table!("sites"),
        items: table!("items"),
        lanes: table!("lanes"),
        protected: None,
    };
    from_tables(&tables).expect(OURS)
}

/// What each hospital asks for.
pub(super) fn needs() -> BTreeMap<SiteId, Vec<NeedLine>> {
    by_place("needs.csv", table!("needs"), |row| {
        let line = NeedLine {
            item: row.word("item_id")?,
            quantity: row.word("quantity")?,
            class: row.word("priority")?,
            due: None,
            latest_useful: None,
            life_days_min: 0,
        };
        Ok((row.word("site_id")?, line))
    })
}

/// What lies in each depot.
pub(super) fn reserves() -> BTreeMap<DepotId, Vec<ReserveLine>> {
    by_place("reserves.csv", table!("reserves"), |row| {
        let line = ReserveLine {
            item: row.word("item_id")?,
            lot: LotId::unnamed(),
            quantity: row.word("quantity")?,
            expires_on: Fact::Unsaid,
            earmark: Fact::Unsaid,
            available_at: Fact::Unsaid,
        };
        Ok((row.word("depot_id")?, line))
    })
}

fn by_place<K: Ord, V>(
    table: &str,
    text: &str,
    read: impl Fn(&Row<'_>) -> Result<(K, V), String>,
) -> BTreeMap<K, Vec<V>> {
    let mut faults = Vec::new();
    let mut places = BTreeMap::<K, Vec<V>>::new();
    for (place, line) in rows(table, text, &mut faults, read) {
        places.entry(place).or_default().push(line);
    }
    assert!(faults.is_empty(), "{OURS}: {faults:?}");
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
