//! Whether lots can cover what is sent from one depot, where some lots may only go to some sites: a maximum flow on a
//! few nodes. A plan file names depots, not lots; this answers whether any choice of lots is lawful.

use std::collections::VecDeque;

/// The most units that can be covered: lot l holds `stock[l]`, site s gets `sent[s]`, and l may go to s if `may(l, s)`.
pub(super) fn covered(stock: &[u64], sent: &[u64], may: impl Fn(usize, usize) -> bool) -> u64 {
    let (lots, sites) = (stock.len(), sent.len());
    let mut flow = vec![vec![0_u64; sites]; lots];
    let (mut lot_left, mut site_left) = (stock.to_vec(), sent.to_vec());
    loop {
        // Breadth first from every lot with something left to a site that still lacks something: forwards over any
        // allowed pair, backwards over a pair that carries something.
        let mut lot_from: Vec<Option<Option<usize>>> =
            lot_left.iter().map(|left| (*left > 0).then_some(None)).collect();
        let mut site_from: Vec<Option<usize>> = vec![None; sites];
        let mut queue: VecDeque<usize> = (0..lots).filter(|lot| lot_from[*lot].is_some()).collect();
        let mut goal = None;
        'search: while let Some(lot) = queue.pop_front() {
            for site in (0..sites).filter(|site| may(lot, *site)) {
                if site_from[site].is_some() {
                    continue;
                }
                site_from[site] = Some(lot);
                if site_left[site] > 0 {
                    goal = Some(site);
                    break 'search;
                }
                for other in 0..lots {
                    if lot_from[other].is_none() && flow[other][site] > 0 {
                        lot_from[other] = Some(Some(site));
                        queue.push_back(other);
                    }
                }
            }
        }
        let Some(goal) = goal else { return sent.iter().sum::<u64>() - site_left.iter().sum::<u64>() };
        let mut way = Vec::new();
        let (mut site, mut units) = (goal, site_left[goal]);
        let first = loop {
            let lot = site_from[site].expect("every site on the way was reached from a lot");
            way.push((lot, site));
            match lot_from[lot].expect("every lot on the way was reached") {
                None => break lot,
                Some(before) => {
                    units = units.min(flow[lot][before]);
                    site = before;
                }
            }
        };
        units = units.min(lot_left[first]);
        lot_left[first] -= units;
        site_left[goal] -= units;
        for (index, (lot, site)) in way.iter().enumerate() {
            flow[*lot][*site] += units;
            // The lot before on the way back gives up what it sent to the site that it was reached by.
            if index > 0 {
                let (_, taken) = way[index];
                let (giver, _) = way[index - 1];
                flow[giver][taken] -= units;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_that_may_go_anywhere_make_way_for_those_that_may_not() {
        // Lot 0 may go to both sites, lot 1 only to site 0.
        let may = |lot: usize, site: usize| lot == 0 || site == 0;
        assert_eq!(covered(&[10, 10], &[10, 10], may), 20);
        assert_eq!(covered(&[10, 10], &[5, 15], may), 15);
        assert_eq!(covered(&[10, 10], &[20, 0], may), 20);
        assert_eq!(covered(&[10, 10], &[20, 1], may), 20);
        assert_eq!(covered(&[], &[3], may), 0);
        assert_eq!(covered(&[0, 7], &[3, 3], may), 3);
        let chain = |lot: usize, site: usize| site == lot || site + 1 == lot;
        assert_eq!(covered(&[5, 5, 5], &[5, 5, 5], chain), 15);
        assert_eq!(covered(&[1, 5, 9], &[5, 9, 1], chain), 15);
    }
}
