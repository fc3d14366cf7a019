//! What speaks against a report before it is recorded.

use super::Board;
use crate::excess::store_of;
use crate::facts::FactKind;
use crate::fault::Fault;
use crate::id::{DepotId, ItemId};
use crate::policy::Policy;
use crate::report::{Body, LEAST_URGENT, NeedLine, Report, ReserveLine};
use yicang_language::message;

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
}

impl Board {
    /// What speaks against recording this report of an enrolled agent, apart from its sequence; empty if nothing does.
    pub fn examine(&self, report: &Report, policy: &Policy) -> Examination {
        if let Some(fault) = self.foreign(report) {
            return Examination::Foreign(fault);
        }
        let mut faults = self.body_faults(report.body(), policy);
        if let Body::CountPart { depot, part, lines } = report.body() {
            faults.extend(self.part_faults(report.agent(), depot, *part, lines));
        }
        Examination::of(faults)
    }

    /// What speaks against a report's body, whoever says it; empty if nothing does.
    pub fn body_faults(&self, body: &Body, policy: &Policy) -> Vec<Fault> {
        let mut faults = Vec::new();
        match body {
            Body::Need { site, lines } => {
                if !self.catalogue.sites.contains_key(site) {
                    faults.push(Fault::new("need.site_id", message!("unknown-site", site = site.as_str())));
                }
                for (place, line) in lines.iter().enumerate() {
                    self.examine_need_line(place, line, policy, &mut faults);
                }
            }
            Body::Reserve { depot, lines } | Body::Count { depot, lines } | Body::CountPart { depot, lines, .. } => {
                self.examine_store("reserve", depot, &mut faults);
                for (place, line) in lines.iter().enumerate() {
                    self.examine_reserve_line(place, line, &mut faults);
                }
            }
            Body::Change { depot, lines } => faults.extend(self.change_faults(depot, lines)),
            Body::Inbound { depot, lines } => {
                self.examine_store("inbound", depot, &mut faults);
                for (place, line) in lines.iter().enumerate() {
                    self.examine_item("inbound", place, &line.item, &mut faults);
                    let unknown = line.earmark.iter().filter(|site| !self.catalogue.sites.contains_key(*site));
                    faults.extend(unknown.map(|site| {
                        let field = format!("inbound.lines[{place}].earmark_site_ids");
                        Fault::new(field, message!("unknown-site", site = site.as_str()))
                    }));
                }
                faults.extend(self.inbound_faults(depot, lines));
            }
            Body::Excess { site, lines } => {
                if !self.catalogue.sites.contains_key(site) {
                    faults.push(Fault::new("excess.site_id", message!("unknown-site", site = site.as_str())));
                }
                for (place, line) in lines.iter().enumerate() {
                    self.examine_item("excess", place, &line.item, &mut faults);
                }
                faults.extend(self.excess_faults(site, lines));
            }
            Body::Facts { site, lines } => {
                if !self.catalogue.sites.contains_key(site) {
                    let problem = message!("unknown-site", site = site.as_str());
                    faults.push(Fault::new("facts.site_id", problem));
                }
                for (place, line) in lines.iter().enumerate() {
                    if let FactKind::Stock(item) = &line.fact
                        && !self.catalogue.items.contains_key(item)
                    {
                        let problem = message!("unknown-item", item = item.as_str());
                        faults.push(Fault::new(format!("facts.lines[{place}].fact"), problem));
                    }
                }
            }
            // Which notices there are depends on the moment, too: see `Board::seen_faults`.
            Body::Seen { .. } => {}
            Body::Step { .. } | Body::Receipt { .. } | Body::Moved(_) => {
                faults.extend(body.moved().iter().flat_map(|moved| self.step_faults(moved)));
            }
            Body::ConfirmRecord { entries, .. } => faults.extend(self.answer_faults(entries)),
        }
        faults
    }

    /// The place or order that the report's agent may not report for, if so. Places and orders that nobody knows are
    /// [faults](Board::examine) of the report instead.
    pub fn foreign(&self, report: &Report) -> Option<Fault> {
        let agent = report.agent();
        let Some(grant) = self.agents.get(agent) else {
            return Some(Fault::new("agent_id", message!("agent-unknown", agent = agent.as_str())));
        };
        match report.body() {
            Body::Need { site, .. } => {
                let foreign = self.catalogue.sites.contains_key(site) && !grant.sites.contains(site);
                let problem = || message!("foreign-site", agent = agent.as_str(), site = site.as_str());
                foreign.then(|| Fault::new("need.site_id", problem()))
            }
            Body::Inbound { depot, .. } => {
                let problem = || message!("foreign-depot", agent = agent.as_str(), depot = depot.as_str());
                let foreign = self.is_store(depot) && !self.may_store(grant, depot);
                foreign.then(|| Fault::new("inbound.depot_id", problem()))
            }
            Body::Excess { site, .. } => {
                let foreign = self.catalogue.sites.contains_key(site) && !grant.sites.contains(site);
                // A depot of the same id is the same place: whoever keeps it has to say what lies there.
                let is_kept =
                    self.catalogue.depots.contains_key(&store_of(site)) && !grant.depots.contains(&store_of(site));
                let problem = || message!("foreign-site", agent = agent.as_str(), site = site.as_str());
                (foreign || is_kept).then(|| Fault::new("excess.site_id", problem()))
            }
            Body::Change { depot, .. } => {
                let foreign = self.is_store(depot) && !self.may_store(grant, depot);
                let problem = || message!("change-foreign", agent = agent.as_str(), depot = depot.as_str());
                foreign.then(|| Fault::new("change.depot_id", problem()))
            }
            Body::Reserve { depot, .. } | Body::Count { depot, .. } | Body::CountPart { depot, .. } => {
                let foreign = self.is_store(depot) && !self.may_store(grant, depot);
                let problem = || message!("foreign-depot", agent = agent.as_str(), depot = depot.as_str());
                foreign.then(|| Fault::new("reserve.depot_id", problem()))
            }
            Body::Facts { site, .. } => {
                let foreign = self.catalogue.sites.contains_key(site) && !grant.sites.contains(site);
                let problem = || message!("foreign-site", agent = agent.as_str(), site = site.as_str());
                foreign.then(|| Fault::new("facts.site_id", problem()))
            }
            Body::Seen { .. } => None,
            Body::ConfirmRecord { entries, .. } => self.foreign_record(agent, grant, entries),
            Body::Step { .. } | Body::Receipt { .. } | Body::Moved(_) => {
                let moved = report.body().moved()?;
                self.foreign_step(agent, grant, &moved)
            }
        }
    }

    fn examine_need_line(&self, place: usize, line: &NeedLine, policy: &Policy, faults: &mut Vec<Fault>) {
        self.examine_item("need", place, &line.item, faults);
        // What is withdrawn has no class.
        if !line.withdraws() && line.class.as_str() != LEAST_URGENT && policy.class_rank(&line.class).is_none() {
            let known: Vec<_> = policy.classes.iter().map(|class| class.name.as_str()).collect();
            let problem = message!("unknown-class", class = format!("{:?}", line.class.as_str()), known = known);
            faults.push(Fault::new(format!("need.lines[{place}].priority_class"), problem));
        }
    }

    fn examine_reserve_line(&self, place: usize, line: &ReserveLine, faults: &mut Vec<Fault>) {
        self.examine_item("reserve", place, &line.item, faults);
        for site in line.earmark.value().into_iter().flatten().filter(|site| !self.catalogue.sites.contains_key(*site))
        {
            let field = format!("reserve.lines[{place}].earmark_site_ids");
            faults.push(Fault::new(field, message!("unknown-site", site = site.as_str())));
        }
    }

    fn examine_store(&self, body: &str, depot: &DepotId, faults: &mut Vec<Fault>) {
        if !self.is_store(depot) {
            faults.push(Fault::new(format!("{body}.depot_id"), message!("unknown-depot", depot = depot.as_str())));
        }
    }

    fn examine_item(&self, body: &str, place: usize, item: &ItemId, faults: &mut Vec<Fault>) {
        if !self.catalogue.items.contains_key(item) {
            let field = format!("{body}.lines[{place}].item_id");
            faults.push(Fault::new(field, message!("unknown-item", item = item.as_str())));
        }
    }
}
