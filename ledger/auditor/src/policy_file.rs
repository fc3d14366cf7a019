//! A witness policy in a file (c2sp.org/tlog-policy), with every faulty line named.

use std::path::Path;
use yicang_language::{Argument, Message, ToMessage as _, message};
use yicang_tlog::Policy;
use yicang_words::Words as _;

/// Reads a policy file.
///
/// # Errors
///
/// What names the file and every faulty line of it.
pub fn read_policy(path: &Path) -> Result<Policy, Message> {
    let bytes =
        std::fs::read(path).map_err(|error| message!("witness-policy-unread", file = path, why = error.message()))?;
    Policy::parse(&bytes).map_err(|faults| {
        let faults = faults.iter().map(|fault| match fault.line {
            0 => message!("witness-policy-whole", file = path, what = fault.what.words()),
            line => message!("witness-policy-line", file = path, line = line, what = fault.what.words()),
        });
        message!("witness-policy-faults", faults = Argument::Sentences(faults.collect()))
    })
}
