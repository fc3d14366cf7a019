//! One need in one plan, explained: what it gets, why not more, who got what it could have had, and one change that
//! would help. How it is found out is the scheduler's business.

mod sentences;

pub use sentences::{Spoken, counted};

use crate::catalogue::Closure;
use crate::entitlement::{Entitled, Way};
use crate::id::{AgentId, ClassName, DepotId, ItemId, LotKey, NeedKey, OrderId, SiteId};
use crate::life::Change;
use crate::order::Status;
use crate::policy::Policy;
use crate::quantity::Quantity;
use crate::reason::Reason;
use crate::situation::Need;
use jiff::Timestamp;
use yicang_language::{Language, Message};

/// A sentence in English and in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sentence {
    /// In English; empty if there is nothing to say.
    pub english: String,
    /// In Chinese.
    pub chinese: String,
}

/// One need in one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The need.
    pub need: NeedKey,
    /// Its class.
    pub class: ClassName,
    /// Units that were asked for.
    pub claimed: Quantity,
    /// Units that were verified.
    pub entitlement: Quantity,
    /// Units that were received or on their way before this plan.
    pub covered: Quantity,
    /// Units that the plan gives.
    pub allocated: u64,
    /// The lots that they come from.
    pub allocated_from: Vec<Allocated>,
    /// Units that are not served, reason by reason; they add up to claimed − covered − allocated.
    pub unmet: Vec<UnmetUnits>,
    /// Needs that got goods from lots that could have served this one, largest first.
    pub competitors: Vec<Competitor>,
    /// One change that would help, and what would come of it.
    pub counterfactual: Sentence,
    /// With [`Reason::FrozenOrder`]: approved orders that hold goods this need could have had, largest first.
    pub held_by: Vec<Holding>,
    /// With [`Reason::Draw`]: where the seed of the public draw comes from.
    pub draw: Sentence,
    /// With [`Reason::LaneClosed`]: the closures of lanes by which goods for the need would come, by depot.
    pub closed_lanes: Vec<(DepotId, Closure)>,
    /// By which way the entitlement and the class follow; empty where nobody knows, as without a centre.
    pub way: EntitlementWay,
    /// What was said of the need, the oldest first; none without a centre.
    pub history: Vec<HistoryLine>,
    /// What each reporter says, where there is more to see than one signed word; none without a centre.
    pub words: Vec<WordLine>,
    /// Why somebody should look at it.
    pub queued: Vec<QueuedLine>,
}

/// What one reporter says of a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordLine {
    /// Who; `None` where a coordinator has recorded it.
    pub agent: Option<AgentId>,
    /// The entry that says so.
    pub entry: u64,
    /// Plans go by it.
    pub counts: bool,
    /// What it says and whose it is.
    pub sentence: Sentence,
}

/// Why somebody should look at a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedLine {
    /// A word for programs; a newer centre may know more.
    pub code: String,
    /// In words.
    pub sentence: Sentence,
}

/// Something that was said of a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// The entry that says so.
    pub entry: u64,
    /// Its moment.
    pub at: Option<Timestamp>,
    /// What it says.
    pub sentence: Sentence,
}

impl HistoryLine {
    /// Of a change, by a policy's order of classes.
    pub fn of(change: &Change, policy: &Policy) -> Self {
        Self { entry: change.entry, at: change.at, sentence: Sentence::of(&change.what.message(policy)) }
    }
}

impl Sentence {
    /// A message in both languages.
    pub fn of(said: &Message) -> Self {
        Self { english: said.say(Language::English), chinese: said.say(Language::Chinese) }
    }

    /// It in a language; `None` if there is nothing to say.
    pub fn said_in(&self, language: Language) -> Option<&str> {
        let text = match language {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        };
        Some(text.as_str()).filter(|text| !text.is_empty())
    }
}

/// By which way an entitlement follows, by what is known now, for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntitlementWay {
    /// [`Way::code`](crate::entitlement::Way::code); a newer centre may know more.
    pub code: String,
    /// With the arithmetic.
    pub sentence: Sentence,
    /// The record of the verification.
    pub entry: Option<u64>,
    /// The grounds of the verification.
    pub basis: String,
    /// What the entitlement is now, where the plan had another, or another class.
    pub now: Option<Quantity>,
}

impl EntitlementWay {
    /// Of an entitlement, with the grounds of its verification.
    pub fn of(entitled: &Entitled, basis: Option<&String>) -> Self {
        let entry = match entitled.way {
            Way::Verified { entry } => Some(entry),
            _ => None,
        };
        Self {
            code: entitled.way.code().to_owned(),
            sentence: Sentence::of(&entitled.message()),
            basis: entry.and(basis).cloned().unwrap_or_default(),
            entry,
            now: None,
        }
    }
}

impl Explanation {
    /// Says by which way the entitlement follows. Where nothing is verified, what is not served for being above the
    /// entitlement is not served for want of that.
    #[must_use]
    pub fn entitled(self, entitled: &Entitled, basis: Option<&String>) -> Self {
        let mut told = Self { way: EntitlementWay::of(entitled, basis), ..self };
        if (entitled.units, &entitled.class) != (told.entitlement, &told.class) {
            told.way.now = Some(entitled.units);
        } else if entitled.way.is_unverified() {
            for line in told.unmet.iter_mut().filter(|line| line.reason == Reason::ClaimOverEntitlement) {
                line.reason = Reason::Unverified;
            }
        }
        told
    }

    /// Says what the situation left out of a stale need, of which so much is claimed.
    #[must_use]
    pub fn stale(self, claimed: Quantity) -> Self {
        let left_out = claimed.saturating_sub(self.claimed);
        let mut told = Self { claimed, ..self };
        if left_out > Quantity::ZERO {
            told.unmet.push(UnmetUnits { reason: Reason::Stale, quantity: left_out, earliest: None });
        }
        told
    }

    /// Of a need that no situation has, as it is stale: nothing is given.
    pub fn left_out(need: NeedKey, known: &Need, entitled: &Entitled) -> Self {
        Self {
            need,
            class: entitled.class.clone(),
            claimed: known.covered.min(known.claimed),
            entitlement: entitled.units,
            covered: known.covered,
            allocated: 0,
            allocated_from: Vec::new(),
            unmet: Vec::new(),
            competitors: Vec::new(),
            counterfactual: Sentence::default(),
            held_by: Vec::new(),
            draw: Sentence::default(),
            closed_lanes: Vec::new(),
            way: EntitlementWay::default(),
            history: Vec::new(),
            words: Vec::new(),
            queued: Vec::new(),
        }
    }
}

/// What comes from one lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocated {
    /// Whether the goods were still to come when the plan was made.
    pub inbound: bool,
    /// The lot.
    pub lot: LotKey,
    /// Units of the lot's item.
    pub quantity: Quantity,
    /// When it leaves.
    pub departs: Timestamp,
    /// When it arrives; `None` over a lane without minutes.
    pub arrives: Option<Timestamp>,
}

/// Units that are not served, for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnmetUnits {
    /// Why.
    pub reason: Reason,
    /// Units of the need.
    pub quantity: Quantity,
    /// With [`Reason::LeadTime`]: the earliest possible arrival.
    pub earliest: Option<Timestamp>,
}

/// Another need that got goods this one could have had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competitor {
    /// Its site.
    pub site: SiteId,
    /// Its class.
    pub class: ClassName,
    /// Units it got of those lots, each in units of the lot's item.
    pub allocated: u64,
    /// Units it asks for.
    pub claimed: Quantity,
}

/// An approved order that holds goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The order.
    pub order: OrderId,
    /// Where it goes.
    pub site: SiteId,
    /// The goods.
    pub item: ItemId,
    /// Units of them.
    pub quantity: Quantity,
    /// How far it is.
    pub status: Status,
}

/// What an open need is entitled to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whose, of what.
    pub need: NeedKey,
    /// What the site asks for.
    pub claimed: Quantity,
    /// The class that the site says.
    pub claimed_class: ClassName,
    /// What plans take.
    pub entitlement: Quantity,
    /// The class that plans take.
    pub class: ClassName,
    /// Received or on its way.
    pub covered: Quantity,
    /// How that follows.
    pub way: EntitlementWay,
    /// It was not reported or verified for too long.
    pub is_stale: bool,
    /// Its latest useful moment is over.
    pub is_expired: bool,
    /// What was said of it, the oldest first; only where its own site asks.
    pub history: Vec<HistoryLine>,
    /// How much is needed nobody knows.
    pub is_unknown: bool,
    /// Why somebody should look at it.
    pub queued: Vec<QueuedLine>,
    /// What each reporter says, where there is more to see than one signed word.
    pub words: Vec<WordLine>,
}
