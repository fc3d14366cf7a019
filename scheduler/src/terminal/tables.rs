//! What people see of situations and plans: tables that fit a terminal of 80 columns. Headings in English and Chinese.

use super::levels;
use comfy_table::{CellAlignment, ContentArrangement};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};
use yicang_domain::check::Columns;
use yicang_domain::plan::decimal;
use yicang_domain::{
    Explanation, ItemId, LotId, Plan, PlanSummary, Policy, PoolId, Reason, Sentence, ServiceLevel, Situation,
};

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
    pub fn new(units: &BTreeMap<ItemId, String>) -> Self {
        Self(units.iter().map(|(id, unit)| (id.to_string(), format!("{id} ({unit})"))).collect())
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

/// What there is of an item, and what is asked of it.
#[derive(Default)]
struct Held {
    free: u64,
    arriving: u64,
    expired: u64,
    promised: u64,
    open: u64,
    needs: u64,
}

/// Stock and open needs, item by item. What has expired is not free, and neither is what has not arrived yet.
pub fn situation(situation: &Situation, names: &Names) -> Table {
    let mut rows = BTreeMap::<&ItemId, Held>::new();
    for (key, lot) in &situation.lots {
        let row = rows.entry(&key.item).or_default();
        row.promised += lot.reserved.units();
        let of = match () {
            () if situation.is_expired(lot) => &mut row.expired,
            () if lot.available_at.is_some_and(|at| at > situation.now) => &mut row.arriving,
            () => &mut row.free,
        };
        *of += lot.available().units();
    }
    for (key, need) in &situation.needs {
        let row = rows.entry(&key.item).or_default();
        row.open += need.open().units();
        row.needs += 1;
    }
    let headings = [
        "item 物资",
        "in stock, free 在库未预留",
        "arriving 在途",
        "expired 已过期",
        "promised 已承诺",
        "needed 需求",
        "needs 条",
    ];
    let mut table = Table::new(&headings);
    for (item, Held { free, arriving, expired, promised, open, needs }) in rows {
        let numbers = [free, arriving, expired, promised, open, needs].map(grouped);
        table.row(std::iter::once(&names.of(item)).chain(&numbers));
    }
    table
}

/// Service, level by level: how much of what is asked is met, and what is proven. Levels of which nobody asks anything are not
/// listed.
pub fn levels(all: &[ServiceLevel]) -> Table {
    let mut table = Table::new(&["level 层", "met 满足率", "value 值", "proven 证明"]);
    for level in all.iter().filter(|level| levels::is_asked(level)) {
        table.row(&[levels::name(level), levels::met(level), grouped(&level.value), levels::words(level)]);
    }
    table
}

/// What each pool's vehicles carry in a plan; at most so many.
pub fn vehicles(situation: &Situation, plan: &Plan, most: usize) -> Table {
    let mut loads = BTreeMap::<&PoolId, [i128; 2]>::new();
    for line in &plan.shipments {
        let lane = situation.lanes.get(&(line.lot.depot.clone(), line.site.clone()));
        if let Some(pool) = lane.and_then(|lane| lane.pool.as_ref()) {
            let (facts, units) = (situation.facts(&line.lot.item), i128::from(line.quantity.units()));
            let load = loads.entry(pool).or_default();
            load[0] += units * i128::from(facts.grams.micros());
            load[1] += units * i128::from(facts.millilitres.micros());
        }
    }
    let mut table =
        Table::new(&["vehicles 车队", "depart 发车", "kg loaded 装载千克", "of 限", "l loaded 装载升", "of 限 "]);
    for (id, pool) in situation.pools.iter().take(most) {
        let [grams, millilitres] = loads.get(id).copied().unwrap_or_default().map(|load| grouped(decimal(load, 9)));
        let limit = |limit: Option<yicang_domain::Quantity>| {
            limit.map_or_else(|| "–".to_owned(), |limit| grouped(decimal(limit.units().into(), 3)))
        };
        let departs = match pool.departs {
            None => "when ready 随时".to_owned(),
            Some(at) if at < situation.now => format!("has left 已发出 {at}"),
            Some(at) => at.to_string(),
        };
        table.row(&[id.to_string(), departs, grams, limit(pool.grams), millilitres, limit(pool.millilitres)]);
    }
    table
}

/// What a plan's prices prove, in a few words.
pub fn proof(plan: &PlanSummary) -> String {
    if plan.levels.is_empty() {
        return "counted by the rules of version 1, which do not prove class order 按版本 1 的规则核对，不证明级别顺序"
            .to_owned();
    }
    if plan.joint_gap_millionths.is_some() {
        return "items alone proven best by prices, those planned together level by level, as above 单独规划的物资经影子价格\
                验证为最优，联合规划的物资见上面各层"
            .to_owned();
    }
    match plan.left_out.is_empty() {
        true => "every item proven best by prices 每项物资均经影子价格验证为最优".to_owned(),
        false => "every item that is planned is proven best by prices 已规划的物资均经影子价格验证为最优".to_owned(),
    }
}

/// A plan's figures.
pub fn summary(plan: &PlanSummary) -> Table {
    let mut table = Table::new(&["plan 方案", &plan.plan_id]);
    let status = match plan.decision_index {
        Some(index) => format!("approved 已批准: record {index}"),
        None => "not yet approved 待批准".into(),
    };
    let begun = if plan.warm { "the plan before 上一方案" } else { "scratch 重新计算" };
    let mut row = |what: &str, value: String| {
        table.0.add_row([what.to_owned(), value]);
    };
    row("made at 时间", plan.made_at.to_string());
    row("status 状态", status);
    row("policy 规则", plan.policy_name.clone());
    for level in plan.levels.iter().filter(|level| levels::is_asked(level)) {
        row(&format!("level 层: {}", levels::name(level)), format!("{}, {}", levels::met(level), levels::words(level)));
    }
    if plan.levels.is_empty() {
        row("service 服务", grouped(&plan.service));
    }
    let cost = grouped(&plan.cost);
    row(
        "secondary 次目标",
        match plan.levels.is_empty() {
            true => cost,
            false => format!("{cost}, {}", levels::cost_words(plan.cost_gap_millionths)),
        },
    );
    row("needs 需求", grouped(plan.needs));
    row("shipments 调拨", grouped(plan.shipments));
    row("orders it may change 可改指令", grouped(plan.orders_reopened));
    row("possible shipments 可行运输线路数", grouped(plan.columns));
    row("planned in 用时", format!("{} ms", plan.planning_ms));
    row("started from 起点", begun.to_owned());
    row("certificate 证明", proof(plan));
    for group in &plan.left_out {
        row(
            "left out 未纳入方案",
            format!("{}: {}", group.items.iter().map(ItemId::as_str).collect::<Vec<_>>().join(", "), group.why),
        );
    }
    table
}

/// SHA-256 of the plan's text, as the public log names it.
pub fn plan_sha256(plan: &PlanSummary) -> String {
    yicang_tlog::hex(&plan.plan_sha256)
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

const COVERAGE: [&str; 5] = ["needs 条", "asked 申报", "given 分配", "met 满足率", "main reason 主要原因"];

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
    let minutes = |s: &yicang_domain::Shipment| Some(s.arrives?.duration_since(s.departs).as_mins());
    // Over a lane without minutes nobody knows how long it takes.
    let mut longest: Vec<_> = plan.shipments.iter().filter(|shipment| shipment.arrives.is_some()).collect();
    longest.sort_by_key(|shipment| (std::cmp::Reverse(minutes(shipment)), *shipment));
    let mut lanes = std::collections::BTreeSet::new();
    longest.retain(|shipment| lanes.insert((shipment.lot.depot.clone(), shipment.site.clone())));
    let mut table = Table::new(&["from 自", "to 至", "minutes 分钟", "arrives 到达"]);
    for shipment in longest.into_iter().take(count) {
        let (from, to) = (shipment.lot.depot.to_string(), shipment.site.to_string());
        let minutes = minutes(shipment).map(grouped).unwrap_or_default();
        table.row(&[from, to, minutes, shipment.arrives.map(|at| at.to_string()).unwrap_or_default()]);
    }
    table
}

/// A plan's four tables: by item, by class, what is not served, the longest lanes.
pub fn whole_plan(situation: &Situation, policy: &Policy, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "By item 按物资")?;
    by_item(situation, policy, plan).print(out)?;
    writeln!(out, "\nBy class 按优先级")?;
    by_class(situation, plan, policy).print(out)?;
    writeln!(out, "\nNot served, and why 未满足及原因")?;
    reasons(plan).print(out)?;
    writeln!(out, "\nLongest lanes 最长运输")?;
    longest(plan, 5).print(out)
}

/// One need: what it gets, why not more, and what would help.
pub fn explanation(told: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    let (claimed, covered, allocated) = (told.claimed.units(), told.covered.units(), told.allocated);
    writeln!(out, "\n{} {} ({})", told.need.site, told.need.item, told.class)?;
    writeln!(
        out,
        "  asked 申报 {}, covered before 此前已满足 {}, gets 分配 {} ({})",
        grouped(claimed),
        grouped(covered),
        grouped(allocated),
        percent(allocated, claimed.saturating_sub(covered))
    )?;
    for line in &told.allocated_from {
        let lot = if line.lot.lot == LotId::unnamed() { String::new() } else { format!(" lot {}", line.lot.lot) };
        let (from, units) = (&line.lot.depot, grouped(line.quantity));
        let arrives = line.arrives.map(|at| format!(", there by 到达 {at}")).unwrap_or_default();
        writeln!(out, "  from 自 {from}{lot}: {units}{arrives}")?;
    }
    for line in &told.unmet {
        let (reason, sentence, chinese) = (line.reason, line.reason.sentence(), line.reason.sentence_zh());
        writeln!(out, "  lacks 缺 {}: {reason} {sentence} {chinese}", grouped(line.quantity))?;
        if let Some(at) = line.earliest {
            writeln!(out, "    could arrive 最早到达 {at}")?;
        }
    }
    sentence(&told.draw, "    ", out)?;
    for order in told.held_by.iter().take(5) {
        let (id, site, item, status) = (&order.order, &order.site, &order.item, order.status);
        writeln!(out, "    held by 占用 {id}: {} {item} for {site}, {status}", grouped(order.quantity))?;
    }
    for other in told.competitors.iter().take(5) {
        let (allocated, claimed) = (grouped(other.allocated), grouped(other.claimed));
        writeln!(out, "  also got 同时分得 {} ({}): {allocated} of {claimed}", other.site, other.class)?;
    }
    sentence(&told.counterfactual, "  ", out)
}

fn sentence(said: &Sentence, before: &str, out: &mut dyn Write) -> io::Result<()> {
    for text in [&said.english, &said.chinese].into_iter().filter(|text| !text.is_empty()) {
        writeln!(out, "{before}{text}")?;
    }
    Ok(())
}

/// Where what the field has done does not fit what is known, a line each in both languages; nothing if all fits.
pub fn discrepancies(found: &[Sentence], out: &mut dyn std::io::Write) -> std::io::Result<()> {
    if found.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nDiscrepancies 差异: {}", found.len())?;
    for one in found {
        writeln!(out, "  {}\n  {}", one.english, one.chinese)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_domain::LeftOut;

    fn figures() -> PlanSummary {
        PlanSummary {
            plan_id: "P7".into(),
            made_at: jiff::Timestamp::UNIX_EPOCH,
            plan_sha256: [0; 32],
            situation_sha256: [0; 32],
            policy_sha256: [0; 32],
            policy_name: "t".into(),
            service: String::new(),
            cost: "0".into(),
            shipments: 0,
            needs: 0,
            columns: 0,
            planning_ms: 0,
            decision_index: None,
            joint_gap_millionths: None,
            warm: false,
            orders_reopened: 0,
            levels: Vec::new(),
            cost_gap_millionths: None,
            left_out: Vec::new(),
        }
    }

    #[test]
    fn numbers_are_grouped_and_shares_cut_to_a_tenth() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped("-1234.5"), "-1,234.5");
        assert_eq!((bar(1, 3), bar(0, 0)), ("█░░░░  33.3 %".into(), "░░░░░       –".into()));
        assert_eq!((percent(1, 3), percent(0, 0), percent(7, 7)), ("33.3 %".into(), "–".into(), "100.0 %".into()));
    }

    #[test]
    fn headings_stand_in_two_languages() {
        assert_eq!(two_lines("main reason 主要原因"), "main reason\n主要原因");
        assert_eq!(two_lines("P17"), "P17");
    }

    #[test]
    fn what_is_not_proven_is_not_called_proven() {
        let level = ServiceLevel { name: "floor".into(), served: "1".into(), asked: "2".into(), ..Default::default() };
        let mut plan = figures();
        assert!(proof(&plan).starts_with("counted by the rules of version 1"), "{}", proof(&plan));
        plan.levels.push(level);
        assert!(proof(&plan).starts_with("every item proven best"), "{}", proof(&plan));
        plan.left_out.push(LeftOut { items: vec!["MASK".parse().unwrap()], why: "too large".into() });
        assert!(proof(&plan).starts_with("every item that is planned is"), "{}", proof(&plan));
        plan.joint_gap_millionths = Some(12);
        assert!(proof(&plan).starts_with("items alone proven best"), "{}", proof(&plan));
        let mut shown = Vec::new();
        summary(&plan).print(&mut shown).unwrap();
        let shown = String::from_utf8(shown).unwrap();
        for part in ["level 层: floor 保底", "50.0 %, no bound said", "MASK: too large", "not yet approved 待批准"]
        {
            assert!(shown.contains(part), "{part:?} is not in:\n{shown}");
        }
    }

    #[test]
    fn what_has_expired_or_not_arrived_is_not_free() {
        let text = "yicang-situation 2
now 2026-02-01T20:00:00Z
offset +08:00
lot D W A 5 expires=2026-02-01
lot D W B 7 expires=2026-02-02
lot D W C 11 available=2026-02-03T00:00:00Z
lot D W D 20 reserved=13
";
        let mut shown = Vec::new();
        situation(&Situation::from_text(text).unwrap(), &Names::default()).print(&mut shown).unwrap();
        let shown = String::from_utf8(shown).unwrap();
        let row: Vec<_> = shown.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(row, ["W", "14", "11", "5", "13", "0", "0"], "{shown}");
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
