//! Why the centre does not do what it is asked. A variant for each thing that the caller does differently; how it is
//! said on the wire is the server's business.

use std::fmt;
use yicang_domain::Fault;
use yicang_language::{Argument, Message, ToMessage, message};

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// What was sent is wrong in itself: correct every fault and send it again.
    Faulty {
        /// What is refused, in a few words.
        what: Message,
        /// Each fault with its field.
        faults: Vec<Fault>,
    },
    /// Nobody knows the key that signed, or the signature does not hold: enrol, or sign with the right key.
    NotAuthentic(Message),
    /// The signer is known and may not do this: ask somebody who may.
    Forbidden(Fault),
    /// The thing that was named is not there: name another.
    NotFound(Message),
    /// The name is taken for something else: choose another, or say that it is to be changed.
    Taken(Fault),
    /// Right in itself, but the centre's state forbids it now: look at the state again.
    NotNow {
        /// Why.
        message: Message,
        /// Each reason with its field, where there are several.
        faults: Vec<Fault>,
    },
    /// A report's number is not the one that is due: send the one that is.
    OutOfTurn {
        /// The number that was sent.
        sent: u64,
        /// The number that is due.
        due: u64,
        /// The centre's signed word on that.
        word: SignedWord,
    },
    /// Too much waits already: send it again shortly.
    Busy(Message),
    /// The centre cannot record or is stopping: send it again when it is back.
    Unavailable(Message),
    /// The centre's own fault; its log says where.
    Broken(Message),
}

/// Bytes that the centre has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedWord {
    /// A serialised statement.
    pub statement: Vec<u8>,
    /// The receipt key's signature over it.
    pub signature: Vec<u8>,
}

impl Refusal {
    /// One fault of what was sent.
    pub fn fault(what: Message, field: impl Into<String>, problem: impl ToMessage) -> Self {
        Self::Faulty { what, faults: vec![Fault::new(field, problem)] }
    }

    /// A state that forbids it, in one sentence.
    pub fn not_now(message: Message) -> Self {
        Self::NotNow { message, faults: Vec::new() }
    }

    /// A state that forbids it, about one field.
    pub fn not_now_for(field: &str, message: Message) -> Self {
        Self::NotNow { faults: vec![Fault::new(field, &message)], message }
    }

    /// Each fault that it names.
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Faulty { faults, .. } | Self::NotNow { faults, .. } => faults,
            Self::Forbidden(fault) | Self::Taken(fault) => std::slice::from_ref(fault),
            _ => &[],
        }
    }
}

impl ToMessage for Refusal {
    fn message(&self) -> Message {
        match self {
            Self::Faulty { what, faults } => in_short(what, faults),
            Self::Forbidden(fault) | Self::Taken(fault) => fault.problem.clone(),
            Self::OutOfTurn { sent, due, .. } => out_of_turn(*sent, *due),
            Self::NotAuthentic(message)
            | Self::NotFound(message)
            | Self::NotNow { message, .. }
            | Self::Busy(message)
            | Self::Unavailable(message)
            | Self::Broken(message) => message.clone(),
        }
    }
}

/// In English, for the centre's own log.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for Refusal {}

/// What is refused, and the first three faults: they are all that some clients show.
fn in_short(what: &Message, faults: &[Fault]) -> Message {
    let mut shown: Vec<_> = faults.iter().take(3).map(Fault::message).collect();
    if faults.len() > shown.len() {
        shown.push(message!("refused-more", count = faults.len() - shown.len()));
    }
    message!("refused", what = what.clone(), faults = Argument::Sentences(shown))
}

fn out_of_turn(sent: u64, due: u64) -> Message {
    match sent < due {
        true => message!("refused-number-used", sent = sent, due = due),
        false => message!("refused-number-skips", sent = sent, due = due),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_the_first_three_faults_and_counts_the_others() {
        let faults = (0..5).map(|n| Fault::new(format!("f{n}"), "is wrong")).collect();
        let refusal = Refusal::Faulty { what: message!("refused-report"), faults };
        let said = "the report is refused: f0: is wrong; f1: is wrong; f2: is wrong; and 2 more";
        assert_eq!((refusal.to_string().as_str(), refusal.faults().len()), (said, 5));
    }

    #[test]
    fn a_wrong_sequence_says_which_is_due() {
        let word = SignedWord { statement: Vec::new(), signature: Vec::new() };
        let of = |sent, due| Refusal::OutOfTurn { sent, due, word: word.clone() }.to_string();
        assert_eq!(of(3, 7), "sequence 3 was used already; 7 is due");
        assert_eq!(of(9, 7), "sequence 9 skips a report; 7 is due");
    }
}
