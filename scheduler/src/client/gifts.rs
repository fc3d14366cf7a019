//! Calls about gifts.

use super::coordinator::Coordinator;
use super::error::CoordinatorError;
use yicang_domain::{GiftCode, Sentence};
use yicang_proto::v1;

/// What became of a gift.
#[derive(Debug)]
pub struct GiftView {
    /// The record, the lot, and what happened; the oldest first.
    pub steps: Vec<(u64, String, Sentence)>,
    /// Awaited, came, on hand, on the way, received, gone.
    pub sums: [u64; 6],
    /// What nobody has explained.
    pub unexplained: i64,
}

impl Coordinator {
    /// What became of a gift.
    pub async fn gift(&self, code: &GiftCode) -> Result<GiftView, CoordinatorError> {
        let ask = v1::GetGiftRequest { gift_code: code.to_string() };
        let answer = self.dispatch.clone().get_gift(ask).await?.into_inner();
        let step = |step: v1::GiftStep| {
            let lot = format!("{}/{}/{}", step.depot_id, step.item_id, step.lot_id);
            (step.entry_index, lot, Sentence { english: step.sentence_en, chinese: step.sentence_zh })
        };
        let v1::GetGiftResponse { came, on_hand, on_way, received, lost, awaited, unexplained, .. } = answer;
        let sums = [awaited, came, on_hand, on_way, received, lost];
        Ok(GiftView { steps: answer.steps.into_iter().map(step).collect(), sums, unexplained })
    }
}
