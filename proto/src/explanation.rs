//! Explanations of needs, both ways.

use crate::order::{status_from_wire, status_to_wire};
use crate::time::{required_time, time_from_wire, time_to_wire};
use crate::v1;
use std::str::FromStr;
use yicang_domain::explanation::{
    Allocated, Competitor, EntitlementWay, Explanation, HistoryLine, Holding, QueuedLine, Sentence, Standing,
    UnmetUnits, WordLine,
};
use yicang_domain::{Closure, DepotId, Fault, LotId, LotKey, NeedKey, Quantity, Reason};
use yicang_language::{ToMessage, message};

/// An explanation for the wire.
pub fn explanation_to_wire(told: &Explanation) -> v1::NeedExplanation {
    v1::NeedExplanation {
        site_id: told.need.site.to_string(),
        item_id: told.need.item.to_string(),
        priority_class: told.class.to_string(),
        claimed: told.claimed.units(),
        entitlement: told.entitlement.units(),
        covered: told.covered.units(),
        allocated: told.allocated,
        allocated_from: told.allocated_from.iter().map(allocated_to_wire).collect(),
        unmet: told.unmet.iter().map(unmet_to_wire).collect(),
        competitors: told.competitors.iter().map(competitor_to_wire).collect(),
        counterfactual_en: told.counterfactual.english.clone(),
        counterfactual_zh: told.counterfactual.chinese.clone(),
        held_by: told.held_by.iter().map(holding_to_wire).collect(),
        draw_en: told.draw.english.clone(),
        draw_zh: told.draw.chinese.clone(),
        closed_lanes: told.closed_lanes.iter().map(closed_to_wire).collect(),
        history: told.history.iter().map(history_to_wire).collect(),
        words: told.words.iter().map(word_to_wire).collect(),
        queued: told.queued.iter().map(queued_to_wire).collect(),
        entitlement_way: (!told.way.code.is_empty()).then(|| way_to_wire(&told.way)),
    }
}

/// Something that was said of a need, for the wire.
pub fn history_to_wire(line: &HistoryLine) -> v1::NeedChange {
    v1::NeedChange {
        entry_index: line.entry,
        at: line.at.map(time_to_wire),
        sentence_en: line.sentence.english.clone(),
        sentence_zh: line.sentence.chinese.clone(),
    }
}

fn history_from_wire(wire: v1::NeedChange) -> Result<HistoryLine, Fault> {
    let at = wire.at.as_ref().map(|at| time_from_wire("history.at", at)).transpose()?;
    let sentence = Sentence { english: wire.sentence_en, chinese: wire.sentence_zh };
    Ok(HistoryLine { entry: wire.entry_index, at, sentence })
}

/// What a reporter says of a need, for the wire.
pub fn word_to_wire(word: &WordLine) -> v1::NeedWord {
    v1::NeedWord {
        agent_id: word.agent.as_ref().map(ToString::to_string).unwrap_or_default(),
        entry_index: word.entry,
        counts: word.counts,
        sentence_en: word.sentence.english.clone(),
        sentence_zh: word.sentence.chinese.clone(),
    }
}

fn word_from_wire(wire: v1::NeedWord) -> Result<WordLine, Fault> {
    let agent = if wire.agent_id.is_empty() { None } else { Some(id("words.agent_id", &wire.agent_id)?) };
    let sentence = Sentence { english: wire.sentence_en, chinese: wire.sentence_zh };
    Ok(WordLine { agent, entry: wire.entry_index, counts: wire.counts, sentence })
}

/// Why somebody should look at a need, for the wire.
pub fn queued_to_wire(why: &QueuedLine) -> v1::QueuedReason {
    let (sentence_en, sentence_zh) = (why.sentence.english.clone(), why.sentence.chinese.clone());
    v1::QueuedReason { code: why.code.clone(), sentence_en, sentence_zh }
}

fn queued_from_wire(wire: v1::QueuedReason) -> QueuedLine {
    QueuedLine { code: wire.code, sentence: Sentence { english: wire.sentence_en, chinese: wire.sentence_zh } }
}

/// The way of an entitlement for the wire.
pub fn way_to_wire(way: &EntitlementWay) -> v1::EntitlementWay {
    v1::EntitlementWay {
        code: way.code.clone(),
        sentence_en: way.sentence.english.clone(),
        sentence_zh: way.sentence.chinese.clone(),
        entry_index: way.entry,
        basis: way.basis.clone(),
        now: way.now.map(|units| units.units()),
    }
}

/// The way of an entitlement from the wire; empty where an older centre says none.
///
/// # Errors
/// A number that is no quantity.
pub fn way_from_wire(wire: Option<v1::EntitlementWay>) -> Result<EntitlementWay, Fault> {
    let Some(wire) = wire else { return Ok(EntitlementWay::default()) };
    Ok(EntitlementWay {
        code: wire.code,
        sentence: Sentence { english: wire.sentence_en, chinese: wire.sentence_zh },
        entry: wire.entry_index,
        basis: wire.basis,
        now: wire.now.map(|now| units("entitlement_way.now", now)).transpose()?,
    })
}

fn allocated_to_wire(line: &Allocated) -> v1::AllocatedLine {
    v1::AllocatedLine {
        inbound: line.inbound,
        depot_id: line.lot.depot.to_string(),
        lot_id: if line.lot.lot == LotId::unnamed() { String::new() } else { line.lot.lot.to_string() },
        quantity: line.quantity.units(),
        departs_at: Some(time_to_wire(line.departs)),
        arrives_at: line.arrives.map(time_to_wire),
        item_id: line.lot.item.to_string(),
    }
}

fn unmet_to_wire(line: &UnmetUnits) -> v1::UnmetLine {
    v1::UnmetLine {
        reason: line.reason.code().to_owned(),
        quantity: line.quantity.units(),
        sentence_en: line.reason.sentence().to_owned(),
        sentence_zh: line.reason.sentence_zh().to_owned(),
        earliest_at: line.earliest.map(time_to_wire),
    }
}

fn competitor_to_wire(other: &Competitor) -> v1::CompetitorLine {
    v1::CompetitorLine {
        site_id: other.site.to_string(),
        priority_class: other.class.to_string(),
        allocated: other.allocated,
        claimed: other.claimed.units(),
    }
}

fn holding_to_wire(order: &Holding) -> v1::HoldingOrder {
    v1::HoldingOrder {
        order_id: order.order.to_string(),
        site_id: order.site.to_string(),
        item_id: order.item.to_string(),
        quantity: order.quantity.units(),
        status: status_to_wire(order.status).into(),
    }
}

fn closed_to_wire((depot, closure): &(DepotId, Closure)) -> v1::ClosedLane {
    v1::ClosedLane {
        depot_id: depot.to_string(),
        closed_from: Some(time_to_wire(closure.from)),
        closed_until: closure.until.map(time_to_wire),
        reason: closure.reason.clone(),
    }
}

/// What an open need is entitled to, from the wire.
///
/// # Errors
/// The first field that cannot be read.
pub fn standing_from_wire(wire: v1::NeedStanding) -> Result<Standing, Fault> {
    Ok(Standing {
        need: NeedKey { site: id("site_id", &wire.site_id)?, item: id("item_id", &wire.item_id)? },
        claimed: units("claimed", wire.claimed)?,
        claimed_class: id("claimed_class", &wire.claimed_class)?,
        entitlement: units("entitlement", wire.entitlement)?,
        class: id("priority_class", &wire.priority_class)?,
        covered: units("covered", wire.covered)?,
        way: way_from_wire(wire.way)?,
        is_stale: wire.stale,
        is_expired: wire.expired,
        history: wire.history.into_iter().map(history_from_wire).collect::<Result<_, _>>()?,
        is_unknown: wire.quantity_unknown,
        queued: wire.queued.into_iter().map(queued_from_wire).collect(),
        words: wire.words.into_iter().map(word_from_wire).collect::<Result<_, _>>()?,
    })
}

/// An explanation from the wire.
///
/// # Errors
/// The first field that cannot be read, or says something that only a newer program knows.
pub fn explanation_from_wire(wire: v1::NeedExplanation) -> Result<Explanation, Fault> {
    let need = NeedKey { site: id("site_id", &wire.site_id)?, item: id("item_id", &wire.item_id)? };
    let allocated_from = wire.allocated_from.iter().map(|line| allocated_from_wire(line, &need));
    let allocated_from = allocated_from.collect::<Result<_, _>>()?;
    Ok(Explanation {
        class: id("priority_class", &wire.priority_class)?,
        claimed: units("claimed", wire.claimed)?,
        entitlement: units("entitlement", wire.entitlement)?,
        covered: units("covered", wire.covered)?,
        allocated: wire.allocated,
        allocated_from,
        unmet: wire.unmet.iter().map(unmet_from_wire).collect::<Result<_, _>>()?,
        competitors: wire.competitors.iter().map(competitor_from_wire).collect::<Result<_, _>>()?,
        counterfactual: Sentence { english: wire.counterfactual_en, chinese: wire.counterfactual_zh },
        held_by: wire.held_by.iter().map(holding_from_wire).collect::<Result<_, _>>()?,
        draw: Sentence { english: wire.draw_en, chinese: wire.draw_zh },
        closed_lanes: wire.closed_lanes.iter().map(closed_from_wire).collect::<Result<_, _>>()?,
        way: way_from_wire(wire.entitlement_way)?,
        history: wire.history.into_iter().map(history_from_wire).collect::<Result<_, _>>()?,
        words: wire.words.into_iter().map(word_from_wire).collect::<Result<_, _>>()?,
        queued: wire.queued.into_iter().map(queued_from_wire).collect(),
        need,
    })
}

fn allocated_from_wire(line: &v1::AllocatedLine, need: &NeedKey) -> Result<Allocated, Fault> {
    // An older centre does not name the item; there it is the need's.
    let item = if line.item_id.is_empty() { need.item.clone() } else { id("allocated_from.item_id", &line.item_id)? };
    let lot = if line.lot_id.is_empty() { LotId::unnamed() } else { id("allocated_from.lot_id", &line.lot_id)? };
    Ok(Allocated {
        inbound: line.inbound,
        lot: LotKey { depot: id("allocated_from.depot_id", &line.depot_id)?, item, lot },
        quantity: units("allocated_from.quantity", line.quantity)?,
        departs: required_time("allocated_from.departs_at", line.departs_at.as_ref())?,
        arrives: line.arrives_at.as_ref().map(|at| time_from_wire("allocated_from.arrives_at", at)).transpose()?,
    })
}

fn unmet_from_wire(line: &v1::UnmetLine) -> Result<UnmetUnits, Fault> {
    let unknown = || Fault::new("unmet.reason", message!("wire-no-reason", text = format!("{:?}", line.reason)));
    let earliest = line.earliest_at.as_ref().map(|at| time_from_wire("unmet.earliest_at", at)).transpose()?;
    let reason = Reason::parse(&line.reason).ok_or_else(unknown)?;
    Ok(UnmetUnits { reason, quantity: units("unmet.quantity", line.quantity)?, earliest })
}

fn competitor_from_wire(line: &v1::CompetitorLine) -> Result<Competitor, Fault> {
    Ok(Competitor {
        site: id("competitors.site_id", &line.site_id)?,
        class: id("competitors.priority_class", &line.priority_class)?,
        allocated: line.allocated,
        claimed: units("competitors.claimed", line.claimed)?,
    })
}

fn holding_from_wire(line: &v1::HoldingOrder) -> Result<Holding, Fault> {
    Ok(Holding {
        order: id("held_by.order_id", &line.order_id)?,
        site: id("held_by.site_id", &line.site_id)?,
        item: id("held_by.item_id", &line.item_id)?,
        quantity: units("held_by.quantity", line.quantity)?,
        status: status_from_wire("held_by.status", line.status())?,
    })
}

fn closed_from_wire(lane: &v1::ClosedLane) -> Result<(DepotId, Closure), Fault> {
    let closure = Closure {
        from: required_time("closed_lanes.closed_from", lane.closed_from.as_ref())?,
        until: lane.closed_until.as_ref().map(|at| time_from_wire("closed_lanes.closed_until", at)).transpose()?,
        reason: lane.reason.clone(),
    };
    Ok((id("closed_lanes.depot_id", &lane.depot_id)?, closure))
}

fn id<T: FromStr<Err: ToMessage>>(field: &str, text: &str) -> Result<T, Fault> {
    text.parse().map_err(|error| Fault::new(field, error))
}

fn units(field: &str, units: u64) -> Result<Quantity, Fault> {
    Quantity::new(units)
        .ok_or_else(|| Fault::new(field, yicang_domain::quantity::QuantityError::TooLarge(units.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_domain::order::Status;

    #[test]
    fn an_explanation_comes_back_as_it_went() {
        let at = "2026-02-01T08:00:00Z".parse().unwrap();
        let units = |n| Quantity::new(n).unwrap();
        let told = Explanation {
            need: NeedKey { site: "H1".parse().unwrap(), item: "N95".parse().unwrap() },
            class: "urgent".parse().unwrap(),
            claimed: units(50),
            entitlement: units(40),
            covered: units(5),
            allocated: 20,
            allocated_from: vec![Allocated {
                inbound: true,
                lot: LotKey { depot: "D1".parse().unwrap(), item: "KN95".parse().unwrap(), lot: LotId::unnamed() },
                quantity: units(20),
                departs: at,
                arrives: Some(at),
            }],
            unmet: vec![UnmetUnits { reason: Reason::LeadTime, quantity: units(25), earliest: Some(at) }],
            competitors: vec![Competitor {
                site: "H2".parse().unwrap(),
                class: "routine".parse().unwrap(),
                allocated: 1,
                claimed: units(2),
            }],
            counterfactual: Sentence { english: "With".into(), chinese: "若".into() },
            held_by: vec![Holding {
                order: "P1-1".parse().unwrap(),
                site: "H2".parse().unwrap(),
                item: "N95".parse().unwrap(),
                quantity: units(3),
                status: Status::Picked,
            }],
            draw: Sentence::default(),
            closed_lanes: vec![
                ("D1".parse().unwrap(), Closure { from: at, until: None, reason: "flood".into() }),
                ("D2".parse().unwrap(), Closure { from: at, until: Some(at), reason: "洪水".into() }),
            ],
            way: EntitlementWay {
                code: "VERIFIED".into(),
                sentence: Sentence { english: "verified".into(), chinese: "已核定".into() },
                entry: Some(7),
                basis: "212 patients".into(),
                now: Some(units(41)),
            },
            history: vec![HistoryLine {
                entry: 3,
                at: Some(at),
                sentence: Sentence { english: "said".into(), chinese: "申报".into() },
            }],
            words: [None, Some("A-1".parse().unwrap())]
                .map(|agent| WordLine { agent, entry: 3, counts: true, sentence: Sentence::default() })
                .into(),
            queued: vec![QueuedLine { code: "UNKNOWN".into(), sentence: Sentence::default() }],
        };
        let wire = explanation_to_wire(&told);
        assert_eq!(explanation_from_wire(wire.clone()), Ok(told));
        let mut newer = wire;
        newer.unmet[0].reason = "MOON".into();
        assert_eq!(explanation_from_wire(newer).unwrap_err().field, "unmet.reason");
    }
}
