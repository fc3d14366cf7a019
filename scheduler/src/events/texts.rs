//! The texts that a plan publishes, and the names of plans.

use yicang_domain::events::plan::Texts as TextHashes;
use yicang_domain::{OrderId, Situation, TextError};
use yicang_tlog::sha256;

use std::collections::BTreeSet;

/// The texts that a plan publishes, exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// The situation that the plan was made for.
    pub situation: String,
    /// The rules it was made by.
    pub policy: String,
    /// The plan.
    pub plan: String,
    /// The head of the log, with witnesses' cosignatures, that the plan's draw is made with.
    pub head: Option<String>,
    /// The quantities and earmarks of the reserve lines behind the situation; see [`yicang_domain::events::openings`].
    pub openings: Option<String>,
}

impl Texts {
    /// Their names in the public log.
    pub fn hashes(&self) -> TextHashes {
        let [situation, policy, plan] = [&self.situation, &self.policy, &self.plan].map(|text| sha256(text.as_bytes()));
        TextHashes { situation, policy, plan, head: self.head.as_ref().map(|head| sha256(head.as_bytes())) }
    }

    /// Orders that the plan was free to change.
    pub fn reopened(&self) -> Result<BTreeSet<OrderId>, TextError> {
        Situation::reopened_in(&self.situation)
    }

    /// As a record's blobs.
    pub fn to_blobs(&self) -> Vec<Vec<u8>> {
        let all = [&self.situation, &self.policy, &self.plan].into_iter().chain(&self.head).chain(&self.openings);
        all.map(|text| text.clone().into_bytes()).collect()
    }

    /// From a record's blobs. Records of earlier programs have no openings.
    ///
    /// # Errors
    /// Too few or too many, or one is no text.
    pub fn from_blobs(blobs: &[Vec<u8>], with_openings: bool) -> Result<Self, String> {
        let (openings, rest) = match blobs.split_last() {
            Some((last, rest)) if with_openings => (Some(last), rest),
            _ => (None, blobs),
        };
        let ([situation, policy, plan], head) = match rest {
            [situation, policy, plan] => ([situation, policy, plan], None),
            [situation, policy, plan, head] => ([situation, policy, plan], Some(head)),
            _ => return Err(format!("{} texts instead of 3 to 5", blobs.len())),
        };
        let text = |bytes: &Vec<u8>| String::from_utf8(bytes.clone()).map_err(|error| error.to_string());
        let (head, openings) = (head.map(text).transpose()?, openings.map(text).transpose()?);
        Ok(Self { situation: text(situation)?, policy: text(policy)?, plan: text(plan)?, head, openings })
    }
}

/// `P17` for the plan of record 17.
pub fn plan_id(index: u64) -> String {
    format!("P{index}")
}

/// The inverse of [`plan_id`].
pub fn plan_index(plan_id: &str) -> Option<u64> {
    let index = plan_id.strip_prefix('P')?.parse().ok()?;
    (self::plan_id(index) == plan_id).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_named_by_their_record_in_one_spelling() {
        assert_eq!(plan_index(&plan_id(17)), Some(17));
        for other in ["", "P", "17", "P017", "P+17", "p17", "P-1", "P99999999999999999999"] {
            assert_eq!(plan_index(other), None, "{other}");
        }
    }
}
