//! A plan was decided: the same texts, by whose command, and how many orders are its lines.

use super::command::{Asked, Commanded};
use super::lines::{Lines, Writer, hex};
use super::plan::Texts;
use crate::board::{Board, give_back};
use crate::gift::GiftWhat;
use crate::id::OrderId;
use crate::order::{Order, Progress};
use crate::plan::Shipment;
use crate::text::TextError;
use std::collections::BTreeSet;

/// The kind of the entry.
pub const KIND: &str = "decision";

/// The public face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// `P17` for the plan of entry 17.
    pub plan: String,
    /// How many orders it makes.
    pub orders: usize,
    /// How many orders it was free to change; its situation names them. Those that are a line of it stay as they are,
    /// the others are replaced.
    pub reopened: usize,
    /// By whose command.
    pub by: Commanded,
    /// The plan's texts.
    pub texts: Texts,
}

impl Published {
    pub(super) fn write(&self, out: &mut Writer) {
        out.line("plan", &self.plan);
        out.line("orders", self.orders);
        if self.reopened > 0 {
            out.line("reopened", self.reopened);
        }
        self.by.write(out);
        self.texts.write(out);
        self.by.write_signature(out);
    }

    pub(super) fn fits(&self, asked: &Asked) -> Result<(), String> {
        asked.is("decide", &self.plan)?;
        asked.is("plan-sha256", &hex(&self.texts.plan))
    }

    pub(super) fn read(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let (plan, orders) = (lines.value("plan")?, lines.value("orders")?);
        let reopened = lines.option("reopened")?.unwrap_or(0);
        let mut by = Commanded::read(lines)?;
        let texts = Texts::read(lines)?;
        by.read_signature(lines)?;
        Ok(Self { plan, orders, reopened, by, texts })
    }
}

impl Board {
    /// Orders that a decision would replace, and that are not there to be replaced.
    pub fn not_reopenable<'o>(&self, reopened: &'o BTreeSet<OrderId>) -> Vec<&'o OrderId> {
        let is_approved = |id: &&&OrderId| self.orders.get(**id).is_some_and(Order::is_free);
        reopened.iter().filter(|id| !is_approved(&id)).collect()
    }

    pub(crate) fn apply_decision(
        &mut self,
        index: u64,
        plan_index: u64,
        shipments: &[Shipment],
        reopened: &BTreeSet<OrderId>,
    ) {
        let kept = self.kept(shipments, reopened);
        let stay: BTreeSet<_> = kept.values().copied().collect();
        for id in reopened.iter().filter(|id| !stay.contains(id)) {
            let order = self.orders.get_mut(id).expect("examined before it was recorded");
            order.progress = Progress::Replaced { by: index };
            give_back(&mut self.lots, &order.shipment);
            let (key, shipment) = (order.need(), order.shipment.clone());
            self.note_gift(&shipment.lot, GiftWhat::Replaced(id.clone()));
            self.uncover(&key, &shipment.lot.item, shipment.quantity);
            self.comes_no_more(&key, id);
            self.approved.remove(id);
        }
        for (place, (line, shipment)) in (1..).zip(shipments).enumerate() {
            if kept.contains_key(&place) {
                continue;
            }
            if let Some(lot) = self.lots.get_mut(&shipment.lot) {
                lot.reserved = lot.reserved.saturating_add(shipment.quantity);
            }
            self.cover(&shipment.need(), &shipment.lot.item, shipment.quantity);
            let id = OrderId::new(&format!("P{plan_index}-{line}")).expect("letters, digits and a dash");
            self.coming.entry(shipment.need()).or_default().insert(id.clone());
            self.approved.insert(id.clone());
            let taken = GiftWhat::Ordered(id.clone(), shipment.site.clone(), shipment.quantity);
            self.note_gift(&shipment.lot, taken);
            let held = self.held(&shipment.lot).map(|(hold, _)| hold);
            let (shipment, progress) = (shipment.clone(), Progress::Approved);
            let way = (shipment.lot.depot.clone(), shipment.site.clone());
            let pool = self.catalogue.lanes.get(&way).and_then(|lane| lane.pool.clone());
            let (legs, cancelled_by, decision_index) = (Vec::new(), None, index);
            let id_of = id.clone();
            let order = Order {
                id: id_of,
                plan_index,
                decision_index,
                line,
                shipment,
                progress,
                held,
                legs,
                cancelled_by,
                pool,
            };
            self.orders.insert(id, order);
        }
    }
}
