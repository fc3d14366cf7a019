//! What things are called, as the centre told it last: all items, and this agent's own places. It lies in
//! `catalogue.toml`, may be deleted, and is fetched again. It helps to write ids; nothing that is verified follows from
//! it.

use crate::agent_dir::AgentDir;
use crate::client::{Client, ConnectionError};
use crate::files::replace;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;
use yicang_exchange::{Named, Names};
use yicang_proto::v1::{CatalogueAnswer, NamedThing};

/// The name of its file in the agent's folder.
pub const FILE: &str = "catalogue.toml";

/// How long it is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Names and units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCatalogue {
    /// The record that it follows from.
    pub record: u64,
    /// The public log that the record is in.
    pub log: String,
    /// When it was fetched, by the agent's clock, in seconds since 1970.
    pub fetched_at: i64,
    /// All items.
    #[serde(default)]
    pub items: Vec<Thing>,
    /// The agent's own depots.
    #[serde(default)]
    pub depots: Vec<Thing>,
    /// The agent's own sites.
    #[serde(default)]
    pub sites: Vec<Thing>,
}

/// Something with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thing {
    /// Its id.
    pub id: String,
    /// Its name, or several.
    #[serde(default)]
    pub name: String,
    /// The unit of an item.
    #[serde(default)]
    pub unit: String,
}

impl KeptCatalogue {
    /// The one that was kept; `None` where there is none that can be read.
    #[must_use]
    pub fn read(folder: &Path) -> Option<Self> {
        toml::from_str(&std::fs::read_to_string(folder.join(FILE)).ok()?).ok()
    }

    /// Asks the centre for it, and keeps it.
    pub(crate) async fn fetch(client: &Client, agent_dir: &AgentDir) -> Result<io::Result<Self>, ConnectionError> {
        let told = client.catalogue(agent_dir).await?;
        let new = Self::of(told, Timestamp::now());
        let text = toml::to_string(&new).map_err(io::Error::other);
        Ok(text.and_then(|text| replace(&agent_dir.folder().join(FILE), text.as_bytes())).map(|()| new))
    }

    fn of(told: CatalogueAnswer, now: Timestamp) -> Self {
        let things = |all: Vec<NamedThing>| -> Vec<Thing> {
            all.into_iter().map(|NamedThing { id, name, unit }| Thing { id, name, unit }).collect()
        };
        let CatalogueAnswer { from, items, depots, sites, log } = told;
        let (items, depots, sites) = (things(items), things(depots), things(sites));
        Self { record: from, log, fetched_at: now.as_second(), items, depots, sites }
    }

    /// Whether it should be fetched again: after a day, and where it comes from a time that has not been yet.
    #[must_use]
    pub fn is_old(&self, now: Timestamp) -> bool {
        let fetched = Timestamp::from_second(self.fetched_at).ok();
        fetched.is_none_or(|fetched| fetched > now || now.duration_since(fetched) > GOOD_FOR)
    }

    /// The unit of an item, where there is one.
    #[must_use]
    pub fn unit(&self, item: &str) -> Option<&str> {
        let found = self.items.iter().find(|thing| thing.id == item)?;
        Some(found.unit.as_str()).filter(|unit| !unit.is_empty())
    }

    /// What things of a kind are called.
    #[must_use]
    pub fn names(&self, of: Named) -> Names {
        Names::new(of, self.things(of).iter().map(|thing| (&thing.id, &thing.name)))
    }

    /// Things of a kind.
    #[must_use]
    pub fn things(&self, of: Named) -> &[Thing] {
        match of {
            Named::Items => &self.items,
            Named::Depots => &self.depots,
            Named::Sites => &self.sites,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogue_is_good_for_a_day_and_not_before_it_was_fetched() {
        let at = |seconds: i64| Timestamp::from_second(1_000_000 + seconds).unwrap();
        let kept = KeptCatalogue::of(CatalogueAnswer::default(), at(0));
        for (seconds, is_old) in [(0, false), (86_400, false), (86_401, true), (-1, true)] {
            assert_eq!(kept.is_old(at(seconds)), is_old, "{seconds}");
        }
    }

    #[test]
    fn it_is_read_as_it_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(KeptCatalogue::read(folder.path()), None);
        let thing =
            |id: &str, name: &str, unit: &str| NamedThing { id: id.into(), name: name.into(), unit: unit.into() };
        let told = CatalogueAnswer {
            from: 7,
            items: vec![thing("N95", "医用防护口罩 | \"N95\"\n/ x", "只"), thing("W", "", "")],
            depots: Vec::new(),
            sites: vec![thing("H1", "一院", "")],
            log: "example.org/log".into(),
        };
        let kept = KeptCatalogue::of(told, Timestamp::from_second(5).unwrap());
        replace(&folder.path().join(FILE), toml::to_string(&kept).unwrap().as_bytes()).unwrap();
        assert_eq!(KeptCatalogue::read(folder.path()), Some(kept.clone()));
        assert_eq!((kept.unit("N95"), kept.unit("W"), kept.unit("X")), (Some("只"), None, None));
        std::fs::write(folder.path().join(FILE), "record = ").unwrap();
        assert_eq!(KeptCatalogue::read(folder.path()), None, "what cannot be read is fetched again");
    }
}
