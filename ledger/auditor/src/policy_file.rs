//! A witness policy in a file (c2sp.org/tlog-policy), with every faulty line named.

use std::path::Path;
use yicang_tlog::Policy;

/// Reads a policy file.
///
/// # Errors
///
/// A text that names the file and, one a line, every faulty line of it.
pub fn read_policy(path: &Path) -> Result<Policy, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Policy::parse(&bytes).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(|fault| format!("{}: {fault}", path.display())).collect();
        faults.join("\n")
    })
}
