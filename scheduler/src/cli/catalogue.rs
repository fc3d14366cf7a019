//! `catalogue`: the whole set of tables out, and back in by what was changed in them.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::client::coordinator::{CatalogueView, Coordinator};
use crate::setup::catalogue_dir::{self, CatalogueDir, CatalogueDirError};
use crate::setup::data_dir::SetupError;
use crate::terminal::console::Console;
use crate::terminal::word_fault::WordFault;
use clap::{Args, Subcommand};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use yicang_domain::ThingKey;
use yicang_domain::catalogue::change::Change;
use yicang_domain::catalogue::merge::{Conflict, Merged, Side, Told, merge};
use yicang_domain::catalogue::parts::PartSize;
use yicang_exchange::Rules;
use yicang_language::{Message, ToMessage as _, message};

#[derive(Subcommand)]
pub(super) enum Catalogue {
    Export(Export),
    Diff(Compare),
    Apply(Compare),
}

#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

#[derive(Args)]
pub(super) struct Compare {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    #[arg(long, value_name = "THING", value_parser = thing)]
    mine: Vec<ThingKey>,
    #[arg(long, value_name = "THING", value_parser = thing)]
    theirs: Vec<ThingKey>,
    #[arg(long)]
    allow_extra_columns: bool,
}

fn thing(text: &str) -> Result<ThingKey, WordFault> {
    ThingKey::of_people(text).ok_or_else(|| WordFault(message!("catalogue-no-thing", text = format!("{text:?}"))))
}

impl From<CatalogueDirError> for Failure {
    fn from(error: CatalogueDirError) -> Self {
        match error {
            CatalogueDirError::Setup(error) => error.into(),
            CatalogueDirError::Tables(faults) => Self::Tables(faults),
        }
    }
}

impl Catalogue {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        match self {
            Self::Export(Export { connect, dir }) => {
                let CatalogueView { from, log, catalogue } =
                    connect.connect(console.language).await?.catalogue().await?;
                catalogue_dir::write(&dir, &log, from, &catalogue)?;
                Ok(console.say(&message!("catalogue-exported", dir = &dir, from = from))?)
            }
            Self::Diff(compare) => {
                let view = compare.connect.connect(console.language).await?.catalogue().await?;
                let merged = compare.merged(&view, console)?;
                print(&merged, console)?;
                if merged.conflicts.is_empty() { Ok(()) } else { Err(unsettled(&merged)) }
            }
            Self::Apply(compare) => {
                let centre = compare.connect.connect(console.language).await?;
                let merged = compare.merged(&centre.catalogue().await?, console)?;
                print(&merged, console)?;
                if !merged.conflicts.is_empty() {
                    return Err(unsettled(&merged));
                }
                if merged.change.edits.is_empty() {
                    return Ok(());
                }
                apply(&centre, merged.change, PartSize::default(), console).await
            }
        }
    }
}

/// In one command, or in several where one cannot hold it: each is signed, and begins where the one before ended.
async fn apply(centre: &Coordinator, change: Change, size: PartSize, console: &mut Console<'_>) -> Result<(), Failure> {
    let parts = change.in_parts(size);
    let (of, mut from) = (parts.len(), None);
    for (number, mut part) in (1_usize..).zip(parts) {
        part.from = from.unwrap_or(part.from);
        let (count, given) = (part.edits.len(), centre.change(&part).await);
        let record = match given {
            Err(error) if number > 1 => {
                console.say(&message!("catalogue-part-refused", number = number, of = of))?;
                return Err(error.into());
            }
            given => given?,
        };
        console.say(&match of {
            1 => message!("catalogue-applied", count = count, record = record),
            _ => message!("catalogue-part-applied", number = number, of = of, count = count, record = record),
        })?;
        from = Some(record);
    }
    Ok(())
}

impl Compare {
    fn merged(&self, view: &CatalogueView, console: &mut Console<'_>) -> Result<Merged, Failure> {
        let rules = Rules { allow_extra_columns: self.allow_extra_columns, ..Rules::default() };
        let CatalogueDir { log, base, mine, notices } = catalogue_dir::read_dir(&self.dir, rules)?;
        for notice in notices {
            console.say(&notice.message())?;
        }
        match log {
            None => console.say(&message!("catalogue-no-base", dir = &self.dir))?,
            Some(log) if log != view.log => {
                let other = message!("catalogue-other-log", dir = &self.dir, exported = log, log = &view.log);
                return Err(SetupError::Refused(other).into());
            }
            Some(_) => {}
        }
        let merged = |settled: &BTreeMap<_, _>| merge(&base, &mine, &view.catalogue, view.from, settled);
        let open: BTreeSet<_> = merged(&BTreeMap::new()).conflicts.into_iter().map(|conflict| conflict.key).collect();
        let sides = [(&self.mine, Side::Mine), (&self.theirs, Side::Now)];
        let mut settled = BTreeMap::new();
        for (key, side) in sides.into_iter().flat_map(|(keys, side)| keys.iter().map(move |key| (key, side))) {
            if !open.contains(key) || settled.insert(key.clone(), side).is_some() {
                return Err(Failure::usage(message!("catalogue-not-open", thing = key.to_string())));
            }
        }
        Ok(merged(&settled))
    }
}

fn unsettled(merged: &Merged) -> Failure {
    let first = merged.conflicts[0].key.to_string();
    Failure::Said(message!("catalogue-settle", count = merged.conflicts.len(), thing = first), 1)
}

/// Conflicts first, then what would be done.
fn print(merged: &Merged, console: &mut Console<'_>) -> Result<(), Failure> {
    let Merged { change, conflicts } = merged;
    if !conflicts.is_empty() {
        console.say(&message!("catalogue-conflicts", count = conflicts.len()))?;
    }
    for Conflict { key, base, mine, now } in conflicts {
        let [base, mine, now] = [base, mine, now].map(|told| told.as_ref().map_or_else(absent, in_words));
        let thing = key.to_string();
        console.say(&message!("catalogue-conflict", thing = thing, base = base, mine = mine, now = now))?;
    }
    if change.edits.is_empty() {
        return Ok(console.say(&message!("catalogue-same"))?);
    }
    console.say(&message!("catalogue-edits", count = change.edits.len()))?;
    for edit in &change.edits {
        let name = edit.key().and_then(|key| name_in(change, &key)).unwrap_or_default();
        console.print(&format!("  {}{name}", edit.to_line()))?;
    }
    Ok(())
}

fn absent() -> Message {
    message!("catalogue-absent")
}

fn in_words(told: &Told) -> Message {
    let (name, unit) = &told.name;
    Message::verbatim(format!("{}{}", told.thing.to_line(), quoted([name, unit])))
}

/// The new name of a thing, in quotes.
fn name_in(change: &Change, key: &ThingKey) -> Option<String> {
    match key {
        ThingKey::Item(id) => change.names.items.get(id).map(|(name, unit)| quoted([name, unit])),
        ThingKey::Depot(id) => change.names.depots.get(id).map(|name| quoted([name])),
        ThingKey::Site(id) => change.names.sites.get(id).map(|name| quoted([name])),
        _ => None,
    }
}

fn quoted<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    names.into_iter().filter(|name| !name.is_empty()).map(|name| format!(" {name:?}")).collect()
}
