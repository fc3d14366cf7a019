//! `inbound`: what a supplier has confirmed to a depot and has not brought yet.

use super::console::Console;
use super::report::Common;
use super::report::has_faults;
use super::send::push;
use super::things::{Reader, Things};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use jiff::Timestamp;
use rand_core::{OsRng, RngCore as _};
use std::collections::BTreeMap;
use yicang_domain::report::Body;
use yicang_domain::{GiftCode, InboundLine, LotId, Quantity, SiteId};
use yicang_exchange::{Day, Expected, Known, List, Named, Percent};
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Inbound {
    #[arg(long, value_name = "ID")]
    depot: Option<String>,
    #[arg(long, value_name = "ID", required_unless_present = "csv", conflicts_with = "csv")]
    item: Option<String>,
    #[arg(long, value_name = "ID", conflicts_with = "csv")]
    lot: Option<LotId>,
    #[arg(long, required_unless_present = "csv", conflicts_with = "csv", allow_hyphen_values = true)]
    quantity: Option<Quantity>,
    #[arg(long, value_name = "NAME", conflicts_with = "csv", default_value = "")]
    supplier: String,
    #[arg(long, value_name = "DATE|TIME", conflicts_with = "csv")]
    expected: Option<Expected>,
    #[arg(long, value_name = "PERCENT", conflicts_with = "csv")]
    confidence: Option<Percent>,
    #[arg(long, value_name = "DATE", conflicts_with = "csv")]
    expires: Option<Day>,
    #[arg(long, value_name = "SITE", conflicts_with = "csv")]
    earmark: Vec<SiteId>,
    #[arg(long, value_name = "NAME", conflicts_with = "csv", default_value = "")]
    donor: String,
    #[command(flatten)]
    common: Common,
}

impl Inbound {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let mut things = self.common.sending.things(agent_dir);
        let mut bodies = match &self.common.csv {
            Some(csv) => {
                let depot = things.place_of_list(Named::Depots, self.depot.as_deref(), console)?;
                let (rules, zone) = (self.common.rules(), console.zone.clone());
                let read = |known: &Known<'_>| List::inbound(csv, depot.as_ref(), rules, &zone, known);
                self.common.bodies(things.read(Named::Depots, console, read, has_faults), console)?
            }
            None => self.body(&mut things, console)?.into_iter().collect(),
        };
        let gifts = give_codes(&mut bodies);
        let done = push(bodies, &self.common.note, self.common.sending, agent_dir, console)?;
        for (donor, code) in &gifts {
            console.say(&message!("agent-gift-code", donor = donor, gift = code.as_str()));
        }
        Ok(done)
    }

    /// One line from the flags. What is taken back needs neither supplier nor day.
    fn body(&self, things: &mut Things<'_>, console: &mut Console) -> Result<Option<Body>, Failure> {
        let quantity = self.quantity.unwrap_or_default();
        let is_taken_back = quantity == Quantity::ZERO;
        let mut missing = Vec::new();
        if !is_taken_back {
            let flags = [
                ("--supplier", self.supplier.is_empty()),
                ("--expected", self.expected.is_none()),
                ("--confidence", self.confidence.is_none()),
            ];
            missing.extend(flags.into_iter().filter(|(_, is_missing)| *is_missing).map(|(flag, _)| flag));
        }
        if !missing.is_empty() {
            return Err(message!("agent-inbound-missing", flags = missing.join(", ")).into());
        }
        let mut reader = Reader::new(things);
        let depot = reader.depot(self.depot.as_deref());
        let item = self.item.as_deref().and_then(|item| reader.item("--item", item));
        reader.finish(console)?;
        let Some((depot, item)) = depot.zip(item) else { return Ok(None) };
        let expected_at = self.expected.map_or_else(|| Some(Timestamp::now()), |expected| expected.by(&console.zone));
        let line = InboundLine {
            item,
            lot: self.lot.clone().unwrap_or_else(LotId::unnamed),
            quantity,
            supplier: self.supplier.clone(),
            expected_at: expected_at.ok_or_else(|| message!("agent-inbound-calendar"))?,
            confidence: self.confidence.map_or(yicang_domain::inbound::CONFIDENCE_MAX, |percent| percent.0),
            expires_on: self.expires.map(|day| day.0),
            earmark: self.earmark.iter().cloned().collect(),
            donor: self.donor.clone(),
            gift: None,
        };
        Ok(Some(Body::Inbound { depot, lines: vec![line] }))
    }
}

/// Gives each donor of these reports the code of his gift.
fn give_codes(bodies: &mut [Body]) -> BTreeMap<String, GiftCode> {
    let mut codes = BTreeMap::new();
    let draw = |donor: &str| {
        let mut salt = [0; 16];
        OsRng.fill_bytes(&mut salt);
        GiftCode::of(&salt, donor)
    };
    for body in bodies {
        let Body::Inbound { lines, .. } = body else { continue };
        for line in lines.iter_mut().filter(|line| !line.donor.is_empty()) {
            let code = codes.entry(line.donor.clone()).or_insert_with(|| draw(&line.donor));
            line.gift = Some(code.clone());
        }
    }
    codes
}
