//! How far the stack of each need is served.

use super::{Number, Segment};

/// Index of the first unserved segment. If the need is a child of the root in the tree, that segment is partly served.
/// The worths at both sides of the edge are kept here, because every pricing pass reads them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge<N> {
    reached: u32,
    /// Worth of the last served segment and of the first unserved one. Without such a segment: above or below every
    /// price.
    pub last: N,
    pub next: N,
}

impl<N: Number> Edge<N> {
    /// So many segments of a stack are served.
    pub(super) fn at(stack: &[Segment<N>], reached: usize) -> Self {
        let most = N::new(N::LARGEST).expect("the largest that fits");
        Self {
            last: reached.checked_sub(1).map_or(most, |last| stack[last].worth),
            next: stack.get(reached).map_or(-most, |next| next.worth),
            reached: u32::try_from(reached).expect("few segments"),
        }
    }

    pub(super) fn reached(&self) -> usize {
        self.reached as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_either_side_of_the_edge_stand_the_segments_next_to_it() {
        let stack = [9, 4].map(|worth| Segment { width: 5, worth });
        let sides = |reached| {
            let edge = Edge::<i64>::at(&stack, reached);
            assert_eq!(edge.reached(), reached);
            (edge.last, edge.next)
        };
        let most = i64::try_from(i64::LARGEST).expect("a price");
        assert_eq!([sides(0), sides(1), sides(2)], [(most, 9), (9, 4), (4, -most)]);
    }
}
