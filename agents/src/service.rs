//! The agent as a service: it follows orders and notices, and delivers what waits in the outbox whenever the centre
//! can be reached. Speaks no words and knows no signals.
//!
//! Other commands work in the same folder meanwhile. So the outbox is not held open: the service looks at the stamp of
//! its journal, opens it only where something was pushed and the centre is there, and closes it when nothing waits.

use crate::agent_dir::AgentDir;
use crate::backoff::Backoff;
use crate::client::Client;
use crate::delivery::{self, End};
use crate::durable_map::{DurableMap, DurableMapError, Mended};
use crate::orders::{self, OrdersError, Query};
use crate::outbox::{Outbox, OutboxError};
use std::ops::ControlFlow;
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{mpsc, watch};
use yicang_language::{Message, ToMessage as _};

/// Between two looks at the outbox's stamp.
const LOOK: Duration = Duration::from_millis(500);

/// Something that happened, as it happens.
#[derive(Debug)]
pub enum Happening {
    /// With the orders and notices.
    Watched(Box<orders::Event>),
    /// With a report.
    Delivery(Box<delivery::Event>),
    /// The outbox had to be mended.
    Mended(Mended),
    /// So many reports could not be delivered now, and why. It is tried again.
    Kept(usize, Message),
    /// The outbox cannot be used now, and why. It is tried again.
    Outbox(Message),
}

/// Runs until `stop`. Each order and notice is told once, however often the connection is lost.
///
/// # Errors
/// The centre refuses this agent, or the disk what was verified.
pub async fn run(
    agent_dir: &AgentDir,
    client: &Client,
    stop: impl Future<Output = ()>,
    tell: &mut dyn FnMut(Happening),
) -> Result<(), OrdersError> {
    let (happens, mut happened) = mpsc::unbounded_channel();
    let linked = watch::Sender::new(false);
    let follow = async {
        let query = Query { follow: true, closed_too: false, wait: None };
        let mut told = |event: orders::Event| {
            linked.send_replace(!matches!(event, orders::Event::Waiting(..)));
            // Whoever listens ends with this.
            let _ = happens.send(Happening::Watched(Box::new(event)));
            ControlFlow::Continue(())
        };
        client.orders(agent_dir, query, &mut told).await
    };
    let deliver = deliver_all(agent_dir, client, linked.subscribe(), &happens);
    tokio::pin!(follow, deliver, stop);
    let end = loop {
        tokio::select! {
            Some(happening) = happened.recv() => tell(happening),
            end = &mut follow => break end,
            () = &mut deliver => break Ok(()),
            () = &mut stop => break Ok(()),
        }
    };
    while let Ok(happening) = happened.try_recv() {
        tell(happening);
    }
    end
}

/// Whether something may wait in the outbox.
enum Found {
    /// Nothing; it is as this stamp says.
    Nothing(Stamp),
    Waiting(Outbox),
}

type Stamp = Option<(u64, SystemTime)>;

/// Delivers what waits, while the centre is there.
async fn deliver_all(
    agent_dir: &AgentDir,
    client: &Client,
    mut linked: watch::Receiver<bool>,
    happens: &UnboundedSender<Happening>,
) {
    let tell = |happening| {
        let _ = happens.send(happening);
    };
    let mut backoff = Backoff::new(client.config.times, None);
    // As it was when nothing waited; before the first look nobody knows.
    let mut empty: Option<Stamp> = None;
    let mut last_why: Option<Message> = None;
    while linked.wait_for(|is_linked| *is_linked).await.is_ok() {
        let folder = agent_dir.outbox();
        if empty == Some(DurableMap::stamp(&folder)) {
            tokio::time::sleep(LOOK).await;
            continue;
        }
        let found = match look(agent_dir, &tell).await {
            // A command works in it: it delivers by itself, or leaves it to us.
            Err(OutboxError::DurableMap(DurableMapError::Locked { .. })) => {
                tokio::time::sleep(LOOK).await;
                continue;
            }
            Err(error) => Err(error),
            Ok(Found::Nothing(stamp)) => {
                empty = Some(stamp);
                continue;
            }
            Ok(Found::Waiting(outbox)) => {
                let mut told = |event| tell(Happening::Delivery(Box::new(event)));
                let mut still = linked.clone();
                tokio::select! {
                    end = client.deliver(&outbox, Duration::ZERO, &mut told) => {
                        end.and_then(|end| Ok((end, outbox.pending()?.len())))
                    }
                    // The link is lost: nobody else shall wait for the outbox until the answer is late.
                    _ = still.wait_for(|is_linked| !*is_linked) => continue,
                }
            }
        };
        let why = match found {
            Ok((End::Empty, _)) => {
                backoff.restart();
                last_why = None;
                continue;
            }
            Ok((End::Kept(why), waiting)) => (why.clone(), Happening::Kept(waiting, why)),
            Err(error) => (error.message(), Happening::Outbox(error.message())),
        };
        // The same again and again is said once.
        if last_why.as_ref() != Some(&why.0) {
            tell(why.1);
            last_why = Some(why.0);
        }
        let pause = backoff.pause().unwrap_or(LOOK);
        tokio::time::sleep(pause).await;
    }
}

/// Opens the outbox for as long as something waits in it.
async fn look(agent_dir: &AgentDir, tell: &impl Fn(Happening)) -> Result<Found, OutboxError> {
    let (folder, log) = (agent_dir.outbox(), agent_dir.log_name());
    let (agent, key) = (agent_dir.config.agent.clone(), agent_dir.key.clone());
    let opened = tokio::task::spawn_blocking(move || -> Result<_, OutboxError> {
        if !folder.exists() {
            return Ok((Found::Nothing(DurableMap::stamp(&folder)), None));
        }
        let outbox = Outbox::open(&folder, agent, key, log)?;
        let mended = outbox.mended().cloned();
        if outbox.first_pending()?.is_some() {
            return Ok((Found::Waiting(outbox), mended));
        }
        // Before it is closed: whoever pushes afterwards changes the stamp.
        let stamp = DurableMap::stamp(&folder);
        Ok((Found::Nothing(stamp), mended))
    });
    let (found, mended) = opened.await.expect("the outbox does not panic")?;
    mended.into_iter().for_each(|mended| tell(Happening::Mended(mended)));
    Ok(found)
}
