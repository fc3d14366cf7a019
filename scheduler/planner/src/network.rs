//! A flow network in whole numbers, and the polish that makes any flow on it the cheapest: negative cycles of the residual
//! network are cancelled until there is none. Knows nothing of lots and needs.
//!
//! A flow is cheapest exactly when its residual network has no negative cycle (Klein 1967). All numbers are integers, so
//! "none" is a fact and not a tolerance: whatever a floating-point solver answered before, the result is an optimum.

use crate::PlanError;

/// Index of a node.
pub(crate) type Node = u32;
/// Index of an arc; arc `a ^ 1` is the same arc backwards.
pub(crate) type Arc = u32;

/// More room than any flow: arcs that only their neighbours limit.
pub(crate) const UNLIMITED: u64 = u64::MAX / 4;

/// Arcs with room and cost, forwards (even) and backwards (odd): the room backwards is the flow.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    nodes: usize,
    head: Vec<Node>,
    room: Vec<u64>,
    cost: Vec<i128>,
    /// The arcs out of a node, as a range of `out`; built by [`Network::seal`].
    first: Vec<u32>,
    out: Vec<Arc>,
}

/// A node is not reachable, and a label is not worth continuing from.
const FAR: i128 = i128::MAX / 2;
const NO_ARC: Arc = Arc::MAX;

fn index(n: u32) -> usize {
    n as usize
}

impl Network {
    /// Adds a node.
    pub(crate) fn node(&mut self) -> Node {
        self.nodes += 1;
        Node::try_from(self.nodes - 1).expect("fewer nodes than 2^32: each stands for a line in memory")
    }

    /// Adds an arc without flow.
    pub(crate) fn arc(&mut self, from: Node, to: Node, room: u64, cost: i128) -> Arc {
        let arc = Arc::try_from(self.head.len()).expect("fewer arcs than 2^31: each stands for a column in memory");
        self.head.extend([to, from]);
        self.room.extend([room, 0]);
        self.cost.extend([cost, -cost]);
        arc
    }

    /// Sorts the arcs by node; after the last arc, before anything else.
    pub(crate) fn seal(&mut self) {
        self.first = vec![0; self.nodes + 1];
        let tails = || (0..self.head.len()).map(|arc| index(self.head[arc ^ 1]));
        for tail in tails() {
            self.first[tail + 1] += 1;
        }
        for node in 0..self.nodes {
            self.first[node + 1] += self.first[node];
        }
        let mut next = self.first.clone();
        self.out = vec![0; self.head.len()];
        for (arc, tail) in tails().enumerate() {
            self.out[index(next[tail])] = Arc::try_from(arc).expect("checked when it was added");
            next[tail] += 1;
        }
    }

    /// Sends flow along an arc.
    pub(crate) fn push(&mut self, arc: Arc, units: u64) {
        self.room[index(arc)] -= units;
        self.room[index(arc ^ 1)] += units;
    }

    /// The flow on an arc.
    pub(crate) fn flow(&self, arc: Arc) -> u64 {
        self.room[index(arc ^ 1)]
    }

    /// What an arc can still take.
    pub(crate) fn room(&self, arc: Arc) -> u64 {
        self.room[index(arc)]
    }

    fn out_of(&self, node: Node) -> &[Arc] {
        &self.out[index(self.first[index(node)])..index(self.first[index(node) + 1])]
    }

    /// Cancels negative cycles until none is left. Ends: every cancelled cycle lowers a whole-number cost that is
    /// bounded below. Returns how many there were.
    ///
    /// # Errors
    /// [`PlanError::Overflow`] if path costs could leave an i128.
    pub(crate) fn polish(&mut self) -> Result<usize, PlanError> {
        let bound = self.path_cost_max().ok_or(PlanError::Overflow)?;
        let mut search = Search::new(self.nodes);
        let mut cancelled = 0;
        loop {
            search.label_all(self.nodes);
            // Labels of earlier rounds are as good a start as any (they only have to be numbers), and a near one.
            // Fresh ones are taken before they could drift out of range.
            if search.label.iter().any(|label| *label < -bound.saturating_mul(1 << 16)) {
                search.label.fill(0);
                search.next.fill(NO_ARC);
            }
            if !search.settle(self) {
                return Ok(cancelled);
            }
            while let Some(node) = search.cycles.pop() {
                cancelled += usize::from(self.cancel(node, &mut search));
            }
        }
    }

    /// Sends as much as possible around the cycle of `next` arcs through a node; `false` if it is none any more.
    fn cancel(&mut self, start: Node, search: &mut Search) -> bool {
        let (mut node, mut units) = (start, u64::MAX);
        loop {
            let arc = search.next[index(node)];
            units = units.min(self.room(arc));
            node = self.head[index(arc)];
            if node == start {
                break;
            }
        }
        loop {
            let arc = std::mem::replace(&mut search.next[index(node)], NO_ARC);
            self.push(arc, units);
            node = self.head[index(arc)];
            if node == start {
                return units > 0;
            }
        }
    }

    /// The most that a path can cost: every node once.
    fn path_cost_max(&self) -> Option<i128> {
        let dearest = self.cost.iter().map(|cost| cost.unsigned_abs()).max().unwrap_or(0);
        let bound = i128::try_from(dearest).ok()?.checked_mul(i128::try_from(self.nodes).ok()? + 1)?;
        // Room for the labels' drift between two fresh starts.
        (bound < FAR >> 17).then_some(bound)
    }

    /// What the cheapest way from each node to `root` costs; `None` where there is none. Only after [`Network::polish`].
    pub(crate) fn distances_to(&self, root: Node) -> Vec<Option<i128>> {
        let mut search = Search::new(self.nodes);
        search.label.fill(FAR);
        search.label[index(root)] = 0;
        search.enqueue(root);
        let cycle = search.settle(self);
        assert!(!cycle, "a polished network has no negative cycle");
        search.label.iter().map(|label| (*label < FAR).then_some(*label)).collect()
    }
}

/// Label-correcting search towards a goal (Bellman–Ford with a queue): `label[v]` is the cost of a way on from v, `next[v]`
/// its first arc.
struct Search {
    label: Vec<i128>,
    next: Vec<Arc>,
    queue: std::collections::VecDeque<Node>,
    queued: Vec<bool>,
    /// One node of each cycle that the `next` arcs form.
    cycles: Vec<Node>,
}

impl Search {
    fn new(nodes: usize) -> Self {
        Self {
            label: vec![0; nodes],
            next: vec![NO_ARC; nodes],
            queue: std::collections::VecDeque::with_capacity(nodes),
            queued: vec![false; nodes],
            cycles: Vec::new(),
        }
    }

    fn enqueue(&mut self, node: Node) {
        if !std::mem::replace(&mut self.queued[index(node)], true) {
            self.queue.push_back(node);
        }
    }

    /// Every node is a possible end of a way.
    fn label_all(&mut self, nodes: usize) {
        for node in 0..nodes {
            self.enqueue(Node::try_from(node).expect("checked when it was added"));
        }
    }

    /// Corrects labels until all are right (`false`), or until the `next` arcs close a cycle (`true`): such a cycle is
    /// negative, because each label was at least its arc's cost plus the label behind it, and one was more.
    fn settle(&mut self, network: &Network) -> bool {
        let mut until_look = self.label.len();
        while let Some(node) = self.queue.pop_front() {
            self.queued[index(node)] = false;
            let here = self.label[index(node)];
            for arc in network.out_of(node) {
                let back = arc ^ 1;
                let before = network.head[index(*arc)];
                let through = network.cost[index(back)] + here;
                if network.room(back) > 0 && through < self.label[index(before)] {
                    self.label[index(before)] = through;
                    self.next[index(before)] = back;
                    self.enqueue(before);
                }
            }
            until_look -= 1;
            if until_look == 0 {
                until_look = self.label.len();
                self.find_cycles(network);
                if !self.cycles.is_empty() {
                    return true;
                }
            }
        }
        self.find_cycles(network);
        !self.cycles.is_empty()
    }

    /// Follows `next` from every node, each node once.
    fn find_cycles(&mut self, network: &Network) {
        let mut visit = vec![0_u32; self.label.len()];
        for start in 0..self.label.len() {
            let mark = u32::try_from(start).expect("checked when it was added") + 1;
            let mut node = start;
            while visit[node] == 0 {
                visit[node] = mark;
                match self.next[node] {
                    NO_ARC => break,
                    arc => node = index(network.head[index(arc)]),
                }
                if visit[node] == mark {
                    self.cycles.push(Node::try_from(node).expect("checked when it was added"));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// root → a → b → root with a dear and a cheap arc a → b.
    fn triangle() -> (Network, [Arc; 4]) {
        let mut network = Network::default();
        let [root, a, b] = [network.node(), network.node(), network.node()];
        let arcs = [
            network.arc(root, a, 10, 0),
            network.arc(a, b, 10, 7),
            network.arc(a, b, 4, 3),
            network.arc(b, root, 8, -5),
        ];
        network.seal();
        (network, arcs)
    }

    #[test]
    fn only_what_pays_flows() {
        let (mut network, arcs) = triangle();
        network.polish().unwrap();
        assert_eq!(arcs.map(|arc| network.flow(arc)), [4, 0, 4, 4]);
        assert_eq!(network.distances_to(0), [Some(0), Some(0), Some(-5)], "one more unit at b would be worth 5");
    }

    #[test]
    fn a_wrong_flow_is_put_right() {
        let (mut network, arcs) = triangle();
        for arc in [arcs[0], arcs[1], arcs[3]] {
            network.push(arc, 8);
        }
        network.polish().unwrap();
        assert_eq!(arcs.map(|arc| network.flow(arc)), [4, 0, 4, 4]);
    }
}
