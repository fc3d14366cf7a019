//! `lane`, with its closures, and `pool`.

use super::{Edits, Key, Options, give, missing};
use crate::cli::Failure;
use crate::client::connect::ConnectArgs;
use crate::offline::Moment;
use crate::terminal::console::Console;
use crate::terminal::word_fault::WordFault;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use yicang_domain::catalogue::change::{Edit, Names};
use yicang_domain::report::Fact;
use yicang_domain::{
    Closure, Decimal, Departure, DepotId, Lane as Way, Pool as Vehicles, PoolId, Quantity, SiteId, Thing, ThingKey,
};
use yicang_language::ToMessage as _;

/// What can be done to a lane.
#[derive(Subcommand)]
pub(in crate::cli) enum LaneEdits {
    #[command(flatten)]
    Edit(Edits<Lane, LaneOptions>),
    /// For some time nothing goes over it.
    Close(Close),
    /// It is open again.
    Open(Open),
}

#[derive(Args)]
pub(in crate::cli) struct Close {
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    lane: Lane,
    #[arg(long, value_name = "TIME")]
    from: Option<Moment>,
    #[arg(long, value_name = "TIME")]
    until: Option<Moment>,
    #[arg(long, value_name = "WHY")]
    reason: String,
}

#[derive(Args)]
pub(in crate::cli) struct Open {
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    lane: Lane,
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
}

impl LaneEdits {
    /// Gives the command.
    pub(in crate::cli) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        match self {
            Self::Edit(edit) => edit.run(console).await,
            Self::Close(Close { connect, lane, from, until, reason }) => {
                let closure = Closure { from: or_now(from), until: until.map(|until| until.at), reason };
                let edit = Edit::Close(lane.depot, lane.site, closure);
                give(&connect, console, |_| Ok((edit, Names::default()))).await
            }
            Self::Open(Open { connect, lane, at }) => {
                let edit = Edit::Open(lane.depot, lane.site, or_now(at));
                give(&connect, console, |_| Ok((edit, Names::default()))).await
            }
        }
    }
}

/// The moment, else this one, in whole seconds.
fn or_now(moment: Option<Moment>) -> Timestamp {
    let now = Timestamp::now();
    moment.map_or_else(|| Timestamp::from_second(now.as_second()).unwrap_or(now), |moment| moment.at)
}

#[derive(Args)]
pub(in crate::cli) struct Lane {
    #[arg(value_name = "DEPOT")]
    depot: DepotId,
    #[arg(value_name = "SITE")]
    site: SiteId,
}

#[derive(Args)]
pub(in crate::cli) struct LaneOptions {
    #[arg(long, value_name = "N|none")]
    minutes: Option<Fact<Decimal>>,
    #[arg(long, value_name = "N|none")]
    cost: Option<Fact<Decimal>>,
    #[arg(long, value_name = "N|none")]
    capacity: Option<Fact<Quantity>>,
    #[arg(long, value_name = "POOL|none")]
    pool: Option<Fact<PoolId>>,
}

impl Key for Lane {
    fn key(&self) -> ThingKey {
        ThingKey::Lane(self.depot.clone(), self.site.clone())
    }
}

impl Options<Lane> for LaneOptions {
    fn thing(&self, key: &Lane, known: Option<Thing>) -> Result<Thing, Failure> {
        let known = match known {
            Some(Thing::Lane(_, _, way)) => way,
            _ => Way { open: true, ..Way::closed() },
        };
        let way = Way {
            minutes: self.minutes.clone().unwrap_or_default().after(known.minutes),
            cost: self.cost.clone().unwrap_or_default().after(known.cost),
            capacity: self.capacity.clone().unwrap_or_default().after(known.capacity),
            pool: self.pool.clone().unwrap_or_default().after(known.pool),
            open: known.open,
        };
        if way.minutes.is_none() && way.cost.is_none() {
            return Err(missing("--minutes"));
        }
        Ok(Thing::Lane(key.depot.clone(), key.site.clone(), way))
    }
}

#[derive(Args)]
pub(in crate::cli) struct Pool {
    #[arg(value_name = "POOL")]
    pool: PoolId,
}

#[derive(Args)]
pub(in crate::cli) struct PoolOptions {
    #[arg(long, value_name = "TIME|daily HH:MM|none", value_parser = departure)]
    departs: Option<Fact<Departure>>,
    #[arg(long, value_name = "N|none")]
    grams: Option<Fact<Quantity>>,
    #[arg(long, value_name = "N|none")]
    millilitres: Option<Fact<Quantity>>,
}

fn departure(text: &str) -> Result<Fact<Departure>, WordFault> {
    if matches!(text.parse::<Fact<String>>(), Ok(Fact::Nothing)) {
        return Ok(Fact::Nothing);
    }
    Departure::of_people(text).map(Fact::Is).map_err(|error| WordFault(error.message()))
}

impl Key for Pool {
    fn key(&self) -> ThingKey {
        ThingKey::Pool(self.pool.clone())
    }
}

impl Options<Pool> for PoolOptions {
    fn thing(&self, key: &Pool, known: Option<Thing>) -> Result<Thing, Failure> {
        let known = match known {
            Some(Thing::Pool(_, pool)) => pool,
            _ => Vehicles::default(),
        };
        let departs = self.departs.clone().unwrap_or_default().after(Some(known.departs)).unwrap_or_default();
        let grams = self.grams.clone().unwrap_or_default().after(known.grams);
        let millilitres = self.millilitres.clone().unwrap_or_default().after(known.millilitres);
        Ok(Thing::Pool(key.pool.clone(), Vehicles { departs, grams, millilitres }))
    }
}
