//! What a site has and does not need: it offers it to others. From then on the site is a depot, too, of the same id.

use crate::id::{DepotId, ItemId, LotId, SiteId};
use crate::quantity::Quantity;
use jiff::civil::Date;

/// One lot that a site offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcessLine {
    /// What.
    pub item: ItemId,
    /// Which batch.
    pub lot: LotId,
    /// How much; 0 ends the offer.
    pub quantity: Quantity,
    /// Last day of use; `None` is as it is known.
    pub expires_on: Option<Date>,
    /// The site needs no more of the item: its open need is withdrawn.
    pub do_not_send: bool,
}

/// The depot of the same id: where the goods lie that a site offers.
pub fn store_of(site: &SiteId) -> DepotId {
    DepotId::new(site.as_str()).expect("an id is an id")
}

/// The site of the same id.
pub fn site_of(depot: &DepotId) -> SiteId {
    SiteId::new(depot.as_str()).expect("an id is an id")
}
