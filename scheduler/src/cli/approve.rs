//! `approve`: decides a plan.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::terminal::console::Console;
use crate::terminal::plan::plan_sha256;
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Approve {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "PLAN")]
    plan: String,
}

impl Approve {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let summary = centre.show(&self.plan).await?.summary;
        let answer = centre.approve(&self.plan, &summary.plan_sha256).await?;
        let (record, plan) = (answer.decision_index, &self.plan);
        let orders = message!("centre-count-orders", count = answer.orders);
        console.say(&if answer.waiting_for_witnesses {
            message!("centre-approved-waiting", plan = plan, record = record, orders = orders)
        } else {
            message!("centre-approved", plan = plan, record = record, orders = orders)
        })?;
        let (kept, replaced) = (answer.orders_kept, answer.orders_replaced);
        if kept > 0 || replaced > 0 {
            console.say(&message!("centre-approved-changes", kept = kept, replaced = replaced))?;
        }
        Ok(writeln!(console.out(), "plan sha256 {}", plan_sha256(&summary))?)
    }
}
