//! A start: goods given in one pass, so that little is left to improve.
//!
//! How much each need will get is guessed from the worth at which all stock would be used up if everything could go
//! everywhere. Then the needs are served one by one, first those that lose most if their nearest hub is empty (the regret
//! of W. R. Vogel's method, 1958). Whatever is wrong with it, the pivots put right.

use super::lists::Lists;
use super::{Columns, Market, Number, Segment, Sent};

pub(super) fn start<N: Number, C: Columns<N>>(market: &Market<N>, columns: &C, lists: &Lists<N>) -> Vec<Sent> {
    let last = last_worth(market);
    let mut left = market.supply.clone();
    let mut order: Vec<(N, u32)> = Vec::with_capacity(market.needs());
    for need in 0..market.needs() {
        order.push((regret(lists.of(need)), u32::try_from(need).expect("fewer than 2^32 needs")));
    }
    order.sort_unstable_by(|a, b| b.cmp(a));
    let mut sent = Vec::with_capacity(market.needs());
    // First what is worth more than the last unit that can be served, then what is worth the same.
    for equal in [false, true] {
        let mut short = Vec::new();
        for (_, need) in &order {
            let stack = market.stack(*need as usize);
            let wanted = stack.iter().filter(|s| if equal { s.worth == last } else { s.worth > last });
            let wanted: i64 = wanted.map(|segment| segment.width).sum();
            let rest = give(*need, wanted, by_cost(lists.of(*need as usize)), &mut left, &mut sent);
            if rest > 0 {
                short.push((*need, rest));
            }
        }
        // Whoever found all hubs on the list empty looks for the nearest that are not.
        while !short.is_empty() {
            let before = short.len();
            let dear = N::new(N::LARGEST).expect("the largest that fits");
            let prices: Vec<N> = left.iter().map(|left| if *left > 0 { N::default() } else { dear }).collect();
            let mut outlook = C::Outlook::default();
            columns.outlook(&prices, None, &mut outlook);
            let mut found = Vec::new();
            short.retain_mut(|(need, wanted)| {
                found.clear();
                columns.cheaper(*need as usize, dear, &prices, &outlook, &mut found);
                *wanted = give(*need, *wanted, by_cost(&found), &mut left, &mut sent);
                *wanted > 0 && !found.is_empty()
            });
            if short.len() == before && left.iter().all(|left| *left == 0) {
                break;
            }
        }
    }
    sent.sort_unstable();
    sent.dedup_by(|next, kept| {
        let same = (next.need, next.hub) == (kept.need, kept.hub);
        if same {
            kept.units += next.units;
        }
        same
    });
    sent
}

/// Gives a need what it wants from hubs in this order; returns what is not there.
fn give(need: u32, mut wanted: i64, hubs: impl Iterator<Item = u32>, left: &mut [i64], sent: &mut Vec<Sent>) -> i64 {
    for hub in hubs {
        if wanted == 0 {
            break;
        }
        let units = wanted.min(left[hub as usize]);
        if units > 0 {
            left[hub as usize] -= units;
            wanted -= units;
            sent.push(Sent { need, hub, units });
        }
    }
    wanted
}

/// The market with fewer segments: what is worth more than the last unit that would be served, the same, and less.
/// `None` where that makes no difference.
pub(super) fn coarse<N: Number>(market: &Market<N>) -> Option<Market<N>> {
    if (0..market.needs()).all(|need| market.stack(need).len() <= 3) {
        return None;
    }
    let last = last_worth(market);
    let more = market.segments.iter().map(|segment| segment.worth).max()?;
    let less = market.segments.iter().map(|segment| segment.worth).filter(|worth| *worth < last).max();
    let kind = |worth: N| match worth.cmp(&last) {
        std::cmp::Ordering::Greater => more,
        std::cmp::Ordering::Equal => last,
        std::cmp::Ordering::Less => less.unwrap_or_default(),
    };
    let mut coarse = Market {
        supply: market.supply.clone(),
        links: market.links.clone(),
        first_segment: vec![0],
        segments: Vec::with_capacity(3 * market.needs()),
    };
    for need in 0..market.needs() {
        let begin = coarse.segments.len();
        for segment in market.stack(need) {
            let worth = kind(segment.worth);
            match coarse.segments[begin..].last_mut() {
                Some(last) if last.worth == worth => last.width += segment.width,
                _ => coarse.segments.push(Segment { width: segment.width, worth }),
            }
        }
        coarse.first_segment.push(u32::try_from(coarse.segments.len()).expect("no more than there were"));
    }
    Some(coarse)
}

fn by_cost<N: Number>(list: &[(u32, N)]) -> impl Iterator<Item = u32> {
    let mut sorted: Vec<_> = list.iter().map(|(hub, cost)| (*cost, *hub)).collect();
    sorted.sort_unstable();
    sorted.into_iter().map(|(_, hub)| hub)
}

/// How much dearer the second cheapest hub is than the cheapest.
fn regret<N: Number>(list: &[(u32, N)]) -> N {
    let (mut least, mut second) = (None, None);
    for (_, cost) in list {
        if least.is_none_or(|least| *cost < least) {
            second = least.replace(*cost);
        } else if second.is_none_or(|second| *cost < second) {
            second = Some(*cost);
        }
    }
    least.zip(second).map_or(N::default(), |(least, second)| second - least)
}

/// The worth of the last unit that would be served if everything could go everywhere.
fn last_worth<N: Number>(market: &Market<N>) -> N {
    let mut left: i64 = market.supply.iter().sum();
    let mut asked: Vec<(N, i64)> = market.segments.iter().map(|segment| (segment.worth, segment.width)).collect();
    asked.sort_unstable_by(|a, b| b.cmp(a));
    for (worth, width) in asked {
        left -= width;
        if left < 0 {
            return worth;
        }
    }
    N::default()
}
