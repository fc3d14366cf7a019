//! The public face of a report, and what its agent signs of it.

use super::lines::Writer;
use super::{Face, Hash, Masked, change, confirmation, excess, facts, inbound, need, reporter, reserve, seen, step};
use crate::report::{Body, Report};
use reserve::Whole;

impl Face {
    /// The face of a report. `commit` gives the commitment to a masked field by its name and value.
    pub fn of_report(
        report: &Report,
        note: &str,
        report_sha256: Hash,
        commit: &mut dyn FnMut(&str, &[u8]) -> Hash,
    ) -> Self {
        let mut masked: Masked = Vec::new();
        for (field, value) in reporter::masked(report, note) {
            let hash = commit(&field, &value);
            masked.push((field, hash));
        }
        let by = reporter::Reporter::of(report, report_sha256, masked);
        match report.body() {
            Body::Need { site, lines } => Self::Need(need::Published::of(by, site, lines)),
            Body::Reserve { depot, lines } => Self::Reserve(reserve::Published::of(by, depot, Whole::No, lines)),
            Body::Count { depot, lines } => Self::Reserve(reserve::Published::of(by, depot, Whole::Yes, lines)),
            Body::CountPart { depot, part, lines } => {
                Self::Reserve(reserve::Published::of(by, depot, Whole::Part(*part), lines))
            }
            Body::Inbound { depot, lines } => Self::Inbound(inbound::Published::of(by, depot, lines)),
            Body::Excess { site, lines } => {
                Self::Excess(excess::Published { by, site: site.clone(), lines: lines.clone() })
            }
            Body::Change { depot, lines } => {
                Self::Change(change::Published { by, depot: depot.clone(), lines: lines.clone() })
            }
            Body::Facts { site, lines } => {
                Self::Facts(facts::Published { by, site: site.clone(), lines: lines.clone() })
            }
            Body::Seen { notices } => Self::Seen(seen::Published { by, notices: notices.clone() }),
            Body::Step { .. } | Body::Receipt { .. } | Body::Moved(_) => {
                let moved = report.body().moved().expect("each of these is a step");
                Self::Step(step::Published { by, moved })
            }
            Body::ConfirmRecord { entries, contested } => {
                Self::RecordConfirmed(confirmation::Published { by, entries: entries.clone(), contested: *contested })
            }
        }
    }

    /// Who reported, if it is a report.
    pub fn reporter(&self) -> Option<&reporter::Reporter> {
        match self {
            Self::Need(need::Published { by, .. })
            | Self::Reserve(reserve::Published { by, .. })
            | Self::Change(change::Published { by, .. })
            | Self::Facts(facts::Published { by, .. })
            | Self::Seen(seen::Published { by, .. })
            | Self::RecordConfirmed(confirmation::Published { by, .. })
            | Self::Inbound(inbound::Published { by, .. })
            | Self::Excess(excess::Published { by, .. })
            | Self::Step(step::Published { by, .. }) => Some(by),
            _ => None,
        }
    }

    /// The same, to put the signature in.
    pub fn reporter_mut(&mut self) -> Option<&mut reporter::Reporter> {
        match self {
            Self::Need(need::Published { by, .. })
            | Self::Reserve(reserve::Published { by, .. })
            | Self::Change(change::Published { by, .. })
            | Self::Facts(facts::Published { by, .. })
            | Self::Seen(seen::Published { by, .. })
            | Self::RecordConfirmed(confirmation::Published { by, .. })
            | Self::Inbound(inbound::Published { by, .. })
            | Self::Excess(excess::Published { by, .. })
            | Self::Step(step::Published { by, .. }) => Some(by),
            _ => None,
        }
    }

    /// The bytes that an agent signs of a report's face, in the context [`reporter::CONTEXT`]: the log's name and a
    /// line break, then the entry without its lines `time` and `signature`.
    pub fn signed_bytes(&self, log: &str) -> Vec<u8> {
        let mut out = Writer::unsigned(self.kind());
        self.write(&mut out);
        format!("{log}\n{}", out.into_text()).into_bytes()
    }
}
