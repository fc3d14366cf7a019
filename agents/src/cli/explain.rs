//! `explain`: what a need of this agent's got in the plan that was decided last, why not more, and what would help.

use super::asked::{answered, spoken};
use super::console::Console;
use super::things::{Reader, Things};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use yicang_domain::SiteId;
use yicang_exchange::Named;
use yicang_language::{ToMessage as _, message};
use yicang_proto::explanation::explanation_from_wire;

#[derive(clap::Args)]
pub(super) struct Explain {
    #[arg(value_name = "[SITE/]ITEM", add = super::completion::items())]
    need: String,
}

impl Explain {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let mut things = Things::of(agent_dir);
        let (site, item) = site_and_item(&self.need, &mut things, console)?;
        let asked = answered(agent_dir, async |client| client.explanation(agent_dir, site.as_str(), &item).await);
        let told = asked?;
        let needs = told.needs.into_iter().map(explanation_from_wire).collect::<Result<Vec<_>, _>>();
        let needs = needs.map_err(|fault| fault.message())?;
        console.say(&message!("agent-explain-plan", plan = &told.plan_id, record = told.decision_index));
        for need in &needs {
            console.gap();
            let lines = spoken(&things, console, |spoken| need.sentences(spoken));
            lines.iter().for_each(|line| console.say(line));
        }
        Ok(Outcome::Done)
    }
}

/// What `SITE/ITEM`, `ITEM` or `SITE` could mean. An id may have a slash itself: what is known is meant.
fn site_and_item(text: &str, things: &mut Things<'_>, console: &mut Console) -> Result<(SiteId, String), Failure> {
    let is = |things: &Things<'_>, of: Named, text: &str| {
        things.catalogue().is_some_and(|kept| kept.names(of).find(text).is_ok())
    };
    let splits = text.match_indices('/').map(|(at, _)| (&text[..at], &text[at + 1..]));
    let splits: Vec<_> = splits.filter(|(site, item)| !site.is_empty() && !item.is_empty()).collect();
    let known = splits.iter().find(|(site, item)| is(things, Named::Sites, site) && is(things, Named::Items, item));
    let (site, item) = match (known.or(splits.first()), is(things, Named::Items, text)) {
        (Some((site, item)), false) => (Some(*site), Some(*item)),
        // A site alone is all of its needs.
        (None, false) if is(things, Named::Sites, text) => (Some(text), None),
        _ => (None, Some(text)),
    };
    let mut reader = Reader::new(things);
    let (site, item) = (reader.site(site), item.map(|item| reader.item("ITEM", item)));
    reader.finish(console)?;
    let site = site.ok_or_else(|| message!("agent-explain-which"))?;
    Ok((site, item.flatten().map(|item| item.to_string()).unwrap_or_default()))
}
