//! `notices`: what this agent's places must take note of, and to say that one has.

use super::console::Console;
use super::send::{Patience, Sending, push};
use super::{Failure, Outcome, runtime};
use crate::agent_dir::AgentDir;
use crate::client::Client;
use crate::orders::{Event, Query};
use jiff::Timestamp;
use std::ops::ControlFlow;
use std::time::Duration;
use yicang_domain::notice::SEEN_MAX;
use yicang_domain::report::Body;
use yicang_domain::{Fault, Notice, NoticeId};
use yicang_language::{Message, ToMessage as _, message};

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Notices {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    patience: Patience,
}

#[derive(clap::Subcommand)]
enum Command {
    Seen(Seen),
}

#[derive(clap::Args)]
struct Seen {
    #[arg(value_name = "ID")]
    ids: Vec<NoticeId>,
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    #[command(flatten)]
    sending: Sending,
}

impl Notices {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        match self.command {
            Some(Command::Seen(seen)) => seen.run(agent_dir, console),
            None => list(agent_dir, self.patience.duration(), console),
        }
    }
}

impl Seen {
    fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let ids = if self.all {
            let Asked { notices, .. } = asked(agent_dir, self.sending.patience.duration(), console)?;
            notices.iter().map(Notice::id).collect()
        } else {
            self.ids
        };
        if ids.is_empty() && self.all {
            console.say(&message!("notice-none"));
            return Ok(Outcome::Done);
        }
        if ids.is_empty() {
            return Err(message!("notice-none-named").into());
        }
        let bodies = ids.chunks(SEEN_MAX).map(|some| Body::Seen { notices: some.to_vec() }).collect();
        push(bodies, "", self.sending, agent_dir, console)
    }
}

/// What the centre said.
struct Asked {
    notices: Vec<Notice>,
    unread: usize,
}

/// What stands and is not acknowledged.
fn asked(agent_dir: &AgentDir, wait: Duration, console: &mut Console) -> Result<Asked, Failure> {
    let (mut notices, mut unread) = (Vec::new(), Vec::new());
    let query = Query { follow: false, closed_too: false, wait: Some(wait) };
    runtime()?.block_on(async {
        let client = Client::new(&agent_dir.config).map_err(Failure::from)?;
        let mut tell = |event: Event| {
            match event {
                Event::Notice(notice) => notices.push(*notice),
                Event::NoticeUnread(id, fault) => unread.push((id, fault)),
                Event::Waiting(why, pause) => {
                    let pause = i128::try_from(pause.as_millis()).unwrap_or(i128::MAX);
                    console.complain(&message!("agent-trying-again", why = why, pause = pause));
                }
                // Orders have a list of their own. All notices come before the last of them.
                Event::Trusted(_) | Event::NotTrusted(..) | Event::CaughtUp => {}
            }
            ControlFlow::Continue(())
        };
        client.orders(agent_dir, query, &mut tell).await.map_err(Failure::from)
    })?;
    unread.iter().for_each(|(id, fault)| console.complain(&unreadable(id, fault)));
    Ok(Asked { notices, unread: unread.len() })
}

pub(super) fn unreadable(id: &str, fault: &Fault) -> Message {
    message!("notice-unreadable", id = id, why = fault.message())
}

/// A notice in the reader's own time.
pub(super) fn line(notice: &Notice, console: &Console) -> Message {
    let what = notice.message(&|at| console.moment(Some(at.as_second())));
    message!("notice-watch-notice", id = notice.id().to_string(), what = what)
}

fn list(agent_dir: &AgentDir, wait: Duration, console: &mut Console) -> Result<Outcome, Failure> {
    let Asked { notices, unread } = asked(agent_dir, wait, console)?;
    let end = if unread == 0 { Outcome::Done } else { Outcome::Refused };
    if notices.is_empty() {
        if unread == 0 {
            console.say(&message!("notice-none"));
        }
        return Ok(end);
    }
    let row = |notice: &Notice| {
        let moment = |at: Timestamp| console.moment(Some(at.as_second()));
        vec![
            notice.id().to_string(),
            notice.kind().message().say(console.language),
            notice.to.as_str().to_owned(),
            notice.since.map_or_else(|| "-".into(), moment),
            notice.entry.to_string(),
            notice.message(&moment).say(console.language),
        ]
    };
    let (count, rows) = (notices.len(), notices.iter().map(row).collect());
    let headings = [
        message!("notice-heading-id"),
        message!("notice-heading-kind"),
        message!("notice-heading-place"),
        message!("notice-heading-since"),
        message!("notice-heading-entry"),
        message!("notice-heading-what"),
    ];
    console.table(&headings, rows);
    console.say(&message!("notice-list-end", count = count));
    Ok(end)
}
