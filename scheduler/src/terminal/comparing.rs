//! Plans side by side for people: lists of plans, what is different between two, and "what if" case by case.

use super::console::{Console, at};
use super::levels;
use super::table::{Table, grouped};
use crate::client::comparing::TriedView;
use crate::planning::levels::of as levels_of;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::io;
use yicang_domain::comparing::{Both, Change, Diff, Side, served};
use yicang_domain::{NeedKey, PlanSummary, Reason, ServiceLevel, SiteId};
use yicang_language::{Language, Message, ToMessage as _, message};

/// What became of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanState {
    /// It can still be decided.
    Proposed,
    /// It is decided.
    Decided,
    /// Another was decided after it was made: it can be decided no more.
    Superseded,
}

impl PlanState {
    /// Of a plan among all.
    pub fn of(plan: &PlanSummary, all: &[PlanSummary]) -> Self {
        let made = |plan: &PlanSummary| plan.plan_id.trim_start_matches('P').parse::<u64>().unwrap_or(0);
        let later = |other: &PlanSummary| other.decision_index.is_some_and(|decided| decided > made(plan));
        match plan.decision_index {
            Some(_) => Self::Decided,
            None if all.iter().any(later) => Self::Superseded,
            None => Self::Proposed,
        }
    }

    fn message(self) -> Message {
        match self {
            Self::Proposed => message!("plan-state-proposed"),
            Self::Decided => message!("plan-state-decided"),
            Self::Superseded => message!("plan-state-superseded"),
        }
    }
}

/// All plans, in their order; `offset` is that of the centre.
pub fn plans(all: &[PlanSummary], offset: i32, language: Language) -> Table {
    let headings = [
        message!("plans-heading-plan"),
        message!("plans-heading-made"),
        message!("plans-heading-policy"),
        message!("plans-heading-state"),
        message!("plans-heading-met"),
    ];
    let mut table = Table::new(headings, language);
    for plan in all {
        let asked = plan.levels.iter().filter(|level| levels::is_asked(level));
        let met = |level| message!("plans-level", name = levels::name(level), met = levels::met(level)).say(language);
        let met: Vec<String> = asked.map(met).collect();
        let state = PlanState::of(plan, all).message().say(language);
        table.row(&[plan.plan_id.clone(), at(plan.made_at, offset), plan.policy_name.clone(), state, met.join("\n")]);
    }
    table
}

/// How a figure is another.
fn signed(both: Both) -> String {
    let more = both.more();
    if more < 0 { grouped(more) } else { format!("+{}", grouped(more)) }
}

fn figures(both: Both) -> [String; 3] {
    [grouped(both.before), grouped(both.after), signed(both)]
}

fn why(change: &Change, language: Language) -> String {
    if change.causes.is_empty() {
        return message!("diff-follows").say(language);
    }
    change.causes.iter().map(|cause| cause.message().say(language)).collect::<Vec<_>>().join("\n")
}

/// Prints a table under its title, the first rows of it, and how many more there are; nothing where there are none.
fn titled(
    title: &Message,
    mut table: Table,
    rows: Vec<Vec<String>>,
    most: usize,
    console: &mut Console<'_>,
) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    console.say(title)?;
    rows.iter().take(most).for_each(|row| table.row(row));
    console.table(&table)?;
    if rows.len() > most {
        console.say(&message!("diff-more-rows", count = rows.len() - most))?;
    }
    console.gap()
}

/// Rows of a name and the figure in both plans.
fn plain<K: Display>(
    (title, heading): (Message, Message),
    changed: &BTreeMap<K, Both>,
    most: usize,
    console: &mut Console<'_>,
) -> io::Result<()> {
    let table = Table::new([heading, before(), after(), change()], console.language);
    let rows = changed.iter().map(|(key, both)| [vec![key.to_string()], figures(*both).to_vec()].concat());
    titled(&title, table, rows.collect(), most, console)
}

fn before() -> Message {
    message!("diff-heading-before")
}

fn after() -> Message {
    message!("diff-heading-after")
}

fn change() -> Message {
    message!("diff-heading-change")
}

/// What is different between two plans; `districts` says where sites belong. At most so many rows of each table.
///
/// # Errors
/// What the output says.
pub fn diff(
    diff: &Diff,
    districts: &BTreeMap<SiteId, String>,
    most: usize,
    console: &mut Console<'_>,
) -> io::Result<()> {
    let language = console.language;
    if diff.is_empty() {
        return console.say(&message!("diff-nothing"));
    }
    let headings = [message!("diff-heading-need"), before(), after(), change(), message!("diff-heading-why")];
    let needs = diff.needs.iter().map(|(key, changed)| {
        [vec![key.to_string()], figures(changed.units).to_vec(), vec![why(changed, language)]].concat()
    });
    titled(&message!("diff-needs"), Table::new(headings, language), needs.collect(), most, console)?;
    let headings =
        [message!("diff-heading-from"), message!("diff-heading-to"), before(), after(), message!("diff-heading-why")];
    let lines = diff.lines.iter().map(|((lot, site, serves), changed)| {
        let to = if serves == &lot.item { site.to_string() } else { format!("{site}/{serves}") };
        let [before, after, _] = figures(changed.units);
        vec![lot.to_string(), to, before, after, why(changed, language)]
    });
    titled(&message!("diff-lines"), Table::new(headings, language), lines.collect(), most, console)?;
    let headings = [message!("diff-heading-depot"), message!("diff-heading-item"), before(), after(), change()];
    let depots = (diff.depots.iter())
        .map(|((depot, item), both)| [vec![depot.to_string(), item.to_string()], figures(*both).to_vec()].concat());
    titled(&message!("diff-depots"), Table::new(headings, language), depots.collect(), most, console)?;
    let mut by_district = BTreeMap::<(String, String), Both>::new();
    for (key, changed) in &diff.needs {
        let none = || message!("diff-no-district").say(language);
        let district = districts.get(&key.site).cloned().unwrap_or_else(none);
        let sum = by_district.entry((district, key.item.to_string())).or_default();
        (sum.before, sum.after) = (sum.before + changed.units.before, sum.after + changed.units.after);
    }
    let headings = [message!("diff-heading-district"), message!("diff-heading-item"), before(), after(), change()];
    let rows = by_district.into_iter().filter(|(_, both)| both.differs());
    let rows = rows.map(|((district, item), both)| [vec![district, item], figures(both).to_vec()].concat());
    titled(&message!("diff-districts"), Table::new(headings, language), rows.collect(), most, console)?;
    plain((message!("diff-vehicles"), message!("diff-heading-vehicles")), &diff.pools, most, console)?;
    plain((message!("diff-reasons"), message!("diff-heading-reason")), &diff.reasons, most, console)
}

/// Cases beside the present situation: levels, needs that gain or lose, and reasons.
///
/// # Errors
/// What the output says.
pub fn cases(present: &TriedView, tried: &[TriedView], most: usize, console: &mut Console<'_>) -> io::Result<()> {
    let language = console.language;
    let all: Vec<&TriedView> = std::iter::once(present).chain(tried).collect();
    let side = |view: &TriedView| levels_of(&view.situation, &view.policy, &view.plan).unwrap_or_default();
    let levels: Vec<Vec<ServiceLevel>> = all.iter().map(|view| side(view)).collect();
    let under = |first: Message| {
        let names = tried.iter().map(|view| view.name.clone());
        let headings = [first.say(language), message!("whatif-present").say(language)].into_iter().chain(names);
        Table::under(headings, language)
    };
    let mut names: Vec<&ServiceLevel> = Vec::new();
    for level in levels.iter().flatten().filter(|level| levels::is_asked(level)) {
        if !names.iter().any(|known| known.name == level.name) {
            names.push(level);
        }
    }
    let rows = names.iter().map(|named| {
        let met = |of: &Vec<ServiceLevel>| {
            let level = of.iter().find(|level| level.name == named.name);
            level.map_or_else(|| "–".to_owned(), levels::met)
        };
        std::iter::once(levels::name(named).say(language)).chain(levels.iter().map(met)).collect()
    });
    titled(&message!("whatif-levels"), under(message!("centre-heading-level")), rows.collect(), usize::MAX, console)?;
    let gets: Vec<BTreeMap<NeedKey, u64>> = all.iter().map(|view| served(of(view))).collect();
    let diffs: Vec<Diff> = tried.iter().map(|view| Diff::of(of(present), of(view))).collect();
    let keys: BTreeSet<&NeedKey> = diffs.iter().flat_map(|diff| diff.needs.keys()).collect();
    let rows = keys.into_iter().map(|key| {
        let now = gets[0].get(key).copied().unwrap_or(0);
        let cell = |diff: &Diff| match diff.needs.get(key) {
            None => grouped(now),
            Some(changed) => format!("{} ({})", grouped(changed.units.after), signed(changed.units)),
        };
        [key.to_string(), grouped(now)].into_iter().chain(diffs.iter().map(cell)).collect()
    });
    titled(&message!("whatif-needs"), under(message!("diff-heading-need")), rows.collect(), most, console)?;
    let reasons: BTreeSet<&Reason> = diffs.iter().flat_map(|diff| diff.reasons.keys()).collect();
    let sums: Vec<BTreeMap<Reason, u64>> = all.iter().map(|view| by_reason(view)).collect();
    let rows = reasons.into_iter().map(|reason| {
        let units = |of: &BTreeMap<Reason, u64>| grouped(of.get(reason).copied().unwrap_or(0));
        std::iter::once(reason.to_string()).chain(sums.iter().map(units)).collect()
    });
    titled(&message!("diff-reasons"), under(message!("diff-heading-reason")), rows.collect(), most, console)?;
    for (view, diff) in tried.iter().zip(&diffs) {
        let gain = diff.needs.values().filter(|changed| changed.units.more() > 0).count();
        let lose = diff.needs.len() - gain;
        console.say(&message!("whatif-gains", case = &view.name, gain = gain, lose = lose))?;
    }
    console.say(&message!("whatif-nothing-recorded"))
}

fn of(view: &TriedView) -> Side<'_> {
    Side { situation: &view.situation, policy: &view.policy, plan: Some(&view.plan) }
}

fn by_reason(view: &TriedView) -> BTreeMap<Reason, u64> {
    let mut sums = BTreeMap::new();
    for line in &view.plan.unmet {
        *sums.entry(line.reason).or_default() += line.quantity.units();
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_domain::comparing::Cause;
    use yicang_language::width;

    fn plan(id: &str, decision_index: Option<u64>) -> PlanSummary {
        PlanSummary {
            plan_id: id.into(),
            made_at: jiff::Timestamp::UNIX_EPOCH,
            plan_sha256: [0; 32],
            situation_sha256: [0; 32],
            policy_sha256: [0; 32],
            policy_name: "floor-then-class".into(),
            service: String::new(),
            cost: "0".into(),
            shipments: 0,
            needs: 0,
            columns: 0,
            planning_ms: 0,
            decision_index,
            joint_gap_millionths: None,
            warm: false,
            orders_reopened: 0,
            levels: vec![ServiceLevel {
                name: "floor".into(),
                served: "1".into(),
                asked: "2".into(),
                ..Default::default()
            }],
            cost_gap_millionths: None,
            left_out: Vec::new(),
        }
    }

    #[test]
    fn a_plan_is_proposed_until_it_or_a_later_one_is_decided() {
        let all = [plan("P9", None), plan("P5", Some(7)), plan("P6", None), plan("P2", Some(3))];
        let states: Vec<_> = all.iter().map(|plan| PlanState::of(plan, &all)).collect();
        use PlanState::{Decided, Proposed, Superseded};
        assert_eq!(states, [Proposed, Decided, Superseded, Decided]);
        for (language, part) in [(Language::English, "floor 50.0 %"), (Language::Chinese, "保底 50.0 %")] {
            let table = plans(&all, 28_800, language).to_string();
            assert!(table.contains(part), "{table}");
            assert!(table.lines().all(|line| width(line) <= 80), "{table}");
        }
    }

    #[test]
    fn a_difference_fits_a_terminal_and_says_why() {
        let key = NeedKey { site: "HOSPITAL-OF-MANY-LETTERS".parse().unwrap(), item: "RESP_N95".parse().unwrap() };
        let units = Both { before: 12_000, after: 9_500 };
        let told = |causes| Change { units, causes };
        let mut different = Diff::default();
        different.needs.insert(key.clone(), told([Cause::NeedAmended(key.clone(), 5, 4), Cause::Rules].into()));
        let lot = yicang_domain::LotKey {
            depot: "D1".parse().unwrap(),
            item: key.item.clone(),
            lot: yicang_domain::LotId::unnamed(),
        };
        different.lines.insert((lot, key.site.clone(), key.item.clone()), told(BTreeSet::new()));
        for (language, parts) in [
            (Language::English, ["-2,500", "the rules changed", "follows from", "no district"]),
            (Language::Chinese, ["-2,500", "规则有变", "由其他变化", "未分地区"]),
        ] {
            let mut out = Vec::new();
            diff(&different, &BTreeMap::new(), 40, &mut Console::new(&mut out, language)).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(parts.iter().all(|part| text.contains(part)), "{text}");
            assert!(text.lines().all(|line| width(line) <= 80), "{text}");
        }
    }
}
