//! What a site says of itself: wire → domain and back.

use super::Reading;
use crate::v1;
use yicang_domain::SiteId;
use yicang_domain::facts::FactLine;
use yicang_domain::report::{Body, fact_faults};

pub(super) fn read(reading: &mut Reading, facts: &v1::FactsReport) -> Option<Body> {
    let site = reading.word("facts.site_id", &facts.site_id);
    let mut lines = Vec::new();
    for (place, line) in facts.lines.iter().enumerate() {
        if let Some(fact) = reading.word(&format!("facts.lines[{place}].fact"), &line.fact) {
            lines.push((place, FactLine { fact, value: line.value }));
        }
    }
    let seen: Vec<_> = lines.iter().map(|(place, line)| (*place, line)).collect();
    reading.0.extend(fact_faults(&seen, facts.lines.len()));
    Some(Body::Facts { site: site?, lines: lines.into_iter().map(|(_, line)| line).collect() })
}

pub(super) fn to_wire(site: &SiteId, lines: &[FactLine]) -> v1::FactsReport {
    let line = |line: &FactLine| v1::FactLine { fact: line.fact.to_string(), value: line.value };
    v1::FactsReport { site_id: site.to_string(), lines: lines.iter().map(line).collect() }
}
