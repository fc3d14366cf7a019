//! The entries' own times: a clock that stood still.

use yicang_language::{Message, message};
use yicang_tlog::Leaf;

/// So many entries of one second are more than a centre writes in one.
const ENTRIES_MAX: u64 = 10_000;
/// So many plans and decisions are more than people make in one second.
const DECISIONS_MAX: u64 = 20;

/// Entries that follow each other and say the same time.
#[derive(Default)]
pub(super) struct Times {
    time: String,
    first: u64,
    entries: u64,
    decisions: u64,
}

impl Times {
    /// Takes the next entry; what there is to say of those before it, with the first of them.
    pub(super) fn next(&mut self, index: u64, leaf: &Leaf) -> Option<(u64, Message)> {
        let time = leaf.get("time").unwrap_or_default();
        let said = if self.entries > 0 && time == self.time { None } else { self.end(index, time) };
        self.entries += 1;
        self.decisions += u64::from(matches!(leaf.kind(), "plan" | "decision"));
        said
    }

    /// The same for the last ones.
    pub(super) fn end(&mut self, index: u64, time: &str) -> Option<(u64, Message)> {
        let ended = std::mem::replace(self, Self { time: time.to_owned(), first: index, ..Self::default() });
        let Self { time, first, entries, decisions } = ended;
        let is_long = !time.is_empty() && (entries > ENTRIES_MAX || decisions > DECISIONS_MAX);
        is_long.then(|| {
            let what = message!("audit-one-time", entries = entries, decisions = decisions, time = time);
            (first, what)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(entries: &[(&str, &str)]) -> Vec<(u64, Message)> {
        let mut times = Times::default();
        let next = |(index, (kind, time)): (u64, &(&str, &str))| times.next(index, &Leaf::new(kind).with("time", time));
        let mut all: Vec<_> = (0..).zip(entries).filter_map(next).collect();
        all.extend(times.end(entries.len() as u64, ""));
        all
    }

    #[test]
    fn more_than_a_second_holds_is_told_once_with_its_first_entry() {
        let (one, other) = ("2026-02-01T08:00:00Z", "2026-02-01T08:00:01Z");
        let mut entries = vec![("need-report", other); usize::try_from(ENTRIES_MAX).unwrap()];
        assert_eq!(said(&entries), [], "to the edge");
        entries.insert(0, ("enrolment", one));
        entries.push(("need-report", other));
        let told = said(&entries);
        assert_eq!((told.len(), told[0].0), (1, 1));
        assert!(told[0].1.to_string().contains("10001 in all and 0 of them plans and decisions"), "{told:?}");
        let plans = |count: usize| vec![("plan", one); count];
        assert_eq!(said(&plans(20)), []);
        assert_eq!(said(&[plans(21), vec![("plan", other); 20]].concat()).len(), 1);
        assert_eq!(said(&[]), []);
    }
}
