//! What entries about goods on their way do to the board: what is to come to a depot, what sites offer, what was done
//! with orders, and counts in parts.

use crate::folding::{Folded, Speaker};
use jiff::Timestamp;
use yicang_domain::events::Event;
use yicang_domain::events::cancellation::NotCancelled;
use yicang_domain::order::Order;
use yicang_domain::report::{Body, Moved};
use yicang_domain::{AgentId, DepotId, ExcessLine, Fault, InboundLine, ItemId, NeedKey, OrderId, SiteId};
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

    /// A step of an order that there is, by who may take it, with as much as was there. A correction is of who has said
    /// what it corrects.
    pub(crate) fn step(&self, by: &Speaker, time: Timestamp, body: Body) -> Result<Option<Event>, Message> {
        let Some(moved) = body.moved() else { return Ok(None) };
        let (order, step, agent) = (&moved.order, moved.step, &by.0.agent);
        let known = self.moves(&moved)?;
        let grant = self.board.agents.get(agent).cloned().unwrap_or_default();
        let is_own = match step.is_of_depot() {
            true => self.board.may_store(&grant, &known.lot().depot),
            false => grant.sites.contains(known.site()),
        };
        if !is_own {
            return Err(message!(
                "replay-may-not-confirm",
                order = order.as_str(),
                step = step.as_str(),
                agent = agent.as_str(),
            ));
        }
        if !self.board.may_correct(agent, &moved) {
            let entry = moved.corrects.unwrap_or_default();
            return Err(message!("moving-replay-foreign", agent = agent.as_str(), entry = entry));
        }
        Ok(Some(Event::Reported(by.says(time, body)?)))
    }

    /// The order of a step that can be taken, whoever says it.
    pub(crate) fn moves(&self, moved: &Moved) -> Result<&Order, Message> {
        let Some(known) = self.board.orders.get(&moved.order) else {
            return Err(message!("replay-unknown-order", order = moved.order.as_str()));
        };
        known.after_moved(moved).map_err(|error| message!("replay-impossible", why = error.message()))?;
        match self.board.move_fault(moved) {
            Some(why) => Err(message!("replay-impossible", why = why)),
            None => Ok(known),
        }
    }

    /// An order that nobody has picked is taken back.
    pub(crate) fn cancelled(&self, order: OrderId) -> Result<Option<Event>, Message> {
        match self.board.may_cancel(&order) {
            Ok(()) => Ok(Some(Event::OrderCancelled(order))),
            Err(NotCancelled::Unknown) => Err(message!("replay-unknown-order", order = order.as_str())),
            Err(NotCancelled::Is(is)) => {
                Err(message!("moving-replay-cancels", order = order.as_str(), is = is.message()))
            }
        }
    }

    /// A need is served again of which shipments came short.
    pub(crate) fn dispute_settled(&self, need: NeedKey) -> Result<Option<Event>, Message> {
        if self.board.shortages(&need).is_empty() {
            return Err(message!("moving-replay-no-dispute", need = need.to_string()));
        }
        Ok(Some(Event::DisputeSettled(need)))
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
