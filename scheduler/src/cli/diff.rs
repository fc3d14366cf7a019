//! `diff`: a plan beside the last one that was decided before it.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::client::coordinator::PlanView;
use crate::terminal::comparing;
use crate::terminal::console::Console;
use std::collections::BTreeMap;
use yicang_domain::comparing::{Diff as Between, Side};
use yicang_domain::{SiteId, Situation};
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Diff {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "PLAN", default_value = "")]
    plan: String,
    #[arg(long, value_name = "PLAN")]
    against: Option<String>,
    #[arg(long, value_name = "N", default_value_t = 40)]
    rows: usize,
}

impl Diff {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let view = centre.show(&self.plan).await?;
        let plan = view.summary.plan_id.as_str();
        let record = |id: &str| id.trim_start_matches('P').parse::<u64>().unwrap_or(0);
        let against = match self.against {
            Some(other) => Some(other),
            None => {
                let all = centre.plans().await?;
                let before = all.into_iter().filter(|other| {
                    other.plan_id != plan && other.decision_index.is_some_and(|index| index < record(plan))
                });
                before.max_by_key(|other| other.decision_index).map(|other| other.plan_id)
            }
        };
        let other = match &against {
            Some(other) => Some(centre.show(other).await?),
            None => None,
        };
        match &other {
            Some(other) => {
                let against = other.summary.plan_id.as_str();
                console.say(&message!("diff-title", plan = plan, against = against))?;
            }
            None => console.say(&message!("diff-title-first", plan = plan))?,
        }
        console.gap()?;
        let districts: BTreeMap<SiteId, String> = {
            let sites = centre.catalogue().await?.catalogue.sites.into_iter();
            sites.filter_map(|(id, site)| Some((id, site.district?.to_string()))).collect()
        };
        let nothing = Situation::at(view.situation.now);
        let before = match &other {
            Some(other) => side(other),
            None => Side { situation: &nothing, policy: &view.policy, plan: None },
        };
        Ok(comparing::diff(&Between::of(before, side(&view)), &districts, self.rows, console)?)
    }
}

fn side(view: &PlanView) -> Side<'_> {
    Side { situation: &view.situation, policy: &view.policy, plan: Some(&view.plan) }
}
