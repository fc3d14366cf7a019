//! `init`: makes a dispatch centre's folder.

use super::{DATA, Failure};
use crate::centre::init::{InitOptions, init};
use crate::offline::OfflineError;
use crate::setup::config::Config;
use crate::setup::data_dir::{DataDir, SetupError, read};
use crate::setup::{policies, zone};
use crate::terminal::console::Console;
use std::path::PathBuf;
use yicang_domain::Policy;
use yicang_exchange::{Rules, Source};
use yicang_language::{Language, ToMessage as _, message};

#[derive(clap::Args)]
pub(super) struct Init {
    #[arg(long, value_name = "DIR", default_value = DATA, env = "YICANG_DATA", hide_env = true)]
    data: PathBuf,
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    #[arg(long, requires = "from")]
    allow_extra_columns: bool,
    #[arg(long, value_name = "NAME", default_value = "localhost/yicang")]
    origin: String,
    #[arg(long, value_name = "NAME|FILE", default_value = "floor-then-class")]
    policy: String,
    #[arg(long, value_name = "ZONE", value_parser = zone_name)]
    zone: Option<String>,
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
}

fn zone_name(name: &str) -> Result<String, zone::UnknownZone> {
    zone::zone(name).map(|_| name.to_owned())
}

impl Init {
    /// Makes it; `language` is that of the settings, if one was asked for.
    pub(super) fn run(self, language: Option<Language>, console: &mut Console<'_>) -> Result<(), Failure> {
        let rules = Rules { allow_extra_columns: self.allow_extra_columns, ..Rules::default() };
        let (catalogue, notices) = match &self.from {
            Some(dir) => yicang_exchange::catalogue(Source::Folder(dir), rules).map_err(OfflineError::Faults)?,
            None => Default::default(),
        };
        for notice in notices {
            console.say(&notice.message())?;
        }
        let policy = policy(&self.policy)?;
        let data = DataDir::new(&self.data);
        let zone = self.zone.unwrap_or_else(zone::of_machine);
        let config = Config { policy, zone: zone.clone(), language, ..Config::default() };
        let (items, depots, sites) = (catalogue.items.len(), catalogue.depots.len(), catalogue.sites.len());
        init(&data, &InitOptions { catalogue, origin: self.origin, hosts: self.host, config })?;
        console.say(&message!(
            "centre-init-done",
            dir = data.root(),
            items = message!("centre-count-items", count = items),
            depots = message!("centre-count-depots", count = depots),
            sites = message!("centre-count-sites", count = sites),
            settings = &data.config(),
            zone = zone,
            coordinator = &data.key("coordinator.key"),
            recovery = &data.key("recovery.key"),
            ca = &data.tls("ca.pem"),
            receipt = &data.key("receipt.pub"),
            vkey = &data.log_vkey(),
        ))?;
        Ok(())
    }
}

/// A policy that ships, or a file that can be read, as an absolute path.
fn policy(policy: &str) -> Result<String, Failure> {
    if policies::text(policy).is_some() {
        return Ok(policy.to_owned());
    }
    let path = PathBuf::from(policy);
    let text = read(&path)?;
    Policy::from_text(&text).map_err(|error| SetupError::Content { path: path.clone(), problem: error.message() })?;
    Ok(std::fs::canonicalize(&path)?.display().to_string())
}
