//! The name of a notice: short enough to be read aloud, unique, and for ever the same.

use super::{Addressee, KINDS, NoticeKind};
use crate::id::ItemId;
use std::fmt;
use std::str::FromStr;
use yicang_language::{Message, ToMessage, message};

/// Which notice: the entry that it follows from, its kind, to whom, and what it is of where an entry is of several:
/// `N57-recall-H1` to a site, `N57-recall@D1` to a depot, `N60-stale-H1/N95`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeId {
    /// The entry.
    pub entry: u64,
    /// What it is about.
    pub kind: NoticeKind,
    /// To whom.
    pub to: Addressee,
    /// The item of the need, the order or the number of the discrepancy.
    pub of: Option<Box<str>>,
}

/// A place's id within a notice's: the mark behind it must be found again.
fn marked(place: &str) -> String {
    place.replace('%', "%25").replace('/', "%2F")
}

impl fmt::Display for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mark, place) = match &self.to {
            Addressee::Depot(depot) => ('@', depot.as_str()),
            Addressee::Site(site) => ('-', site.as_str()),
        };
        write!(f, "N{}-{}{mark}{}", self.entry, self.kind.row().1, marked(place))?;
        self.of.iter().try_for_each(|of| write!(f, "/{of}"))
    }
}

/// It is no notice's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct NoNoticeId(String);

impl ToMessage for NoNoticeId {
    fn message(&self) -> Message {
        message!("notice-id-unreadable", id = format!("{:?}", self.0))
    }
}

impl FromStr for NoticeId {
    type Err = NoNoticeId;

    fn from_str(text: &str) -> Result<Self, NoNoticeId> {
        let read = || -> Option<Self> {
            let (entry, rest) = text.strip_prefix('N')?.split_once('-')?;
            let at = rest.find(['-', '@'])?;
            let (word, place) = (rest.get(..at)?, rest.get(at + 1..)?);
            let (kind, ..) = KINDS.into_iter().find(|(.., known)| *known == word)?;
            let (place, of) = place.split_once('/').map_or((place, None), |(place, of)| (place, Some(of)));
            let place = place.replace("%2F", "/").replace("%25", "%");
            let to = match rest.get(at..=at)? {
                "@" => Addressee::Depot(place.parse().ok()?),
                _ => Addressee::Site(place.parse().ok()?),
            };
            // An item, an order and a discrepancy are written as ids are.
            let of = of.map(|of| of.parse().map(|item: ItemId| item.as_str().into())).transpose();
            Some(Self { entry: entry.parse().ok()?, kind, to, of: of.ok()? })
        };
        // One spelling each, so that the same notice is not acknowledged under two names.
        read().filter(|id| id.to_string() == text).ok_or_else(|| NoNoticeId(text.to_owned()))
    }
}
