//! Pieces are cut where the prices fall inside them.

use super::{Cuts, EXACT, Piece, Stacks};
use crate::network::scale::Scale;
use crate::simplex::{Columns, Number, Simplex};
use std::cmp::Ordering;
use std::fmt::Debug;

impl<G: Ord + Clone + Debug> Cuts<G> {
    /// Cuts the pieces that prices fall inside; whether there were any.
    pub(super) fn refine<N: Number, C: Columns<N>, S: Stacks<Gain = G>>(
        &mut self,
        stacks: &S,
        simplex: &Simplex<'_, N, C>,
        scale: Scale,
    ) -> bool {
        if self.intervals.are_unused() {
            return false;
        }
        let mut marked = vec![false; self.pieces.len()];
        let mut questioned = vec![false; self.intervals.len()];
        for need in 0..stacks.needs() {
            let served = simplex.served(need);
            let pieces = self.pieces(need);
            let Some(piece) = pieces.get(pieces.partition_point(|piece| piece.end < served)) else { continue };
            if served > 0 && piece.of != EXACT && self.is_below(&stacks.gain(need, served - 1), simplex, need, scale) {
                marked[self.first[need] as usize + pieces.partition_point(|piece| piece.end < served)] = true;
                questioned[piece.of as usize] = true;
            }
        }
        if !questioned.contains(&true) {
            return false;
        }
        // With them all at whose price their interval is taken to be: they compete for the same goods.
        let ranks: Vec<Option<i64>> = (0..)
            .zip(&questioned)
            .map(|(of, questioned)| questioned.then(|| self.rank(self.intervals.most(of)).into()))
            .collect();
        let mut members: Vec<Vec<(usize, Piece)>> = vec![Vec::new(); questioned.len()];
        let mut stock = vec![0; questioned.len()];
        for need in 0..stacks.needs() {
            let (price, _) = scale.split(simplex.need_price(need).wide());
            let of_need = self.first[need] as usize..self.first[need + 1] as usize;
            for (piece, marked) in self.pieces[of_need.clone()].iter().copied().zip(&mut marked[of_need]) {
                let Some(Some(rank)) = ranks.get(piece.of as usize) else { continue };
                *marked |= *rank == price;
                if *marked && !self.intervals.is_cut(piece.of) {
                    members[piece.of as usize].push((need, piece));
                    stock[piece.of as usize] += simplex.served(need).clamp(piece.begin, piece.end) - piece.begin;
                }
            }
        }
        for (of, (members, stock)) in
            (0..).zip(members.iter().zip(stock)).filter(|(_, (members, _))| !members.is_empty())
        {
            self.intervals.cut(stacks, of, members, stock);
        }
        self.replace(stacks, &marked);
        true
    }

    pub(super) fn loss<N: Number, C: Columns<N>, S: Stacks<Gain = G>>(
        &self,
        stacks: &S,
        simplex: &Simplex<'_, N, C>,
    ) -> i128 {
        let mut loss = 0;
        for need in 0..stacks.needs() {
            let mut served = simplex.served(need);
            for segment in simplex.market().stack(need) {
                let part = served.min(segment.width);
                served -= part;
                loss += i128::from(segment.width - part) * segment.worth.wide();
            }
        }
        loss
    }

    /// Whether a gain is less than a need's price.
    fn is_below<N: Number, C: Columns<N>>(
        &self,
        gain: &G,
        simplex: &Simplex<'_, N, C>,
        need: usize,
        scale: Scale,
    ) -> bool {
        let (rank, cost) = scale.split(simplex.need_price(need).wide());
        let Some(of_price) = self.gain(rank) else { return rank > 0 };
        match gain.cmp(of_price) {
            Ordering::Less => true,
            Ordering::Equal => cost > 0,
            Ordering::Greater => false,
        }
    }

    /// Puts in the place of each marked piece what it is cut into.
    pub(super) fn replace<S: Stacks<Gain = G>>(&mut self, stacks: &S, marked: &[bool]) {
        let mut pieces = Vec::with_capacity(self.pieces.len() + 2 * marked.iter().filter(|marked| **marked).count());
        let mut first = Vec::with_capacity(self.first.len());
        first.push(0);
        for need in 0..stacks.needs() {
            let of_need = self.first[need] as usize..self.first[need + 1] as usize;
            for (piece, marked) in self.pieces[of_need.clone()].iter().zip(&marked[of_need]) {
                match marked {
                    true => self.intervals.split(stacks, need, *piece, &mut pieces),
                    false => pieces.push(*piece),
                }
            }
            first.push(u32::try_from(pieces.len()).expect("fewer than 2^32 segments"));
        }
        (self.pieces, self.first) = (pieces, first);
    }
}
