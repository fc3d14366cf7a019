//! `item`, `kit`, `substitute`.

use super::{Key, Options, missing};
use crate::cli::Failure;
use crate::terminal::word_fault::WordFault;
use clap::Args;
use yicang_domain::report::Fact;
use yicang_domain::situation::{SIZE_MAX, Substitution};
use yicang_domain::{Decimal, ItemFacts, ItemId, Quantity, Thing, ThingKey};
use yicang_exchange::Ratio;
use yicang_language::message;

#[derive(Args)]
pub(in crate::cli) struct Item {
    #[arg(value_name = "ITEM")]
    item: ItemId,
}

#[derive(Args)]
pub(in crate::cli) struct ItemOptions {
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    #[arg(long, value_name = "N|none", value_parser = size)]
    grams: Option<Fact<Decimal>>,
    #[arg(long, value_name = "N|none", value_parser = size)]
    millilitres: Option<Fact<Decimal>>,
    #[arg(long, value_name = "N|none")]
    pack: Option<Fact<Quantity>>,
}

/// Grams or millilitres of a unit: never rounded.
fn size(text: &str) -> Result<Fact<Decimal>, WordFault> {
    if matches!(text.parse::<Fact<String>>(), Ok(Fact::Nothing)) {
        return Ok(Fact::Nothing);
    }
    let wrong = || WordFault(message!("cell-no-size", text = format!("{text:?}"), most = SIZE_MAX));
    Decimal::exact(text.trim(), 0).map(Fact::Is).ok_or_else(wrong)
}

impl Key for Item {
    fn key(&self) -> ThingKey {
        ThingKey::Item(self.item.clone())
    }
}

impl Options<Item> for ItemOptions {
    fn thing(&self, key: &Item, known: Option<Thing>) -> Result<Thing, Failure> {
        let known = match known {
            Some(Thing::Item(_, facts)) => facts,
            _ => ItemFacts::default(),
        };
        let of = |fact: &Option<Fact<Decimal>>, known| {
            fact.clone().unwrap_or_default().after(Some(known)).unwrap_or_default()
        };
        let pack = self.pack.clone().unwrap_or_default().after(Some(known.pack)).unwrap_or(Quantity::ONE);
        let (grams, millilitres) = (of(&self.grams, known.grams), of(&self.millilitres, known.millilitres));
        Ok(Thing::Item(key.item.clone(), ItemFacts { grams, millilitres, pack }))
    }

    fn name(&self, (name, unit): (String, String)) -> Option<(String, String)> {
        let is_said = self.name.is_some() || self.unit.is_some();
        is_said.then(|| (self.name.clone().unwrap_or(name), self.unit.clone().unwrap_or(unit)))
    }
}

#[derive(Args)]
pub(in crate::cli) struct Kit {
    #[arg(value_name = "KIT")]
    kit: ItemId,
    #[arg(value_name = "COMPONENT")]
    component: ItemId,
}

#[derive(Args)]
pub(in crate::cli) struct KitOptions {
    #[arg(long, value_name = "N")]
    units: Option<u64>,
}

impl Key for Kit {
    fn key(&self) -> ThingKey {
        ThingKey::Kit(self.kit.clone(), self.component.clone())
    }
}

impl Options<Kit> for KitOptions {
    fn thing(&self, key: &Kit, known: Option<Thing>) -> Result<Thing, Failure> {
        let known = match known {
            Some(Thing::Kit(_, _, units)) => Some(units),
            _ => None,
        };
        let units = self.units.or(known).ok_or_else(|| missing("--units"))?;
        Ok(Thing::Kit(key.kit.clone(), key.component.clone(), units))
    }
}

#[derive(Args)]
pub(in crate::cli) struct Substitute {
    #[arg(value_name = "NEEDED")]
    needed: ItemId,
    #[arg(value_name = "GIVEN")]
    given: ItemId,
}

#[derive(Args)]
pub(in crate::cli) struct SubstituteOptions {
    #[arg(long, value_name = "GIVEN/NEEDED", value_parser = ratio)]
    ratio: Option<Ratio>,
    #[arg(long, value_name = "N")]
    penalty: Option<Decimal>,
}

fn ratio(text: &str) -> Result<Ratio, WordFault> {
    text.parse().map_err(|fault: yicang_exchange::CellFault| WordFault(fault.0))
}

impl Key for Substitute {
    fn key(&self) -> ThingKey {
        ThingKey::Substitute(self.needed.clone(), self.given.clone())
    }
}

impl Options<Substitute> for SubstituteOptions {
    fn thing(&self, key: &Substitute, known: Option<Thing>) -> Result<Thing, Failure> {
        let known = match known {
            Some(Thing::Substitute(_, _, how)) => how,
            _ => Substitution::default(),
        };
        let (given, needed) = self.ratio.map_or((known.given, known.needed), |ratio| (ratio.given, ratio.needed));
        let how = Substitution { penalty: self.penalty.unwrap_or(known.penalty), given, needed };
        Ok(Thing::Substitute(key.needed.clone(), key.given.clone(), how))
    }
}
