//! The languages, and which one a user has asked for.

use crate::{Message, ToMessage, message};
use std::fmt;
use std::str::FromStr;

/// Where the language is looked for in the environment, the strongest first.
const VARIABLES: [&str; 4] = ["YICANG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];

/// A language that every text exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

/// A word that names neither language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLanguage(String);

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for UnknownLanguage {}

impl ToMessage for UnknownLanguage {
    fn message(&self) -> Message {
        message!("language-unknown", word = format!("{:?}", self.0))
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;
    /// `en` or `zh`, also with a region or an encoding: `zh_CN.UTF-8`, `zh-Hant`. Traditional Chinese is answered in
    /// Simplified.
    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        let first = text.split(['-', '_', '.', '@']).next().unwrap_or_default();
        match first.to_ascii_lowercase().as_str() {
            "en" => Ok(Self::English),
            "zh" => Ok(Self::Chinese),
            _ => Err(UnknownLanguage(text.to_owned())),
        }
    }
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The language's tag: `en` or `zh`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// The language to speak: that of `--lang`, else that of the settings, else that of the environment, of which
    /// `variable` gives one variable. The first of `YICANG_LANG`, `LC_ALL`, `LC_MESSAGES` and `LANG` that is set
    /// decides; a language without texts, `C` and `POSIX` mean English.
    pub fn choose(flag: Option<Self>, settings: Option<Self>, variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = || VARIABLES.iter().filter_map(|name| variable(name)).find(|value| !value.is_empty());
        flag.or(settings).or_else(|| set()?.parse().ok()).unwrap_or_default()
    }

    /// The language of an `accept-language` header: of those with texts, the one with the highest weight, and of two
    /// with the same weight the first. English where there is none.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0.0, Self::English);
        for part in header.split(',') {
            let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
            let weight = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse().ok());
            if let (Ok(language), Some(weight)) = (tag.trim().parse(), weight)
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Language {
        let get = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Language::choose(None, None, get)
    }

    #[test]
    fn the_environment_s_first_word_counts_and_anything_else_is_english() {
        for chinese in ["zh_CN.UTF-8", "zh", "zh-Hans", "zh_TW.Big5", "ZH_HK"] {
            assert_eq!(of(&[("LANG", chinese)]), Language::Chinese, "{chinese}");
        }
        for english in ["", "C", "POSIX", "C.UTF-8", "en_GB.UTF-8", "fr_FR", "zha"] {
            assert_eq!(of(&[("LANG", english)]), Language::English, "{english}");
        }
        assert_eq!(of(&[]), Language::English);
        assert_eq!(of(&[("LANG", "zh_CN"), ("LC_ALL", "C")]), Language::English);
        assert_eq!(of(&[("LANG", "zh_CN"), ("LC_ALL", "")]), Language::Chinese);
        assert_eq!(of(&[("YICANG_LANG", "zh"), ("LC_ALL", "en_US.UTF-8")]), Language::Chinese);
        let set = |_: &str| Some("zh".to_owned());
        assert_eq!(Language::choose(None, Some(Language::English), set), Language::English);
        assert_eq!(Language::choose(Some(Language::Chinese), Some(Language::English), set), Language::Chinese);
    }

    #[test]
    fn a_header_s_heaviest_known_language_counts() {
        for (header, language) in [
            ("zh", Language::Chinese),
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Chinese),
            ("en;q=0.8, zh-TW;q=0.9", Language::Chinese),
            ("fr, en;q=0.5, zh;q=0.1", Language::English),
            ("en, zh", Language::English),
            ("zh;q=0", Language::English),
            ("zh;q=x", Language::English),
            ("*", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::from_accept_language(header), language, "{header}");
        }
    }
}
