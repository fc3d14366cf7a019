//! Reports, refusals and moments in the words people read.

use crate::heads::HeadFault;
use crate::home::Home;
use crate::keys::{KnownLog, STATEMENTS};
use crate::receipt::ClocksApart;
use jiff::Timestamp;
use yicang_proto::v1;
use yicang_proto::v1::report::Body;

/// `1 row`, `2 rows`.
pub(super) fn count(number: usize, of: &str) -> String {
    format!("{number} {of}{}", if number == 1 { "" } else { "s" })
}

/// `report 3`, `reports 1, 3 to 5`; the numbers ascend.
pub(super) fn numbers(of: &str, numbers: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let run = |(first, last): &(u64, u64)| match last - first {
        0 => format!("{first}"),
        1 => format!("{first}, {last}"),
        _ => format!("{first} to {last}"),
    };
    let plural = if numbers.len() == 1 { "" } else { "s" };
    format!("{of}{plural} {}", runs.iter().map(run).collect::<Vec<_>>().join(", "))
}

/// One line on what a report is about.
pub(super) fn about(report: &v1::Report) -> String {
    let lines = |number: usize| count(number, "line");
    match &report.body {
        Some(Body::Need(need)) => format!("need of site {}, {}", need.site_id, lines(need.lines.len())),
        Some(Body::Reserve(reserve)) => {
            format!("reserve of depot {}, {}", reserve.depot_id, lines(reserve.lines.len()))
        }
        Some(Body::Step(step)) => format!("order {} {} {}", step.order_id, step_word(step.step()), step.quantity),
        None => "empty report".into(),
    }
}

pub(super) fn step_word(step: v1::Step) -> &'static str {
    match step {
        v1::Step::Picked => "picked",
        v1::Step::Shipped => "shipped",
        v1::Step::Received => "received",
        v1::Step::Unspecified => "at an unknown step",
    }
}

/// How far an order is.
pub(super) fn status_word(status: v1::OrderStatus) -> &'static str {
    match status {
        v1::OrderStatus::Approved => "approved 已批准",
        v1::OrderStatus::Picked => "picked 已拣货",
        v1::OrderStatus::Dispatched => "dispatched 已发运",
        v1::OrderStatus::Received => "received 已签收",
        v1::OrderStatus::Cancelled => "cancelled 已取消",
        v1::OrderStatus::Replaced => "replaced 已改派",
        v1::OrderStatus::Unspecified => "unknown 未知",
    }
}

/// Why a report was refused: every fault with the line's item, or the one sentence.
pub(super) fn refusal(report: &v1::Report, refusal: &v1::Refusal) -> Vec<String> {
    if refusal.faults.is_empty() {
        return vec![refusal.message.clone()];
    }
    let fault = |fault: &v1::FieldFault| format!("{}: {}", place(report, &fault.field), fault.description);
    refusal.faults.iter().map(fault).collect()
}

/// `need.lines[3].quantity` as `line 4 (MASK), quantity`.
fn place(report: &v1::Report, field: &str) -> String {
    let parts = || {
        let (_, rest) = field.split_once(".lines[")?;
        let (index, rest) = rest.split_once(']')?;
        let index: usize = index.parse().ok()?;
        let item = match &report.body {
            Some(Body::Need(need)) => &need.lines.get(index)?.item_id,
            Some(Body::Reserve(reserve)) => &reserve.lines.get(index)?.item_id,
            _ => return None,
        };
        Some(format!("line {} ({item}), {}", index + 1, rest.trim_start_matches('.')))
    };
    parts().unwrap_or_else(|| field.to_owned())
}

/// That a receipt's time does not fit the agent's clock.
pub(super) fn clocks_apart(apart: &ClocksApart) -> String {
    let (accepted, arrived) = (moment(Some(apart.accepted_at)), moment(Some(apart.arrived_at.as_second())));
    let written = moment(Some(apart.written_at.as_second()));
    format!(
        "the receipt says that the centre took it in at {accepted}; by this machine's clock it was written at {written} and the \
         receipt arrived at {arrived}. One of the two clocks is wrong, yours or the centre's (本机或中心的时钟有误). The report \
         is delivered; `audit` holds its promise not later than from its arrival"
    )
}

/// How `yicang-ledger judge` is told the log's key.
pub(super) fn key_words(home: &Home) -> String {
    match &home.config.log {
        KnownLog::Key(key) => format!("--key {}", key.vkey()),
        KnownLog::Root(root) => {
            format!("--root {} --keys {}", root.vkey(), home.folder().join(STATEMENTS).display())
        }
    }
}

/// How anyone judges the fork that a fault is about; nothing if it is about something else.
pub(super) fn judge_fork(home: &Home, fault: &HeadFault) -> Option<String> {
    let HeadFault::Fork { file, .. } = fault else { return None };
    Some(format!("yicang-ledger judge {} {}", file.display(), key_words(home)))
}

/// UTC, to the minute.
pub(super) fn moment(seconds: Option<i64>) -> String {
    let time = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.map_or_else(|| "-".into(), |time| time.strftime("%Y-%m-%d %H:%MZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_the_line_as_people_count_and_its_item() {
        let line = |item: &str| v1::NeedLine { item_id: item.into(), ..v1::NeedLine::default() };
        let need = v1::NeedReport { site_id: "H1".into(), lines: vec![line("MASK"), line("SUIT")] };
        let report = v1::Report { body: Some(Body::Need(need)), ..v1::Report::default() };
        assert_eq!(place(&report, "need.lines[1].quantity"), "line 2 (SUIT), quantity");
        for unknown in ["need.lines[2].quantity", "need.site_id", "need.lines[x", "note"] {
            assert_eq!(place(&report, unknown), unknown);
        }
        assert_eq!(moment(Some(1_580_544_000)), "2020-02-01 08:00Z");
        assert_eq!(moment(None), "-");
        assert_eq!(numbers("report", &[3]), "report 3");
        assert_eq!(numbers("report", &[1, 3, 4, 5, 7, 8]), "reports 1, 3 to 5, 7, 8");
    }
}
