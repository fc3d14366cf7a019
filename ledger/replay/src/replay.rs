//! The walk along the log. An entry is judged by itself as it comes; what it does to the board waits until a plan
//! says what the reserve lines before it hold, and is folded then.

mod plan;

use crate::blobs::{Blobs, text};
use crate::finding::{Finding, Unchecked};
use crate::folding::{Folded, Waiting};
use crate::names;
use crate::speaker::Speakers;
use jiff::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use yicang_domain::board::Board;
use yicang_domain::events::catalogue::{self, Ways};
use yicang_domain::events::openings::Openings;
use yicang_domain::events::plan::Texts;
use yicang_domain::events::{Entry, Face, decision};
use yicang_language::{ToMessage as _, message};
use yicang_tlog::Leaf;

/// See the module.
pub struct Replay {
    log: String,
    next: u64,
    /// Entries were missing: nothing can be folded any more.
    is_broken: bool,
    time: Option<Timestamp>,
    speakers: Speakers,
    folded: Folded,
    waiting: VecDeque<(Timestamp, Waiting)>,
    plans: BTreeMap<u64, Texts>,
    decided: BTreeMap<u64, u64>,
    last_decision: Option<u64>,
    /// The first entry by a program whose plans say what they looked at: a catalogue with its text, or such a plan.
    looks_since: Option<u64>,
    unchecked: Unchecked,
    unexplained: u64,
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Replay({}, {} entries)", self.log, self.next)
    }
}

impl Replay {
    /// Before the first entry of the log of this name.
    #[must_use]
    pub fn new(log: &str) -> Self {
        Self {
            log: log.to_owned(),
            next: 0,
            is_broken: false,
            time: None,
            speakers: Speakers::default(),
            folded: Folded::default(),
            waiting: VecDeque::new(),
            plans: BTreeMap::new(),
            decided: BTreeMap::new(),
            last_decision: None,
            looks_since: None,
            unchecked: Unchecked::default(),
            unexplained: 0,
        }
    }

    /// How many entries were taken.
    #[must_use]
    pub fn upto(&self) -> u64 {
        self.next
    }

    /// What was not checked so far.
    #[must_use]
    pub fn unchecked(&self) -> Unchecked {
        self.unchecked
    }

    /// How many lots have a difference that nobody has explained, by the counts that plans have opened so far.
    #[must_use]
    pub fn unexplained(&self) -> u64 {
        self.unexplained
    }

    /// What was known when the last plan was made.
    #[must_use]
    pub fn board(&self) -> &Board {
        &self.folded.board
    }

    /// Takes entry `index`; what does not follow.
    ///
    /// # Errors
    /// An attachment cannot be read, for the reason that `blobs` gives. This replay cannot go on: begin another.
    pub fn take<E>(&mut self, index: u64, entry: &[u8], blobs: Blobs<'_, E>) -> Result<Vec<Finding>, E> {
        let mut found = Vec::new();
        if index != self.next && !self.is_broken {
            self.is_broken = true;
            let what = message!("replay-gap", last = self.next);
            found.push(Finding { entry: index, other: None, what });
        }
        if self.is_broken {
            self.next = index + 1;
            return Ok(found);
        }
        let text = std::str::from_utf8(entry).unwrap_or_default();
        let (time, waiting) = match Entry::from_text(text) {
            Ok(entry) => {
                let waiting = self.judge(index, &entry, blobs, &mut found)?;
                (entry.time, waiting)
            }
            Err(error) => {
                match Leaf::parse(entry) {
                    Ok(_) if error.line == 1 => self.unchecked.kinds += 1,
                    Ok(_) => found.push(Finding {
                        entry: index,
                        other: None,
                        what: message!("replay-no-entry", why = error.message()),
                    }),
                    // That it is no leaf at all is said by those who read it before.
                    Err(_) => {}
                }
                (self.time.unwrap_or(Timestamp::UNIX_EPOCH), Waiting::Nothing)
            }
        };
        self.waiting.push_back((time, waiting));
        self.next = index + 1;
        Ok(found)
    }

    /// Ends the walk: what no plan has looked at yet could happen, or could not.
    ///
    /// # Errors
    /// As [`Replay::take`].
    pub fn finish<E>(mut self, blobs: Blobs<'_, E>) -> Result<(Vec<Finding>, Unchecked), E> {
        let mut found = Vec::new();
        if !self.is_broken {
            // What stays closed is counted where a plan looks at it.
            let unchecked = self.unchecked;
            self.fold_upto(self.next, &Openings::default(), blobs, &mut found)?;
            self.unchecked = unchecked;
        }
        Ok((found, self.unchecked))
    }

    /// What is known after all entries that were taken, as far as plans have opened it.
    ///
    /// # Errors
    /// As [`Replay::take`].
    pub fn into_board<E>(mut self, blobs: Blobs<'_, E>) -> Result<Board, E> {
        self.fold_upto(self.next, &Openings::default(), blobs, &mut Vec::new())?;
        Ok(self.folded.board)
    }

    /// Everything that an entry says that can be seen without knowing what reserve lines hold.
    fn judge<E>(
        &mut self,
        index: u64,
        entry: &Entry,
        blobs: Blobs<'_, E>,
        found: &mut Vec<Finding>,
    ) -> Result<Waiting, E> {
        let mut find = |other, what| found.push(Finding { entry: index, other, what });
        if let Some(before) = self.time.filter(|before| entry.time < *before) {
            find(
                Some(index - 1),
                message!("replay-time-back", time = entry.time.to_string(), before = before.to_string()),
            );
        }
        self.time = Some(entry.time);
        let said = self.speakers.hear(&self.log, index, &entry.face);
        said.faults.into_iter().for_each(|what| find(None, what));
        if said.is_unsigned {
            let count = if entry.face.reporter().is_some() {
                &mut self.unchecked.reports
            } else {
                &mut self.unchecked.commands
            };
            *count += 1;
        }
        names::faults(&entry.face, blobs)?.into_iter().for_each(|what| find(None, what));
        if let Face::Catalogue(catalogue::Published { ways: Ways::Text(_), .. }) = &entry.face {
            self.looks_since.get_or_insert(index);
        }
        match &entry.face {
            Face::Planned(face) => {
                let opened = self.look(index, entry.time, face, blobs, found)?;
                self.plans.insert(index, face.texts);
                Ok(Waiting::Planned { opened, upto: face.looked.map(|looked| looked.upto) })
            }
            Face::Decided(face) => Ok(self.decide(index, face, found)),
            Face::Released(face) => {
                if !self.decided.values().any(|decision| *decision == face.decision) {
                    find(None, message!("replay-releases-none", entry = face.decision));
                }
                Ok(Waiting::Nothing)
            }
            face => Waiting::of(index, face, self.speakers.agents(), blobs, found),
        }
    }

    /// Whether a decision is of a plan that was made, once, and not overtaken.
    fn decide(&mut self, index: u64, face: &decision::Published, found: &mut Vec<Finding>) -> Waiting {
        let mut find = |other, what| found.push(Finding { entry: index, other, what });
        let last = self.last_decision.replace(index);
        let plan_index = face.plan.strip_prefix('P').and_then(|plan| plan.parse::<u64>().ok());
        let plan_index = plan_index.filter(|plan| face.plan == format!("P{plan}"));
        let made = plan_index.and_then(|plan| Some((plan, self.plans.get(&plan)?)));
        let Some((plan_index, texts)) = made else {
            find(None, message!("replay-decides-none", plan = &face.plan));
            return Waiting::Nothing;
        };
        if *texts != face.texts {
            find(Some(plan_index), message!("replay-decides-other-texts", plan = &face.plan));
        }
        if let Some(before) = self.decided.insert(plan_index, index) {
            find(Some(before), message!("replay-decides-twice", plan = &face.plan));
            return Waiting::Nothing;
        }
        if let Some(last) = last.filter(|last| *last > plan_index) {
            find(Some(last), message!("replay-decides-overtaken", plan = &face.plan));
        }
        let (orders, reopened, texts) = (face.orders, face.reopened, face.texts);
        Waiting::Decided { plan_index, orders, reopened, texts }
    }

    /// Folds the entries before `upto`.
    fn fold_upto<E>(
        &mut self,
        upto: u64,
        openings: &Openings,
        blobs: Blobs<'_, E>,
        found: &mut Vec<Finding>,
    ) -> Result<(), E> {
        while self.folded.board.applied_upto < upto {
            let Some((time, waiting)) = self.waiting.pop_front() else { break };
            self.folded.fold(time, waiting, openings, &mut self.unchecked, blobs, found)?;
        }
        Ok(())
    }
}
