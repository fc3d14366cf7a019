//! Lanes without minutes: what keeps a plan from using them.
//!
//! Where the second objective is the cost, and nothing asks when goods arrive, a lane needs no travel time. It is then
//! planned as any other, and the plan says of no arrival. What does ask is named here, lane by lane:
//!
//! | what | asks because |
//! |---|---|
//! | the second objective is minutes | they are the lane's cost |
//! | a need has a latest useful moment | what would arrive later is not sent |
//! | a need is wanted by a moment, under a policy with a lateness | late minutes are counted from the arrival |
//! | a lot has a last day of use | it must last until it arrives, and longer where the need says so |
//!
//! A lane asks only for needs at its end, and only where its depot has a lot that may serve them. Vehicles do not ask:
//! they have a departure, and carry grams and litres.

use crate::id::{DepotId, ItemId, LotId, LotKey, NeedKey, SiteId};
use crate::policy::{Policy, SecondLevel};
use crate::situation::{Lot, Situation};
use std::fmt;
use yicang_language::{Message, ToMessage, message};

/// A lane without minutes, and what asks for them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingMinutes {
    /// Where the lane begins.
    pub depot: DepotId,
    /// Where it ends.
    pub site: SiteId,
    /// What counts on its minutes.
    pub asked_by: AskedBy,
}

/// What counts on a lane's minutes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskedBy {
    /// The second objective.
    SecondLevel,
    /// A need with a latest useful moment.
    LatestUseful(NeedKey),
    /// A need that is wanted by a moment, under a policy that says what lateness costs.
    WantedBy(NeedKey),
    /// A need that a lot with a last day of use may serve.
    LastDay(NeedKey, LotKey),
}

impl ToMessage for MissingMinutes {
    fn message(&self) -> Message {
        let (depot, site) = (self.depot.as_str(), self.site.as_str());
        match &self.asked_by {
            AskedBy::SecondLevel => message!("minutes-for-second-level", depot = depot, site = site),
            AskedBy::LatestUseful(need) => {
                message!("minutes-for-latest-useful", depot = depot, site = site, need = need.to_string())
            }
            AskedBy::WantedBy(need) => {
                message!("minutes-for-wanted-by", depot = depot, site = site, need = need.to_string())
            }
            AskedBy::LastDay(need, lot) => {
                let (need, lot) = (need.to_string(), lot.to_string());
                message!("minutes-for-last-day", depot = depot, site = site, need = need, lot = lot)
            }
        }
    }
}

impl fmt::Display for MissingMinutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// Every open lane without minutes that something counts on: for the second objective once, else once for each need.
/// Empty where all lanes have minutes, or nothing asks for them.
pub fn missing(situation: &Situation, policy: &Policy, second: SecondLevel) -> Vec<MissingMinutes> {
    let mut all = Vec::new();
    for ((depot, site), _) in situation.lanes.iter().filter(|(_, lane)| lane.open && lane.minutes.is_none()) {
        let missing = |asked_by| MissingMinutes { depot: depot.clone(), site: site.clone(), asked_by };
        if second == SecondLevel::Minutes {
            all.push(missing(AskedBy::SecondLevel));
            continue;
        }
        // No id is less than this: it is the first character that one may have.
        let first = NeedKey { site: site.clone(), item: ItemId::new("!").expect("a lawful id") };
        for (key, need) in situation.needs.range(first..).take_while(|(key, _)| &key.site == site) {
            let mut lots = lots_for(situation, depot, key).peekable();
            if lots.peek().is_none() {
                continue;
            }
            let asked_by = if need.latest_useful.is_some() {
                Some(AskedBy::LatestUseful(key.clone()))
            } else if need.due.is_some() && policy.lateness > 0 {
                Some(AskedBy::WantedBy(key.clone()))
            } else {
                let ageing = lots.find(|(_, lot)| lot.expires_on.is_some());
                ageing.map(|(lot, _)| AskedBy::LastDay(key.clone(), lot.clone()))
            };
            all.extend(asked_by.map(missing));
        }
    }
    all
}

/// The lots of a depot whose item may serve a need, but for those that are used up or over.
fn lots_for<'s>(
    situation: &'s Situation,
    depot: &'s DepotId,
    need: &'s NeedKey,
) -> impl Iterator<Item = (&'s LotKey, &'s Lot)> {
    let parts = situation.kits.get(&need.item).into_iter().flat_map(|parts| parts.keys());
    let first = (need.item.clone(), ItemId::new("!").expect("a lawful id"));
    let substitutes = situation.substitutes.range(first..).map(|((needed, given), _)| (needed, given));
    let substitutes = substitutes.take_while(|(needed, _)| *needed == &need.item).map(|(_, given)| given);
    let items = std::iter::once(&need.item).chain(parts).chain(substitutes);
    items.flat_map(move |item| {
        let first = LotId::new("!").expect("a lawful id");
        let from = LotKey { depot: depot.clone(), item: item.clone(), lot: first };
        let lots = situation.lots.range(from..).take_while(move |(key, _)| &key.depot == depot && &key.item == item);
        lots.filter(|(_, lot)| situation.movable(lot).units() > 0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "yicang-policy 1\nname t\nfirst-level units\nclass a 1\nlateness 1\n";
    const SITUATION: &str = "yicang-situation 2
now 2026-02-01T08:00:00Z
substitute N O
lot D M - 5
lot D O - 5
lot D Z - 5 expires=2025-01-01
need S M a 4
need S N a 4
need S Z a 4
need T M a 4
lane D S - cost=5
lane D T 7 cost=5
lane E S - cost=5
";

    fn said(from: &str, to: &str, second: SecondLevel) -> Vec<String> {
        let text = SITUATION.replacen(from, to, 1);
        let situation = Situation::from_text(&text).unwrap();
        assert_eq!(situation.to_text(), text, "a lane without minutes reads back");
        let policy = Policy::from_text(POLICY).unwrap();
        missing(&situation, &policy, second).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_asks_for_an_arrival_is_named_with_its_lane() {
        let by_cost = |from: &str, to: &str| said(from, to, SecondLevel::Cost);
        let none: [&str; 0] = [];
        assert_eq!(by_cost("", ""), none, "what is over is nobody's, and E has nothing");
        let lane = |why: &str| vec![format!("lane D -> S has no minutes, but {why}")];
        let late = " latest=2026-02-02T00:00:00Z";
        assert_eq!(by_cost("S M a 4", &format!("S M a 4{late}")), lane("need S/M has a latest useful moment"));
        assert_eq!(by_cost("T M a 4", &format!("T M a 4{late}")), none, "that lane has minutes");
        assert_eq!(by_cost("S Z a 4", &format!("S Z a 4{late}")), none, "nothing is there to be sent");
        let due = lane("need S/N is wanted by a moment, and the policy says what lateness costs");
        assert_eq!(by_cost("S N a 4", "S N a 4 due=2026-02-02T00:00:00Z"), due);
        let day = lane("need S/N may get lot D/O/-, which has a last day of use");
        assert_eq!(by_cost("D O - 5", "D O - 5 expires=2026-03-01"), day);
        assert_eq!(by_cost("D S - cost=5", "D S - cost=5 closed"), none);
        let both = ["D -> S", "E -> S"].map(|at| format!("lane {at} has no minutes, but the second level is minutes"));
        assert_eq!(said("", "", SecondLevel::Minutes), both);
    }
}
