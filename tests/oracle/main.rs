//! Plans beside an independent oracle, relations between plans, and extremes: the long form of what the tests do in
//! short.
//!
//! ```text
//! cargo run --release --locked -p yicang-tests --bin oracle -- --seed 1 --count 20000
//! ```
//!
//! Options, each with a number: `--seed`, `--count` (situations beside the oracle), `--metamorphic` (of each relation),
//! `--extreme`, `--from` (the first index, 0 where it is absent), `--threads` (2), `--seconds` (what the oracle may
//! take for a step of its own, 10). `--out DIR` is where failing situations are written, as they came and made small.
//! It ends with 1 where something failed.

#![cfg_attr(test, allow(clippy::unwrap_used))] // in a test a panic is the answer

mod best;
mod changes;
mod compare;
mod count;
mod exchange;
mod extreme;
mod flow;
mod generate;
#[cfg(test)]
mod hand;
mod overriding;
mod parts;
mod plans;
mod random;
mod reading;
mod relations;
mod roles;
mod run;
mod shrink;
#[cfg(test)]
mod tests;
mod whole;
mod worth;

use run::{Failure, Span, Tally};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

/// Failing situations that are written, of each kind of fault in each run.
const WRITTEN_MAX: usize = 2;

/// Least of hundred decided situations that must be at the optimum.
const AT_OPTIMUM_PERCENT: u64 = 85;

fn main() -> ExitCode {
    match try_main() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            let _ = writeln!(io::stderr(), "{problem}");
            ExitCode::from(2)
        }
    }
}

/// Whether all is well.
fn try_main() -> Result<bool, String> {
    let (numbers, out) = arguments(env::args().skip(1))?;
    let number = |key: &str, default: u64| numbers.get(key).copied().unwrap_or(default);
    #[expect(clippy::cast_precision_loss, reason = "few seconds")]
    let seconds = number("seconds", 10) as f64;
    let span = |count| Span {
        seed: number("seed", 1),
        from: number("from", 0),
        count,
        threads: number("threads", 2),
        seconds,
    };
    let progress = |what, span: Span| Progress { what, all: span.count, out: out.as_deref() };
    let mut is_well = true;
    if number("count", 0) > 0 {
        let span = span(number("count", 0));
        let tally = run::oracle(span, &progress("oracle", span));
        is_well &= report("beside the oracle", &tally, span, out.as_deref())?;
        is_well &= enough_at_optimum(&tally);
    }
    for relation in relations::ALL.iter().filter(|_| number("metamorphic", 0) > 0) {
        let span = span(number("metamorphic", 0));
        let tally = run::relation(relation, span, &progress(relation.name, span));
        is_well &= report(relation.name, &tally, span, out.as_deref())?;
    }
    if number("extreme", 0) > 0 {
        let span = span(number("extreme", 0));
        let tally = run::extremes(span, &progress("extreme", span));
        is_well &= report("extremes", &tally, span, out.as_deref())?;
    }
    Ok(is_well)
}

/// The numbers of the options, and the folder.
fn arguments(mut words: impl Iterator<Item = String>) -> Result<(BTreeMap<String, u64>, Option<PathBuf>), String> {
    let known = ["seed", "count", "metamorphic", "extreme", "from", "threads", "seconds"];
    let (mut numbers, mut out) = (BTreeMap::new(), None);
    while let Some(word) = words.next() {
        let key = word.strip_prefix("--").filter(|key| *key == "out" || known.contains(key));
        let key = key.ok_or_else(|| format!("{word:?} is none of --out, --{}", known.join(", --")))?;
        let value = words.next().ok_or_else(|| format!("--{key} has no value"))?;
        if key == "out" {
            out = Some(PathBuf::from(value));
        } else {
            let number = value.parse().map_err(|_| format!("--{key} is a whole number, not {value:?}"))?;
            numbers.insert(key.to_owned(), number);
        }
    }
    if ["count", "metamorphic", "extreme"].iter().all(|key| !numbers.contains_key(*key)) {
        return Err("nothing to do: give --count, --metamorphic or --extreme".to_owned());
    }
    Ok((numbers, out))
}

/// The line that says how far a run is, and where cases that take long are written.
struct Progress<'a> {
    what: &'static str,
    all: u64,
    out: Option<&'a Path>,
}

impl run::Listener for Progress<'_> {
    fn done(&self, done: u64) {
        if done.is_multiple_of(50) || done == self.all {
            let end = if done == self.all { "\n" } else { "" };
            let _ = write!(io::stderr(), "\r{}: {done} of {}{end}", self.what, self.all);
        }
    }

    fn slow(&self, failure: &Failure) {
        let _ = writeln!(io::stderr(), "\n{}: {}", failure.name, failure.why);
        if let Some(folder) = self.out {
            let _ = write_case(folder, &failure.name, &failure.case, &failure.why);
        }
    }
}

/// Prints what came of a run and writes what failed; whether nothing did.
fn report(what: &str, tally: &Tally, span: Span, out: Option<&Path>) -> Result<bool, String> {
    let mut stdout = io::stdout().lock();
    let counts: Vec<String> = tally.counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    let _ = writeln!(stdout, "{what}: {}", counts.join(", "));
    let mut kinds: BTreeMap<String, Vec<&Failure>> = BTreeMap::new();
    for failure in &tally.failures {
        kinds.entry(run::kind(&failure.why)).or_default().push(failure);
    }
    for failures in kinds.values() {
        let _ = writeln!(stdout, "  {} times, {}: {}", failures.len(), failures[0].name, failures[0].why);
        for failure in failures.iter().take(WRITTEN_MAX).filter(|_| out.is_some()) {
            let folder = out.unwrap_or(Path::new("."));
            write_failure(folder, failure, span).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
    }
    Ok(tally.failures.is_empty())
}

/// The case as it came, and made small.
fn write_failure(folder: &Path, failure: &Failure, span: Span) -> io::Result<()> {
    write_case(folder, &failure.name, &failure.case, &failure.why)?;
    match run::smallest(failure, span) {
        Some((case, why)) => write_case(folder, &format!("{}-small", failure.name), &case, &why),
        None => Ok(()),
    }
}

fn write_case(folder: &Path, name: &str, case: &generate::Case, why: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join(format!("{name}.situation")), case.situation.to_text())?;
    fs::write(folder.join(format!("{name}.policy")), &case.rules)?;
    fs::write(folder.join(format!("{name}.why")), format!("second level {}\n{why}\n", case.second.as_str()))
}

fn enough_at_optimum(tally: &Tally) -> bool {
    let [exact, best, below] = ["exact", "together, at the optimum", "together, below the optimum and within the gap"]
        .map(|name| tally.count(name));
    let all = exact + best + below;
    let percent = |part: u64, whole: u64| (part * 100).checked_div(whole).unwrap_or(100);
    let (share, together) = (percent(exact + best, all), percent(best, best + below));
    let _ = writeln!(io::stdout(), "at the optimum: {share} % of all, {together} % of those planned together");
    share >= AT_OPTIMUM_PERCENT
}
