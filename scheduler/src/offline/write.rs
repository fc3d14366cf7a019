//! What a plan leaves in its folder, for people, for programs and for whoever wants to verify.
//!
//! | file | what |
//! |---|---|
//! | allocation.csv | `from,to,item_id,quantity`: quantities summed over lots, sorted; then `serves`, the item that is needed, if anything stands in for another item or is a part of a kit; then `packs`, if anything leaves in packs of more than one unit |
//! | unmet.csv | `site_id,item_id,quantity,reason`: sorted by need, then reason |
//! | summary.json | both values as exact decimal strings, counts, hashes: see [`Summary`] |
//! | plan.txt, situation.txt, policy.txt | the exact texts, with lots, times and prices |
//!
//! All are written under other names first and then put in place one after the other: a crash leaves whole files.

use super::measures::Measures;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use yicang_domain::{DepotId, ItemId, NeedKey, Plan, Quantity, Reason, SiteId, Situation};

/// The file that people and programs read first.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Summary {
    /// The first level's value, an exact decimal.
    pub first_level: String,
    /// The second level's value, an exact decimal.
    pub second_level: String,
    /// What the second level counts: `minutes` or `cost`.
    pub second_level_counts: String,
    /// Lines that ask for something.
    pub needs: usize,
    /// (Lot, need) pairs that could have been used.
    pub columns: usize,
    /// Base units asked for, of all items.
    pub asked: u64,
    /// Base units allocated.
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
    /// Whether the plan's prices prove every item exactly best.
    pub proven: bool,
    /// Items that trade against each other: they compete for lanes or vehicles, or have kits or ratios.
    #[serde(default)]
    pub items_joint: Vec<String>,
    /// How near the best these are together, in millionths of the bound that no plan exceeds.
    #[serde(default)]
    pub gap_millionths: Option<u64>,
    /// Items without any proof.
    pub items_unproven: Vec<String>,
    /// The moment the plan is made for.
    pub now: String,
    /// How good, how even and how quick the plan is.
    #[serde(default)]
    pub measures: Measures,
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
        let _ = write!(out, "{from},{to},{item},{units}");
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
        out += &format!("{},{},{units},{reason}\n", need.site, need.item);
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
