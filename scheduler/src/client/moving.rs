//! Calls about disputes, and about what vehicles carry together.

use super::coordinator::Coordinator;
use super::error::CoordinatorError;
use crate::events::cancellation::CancelAsk;
use crate::events::dispute::DisputeAsk;
use jiff::Timestamp;
use yicang_domain::{ConsignmentCode, NeedKey, OrderId};
use yicang_proto::time::required_time;
use yicang_proto::v1;

/// A disputed need.
#[derive(Debug)]
pub struct DisputeView {
    /// `SITE/ITEM`.
    pub need: String,
    /// The orders that came short.
    pub orders: Vec<String>,
    /// The record that made it a dispute.
    pub entry_index: u64,
}

/// What one vehicle carries.
#[derive(Debug)]
pub struct ConsignmentView {
    /// Its code.
    pub code: String,
    /// From where.
    pub depot: String,
    /// Whose vehicle; empty where none is named.
    pub pool: String,
    /// When.
    pub departs: Timestamp,
    /// Its orders: id, site, item, lot, quantity, boxes.
    pub lines: Vec<v1::ConsignmentLine>,
}

impl Coordinator {
    /// Takes an order back; the record.
    ///
    /// # Errors
    /// See [`CoordinatorError`].
    pub async fn cancel(&self, order: &OrderId, reason: &str) -> Result<u64, CoordinatorError> {
        let ask = CancelAsk { order_id: order.to_string(), reason: reason.to_owned() };
        self.give(ask.to_wire()).await
    }

    /// Decides a disputed need; the record.
    ///
    /// # Errors
    /// See [`CoordinatorError`].
    pub async fn settle_dispute(&self, need: &NeedKey, reason: &str) -> Result<u64, CoordinatorError> {
        let (site_id, item_id) = (need.site.to_string(), need.item.to_string());
        self.give(DisputeAsk { site_id, item_id, reason: reason.to_owned() }.to_wire()).await
    }

    /// What is disputed.
    ///
    /// # Errors
    /// See [`CoordinatorError`].
    pub async fn disputes(&self) -> Result<Vec<DisputeView>, CoordinatorError> {
        let answer = self.dispatch.clone().list_disputes(v1::ListDisputesRequest {}).await?.into_inner();
        let view = |dispute: v1::Dispute| DisputeView {
            need: format!("{}/{}", dispute.site_id, dispute.item_id),
            orders: dispute.order_ids,
            entry_index: dispute.entry_index,
        };
        Ok(answer.disputes.into_iter().map(view).collect())
    }

    /// What vehicles carry; of one depot, or with one code, if asked.
    ///
    /// # Errors
    /// See [`CoordinatorError`].
    pub async fn consignments(
        &self,
        depot: &str,
        code: Option<&ConsignmentCode>,
    ) -> Result<Vec<ConsignmentView>, CoordinatorError> {
        let code = code.map(ToString::to_string).unwrap_or_default();
        let ask = v1::ListConsignmentsRequest { depot_id: depot.to_owned(), code };
        let answer = self.dispatch.clone().list_consignments(ask).await?.into_inner();
        let view = |one: v1::Consignment| {
            Ok(ConsignmentView {
                code: one.code,
                depot: one.depot_id,
                pool: one.pool_id,
                departs: required_time("departs_at", one.departs_at.as_ref())?,
                lines: one.lines,
            })
        };
        answer.consignments.into_iter().map(view).collect()
    }
}
