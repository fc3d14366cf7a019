//! What a monitor remembers between two looks, as JSON in `DIR/state/monitor.json`.

use super::Found;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is known between two looks.
#[derive(Default)]
pub(super) struct Memory {
    /// Entries that were looked at.
    pub(super) upto: u64,
    /// When the last look began; 0 before the first.
    pub(super) looked_at: u64,
    /// What is wrong for ever.
    pub(super) breaches: Vec<Found>,
    /// Orders that have left: the entry that says so, and its time in seconds since 1970.
    pub(super) legs: BTreeMap<String, (u64, i64)>,
    /// The time of the newest entry, and when a look first saw it, in seconds since 1970.
    pub(super) newest: Option<(String, u64)>,
}

impl Memory {
    pub(super) fn to_json(&self) -> Value {
        let breaches: Vec<Value> = self.breaches.iter().map(Found::to_json).collect();
        let newest = &self.newest;
        json!({
            "upto": self.upto, "looked-at": self.looked_at, "breaches": breaches, "legs": self.legs, "newest": newest
        })
    }

    pub(super) fn from_json(value: &Value) -> Option<Self> {
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
