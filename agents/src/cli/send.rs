//! Sends what waits and tells what became of it: the end of every command that reports something.

use super::console::Console;
use super::{Failure, Outcome, runtime, words};
use crate::client::Client;
use crate::delivery::{End, Event};
use crate::home::Home;
use crate::letter::Letter;
use crate::outbox::Outbox;
use crate::receipt::clocks_apart;
use std::time::Duration;
use yicang_proto::v1;

/// Up to so many delivered reports are named one by one.
const NAMED_MAX: usize = 5;

#[derive(clap::Args, Clone, Copy)]
pub(super) struct Sending {
    /// Only sign and keep in the outbox (发件箱); send later with `outbox send`.
    #[arg(long)]
    pub(super) no_send: bool,
    #[command(flatten)]
    pub(super) patience: Patience,
}

#[derive(clap::Args, Clone, Copy)]
pub(super) struct Patience {
    /// How long to keep trying where the centre cannot be reached.
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    wait: u32,
}

impl Patience {
    pub(super) fn duration(self) -> Duration {
        Duration::from_secs(self.wait.into())
    }
}

/// Opens the outbox; says what had to be mended, and what of it is lost.
pub(super) fn open_outbox(home: &Home, console: &mut Console) -> Result<Outbox, Failure> {
    let outbox = Outbox::open(&home.outbox(), home.config.agent.clone(), home.key.clone(), home.log_name())?;
    if let Some(mended) = outbox.mended() {
        let done = if mended.is_whole { "everything in it was saved" } else { "what could be saved of it was saved" };
        let kept = mended.kept.as_ref().map(|kept| format!("; the file as it was is {}", kept.display()));
        let kept = kept.unwrap_or_else(|| "; its file was empty or gone".into());
        console.complain(format!("The outbox (发件箱) was damaged or cut 损坏: {done}{kept}."));
    }
    tell_lost(&outbox, console)?;
    Ok(outbox)
}

/// The same, to report: a report is signed for one log, and who knows the root key only learns the log's name from the centre.
/// Without a connection the outbox says so when something is reported.
pub(super) fn open_to_report(home: &Home, console: &mut Console) -> Result<Outbox, Failure> {
    if home.log_name().is_none() {
        let asked = runtime()?.block_on(async { Client::new(&home.config).ok()?.log_statements().await.ok()? });
        if let Some(statements) = asked.filter(|statements| !statements.is_empty()) {
            home.learn_shown_keys(statements).map_err(|error| error.to_string())?;
        }
    }
    open_outbox(home, console)
}

/// Names what a damaged outbox has lost; whether there is anything.
pub(super) fn tell_lost(outbox: &Outbox, console: &mut Console) -> Result<bool, Failure> {
    let lost = outbox.lost()?;
    if !lost.is_empty() {
        console.complain(format!(
            "Lost from the outbox 丢失: {}, by the numbers they had. The public log shows which of them the centre has; report \
             the others again. `yicang-agent outbox forget-lost` ends this notice.",
            words::numbers("report", &lost)
        ));
    }
    Ok(!lost.is_empty())
}

/// After a push: says what is kept, and sends unless told not to.
pub(super) fn after_push(
    letters: &[Letter],
    home: &Home,
    outbox: &Outbox,
    sending: Sending,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    if sending.no_send {
        for letter in letters {
            console.say(format!("kept report {} ({})", letter.id(), words::about(&letter.report)));
        }
        let waiting = outbox.pending()?.len();
        console
            .say(format!("Nothing was sent. {waiting} in the outbox (发件箱); send with `yicang-agent outbox send`."));
        return Ok(Outcome::Done);
    }
    send(home, outbox, sending.patience, console)
}

/// Sends everything that waits.
pub(super) fn send(
    home: &Home,
    outbox: &Outbox,
    patience: Patience,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    let waiting = outbox.pending()?.len();
    console.begin(waiting);
    let (mut delivered, mut refused, mut last_wait) = (Vec::new(), 0_usize, String::new());
    let mut tell = |event: Event| {
        match event {
        Event::Delivered(letter, receipt) => {
            console.step();
            delivered.push((letter, receipt));
        }
        Event::Refused(letter, refusal) => {
            console.step();
            refused += 1;
            tell_refusal(console, &letter, &refusal);
        }
        Event::Renumbered(first) => console.complain(format!(
            "The centre already has reports of this agent up to number {}, which this outbox does not know: it was probably \
             restored from an old copy. What waits was numbered anew from {first}.",
            first - 1
        )),
        Event::MovedUp(first) => console.complain(format!(
            "The centre waits for report {first}, which was lost from this outbox: what waits was numbered anew from {first}."
        )),
        Event::Waiting(why, pause) => {
            if why != last_wait {
                console.complain(format!("{why}; trying again (first in {} ms)", pause.as_millis()));
                last_wait = why;
            }
        }
    }
    };
    let end = runtime()?.block_on(async {
        let client = Client::new(&home.config).map_err(Failure::from)?;
        client.deliver(outbox, patience.duration(), &mut tell).await.map_err(Failure::from)
    });
    console.end();
    tell_delivered(console, &delivered);
    match end? {
        End::Kept(why) => {
            let kept = outbox.pending()?.len();
            console.complain(format!(
                "{why}\n{kept} not delivered yet, kept in the outbox (发件箱), nothing is lost. Send with `yicang-agent outbox send`."
            ));
            Ok(if refused > 0 { Outcome::Refused } else { Outcome::Kept })
        }
        End::Empty if refused > 0 => {
            console.complain(format!(
                "{refused} refused (被拒绝) and kept apart: correct and report again; `yicang-agent outbox drop-refused` \
                 clears them away."
            ));
            Ok(Outcome::Refused)
        }
        End::Empty => {
            if waiting == 0 {
                console.say("Nothing waits in the outbox (发件箱).");
            }
            Ok(Outcome::Done)
        }
    }
}

fn tell_delivered(console: &mut Console, delivered: &[(Letter, v1::Receipt)]) {
    tell_what(console, delivered);
    let apart: Vec<_> =
        delivered.iter().filter_map(|(letter, _)| clocks_apart(letter).map(|apart| (letter, apart))).collect();
    for (letter, apart) in apart.iter().take(NAMED_MAX) {
        console.complain(format!("report {}: {}.", letter.id(), words::clocks_apart(apart)));
    }
    if apart.len() > NAMED_MAX {
        let more = words::count(apart.len() - NAMED_MAX, "more report");
        console.complain(format!("The same holds of {more}; `yicang-agent audit` names all."));
    }
}

fn tell_what(console: &mut Console, delivered: &[(Letter, v1::Receipt)]) {
    let (Some((_, first)), Some((_, last))) = (delivered.first(), delivered.last()) else { return };
    if delivered.len() > NAMED_MAX {
        let (count, first, last) = (delivered.len(), first.entry_index, last.entry_index);
        console.say(format!(
            "{count} reports delivered (已送达), recorded between {first} and {last}; all receipts are verified."
        ));
        return;
    }
    for (letter, receipt) in delivered {
        let (id, about) = (letter.id(), words::about(&letter.report));
        console.say(format!("report {id} ({about}): delivered (已送达), record {}", receipt.entry_index));
    }
}

fn tell_refusal(console: &mut Console, letter: &Letter, refusal: &v1::Refusal) {
    console.complain(format!("report {} ({}) was refused (被拒绝):", letter.id(), words::about(&letter.report)));
    for sentence in words::refusal(&letter.report, refusal) {
        console.complain(format!("  {sentence}"));
    }
}
