//! Every override that was ever signed.

use crate::centre::centre::Centre;
use crate::commands::access::{self, Action, Identity, Reading};
use crate::refusal::Refusal;
use yicang_proto::overriding::line_to_wire;
use yicang_proto::v1::{ListOverridesResponse, OverrideRecord};

/// Answers `ListOverrides`.
pub(super) async fn all(centre: &Centre) -> Result<ListOverridesResponse, Refusal> {
    access::may(Identity::Anybody, Action::Read(Reading::Plans))?;
    let (overrides, upto) = {
        let state = centre.state();
        let all = state.board.overrides().map(|(id, of)| OverrideRecord {
            override_id: id.to_string(),
            lines: of.lines.iter().map(line_to_wire).collect(),
            because: of.because.to_string(),
            coordinator_id: of.by.to_string(),
            taken_back_by: of.taken_back,
        });
        (all.collect(), state.board.applied_upto)
    };
    centre.durable(upto).await?;
    Ok(ListOverridesResponse { overrides })
}
