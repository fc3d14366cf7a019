//! `explain`: what a site's needs get in a plan, why not more, and what would help.

use super::Failure;
use crate::client::connect::ConnectArgs;
use crate::client::error::CoordinatorError;
use crate::terminal::console::Console;
use crate::terminal::explanation;
use yicang_language::message;

#[derive(clap::Args)]
pub(super) struct Explain {
    #[command(flatten)]
    connect: ConnectArgs,
    #[arg(value_name = "SITE[/ITEM]")]
    need: String,
    #[arg(long, default_value = "")]
    plan: String,
}

impl Explain {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let centre = self.connect.connect(console.language).await?;
        let (mut refusal, mut found) = (None, None);
        // An id may have a slash itself: whatever the plan knows is meant.
        for (site, item) in readings(&self.need) {
            let (plan_id, needs) = match centre.explain(site, item, &self.plan).await {
                Ok(answer) => answer,
                Err(CoordinatorError::Refused(refused)) if refused.is_unknown => {
                    refusal.get_or_insert(refused);
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let (units, offset) = match found.take() {
                Some(known) => known,
                None => {
                    console.say(&message!("centre-explain-plan", plan = &plan_id))?;
                    (centre.units().await, centre.offset_of(&plan_id).await)
                }
            };
            for need in &needs {
                explanation::print(need, &units, offset, console)?;
            }
            found = Some((units, offset));
        }
        match refusal.filter(|_| found.is_none()) {
            Some(refused) => Err(CoordinatorError::Refused(refused).into()),
            None => Ok(()),
        }
    }
}

/// Every site and item that `SITE` or `SITE/ITEM` could mean; as a whole last.
fn readings(need: &str) -> Vec<(&str, &str)> {
    let splits = need.match_indices('/').map(|(at, _)| (&need[..at], &need[at + 1..]));
    splits.filter(|(site, item)| !site.is_empty() && !item.is_empty()).chain([(need, "")]).collect()
}

#[cfg(test)]
mod tests {
    use super::readings;

    #[test]
    fn a_key_is_taken_apart_at_any_slash() {
        assert_eq!(readings("H1"), [("H1", "")]);
        assert_eq!(readings("H1/N95"), [("H1", "N95"), ("H1/N95", "")]);
        assert_eq!(readings("武汉/一院/N95"), [("武汉", "一院/N95"), ("武汉/一院", "N95"), ("武汉/一院/N95", "")]);
    }
}
