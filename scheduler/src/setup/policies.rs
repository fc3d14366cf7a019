//! The policies that ship with the program, and policies from files.

use std::fs;
use std::path::PathBuf;
use yicang_domain::{Policy, TextError};
use yicang_language::{Message, ToMessage, message};

/// The names, the default first.
pub const NAMES: [&str; 3] = ["floor-then-class", "plain-units", "plain-share"];

/// The text of a policy that ships.
pub fn text(name: &str) -> Option<&'static str> {
    Some(match name {
        "floor-then-class" => include_str!("../../policies/floor-then-class.policy"),
        "plain-units" => include_str!("../../policies/plain-units.policy"),
        "plain-share" => include_str!("../../policies/plain-share.policy"),
        _ => return None,
    })
}

/// Why a policy cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum PolicyError {
    /// Neither a name that ships nor a file.
    Unknown {
        /// As it was asked for.
        name: String,
        /// What the system says of the file.
        source: std::io::Error,
    },
    /// The file is no policy.
    Text {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and in which line.
        fault: TextError,
    },
}

impl ToMessage for PolicyError {
    fn message(&self) -> Message {
        match self {
            Self::Unknown { name, source } => {
                message!("setup-no-policy", name = format!("{name:?}"), known = NAMES.to_vec(), why = source.message(),)
            }
            Self::Text { path, fault } => message!("setup-policy-fault", path = path, why = Message::verbatim(fault)),
        }
    }
}

/// A policy by its name, or from a file, with the exact text it was read from.
///
/// # Errors
/// [`PolicyError`].
pub fn load(name_or_path: &str) -> Result<(Policy, String), PolicyError> {
    let path = PathBuf::from(name_or_path);
    let source = match text(name_or_path) {
        Some(text) => text.to_owned(),
        None => fs::read_to_string(&path)
            .map_err(|source| PolicyError::Unknown { name: name_or_path.to_owned(), source })?,
    };
    match Policy::from_text(&source) {
        Ok(policy) => Ok((policy, source)),
        Err(fault) => Err(PolicyError::Text { path, fault }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yicang_domain::policy::claims::Unverified;

    #[test]
    fn every_policy_that_ships_is_read_and_says_its_own_name() {
        for name in NAMES {
            let (policy, text) = load(name).unwrap();
            assert_eq!(policy.name, name);
            assert_eq!(Policy::from_text(&text).unwrap(), policy);
            let classes: Vec<_> = policy.classes.iter().map(|c| format!("{} {}", c.name, c.weight)).collect();
            assert_eq!(classes, ["life-saving 5", "critical 4", "urgent 3", "important 2", "routine 1"]);
            let is_default = name == NAMES[0];
            let unverified = if is_default { Unverified::Median } else { Unverified::Claim };
            assert_eq!(policy.claims.unverified, unverified, "{name}");
            assert_eq!(policy.claims.class_limit.unwrap().as_str(), "urgent");
        }
    }

    #[test]
    fn what_is_no_policy_is_said() {
        let unknown = load("floor").unwrap_err().to_string();
        assert!(unknown.contains("none of floor-then-class, plain-units, plain-share"), "{unknown}");
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("own.policy");
        fs::write(&file, "yicang-policy 1\nname own\nfirst-level units\nclass a 0\n").unwrap();
        let fault = load(file.to_str().unwrap()).unwrap_err().to_string();
        assert!(fault.ends_with("own.policy: line 4: class a has weight 0: it would never be served"), "{fault}");
        fs::write(&file, "yicang-policy 1\nname own\nfirst-level units\nclass a 1\n").unwrap();
        assert_eq!(load(file.to_str().unwrap()).unwrap().0.name, "own");
    }
}
