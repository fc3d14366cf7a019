//! Sends what waits and reports what became of it: the end of every command that reports something.

use super::console::Console;
use super::things::Things;
use super::{Failure, Outcome, format, runtime};
use crate::agent_dir::AgentDir;
use crate::client::Client;
use crate::delivery::{End, Event};
use crate::durable_map::Mended;
use crate::envelope::QueuedReport;
use crate::outbox::{Outbox, OutboxError};
use crate::receipt::clocks_apart;
use jiff::Timestamp;
use std::time::Duration;
use yicang_domain::Fault;
use yicang_domain::report::Body;
use yicang_language::{Message, message, number_runs};
use yicang_proto::v1;

/// Up to so many delivered reports are named one by one.
const NAMED_MAX: usize = 5;

#[derive(clap::Args, Clone, Copy)]
pub(super) struct Sending {
    #[arg(long)]
    pub(super) no_send: bool,
    #[command(flatten)]
    pub(super) patience: Patience,
}

#[derive(clap::Args, Clone, Copy)]
pub(super) struct Patience {
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    wait: u32,
}

impl Sending {
    /// What things are called: asked of the centre where it may be spoken with.
    pub(super) fn things(self, agent_dir: &AgentDir) -> Things<'_> {
        if self.no_send { Things::kept(agent_dir) } else { Things::of(agent_dir) }
    }
}

impl Patience {
    pub(super) fn duration(self) -> Duration {
        Duration::from_secs(self.wait.into())
    }
}

/// Opens the outbox; says what had to be mended, and what of it is lost.
pub(super) fn open_outbox(agent_dir: &AgentDir, console: &mut Console) -> Result<Outbox, Failure> {
    let (agent, key) = (agent_dir.config.agent.clone(), agent_dir.key.clone());
    let outbox = Outbox::open(&agent_dir.outbox(), agent, key, agent_dir.log_name())?;
    if let Some(mended) = outbox.mended() {
        console.complain(&mending(mended));
    }
    tell_lost(&outbox, console)?;
    Ok(outbox)
}

/// What had to be mended.
pub(super) fn mending(mended: &Mended) -> Message {
    let kept = match &mended.kept {
        Some(kept) => message!("agent-mended-kept", file = kept),
        None => message!("agent-mended-nothing-kept"),
    };
    if mended.is_whole {
        message!("agent-mended-whole", kept = kept)
    } else {
        message!("agent-mended-in-part", kept = kept)
    }
}

/// The same, to report: a report is signed for one log, and who knows the root key only learns the log's name from the
/// centre. Without a connection the outbox says so when something is reported.
pub(super) fn open_to_report(agent_dir: &AgentDir, console: &mut Console) -> Result<Outbox, Failure> {
    if agent_dir.log_name().is_none() {
        let asked = runtime()?.block_on(async { Client::new(&agent_dir.config).ok()?.log_statements().await.ok()? });
        if let Some(statements) = asked.filter(|statements| !statements.is_empty()) {
            agent_dir.learn_shown_keys(statements)?;
        }
    }
    open_outbox(agent_dir, console)
}

/// Names what a damaged outbox has lost.
fn tell_lost(outbox: &Outbox, console: &mut Console) -> Result<(), Failure> {
    let lost = outbox.lost()?;
    if !lost.is_empty() {
        console.complain(&message!("agent-lost", count = lost.len(), numbers = number_runs(&lost)));
    }
    Ok(())
}

/// Signs reports, stores them, and sends them unless told not to.
///
/// # Errors
/// Every fault of every report, once; nothing is stored then.
pub(super) fn push(
    bodies: Vec<Body>,
    note: &str,
    sending: Sending,
    agent_dir: &AgentDir,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    push_if((bodies, note), sending, agent_dir, console, |_, _| Ok(()))
}

/// The same, where `is_meant` refuses nothing, by what the outbox has.
pub(super) fn push_if(
    (bodies, note): (Vec<Body>, &str),
    sending: Sending,
    agent_dir: &AgentDir,
    console: &mut Console,
    is_meant: impl FnOnce(&[Body], &Outbox) -> Result<(), Failure>,
) -> Result<Outcome, Failure> {
    let outbox = open_to_report(agent_dir, console)?;
    is_meant(&bodies, &outbox)?;
    let reports = match outbox.push(bodies, note, Timestamp::now()) {
        Err(OutboxError::Faults(faults)) => {
            let fault = |fault: &Fault| message!("agent-fault", field = &fault.field, why = fault.problem.clone());
            let mut sentences: Vec<_> = faults.iter().map(|(_, found)| fault(found)).collect();
            sentences.dedup();
            sentences.push(message!("agent-nothing-done"));
            return Err(Failure(sentences));
        }
        pushed => pushed?,
    };
    after_push(&reports, agent_dir, &outbox, sending, console)
}

/// The same of several groups, each with a note of its own; nothing is sent before all of them are stored.
pub(super) fn push_noted(
    groups: Vec<(Vec<Body>, String)>,
    sending: Sending,
    agent_dir: &AgentDir,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    let outbox = open_to_report(agent_dir, console)?;
    let mut reports = Vec::new();
    for (bodies, note) in groups {
        match outbox.push(bodies, &note, Timestamp::now()) {
            Err(OutboxError::Faults(faults)) => {
                let fault = |fault: &Fault| message!("agent-fault", field = &fault.field, why = fault.problem.clone());
                return Err(Failure(faults.iter().map(|(_, found)| fault(found)).collect()));
            }
            pushed => reports.extend(pushed?),
        }
    }
    after_push(&reports, agent_dir, &outbox, sending, console)
}

/// After a push: says what is kept, and sends unless told not to.
fn after_push(
    reports: &[QueuedReport],
    agent_dir: &AgentDir,
    outbox: &Outbox,
    sending: Sending,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    if sending.no_send {
        for queued in reports {
            console.say(&message!("agent-kept-report", id = queued.id(), about = format::about(&queued.report)));
        }
        console.say(&message!("agent-nothing-sent", waiting = outbox.pending()?.len()));
        return Ok(Outcome::Done);
    }
    send(agent_dir, outbox, sending.patience, console)
}

/// Sends everything that waits.
pub(super) fn send(
    agent_dir: &AgentDir,
    outbox: &Outbox,
    patience: Patience,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    let waiting = outbox.pending()?.len();
    console.begin(waiting);
    let mut view = View { console, delivered: Vec::new(), refused: 0, last_wait: None };
    let end = runtime()?.block_on(async {
        let client = Client::new(&agent_dir.config).map_err(Failure::from)?;
        let mut tell = |event: Event| view.take(event);
        client.deliver(outbox, patience.duration(), &mut tell).await.map_err(Failure::from)
    });
    let View { delivered, refused, .. } = view;
    console.end();
    tell_delivered(console, &delivered);
    match end? {
        End::Kept(why) => {
            console.complain(&why);
            console.complain(&message!("agent-kept", count = outbox.pending()?.len()));
            Ok(if refused > 0 { Outcome::Refused } else { Outcome::Kept })
        }
        End::Empty if refused > 0 => {
            console.complain(&message!("agent-refused-kept", count = refused));
            Ok(Outcome::Refused)
        }
        End::Empty => {
            if waiting == 0 {
                console.say(&message!("agent-nothing-waits"));
            }
            Ok(Outcome::Done)
        }
    }
}

/// A delivery as it is shown.
struct View<'a> {
    console: &'a mut Console,
    delivered: Vec<(QueuedReport, v1::Receipt)>,
    refused: usize,
    last_wait: Option<Message>,
}

impl View<'_> {
    fn take(&mut self, event: Event) {
        match event {
            Event::Delivered(queued, receipt) => {
                self.console.step();
                self.delivered.push((queued, receipt));
            }
            Event::Refused(queued, refusal) => {
                self.console.step();
                self.refused += 1;
                tell_refusal(self.console, &queued, &refusal);
            }
            Event::Renumbered(first) => {
                self.console.complain(&message!("agent-renumbered", known = first - 1, first = first));
            }
            Event::MovedUp(first) => self.console.complain(&message!("agent-moved-up", first = first)),
            Event::Waiting(why, pause) => {
                if self.last_wait.as_ref() != Some(&why) {
                    let pause = i128::try_from(pause.as_millis()).unwrap_or(i128::MAX);
                    self.console.complain(&message!("agent-trying-again", why = why.clone(), pause = pause));
                    self.last_wait = Some(why);
                }
            }
        }
    }
}

fn tell_delivered(console: &mut Console, delivered: &[(QueuedReport, v1::Receipt)]) {
    if delivered.len() > NAMED_MAX {
        let entries = delivered.iter().map(|(_, receipt)| receipt.entry_index);
        let (first, last) = (entries.clone().min().unwrap_or(0), entries.max().unwrap_or(0));
        console.say(&message!("agent-delivered-many", count = delivered.len(), first = first, last = last));
    } else {
        for (queued, receipt) in delivered {
            let about = format::about(&queued.report);
            console.say(&message!("agent-delivered", id = queued.id(), about = about, entry = receipt.entry_index));
        }
    }
    let apart: Vec<_> =
        delivered.iter().filter_map(|(queued, _)| clocks_apart(queued).map(|apart| (queued, apart))).collect();
    for (queued, apart) in apart.iter().take(NAMED_MAX) {
        let why = format::clocks_apart(apart, console);
        console.complain(&message!("agent-report-clocks", id = queued.id(), why = why));
    }
    if apart.len() > NAMED_MAX {
        console.complain(&message!("agent-more-clocks", count = apart.len() - NAMED_MAX));
    }
}

pub(super) fn tell_refusal(console: &mut Console, queued: &QueuedReport, refusal: &v1::Refusal) {
    console.complain(&message!("agent-refused", id = queued.id(), about = format::about(&queued.report)));
    for sentence in format::refusal(&queued.report, refusal) {
        console.complain(&message!("agent-indented", what = sentence));
    }
}
