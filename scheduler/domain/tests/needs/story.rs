//! A small board, and the words that the tests share.

use jiff::{SignedDuration, Timestamp};
use yicang_domain::board::Board;
use yicang_domain::events::verification::VerifiedLine;
use yicang_domain::events::{Enrolment, Event};
use yicang_domain::facts::FactLine;
use yicang_domain::report::{Body, NeedLine, Step};
use yicang_domain::*;

const MEDIAN: &str = "yicang-policy 1\nname m\nfirst-level steps\nsteps 20\nfloor-percent 30\nclass life-saving 5\n\
                      class urgent 3\nclass routine 1\nunverified median\nclass-limit urgent\n";

pub(crate) fn now() -> Timestamp {
    "2020-02-01T08:00:00Z".parse().unwrap()
}

pub(crate) fn units(n: u64) -> Quantity {
    Quantity::new(n).unwrap()
}

pub(crate) fn key(site: &str, item: &str) -> NeedKey {
    NeedKey { site: site.parse().unwrap(), item: item.parse().unwrap() }
}

pub(crate) fn policy(more: &str) -> Policy {
    Policy::from_text(&format!("{MEDIAN}{more}")).unwrap()
}

/// A board with four hospitals, an agent that speaks for all of them, and a depot's.
pub(crate) struct Story {
    pub(crate) board: Board,
    sequence: u64,
    hours: i64,
}

impl Story {
    pub(crate) fn begin() -> Self {
        let sites: Vec<SiteId> = ["H1", "H2", "H3", "H4"].map(|s| s.parse().unwrap()).into();
        let hospital = Site { kind: Some("hospital".parse().unwrap()), ..Site::default() };
        let catalogue = Catalogue {
            items: [("N95".parse().unwrap(), Item::default())].into(),
            depots: [("D1".parse().unwrap(), Place::default())].into(),
            sites: sites.iter().map(|site| (site.clone(), hospital.clone())).collect(),
            ..Catalogue::default()
        };
        let mut story = Self { board: Board::default(), sequence: 0, hours: 0 };
        story.happens(Event::Catalogue(catalogue));
        let enrolment = Enrolment {
            depots: ["D1".parse().unwrap()].into(),
            sites: sites.into_iter().collect(),
            ..Enrolment::default()
        };
        story.happens(Event::Enrolled { agent: "ALL".parse().unwrap(), enrolment });
        story
    }

    pub(crate) fn happens(&mut self, event: Event) {
        self.board.tick(self.now());
        self.board.apply(self.board.applied_upto, &event);
    }

    pub(crate) fn reports(&mut self, body: Body) {
        self.sequence += 1;
        let id = format!("r{}", self.sequence).parse().unwrap();
        self.happens(Event::Reported(Report::new(id, "ALL".parse().unwrap(), self.sequence, now(), body).unwrap()));
    }

    pub(crate) fn needs(&mut self, site: &str, claim: u64, class: &str) {
        let line = NeedLine {
            item: "N95".parse().unwrap(),
            quantity: units(claim),
            class: class.parse().unwrap(),
            due: None,
            latest_useful: None,
            life_days_min: 0,
            unknown: false,
            beside: false,
        };
        self.reports(Body::Need { site: site.parse().unwrap(), lines: vec![line] });
    }

    /// An agent says beside others what a site needs: so much, `None` where nobody knows, 0 where nothing more.
    pub(crate) fn says_beside(&mut self, agent: &str, site: &str, claim: Option<u64>, class: &str) {
        let body = Body::Need { site: site.parse().unwrap(), lines: vec![beside(claim, class)] };
        self.sequence += 1;
        let id = format!("r{}", self.sequence).parse().unwrap();
        self.happens(Event::Reported(Report::new(id, agent.parse().unwrap(), self.sequence, now(), body).unwrap()));
    }

    /// A coordinator records what a site needs; gives the record.
    pub(crate) fn records(&mut self, site: &str, claim: u64) -> u64 {
        let record = self.board.applied_upto;
        self.happens(Event::OnBehalf(Body::Need {
            site: site.parse().unwrap(),
            lines: vec![beside(Some(claim), "routine")],
        }));
        record
    }

    /// An agent for these sites.
    pub(crate) fn enrols(&mut self, agent: &str, sites: &[&str]) {
        let sites = sites.iter().map(|site| site.parse().unwrap()).collect();
        let enrolment = Enrolment { sites, ..Enrolment::default() };
        self.happens(Event::Enrolled { agent: agent.parse().unwrap(), enrolment });
    }

    /// Hours pass.
    pub(crate) fn wait(&mut self, hours: i64) {
        self.hours += hours;
    }

    pub(crate) fn now(&self) -> Timestamp {
        now() + SignedDuration::from_hours(self.hours)
    }

    /// The site says so much of itself: `beds=3 stock/N95=5`.
    pub(crate) fn says(&mut self, site: &str, facts: &str) {
        let lines: Vec<FactLine> = facts.split(' ').map(|fact| fact.parse().unwrap()).collect();
        self.reports(Body::Facts { site: site.parse().unwrap(), lines });
    }

    pub(crate) fn verifies(&mut self, site: &str, of: u64, class: Option<&str>) {
        let class = class.map(|class| class.parse().unwrap());
        let line = VerifiedLine { need: key(site, "N95"), units: units(of), class, evidence: None, revoked: false };
        self.happens(Event::Verified(vec![line]));
    }

    /// So much goes to a site, and is received.
    pub(crate) fn receives(&mut self, plan_index: u64, site: &str, of: u64) {
        let lot = LotKey { depot: "D1".parse().unwrap(), item: "N95".parse().unwrap(), lot: LotId::unnamed() };
        let shipment = Shipment {
            serves: lot.item.clone(),
            lot,
            site: site.parse().unwrap(),
            quantity: units(of),
            departs: now(),
            arrives: Some(now()),
        };
        self.happens(Event::Decided { plan_index, shipments: vec![shipment], reopened: [].into() });
        let order: OrderId = format!("P{plan_index}-1").parse().unwrap();
        for step in [Step::Shipped, Step::Received] {
            self.reports(Body::Step { order: order.clone(), step, quantity: units(of) });
        }
    }

    /// The need's line of the situation under the policy.
    pub(crate) fn line(&self, site: &str) -> String {
        self.line_under("", site)
    }

    /// The same, where the policy has more lines.
    pub(crate) fn line_under(&self, more: &str, site: &str) -> String {
        let text = self.board.situation_under(&policy(more), self.now()).to_text();
        let start = format!("need {site} N95 ");
        text.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or("closed").to_owned()
    }

    pub(crate) fn entitled(&self, site: &str) -> Entitled {
        self.board.entitled(&key(site, "N95"), &policy(""), self.now()).unwrap()
    }
}

/// A line that stands beside others.
pub(crate) fn beside(claim: Option<u64>, class: &str) -> NeedLine {
    NeedLine {
        item: "N95".parse().unwrap(),
        quantity: units(claim.unwrap_or(0)),
        class: class.parse().unwrap(),
        due: None,
        latest_useful: None,
        life_days_min: 0,
        unknown: claim.is_none(),
        beside: true,
    }
}
