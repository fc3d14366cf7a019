//! What entries about overrides do to the board.

use crate::folding::Folded;
use yicang_domain::AgentId;
use yicang_domain::events::Event;
use yicang_domain::events::plan_override::Act;
use yicang_domain::signed_override::{Overridden, OverrideReason};
use yicang_language::{Message, ToMessage as _, message};

impl Folded {
    /// An override of columns that no other bounds; or the end of one that is open. Whether it could be kept is the
    /// plans' matter: they say which lapse.
    pub(crate) fn plan_override(
        &self,
        act: Act,
        because: OverrideReason,
        by: AgentId,
    ) -> Result<Option<Event>, Message> {
        let faults = match &act {
            Act::Override(lines) => self.board.override_faults(lines),
            Act::TakeBack(id) => self.board.may_take_back(*id).err().into_iter().collect(),
        };
        if let Some(fault) = faults.first() {
            return Err(message!("overriding-replay", why = fault.message()));
        }
        Ok(Some(match act {
            Act::Override(lines) => Event::Overridden(Overridden { lines, because, by, taken_back: None }),
            Act::TakeBack(id) => Event::OverrideTakenBack(id),
        }))
    }
}
