//! Reports: wire → domain, every fault with its path, and back.

mod change;
mod coming;
mod facts;
mod lines;
mod seen;
mod step;

pub use change::{reason_from_wire, reason_to_wire};

use crate::time::{required_time, time_from_wire, time_to_wire};
use crate::v1;
use lines::{need_line_to_wire, reserve_line_to_wire};
use std::str::FromStr;
use yicang_domain::report::{
    Body, Fact, Moved, NOTE_BYTES_MAX, NeedLine, PARTS_MAX, Part, Report, ReserveLine, Step, Version, confirm_faults,
    need_faults, reserve_faults,
};
use yicang_domain::{Fault, LotId, Quantity};
use yicang_language::{Message, ToMessage, message};

/// The exact length of a report's salt, in bytes.
pub const SALT_BYTES: usize = 16;

/// What is signed with a report of version 1, before its bytes. The same words as `yicang_tlog::REPORT`.
const CONTEXT_1: &str = "yicang.v1/report";
/// What is signed with a report of version 2, before its bytes.
const CONTEXT_2: &str = "yicang.v1/report-2";

/// What is signed with a report of version 3, before its bytes.
const CONTEXT_3: &str = "yicang.v1/report-3";

/// Reads the bytes of a message that somebody signed.
///
/// # Errors
/// The bytes are no such message, or are not what this program would write: they say something that it does not know.
pub fn decode<M: prost::Message + Default>(bytes: &[u8]) -> Result<M, Message> {
    let message = M::decode(bytes).map_err(|error| message!("wire-unreadable", why = error.to_string()))?;
    if message.encode_to_vec() == bytes {
        return Ok(message);
    }
    Err(message!("wire-newer-fields"))
}

/// The version that a report's bytes state.
///
/// # Errors
/// It is newer than this program.
pub fn version_of(wire: &v1::Report) -> Result<Version, Fault> {
    match wire.version {
        0 | 1 => Ok(Version::One),
        2 => Ok(Version::Two),
        3 => Ok(Version::Three),
        newer => {
            let known = Version::NEWEST.number();
            let problem = message!("wire-newer-version", version = newer, known = known);
            Err(Fault::new("version", problem))
        }
    }
}

/// What a salt of another length is refused with.
pub(crate) fn wrong_salt(bytes: usize) -> Message {
    message!("wire-salt", bytes = bytes, wanted = SALT_BYTES)
}

/// The words before the bytes that a signature over a report of this version covers.
pub fn context_of(version: Version) -> &'static str {
    match version {
        Version::One => CONTEXT_1,
        Version::Two => CONTEXT_2,
        Version::Three => CONTEXT_3,
    }
}

/// Gathers faults while a message is read.
#[derive(Default)]
struct Reading(Vec<Fault>);

impl Reading {
    fn keep<T>(&mut self, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.0.push(fault)).ok()
    }

    fn word<T: FromStr<Err: ToMessage>>(&mut self, field: &str, text: &str) -> Option<T> {
        self.keep(text.parse().map_err(|error| Fault::new(field, error)))
    }

    fn quantity(&mut self, field: &str, units: u64) -> Option<Quantity> {
        // Through the text form, so that the wire and a CSV file get the same answer.
        self.word(field, &units.to_string())
    }

    fn time(&mut self, field: &str, time: Option<&prost_types::Timestamp>) -> Option<Option<jiff::Timestamp>> {
        match time {
            None => Some(None),
            Some(time) => self.keep(time_from_wire(field, time)).map(Some),
        }
    }
}

/// Reads a report; every fault that can be seen without knowing the world, at once.
pub fn report_from_wire(wire: &v1::Report) -> Result<Report, Vec<Fault>> {
    let mut reading = Reading::default();
    let version = reading.keep(version_of(wire));
    let id = reading.word("report_id", &wire.report_id);
    let agent = reading.word("agent_id", &wire.agent_id);
    let reported_at = reading.keep(required_time("reported_at", wire.reported_at.as_ref()));
    if wire.salt.len() != SALT_BYTES {
        reading.0.push(Fault::new("salt", wrong_salt(wire.salt.len())));
    }
    if wire.note.len() > NOTE_BYTES_MAX {
        let problem = message!("wire-too-long", bytes = wire.note.len(), max = NOTE_BYTES_MAX);
        reading.0.push(Fault::new("note", problem));
    }
    match version {
        Some(version) if version.signs_its_face() && wire.log.is_empty() => {
            reading.0.push(Fault::new("log", message!("wire-log-missing")));
        }
        Some(version) if !version.signs_its_face() && !wire.log.is_empty() => {
            let problem = message!("wire-word-of-version", word = 3, version = version.number());
            reading.0.push(Fault::new("log", problem));
        }
        _ => {}
    }
    let body = match &wire.body {
        None => {
            reading.0.push(Fault::new("body", message!("report-body-missing")));
            None
        }
        Some(body) => read_body(&mut reading, body, version.unwrap_or(Version::NEWEST)),
    };
    if wire.sequence == 0 {
        reading.0.push(Fault::new("sequence", message!("report-sequence-zero")));
    }
    match (version, id, agent, reported_at, body) {
        (Some(version), Some(id), Some(agent), Some(at), Some(body)) if reading.0.is_empty() => {
            Report::of(version, id, agent, wire.sequence, at, body)
        }
        _ => Err(reading.0),
    }
}

/// Reads the body of a report by itself; every fault at once.
///
/// # Errors
/// See above.
pub fn body_from_wire(body: &v1::report::Body) -> Result<Body, Vec<Fault>> {
    let mut reading = Reading::default();
    match read_body(&mut reading, body, Version::NEWEST) {
        Some(body) if reading.0.is_empty() => Ok(body),
        _ => Err(reading.0),
    }
}

fn read_body(reading: &mut Reading, body: &v1::report::Body, version: Version) -> Option<Body> {
    match body {
        v1::report::Body::Need(need) => read_need(reading, need),
        v1::report::Body::Reserve(reserve) => read_reserve(reading, reserve, version),
        v1::report::Body::Change(report) => change::read(reading, report, version),
        v1::report::Body::Facts(told) => facts::read(reading, told),
        v1::report::Body::Seen(told) => seen::read(reading, told),
        v1::report::Body::Step(step) => step::read(reading, step),
        v1::report::Body::ConfirmRecord(told) => {
            reading.0.extend(confirm_faults(&told.entry_indexes));
            Some(Body::ConfirmRecord { entries: told.entry_indexes.clone(), contested: told.contested })
        }
        v1::report::Body::Inbound(report) => coming::read_inbound(reading, report, version),
        v1::report::Body::Excess(report) => coming::read_excess(reading, report, version),
    }
}

fn read_need(reading: &mut Reading, need: &v1::NeedReport) -> Option<Body> {
    let site = reading.word("need.site_id", &need.site_id);
    let mut lines = Vec::new();
    for (place, line) in need.lines.iter().enumerate() {
        let at = |field: &str| format!("need.lines[{place}].{field}");
        let item = reading.word(&at("item_id"), &line.item_id);
        let quantity = reading.quantity(&at("quantity"), line.quantity);
        let class = reading.word(&at("priority_class"), &line.priority_class);
        let due = reading.time(&at("due_at"), line.due_at.as_ref());
        let latest_useful = reading.time(&at("latest_useful_at"), line.latest_useful_at.as_ref());
        let life_days_min = u16::try_from(line.life_days_min).unwrap_or(u16::MAX);
        if let (Some(item), Some(quantity), Some(class), Some(due), Some(latest_useful)) =
            (item, quantity, class, due, latest_useful)
        {
            let (unknown, beside) = (line.quantity_unknown, line.beside);
            let line = NeedLine { item, quantity, class, due, latest_useful, life_days_min, unknown, beside };
            lines.push((place, line));
        }
    }
    let seen: Vec<_> = lines.iter().map(|(place, line)| (*place, line)).collect();
    reading.0.extend(need_faults(&seen, need.lines.len()));
    Some(Body::Need { site: site?, lines: lines.into_iter().map(|(_, line)| line).collect() })
}

fn read_reserve(reading: &mut Reading, reserve: &v1::ReserveReport, version: Version) -> Option<Body> {
    let depot = reading.word("reserve.depot_id", &reserve.depot_id);
    let mut lines = Vec::new();
    for (place, line) in reserve.lines.iter().enumerate() {
        let at = |field: &str| format!("reserve.lines[{place}].{field}");
        let item = reading.word(&at("item_id"), &line.item_id);
        let lot = match line.lot_id.as_str() {
            "" => Some(LotId::unnamed()),
            lot => reading.word(&at("lot_id"), lot),
        };
        let quantity = reading.quantity(&at("quantity"), line.quantity);
        let expires_on = match line.expires_on.as_str() {
            "" => Some(None),
            date => {
                let read = date
                    .parse()
                    .map_err(|_| Fault::new(at("expires_on"), message!("wire-no-date", text = format!("{date:?}"))));
                reading.keep(read).map(Some)
            }
        };
        let earmark: Vec<_> =
            line.earmark_site_ids.iter().map(|site| reading.word(&at("earmark_site_ids"), site)).collect();
        let available_at = reading.time(&at("available_at"), line.available_at.as_ref());
        let earmark: Option<std::collections::BTreeSet<_>> = earmark.into_iter().collect();
        let earmark = earmark.map(|sites| Some(sites).filter(|sites| !sites.is_empty()));
        let expires_on = fact(reading, version, &at("no_expiry"), expires_on, line.no_expiry);
        let earmark = fact(reading, version, &at("no_earmark"), earmark, line.no_earmark);
        let available_at = fact(reading, version, &at("available_now"), available_at, line.available_now);
        if let (Some(item), Some(lot), Some(quantity), Some(expires_on), Some(earmark), Some(available_at)) =
            (item, lot, quantity, expires_on, earmark, available_at)
        {
            lines.push((place, ReserveLine { item, lot, quantity, expires_on, earmark, available_at }));
        }
    }
    let seen: Vec<_> = lines.iter().map(|(place, line)| (*place, line)).collect();
    reading.0.extend(reserve_faults(&seen, reserve.lines.len()));
    let is_part = reserve.part > 0 || reserve.parts > 0;
    if reserve.full && is_part {
        let problem = message!("count-part-number", part = reserve.part, of = reserve.parts, most = PARTS_MAX);
        reading.0.push(Fault::new("reserve.full", problem));
    }
    if (reserve.full || is_part) && !version.signs_its_face() {
        reading.0.push(Fault::new("reserve.full", message!("change-old-version")));
    }
    let (depot, lines) = (depot?, lines.into_iter().map(|(_, line)| line).collect());
    let part = Part { number: reserve.part, of: reserve.parts };
    Some(match reserve.full {
        _ if is_part => Body::CountPart { depot, part, lines },
        true => Body::Count { depot, lines },
        false => Body::Reserve { depot, lines },
    })
}

/// What a line says of a fact: `given` as far as it could be read, and whether the line takes the fact away (`field`).
fn fact<T>(
    reading: &mut Reading,
    version: Version,
    field: &str,
    given: Option<Option<T>>,
    is_taken_away: bool,
) -> Option<Fact<T>> {
    match (version, given?, is_taken_away) {
        (Version::One, _, true) => {
            reading.0.push(Fault::new(field, message!("wire-word-of-version", word = 2, version = 1)));
            None
        }
        (_, Some(_), true) => {
            reading.0.push(Fault::new(field, message!("report-fact-twice")));
            None
        }
        (Version::One, None, false) | (_, None, true) => Some(Fact::Nothing),
        (_, None, false) => Some(Fact::Unsaid),
        (_, Some(value), false) => Some(Fact::Is(value)),
    }
}

/// A report for the wire, with the parts that stay private. `log` is the public log that it is for; before version 3
/// none is named.
pub fn report_to_wire(report: &Report, salt: [u8; SALT_BYTES], note: &str, log: &str) -> v1::Report {
    let body = match report.body() {
        Body::Need { site, lines } => v1::report::Body::Need(v1::NeedReport {
            site_id: site.to_string(),
            lines: lines.iter().map(need_line_to_wire).collect(),
        }),
        Body::Reserve { depot, lines } | Body::Count { depot, lines } | Body::CountPart { depot, lines, .. } => {
            let part = match report.body() {
                Body::CountPart { part, .. } => *part,
                _ => Part::default(),
            };
            v1::report::Body::Reserve(v1::ReserveReport {
                depot_id: depot.to_string(),
                lines: lines.iter().map(|line| reserve_line_to_wire(report.version(), line)).collect(),
                full: matches!(report.body(), Body::Count { .. }),
                part: part.number,
                parts: part.of,
            })
        }
        Body::Inbound { depot, lines } => v1::report::Body::Inbound(coming::inbound_to_wire(depot, lines)),
        Body::Excess { site, lines } => v1::report::Body::Excess(coming::excess_to_wire(site, lines)),
        Body::Change { depot, lines } => v1::report::Body::Change(change::to_wire(depot, lines)),
        Body::Facts { site, lines } => v1::report::Body::Facts(facts::to_wire(site, lines)),
        Body::Seen { notices } => v1::report::Body::Seen(seen::to_wire(notices)),
        Body::Step { order, step, quantity } => {
            v1::report::Body::Step(step::to_wire(&Moved::plain(order.clone(), *step, *quantity)))
        }
        Body::Receipt { order, quantity, unusable } => {
            let plain = Moved::plain(order.clone(), Step::Received, *quantity);
            v1::report::Body::Step(step::to_wire(&Moved { unusable: *unusable, ..plain }))
        }
        Body::Moved(moved) => v1::report::Body::Step(step::to_wire(moved)),
        Body::ConfirmRecord { entries, contested } => v1::report::Body::ConfirmRecord(v1::ConfirmRecordReport {
            entry_indexes: entries.clone(),
            contested: *contested,
        }),
    };
    v1::Report {
        // Version 1 is written as it always was: without the field.
        version: match report.version() {
            Version::One => 0,
            version => version.number(),
        },
        report_id: report.id().to_string(),
        agent_id: report.agent().to_string(),
        sequence: report.sequence(),
        reported_at: Some(time_to_wire(report.reported_at())),
        salt: salt.to_vec(),
        note: note.to_owned(),
        log: if report.version().signs_its_face() { log.to_owned() } else { String::new() },
        body: Some(body),
    }
}

#[cfg(test)]
mod tests;
