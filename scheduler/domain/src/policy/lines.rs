//! Lines of a policy that are read apart.

use super::PriorityClass;
use crate::id::ClassName;
use crate::line::{Line, TextError};
use crate::quantity::Decimal;
use crate::travel::TravelRule;
use yicang_language::message;

/// Whose names the public log shows as they are; of all others it has commitments. Persons are never among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PublicNames {
    /// Of kinds of material, with their units.
    pub items: bool,
    /// Of depots.
    pub depots: bool,
    /// Of sites.
    pub sites: bool,
}

/// `speed-kmh`, `detour-percent` and `reach-minutes`, as far as they were there.
pub(super) fn travel_rule(
    speed: Option<u32>,
    detour: Option<u32>,
    reach_minutes: Option<u32>,
) -> Result<Option<TravelRule>, TextError> {
    match (speed, detour) {
        (Some(speed_kmh), Some(detour_percent)) => Ok(Some(TravelRule { speed_kmh, detour_percent, reach_minutes })),
        (None, None) if reach_minutes.is_none() => Ok(None),
        _ => Err(TextError::whole(message!("text-policy-travel"))),
    }
}

/// `public items|depots|sites …`, each word once.
pub(super) fn public(line: &mut Line<'_>) -> Result<PublicNames, TextError> {
    let mut names = PublicNames::default();
    loop {
        let word = line.word("items, depots or sites")?;
        let of = match word {
            "items" => &mut names.items,
            "depots" => &mut names.depots,
            "sites" => &mut names.sites,
            other => return Err(line.fault(message!("text-public", word = format!("{other:?}")))),
        };
        if std::mem::replace(of, true) {
            return Err(line.twice());
        }
        if line.is_over() {
            return Ok(names);
        }
    }
}

/// `approved-loads count`.
pub(super) fn count(line: &mut Line<'_>) -> Result<(), TextError> {
    match line.word("word count")? {
        "count" => Ok(()),
        other => Err(line.fault(message!("text-approved-loads", word = format!("{other:?}")))),
    }
}

/// `class NAME WEIGHT`, not one that was `seen`.
pub(super) fn class(line: &mut Line<'_>, seen: &[PriorityClass]) -> Result<PriorityClass, TextError> {
    let name: ClassName = line.parse("class name")?;
    if seen.iter().any(|class| class.name == name) {
        return Err(line.fault(message!("text-class-twice", class = name.as_str())));
    }
    let weight: Decimal = line.parse("weight")?;
    if weight.micros() == 0 {
        return Err(line.fault(message!("text-class-weightless", class = name.as_str())));
    }
    Ok(PriorityClass { name, weight })
}
