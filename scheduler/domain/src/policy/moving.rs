//! What becomes of orders that do not move, and of needs whose shipments come short. Lines of a policy, each of which
//! may be absent:
//!
//! * `leaves-within HOURS free|keep` (0 to 8760): an approved order of which nothing was picked so many hours after it
//!   was to leave is free for any plan, or stays. Without the line it stays, as it did before;
//! * `disputes-after N` (1 to 8): a need of which N receipts in a row came short, or of which nothing came, is
//!   disputed: no plan sends anything to it until a coordinator decides. Without the line no need is.

use crate::line::{Line, TextError};
use jiff::{SignedDuration, Timestamp};
use yicang_language::message;

/// The longest that an order may be late: a year, in hours.
pub const LEAVES_WITHIN_MAX: u64 = 8_760;
/// The most receipts that come short before a need is disputed; the board remembers no more.
pub const DISPUTES_AFTER_MAX: u64 = 8;

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MovingRule {
    /// After so many hours an order that has not left is free; `None` is never.
    pub leaves_within: Option<u32>,
    /// After so many short receipts a need is disputed; `None` is never.
    pub disputes_after: Option<u32>,
}

impl MovingRule {
    /// Whether an order that was to leave at `departs` and has not is free at `now`.
    pub fn frees(&self, departs: Timestamp, now: Timestamp) -> bool {
        let late = now.duration_since(departs);
        self.leaves_within.is_some_and(|hours| late > SignedDuration::from_hours(hours.into()))
    }
}

/// The lines as far as they were read.
#[derive(Default)]
pub(super) struct Reading {
    leaves: Option<Option<u32>>,
    disputes: Option<u32>,
}

impl Reading {
    /// Whether the line with this keyword is one of these; then it is read to its end.
    pub(super) fn takes(&mut self, keyword: &str, line: &mut Line<'_>) -> Result<bool, TextError> {
        match keyword {
            "leaves-within" => line.once(&mut self.leaves, |line| {
                let hours = line.small("leaves-within", 0, LEAVES_WITHIN_MAX)?;
                match line.word("free or keep")? {
                    "free" => Ok(Some(hours)),
                    "keep" => Ok(None),
                    other => Err(line.fault(message!("moving-policy-leaves", word = format!("{other:?}")))),
                }
            })?,
            "disputes-after" => {
                line.once(&mut self.disputes, |line| line.small("disputes-after", 1, DISPUTES_AFTER_MAX))?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    pub(super) fn rule(&self) -> MovingRule {
        MovingRule { leaves_within: self.leaves.flatten(), disputes_after: self.disputes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    const PLAIN: &str = "yicang-policy 1\nname x\nfirst-level units\nclass a 5\n";

    fn rule(lines: &str) -> MovingRule {
        Policy::from_text(&format!("{PLAIN}{lines}")).unwrap().moving
    }

    #[test]
    fn an_order_that_does_not_leave_is_free_when_the_policy_says_so() {
        let (departs, hour) = (Timestamp::UNIX_EPOCH, SignedDuration::from_hours(1));
        let late = |hours: i32| departs + hour * hours;
        assert_eq!(rule(""), MovingRule::default(), "a policy of before frees nothing");
        assert!(!rule("").frees(departs, late(1_000)));
        assert!(!rule("leaves-within 6 keep\n").frees(departs, late(1_000)));
        assert_eq!([6, 7].map(|hours| rule("leaves-within 6 free\n").frees(departs, late(hours))), [false, true]);
        assert_eq!(rule("disputes-after 2\n").disputes_after, Some(2));
    }

    #[test]
    fn what_is_wrong_with_a_line_is_named() {
        for (lines, answer) in [
            ("leaves-within 6 throw\n", "line 5: leaves-within ends in free or keep, not \"throw\""),
            ("leaves-within 9000 free\n", "line 5: leaves-within is a whole number from 0 to 8760, not \"9000\""),
            ("disputes-after 0\n", "line 5: disputes-after is a whole number from 1 to 8, not \"0\""),
            ("disputes-after 2\ndisputes-after 2\n", "line 6: stands here a second time"),
        ] {
            assert_eq!(Policy::from_text(&format!("{PLAIN}{lines}")).unwrap_err().to_string(), answer);
        }
    }
}
