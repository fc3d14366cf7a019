//! A country with vehicles under `plain-units` as one linear program in free MPS form, for other people's solvers.
//!
//! They have one number to minimise: minutes and lateness, and what is not served at its weight times [`SCALE`]. The
//! planner puts service strictly first; at this scale one unit of it is worth more than any single way.

use crate::country::Asked;
use crate::fleet::Fleet;
use crate::item::Instance;
use crate::lanes::Lanes;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use yicang_planner::simplex::Columns as _;

/// What a unit of weight one counts for, in millionths of a minute.
pub const SCALE: i128 = 10_000_000_000;

/// Gain of a unit of a need, in millionths of a minute.
fn gain(instance: &Instance, one: &Asked) -> i128 {
    i128::from(instance.rules.gain(one, 0)) * (SCALE / 1_000_000)
}

/// What serving everything would gain.
pub fn all_gains(instance: &Instance) -> i128 {
    let needs = instance.country.asked.iter().flatten();
    needs.map(|one| gain(instance, one) * i128::from(one.units)).sum()
}

/// Writes `coupled.mps` into a folder, which is made if need be.
///
/// # Errors
/// One sentence with the file that could not be written.
pub fn write(instance: &Instance, fleet: &Fleet, dir: &Path) -> Result<(), String> {
    let path = dir.join("coupled.mps");
    let written = fs::create_dir_all(dir).and_then(|()| File::create(&path)).and_then(|file| {
        let mut file = BufWriter::with_capacity(1 << 20, file);
        program(instance, fleet, &mut file)?;
        file.flush()
    });
    written.map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn program(instance: &Instance, fleet: &Fleet, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "NAME coupled\nROWS\n N cost")?;
    for depot in 0..fleet.pools.len() {
        writeln!(to, " L g{depot}\n L v{depot}")?;
    }
    for item in 0..instance.country.size.items {
        let (held, asked) = instance.item(item);
        (0..held.len()).try_for_each(|supply_node| writeln!(to, " L s{item}_{supply_node}"))?;
        (0..asked.len()).try_for_each(|need| writeln!(to, " E n{item}_{need}"))?;
    }
    writeln!(to, "COLUMNS")?;
    for (item, [grams, millilitres]) in fleet.sizes.iter().enumerate() {
        let (held, asked) = instance.item(item);
        let lanes = Lanes::new(&instance.rules, &instance.minutes, held, asked, instance.near[item].as_ref());
        for (need, one) in asked.iter().enumerate() {
            for (supply_node, holding) in held.iter().enumerate() {
                let (Some(cost), depot) = (lanes.cost(supply_node, need), holding.depot) else { continue };
                writeln!(to, " x{item}_{need}_{supply_node} cost {cost} n{item}_{need} 1")?;
                writeln!(to, " x{item}_{need}_{supply_node} s{item}_{supply_node} 1 g{depot} {grams}")?;
                writeln!(to, " x{item}_{need}_{supply_node} v{depot} {millilitres}")?;
            }
            let gain = gain(instance, one);
            let (whole, part) = (gain / 1_000_000, gain % 1_000_000);
            writeln!(to, " u{item}_{need} cost {whole}.{part:06} n{item}_{need} 1")?;
        }
    }
    writeln!(to, "RHS")?;
    for (depot, [grams, millilitres]) in fleet.pools.iter().enumerate() {
        writeln!(to, " rhs g{depot} {grams} v{depot} {millilitres}")?;
    }
    for item in 0..instance.country.size.items {
        let (held, asked) = instance.item(item);
        for (supply_node, one) in held.iter().enumerate() {
            writeln!(to, " rhs s{item}_{supply_node} {}", one.units)?;
        }
        for (need, one) in asked.iter().enumerate() {
            writeln!(to, " rhs n{item}_{need} {}", one.units)?;
        }
    }
    writeln!(to, "ENDATA")
}
