//! `orders`: the list, or every change as it comes.

use super::console::Console;
use super::send::Patience;
use super::{Failure, Outcome, format, runtime};
use crate::agent_dir::AgentDir;
use crate::client::Client;
use crate::orders::{Event, Query};
use crate::verify_order::OrderRejected;
use std::ops::ControlFlow;
use yicang_language::{Message, ToMessage as _, message};
use yicang_proto::v1::DispatchOrder;

#[derive(clap::Args)]
pub(super) struct Orders {
    #[arg(long)]
    watch: bool,
    #[arg(long)]
    closed: bool,
    #[command(flatten)]
    patience: Patience,
}

impl Orders {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let wait = Some(self.patience.duration()).filter(|_| !self.watch);
        let query = Query { follow: self.watch, closed_too: self.closed, wait };
        let mut view = View { console, agent_dir, rows: Vec::new(), notices: 0, untrusted: 0, live: false };
        let end = runtime()?.block_on(async {
            let client = Client::new(&agent_dir.config).map_err(Failure::from)?;
            let mut tell = |event: Event| view.take(event);
            tokio::select! {
                end = client.orders(agent_dir, query, &mut tell) => end.map_err(Failure::from),
                _ = tokio::signal::ctrl_c() => Ok(()),
            }
        });
        end?;
        let untrusted = view.untrusted;
        if untrusted == 0 {
            return Ok(Outcome::Done);
        }
        console.complain(&message!("agent-orders-not-trusted", count = untrusted));
        Ok(Outcome::Refused)
    }
}

/// What is on the screen.
struct View<'a> {
    console: &'a mut Console,
    agent_dir: &'a AgentDir,
    rows: Vec<Vec<String>>,
    notices: usize,
    untrusted: usize,
    live: bool,
}

impl View<'_> {
    fn take(&mut self, event: Event) -> ControlFlow<()> {
        match event {
            Event::Trusted(trusted) if self.live => {
                let row = row(trusted.order(), self.console);
                self.console.print(&row.join("  "));
            }
            Event::Trusted(trusted) => self.rows.push(row(trusted.order(), self.console)),
            Event::NotTrusted(order, why) => {
                self.untrusted += 1;
                let command = match &why {
                    OrderRejected::Head(fault) => format::judge_fork(self.agent_dir, fault),
                    _ => None,
                };
                let what = message!("agent-order-not-trusted", order = order.order_id, why = why.message());
                self.console.complain(&format::with_command(what, command));
            }
            Event::Notice(notice) if self.live => {
                let line = super::notices::line(&notice, self.console);
                self.console.say(&line);
            }
            Event::Notice(_) | Event::NoticeUnread(..) => self.notices += 1,
            Event::CaughtUp if self.live => {}
            Event::CaughtUp => {
                self.live = true;
                let rows = std::mem::take(&mut self.rows);
                if rows.is_empty() {
                    self.console.say(&message!("agent-no-orders"));
                } else {
                    let count = rows.len();
                    self.console.table(&headings(), rows);
                    self.console.say(&message!("agent-orders-proven", count = count));
                }
                if self.notices > 0 {
                    self.console.say(&message!("notice-line-count", count = self.notices));
                }
            }
            Event::Waiting(why, pause) => {
                let pause = i128::try_from(pause.as_millis()).unwrap_or(i128::MAX);
                self.console.complain(&message!("agent-trying-again", why = why, pause = pause));
            }
        }
        ControlFlow::Continue(())
    }
}

fn headings() -> [Message; 9] {
    [
        message!("agent-heading-order"),
        message!("agent-heading-item"),
        message!("agent-heading-lot"),
        message!("agent-heading-quantity"),
        message!("agent-heading-depot"),
        message!("agent-heading-site"),
        message!("agent-heading-leaves"),
        message!("agent-heading-arrives"),
        message!("agent-heading-status"),
    ]
}

fn row(order: &DispatchOrder, console: &Console) -> Vec<String> {
    vec![
        order.order_id.clone(),
        order.item_id.clone(),
        if order.lot_id.is_empty() { "-".into() } else { order.lot_id.clone() },
        order.quantity.to_string(),
        order.depot_id.clone(),
        order.site_id.clone(),
        console.moment(order.departs_at.as_ref().map(|time| time.seconds)),
        console.moment(order.arrives_at.as_ref().map(|time| time.seconds)),
        format::status(order).say(console.language),
    ]
}
