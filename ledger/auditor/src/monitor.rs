//! Follows a public log against its operator's own interest: that it only grows, that each entry is signed by the one
//! it names and each plan follows from what was reported, that each decision is lawful and proven, that entries come
//! out as soon as promised, that witnesses vouch for it, and that what left a depot arrives.
//!
//! It keeps a verified copy ([`mirror`](crate::mirror)) and beside it, in `DIR/state/monitor.json`, how far it has
//! looked, what it found wrong for ever, and what is on its way.

mod found;
mod memory;

use crate::audit::{Progress, decision_faults};
use crate::log_keys::TrustAnchor;
use crate::mirror::{Mirror, MirrorError};
use crate::source::Source;
use crate::witness::unix_time;
use crate::words::Words as _;
pub use found::{Found, Kind, Look};
use jiff::Timestamp;
use memory::Memory;
use std::path::Path;
use yicang_files as files;
use yicang_language::{Message, ToMessage as _, message};
use yicang_replay::Replay;
use yicang_tlog::layout::WITNESSED;
use yicang_tlog::{Leaf, LogKeys as _, Policy};

/// What to hold the log to. Times are whole seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Promises {
    /// An entry is public this long after its own time.
    pub merge_delay: u64,
    /// What was shipped is received this long after.
    pub leg: u64,
}

impl Default for Promises {
    /// A minute to become public, three days to arrive.
    fn default() -> Self {
        Self { merge_delay: 60, leg: 72 * 3600 }
    }
}

/// Entries may share a time for so long by the monitor's clock: as long as the centre's own may be off before it stops.
const STOOD_SECONDS: u64 = 600;

/// A monitor of one log.
pub struct Monitor<'a> {
    mirror: Mirror<'a>,
    policy: Option<&'a Policy>,
    promises: Promises,
    memory: Memory,
    /// What the entries say, followed from the first; made anew by each process.
    replay: Option<Replay>,
    path: std::path::PathBuf,
}

impl<'a> Monitor<'a> {
    /// Opens the monitor's folder, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// As [`Mirror::open`].
    pub fn open(
        dir: &Path,
        trust: impl Into<TrustAnchor<'a>>,
        policy: Option<&'a Policy>,
        promises: Promises,
    ) -> Result<Self, MirrorError> {
        let mirror = Mirror::open(dir, trust)?;
        let path = dir.join("state/monitor.json");
        let text = files::read(&path).map_err(|source| MirrorError::Io { path: path.clone(), source })?;
        // Without its memory it looks at everything again: nothing is lost but when it had looked.
        let memory = text.and_then(|text| Memory::from_json(&serde_json::from_slice(&text).ok()?)).unwrap_or_default();
        Ok(Self { mirror, policy, promises, memory, replay: None, path })
    }

    /// The log's name, once it was read.
    #[must_use]
    pub fn log_name(&self) -> Option<String> {
        self.mirror.keys().ok().map(|keys| keys.name().to_owned())
    }

    /// Looks once, now. An error means that the log could not be read, not that it is wrong.
    pub fn look(&mut self, source: &dyn Source, progress: Progress<'_>) -> Result<Look, MirrorError> {
        self.look_at(source, unix_time(), progress)
    }

    pub(crate) fn look_at(
        &mut self,
        source: &dyn Source,
        now: u64,
        progress: Progress<'_>,
    ) -> Result<Look, MirrorError> {
        let mut passing = Vec::new();
        match self.mirror.update(source, progress) {
            Ok(_) => {}
            Err(error) if error.is_breach() => self.breach(Kind::Contradiction, None, error.message()),
            Err(error @ (MirrorError::File { .. } | MirrorError::Checkpoint(..) | MirrorError::Keys(_))) => {
                passing.push(Found { kind: Kind::Damaged, entry: None, what: error.message() });
            }
            Err(error) => return Err(error),
        }
        let size = self.mirror.head()?.map_or(0, |head| head.size());
        let from = self.memory.upto;
        let decisions = self.take_in(size, now, progress)?;
        self.follow(size, &mut passing, progress)?;
        self.check_witnesses(now, size, &mut passing)?;
        self.memory.upto = size;
        self.memory.looked_at = now;
        passing.extend(self.late_legs(now));
        self.remember()?;
        let mut found = self.memory.breaches.clone();
        found.extend(passing);
        found.sort();
        let legs = self.memory.legs.len() as u64;
        Ok(Look { time: now, size, new: size.saturating_sub(from), decisions, legs, found })
    }

    fn breach(&mut self, kind: Kind, entry: Option<u64>, what: Message) {
        let found = Found { kind, entry, what };
        if !self.memory.breaches.contains(&found) {
            self.memory.breaches.push(found);
        }
    }

    /// Looks at the new entries; answers with how many decisions are among them.
    fn take_in(&mut self, size: u64, now: u64, progress: Progress<'_>) -> Result<u64, MirrorError> {
        let mut leaves = Vec::new();
        self.mirror.entries(self.memory.upto, size, &mut |index, entry| leaves.push((index, Leaf::parse(entry))))?;
        let (mut decisions, total) = (0, leaves.len() as u64);
        for (done, (index, leaf)) in (1..).zip(leaves) {
            progress("decisions", done, total);
            let leaf = match leaf {
                Ok(leaf) => leaf,
                Err(error) => {
                    self.breach(Kind::Damaged, Some(index), error.words());
                    continue;
                }
            };
            self.check_delay(index, &leaf);
            self.check_clock(index, now, &leaf);
            self.follow_leg(index, &leaf);
            if leaf.kind() == "decision" {
                decisions += 1;
                for what in decision_faults(self.mirror.copy(), &leaf)? {
                    self.breach(Kind::Decision, Some(index), what);
                }
            }
        }
        Ok(decisions)
    }

    /// Replays the entries that are new to this process, and says what of the field does not fit what was known.
    fn follow(&mut self, size: u64, passing: &mut Vec<Found>, progress: Progress<'_>) -> Result<(), MirrorError> {
        let Some(name) = self.log_name() else { return Ok(()) };
        let mut replay = self.replay.take().unwrap_or_else(|| Replay::new(&name));
        for found in self.mirror.replay(&mut replay, size, progress)? {
            self.breach(Kind::Replay, Some(found.entry), found.message());
        }
        for amiss in replay.board().discrepancies() {
            passing.push(Found { kind: Kind::Discrepancy, entry: None, what: amiss.message() });
        }
        if replay.unexplained() > 0 {
            let what = message!("replay-unexplained-lots", count = replay.unexplained());
            passing.push(Found { kind: Kind::Discrepancy, entry: None, what });
        }
        self.replay = Some(replay);
        Ok(())
    }

    /// An entry that this look shows and the one before did not was late if it was due before that one began.
    fn check_delay(&mut self, index: u64, leaf: &Leaf) {
        let due = seconds(leaf).and_then(|time| u64::try_from(time).ok()?.checked_add(self.promises.merge_delay));
        let looked_at = self.memory.looked_at;
        if let Some(due) = due.filter(|due| *due < looked_at) {
            let late = looked_at - due;
            let what = message!(
                "monitor-late",
                index = index,
                time = leaf.get("time").unwrap_or("-"),
                late = late,
                promised = self.promises.merge_delay,
            );
            self.breach(Kind::MergeDelay, Some(index), what);
        }
    }

    /// The centre's time never runs back, so entries share one while its clock is behind the last. That is said where
    /// this monitor's own clock went on for longer than [`STOOD_SECONDS`] meanwhile.
    fn check_clock(&mut self, index: u64, now: u64, leaf: &Leaf) {
        let Some(time) = leaf.get("time") else { return };
        match &self.memory.newest {
            Some((newest, since)) if newest == time => {
                let stood = now.saturating_sub(*since);
                let what = message!("monitor-stood", stood = stood, index = index, time = time);
                let is_told = |found: &Found| found.kind == Kind::Clock && found.what.to_string().ends_with(time);
                if stood > STOOD_SECONDS && !self.memory.breaches.iter().any(is_told) {
                    self.breach(Kind::Clock, Some(index), what);
                }
            }
            _ => self.memory.newest = Some((time.to_owned(), now)),
        }
    }

    fn follow_leg(&mut self, index: u64, leaf: &Leaf) {
        let (Some(order), Some(step)) = (leaf.get("order"), leaf.get("step")) else { return };
        if leaf.kind() != "step-report" {
            return;
        }
        let moved = leaf.get("quantity") != Some("0");
        match step {
            "shipped" if moved => {
                self.memory.legs.insert(order.to_owned(), (index, seconds(leaf).unwrap_or_default()));
            }
            "shipped" | "received" => drop(self.memory.legs.remove(order)),
            _ => {}
        }
    }

    fn late_legs(&self, now: u64) -> Vec<Found> {
        let age = |since: i64| i64::try_from(now).unwrap_or(i64::MAX).saturating_sub(since);
        let limit = i64::try_from(self.promises.leg).unwrap_or(i64::MAX);
        let late = self.memory.legs.iter().filter(|(_, (_, since))| age(*since) > limit);
        late.map(|(order, (index, since))| {
            let at = Timestamp::from_second(*since).map_or_else(|_| "-".to_owned(), |at| at.to_string());
            let (hours, limit) = (age(*since) / 3600, limit / 3600);
            let what = message!("monitor-not-received", order = order, time = at, hours = hours, limit = limit);
            Found { kind: Kind::Leg, entry: Some(*index), what }
        })
        .collect()
    }

    /// The witnessed head satisfies the policy, and covers what was public at the look before.
    fn check_witnesses(&self, now: u64, size: u64, passing: &mut Vec<Found>) -> Result<(), MirrorError> {
        let Some(policy) = self.policy.filter(|policy| policy.needs_witnesses()) else { return Ok(()) };
        let mut say = |what: Message| passing.push(Found { kind: Kind::Witnesses, entry: None, what });
        let note = self.mirror.copy().read(WITNESSED)?;
        let Some(note) = note else {
            say(message!("monitor-no-witnessed", file = WITNESSED));
            return Ok(());
        };
        match policy.check(Some(&self.mirror.keys()?), &note) {
            Err(error) => say(error.words()),
            Ok((head, _))
                if head.size() < self.memory.upto.min(size)
                    && now > self.memory.looked_at + self.promises.merge_delay =>
            {
                say(message!("monitor-witnesses-behind", cosigned = head.size(), public = self.memory.upto));
            }
            Ok(_) => {}
        }
        Ok(())
    }

    fn remember(&self) -> Result<(), MirrorError> {
        let text = self.memory.to_json().to_string();
        let tmp = self.path.with_extension("new");
        let written = std::fs::write(&tmp, text).and_then(|()| std::fs::rename(&tmp, &self.path));
        written.map_err(|source| MirrorError::Io { path: self.path.clone(), source })
    }
}

/// An entry's own time, in seconds since 1970.
fn seconds(leaf: &Leaf) -> Option<i64> {
    leaf.get("time")?.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

#[cfg(test)]
mod tests;
