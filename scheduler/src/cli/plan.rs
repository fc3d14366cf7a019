//! `plan`: makes a plan at the centre.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::setup::{data_dir, policies};
use crate::terminal::console::Console;
use crate::terminal::plan::{plan_sha256, summary};
use clap::ValueEnum;
use std::path::PathBuf;
use yicang_domain::{PlanAsk, SecondLevel};
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Plan {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(long, value_name = "NAME|FILE")]
    policy: Option<String>,
    #[arg(long, value_enum, default_value = "minutes")]
    second_level: Second,
}

#[derive(Clone, Copy, ValueEnum)]
enum Second {
    Minutes,
    Cost,
}

impl Plan {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let (policy, policy_text) = match self.policy {
            None => (String::new(), String::new()),
            Some(name) if policies::text(&name).is_some() => (name, String::new()),
            Some(path) => (String::new(), data_dir::read(&PathBuf::from(path))?),
        };
        let second = match self.second_level {
            Second::Minutes => SecondLevel::Minutes,
            Second::Cost => SecondLevel::Cost,
        };
        let made = centre.plan(&PlanAsk { policy, policy_text, second }).await?;
        let offset = centre.offset_of(&made.plan_id).await;
        console.table(&summary(&made, offset, console.language))?;
        let (plan, sha256) = (&made.plan_id, plan_sha256(&made));
        Ok(console.say(&message!("centre-plan-made", plan = plan, sha256 = sha256))?)
    }
}
