//! Plans of version 1, as old logs hold them, count as they did: a lawful plan passes, and each way of damaging it is
//! refused with the violation that names the damage.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

mod check;
mod joint;
mod kits;
mod old;
mod packs;
mod pools;
mod substitutes;

use yicang_domain::v1::{Plan, violations};
use yicang_domain::{Policy, Situation};

const POLICY: &str = "yicang-policy 1\nname plain\nfirst-level units\nclass life-saving 5\nclass routine 1\n";

/// A situation, a plan and the policy's further lines, each without its header.
struct Case {
    policy: &'static str,
    situation: &'static str,
    plan: &'static str,
}

impl Case {
    fn found(&self, situation: &str, plan: &str) -> Vec<String> {
        let situation = format!("yicang-situation 1\nnow 2020-02-01T08:00:00Z\n{situation}");
        let plan = format!("yicang-plan 1\nsecond-level minutes\n{plan}");
        let policy = Policy::from_text(&format!("{POLICY}{}", self.policy)).unwrap();
        let (situation, plan) = (Situation::from_text(&situation).unwrap(), Plan::from_text(&plan).unwrap());
        violations(&situation, &policy, &plan).iter().map(ToString::to_string).collect()
    }

    #[track_caller]
    fn is_lawful(&self) {
        assert_eq!(self.found(self.situation, self.plan), Vec::<String>::new());
    }

    /// Replaces parts of the plan and expects these violations, each by its beginning.
    #[track_caller]
    fn refused(&self, changes: &[(&str, &str)], expected: &[&str]) {
        let mut plan = self.plan.to_owned();
        for (from, to) in changes {
            assert!(plan.contains(from), "{from:?} is not in the plan");
            plan = plan.replacen(from, to, 1);
        }
        expect(&self.found(self.situation, &plan), expected);
    }

    /// Replaces a part of the situation and expects these violations of the unchanged plan.
    #[track_caller]
    fn refused_where(&self, from: &str, to: &str, expected: &[&str]) {
        assert!(self.situation.contains(from), "{from:?} is not in the situation");
        expect(&self.found(&self.situation.replacen(from, to, 1), self.plan), expected);
    }
}

#[track_caller]
fn expect(found: &[String], expected: &[&str]) {
    let fits = |(found, expected): (&String, &&str)| found.starts_with(expected);
    let all = found.len() == expected.len() && found.iter().zip(expected).all(fits);
    assert!(all, "expected {expected:#?}, found {found:#?}");
}
