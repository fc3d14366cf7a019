//! `outbox`: what waits, what was refused, what was delivered, and what a damaged outbox has lost.

use super::console::Console;
use super::send::{Patience, open_outbox, send};
use super::{Failure, Outcome, words};
use crate::home::Home;
use crate::letter::{Letter, State};
use crate::receipt::clocks_apart;
use prost::Message as _;
use std::path::Path;
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
    /// List what waits, what was refused, and the newest that were delivered.
    List,
    /// Send everything that waits.
    Send(Patience),
    /// Show one report whole, with its receipt or why it was refused.
    Show {
        /// The report's id, or its beginning.
        id: String,
    },
    /// Clear away what was refused.
    DropRefused,
    /// End the notice of what a damaged outbox has lost.
    ForgetLost,
}

impl Outbox {
    pub(super) fn run(self, dir: &Path, console: &mut Console) -> Result<Outcome, Failure> {
        let home = Home::open(dir)?;
        let outbox = open_outbox(&home, console)?;
        match self.command.unwrap_or(Command::List) {
            Command::List => {
                list(&outbox, console)?;
                // It was said when the outbox was opened.
                let is_whole = outbox.lost()?.is_empty() && outbox.mended().is_none_or(|mended| mended.is_whole);
                return Ok(if is_whole { Outcome::Done } else { Outcome::Refused });
            }
            Command::Send(patience) => return send(&home, &outbox, patience, console),
            Command::Show { id } => show(&find(&outbox, &id)?, console),
            Command::DropRefused => {
                let count = outbox.drop_refused()?;
                console.say(format!("{} (被拒绝) cleared away.", words::count(count, "refused report")));
            }
            Command::ForgetLost => {
                let count = outbox.forget_lost()?;
                console.say(format!("The notice of {} (丢失) is ended.", words::count(count, "lost report")));
            }
        }
        Ok(Outcome::Done)
    }
}

fn list(outbox: &crate::outbox::Outbox, console: &mut Console) -> Result<(), Failure> {
    let (delivered, refused, pending) = (outbox.delivered()?, outbox.refused()?, outbox.pending()?);
    if delivered.len() + refused.len() + pending.len() == 0 {
        if !outbox.lost()?.is_empty() || outbox.mended().is_some() {
            console.say("Nothing is left in the outbox (发件箱).");
            return Ok(());
        }
        console.say("The outbox (发件箱) is empty.");
        return Ok(());
    }
    let shown = &delivered[delivered.len().saturating_sub(DELIVERED_SHOWN)..];
    let row = |letter: &Letter| {
        let (number, state) = match &letter.state {
            State::Pending => (letter.sequence().to_string(), "waits 待发送".into()),
            State::Delivered(receipt) => (letter.sequence().to_string(), record(receipt)),
            State::Refused(_) => ("-".into(), "refused 被拒绝".into()),
        };
        vec![number, letter.id().to_owned(), words::about(&letter.report), state]
    };
    let rows = shown.iter().chain(&refused).chain(&pending).map(row).collect();
    console.table(&["no. 序号", "report 上报", "about 内容", "state 状态"], rows);
    let (waiting, refused, delivered) = (pending.len(), refused.len(), delivered.len());
    for said in outbox.said_due()? {
        console.say(format!(
            "By the centre's signed word, which is kept here, the reports were numbered anew from {} (改号).",
            said.due
        ));
    }
    console.say(format!("{waiting} waiting (待发送), {refused} refused (被拒绝), {delivered} delivered (已送达)."));
    Ok(())
}

fn record(signed: &v1::SignedReceipt) -> String {
    v1::Receipt::decode(&signed.receipt[..])
        .map_or_else(|_| "delivered 已送达".into(), |receipt| format!("record {} 已送达", receipt.entry_index))
}

fn find(outbox: &crate::outbox::Outbox, beginning: &str) -> Result<Letter, Failure> {
    let all = [outbox.pending()?, outbox.refused()?, outbox.delivered()?].concat();
    let mut found: Vec<_> = all.into_iter().filter(|letter| letter.id().starts_with(beginning)).collect();
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(format!("no report in the outbox begins with {beginning}; look at `yicang-agent outbox list`").into()),
        count => Err(format!("{count} reports begin with {beginning}; write more of the id").into()),
    }
}

fn show(letter: &Letter, console: &mut Console) {
    let report = &letter.report;
    let mut lines = vec![
        format!("report (上报)       {}", letter.id()),
        format!("about (内容)        {}", words::about(report)),
        format!("reported at (时间)  {}", words::moment(report.reported_at.as_ref().map(|time| time.seconds))),
        format!("sha256             {}", hex(&sha256(&letter.signed.report))),
    ];
    if !report.note.is_empty() {
        lines.push(format!("note (备注)         {}", report.note));
    }
    lines.extend(match &report.body {
        Some(Body::Need(need)) => {
            need.lines.iter().map(|l| format!("  {} {} {}", l.item_id, l.quantity, l.priority_class)).collect()
        }
        Some(Body::Reserve(reserve)) => {
            reserve.lines.iter().map(|line| reserve_line(report.version, line)).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    });
    lines.extend(match &letter.state {
        State::Pending => vec![format!("state (状态)        waits as number {}", letter.sequence())],
        State::Refused(refusal) => {
            let why = words::refusal(report, refusal).into_iter().map(|sentence| format!("  {sentence}"));
            std::iter::once("state (状态)        refused (被拒绝):".to_owned()).chain(why).collect()
        }
        State::Delivered(signed) => vec![
            format!("state (状态)        delivered as number {}, {}", letter.sequence(), record(signed)),
            format!("receipt (回执)      {}", hex_of(&signed.receipt)),
            format!("signature (签名)    {}", hex_of(&signed.signature)),
        ],
    });
    if let Some(apart) = clocks_apart(letter) {
        lines.push(format!("clocks (时钟)       {}", words::clocks_apart(&apart)));
    }
    console.say(lines.join("\n"));
}

/// A line with what it says of the lot's facts.
fn reserve_line(version: u32, line: &v1::ReserveLine) -> String {
    let mut text = format!("  {} {} {}", line.item_id, line.quantity, line.lot_id).trim_end().to_owned();
    // Version 1 has no words for what stays as it is known.
    let mut fact = |name: &str, said: String, is_none: bool| match (said.is_empty(), is_none || version < 2) {
        (false, _) => text += &format!(" {name}={said}"),
        (true, true) => text += &format!(" {name}=none"),
        (true, false) => {}
    };
    fact("expires", line.expires_on.clone(), line.no_expiry);
    fact("earmark", line.earmark_site_ids.join(";"), line.no_earmark);
    let at = line.available_at.as_ref().map(|time| words::moment(Some(time.seconds)));
    fact("available", at.unwrap_or_default(), line.available_now);
    text
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
