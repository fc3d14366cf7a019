//! What a supplier has confirmed to a depot and has not brought yet. All of it is public but who sends it, and whose
//! gift it is.
//!
//! ```text
//! yicang.v1 inbound-report
//! …
//! depot D1
//! line N95 L9 5000 expected=2026-12-03T16:00:00Z confidence=80 expires=2027-03-31 earmark=H1,H2 gift=7K3M-9QXA
//! report-sha256 5f0c…
//! masked note 77ab…
//! masked line.1.supplier 90f1…
//! masked line.1.donor 02cc…
//! ```
//!
//! The lot is known from then on, and nothing lies in it. It is [planned](crate::policy::inbound) from its moment. The
//! first delivery, or the first count that finds something, closes it; what is more or less than announced is a
//! discrepancy. What is late is planned no more until it is announced anew, and orders for it are free for any plan.

use super::lines::{Lines, Writer};
use super::reporter::Reporter;
use crate::amiss::AmissId;
use crate::board::Board;
use crate::fault::Fault;
use crate::gift::GiftWhat;
use crate::id::{DepotId, LotKey, SiteId};
use crate::inbound::{Arriving, InboundLine};
use crate::order::Order;
use crate::quantity::Quantity;
use crate::report::{Body, Step, Version};
use crate::situation::Lot;
use crate::text::{Line, TextError, option};
use jiff::Timestamp;
use std::collections::BTreeSet;
use yicang_language::{Message, message};

/// The kind of the entry.
pub const KIND: &str = "inbound-report";

/// The public face: everything but suppliers, donors and the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Who reports.
    pub by: Reporter,
    /// Where it is to come.
    pub depot: DepotId,
    /// One per item and lot; without suppliers and donors.
    pub lines: Vec<InboundLine>,
}

impl Published {
    pub(super) fn of(by: Reporter, depot: &DepotId, lines: &[InboundLine]) -> Self {
        let public = |line: &InboundLine| InboundLine { supplier: String::new(), donor: String::new(), ..line.clone() };
        Self { by, depot: depot.clone(), lines: lines.iter().map(public).collect() }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        self.by.write_head(out);
        out.line("depot", &self.depot);
        self.lines.iter().for_each(|line| out.line("line", text(line)));
        self.by.write_foot(out);
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let mut by = Reporter::read_head(lines)?;
        let depot = lines.value("depot")?;
        let mut all = Vec::new();
        while let Some((number, text)) = lines.option_text("line") {
            all.push(read(Line::of(number, text))?);
        }
        by.read_foot(lines)?;
        Ok(Self { by, depot, lines: all })
    }

    /// The report's body, as far as it is public.
    pub fn body(&self) -> Body {
        Body::Inbound { depot: self.depot.clone(), lines: self.lines.clone() }
    }
}

/// `ITEM LOT QUANTITY expected=TIME confidence=PERCENT [expires=DATE] [earmark=SITE,SITE] [gift=CODE]`
fn text(line: &InboundLine) -> String {
    let mut text = format!("{} {} {}", line.item, line.lot, line.quantity);
    option(&mut text, "expected", Some(line.expected_at));
    option(&mut text, "confidence", Some(line.confidence));
    option(&mut text, "expires", line.expires_on);
    let sites = line.earmark.iter().map(SiteId::as_str).collect::<Vec<_>>().join(",");
    option(&mut text, "earmark", Some(sites).filter(|sites| !sites.is_empty()));
    option(&mut text, "gift", line.gift.as_ref());
    text
}

fn read(mut line: Line<'_>) -> Result<InboundLine, TextError> {
    let missing = |line: &Line<'_>| line.fault(message!("text-not-like", form = "expected=… confidence=…"));
    let (item, lot, quantity) = (line.parse("item")?, line.parse("lot")?, line.parse("quantity")?);
    let expected_at: Option<Timestamp> = line.option("expected")?;
    let expected_at = expected_at.ok_or_else(|| missing(&line))?;
    let confidence: Option<u32> = line.option("confidence")?;
    let confidence = confidence.ok_or_else(|| missing(&line))?;
    let expires_on = line.option("expires")?;
    let earmark = match line.option::<String>("earmark")? {
        None => BTreeSet::new(),
        Some(sites) => sites.split(',').map(|site| line.read("earmark", site)).collect::<Result<_, _>>()?,
    };
    let gift = line.option("gift")?;
    line.end()?;
    let (supplier, donor) = (String::new(), String::new());
    Ok(InboundLine { item, lot, quantity, supplier, expected_at, confidence, expires_on, earmark, donor, gift })
}

impl Board {
    /// What is announced and still to come, late or not.
    pub fn inbound(&self) -> impl Iterator<Item = (&LotKey, &Arriving)> {
        self.inbound.iter().filter(|(_, arriving)| arriving.is_open())
    }

    /// What is still to come of a lot.
    pub fn to_come(&self, lot: &LotKey) -> Option<&Arriving> {
        self.inbound.get(lot).filter(|arriving| arriving.is_open())
    }

    /// Whether goods of a lot were announced, and nobody may count on them any more.
    pub(crate) fn is_off(&self, lot: &LotKey, now: Timestamp) -> bool {
        self.inbound.get(lot).is_some_and(|arriving| arriving.is_off(now))
    }

    /// What speaks against announcing lots: something lies in one already, or a gift's code is another depot's.
    pub fn inbound_faults(&self, depot: &DepotId, lines: &[InboundLine]) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (place, line) in lines.iter().enumerate() {
            let key = LotKey { depot: depot.clone(), item: line.item.clone(), lot: line.lot.clone() };
            let at = |field: &str| format!("inbound.lines[{place}].{field}");
            let lies = self.lots.get(&key).map_or(Quantity::ZERO, |lot| lot.on_hand);
            if line.quantity > Quantity::ZERO && self.books.knows(&key) && lies > Quantity::ZERO {
                let problem = message!("inbound-lot-is-there", lot = key.to_string(), on_hand = lies.units());
                faults.push(Fault::new(at("lot_id"), problem));
            }
            if line.quantity == Quantity::ZERO && self.to_come(&key).is_none() && self.books.knows(&key) {
                faults.push(Fault::new(at("quantity"), message!("inbound-not-announced", lot = key.to_string())));
            }
            if let Some(gift) =
                self.gift_of(&key).filter(|gift| line.quantity > Quantity::ZERO && Some(*gift) != line.gift.as_ref())
            {
                let problem = message!("gift-lot", lot = key.to_string(), gift = gift.as_str());
                faults.push(Fault::new(at("lot_id"), problem));
            }
            let other = line.gift.as_ref().and_then(|code| self.gifts.depot(code)).filter(|known| *known != depot);
            if other.is_some() {
                faults.push(Fault::new(at("gift_code"), message!("gift-code-used")));
            }
        }
        faults
    }

    /// Why goods of an order cannot have been touched: they have not come.
    pub fn not_come(&self, order: &Order, step: Step, quantity: Quantity) -> Option<Message> {
        let awaited = self.to_come(order.lot()).filter(|_| step != Step::Received && quantity > Quantity::ZERO)?;
        let (order, lot, expected) = (order.id.as_str(), order.lot().to_string(), awaited.expected_at.to_string());
        Some(message!("inbound-not-come", order = order, lot = lot, expected = expected))
    }

    pub(crate) fn apply_inbound(&mut self, index: u64, depot: &DepotId, lines: &[InboundLine]) {
        for line in lines {
            let key = LotKey { depot: depot.clone(), item: line.item.clone(), lot: line.lot.clone() };
            let InboundLine { quantity, confidence, expected_at, .. } = *line;
            if quantity > Quantity::ZERO {
                let earmark = Some(line.earmark.clone()).filter(|sites| !sites.is_empty());
                let known = self.lots.entry(key.clone()).or_default();
                *known = Lot { expires_on: line.expires_on, earmark, available_at: None, ..known.clone() };
                self.books.announced(&key);
                self.gifts.put(&key, line.gift.clone());
            }
            self.inbound.insert(key.clone(), Arriving { quantity, confidence, expected_at, entry: index });
            self.note_gift(&key, GiftWhat::Announced(quantity));
            self.show_or_remember(&key, Version::NEWEST);
        }
    }

    /// Goods that were announced have come. What is more or less than announced is a discrepancy, where the books of
    /// the lot are kept.
    pub(crate) fn has_come(&mut self, key: &LotKey, units: Quantity, id: AmissId) {
        let Some(arriving) = self.inbound.remove(key) else { return };
        self.books.arrived(key, arriving.quantity, units, id);
        self.note_gift(key, GiftWhat::Came(units));
    }
}
