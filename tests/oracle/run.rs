//! Many cases on several threads, and what came of them.

use crate::compare::{Standing, verdict};
use crate::extreme;
use crate::generate::{self, Case, Kind};
use crate::overriding;
use crate::plans;
use crate::random::Random;
use crate::relations::{self, Relation};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use std::{process, thread};

/// Something that must not be.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    /// Of which run, and which case of it.
    pub(crate) name: String,
    pub(crate) why: String,
    pub(crate) case: Case,
}

/// How often what came, and what must not have.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) counts: BTreeMap<String, u64>,
    pub(crate) failures: Vec<Failure>,
}

impl Tally {
    pub(crate) fn count(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }

    fn add(&mut self, name: &str) {
        *self.counts.entry(name.to_owned()).or_default() += 1;
    }
}

/// Which cases.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) seed: u64,
    pub(crate) from: u64,
    pub(crate) count: u64,
    pub(crate) threads: u64,
    /// What the oracle may take for a step of a part that is planned together.
    pub(crate) seconds: f64,
}

/// The outcomes of one case: what to count, and what is wrong.
type Outcome = (Vec<String>, Option<String>);

/// Who is told how a run goes on.
pub(crate) trait Listener: Sync {
    /// So many cases are done.
    fn done(&self, _: u64) {}

    /// A case takes long.
    fn slow(&self, _: &Failure) {}
}

/// Nobody.
#[cfg(test)]
impl Listener for () {}

/// When a case takes long, and when the whole run is given up for it.
const SLOW: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(900)];

/// A run: how its cases are called, made and judged.
struct Run<'a> {
    name: String,
    case: &'a (dyn Fn(u64) -> Case + Sync),
    one: &'a (dyn Fn(u64, &Case) -> Outcome + Sync),
}

impl Run<'_> {
    fn failure(&self, span: Span, index: u64, why: String, case: Case) -> Failure {
        Failure { name: format!("{}-{}-{index}", self.name, span.seed), why, case }
    }

    /// All cases of a span.
    fn over(&self, span: Span, listener: &dyn Listener) -> Tally {
        let (next, done, tally) = (AtomicU64::new(0), AtomicU64::new(0), Mutex::new(Tally::default()));
        let begun: Mutex<BTreeMap<u64, Instant>> = Mutex::default();
        let lock = "no thread panics while it counts";
        let work = |_alive: Sender<()>| loop {
            let index = span.from + next.fetch_add(1, Ordering::Relaxed);
            if index >= span.from + span.count {
                break;
            }
            begun.lock().expect(lock).insert(index, Instant::now());
            let case = (self.case)(index);
            let (counts, fault) = (self.one)(index, &case);
            begun.lock().expect(lock).remove(&index);
            let mut tally = tally.lock().expect(lock);
            counts.iter().for_each(|name| tally.add(name));
            tally.failures.extend(fault.map(|why| self.failure(span, index, why, case)));
            drop(tally);
            listener.done(done.fetch_add(1, Ordering::Relaxed) + 1);
        };
        let watch = |all: Receiver<()>| {
            let mut told = BTreeSet::new();
            while all.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                let begun = begun.lock().expect(lock).clone();
                for (index, since) in begun.into_iter().filter(|(_, since)| since.elapsed() > SLOW[0]) {
                    if told.insert(index) {
                        let why = format!("still at it after {} s", SLOW[0].as_secs());
                        listener.slow(&self.failure(span, index, why, (self.case)(index)));
                    }
                    if since.elapsed() > SLOW[1] {
                        process::exit(3);
                    }
                }
            }
        };
        thread::scope(|scope| {
            let (alive, all) = channel();
            for _ in 0..span.threads.max(1) {
                let alive = alive.clone();
                scope.spawn(|| work(alive));
            }
            drop(alive);
            scope.spawn(|| watch(all));
        });
        let mut tally = tally.into_inner().expect("all threads are done");
        tally.failures.sort_by(|a, b| a.name.cmp(&b.name));
        tally
    }
}

/// Plans beside the oracle.
pub(crate) fn oracle(span: Span, listener: &dyn Listener) -> Tally {
    let case = |index| oracle_case(span.seed, index);
    let one = |_, case: &Case| beside_oracle(case, span.seconds);
    Run { name: "oracle".to_owned(), case: &case, one: &one }.over(span, listener)
}

/// The case that has this index.
pub(crate) fn oracle_case(seed: u64, index: u64) -> Case {
    let case = generate::case(&mut Random::of_case(seed, index), Kind::ALL);
    match index % 3 {
        0 => overriding::overridden(&case, &mut Random::of_case(seed ^ 0x0f0f, index)).unwrap_or(case),
        _ => case,
    }
}

/// What to count of a case, and what is wrong.
pub(crate) fn beside_oracle(case: &Case, seconds: f64) -> (Vec<String>, Option<String>) {
    let (plan, mut faults) = match plans::plan_and_faults(case) {
        Ok(planned) => planned,
        Err(why) => return (vec!["failed".to_owned()], Some(why)),
    };
    let verdict = verdict(case, &plan, seconds);
    faults.extend(verdict.faults);
    if !faults.is_empty() {
        return (vec!["failed".to_owned()], Some(faults.join("\n")));
    }
    let standing = match verdict.standing {
        Standing::Exact => "exact",
        Standing::AtOptimum => "together, at the optimum",
        Standing::BelowOptimum => "together, below the optimum and within the gap",
        Standing::Undecided => "undecided",
    };
    let mut counts = vec![standing.to_owned()];
    if !verdict.joint_without_need.is_empty() {
        counts.push("(planned together though nothing couples it)".to_owned());
    }
    if let Some((level, millionths)) = verdict.below {
        let far = [(1, "10^-6"), (100, "10^-4"), (10_000, "1 %"), (100_000, "10 %")];
        let far = far.iter().find(|(most, _)| millionths <= *most).map_or("more", |(_, far)| far);
        counts.push(format!("(below at level {level} by at most {far})"));
    }
    (counts, None)
}

/// One relation over many cases.
pub(crate) fn relation(relation: &Relation, span: Span, listener: &dyn Listener) -> Tally {
    let case = |index| related_case(relation, span.seed, index).0;
    let one = |index, case: &Case| {
        let (_, seed) = related_case(relation, span.seed, index);
        let fault = related(relation, case, seed, index);
        (vec![if fault.is_some() { "broken" } else { "held" }.to_owned()], fault)
    };
    Run { name: relation.name.replace(' ', "-"), case: &case, one: &one }.over(span, listener)
}

/// The first case that the relation can be asked of, and the seed of its change.
fn related_case(relation: &Relation, seed: u64, index: u64) -> (Case, u64) {
    let mut random = Random::of_case(seed, index);
    loop {
        let (case, seed) = (generate::case(&mut random, relation.kind), random.next());
        if (relation.change)(&case, &mut Random::of_case(seed, index)).is_some() {
            return (case, seed);
        }
    }
}

/// How a relation is broken.
pub(crate) fn related(relation: &Relation, case: &Case, seed: u64, index: u64) -> Option<String> {
    let changed = (relation.change)(case, &mut Random::of_case(seed, index))?;
    (relation.judge)(case, &changed).err()
}

/// Extremes.
pub(crate) fn extremes(span: Span, listener: &dyn Listener) -> Tally {
    let case = |index| extreme::case(&mut Random::of_case(span.seed, index));
    let one = |index, case: &Case| match extreme::answer(case, &mut Random::of_case(!span.seed, index)) {
        Ok(answer) => (vec![format!("{answer:?}")], None),
        Err(why) => (vec!["failed".to_owned()], Some(why)),
    };
    Run { name: "extreme".to_owned(), case: &case, one: &one }.over(span, listener)
}

/// What a fault is about: its words without names and numbers.
pub(crate) fn kind(why: &str) -> String {
    let line = why.lines().next().unwrap_or("");
    let words = line.split(' ').filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || matches!(c, ',' | ':')));
    words.take(14).collect::<Vec<_>>().join(" ")
}

/// A failing case made small, with the reason it still fails for.
pub(crate) fn smallest(failure: &Failure, span: Span) -> Option<(Case, String)> {
    let (run, index) = failure.name.rsplit_once('-')?;
    let (run, _) = run.rsplit_once('-')?;
    let index: u64 = index.parse().ok()?;
    let fails = |case: &Case| -> Option<String> {
        let why = match run {
            "oracle" => beside_oracle(case, span.seconds).1,
            "extreme" => extreme::answer(case, &mut Random::of_case(!span.seed, index)).err(),
            name => {
                let relation = relations::ALL.iter().find(|relation| relation.name.replace(' ', "-") == name)?;
                let (_, seed) = related_case(relation, span.seed, index);
                related(relation, case, seed, index)
            }
        };
        // A case that fails in another way is another case.
        why.filter(|why| kind(why) == kind(&failure.why))
    };
    crate::shrink::shrink(&failure.case, &fails)
}
