//! What is disputed, and what vehicles carry together.

use crate::centre::centre::Centre;
use crate::commands::access::{self, Action, Identity, Reading};
use crate::refusal::Refusal;
use yicang_domain::consignment::consignments;
use yicang_domain::id::IdError;
use yicang_domain::{Consignment, ConsignmentCode, ConsignmentLine, DepotId, Fault, ItemId, Quantity};
use yicang_language::{ToMessage as _, message};
use yicang_proto::time::time_to_wire;
use yicang_proto::v1;

/// Answers `ListDisputes`.
pub(super) async fn disputes(centre: &Centre) -> Result<v1::ListDisputesResponse, Refusal> {
    access::may(Identity::Anybody, Action::Read(Reading::Orders))?;
    let (disputes, upto) = {
        let state = centre.state();
        let all = state.board.disputes(&centre.policy.policy.moving);
        let wire = |(need, short): (&yicang_domain::NeedKey, &[yicang_domain::order::Shortage])| v1::Dispute {
            site_id: need.site.to_string(),
            item_id: need.item.to_string(),
            order_ids: short.iter().map(|short| short.order.to_string()).collect(),
            entry_index: short.last().map_or(0, |short| short.entry),
        };
        (all.map(wire).collect(), state.board.applied_upto)
    };
    centre.durable(upto).await?;
    Ok(v1::ListDisputesResponse { disputes })
}

/// Answers `ListConsignments`: of orders that are out, and of the one with a code also what is closed.
pub(super) fn carried(
    centre: &Centre,
    ask: &v1::ListConsignmentsRequest,
) -> Result<v1::ListConsignmentsResponse, Refusal> {
    access::may(Identity::Anybody, Action::Read(Reading::Orders))?;
    let faulty = |field: &str, problem| {
        let faults = vec![Fault::new(field, problem)];
        Refusal::Faulty { what: message!("refused-question"), faults }
    };
    let depot = match ask.depot_id.as_str() {
        "" => None,
        id => Some(id.parse::<DepotId>().map_err(|error: IdError| faulty("depot_id", error.message()))?),
    };
    let code = match ask.code.as_str() {
        "" => None,
        code => Some(ConsignmentCode::of_people(code).map_err(|problem| faulty("code", problem))?),
    };
    let orders = centre.orders.list(|order| {
        depot.as_ref().is_none_or(|depot| &order.lot().depot == depot)
            && code.as_ref().map_or_else(|| order.is_open(), |code| order.consignment().code == *code)
    });
    if let Some(code) = code.filter(|_| orders.is_empty()) {
        return Err(Refusal::NotFound(message!("moving-consignment-unknown", code = code.as_str())));
    }
    let items = centre.state().board.catalogue.items.clone();
    let pack = |item: &ItemId| items.get(item).map_or(Quantity::ONE, |item| item.facts.pack);
    let all = consignments(orders.iter().map(|released| released.order()), pack);
    Ok(v1::ListConsignmentsResponse { consignments: all.iter().map(to_wire).collect() })
}

fn to_wire(consignment: &Consignment) -> v1::Consignment {
    let line = |line: &ConsignmentLine| v1::ConsignmentLine {
        order_id: line.order.to_string(),
        site_id: line.site.to_string(),
        item_id: line.item.to_string(),
        lot_id: line.lot.to_string(),
        quantity: line.quantity.units(),
        boxes: line.boxes,
    };
    v1::Consignment {
        code: consignment.key.code.to_string(),
        depot_id: consignment.key.depot.to_string(),
        pool_id: consignment.key.pool.as_ref().map(ToString::to_string).unwrap_or_default(),
        departs_at: Some(time_to_wire(consignment.key.departs)),
        lines: consignment.lines.iter().map(line).collect(),
    }
}
