//! `depot`, `site`, `protected`.

use super::{Key, Options, missing};
use crate::cli::Failure;
use crate::terminal::word_fault::WordFault;
use clap::Args;
use yicang_domain::report::Fact;
use yicang_domain::{Coordinates, DepotId, DistrictId, ItemId, Quantity, SiteId, SiteKind, Thing, ThingKey};
use yicang_exchange::Degrees;
use yicang_language::message;

/// Where a place is: `LATITUDE,LONGITUDE`.
fn coordinates(text: &str) -> Result<Fact<Coordinates>, WordFault> {
    if matches!(text.parse::<Fact<String>>(), Ok(Fact::Nothing)) {
        return Ok(Fact::Nothing);
    }
    let pair = text.split_once(',').and_then(|(latitude, longitude)| {
        let degrees = |text: &str| text.trim().parse::<Degrees>().ok().map(|degrees| degrees.0);
        Coordinates::from_micros(degrees(latitude)?, degrees(longitude)?)
    });
    pair.map(Fact::Is).ok_or_else(|| WordFault(message!("catalogue-no-place", text = format!("{text:?}"))))
}

#[derive(Args)]
pub(in crate::cli) struct Depot {
    #[arg(value_name = "DEPOT")]
    depot: DepotId,
}

#[derive(Args)]
pub(in crate::cli) struct DepotOptions {
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "PLACE|none", value_parser = coordinates, allow_hyphen_values = true)]
    at: Option<Fact<Coordinates>>,
}

impl Key for Depot {
    fn key(&self) -> ThingKey {
        ThingKey::Depot(self.depot.clone())
    }
}

impl Options<Depot> for DepotOptions {
    fn thing(&self, key: &Depot, known: Option<Thing>) -> Result<Thing, Failure> {
        let known = match known {
            Some(Thing::Depot(_, at)) => at,
            _ => None,
        };
        Ok(Thing::Depot(key.depot.clone(), self.at.clone().unwrap_or_default().after(known)))
    }

    fn name(&self, _: (String, String)) -> Option<(String, String)> {
        self.name.clone().map(|name| (name, String::new()))
    }
}

#[derive(Args)]
pub(in crate::cli) struct Site {
    #[arg(value_name = "SITE")]
    site: SiteId,
}

#[derive(Args)]
pub(in crate::cli) struct SiteOptions {
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "KIND|none")]
    kind: Option<Fact<SiteKind>>,
    #[arg(long, value_name = "DISTRICT|none")]
    district: Option<Fact<DistrictId>>,
    #[arg(long, value_name = "PLACE|none", value_parser = coordinates, allow_hyphen_values = true)]
    at: Option<Fact<Coordinates>>,
}

impl Key for Site {
    fn key(&self) -> ThingKey {
        ThingKey::Site(self.site.clone())
    }
}

impl Options<Site> for SiteOptions {
    fn thing(&self, key: &Site, known: Option<Thing>) -> Result<Thing, Failure> {
        let (kind, district, at) = match known {
            Some(Thing::Site(_, kind, district, at)) => (kind, district, at),
            _ => (None, None, None),
        };
        let kind = self.kind.clone().unwrap_or_default().after(kind);
        let district = self.district.clone().unwrap_or_default().after(district);
        Ok(Thing::Site(key.site.clone(), kind, district, self.at.clone().unwrap_or_default().after(at)))
    }

    fn name(&self, _: (String, String)) -> Option<(String, String)> {
        self.name.clone().map(|name| (name, String::new()))
    }
}

#[derive(Args)]
pub(in crate::cli) struct Protected {
    #[arg(value_name = "DEPOT")]
    depot: DepotId,
    #[arg(value_name = "ITEM")]
    item: ItemId,
}

#[derive(Args)]
pub(in crate::cli) struct ProtectedOptions {
    #[arg(long, value_name = "N")]
    quantity: Option<Quantity>,
}

impl Key for Protected {
    fn key(&self) -> ThingKey {
        ThingKey::Protected(self.depot.clone(), self.item.clone())
    }
}

impl Options<Protected> for ProtectedOptions {
    fn thing(&self, key: &Protected, known: Option<Thing>) -> Result<Thing, Failure> {
        let known = match known {
            Some(Thing::Protected(_, _, quantity)) => Some(quantity),
            _ => None,
        };
        let quantity = self.quantity.or(known).ok_or_else(|| missing("--quantity"))?;
        Ok(Thing::Protected(key.depot.clone(), key.item.clone(), quantity))
    }
}
