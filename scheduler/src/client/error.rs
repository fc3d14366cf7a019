//! Why a coordinator gets no answer, or a refusal.

use crate::setup::data_dir::SetupError;
use tonic::{Code, Status};
use yicang_domain::Fault;
use yicang_language::{Message, ToMessage, message};
use yicang_proto::status::faults_of;

/// Why a coordinator gets no answer.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum CoordinatorError {
    /// A file.
    Setup(#[from] SetupError),
    /// The centre refuses.
    Refused(Box<Refused>),
    /// The centre does not answer.
    Unreachable(String, Message),
    /// The command needs a key.
    NoKey,
    /// The command needs the name of the log.
    NoLog,
    /// The answer cannot be read.
    Unreadable(String),
    /// The command cannot be said.
    Unsaid(String),
}

impl ToMessage for CoordinatorError {
    fn message(&self) -> Message {
        match self {
            Self::Setup(error) => error.message(),
            Self::Refused(refused) => Message::verbatim(whole(refused)),
            Self::Unreachable(server, why) => message!("centre-unreachable", server = server, why = why.clone()),
            Self::NoKey => message!("centre-no-key"),
            Self::NoLog => message!("centre-no-log"),
            Self::Unreadable(why) => message!("centre-answer-unreadable", why = why),
            Self::Unsaid(why) => message!("centre-command-unsigned", why = why),
        }
    }
}

/// The refusal's message, and every fault that it does not name, a line each.
fn whole(refusal: &Refused) -> String {
    let message = &refusal.message;
    let unsaid = refusal.faults.iter().filter(|fault| !message.contains(&fault.problem.to_string()));
    let rest = unsaid.map(|fault| format!("\n  {fault}"));
    std::iter::once(message.to_owned()).chain(rest).collect()
}

/// A refusal as the centre said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// In a sentence.
    pub message: String,
    /// Each fault with its field.
    pub faults: Vec<Fault>,
    /// Nothing is there by the name that was given, or it is no name.
    pub is_unknown: bool,
}

impl From<Status> for CoordinatorError {
    fn from(status: Status) -> Self {
        let is_unknown = matches!(status.code(), Code::NotFound | Code::InvalidArgument);
        let (message, faults) = (status.message().to_owned(), faults_of(&status));
        Self::Refused(Box::new(Refused { message, faults, is_unknown }))
    }
}

impl From<Fault> for CoordinatorError {
    fn from(fault: Fault) -> Self {
        Self::Unreadable(fault.to_string())
    }
}
