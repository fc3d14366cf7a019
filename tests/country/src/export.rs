//! A country as the tables that `yicang plan --from DIR` reads.
//!
//! Where lanes are too many for a table, `places.csv` says instead where everything is, and ways are to be computed by
//! the policy in `policy.txt`. In `needs.csv`, `expected_minutes` is when a unit begins to be late.

use crate::country::{CLASSES, id};
use crate::fleet::{Fleet, Load};
use crate::item::Instance;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// No table is longer than this.
const LANES_MAX: usize = 12_000_000;

/// Writes the tables into a folder, which is made if need be.
///
/// # Errors
/// One sentence with the file that could not be written.
pub fn write(instance: &Instance, fleet: Option<&Fleet>, dir: &Path) -> Result<(), String> {
    let failed = |path: &Path, error: &io::Error| format!("cannot write {}: {error}", path.display());
    fs::create_dir_all(dir).map_err(|error| failed(dir, &error))?;
    let table = |name: &str, rows: &dyn Fn(&mut dyn Write) -> io::Result<()>| {
        let path = dir.join(name);
        let file = File::create(&path).map(|file| BufWriter::with_capacity(1 << 20, file));
        file.and_then(|mut file| rows(&mut file).and_then(|()| file.flush())).map_err(|error| failed(&path, &error))
    };
    let country = &instance.country;
    table("policy.txt", &|to| to.write_all(instance.rules.text.as_bytes()))?;
    table("depots.csv", &|to| ids(to, "depot_id", 'D', country.depots.len()))?;
    table("sites.csv", &|to| ids(to, "site_id", 'S', country.sites.len()))?;
    match fleet {
        None => table("items.csv", &|to| ids(to, "item_id", 'I', country.size.items))?,
        Some(fleet) => {
            table("items.csv", &|to| sizes(to, "item_id", 'I', &fleet.sizes))?;
            table("pools.csv", &|to| sizes(to, "pool_id", 'V', &fleet.pools))?;
        }
    }
    table("reserves.csv", &|to| reserves(instance, to))?;
    table("needs.csv", &|to| needs(instance, to))?;
    if country.depots.len() * country.sites.len() <= LANES_MAX || fleet.is_some() {
        table("lanes.csv", &|to| lanes(instance, fleet.is_some(), to))
    } else {
        table("places.csv", &|to| places(instance, to))
    }
}

fn ids(to: &mut dyn Write, column: &str, letter: char, count: usize) -> io::Result<()> {
    writeln!(to, "{column}")?;
    (0..count).try_for_each(|position| writeln!(to, "{}", id(letter, position)))
}

fn sizes(to: &mut dyn Write, column: &str, letter: char, all: &[Load]) -> io::Result<()> {
    writeln!(to, "{column},grams,millilitres")?;
    let mut rows = all.iter().enumerate();
    rows.try_for_each(|(position, [grams, millilitres])| writeln!(to, "{},{grams},{millilitres}", id(letter, position)))
}

fn reserves(instance: &Instance, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "depot_id,item_id,quantity")?;
    for (item, held) in instance.country.held.iter().enumerate() {
        for one in held {
            writeln!(to, "{},{},{}", id('D', one.depot.into()), id('I', item), one.units)?;
        }
    }
    Ok(())
}

fn needs(instance: &Instance, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "site_id,item_id,quantity,priority,expected_minutes")?;
    for (item, asked) in instance.country.asked.iter().enumerate() {
        for one in asked {
            let (class, _) = CLASSES[usize::from(one.class)];
            writeln!(to, "{},{},{},{class},{}", id('S', one.site as usize), id('I', item), one.units, one.due)?;
        }
    }
    Ok(())
}

/// With the depot's pool, if it has one.
fn lanes(instance: &Instance, pools: bool, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "from,to,minutes{}", if pools { ",pool" } else { "" })?;
    for site in 0..instance.country.sites.len() {
        let row = instance.minutes.row(u32::try_from(site).expect("few sites"));
        for (depot, minutes) in row.iter().take(instance.country.depots.len()).enumerate() {
            let pool = if pools { format!(",{}", id('V', depot)) } else { String::new() };
            writeln!(to, "{},{},{minutes}{pool}", id('D', depot), id('S', site))?;
        }
    }
    Ok(())
}

fn places(instance: &Instance, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "place,kind,latitude,longitude")?;
    let degrees = |micros: i32| {
        let sign = if micros < 0 { "-" } else { "" };
        format!("{sign}{}.{:06}", micros.unsigned_abs() / 1_000_000, micros.unsigned_abs() % 1_000_000)
    };
    for (letter, kind, all) in [('D', "depot", &instance.country.depots), ('S', "site", &instance.country.sites)] {
        for (position, (latitude, longitude)) in all.iter().enumerate() {
            writeln!(to, "{},{kind},{},{}", id(letter, position), degrees(*latitude), degrees(*longitude))?;
        }
    }
    Ok(())
}
