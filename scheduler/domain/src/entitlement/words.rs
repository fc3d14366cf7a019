//! An entitlement in words.

use super::{Entitled, LIKE_SITES_MIN, Median, Ruled, Way};
use crate::quantity::Quantity;
use yicang_language::{Message, message};

impl Way {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Verified { .. } => "VERIFIED",
            Self::Rule(_) => "RULE",
            Self::Claim => "CLAIM",
            Self::Unknown => "UNKNOWN",
            Self::Zero => "ZERO",
            Self::Median(_) => "MEDIAN",
            Self::Default { .. } => "DEFAULT",
            Self::Nothing { .. } => "NOTHING",
        }
    }

    /// Whether more could be had by a verification: somebody would have to look first.
    pub fn is_unverified(&self) -> bool {
        !matches!(self, Self::Verified { .. } | Self::Rule(_) | Self::Claim)
    }
}

impl Entitled {
    /// How it follows, with the arithmetic.
    pub fn message(&self) -> Message {
        let units = self.units.units();
        let way = match &self.way {
            Way::Verified { entry } => message!("entitled-verified", units = units, entry = *entry),
            Way::Rule(Ruled { rule, count, needed, stock, entry }) => message!(
                "entitled-rule",
                units = units,
                each = rule.units.to_string(),
                count = *count,
                per = rule.per.message(),
                days = rule.days,
                needed = needed.units(),
                stock = *stock,
                entry = *entry,
            ),
            Way::Claim => message!("entitled-claim", units = units),
            Way::Unknown => message!("entitled-unknown"),
            Way::Zero => message!("entitled-zero"),
            Way::Median(Median { units: middle, of, site, beds: None, .. }) => {
                message!("entitled-median", units = units, of = *of, middle = middle.units(), site = site.as_str())
            }
            Way::Median(Median { units: middle, of, site, verified, beds: Some((own, theirs)) }) => message!(
                "entitled-median-of-beds",
                units = units,
                of = *of,
                middle = middle.units(),
                site = site.as_str(),
                verified = verified.units(),
                own = *own,
                theirs = *theirs,
            ),
            Way::Default { kind, units: default } => {
                message!("entitled-default", units = units, kind = kind.as_str(), default = default.units())
            }
            Way::Nothing { like } => message!("entitled-nothing", like = *like, least = LIKE_SITES_MIN),
        };
        let way = match (&self.implausible, self.is_unknown && self.units > Quantity::ZERO) {
            (Some(found), _) => message!("entitled-as-usual", way = way, why = found.message()),
            (None, true) => message!("entitled-of-unknown", way = way),
            (None, false) => way,
        };
        let way = match &self.waits_for {
            None => way,
            Some(waiting) => message!("entitled-waits", way = way, why = waiting.message()),
        };
        match &self.limited_from {
            None => way,
            Some(said) => {
                message!("entitled-class-limited", way = way, said = said.as_str(), class = self.class.as_str())
            }
        }
    }
}
