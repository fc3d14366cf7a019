//! The most that can be served: maximum flow from depots to sites by shortest augmenting paths. It knows nothing of
//! steps, classes or minutes, and shares no code with the planner.

use std::collections::VecDeque;

/// The most units that `supplies` (by depot) can bring to `demands` (by site), none above its own number, where
/// `lanes[depot]` are the sites that a depot reaches.
pub(crate) fn max_flow(supplies: &[u64], demands: &[u64], lanes: &[Vec<usize>]) -> u64 {
    let mut flow = Flow {
        left: supplies.to_vec(),
        open: demands.to_vec(),
        sent: vec![vec![0; demands.len()]; supplies.len()],
        lanes,
    };
    while flow.augment() {}
    supplies.iter().sum::<u64>() - flow.left.iter().sum::<u64>()
}

struct Flow<'a> {
    /// By depot: what has not left.
    left: Vec<u64>,
    /// By site: what is still asked for.
    open: Vec<u64>,
    /// By depot and site.
    sent: Vec<Vec<u64>>,
    lanes: &'a [Vec<usize>],
}

impl Flow<'_> {
    /// One path from a depot that has something left to a site that lacks something: forward over lanes, back over what
    /// has been sent. `false` where there is none: then the flow is the largest.
    fn augment(&mut self) -> bool {
        // How a site was first reached: from which depot; how a depot was: through which site (`None`: it has stock
        // left).
        let mut from = vec![None; self.open.len()];
        let mut through: Vec<Option<Option<usize>>> =
            self.left.iter().map(|left| (*left > 0).then_some(None)).collect();
        let mut queue: VecDeque<usize> = (0..self.left.len()).filter(|depot| self.left[*depot] > 0).collect();
        while let Some(depot) = queue.pop_front() {
            for &site in &self.lanes[depot] {
                if from[site].is_some() {
                    continue;
                }
                from[site] = Some(depot);
                if self.open[site] > 0 {
                    self.push(site, &from, &through);
                    return true;
                }
                for (other, reached) in through.iter_mut().enumerate() {
                    if reached.is_none() && self.sent[other][site] > 0 {
                        *reached = Some(Some(site));
                        queue.push_back(other);
                    }
                }
            }
        }
        false
    }

    /// Sends as much as fits along the path that ends at `last`.
    fn push(&mut self, last: usize, from: &[Option<usize>], through: &[Option<Option<usize>>]) {
        let (mut forward, mut back) = (Vec::new(), Vec::new());
        let (mut site, mut units) = (last, self.open[last]);
        loop {
            let depot = from[site].expect("the search came this way");
            forward.push((depot, site));
            match through[depot].expect("the search came this way") {
                None => break units = units.min(self.left[depot]),
                Some(before) => {
                    units = units.min(self.sent[depot][before]);
                    back.push((depot, before));
                    site = before;
                }
            }
        }
        for &(depot, site) in &forward {
            self.sent[depot][site] += units;
        }
        for &(depot, site) in &back {
            self.sent[depot][site] -= units;
        }
        self.open[last] -= units;
        self.left[forward.last().expect("a path has a beginning").0] -= units;
    }
}
