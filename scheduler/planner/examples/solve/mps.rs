//! A country with vehicles as one linear program in free MPS form, for other people's solvers.
//!
//! Minimised are minutes, lateness, and what is not served at its gain in the planner's joint number, in minutes: the
//! optimum is `combined` but for whole units.

use crate::fleet::Fleet;
use crate::item::Instance;
use crate::lanes::Lanes;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use yicang_planner::kernel::Columns as _;

/// Gain of a unit and units, for each segment of a need, most gain first; in millionths of a minute.
fn stack(instance: &Instance, class: u8, units: u32, scale: u64) -> impl Iterator<Item = (i128, u32)> {
    let worths = &instance.rules.worths()[usize::from(class)];
    // A step is worth its part of the entitlement, a unit of a plain policy its weight in millionths.
    let of = if worths.len() > 1 { 1_000_000 * i128::from(units) } else { 1_000_000 };
    let gain = move |part: usize| i128::from(worths[part]) * i128::from(scale) / of;
    instance.rules.stack(class, units).map(move |(part, width)| (gain(part), width))
}

/// What serving everything would gain.
pub(crate) fn all_gains(instance: &Instance, scale: u64) -> i128 {
    let needs = instance.country.asked.iter().flatten();
    needs
        .flat_map(|one| stack(instance, one.class, one.units, scale))
        .map(|(gain, width)| gain * i128::from(width))
        .sum()
}

/// Writes `coupled.mps` into a folder, which is made if need be.
///
/// # Errors
/// One sentence with the file that could not be written.
pub(crate) fn write(instance: &Instance, fleet: &Fleet, scale: u64, dir: &Path) -> Result<(), String> {
    let path = dir.join("coupled.mps");
    let written = fs::create_dir_all(dir).and_then(|()| File::create(&path)).and_then(|file| {
        let mut file = BufWriter::with_capacity(1 << 20, file);
        program(instance, fleet, scale, &mut file)?;
        file.flush()
    });
    written.map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn program(instance: &Instance, fleet: &Fleet, scale: u64, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "NAME coupled\nROWS\n N cost")?;
    for depot in 0..fleet.pools.len() {
        writeln!(to, " L g{depot}\n L v{depot}")?;
    }
    for item in 0..instance.country.size.items {
        let (held, asked) = instance.item(item);
        (0..held.len()).try_for_each(|hub| writeln!(to, " L s{item}_{hub}"))?;
        (0..asked.len()).try_for_each(|need| writeln!(to, " E n{item}_{need}"))?;
    }
    writeln!(to, "COLUMNS")?;
    for (item, [grams, millilitres]) in fleet.sizes.iter().enumerate() {
        let (held, asked) = instance.item(item);
        let lanes = Lanes::new(&instance.rules, &instance.minutes, held, asked, instance.near[item].as_ref());
        for (need, one) in asked.iter().enumerate() {
            for (hub, holding) in held.iter().enumerate() {
                let (Some(cost), depot) = (lanes.cost(hub, need), holding.depot) else { continue };
                writeln!(to, " x{item}_{need}_{hub} cost {cost} n{item}_{need} 1")?;
                writeln!(to, " x{item}_{need}_{hub} s{item}_{hub} 1 g{depot} {grams}")?;
                writeln!(to, " x{item}_{need}_{hub} v{depot} {millilitres}")?;
            }
            for (at, (gain, _)) in stack(instance, one.class, one.units, scale).enumerate() {
                let (whole, part) = (gain / 1_000_000, gain % 1_000_000);
                writeln!(to, " u{item}_{need}_{at} cost {whole}.{part:06} n{item}_{need} 1")?;
            }
        }
    }
    writeln!(to, "RHS")?;
    for (depot, [grams, millilitres]) in fleet.pools.iter().enumerate() {
        writeln!(to, " rhs g{depot} {grams} v{depot} {millilitres}")?;
    }
    for item in 0..instance.country.size.items {
        let (held, asked) = instance.item(item);
        for (hub, one) in held.iter().enumerate() {
            writeln!(to, " rhs s{item}_{hub} {}", one.units)?;
        }
        for (need, one) in asked.iter().enumerate() {
            writeln!(to, " rhs n{item}_{need} {}", one.units)?;
        }
    }
    writeln!(to, "BOUNDS")?;
    for item in 0..instance.country.size.items {
        for (need, one) in instance.item(item).1.iter().enumerate() {
            for (at, (_, width)) in stack(instance, one.class, one.units, scale).enumerate() {
                writeln!(to, " UP bound u{item}_{need}_{at} {width}")?;
            }
        }
    }
    writeln!(to, "ENDATA")
}
