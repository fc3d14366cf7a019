//! `enrol`: makes an agent's key known, and changes what it may do.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::events::enrolment::{EnrolAsk, EnrolChange};
use crate::terminal::console::Console;
use crate::terminal::enrolment::in_words;
use std::collections::BTreeSet;
use yicang_domain::Catalogue;
use yicang_domain::catalogue::Site;
use yicang_language::{Argument, Message, message};
use yicang_tlog::PublicKey;

#[derive(clap::Args)]
pub(super) struct Enrol {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "AGENT")]
    agent: String,
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    #[arg(long, value_name = "DEPOT")]
    depot: Vec<String>,
    #[arg(long, value_name = "SITE")]
    site: Vec<String>,
    #[arg(long, value_name = "DISTRICT")]
    district: Vec<String>,
    #[arg(long)]
    make_coordinator: bool,
    #[arg(long, conflicts_with = "make_coordinator")]
    recovery: bool,
    #[arg(long)]
    set: bool,
    #[arg(long, value_name = "DEPOT", conflicts_with_all = WHOLE)]
    add_depot: Vec<String>,
    #[arg(long, value_name = "DEPOT", conflicts_with_all = WHOLE)]
    remove_depot: Vec<String>,
    #[arg(long, value_name = "SITE", conflicts_with_all = WHOLE)]
    add_site: Vec<String>,
    #[arg(long, value_name = "SITE", conflicts_with_all = WHOLE)]
    remove_site: Vec<String>,
    #[arg(long, conflicts_with_all = WHOLE, conflicts_with = "make_coordinator")]
    no_coordinator: bool,
}

/// What says the whole of a grant, and so goes with no change of one.
const WHOLE: [&str; 5] = ["depot", "site", "district", "set", "recovery"];

impl Enrol {
    pub(super) async fn run(mut self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        if !self.district.is_empty() {
            let there = sites_of(&centre.catalogue().await?.catalogue, &self.district)?;
            self.site.extend(there);
        }
        let done = centre.enrol(&self.ask()?).await?;
        let before = done.before.as_ref().map_or_else(|| message!("centre-not-enrolled"), in_words);
        let (after, record) = (in_words(&done.after), done.entry_index);
        let agent = &self.agent;
        Ok(console.say(&message!("centre-enrolled", before = before, after = after, agent = agent, record = record))?)
    }

    fn ask(&self) -> Result<EnrolAsk, Failure> {
        let key = self.key.as_deref().map(PublicKey::from_text).transpose();
        let key = key.map_err(|error| {
            Failure::usage(message!("centre-flag-fault", flag = "--key", why = Message::verbatim(error)))
        })?;
        let public_key = key.map(|key| key.to_bytes().to_vec()).unwrap_or_default();
        let lists = [&self.add_depot, &self.remove_depot, &self.add_site, &self.remove_site];
        let changes = self.no_coordinator || lists.iter().any(|list| !list.is_empty());
        let makes_coordinator =
            self.make_coordinator && self.key.is_none() && !self.set && self.depot.is_empty() && self.site.is_empty();
        let agent_id = self.agent.clone();
        if changes || makes_coordinator {
            let change = EnrolChange {
                add_depot_ids: self.add_depot.clone(),
                remove_depot_ids: self.remove_depot.clone(),
                add_site_ids: self.add_site.clone(),
                remove_site_ids: self.remove_site.clone(),
                coordinator: (self.make_coordinator || self.no_coordinator).then_some(self.make_coordinator),
            };
            return Ok(EnrolAsk { agent_id, public_key, change: Some(change), ..EnrolAsk::default() });
        }
        Ok(EnrolAsk {
            agent_id,
            public_key,
            depot_ids: self.depot.clone(),
            site_ids: self.site.clone(),
            coordinator: self.make_coordinator,
            set: self.set,
            change: None,
            recovery: self.recovery,
        })
    }
}

/// The sites that belong to these districts now. Who comes to a district later is added with `--add-site`.
fn sites_of(catalogue: &Catalogue, districts: &[String]) -> Result<Vec<String>, Failure> {
    let of = |wanted: &String| {
        let belongs = |site: &Site| site.district.as_ref().is_some_and(|district| district.as_str() == wanted);
        let there = catalogue.sites.iter().filter(move |(_, site)| belongs(site));
        there.map(|(id, _)| id.to_string()).collect::<Vec<_>>()
    };
    let empty: Vec<_> = districts.iter().filter(|wanted| of(wanted).is_empty()).collect();
    if !empty.is_empty() {
        let known: BTreeSet<_> = catalogue.sites.values().filter_map(|site| site.district.as_ref()).collect();
        let known: Vec<_> = known.iter().map(|district| Argument::from(district.as_str())).collect();
        let empty: Vec<_> = empty.iter().map(|district| Argument::from(district.as_str())).collect();
        return Err(match known.is_empty() {
            true => Failure::usage(message!("centre-no-districts", districts = empty)),
            false => Failure::usage(message!("centre-no-such-district", districts = empty, known = known)),
        });
    }
    Ok(districts.iter().flat_map(of).collect())
}
