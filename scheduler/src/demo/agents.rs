//! The 240 agents of the demonstration, each with its own folder, key, outbox and connection: what `yicang-agent` is
//! made of.

use super::{DemoError, input, seconds, steps, verification};
use crate::client::coordinator::Coordinator;
use crate::events::enrolment::EnrolAsk;
use crate::setup::data_dir::{DataDir, read};
use crate::terminal::console::Console;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use std::future::Future;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use yicang_agent::agent_dir::AgentDir;
use yicang_agent::client::Client;
use yicang_agent::config::{Config, Times};
use yicang_agent::delivery::{End, Event};
use yicang_agent::orders::{Event as OrderEvent, Query};
use yicang_agent::outbox::Outbox;
use yicang_auditor::words::Words as _;
use yicang_domain::report::Body;
use yicang_domain::{AgentId, DepotId, SiteId};
use yicang_language::{Language, Message, message};
use yicang_proto::v1;
use yicang_tlog::{LogVerifier, PublicKey, SigningKey};

/// What an agent reports for.
#[derive(Debug, Clone)]
enum Place {
    Depot(DepotId),
    Site(SiteId),
}

/// One agent.
struct Agent {
    place: Place,
    home: AgentDir,
    outbox: Outbox,
    client: Client,
}

/// All agents.
pub(super) struct Agents(Vec<Arc<Agent>>);

/// Agents that are at work at the same moment: more would only wait for the same disk.
const AT_ONCE: usize = 48;
/// How long one agent tries to reach the centre.
const PATIENCE: Duration = Duration::from_secs(20);

impl Agents {
    /// Where their folders lie.
    pub(super) fn folder(data: &DataDir) -> PathBuf {
        data.root().join("agents")
    }

    /// Makes their folders, or opens those of an earlier demonstration.
    pub(super) async fn ready(data: &DataDir, url: &str, language: Language) -> Result<Self, DemoError> {
        let catalogue = input::catalogue();
        let depots = catalogue.depots.keys().cloned().map(Place::Depot);
        let places = depots.chain(catalogue.sites.keys().cloned().map(Place::Site));
        let known = Arc::new(Known {
            server: url.to_owned(),
            ca_pem: read(&data.tls("ca.pem"))?,
            centre_key: read_as(data.key("receipt.pub"), |text| {
                PublicKey::from_text(text).map_err(|error| error.words())
            })?,
            log_key: read_as(data.log_vkey(), |text| LogVerifier::from_vkey(text).map_err(|error| error.words()))?,
        });
        let jobs = places.map(|place| {
            let (known, folder) = (Arc::clone(&known), Self::folder(data).join(place.agent_id()));
            async move {
                let runtime = tokio::runtime::Handle::current();
                let made = tokio::task::spawn_blocking(move || {
                    let _inside = runtime.enter();
                    Agent::ready(place, folder, &known)
                });
                made.await
                    .unwrap_or_else(|error| Err(DemoError::Agent { agent: "?".into(), problem: error.to_string() }))
            }
        });
        let mut agents = all(message!("demo-bar-agents").say(language), jobs).await?;
        agents.sort_by_key(|agent| agent.place.agent_id());
        Ok(Self(agents.into_iter().map(Arc::new).collect()))
    }

    /// Lets a coordinator make their keys known.
    pub(super) async fn enrol(&self, centre: &Coordinator, console: &mut Console<'_>) -> Result<(), DemoError> {
        let began = Instant::now();
        let jobs = self.0.iter().map(|agent| {
            let (centre, ask) = (centre.clone(), agent.enrolment());
            async move { Ok(centre.enrol(&ask).await?.entry_index) }
        });
        let enrolled = all(message!("demo-bar-enrolment").say(console.language), jobs).await?;
        Ok(console.say(&message!("demo-enrolled", count = enrolled.len(), seconds = seconds(began)))?)
    }

    /// Each signs what its place has or needs, and delivers it.
    pub(super) async fn report(&self, console: &mut Console<'_>) -> Result<(), DemoError> {
        let (needs, reserves) = (input::needs(), input::reserves());
        let bodies = |place: &Place| match place {
            Place::Depot(depot) => {
                let lines = reserves.get(depot).cloned().unwrap_or_default();
                vec![Body::Reserve { depot: depot.clone(), lines }]
            }
            Place::Site(site) => {
                let lines = needs.get(site).cloned().unwrap_or_default();
                let is_silent = lines.is_empty();
                let asks = Body::Need { site: site.clone(), lines };
                if is_silent { Vec::new() } else { vec![verification::facts_of(site), asks] }
            }
        };
        let work = self.0.iter().map(|agent| (Arc::clone(agent), bodies(&agent.place))).collect();
        let lines: usize = needs.values().map(Vec::len).sum();
        let what = message!("demo-needs", lines = lines, sites = needs.len());
        delivered(message!("demo-bar-reports"), work, what, console).await
    }

    /// The depots ask for their orders; each is held against the public log before it counts.
    pub(super) async fn orders(&self, console: &mut Console<'_>) -> Result<steps::Orders, DemoError> {
        let began = Instant::now();
        let depots = self.0.iter().filter(|agent| matches!(agent.place, Place::Depot(_)));
        let jobs = depots.map(|agent| {
            let agent = Arc::clone(agent);
            async move { agent.orders().await }
        });
        let orders: Vec<_> =
            all(message!("demo-bar-orders").say(console.language), jobs).await?.into_iter().flatten().collect();
        let depots = orders.iter().map(|order| &order.depot_id).collect::<std::collections::BTreeSet<_>>().len();
        let (count, seconds) = (orders.len(), seconds(began));
        console.say(&message!("demo-orders", count = count, depots = depots, seconds = seconds))?;
        Ok(steps::Orders::new(orders))
    }

    /// Part of the orders is shipped and part of that received; some of it short.
    pub(super) async fn confirm(&self, orders: &steps::Orders, console: &mut Console<'_>) -> Result<(), DemoError> {
        let of = |bodies: &dyn Fn(&Place) -> Vec<Body>| -> Vec<_> {
            self.0.iter().map(|agent| (Arc::clone(agent), bodies(&agent.place))).collect()
        };
        let shipping = of(&|place| match place {
            Place::Depot(depot) => orders.shipped_by(depot),
            Place::Site(_) => Vec::new(),
        });
        delivered(message!("demo-bar-shipping"), shipping, orders.shipping_in_words(), console).await?;
        let receiving = of(&|place| match place {
            Place::Depot(_) => Vec::new(),
            Place::Site(site) => orders.received_by(site),
        });
        delivered(message!("demo-bar-receiving"), receiving, orders.receiving_in_words(), console).await
    }
}

/// What all agents know of the centre.
struct Known {
    server: String,
    ca_pem: String,
    centre_key: PublicKey,
    log_key: LogVerifier,
}

fn read_as<T>(path: PathBuf, parse: impl Fn(&str) -> Result<T, Message>) -> Result<T, DemoError> {
    let text = read(&path)?;
    parse(&text).map_err(|problem| crate::setup::data_dir::SetupError::Content { path, problem }.into())
}

impl Place {
    fn agent_id(&self) -> String {
        match self {
            Place::Depot(depot) => format!("A-{depot}"),
            Place::Site(site) => format!("A-{site}"),
        }
    }
}

impl Agent {
    fn ready(place: Place, folder: PathBuf, known: &Known) -> Result<Self, DemoError> {
        let agent_id = place.agent_id();
        let failed = |problem: String| DemoError::Agent { agent: agent_id.clone(), problem };
        let agent = AgentId::new(&agent_id).map_err(|error| failed(error.to_string()))?;
        let mut home = if folder.exists() {
            AgentDir::open(&folder).map_err(|error| failed(error.to_string()))?
        } else {
            let config = Config {
                policy: None,
                agent: agent.clone(),
                server: known.server.clone(),
                ca_pem: known.ca_pem.clone(),
                centre_keys: known.centre_key.into(),
                log: known.log_key.clone().into(),
                language: None,
                zone: None,
                times: Times::default(),
            };
            let key = SigningKey::generate(&mut rand_core::OsRng);
            AgentDir::create(&folder, config, key).map_err(|error| failed(error.to_string()))?
        };
        // The port is another one at every start.
        home.config.server.clone_from(&known.server);
        let outbox = Outbox::open(&home.outbox(), agent, home.key.clone(), home.log_name())
            .map_err(|error| failed(error.to_string()))?;
        let client = Client::new(&home.config).map_err(|error| failed(error.to_string()))?;
        Ok(Self { place, home, outbox, client })
    }

    fn failed(&self, problem: impl ToString) -> DemoError {
        DemoError::Agent { agent: self.home.config.agent.to_string(), problem: problem.to_string() }
    }

    fn enrolment(&self) -> EnrolAsk {
        let (depot_ids, site_ids) = match &self.place {
            Place::Depot(depot) => (vec![depot.to_string()], Vec::new()),
            Place::Site(site) => (Vec::new(), vec![site.to_string()]),
        };
        let public_key = self.home.key.public().to_bytes().to_vec();
        let agent_id = self.home.config.agent.to_string();
        EnrolAsk { agent_id, public_key, depot_ids, site_ids, ..EnrolAsk::default() }
    }

    /// Signs, stores, delivers; `done` is called for each receipt. Gives the number of receipts.
    async fn deliver(&self, bodies: Vec<Body>, done: &ProgressBar) -> Result<usize, DemoError> {
        if bodies.is_empty() {
            return Ok(0);
        }
        let outbox = self.outbox.clone();
        let pushed = tokio::task::spawn_blocking(move || outbox.push(bodies, "", Timestamp::now())).await;
        pushed.map_err(|error| self.failed(error))?.map_err(|error| self.failed(error))?;
        let (mut receipts, mut refusal) = (0, None);
        let mut tell = |event| match event {
            Event::Delivered(..) => {
                receipts += 1;
                done.inc(1);
            }
            Event::Refused(_, refused) => refusal = Some(refused.message),
            Event::Renumbered(_) | Event::MovedUp(_) | Event::Waiting(..) => {}
        };
        let end = self.client.deliver(&self.outbox, PATIENCE, &mut tell).await.map_err(|error| self.failed(error))?;
        match (end, refusal) {
            (_, Some(refused)) => Err(self.failed(refused)),
            (End::Kept(why), None) => Err(self.failed(why)),
            (End::Empty, None) => Ok(receipts),
        }
    }

    async fn orders(&self) -> Result<Vec<v1::DispatchOrder>, DemoError> {
        let found = Mutex::new((Vec::new(), None));
        let query = Query { follow: false, closed_too: false, wait: Some(PATIENCE) };
        let mut tell = |event| {
            let mut found = found.lock().expect("nothing panics while it holds a list");
            match event {
                OrderEvent::Trusted(order) => found.0.push(order.order().clone()),
                OrderEvent::NotTrusted(order, why) => found.1 = Some(format!("order {}: {why}", order.order_id)),
                OrderEvent::CaughtUp | OrderEvent::Waiting(..) => {}
            }
            ControlFlow::Continue(())
        };
        self.client.orders(&self.home, query, &mut tell).await.map_err(|error| self.failed(error))?;
        let (orders, distrust) = found.into_inner().expect("nothing panics while it holds a list");
        match distrust {
            None => Ok(orders),
            Some(why) => Err(self.failed(why)),
        }
    }
}

async fn delivered(
    title: Message,
    work: Vec<(Arc<Agent>, Vec<Body>)>,
    what: Message,
    console: &mut Console<'_>,
) -> Result<(), DemoError> {
    let began = Instant::now();
    let bar = bar(title.say(console.language), work.iter().map(|(_, bodies)| bodies.len()).sum());
    let jobs = work.into_iter().map(|(agent, bodies)| {
        let bar = bar.clone();
        async move { agent.deliver(bodies, &bar).await }
    });
    let receipts: usize = run(jobs, |_| {}).await?.into_iter().sum();
    bar.finish_and_clear();
    let seconds = seconds(began);
    Ok(console.say(&message!("demo-delivered", title = title, count = receipts, what = what, seconds = seconds))?)
}

/// Runs jobs with a bar that counts them.
async fn all<T: Send + 'static>(
    title: String,
    jobs: impl Iterator<Item = impl Future<Output = Result<T, DemoError>> + Send + 'static>,
) -> Result<Vec<T>, DemoError> {
    let jobs: Vec<_> = jobs.collect();
    let bar = bar(title, jobs.len());
    let done = run(jobs.into_iter(), |_| bar.inc(1)).await;
    bar.finish_and_clear();
    done
}

/// Runs jobs, some at once; the first failure ends it.
async fn run<T: Send + 'static>(
    jobs: impl Iterator<Item = impl Future<Output = Result<T, DemoError>> + Send + 'static>,
    done: impl Fn(&T),
) -> Result<Vec<T>, DemoError> {
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    let mut set = JoinSet::new();
    for job in jobs {
        let slots = Arc::clone(&slots);
        set.spawn(async move {
            let _slot = slots.acquire_owned().await;
            job.await
        });
    }
    let mut results = Vec::new();
    while let Some(joined) = set.join_next().await {
        let result =
            joined.unwrap_or_else(|error| Err(DemoError::Agent { agent: "?".into(), problem: error.to_string() }))?;
        done(&result);
        results.push(result);
    }
    Ok(results)
}

/// Drawn only on a terminal; elsewhere the lines that follow are enough.
fn bar(title: String, length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}").expect("a constant of this program");
    ProgressBar::new(length as u64).with_style(style).with_message(title)
}
