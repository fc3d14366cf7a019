//! Whether each published decision was lawful: its plan, counted again for its situation under its policy. The counting
//! is `yicang_domain`'s checker, which shares no code with the planner.

use yicang_domain::{Plan, Policy, Situation};
use yicang_tlog::{Hash, Leaf};

use super::{Auditor, Progress};
use crate::public::blob_path;
use crate::source::{Source, SourceError};

impl Auditor<'_> {
    pub(super) fn check_decisions(&mut self, progress: Progress<'_>) -> Result<(), SourceError> {
        let decisions = std::mem::take(&mut self.decisions);
        let total = decisions.len() as u64;
        let size = self.audit.checkpoint.as_ref().map_or(0, yicang_tlog::Checkpoint::size);
        for (done, (index, leaf)) in (1..).zip(decisions) {
            progress("decisions", done, total);
            let texts = match attachments(self.source, &leaf)? {
                Ok(texts) => texts,
                Err(what) => {
                    self.find_in_entry(index, size, what);
                    continue;
                }
            };
            self.audit.decisions += 1;
            for what in violations(&texts) {
                self.find_in_entry(index, size, what);
            }
        }
        Ok(())
    }
}

/// Every way in which a decision is not as it should be, as sentences.
pub(crate) fn decision_faults(source: &dyn Source, leaf: &Leaf) -> Result<Vec<String>, SourceError> {
    Ok(match attachments(source, leaf)? {
        Ok(texts) => violations(&texts),
        Err(what) => vec![what],
    })
}

/// The texts of situation, policy and plan.
fn attachments(source: &dyn Source, leaf: &Leaf) -> Result<Result<[String; 3], String>, SourceError> {
    let mut texts = [const { String::new() }; 3];
    for (text, role) in texts.iter_mut().zip(["situation", "policy", "plan"]) {
        let blobs: Vec<Hash> = leaf.blobs_as(role).collect();
        let [blob] = blobs[..] else {
            return Ok(Err(format!("a decision names one {role}, this one {}", blobs.len())));
        };
        let name = blob_path(&blob);
        let Some(bytes) = source.read(&name)? else {
            return Ok(Err(format!("its {role}, {name}, is missing")));
        };
        match String::from_utf8(bytes) {
            Ok(read) => *text = read,
            Err(_) => return Ok(Err(format!("its {role}, {name}, is not text"))),
        }
    }
    Ok(Ok(texts))
}

/// Every way in which the plan breaks the rules, as sentences.
fn violations([situation, policy, plan]: &[String; 3]) -> Vec<String> {
    let situation = Situation::from_text(situation).map_err(|e| format!("its situation: {e}"));
    let policy = Policy::from_text(policy).map_err(|e| format!("its policy: {e}"));
    let plan = Plan::from_text(plan).map_err(|e| format!("its plan: {e}"));
    match (situation, policy, plan) {
        (Ok(situation), Ok(policy), Ok(plan)) => yicang_domain::check::violations(&situation, &policy, &plan)
            .into_iter()
            .map(|violation| format!("its plan is not lawful: {violation}"))
            .collect(),
        (situation, policy, plan) => [situation.err(), policy.err(), plan.err()].into_iter().flatten().collect(),
    }
}
