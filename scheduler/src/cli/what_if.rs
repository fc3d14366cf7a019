//! `what-if`: plans of the present situation with something changed, side by side. Nothing is recorded.

use super::Failure;
use crate::client::comparing::{Case, TriedView};
use crate::client::connect::ConnectArgs;
use crate::setup::{data_dir, policies};
use crate::terminal::comparing::cases;
use crate::terminal::console::Console;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use yicang_domain::SecondLevel;
use yicang_exchange::{Terminal, in_folder};
use yicang_language::{Message, ToMessage as _, message};

#[derive(clap::Args)]
pub(super) struct WhatIf {
    #[command(flatten)]
    connect: ConnectArgs,
    #[command(flatten)]
    cases: Cases,
    #[arg(long, value_name = "minutes|cost", default_value = "minutes")]
    second_level: String,
    #[arg(long, value_name = "N", default_value_t = 120)]
    seconds: u32,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "N", default_value_t = 40)]
    rows: usize,
}

/// What is typed of cases: each option belongs to the `--case` before it.
struct Cases(Vec<Case>);

/// The options that are edits: their names, and what stands for their value.
const EDITS: [(&str, &str); 7] = [
    ("stock", "DEPOT/ITEM=+N"),
    ("close", "DEPOT-SITE"),
    ("open", "DEPOT-SITE"),
    ("need", "SITE/ITEM=N[:CLASS]"),
    ("pool", "POOL=+Ng"),
    ("release", "DEPOT/ITEM=N"),
    ("without_earmark", "LOT"),
];

impl clap::Args for Cases {
    fn augment_args(command: Command) -> Command {
        let option = |id: &'static str, value: &'static str| {
            Arg::new(id).long(id.replace('_', "-")).value_name(value).action(ArgAction::Append)
        };
        let command = command.arg(option("case", "NAME"));
        let command = EDITS.iter().fold(command, |command, (id, value)| command.arg(option(id, value)));
        command.arg(option("policy", "NAME|FILE"))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl clap::FromArgMatches for Cases {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut words: Vec<(usize, &str, String)> = Vec::new();
        for id in ["case", "policy"].into_iter().chain(EDITS.map(|(id, _)| id)) {
            let values = matches.get_many::<String>(id).into_iter().flatten();
            words.extend(matches.indices_of(id).into_iter().flatten().zip(values).map(|(at, v)| (at, id, v.clone())));
        }
        words.sort();
        let mut cases: Vec<Case> = Vec::new();
        for (_, id, value) in words {
            if id == "case" {
                cases.push(Case { name: value, ..Case::default() });
                continue;
            }
            if cases.is_empty() {
                cases.push(Case { name: "1".into(), ..Case::default() });
            }
            let Some(case) = cases.last_mut() else { continue };
            match id {
                "policy" => case.policy = value,
                edit => case.edits.push(format!("{} {value}", edit.replace('_', "-"))),
            }
        }
        Ok(Self(cases))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl WhatIf {
    pub(super) async fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let word = self.second_level.as_str();
        let unknown = || Failure::usage(message!("whatif-second-level", word = word));
        let second = SecondLevel::parse(word).ok_or_else(unknown)?;
        let mut asked = self.cases.0;
        for case in &mut asked {
            if !case.policy.is_empty() && policies::text(&case.policy).is_none() {
                case.policy_text = data_dir::read(&PathBuf::from(std::mem::take(&mut case.policy)))?;
            }
        }
        let centre = self.connect.connect(console.language).await?;
        let language = console.language;
        let shown = io::stderr().is_terminal();
        let progress = |done: u32, all: u32| {
            if shown {
                let said = message!("whatif-progress", done = done, all = all).say(language);
                // There is nobody to tell if the terminal is gone.
                let _ = writeln!(Terminal::new(io::stderr()), "{said}");
            }
        };
        let mut plans = centre.what_if(&asked, second, self.seconds, progress).await?.into_iter();
        let present = plans.next().ok_or_else(incomplete)?;
        let tried: Vec<TriedView> = plans.collect();
        if tried.len() != asked.len() {
            return Err(incomplete());
        }
        cases(&present, &tried, self.rows, console)?;
        let Some(out) = &self.out else { return Ok(()) };
        for view in &tried {
            let dir = if tried.len() == 1 { out.clone() } else { out.join(&view.name) };
            write(&dir, view, second, console)?;
        }
        Ok(())
    }
}

fn incomplete() -> Failure {
    Failure::Said(message!("whatif-nobody-answered"), 1)
}

/// Writes a case as tables, and says what plans them.
fn write(dir: &Path, view: &TriedView, second: SecondLevel, console: &mut Console<'_>) -> Result<(), Failure> {
    let cannot = |path: &Path, error: &io::Error| {
        let why: Message = error.message();
        Failure::Said(message!("whatif-cannot-write", path = path, why = why), 1)
    };
    std::fs::create_dir_all(dir).map_err(|error| cannot(dir, &error))?;
    let tables = in_folder(&view.situation).into_iter().map(|(name, text)| (name.to_owned(), text));
    for (name, text) in tables.chain([("rules.policy".to_owned(), view.policy_text.clone())]) {
        let path = dir.join(name);
        std::fs::write(&path, text).map_err(|error| cannot(&path, &error))?;
    }
    console.gap()?;
    console.say(&message!("whatif-written", case = &view.name, out = dir))?;
    let situation = &view.situation;
    let now = jiff::tz::Offset::from_seconds(situation.offset).unwrap_or(jiff::tz::Offset::UTC);
    let now = situation.now.display_with_offset(now);
    let seed = situation.seed.as_deref().unwrap_or_default();
    let (folder, second) = (dir.display(), second.as_str());
    let command = format!(
        "  yicang offline plan --from {folder} --policy {folder}/rules.policy --second-level {second} --now {now} \
         --seed '{seed}' --out {folder}/plan"
    );
    Ok(console.print(&command)?)
}
