//! One min-cost-flow problem per item in DIMACS form, for other people's solvers.
//!
//! Node 1 is the root with what balances the rest; then depots, supplying their stock; then needs, demanding their
//! claim. Arcs lead from depots to needs over admissible lanes at minutes and lateness, from depots to the root at
//! nothing, and from the root to each need, one for each segment of it, at the simplex's worth. Segments are those that
//! the engine ends with, cut only where prices fall: the same flow is best for them and for all sub-steps, and nobody
//! else has to look for where to cut. The least costs of all files add up to `combined`.

use crate::country::{Asked, Holding};
use crate::item::Instance;
use crate::lanes::Lanes;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use yicang_planner::simplex::Columns as _;

/// Writes `item-000.min` and so on into a folder, which is made if need be.
///
/// # Errors
/// One sentence with the file that could not be written.
pub fn write(instance: &Instance, dir: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: &io::Error| format!("cannot write {}: {error}", path.display());
    fs::create_dir_all(dir).map_err(|error| failed(dir, &error))?;
    for item in 0..instance.country.size.items {
        let path = dir.join(format!("item-{item:03}.min"));
        let file = File::create(&path).map(|file| BufWriter::with_capacity(1 << 20, file));
        file.and_then(|mut file| problem(instance, item, &mut file)).map_err(|error| failed(&path, &error))?;
    }
    Ok(())
}

fn problem(instance: &Instance, item: usize, to: &mut impl Write) -> io::Result<()> {
    let (held, asked) = instance.item(item);
    let columns = Lanes::new(&instance.rules, &instance.minutes, held, asked, instance.near[item].as_ref());
    let market = instance.market(item);
    let lanes = Lanes::count(held.len(), asked.len(), instance.nearest);
    let arcs = lanes + held.len() as u64 + market.segments.len() as u64;
    writeln!(to, "p min {} {arcs}", 1 + held.len() + asked.len())?;
    let stock: i64 = held.iter().map(|one| i64::from(one.units)).sum();
    let claims: i64 = asked.iter().map(|one| i64::from(one.units)).sum();
    writeln!(to, "n 1 {}", claims - stock)?;
    for (node, Holding { units, .. }) in (2..).zip(held) {
        writeln!(to, "n {node} {units}")?;
    }
    for (node, Asked { units, .. }) in (held.len() + 2..).zip(asked) {
        writeln!(to, "n {node} -{units}")?;
    }
    for need in 0..asked.len() {
        let node = need + held.len() + 2;
        for supply_node in 0..held.len() {
            if let Some(cost) = columns.cost(supply_node, need) {
                writeln!(to, "a {} {node} 0 {stock} {cost}", supply_node + 2)?;
            }
        }
        for segment in market.stack(need) {
            writeln!(to, "a 1 {node} 0 {} {}", segment.width, segment.worth)?;
        }
    }
    for (node, Holding { units, .. }) in (2..).zip(held) {
        writeln!(to, "a {node} 1 0 {units} 0")?;
    }
    to.flush()
}
