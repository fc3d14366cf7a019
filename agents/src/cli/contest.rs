//! `confirm record` and `contest record`: whether what a coordinator has recorded for one of this agent's places was
//! said so.

use super::console::Console;
use super::send::{Sending, push};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use yicang_domain::report::Body;

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
    push(vec![Body::ConfirmRecord { entries, contested }], note, sending, agent_dir, console)
}
