//! Calls about overrides.

use super::coordinator::Coordinator;
use super::error::CoordinatorError;
use crate::events::plan_override::OverrideAsk;
use yicang_domain::signed_override::{Overridden, OverrideLine, OverrideReason};
use yicang_domain::{Fault, OverrideId};
use yicang_proto::overriding::line_from_wire;
use yicang_proto::v1;

impl Coordinator {
    /// Overrides plans; the override's number.
    pub async fn override_plans(
        &self,
        lines: &[OverrideLine],
        because: OverrideReason,
        reason: &str,
    ) -> Result<OverrideId, CoordinatorError> {
        Ok(OverrideId(self.give(OverrideAsk::new(lines, because, reason).to_wire()).await?))
    }

    /// Takes an override back; the record.
    pub async fn take_back(
        &self,
        id: OverrideId,
        because: OverrideReason,
        reason: &str,
    ) -> Result<u64, CoordinatorError> {
        self.give(OverrideAsk::take_back(id, because, reason).to_wire()).await
    }

    /// Every override, the oldest first.
    pub async fn overrides(&self) -> Result<Vec<(OverrideId, Overridden)>, CoordinatorError> {
        let answer = self.dispatch.clone().list_overrides(v1::ListOverridesRequest {}).await?.into_inner();
        let mut all = Vec::with_capacity(answer.overrides.len());
        for wire in answer.overrides {
            let mut lines = Vec::with_capacity(wire.lines.len());
            for line in &wire.lines {
                let first = |faults: Vec<Fault>| faults.into_iter().next().expect("a refusal names a fault");
                lines.push(line_from_wire("lines", line).map_err(first)?);
            }
            let id = wire.override_id.parse().map_err(|error| Fault::new("override_id", error))?;
            let because = wire.because.parse().map_err(|error| Fault::new("because", error))?;
            let by = wire.coordinator_id.parse().map_err(|error| Fault::new("coordinator_id", error))?;
            all.push((id, Overridden { lines, because, by, taken_back: wire.taken_back_by }));
        }
        Ok(all)
    }
}
