//! What entries about stock do to the board: changes, holds, discrepancies that are closed.

use crate::folding::{Folded, Speaker};
use jiff::Timestamp;
use yicang_domain::board::NotSettled;
use yicang_domain::events::Event;
use yicang_domain::report::Body;
use yicang_domain::{AmissId, ChangeLine, DepotId, Hold, LotKey, Settlement};
use yicang_language::{Message, message};

impl Folded {
    /// Changes of lots that were counted, and of which as much is there as is taken away.
    pub(crate) fn change(
        &self,
        by: &Speaker,
        time: Timestamp,
        depot: DepotId,
        lines: Vec<ChangeLine>,
    ) -> Result<Option<Event>, Message> {
        let faults: Vec<_> = self.board.change_faults(&depot, &lines).iter().map(ToString::to_string).collect();
        if !faults.is_empty() {
            return Err(message!("replay-impossible", why = Message::verbatim(faults.join("; "))));
        }
        Ok(Some(Event::Reported(by.says(time, Body::Change { depot, lines })?)))
    }

    /// A discrepancy that entries show, that is open, and whose figures admit how it is closed.
    pub(crate) fn settled(&self, id: AmissId, how: Settlement) -> Result<Option<Event>, Message> {
        let name = id.to_string();
        match self.board.may_settle(id, how) {
            Ok(()) => Ok(Some(Event::Settled { id, how })),
            // The figures behind it are of earlier programs, or of no plan yet.
            Err(NotSettled::Closed) => Ok(None),
            Err(NotSettled::Unknown) => Err(message!("replay-settles-none", id = name)),
            Err(NotSettled::Before(_)) => Err(message!("replay-settles-twice", id = name)),
            Err(NotSettled::OtherWay) => Err(message!("replay-settles-otherwise", id = name, how = how.to_string())),
        }
    }

    /// A lot that somebody has reported, and that is not held so already.
    pub(crate) fn held(&self, lot: LotKey, hold: Option<Hold>) -> Result<Option<Event>, Message> {
        let name = lot.to_string();
        if !self.board.has_known(&lot) {
            return Err(message!("replay-hold-unknown", lot = name));
        }
        if hold.is_none() && self.board.held(&lot).is_none() {
            return Err(message!("replay-hold-free", lot = name));
        }
        if self.board.hold_before(&lot, hold).is_some() {
            return Err(message!("replay-hold-already", lot = name));
        }
        Ok(Some(Event::Held { lot, hold }))
    }
}
