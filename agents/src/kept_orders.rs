//! Plans and orders that were verified, kept in the agent's folder. All of it can be fetched again.

use crate::agent_dir::AgentDir;
use crate::config::WitnessPolicy;
use crate::verify_order::{self, OrderRejected, PlanText, TrustedOrder};
use prost::Message as _;
use std::io;
use std::path::{Path, PathBuf};
use yicang_language::ToMessage as _;
use yicang_proto::v1;
use yicang_tlog::{Hash, hex, sha256};

/// An order that was trusted here before, verified again from what is kept; `None` if it was never seen.
///
/// # Errors
/// [`OrderRejected`], if what is kept does not hold: a changed file, another log key in the configuration.
pub fn kept_order(agent_dir: &AgentDir, order_id: &str) -> Option<Result<TrustedOrder, OrderRejected>> {
    let bytes = std::fs::read(order_file(agent_dir, order_id)).ok()?;
    let update = v1::OrderUpdate::decode(&bytes[..])
        .ok()
        .filter(|update| update.order.as_ref().is_some_and(|order| order.order_id == order_id))?;
    let plan = kept_plan(agent_dir, &verify_order::plan_named(&update)?)?;
    let keys = match agent_dir.log_keys() {
        Ok(keys) => keys,
        Err(error) => return Some(Err(OrderRejected::Keys(error.message()))),
    };
    // It was held against the kept head when it was kept; a fork at this size shows without the centre.
    let agreed = verify_order::head(&update, &keys).and_then(|head| Ok(agent_dir.meet(&head, &keys).map(drop)?));
    let policy = agent_dir.config.policy.as_ref().map(WitnessPolicy::policy);
    Some(agreed.and_then(|()| verify_order::verify(&update, &keys, policy, &plan)))
}

pub(crate) fn kept_plan(agent_dir: &AgentDir, sha256: &Hash) -> Option<PlanText> {
    let text = std::fs::read_to_string(plan_file(agent_dir, sha256)).ok()?;
    // A file that was changed is fetched anew.
    Some(PlanText::new(&text)).filter(|plan| plan.sha256() == sha256)
}

pub(crate) fn plan_file(agent_dir: &AgentDir, sha256: &Hash) -> PathBuf {
    agent_dir.folder().join("plans").join(hex(sha256))
}

/// An order's id may hold characters that no file name can.
pub(crate) fn order_file(agent_dir: &AgentDir, order_id: &str) -> PathBuf {
    agent_dir.folder().join("orders").join(hex(&sha256(order_id.as_bytes())))
}

/// Not synced: what is kept here can be fetched again.
pub(crate) fn keep(path: &Path, bytes: &[u8]) -> Result<(), io::Error> {
    let folder = path.parent().expect("a file in a folder of ours");
    std::fs::create_dir_all(folder)?;
    // Under another name first: a reader beside us never sees half a file.
    let new = path.with_extension(format!("{}", std::process::id()));
    std::fs::write(&new, bytes).and_then(|()| std::fs::rename(&new, path))
}
