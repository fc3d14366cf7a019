//! What people call things: an id is found by what somebody calls the thing, and never guessed.
//!
//! A name in a catalogue may be several, apart by `|` and `/`, also in full width: `医用防护口罩 | N95口罩 / medical
//! respirator / N95`. Each of them is a name, and so is all of it. Case, width, spaces, `-` and `_` do not count. An
//! exact id always wins. A part of a name finds nothing: it is answered with what it could mean, since what is signed
//! is not taken back.

use crate::heading::apart;
use crate::ids::skeleton;
use std::collections::BTreeSet;
use std::fmt::Display;
use unicode_normalization::UnicodeNormalization as _;
use yicang_language::{Argument, Message, ToMessage, message};

/// What is named in a refusal, at most.
const CANDIDATES_MAX: usize = 6;

/// What kind of things are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// Kinds of material.
    Items,
    /// Depots that the caller reports for.
    Depots,
    /// Sites that the caller reports for.
    Sites,
}

/// Ids with their names.
#[derive(Debug, Clone)]
pub struct Names {
    of: Named,
    things: Vec<Thing>,
}

#[derive(Debug, Clone)]
struct Thing {
    id: String,
    /// As people write them, the whole name last where it is several.
    names: Vec<String>,
    /// The id and the names in the form that is compared.
    folded_id: String,
    folded: Vec<String>,
}

/// What a text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The id.
    pub id: String,
    /// Whether the text is something else, which people must be told.
    pub by_name: bool,
}

/// Why a text means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotMeant {
    /// Nothing is called so; this is nearest, if anything is near.
    Unknown {
        /// What was looked for.
        of: Named,
        /// The text.
        text: String,
        /// The nearest, with its name.
        near: Option<(String, String)>,
    },
    /// It could be each of these.
    Several {
        /// What was looked for.
        of: Named,
        /// The text.
        text: String,
        /// Ids with the names that fit.
        candidates: Vec<(String, String)>,
    },
}

impl ToMessage for NotMeant {
    fn message(&self) -> Message {
        let candidate = |(id, name): &(String, String)| match name.is_empty() {
            true => Message::verbatim(id),
            false => message!("names-candidate", id = id, name = name),
        };
        let quoted = |text: &str| format!("{text:?}");
        match self {
            Self::Unknown { of, text, near: None } => {
                message!("names-unknown", kind = of.words(), text = quoted(text))
            }
            Self::Unknown { of, text, near: Some(near) } => {
                message!("names-unknown-near", kind = of.words(), text = quoted(text), near = candidate(near))
            }
            Self::Several { of, text, candidates } => {
                let listed = candidates.iter().take(CANDIDATES_MAX);
                let listed: Vec<Argument> = listed.map(|one| candidate(one).into()).collect();
                let (kind, text) = (of.words(), quoted(text));
                match candidates.len().saturating_sub(CANDIDATES_MAX) {
                    0 => message!("names-several", kind = kind, text = text, candidates = listed),
                    more => message!("names-several-more", kind = kind, text = text, candidates = listed, more = more),
                }
            }
        }
    }
}

impl Named {
    fn words(self) -> Message {
        match self {
            Self::Items => message!("names-items"),
            Self::Depots => message!("names-depots"),
            Self::Sites => message!("names-sites"),
        }
    }
}

impl Names {
    /// Of ids with their names.
    pub fn new<I: Display, N: AsRef<str>>(of: Named, things: impl IntoIterator<Item = (I, N)>) -> Self {
        let thing = |(id, name): (I, N)| {
            let (id, names) = (id.to_string(), several(name.as_ref()));
            let texts = names.iter().map(|name| folded(name)).collect();
            Thing { folded_id: folded(&id), id, names, folded: texts }
        };
        Self { of, things: things.into_iter().map(thing).collect() }
    }

    /// The ids.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.things.iter().map(|thing| thing.id.as_str())
    }

    /// Every id, and every name with its id: for a shell that completes words.
    pub fn words(&self) -> impl Iterator<Item = (&str, &str)> {
        self.things.iter().flat_map(|thing| {
            let names = thing.names.iter().map(|name| (name.as_str(), thing.id.as_str()));
            std::iter::once((thing.id.as_str(), thing.names.last().map_or("", String::as_str))).chain(names)
        })
    }

    /// What a text means.
    ///
    /// # Errors
    /// [`NotMeant`].
    pub fn find(&self, text: &str) -> Result<Meant, NotMeant> {
        let text = text.trim();
        if let Some(exact) = self.things.iter().find(|thing| thing.id == text) {
            return Ok(Meant { id: exact.id.clone(), by_name: false });
        }
        let wanted = folded(text);
        let called: Vec<_> = self.things.iter().filter(|thing| thing.is_called(&wanted)).collect();
        match called[..] {
            [one] => Ok(Meant { id: one.id.clone(), by_name: true }),
            [] => Err(self.not_meant(text, &wanted)),
            _ => Err(self.several(text, &wanted, &called)),
        }
    }

    fn several(&self, text: &str, wanted: &str, things: &[&Thing]) -> NotMeant {
        let candidates = things.iter().map(|thing| (thing.id.clone(), thing.name_with(wanted))).collect();
        NotMeant::Several { of: self.of, text: text.to_owned(), candidates }
    }

    fn not_meant(&self, text: &str, wanted: &str) -> NotMeant {
        let holding: Vec<_> = self.things.iter().filter(|thing| thing.holds(wanted)).collect();
        if wanted.chars().count() >= 2 && !holding.is_empty() {
            return self.several(text, wanted, &holding);
        }
        let near = self.things.iter().flat_map(|thing| thing.keys().map(move |key| (near(wanted, key), thing)));
        let near = near.filter_map(|(apart, thing)| Some((apart?, thing)));
        let near = near.min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
        let near = near.map(|(_, thing)| (thing.id.clone(), thing.name_with(wanted)));
        NotMeant::Unknown { of: self.of, text: text.to_owned(), near }
    }
}

impl Thing {
    fn keys(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.folded_id).chain(&self.folded).map(String::as_str)
    }

    fn is_called(&self, wanted: &str) -> bool {
        !wanted.is_empty() && self.keys().any(|key| key == wanted)
    }

    fn holds(&self, wanted: &str) -> bool {
        self.keys().any(|key| key.contains(wanted))
    }

    /// The first name that has the text in it, else the first.
    fn name_with(&self, wanted: &str) -> String {
        let at = self.folded.iter().position(|name| name.contains(wanted)).unwrap_or(0);
        self.names.get(at).cloned().unwrap_or_default()
    }
}

/// How near two texts are to each other, if they are: of short ids, one letter may be another.
fn near(wanted: &str, key: &str) -> Option<f64> {
    let is_short = wanted.chars().count() >= 2 && strsim::osa_distance(wanted, key) <= 1;
    apart(wanted, key).or(is_short.then_some(1.0))
}

/// Each of the names, in order, and the whole of them where they are several.
fn several(name: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let parts = name.split(['|', '/', '｜', '／']).map(str::trim).chain([name.trim()]);
    parts.filter(|part| !part.is_empty() && seen.insert(folded(part))).map(str::to_owned).collect()
}

/// What is left of a text when case, width, spaces and hyphens do not count.
fn folded(text: &str) -> String {
    let plain: String = text.nfkc().collect();
    skeleton(&plain).chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).collect()
}

#[cfg(test)]
mod tests;
