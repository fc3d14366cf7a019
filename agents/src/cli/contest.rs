//! `confirm record` and `contest record`: whether what a coordinator has recorded for one of this agent's places was
//! said so.

use super::console::Console;
use super::send::{Sending, after_push, open_to_report};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use crate::outbox::OutboxError;
use jiff::Timestamp;
use yicang_domain::report::Body;
use yicang_language::{ToMessage as _, message};

#[derive(clap::Args)]
pub(super) struct Contest {
    what: What,
    #[arg(value_name = "RECORD", required = true)]
    records: Vec<u64>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

#[derive(clap::ValueEnum, Clone, Copy)]
enum What {
    Record,
}

impl Contest {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let What::Record = self.what;
        answer(self.records, true, &self.note, self.sending, agent_dir, console)
    }
}

/// Reports whether it was said so.
pub(super) fn answer(
    entries: Vec<u64>,
    contested: bool,
    note: &str,
    sending: Sending,
    agent_dir: &AgentDir,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    let outbox = open_to_report(agent_dir, console)?;
    let body = Body::ConfirmRecord { entries, contested };
    let reports = match outbox.push(vec![body], note, Timestamp::now()) {
        Err(OutboxError::Faults(faults)) => {
            let mut sentences: Vec<_> = faults.iter().map(|(_, fault)| fault.message()).collect();
            sentences.push(message!("agent-nothing-done"));
            return Err(Failure(sentences));
        }
        pushed => pushed?,
    };
    after_push(&reports, agent_dir, &outbox, sending, console)
}
