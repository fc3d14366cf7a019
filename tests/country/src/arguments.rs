//! The words on the command line.

use crate::country::{SIZES, Size};
use crate::rules::POLICIES;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;
use yicang_domain::Decimal;

/// The shipped policy has 20 steps, and there are at most 2,000 sub-steps.
const SUB_STEPS_MAX: u64 = 100;
/// In a country in conflict, only so many of the nearest holders serve a need: places cannot help each other.
const NEAREST_IN_CONFLICT: usize = 3;

/// What `--help` says.
pub const HELP: &str = "\
Makes up a country, plans its supplies, proves the plan best, and prints one line of JSON.

cargo run --release -p yicang-country -- SIZE [OPTION]...

SIZE            depots x sites x items: S 20x500x20, SM 60x1500x20, M 200x5000x50, L 1000x10000x50, XL 3000x35000x100
--policy NAME   plain-units (the default) or floor-then-class
--seed N        another country (default 1)
--threads N     threads (default: one for each core)
--nearest K     only the K nearest holders of an item may serve a need
--change P      then change P percent of the needs, and plan again from the first plan and from the start
--sub-steps N   with floor-then-class: cut each step into N (default: as the policy says)
--coupled       items share the vehicles of their depots: planned jointly, by the planner itself
--conflict      the same, so short of vehicles that the floor and several classes lack something
--deadline S    with --coupled: the best plan after about so many seconds, its bound proven
--export DIR    write the tables that `yicang plan --from DIR` reads
--peers DIR     write a min-cost-flow problem in DIMACS form for each item; with --coupled, by plain-units, one MPS file
--help          this

Exit code 0: planned and proven; 1: not proven, or a file could not be written; 2: the command line is wrong.
";

/// A run that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arguments {
    /// How large a country.
    pub size: Size,
    /// The name of a policy in [`crate::rules::POLICIES`].
    pub policy: String,
    /// Which country of that size.
    pub seed: u64,
    /// How many threads plan it, at least one.
    pub threads: usize,
    /// Only the N nearest holders of an item serve a need; `None` is all.
    pub nearest: Option<usize>,
    /// Percent, above 0, at most 100.
    pub change: Option<Decimal>,
    /// Of a step; `None` is as many as the policy says.
    pub sub_steps: Option<u32>,
    /// Whether items share vehicles.
    pub coupled: bool,
    /// Whether vehicles are very short.
    pub conflict: bool,
    /// With `coupled`: when to stop; `None` is when the plan is proven.
    pub deadline: Option<Duration>,
    /// Where to write the tables of `yicang plan`.
    pub export: Option<PathBuf>,
    /// Where to write the problems for other solvers.
    pub peers: Option<PathBuf>,
}

/// What the command line comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Plan a country.
    Run(Arguments),
    /// Print the help.
    Help,
}

impl Command {
    /// Reads the words after the program's name.
    ///
    /// # Errors
    /// One sentence that says what is wrong and what to write.
    pub fn read(words: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut words = words.into_iter();
        let mut size = None;
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let mut run = Arguments {
            size: SIZES[0],
            policy: "plain-units".into(),
            seed: 1,
            threads,
            nearest: None,
            change: None,
            sub_steps: None,
            coupled: false,
            conflict: false,
            deadline: None,
            export: None,
            peers: None,
        };
        while let Some(word) = words.next() {
            let mut value = |what: &str| {
                let next = words.next().filter(|next| !next.starts_with("--"));
                next.ok_or_else(|| format!("{word} stands without {what}; write it after {word}"))
            };
            match word.as_str() {
                "--help" | "-h" => return Ok(Self::Help),
                "--policy" => run.policy = policy(value("a policy")?)?,
                "--seed" => run.seed = whole(&word, &value("a number")?, 0, u64::MAX)?,
                "--threads" => run.threads = whole(&word, &value("a number")?, 1, 1_024)?,
                "--nearest" => run.nearest = Some(whole(&word, &value("a number")?, 1, 1_000_000)?),
                "--change" => run.change = Some(percent(&value("a percentage")?)?),
                "--sub-steps" => run.sub_steps = Some(whole(&word, &value("a number")?, 1, SUB_STEPS_MAX)?),
                "--coupled" => run.coupled = true,
                "--conflict" => (run.coupled, run.conflict) = (true, true),
                "--deadline" => {
                    run.deadline = Some(Duration::from_secs(whole(&word, &value("seconds")?, 0, 1_000_000)?));
                }
                "--export" => run.export = Some(value("a folder")?.into()),
                "--peers" => run.peers = Some(value("a folder")?.into()),
                _ if word.starts_with('-') => return Err(format!("{word} is not an option; --help lists them")),
                _ if size.is_some() => return Err(format!("{word:?} is one word too many: give one size only")),
                _ => size = Some(named(&word)?),
            }
        }
        run.size = size.ok_or_else(|| format!("a size is missing; write one of {}", sizes()))?;
        if run.sub_steps.is_some() && run.policy == "plain-units" {
            return Err("--sub-steps is for --policy floor-then-class; plain-units has no steps".into());
        }
        if run.conflict && run.nearest.is_none() {
            run.nearest = Some(NEAREST_IN_CONFLICT);
        }
        if run.coupled && run.peers.is_some() && run.policy != "plain-units" {
            return Err("--coupled --peers writes one level; leave --policy out".into());
        }
        if run.export.is_some() && run.nearest.is_some() {
            return Err("--export writes every lane and knows no --nearest; leave one of them out".into());
        }
        if run.coupled && run.change.is_some() {
            return Err("--change is for items that share nothing; leave it or --coupled out".into());
        }
        if run.deadline.is_some() && !run.coupled {
            return Err("--deadline is for --coupled: items that share nothing are planned to the end".into());
        }
        Ok(Self::Run(run))
    }
}

fn sizes() -> String {
    SIZES.map(|size| size.name).join(", ")
}

fn named(word: &str) -> Result<Size, String> {
    let size = SIZES.into_iter().find(|size| size.name.eq_ignore_ascii_case(word));
    size.ok_or_else(|| format!("{word:?} is not a size; write one of {}", sizes()))
}

fn policy(word: String) -> Result<String, String> {
    let known = POLICIES.map(|(name, _)| name);
    if known.contains(&word.as_str()) {
        Ok(word)
    } else {
        Err(format!("{word:?} is not a policy for this; write {}", known.join(" or ")))
    }
}

fn whole<T: TryFrom<u64>>(option: &str, text: &str, least: u64, most: u64) -> Result<T, String> {
    let number = text.parse::<u64>().ok().filter(|number| (least..=most).contains(number));
    let number = number.and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| format!("{option} takes a whole number from {least} to {most}, not {text:?}"))
}

fn percent(text: &str) -> Result<Decimal, String> {
    let percent = text.parse::<Decimal>().ok().filter(|percent| (1..=100_000_000).contains(&percent.micros()));
    percent.ok_or_else(|| format!("--change takes a percentage above 0 and up to 100, for example 1, not {text:?}"))
}
