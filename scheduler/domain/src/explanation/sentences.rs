//! An explanation in sentences: the same for the coordinator and for the site.

use super::{Explanation, HistoryLine, Sentence};
use crate::id::{ItemId, LotId};
use jiff::Timestamp;
use yicang_language::{Language, Message, ToMessage as _, amount, grouped, message, percent};

/// Orders, and other needs, that an explanation names.
const NAMED_MAX: usize = 5;

/// How things are called where an explanation is read.
pub struct Spoken<'s> {
    /// The unit of an item, where it is known.
    pub unit: &'s dyn Fn(&ItemId) -> Option<String>,
    /// A moment as people read it.
    pub at: &'s dyn Fn(Timestamp) -> String,
    /// Of what was said in both languages.
    pub language: Language,
}

impl Spoken<'_> {
    fn of(&self, item: &ItemId, count: u64) -> Message {
        counted(count, (self.unit)(item).as_deref())
    }

    fn own(&self, sentence: &Sentence) -> Option<Message> {
        sentence.said_in(self.language).map(Message::verbatim)
    }
}

impl Explanation {
    /// A line each, indented under the first.
    pub fn sentences(&self, spoken: &Spoken<'_>) -> Vec<Message> {
        let (claimed, covered, allocated) = (self.claimed.units(), self.covered.units(), self.allocated);
        let (site, item, class) = (self.need.site.as_str(), &self.need.item, self.class.to_string());
        let mut said = vec![
            message!("centre-explain-need", site = site, item = item.as_str(), class = class),
            message!(
                "centre-explain-amounts",
                claimed = spoken.of(item, claimed),
                covered = spoken.of(item, covered),
                allocated = spoken.of(item, allocated),
                share = percent(allocated, claimed.saturating_sub(covered)),
            ),
        ];
        self.tell_entitlement(spoken, &mut said);
        self.tell_lots(spoken, &mut said);
        for line in &self.unmet {
            let (code, why) = (line.reason.code(), line.reason.message());
            let quantity = spoken.of(item, line.quantity.units());
            said.push(message!("centre-explain-lacks", quantity = quantity, reason = code, why = why));
            if let Some(time) = line.earliest {
                said.push(message!("centre-explain-earliest", time = (spoken.at)(time)));
            }
        }
        self.tell_others(spoken, &mut said);
        let helps = spoken.own(&self.counterfactual);
        said.extend(helps.map(|what| message!("told-what-helps", what = what)));
        said
    }

    /// How the entitlement follows; nothing where nobody knows.
    fn tell_entitlement(&self, spoken: &Spoken<'_>, said: &mut Vec<Message>) {
        let Some(way) = spoken.own(&self.way.sentence) else { return };
        if self.way.now.is_some() {
            said.push(message!("centre-explain-entitled-then", then = grouped(self.entitlement)));
        }
        said.push(message!("centre-explain-entitled", way = way));
        if !self.way.basis.is_empty() {
            said.push(message!("centre-explain-basis", basis = &self.way.basis));
        }
        let queued = self.queued.iter().filter_map(|why| spoken.own(&why.sentence));
        said.extend(queued.map(|why| message!("centre-explain-queued", why = why)));
        if !self.words.is_empty() {
            said.push(message!("centre-explain-words"));
        }
        for line in &self.words {
            let Some(word) = spoken.own(&line.sentence) else { continue };
            said.push(match line.counts {
                true => message!("centre-explain-word-counts", word = word),
                false => message!("centre-explain-word", word = word),
            });
        }
        // What was said once is the claim, which is there.
        said.extend(self.history.iter().filter(|_| self.history.len() > 1).map(|line| line.said(spoken)));
    }

    fn tell_lots(&self, spoken: &Spoken<'_>, said: &mut Vec<Message>) {
        for line in &self.allocated_from {
            let depot = line.lot.depot.as_str();
            let from = if line.lot.lot == LotId::unnamed() {
                Message::verbatim(depot)
            } else {
                message!("centre-explain-lot", depot = depot, lot = line.lot.lot.as_str())
            };
            let from = if line.inbound { message!("centre-explain-inbound", from = from) } else { from };
            let quantity = spoken.of(&line.lot.item, line.quantity.units());
            said.push(match line.arrives {
                None => message!("centre-explain-from", from = from, quantity = quantity),
                Some(time) => {
                    message!("centre-explain-from-by", from = from, quantity = quantity, time = (spoken.at)(time))
                }
            });
        }
    }

    /// What kept goods away, and who got them.
    fn tell_others(&self, spoken: &Spoken<'_>, said: &mut Vec<Message>) {
        let site = self.need.site.as_str();
        for (depot, closure) in self.closed_lanes.iter().take(NAMED_MAX) {
            let (depot, reason, from) = (depot.as_str(), &closure.reason, (spoken.at)(closure.from));
            said.push(match closure.until {
                None => message!("centre-explain-closed", depot = depot, site = site, from = from, reason = reason),
                Some(until) => message!(
                    "centre-explain-closed-until",
                    depot = depot,
                    site = site,
                    from = from,
                    until = (spoken.at)(until),
                    reason = reason,
                ),
            });
        }
        let draw = spoken.own(&self.draw);
        said.extend(draw.map(|what| message!("told-draw", what = what)));
        for order in self.held_by.iter().take(NAMED_MAX) {
            said.push(message!(
                "centre-explain-held",
                order = order.order.as_str(),
                quantity = spoken.of(&order.item, order.quantity.units()),
                item = order.item.as_str(),
                site = order.site.as_str(),
                status = order.status.message(),
            ));
        }
        for other in self.competitors.iter().take(NAMED_MAX) {
            said.push(message!(
                "centre-explain-other",
                site = other.site.as_str(),
                class = other.class.to_string(),
                allocated = grouped(other.allocated),
                claimed = grouped(other.claimed),
            ));
        }
    }
}

impl HistoryLine {
    /// What was said of a need, with its moment and its entry.
    pub fn said(&self, spoken: &Spoken<'_>) -> Message {
        let time = self.at.map_or_else(String::new, |time| (spoken.at)(time));
        let what = Message::verbatim(self.sentence.said_in(spoken.language).unwrap_or_default());
        message!("centre-explain-history", time = time, entry = self.entry, what = what)
    }
}

/// A count with its unit, where it is known: `600 只`.
pub fn counted(count: u64, unit: Option<&str>) -> Message {
    match unit.filter(|unit| !unit.is_empty()) {
        Some(unit) if count < 1_000 => amount(count, unit),
        Some(unit) => message!("amount", count = grouped(count), unit = unit),
        None => Message::verbatim(grouped(count)),
    }
}
