//! What a plan's prices say to people: what is proven, what protected reserves, vehicles and lanes hold back, and what
//! earmarks cost.

use super::indicators::Measures;
use crate::planning::levels;
use crate::terminal::tables::{self, Table, grouped};
use std::collections::BTreeSet;
use std::io::{self, Write};
use yicang_domain::check::Columns;
use yicang_domain::plan::{Claim, Target, decimal};
use yicang_domain::{DepotId, ItemId, LotKey, NeedKey, Part, Plan, Policy, Situation, Vector};
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
    pub(super) fn measures(&self, measures: &Measures, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "efficacy 满足程度          {} of the weighted need is met", measures.efficacy)?;
        for class in &measures.equity {
            writeln!(
                out,
                "equity 公平               {}: coverage {} to {} (range {}), needs: {}",
                class.class, class.lowest, class.highest, class.range, class.needs
            )?;
        }
        if !measures.minutes_per_unit.is_empty() {
            writeln!(out, "efficiency 效率           {} minutes a unit", measures.minutes_per_unit)?;
        }
        Ok(())
    }

    /// Which items are proven best, which are planned together, and which are not planned.
    pub(super) fn proof(&self, out: &mut dyn Write) -> io::Result<()> {
        let items: BTreeSet<&ItemId> = self.situation.needs.keys().map(|key| &key.item).collect();
        let names = |items: &[ItemId]| items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let not_planned = |item: &ItemId| self.left_out.iter().any(|group| group.items.contains(item));
        let alone = items.iter().filter(|item| !self.plan.joint.contains(item) && !not_planned(item)).count();
        let proven = match alone {
            0 => "no item is planned by itself 没有单独规划的物资".to_owned(),
            _ if alone == items.len() => {
                "every item proven best by its prices 每项物资均经影子价格验证为最优".to_owned()
            }
            1 => "1 item proven best by its prices 1 项物资经影子价格验证为最优".to_owned(),
            _ => format!("{alone} items proven best by their prices {alone} 项物资经影子价格验证为最优"),
        };
        writeln!(out, "certificate 证明          {proven}")?;
        if !self.plan.joint.is_empty() {
            let all = if levels::is_proven(self.plan) { "proven best" } else { "as proven above, level by level" };
            writeln!(out, "                          planned together, {all} 联合规划: {}", names(&self.plan.joint))?;
        }
        for LeftOut { items, why } in self.left_out {
            writeln!(out, "left out 未纳入方案       {}: {why}", names(items))?;
        }
        Ok(())
    }

    /// What one unit more of what is held back would gain, dearest first; at most so many lines.
    pub(super) fn prices(&self, most: usize, out: &mut dyn Write) -> io::Result<()> {
        let columns = Columns::new(self.situation, self.policy);
        let prices = &self.plan.prices;
        let mut rows: Vec<(Vector, [String; 3])> = Vec::new();
        for ((depot, item), price) in &prices.reserves {
            let held = format!("reserve 保有 {depot}/{item}");
            rows.push((price.clone(), [held, self.price(price), self.gainer(&columns, depot, item)]));
        }
        for ((depot, site, item), price) in &prices.lanes {
            let lane = format!("lane 通道 {depot} -> {site} for {item}");
            rows.push((price.clone(), [lane, self.price(price), site.to_string()]));
        }
        for claim in &self.plan.claims {
            self.claimed(claim, &mut rows);
        }
        rows.retain(|(price, _)| !price.is_zero());
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

    /// What a claim's prices say of reserves, lanes and vehicles, in what it is about.
    fn claimed(&self, claim: &Claim, rows: &mut Vec<(Vector, [String; 3])>) {
        let part = match claim.of {
            Target::Level(level) => Part::Level(level),
            Target::Cost => Part::Cost,
        };
        let mut row = |of: String, price: i128, gains: String| {
            let price = Vector::of(part, price / i128::from(claim.scale.max(1)));
            let said = self.price(&price);
            rows.push((price, [of, said, gains]));
        };
        for ((depot, item), price) in &claim.prices.reserves {
            row(format!("reserve 保有 {depot}/{item}"), *price, String::new());
        }
        for ((depot, site), price) in &claim.prices.lanes {
            row(format!("lane 通道 {depot} -> {site}"), *price, site.to_string());
        }
        for (pool, price) in &claim.prices.pools {
            for (what, each) in [("tonne 吨", price.per_microgram), ("m³ 立方米", price.per_nanolitre)] {
                row(format!("vehicles 车队 {pool}, a {what}"), each.saturating_mul(LARGE), String::new());
            }
        }
    }

    /// A price in words: what it gains at each level, less what it costs.
    fn price(&self, price: &Vector) -> String {
        let counts = self.plan.second_level.as_str();
        let mut gains = Vec::new();
        let mut cost = String::new();
        for (part, number) in price.parts() {
            match part {
                Part::Level(level) => {
                    let value = grouped(decimal(number, self.policy.service_places()));
                    gains.push(format!("{} {value}", self.policy.level_name(level.into())));
                }
                // Whom the draw prefers is nobody's gain.
                Part::Draw => {}
                Part::Cost if number > 0 => cost = format!("{} {counts} saved", grouped(decimal(number, 6))),
                Part::Cost => cost = format!("for {} {counts}", grouped(decimal(-number, 6))),
            }
        }
        if gains.is_empty() && cost.is_empty() {
            return "a better place in the draw".into();
        }
        gains.extend(Some(cost).filter(|cost| !cost.is_empty()));
        gains.join(", ")
    }

    /// Whom one unit less of a reserve would serve: of the needs that lack something and may be served from there, the one
    /// whose price stands highest above the cost of the way.
    fn gainer(&self, columns: &Columns<'_>, depot: &DepotId, item: &ItemId) -> String {
        let lots: Vec<&LotKey> =
            self.situation.lots.keys().filter(|lot| &lot.depot == depot && &lot.item == item).collect();
        let unmet: BTreeSet<&NeedKey> = self.plan.unmet.iter().map(|line| &line.need).collect();
        let stands = |need: &&NeedKey| {
            let cost = lots.iter().filter_map(|lot| columns.unit_cost(self.plan.second_level, lot, need)).min()?;
            let price = self.plan.prices.needs.get(*need).cloned().unwrap_or_default();
            price.checked_sub(&Vector::of(Part::Cost, cost))
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
            let plan = yicang_planner::plan_with(&free, self.policy, self.plan.second_level, &options).ok()?.plan;
            let service = plan.service.iter().zip(&self.plan.service).map(|(with, now)| with - now).collect();
            Some(EarmarkCost { lot: key.clone(), service, cost: plan.cost - self.plan.cost })
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
        let counts = format!("{} 次目标", self.plan.second_level.as_str());
        let mut table = Table::new(&["lot 批次", "for 指定", "service 服务", &counts]);
        for EarmarkCost { lot, service, cost } in &costs {
            let sites = self.situation.lots[lot].earmark.iter().flatten().map(ToString::to_string).collect::<Vec<_>>();
            let gains = service.iter().enumerate().filter(|(_, gain)| **gain != 0).map(|(level, gain)| {
                format!("{} {}", self.policy.level_name(level), grouped(decimal(*gain, self.policy.service_places())))
            });
            let gains = gains.collect::<Vec<_>>().join(", ");
            let gains = if gains.is_empty() { "nothing 无".into() } else { gains };
            table.row(&[lot.to_string(), sites.join(";"), gains, grouped(decimal(*cost, 6))]);
        }
        table.print(out)?;
        if more > 0 { writeln!(out, "and {more} more earmarked lots, not counted") } else { Ok(()) }
    }

    /// What vehicles carry, and which have left.
    pub(super) fn vehicles(&self, most: usize, out: &mut dyn Write) -> io::Result<()> {
        if self.situation.pools.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nVehicles 车队")?;
        let more = self.situation.pools.len().saturating_sub(most);
        tables::vehicles(self.situation, self.plan, most).print(out)?;
        if more > 0 { writeln!(out, "and {more} more; --report FILE writes all") } else { Ok(()) }
    }
}
