//! What entries about goods on their way do to the board: what is to come to a depot, what sites offer, what was done
//! with orders, and counts in parts.

use crate::folding::{Folded, Speaker};
use jiff::Timestamp;
use yicang_domain::events::Event;
use yicang_domain::report::{Body, Step};
use yicang_domain::{AgentId, DepotId, ExcessLine, Fault, InboundLine, ItemId, SiteId};
use yicang_language::{Message, ToMessage as _, message};

fn possible(faults: &[Fault]) -> Result<(), Message> {
    if faults.is_empty() {
        return Ok(());
    }
    let why = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    Err(message!("replay-impossible", why = Message::verbatim(why)))
}

impl Folded {
    /// Goods that are to come into lots in which nothing lies.
    pub(crate) fn inbound(
        &self,
        by: &Speaker,
        time: Timestamp,
        depot: DepotId,
        lines: Vec<InboundLine>,
    ) -> Result<Option<Event>, Message> {
        self.are_items(lines.iter().map(|line| &line.item))?;
        for site in lines.iter().flat_map(|line| &line.earmark) {
            self.is_known(site, std::iter::empty())?;
        }
        possible(&self.board.inbound_faults(&depot, &lines))?;
        Ok(Some(Event::Reported(by.says(time, Body::Inbound { depot, lines })?)))
    }

    /// What a site offers.
    pub(crate) fn excess(
        &self,
        by: &Speaker,
        time: Timestamp,
        site: SiteId,
        lines: Vec<ExcessLine>,
    ) -> Result<Option<Event>, Message> {
        self.is_known(&site, lines.iter().map(|line| &line.item))?;
        possible(&self.board.excess_faults(&site, &lines))?;
        Ok(Some(Event::Reported(by.says(time, Body::Excess { site, lines })?)))
    }

    /// A step of an order that there is, by who may take it, with as much as was there.
    pub(crate) fn step(&self, by: &Speaker, time: Timestamp, body: Body) -> Result<Option<Event>, Message> {
        let (order, step) = match &body {
            Body::Step { order, step, .. } => (order, *step),
            Body::Receipt { order, .. } => (order, Step::Received),
            _ => return Ok(None),
        };
        let Some(known) = self.board.orders.get(order) else {
            return Err(message!("replay-unknown-order", order = order.as_str()));
        };
        let grant = self.board.agents.get(&by.0.agent).cloned().unwrap_or_default();
        let is_own = match step {
            Step::Picked | Step::Shipped => self.board.may_store(&grant, &known.lot().depot),
            Step::Received => grant.sites.contains(known.site()),
        };
        if !is_own {
            return Err(message!(
                "replay-may-not-confirm",
                order = order.as_str(),
                step = step.as_str(),
                agent = by.0.agent.as_str(),
            ));
        }
        let fits = match &body {
            Body::Receipt { quantity, unusable, .. } => known.after_receipt(*quantity, unusable),
            Body::Step { quantity, .. } => known.after(step, *quantity),
            _ => return Ok(None),
        };
        fits.map_err(|error| message!("replay-impossible", why = error.message()))?;
        if let Body::Step { quantity, .. } = &body
            && let Some(why) = self.board.not_come(known, step, *quantity)
        {
            return Err(message!("replay-impossible", why = why));
        }
        Ok(Some(Event::Reported(by.says(time, body)?)))
    }

    /// What is wrong with a part of a count; nothing where the report is none.
    pub(crate) fn part(&self, agent: &AgentId, body: &Body) -> Option<Message> {
        let Body::CountPart { depot, part, lines } = body else { return None };
        possible(&self.board.part_faults(agent, depot, *part, lines)).err()
    }

    /// Whether the catalogue, where it is known, has the items.
    fn are_items<'i>(&self, mut items: impl Iterator<Item = &'i ItemId>) -> Result<(), Message> {
        let unknown = |item: &&ItemId| !self.board.catalogue.items.contains_key(*item);
        match items.find(unknown).filter(|_| self.is_catalogue_known) {
            Some(item) => Err(message!("replay-unknown-item", item = item.as_str())),
            None => Ok(()),
        }
    }
}
