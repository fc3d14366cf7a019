//! Masked fields of entries, read back from the journal and opened with their salts.

use crate::centre::centre::Centre;
use crate::events::CentreEvent;
use crate::events::disclosure::MaskedField;
use crate::events::salts::Salts;
use std::collections::BTreeMap;
use std::sync::Arc;
use yicang_language::{Message, message};
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
    async fn entry(&mut self, index: u64) -> Result<Arc<Entry>, Message> {
        if index >= self.upto {
            return Err(message!("masked-no-entry", entry = index, count = self.upto));
        }
        if let Some(entry) = self.read.get(&index) {
            return Ok(Arc::clone(entry));
        }
        let unreadable = |why: String| message!("masked-unreadable", entry = index, why = why);
        let record = self.centre.journal.read(index).await.map_err(unreadable)?;
        let texts_of = |plan: u64| self.centre.state().plans.get(&plan).map(|plan| Arc::clone(&plan.texts));
        let (_, event) = CentreEvent::read(index, &record, texts_of).map_err(|error| unreadable(error.to_string()))?;
        let leaf = Leaf::parse(&record.leaf).map_err(|error| unreadable(error.to_string()))?;
        let entry = Arc::new(Entry { leaf, own: event.own_salt(), values: event.masked().into_iter().collect() });
        self.read.insert(index, Arc::clone(&entry));
        Ok(entry)
    }

    /// The field, or all fields of the entry.
    pub(super) async fn open(&mut self, salts: &Salts, (index, name): &MaskedField) -> Result<Vec<Opening>, Message> {
        let index = *index;
        let entry = self.entry(index).await?;
        let named = |field: &&str| name.is_empty() || **field == *name;
        let fields: Vec<&str> = entry.leaf.masked().map(|(name, _)| name).filter(named).collect();
        if fields.is_empty() {
            let all: Vec<_> = entry.leaf.masked().map(|(name, _)| name).collect();
            return Err(match all.is_empty() {
                true => message!("masked-none", entry = index),
                false => message!("masked-only", entry = index, fields = all),
            });
        }
        let open = |field: &str| {
            // What was forgotten has no salt here, whoever chose it.
            let own = entry.own.map(|own| salt_of(&own, field));
            let salt = salts.salt(index, field).map(|salt| own.unwrap_or(salt));
            let value = entry.values.get(field);
            let (Some(value), Some(salt)) = (value, salt) else {
                return Err(message!("masked-forgotten", field = field, entry = index));
            };
            let opening = Opening { entry: index, field: field.to_owned(), salt, value: value.clone() };
            opening.check(&entry.leaf).map_err(|error| message!("masked-other-salts", why = error.to_string()))?;
            Ok(opening)
        };
        fields.into_iter().map(open).collect()
    }
}
