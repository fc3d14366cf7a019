//! What a plan's prices say to people: what is proven, what protected reserves, vehicles and lanes hold back, and what
//! earmarks cost.

use super::indicators::Measures;
use crate::planning::levels;
use crate::terminal::console::Console;
use crate::terminal::levels::named;
use crate::terminal::plan;
use crate::terminal::table::{Table, grouped};
use std::collections::BTreeSet;
use std::io;
use yicang_domain::check::Columns;
use yicang_domain::plan::{Claim, Target, decimal};
use yicang_domain::{DepotId, ItemId, LotKey, NeedKey, Part, Plan, Policy, Situation, Vector};
use yicang_language::{Language, Message, message};
use yicang_planner::{LeftOut, Options};

/// The most earmarked lots that are counted: each is a plan of its own.
const EARMARKS_MAX: usize = 20;
/// Micrograms of a tonne, and nanolitres of a cubic metre.
const LARGE: i128 = 1_000_000_000_000;

/// A plan with what it was made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Report<'a> {
    pub(super) situation: &'a Situation,
    pub(super) policy: &'a Policy,
    pub(super) plan: &'a Plan,
    pub(super) left_out: &'a [LeftOut],
    pub(super) options: Options<'a>,
}

/// What a lot's earmark costs everybody together: the same plan without it, less this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EarmarkCost {
    lot: LotKey,
    service: Vec<i128>,
    cost: i128,
}

impl Report<'_> {
    /// Efficacy, equity and efficiency.
    pub(super) fn measures(&self, measures: &Measures, console: &mut Console<'_>) -> io::Result<()> {
        console.say(&message!("offline-efficacy", share = &measures.efficacy))?;
        for class in &measures.equity {
            console.say(&message!(
                "offline-equity",
                class = &class.class,
                lowest = &class.lowest,
                highest = &class.highest,
                range = &class.range,
                needs = class.needs,
            ))?;
        }
        if !measures.minutes_per_unit.is_empty() {
            console.say(&message!("offline-efficiency", minutes = &measures.minutes_per_unit))?;
        }
        Ok(())
    }

    /// Which items are proven best, which are planned together, and which are not planned.
    pub(super) fn proof(&self, console: &mut Console<'_>) -> io::Result<()> {
        let items: BTreeSet<&ItemId> = self.situation.needs.keys().map(|key| &key.item).collect();
        let names = |items: &[ItemId]| items.iter().map(ToString::to_string).collect::<Vec<_>>();
        let not_planned = |item: &ItemId| self.left_out.iter().any(|group| group.items.contains(item));
        let alone = items.iter().filter(|item| !self.plan.joint.contains(item) && !not_planned(item)).count();
        console.say(&match alone {
            0 => message!("offline-certificate-none"),
            _ if alone == items.len() => message!("offline-certificate-all"),
            _ => message!("offline-certificate-some", count = alone),
        })?;
        if !self.plan.joint.is_empty() {
            let items = names(&self.plan.joint);
            console.say(&match levels::is_proven(self.plan) {
                true => message!("offline-joint-best", items = items),
                false => message!("offline-joint-by-level", items = items),
            })?;
        }
        for LeftOut { items, why } in self.left_out {
            console.say(&message!("offline-left-out", items = names(items), why = why.clone()))?;
        }
        Ok(())
    }

    /// What one unit more of what is held back would gain, dearest first; at most so many lines.
    pub(super) fn prices(&self, most: usize, console: &mut Console<'_>) -> io::Result<()> {
        let columns = Columns::new(self.situation, self.policy);
        let (prices, language) = (&self.plan.prices, console.language);
        let mut rows: Vec<(Vector, [String; 3])> = Vec::new();
        for ((depot, item), price) in &prices.reserves {
            let held = reserve(depot, item).say(language);
            let gainer = self.gainer(&columns, depot, item, language);
            rows.push((price.clone(), [held, self.price(price, language), gainer]));
        }
        for ((depot, site, item), price) in &prices.lanes {
            let (from, to, item) = (depot.as_str(), site.as_str(), item.as_str());
            let lane = message!("offline-price-lane-item", depot = from, site = to, item = item).say(language);
            rows.push((price.clone(), [lane, self.price(price, language), site.to_string()]));
        }
        for claim in &self.plan.claims {
            self.claimed(claim, &mut rows, language);
        }
        rows.retain(|(price, _)| !price.is_zero());
        rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        if rows.is_empty() {
            return Ok(());
        }
        console.gap()?;
        console.say(&message!("offline-title-prices"))?;
        let headings = [
            message!("centre-heading-resource"),
            message!("centre-heading-shadow-price"),
            message!("centre-heading-beneficiary"),
        ];
        let mut table = Table::new(headings, language);
        rows.iter().take(most).for_each(|(_, row)| table.row(row));
        console.table(&table)?;
        and_more(rows.len().saturating_sub(most), console)
    }

    /// What a claim's prices say of reserves, lanes and vehicles, in what it is about.
    fn claimed(&self, claim: &Claim, rows: &mut Vec<(Vector, [String; 3])>, language: Language) {
        let part = match claim.of {
            Target::Level(level) => Part::Level(level),
            Target::Cost => Part::Cost,
        };
        let mut row = |of: Message, price: i128, gains: String| {
            let price = Vector::of(part, price / i128::from(claim.scale.max(1)));
            let said = self.price(&price, language);
            rows.push((price, [of.say(language), said, gains]));
        };
        for ((depot, item), price) in &claim.prices.reserves {
            row(reserve(depot, item), *price, String::new());
        }
        for ((depot, site), price) in &claim.prices.lanes {
            let lane = message!("offline-price-lane", depot = depot.as_str(), site = site.as_str());
            row(lane, *price, site.to_string());
        }
        for (pool, price) in &claim.prices.pools {
            let pool = pool.as_str();
            let each = |price: i128| price.saturating_mul(LARGE);
            row(message!("offline-price-tonne", pool = pool), each(price.per_microgram), String::new());
            row(message!("offline-price-cubic-metre", pool = pool), each(price.per_nanolitre), String::new());
        }
    }

    /// A price in words: what it gains at each level, less what it costs.
    fn price(&self, price: &Vector, language: Language) -> String {
        let counts = || super::second_level_word(self.plan.second_level);
        let mut gains = Vec::new();
        let mut cost = None;
        for (part, number) in price.parts() {
            match part {
                Part::Level(level) => gains.push(self.gain(level.into(), number)),
                // Whom the draw prefers is nobody's gain.
                Part::Draw => {}
                Part::Cost if number > 0 => {
                    let amount = grouped(decimal(number, 6));
                    cost = Some(message!("offline-price-saved", amount = amount, counts = counts()));
                }
                Part::Cost => {
                    let amount = grouped(decimal(-number, 6));
                    cost = Some(message!("offline-price-for", amount = amount, counts = counts()));
                }
            }
        }
        gains.extend(cost);
        if gains.is_empty() {
            return message!("offline-price-draw").say(language);
        }
        message!("offline-gains", gains = gains).say(language)
    }

    /// The gain at a level: `floor 12.5`.
    fn gain(&self, level: usize, number: i128) -> Message {
        let value = grouped(decimal(number, self.policy.service_places()));
        message!("offline-gain", level = named(self.policy.level_name(level)), value = value)
    }

    /// Whom one unit less of a reserve would serve: of the needs that lack something and may be served from there, the
    /// one whose price stands highest above the cost of the way.
    fn gainer(&self, columns: &Columns<'_>, depot: &DepotId, item: &ItemId, language: Language) -> String {
        let lots: Vec<&LotKey> =
            self.situation.lots.keys().filter(|lot| &lot.depot == depot && &lot.item == item).collect();
        let unmet: BTreeSet<&NeedKey> = self.plan.unmet.iter().map(|line| &line.need).collect();
        let stands = |need: &&NeedKey| {
            let cost = lots.iter().filter_map(|lot| columns.unit_cost(self.plan.second_level, lot, need)).min()?;
            let price = self.plan.prices.needs.get(*need).cloned().unwrap_or_default();
            price.checked_sub(&Vector::of(Part::Cost, cost))
        };
        let best = unmet.iter().filter_map(|need| Some((stands(need)?, *need))).max();
        best.map_or_else(|| message!("offline-price-others").say(language), |(_, need)| need.to_string())
    }

    /// What the earmarks cost, lot by lot in order, and how many lots were not counted.
    pub(super) fn earmarks(&self) -> (Vec<EarmarkCost>, usize) {
        let marked: Vec<_> = self.situation.lots.iter().filter(|(_, lot)| lot.earmark.is_some()).collect();
        let options = Options { last: Some(self.plan), ..self.options };
        let cost = |key: &LotKey| {
            let mut free = self.situation.clone();
            free.lots.get_mut(key)?.earmark = None;
            let plan = yicang_planner::plan_with(&free, self.policy, self.plan.second_level, &options).ok()?.plan;
            let service = plan.service.iter().zip(&self.plan.service).map(|(with, now)| with - now).collect();
            Some(EarmarkCost { lot: key.clone(), service, cost: plan.cost - self.plan.cost })
        };
        let costs = marked.iter().take(EARMARKS_MAX).filter_map(|(key, _)| cost(key)).collect();
        (costs, marked.len().saturating_sub(EARMARKS_MAX))
    }

    /// Prints [`Report::earmarks`].
    pub(super) fn print_earmarks(&self, console: &mut Console<'_>) -> io::Result<()> {
        let (costs, more) = self.earmarks();
        if costs.is_empty() {
            return Ok(());
        }
        let language = console.language;
        console.gap()?;
        console.say(&message!("offline-title-earmarks"))?;
        let headings = [
            message!("centre-heading-lot"),
            message!("centre-heading-earmarked-for"),
            message!("centre-heading-service"),
            super::second_level_word(self.plan.second_level),
        ];
        let mut table = Table::new(headings, language);
        for EarmarkCost { lot, service, cost } in &costs {
            let sites = self.situation.lots[lot].earmark.iter().flatten().map(ToString::to_string).collect::<Vec<_>>();
            let gains = service.iter().enumerate().filter(|(_, gain)| **gain != 0);
            let gains: Vec<_> = gains.map(|(level, gain)| self.gain(level, *gain)).collect();
            let gains = match gains.is_empty() {
                true => message!("offline-gain-nothing"),
                false => message!("offline-gains", gains = gains),
            };
            table.row(&[lot.to_string(), sites.join(";"), gains.say(language), grouped(decimal(*cost, 6))]);
        }
        console.table(&table)?;
        match more {
            0 => Ok(()),
            more => console.say(&message!("offline-more-earmarks", count = more)),
        }
    }

    /// What vehicles carry, and which have left.
    pub(super) fn vehicles(&self, most: usize, console: &mut Console<'_>) -> io::Result<()> {
        if self.situation.pools.is_empty() {
            return Ok(());
        }
        console.gap()?;
        console.say(&message!("offline-title-vehicles"))?;
        console.table(&plan::vehicles(self.situation, self.plan, most, console.language))?;
        and_more(self.situation.pools.len().saturating_sub(most), console)
    }
}

fn reserve(depot: &DepotId, item: &ItemId) -> Message {
    message!("offline-price-reserve", depot = depot.as_str(), item = item.as_str())
}

fn and_more(count: usize, console: &mut Console<'_>) -> io::Result<()> {
    match count {
        0 => Ok(()),
        count => console.say(&message!("offline-and-more", count = count)),
    }
}
