//! Notices (提醒): what a depot or a site must be told, each of one entry of the log. They are derived from the board, a
//! policy and a moment ([`Board::notices`](crate::board::Board::notices)), never stored. How they travel is not known
//! here.

mod id;

pub use id::{NoNoticeId, NoticeId};

use crate::amiss::{AmissId, AmissKind};
use crate::hold::Hold;
use crate::id::{DepotId, IdError, ItemId, LotKey, OrderId, SiteId};
use crate::quantity::Quantity;
use jiff::Timestamp;
use yicang_language::{Message, ToMessage, message};

/// An approved order is told of so many hours before it is to leave.
pub const NEEDED_BY_HOURS: i64 = 4;
/// Without a line of the policy, a need is told of so many hours before it becomes stale; and of a shorter life half.
pub const STALE_NOTICE_HOURS: u32 = 12;
/// The most notices that one report acknowledges: its public leaf must fit in 65,535 bytes.
pub const SEEN_MAX: usize = 200;

/// To whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Addressee {
    /// A depot.
    Depot(DepotId),
    /// A site.
    Site(SiteId),
}

/// What a notice is about, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// A need becomes stale soon.
    StaleSoon,
    /// A need is stale.
    Stale,
    /// A lot is called back.
    Recall,
    /// A lot must not move until something is found out.
    Quarantine,
    /// Two figures that were told and differ.
    Discrepancy,
    /// A need was rejected.
    Rejected,
    /// Less was verified than is claimed.
    VerifiedLess,
    /// An order must leave soon.
    NeededBy,
    /// An order has not left in time.
    Overdue,
    /// A need's latest useful moment is over.
    Expired,
    /// A claim cannot be meant without being asked.
    AskedBack,
}

/// Each kind, its code on the wire, and its word in an id.
const KINDS: [(NoticeKind, &str, &str); 11] = [
    (NoticeKind::StaleSoon, "STALE_SOON", "soon"),
    (NoticeKind::Stale, "STALE", "stale"),
    (NoticeKind::Recall, "RECALL", "recall"),
    (NoticeKind::Quarantine, "QUARANTINE", "quarantine"),
    (NoticeKind::Discrepancy, "DISCREPANCY", "differs"),
    (NoticeKind::Rejected, "REJECTED", "rejected"),
    (NoticeKind::VerifiedLess, "VERIFIED_LESS", "less"),
    (NoticeKind::NeededBy, "NEEDED_BY", "ship"),
    (NoticeKind::Overdue, "OVERDUE", "overdue"),
    (NoticeKind::Expired, "EXPIRED", "expired"),
    (NoticeKind::AskedBack, "ASKED_BACK", "asked"),
];

impl NoticeKind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.into_iter().map(|(kind, ..)| kind)
    }

    fn row(self) -> (&'static str, &'static str) {
        let found = KINDS.into_iter().find(|(kind, ..)| *kind == self);
        found.map(|(_, code, word)| (code, word)).expect("every kind has a row")
    }

    /// The word for programs.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// The kind of this code.
    pub fn of_code(code: &str) -> Option<Self> {
        KINDS.into_iter().find(|(_, known, _)| *known == code).map(|(kind, ..)| kind)
    }
}

impl ToMessage for NoticeKind {
    fn message(&self) -> Message {
        match self {
            Self::StaleSoon => message!("notice-kind-stale-soon"),
            Self::Stale => message!("notice-kind-stale"),
            Self::Recall => message!("hold-recall"),
            Self::Quarantine => message!("hold-quarantine"),
            Self::Discrepancy => message!("notice-kind-discrepancy"),
            Self::Rejected => message!("notice-kind-rejected"),
            Self::VerifiedLess => message!("notice-kind-verified-less"),
            Self::NeededBy => message!("notice-kind-needed-by"),
            Self::Overdue => message!("notice-kind-overdue"),
            Self::Expired => message!("notice-kind-expired"),
            Self::AskedBack => message!("notice-kind-asked-back"),
        }
    }
}

/// What it is about, with its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A need becomes stale at a moment.
    StaleSoon(ItemId, Timestamp),
    /// A need is stale since a moment.
    Stale(ItemId, Timestamp),
    /// A lot must not move.
    Held(LotKey, Hold),
    /// Two figures differ.
    Differs(Differing),
    /// A need was rejected.
    Rejected(ItemId),
    /// Of what a need claims, less is verified.
    VerifiedLess {
        /// Of what.
        item: ItemId,
        /// What the site asks for.
        claimed: Quantity,
        /// What a coordinator has verified.
        verified: Quantity,
    },
    /// An order must be picked and shipped.
    Ship {
        /// Which.
        order: OrderId,
        /// Where it leaves.
        lot: LotKey,
        /// Where it goes.
        site: SiteId,
        /// Base units.
        quantity: Quantity,
        /// Until when.
        departs: Timestamp,
        /// That moment is over.
        overdue: bool,
    },
    /// A need's latest useful moment is over.
    Expired(ItemId, Timestamp),
    /// A need claims a hundred times the usual, or more.
    AskedBack {
        /// Of what.
        item: ItemId,
        /// What the site asks for.
        claimed: Quantity,
        /// What is usual; at least 1.
        usual: Quantity,
    },
}

/// An open discrepancy as the other side is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differing {
    /// Which.
    pub id: AmissId,
    /// Which two figures.
    pub kind: AmissKind,
    /// Of which lot.
    pub lot: LotKey,
    /// Of which order, where it is of one.
    pub order: Option<OrderId>,
    /// What was to be by what was known.
    pub expected: Quantity,
    /// What was told.
    pub actual: Quantity,
}

/// Something that a depot or a site must be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The entry that it follows from.
    pub entry: u64,
    /// To whom.
    pub to: Addressee,
    /// Since when it is so, where that is known.
    pub since: Option<Timestamp>,
    /// What it is about.
    pub about: About,
    /// The coordinator's words, which the public log masks. Who has only the log has none.
    pub reason: String,
    /// It was acknowledged.
    pub seen: bool,
}

impl Notice {
    /// Of an entry; without a reason, and not acknowledged.
    pub fn new(entry: u64, to: Addressee, since: Option<Timestamp>, about: About) -> Self {
        Self { entry, to, since, about, reason: String::new(), seen: false }
    }

    /// What it is about, in one word.
    pub fn kind(&self) -> NoticeKind {
        match &self.about {
            About::StaleSoon(..) => NoticeKind::StaleSoon,
            About::Stale(..) => NoticeKind::Stale,
            About::Held(_, Hold::Recall) => NoticeKind::Recall,
            About::Held(_, Hold::Quarantine) => NoticeKind::Quarantine,
            About::Differs(_) => NoticeKind::Discrepancy,
            About::Rejected(_) => NoticeKind::Rejected,
            About::VerifiedLess { .. } => NoticeKind::VerifiedLess,
            About::Ship { overdue: false, .. } => NoticeKind::NeededBy,
            About::Ship { overdue: true, .. } => NoticeKind::Overdue,
            About::Expired(..) => NoticeKind::Expired,
            About::AskedBack { .. } => NoticeKind::AskedBack,
        }
    }

    /// Which.
    pub fn id(&self) -> NoticeId {
        let of = match &self.about {
            About::StaleSoon(item, _)
            | About::Stale(item, _)
            | About::Rejected(item)
            | About::VerifiedLess { item, .. }
            | About::AskedBack { item, .. }
            | About::Expired(item, _) => Some(item.as_str().into()),
            About::Held(..) => None,
            About::Differs(differing) => Some(differing.id.to_string().into()),
            About::Ship { order, .. } => Some(order.as_str().into()),
        };
        NoticeId { entry: self.entry, kind: self.kind(), to: self.to.clone(), of }
    }

    /// What happened and what to do, in a sentence or two; `moment` writes a moment for the reader.
    pub fn message(&self, moment: &dyn Fn(Timestamp) -> String) -> Message {
        let is_site = matches!(self.to, Addressee::Site(_));
        let what = match &self.about {
            About::StaleSoon(item, at) => message!("notice-stale-soon", item = item.as_str(), at = moment(*at)),
            About::Stale(item, at) => message!("notice-stale", item = item.as_str(), at = moment(*at)),
            About::Held(lot, Hold::Recall) if is_site => message!("notice-recall-site", lot = lot.to_string()),
            About::Held(lot, Hold::Recall) => message!("notice-recall-depot", lot = lot.to_string()),
            About::Held(lot, Hold::Quarantine) if is_site => message!("notice-quarantine-site", lot = lot.to_string()),
            About::Held(lot, Hold::Quarantine) => message!("notice-quarantine-depot", lot = lot.to_string()),
            About::Differs(differing) => differing.message(),
            About::Rejected(item) => message!("notice-rejected", item = item.as_str(), entry = self.entry),
            About::VerifiedLess { item, claimed, verified } => message!(
                "notice-verified-less",
                item = item.as_str(),
                claimed = claimed.units(),
                verified = verified.units(),
            ),
            About::Ship { order, lot, site, quantity, departs, overdue } => {
                let (order, lot, site) = (order.as_str(), lot.to_string(), site.as_str());
                let (units, at) = (quantity.units(), moment(*departs));
                if *overdue {
                    message!("notice-overdue", order = order, lot = lot, site = site, units = units, at = at)
                } else {
                    message!("notice-needed-by", order = order, lot = lot, site = site, units = units, at = at)
                }
            }
            About::Expired(item, at) => message!("notice-expired", item = item.as_str(), at = moment(*at)),
            About::AskedBack { item, claimed, usual } => message!(
                "notice-asked-back",
                item = item.as_str(),
                claimed = claimed.units(),
                usual = usual.units(),
                times = claimed.units() / usual.units().max(1),
            ),
        };
        match self.reason.as_str() {
            "" => what,
            reason => message!("notice-with-reason", what = what, reason = reason),
        }
    }
}

impl Differing {
    fn message(&self) -> Message {
        let (id, lot) = (self.id.to_string(), self.lot.to_string());
        let (expected, actual) = (self.expected.units(), self.actual.units());
        let order = self.order.as_ref().map(ToString::to_string).unwrap_or_default();
        match self.kind {
            AmissKind::Count => {
                message!("notice-differs-count", id = id, lot = lot, expected = expected, actual = actual)
            }
            AmissKind::Short => {
                message!("notice-differs-short", id = id, order = order, expected = expected, actual = actual)
            }
            AmissKind::Inbound => {
                message!("notice-differs-inbound", id = id, lot = lot, expected = expected, actual = actual)
            }
            AmissKind::Damaged | AmissKind::Lost | AmissKind::Expired => {
                let kind = self.kind.message();
                message!(
                    "notice-differs-unusable",
                    id = id,
                    order = order,
                    kind = kind,
                    expected = expected,
                    actual = actual
                )
            }
            AmissKind::Over => {
                message!("notice-differs-over", id = id, order = order, expected = expected, actual = actual)
            }
        }
    }
}

impl Addressee {
    /// The depot's or the site's id.
    ///
    /// # Errors
    /// The id is none; both are named, or neither.
    pub fn of_words(depot: &str, site: &str) -> Result<Option<Self>, IdError> {
        match (depot, site) {
            (depot, "") if !depot.is_empty() => depot.parse().map(|depot| Some(Self::Depot(depot))),
            ("", site) if !site.is_empty() => site.parse().map(|site| Some(Self::Site(site))),
            _ => Ok(None),
        }
    }

    /// Its id alone.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Depot(depot) => depot.as_str(),
            Self::Site(site) => site.as_str(),
        }
    }
}
