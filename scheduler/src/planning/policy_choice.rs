//! The policy that a plan is asked to be made by: the centre's own, one that ships, or a text.

use crate::centre::centre::{Centre, OwnPolicy};
use crate::refusal::Refusal;
use crate::setup::policies;
use yicang_domain::{PlanAsk, Policy};

/// What a plan is refused as.
pub(crate) const REFUSED: &str = "no plan can be made";

/// The longest policy text: larger ones are no rules that anybody reads.
const POLICY_BYTES_MAX: usize = 64 * 1024;
/// The longest name of a policy: it is a line of the public leaf.
const POLICY_NAME_BYTES_MAX: usize = 256;

/// Reads the policy that is asked for.
///
/// # Errors
/// There is none of that name, or the text is none.
pub(crate) fn chosen(centre: &Centre, ask: &PlanAsk) -> Result<OwnPolicy, Refusal> {
    let refused = |field: &str, problem: String| Refusal::fault(REFUSED, field, problem);
    let (field, text) = match (ask.policy.as_str(), ask.policy_text.as_str()) {
        ("", "") => return Ok(centre.policy.clone()),
        ("", text) if text.len() > POLICY_BYTES_MAX => {
            let problem = format!("{} bytes; at most {POLICY_BYTES_MAX}", text.len());
            return Err(refused("run_cycle.policy_text", problem));
        }
        ("", text) => ("run_cycle.policy_text", text.to_owned()),
        (name, "") if name == centre.policy.policy.name => return Ok(centre.policy.clone()),
        (name, "") => {
            let names = policies::NAMES.join(", ");
            let unknown = || refused("run_cycle.policy", format!("there is no policy {name:?}; use one of {names}"));
            ("run_cycle.policy", policies::text(name).ok_or_else(unknown)?.to_owned())
        }
        _ => return Err(refused("run_cycle.policy", "give a policy's name or its text, not both".into())),
    };
    let policy = Policy::from_text(&text).map_err(|error| refused(field, error.to_string()))?;
    let bytes = policy.name.len();
    if bytes > POLICY_NAME_BYTES_MAX {
        return Err(refused(field, format!("its name has {bytes} bytes; at most {POLICY_NAME_BYTES_MAX}")));
    }
    Ok(OwnPolicy { text, policy })
}
