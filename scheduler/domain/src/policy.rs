//! The rules a plan is made by: data, not code. Every published plan names the SHA-256 of the text it used.
//!
//! ```text
//! yicang-policy 1
//! name floor-then-class
//! first-level steps
//! steps 20
//! sub-steps 20
//! floor-percent 30
//! class life-saving 5
//! class urgent 3
//! class routine 1
//! lateness 1
//! expiry 0
//! ```
//!
//! `first-level` is `units` (worth of a unit = weight), `share` (worth = weight / claimed) or `steps` (below). Classes
//! stand most urgent first, each with the weight that the plain policies use. `lateness` and `expiry` are whole
//! second-level coefficients per unit: for each begun minute after `due`, and for each day of life that a lot has left.
//!
//! Further lines, each of which may be absent:
//!
//! * those of a centre's needs before they are verified, see [`claims`]; of goods that are to come, see [`inbound`]; of
//!   orders that do not leave, and shipments that come short, see [`moving`];
//! * `approved-loads count`: a vehicle carries only what approved orders leave of it; without it, each plan has all;
//! * `public items depots sites`, or some of them: whose names a centre's public log shows; without it, nobody's;
//! * `worth ITEM N` (1 to 10¹²): what a unit of the item is worth beside other items, in place of its weight (below);
//! * `change N`: second-level cost of each unit sent otherwise than the last plan sent it;
//! * `freeze-minutes N` (0 to 525600): the freeze fence. Approved orders that leave later than so many minutes after
//!   the plan's moment may change; without the line every approved order stays as it is;
//! * `speed-kmh N` (1 to 1000) and `detour-percent N` (100 to 1000), both or none: where no lane is written down, the
//!   way is computed from coordinates, see [`crate::travel`]; `reach-minutes N`: but none longer than this.
//!
//! # Service
//!
//! Service is a vector, a component for each *level*, compared strictly in order. Each need is a stack of segments:
//!
//! * `units` and `share` have one level and one segment, the whole claim. A unit of it is worth the weight in
//!   millionths, or ⌊weight in millionths · 10¹² / claimed⌋.
//! * `steps`: the entitlement e is cut into S steps of B sub-steps each (`sub-steps`, 1 where it is absent; N = S·B at
//!   most [`SUB_STEPS_MAX`]). Sub-step j is ⌈e·(j+1)/N⌉ − ⌈e·j/N⌉ units wide, cut off at the claim. What is claimed
//!   above e is cut into N sub-steps in the same way. With F = ⌈S · floor-percent / 100⌉:
//!
//!   | level | holds | a unit is worth |
//!   |---|---|---|
//!   | 0, the floor | sub-steps j < F·B of every class | (F·B − j) · ω |
//!   | 1 + c for class c, the most urgent 0 | the others up to the entitlement | (N − j) · ω |
//!   | C + 1 for C classes | sub-steps of what is claimed above the entitlement | (N − j) · ω |
//!
//! What is covered fills the stack from its beginning.
//!
//! ω is the worth of a unit of the *needed* item beside other items, a fact of the item: what `worth` says, else its
//! chargeable weight in milligrams, max(milligrams, microlitres / 6) rounded up, 1,000 where neither is known; a kit of
//! unknown weight has the sum of its components. Items that stand in for each other one to one, over columns that can
//! carry something, share the greatest ω among them.
//!
//! Under `steps` a public draw stands between service and cost: see [`crate::draw`].

pub mod claims;
pub mod inbound;
mod lines;
pub mod moving;
#[cfg(test)]
mod tests;

use crate::id::{ClassName, ItemId};
use crate::line::{self, TextError};
use crate::quantity::{Decimal, Quantity};
use crate::travel::{REACH_MINUTES_MAX, TRAVEL_MAX, Travel, TravelRule};
use claims::{ClaimRules, Stale};
pub use lines::PublicNames;
use std::collections::BTreeMap;
use yicang_language::message;

/// The most steps an entitlement is cut into.
pub const STEPS_MAX: u32 = 100;
/// The most sub-steps an entitlement is cut into, all steps together.
pub const SUB_STEPS_MAX: u32 = 2_000;
/// The largest worth that a policy may give to a unit of an item.
pub const WORTH_MAX: u64 = 1_000_000_000_000;
/// The most classes a policy may name.
pub const CLASSES_MAX: usize = 32;
/// The longest freeze fence in minutes: a year.
pub const FREEZE_MINUTES_MAX: u64 = 525_600;
/// The largest second-level coefficient.
pub const COEFFICIENT_MAX: u64 = 1_000_000;

/// The rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// What people call it.
    pub name: String,
    /// What the first level adds up.
    pub first_level: FirstLevel,
    /// Most urgent first.
    pub classes: Vec<PriorityClass>,
    /// What a unit is worth beside other items, where that is not its weight; 1 to [`WORTH_MAX`].
    pub worths: BTreeMap<ItemId, u64>,
    /// Second-level cost per unit and begun minute after `due`.
    pub lateness: u64,
    /// Second-level cost per unit and day of life left: what expires first goes first.
    pub expiry: u64,
    /// Second-level cost of each unit beyond what the last plan sent over the same column.
    pub change: u64,
    /// The freeze fence in minutes, at most [`FREEZE_MINUTES_MAX`]: approved orders that leave later may change; `None`
    /// is that every approved order stays.
    pub freeze_minutes: Option<u32>,
    /// How ways are computed where no lane is written down; `None` is not at all.
    pub travel: Option<TravelRule>,
    /// What a claim counts at a centre that nobody has verified.
    pub claims: ClaimRules,
    /// Whether what approved orders take of a vehicle is no longer free.
    pub counts_approved_loads: bool,
    /// What a plan counts on of goods that have not come.
    pub inbound: inbound::InboundRule,
    /// What becomes of orders that do not leave, and of needs whose shipments come short.
    pub moving: moving::MovingRule,
    /// Whose names are public.
    pub public_names: PublicNames,
}

/// A class and its weight in the plain policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorityClass {
    /// The word reports use.
    pub name: ClassName,
    /// Larger is more urgent; above zero.
    pub weight: Decimal,
}

/// What a plan maximises first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstLevel {
    /// Σ weight · units.
    Units,
    /// Σ weight · units / claimed.
    Share,
    /// Levels of steps of the entitlement, compared strictly in order.
    Steps(Steps),
}

/// How an entitlement is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// Into how many steps, 1 to [`STEPS_MAX`].
    pub steps: u32,
    /// Into how many sub-steps each of them; all together at most [`SUB_STEPS_MAX`].
    pub sub_steps: u32,
    /// How many percent of the steps are the class-blind floor, 0 to 100.
    pub floor_percent: u32,
}

impl Steps {
    /// F: the steps of the floor, rounded up.
    pub fn floor(self) -> u32 {
        (self.steps * self.floor_percent).div_ceil(100)
    }

    /// N: all sub-steps.
    pub fn count(self) -> u32 {
        self.steps * self.sub_steps
    }
}

/// What a plan minimises among all plans that are best at the first level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondLevel {
    /// Σ minutes · units.
    #[default]
    Minutes,
    /// Σ cost · units.
    Cost,
}

impl SecondLevel {
    /// `minutes` or `cost`.
    pub fn as_str(self) -> &'static str {
        match self {
            SecondLevel::Minutes => "minutes",
            SecondLevel::Cost => "cost",
        }
    }

    /// The inverse of [`SecondLevel::as_str`].
    pub fn parse(word: &str) -> Option<Self> {
        [SecondLevel::Minutes, SecondLevel::Cost].into_iter().find(|level| level.as_str() == word)
    }
}

impl Policy {
    /// Where a class stands, 0 = most urgent.
    pub fn class_rank(&self, class: &ClassName) -> Option<usize> {
        self.classes.iter().position(|known| &known.name == class)
    }

    /// How long journeys take by these rules, where no lane is written down.
    pub fn travel_times(&self) -> Travel {
        Travel::new(self.travel.as_ref())
    }

    /// How many levels service has.
    pub fn levels(&self) -> usize {
        match self.first_level {
            FirstLevel::Units | FirstLevel::Share => 1,
            FirstLevel::Steps(_) => self.classes.len() + 2,
        }
    }

    /// Decimal places of a level's whole number: 6 for weighted units, 18 for weighted shares, none for steps.
    pub fn service_places(&self) -> usize {
        match self.first_level {
            FirstLevel::Units => 6,
            FirstLevel::Share => 18,
            FirstLevel::Steps(_) => 0,
        }
    }

    /// What people call a level: `floor`, the class's name, `above entitlement`; of the plain policies `service`.
    pub fn level_name(&self, level: usize) -> &str {
        match self.first_level {
            FirstLevel::Units | FirstLevel::Share => "service",
            FirstLevel::Steps(_) if level == 0 => "floor",
            FirstLevel::Steps(_) => {
                self.classes.get(level - 1).map_or("above entitlement", |class| class.name.as_str())
            }
        }
    }

    /// Whether a need of this class, with or without a weight of its own, can be planned by these rules: in the plain
    /// policies a weight stands in for a class that the policy does not name.
    pub fn admits(&self, class: &ClassName, weight: Option<Decimal>) -> bool {
        self.class_rank(class).is_some() || (weight.is_some() && !matches!(self.first_level, FirstLevel::Steps(_)))
    }

    /// The weight of a need under the plain policies: its own, else its class's.
    pub fn weight(&self, class: &ClassName, own: Option<Decimal>) -> Option<Decimal> {
        own.or_else(|| self.class_rank(class).map(|rank| self.classes[rank].weight))
    }

    /// How much a stale need may still be given of its entitlement: its floor, or nothing.
    pub fn stale_units(&self, entitlement: Quantity) -> Quantity {
        match (&self.claims.stale, self.first_level) {
            (Some(Stale { left_out: false, .. }), FirstLevel::Steps(steps)) => {
                let floor = u128::from(entitlement.units()) * u128::from(steps.floor());
                let floor = u64::try_from(floor.div_ceil(steps.steps.into())).unwrap_or(u64::MAX);
                Quantity::new(floor).unwrap_or(entitlement).min(entitlement)
            }
            _ => Quantity::ZERO,
        }
    }

    /// Reads the text form; every fault names its line.
    pub fn from_text(source: &str) -> Result<Self, TextError> {
        let lines = line::lines(source, "yicang-policy 1")?;
        let (mut name, mut level, mut steps, mut floor_percent) = (None, None, None, None);
        let (mut sub_steps, mut worths) = (None, BTreeMap::new());
        let (mut classes, mut lateness, mut expiry) = (Vec::<PriorityClass>::new(), None, None);
        let (mut change, mut freeze, mut speed, mut detour, mut reach) = (None, None, None, None, None);
        let (mut claims, mut public, mut loads) = (claims::Reading::default(), None, None);
        let (mut coming, mut moving) = (inbound::Reading::default(), moving::Reading::default());
        for mut line in lines {
            match line.word("keyword")? {
                "name" => line.once(&mut name, |l| Ok(l.word("name")?.to_owned()))?,
                "first-level" => line.once(&mut level, |l| Ok(l.word("units, share or steps")?.to_owned()))?,
                "steps" => line.once(&mut steps, |l| l.small("steps", 1, u64::from(STEPS_MAX)))?,
                "sub-steps" => line.once(&mut sub_steps, |l| l.small("sub-steps", 1, u64::from(SUB_STEPS_MAX)))?,
                "floor-percent" => line.once(&mut floor_percent, |l| l.small("floor-percent", 0, 100))?,
                "worth" => {
                    let item: ItemId = line.parse("item")?;
                    let worth = line.number("worth", 1, WORTH_MAX)?;
                    if worths.insert(item, worth).is_some() {
                        return Err(line.twice());
                    }
                }
                "lateness" => line.once(&mut lateness, |l| l.number("lateness", 0, COEFFICIENT_MAX))?,
                "expiry" => line.once(&mut expiry, |l| l.number("expiry", 0, COEFFICIENT_MAX))?,
                "change" => line.once(&mut change, |l| l.number("change", 0, COEFFICIENT_MAX))?,
                "freeze-minutes" => {
                    line.once(&mut freeze, |l| l.small("freeze-minutes", 0, FREEZE_MINUTES_MAX))?;
                }
                "speed-kmh" => line.once(&mut speed, |l| l.small("speed-kmh", 1, TRAVEL_MAX))?,
                "detour-percent" => line.once(&mut detour, |l| l.small("detour-percent", 100, TRAVEL_MAX))?,
                "reach-minutes" => {
                    line.once(&mut reach, |l| l.small("reach-minutes", 1, u64::from(REACH_MINUTES_MAX)))?;
                }
                "approved-loads" => line.once(&mut loads, lines::count)?,
                "public" => line.once(&mut public, lines::public)?,
                "class" => classes.push(lines::class(&mut line, &classes)?),
                other
                    if claims.takes(other, &mut line)?
                        || coming.takes(other, &mut line)?
                        || moving.takes(other, &mut line)? => {}
                other => return Err(line.unknown(other)),
            }
            line.end()?;
        }
        let missing = |what: &str| TextError::whole(message!("text-policy-no-line", keyword = format!("{what:?}")));
        if classes.is_empty() || classes.len() > CLASSES_MAX {
            let problem = message!("text-policy-classes", max = CLASSES_MAX, count = classes.len());
            return Err(TextError::whole(problem));
        }
        let first_level = match level.ok_or_else(|| missing("first-level"))?.as_str() {
            "units" => FirstLevel::Units,
            "share" => FirstLevel::Share,
            "steps" => {
                let steps = Steps {
                    steps: steps.ok_or_else(|| missing("steps"))?,
                    sub_steps: sub_steps.unwrap_or(1),
                    floor_percent: floor_percent.ok_or_else(|| missing("floor-percent"))?,
                };
                if steps.count() > SUB_STEPS_MAX {
                    return Err(TextError::whole(message!(
                        "text-policy-sub-steps",
                        steps = steps.steps,
                        sub = steps.sub_steps,
                        all = steps.count(),
                        max = SUB_STEPS_MAX,
                    )));
                }
                FirstLevel::Steps(steps)
            }
            other => {
                return Err(TextError::whole(message!("text-policy-first-level", word = format!("{other:?}"))));
            }
        };
        let of_steps = steps.is_some() || sub_steps.is_some() || floor_percent.is_some() || !worths.is_empty();
        if !matches!(first_level, FirstLevel::Steps(_)) && of_steps {
            return Err(TextError::whole(message!("text-policy-steps-only")));
        }
        Ok(Self {
            name: name.ok_or_else(|| missing("name"))?,
            first_level,
            claims: claims.rules(&classes)?,
            inbound: coming.rule(),
            moving: moving.rule(),
            classes,
            worths,
            lateness: lateness.unwrap_or(0),
            expiry: expiry.unwrap_or(0),
            change: change.unwrap_or(0),
            freeze_minutes: freeze,
            travel: lines::travel_rule(speed, detour, reach)?,
            counts_approved_loads: loads.is_some(),
            public_names: public.unwrap_or_default(),
        })
    }
}
