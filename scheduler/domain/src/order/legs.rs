//! What was done with an order, step by step, and what it comes to. A step that was corrected stays, and the one that
//! corrects it counts. How far an order is follows from the steps that count, and from nothing else.

use super::{Order, Progress, StepError};
use crate::id::AgentId;
use crate::quantity::Quantity;
use crate::receipt::Found;
use crate::report::{Moved, Step};
use jiff::Timestamp;

/// How often one step may be corrected.
pub const CORRECTIONS_MAX: u8 = 8;

/// A step of an order as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// What was done.
    pub step: Step,
    /// The entry that says so.
    pub entry: u64,
    /// The centre's clock at it.
    pub at: Option<Timestamp>,
    /// When it was done, by who did it.
    pub done_at: Option<Timestamp>,
    /// Whose report; `None` where a coordinator has recorded it.
    pub by: Option<AgentId>,
    /// With how much; of a receipt what was found.
    pub found: Found,
    /// It was never done.
    pub taken_back: bool,
    /// The entry that it takes the place of.
    pub corrects: Option<u64>,
    /// The entry that takes its place.
    pub corrected_by: Option<u64>,
    /// The entry of the step that was corrected first, or its own.
    pub first: u64,
    /// How many corrections lead to it.
    pub chain: u8,
}

/// What the steps that count come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// The depot will do it.
    pub confirmed: bool,
    /// Taken from the shelf.
    pub picked: Option<Quantity>,
    /// Left the depot, by the depot's word.
    pub shipped: Option<Quantity>,
    /// It stands at the site.
    pub arrived: bool,
    /// What the site found.
    pub receipt: Option<Found>,
    /// Came back to the depot.
    pub returned: Option<Quantity>,
    /// The first entries that say so of what left, was received and came back, corrected or not.
    pub(crate) left_in: Option<u64>,
    pub(crate) received_in: Option<u64>,
    pub(crate) returned_in: Option<u64>,
}

impl Facts {
    fn of(legs: &[Leg]) -> Self {
        let mut facts = Self::default();
        for leg in legs.iter().filter(|leg| leg.corrected_by.is_none() && !leg.taken_back) {
            let units = Some(leg.found.accepted);
            match leg.step {
                Step::Confirmed => facts.confirmed = true,
                Step::Picked => facts.picked = units,
                Step::Arrived => facts.arrived = true,
                Step::Shipped => {
                    facts.shipped = units;
                    facts.left_in = facts.left_in.into_iter().chain([leg.first]).min();
                }
                Step::Received => {
                    facts.receipt = Some(leg.found);
                    facts.received_in = Some(leg.first);
                    facts.left_in = facts.left_in.into_iter().chain([leg.first]).min();
                }
                Step::Returned => {
                    facts.returned = units;
                    facts.returned_in = Some(leg.first);
                }
            }
        }
        facts
    }

    /// What left the depot: by its word, else what the site found.
    pub fn left(&self) -> Quantity {
        let found = || self.receipt.and_then(|found| Quantity::new(found.sum())).unwrap_or_default();
        self.shipped.unwrap_or_else(found)
    }

    /// What of an order of so many is on its way, to the site or back.
    pub fn on_way(&self) -> Quantity {
        match (self.receipt, self.returned) {
            (_, Some(_)) => Quantity::ZERO,
            (Some(found), None) => found.rejected,
            (None, None) => self.shipped.unwrap_or_default(),
        }
    }

    /// What the site has accepted.
    pub fn accepted(&self) -> Quantity {
        self.receipt.map_or(Quantity::ZERO, |found| found.accepted)
    }

    /// How far an order is.
    pub fn progress(&self) -> Progress {
        let shipped = self.left();
        match *self {
            Self { receipt: Some(found), .. } => Progress::Received { shipped, received: found.accepted },
            Self { returned: Some(returned), .. } => Progress::Returned { shipped, returned },
            Self { shipped: Some(Quantity::ZERO), .. } => Progress::Cancelled,
            Self { shipped: Some(_), arrived: true, .. } => Progress::Arrived { shipped },
            Self { shipped: Some(_), .. } => Progress::Dispatched { shipped },
            Self { picked: Some(picked), .. } => Progress::Picked(picked),
            Self { confirmed: true, .. } => Progress::Confirmed,
            Self { .. } => Progress::Approved,
        }
    }
}

impl Order {
    /// What the steps that count come to.
    pub fn facts(&self) -> Facts {
        Facts::of(&self.legs)
    }

    /// The step in this entry.
    pub fn leg(&self, entry: u64) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.entry == entry)
    }

    /// Whether the site has received it, and the depot has not said what it shipped.
    pub fn depot_is_silent(&self) -> bool {
        matches!(self.facts(), Facts { shipped: None, receipt: Some(_), .. })
    }

    /// Where a step leads, if it may be taken now; it may correct another.
    ///
    /// # Errors
    /// Why not.
    pub fn after_moved(&self, moved: &Moved) -> Result<Progress, StepError> {
        let wrong = Err(StepError::WrongStatus {
            order: self.id.clone(),
            is: self.status(),
            by: match self.progress {
                Progress::Replaced { by } => Some(by),
                _ => None,
            },
            step: moved.step,
        });
        if matches!(self.progress, Progress::Replaced { .. }) || self.cancelled_by.is_some() {
            return wrong;
        }
        let mut facts = self.facts();
        if let Some(entry) = moved.corrects {
            self.correct(moved, entry, &mut facts)?;
            return Ok(facts.progress());
        }
        let is_on_shelf = matches!(self.progress, Progress::Approved | Progress::Confirmed | Progress::Picked(_));
        match (moved.step, self.progress) {
            (Step::Confirmed, Progress::Approved) => facts.confirmed = true,
            (Step::Picked, Progress::Approved | Progress::Confirmed) => facts.picked = Some(self.lawful(moved)?),
            (Step::Shipped, _) if is_on_shelf || self.depot_is_silent() => facts.shipped = Some(self.lawful(moved)?),
            (Step::Arrived, Progress::Dispatched { .. }) => facts.arrived = true,
            (Step::Received, Progress::Dispatched { .. } | Progress::Arrived { .. }) => {
                facts.receipt = Some(self.found(moved, facts.shipped)?);
            }
            // The site may say what it has before the depot says what it sent.
            (Step::Received, _) if is_on_shelf => facts.receipt = Some(self.found(moved, None)?),
            (Step::Returned, Progress::Dispatched { .. } | Progress::Arrived { .. } | Progress::Received { .. })
                if facts.returned.is_none() && facts.on_way() > Quantity::ZERO =>
            {
                facts.returned = Some(at_most(moved, facts.on_way())?);
            }
            _ => return wrong,
        }
        Ok(facts.progress())
    }

    /// A step takes the place of the one in an entry.
    fn correct(&self, moved: &Moved, entry: u64, facts: &mut Facts) -> Result<(), StepError> {
        let order = || self.id.clone();
        let leg = self.leg(entry).ok_or_else(|| StepError::NoSuchStep { order: order(), entry })?;
        if leg.step != moved.step || !moved.step.has_quantity() {
            return Err(StepError::OtherStep { order: order(), entry, is: leg.step });
        }
        if let Some(by) = leg.corrected_by {
            return Err(StepError::CorrectedBefore { entry, by });
        }
        if leg.chain >= CORRECTIONS_MAX {
            return Err(StepError::CorrectedTooOften { entry, most: CORRECTIONS_MAX });
        }
        let later = |step| Err(StepError::LaterStep { order: self.id.clone(), step });
        let is_back = facts.returned.is_some();
        match (moved.step, moved.taken_back) {
            (Step::Picked, true) => facts.picked = None,
            (Step::Picked, false) => facts.picked = Some(self.lawful(moved)?),
            (Step::Shipped, taken_back) => {
                let units = self.lawful(moved)?;
                // What was done later stands on what was shipped.
                let is_none = taken_back || units == Quantity::ZERO;
                if facts.receipt.is_none() && facts.returned.is_some_and(|returned| is_none || units < returned) {
                    return later(Step::Returned);
                }
                if facts.receipt.is_none() && facts.arrived && is_none {
                    return later(Step::Arrived);
                }
                facts.shipped = Some(units).filter(|_| !taken_back);
            }
            (Step::Received, taken_back) => {
                let found = if taken_back { Found::default() } else { self.found(moved, facts.shipped)? };
                if is_back && facts.returned.is_some_and(|returned| taken_back || found.rejected < returned) {
                    return later(Step::Returned);
                }
                facts.receipt = Some(found).filter(|_| !taken_back);
            }
            (Step::Returned, true) => facts.returned = None,
            (Step::Returned, false) => {
                let limit = Facts { returned: None, ..*facts }.on_way();
                facts.returned = Some(at_most(moved, limit)?);
            }
            (Step::Confirmed | Step::Arrived, _) => {}
        }
        Ok(())
    }

    /// No more is picked or shipped than was ordered.
    fn lawful(&self, moved: &Moved) -> Result<Quantity, StepError> {
        at_most(moved, self.shipment.quantity)
    }

    /// What a site found: no more than was shipped, unless it says by how much; before the depot has said what that is,
    /// something, and no more than was ordered.
    fn found(&self, moved: &Moved, shipped: Option<Quantity>) -> Result<Found, StepError> {
        let (found, step) = (moved.found(), moved.step);
        let sum = Quantity::new(found.sum()).unwrap_or(self.shipment.quantity);
        if shipped.is_none() && (sum == Quantity::ZERO || moved.over > Quantity::ZERO) {
            return Err(StepError::NotShippedYet { order: self.id.clone() });
        }
        let limit = shipped.unwrap_or(self.shipment.quantity);
        let surplus = found.sum().saturating_sub(limit.units());
        if moved.over == Quantity::ZERO && surplus > 0 {
            return Err(StepError::TooMuch { step, quantity: sum, limit });
        }
        if moved.over.units() != surplus {
            return Err(StepError::NotOver { found: sum, shipped: limit, over: moved.over });
        }
        Ok(found)
    }

    /// Takes a step in that may be taken.
    pub(crate) fn take(&mut self, moved: &Moved, entry: u64, at: Option<Timestamp>, by: Option<&AgentId>) {
        let (mut first, mut chain) = (entry, 0);
        let corrected = self.legs.iter_mut().find(|leg| Some(leg.entry) == moved.corrects);
        if let Some(corrected) = corrected {
            corrected.corrected_by = Some(entry);
            (first, chain) = (corrected.first, corrected.chain + 1);
        }
        self.legs.push(Leg {
            step: moved.step,
            entry,
            at,
            done_at: moved.done_at,
            by: by.cloned(),
            found: moved.found(),
            taken_back: moved.taken_back,
            corrects: moved.corrects,
            corrected_by: None,
            first,
            chain,
        });
        self.progress = self.facts().progress();
    }
}

fn at_most(moved: &Moved, limit: Quantity) -> Result<Quantity, StepError> {
    let quantity = moved.quantity;
    if quantity <= limit { Ok(quantity) } else { Err(StepError::TooMuch { step: moved.step, quantity, limit }) }
}
