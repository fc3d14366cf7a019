//! What a plan's prices say to people: what is proven, what protected reserves, vehicles and lanes hold back, and what
//! earmarks cost.

use super::measures::Measures;
use crate::tables::{Table, grouped};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use yicang_domain::check::Columns;
use yicang_domain::quantity::DECIMAL_ONE;
use yicang_domain::{DepotId, ItemId, LotKey, NeedKey, Plan, Policy, Price, Situation, Value};
use yicang_planner::Options;

/// The most earmarked lots that are counted: each is a plan of its own.
const EARMARKS_MAX: usize = 20;

/// A plan with what it was made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Report<'a> {
    pub(super) situation: &'a Situation,
    pub(super) policy: &'a Policy,
    pub(super) plan: &'a Plan,
    pub(super) unproven: &'a [ItemId],
    pub(super) options: Options<'a>,
}

/// What a lot's earmark costs everybody together: the same plan without it, less this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EarmarkCost {
    lot: LotKey,
    first: Value,
    second: Value,
}

impl Report<'_> {
    /// Efficacy, equity and efficiency.
    pub(super) fn measures(&self, measures: &Measures, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "efficacy 满足程度          {} of the weighted need is met", measures.efficacy)?;
        for class in &measures.equity {
            writeln!(
                out,
                "equity 公平               {}: coverage {} to {} (range {}) of {} needs",
                class.class, class.lowest, class.highest, class.range, class.needs
            )?;
        }
        if !measures.minutes_per_unit.is_empty() {
            writeln!(out, "efficiency 效率           {} minutes a unit", measures.minutes_per_unit)?;
        }
        Ok(())
    }

    /// Which items are proven best, and how near the best the others are.
    pub(super) fn proof(&self, out: &mut dyn Write) -> io::Result<()> {
        let items: BTreeSet<&ItemId> = self.situation.needs.keys().map(|key| &key.item).collect();
        let together = Columns::new(self.situation, self.policy).planned_jointly(self.plan);
        let names = |items: &[ItemId]| items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if together.is_empty() && self.unproven.is_empty() {
            return writeln!(out, "certificate 证明          every item proven best by its prices");
        }
        let alone = items.iter().filter(|item| !together.contains(item) && !self.unproven.contains(item)).count();
        writeln!(out, "certificate 证明          {alone} items proven best by their prices")?;
        if let Some(joint) = self.plan.joint.filter(|_| !together.is_empty()) {
            writeln!(out, "                          planned together, {joint}: {}", names(&together))?;
        }
        if !self.unproven.is_empty() {
            writeln!(out, "                          not proven best: {}", names(self.unproven))?;
        }
        Ok(())
    }

    /// What one unit more of what is held back would gain, dearest first; at most so many lines.
    pub(super) fn prices(&self, most: usize, out: &mut dyn Write) -> io::Result<()> {
        let columns = Columns::new(self.situation, self.policy);
        let prices = &self.plan.prices;
        let mut rows: Vec<(Price, [String; 3])> = Vec::new();
        for ((depot, item), price) in &prices.reserves {
            let held = format!("reserve 保有 {depot}/{item}");
            rows.push((*price, [held, self.price(price), self.gainer(&columns, depot, item)]));
        }
        for ((depot, site, item), price) in &prices.lanes {
            let lane = format!("lane 通道 {depot} -> {site} for {item}");
            rows.push((*price, [lane, self.price(price), site.to_string()]));
        }
        for ((depot, site), price) in &prices.shared_lanes {
            let price = Price { first: 0, second: *price };
            rows.push((price, [format!("lane 通道 {depot} -> {site}"), self.price(&price), site.to_string()]));
        }
        for (pool, price) in &prices.pools {
            for (what, each) in [("tonne 吨", price.per_gram), ("m³ 立方米", price.per_millilitre)] {
                if each != 0 {
                    let price = Price { first: 0, second: each.saturating_mul(i128::from(DECIMAL_ONE)) };
                    let pool = format!("pool 车队 {pool}, a {what}");
                    rows.push((price, [pool, self.price(&price), String::new()]));
                }
            }
        }
        rows.retain(|(price, _)| *price != Price::default());
        rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nWhat one unit more would gain 多一单位的价值")?;
        let mut table = Table::new(&["of 来源", "gain 收益", "for 受益"]);
        rows.iter().take(most).for_each(|(_, row)| table.row(row));
        table.print(out)?;
        let more = rows.len().saturating_sub(most);
        if more > 0 { writeln!(out, "and {more} more; --report FILE writes all") } else { Ok(()) }
    }

    /// A price in words: the rank of the worth that it gains, less the second level that it costs.
    fn price(&self, price: &Price) -> String {
        let counts = self.plan.second_level.as_str();
        if let (0, Some(joint)) = (price.first, &self.plan.joint) {
            let millionths = price.second.saturating_mul(i128::from(DECIMAL_ONE)) / i128::from(joint.scale);
            return format!("worth {}", millionth(millionths));
        }
        match price.first {
            0 => format!("{} {counts} saved", millionth(price.second)),
            rank if price.second <= 0 => format!("worth of rank {rank}, for {} {counts}", millionth(-price.second)),
            rank => format!("worth of rank {rank}, and {} {counts} saved", millionth(price.second)),
        }
    }

    /// Whom one unit less of a reserve would serve: of the needs that lack something and may be served from there, the one
    /// whose price stands highest above the cost of the way.
    fn gainer(&self, columns: &Columns<'_>, depot: &DepotId, item: &ItemId) -> String {
        let lots: Vec<&LotKey> =
            self.situation.lots.keys().filter(|lot| &lot.depot == depot && &lot.item == item).collect();
        let unmet: BTreeSet<&NeedKey> = self.plan.unmet.iter().map(|line| &line.need).collect();
        let stands = |need: &&NeedKey| {
            let cost = lots.iter().filter_map(|lot| columns.unit_cost(self.plan.second_level, lot, need)).min()?;
            let price = self.plan.prices.needs.get(*need).copied().unwrap_or_default();
            Some((price.first, price.second.saturating_sub(cost)))
        };
        let best = unmet.iter().filter_map(|need| Some((stands(need)?, *need))).max();
        best.map_or_else(|| "others, by making way".into(), |(_, need)| need.to_string())
    }

    /// What the earmarks cost, lot by lot in order, and how many lots were not counted.
    pub(super) fn earmarks(&self) -> (Vec<EarmarkCost>, usize) {
        let marked: Vec<_> = self.situation.lots.iter().filter(|(_, lot)| lot.earmark.is_some()).collect();
        let options = Options { last: Some(self.plan), ..self.options };
        let cost = |key: &LotKey| {
            let mut free = self.situation.clone();
            free.lots.get_mut(key)?.earmark = None;
            let planned = yicang_planner::plan_with(&free, self.policy, self.plan.second_level, &options).ok()?;
            let first = Value(planned.plan.first_value.0 - self.plan.first_value.0);
            let second = Value(planned.plan.second_value.0 - self.plan.second_value.0);
            Some(EarmarkCost { lot: key.clone(), first, second })
        };
        let costs = marked.iter().take(EARMARKS_MAX).filter_map(|(key, _)| cost(key)).collect();
        (costs, marked.len().saturating_sub(EARMARKS_MAX))
    }

    /// Prints [`Report::earmarks`].
    pub(super) fn print_earmarks(&self, out: &mut dyn Write) -> io::Result<()> {
        let (costs, more) = self.earmarks();
        if costs.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nWhat earmarks cost: the best plan without each, less this plan 定向捐赠的代价")?;
        let counts = format!("second level 二级目标 ({})", self.plan.second_level.as_str());
        let mut table = Table::new(&["lot 批次", "for 指定", "first level 一级目标", &counts]);
        for EarmarkCost { lot, first, second } in &costs {
            let sites = self.situation.lots[lot].earmark.iter().flatten().map(ToString::to_string).collect::<Vec<_>>();
            table.row(&[lot.to_string(), sites.join(";"), grouped(first), grouped(second)]);
        }
        table.print(out)?;
        if more > 0 { writeln!(out, "and {more} more earmarked lots, not counted") } else { Ok(()) }
    }

    /// Shipments that are not what was planned before rounding to packs, by item: units before and after.
    pub(super) fn packs(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut items = BTreeMap::<&ItemId, (usize, u64)>::new();
        for line in &self.plan.unrounded {
            let row = items.entry(&line.lot.item).or_default();
            *row = (row.0 + 1, row.1 + line.quantity.units());
        }
        for (item, (lines, units)) in items {
            let pack = self.situation.facts(item).pack;
            writeln!(
                out,
                "packs 包装               {item} leaves in packs of {pack}: {lines} lines of {} units were rounded",
                grouped(units)
            )?;
        }
        Ok(())
    }
}

/// Millionths as a decimal without trailing zeros.
fn millionth(millionths: i128) -> String {
    let (sign, size) = (if millionths < 0 { "-" } else { "" }, millionths.unsigned_abs());
    let one = u128::from(DECIMAL_ONE);
    let text = format!("{sign}{}.{:06}", size / one, size % one);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
