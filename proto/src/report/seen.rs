//! What an agent has taken note of: wire → domain and back.

use super::Reading;
use crate::v1;
use yicang_domain::NoticeId;
use yicang_domain::report::{Body, seen_faults};

pub(super) fn read(reading: &mut Reading, seen: &v1::SeenReport) -> Option<Body> {
    let mut notices: Vec<(usize, NoticeId)> = Vec::new();
    for (place, id) in seen.notice_ids.iter().enumerate() {
        let read = reading.word(&format!("seen.notice_ids[{place}]"), id);
        notices.extend(read.map(|id| (place, id)));
    }
    let read: Vec<_> = notices.iter().map(|(place, id)| (*place, id)).collect();
    reading.0.extend(seen_faults(&read, seen.notice_ids.len()));
    Some(Body::Seen { notices: notices.into_iter().map(|(_, id)| id).collect() })
}

pub(super) fn to_wire(notices: &[NoticeId]) -> v1::SeenReport {
    v1::SeenReport { notice_ids: notices.iter().map(ToString::to_string).collect() }
}
