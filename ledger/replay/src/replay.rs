//! The walk along the log. An entry is judged by itself as it comes; what it does to the board waits until a plan says what the
//! reserve lines before it hold, and is folded then.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use yicang_domain::board::Board;
use yicang_domain::events::catalogue::{self, Ways};
use yicang_domain::events::openings::Openings;
use yicang_domain::events::plan::{Looked, Texts};
use yicang_domain::events::{Entry, Face, Hash, decision, plan};
use yicang_domain::{Policy, Situation};
use yicang_tlog::{Leaf, sha256};

use crate::compare::differences;
use crate::folding::{Folded, Waiting};
use crate::speaker::Speakers;

/// The oldest that a situation may be when its plan is recorded.
const LOOKED_FOR_MAX: SignedDuration = SignedDuration::from_hours(1);
/// Differences of one plan that are named; of more, how many there are.
const DIFFERENCES_MAX: usize = 20;

/// What does not follow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The entry that is not right.
    pub entry: u64,
    /// The entry that says otherwise, if one does.
    pub other: Option<u64>,
    /// What is wrong, a sentence without its subject.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        match self.other {
            Some(other) => write!(f, " (entry {other})"),
            None => Ok(()),
        }
    }
}

/// What was not checked, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unchecked {
    /// Reports whose agent did not sign what the log shows.
    pub reports: u64,
    /// Commands whose coordinator did not.
    pub commands: u64,
    /// Plans that do not say what they looked at.
    pub plans: u64,
    /// Reserve lines whose earmark the log does not commit to.
    pub earmarks: u64,
    /// Reserve lines whose salt was forgotten.
    pub quantities: u64,
    /// Entries of kinds that this program does not know.
    pub kinds: u64,
}

impl Unchecked {
    /// What to tell, in sentences without a subject; none if all was checked.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let all = [
            (self.reports, "reports of version 1 or 2: not checked: the signature, which they do not show"),
            (self.commands, "commands of version 1: not checked: the signature, which they do not show"),
            (self.plans, "plans of earlier programs: not checked: whether they follow from what was reported"),
            (self.earmarks, "reserve lines of version 1 or 2: not checked: the earmark, which they do not commit to"),
            (self.quantities, "reserve lines: not checked: the quantity, whose salt was forgotten"),
            (self.kinds, "entries of kinds that this program does not know: not checked"),
        ];
        all.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("holds {count} {what}")).collect()
    }
}

/// Gives the bytes of an attachment by its SHA-256, or nothing if it is not there.
pub type Blobs<'b, E> = &'b mut dyn FnMut(&Hash) -> Result<Option<Vec<u8>>, E>;

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
            let what = format!("comes after entry {}: what lies between is missing, so nothing is replayed", self.next);
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
                    Ok(_) => found.push(Finding { entry: index, other: None, what: format!("is no entry: {error}") }),
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
            find(Some(index - 1), format!("is of {}, before the entry before it, {before}", entry.time));
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
        if let Face::Catalogue(catalogue::Published { ways: Ways::Text(_), .. }) = &entry.face {
            self.looks_since.get_or_insert(index);
        }
        match &entry.face {
            Face::Planned(face) => {
                let opened = self.look(index, entry.time, face, blobs, found)?;
                self.plans.insert(index, face.texts);
                Ok(Waiting::Planned { opened })
            }
            Face::Decided(face) => Ok(self.decide(index, face, found)),
            Face::Released(face) => {
                if !self.decided.values().any(|decision| *decision == face.decision) {
                    find(None, format!("releases the orders of entry {}, which is no decision", face.decision));
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
            find(None, format!("decides {}, which no entry makes", face.plan));
            return Waiting::Nothing;
        };
        if *texts != face.texts {
            find(Some(plan_index), format!("decides other texts than {} has", face.plan));
        }
        if let Some(before) = self.decided.insert(plan_index, index) {
            find(Some(before), format!("decides {}, which was decided before", face.plan));
            return Waiting::Nothing;
        }
        if let Some(last) = last.filter(|last| *last > plan_index) {
            find(Some(last), format!("decides {}, which a later decision has overtaken", face.plan));
        }
        let (orders, reopened, texts) = (face.orders, face.reopened, face.texts);
        Waiting::Decided { plan_index, orders, reopened, texts }
    }

    /// Whether a plan looked at what was reported: what its openings opened.
    fn look<E>(
        &mut self,
        index: u64,
        time: Timestamp,
        face: &plan::Published,
        blobs: Blobs<'_, E>,
        found: &mut Vec<Finding>,
    ) -> Result<Vec<yicang_domain::events::Source>, E> {
        let mut find = |other, what| found.push(Finding { entry: index, other, what });
        if face.plan != format!("P{index}") {
            find(None, format!("is called {}, and is entry {index}", face.plan));
        }
        let Some(looked) = face.looked else {
            self.unchecked.plans += 1;
            if let Some(first) = self.looks_since {
                find(
                    Some(first),
                    "does not say what it looked at, as the program did that wrote entries before".to_owned(),
                );
            }
            return Ok(Vec::new());
        };
        self.looks_since.get_or_insert(index);
        let last_decision = self.last_decision;
        if looked.upto > index || last_decision.is_some_and(|last| looked.upto <= last) {
            let what = format!("looks at the entries before {}, which is not after the last decision", looked.upto);
            find(last_decision, what);
            return Ok(Vec::new());
        }
        if looked.upto < self.folded.board.applied_upto {
            find(None, format!("looks at the entries before {}, and a plan before it looked further", looked.upto));
            return Ok(Vec::new());
        }
        let openings = match text(&looked.openings, "openings", blobs)? {
            Ok(text) => {
                Openings::from_text(&text).map_err(|error| format!("has openings that cannot be read: {error}"))
            }
            Err(what) => Err(what),
        };
        let openings = openings.unwrap_or_else(|what| {
            find(None, what);
            Openings::default()
        });
        self.fold_upto(looked.upto, &openings, blobs, found)?;
        self.check_moment(index, time, looked, found);
        self.check_openings(index, &openings, found);
        self.check_situation(index, looked, face, blobs, found)?;
        Ok(openings.0.into_keys().collect())
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

    fn check_moment(&self, index: u64, time: Timestamp, looked: Looked, found: &mut Vec<Finding>) {
        let mut find = |other, what| found.push(Finding { entry: index, other, what });
        let Looked { upto, now, .. } = looked;
        if now > time || time.duration_since(now) > LOOKED_FOR_MAX {
            find(None, format!("is of {time}, and its situation of {now}: not before it, or more than an hour"));
        }
        if let Some(last) = self.folded.time.filter(|last| now < *last) {
            find(Some(upto.saturating_sub(1)), format!("looks at an entry of {last}, and its situation is of {now}"));
        }
        if let Some((next, _)) = self.waiting.front().filter(|(next, _)| *next < now) {
            find(Some(upto), format!("leaves out an entry of {next}, and its situation is of {now}"));
        }
    }

    /// Exactly the lines in force are opened that no plan has opened before.
    fn check_openings(&self, index: u64, openings: &Openings, found: &mut Vec<Finding>) {
        let mut find = |other, what| found.push(Finding { entry: index, other, what });
        let due: std::collections::BTreeSet<_> = self.folded.board.unopened().collect();
        for missing in due.iter().filter(|source| !openings.0.contains_key(source)).take(DIFFERENCES_MAX) {
            let what = format!("does not open reserve line {}, which is in force", missing.line);
            find(Some(missing.entry), what);
        }
        for extra in openings.0.keys().filter(|source| !due.contains(source)).take(DIFFERENCES_MAX) {
            find(Some(extra.entry), format!("opens reserve line {}, which is not due", extra.line));
        }
    }

    fn check_situation<E>(
        &self,
        index: u64,
        looked: Looked,
        face: &plan::Published,
        blobs: Blobs<'_, E>,
        found: &mut Vec<Finding>,
    ) -> Result<(), E> {
        let mut find = |other, what| found.push(Finding { entry: index, other, what });
        let situation = text(&face.texts.situation, "situation", blobs)?;
        let policy = text(&face.texts.policy, "policy", blobs)?;
        let plan = text(&face.texts.plan, "plan", blobs)?;
        let second =
            |plan: &str| plan.lines().nth(1).and_then(|line| line.strip_prefix("second-level ")).map(str::to_owned);
        let asked = face.by.asked.as_ref().and_then(|asked| asked.get("second-level"));
        if let (Some(asked), Some(second)) = (asked, plan.ok().and_then(|plan| second(&plan)))
            && asked != second
        {
            find(None, format!("has the second level {second}, and its command asks for {asked}"));
        }
        let read = situation.and_then(|text| {
            Situation::from_text(&text).map_err(|error| format!("has a situation that cannot be read: {error}"))
        });
        let rules = policy.and_then(|text| {
            Policy::from_text(&text).map_err(|error| format!("has a policy that cannot be read: {error}"))
        });
        let (published, policy) = match (read, rules) {
            (Ok(published), Ok(policy)) => (published, policy),
            (situation, policy) => {
                [situation.err(), policy.err()].into_iter().flatten().for_each(|what| find(None, what));
                return Ok(());
            }
        };
        if policy.name.trim() != face.policy_name && face.policy_name != "-" {
            find(None, format!("names the policy {}, and its policy is called {}", face.policy_name, policy.name));
        }
        if published.now != looked.now {
            find(None, format!("says that its situation is of {}, which says {}", looked.now, published.now));
        }
        let mut expected = self.folded.board.situation(published.now, policy.freeze_minutes);
        // Where days begin is the centre's; the draw is checked with the decision.
        expected.offset = published.offset;
        expected.seed.clone_from(&published.seed);
        if let Err(what) = self.folded.take_ways(&published, &mut expected) {
            find(Some(0), what);
        }
        let all = differences(&published, &expected, &self.folded.board, &self.folded.needs_from);
        for (what, other) in all.iter().take(DIFFERENCES_MAX) {
            find(*other, what.clone());
        }
        if all.len() > DIFFERENCES_MAX {
            find(None, format!("has {} more differences", all.len() - DIFFERENCES_MAX));
        }
        Ok(())
    }
}

/// The text of an attachment, or what is wrong with it.
pub(crate) fn text<E>(hash: &Hash, what: &str, blobs: Blobs<'_, E>) -> Result<Result<String, String>, E> {
    Ok(match blobs(hash)? {
        None => Err(format!("has no {what}: the attachment is missing")),
        Some(bytes) if sha256(&bytes) != *hash => Err(format!("has {what} whose attachment was changed")),
        Some(bytes) => String::from_utf8(bytes).map_err(|_| format!("has {what} that are no text")),
    })
}
