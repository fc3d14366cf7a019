//! What each reporter says of a need. Several may speak for one site: the hospital, its district, and a coordinator who
//! records what somebody has said on the telephone. Nothing is summed: one word counts, and the others stand beside it.
//!
//! | whose word | weight |
//! |---|---|
//! | an agent that was enrolled for this one site, and no other, when it spoke: the site's own key | counts most |
//! | another agent | counts less; of several the latest counts |
//! | what a coordinator has recorded on behalf of somebody | counts least |
//!
//! A line says that it stands [`beside`](NeedLine::beside) the others. One that does not, as earlier programs write it,
//! replaces all of them, as it always did. A withdrawal takes back the word of who withdraws; if it counted, the next
//! one does. What is on its way, and what came, is the need's, whoever's word counts.

use super::Board;
use crate::id::{NeedKey, SiteId};
use crate::life::{Said, Voice};
use crate::plausibility::{FIGURES_MAX, Ground, Implausible, Usual, judged, middle};
use crate::quantity::{QUANTITY_MAX, Quantity};
use crate::report::NeedLine;
use std::collections::{BTreeMap, VecDeque};

/// What one reporter says of a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What.
    pub line: NeedLine,
    /// The record that says so.
    pub entry: u64,
    /// How much it counts.
    pub weight: Weight,
}

/// How much a word counts, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A coordinator has recorded it.
    Recorded,
    /// Of an agent that speaks for several sites.
    Many,
    /// Of the site's own agent.
    Own,
}

/// See the module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words {
    by_need: BTreeMap<NeedKey, BTreeMap<Voice, Word>>,
    /// The last figures of each site and item that could be meant, the oldest first.
    figures: BTreeMap<NeedKey, VecDeque<Quantity>>,
    /// Open needs of which the word that counts cannot be meant, until they are verified.
    implausible: BTreeMap<NeedKey, Implausible>,
}

impl Words {
    fn counting(&self, key: &NeedKey) -> Option<(&Voice, &Word)> {
        self.by_need.get(key)?.iter().max_by_key(|(_, word)| (word.weight, word.entry))
    }

    /// The need is closed: nobody's word stands any more.
    pub(crate) fn end(&mut self, key: &NeedKey) {
        self.by_need.remove(key);
        self.implausible.remove(key);
    }

    /// What the need was verified for is what is usual from now on.
    pub(crate) fn verified(&mut self, key: &NeedKey, units: Quantity) {
        self.implausible.remove(key);
        if units > Quantity::ZERO {
            self.figures.insert(key.clone(), [units].into());
        }
    }

    fn note(&mut self, key: &NeedKey, units: Quantity) {
        let figures = self.figures.entry(key.clone()).or_default();
        figures.push_back(units);
        if figures.len() > FIGURES_MAX {
            figures.pop_front();
        }
    }
}

impl Board {
    /// What every reporter says of a need, and whether that counts.
    pub fn words(&self, key: &NeedKey) -> impl Iterator<Item = (&Voice, &Word, bool)> {
        let counting = self.words.counting(key).map(|(voice, _)| voice);
        let all = self.words.by_need.get(key).into_iter().flatten();
        all.map(move |(voice, word)| (voice, word, Some(voice) == counting))
    }

    /// Whether nobody knows how much of an open need is needed.
    pub fn is_unknown(&self, key: &NeedKey) -> bool {
        self.words.counting(key).is_some_and(|(_, word)| word.line.unknown)
    }

    /// Why the figure of an open need cannot be meant, if so; until it is verified.
    pub fn implausible(&self, key: &NeedKey) -> Option<&Implausible> {
        self.words.implausible.get(key)
    }

    /// The record of the word that counts of an open need, where its figure cannot be meant.
    pub(crate) fn asked_back(&self, key: &NeedKey) -> Option<u64> {
        self.implausible(key)?;
        self.words.counting(key).map(|(_, word)| word.entry)
    }

    /// A line takes the place of what the same voice said before. If it counts, the need is as it says: what is on its
    /// way counts for it, and so does what was received since the entitlement was verified.
    pub(crate) fn apply_need(&mut self, index: u64, voice: &Voice, site: &SiteId, lines: &[NeedLine]) {
        let weight = self.weight_of(voice, site);
        for line in lines {
            let key = NeedKey { site: site.clone(), item: line.item.clone() };
            let counted = self.words.counting(&key).map(|(voice, word)| (voice.clone(), word.line.clone()));
            if !line.beside {
                self.words.by_need.remove(&key);
            }
            let all = self.words.by_need.entry(key.clone()).or_default();
            let before = all.remove(voice).map(|word| word.line);
            if line.withdraws() {
                self.take_back(&key, voice, counted.as_ref().map(|(voice, _)| voice));
                continue;
            }
            all.insert(voice.clone(), Word { line: line.clone(), entry: index, weight });
            if self.words.counting(&key).is_some_and(|(counts, _)| counts != voice) {
                self.remember(&key, Said::Beside(voice.clone(), line.amount(), line.class.clone()));
                continue;
            }
            let known = if line.beside { before } else { counted.map(|(_, line)| line) };
            self.needs.insert(key.clone(), line.to_need(Quantity::ZERO));
            self.cover_anew(&key);
            self.remember(&key, Said::of(voice, known.as_ref(), line));
            self.judge(&key, true);
        }
    }

    /// A voice has taken its word back; `counted` is whose word counted before.
    fn take_back(&mut self, key: &NeedKey, voice: &Voice, counted: Option<&Voice>) {
        let Some(line) = self.words.counting(key).map(|(_, word)| word.line.clone()) else {
            self.close(key, Said::Withdrawn);
            return;
        };
        self.remember(key, Said::BesideWithdrawn(voice.clone()));
        if counted == Some(voice) {
            // The next word counts. What came and what comes is the need's, and stays counted.
            let covered = self.needs.get(key).map_or(Quantity::ZERO, |need| need.covered);
            self.needs.insert(key.clone(), line.to_need(covered));
            self.judge(key, false);
        }
    }

    fn weight_of(&self, voice: &Voice, site: &SiteId) -> Weight {
        match voice {
            Voice::Recorded => Weight::Recorded,
            Voice::Agent(agent) => match self.agents.get(agent) {
                Some(grant) if grant.sites.len() == 1 && grant.sites.contains(site) => Weight::Own,
                _ => Weight::Many,
            },
        }
    }

    /// Whether the figure of an open need can be meant; a `new` one that can is remembered as usual.
    pub(crate) fn judge(&mut self, key: &NeedKey, new: bool) {
        self.words.implausible.remove(key);
        let Some((_, word)) = self.words.counting(key) else { return };
        let Some(claimed) = word.line.amount().filter(|units| *units > Quantity::ZERO) else { return };
        let pack = self.catalogue.items.get(&key.item).map(|item| item.facts.pack.units());
        match self.usual(key).and_then(|usual| judged(claimed, usual, pack)) {
            Some(found) if !self.verified.contains_key(key) => drop(self.words.implausible.insert(key.clone(), found)),
            Some(_) => {}
            None if new => self.words.note(key, claimed),
            None => {}
        }
    }

    /// What is usual for a site and an item.
    fn usual(&self, key: &NeedKey) -> Option<Usual> {
        let own = self.words.figures.get(key).and_then(|figures| middle(figures.iter().copied()));
        if let Some((units, of)) = own {
            return Some(Usual { units, ground: Ground::Own(of) });
        }
        if self.verified.is_empty() {
            return None;
        }
        let kind = self.catalogue.sites.get(&key.site)?.kind.as_ref()?;
        let like =
            self.catalogue.sites.iter().filter(|(site, known)| known.kind.as_ref() == Some(kind) && *site != &key.site);
        let of_item = |site: &SiteId| NeedKey { site: site.clone(), item: key.item.clone() };
        let (units, of) = middle(like.filter_map(|(site, _)| Some(self.verified.get(&of_item(site))?.units)))?;
        (of >= crate::entitlement::LIKE_SITES_MIN).then_some(Usual { units, ground: Ground::Like(of) })
    }
}

impl NeedLine {
    /// Of what nobody knows how much it is, as much is claimed as there may be: what it is entitled to limits it.
    fn to_need(&self, covered: Quantity) -> crate::situation::Need {
        let all = || Quantity::new(QUANTITY_MAX).unwrap_or_default();
        let claimed = self.amount().unwrap_or_else(all);
        crate::situation::Need {
            class: self.class.clone(),
            claimed,
            entitlement: claimed,
            weight: None,
            covered,
            due: self.due,
            latest_useful: self.latest_useful,
            life_days_min: self.life_days_min,
        }
    }
}
