//! Items that share vehicles: the country in the planner's own words, planned by the planner, proven by the checker.

use crate::arguments::Arguments;
use crate::country::{CLASSES, id};
use crate::crew::process_cpu;
use crate::fleet::Fleet;
use crate::item::Instance;
use crate::lanes::Lanes;
use crate::mps;
use crate::record::Record;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::num::NonZero;
use std::time::Instant;
use yicang_domain::check::{levels, violations};
use yicang_domain::plan::decimal;
use yicang_domain::{
    Claim, ClassName, Decimal, DepotId, ItemFacts, ItemId, Lane, Lot, LotId, LotKey, Need, NeedKey, Policy, PoolId,
    Quantity, SecondLevel, SiteId, Situation, TransportPool,
};
use yicang_planner::simplex::Columns as _;
use yicang_planner::{Options, plan_with};

/// 2020-02-01 00:00 UTC.
const NOW: i64 = 1_580_515_200;

/// Plans a country with vehicles and tells what came out; whether the plan is proven.
///
/// # Errors
/// One sentence: there is no plan, or a file could not be written.
pub fn run(arguments: &Arguments, instance: &Instance, fleet: &Fleet, record: &mut Record) -> Result<bool, String> {
    let begun = Instant::now();
    let situation = situation(instance, Some(fleet));
    let policy = Policy::from_text(&instance.rules.text).expect("shipped policies are good");
    let build = begun.elapsed();
    let (begun, cpu) = (Instant::now(), process_cpu());
    let late = || arguments.deadline.is_some_and(|most| begun.elapsed() >= most);
    let options = Options { threads: NonZero::new(arguments.threads), deadline: Some(&late), ..Options::default() };
    let planned = plan_with(&situation, &policy, SecondLevel::Minutes, &options).map_err(|why| why.to_string())?;
    let (solve, solve_cpu) = (begun.elapsed(), process_cpu().zip(cpu).map(|(after, before)| after - before));
    let (begun, cpu) = (Instant::now(), process_cpu());
    let refused = violations(&situation, &policy, &planned.plan).into_iter().next();
    let (check, check_cpu) = (begun.elapsed(), process_cpu().zip(cpu).map(|(after, before)| after - before));
    let plan = &planned.plan;
    let good = refused.is_none() && planned.left_out.is_empty();
    let refused = refused.map(|why| format!("refused: {why}"));
    record.add_text("certificate", refused.as_deref().unwrap_or("verified"));
    let places = policy.service_places();
    record.add_list("service", places, &plan.service);
    record.add_list("bounds", places, &plan.bound);
    record.add_if("cost", Some(decimal(plan.cost, 6)));
    // Levels in which somebody lacks what some lawful shipment could bring.
    let reports = levels(&situation, &policy, plan).unwrap_or_default();
    record.add("levels_short", reports.iter().filter(|level| level.served < level.reach).count());
    record.add("claims", plan.claims.len());
    let gap = |claim: &Claim, value: f64| {
        format!("{:.3e}", ((claim.bound as f64 - value) / (claim.bound as f64).abs().max(1.0)).max(0.0))
    };
    let first = plan.claims.first().filter(|_| good);
    record.add_if(
        "proven_gap",
        match first {
            Some(claim) => planned.relaxed.map(|relaxed| gap(claim, relaxed)),
            None => good.then(|| "0".to_owned()),
        },
    );
    record.add_if("total_gap", first.map(|claim| gap(claim, claim.value as f64)));
    record.add("pools", fleet.pools.len());
    let priced: BTreeSet<_> = plan.claims.iter().flat_map(|claim| claim.prices.pools.keys()).collect();
    record.add("pools_with_price", priced.len());
    if let [service] = plan.service[..] {
        let all = mps::all_gains(instance);
        let combined = |service: i128, cost: i128| decimal(all - service * (mps::SCALE / 1_000_000) + cost, 6);
        record.add("combined", combined(service, plan.cost));
        record.add("bound", combined(plan.bound[0], 0));
        if let Some(dir) = &arguments.peers {
            mps::write(instance, fleet, dir)?;
        }
    }
    record.add_seconds("situation_seconds", build);
    record.add_seconds("solve_seconds", solve);
    record.add_seconds("cpu_seconds", solve_cpu);
    record.add_seconds("check_seconds", check);
    record.add_seconds("check_cpu_seconds", check_cpu);
    record.add("pivots", planned.pivots);
    Ok(good)
}

fn key<I: std::str::FromStr<Err: std::fmt::Debug>>(letter: char, position: usize) -> I {
    id(letter, position).parse().expect("a letter and digits are an id")
}

fn whole(number: u64) -> Decimal {
    Decimal::whole(number).expect("a few kilograms or litres")
}

fn units(units: u64) -> Quantity {
    Quantity::new(units).expect("a country's goods can be counted")
}

/// The country in the words of the planner. Where only the nearest holders may serve a need, their lots are earmarked.
pub fn situation(instance: &Instance, fleet: Option<&Fleet>) -> Situation {
    let mut situation = Situation::at(Timestamp::from_second(NOW).expect("a moment"));
    situation.seed = Some(instance.seed.to_string());
    for (item, [grams, millilitres]) in fleet.iter().flat_map(|fleet| fleet.sizes.iter().enumerate()) {
        let facts = ItemFacts { grams: whole(*grams), millilitres: whole(*millilitres), pack: Quantity::ONE };
        situation.items.insert(key('I', item), facts);
    }
    for (depot, [grams, millilitres]) in fleet.iter().flat_map(|fleet| fleet.pools.iter().enumerate()) {
        let pool = TransportPool { departs: None, grams: Some(units(*grams)), millilitres: Some(units(*millilitres)) };
        situation.pools.insert(key('V', depot), pool);
    }
    let mut used = vec![false; instance.country.depots.len() * instance.country.sites.len()];
    for item in 0..instance.country.size.items {
        add_item(instance, item, &mut situation, &mut used);
    }
    let sites: Vec<SiteId> = (0..instance.country.sites.len()).map(|site| key('S', site)).collect();
    for depot in 0..instance.country.depots.len() {
        let (from, pool): (DepotId, PoolId) = (key('D', depot), key('V', depot));
        for (site, to) in sites.iter().enumerate() {
            if used[depot * sites.len() + site] {
                let minutes = instance.minutes.row(u32::try_from(site).expect("few sites"))[depot];
                let minutes = Decimal::whole(minutes.into()).expect("a few days");
                let lane = Lane { pool: fleet.map(|_| pool.clone()), ..Lane::of_minutes(minutes) };
                situation.lanes.insert((from.clone(), to.clone()), lane);
            }
        }
    }
    situation
}

fn add_item(instance: &Instance, item: usize, situation: &mut Situation, used: &mut [bool]) {
    let (held, asked) = instance.item(item);
    let name: ItemId = key('I', item);
    let lanes = Lanes::new(&instance.rules, &instance.minutes, held, asked, instance.near[item].as_ref());
    let mut near: Vec<Option<BTreeSet<SiteId>>> = vec![None; held.len()];
    for (need, one) in asked.iter().enumerate() {
        let (class, _) = CLASSES[usize::from(one.class)];
        let due = Timestamp::from_second(NOW + i64::from(one.due) * 60).expect("a moment");
        let claimed = units(one.units.into());
        let class: ClassName = class.parse().expect("a class");
        let site: SiteId = key('S', one.site as usize);
        for (supply_node, holding) in held.iter().enumerate() {
            if lanes.cost(supply_node, need).is_some() {
                used[usize::from(holding.depot) * instance.country.sites.len() + one.site as usize] = true;
                if instance.nearest.is_some() {
                    near[supply_node].get_or_insert_default().insert(site.clone());
                }
            }
        }
        let need = Need {
            class,
            claimed,
            entitlement: claimed,
            weight: None,
            covered: Quantity::ZERO,
            due: Some(due),
            latest_useful: None,
            life_days_min: 0,
        };
        situation.needs.insert(NeedKey { site, item: name.clone() }, need);
    }
    for (one, near) in held.iter().zip(near) {
        let lot = LotKey { depot: key('D', one.depot.into()), item: name.clone(), lot: LotId::unnamed() };
        let earmark = instance.nearest.map(|_| near.unwrap_or_default());
        situation.lots.insert(lot, Lot { on_hand: units(one.units.into()), earmark, ..Lot::default() });
    }
}
