//! Lines of needs and reserves for the wire.

use crate::time::time_to_wire;
use crate::v1;
use yicang_domain::LotId;
use yicang_domain::report::{Fact, NeedLine, ReserveLine, Version};

pub(super) fn need_line_to_wire(line: &NeedLine) -> v1::NeedLine {
    v1::NeedLine {
        item_id: line.item.to_string(),
        quantity: line.quantity.units(),
        priority_class: line.class.to_string(),
        due_at: line.due.map(time_to_wire),
        latest_useful_at: line.latest_useful.map(time_to_wire),
        life_days_min: line.life_days_min.into(),
        quantity_unknown: line.unknown,
        beside: line.beside,
    }
}

/// In version 1 a fact that is not said is one that is taken away.
pub(super) fn reserve_line_to_wire(version: Version, line: &ReserveLine) -> v1::ReserveLine {
    let takes_away = |is_nothing: bool| version != Version::One && is_nothing;
    v1::ReserveLine {
        item_id: line.item.to_string(),
        lot_id: if line.lot == LotId::unnamed() { String::new() } else { line.lot.to_string() },
        quantity: line.quantity.units(),
        expires_on: line.expires_on.value().map(ToString::to_string).unwrap_or_default(),
        earmark_site_ids: line.earmark.value().into_iter().flatten().map(ToString::to_string).collect(),
        available_at: line.available_at.value().copied().map(time_to_wire),
        no_expiry: takes_away(line.expires_on == Fact::Nothing),
        no_earmark: takes_away(line.earmark == Fact::Nothing),
        available_now: takes_away(line.available_at == Fact::Nothing),
    }
}
