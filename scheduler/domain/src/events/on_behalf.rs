//! A coordinator records what somebody said who cannot sign it: a need, that an order was received, or what lies in a
//! depot. It is public as such: how it was said, when, and what; who said it is masked. A count is `say count D1`, then
//! `say lot ITEM LOT QUANTITY [expires=DATE] [available=TIME]` for each lot: its quantities are public.
//!
//! ```text
//! yicang.v1 on-behalf
//! time 2026-02-01T08:00:00Z
//! how telephone
//! said-at 2026-02-01T07:50:00Z
//! say need H1
//! say line N95 400 urgent
//! coordinator C-1
//! …
//! masked who 77ab…
//! ```

use super::Masked;
use super::Source;
use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer, fact};
use super::need;
use crate::board::Board;
use crate::life::Voice;
use crate::quantity::Quantity;
use crate::receipt::Unusable;
use crate::report::{Body, Fact, Moved, ReserveLine, Step, Version};
use crate::text::{Line, TextError, option};
use jiff::Timestamp;
use yicang_language::message;

/// The kind of the entry.
pub const KIND: &str = "on-behalf";
/// What stands for a step that was never done.
const NEVER_DONE: &str = "never-done";
/// The masked field.
pub const WHO: &str = "who";
/// The longest name of who said it, in bytes.
pub const WHO_BYTES_MAX: usize = 200;
/// The longest word for how it was said, in bytes.
pub const HOW_BYTES_MAX: usize = 50;
/// The most lines of a need or a count: an entry holds them twice.
pub const LINES_MAX: usize = 50;

/// The public face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// By which way it was said.
    pub how: String,
    /// When.
    pub said_at: Timestamp,
    /// What, a line each: see [`lines`].
    pub says: Vec<String>,
    /// By whose command.
    pub by: Commanded,
    /// Who said it.
    pub masked: Masked,
}

/// What is said, a line each; none of what cannot be recorded so.
pub fn lines(body: &Body) -> Vec<String> {
    match body {
        Body::Need { site, lines } => {
            let first = format!("need {site}");
            std::iter::once(first).chain(lines.iter().map(|line| format!("line {}", need::text(line)))).collect()
        }
        Body::Step { order, step: Step::Received, quantity } => vec![format!("received {order} {quantity}")],
        Body::Reserve { depot, lines } if lines.iter().all(|line| line.earmark == Fact::Unsaid) => {
            let first = format!("count {depot}");
            std::iter::once(first).chain(lines.iter().map(|line| format!("lot {}", lot_text(line)))).collect()
        }
        Body::Receipt { order, quantity, unusable } => {
            let mut text = format!("received {order} {quantity}");
            for (word, units) in unusable.all() {
                option(&mut text, word, Some(units).filter(|units| *units > Quantity::ZERO));
            }
            vec![text]
        }
        Body::Moved(moved) if moved.corrects.is_some() || !moved.step.is_of_depot() => vec![moved_text(moved)],
        _ => Vec::new(),
    }
}

/// `step ORDER STEP QUANTITY`, and what more is said of it, as the entries of reports name it.
fn moved_text(moved: &Moved) -> String {
    let Moved { order, step, quantity, unusable, rejected, over, done_at, corrects, taken_back } = moved;
    let mut text = format!("step {order} {} {quantity}", step.as_str());
    for (word, units) in unusable.all().into_iter().chain([("rejected", *rejected), ("over", *over)]) {
        option(&mut text, word, Some(units).filter(|units| *units > Quantity::ZERO));
    }
    option(&mut text, "done-at", *done_at);
    option(&mut text, "corrects", *corrects);
    option(&mut text, "taken-back", Some(NEVER_DONE).filter(|_| *taken_back));
    text
}

fn read_moved(first: &mut Line<'_>) -> Result<Moved, TextError> {
    let (order, step, quantity) = (first.parse("order")?, first.parse("step")?, first.parse("quantity")?);
    let mut found = |word: &str| Ok::<Quantity, TextError>(first.option(word)?.unwrap_or_default());
    let unusable = Unusable { damaged: found("damaged")?, lost: found("lost")?, expired: found("expired")? };
    let (rejected, over) = (found("rejected")?, found("over")?);
    let (done_at, corrects) = (first.option("done-at")?, first.option("corrects")?);
    let taken_back = first.option::<String>("taken-back")?.is_some();
    let moved = Moved { order, step, quantity, unusable, rejected, over, done_at, corrects, taken_back };
    match moved.faults().into_iter().next() {
        Some(fault) => Err(first.fault(fault.problem)),
        None => Ok(moved),
    }
}

/// `ITEM LOT QUANTITY [expires=DATE] [available=TIME]`, each `=none` where it is taken away.
fn lot_text(line: &ReserveLine) -> String {
    let mut text = format!("{} {} {}", line.item, line.lot, line.quantity);
    fact(&mut text, Version::NEWEST, "expires", &line.expires_on);
    fact(&mut text, Version::NEWEST, "available", &line.available_at);
    text
}

fn read_lot(mut line: Line<'_>) -> Result<ReserveLine, TextError> {
    let read = ReserveLine {
        item: line.parse("item")?,
        lot: line.parse("lot")?,
        quantity: line.parse("quantity")?,
        expires_on: line.fact(Version::NEWEST, "expires")?,
        earmark: Fact::Unsaid,
        available_at: line.fact(Version::NEWEST, "available")?,
    };
    line.end()?;
    Ok(read)
}

/// Reads [`lines`] back.
///
/// # Errors
/// The first that is none; they are counted from 1.
pub fn body(says: &[String]) -> Result<Body, TextError> {
    let mut all = (1..).zip(says).map(|(number, text)| Line::of(number, text));
    let Some(mut first) = all.next() else { return Err(TextError { line: 0, problem: message!("text-says-nothing") }) };
    let body = match first.word("what is said")? {
        "need" => {
            let site = first.parse("site")?;
            let mut lines = Vec::new();
            for mut line in all.by_ref() {
                if line.word("line")? != "line" {
                    return Err(line.fault(message!("text-not-like", form = "line …")));
                }
                lines.push(need::read(line)?);
            }
            Body::Need { site, lines }
        }
        "received" => {
            let (order, quantity) = (first.parse("order")?, first.parse("quantity")?);
            let mut found = |word: &str| Ok::<Quantity, TextError>(first.option(word)?.unwrap_or_default());
            let unusable = Unusable { damaged: found("damaged")?, lost: found("lost")?, expired: found("expired")? };
            match unusable.sum() {
                0 => Body::Step { order, step: Step::Received, quantity },
                _ => Body::Receipt { order, quantity, unusable },
            }
        }
        "step" => Body::Moved(read_moved(&mut first)?),
        "count" => {
            let depot = first.parse("depot")?;
            let mut lines = Vec::new();
            for mut line in all.by_ref() {
                if line.word("lot")? != "lot" {
                    return Err(line.fault(message!("text-not-like", form = "lot …")));
                }
                lines.push(read_lot(line)?);
            }
            Body::Reserve { depot, lines }
        }
        other => return Err(first.fault(message!("text-on-behalf", word = format!("{other:?}")))),
    };
    first.end()?;
    if let Some(line) = all.next() {
        return Err(line.fault(message!("text-line-too-many")));
    }
    Ok(body)
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("how", &self.how);
        out.line("said-at", self.said_at);
        self.says.iter().for_each(|line| out.line("say", line));
        self.by.write(out);
        out.masked(&self.masked);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("on-behalf", &self.how)?;
        asked.is("said-at", &self.said_at.to_string())?;
        if asked.all("say").eq(self.says.iter().map(String::as_str)) {
            return Ok(());
        }
        Err("says something else than its command".into())
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let (_, how) = lines.text("how")?;
        let said_at = lines.value("said-at")?;
        let mut says = Vec::new();
        while let Some((_, text)) = lines.option_text("say") {
            says.push(text.to_owned());
        }
        let mut by = Commanded::read(lines)?;
        let masked = lines.masked()?;
        by.read_signature(lines)?;
        Ok(Self { how: how.to_owned(), said_at, says, by, masked })
    }
}

impl Board {
    /// As a report of the place would; but it is remembered that the place has not signed it.
    pub(crate) fn apply_on_behalf(&mut self, index: u64, body: &Body) {
        self.keep_record(index, body);
        match body {
            Body::Need { site, lines } => self.apply_need(index, &Voice::Recorded, site, lines),
            Body::Step { .. } | Body::Receipt { .. } | Body::Moved(_) => {
                if let Some(moved) = body.moved() {
                    self.apply_moved(index, &moved, None, Version::NEWEST);
                }
            }
            Body::Reserve { depot, lines } => {
                self.apply_reserve(index, depot, lines, Version::NEWEST);
                // The entry shows its quantities: no plan has to open them.
                let source = |(line, _): (u32, &ReserveLine)| Source { entry: index, line };
                let shown: Vec<_> = (1..).zip(lines).map(source).collect();
                self.counts.opened(&shown, None);
            }
            _ => {}
        }
    }
}
