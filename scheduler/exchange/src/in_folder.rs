//! A situation as the tables of a folder: those that the same reader makes the same situation of, but for its moment,
//! offset and seed, which stand in no table, and the names of orders that may change.

use crate::output::in_csv;
use std::collections::BTreeSet;
use yicang_domain::{DepotId, ItemId, Quantity, SiteId, Situation};

/// A table's lines.
struct Text(String);

impl Text {
    fn under(heading: &str) -> Self {
        Self(format!("{heading}\n"))
    }

    fn row(&mut self, cells: &[&dyn ToString]) {
        let cells: Vec<String> = cells.iter().map(|cell| in_csv(&cell.to_string()).into_owned()).collect();
        self.0.push_str(&cells.join(","));
        self.0.push('\n');
    }
}

/// The tables of a situation that have rows, and those that every folder has.
pub fn in_folder(situation: &Situation) -> Vec<(&'static str, String)> {
    let mut tables = Vec::new();
    let mut add = |name: &'static str, always: bool, text: Text| {
        if always || text.0.lines().count() > 1 {
            tables.push((name, text.0));
        }
    };
    let (depots, sites, items) = ids(situation);
    let mut text = Text::under("depot_id");
    depots.iter().for_each(|depot| text.row(&[depot]));
    add("depots.csv", true, text);
    let mut text = Text::under("site_id");
    sites.iter().for_each(|site| text.row(&[site]));
    add("sites.csv", true, text);
    let mut text = Text::under("item_id,grams,millilitres,pack");
    for item in &items {
        let facts = situation.facts(item);
        text.row(&[item, &facts.grams, &facts.millilitres, &facts.pack]);
    }
    add("items.csv", true, text);
    let mut marks = Text::under("what,first,second,third,value");
    let mut text = Text::under("depot_id,item_id,quantity,lot_id,expires_on,earmark,available_at");
    for (key, lot) in &situation.lots {
        let earmark = lot.earmarked().map(|sites| sites.iter().map(SiteId::as_str).collect::<Vec<_>>().join(" "));
        let (expires, available) = (said(lot.expires_on), said(lot.available_at));
        text.row(&[&key.depot, &key.item, &lot.on_hand, &key.lot, &expires, &said(earmark), &available]);
        if lot.reserved != Quantity::ZERO {
            marks.row(&[&"reserved", &key.depot, &key.item, &key.lot, &lot.reserved]);
        }
        if let Some(hold) = lot.held {
            marks.row(&[&"held", &key.depot, &key.item, &key.lot, &hold]);
        }
        if lot.inbound {
            marks.row(&[&"inbound", &key.depot, &key.item, &key.lot, &""]);
        }
    }
    add("reserves.csv", true, text);
    let mut text =
        Text::under("site_id,item_id,quantity,priority,weight,entitlement,wanted_by,latest_useful,life_days_min");
    for (key, need) in &situation.needs {
        let (weight, due, latest) = (said(need.weight), said(need.due), said(need.latest_useful));
        let life = Some(need.life_days_min).filter(|days| *days > 0);
        let (claimed, entitled) = (&need.claimed, &need.entitlement);
        text.row(&[&key.site, &key.item, claimed, &need.class, &weight, entitled, &due, &latest, &said(life)]);
        if need.covered != Quantity::ZERO {
            marks.row(&[&"covered", &key.site, &key.item, &"", &need.covered]);
        }
        if situation.unknown.contains(key) {
            marks.row(&[&"unknown", &key.site, &key.item, &"", &""]);
        }
    }
    add("needs.csv", true, text);
    let mut text = Text::under("from,to,minutes,cost,capacity,pool");
    for ((depot, site), lane) in &situation.lanes {
        if lane.minutes.is_some() || lane.cost.is_some() {
            let (minutes, cost, capacity) = (said(lane.minutes), said(lane.cost), said(lane.capacity));
            text.row(&[depot, site, &minutes, &cost, &capacity, &said(lane.pool.as_ref())]);
        }
        if !lane.open {
            marks.row(&[&"closed", depot, site, &"", &""]);
        }
    }
    // Without the table, and without places, the reader asks for one of them.
    add("lanes.csv", situation.depots.is_empty(), text);
    add("protected.csv", false, {
        let mut text = Text::under("depot_id,item_id,quantity");
        situation.protected.iter().for_each(|((depot, item), kept)| text.row(&[depot, item, kept]));
        text
    });
    let mut text = Text::under("pool_id,departs,grams,millilitres");
    for (id, pool) in &situation.pools {
        text.row(&[id, &said(pool.departs), &said(pool.grams), &said(pool.millilitres)]);
    }
    add("pools.csv", false, text);
    let mut text = Text::under("place_id,kind,latitude,longitude");
    let depots = situation.depots.iter().map(|(id, at)| (id.as_str(), "depot", at));
    for (id, kind, at) in depots.chain(situation.sites.iter().map(|(id, at)| (id.as_str(), "site", at))) {
        if let Some((latitude, longitude)) = at.to_string().split_once(' ') {
            // A number below zero is no formula.
            text.0.push_str(&format!("{},{kind},{latitude},{longitude}\n", in_csv(id)));
        }
    }
    add("places.csv", false, text);
    let mut text = Text::under("needed,given,ratio,penalty");
    for ((needed, given), how) in &situation.substitutes {
        text.row(&[needed, given, &format!("{}/{}", how.given, how.needed), &how.penalty]);
    }
    add("substitutes.csv", false, text);
    let mut text = Text::under("kit,component,units");
    for (kit, parts) in &situation.kits {
        parts.iter().for_each(|(part, units)| text.row(&[kit, part, units]));
    }
    add("kits.csv", false, text);
    let mut text = Text::under("from,to,item_id,quantity,serves,lot_id");
    for ((lot, site, serves), units) in &situation.last {
        text.row(&[&lot.depot, site, &lot.item, units, serves, &lot.lot]);
    }
    add("last.csv", false, text);
    add("marks.csv", false, marks);
    tables
}

fn said<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Every depot, site and item that a situation names.
fn ids(situation: &Situation) -> (BTreeSet<&DepotId>, BTreeSet<&SiteId>, BTreeSet<&ItemId>) {
    let mut depots: BTreeSet<&DepotId> = situation.depots.keys().collect();
    depots.extend(situation.lots.keys().map(|lot| &lot.depot));
    depots.extend(situation.protected.keys().map(|(depot, _)| depot));
    depots.extend(situation.lanes.keys().map(|(depot, _)| depot));
    let mut sites: BTreeSet<&SiteId> = situation.sites.keys().collect();
    sites.extend(situation.needs.keys().map(|need| &need.site));
    sites.extend(situation.lanes.keys().map(|(_, site)| site));
    sites.extend(situation.lots.values().filter_map(|lot| lot.earmarked()).flatten());
    let mut items: BTreeSet<&ItemId> = situation.items.keys().collect();
    items.extend(situation.lots.keys().map(|lot| &lot.item));
    items.extend(situation.needs.keys().map(|need| &need.item));
    items.extend(situation.protected.keys().map(|(_, item)| item));
    items.extend(situation.substitutes.keys().flat_map(|(needed, given)| [needed, given]));
    items.extend(situation.kits.iter().flat_map(|(kit, parts)| std::iter::once(kit).chain(parts.keys())));
    (depots, sites, items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rules;

    const SITUATION: &str = "yicang-situation 2
now 2026-02-01T08:00:00Z
item GOWN grams=3.5 millilitres=0.000001 pack=50
item KIT
substitute GOWN MASK ratio=3/2 penalty=1.5
kit KIT GOWN 2
pool NIGHT departs=2026-02-01T18:00:00Z grams=900000
depot D1 -30.5 114.25
site H2 30 -0.000001
lot D1 GOWN - 400 reserved=50 expires=2026-05-01 earmark=H1,H2 held=recall
lot D1 MASK L1 0 available=2026-02-02T08:00:00Z inbound
lot D2 MASK L1 100
protect D1 MASK 500
need H1 GOWN urgent 400 entitlement=300 covered=20 due=2026-02-01T12:00:00Z latest=2026-02-03T08:00:00Z life=9
need H1 MASK urgent 40 unknown
need H2 MASK routine 10 weight=2.5
lane D1 H1 60 cost=2.5 capacity=900 pool=NIGHT closed
lane D1 H2 - closed
lane D2 H1 30
lane D2 H2 - cost=1
last D2 MASK L1 H1 40 for=GOWN
";

    #[test]
    fn the_reader_makes_the_same_situation_of_what_is_written() {
        let situation = Situation::from_text(SITUATION).unwrap();
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in in_folder(&situation) {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        let mut case = crate::read(dir.path(), situation.now, None, Rules::default()).unwrap();
        case.count_days(0);
        let read = case.situation;
        // What weighs nothing and is packed one by one needs no line, and may have one.
        let facts = |situation: &Situation| situation.items.keys().map(|id| situation.facts(id)).collect::<Vec<_>>();
        assert_eq!(facts(&read).iter().filter(|facts| **facts != Default::default()).count(), 1);
        let same = Situation { items: situation.items.clone(), ..read };
        assert_eq!(same.to_text(), SITUATION);
    }

    #[test]
    fn marks_of_what_is_not_there_are_named() {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in in_folder(&Situation::from_text(SITUATION).unwrap()) {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        let marks = "what,first,second,third,value\nsold,D1,MASK,L1,\nheld,D1,MASK,L1,lost\nreserved,D2,MASK,L1,101\n\
                     covered,H9,MASK,,1\nreserved,D9,MASK,L1,1\ncovered,H1,MASK,,\n";
        std::fs::write(dir.path().join("marks.csv"), marks).unwrap();
        let now = "2026-02-01T08:00:00Z".parse().unwrap();
        let faults = crate::read(dir.path(), now, None, Rules::default()).unwrap_err();
        let said = |language| faults.iter().map(|fault| fault.message().say(language)).collect::<Vec<_>>();
        use yicang_language::{Language, ToMessage as _};
        let (english, chinese) = (said(Language::English), said(Language::Chinese));
        let parts = [
            ("is no mark", "不是标记"),
            ("is no hold", "不是冻结的种类"),
            ("101 is more than the 100", "101 超过现有的 100"),
            ("H9/MASK\" is not in needs.csv", "H9/MASK"),
            ("D9/MASK/L1\" is not in reserves.csv", "D9/MASK/L1"),
        ];
        assert_eq!(faults.len(), 6, "{english:?}");
        for (at, (en, zh)) in parts.iter().enumerate() {
            assert!(english[at].contains(en) && chinese[at].contains(zh), "{} {}", english[at], chinese[at]);
        }
    }
}
