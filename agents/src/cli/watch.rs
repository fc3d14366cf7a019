//! `watch`: the agent as a service. A line for each change, with the time at which it was told.

use super::console::Console;
use super::send::{mending, tell_refusal};
use super::{Failure, Outcome, format, notices, runtime};
use crate::agent_dir::AgentDir;
use crate::client::Client;
use crate::delivery;
use crate::orders::Event;
use crate::service::{Happening, run};
use jiff::Timestamp;
use yicang_language::{Message, ToMessage as _, message};
use yicang_proto::v1::DispatchOrder;

#[derive(clap::Args)]
pub(super) struct Watch {}

impl Watch {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let Self {} = self;
        let (server, agent) = (&agent_dir.config.server, agent_dir.config.agent.as_str());
        let mut view = View { console, agent_dir, is_linked: false, is_lost: false };
        view.say(&message!("notice-watch-begins", server = server, agent = agent));
        let end = runtime()?.block_on(async {
            let client = Client::new(&agent_dir.config).map_err(Failure::from)?;
            let stop = stopped().map_err(|error| Failure::from(message!("agent-no-runtime", why = error.message())))?;
            run(agent_dir, &client, stop, &mut |happening| view.take(happening)).await.map_err(Failure::from)
        });
        end?;
        view.say(&message!("notice-watch-ended"));
        Ok(Outcome::Done)
    }
}

/// Waits for somebody to end the program. It listens from now on.
#[cfg(unix)]
fn stopped() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// The same where there are no such signals.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
fn stopped() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // If nobody can say it, the program ends by being killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// What was printed.
struct View<'a> {
    console: &'a mut Console,
    agent_dir: &'a AgentDir,
    is_linked: bool,
    is_lost: bool,
}

impl View<'_> {
    /// A line, with the time.
    fn say(&mut self, what: &Message) {
        let line = self.line(what);
        self.console.print(&line);
    }

    fn complain(&mut self, what: &Message) {
        let line = self.line(what);
        self.console.print_error(&line);
    }

    fn line(&self, what: &Message) -> String {
        let now = self.console.moment(Some(Timestamp::now().as_second()));
        format!("{now}  {}", what.say(self.console.language))
    }

    fn take(&mut self, happening: Happening) {
        match happening {
            Happening::Watched(event) => self.watched(*event),
            Happening::Delivery(event) => self.delivered(*event),
            Happening::Mended(mended) => self.complain(&mending(&mended)),
            Happening::Kept(count, why) => self.complain(&message!("notice-watch-kept", count = count, why = why)),
            Happening::Outbox(why) => self.complain(&why),
        }
    }

    fn watched(&mut self, event: Event) {
        match event {
            Event::Trusted(trusted) => {
                let line = self.order(trusted.order());
                self.say(&line);
            }
            Event::NotTrusted(order, why) => {
                let what = message!("agent-order-not-trusted", order = order.order_id, why = why.message());
                let command = match &why {
                    crate::verify_order::OrderRejected::Head(fault) => format::judge_fork(self.agent_dir, fault),
                    _ => None,
                };
                self.complain(&format::with_command(what, command));
            }
            Event::Notice(notice) => {
                let line = notices::line(&notice, self.console);
                self.say(&line);
            }
            Event::NoticeUnread(id, fault) => self.complain(&notices::unreadable(&id, &fault)),
            Event::CaughtUp => {
                if !std::mem::replace(&mut self.is_linked, true) {
                    self.say(&message!("notice-watch-linked"));
                }
                self.is_lost = false;
            }
            Event::Waiting(why, _) => {
                self.is_linked = false;
                if !std::mem::replace(&mut self.is_lost, true) {
                    self.complain(&message!("notice-watch-lost", why = why));
                }
            }
        }
    }

    fn delivered(&mut self, event: delivery::Event) {
        match event {
            delivery::Event::Delivered(queued, receipt) => {
                let about = format::about(&queued.report);
                let (id, entry) = (queued.id(), receipt.entry_index);
                self.say(&message!("notice-watch-delivered", about = about, id = id, entry = entry));
            }
            delivery::Event::Refused(queued, refusal) => tell_refusal(self.console, &queued, &refusal),
            delivery::Event::Renumbered(first) => {
                self.complain(&message!("agent-renumbered", known = first - 1, first = first));
            }
            delivery::Event::MovedUp(first) => self.complain(&message!("agent-moved-up", first = first)),
            // It is tried once, and then kept.
            delivery::Event::Waiting(..) => {}
        }
    }

    fn order(&self, order: &DispatchOrder) -> Message {
        message!(
            "notice-watch-order",
            order = &order.order_id,
            units = order.quantity,
            item = &order.item_id,
            depot = &order.depot_id,
            site = &order.site_id,
            leaves = self.console.moment(order.departs_at.as_ref().map(|time| time.seconds)),
            status = format::status(order),
        )
    }
}
