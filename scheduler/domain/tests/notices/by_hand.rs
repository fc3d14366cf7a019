//! The slow list-maker, and the board beside it.

use crate::story::{ITEMS, Said, Story, policy};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeSet;
use yicang_domain::{Hold, Notice, NoticeKind};

/// What the list-maker keeps of an order, read anew each time.
#[derive(Default, Clone)]
struct Sent {
    lot: usize,
    site: usize,
    ordered: u64,
    shipped: Option<u64>,
    received: Option<u64>,
}

/// The ids of recalls, quarantines, stale needs and discrepancies, from the past alone: slow, and of no code of the
/// board's.
fn by_hand(past: &[(u64, Timestamp, Said)], settled: &BTreeSet<String>, now: Timestamp) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    // Orders and stock, from the beginning.
    let (mut orders, mut stock, mut counted, mut open) = (Vec::<Sent>::new(), [0_u64; 4], [false; 4], Vec::new());
    for (index, _, said) in past {
        match said {
            Said::Order { lot, site, units, .. } => {
                orders.push(Sent { lot: *lot, site: *site, ordered: *units, ..Sent::default() });
            }
            Said::Count { lot, units } => {
                if counted[*lot] && stock[*lot] != *units {
                    open.push(format!("N{index}-differs@D1/X{index}-1"));
                }
                (stock[*lot], counted[*lot]) = (*units, true);
            }
            Said::Ship { order, units } => {
                let sent = &mut orders[*order];
                let left = (*units).min(sent.ordered);
                sent.shipped = Some(left);
                if left > stock[sent.lot] {
                    open.push(format!("N{index}-differs-{}/X{index}", ["H1", "H2", "H%2F3%25"][sent.site]));
                }
                stock[sent.lot] = stock[sent.lot].saturating_sub(left);
            }
            Said::Receive { order, short } => {
                let sent = &mut orders[*order];
                let left = sent.shipped.unwrap();
                sent.received = Some(left.saturating_sub(*short));
                if left.saturating_sub(*short) < left {
                    open.push(format!("N{index}-differs@D1/X{index}"));
                }
            }
            _ => {}
        }
    }
    ids.extend(open.into_iter().filter(|id| !settled.iter().any(|closed| id.ends_with(&format!("/{closed}")))));
    let name = |site: usize| ["H1", "H2", "H%2F3%25"][site];
    for (at, on_hand) in stock.into_iter().enumerate() {
        let last = past.iter().rev().find_map(|(index, _, said)| match said {
            Said::Hold { lot, hold } if *lot == at => Some((*index, *hold)),
            _ => None,
        });
        let Some((index, Some(hold))) = last else { continue };
        let word = if hold == Hold::Recall { "recall" } else { "quarantine" };
        let of_lot = || orders.iter().filter(|sent| sent.lot == at);
        // An order of which nothing was shipped is cancelled: it concerns nobody.
        if on_hand > 0 || of_lot().any(|sent| sent.shipped != Some(0)) {
            ids.insert(format!("N{index}-{word}@D1"));
        }
        for sent in of_lot() {
            let has_it = match (sent.shipped, sent.received) {
                (Some(left), None) => left > 0,
                (_, Some(received)) => received > 0,
                _ => false,
            };
            if has_it {
                ids.insert(format!("N{index}-{word}-{}", name(sent.site)));
            }
        }
    }
    for (at, of) in (0..3).flat_map(|site| (0..2).map(move |item| (site, item))) {
        let is_its = |site: &usize, item: &usize| (*site, *item) == (at, of);
        let life = past.iter().rev().find_map(|(_, _, said)| match said {
            Said::Need { site, item, .. } if is_its(site, item) => Some(true),
            Said::Withdraw { site, item } | Said::Reject { site, item } if is_its(site, item) => Some(false),
            _ => None,
        });
        let latest = past.iter().rev().find_map(|(_, at, said)| match said {
            Said::Need { site, item, latest_in_hours } if is_its(site, item) => {
                Some(latest_in_hours.map(|hours| *at + SignedDuration::from_hours(hours)))
            }
            _ => None,
        });
        let is_expired = latest.flatten().is_some_and(|latest| latest < now);
        if life != Some(true) || is_expired {
            continue;
        }
        let word = past.iter().rev().find_map(|(index, at, said)| match said {
            Said::Need { site, item, .. } | Said::Verify { site, item, .. } if is_its(site, item) => {
                Some((*index, *at))
            }
            _ => None,
        });
        let (index, said_at) = word.unwrap();
        let hours = now.duration_since(said_at).as_hours();
        // Everything here happens at whole hours. The policy says 24; told 12 before.
        match hours {
            12..=24 => ids.insert(format!("N{index}-soon-{}/{}", name(at), ITEMS[of])),
            25.. => ids.insert(format!("N{index}-stale-{}/{}", name(at), ITEMS[of])),
            _ => false,
        };
    }
    ids
}

fn any_said() -> impl Strategy<Value = Said> {
    let (site, item, lot, order) = (0..3_usize, 0..2_usize, 0..4_usize, 0..6_usize);
    let hold = prop_oneof![Just(None), Just(Some(Hold::Recall)), Just(Some(Hold::Quarantine))];
    let latest_in_hours = prop_oneof![2 => Just(None), 1 => (1..60_i64).prop_map(Some)];
    prop_oneof![
        3 => (site.clone(), item.clone(), latest_in_hours)
            .prop_map(|(site, item, latest_in_hours)| Said::Need { site, item, latest_in_hours }),
        1 => (site.clone(), item.clone()).prop_map(|(site, item)| Said::Withdraw { site, item }),
        1 => (site.clone(), item.clone()).prop_map(|(site, item)| Said::Reject { site, item }),
        1 => (site.clone(), item, 0..50_u64).prop_map(|(site, item, units)| Said::Verify { site, item, units }),
        3 => (lot.clone(), 0..60_u64).prop_map(|(lot, units)| Said::Count { lot, units }),
        3 => (lot.clone(), hold).prop_map(|(lot, hold)| Said::Hold { lot, hold }),
        3 => (lot, site, 1..40_u64, -5..20_i64)
            .prop_map(|(lot, site, units, departs_in_hours)| Said::Order { lot, site, units, departs_in_hours }),
        1 => order.clone().prop_map(|order| Said::Pick { order }),
        3 => (order.clone(), 0..40_u64).prop_map(|(order, units)| Said::Ship { order, units }),
        3 => (order, 0..4_u64).prop_map(|(order, short)| Said::Receive { order, short }),
        1 => (0..5_usize).prop_map(|nth| Said::WriteOff { nth }),
        1 => Just(Said::Seen),
    ]
}

const BY_HAND: [NoticeKind; 5] =
    [NoticeKind::StaleSoon, NoticeKind::Stale, NoticeKind::Recall, NoticeKind::Quarantine, NoticeKind::Discrepancy];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_notices_are_those_that_a_slow_list_maker_finds(
        all in prop::collection::vec((0..9_i64, any_said()), 1..60)
    ) {
        let (mut story, policy) = (Story::begin(), policy("stale 24 floor\n"));
        let mut acknowledged = BTreeSet::new();
        for (hours, said) in all {
            story.wait(hours);
            let before: BTreeSet<_> = story.board.notices(&policy, story.now).iter().map(Notice::id).collect();
            story.says(&said);
            if matches!(said, Said::Seen) {
                acknowledged.extend(before.iter().map(ToString::to_string));
            }
            let settled: BTreeSet<_> =
                story.board.amiss().filter(|amiss| amiss.settled.is_some()).map(|amiss| amiss.id.to_string()).collect();
            let notices = story.board.notices(&policy, story.now);
            let told: BTreeSet<_> = notices.iter()
                .filter(|notice| BY_HAND.contains(&notice.kind()))
                .map(|notice| notice.id().to_string())
                .collect();
            prop_assert_eq!(&told, &by_hand(&story.past, &settled, story.now));
            let ids: BTreeSet<_> = notices.iter().map(Notice::id).collect();
            prop_assert_eq!(ids.len(), notices.len(), "each has an id of its own");
            for id in &ids {
                prop_assert_eq!(id.to_string().parse(), Ok(id.clone()));
            }
            // Whatever was acknowledged and still stands stays so. A need that is asked for anew is told anew of less.
            for notice in notices.iter().filter(|notice| notice.kind() != NoticeKind::VerifiedLess) {
                prop_assert_eq!(notice.seen, acknowledged.contains(&notice.id().to_string()), "{}", notice.id());
            }
        }
    }
}
