//! Calls about notices: what depots and sites must be told.

use super::coordinator::Coordinator;
use super::error::CoordinatorError;
use jiff::Timestamp;
use yicang_domain::{Fault, Notice, NoticeKind};
use yicang_proto::notice::notice_from_wire;
use yicang_proto::time::required_time;
use yicang_proto::v1;

/// What depots and sites must be told.
#[derive(Debug)]
pub struct NoticesView {
    /// By entry.
    pub notices: Vec<Notice>,
    /// The centre's moment.
    pub now: Timestamp,
    /// How far its days are from UTC, in seconds.
    pub offset: i32,
}

impl Coordinator {
    /// What stands now at a place, of a kind; an empty place is all.
    pub async fn notices(&self, place: &str, kind: Option<NoticeKind>) -> Result<NoticesView, CoordinatorError> {
        let kind = kind.map(NoticeKind::code).unwrap_or_default().to_owned();
        let ask = v1::ListNoticesRequest { place_id: place.to_owned(), kind };
        let answer = self.dispatch.clone().list_notices(ask).await?.into_inner();
        let now = required_time("now", answer.now.as_ref())?;
        let notices = answer.notices.iter().map(notice_from_wire).collect::<Result<_, Fault>>()?;
        Ok(NoticesView { notices, now, offset: answer.offset_seconds })
    }
}
