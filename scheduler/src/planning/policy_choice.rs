//! The policy that a plan is asked to be made by: the centre's own, one that ships, or a text.

use crate::centre::centre::{Centre, OwnPolicy};
use crate::refusal::Refusal;
use crate::setup::policies;
use yicang_domain::{PlanAsk, Policy};
use yicang_language::{Message, ToMessage as _, message};

/// The longest policy text: larger ones are no rules that anybody reads.
const POLICY_BYTES_MAX: usize = 64 * 1024;
/// The longest name of a policy: it is a line of the public leaf.
const POLICY_NAME_BYTES_MAX: usize = 256;

/// Reads the policy that is asked for.
///
/// # Errors
/// There is none of that name, or the text is none.
pub(crate) fn chosen(centre: &Centre, ask: &PlanAsk) -> Result<OwnPolicy, Refusal> {
    let refused = |field: &str, problem: Message| Refusal::fault(message!("refused-plan"), field, problem);
    let (field, text) = match (ask.policy.as_str(), ask.policy_text.as_str()) {
        ("", "") => return Ok(centre.policy.clone()),
        ("", text) if text.len() > POLICY_BYTES_MAX => {
            let problem = message!("wire-too-long", bytes = text.len(), max = POLICY_BYTES_MAX);
            return Err(refused("run_cycle.policy_text", problem));
        }
        ("", text) => ("run_cycle.policy_text", text.to_owned()),
        (name, "") if name == centre.policy.policy.name => return Ok(centre.policy.clone()),
        (name, "") => {
            let (asked, names) = (format!("{name:?}"), policies::NAMES.to_vec());
            let unknown = || refused("run_cycle.policy", message!("policy-unknown", name = asked, names = names));
            ("run_cycle.policy", policies::text(name).ok_or_else(unknown)?.to_owned())
        }
        _ => return Err(refused("run_cycle.policy", message!("policy-name-and-text"))),
    };
    let policy = Policy::from_text(&text).map_err(|error| refused(field, error.message()))?;
    let bytes = policy.name.len();
    if bytes > POLICY_NAME_BYTES_MAX {
        return Err(refused(field, message!("policy-name-long", bytes = bytes, max = POLICY_NAME_BYTES_MAX)));
    }
    Ok(OwnPolicy { text, policy })
}
