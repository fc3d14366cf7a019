//! What a plan leaves in its folder, for people, for programs and for whoever wants to verify.
//!
//! | file | what |
//! |---|---|
//! | allocation.csv | `from,to,item_id,quantity`: quantities summed over lots, sorted; then `serves`, the item that is needed, if anything stands in for another item or is a part of a kit; then `packs`, if anything leaves in packs of more than one unit |
//! | unmet.csv | `site_id,item_id,quantity,reason`: sorted by need, then reason |
//! | summary.json | levels and cost as exact decimal strings, what is proven of them, counts, hashes: see [`Summary`] |
//! | plan.txt, situation.txt, policy.txt | the exact texts, with lots, times and prices |
//!
//! All are written under other names first and then put in place one after the other: a crash leaves whole files.

use super::indicators::Measures;
use crate::terminal::levels;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use yicang_domain::ServiceLevel;
use yicang_domain::explanation::Sentence;
use yicang_domain::{DepotId, ItemId, NeedKey, Plan, Quantity, Reason, SiteId, Situation};
use yicang_exchange::in_csv;
use yicang_planner::LeftOut;

/// The file that people and programs read first.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Summary {
    /// Service as an exact decimal, under policies of one level. Under a policy of steps it has several: see `levels`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_level: Option<String>,
    /// The cost, an exact decimal.
    pub second_level: String,
    /// What the cost counts: `minutes` or `cost`.
    pub second_level_counts: String,
    /// Service, level by level, the first to be compared first.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// Lines that ask for something.
    pub needs: usize,
    /// (Lot, need) pairs that could have been used.
    pub columns: usize,
    /// Units asked for, of all needs, each in units of what is needed: pieces, or kits.
    pub asked: u64,
    /// Units that these needs get, counted likewise: of a substitute what it serves, of kits whole ones.
    pub given: u64,
    /// How long the planner took.
    pub seconds: f64,
    /// The policy's name.
    pub policy: String,
    /// Of policy.txt.
    pub policy_sha256: String,
    /// Of situation.txt.
    pub situation_sha256: String,
    /// Of plan.txt.
    pub plan_sha256: String,
    /// Whether every level, and the cost where anything is said of it, is proven exactly best, and nothing is left out.
    pub proven: bool,
    /// Items that are planned together: they compete for lanes or vehicles, or have kits, ratios or several sizes of
    /// packs.
    #[serde(default)]
    pub items_joint: Vec<String>,
    /// Of the first level that is not proven best: its bound less its value, in millionths of the bound; 0 if all are.
    /// Only where items are planned together.
    #[serde(default)]
    pub gap_millionths: Option<u64>,
    /// How near the least the cost is, in millionths of the least; nothing where no bound is said.
    #[serde(default)]
    pub cost_gap_millionths: Option<u64>,
    /// Groups of items that could not be planned, and why: their needs have the reason NOT_PLANNED.
    #[serde(default)]
    pub left_out: Vec<Left>,
    /// The moment the plan is made for.
    pub now: String,
    /// Seconds east of UTC by which days are counted.
    #[serde(default)]
    pub offset_seconds: i32,
    /// What the draw was made with.
    #[serde(default)]
    pub seed: String,
    /// How good, how even and how quick the plan is.
    #[serde(default)]
    pub measures: Measures,
}

/// One level of service.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Level {
    /// 0 for the first to be compared.
    pub level: u32,
    /// `floor`, a class, `above entitlement`; `service` where there is one only.
    pub name: String,
    /// What the plan comes to, an exact decimal.
    pub value: String,
    /// What no plan exceeds, an exact decimal.
    pub bound: String,
    /// Units that are served, each times the worth of a unit of its item beside other items.
    pub served: String,
    /// Units that are open, counted likewise.
    pub asked: String,
    /// What is proven, in words.
    pub proof: String,
}

impl From<&ServiceLevel> for Level {
    fn from(level: &ServiceLevel) -> Self {
        let ServiceLevel { level: number, name, value, bound, served, asked, .. } = level.clone();
        Self { level: number, name, value, bound, served, asked, proof: levels::words(level).to_string() }
    }
}

/// A group of items that could not be planned.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Left {
    /// Which, sorted.
    pub items: Vec<String>,
    /// Why, in English.
    pub why: String,
    /// The same in Chinese.
    #[serde(default)]
    pub why_zh: String,
}

impl From<&LeftOut> for Left {
    fn from(group: &LeftOut) -> Self {
        let Sentence { english: why, chinese: why_zh } = Sentence::of(&group.why);
        Self { items: group.items.iter().map(ToString::to_string).collect(), why, why_zh }
    }
}

/// From, to, what leaves, and the item of the need that it serves.
pub(super) type Line = (DepotId, SiteId, ItemId, ItemId);
/// Units by line, summed over lots.
pub(super) type Allocation = BTreeMap<Line, u64>;
/// Units by need and reason.
pub(super) type Shortfall = BTreeMap<(NeedKey, Reason), u64>;

/// What allocation.csv says of a plan.
pub(super) fn allocation(plan: &Plan) -> Allocation {
    let mut sums = Allocation::new();
    for shipment in &plan.shipments {
        let (item, serves) = (shipment.lot.item.clone(), shipment.serves.clone());
        let key = (shipment.lot.depot.clone(), shipment.site.clone(), item, serves);
        *sums.entry(key).or_default() += shipment.quantity.units();
    }
    sums
}

/// What unmet.csv says of a plan.
pub(super) fn shortfall(plan: &Plan) -> Shortfall {
    plan.unmet.iter().map(|unmet| ((unmet.need.clone(), unmet.reason), unmet.quantity.units())).collect()
}

fn allocation_csv(situation: &Situation, plan: &Plan) -> String {
    let lines = allocation(plan);
    let pack = |item: &ItemId| situation.facts(item).pack;
    let serves_others = lines.keys().any(|(_, _, item, serves)| item != serves);
    let in_packs = lines.keys().any(|(_, _, item, _)| pack(item) > Quantity::ONE);
    let mut out = String::from("from,to,item_id,quantity");
    out += if serves_others { ",serves" } else { "" };
    out += if in_packs { ",packs\n" } else { "\n" };
    for ((from, to, item, serves), units) in lines {
        let [from, to, code, serves] = [from.as_str(), to.as_str(), item.as_str(), serves.as_str()].map(in_csv);
        let _ = write!(out, "{from},{to},{code},{units}");
        if serves_others {
            let _ = write!(out, ",{serves}");
        }
        if in_packs {
            let _ = write!(out, ",{}", units / pack(&item).units());
        }
        out.push('\n');
    }
    out
}

fn unmet_csv(plan: &Plan) -> String {
    let mut out = String::from("site_id,item_id,quantity,reason\n");
    for ((need, reason), units) in shortfall(plan) {
        let (site, item) = (in_csv(need.site.as_str()), in_csv(need.item.as_str()));
        let _ = writeln!(out, "{site},{item},{units},{reason}");
    }
    out
}

/// Writes everything; returns the paths in the order of the table above.
///
/// # Errors
/// The path and what the system says; files put in place before stay.
pub(super) fn write(
    out: &Path,
    situation: &Situation,
    policy_text: &str,
    plan: &Plan,
    summary: &Summary,
) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let json = serde_json::to_string_pretty(summary).expect("strings and numbers") + "\n";
    let files = [
        ("allocation.csv", allocation_csv(situation, plan)),
        ("unmet.csv", unmet_csv(plan)),
        ("summary.json", json),
        ("plan.txt", plan.to_text()),
        ("situation.txt", situation.to_text()),
        ("policy.txt", policy_text.to_owned()),
    ];
    let at = |path: &Path| {
        let path = path.to_path_buf();
        move |error| (path, error)
    };
    fs::create_dir_all(out).map_err(at(out))?;
    let waiting = |name: &str| out.join(format!(".{name}.new"));
    for (name, text) in &files {
        fs::write(waiting(name), text).map_err(at(&waiting(name)))?;
    }
    let mut paths = Vec::with_capacity(files.len());
    for (name, _) in &files {
        let path = out.join(name);
        fs::rename(waiting(name), &path).map_err(at(&path))?;
        paths.push(path);
    }
    Ok(paths)
}
