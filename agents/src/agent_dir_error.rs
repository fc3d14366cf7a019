//! Why an agent's folder cannot be used.

use std::io;
use std::path::PathBuf;
use yicang_language::{Message, ToMessage, message};

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum AgentDirError {
    /// `init` was never run here.
    NotThere(PathBuf),
    /// `init` would overwrite something.
    Exists(PathBuf),
    /// A file cannot be read or written.
    File {
        /// Which file.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// A file has wrong contents.
    Wrong {
        /// Which file, or flag.
        path: PathBuf,
        /// The fault, and what to do.
        problem: Message,
    },
}

impl ToMessage for AgentDirError {
    fn message(&self) -> Message {
        match self {
            Self::NotThere(path) => message!("agent-dir-not-there", path = path),
            Self::Exists(path) => message!("agent-dir-exists", path = path),
            Self::File { path, source } => message!("file-problem", path = path, why = source.message()),
            Self::Wrong { path, problem } => message!("file-problem", path = path, why = problem.clone()),
        }
    }
}
