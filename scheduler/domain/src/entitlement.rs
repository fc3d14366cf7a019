//! What a need is entitled to, and in which class: what fairness is measured on, whatever was claimed.
//!
//! | what is known of the site and the item | entitlement |
//! |---|---|
//! | somebody verified it | what was verified last |
//! | nobody did; the policy says `unverified claim`, or nothing | the claim |
//! | … `unverified zero` | 0 |
//! | … `unverified median`, and [`LIKE_SITES_MIN`] sites of its kind are verified | their median, at most the claim |
//! | … and fewer are | the policy's default for item and kind, at most the claim; 0 where there is none |
//!
//! The median is that of the units for each bed, times the site's own beds, where it and enough of the others have
//! beds; else that of the units. Of an even number it is the lower of the two in the middle, so that it is always what
//! one of the sites was verified for. It is rounded down.
//!
//! The class is what was verified; else what the site says, but none more urgent than the policy's `class-limit`.

use crate::id::{ClassName, ItemId, NeedKey, SiteId, SiteKind};
use crate::policy::Policy;
use crate::policy::claims::Unverified;
use crate::quantity::{QUANTITY_MAX, Quantity};
use std::collections::BTreeMap;
use yicang_language::{Message, message};

/// How many sites of a kind must be verified before their median counts.
pub const LIKE_SITES_MIN: usize = 3;

/// What was verified last of a site and an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Base units.
    pub units: Quantity,
    /// The class, if somebody looked at it.
    pub class: Option<ClassName>,
    /// The entry that says so.
    pub entry: u64,
}

/// What a need is entitled to, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitled {
    /// Base units.
    pub units: Quantity,
    /// The class that it is planned in.
    pub class: ClassName,
    /// How the units follow.
    pub way: Way,
    /// The class that the site says, where another counts because the policy limits it.
    pub limited_from: Option<ClassName>,
}

/// How an entitlement follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// It was verified, by this entry.
    Verified {
        /// Which.
        entry: u64,
    },
    /// The policy takes claims as they are.
    Claim,
    /// The policy takes claims for nothing until they are verified.
    Zero,
    /// From the middle one of like sites.
    Median(Median),
    /// Too few like sites are verified: the policy's own number.
    Default {
        /// The kind of site that it is for.
        kind: SiteKind,
        /// Before the claim cuts it.
        units: Quantity,
    },
    /// Too few like sites are verified, and the policy has no number.
    Nothing {
        /// How many are.
        like: usize,
    },
}

/// The middle one of like sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Median {
    /// What follows for the site, before the claim cuts it.
    pub units: Quantity,
    /// Among how many.
    pub of: usize,
    /// Which site is in the middle.
    pub site: SiteId,
    /// What that one was verified for.
    pub verified: Quantity,
    /// Beds of the site, and of that one, where they count.
    pub beds: Option<(u64, u64)>,
}

/// What is known, beside the claim, that an entitlement follows from.
#[derive(Debug)]
pub struct Grounds<'k> {
    verified: &'k BTreeMap<NeedKey, Verified>,
    places: BTreeMap<&'k SiteId, Place<'k>>,
    like: BTreeMap<(&'k SiteKind, &'k ItemId), Like<'k>>,
}

/// What is known of a site.
#[derive(Debug, Clone, Copy)]
pub struct Place<'k> {
    /// What it is.
    pub kind: &'k SiteKind,
    /// Its beds; `None` where it has not said, or has none.
    pub beds: Option<u64>,
}

/// The verified sites of a kind, for one item.
#[derive(Debug, Default)]
struct Like<'k> {
    /// Fewest units first.
    by_units: Vec<One<'k>>,
    /// Those with beds, fewest units for a bed first.
    by_bed: Vec<One<'k>>,
}

#[derive(Debug, Clone, Copy)]
struct One<'k> {
    site: &'k SiteId,
    units: Quantity,
    beds: u64,
}

impl<'k> Grounds<'k> {
    /// Of what was verified, and the sites whose kind is known.
    pub fn new(verified: &'k BTreeMap<NeedKey, Verified>, places: BTreeMap<&'k SiteId, Place<'k>>) -> Self {
        let mut like = BTreeMap::<_, Like<'k>>::new();
        for (key, was) in verified {
            let Some(place) = places.get(&key.site) else { continue };
            let of = like.entry((place.kind, &key.item)).or_default();
            let one = One { site: &key.site, units: was.units, beds: place.beds.unwrap_or(0) };
            of.by_units.push(one);
            if one.beds > 0 {
                of.by_bed.push(one);
            }
        }
        for of in like.values_mut() {
            of.by_units.sort_by(|a, b| (a.units, a.site).cmp(&(b.units, b.site)));
            // a/b before c/d where a·d is less than c·b.
            let across = |a: &One<'_>, b: &One<'_>| u128::from(a.units.units()) * u128::from(b.beds);
            of.by_bed.sort_by(|a, b| across(a, b).cmp(&across(b, a)).then_with(|| a.site.cmp(b.site)));
        }
        Self { verified, places, like }
    }

    /// What a need is entitled to that was claimed so.
    pub fn entitled(&self, key: &NeedKey, claimed: Quantity, class: &ClassName, policy: &Policy) -> Entitled {
        let verified = self.verified.get(key);
        let way = match verified {
            Some(was) => Way::Verified { entry: was.entry },
            None => self.unverified(key, policy),
        };
        let units = match (&way, verified) {
            (_, Some(was)) => was.units,
            (Way::Median(median), None) => median.units.min(claimed),
            (Way::Default { units, .. }, None) => (*units).min(claimed),
            (Way::Claim, None) => claimed,
            (Way::Zero | Way::Nothing { .. } | Way::Verified { .. }, None) => Quantity::ZERO,
        };
        let said = |limited_from| (class.clone(), limited_from);
        let (class, limited_from) = match (verified.and_then(|was| was.class.clone()), &policy.claims.class_limit) {
            (Some(verified), _) => (verified, None),
            // 0 is the most urgent. A class that the policy does not know has its own reason.
            (None, Some(limit)) if policy.class_rank(class).is_some_and(|rank| Some(rank) < policy.class_rank(limit)) => {
                (limit.clone(), Some(class.clone()))
            }
            (None, _) => said(None),
        };
        Entitled { units, class, way, limited_from }
    }

    fn unverified(&self, key: &NeedKey, policy: &Policy) -> Way {
        match policy.claims.unverified {
            Unverified::Claim => return Way::Claim,
            Unverified::Zero => return Way::Zero,
            Unverified::Median => {}
        }
        let Some(place) = self.places.get(&key.site) else { return Way::Nothing { like: 0 } };
        let like = self.like.get(&(place.kind, &key.item));
        if let Some(median) = like.and_then(|like| like.median(place.beds)) {
            return Way::Median(median);
        }
        match policy.claims.defaults.get(&(key.item.clone(), place.kind.clone())) {
            Some(units) => Way::Default { kind: place.kind.clone(), units: *units },
            None => Way::Nothing { like: like.map_or(0, |like| like.by_units.len()) },
        }
    }
}

impl Like<'_> {
    /// The middle, for a site with so many beds.
    fn median(&self, beds: Option<u64>) -> Option<Median> {
        let of_beds = beds.filter(|_| self.by_bed.len() >= LIKE_SITES_MIN);
        let all = if of_beds.is_some() { &self.by_bed } else { &self.by_units };
        let middle = all.get(all.len().checked_sub(1)? / 2).filter(|_| all.len() >= LIKE_SITES_MIN)?;
        let units = of_beds.map_or(middle.units, |own| for_beds(middle.units, middle.beds, own));
        let beds = of_beds.map(|own| (own, middle.beds));
        Some(Median { units, of: all.len(), site: middle.site.clone(), verified: middle.units, beds })
    }
}

/// Units for so many beds, where `units` are for `beds`, rounded down.
fn for_beds(units: Quantity, beds: u64, own: u64) -> Quantity {
    let product = u128::from(units.units()) * u128::from(own);
    let units = u64::try_from(product / u128::from(beds.max(1))).unwrap_or(QUANTITY_MAX);
    Quantity::new(units.min(QUANTITY_MAX)).expect("cut to the most that there is")
}

impl Way {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Verified { .. } => "VERIFIED",
            Self::Claim => "CLAIM",
            Self::Zero => "ZERO",
            Self::Median(_) => "MEDIAN",
            Self::Default { .. } => "DEFAULT",
            Self::Nothing { .. } => "NOTHING",
        }
    }

    /// Whether somebody has looked at the need.
    pub fn is_verified(&self) -> bool {
        matches!(self, Self::Verified { .. })
    }
}

impl Entitled {
    /// How it follows, with the arithmetic.
    pub fn message(&self) -> Message {
        let units = self.units.units();
        let way = match &self.way {
            Way::Verified { entry } => message!("entitled-verified", units = units, entry = *entry),
            Way::Claim => message!("entitled-claim", units = units),
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
        match &self.limited_from {
            None => way,
            Some(said) => {
                message!("entitled-class-limited", way = way, said = said.as_str(), class = self.class.as_str())
            }
        }
    }
}
