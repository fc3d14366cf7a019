//! What entries do to the board. Whatever could not happen is a finding, and does nothing.

use crate::blobs::{Blobs, text, unread};
use crate::change_text::changed;
use crate::finding::{Finding, Unchecked};
use crate::opened::opened;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use yicang_domain::board::Board;
use yicang_domain::catalogue::change::Change;
use yicang_domain::events::catalogue::Ways;
use yicang_domain::events::on_behalf;
use yicang_domain::events::openings::Openings;
use yicang_domain::events::plan::Texts;
use yicang_domain::events::plan_override::Act;
use yicang_domain::events::verification::{self, VerifiedLine};
use yicang_domain::events::{Enrolment, Event, Face, Hash, Source, reporter::Reporter, reserve, sha256};
use yicang_domain::facts::FactLine;
use yicang_domain::report::{Body, NeedLine, Report};
use yicang_domain::signed_override::OverrideReason;
use yicang_domain::{
    AgentId, AmissId, Catalogue, ChangeLine, DepotId, ExcessLine, Hold, InboundLine, LotKey, NeedKey, NoticeId,
    OrderId, Plan, Settlement, SiteId, Situation,
};
use yicang_language::{Message, message};

/// What an entry will do to the board.
pub(crate) enum Waiting {
    Nothing,
    Catalogue(Box<Catalogue>, Option<Hash>),
    /// Edits, and the whole catalogue where the entry names its text.
    Changed(Box<Change>, Option<Box<Catalogue>>),
    Enrolled(AgentId, Enrolment),
    Need(Speaker, SiteId, Vec<NeedLine>),
    Reserve(Box<reserve::Published>),
    Facts(Speaker, SiteId, Vec<FactLine>),
    Seen(Speaker, Vec<NoticeId>),
    Step(Speaker, Body),
    Inbound(Speaker, DepotId, Vec<InboundLine>),
    Excess(Speaker, SiteId, Vec<ExcessLine>),
    Held(LotKey, Option<Hold>),
    Change(Speaker, DepotId, Vec<ChangeLine>),
    Settled(AmissId, Settlement),
    Verified(Vec<VerifiedLine>),
    Rejected(NeedKey, AgentId),
    PlanOverride(Act, OverrideReason, AgentId),
    OnBehalf(Body),
    Cancelled(OrderId),
    DisputeSettled(NeedKey),
    RecordConfirmed(Speaker, Vec<u64>, bool),
    Planned {
        opened: Vec<Source>,
        upto: Option<u64>,
    },
    Decided {
        plan_index: u64,
        orders: usize,
        reopened: usize,
        texts: Texts,
    },
}

/// Of a report, what the board asks for.
pub(crate) struct Speaker(pub(crate) Reporter);

impl Speaker {
    /// Without what is only proven, not folded.
    fn of(by: &Reporter) -> Self {
        Self(Reporter { masked: Vec::new(), signature: None, ..by.clone() })
    }

    pub(crate) fn says(&self, time: Timestamp, body: Body) -> Result<Report, Message> {
        let by = &self.0;
        let report = Report::of(by.version, by.report.clone(), by.agent.clone(), by.sequence, time, body);
        let joined = |faults: Vec<_>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        report.map_err(|faults| Message::verbatim(joined(faults)))
    }
}

impl Waiting {
    /// Of every kind but plans, decisions and releases.
    pub(crate) fn of<E>(
        index: u64,
        face: &Face,
        agents: &BTreeMap<AgentId, Enrolment>,
        blobs: Blobs<'_, E>,
        found: &mut Vec<Finding>,
    ) -> Result<Self, E> {
        Ok(match face {
            Face::Catalogue(face) => match &face.ways {
                Ways::Hidden(hash) => Self::Catalogue(Box::default(), Some(*hash)),
                Ways::Text(hash) => {
                    let read = text(hash, "catalogue", blobs)?.and_then(|text| {
                        Catalogue::from_public_text(&text)
                            .map_err(|error| unread(message!("replay-a-catalogue"), error))
                    });
                    let counted = |read: Catalogue| {
                        let counts = [read.items.len(), read.depots.len(), read.sites.len(), read.lanes.len()];
                        if counts == face.counts { Ok(read) } else { Err(message!("replay-counts-differ")) }
                    };
                    match read.and_then(counted) {
                        Ok(read) => Self::Catalogue(Box::new(read), None),
                        Err(what) => {
                            found.push(Finding { entry: index, other: None, what });
                            Self::Nothing
                        }
                    }
                }
            },
            Face::CatalogueChanged(face) => match changed(face, blobs)? {
                Ok((change, whole)) => Self::Changed(Box::new(change), whole.map(Box::new)),
                Err(what) => {
                    found.push(Finding { entry: index, other: None, what });
                    Self::Nothing
                }
            },
            Face::Enrolled(face) => Self::Enrolled(face.agent.clone(), face.enrolment.clone()),
            // Nobody's reports change nothing: that they are there was said.
            Face::Need(need) if agents.contains_key(&need.by.agent) => {
                Self::Need(Speaker::of(&need.by), need.site.clone(), need.lines.clone())
            }
            Face::Reserve(reserve) if agents.contains_key(&reserve.by.agent) => {
                Self::Reserve(Box::new(reserve.clone()))
            }
            Face::Facts(facts) if agents.contains_key(&facts.by.agent) => {
                Self::Facts(Speaker::of(&facts.by), facts.site.clone(), facts.lines.clone())
            }
            Face::Seen(seen) if agents.contains_key(&seen.by.agent) => {
                Self::Seen(Speaker::of(&seen.by), seen.notices.clone())
            }
            Face::Step(step) if agents.contains_key(&step.by.agent) => Self::Step(Speaker::of(&step.by), step.body()),
            Face::OnBehalf(face) => match on_behalf::body(&face.says) {
                Ok(body) => Self::OnBehalf(body),
                Err(error) => {
                    let what = unread(message!("replay-a-word"), error);
                    found.push(Finding { entry: index, other: None, what });
                    Self::Nothing
                }
            },
            Face::Rejected(face) => Self::Rejected(face.need.clone(), face.by.coordinator.clone()),
            Face::Verified(face) => {
                let read = text(&face.text, "verification", blobs)?.and_then(|text| {
                    verification::from_text(&text).map_err(|error| unread(message!("replay-a-verification"), error))
                });
                match read {
                    Ok(lines) if lines.len() == face.count => Self::Verified(lines),
                    read => {
                        let what = read.err().unwrap_or_else(|| message!("replay-verifies-other-count"));
                        found.push(Finding { entry: index, other: None, what });
                        Self::Nothing
                    }
                }
            }
            Face::Held(face) => Self::Held(face.lot.clone(), face.hold),
            Face::Change(face) if agents.contains_key(&face.by.agent) => {
                Self::Change(Speaker::of(&face.by), face.depot.clone(), face.lines.clone())
            }
            Face::Inbound(face) if agents.contains_key(&face.by.agent) => {
                Self::Inbound(Speaker::of(&face.by), face.depot.clone(), face.lines.clone())
            }
            Face::Excess(face) if agents.contains_key(&face.by.agent) => {
                Self::Excess(Speaker::of(&face.by), face.site.clone(), face.lines.clone())
            }
            Face::Settled(face) => Self::Settled(face.id, face.how),
            Face::Cancelled(face) => Self::Cancelled(face.order.clone()),
            Face::DisputeSettled(face) => Self::DisputeSettled(face.need.clone()),
            Face::PlanOverride(face) => Self::PlanOverride(face.act.clone(), face.because, face.by.coordinator.clone()),
            Face::RecordConfirmed(face) if agents.contains_key(&face.by.agent) => {
                Self::RecordConfirmed(Speaker::of(&face.by), face.entries.clone(), face.contested)
            }
            _ => Self::Nothing,
        })
    }
}

/// What is known after the entries that were folded.
#[derive(Default)]
pub(crate) struct Folded {
    pub(crate) board: Board,
    /// The time of the last entry.
    pub(crate) time: Option<Timestamp>,
    /// The entry that each need comes from.
    pub(crate) needs_from: BTreeMap<NeedKey, u64>,
    /// The SHA-256 of the ways, where the catalogue does not publish them.
    pub(crate) hidden_ways: Option<Hash>,
    /// Whether a catalogue was published with its text.
    pub(crate) is_catalogue_known: bool,
}

impl Folded {
    /// Folds the next entry.
    pub(crate) fn fold<E>(
        &mut self,
        time: Timestamp,
        waiting: Waiting,
        openings: &Openings,
        unchecked: &mut Unchecked,
        blobs: Blobs<'_, E>,
        found: &mut Vec<Finding>,
    ) -> Result<(), E> {
        let index = self.board.applied_upto;
        let mut closed = BTreeSet::new();
        let event = match waiting {
            Waiting::Nothing => Ok(None),
            Waiting::Catalogue(catalogue, hidden) => {
                self.is_catalogue_known = hidden.is_none();
                self.hidden_ways = hidden;
                Ok(Some(Event::Catalogue(*catalogue)))
            }
            Waiting::Changed(change, whole) => self.catalogue_change(*change, whole.map(|whole| *whole)),
            Waiting::Enrolled(agent, enrolment) => Ok(Some(Event::Enrolled { agent, enrolment })),
            Waiting::Need(by, site, lines) => self.need(index, &by, time, site, lines),
            Waiting::Reserve(face) => {
                let (body, faults) = opened(index, &face, openings, unchecked);
                let is_closed = |line: &u32| !openings.0.contains_key(&Source { entry: index, line: *line });
                let lines = u32::try_from(face.lines.len()).unwrap_or(u32::MAX);
                closed = (1..=lines).filter(is_closed).collect();
                let faults = faults.into_iter().chain(self.part(&face.by.agent, &body));
                found.extend(faults.map(|what| Finding { entry: index, other: None, what }));
                Speaker::of(&face.by).says(time, body).map(|report| Some(Event::Reported(report)))
            }
            Waiting::Facts(by, site, lines) => self.facts(&by, time, site, lines),
            Waiting::Seen(by, notices) => Self::seen(index, &by, time, notices),
            Waiting::Step(by, body) => self.step(&by, time, body),
            Waiting::Inbound(by, depot, lines) => self.inbound(&by, time, depot, lines),
            Waiting::Excess(by, site, lines) => self.excess(&by, time, site, lines),
            Waiting::Verified(lines) => self.verification(index, lines),
            Waiting::OnBehalf(body) => self.on_behalf(index, body),
            Waiting::Cancelled(order) => self.cancelled(order),
            Waiting::DisputeSettled(need) => self.dispute_settled(need),
            Waiting::RecordConfirmed(by, entries, contested) => self.record_confirmed(&by, time, entries, contested),
            Waiting::Rejected(need, _) if !self.board.is_open(&need) => {
                Err(message!("replay-rejects-none", need = need.to_string()))
            }
            Waiting::Rejected(need, by) => Ok(Some(Event::Rejected { need, by })),
            Waiting::Held(lot, hold) => self.held(lot, hold),
            Waiting::Change(by, depot, lines) => self.change(&by, time, depot, lines),
            Waiting::Settled(id, how) => self.settled(id, how),
            Waiting::PlanOverride(act, because, by) => self.plan_override(act, because, by),
            Waiting::Planned { opened, upto } => Ok(Some(Event::Planned { opened, upto })),
            Waiting::Decided { plan_index, orders, reopened, texts } => {
                self.decision(plan_index, orders, reopened, &texts, blobs)?
            }
        };
        let event = event.unwrap_or_else(|what| {
            found.push(Finding { entry: index, other: None, what });
            None
        });
        self.board.tick(time);
        // An event that changes nothing still has its number.
        self.board.apply_closed(index, &event.unwrap_or(Event::OffBoard), closed);
        self.time = Some(time);
        Ok(())
    }

    fn decision<E>(
        &self,
        plan_index: u64,
        orders: usize,
        reopened: usize,
        texts: &Texts,
        blobs: Blobs<'_, E>,
    ) -> Result<Result<Option<Event>, Message>, E> {
        let plan = text(&texts.plan, "plan", blobs)?;
        let situation = text(&texts.situation, "situation", blobs)?;
        let read = || -> Result<Option<Event>, Message> {
            let plan = Plan::from_text(&plan?).map_err(|error| unread(message!("replay-a-plan"), error))?;
            let free = Situation::reopened_in(&situation?);
            let free: BTreeSet<OrderId> = free.map_err(|error| unread(message!("replay-a-situation"), error))?;
            if plan.shipments.len() != orders || free.len() != reopened {
                let lines = plan.shipments.len();
                return Err(message!(
                    "replay-orders-of-lines",
                    orders = orders,
                    lines = lines,
                    reopened = reopened,
                    free = free.len(),
                ));
            }
            if let Some(entry) = self.board.overridden_since(plan_index) {
                let what = message!("overriding-replay-decides", plan = format!("P{plan_index}"));
                return Err(message!("replay-with-entry", what = what, other = entry));
            }
            let gone = self.board.not_reopenable(&free);
            if let Some(id) = gone.first() {
                return Err(message!("replay-not-replaceable", order = id.as_str()));
            }
            Ok(Some(Event::Decided { plan_index, shipments: plan.shipments, reopened: free }))
        };
        Ok(read())
    }

    /// Where the catalogue does not publish the ways, the situation's are taken if they are what the entry commits to.
    pub(crate) fn take_ways(&self, published: &Situation, expected: &mut Situation) -> Result<(), Message> {
        let Some(hash) = &self.hidden_ways else { return Ok(()) };
        expected.lanes.clone_from(&published.lanes);
        expected.protected.clone_from(&published.protected);
        let mut ways = Situation::at(Timestamp::UNIX_EPOCH);
        ways.lanes.clone_from(&published.lanes);
        ways.protected.clone_from(&published.protected);
        let text = ways.to_text();
        let old = text.replacen("yicang-situation 2", "yicang-situation 1", 1);
        if [text, old].iter().any(|text| sha256(text.as_bytes()) == *hash) {
            return Ok(());
        }
        Err(message!("replay-other-ways"))
    }
}
