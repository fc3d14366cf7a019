//! A plan's situation beside what follows from the entries before: every difference, with the entry that says
//! otherwise.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use yicang_domain::board::Board;
use yicang_domain::{Lane, Lot, Need, NeedKey, Override, Situation};
use yicang_language::{Message, message};

/// A difference: what, and the entry that says otherwise, if one does.
pub(crate) type Difference = (Message, Option<u64>);

/// What the situation says that does not follow.
pub(crate) fn differences(
    published: &Situation,
    expected: &Situation,
    board: &Board,
    needs_from: &BTreeMap<NeedKey, u64>,
) -> Vec<Difference> {
    let mut all = Vec::new();
    let need = |key: &NeedKey| needs_from.get(key).copied();
    maps(
        &mut all,
        message!("replay-noun-need"),
        &published.needs,
        &expected.needs,
        need,
        |key| format!("{}/{}", key.site, key.item),
        need_text,
    );
    let lot = |key: &yicang_domain::LotKey| board.counted_by(key).map(|source| source.entry);
    maps(&mut all, message!("replay-noun-lot"), &published.lots, &expected.lots, lot, ToString::to_string, lot_text);
    let changed = board.catalogue_from;
    let ways = |_: &_| Some(changed);
    let lane = |(depot, site): &(_, _)| format!("{depot}-{site}");
    maps(&mut all, message!("replay-noun-lane"), &published.lanes, &expected.lanes, ways, lane, lane_text);
    let key = |(depot, item): &(_, _)| format!("{depot}/{item}");
    let noun = message!("replay-noun-protected");
    maps(&mut all, noun, &published.protected, &expected.protected, |_| Some(changed), key, ToString::to_string);
    let key = |(lot, site, item): &(_, _, _)| format!("{lot}-{site} {item}");
    maps(&mut all, message!("replay-noun-last"), &published.last, &expected.last, |_| None, key, ToString::to_string);
    let once = |ids: &BTreeSet<_>| ids.iter().cloned().map(|id| (id, ())).collect::<BTreeMap<_, _>>();
    let (said, follows) = (once(&published.reopened), once(&expected.reopened));
    let decision = |id: &_| board.orders.get(id).map(|order| order.decision_index);
    maps(&mut all, message!("replay-noun-reopened"), &said, &follows, decision, ToString::to_string, |()| {
        String::new()
    });
    let key = |(lot, need): &(_, NeedKey)| format!("{lot}-{}/{}", need.site, need.item);
    let bound = |line: &Override| format!("{} {}", line.bound.word(), options(line.by.to_string(), &quantity(line)));
    let signed = |_: &_| None;
    maps(&mut all, message!("overriding-noun"), &published.overrides, &expected.overrides, signed, key, bound);
    let (said, follows) = (facts(published), facts(expected));
    let quoted = |line: &String| format!("{line:?}");
    all.extend(
        said.difference(&follows).map(|line| (message!("replay-not-in-catalogue", line = quoted(line)), Some(changed))),
    );
    all.extend(
        follows.difference(&said).map(|line| (message!("replay-out-of-catalogue", line = quoted(line)), Some(changed))),
    );
    if all.is_empty() && published != expected {
        all.push((message!("replay-has-what-no-entry-has"), None));
    }
    all
}

/// What a situation has of items, vehicles and places, line by line.
fn facts(situation: &Situation) -> BTreeSet<String> {
    let Situation { items, substitutes, kits, pools, depots, sites, .. } = situation.clone();
    let facts = Situation { items, substitutes, kits, pools, depots, sites, ..Situation::at(situation.now) };
    facts.to_text().lines().skip(2).map(str::to_owned).collect()
}

fn maps<K: Ord, V: PartialEq>(
    all: &mut Vec<Difference>,
    noun: Message,
    published: &BTreeMap<K, V>,
    expected: &BTreeMap<K, V>,
    from: impl Fn(&K) -> Option<u64>,
    name: impl Fn(&K) -> String,
    text: impl Fn(&V) -> String,
) {
    for (key, said) in published {
        match expected.get(key) {
            None => all.push((message!("replay-has-unreported", noun = noun.clone(), name = name(key)), None)),
            Some(follows) if follows != said => {
                let sentence = message!(
                    "replay-differs",
                    noun = noun.clone(),
                    name = name(key),
                    said = text(said),
                    reported = text(follows),
                );
                all.push((sentence, from(key)));
            }
            Some(_) => {}
        }
    }
    for key in expected.keys().filter(|key| !published.contains_key(*key)) {
        all.push((message!("replay-leaves-out", noun = noun.clone(), name = name(key)), from(key)));
    }
}

fn options(base: String, rest: &[(&str, Option<String>)]) -> String {
    rest.iter()
        .filter_map(|(key, value)| Some((key, value.as_ref()?)))
        .fold(base, |text, (key, value)| format!("{text} {key}={value}"))
}

fn quantity(line: &Override) -> [(&'static str, Option<String>); 1] {
    [("quantity", said(line.bound.quantity()))]
}

fn said<T: Display>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn need_text(need: &Need) -> String {
    let rest = [
        (
            "entitlement",
            Some(need.entitlement).filter(|entitlement| *entitlement != need.claimed).map(|error| error.to_string()),
        ),
        ("weight", said(need.weight)),
        ("covered", Some(need.covered.to_string()).filter(|covered| covered != "0")),
        ("due", said(need.due)),
        ("latest", said(need.latest_useful)),
        ("life", Some(need.life_days_min.to_string()).filter(|life| life != "0")),
    ];
    options(format!("{} {}", need.claimed, need.class), &rest)
}

fn lot_text(lot: &Lot) -> String {
    let sites = |sites: &BTreeSet<_>| sites.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let rest = [
        ("reserved", Some(lot.reserved.to_string()).filter(|reserved| reserved != "0")),
        ("expires", said(lot.expires_on)),
        ("earmark", lot.earmarked().map(sites)),
        ("available", said(lot.available_at)),
        ("held", said(lot.held)),
        ("inbound", lot.inbound.then(|| "yes".to_owned())),
    ];
    options(lot.on_hand.to_string(), &rest)
}

fn lane_text(lane: &Lane) -> String {
    let rest = [
        ("cost", said(lane.cost)),
        ("capacity", said(lane.capacity)),
        ("pool", lane.pool.as_ref().map(ToString::to_string)),
        ("closed", (!lane.open).then(|| "yes".to_owned())),
    ];
    options(said(lane.minutes).unwrap_or_else(|| "-".to_owned()), &rest)
}
