//! Which needs wait for somebody to look at them, and why; and what each reporter says, for people.

use super::Board;
use super::words::{Weight, Word};
use crate::entitlement::Entitled;
use crate::explanation::{QueuedLine, Sentence, WordLine};
use crate::id::NeedKey;
use crate::life::{Voice, amount};
use crate::quantity::Quantity;
use yicang_language::{Message, message};

impl Board {
    /// Why somebody should look at an open need; none where nobody need. It does not depend on what a policy makes of
    /// an implausible claim.
    pub fn queued(&self, key: &NeedKey, entitled: &Entitled) -> Vec<QueuedLine> {
        let mut all = Vec::new();
        let mut queue = |code: &str, why: Message| {
            all.push(QueuedLine { code: code.to_owned(), sentence: Sentence::of(&why) });
        };
        if let Some(found) = self.implausible(key) {
            queue("IMPLAUSIBLE", found.message());
        }
        if entitled.is_unknown && entitled.units == Quantity::ZERO && entitled.way.is_unverified() {
            queue("UNKNOWN", message!("queued-unknown"));
        }
        for (voice, word, counts) in self.words(key) {
            let answer = self.recorded(word.entry).and_then(|record| record.answer);
            if counts && *voice == Voice::Recorded && answer.is_some_and(|answer| answer.contested) {
                queue("CONTESTED", message!("queued-contested", record = word.entry));
            }
        }
        all
    }

    /// What each reporter says of a need, in the order of the records; none where one has signed it, and nobody else
    /// says anything.
    pub fn word_lines(&self, key: &NeedKey) -> Vec<WordLine> {
        let mut words: Vec<_> = self.words(key).collect();
        if words.len() < 2 && words.iter().all(|(voice, ..)| **voice != Voice::Recorded) {
            return Vec::new();
        }
        words.sort_by_key(|(_, word, _)| word.entry);
        let line = |(voice, word, counts): (&Voice, &Word, bool)| WordLine {
            agent: match voice {
                Voice::Agent(agent) => Some(agent.clone()),
                Voice::Recorded => None,
            },
            entry: word.entry,
            counts,
            sentence: Sentence::of(&self.word_message(voice, word)),
        };
        words.into_iter().map(line).collect()
    }

    fn word_message(&self, voice: &Voice, word: &Word) -> Message {
        let (units, class) = (amount(word.line.amount()), word.line.class.as_str());
        let answer = self.recorded(word.entry).and_then(|record| record.answer);
        match (voice, word.weight, answer) {
            (Voice::Recorded, _, None) => message!("need-word-recorded", units = units, class = class),
            (Voice::Recorded, _, Some(answer)) if answer.contested => {
                message!("need-word-contested", record = answer.entry, units = units, class = class)
            }
            (Voice::Recorded, _, Some(answer)) => {
                message!("need-word-confirmed", record = answer.entry, units = units, class = class)
            }
            (voice, Weight::Own, _) => {
                message!("need-word-own", who = voice.message(), units = units, class = class)
            }
            (voice, ..) => message!("need-word-many", who = voice.message(), units = units, class = class),
        }
    }
}
