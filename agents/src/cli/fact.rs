//! `fact`: what a site says of itself, by which its entitlements are counted.

use super::console::Console;
use super::send::{Sending, after_push, open_to_report};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use crate::outbox::OutboxError;
use jiff::Timestamp;
use yicang_domain::facts::FactLine;
use yicang_domain::report::Body;
use yicang_domain::{Fault, SiteId};
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Facts {
    #[arg(long, value_name = "ID")]
    site: SiteId,
    #[arg(value_name = "FACT=NUMBER", required = true)]
    facts: Vec<FactLine>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

impl Facts {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let outbox = open_to_report(agent_dir, console)?;
        let body = Body::Facts { site: self.site, lines: self.facts };
        let reports = match outbox.push(vec![body], &self.note, Timestamp::now()) {
            Err(OutboxError::Faults(faults)) => {
                let fault = |fault: &Fault| message!("agent-fault", field = &fault.field, why = fault.problem.clone());
                let mut sentences: Vec<_> = faults.iter().map(|(_, found)| fault(found)).collect();
                sentences.push(message!("agent-nothing-done"));
                return Err(Failure(sentences));
            }
            pushed => pushed?,
        };
        after_push(&reports, agent_dir, &outbox, self.sending, console)
    }
}
