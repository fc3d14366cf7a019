//! Masked fields of entries, read back from the journal and opened with their salts.

use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::disclosure::MaskedField;
use crate::events::salts::Salts;
use std::collections::BTreeMap;
use std::sync::Arc;
use yicang_tlog::Leaf;
use yicang_tlog::mask::{Opening, Salt, salt_of};

/// Entries that were read from the journal.
pub(super) struct Entries<'a> {
    centre: &'a Centre,
    upto: u64,
    read: BTreeMap<u64, Arc<Entry>>,
}

impl<'a> Entries<'a> {
    /// Those below `upto`, which must be durable.
    pub(super) fn upto(centre: &'a Centre, upto: u64) -> Self {
        Self { centre, upto, read: BTreeMap::new() }
    }
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
        let (_, event) = CentreEvent::read(index, &record, texts_of).map_err(|error| error.to_string())?;
        let leaf = Leaf::parse(&record.leaf).map_err(|error| error.to_string())?;
        let entry = Arc::new(Entry { leaf, own: event.own_salt(), values: event.masked().into_iter().collect() });
        self.read.insert(index, Arc::clone(&entry));
        Ok(entry)
    }

    /// The field, or all fields of the entry.
    pub(super) async fn open(&mut self, salts: &Salts, (index, name): &MaskedField) -> Result<Vec<Opening>, String> {
        let index = *index;
        let entry = self.entry(index).await?;
        let named = |field: &&str| name.is_empty() || **field == *name;
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
