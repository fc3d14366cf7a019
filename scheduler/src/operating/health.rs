//! How one thing of a centre is, and in which words a person is told.

use yicang_language::{Language, Message, message, wrapped};

/// How wide a report is, in columns.
const COLUMNS: usize = 80;
/// How wide the word in front is, with the gap behind it.
const WORD: usize = 6;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// As it should be.
    Good,
    /// The centre works; somebody should see to it.
    Doubtful,
    /// The centre does not start, or loses what it should keep.
    Bad,
}

/// One line of the examination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How bad it is.
    pub health: Health,
    /// What was found, and what to do.
    pub what: Message,
}

impl Found {
    /// As it should be.
    pub fn good(what: Message) -> Self {
        Self { health: Health::Good, what }
    }

    /// To be seen to.
    pub fn doubtful(what: Message) -> Self {
        Self { health: Health::Doubtful, what }
    }

    /// To be mended.
    pub fn bad(what: Message) -> Self {
        Self { health: Health::Bad, what }
    }

    /// The line, or lines, of at most 80 columns as far as words allow.
    pub fn text(&self, language: Language) -> String {
        let word = match self.health {
            Health::Good => message!("doctor-good"),
            Health::Doubtful => message!("doctor-doubtful"),
            Health::Bad => message!("doctor-bad"),
        };
        let word = word.say(language);
        let gap = " ".repeat(WORD.saturating_sub(yicang_language::width(&word)));
        let what = wrapped(&self.what.say(language), COLUMNS - WORD);
        format!("{word}{gap}{}", what.replace('\n', &format!("\n{}", " ".repeat(WORD))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_broken_under_itself_in_80_columns() {
        let found = Found::bad(message!("doctor-disk-full", free = 3, journal = 9));
        for language in [Language::English, Language::Chinese] {
            let text = found.text(language);
            assert!(text.lines().all(|line| yicang_language::width(line) <= COLUMNS), "{text}");
            assert!(text.lines().skip(1).all(|line| line.starts_with("      ")), "{text}");
        }
    }
}
