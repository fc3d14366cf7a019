//! What a need is entitled to, and in which class: what fairness is measured on, whatever was claimed.
//!
//! | what is known of the site and the item | entitlement |
//! |---|---|
//! | somebody verified it | what was verified last |
//! | nobody did; the policy has a rule for item and kind, and the site has said what it asks for | what the rule gives |
//! | … neither; the policy says `unverified claim`, or nothing | the claim |
//! | … `unverified zero` | 0 |
//! | … `unverified median`, and [`LIKE_SITES_MIN`] sites of its kind are verified | their median, at most the claim |
//! | … and fewer are | the policy's default for item and kind, at most the claim; 0 where there is none |
//!
//! The median is that of the units for each bed, times the site's own beds, where it and enough of the others have
//! beds; else that of the units. Of an even number it is the lower of the two in the middle, so that it is always what
//! one of the sites was verified for. It is rounded down.
//!
//! A rule gives units for each patient, bed, member of the staff or head, and day, over so many days, rounded up, less
//! what the site has itself. Both facts must be known, and none older than the policy's `facts-stale`. What is on its
//! way covers the need already.
//!
//! Where nobody knows how much is needed, no claim cuts it: what follows without one is what is planned for; by a
//! policy that takes claims, nothing. With the policy's line `implausible usual`, a claim that
//! [cannot be meant](crate::plausibility) and that nobody verified is entitled to what is usual, at most.
//!
//! The class is what was verified; else what the site says, but none more urgent than the policy's `class-limit`.

mod waiting;
mod words;

pub use waiting::Waiting;

use crate::facts::{FactKind, KnownFact, SiteFacts};
use crate::id::{ClassName, ItemId, NeedKey, SiteId, SiteKind};
use crate::plausibility::Implausible;
use crate::policy::Policy;
use crate::policy::claims::{Rule, Unverified};
use crate::quantity::{DECIMAL_ONE, QUANTITY_MAX, Quantity};
use crate::report::LEAST_URGENT;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

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
    /// How much is needed nobody knows: these units are what is planned for.
    pub is_unknown: bool,
    /// The claim cannot be meant, and counts as what is usual until somebody verifies it.
    pub implausible: Option<Implausible>,
    /// The policy has a rule for it that does not count yet, and what that waits for.
    pub waits_for: Option<Waiting>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// Base units; `None` where nobody knows.
    pub claimed: Option<Quantity>,
    /// In which class.
    pub class: &'a ClassName,
    /// Why the claim cannot be meant, if so.
    pub implausible: Option<&'a Implausible>,
}

/// How an entitlement follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// It was verified, by this entry.
    Verified {
        /// Which.
        entry: u64,
    },
    /// By a rule of the policy, from what the site has said of itself.
    Rule(Ruled),
    /// The policy takes claims as they are.
    Claim,
    /// The policy takes claims as they are, and the claim says no quantity.
    Unknown,
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

/// What a rule makes of a site's facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// The rule.
    pub rule: Rule,
    /// How many there are of what it counts by.
    pub count: u64,
    /// Units for all of them and all days.
    pub needed: Quantity,
    /// What the site has itself.
    pub stock: u64,
    /// The entry that says so.
    pub entry: u64,
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
    policy: &'k Policy,
    now: Timestamp,
    like: BTreeMap<(&'k SiteKind, &'k ItemId), Like<'k>>,
}

/// What is known of a site.
#[derive(Debug, Clone, Copy)]
pub struct Place<'k> {
    /// What it is.
    pub kind: &'k SiteKind,
    /// What it has said of itself.
    pub facts: Option<&'k SiteFacts>,
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
    /// Of what was verified, and the sites whose kind is known, by a policy at a moment.
    pub fn new(
        verified: &'k BTreeMap<NeedKey, Verified>,
        places: BTreeMap<&'k SiteId, Place<'k>>,
        policy: &'k Policy,
        now: Timestamp,
    ) -> Self {
        let mut like = BTreeMap::<_, Like<'k>>::new();
        let beds = |place: &Place<'_>| place.fresh(&FactKind::Beds, policy, now).map_or(0, |known| known.value);
        for (key, was) in verified {
            let Some(place) = places.get(&key.site) else { continue };
            let of = like.entry((place.kind, &key.item)).or_default();
            let one = One { site: &key.site, units: was.units, beds: beds(place) };
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
        Self { verified, places, policy, now, like }
    }

    /// What a need is entitled to that was claimed so, and can be meant.
    pub fn entitled(&self, key: &NeedKey, claimed: Quantity, class: &ClassName) -> Entitled {
        self.entitled_to(key, Asking { claimed: Some(claimed), class, implausible: None })
    }

    /// What a need is entitled to.
    pub fn entitled_to(&self, key: &NeedKey, asking: Asking<'_>) -> Entitled {
        let (policy, claimed) = (self.policy, asking.claimed);
        // The least urgent class, whatever the policy calls it.
        let least = policy.classes.last().map(|least| &least.name);
        let is_any = asking.class.as_str() == LEAST_URGENT && policy.class_rank(asking.class).is_none();
        let class = least.filter(|_| is_any).unwrap_or(asking.class);
        let verified = self.verified.get(key);
        let way = match (verified, claimed) {
            (Some(was), _) => Way::Verified { entry: was.entry },
            (None, claimed) => match self.unverified(key) {
                Way::Claim if claimed.is_none() => Way::Unknown,
                way => way,
            },
        };
        let at_most = |units: Quantity| claimed.map_or(units, |claimed| units.min(claimed));
        let units = match (&way, verified) {
            (_, Some(was)) => was.units,
            (Way::Rule(ruled), None) => ruled.needed.saturating_sub(Quantity::new(ruled.stock).unwrap_or(ruled.needed)),
            (Way::Median(median), None) => at_most(median.units),
            (Way::Default { units, .. }, None) => at_most(*units),
            (Way::Claim, None) => claimed.unwrap_or_default(),
            (Way::Zero | Way::Nothing { .. } | Way::Unknown | Way::Verified { .. }, None) => Quantity::ZERO,
        };
        // What is above the usual is above the entitlement. A rule does not look at the claim.
        let follows_claim = matches!(way, Way::Claim | Way::Median(_) | Way::Default { .. });
        let implausible = asking.implausible.filter(|_| follows_claim && policy.claims.usual_until_verified).copied();
        let units = implausible.map_or(units, |found| units.min(found.usual.units));
        let said = |limited_from| (class.clone(), limited_from);
        let (class, limited_from) = match (verified.and_then(|was| was.class.clone()), &policy.claims.class_limit) {
            (Some(verified), _) => (verified, None),
            // 0 is the most urgent. A class that the policy does not know has its own reason.
            (None, Some(limit))
                if policy.class_rank(class).is_some_and(|rank| Some(rank) < policy.class_rank(limit)) =>
            {
                (limit.clone(), Some(class.clone()))
            }
            (None, _) => said(None),
        };
        let waits_for = if verified.is_none() { self.waits_for(key) } else { None };
        Entitled { units, class, way, limited_from, is_unknown: claimed.is_none(), implausible, waits_for }
    }

    fn unverified(&self, key: &NeedKey) -> Way {
        let policy = self.policy;
        if let Some(ruled) = self.ruled(key) {
            return Way::Rule(ruled);
        }
        match policy.claims.unverified {
            Unverified::Claim => return Way::Claim,
            Unverified::Zero => return Way::Zero,
            Unverified::Median => {}
        }
        let Some(place) = self.places.get(&key.site) else { return Way::Nothing { like: 0 } };
        let like = self.like.get(&(place.kind, &key.item));
        if let Some(median) = like.and_then(|like| {
            like.median(self.fresh(place, &FactKind::Beds).map(|known| known.value).filter(|beds| *beds > 0))
        }) {
            return Way::Median(median);
        }
        match policy.claims.defaults.get(&(key.item.clone(), place.kind.clone())) {
            Some(units) => Way::Default { kind: place.kind.clone(), units: *units },
            None => Way::Nothing { like: like.map_or(0, |like| like.by_units.len()) },
        }
    }
}

impl<'k> Grounds<'k> {
    /// What a rule gives, where there is one and the site has said what it asks for.
    fn ruled(&self, key: &NeedKey) -> Option<Ruled> {
        let place = self.places.get(&key.site)?;
        let rule = self.policy.claims.rules.get(&(key.item.clone(), place.kind.clone()))?;
        let counted = self.fresh(place, &rule.per)?;
        let stock = self.fresh(place, &FactKind::Stock(key.item.clone()))?;
        let product = u128::from(rule.units.micros()) * u128::from(counted.value) * u128::from(rule.days);
        let needed = u64::try_from(product.div_ceil(u128::from(DECIMAL_ONE))).unwrap_or(QUANTITY_MAX);
        let needed = Quantity::new(needed.min(QUANTITY_MAX)).expect("cut to the most that there is");
        let (count, entry) = (counted.value, counted.entry.max(stock.entry));
        Some(Ruled { rule: rule.clone(), count, needed, stock: stock.value, entry })
    }

    fn fresh(&self, place: &Place<'k>, fact: &FactKind) -> Option<KnownFact> {
        place.fresh(fact, self.policy, self.now)
    }
}

impl Place<'_> {
    /// A fact that is not too old.
    fn fresh(&self, fact: &FactKind, policy: &Policy, now: Timestamp) -> Option<KnownFact> {
        let known = *self.facts?.get(fact)?;
        let is_stale = match (policy.claims.facts_stale_hours, known.at) {
            (Some(hours), Some(at)) => now.duration_since(at) > SignedDuration::from_hours(hours.into()),
            _ => false,
        };
        (!is_stale).then_some(known)
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
