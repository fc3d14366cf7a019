//! How far each need's stack is served.

use super::{Number, Segment};

/// The segments before this one are served, and those from it on are not; a need that hangs under the root is served in
/// part. What stands at either side of the edge is here, too, because it is read at every turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge<N> {
    reached: u32,
    /// What the last segment that is served is worth, and the first that is not; more and less than any price where
    /// there is none.
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
