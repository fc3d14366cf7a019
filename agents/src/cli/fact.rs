//! `fact`: what a site says of itself, by which its entitlements are counted.

use super::console::Console;
use super::send::{Sending, push};
use super::things::Reader;
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use yicang_domain::facts::{FactKind, FactLine};
use yicang_domain::report::Body;

#[derive(clap::Args)]
pub(super) struct Facts {
    #[arg(long, value_name = "ID", add = super::completion::sites())]
    site: Option<String>,
    #[arg(value_name = "FACT=NUMBER", required = true)]
    facts: Vec<FactLine>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

impl Facts {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let mut things = self.sending.things(agent_dir);
        let mut reader = Reader::new(&mut things);
        let site = reader.site(self.site.as_deref());
        let mut lines = self.facts;
        for line in &mut lines {
            let FactKind::Stock(item) = &mut line.fact else { continue };
            *item = reader.item("stock", item.as_str()).unwrap_or_else(|| item.clone());
        }
        reader.finish(console)?;
        // It is there, else the reader has named what is wrong.
        let body = site.map(|site| Body::Facts { site, lines });
        push(body.into_iter().collect(), &self.note, self.sending, agent_dir, console)
    }
}
