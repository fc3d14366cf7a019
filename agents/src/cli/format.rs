//! Reports, refusals and orders as messages.

use super::console::Console;
use crate::agent_dir::AgentDir;
use crate::agent_log_keys::{KnownLog, STATEMENTS};
use crate::heads::HeadFault;
use crate::receipt::ClocksApart;
use yicang_language::{Message, ToMessage as _, message};
use yicang_proto::order::hold_from_wire;
use yicang_proto::v1;
use yicang_proto::v1::report::Body;

/// The subject of a report.
pub(super) fn about(report: &v1::Report) -> Message {
    match &report.body {
        Some(Body::Need(need)) => message!("agent-about-need", site = &need.site_id, lines = need.lines.len()),
        Some(Body::Inbound(inbound)) => {
            message!("agent-about-inbound", depot = &inbound.depot_id, lines = inbound.lines.len())
        }
        Some(Body::Excess(excess)) => {
            message!("agent-about-excess", site = &excess.site_id, lines = excess.lines.len())
        }
        Some(Body::Reserve(reserve)) if reserve.parts > 0 => message!(
            "agent-about-part",
            depot = &reserve.depot_id,
            lines = reserve.lines.len(),
            part = reserve.part,
            of = reserve.parts,
        ),
        Some(Body::Reserve(reserve)) if reserve.full => {
            message!("agent-about-count", depot = &reserve.depot_id, lines = reserve.lines.len())
        }
        Some(Body::Change(change)) => {
            message!("agent-about-change", depot = &change.depot_id, lines = change.lines.len())
        }
        Some(Body::Reserve(reserve)) => {
            message!("agent-about-reserve", depot = &reserve.depot_id, lines = reserve.lines.len())
        }
        Some(Body::Facts(facts)) => {
            message!("agent-about-facts", site = &facts.site_id, count = facts.lines.len())
        }
        Some(Body::Seen(seen)) => message!("notice-about-seen", count = seen.notice_ids.len()),
        Some(Body::Step(step)) => {
            let what = about_step(step);
            match (step.corrects, step.taken_back) {
                (0, _) => what,
                (entry, false) => message!("moving-about-correction", what = what, entry = entry),
                (entry, true) => message!("moving-about-taken-back", what = what, entry = entry),
            }
        }
        Some(Body::ConfirmRecord(told)) => {
            let (count, first) = (told.entry_indexes.len(), told.entry_indexes.first().copied().unwrap_or(0));
            match told.contested {
                false => message!("agent-about-confirm-record", count = count, first = first),
                true => message!("agent-about-contest-record", count = count, first = first),
            }
        }
        None => message!("agent-about-nothing"),
    }
}

fn about_step(step: &v1::StepReport) -> Message {
    let (order, quantity) = (&step.order_id, step.quantity);
    let unusable = step.damaged + step.lost + step.expired + step.rejected;
    match step.step() {
        v1::Step::Picked => message!("agent-about-picked", order = order, quantity = quantity),
        v1::Step::Shipped => message!("agent-about-shipped", order = order, quantity = quantity),
        v1::Step::Received if unusable > 0 => {
            message!("agent-about-receipt", order = order, quantity = quantity, unusable = unusable)
        }
        v1::Step::Received => message!("agent-about-received", order = order, quantity = quantity),
        v1::Step::Confirmed => message!("moving-about-confirmed", order = order),
        v1::Step::Arrived => message!("moving-about-arrived", order = order),
        v1::Step::Returned => message!("moving-about-returned", order = order, quantity = quantity),
        v1::Step::Unspecified => message!("agent-about-unknown-step", order = order, quantity = quantity),
    }
}

/// The lot of an order, as people write it.
pub(super) fn lot_of(order: &v1::DispatchOrder) -> String {
    let lot = if order.lot_id.is_empty() { "-" } else { order.lot_id.as_str() };
    format!("{}/{}/{lot}", order.depot_id, order.item_id)
}

/// How far an order is, with the quantity of its last step.
pub(super) fn status(order: &v1::DispatchOrder) -> Message {
    match hold_from_wire(order.hold()) {
        None => progress(order),
        Some(hold) => message!("agent-status-held", status = progress(order), hold = hold.message()),
    }
}

fn progress(order: &v1::DispatchOrder) -> Message {
    let status = match order.status() {
        v1::OrderStatus::Approved => message!("agent-status-approved"),
        v1::OrderStatus::Picked => message!("agent-status-picked", quantity = order.picked),
        v1::OrderStatus::Dispatched => message!("agent-status-dispatched", quantity = order.shipped),
        v1::OrderStatus::Received => {
            message!("agent-status-received", quantity = order.received, shipped = order.shipped)
        }
        v1::OrderStatus::Cancelled => message!("agent-status-cancelled"),
        v1::OrderStatus::Replaced => message!("agent-status-replaced"),
        v1::OrderStatus::Confirmed => message!("moving-status-confirmed"),
        v1::OrderStatus::Arrived => message!("moving-status-arrived", quantity = order.shipped),
        v1::OrderStatus::Returned => {
            message!("moving-status-returned", quantity = order.returned, shipped = order.shipped)
        }
        v1::OrderStatus::Unspecified => message!("agent-status-unknown"),
    };
    let status = match order.rejected {
        0 => status,
        rejected => message!("moving-status-rejected", status = status, rejected = rejected),
    };
    if order.depot_is_silent { message!("moving-status-silent", status = status) } else { status }
}

/// Why a report was refused: every fault with the line's item, or the one sentence.
pub(super) fn refusal(report: &v1::Report, refusal: &v1::Refusal) -> Vec<Message> {
    if refusal.faults.is_empty() {
        return vec![Message::verbatim(&refusal.message)];
    }
    let fault =
        |fault: &v1::FieldFault| message!("agent-fault", field = place(report, &fault.field), why = &fault.description);
    refusal.faults.iter().map(fault).collect()
}

/// `need.lines[3].quantity` as `line 4 (MASK), quantity`.
fn place(report: &v1::Report, field: &str) -> Message {
    let parts = || {
        let (_, rest) = field.split_once(".lines[")?;
        let (index, rest) = rest.split_once(']')?;
        let index: usize = index.parse().ok()?;
        let item = match &report.body {
            Some(Body::Need(need)) => &need.lines.get(index)?.item_id,
            Some(Body::Reserve(reserve)) => &reserve.lines.get(index)?.item_id,
            Some(Body::Change(change)) => &change.lines.get(index)?.item_id,
            Some(Body::Inbound(inbound)) => &inbound.lines.get(index)?.item_id,
            Some(Body::Excess(excess)) => &excess.lines.get(index)?.item_id,
            _ => return None,
        };
        Some(message!("agent-fault-line", line = index + 1, item = item, field = rest.trim_start_matches('.')))
    };
    parts().unwrap_or_else(|| Message::verbatim(field))
}

/// That a receipt's time does not fit the agent's clock.
pub(super) fn clocks_apart(apart: &ClocksApart, console: &Console) -> Message {
    message!(
        "agent-clocks-apart",
        accepted = console.moment(Some(apart.accepted_at)),
        written = console.moment(Some(apart.written_at.as_second())),
        arrived = console.moment(Some(apart.arrived_at.as_second())),
    )
}

/// How `yicang-ledger verify-evidence` is told the log's key.
pub(super) fn key_words(agent_dir: &AgentDir) -> String {
    match &agent_dir.config.log {
        KnownLog::Key(key) => format!("--key {}", key.vkey()),
        KnownLog::Root(root) => {
            format!("--root {} --keys {}", root.vkey(), agent_dir.folder().join(STATEMENTS).display())
        }
    }
}

/// How anyone judges the fork that a fault is about; nothing if it is about something else.
pub(super) fn judge_fork(agent_dir: &AgentDir, fault: &HeadFault) -> Option<String> {
    let HeadFault::Fork { file, .. } = fault else { return None };
    Some(format!("yicang-ledger verify-evidence {} {}", file.display(), key_words(agent_dir)))
}

/// A message with the command that proves it on a line of its own, where there is one.
pub(super) fn with_command(what: Message, command: Option<String>) -> Message {
    match command {
        Some(command) => message!("agent-with-command", what = what, command = command),
        None => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_language::Language;

    #[test]
    fn a_fault_names_the_line_as_people_count_and_its_item() {
        let line = |item: &str| v1::NeedLine { item_id: item.into(), ..v1::NeedLine::default() };
        let need = v1::NeedReport { site_id: "H1".into(), lines: vec![line("MASK"), line("SUIT")] };
        let report = v1::Report { body: Some(Body::Need(need)), ..v1::Report::default() };
        let named = place(&report, "need.lines[1].quantity");
        assert_eq!(named.to_string(), "line 2 (SUIT), quantity");
        assert_eq!(named.say(Language::Chinese), "第 2 行（SUIT），quantity");
        for unknown in ["need.lines[2].quantity", "need.site_id", "need.lines[x", "note"] {
            assert_eq!(place(&report, unknown).to_string(), unknown);
        }
    }
}
