//! Calls about the stock: figures that differ, and where all that came is now.

use super::coordinator::Coordinator;
use super::error::CoordinatorError;
use crate::events::settlement::SettleAsk;
use jiff::Timestamp;
use yicang_domain::{AmissId, AmissKind, Fault, LotKey, Settlement};
use yicang_proto::time::time_from_wire;
use yicang_proto::v1;

/// A discrepancy that has a number.
#[derive(Debug)]
pub struct AmissView {
    /// Which.
    pub id: AmissId,
    /// Which two figures.
    pub kind: AmissKind,
    /// Of which lot.
    pub lot: LotKey,
    /// What was to be by what was known, and what was told.
    pub figures: [u64; 2],
    /// When it was found, if that is known.
    pub found_at: Option<Timestamp>,
    /// How it was closed.
    pub settled: Option<Settlement>,
}

/// Where all that ever was in a lot is now.
#[derive(Debug)]
pub struct BalanceView {
    /// Which lot.
    pub lot: LotKey,
    /// First count, announced and come, came besides, on hand, on the way, received, gone.
    pub sums: [u64; 7],
    /// What nobody has explained.
    pub unexplained: i64,
}

fn lot(depot: &str, item: &str, lot: &str) -> Result<LotKey, Fault> {
    let wrong = |field: &'static str| move |error: yicang_domain::id::IdError| Fault::new(field, error);
    Ok(LotKey {
        depot: depot.parse().map_err(wrong("depot_id"))?,
        item: item.parse().map_err(wrong("item_id"))?,
        lot: lot.parse().map_err(wrong("lot_id"))?,
    })
}

impl Coordinator {
    /// Closes a discrepancy; the record.
    pub async fn settle(&self, id: AmissId, how: Settlement, reason: &str) -> Result<u64, CoordinatorError> {
        let ask = SettleAsk { id: id.to_string(), how: Some(how), reason: reason.to_owned() };
        self.give(ask.to_wire()).await
    }

    /// Discrepancies, the oldest first.
    pub async fn discrepancies(&self, closed_too: bool) -> Result<Vec<AmissView>, CoordinatorError> {
        let ask = v1::ListDiscrepanciesRequest { closed_too };
        let answer = self.dispatch.clone().list_discrepancies(ask).await?.into_inner();
        let view = |wire: v1::DiscrepancyRecord| {
            let kind = AmissKind::ALL.into_iter().find(|kind| kind.as_str() == wire.kind);
            let settled = Some(wire.settled_as.as_str()).filter(|word| !word.is_empty());
            let settled = settled.map(|word| word.parse().map_err(|error| Fault::new("settled_as", error)));
            Ok::<_, Fault>(AmissView {
                id: wire.discrepancy_id.parse().map_err(|error| Fault::new("discrepancy_id", error))?,
                kind: kind.ok_or_else(|| Fault::new("kind", format!("{:?} is not known here", wire.kind)))?,
                lot: lot(&wire.depot_id, &wire.item_id, &wire.lot_id)?,
                figures: [wire.expected, wire.actual],
                found_at: wire.found_at.as_ref().map(|at| time_from_wire("found_at", at)).transpose()?,
                settled: settled.transpose()?,
            })
        };
        Ok(answer.discrepancies.into_iter().map(view).collect::<Result<_, _>>()?)
    }

    /// Where all that came is now, lot by lot; empty words are all.
    pub async fn balance(&self, [depot, item, name]: [&str; 3]) -> Result<Vec<BalanceView>, CoordinatorError> {
        let [depot_id, item_id, lot_id] = [depot, item, name].map(str::to_owned);
        let ask = v1::GetBalanceRequest { depot_id, item_id, lot_id };
        let answer = self.dispatch.clone().get_balance(ask).await?.into_inner();
        let view = |wire: v1::LotBalance| {
            let v1::LotBalance { first, inbound, gained, on_hand, on_way, received, lost, unexplained, .. } = wire;
            let sums = [first, inbound, gained, on_hand, on_way, received, lost];
            Ok::<_, Fault>(BalanceView { lot: lot(&wire.depot_id, &wire.item_id, &wire.lot_id)?, sums, unexplained })
        };
        Ok(answer.lots.into_iter().map(view).collect::<Result<_, _>>()?)
    }
}
