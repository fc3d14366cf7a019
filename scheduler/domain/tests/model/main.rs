//! Every part of the model: a lawful plan passes, and each way of damaging it is refused with the violation that names
//! the damage.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

mod bounds;
mod changes;
mod check;
mod claims;
mod days;
mod draw;
mod kits;
mod levels;
mod omega;
mod packs;
mod pools;
mod proof;
mod reasons;
mod size;
mod substitutes;
mod ways;

use yicang_domain::check::violations;
use yicang_domain::{Plan, Policy, Situation};

/// Two classes, weighted.
const PLAIN: &str = "name plain\nfirst-level units\nclass life-saving 5\nclass routine 1\n";
/// Four steps, half of them the floor, and two classes.
const STEPS: &str = "name steps\nfirst-level steps\nsteps 4\nfloor-percent 50\nclass life-saving 5\nclass routine 1\n";

/// A policy, a situation and a plan, each without its header.
#[derive(Clone, Copy)]
struct Case {
    policy: &'static str,
    situation: &'static str,
    plan: &'static str,
}

fn policy(lines: &str) -> Policy {
    Policy::from_text(&format!("yicang-policy 1\n{lines}")).unwrap()
}

fn situation(lines: &str) -> Situation {
    Situation::from_text(&format!("yicang-situation 2\nnow 2020-02-01T08:00:00Z\n{lines}")).unwrap()
}

fn plan(lines: &str) -> Plan {
    Plan::from_text(&format!("yicang-plan 2\nsecond-level minutes\n{lines}")).unwrap()
}

impl Case {
    fn found(&self, of: &str, by: &str) -> Vec<String> {
        let found = violations(&situation(of), &policy(self.policy), &plan(by));
        found.iter().map(ToString::to_string).collect()
    }

    #[track_caller]
    fn is_lawful(&self) {
        assert_eq!(self.found(self.situation, self.plan), Vec::<String>::new());
    }

    /// Replaces parts of the plan and expects these violations, each by its beginning.
    #[track_caller]
    fn refused(&self, changes: &[(&str, &str)], expected: &[&str]) {
        expect(&self.found(self.situation, &changed(self.plan, changes)), expected);
    }

    /// Replaces a part of the situation and expects these violations of the unchanged plan.
    #[track_caller]
    fn refused_where(&self, from: &str, to: &str, expected: &[&str]) {
        expect(&self.found(&changed(self.situation, &[(from, to)]), self.plan), expected);
    }
}

#[track_caller]
fn changed(text: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from:?} is not in the text");
        text.replacen(from, to, 1)
    })
}

#[track_caller]
fn expect(found: &[String], expected: &[&str]) {
    let fits = |(found, expected): (&String, &&str)| found.starts_with(expected);
    let all = found.len() == expected.len() && found.iter().zip(expected).all(fits);
    assert!(all, "expected {expected:#?}, found {found:#?}");
}
