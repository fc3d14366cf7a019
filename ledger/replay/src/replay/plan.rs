//! Whether a plan looked at what was reported: its moment, what it opened, and every line of its situation.

use super::{Blobs, Replay, text};
use crate::blobs::unread;
use crate::compare::differences;
use crate::finding::Finding;
use jiff::{SignedDuration, Timestamp};
use yicang_domain::events::openings::Openings;
use yicang_domain::events::plan;
use yicang_domain::events::plan::Looked;
use yicang_domain::{Moment, Policy, Situation};
use yicang_language::message;

/// The oldest that a situation may be when its plan is recorded.
const LOOKED_FOR_MAX: SignedDuration = SignedDuration::from_hours(1);
/// Differences of one plan that are named; of more, how many there are.
const DIFFERENCES_MAX: usize = 20;

impl Replay {
    /// Whether a plan looked at what was reported: what its openings opened.
    pub(super) fn look<E>(
        &mut self,
        index: u64,
        time: Timestamp,
        face: &plan::Published,
        blobs: Blobs<'_, E>,
        found: &mut Vec<Finding>,
    ) -> Result<Vec<yicang_domain::events::Source>, E> {
        let mut find = |other, what| found.push(Finding { entry: index, other, what });
        if face.plan != format!("P{index}") {
            find(None, message!("replay-plan-called", plan = &face.plan, index = index));
        }
        let Some(looked) = face.looked else {
            self.unchecked.plans += 1;
            if let Some(first) = self.looks_since {
                find(Some(first), message!("replay-plan-without-look"));
            }
            return Ok(Vec::new());
        };
        self.looks_since.get_or_insert(index);
        let last_decision = self.last_decision;
        if looked.upto > index || last_decision.is_some_and(|last| looked.upto <= last) {
            find(last_decision, message!("replay-looks-not-after", upto = looked.upto));
            return Ok(Vec::new());
        }
        if looked.upto < self.folded.board.applied_upto {
            find(None, message!("replay-looks-less-far", upto = looked.upto));
            return Ok(Vec::new());
        }
        let openings = match text(&looked.openings, "openings", blobs)? {
            Ok(text) => Openings::from_text(&text).map_err(|error| unread(message!("replay-openings"), error)),
            Err(what) => Err(what),
        };
        let openings = openings.unwrap_or_else(|what| {
            find(None, what);
            Openings::default()
        });
        self.fold_upto(looked.upto, &openings, blobs, found)?;
        let differs = self.folded.board.balances().filter(|lot| lot.unexplained != 0);
        self.unexplained = differs.count() as u64;
        self.check_moment(index, time, looked, found);
        self.check_openings(index, &openings, found);
        self.check_situation(index, looked, face, blobs, found)?;
        Ok(openings.0.into_keys().collect())
    }

    fn check_moment(&self, index: u64, time: Timestamp, looked: Looked, found: &mut Vec<Finding>) {
        let mut find = |other, what| found.push(Finding { entry: index, other, what });
        let Looked { upto, now, .. } = looked;
        if now > time || time.duration_since(now) > LOOKED_FOR_MAX {
            let (time, now) = (time.to_string(), now.to_string());
            find(None, message!("replay-situation-time", time = time, now = now));
        }
        if let Some(last) = self.folded.time.filter(|last| now < *last) {
            let what = message!("replay-situation-earlier", last = last.to_string(), now = now.to_string());
            find(Some(upto.saturating_sub(1)), what);
        }
        if let Some((next, _)) = self.waiting.front().filter(|(next, _)| *next < now) {
            find(Some(upto), message!("replay-situation-later", next = next.to_string(), now = now.to_string()));
        }
    }

    /// Exactly the lines in force are opened that no plan has opened before.
    fn check_openings(&self, index: u64, openings: &Openings, found: &mut Vec<Finding>) {
        let mut find = |other, what| found.push(Finding { entry: index, other, what });
        let due: std::collections::BTreeSet<_> = self.folded.board.unopened().collect();
        for missing in due.iter().filter(|source| !openings.0.contains_key(source)).take(DIFFERENCES_MAX) {
            find(Some(missing.entry), message!("replay-not-opened", line = missing.line));
        }
        for extra in openings.0.keys().filter(|source| !due.contains(source)).take(DIFFERENCES_MAX) {
            find(Some(extra.entry), message!("replay-opened-not-due", line = extra.line));
        }
    }

    fn check_situation<E>(
        &self,
        index: u64,
        looked: Looked,
        face: &plan::Published,
        blobs: Blobs<'_, E>,
        found: &mut Vec<Finding>,
    ) -> Result<(), E> {
        let mut find = |other, what| found.push(Finding { entry: index, other, what });
        let situation = text(&face.texts.situation, "situation", blobs)?;
        let policy = text(&face.texts.policy, "policy", blobs)?;
        let plan = text(&face.texts.plan, "plan", blobs)?;
        let second =
            |plan: &str| plan.lines().nth(1).and_then(|line| line.strip_prefix("second-level ")).map(str::to_owned);
        let asked = face.by.asked.as_ref().and_then(|asked| asked.get("second-level"));
        if let (Some(asked), Some(second)) = (asked, plan.ok().and_then(|plan| second(&plan)))
            && asked != second
        {
            find(None, message!("replay-second-level", has = second, asked = asked));
        }
        let read = situation.and_then(|text| {
            Situation::from_text(&text).map_err(|error| unread(message!("replay-a-situation"), error))
        });
        let rules = policy
            .and_then(|text| Policy::from_text(&text).map_err(|error| unread(message!("replay-a-policy"), error)));
        let (published, policy) = match (read, rules) {
            (Ok(published), Ok(policy)) => (published, policy),
            (situation, policy) => {
                [situation.err(), policy.err()].into_iter().flatten().for_each(|what| find(None, what));
                return Ok(());
            }
        };
        if policy.name.trim() != face.policy_name && face.policy_name != "-" {
            let (named, name) = (&face.policy_name, &policy.name);
            find(None, message!("replay-policy-name", named = named, name = name));
        }
        if published.now != looked.now {
            let (said, is) = (looked.now.to_string(), published.now.to_string());
            find(None, message!("replay-situation-other-time", said = said, is = is));
        }
        // Where days begin is the centre's; the draw is checked with the decision.
        let moment = Moment { at: published.now, offset: published.offset };
        let mut expected = self.folded.board.situation_under(&policy, moment);
        expected.seed.clone_from(&published.seed);
        if let Err(what) = self.folded.take_ways(&published, &mut expected) {
            find(Some(self.folded.board.catalogue_from), what);
        }
        let all = differences(&published, &expected, &self.folded.board, &self.folded.needs_from);
        for (what, other) in all.iter().take(DIFFERENCES_MAX) {
            find(*other, what.clone());
        }
        if all.len() > DIFFERENCES_MAX {
            find(None, message!("replay-more-differences", count = all.len() - DIFFERENCES_MAX));
        }
        Ok(())
    }
}
