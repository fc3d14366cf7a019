//! A catalogue as tables: those that the same reader makes the same catalogue of. Closures of lanes, and what is
//! retired, have no table.

use crate::output::in_csv;
use yicang_domain::catalogue::Thing;
use yicang_domain::{Catalogue, Coordinates, ItemFacts, Quantity};

/// The tables of a catalogue, in the order in which [`tables`] gives them.
pub const CATALOGUE_TABLES: [&str; 9] = [
    "items.csv",
    "depots.csv",
    "sites.csv",
    "places.csv",
    "lanes.csv",
    "pools.csv",
    "protected.csv",
    "substitutes.csv",
    "kits.csv",
];

/// Every table of a catalogue with its text, also those without rows.
pub fn tables(catalogue: &Catalogue) -> [(&'static str, String); 9] {
    let mut texts = [
        "item_id,name,unit,grams,millilitres,pack\n",
        "depot_id,name\n",
        "site_id,name,site_kind,district\n",
        "place_id,kind,latitude,longitude\n",
        "from,to,minutes,cost,capacity,pool\n",
        "pool_id,departs,grams,millilitres\n",
        "depot_id,item_id,quantity\n",
        "needed,given,ratio,penalty\n",
        "kit,component,units\n",
    ]
    .map(str::to_owned);
    let mut add = |table: &str, cells: &[String]| {
        let place = CATALOGUE_TABLES.iter().position(|known| *known == table).expect("one of the constants above");
        // A number below zero is no formula.
        let cell = |cell: &String| if is_number(cell) { cell.clone() } else { in_csv(cell).into_owned() };
        let cells: Vec<_> = cells.iter().map(cell).collect();
        texts[place].push_str(&cells.join(","));
        texts[place].push('\n');
    };
    let at = |at: &Option<Coordinates>| at.map(|at| at.to_string()).unwrap_or_default();
    for thing in catalogue.things() {
        let key = thing.key();
        let (name, unit) = catalogue.name_of(&key);
        match thing {
            Thing::Item(id, facts) => add("items.csv", &item(&id, name, unit, facts)),
            Thing::Depot(id, place) => {
                add("depots.csv", &[id.to_string(), name]);
                if let Some((latitude, longitude)) = at(&place).split_once(' ') {
                    add("places.csv", &[id.to_string(), "depot".into(), latitude.into(), longitude.into()]);
                }
            }
            Thing::Site(id, kind, district, place) => {
                add("sites.csv", &[id.to_string(), name, said(kind), said(district)]);
                if let Some((latitude, longitude)) = at(&place).split_once(' ') {
                    add("places.csv", &[id.to_string(), "site".into(), latitude.into(), longitude.into()]);
                }
            }
            Thing::Lane(from, to, lane) => {
                let ends = [from.to_string(), to.to_string()];
                let rest = [said(lane.minutes), said(lane.cost), said(lane.capacity), said(lane.pool)];
                add("lanes.csv", &[&ends[..], &rest].concat());
            }
            Thing::Pool(id, pool) => {
                let carries = [said(pool.grams), said(pool.millilitres)];
                add("pools.csv", &[&[id.to_string(), pool.departs.for_people()][..], &carries].concat());
            }
            Thing::Protected(depot, item, units) => {
                add("protected.csv", &[depot.to_string(), item.to_string(), units.to_string()]);
            }
            Thing::Substitute(needed, given, how) => {
                let ratio = format!("{}/{}", how.given, how.needed);
                add("substitutes.csv", &[needed.to_string(), given.to_string(), ratio, how.penalty.to_string()]);
            }
            Thing::Kit(kit, part, units) => add("kits.csv", &[kit.to_string(), part.to_string(), units.to_string()]),
        }
    }
    let mut texts = texts.into_iter();
    CATALOGUE_TABLES.map(|table| (table, texts.next().expect("as many texts as tables")))
}

fn item(id: &impl ToString, name: String, unit: String, facts: ItemFacts) -> [String; 6] {
    let size = |size: yicang_domain::Decimal| said(Some(size).filter(|size| size.micros() != 0));
    let pack = said(Some(facts.pack).filter(|pack| *pack != Quantity::ONE));
    [id.to_string(), name, unit, size(facts.grams), size(facts.millilitres), pack]
}

fn is_number(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    text.strip_prefix('-').is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_part))
}

fn said<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rules, Source};

    #[test]
    fn the_reader_makes_the_same_catalogue_of_what_is_exported() {
        let text = "yicang-catalogue 3
item GOWN
item KIT
item MASK grams=3.5 millilitres=0.000001 pack=50
substitute GOWN MASK ratio=3/2 penalty=1.5
kit KIT GOWN 2
kit KIT MASK 10
pool NIGHT departs=daily@06:30,18:00 grams=900000
pool ONCE departs=2026-02-01T08:00:00Z
depot D1 -30.5 114.25
depot D2
site H1 kind=hospital district=江岸区
site H2 30 -0.000001
protect D1 MASK 500
lane D1 H1 60 cost=2.5 capacity=900 pool=NIGHT
lane D2 H1 - cost=1
";
        let mut catalogue = Catalogue::from_public_text(text).unwrap();
        for (id, name) in [("MASK", "口罩, \"N95\""), ("GOWN", "=gown"), ("KIT", "")] {
            let item = catalogue.items.get_mut(&id.parse().unwrap()).unwrap();
            (item.name, item.unit) = (name.into(), "只".into());
        }
        catalogue.sites.get_mut(&"H1".parse().unwrap()).unwrap().name = "第一医院".into();
        let tables = tables(&catalogue);
        let tables: Vec<_> = tables.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let (read, _) = crate::catalogue(Source::Memory(&tables), Rules::default()).unwrap();
        assert_eq!(read.to_public_text(), text);
        let gown = "GOWN".parse().unwrap();
        assert_eq!(
            (read.items[&gown].unit.as_str(), read.sites.values().next().unwrap().name.as_str()),
            ("只", "第一医院")
        );
        let mask = &read.items[&"MASK".parse().unwrap()].name;
        assert_eq!((mask.as_str(), read.items[&gown].name.as_str()), ("口罩, \"N95\"", "=gown"));
        let empty = super::tables(&Catalogue::default());
        let empty: Vec<_> = empty.iter().map(|(name, text)| (*name, text.as_str())).collect();
        assert_eq!(crate::catalogue(Source::Memory(&empty), Rules::default()).unwrap().0, Catalogue::default());
    }
}
