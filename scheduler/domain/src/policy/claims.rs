//! What a claim counts at a centre, as long as nobody has verified it.
//!
//! Lines of a policy, each of which may be absent:
//!
//! * `unverified median|claim|zero`: what an entitlement is without a verification, see [`crate::entitlement`]. Without
//!   the line it is the claim, as it was before there was one;
//! * `default-entitlement ITEM KIND UNITS`: what `median` takes for a kind of site, where too few are verified;
//! * `entitlement ITEM KIND UNITS per patient|bed|staff|head cover DAYS`: a rule. Where nothing is verified, a site of
//!   the kind is entitled to so many units (a decimal) for each of them and day, over so many days (1 to 3650), less
//!   what it has itself. It has said both, and not too long ago;
//! * `facts-stale HOURS` (1 to 87600): what a site said of itself longer ago counts no more. Without the line it counts
//!   until it says it anew;
//! * `stale HOURS floor|out` (1 to 87600): a need that was neither reported nor verified for so long is planned at the
//!   floor of its entitlement only, or not at all. A policy without steps has no floor;
//! * `stale-notice HOURS` (1 to 87600, less than those of `stale`): so long before that the site is told. Without the
//!   line 12 hours before, or half of a shorter time;
//! * `class-limit CLASS`: the most urgent class that a site may give its own need. A more urgent one counts as this one
//!   until somebody verifies it;
//! * `implausible usual`: a claim that [cannot be meant](crate::plausibility) is entitled to what is usual, at most,
//!   until somebody verifies it. Without the line it is judged, and queued, but planned as it is.
//!
//! Tables that are planned without a centre state entitlements themselves: nothing here changes them.

use super::PriorityClass;
use crate::facts::FactKind;
use crate::id::{ClassName, ItemId, SiteKind};
use crate::line::{Line, TextError};
use crate::notice::STALE_NOTICE_HOURS;
use crate::quantity::{Decimal, Quantity};
use std::collections::BTreeMap;
use yicang_language::message;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimRules {
    /// What an entitlement is without a verification.
    pub unverified: Unverified,
    /// What [`Unverified::Median`] takes where too few sites of a kind are verified.
    pub defaults: BTreeMap<(ItemId, SiteKind), Quantity>,
    /// Rules, by item and kind of site.
    pub rules: BTreeMap<(ItemId, SiteKind), Rule>,
    /// After how many hours facts count no more; `None` is never.
    pub facts_stale_hours: Option<u32>,
    /// When a need is stale; `None` is never.
    pub stale: Option<Stale>,
    /// How many hours before that the site is told, where the policy says it.
    pub stale_notice_hours: Option<u32>,
    /// The most urgent class that a site may give its own need; `None` is any.
    pub class_limit: Option<ClassName>,
    /// A claim that cannot be meant counts as what is usual until it is verified.
    pub usual_until_verified: bool,
}

/// When a need is stale, and what is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale {
    /// So many hours after it was reported or verified last.
    pub hours: u32,
    /// It is left out; else it is planned at its floor.
    pub left_out: bool,
}

/// What sites of a kind are entitled to of an item, by what they have said of themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Base units for each and day.
    pub units: Decimal,
    /// For each of what.
    pub per: FactKind,
    /// For how many days, 1 to [`COVER_DAYS_MAX`].
    pub days: u32,
}

/// The most days that a rule covers.
pub const COVER_DAYS_MAX: u64 = 3_650;
/// The most hours after which something is stale: ten years.
pub const STALE_HOURS_MAX: u64 = 87_600;

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

impl ClaimRules {
    /// How long before a need becomes stale its site is told.
    pub fn stale_notice_minutes(&self) -> i64 {
        match (self.stale_notice_hours, &self.stale) {
            (Some(hours), _) => i64::from(hours) * 60,
            (None, Some(stale)) => (i64::from(STALE_NOTICE_HOURS) * 60).min(i64::from(stale.hours) * 30),
            (None, None) => 0,
        }
    }
}

/// The lines as far as they were read.
#[derive(Default)]
pub(super) struct Reading {
    unverified: Option<Unverified>,
    defaults: BTreeMap<(ItemId, SiteKind), Quantity>,
    rules: BTreeMap<(ItemId, SiteKind), Rule>,
    facts_stale_hours: Option<u32>,
    stale: Option<Stale>,
    stale_notice_hours: Option<u32>,
    class_limit: Option<ClassName>,
    implausible: Option<()>,
}

impl Reading {
    /// Whether the line with this keyword is one of these; then it is read to its end.
    pub(super) fn takes(&mut self, keyword: &str, line: &mut Line<'_>) -> Result<bool, TextError> {
        match keyword {
            "unverified" => line.once(&mut self.unverified, unverified)?,
            "class-limit" => line.once(&mut self.class_limit, |line| line.parse("class"))?,
            "stale" => line.once(&mut self.stale, stale)?,
            "stale-notice" => {
                line.once(&mut self.stale_notice_hours, |line| line.small("stale-notice", 1, STALE_HOURS_MAX))?;
            }
            "implausible" => line.once(&mut self.implausible, implausible)?,
            "facts-stale" => {
                line.once(&mut self.facts_stale_hours, |line| line.small("facts-stale", 1, STALE_HOURS_MAX))?;
            }
            "entitlement" => {
                let key = (line.parse("item")?, line.parse("kind of site")?);
                if self.rules.insert(key, rule(line)?).is_some() {
                    return Err(line.fault("stands here a second time".into()));
                }
            }
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
        let Self {
            unverified,
            defaults,
            rules,
            facts_stale_hours,
            stale,
            stale_notice_hours,
            class_limit,
            implausible,
        } = self;
        let unknown = |limit: &&ClassName| classes.iter().all(|class| class.name != **limit);
        if let Some(limit) = class_limit.as_ref().filter(unknown) {
            return Err(TextError::whole(message!("text-class-limit", class = limit.as_str())));
        }
        if let Some(notice) = stale_notice_hours.filter(|notice| stale.is_none_or(|stale| stale.hours <= *notice)) {
            return Err(TextError::whole(message!("notice-policy-line", hours = notice)));
        }
        let unverified = unverified.unwrap_or_default();
        if unverified != Unverified::Median && !defaults.is_empty() {
            return Err(TextError::whole(message!("text-default-entitlement")));
        }
        let usual_until_verified = implausible.is_some();
        Ok(ClaimRules {
            unverified,
            defaults,
            rules,
            facts_stale_hours,
            stale,
            stale_notice_hours,
            class_limit,
            usual_until_verified,
        })
    }
}

/// `HOURS floor|out`.
fn stale(line: &mut Line<'_>) -> Result<Stale, TextError> {
    let hours = line.small("stale", 1, STALE_HOURS_MAX)?;
    match line.word("floor or out")? {
        "floor" => Ok(Stale { hours, left_out: false }),
        "out" => Ok(Stale { hours, left_out: true }),
        other => Err(line.fault(message!("text-stale", word = format!("{other:?}")))),
    }
}

/// `usual`.
fn implausible(line: &mut Line<'_>) -> Result<(), TextError> {
    match line.word("word usual")? {
        "usual" => Ok(()),
        other => Err(line.fault(message!("text-implausible", word = format!("{other:?}")))),
    }
}

/// `UNITS per WHAT cover DAYS`.
fn rule(line: &mut Line<'_>) -> Result<Rule, TextError> {
    let units = line.parse("units")?;
    if line.word("word per")? != "per" {
        return Err(line.fault(message!("text-rule")));
    }
    let per = match line.word("fact")? {
        "patient" => FactKind::Patients,
        "bed" => FactKind::Beds,
        "staff" => FactKind::Staff,
        "head" => FactKind::Heads,
        other => return Err(line.fault(message!("text-rule-per", word = format!("{other:?}")))),
    };
    if line.word("word cover")? != "cover" {
        return Err(line.fault(message!("text-rule")));
    }
    Ok(Rule { units, per, days: line.small("days", 1, COVER_DAYS_MAX)? })
}

fn unverified(line: &mut Line<'_>) -> Result<Unverified, TextError> {
    match line.word("way")? {
        "median" => Ok(Unverified::Median),
        "claim" => Ok(Unverified::Claim),
        "zero" => Ok(Unverified::Zero),
        other => Err(line.fault(message!("text-unverified", word = format!("{other:?}")))),
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
        let more = "unverified median\ndefault-entitlement N95 clinic 40\nclass-limit b\nimplausible usual\n";
        let rules = Policy::from_text(&format!("{PLAIN}{more}")).unwrap().claims;
        let default = (("N95".parse().unwrap(), "clinic".parse().unwrap()), Quantity::new(40).unwrap());
        assert_eq!(rules.defaults, BTreeMap::from([default]));
        assert!(rules.usual_until_verified);
        assert_eq!((rules.unverified, rules.class_limit), (Unverified::Median, Some("b".parse().unwrap())));
        for (lines, answer) in [
            ("unverified all\n", "line 6: unverified is median, claim or zero, not \"all\""),
            ("unverified zero\nunverified zero\n", "line 7: stands here a second time"),
            ("class-limit c\n", "class-limit c is no class of the policy"),
            ("default-entitlement N95 clinic 4\n", "default-entitlement belongs to `unverified median` only"),
            ("default-entitlement N95 clinic\n", "line 6: the entitlement is missing"),
            (
                "entitlement N95 clinic 2 per cat cover 3\n",
                "line 6: a rule is per patient, bed, staff or head, not per \"cat\"",
            ),
            ("entitlement N95 clinic 2 per bed cover 0\n", "line 6: days is a whole number from 1 to 3650, not \"0\""),
            ("implausible never\n", "line 6: what is implausible counts as usual, not as \"never\""),
            ("stale 48 away\n", "line 6: a stale need is planned at its floor or out, not \"away\""),
            ("facts-stale 0\n", "line 6: facts-stale is a whole number from 1 to 87600, not \"0\""),
        ] {
            assert_eq!(Policy::from_text(&format!("{PLAIN}{lines}")).unwrap_err().to_string(), answer);
        }
    }
}
