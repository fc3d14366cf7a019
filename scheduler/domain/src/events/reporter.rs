//! What every report's entry says: who reports, in which number, over which bytes.
//!
//! | version | what the agent's key signs |
//! |---|---|
//! | 1, 2 | the bytes of the report alone, which only the centre has |
//! | 3 | those, and its public face: see [`Face::signed_bytes`](super::Face::signed_bytes) |

use super::lines::{Lines, Writer, hex};
use super::{Hash, Masked};
use crate::id::{AgentId, ReportId};
use crate::report::{Body, Report, Version};
use crate::text::TextError;
use yicang_language::message;

/// What is signed with a report's public face, before its bytes.
pub const CONTEXT: &str = "yicang.v1/report-face";

/// The masked field of a report's free text.
pub const NOTE: &str = "note";

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporter {
    /// Whose report.
    pub agent: AgentId,
    /// The agent's own name for it.
    pub report: ReportId,
    /// The agent's count, from 1.
    pub sequence: u64,
    /// The rules that it is read by.
    pub version: Version,
    /// SHA-256 of the exact bytes that the agent signed.
    pub report_sha256: Hash,
    /// What is not shown.
    pub masked: Masked,
    /// The agent's signature over the public face; with version 3.
    pub signature: Option<[u8; 64]>,
}

impl Reporter {
    /// Without the signature.
    pub(super) fn of(report: &Report, report_sha256: Hash, masked: Masked) -> Self {
        let (agent, id) = (report.agent().clone(), report.id().clone());
        let (sequence, version) = (report.sequence(), report.version());
        Self { agent, report: id, sequence, version, report_sha256, masked, signature: None }
    }

    pub(super) fn write_head(&self, out: &mut Writer) {
        out.line("agent", &self.agent);
        out.line("report", &self.report);
        out.line("sequence", self.sequence);
        // Version 1 is written as it always was: without the line.
        if self.version != Version::One {
            out.line("version", self.version.number());
        }
    }

    pub(super) fn write_foot(&self, out: &mut Writer) {
        out.line("report-sha256", hex(&self.report_sha256));
        out.masked(&self.masked);
        out.signature(self.signature.as_ref());
    }

    /// What [`Reporter::write_head`] wrote; the foot comes later.
    pub(super) fn read_head(lines: &mut Lines<'_>) -> Result<Self, TextError> {
        let (agent, report, sequence) = (lines.value("agent")?, lines.value("report")?, lines.value("sequence")?);
        let version = match lines.option_text("version") {
            None => Version::One,
            Some((line, text)) => {
                let known = text.parse().ok().and_then(Version::of_number).filter(|version| *version != Version::One);
                let problem = || message!("text-version-unknown", version = format!("{text:?}"));
                known.ok_or_else(|| TextError { line, problem: problem() })?
            }
        };
        let (report_sha256, masked, signature) = ([0; 32], Vec::new(), None);
        Ok(Self { agent, report, sequence, version, report_sha256, masked, signature })
    }

    pub(super) fn read_foot(&mut self, lines: &mut Lines<'_>) -> Result<(), TextError> {
        self.report_sha256 = lines.hash("report-sha256")?;
        self.masked = lines.masked()?;
        self.signature = lines.signature()?;
        if self.signature.is_some() != self.version.signs_its_face() {
            let number = self.version.number();
            return Err(lines.fault(match self.signature {
                Some(_) => message!("text-version-no-signature", version = number),
                None => message!("text-version-with-signature", version = number),
            }));
        }
        Ok(())
    }
}

/// The fields of a report that its face only commits to: name and value.
pub fn masked(report: &Report, note: &str) -> Vec<(String, Vec<u8>)> {
    let mut fields = vec![(NOTE.to_owned(), note.as_bytes().to_vec())];
    if let Some((_, lines)) = report.body().counted_lots() {
        let field = |(number, line): (u32, &crate::report::ReserveLine)| {
            let field = super::openings::masked_field(report.version(), number);
            (field, super::openings::masked_value(report.version(), line).into_bytes())
        };
        fields.extend((1..).zip(lines).map(field));
    }
    if let Body::Inbound { lines, .. } = report.body() {
        fields.extend(crate::inbound::masked(lines));
    }
    fields
}
