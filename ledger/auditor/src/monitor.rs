//! Follows a public log against its operator's own interest: that it only grows, that each entry is signed by the one it names
//! and each plan follows from what was reported, that each decision is lawful and proven, that entries come out as soon as promised, that witnesses vouch for it, and that what left a depot arrives.
//!
//! It keeps a verified copy ([`mirror`](crate::mirror)) and beside it, in `DIR/state/monitor.json`, how far it has looked,
//! what it found wrong for ever, and what is on its way.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};
use yicang_replay::Replay;
use yicang_tlog::{Leaf, LogKeys as _, Policy};

use crate::audit::{Progress, decision_faults};
use crate::log_keys::TrustAnchor;
use crate::mirror::{Mirror, MirrorError};
use crate::source::Source;
use crate::witness::unix_time;
use yicang_files as files;
use yicang_tlog::layout::WITNESSED;

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

/// What kind of thing is not as it should be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// The log has taken back or changed what it had signed.
    Contradiction,
    /// A file is missing or does not follow from what was signed.
    Damaged,
    /// A decision's plan is not lawful.
    Decision,
    /// An entry came out later than promised.
    MergeDelay,
    /// Witnesses do not vouch for the log as the policy demands.
    Witnesses,
    /// Something left a depot and has not arrived.
    Leg,
    /// Entries share a time for longer than that can be.
    Clock,
    /// An entry was not signed by the one it names, or a plan does not follow from what was reported.
    Replay,
    /// What the field has done does not fit what was known of it.
    Discrepancy,
}

impl Kind {
    /// A word for programs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::Damaged => "damaged",
            Self::Decision => "decision",
            Self::MergeDelay => "merge-delay",
            Self::Witnesses => "witnesses",
            Self::Leg => "leg",
            Self::Clock => "clock",
            Self::Replay => "replay",
            Self::Discrepancy => "discrepancy",
        }
    }

    /// Words for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Contradiction => "The log contradicts itself 日志自相矛盾",
            Self::Damaged => "Published files are missing or wrong 公开文件缺失或有误",
            Self::Decision => "A decision is not lawful 决定不合规",
            Self::MergeDelay => "An entry came out late 条目公开延迟",
            Self::Witnesses => "Witnesses do not vouch for the log 见证不足",
            Self::Leg => "Shipped and not received 已发运未签收",
            Self::Clock => "The centre's clock stood still 调度中心时钟停滞",
            Self::Replay => "An entry does not follow from what was reported 条目与上报不符",
            Self::Discrepancy => "What was done does not fit what was known 账实不符",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        use Kind::{Clock, Contradiction, Damaged, Decision, Discrepancy, Leg, MergeDelay, Replay, Witnesses};
        [Contradiction, Damaged, Decision, MergeDelay, Witnesses, Leg, Clock, Replay, Discrepancy]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// Something that is not as it should be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Found {
    /// What kind.
    pub kind: Kind,
    /// Which entry, where it is about one.
    pub entry: Option<u64>,
    /// What is wrong, a sentence.
    pub what: String,
}

impl Found {
    fn to_json(&self) -> Value {
        json!({"kind": self.kind.word(), "entry": self.entry, "what": self.what})
    }

    fn from_json(value: &Value) -> Option<Self> {
        let kind = Kind::from_word(value["kind"].as_str()?)?;
        Some(Self { kind, entry: value["entry"].as_u64(), what: value["what"].as_str()?.to_owned() })
    }
}

/// What one look has shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// When, in seconds since 1970.
    pub time: u64,
    /// Entries of the log.
    pub size: u64,
    /// Entries that are new since the look before.
    pub new: u64,
    /// Decisions among them, each counted again.
    pub decisions: u64,
    /// What is on its way.
    pub legs: u64,
    /// What is wrong: earlier breaches again and again, until somebody has looked into them.
    pub found: Vec<Found>,
}

impl Look {
    /// 0 all is well, 1 something is wrong, 3 the log contradicts itself.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self.found.iter().map(|found| found.kind).min() {
            None => 0,
            Some(Kind::Contradiction) => 3,
            Some(_) => 1,
        }
    }

    /// One line for programs.
    #[must_use]
    pub fn to_json(&self, log: &str) -> String {
        let found: Vec<Value> = self.found.iter().map(Found::to_json).collect();
        json!({
            "log": log, "time": self.time, "size": self.size, "new": self.new, "decisions": self.decisions,
            "legs": self.legs, "ok": self.found.is_empty(), "exit": self.exit_code(), "found": found,
        })
        .to_string()
    }
}

/// Entries may share a time for so long by the monitor's clock: as long as the centre's own may be off before it stops.
const STOOD_SECONDS: u64 = 600;

/// What is known between two looks.
#[derive(Default)]
struct Memory {
    /// Entries that were looked at.
    upto: u64,
    /// When the last look began; 0 before the first.
    looked_at: u64,
    /// What is wrong for ever.
    breaches: Vec<Found>,
    /// Orders that have left: the entry that says so, and its time in seconds since 1970.
    legs: BTreeMap<String, (u64, i64)>,
    /// The time of the newest entry, and when a look first saw it, in seconds since 1970.
    newest: Option<(String, u64)>,
}

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
            Err(e) if e.is_breach() => self.breach(Kind::Contradiction, None, e.to_string()),
            Err(e @ (MirrorError::File { .. } | MirrorError::Checkpoint(..) | MirrorError::Keys(_))) => {
                passing.push(Found { kind: Kind::Damaged, entry: None, what: e.to_string() });
            }
            Err(e) => return Err(e),
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

    fn breach(&mut self, kind: Kind, entry: Option<u64>, what: String) {
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
                Err(e) => {
                    self.breach(Kind::Damaged, Some(index), e.to_string());
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
            self.breach(Kind::Replay, Some(found.entry), found.to_string());
        }
        for amiss in replay.board().discrepancies() {
            let what = format!("{} {}", amiss.english(), amiss.chinese());
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
            let what = format!(
                "entry {index} of {} was not public {late} s after it was due ({} s are promised)",
                leaf.get("time").unwrap_or("-"),
                self.promises.merge_delay
            );
            self.breach(Kind::MergeDelay, Some(index), what);
        }
    }

    /// The centre's time never runs back, so entries share one while its clock is behind the last. That is said where this
    /// monitor's own clock went on for longer than [`STOOD_SECONDS`] meanwhile.
    fn check_clock(&mut self, index: u64, now: u64, leaf: &Leaf) {
        let Some(time) = leaf.get("time") else { return };
        match &self.memory.newest {
            Some((newest, since)) if newest == time => {
                let stood = now.saturating_sub(*since);
                let what = format!("{stood} s went by, and entries up to {index} say the same time: {time}");
                let is_told = |found: &Found| found.kind == Kind::Clock && found.what.ends_with(time);
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
            let what = format!("order {order} left at {at} and is not received after {hours} h (limit {limit} h)");
            Found { kind: Kind::Leg, entry: Some(*index), what }
        })
        .collect()
    }

    /// The witnessed head satisfies the policy, and covers what was public at the look before.
    fn check_witnesses(&self, now: u64, size: u64, passing: &mut Vec<Found>) -> Result<(), MirrorError> {
        let Some(policy) = self.policy.filter(|policy| policy.needs_witnesses()) else { return Ok(()) };
        let mut say = |what: String| passing.push(Found { kind: Kind::Witnesses, entry: None, what });
        let note = self.mirror.copy().read(WITNESSED)?;
        let Some(note) = note else {
            say(format!("there is no {WITNESSED}"));
            return Ok(());
        };
        match policy.check(Some(&self.mirror.keys()?), &note) {
            Err(e) => say(e.to_string()),
            Ok((head, _))
                if head.size() < self.memory.upto.min(size)
                    && now > self.memory.looked_at + self.promises.merge_delay =>
            {
                say(format!(
                    "witnesses have cosigned {} entries; {} were public at the look before",
                    head.size(),
                    self.memory.upto
                ));
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

impl Memory {
    fn to_json(&self) -> Value {
        let breaches: Vec<Value> = self.breaches.iter().map(Found::to_json).collect();
        let newest = &self.newest;
        json!({
            "upto": self.upto, "looked-at": self.looked_at, "breaches": breaches, "legs": self.legs, "newest": newest
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let breaches = value["breaches"].as_array()?.iter().map(Found::from_json).collect::<Option<_>>()?;
        let leg = |(order, leg): (&String, &Value)| Some((order.clone(), (leg[0].as_u64()?, leg[1].as_i64()?)));
        let legs = value["legs"].as_object()?.iter().map(leg).collect::<Option<_>>()?;
        // Memories of before know none.
        let newest = value["newest"]
            .as_array()
            .and_then(|newest| Some((newest.first()?.as_str()?.to_owned(), newest.get(1)?.as_u64()?)));
        Some(Self { upto: value["upto"].as_u64()?, looked_at: value["looked-at"].as_u64()?, breaches, legs, newest })
    }
}

/// An entry's own time, in seconds since 1970.
fn seconds(leaf: &Leaf) -> Option<i64> {
    leaf.get("time")?.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

#[cfg(test)]
mod tests;
