//! What people see of situations and plans: tables that fit a terminal of 80 columns. Headings in English and Chinese.

use comfy_table::{CellAlignment, ContentArrangement};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};
use yicang_domain::check::Columns;
use yicang_domain::{ItemId, Plan, Policy, Reason, Situation};
use yicang_proto::time::time_from_wire;
use yicang_proto::v1;

/// The width that every table keeps to.
const WIDTH: u16 = 80;

/// Rows under a heading; columns of numbers stand right.
pub struct Table(comfy_table::Table);

impl Table {
    /// Under these headings, in English and then in Chinese: each language gets a line of its own.
    pub fn new(headings: &[&str]) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::TableStyle::new()).set_header(headings.iter().map(|text| two_lines(text)));
        table.set_content_arrangement(ContentArrangement::Dynamic).force_no_tty().set_width(WIDTH);
        Self(table)
    }

    /// Adds a row.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a String>) {
        self.0.add_row(cells.into_iter().map(|cell| {
            let number = cell.starts_with(|c: char| c.is_ascii_digit()) && !cell.contains('-');
            let alignment = if number { CellAlignment::Right } else { CellAlignment::Left };
            comfy_table::Cell::new(cell).set_alignment(alignment)
        }));
    }

    /// Prints it.
    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.0.trim_fmt())
    }
}

/// `asked 申报` as two lines.
fn two_lines(heading: &str) -> String {
    let (english, chinese) = heading.split_at(heading.find(|c: char| !c.is_ascii()).unwrap_or(heading.len()));
    if chinese.is_empty() { heading.to_owned() } else { format!("{}\n{chinese}", english.trim_end()) }
}

/// Names of items, for people.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// From the catalogue's.
    pub fn new(items: &[v1::NamedThing]) -> Self {
        let unit = |item: &v1::NamedThing| format!("{} ({})", item.id, item.unit);
        Self(items.iter().map(|item| (item.id.clone(), unit(item))).collect())
    }

    fn of(&self, item: &ItemId) -> String {
        self.0.get(item.as_str()).cloned().unwrap_or_else(|| item.to_string())
    }
}

fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".into();
    }
    let tenths = u128::from(part) * 1_000 / u128::from(whole);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// A share as a picture of five blocks and a number.
fn bar(part: u64, whole: u64) -> String {
    let blocks = if whole == 0 { 0 } else { (u128::from(part) * 5 / u128::from(whole)).min(5) };
    let picture: String = (0..5).map(|block| if block < blocks { '█' } else { '░' }).collect();
    format!("{picture} {:>7}", percent(part, whole))
}

/// Thousands apart by thin commas.
pub fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let (sign, whole) = digits.strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
    let (whole, part) = whole.split_once('.').map_or((whole, String::new()), |(w, p)| (w, format!(".{p}")));
    let mut out = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + &part
}

/// Stock and open needs, item by item.
pub fn situation(situation: &Situation, names: &Names) -> Table {
    let mut rows = BTreeMap::<&ItemId, (u64, u64, u64, u64)>::new();
    for (key, lot) in &situation.lots {
        rows.entry(&key.item).or_default().0 += lot.available().units();
        rows.entry(&key.item).or_default().1 += lot.reserved.units();
    }
    for (key, need) in &situation.needs {
        let row = rows.entry(&key.item).or_default();
        row.2 += need.open().units();
        row.3 += 1;
    }
    let mut table = Table::new(&["item 物资", "available 可用", "promised 已预留", "needed 需求", "needs 条"]);
    for (item, (available, reserved, open, needs)) in rows {
        table.row(&[names.of(item), grouped(available), grouped(reserved), grouped(open), grouped(needs)]);
    }
    table
}

/// What a plan's prices prove, in a few words.
pub fn proof(plan: &v1::PlanSummary) -> String {
    if !plan.items_unproven.is_empty() {
        return format!("not proven by prices 未获证明: {}", plan.items_unproven.join(", "));
    }
    match plan.joint_gap_millionths {
        None | Some(0) => "every item proven best by prices 每项物资均由价格证明最优".to_owned(),
        Some(gap) => format!(
            "items alone proven best, those planned together within {gap} of the best 单独规划的物资已证明最优，联合规划的物资\
             距最优不超过 {gap}",
            gap = yicang_domain::plan::percent(gap)
        ),
    }
}

/// A plan's figures.
pub fn summary(plan: &v1::PlanSummary) -> Table {
    let mut table = Table::new(&["plan 方案", &plan.plan_id]);
    let made = plan.made_at.as_ref().and_then(|at| time_from_wire("made_at", at).ok());
    let status = match plan.decision_index {
        Some(index) => format!("record {index}"),
        None => "undecided 未决定".into(),
    };
    let begun = if plan.warm { "from the plan before 接续上一方案" } else { "from nothing 从零开始" };
    for (what, value) in [
        ("made at 时间", made.map(|at| at.to_string()).unwrap_or_default()),
        ("decided 决定", status),
        ("policy 规则", plan.policy_name.clone()),
        ("first level 一级目标", grouped(&plan.first_level)),
        ("second level 二级目标", grouped(&plan.second_level)),
        ("needs 需求", grouped(plan.needs)),
        ("shipments 调拨", grouped(plan.shipments)),
        ("orders it may change 可改指令", grouped(plan.orders_reopened)),
        ("columns 可行列", grouped(plan.columns)),
        ("planned in 用时", format!("{} ms", plan.planning_ms)),
        ("begun 起点", begun.to_owned()),
        ("certificate 证明", proof(plan)),
    ] {
        table.0.add_row([what.to_owned(), value]);
    }
    table
}

/// How far an order is, in one word.
pub fn status_word(status: v1::OrderStatus) -> String {
    status.as_str_name().trim_start_matches("ORDER_STATUS_").to_lowercase()
}

/// SHA-256 of the plan's text, as the public log names it.
pub fn plan_sha256(plan: &v1::PlanSummary) -> String {
    plan.plan_sha256.as_slice().try_into().map(yicang_tlog::hex).unwrap_or_default()
}

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
    key: impl Fn(&yicang_domain::NeedKey) -> Option<K>,
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

const COVERAGE: [&str; 5] = ["needs 条", "asked 申报", "given 分配", "met 满足率", "mostly for 主要原因"];

/// What was asked and given, item by item, and the main reason for the rest.
pub fn by_item(situation: &Situation, policy: &Policy, plan: &Plan) -> Table {
    let mut table = Table::new(&[&["item 物资"][..], &COVERAGE].concat());
    for (item, sum) in summed(situation, policy, plan, |need| Some(need.item.clone())) {
        table.row(&sum.row(item.to_string()));
    }
    table
}

/// The same, class by class, most urgent first.
pub fn by_class(situation: &Situation, plan: &Plan, policy: &Policy) -> Table {
    let mut table = Table::new(&[&["class 优先级"][..], &COVERAGE].concat());
    let sums = summed(situation, policy, plan, |key| Some(situation.needs.get(key)?.class.clone()));
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(class, _)| policy.class_rank(class).unwrap_or(usize::MAX));
    for (class, sum) in sums {
        table.row(&sum.row(class.to_string()));
    }
    table
}

/// Units not served, reason by reason.
pub fn reasons(plan: &Plan) -> Table {
    let mut sums = BTreeMap::<Reason, (u64, u64)>::new();
    for unmet in &plan.unmet {
        let sum = sums.entry(unmet.reason).or_default();
        *sum = (sum.0 + unmet.quantity.units(), sum.1 + 1);
    }
    let mut table = Table::new(&["reason 原因", "units 数量", "needs 条", "that is 说明"]);
    for (reason, (units, needs)) in sums {
        let said = format!("{} {}", reason.sentence(), reason.sentence_zh());
        table.row(&[reason.code().to_owned(), grouped(units), grouped(needs), said]);
    }
    table
}

/// The shipments that travel longest.
pub fn longest(plan: &Plan, count: usize) -> Table {
    let minutes = |s: &yicang_domain::Shipment| s.arrives.duration_since(s.departs).as_mins();
    let mut longest: Vec<_> = plan.shipments.iter().collect();
    longest.sort_by_key(|shipment| (std::cmp::Reverse(minutes(shipment)), *shipment));
    let mut lanes = std::collections::BTreeSet::new();
    longest.retain(|shipment| lanes.insert((shipment.lot.depot.clone(), shipment.site.clone())));
    let mut table = Table::new(&["from 自", "to 至", "minutes 分钟", "arrives 到达"]);
    for shipment in longest.into_iter().take(count) {
        let (from, to) = (shipment.lot.depot.to_string(), shipment.site.to_string());
        table.row(&[from, to, grouped(minutes(shipment)), shipment.arrives.to_string()]);
    }
    table
}

/// One need: what it gets, why not more, and what would help.
pub fn explanation(need: &v1::NeedExplanation, out: &mut dyn Write) -> io::Result<()> {
    let open = need.claimed.saturating_sub(need.covered);
    writeln!(out, "\n{} {} ({})", need.site_id, need.item_id, need.priority_class)?;
    writeln!(
        out,
        "  asked 申报 {}, covered before 已覆盖 {}, gets 分配 {} ({})",
        grouped(need.claimed),
        grouped(need.covered),
        grouped(need.allocated),
        percent(need.allocated, open)
    )?;
    for line in &need.allocated_from {
        let lot = if line.lot_id.is_empty() { String::new() } else { format!(" lot {}", line.lot_id) };
        let arrives = line.arrives_at.as_ref().and_then(|at| time_from_wire("arrives_at", at).ok());
        let arrives = arrives.map(|at| format!(", there by 到达 {at}")).unwrap_or_default();
        writeln!(out, "  from 自 {}{lot}: {}{arrives}", line.depot_id, grouped(line.quantity))?;
    }
    for line in &need.unmet {
        let v1::UnmetLine { reason, quantity, sentence_en, sentence_zh, .. } = line;
        writeln!(out, "  lacks 缺 {}: {reason} {sentence_en} {sentence_zh}", grouped(quantity))?;
        if let Some(at) = line.earliest_at.as_ref().and_then(|at| time_from_wire("earliest_at", at).ok()) {
            writeln!(out, "    could arrive 最早到达 {at}")?;
        }
    }
    for order in need.held_by.iter().take(5) {
        let v1::HoldingOrder { order_id, site_id, item_id, quantity, .. } = order;
        let status = status_word(order.status());
        writeln!(out, "    held by 占用 {order_id}: {} {item_id} for {site_id}, {status}", grouped(quantity))?;
    }
    for other in need.competitors.iter().take(5) {
        let claimed = grouped(other.claimed);
        writeln!(
            out,
            "  also got 同时分得 {} ({}): {} of {claimed}",
            other.site_id,
            other.priority_class,
            grouped(other.allocated)
        )?;
    }
    for sentence in [&need.counterfactual_en, &need.counterfactual_zh] {
        if !sentence.is_empty() {
            writeln!(out, "  {sentence}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_shares_cut_to_a_tenth() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped("-1234.5"), "-1,234.5");
        assert_eq!((bar(1, 3), bar(0, 0)), ("█░░░░  33.3 %".into(), "░░░░░       –".into()));
        assert_eq!((percent(1, 3), percent(0, 0), percent(7, 7)), ("33.3 %".into(), "–".into(), "100.0 %".into()));
    }

    #[test]
    fn headings_stand_in_two_languages() {
        assert_eq!(two_lines("mostly for 主要原因"), "mostly for\n主要原因");
        assert_eq!(two_lines("P17"), "P17");
    }

    #[test]
    fn what_is_not_proven_is_not_called_proven() {
        let mut plan = v1::PlanSummary::default();
        assert!(proof(&plan).starts_with("every item proven best"));
        plan.joint_gap_millionths = Some(12);
        assert!(proof(&plan).contains("within 0.0012 % of the best"), "{}", proof(&plan));
        plan.items_unproven = vec!["MASK".into()];
        assert_eq!(proof(&plan), "not proven by prices 未获证明: MASK");
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        let mut table = Table::new(&["one", "two"]);
        table.row(&["x ".repeat(100), "y ".repeat(100)]);
        let mut out = Vec::new();
        table.print(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= usize::from(WIDTH)), "{text}");
    }
}
