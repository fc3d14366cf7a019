//! What a site offers to others, and needs no more. All of it is public.
//!
//! ```text
//! yicang.v1 excess-report
//! …
//! site H1
//! line GOWN L4 300 expires=2027-01-31 do-not-send
//! ```
//!
//! The goods lie in the depot of the same id from then on. A line says how much of the lot is offered now. What the
//! site takes back for itself is gone from the books; what it adds has come. `do-not-send` withdraws the site's open
//! need of the item.

use super::lines::{Lines, Writer};
use super::reporter::Reporter;
use crate::board::Board;
use crate::events::Enrolment;
use crate::excess::{ExcessLine, site_of, store_of};
use crate::fault::Fault;
use crate::id::{DepotId, LotKey, NeedKey, SiteId};
use crate::life::Said;
use crate::quantity::Quantity;
use crate::report::{Body, Version};
use crate::text::{Line, TextError, option};
use std::collections::BTreeSet;
use yicang_language::message;

/// The kind of the entry.
pub const KIND: &str = "excess-report";
/// The word that withdraws a need.
const DO_NOT_SEND: &str = "do-not-send";

/// The public face: everything but the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who reports.
    pub by: Reporter,
    /// Who offers.
    pub site: SiteId,
    /// One per item and lot.
    pub lines: Vec<ExcessLine>,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        out.line("site", &self.site);
        for line in &self.lines {
            let mut text = format!("{} {} {}", line.item, line.lot, line.quantity);
            option(&mut text, "expires", line.expires_on);
            if line.do_not_send {
                text.push(' ');
                text.push_str(DO_NOT_SEND);
            }
            out.line("line", text);
        }
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let site = lines.value("site")?;
        let mut all = Vec::new();
        while let Some((number, text)) = lines.option_text("line") {
            let mut line = Line::of(number, text);
            let (item, lot, quantity) = (line.parse("item")?, line.parse("lot")?, line.parse("quantity")?);
            let (expires_on, do_not_send) = (line.option("expires")?, line.flag(DO_NOT_SEND));
            line.end()?;
            all.push(ExcessLine { item, lot, quantity, expires_on, do_not_send });
        }
        by.read_foot(lines)?;
        Ok(Self { by, site, lines: all })
    }

    /// The report's body.
    pub fn body(&self) -> Body {
        Body::Excess { site: self.site.clone(), lines: self.lines.clone() }
    }
}

impl Board {
    /// Whether goods may lie there: it is a depot, or a site that has offered something.
    pub fn is_store(&self, depot: &DepotId) -> bool {
        let site = site_of(depot);
        self.catalogue.depots.contains_key(depot)
            || (self.offering.contains(&site) && self.catalogue.sites.contains_key(&site))
    }

    /// Whether somebody may report what lies in a depot, and confirm what leaves it: also of the depot that a site of
    /// his has become by an offer.
    pub fn may_store(&self, grant: &Enrolment, depot: &DepotId) -> bool {
        let site = site_of(depot);
        grant.depots.contains(depot) || (grant.sites.contains(&site) && self.offering.contains(&site))
    }

    /// The depots of which somebody may see the orders: also those that his sites may become by an offer, but for one
    /// of that id which others keep.
    pub fn stores_of(&self, grant: &Enrolment) -> BTreeSet<DepotId> {
        let own = grant.sites.iter().map(store_of).filter(|store| !self.catalogue.depots.contains_key(store));
        grant.depots.iter().cloned().chain(own).collect()
    }

    /// Whether a site is a store, too: it has offered something.
    pub fn has_offered(&self, site: &SiteId) -> bool {
        self.offering.contains(site)
    }

    /// What sites offer now.
    pub fn offers(&self) -> impl Iterator<Item = (&LotKey, [Quantity; 2])> {
        let is_offer = |lot: &LotKey| self.offering.contains(&site_of(&lot.depot));
        self.stock().filter(move |(lot, [on_hand, _])| is_offer(lot) && *on_hand > Quantity::ZERO)
    }

    /// What speaks against an offer: what is taken back and was not offered, and lots that a supplier is to bring.
    pub fn excess_faults(&self, site: &SiteId, lines: &[ExcessLine]) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (place, line) in lines.iter().enumerate() {
            let key = LotKey { depot: store_of(site), item: line.item.clone(), lot: line.lot.clone() };
            let at = |field: &str| format!("excess.lines[{place}].{field}");
            if self.to_come(&key).is_some() {
                faults.push(Fault::new(at("lot_id"), message!("excess-awaited", lot = key.to_string())));
            }
            if line.quantity == Quantity::ZERO && !self.lots.contains_key(&key) && !line.do_not_send {
                faults.push(Fault::new(at("quantity"), message!("excess-not-offered", lot = key.to_string())));
            }
        }
        faults
    }

    pub(crate) fn apply_excess(&mut self, index: u64, site: &SiteId, lines: &[ExcessLine]) {
        self.offering.insert(site.clone());
        self.reported_meanwhile(&store_of(site), lines.iter().map(|line| (&line.item, &line.lot)));
        for line in lines {
            let key = LotKey { depot: store_of(site), item: line.item.clone(), lot: line.lot.clone() };
            if line.quantity > Quantity::ZERO || self.lots.contains_key(&key) {
                let known = self.lots.entry(key.clone()).or_default();
                let before = std::mem::replace(&mut known.on_hand, line.quantity);
                known.expires_on = line.expires_on.or(known.expires_on);
                self.shipped_amiss.remove(&key);
                self.books.offered(&key, before, line.quantity);
                self.counts.found_in(&key, index);
                self.show_or_remember(&key, Version::NEWEST);
            }
            let need = NeedKey { site: site.clone(), item: line.item.clone() };
            if line.do_not_send && self.is_open(&need) {
                self.close(&need, Said::Withdrawn);
            }
        }
    }
}
