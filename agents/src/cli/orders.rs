//! `orders`: the list, or every change as it comes.

use super::console::Console;
use super::send::Patience;
use super::{Failure, Outcome, runtime, words};
use crate::client::Client;
use crate::home::Home;
use crate::orders::{Event, Query};
use crate::trust::Distrust;
use std::ops::ControlFlow;
use std::path::Path;
use yicang_proto::v1::DispatchOrder;

const HEADER: &[&str] = &[
    "order 指令",
    "item 物资",
    "lot 批次",
    "quantity 数量",
    "from 储备库",
    "to 需求点",
    "leaves 发出",
    "arrives 到达",
    "status 状态",
];

#[derive(clap::Args)]
pub(super) struct Orders {
    /// Stay and print every change, until Ctrl-C.
    #[arg(long)]
    watch: bool,
    /// Also orders that are received or cancelled.
    #[arg(long)]
    closed: bool,
    #[command(flatten)]
    patience: Patience,
}

impl Orders {
    pub(super) fn run(self, dir: &Path, console: &mut Console) -> Result<Outcome, Failure> {
        let home = Home::open(dir)?;
        let wait = Some(self.patience.duration()).filter(|_| !self.watch);
        let query = Query { follow: self.watch, closed_too: self.closed, wait };
        let mut view = View { console, home: &home, rows: Vec::new(), untrusted: 0, live: false };
        let end = runtime()?.block_on(async {
            let client = Client::new(&home.config).map_err(Failure::from)?;
            let mut tell = |event: Event| view.take(event);
            tokio::select! {
                end = client.orders(&home, query, &mut tell) => end.map_err(Failure::from),
                _ = tokio::signal::ctrl_c() => Ok(()),
            }
        });
        end?;
        let untrusted = view.untrusted;
        if untrusted == 0 {
            return Ok(Outcome::Done);
        }
        console.complain(format!(
            "{} NOT TRUSTED (不可信): not proven to be decided in public. Do not act on it; tell a coordinator.",
            words::count(untrusted, "order")
        ));
        Ok(Outcome::Refused)
    }
}

/// What is on the screen.
struct View<'a> {
    console: &'a mut Console,
    home: &'a Home,
    rows: Vec<Vec<String>>,
    untrusted: usize,
    live: bool,
}

impl View<'_> {
    fn take(&mut self, event: Event) -> ControlFlow<()> {
        match event {
            Event::Trusted(trusted) if self.live => self.console.say(row(trusted.order()).join("  ")),
            Event::Trusted(trusted) => self.rows.push(row(trusted.order())),
            Event::NotTrusted(order, why) => {
                self.untrusted += 1;
                let how = match &why {
                    Distrust::Head(fault) => words::judge_fork(self.home, fault),
                    _ => None,
                };
                let how = how.map(|line| format!(":\n  {line}")).unwrap_or_default();
                self.console.complain(format!("order {}: NOT TRUSTED (不可信): {why}{how}", order.order_id));
            }
            Event::CaughtUp if self.live => {}
            Event::CaughtUp => {
                self.live = true;
                let rows = std::mem::take(&mut self.rows);
                if rows.is_empty() {
                    self.console.say("No orders (调度指令) now.");
                } else {
                    let count = rows.len();
                    self.console.table(HEADER, rows);
                    self.console.say(format!("{}, each proven to be in the public log.", words::count(count, "order")));
                }
            }
            Event::Waiting(why, pause) => {
                self.console.complain(format!("{why}; trying again in {} ms", pause.as_millis()));
            }
        }
        ControlFlow::Continue(())
    }
}

fn row(order: &DispatchOrder) -> Vec<String> {
    let progress = match order.status() {
        yicang_proto::v1::OrderStatus::Picked => format!(" {}", order.picked),
        yicang_proto::v1::OrderStatus::Dispatched => format!(" {}", order.shipped),
        yicang_proto::v1::OrderStatus::Received => format!(" {} of {}", order.received, order.shipped),
        _ => String::new(),
    };
    vec![
        order.order_id.clone(),
        order.item_id.clone(),
        if order.lot_id.is_empty() { "-".into() } else { order.lot_id.clone() },
        order.quantity.to_string(),
        order.depot_id.clone(),
        order.site_id.clone(),
        words::moment(order.departs_at.as_ref().map(|time| time.seconds)),
        words::moment(order.arrives_at.as_ref().map(|time| time.seconds)),
        words::status_word(order.status()).to_owned() + &progress,
    ]
}
