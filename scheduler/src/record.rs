//! What happened, as the centre knows it, and its record in the journal: a private body, a public leaf, published texts.
//!
//! Both ways are here, so that what a restart reads is what was written. Nothing is decided here.

use crate::command::Commanded;
use crate::leaf;
use crate::salts::Masks;
use jiff::Timestamp;
use prost::Message as _;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;
use yicang_domain::events::openings::Openings;
use yicang_domain::events::plan::{Looked, Texts as TextHashes};
use yicang_domain::events::{self, Enrolment, Event, Face, Source, reporter};
use yicang_domain::{AgentId, Catalogue, OrderId, Plan, Report, Shipment, Situation, TextError};
use yicang_writer::Record;
use yicang_proto::catalogue::{catalogue_from_wire, catalogue_to_wire};
use yicang_proto::journal::v1 as journal;
use yicang_proto::report::report_from_wire;
use yicang_proto::time::{required_time, time_to_wire};
use yicang_proto::v1::{self, command::Body};
use yicang_tlog::mask::{self, Salt, committing};
use yicang_tlog::{Hash, sha256};

/// One event with all that its record keeps.
#[derive(Debug, Clone)]
pub enum Happening {
    /// Items, places and ways.
    Catalogue(Catalogue),
    /// An agent's key became known.
    Enrolled {
        /// Who.
        agent: AgentId,
        /// Its key and what it may report for.
        grant: Enrolment,
        /// By whose command; `None` for the first coordinator.
        command: Option<Commanded>,
    },
    /// A report was accepted.
    Reported {
        /// What it says.
        report: Report,
        /// Its free text.
        note: String,
        /// The exact bytes that were signed.
        signed: v1::SignedReport,
    },
    /// A plan was made.
    Planned {
        /// Its figures.
        summary: Box<v1::PlanSummary>,
        /// What it was made of, and itself.
        texts: Arc<Texts>,
        /// What it looked at: the records before this one, at that moment. `None` in records of earlier programs.
        looked: Option<(u64, Timestamp)>,
        /// The reserve lines that its openings open.
        opened: Vec<Source>,
        /// By whose command.
        command: Commanded,
    },
    /// A plan was decided.
    Decided {
        /// The record of the plan.
        plan_index: u64,
        /// The plan's texts by hash.
        hashes: TextHashes,
        /// The plan's lines.
        shipments: Vec<Shipment>,
        /// Orders that it was free to change, as its situation says.
        reopened: BTreeSet<OrderId>,
        /// By whose command.
        command: Commanded,
    },
    /// Who starts the centre says that its clock is right.
    ClockConfirmed {
        /// What it says, in whole seconds.
        clock: Timestamp,
    },
    /// Somebody may see masked fields.
    Granted {
        /// To whom, and why.
        reader: String,
        /// See `reader`.
        reason: String,
        /// Until when.
        until: Timestamp,
        /// Which, each named.
        fields: Vec<v1::MaskedField>,
        /// By whose command.
        command: Commanded,
    },
    /// A decision's orders go out without the witnesses.
    Overridden {
        /// Why.
        reason: String,
        /// The record of the decision.
        decision: u64,
        /// By whose command.
        command: Commanded,
    },
}

/// The texts that a plan publishes, exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// What the plan looked at.
    pub situation: String,
    /// The rules it was made by.
    pub policy: String,
    /// The plan.
    pub plan: String,
    /// The head of the log, with witnesses' cosignatures, that the plan's draw is made with.
    pub head: Option<String>,
    /// What the reserve lines hold that it looked at; see [`yicang_domain::events::openings`].
    pub openings: Option<String>,
}

impl Texts {
    /// Their names in the public log.
    pub fn hashes(&self) -> TextHashes {
        let [situation, policy, plan] = [&self.situation, &self.policy, &self.plan].map(|text| sha256(text.as_bytes()));
        TextHashes { situation, policy, plan, head: self.head.as_ref().map(|head| sha256(head.as_bytes())) }
    }

    /// Orders that the plan was free to change.
    pub fn reopened(&self) -> Result<BTreeSet<OrderId>, TextError> {
        Situation::reopened_in(&self.situation)
    }
}

/// Why a record of the journal cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("record {index} of the journal cannot be read: {problem}")]
pub struct RecordError {
    /// Which.
    pub index: u64,
    /// What is wrong.
    pub problem: String,
}

/// `P17` for the plan of record 17.
pub fn plan_id(index: u64) -> String {
    format!("P{index}")
}

/// The inverse of [`plan_id`].
pub fn plan_index(plan_id: &str) -> Option<u64> {
    let index = plan_id.strip_prefix('P')?.parse().ok()?;
    (self::plan_id(index) == plan_id).then_some(index)
}

impl Happening {
    /// What it means for the board.
    pub fn event(&self) -> Event {
        match self {
            Happening::Catalogue(catalogue) => Event::Catalogue(catalogue.clone()),
            Happening::Enrolled { agent, grant, .. } => {
                Event::Enrolled { agent: agent.clone(), enrolment: grant.clone() }
            }
            Happening::Reported { report, .. } => Event::Reported(report.clone()),
            Happening::Planned { opened, .. } => Event::Planned { opened: opened.clone() },
            Happening::Decided { plan_index, shipments, reopened, .. } => {
                Event::Decided { plan_index: *plan_index, shipments: shipments.clone(), reopened: reopened.clone() }
            }
            Happening::Overridden { .. } => Event::Overridden,
            Happening::Granted { .. } => Event::Granted,
            Happening::ClockConfirmed { .. } => Event::ClockConfirmed,
        }
    }

    /// The command behind it.
    pub fn command(&self) -> Option<&Commanded> {
        match self {
            Happening::Catalogue(_) | Happening::Reported { .. } | Happening::ClockConfirmed { .. } => None,
            Happening::Enrolled { command, .. } => command.as_ref(),
            Happening::Planned { command, .. }
            | Happening::Decided { command, .. }
            | Happening::Granted { command, .. }
            | Happening::Overridden { command, .. } => Some(command),
        }
    }

    /// The fields that its public face only commits to: name and value.
    pub fn masked(&self) -> Vec<(String, Vec<u8>)> {
        let named = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
        match self {
            Happening::Catalogue(catalogue) => {
                let wire = catalogue_to_wire(catalogue);
                let names = |things: &[v1::NamedThing]| {
                    let lines = things.iter().map(|thing| format!("{}\t{}\t{}\n", thing.id, thing.name, thing.unit));
                    lines.collect::<String>()
                };
                let all = [("items.names", &wire.items), ("depots.names", &wire.depots), ("sites.names", &wire.sites)];
                all.map(|(field, things)| named(field, &names(things))).into()
            }
            Happening::Reported { report, note, .. } => reporter::masked(report, note),
            Happening::Granted { reader, reason, .. } => vec![named(mask::READER, reader), named(mask::REASON, reason)],
            Happening::Overridden { reason, .. } => vec![named(mask::REASON, reason)],
            Happening::Enrolled { .. }
            | Happening::Planned { .. }
            | Happening::Decided { .. }
            | Happening::ClockConfirmed { .. } => Vec::new(),
        }
    }

    /// The salt that those of its masked fields follow from, where somebody else than the centre has chosen it.
    pub fn own_salt(&self) -> Option<Salt> {
        match self {
            Happening::Reported { report, signed, .. } if report.version().signs_its_face() => {
                let wire = v1::Report::decode(signed.report.as_slice()).ok()?;
                wire.salt.as_slice().try_into().ok()
            }
            _ => self.command()?.face.as_ref().map(|face| face.salt),
        }
    }

    /// What the public log shows. `commit` gives the commitment to a masked field by its name and value.
    fn face(&self, commit: &mut dyn FnMut(&str, &[u8]) -> Hash) -> Face {
        let mut masked = || -> events::Masked {
            let fields = self.masked().into_iter();
            fields.map(|(field, value)| (field.clone(), commit(&field, &value))).collect()
        };
        match self {
            Happening::Catalogue(catalogue) => {
                let text = sha256(catalogue.to_public_text().as_bytes());
                Face::Catalogue(events::catalogue::Published::of(catalogue, text, masked()))
            }
            Happening::Enrolled { agent, grant, command } => Face::Enrolled(events::enrolment::Published {
                agent: agent.clone(),
                enrolment: grant.clone(),
                by: command.as_ref().map(Commanded::public),
            }),
            Happening::Reported { report, note, signed } => {
                let mut face = Face::of_report(report, note, sha256(&signed.report), commit);
                if let Some(by) = face.reporter_mut().filter(|by| by.version.signs_its_face()) {
                    by.signature = signed.face_signature.as_slice().try_into().ok();
                }
                face
            }
            Happening::Planned { summary, texts, looked, command, .. } => Face::Planned(events::plan::Published {
                plan: summary.plan_id.clone(),
                looked: looked.zip(texts.openings.as_ref()).map(|((upto, now), openings)| Looked {
                    upto,
                    now,
                    openings: sha256(openings.as_bytes()),
                }),
                policy_name: summary.policy_name.clone(),
                by: command.public(),
                texts: texts.hashes(),
            }),
            Happening::Decided { plan_index, hashes, shipments, reopened, command } => {
                Face::Decided(events::decision::Published {
                    plan: plan_id(*plan_index),
                    orders: shipments.len(),
                    reopened: reopened.len(),
                    by: command.public(),
                    texts: *hashes,
                })
            }
            Happening::ClockConfirmed { clock } => Face::ClockConfirmed(events::clock::Published { clock: *clock }),
            Happening::Granted { until, fields, command, .. } => Face::Disclosed(events::disclosure::Published {
                until: *until,
                by: command.public(),
                fields: fields.iter().map(|field| (field.entry_index, field.field.clone())).collect(),
                masked: masked(),
            }),
            Happening::Overridden { decision, command, .. } => Face::Released(events::release::Published {
                decision: *decision,
                by: command.public(),
                masked: masked(),
            }),
        }
    }

    /// Its record; `at` is the centre's clock, and `masks` are those of its number.
    pub fn record(&self, at: Timestamp, masks: &Masks) -> Record {
        use journal::event::Kind;
        let mut own = self.own_salt().map(committing);
        let face = self.face(&mut |field, value| match &mut own {
            Some(commit) => commit(field, value),
            None => masks.commit(field, value),
        });
        let mut blobs = Vec::new();
        let kind = match self {
            Happening::Catalogue(catalogue) => {
                blobs.push(catalogue.to_public_text().into_bytes());
                Kind::Catalogue(catalogue_to_wire(catalogue))
            }
            Happening::Enrolled { agent, grant, command } => Kind::Enrolment(journal::Enrolment {
                agent: Some(grant_to_wire(agent.as_str(), grant)),
                command: command.as_ref().map(|command| command.signed.clone()),
            }),
            Happening::Reported { signed, .. } => Kind::Report(signed.clone()),
            Happening::Planned { summary, texts, looked, command, .. } => {
                let all = [&texts.situation, &texts.policy, &texts.plan].into_iter().chain(&texts.head);
                blobs = all.chain(&texts.openings).map(|text| text.clone().into_bytes()).collect();
                Kind::Planned(journal::Planned {
                    summary: Some((**summary).clone()),
                    command: Some(command.signed.clone()),
                    upto: looked.map_or(0, |(upto, _)| upto),
                    now: looked.map(|(_, now)| time_to_wire(now)),
                })
            }
            Happening::Decided { plan_index, command, .. } => {
                let plan_id = plan_id(*plan_index);
                Kind::Decided(journal::Decided { plan_id, command: Some(command.signed.clone()) })
            }
            Happening::ClockConfirmed { clock } => {
                Kind::ClockConfirmed(journal::ClockConfirmed { clock: Some(time_to_wire(*clock)) })
            }
            Happening::Granted { fields, command, .. } => {
                Kind::Granted(journal::Granted { command: Some(command.signed.clone()), fields: fields.clone() })
            }
            Happening::Overridden { command, .. } => {
                Kind::Overridden(journal::Overridden { command: Some(command.signed.clone()) })
            }
        };
        let body = journal::Event { at: Some(time_to_wire(at)), kind: Some(kind) }.encode_to_vec();
        Record { leaf: leaf::bytes(at, face), body, blobs }
    }

    /// Reads a record back; `texts_of` gives the texts of a plan that was recorded before.
    pub fn read(
        index: u64,
        record: &Record,
        texts_of: impl Fn(u64) -> Option<Arc<Texts>>,
    ) -> Result<(Timestamp, Self), RecordError> {
        read(record, texts_of).map_err(|problem| RecordError { index, problem })
    }
}

fn read(record: &Record, texts_of: impl Fn(u64) -> Option<Arc<Texts>>) -> Result<(Timestamp, Happening), String> {
    use journal::event::Kind;
    let event = journal::Event::decode(record.body.as_slice()).map_err(|error| error.to_string())?;
    let at = required_time("at", event.at.as_ref()).map_err(|fault| fault.to_string())?;
    let happening = match event.kind.ok_or("it has no kind that this program knows")? {
        Kind::Catalogue(wire) => Happening::Catalogue(catalogue_from_wire(&wire).map_err(|fault| fault.to_string())?),
        Kind::Enrolment(journal::Enrolment { agent, command }) => {
            let (agent, grant) = grant_from_wire(&agent.ok_or("the agent is missing")?)?;
            Happening::Enrolled { agent, grant, command: command.map(Commanded::trusted).transpose()? }
        }
        Kind::Report(signed) => {
            let wire = v1::Report::decode(signed.report.as_slice()).map_err(|error| error.to_string())?;
            let faults = |faults: Vec<_>| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            Happening::Reported {
                report: report_from_wire(&wire).map_err(|all: Vec<yicang_domain::Fault>| faults(all))?,
                note: wire.note,
                signed,
            }
        }
        Kind::Planned(journal::Planned { summary, command, upto, now }) => {
            let now = now.map(|now| required_time("now", Some(&now)).map_err(|fault| fault.to_string())).transpose()?;
            let texts = texts(&record.blobs, now.is_some())?;
            let openings = texts.openings.as_deref().map(Openings::from_text).transpose();
            let openings = openings.map_err(|error| format!("its openings: {error}"))?.unwrap_or_default();
            Happening::Planned {
                summary: Box::new(summary.ok_or("the summary is missing")?),
                texts: Arc::new(texts),
                looked: now.map(|now| (upto, now)),
                opened: openings.0.into_keys().collect(),
                command: Commanded::trusted(command.ok_or("the command is missing")?)?,
            }
        }
        Kind::Decided(journal::Decided { plan_id, command }) => {
            let plan_index = plan_index(&plan_id).ok_or_else(|| format!("{plan_id:?} is no plan"))?;
            let texts = texts_of(plan_index).ok_or_else(|| format!("there is no record of plan {plan_id}"))?;
            let plan = Plan::from_text(&texts.plan).map_err(|error| format!("plan {plan_id}: {error}"))?;
            Happening::Decided {
                plan_index,
                hashes: texts.hashes(),
                shipments: plan.shipments,
                reopened: texts.reopened().map_err(|error| format!("plan {plan_id}: {error}"))?,
                command: Commanded::trusted(command.ok_or("the command is missing")?)?,
            }
        }
        Kind::Overridden(journal::Overridden { command }) => {
            let command = Commanded::trusted(command.ok_or("the command is missing")?)?;
            let Body::ReleaseOrders(ask) = &command.body else { return Err("the command releases no orders".into()) };
            Happening::Overridden { reason: ask.reason.clone(), decision: ask.decision_index, command }
        }
        Kind::ClockConfirmed(journal::ClockConfirmed { clock }) => {
            let clock = required_time("clock", clock.as_ref()).map_err(|fault| fault.to_string())?;
            Happening::ClockConfirmed { clock }
        }
        Kind::Granted(journal::Granted { command, fields }) => {
            let command = Commanded::trusted(command.ok_or("the command is missing")?)?;
            let Body::GrantDisclosure(ask) = &command.body else { return Err("the command grants nothing".into()) };
            let until = required_time("until", ask.until.as_ref()).map_err(|fault| fault.to_string())?;
            Happening::Granted { reader: ask.reader.clone(), reason: ask.reason.clone(), until, fields, command }
        }
    };
    Ok((at, happening))
}

fn texts(blobs: &[Vec<u8>], with_openings: bool) -> Result<Texts, String> {
    let (openings, rest) = match blobs.split_last() {
        Some((last, rest)) if with_openings => (Some(last), rest),
        _ => (None, blobs),
    };
    let ([situation, policy, plan], head) = match rest {
        [situation, policy, plan] => ([situation, policy, plan], None),
        [situation, policy, plan, head] => ([situation, policy, plan], Some(head)),
        _ => return Err(format!("{} texts instead of 3 to 5", blobs.len())),
    };
    let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).map_err(|error| error.to_string());
    let (head, openings) = (head.map(text).transpose()?, openings.map(text).transpose()?);
    Ok(Texts { situation: text(situation)?, policy: text(policy)?, plan: text(plan)?, head, openings })
}

/// A grant as it is written: whole.
pub fn grant_to_wire(agent: &str, grant: &Enrolment) -> v1::EnrolAgent {
    v1::EnrolAgent {
        agent_id: agent.to_string(),
        public_key: grant.key.to_vec(),
        depot_ids: grant.depots.iter().map(ToString::to_string).collect(),
        site_ids: grant.sites.iter().map(ToString::to_string).collect(),
        coordinator: grant.coordinator,
        recovery: grant.recovery,
        ..v1::EnrolAgent::default()
    }
}

/// Reads a grant that is written whole.
pub fn grant_from_wire(wire: &v1::EnrolAgent) -> Result<(AgentId, Enrolment), String> {
    let key: Hash = wire.public_key.as_slice().try_into().map_err(|_| "a key is not 32 bytes".to_owned())?;
    let (depots, sites) = (ids(&wire.depot_ids)?, ids(&wire.site_ids)?);
    let grant = Enrolment { key, depots, sites, coordinator: wire.coordinator, recovery: wire.recovery };
    Ok((wire.agent_id.parse().map_err(|error| format!("agent: {error}"))?, grant))
}

fn ids<T: FromStr<Err: Display> + Ord>(texts: &[String]) -> Result<BTreeSet<T>, String> {
    texts.iter().map(|text| text.parse().map_err(|error: T::Err| format!("{text:?} {error}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_named_by_their_record_in_one_spelling() {
        assert_eq!(plan_index(&plan_id(17)), Some(17));
        for other in ["", "P", "17", "P017", "P+17", "p17", "P-1", "P99999999999999999999"] {
            assert_eq!(plan_index(other), None, "{other}");
        }
    }
}
