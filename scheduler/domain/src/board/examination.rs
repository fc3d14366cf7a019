//! What speaks against a report before it is recorded.

use super::Board;
use crate::events::Enrolment;
use crate::id::{ItemId, OrderId};
use crate::policy::Policy;
use crate::quantity::Quantity;
use crate::report::{Body, Fault, NeedLine, Report, ReserveLine, Step};

/// What came of examining a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Examination {
    /// Nothing speaks against it.
    Clean,
    /// Wrong in itself: every fault.
    Faulty(Vec<Fault>),
    /// Somebody else's to say.
    Foreign(Fault),
}

impl Examination {
    fn of(faults: Vec<Fault>) -> Self {
        if faults.is_empty() { Self::Clean } else { Self::Faulty(faults) }
    }

    fn foreign(field: &str, problem: String) -> Self {
        Self::Foreign(Fault::new(field, problem))
    }
}

impl Board {
    /// What speaks against recording this report of an enrolled agent, apart from its sequence; empty if nothing does.
    pub fn examine(&self, report: &Report, policy: &Policy) -> Examination {
        let Some(grant) = self.agents.get(report.agent()) else {
            return Examination::foreign("agent_id", format!("agent {} is not enrolled", report.agent()));
        };
        match report.body() {
            Body::Need { site, .. } if self.catalogue.sites.contains_key(site) && !grant.sites.contains(site) => {
                Examination::foreign("need.site_id", format!("agent {} may not report for site {site}", report.agent()))
            }
            Body::Need { site, lines } => {
                let mut faults = Vec::new();
                if !self.catalogue.sites.contains_key(site) {
                    faults.push(Fault::new("need.site_id", format!("site {site} is not in the catalogue")));
                }
                for (place, line) in lines.iter().enumerate() {
                    self.examine_need_line(place, line, policy, &mut faults);
                }
                Examination::of(faults)
            }
            Body::Reserve { depot, .. }
                if self.catalogue.depots.contains_key(depot) && !grant.depots.contains(depot) =>
            {
                let problem = format!("agent {} may not report for depot {depot}", report.agent());
                Examination::foreign("reserve.depot_id", problem)
            }
            Body::Reserve { depot, lines } => {
                let mut faults = Vec::new();
                if !self.catalogue.depots.contains_key(depot) {
                    faults.push(Fault::new("reserve.depot_id", format!("depot {depot} is not in the catalogue")));
                }
                for (place, line) in lines.iter().enumerate() {
                    self.examine_reserve_line(place, line, &mut faults);
                }
                Examination::of(faults)
            }
            Body::Step { order, step, quantity } => self.examine_step(grant, order, *step, *quantity),
        }
    }

    fn examine_need_line(&self, place: usize, line: &NeedLine, policy: &Policy, faults: &mut Vec<Fault>) {
        self.examine_item("need", place, &line.item, faults);
        if policy.class_rank(&line.class).is_none() {
            let known: Vec<_> = policy.classes.iter().map(|class| class.name.as_str()).collect();
            let problem =
                format!("{:?} is no class of the policy; use one of {}", line.class.as_str(), known.join(", "));
            faults.push(Fault::new(format!("need.lines[{place}].priority_class"), problem));
        }
    }

    fn examine_reserve_line(&self, place: usize, line: &ReserveLine, faults: &mut Vec<Fault>) {
        self.examine_item("reserve", place, &line.item, faults);
        for site in line.earmark.value().into_iter().flatten().filter(|site| !self.catalogue.sites.contains_key(*site))
        {
            let field = format!("reserve.lines[{place}].earmark_site_ids");
            faults.push(Fault::new(field, format!("site {site} is not in the catalogue")));
        }
    }

    fn examine_item(&self, body: &str, place: usize, item: &ItemId, faults: &mut Vec<Fault>) {
        if !self.catalogue.items.contains_key(item) {
            let field = format!("{body}.lines[{place}].item_id");
            faults.push(Fault::new(field, format!("item {item} is not in the catalogue")));
        }
    }

    fn examine_step(&self, grant: &Enrolment, order: &OrderId, step: Step, quantity: Quantity) -> Examination {
        let Some(order) = self.orders.get(order) else {
            return Examination::of(vec![Fault::new("step.order_id", format!("there is no order {order}"))]);
        };
        let own = match step {
            Step::Picked | Step::Shipped => grant.depots.contains(&order.lot().depot),
            Step::Received => grant.sites.contains(order.site()),
        };
        if !own {
            let who = if step == Step::Received { "the receiving site's agent" } else { "the depot's agent" };
            return Examination::foreign(
                "step.order_id",
                format!("only {who} confirms that order {} is {}", order.id, step.as_str()),
            );
        }
        match order.after(step, quantity) {
            Ok(_) => Examination::of(Vec::new()),
            Err(error) => Examination::of(vec![Fault::new("step", error)]),
        }
    }
}
