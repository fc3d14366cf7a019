//! A change that is too large for one command, in parts that are given one after the other.
//!
//! Things come before what names them, and go after it, so that each part can happen by itself: first items, vehicles
//! and places are added or set, then what names them; then what names them is retired, and at last they are. It is not
//! one change any more: who looks between two parts sees the first of them.

use super::change::{Change, EDITS_BYTES_MAX, EDITS_MAX, Edit, Names};
use super::{Thing, ThingKey};

/// What a part may hold.
#[derive(Debug, Clone, Copy)]
pub struct PartSize {
    /// Edits.
    pub edits: usize,
    /// Bytes of the edits with the names that go with them.
    pub bytes: usize,
}

impl Default for PartSize {
    fn default() -> Self {
        // The first line, and room for the lengths that go with each name on the wire.
        Self { edits: EDITS_MAX, bytes: EDITS_BYTES_MAX - 1024 }
    }
}

impl Change {
    /// The same edits in parts of the size, to be given in this order; each begins where the change does, and must be
    /// told the record of the part before. An edit that is larger than a part is one by itself. A change that fits is
    /// left as it is.
    pub fn in_parts(self, size: PartSize) -> Vec<Self> {
        let bytes: usize = self.edits.iter().map(|edit| edit.to_line().len() + 1).sum();
        if self.edits.len() <= size.edits && bytes + self.names.bytes() <= size.bytes {
            return vec![self];
        }
        let Self { from, mut edits, mut names } = self;
        edits.sort_by_key(rank);
        let mut parts = Vec::<Self>::new();
        let mut left = PartSize { edits: 0, bytes: 0 };
        for edit in edits {
            let mut own = Names::default();
            let bytes = edit.to_line().len() + 1 + names.take(&edit, &mut own);
            if parts.is_empty() || left.edits == 0 || left.bytes < bytes {
                parts.push(Self { from, edits: Vec::new(), names: Names::default() });
                left = size;
            }
            let part = parts.last_mut().expect("one was begun");
            part.edits.push(edit);
            part.names.items.append(&mut own.items);
            part.names.depots.append(&mut own.depots);
            part.names.sites.append(&mut own.sites);
            left = PartSize { edits: left.edits.saturating_sub(1), bytes: left.bytes.saturating_sub(bytes) };
        }
        parts
    }
}

/// When an edit can happen, among others.
fn rank(edit: &Edit) -> u8 {
    match (edit, edit.key()) {
        (Edit::Close(..) | Edit::Open(..), _) | (_, None) => 2,
        (Edit::Retire(_), Some(key)) if stands_alone(&key) => 4,
        (Edit::Retire(_), Some(_)) => 3,
        (_, Some(key)) if stands_alone(&key) => 0,
        (_, Some(_)) => 1,
    }
}

/// It names nothing else.
fn stands_alone(key: &ThingKey) -> bool {
    matches!(key, ThingKey::Item(_) | ThingKey::Pool(_) | ThingKey::Depot(_) | ThingKey::Site(_))
}

impl Names {
    fn bytes(&self) -> usize {
        let items = self.items.iter().map(|(id, (name, unit))| id.as_str().len() + name.len() + unit.len());
        let depots = self.depots.iter().map(|(id, name)| id.as_str().len() + name.len());
        let sites = self.sites.iter().map(|(id, name)| id.as_str().len() + name.len());
        items.chain(depots).chain(sites).sum()
    }

    /// Takes out what an edit's thing is called from now on, and says how many bytes that is.
    fn take(&mut self, edit: &Edit, to: &mut Self) -> usize {
        let (Edit::Add(thing) | Edit::Set(thing)) = edit else { return 0 };
        match Thing::key(thing) {
            ThingKey::Item(id) => self.items.remove_entry(&id).map_or(0, |(id, (name, unit))| {
                let bytes = id.as_str().len() + name.len() + unit.len();
                to.items.insert(id, (name, unit));
                bytes
            }),
            ThingKey::Depot(id) => self.depots.remove_entry(&id).map_or(0, |(id, name)| {
                let bytes = id.as_str().len() + name.len();
                to.depots.insert(id, name);
                bytes
            }),
            ThingKey::Site(id) => self.sites.remove_entry(&id).map_or(0, |(id, name)| {
                let bytes = id.as_str().len() + name.len();
                to.sites.insert(id, name);
                bytes
            }),
            _ => 0,
        }
    }
}
