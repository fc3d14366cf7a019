//! `outbox`: what waits, what was refused, what was delivered, and what a damaged outbox has lost.

use super::console::Console;
use super::send::{Patience, open_outbox, send};
use super::{Failure, Outcome, carry, format};
use crate::agent_dir::AgentDir;
use crate::envelope::{QueuedReport, State};
use crate::known::Known;
use crate::outbox::Undo;
use crate::receipt::clocks_apart;
use prost::Message as _;
use std::collections::BTreeSet;
use std::path::PathBuf;
use yicang_domain::NeedKey;
use yicang_language::{Message, message};
use yicang_proto::report::reason_from_wire;
use yicang_proto::v1;
use yicang_proto::v1::report::Body;
use yicang_tlog::{hex, sha256};

/// So many delivered reports are listed, the newest.
const DELIVERED_SHOWN: usize = 20;

#[derive(clap::Args)]
pub(super) struct Outbox {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand)]
enum Command {
    List,
    Send(Patience),
    Show {
        id: String,
    },
    Undo {
        #[arg(value_name = "NUMBER")]
        number: Option<u64>,
    },
    Export {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    DropRefused,
    ForgetLost,
}

impl Outbox {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let outbox = open_outbox(agent_dir, console)?;
        match self.command.unwrap_or(Command::List) {
            Command::List => {
                list(&outbox, console)?;
                // It was said when the outbox was opened.
                let is_whole = outbox.lost()?.is_empty() && outbox.mended().is_none_or(|mended| mended.is_whole);
                return Ok(if is_whole { Outcome::Done } else { Outcome::Refused });
            }
            Command::Send(patience) => return send(agent_dir, &outbox, patience, console),
            Command::Show { id } => show(&find(&outbox, &id)?, console),
            Command::Undo { number } => return undo(&outbox, number, console),
            Command::Export { file } => carry::export(&file, &outbox, agent_dir, console)?,
            Command::Import { file } => return carry::file_receipts(&file, &outbox, agent_dir, console),
            Command::DropRefused => {
                let count = outbox.drop_refused()?;
                console.say(&message!("agent-outbox-refused-dropped", count = count));
            }
            Command::ForgetLost => {
                let count = outbox.forget_lost()?;
                console.say(&message!("agent-outbox-lost-forgotten", count = count));
            }
        }
        Ok(Outcome::Done)
    }
}

/// Takes back what was never sent; else says what can be reported instead.
fn undo(outbox: &crate::outbox::Outbox, number: Option<u64>, console: &mut Console) -> Result<Outcome, Failure> {
    match outbox.undo(number)? {
        Undo::Done(gone) => {
            for queued in &gone {
                console.say(&message!("agent-indented", what = format::about(&queued.report)));
            }
            console.say(&message!("agent-outbox-undone", count = gone.len()));
            return Ok(Outcome::Done);
        }
        Undo::Nothing => console.complain(&message!("agent-outbox-undo-none")),
        Undo::Unknown(number) => console.complain(&message!("agent-outbox-undo-unknown", number = number)),
        Undo::Sent(queued) => {
            let (number, about) = (queued.sequence(), format::about(&queued.report));
            let opposite = opposite(outbox, &queued)?;
            console.complain(&message!("agent-outbox-undo-sent", number = number, about = about, opposite = opposite));
        }
        Undo::Carried(queued) => {
            let (number, about) = (queued.sequence(), format::about(&queued.report));
            let opposite = opposite(outbox, &queued)?;
            let what = message!("agent-outbox-undo-carried", number = number, about = about, opposite = opposite);
            console.complain(&what);
        }
    }
    Ok(Outcome::Refused)
}

/// What takes a report back once it is delivered: of a need, what this agent said before it.
fn opposite(outbox: &crate::outbox::Outbox, queued: &QueuedReport) -> Result<Message, Failure> {
    let Some(Body::Need(need)) = &queued.report.body else { return Ok(message!("agent-opposite-other")) };
    let before = Known::before(outbox, queued.sequence())?;
    let command = |line: &v1::NeedLine| {
        let (site, item) = (need.site_id.parse().ok()?, line.item_id.parse().ok()?);
        let key = NeedKey { site, item };
        Some(match before.last(&key).filter(|line| !line.withdraws()) {
            None => format!("yicang-agent withdraw --site {} {}", key.site, key.item),
            Some(line) => {
                let units = line.amount().map_or("unknown".to_owned(), |units| units.to_string());
                format!("yicang-agent amend {}/{} --quantity {units} --class {}", key.site, key.item, line.class)
            }
        })
    };
    let commands: Vec<_> = need.lines.iter().filter_map(command).collect();
    Ok(message!("agent-opposite-need", command = commands.join("; ")))
}

fn list(outbox: &crate::outbox::Outbox, console: &mut Console) -> Result<(), Failure> {
    let (delivered, refused, pending) = (outbox.delivered()?, outbox.refused()?, outbox.pending()?);
    if delivered.len() + refused.len() + pending.len() == 0 {
        let is_mended = !outbox.lost()?.is_empty() || outbox.mended().is_some();
        let nothing = if is_mended { message!("agent-outbox-nothing-left") } else { message!("agent-outbox-empty") };
        console.say(&nothing);
        return Ok(());
    }
    let shown = &delivered[delivered.len().saturating_sub(DELIVERED_SHOWN)..];
    let carried: Vec<_> = pending.iter().map(|queued| outbox.is_carried(queued)).collect::<Result<_, _>>()?;
    let carried: BTreeSet<_> =
        pending.iter().zip(carried).filter(|(_, is)| *is).map(|(queued, _)| queued.id()).collect();
    let row = |queued: &QueuedReport| {
        let (number, state) = match &queued.state {
            State::Pending if carried.contains(queued.id()) => {
                (queued.sequence().to_string(), message!("agent-state-carried"))
            }
            State::Pending => (queued.sequence().to_string(), message!("agent-state-waits")),
            State::Delivered(receipt) => (queued.sequence().to_string(), record(receipt)),
            State::Refused(_) => ("-".into(), message!("agent-state-refused")),
        };
        let about = format::about(&queued.report).say(console.language);
        vec![number, queued.id().to_owned(), about, state.say(console.language)]
    };
    let rows = shown.iter().chain(&refused).chain(&pending).map(row).collect();
    let headings = [
        message!("agent-heading-number"),
        message!("agent-heading-report"),
        message!("agent-heading-about"),
        message!("agent-heading-state"),
    ];
    console.table(&headings, rows);
    for said in outbox.said_due()? {
        console.say(&message!("agent-outbox-said-due", due = said.due));
    }
    let (waiting, refused, delivered) = (pending.len(), refused.len(), delivered.len());
    console.say(&message!("agent-outbox-counts", waiting = waiting, refused = refused, delivered = delivered));
    Ok(())
}

fn record(signed: &v1::SignedReceipt) -> Message {
    v1::Receipt::decode(&signed.receipt[..]).map_or_else(
        |_| message!("agent-state-delivered"),
        |receipt| message!("agent-state-record", entry = receipt.entry_index),
    )
}

fn find(outbox: &crate::outbox::Outbox, beginning: &str) -> Result<QueuedReport, Failure> {
    let all = [outbox.pending()?, outbox.refused()?, outbox.delivered()?].concat();
    let mut found: Vec<_> = all.into_iter().filter(|queued| queued.id().starts_with(beginning)).collect();
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(message!("agent-outbox-no-such-report", beginning = beginning).into()),
        count => Err(message!("agent-outbox-several", count = count, beginning = beginning).into()),
    }
}

fn show(queued: &QueuedReport, console: &mut Console) {
    let report = &queued.report;
    let reported_at = console.moment(report.reported_at.as_ref().map(|time| time.seconds));
    console.say(&message!("agent-show-report", id = queued.id()));
    console.say(&message!("agent-show-about", about = format::about(report)));
    console.say(&message!("agent-show-time", time = reported_at));
    console.say(&message!("agent-show-sha256", sha256 = hex(&sha256(&queued.signed.report))));
    if !report.note.is_empty() {
        console.say(&message!("agent-show-note", note = &report.note));
    }
    let lines: Vec<String> = match &report.body {
        Some(Body::Need(need)) => {
            let units = |l: &v1::NeedLine| if l.quantity_unknown { "?".to_owned() } else { l.quantity.to_string() };
            need.lines.iter().map(|l| format!("  {} {} {}", l.item_id, units(l), l.priority_class)).collect()
        }
        Some(Body::Reserve(reserve)) => {
            reserve.lines.iter().map(|line| reserve_line(report.version, line, console)).collect()
        }
        Some(Body::Change(change)) => change.lines.iter().map(change_line).collect(),
        Some(Body::Seen(seen)) => seen.notice_ids.iter().map(|id| format!("  {id}")).collect(),
        Some(Body::Inbound(inbound)) => inbound.lines.iter().map(|line| inbound_line(line, console)).collect(),
        Some(Body::Excess(excess)) => excess.lines.iter().map(excess_line).collect(),
        _ => Vec::new(),
    };
    lines.iter().for_each(|line| console.print(line));
    match &queued.state {
        State::Pending => console.say(&message!("agent-show-waits", number = queued.sequence())),
        State::Refused(refusal) => {
            console.say(&message!("agent-show-refused"));
            for sentence in format::refusal(report, refusal) {
                console.say(&message!("agent-indented", what = sentence));
            }
        }
        State::Delivered(signed) => {
            console.say(&message!("agent-show-delivered", number = queued.sequence(), record = record(signed)));
            console.say(&message!("agent-show-receipt", receipt = hex_of(&signed.receipt)));
            console.say(&message!("agent-show-signature", signature = hex_of(&signed.signature)));
        }
    }
    if let Some(apart) = clocks_apart(queued) {
        console.say(&message!("agent-show-clocks", why = format::clocks_apart(&apart, console)));
    }
}

/// A line with the facts that it states of the lot, by the names of the list's columns.
fn reserve_line(version: u32, line: &v1::ReserveLine, console: &Console) -> String {
    let mut text = format!("  {} {} {}", line.item_id, line.quantity, line.lot_id).trim_end().to_owned();
    // Version 1 has no words for what stays as it is known.
    let mut fact = |name: &str, said: String, is_none: bool| match (said.is_empty(), is_none || version < 2) {
        (false, _) => text += &format!(" {name}={said}"),
        (true, true) => text += &format!(" {name}=none"),
        (true, false) => {}
    };
    fact("expires_on", line.expires_on.clone(), line.no_expiry);
    fact("earmark", line.earmark_site_ids.join(";"), line.no_earmark);
    let at = line.available_at.as_ref().map(|time| console.moment(Some(time.seconds)));
    fact("available_at", at.unwrap_or_default(), line.available_now);
    text
}

/// What is to come, by the names of the list's columns.
fn inbound_line(line: &v1::InboundLine, console: &Console) -> String {
    let mut text = format!("  {} {} {}", line.item_id, line.quantity, line.lot_id).trim_end().to_owned();
    let expected = console.moment(line.expected_at.as_ref().map(|time| time.seconds));
    let confidence = line.confidence.to_string();
    for (name, said) in [
        ("expected", &expected),
        ("confidence", &confidence),
        ("supplier", &line.supplier),
        ("expires_on", &line.expires_on),
        ("earmark", &line.earmark_site_ids.join(";")),
        ("donor", &line.donor),
        ("gift", &line.gift_code),
    ] {
        if !said.is_empty() {
            text += &format!(" {name}={said}");
        }
    }
    text
}

fn excess_line(line: &v1::ExcessLine) -> String {
    let mut text = format!("  {} {} {}", line.item_id, line.quantity, line.lot_id).trim_end().to_owned();
    if !line.expires_on.is_empty() {
        text += &format!(" expires_on={}", line.expires_on);
    }
    if line.do_not_send { text + " do-not-send" } else { text }
}

fn change_line(line: &v1::ChangeLine) -> String {
    let reason = reason_from_wire(line.reason()).map(|reason| reason.to_string()).unwrap_or_default();
    format!("  {} {} {reason} {}", line.item_id, line.quantity, line.lot_id).trim_end().to_owned()
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
