//! Whether what is said of needs could be recorded, and what it does to the board.

use crate::folding::{Folded, Speaker};
use jiff::Timestamp;
use yicang_domain::events::{Event, verification::VerifiedLine};
use yicang_domain::facts::FactLine;
use yicang_domain::report::{Body, NeedLine};
use yicang_domain::{ItemId, NeedKey, SiteId};
use yicang_language::{Message, message};

impl Folded {
    pub(crate) fn need(
        &mut self,
        index: u64,
        by: &Speaker,
        time: Timestamp,
        site: SiteId,
        lines: Vec<NeedLine>,
    ) -> Result<Option<Event>, Message> {
        self.is_known(&site, lines.iter().map(|line| &line.item))?;
        let keys: Vec<_> = lines.iter().map(|line| NeedKey { site: site.clone(), item: line.item.clone() }).collect();
        let report = by.says(time, Body::Need { site, lines })?;
        self.needs_from.extend(keys.into_iter().map(|key| (key, index)));
        Ok(Some(Event::Reported(report)))
    }

    pub(crate) fn facts(
        &self,
        by: &Speaker,
        time: Timestamp,
        site: SiteId,
        lines: Vec<FactLine>,
    ) -> Result<Option<Event>, Message> {
        self.is_known(&site, std::iter::empty())?;
        Ok(Some(Event::Reported(by.says(time, Body::Facts { site, lines })?)))
    }

    pub(crate) fn on_behalf(&mut self, index: u64, body: Body) -> Result<Option<Event>, Message> {
        match &body {
            Body::Need { site, lines } => {
                self.is_known(site, lines.iter().map(|line| &line.item))?;
                let key = |line: &NeedLine| NeedKey { site: site.clone(), item: line.item.clone() };
                self.needs_from.extend(lines.iter().map(|line| (key(line), index)));
            }
            Body::Step { .. } | Body::Receipt { .. } | Body::Moved(_) => {
                if let Some(moved) = body.moved() {
                    self.moves(&moved)?;
                }
            }
            Body::Reserve { depot, lines } => {
                if self.is_catalogue_known && !self.board.catalogue.depots.contains_key(depot) {
                    return Err(message!("replay-unknown-depot", depot = depot.as_str()));
                }
                self.are_known(lines.iter().map(|line| &line.item))?;
            }
            _ => {}
        }
        Ok(Some(Event::OnBehalf(body)))
    }

    /// An answer to what was recorded on behalf of a place of the agent.
    pub(crate) fn record_confirmed(
        &self,
        by: &Speaker,
        time: Timestamp,
        entries: Vec<u64>,
        contested: bool,
    ) -> Result<Option<Event>, Message> {
        for entry in &entries {
            let Some(record) = self.board.recorded(*entry) else {
                return Err(message!("replay-no-record", entry = *entry));
            };
            let grant = self.board.agents.get(&by.0.agent).cloned().unwrap_or_default();
            if !record.is_of(&grant) {
                return Err(message!("replay-foreign-record", entry = *entry, agent = by.0.agent.as_str()));
            }
        }
        Ok(Some(Event::Reported(by.says(time, Body::ConfirmRecord { entries, contested })?)))
    }

    /// Whether the catalogue, where it is known, has a site and items.
    pub(crate) fn is_known<'i>(&self, site: &SiteId, items: impl Iterator<Item = &'i ItemId>) -> Result<(), Message> {
        if self.is_catalogue_known && !self.board.catalogue.sites.contains_key(site) {
            return Err(message!("replay-unknown-site", site = site.as_str()));
        }
        self.are_known(items)
    }

    fn are_known<'i>(&self, mut items: impl Iterator<Item = &'i ItemId>) -> Result<(), Message> {
        if !self.is_catalogue_known {
            return Ok(());
        }
        let unknown = items.find(|item| !self.board.catalogue.items.contains_key(*item));
        unknown.map_or(Ok(()), |item| Err(message!("replay-unknown-item", item = item.as_str())))
    }

    pub(crate) fn verification(&mut self, index: u64, lines: Vec<VerifiedLine>) -> Result<Option<Event>, Message> {
        for VerifiedLine { need, revoked, .. } in &lines {
            self.is_known(&need.site, std::iter::once(&need.item))?;
            if *revoked && !self.board.is_verified(need) {
                return Err(message!("replay-revokes-none", need = need.to_string()));
            }
        }
        self.needs_from.extend(lines.iter().map(|line| (line.need.clone(), index)));
        Ok(Some(Event::Verified(lines)))
    }
}
