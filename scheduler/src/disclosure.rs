//! Grants: a coordinator lets somebody see fields that the public log only commits to. The grant is recorded and public
//! before the fields are opened; who may look and why is masked in it, and opened with the rest.

use crate::centre::Centre;
use crate::command::Commanded;
use crate::leaf::{ASKED_MAX, DISCLOSED_MAX};
use crate::record::Happening;
use crate::salts::Salts;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use tonic::Status;
use yicang_domain::Fault;
use yicang_proto::status::bad_request;
use yicang_proto::time::required_time;
use yicang_proto::v1::{GrantDisclosure, MaskedField};
use yicang_tlog::Leaf;
use yicang_tlog::mask::{Opening, Openings, Salt, salt_of};

/// The longest name of a reader, and the longest reason, in bytes.
pub const TEXT_BYTES_MAX: usize = 1_000;

const REFUSED: &str = "the grant is refused";

/// Records the grant, or finds it done already, and opens its fields once it is on disk.
pub async fn grant(centre: &Centre, command: Commanded, ask: &GrantDisclosure) -> Result<Openings, Status> {
    let salts = Salts::load(&centre.salts_file)
        .map_err(|error| Status::failed_precondition(format!("the masked fields cannot be opened: {error}")))?;
    // What was forgotten since the start is forgotten here, too.
    centre.salts.lock().expect("nothing panics while it holds the salts").clone_from(&salts);
    let upto = centre.state().board.applied_upto;
    centre.durable(upto).await?;
    let mut faults = Vec::new();
    let until = until(centre, ask, &mut faults);
    let mut entries = Entries { centre, upto, read: BTreeMap::new() };
    let mut fields = Vec::new();
    for (at, field) in ask.fields.iter().take(DISCLOSED_MAX + 1).enumerate() {
        match entries.open(&salts, field).await {
            Ok(opened) => fields.extend(opened),
            Err(problem) => faults.push(Fault::new(format!("grant_disclosure.fields[{at}]"), problem)),
        }
    }
    fields.sort_by(|a, b| (a.entry, &a.field).cmp(&(b.entry, &b.field)));
    fields.dedup();
    if ask.fields.len() > ASKED_MAX {
        let problem =
            format!("{} lines; name at most {ASKED_MAX}, an entry in one line for all of its fields", ask.fields.len());
        faults.push(Fault::new("grant_disclosure.fields", problem));
    }
    if ask.fields.is_empty() || fields.len() > DISCLOSED_MAX {
        let problem =
            format!("name {} fields; one grant opens 1 to {DISCLOSED_MAX}", fields.len().max(ask.fields.len()));
        faults.push(Fault::new("grant_disclosure.fields", problem));
    }
    let until = until.filter(|_| faults.is_empty()).ok_or_else(|| bad_request(REFUSED, &faults))?;
    let index = record(centre, command, ask, until, &fields)?;
    centre.durable(index + 1).await?;
    let mut own = Entries { centre, upto: index + 1, read: BTreeMap::new() };
    let all = MaskedField { entry_index: index, field: String::new() };
    fields.extend(own.open(&salts, &all).await.map_err(Status::internal)?);
    Ok(Openings { log: centre.log.clone(), grant: index, fields })
}

/// Until when, and the faults of all that is not a field.
fn until(centre: &Centre, ask: &GrantDisclosure, faults: &mut Vec<Fault>) -> Option<Timestamp> {
    for (field, text) in [("reader", &ask.reader), ("reason", &ask.reason)] {
        if text.trim().is_empty() || text.len() > TEXT_BYTES_MAX {
            let problem = format!("has {} bytes; say it in 1 to {TEXT_BYTES_MAX}", text.len());
            faults.push(Fault::new(format!("grant_disclosure.{field}"), problem));
        }
    }
    let until = required_time("grant_disclosure.until", ask.until.as_ref());
    let until = until.map_err(|fault| faults.push(fault)).ok()?;
    if until <= centre.now() {
        faults.push(Fault::new("grant_disclosure.until", format!("{until} is past; name a time to come")));
    }
    Some(until)
}

fn record(
    centre: &Centre,
    command: Commanded,
    ask: &GrantDisclosure,
    until: Timestamp,
    opened: &[Opening],
) -> Result<u64, Status> {
    let mut state = centre.state();
    if let Some(index) = state.repeated(&command)? {
        return Ok(index);
    }
    command.is_fresh(centre.now())?;
    let (reader, reason) = (ask.reader.clone(), ask.reason.clone());
    let named = |one: &Opening| MaskedField { entry_index: one.entry, field: one.field.clone() };
    let fields = opened.iter().map(named).collect();
    tracing::info!(coordinator = %command.coordinator, fields = opened.len(), %until, "masked fields are disclosed");
    Ok(centre.record(&mut state, |_, _| Happening::Granted { reader, reason, until, fields, command })?)
}

/// Entries that were read from the journal.
struct Entries<'a> {
    centre: &'a Centre,
    upto: u64,
    read: BTreeMap<u64, Arc<Entry>>,
}

struct Entry {
    leaf: Leaf,
    /// The salt that those of its fields follow from, where the one who signed it chose it.
    own: Option<Salt>,
    values: BTreeMap<String, Vec<u8>>,
}

impl Entries<'_> {
    async fn entry(&mut self, index: u64) -> Result<Arc<Entry>, String> {
        if index >= self.upto {
            return Err(format!("there is no entry {index}: the log has {}", self.upto));
        }
        if let Some(entry) = self.read.get(&index) {
            return Ok(Arc::clone(entry));
        }
        let record = self.centre.journal.read(index).await?;
        let texts_of = |plan: u64| self.centre.state().plans.get(&plan).map(|plan| Arc::clone(&plan.texts));
        let (_, happening) = Happening::read(index, &record, texts_of).map_err(|error| error.to_string())?;
        let leaf = Leaf::parse(&record.leaf).map_err(|error| error.to_string())?;
        let entry =
            Arc::new(Entry { leaf, own: happening.own_salt(), values: happening.masked().into_iter().collect() });
        self.read.insert(index, Arc::clone(&entry));
        Ok(entry)
    }

    /// The field, or all fields of the entry.
    async fn open(&mut self, salts: &Salts, ask: &MaskedField) -> Result<Vec<Opening>, String> {
        let index = ask.entry_index;
        let entry = self.entry(index).await?;
        let named = |name: &&str| ask.field.is_empty() || **name == ask.field;
        let fields: Vec<&str> = entry.leaf.masked().map(|(name, _)| name).filter(named).collect();
        if fields.is_empty() {
            let all: Vec<_> = entry.leaf.masked().map(|(name, _)| name).collect();
            let has = if all.is_empty() { "no masked field".into() } else { format!("only {}", all.join(", ")) };
            return Err(format!("entry {index} has {has}"));
        }
        let open = |field: &str| {
            // What was forgotten has no salt here, whoever chose it.
            let own = entry.own.map(|own| salt_of(&own, field));
            let salt = salts.salt(index, field).map(|salt| own.unwrap_or(salt));
            let value = entry.values.get(field);
            let (Some(value), Some(salt)) = (value, salt) else {
                return Err(format!("`{field}` of entry {index} cannot be opened: its salt was forgotten"));
            };
            let opening = Opening { entry: index, field: field.to_owned(), salt, value: value.clone() };
            opening.check(&entry.leaf).map_err(|error| format!("{error}; are these the salts of this log?"))?;
            Ok(opening)
        };
        fields.into_iter().map(open).collect()
    }
}
