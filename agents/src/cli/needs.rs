//! `needs`: how the open needs of this agent's sites stand, and what of them still waits here.

use super::asked::{answered, spoken, with_unit};
use super::console::Console;
use super::send::open_outbox;
use super::things::{Reader, Things};
use super::{Failure, Outcome};
use crate::agent_dir::AgentDir;
use yicang_domain::explanation::Standing;
use yicang_domain::life::amount;
use yicang_language::{Message, ToMessage as _, grouped, message};
use yicang_proto::explanation::standing_from_wire;
use yicang_proto::v1::NeedReport;
use yicang_proto::v1::report::Body;

#[derive(clap::Args)]
pub(super) struct Needs {
    #[arg(long, value_name = "ID", add = super::completion::sites())]
    site: Option<String>,
    #[arg(long)]
    history: bool,
}

impl Needs {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let mut things = Things::of(agent_dir);
        let mut reader = Reader::new(&mut things);
        let site = match &self.site {
            None => String::new(),
            Some(site) => reader.site(Some(site)).map(|site| site.to_string()).unwrap_or_default(),
        };
        reader.finish(console)?;
        let asked = answered(agent_dir, async |client| client.needs(agent_dir, &site).await);
        let outcome = match asked {
            Ok(answer) => {
                let read = answer.needs.into_iter().map(standing_from_wire).collect::<Result<Vec<_>, _>>();
                tell(&read.map_err(|fault| fault.message())?, &site, self.history, &things, console);
                Outcome::Done
            }
            Err(why) => {
                console.complain(&why);
                Outcome::Refused
            }
        };
        // What waits is no part of the centre's answer, and must not look like it.
        tell_waiting(agent_dir, &site, console)?;
        Ok(outcome)
    }
}

fn tell(needs: &[Standing], site: &str, history: bool, things: &Things<'_>, console: &mut Console) {
    if needs.is_empty() {
        console.say(&match site {
            "" => message!("agent-needs-none"),
            site => message!("agent-needs-none-of", site = site),
        });
        return;
    }
    let headings = [
        message!("agent-heading-site-own"),
        message!("agent-heading-item"),
        message!("agent-heading-class"),
        message!("agent-heading-claimed"),
        message!("agent-heading-entitled"),
        message!("agent-heading-covered"),
        message!("agent-heading-way"),
    ];
    let row = |standing: &Standing| {
        vec![
            standing.need.site.to_string(),
            with_unit(standing.need.item.as_str(), things),
            standing.class.to_string(),
            if standing.is_unknown { "?".to_owned() } else { grouped(standing.claimed) },
            grouped(standing.entitlement),
            grouped(standing.covered),
            mark(standing),
        ]
    };
    console.narrow_table(&headings, needs.iter().map(row).collect(), 3..6);
    for standing in needs {
        for line in sentences(standing, history, things, console) {
            console.say(&line);
        }
    }
}

/// The word for the way, and what keeps the need from being planned as others are.
fn mark(standing: &Standing) -> String {
    let marks = [(standing.is_stale, " STALE"), (standing.is_expired, " EXPIRED")];
    let marks = marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark);
    std::iter::once(standing.way.code.as_str()).chain(marks).collect()
}

fn sentences(standing: &Standing, history: bool, things: &Things<'_>, console: &Console) -> Vec<Message> {
    let need = format!("{}/{}", standing.need.site, standing.need.item);
    let mut said = Vec::new();
    if let Some(way) = standing.way.sentence.said_in(console.language) {
        said.push(message!("agent-needs-way", need = &need, way = way));
    }
    if !standing.way.basis.is_empty() {
        said.push(message!("agent-needs-basis", need = &need, basis = &standing.way.basis));
    }
    if standing.class != standing.claimed_class {
        let (class, claimed) = (standing.class.to_string(), standing.claimed_class.to_string());
        said.push(message!("agent-needs-class", need = &need, class = class, claimed = claimed));
    }
    if standing.is_stale {
        said.push(message!("agent-needs-stale", need = &need));
    }
    if history {
        let lines: Vec<_> =
            spoken(things, console, |spoken| standing.history.iter().map(|line| line.said(spoken)).collect());
        said.extend(lines);
    }
    said
}

fn tell_waiting(agent_dir: &AgentDir, site: &str, console: &mut Console) -> Result<(), Failure> {
    let pending = open_outbox(agent_dir, console)?.pending()?;
    let needs = pending.iter().filter_map(|queued| match &queued.report.body {
        Some(Body::Need(need)) if site.is_empty() || need.site_id == site => Some((queued.id(), need)),
        _ => None,
    });
    let lines: Vec<_> = needs.flat_map(|(id, need)| waiting(id, need)).collect();
    if !lines.is_empty() {
        console.say(&message!("agent-needs-wait"));
        lines.iter().for_each(|line| console.say(line));
    }
    Ok(())
}

fn waiting(id: &str, NeedReport { site_id, lines }: &NeedReport) -> Vec<Message> {
    let line = |line: &yicang_proto::v1::NeedLine| {
        let need = format!("{site_id}/{}", line.item_id);
        match line.quantity {
            0 if !line.quantity_unknown => message!("agent-needs-withdrawn", need = need, id = id),
            quantity => message!(
                "agent-needs-waiting",
                need = need,
                quantity = if line.quantity_unknown { amount(None) } else { grouped(quantity).into() },
                class = &line.priority_class,
                id = id,
            ),
        }
    };
    lines.iter().map(line).collect()
}
