//! What a plan gives to whom: by item, by class, what is unmet, the longest trips.

use super::console::{Console, at};
use super::situation::{Units, with_unit};
use super::table::{Table, bar, grouped};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use yicang_domain::check::Columns;
use yicang_domain::{NeedKey, Plan, Policy, Reason, Shipment, Situation};
use yicang_language::{Language, Message, message};

/// Trips that a plan's tables show.
const TRIPS_SHOWN: usize = 5;

#[derive(Default)]
struct Sum {
    needs: u64,
    asked: u64,
    given: u64,
    reasons: BTreeMap<Reason, u64>,
}

impl Sum {
    fn row(&self, name: String) -> [String; 6] {
        let worst = self.reasons.iter().max_by_key(|(_, units)| **units);
        let why = worst.map(|(reason, _)| reason.code().to_owned());
        [
            name,
            grouped(self.needs),
            grouped(self.asked),
            grouped(self.given),
            bar(self.given, self.asked),
            why.unwrap_or_default(),
        ]
    }
}

fn summed<K: Ord>(
    situation: &Situation,
    policy: &Policy,
    plan: &Plan,
    key: impl Fn(&NeedKey) -> Option<K>,
) -> BTreeMap<K, Sum> {
    let mut sums = BTreeMap::<K, Sum>::new();
    for (need, value) in &situation.needs {
        let Some(key) = key(need) else { continue };
        let sum = sums.entry(key).or_default();
        sum.needs += 1;
        sum.asked += value.open().units();
    }
    for (need, units) in Columns::new(situation, policy).served(plan) {
        if let Some(sum) = key(&need).and_then(|key| sums.get_mut(&key)) {
            sum.given += units;
        }
    }
    for unmet in &plan.unmet {
        if let Some(sum) = key(&unmet.need).and_then(|key| sums.get_mut(&key)) {
            *sum.reasons.entry(unmet.reason).or_default() += unmet.quantity.units();
        }
    }
    sums
}

fn headings(first: Message) -> [Message; 6] {
    [
        first,
        message!("centre-heading-lines"),
        message!("centre-heading-claimed"),
        message!("centre-heading-allocated"),
        message!("centre-heading-fill-rate"),
        message!("centre-heading-main-reason"),
    ]
}

/// What was claimed and allocated, item by item, and the main reason for the rest.
pub fn by_item(situation: &Situation, policy: &Policy, plan: &Plan, units: &Units, language: Language) -> Table {
    let mut table = Table::new(headings(message!("centre-heading-item")), language).with_last_whole(2);
    for (item, sum) in summed(situation, policy, plan, |need| Some(need.item.clone())) {
        table.row(&sum.row(with_unit(&item, units)));
    }
    table
}

/// The same, class by class, most urgent first.
pub fn by_class(situation: &Situation, plan: &Plan, policy: &Policy, language: Language) -> Table {
    let mut table = Table::new(headings(message!("centre-heading-class")), language).with_last_whole(2);
    let sums = summed(situation, policy, plan, |key| Some(situation.needs.get(key)?.class.clone()));
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(class, _)| policy.class_rank(class).unwrap_or(usize::MAX));
    for (class, sum) in sums {
        table.row(&sum.row(class.to_string()));
    }
    table
}

/// Units not served, reason by reason.
pub fn reasons(plan: &Plan, language: Language) -> Table {
    let mut sums = BTreeMap::<Reason, (u64, u64)>::new();
    for unmet in &plan.unmet {
        let sum = sums.entry(unmet.reason).or_default();
        *sum = (sum.0 + unmet.quantity.units(), sum.1 + 1);
    }
    let headings = [
        message!("centre-heading-reason"),
        message!("centre-heading-units"),
        message!("centre-heading-lines"),
        message!("centre-heading-meaning"),
    ];
    let mut table = Table::new(headings, language);
    for (reason, (units, needs)) in sums {
        let meaning = reason.message().say(language);
        table.row(&[reason.code().to_owned(), grouped(units), grouped(needs), meaning]);
    }
    table
}

/// The shipments that travel longest, one for each lane.
pub fn longest(situation: &Situation, plan: &Plan, count: usize, language: Language) -> Table {
    let minutes = |s: &Shipment| Some(s.arrives?.duration_since(s.departs).as_mins());
    // Over a lane without minutes nobody knows how long it takes.
    let mut longest: Vec<_> = plan.shipments.iter().filter(|shipment| shipment.arrives.is_some()).collect();
    longest.sort_by_key(|shipment| (Reverse(minutes(shipment)), *shipment));
    let mut lanes = BTreeSet::new();
    longest.retain(|shipment| lanes.insert((shipment.lot.depot.clone(), shipment.site.clone())));
    let headings = [
        message!("centre-heading-from"),
        message!("centre-heading-to"),
        message!("centre-heading-minutes"),
        message!("centre-heading-arrives"),
    ];
    let mut table = Table::new(headings, language);
    for shipment in longest.into_iter().take(count) {
        let (from, to) = (shipment.lot.depot.to_string(), shipment.site.to_string());
        let minutes = minutes(shipment).map(grouped).unwrap_or_default();
        let arrives = shipment.arrives.map(|time| at(time, situation.offset)).unwrap_or_default();
        table.row(&[from, to, minutes, arrives]);
    }
    table
}

/// A plan's four tables: by item, by class, what is unmet, the longest trips.
///
/// # Errors
/// What the output says.
pub fn whole_plan(
    situation: &Situation,
    policy: &Policy,
    plan: &Plan,
    units: &Units,
    console: &mut Console<'_>,
) -> io::Result<()> {
    let language = console.language;
    console.say(&message!("centre-title-by-item"))?;
    console.table(&by_item(situation, policy, plan, units, language))?;
    console.gap()?;
    console.say(&message!("centre-title-by-class"))?;
    console.table(&by_class(situation, plan, policy, language))?;
    console.gap()?;
    console.say(&message!("centre-title-unmet"))?;
    console.table(&reasons(plan, language))?;
    console.gap()?;
    console.say(&message!("centre-title-longest"))?;
    console.table(&longest(situation, plan, TRIPS_SHOWN, language))
}
