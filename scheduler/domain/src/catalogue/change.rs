//! Changes of a catalogue: a list of edits that happens as a whole or not at all.
//!
//! | edit | what it does |
//! |---|---|
//! | `add THING` | something that was never there; an id that was retired stays so |
//! | `set THING` | all that is said of something that is there |
//! | `retire KEY` | takes it away; items, pools, depots and sites are remembered with their ids |
//! | `close DEPOT SITE FROM UNTIL\|- REASON` | no plan made between the two moments sends anything over the lane |
//! | `open DEPOT SITE AT` | every closure of the lane ends at that moment; one that has not begun by then is dropped |
//!
//! Whether something is still needed, stocked or ordered is the [board](crate::board::Board)'s question.

use super::{Catalogue, Closure, NAME_BYTES_MAX, REASON_BYTES_MAX, Thing, ThingKey};
use crate::excess::site_of;
use crate::fault::Fault;
use crate::id::{DepotId, ItemId, SiteId};
use crate::line::{Line, TextError, UNKNOWN, lines};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use yicang_language::{Message, ToMessage as _, message};

/// The most edits of a change.
pub const EDITS_MAX: usize = 20_000;
/// The longest text of a change, in bytes: with its names it must fit in one call.
pub const EDITS_BYTES_MAX: usize = 512 * 1024;

const FIRST: &str = "yicang-catalogue-change 1";

/// A change of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The record that made the catalogue what it was when the change was written.
    pub from: u64,
    /// What is done, in this order.
    pub edits: Vec<Edit>,
    /// What things are called from now on, for those that are added or set.
    pub names: Names,
}

/// What things are called; things without a new name keep the one they have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Name and unit.
    pub items: BTreeMap<ItemId, (String, String)>,
    /// Names of depots.
    pub depots: BTreeMap<DepotId, String>,
    /// Names of sites.
    pub sites: BTreeMap<SiteId, String>,
}

/// One edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Something new.
    Add(Thing),
    /// All that is said of something known.
    Set(Thing),
    /// Something is no longer there.
    Retire(ThingKey),
    /// A lane is closed.
    Close(DepotId, SiteId, Closure),
    /// A lane is open again from a moment on.
    Open(DepotId, SiteId, Timestamp),
}

impl Edit {
    /// The thing that it adds, sets or retires.
    pub fn key(&self) -> Option<ThingKey> {
        match self {
            Self::Add(thing) | Self::Set(thing) => Some(thing.key()),
            Self::Retire(key) => Some(key.clone()),
            Self::Close(..) | Self::Open(..) => None,
        }
    }

    /// Its line, without the line break.
    pub fn to_line(&self) -> String {
        match self {
            Self::Add(thing) => format!("add {}", thing.to_line()),
            Self::Set(thing) => format!("set {}", thing.to_line()),
            Self::Retire(key) => format!("retire {key}"),
            Self::Close(depot, site, closure) => format!("close {depot} {site} {}", closure.to_words()),
            Self::Open(depot, site, at) => format!("open {depot} {site} {at}"),
        }
    }

    fn read(line: &mut Line<'_>) -> Result<Self, TextError> {
        let what = line.word("edit")?;
        Ok(match what {
            "add" | "set" => {
                let keyword = line.word("keyword")?;
                let thing = Thing::read(keyword, line)?;
                let thing = thing.ok_or_else(|| line.unknown(keyword))?;
                if what == "add" { Self::Add(thing) } else { Self::Set(thing) }
            }
            "retire" => {
                let keyword = line.word("keyword")?;
                let key = ThingKey::read(keyword, line)?;
                Self::Retire(key.ok_or_else(|| line.unknown(keyword))?)
            }
            "close" => Self::Close(line.parse("depot")?, line.parse("site")?, Closure::read(line)?),
            "open" => Self::Open(line.parse("depot")?, line.parse("site")?, line.parse("moment")?),
            other => return Err(line.unknown(other)),
        })
    }
}

impl Closure {
    /// What follows depot and site in canonical texts.
    pub(crate) fn to_words(&self) -> String {
        let until = self.until.map_or_else(|| UNKNOWN.to_owned(), |until| until.to_string());
        format!("{} {until} {}", self.from, self.reason)
    }

    pub(crate) fn read(line: &mut Line<'_>) -> Result<Self, TextError> {
        let (from, until) = (line.parse("moment")?, line.unless_unknown("moment")?);
        Ok(Self { from, until, reason: line.rest("reason", REASON_BYTES_MAX)? })
    }
}

impl Change {
    /// The edits as the public log shows them.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST}\n");
        for edit in &self.edits {
            let _ = writeln!(text, "{}", edit.to_line());
        }
        text
    }

    /// Reads the one spelling that edits have; `names` are not in it.
    ///
    /// # Errors
    /// Every line that cannot be read; the first that is not as it would be written; or there are none or too many.
    pub fn from_text(from: u64, text: &str) -> Result<Self, Vec<TextError>> {
        let whole = |problem: Message| Err(vec![TextError::whole(problem)]);
        if text.len() > EDITS_BYTES_MAX {
            return whole(message!("text-change-bytes", bytes = text.len(), max = EDITS_BYTES_MAX));
        }
        let (mut edits, mut faults) = (Vec::new(), Vec::new());
        for mut line in lines(text, FIRST).map_err(|error| vec![error])? {
            match Edit::read(&mut line).and_then(|edit| line.end().map(|()| edit)) {
                Ok(edit) => edits.push(edit),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        if !(1..=EDITS_MAX).contains(&edits.len()) {
            return whole(message!("text-change-edits", count = edits.len(), max = EDITS_MAX));
        }
        let read = Self { from, edits, names: Names::default() };
        let written = read.to_text();
        if written != text {
            let differs = written.lines().zip(text.lines()).take_while(|(written, read)| written == read).count();
            return Err(vec![TextError { line: differs + 1, problem: message!("text-spelling") }]);
        }
        Ok(read)
    }
}

/// A lane is closed by a closure, which has a reason, and not by itself.
fn is_open(thing: &Thing) -> Result<(), Message> {
    match thing {
        Thing::Lane(_, _, lane) if !lane.open => Err(message!("change-lane-flag")),
        _ => Ok(()),
    }
}

/// The field of an edit.
fn field(at: usize) -> String {
    format!("change_catalogue.edits[{at}]")
}

impl Catalogue {
    /// The catalogue after a change.
    ///
    /// # Errors
    /// Every edit that cannot be made, and everything that would name what is not there afterwards.
    pub fn changed(&self, change: &Change) -> Result<Self, Vec<Fault>> {
        let (mut after, mut faults) = (self.clone(), Vec::new());
        let mut places = BTreeMap::new();
        for (at, edit) in change.edits.iter().enumerate() {
            let first = edit.key().map(|key| *places.entry(key).or_insert(at)).filter(|first| *first != at);
            if let Some(first) = first {
                faults.push(Fault::new(field(at), message!("change-twice", first = first)));
            } else if let Err(problem) = after.edit(edit) {
                faults.push(Fault::new(field(at), problem));
            }
        }
        after.dangling(&places, &mut faults);
        after.rename(change, &mut faults);
        if faults.is_empty() { Ok(after) } else { Err(faults) }
    }

    fn edit(&mut self, edit: &Edit) -> Result<(), Message> {
        match edit {
            Edit::Add(thing) => {
                is_open(thing)?;
                let key = thing.key();
                let name = key.message();
                if self.has(&key) {
                    return Err(message!("change-there-already", thing = name));
                }
                if self.has_retired(&key) {
                    return Err(message!("change-id-retired", thing = name));
                }
                self.put(thing.clone());
            }
            Edit::Set(thing) => {
                is_open(thing)?;
                self.must_have(&thing.key())?;
                self.put(thing.clone());
            }
            Edit::Retire(key) => {
                self.must_have(key)?;
                self.take_out(key);
            }
            Edit::Close(depot, site, closure) => {
                if !self.may_start(depot) {
                    self.must_have(&ThingKey::Depot(depot.clone()))?;
                }
                self.must_have(&ThingKey::Site(site.clone()))?;
                if closure.until.is_some_and(|until| until <= closure.from) {
                    return Err(message!("change-closure-empty"));
                }
                let reason = &closure.reason;
                if reason.trim() != reason || reason.contains(char::is_control) {
                    return Err(message!("change-closure-reason", max = REASON_BYTES_MAX));
                }
                let closures = self.closures.entry((depot.clone(), site.clone())).or_default();
                closures.push(closure.clone());
                closures.sort_by_key(|closure| closure.from);
            }
            Edit::Open(depot, site, at) => {
                let lane = format!("{depot} {site}");
                let closures = self.closures.get_mut(&(depot.clone(), site.clone()));
                let goes_on = |closure: &Closure| closure.until.is_none_or(|until| until > *at);
                let Some(closures) = closures.filter(|closures| closures.iter().any(goes_on)) else {
                    return Err(message!("change-not-closed", lane = lane, at = at.to_string()));
                };
                closures.retain(|closure| closure.from < *at);
                closures.iter_mut().filter(|closure| goes_on(closure)).for_each(|closure| closure.until = Some(*at));
                if closures.is_empty() {
                    self.closures.remove(&(depot.clone(), site.clone()));
                }
            }
        }
        Ok(())
    }

    /// Whether a lane may start there: at a depot, or at a site, which may offer what it does not need.
    pub fn may_start(&self, depot: &DepotId) -> bool {
        self.depots.contains_key(depot) || self.sites.contains_key(&site_of(depot))
    }

    fn must_have(&self, key: &ThingKey) -> Result<(), Message> {
        if self.has(key) { Ok(()) } else { Err(message!("change-not-there", thing = key.message())) }
    }

    /// Things that name what is not there, each at the edit that is to blame.
    fn dangling(&self, places: &BTreeMap<ThingKey, usize>, faults: &mut Vec<Fault>) {
        for thing in self.things() {
            let key = thing.key();
            let named = match thing {
                Thing::Item(..) | Thing::Pool(..) | Thing::Depot(..) | Thing::Site(..) => continue,
                Thing::Substitute(one, other, _) | Thing::Kit(one, other, _) => {
                    vec![ThingKey::Item(one), ThingKey::Item(other)]
                }
                Thing::Protected(depot, item, _) => vec![ThingKey::Depot(depot), ThingKey::Item(item)],
                Thing::Lane(depot, site, lane) => {
                    let ends = [ThingKey::Depot(depot), ThingKey::Site(site)];
                    ends.into_iter().chain(lane.pool.map(ThingKey::Pool)).collect()
                }
            };
            let is_there = |named: &ThingKey| match (&key, named) {
                (ThingKey::Lane(depot, _), ThingKey::Depot(named)) if depot == named => self.may_start(depot),
                _ => self.has(named),
            };
            for missing in named.into_iter().filter(|named| !is_there(named)) {
                let at = places.get(&key).or_else(|| places.get(&missing)).copied().unwrap_or_default();
                let (by, missing) = (key.message(), missing.message());
                faults.push(Fault::new(field(at), message!("change-named-by", by = by, missing = missing)));
            }
        }
    }

    fn rename(&mut self, change: &Change, faults: &mut Vec<Fault>) {
        let said = |edit: &Edit| matches!(edit, Edit::Add(_) | Edit::Set(_));
        let keys: BTreeSet<_> = change.edits.iter().filter(|edit| said(edit)).filter_map(Edit::key).collect();
        let mut check = |kind: &str, key: ThingKey, names: &[&str]| {
            let is_wrong = |name: &&str| name.len() > NAME_BYTES_MAX || name.contains(char::is_control);
            let thing = key.message();
            if !keys.contains(&key) {
                let problem = message!("change-name-alone", thing = thing);
                faults.push(Fault::new(format!("change_catalogue.{kind}"), problem));
            } else if names.iter().any(is_wrong) {
                let problem = message!("change-name-wrong", thing = thing, max = NAME_BYTES_MAX);
                faults.push(Fault::new(format!("change_catalogue.{kind}"), problem));
            }
        };
        for (id, (name, unit)) in &change.names.items {
            check("item_names", ThingKey::Item(id.clone()), &[name, unit]);
            if let Some(item) = self.items.get_mut(id) {
                (item.name, item.unit) = (name.clone(), unit.clone());
            }
        }
        for (id, name) in &change.names.depots {
            check("depot_names", ThingKey::Depot(id.clone()), &[name]);
            self.depots.entry(id.clone()).and_modify(|depot| depot.name.clone_from(name));
        }
        for (id, name) in &change.names.sites {
            check("site_names", ThingKey::Site(id.clone()), &[name]);
            self.sites.entry(id.clone()).and_modify(|site| site.name.clone_from(name));
        }
    }
}
