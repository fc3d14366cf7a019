//! `amend`, `renew` and `raise`: a need report built from what this agent has said last, as its own outbox has it. What
//! is not said anew stays; before and after are shown.

use super::console::Console;
use super::send::{Sending, open_to_report, push_if};
use super::things::Reader;
use super::{Failure, Outcome, meant};
use crate::agent_dir::AgentDir;
use crate::known::Known;
use jiff::Timestamp;
use std::collections::BTreeMap;
use yicang_domain::life::amount;
use yicang_domain::report::{Body, LINES_MAX, NeedLine};
use yicang_domain::{ClassName, NeedKey, Quantity, SiteId};
use yicang_exchange::{Asked, LifeDays, When};
use yicang_language::{Message, message};

#[derive(clap::Args)]
pub(super) struct Amend {
    #[arg(value_name = "SITE/ITEM")]
    need: String,
    #[arg(long, allow_hyphen_values = true, required_unless_present_any = ["class", "due", "latest", "life"])]
    quantity: Option<Asked>,
    #[arg(long)]
    class: Option<ClassName>,
    #[arg(long, value_name = "TIME")]
    due: Option<When>,
    #[arg(long, value_name = "TIME")]
    latest: Option<When>,
    #[arg(long, value_name = "DAYS")]
    life: Option<LifeDays>,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
pub(super) struct Renew {
    #[arg(value_name = "ITEM", required_unless_present = "all", conflicts_with = "all")]
    needs: Vec<String>,
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
pub(super) struct Raise {
    #[arg(value_name = "ITEM")]
    need: String,
    #[arg(long)]
    class: ClassName,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
struct Common {
    #[arg(long)]
    yes: bool,
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    sending: Sending,
}

impl Amend {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let Self { need, quantity, class, due, latest, life, common } = self;
        let mut things = common.sending.things(agent_dir);
        let mut reader = Reader::new(&mut things);
        let (due, latest) = (reader.moment(due.as_ref(), console), reader.moment(latest.as_ref(), console));
        reader.finish(console)?;
        common.report(agent_dir, console, |known| {
            let (key, mut line) = open(known, &need)?;
            if let Some(Asked(asked)) = quantity {
                (line.quantity, line.unknown) = (asked.unwrap_or_default(), asked.is_none());
            }
            line.class = class.unwrap_or(line.class);
            line.due = due.or(line.due);
            line.latest_useful = latest.or(line.latest_useful);
            line.life_days_min = life.map_or(line.life_days_min, |days| days.0);
            Ok(vec![(key, line)])
        })
    }
}

impl Renew {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let Self { needs, all, common } = self;
        common.report(agent_dir, console, |known| {
            if all {
                let open = known.needs().filter(|(_, line)| !line.withdraws());
                let open: Vec<_> = open.map(|(key, line)| (key.clone(), line.clone())).collect();
                return if open.is_empty() { Err(vec![message!("agent-known-nothing")]) } else { Ok(open) };
            }
            // Every fault at once.
            let mut faults = Vec::new();
            let found = needs.iter().filter_map(|need| open(known, need).map_err(|why| faults.extend(why)).ok());
            let found: BTreeMap<_, _> = found.collect();
            if faults.is_empty() { Ok(found.into_iter().collect()) } else { Err(faults) }
        })
    }
}

impl Raise {
    pub(super) fn run(self, agent_dir: &AgentDir, console: &mut Console) -> Result<Outcome, Failure> {
        let Self { need, class, common } = self;
        common.report(agent_dir, console, |known| {
            let (key, line) = open(known, &need)?;
            Ok(vec![(key, NeedLine { class, ..line })])
        })
    }
}

impl Common {
    fn report(
        self,
        agent_dir: &AgentDir,
        console: &mut Console,
        new: impl FnOnce(&Known) -> Result<Vec<(NeedKey, NeedLine)>, Vec<Message>>,
    ) -> Result<Outcome, Failure> {
        let known = Known::of(&open_to_report(agent_dir, console)?)?;
        let nothing_done = |mut why: Vec<Message>| {
            why.push(message!("agent-nothing-done"));
            Failure(why)
        };
        let mut sites = BTreeMap::<SiteId, Vec<NeedLine>>::new();
        for (key, line) in new(&known).map_err(nothing_done)? {
            let before = known.last(&key).map_or_else(|| Message::verbatim("-"), |line| words(line, console));
            let (need, after) = (format!("{}/{}", key.site, key.item), words(&line, console));
            console.say(&message!("agent-change-need", need = need, before = before, after = after));
            sites.entry(key.site).or_default().push(NeedLine { beside: true, ..line });
        }
        let parts = sites.into_iter().flat_map(|(site, lines)| {
            let part = |lines: &[NeedLine]| Body::Need { site: site.clone(), lines: lines.to_vec() };
            lines.chunks(LINES_MAX).map(part).collect::<Vec<_>>()
        });
        let bodies: Vec<_> = parts.collect();
        push_if((bodies, &self.note), self.sending, agent_dir, console, |bodies, _| meant(bodies, &known, self.yes))
    }
}

/// What the agent has said last of the need that a word means: `SITE/ITEM`, or the item where it has reported that for
/// one site only.
fn open(known: &Known, word: &str) -> Result<(NeedKey, NeedLine), Vec<Message>> {
    let is_whole = |key: &NeedKey| format!("{}/{}", key.site, key.item) == word;
    let all = || known.needs();
    let found: Vec<_> = match all().find(|(key, _)| is_whole(key)) {
        Some(whole) => vec![whole],
        None => all().filter(|(key, _)| key.item.as_str() == word).collect(),
    };
    match found[..] {
        [] => Err(vec![message!("agent-known-none", need = word)]),
        [(_, line)] if line.withdraws() => Err(vec![message!("agent-known-withdrawn", need = word)]),
        [(key, line)] => Ok((key.clone(), line.clone())),
        _ => {
            let sites: Vec<_> = found.iter().map(|(key, _)| key.site.to_string()).collect();
            Err(vec![message!("agent-known-several", item = word, sites = sites.join(", "))])
        }
    }
}

/// A line in a few words.
fn words(line: &NeedLine, console: &Console) -> Message {
    let units =
        if line.quantity == Quantity::ZERO && !line.unknown { Message::verbatim(0) } else { amount(line.amount()) };
    let moment =
        |name: &str, at: Option<Timestamp>| at.map(|at| format!("{name} {}", console.moment(Some(at.as_second()))));
    let life = Some(line.life_days_min).filter(|days| *days > 0).map(|days| format!("life {days}"));
    let rest = [moment("due", line.due), moment("latest", line.latest_useful), life];
    let rest: Vec<_> = rest.into_iter().flatten().collect();
    let class = line.class.as_str();
    if rest.is_empty() {
        return message!("agent-need-words", units = units, class = class);
    }
    message!("agent-need-words-due", units = units, class = class, rest = rest.join(", "))
}
