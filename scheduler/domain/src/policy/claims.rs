//! What a claim counts at a centre, as long as nobody has verified it.
//!
//! Lines of a policy, each of which may be absent:
//!
//! * `unverified median|claim|zero`: what an entitlement is without a verification, see [`crate::entitlement`]. Without
//!   the line it is the claim, as it was before there was one;
//! * `default-entitlement ITEM KIND UNITS`: what `median` takes for a kind of site, where too few of them are verified;
//! * `class-limit CLASS`: the most urgent class that a site may give its own need. A more urgent one counts as this one
//!   until somebody verifies it.
//!
//! Tables that are planned without a centre state entitlements themselves: nothing here changes them.

use super::PriorityClass;
use crate::id::{ClassName, ItemId, SiteKind};
use crate::line::{Line, TextError};
use crate::quantity::Quantity;
use std::collections::BTreeMap;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimRules {
    /// What an entitlement is without a verification.
    pub unverified: Unverified,
    /// What [`Unverified::Median`] takes where too few sites of a kind are verified.
    pub defaults: BTreeMap<(ItemId, SiteKind), Quantity>,
    /// The most urgent class that a site may give its own need; `None` is any.
    pub class_limit: Option<ClassName>,
}

/// What an entitlement is without a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unverified {
    /// The claim: whoever asks for more is entitled to more.
    #[default]
    Claim,
    /// What sites of the same kind were verified for, in the middle, and never more than the claim.
    Median,
    /// Nothing.
    Zero,
}

/// The lines as far as they were read.
#[derive(Default)]
pub(super) struct Reading {
    unverified: Option<Unverified>,
    defaults: BTreeMap<(ItemId, SiteKind), Quantity>,
    class_limit: Option<ClassName>,
}

impl Reading {
    /// Whether the line with this keyword is one of these; then it is read to its end.
    pub(super) fn takes(&mut self, keyword: &str, line: &mut Line<'_>) -> Result<bool, TextError> {
        match keyword {
            "unverified" => line.once(&mut self.unverified, unverified)?,
            "class-limit" => line.once(&mut self.class_limit, |line| line.parse("class"))?,
            "default-entitlement" => {
                let key = (line.parse("item")?, line.parse("kind of site")?);
                if self.defaults.insert(key, line.parse("entitlement")?).is_some() {
                    return Err(line.fault("stands here a second time".into()));
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The rules of a policy with these classes.
    pub(super) fn rules(self, classes: &[PriorityClass]) -> Result<ClaimRules, TextError> {
        let Self { unverified, defaults, class_limit } = self;
        let unknown = |limit: &&ClassName| classes.iter().all(|class| class.name != **limit);
        if let Some(limit) = class_limit.as_ref().filter(unknown) {
            return Err(TextError::whole(format!("class-limit {limit} is no class of the policy")));
        }
        let unverified = unverified.unwrap_or_default();
        if unverified != Unverified::Median && !defaults.is_empty() {
            return Err(TextError::whole("default-entitlement belongs to `unverified median` only".into()));
        }
        Ok(ClaimRules { unverified, defaults, class_limit })
    }
}

fn unverified(line: &mut Line<'_>) -> Result<Unverified, TextError> {
    match line.word("way")? {
        "median" => Ok(Unverified::Median),
        "claim" => Ok(Unverified::Claim),
        "zero" => Ok(Unverified::Zero),
        other => Err(line.fault(format!("unverified is median, claim or zero, not {other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    const PLAIN: &str = "yicang-policy 1\nname x\nfirst-level units\nclass a 5\nclass b 1\n";

    #[test]
    fn a_policy_of_before_takes_the_claim_and_any_class() {
        assert_eq!(Policy::from_text(PLAIN).unwrap().claims, ClaimRules::default());
        assert_eq!(ClaimRules::default().unverified, Unverified::Claim);
    }

    #[test]
    fn the_lines_are_read_and_what_is_wrong_is_named() {
        let more = "unverified median\ndefault-entitlement N95 clinic 40\nclass-limit b\n";
        let rules = Policy::from_text(&format!("{PLAIN}{more}")).unwrap().claims;
        let default = (("N95".parse().unwrap(), "clinic".parse().unwrap()), Quantity::new(40).unwrap());
        assert_eq!(rules.defaults, BTreeMap::from([default]));
        assert_eq!((rules.unverified, rules.class_limit), (Unverified::Median, Some("b".parse().unwrap())));
        for (lines, answer) in [
            ("unverified all\n", "line 6: unverified is median, claim or zero, not \"all\""),
            ("unverified zero\nunverified zero\n", "line 7: stands here a second time"),
            ("class-limit c\n", "class-limit c is no class of the policy"),
            ("default-entitlement N95 clinic 4\n", "default-entitlement belongs to `unverified median` only"),
            ("default-entitlement N95 clinic\n", "line 6: the entitlement is missing"),
        ] {
            assert_eq!(Policy::from_text(&format!("{PLAIN}{lines}")).unwrap_err().to_string(), answer);
        }
    }
}
