//! A run: build, solve, prove, perhaps change and solve again.

use crate::arguments::Arguments;
use crate::change::Changed;
use crate::country::Country;
use crate::coupled;
use crate::crew::{Took, share};
use crate::fleet::Fleet;
use crate::item::{Answer, From, Instance};
use crate::minutes::Minutes;
use crate::near::Near;
use crate::proof::Case;
use crate::record::Record;
use crate::rules::Rules;
use crate::tally::Tally;
use crate::{export, peers};
use std::time::Instant;
use yicang_planner::simplex::Work;

/// Does what was asked for; what came out, and whether all of it is proven and as it should be.
///
/// # Errors
/// One sentence on a file that could not be written.
pub fn run(arguments: &Arguments) -> Result<(Record, bool), String> {
    let begun = Instant::now();
    let mut instance = build(arguments);
    let build = begun.elapsed();
    let fleet = arguments.coupled.then(|| Fleet::new(&instance.country, arguments.seed, arguments.conflict));
    if let Some(dir) = &arguments.export {
        export::write(&instance, fleet.as_ref(), dir)?;
    }
    if let Some(dir) = arguments.peers.as_ref().filter(|_| fleet.is_none()) {
        peers::write(&instance, dir)?;
    }
    let mut record = Record::default();
    record.add_text("size", arguments.size.name);
    record.add("seed", arguments.seed);
    record.add_text("policy", instance.rules.name);
    record.add("threads", arguments.threads);
    record.add_if("nearest", arguments.nearest);
    record.add("needs", instance.country.needs());
    record.add("lanes", instance.lanes());
    record.add("coupled", arguments.coupled);
    record.add("conflict", arguments.conflict);
    if let Some(fleet) = &fleet {
        record.add_seconds("build_seconds", build);
        let good = coupled::run(arguments, &instance, fleet, &mut record)?;
        record.add_peak();
        return Ok((record, good));
    }

    let items = arguments.size.items;
    let (answers, took) = share(arguments.threads, items, "solved", |item| {
        instance.solve(item, From::Nothing { keep: arguments.change.is_some() })
    });
    let checked = Checked::new(arguments, &instance, &answers);
    let mut good = checked.is_good();
    checked.tell(&mut record, "", &instance.rules);
    record.add("combined", answers.iter().map(|answer| answer.loss).sum::<i128>() + checked.tally.cost);
    record.add_if("proven_gap", checked.is_good().then_some(0));
    record.add_seconds("build_seconds", build);
    tell_took(&mut record, ["solve_seconds", "cpu_seconds"], took);
    record.add_seconds("check_seconds", checked.took.wall);
    record.add_seconds("check_cpu_seconds", checked.took.cpu);
    tell_work(&mut record, "", answers.iter().map(|answer| answer.work));
    record.add("warm", arguments.change.is_some());
    if let Some(percent) = arguments.change {
        let changed = Changed::new(&mut instance.country, percent, arguments.seed);
        good &= again(arguments, &instance, &changed, answers, &mut record);
    }
    record.add_peak();
    Ok((record, good))
}

/// Makes everything that solving needs.
pub fn build(arguments: &Arguments) -> Instance {
    let rules = Rules::named(&arguments.policy, arguments.sub_steps).expect("the command line names a policy there is");
    let mut country = Country::new(arguments.size, arguments.seed);
    if rules.has_draw() {
        country.draw(arguments.seed, arguments.threads);
    }
    let minutes = Minutes::new(&country, &rules.travel, arguments.threads);
    let (near, _) = share(arguments.threads, country.held.len(), "nearest holders found", |item| {
        let (held, asked) = (&country.held[item], &country.asked[item]);
        let most = arguments.nearest.filter(|most| *most < held.len())?;
        Some(Near::new(&rules, &minutes, held, asked, most))
    });
    Instance { seed: arguments.seed, rules, country, minutes, nearest: arguments.nearest, near }
}

/// Solves what changed from the answers before the change, and everything from the start; whether both are equally
/// good.
fn again(
    arguments: &Arguments,
    instance: &Instance,
    changed: &Changed,
    mut answers: Vec<Answer>,
    record: &mut Record,
) -> bool {
    let (anew, took) = share(arguments.threads, changed.items.len(), "solved again", |index| {
        let item = changed.items[index];
        let kept = answers[item].kept.lock().expect("nobody panics with it").take();
        instance.solve(item, From::Tree(Box::new(kept.expect("kept, and taken once"))))
    });
    record.add("changed_needs", changed.needs);
    record.add("changed_lots", changed.lots);
    record.add("changed_items", changed.items.len());
    tell_took(record, ["replan_seconds", "replan_cpu_seconds"], took);
    tell_work(record, "replan_", anew.iter().map(|answer| answer.work));
    for (item, answer) in changed.items.iter().zip(anew) {
        answers[*item] = answer;
    }
    let warm = Checked::new(arguments, instance, &answers);
    warm.tell(record, "replan_", &instance.rules);
    drop(answers);
    let (cold, took) = share(arguments.threads, arguments.size.items, "solved from the start", |item| {
        Tally::of(instance, item, &instance.solve(item, From::Nothing { keep: false }))
    });
    let cold: Tally = cold.into_iter().sum();
    tell_values(record, "cold_", &instance.rules, &cold);
    tell_took(record, ["cold_seconds", "cold_cpu_seconds"], took);
    let same = cold == warm.tally;
    record.add("same", same);
    same && warm.is_good()
}

/// Answers that were counted and proven, or not.
struct Checked {
    tally: Tally,
    refused: Option<String>,
    took: Took,
}

impl Checked {
    fn new(arguments: &Arguments, instance: &Instance, answers: &[Answer]) -> Self {
        let (items, took) = share(arguments.threads, answers.len(), "checked", |item| {
            match Case::new(instance, item, &answers[item]).map(|case| case.failure()) {
                Ok(None) => (Tally::of(instance, item, &answers[item]), None),
                Ok(Some(failure)) => (Tally::of(instance, item, &answers[item]), Some(failure)),
                Err(form) => (Tally::default(), Some(form)),
            }
        });
        let failures = items.iter().enumerate().filter_map(|(item, (_, failure))| Some((item, failure.as_ref()?)));
        let refused = failures.map(|(item, failure)| format!("refused: item {item}: {failure}")).next();
        Self { tally: items.iter().map(|(tally, _)| *tally).sum(), refused, took }
    }

    fn is_good(&self) -> bool {
        self.refused.is_none()
    }

    fn tell(&self, record: &mut Record, prefix: &str, rules: &Rules) {
        record.add_text(&format!("{prefix}certificate"), self.refused.as_deref().unwrap_or("verified"));
        tell_values(record, prefix, rules, &self.tally);
    }
}

fn tell_values(record: &mut Record, prefix: &str, rules: &Rules, tally: &Tally) {
    record.add_list(&format!("{prefix}service"), rules.places, &tally.service[..rules.levels]);
    record.add(&format!("{prefix}cost"), tally.cost);
}

fn tell_took(record: &mut Record, [wall, cpu]: [&str; 2], took: Took) {
    record.add_seconds(wall, took.wall);
    record.add_seconds(cpu, took.cpu);
}

fn tell_work(record: &mut Record, prefix: &str, works: impl Iterator<Item = Work>) {
    let work = works.fold(Work::default(), |sum, work| sum + work);
    record.add(&format!("{prefix}pivots"), work.pivots);
    record.add(&format!("{prefix}looks"), work.looks);
}
