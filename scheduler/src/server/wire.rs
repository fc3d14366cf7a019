//! Remarks and figures that differ, for the wire.

use crate::events::state;
use yicang_domain::LotKey;
use yicang_domain::discrepancy::Discrepancy;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::PlanNote;

pub(super) fn note_to_wire(note: &state::PlanNote) -> PlanNote {
    let (coordinator_id, text) = (note.coordinator.to_string(), note.text.clone());
    PlanNote { entry_index: note.index, noted_at: Some(time_to_wire(note.at)), coordinator_id, text }
}

pub(super) fn discrepancy_to_wire(found: &Discrepancy) -> yicang_proto::v1::Discrepancy {
    let LotKey { depot, item, lot } = found.lot();
    yicang_proto::v1::Discrepancy {
        code: found.code().into(),
        depot_id: depot.to_string(),
        item_id: item.to_string(),
        lot_id: lot.to_string(),
        order_id: found.order().map(ToString::to_string).unwrap_or_default(),
        sentence_en: found.english(),
        sentence_zh: found.chinese(),
    }
}
