//! `inbound`: what a supplier has confirmed to a depot and has not brought yet.

use super::console::Console;
use super::report::Common;
use super::send::{after_push, open_to_report};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use crate::outbox::OutboxError;
use jiff::Timestamp;
use rand_core::{OsRng, RngCore as _};
use std::collections::BTreeMap;
use yicang_domain::report::Body;
use yicang_domain::{DepotId, Fault, GiftCode, InboundLine, ItemId, LotId, Quantity, SiteId};
use yicang_exchange::{Day, Expected, List, Percent};
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Inbound {
    #[arg(long, value_name = "ID", required_unless_present = "csv")]
    depot: Option<DepotId>,
    #[arg(long, value_name = "ID", required_unless_present = "csv", conflicts_with = "csv")]
    item: Option<ItemId>,
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
    pub(super) fn run(mut self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let (list, rules) = (self.common.csv.take(), self.common.rules());
        let zone = console.zone.clone();
        let list = list.map(|csv| List::inbound(&csv, self.depot.as_ref(), rules, &zone));
        let one = if list.is_none() { Some(self.body(console)?) } else { None };
        let mut bodies = self.common.bodies(list, console, || one)?;
        let gifts = give_codes(&mut bodies);
        let outbox = open_to_report(agent_dir, console)?;
        let reports = match outbox.push(bodies, &self.common.note, Timestamp::now()) {
            Err(OutboxError::Faults(faults)) => {
                let fault = |fault: &Fault| message!("agent-fault", field = &fault.field, why = fault.problem.clone());
                let mut sentences: Vec<_> = faults.iter().map(|(_, found)| fault(found)).collect();
                sentences.dedup();
                sentences.push(message!("agent-nothing-done"));
                return Err(Failure(sentences));
            }
            pushed => pushed?,
        };
        for (donor, code) in &gifts {
            console.say(&message!("agent-gift-code", donor = donor, gift = code.as_str()));
        }
        after_push(&reports, agent_dir, &outbox, self.common.sending, console)
    }

    /// One line from the flags. What is taken back needs neither supplier nor day.
    fn body(&self, console: &Console) -> Result<Body, Failure> {
        let quantity = self.quantity.unwrap_or_default();
        let is_taken_back = quantity == Quantity::ZERO;
        let (depot, item) = self.depot.clone().zip(self.item.clone()).expect("asked for unless there is a list");
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
        Ok(Body::Inbound { depot, lines: vec![line] })
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
