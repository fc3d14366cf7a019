//! Intervals of places, and where they are cut.

use super::{EXACT, Piece, Stacks};
use crate::bisect::first;

/// The interval of all places.
pub(super) const ROOT: u32 = 0;

/// As deep in the tree as this, intervals are cut in the middle: the tree stays low, whatever stacks look like.
const DEEP: u32 = 12;

/// The tree of all intervals.
#[derive(Debug)]
pub(super) struct Intervals<G> {
    all: Vec<Interval<G>>,
}

#[derive(Debug)]
struct Interval<G> {
    /// The best gain of all units in its pieces: what each of them is taken to gain.
    most: Option<G>,
    depth: u32,
    cut: Option<Cut>,
}

/// Above a place, at it, and below it.
#[derive(Debug, Clone, Copy)]
struct Cut {
    place: u32,
    above: u32,
    below: u32,
}

impl<G> Default for Intervals<G> {
    fn default() -> Self {
        Self { all: vec![Interval { most: None, depth: 0, cut: None }] }
    }
}

impl<G: Ord + Clone> Intervals<G> {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether every piece is of an exact gain.
    pub(super) fn are_unused(&self) -> bool {
        self.all.iter().all(|interval| interval.most.is_none())
    }

    pub(super) fn is_cut(&self, interval: u32) -> bool {
        self.all[interval as usize].cut.is_some()
    }

    /// What the pieces in an interval are taken to gain.
    pub(super) fn most(&self, interval: u32) -> &G {
        self.all[interval as usize].most.as_ref().expect("an interval with a piece has units")
    }

    /// All gains that pieces are taken to have.
    pub(super) fn taken(&self) -> impl Iterator<Item = &G> {
        self.all.iter().filter_map(|interval| interval.most.as_ref())
    }

    /// Cuts an interval at the place at which so much stock runs out if these pieces share it, the best units first; in
    /// the middle of them, where that says nothing.
    pub(super) fn cut<S: Stacks<Gain = G>>(
        &mut self,
        stacks: &S,
        interval: u32,
        members: &[(usize, Piece)],
        stock: i64,
    ) {
        let places =
            members.iter().map(|(need, piece)| (stacks.place(*need, piece.end - 1), stacks.place(*need, piece.begin)));
        let (low, high) = places.reduce(|(low, high), (l, h)| (low.min(l), high.max(h))).expect("there are members");
        let units: i64 = members.iter().map(|(_, piece)| piece.end - piece.begin).sum();
        let depth = self.all[interval as usize].depth;
        let place = if depth >= DEEP || stock <= 0 || stock >= units || low == high {
            low + (high - low) / 2
        } else {
            let above = |place: u32| -> i64 {
                let units = |(need, piece): &(usize, Piece)| {
                    stacks.above(*need, place).clamp(piece.begin, piece.end) - piece.begin
                };
                members.iter().map(units).sum()
            };
            let fits = |place: i64| above(u32::try_from(place).expect("a place")) <= stock;
            u32::try_from(first(low.into(), high.into(), fits)).expect("a place")
        };
        let child = u32::try_from(self.all.len()).expect("fewer than 2^32 intervals");
        self.all[interval as usize].cut = Some(Cut { place, above: child, below: child + 1 });
        for _ in 0..2 {
            self.all.push(Interval { most: None, depth: depth + 1, cut: None });
        }
    }

    /// What a piece in an interval that is cut becomes.
    pub(super) fn split<S: Stacks<Gain = G>>(
        &mut self,
        stacks: &S,
        need: usize,
        Piece { begin, end, of }: Piece,
        pieces: &mut Vec<Piece>,
    ) {
        let Cut { place, above, below } = self.all[of as usize].cut.expect("it is cut");
        let at = stacks.above(need, place).clamp(begin, end);
        let after = match place.checked_sub(1) {
            None => end,
            Some(place) => stacks.above(need, place).clamp(begin, end),
        };
        self.add(stacks, need, Piece { begin, end: at, of: above }, pieces);
        exact(stacks, need, (at, after), pieces);
        self.add(stacks, need, Piece { begin: after, end, of: below }, pieces);
    }

    /// A piece, unless it is empty.
    fn add<S: Stacks<Gain = G>>(&mut self, stacks: &S, need: usize, piece: Piece, pieces: &mut Vec<Piece>) {
        if piece.begin < piece.end {
            let (most, gain) = (&mut self.all[piece.of as usize].most, stacks.gain(need, piece.begin));
            if most.as_ref().is_none_or(|most| *most < gain) {
                *most = Some(gain);
            }
            pieces.push(piece);
        }
    }
}

/// Adds units of a need as pieces of exact gains.
pub(super) fn exact<S: Stacks>(stacks: &S, need: usize, (mut begin, end): (i64, i64), pieces: &mut Vec<Piece>) {
    while begin < end {
        let gain = stacks.gain(need, begin);
        // Most often all of them have the same.
        let next = match stacks.gain(need, end - 1) == gain {
            true => end,
            false => first(begin + 1, end, |unit| stacks.gain(need, unit) != gain),
        };
        pieces.push(Piece { begin, end: next, of: EXACT });
        begin = next;
    }
}
