//! Whether notices could be acknowledged. Whether one stood by the centre's policy and clock nobody else can say: it
//! follows in part from counts that no plan has opened. So it is held to what its own id says.

use crate::folding::{Folded, Speaker};
use jiff::Timestamp;
use yicang_domain::NoticeId;
use yicang_domain::events::Event;
use yicang_domain::report::Body;
use yicang_language::{Message, message};

impl Folded {
    /// Notices of entries before this one.
    pub(crate) fn seen(
        index: u64,
        by: &Speaker,
        time: Timestamp,
        notices: Vec<NoticeId>,
    ) -> Result<Option<Event>, Message> {
        if let Some(later) = notices.iter().find(|notice| notice.entry >= index) {
            return Err(message!("replay-seen-later", id = later.to_string()));
        }
        Ok(Some(Event::Reported(by.says(time, Body::Seen { notices })?)))
    }
}
