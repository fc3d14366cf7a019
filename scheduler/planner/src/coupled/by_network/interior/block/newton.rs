//! One step of the method in a block: its rows eliminated, the step aimed and taken back.

use super::{Block, Node, Segment};
use crate::coupled::by_network::interior::cholesky::Matrix;
use crate::coupled::by_network::interior::complementary_pair::{Aim, Pair, aim_rows};

impl Block {
    /// The matrices, all but the one over shared rows.
    pub(in super::super) fn factor(&mut self, rows: usize) {
        let n = self.sources.len();
        self.m.clear(n, n);
        for need in 0..self.needs.len() {
            let of = self.columns_of(need);
            let mut sum: f64 = self.segments[self.segments_of(need)].iter().map(Segment::theta).sum();
            for at in of.clone() {
                self.theta[at] = self.pairs[at].theta();
                sum += self.theta[at];
            }
            self.needs[need].sum = sum;
            for a in of.clone() {
                let (row, theta) = (self.columns[a].0 as usize, self.theta[a]);
                *self.m.at(row, row) += theta;
                let (by, cells) = (theta / sum, self.m.row_mut(row));
                for b in a..of.end {
                    cells[self.columns[b].0 as usize] -= by * self.theta[b];
                }
            }
        }
        self.h.clear(self.limits.len(), self.limits.len());
        self.k.clear(self.limits.len(), rows);
        for (at, rest) in self.rest.iter().enumerate() {
            *self.h.at(at, at) = rest.theta();
        }
        for a in 0..n {
            for b in a..n {
                let by = *self.m.at(a, b);
                if by == 0.0 {
                    continue;
                }
                let (one, other) = (&self.sources[a], &self.sources[b]);
                for i in one.own.iter().flatten() {
                    for j in other.own.iter().flatten() {
                        add_twice(&mut self.h, a == b, (*i, *j), by);
                    }
                    other.takes.iter().for_each(|(row, size)| *self.k.at(*i, *row) += by * size);
                }
                if a != b {
                    for j in other.own.iter().flatten() {
                        one.takes.iter().for_each(|(row, size)| *self.k.at(*j, *row) += by * size);
                    }
                }
            }
        }
        self.h.factor();
        self.h.solve_below(&mut self.k);
    }

    /// Adds this part's share of the matrix over shared rows, upper triangle; before what own rows take away.
    pub(in super::super) fn add_corner(&mut self, corner: &mut Matrix) {
        for a in 0..self.sources.len() {
            for b in a..self.sources.len() {
                let by = *self.m.at(a, b);
                if by == 0.0 {
                    continue;
                }
                for (i, size) in &self.sources[a].takes {
                    for (j, other) in &self.sources[b].takes {
                        add_twice(corner, a == b, (*i, *j), by * size * other);
                    }
                }
            }
        }
    }

    /// Right-hand sides: of own rows; and added to that of the shared rows. The row prices are those of the prices.
    pub(in super::super) fn aim(&mut self, aim: Aim, corner: &mut [f64]) -> Vec<f64> {
        let all = aim.missed();
        self.flow.fill(0.0);
        for need in 0..self.needs.len() {
            let Node { price, sum, .. } = self.needs[need];
            let of = self.columns_of(need);
            let mut lack = 0.0;
            for at in of.clone() {
                let (pair, (source, cost)) = (&mut self.pairs[at], self.columns[at]);
                let missed = price + pair.price - cost - self.row_price[source as usize];
                let by = all * self.theta[at] * missed + pair.lack(aim) / pair.price;
                *pair.step(aim) = by;
                lack -= by + all * pair.value;
            }
            let segments = self.segments_of(need);
            for segment in &mut self.segments[segments] {
                let missed = segment.gain - price + segment.given.price - segment.left.price;
                let by = all * missed + segment.given.lack(aim) / segment.given.value
                    - segment.left.lack(aim) / segment.left.value;
                *segment.given.step(aim) = by;
                lack += segment.theta() * by + all * segment.given.value;
            }
            self.needs[need].lack = lack;
            for at in of {
                let pair = &mut self.pairs[at];
                let by = *pair.step(aim) + all * pair.value + self.theta[at] * lack / sum;
                self.flow[self.columns[at].0 as usize] += by;
            }
        }
        let mut own = self.used();
        aim_rows(&mut own, &self.rest, &self.limits, aim);
        self.use_rows(corner);
        own
    }

    /// The first half of solving for own rows; takes what they account for from the shared rows.
    pub(in super::super) fn forward(&self, mut own: Vec<f64>, corner: &mut [f64]) -> Vec<f64> {
        self.h.forward(&mut own);
        self.k.less_transposed_times(&own, corner);
        own
    }

    /// The second half, from the steps of the shared rows' prices.
    pub(in super::super) fn backward(&self, mut own: Vec<f64>, corner: &[f64]) -> Vec<f64> {
        self.k.less_times(corner, &mut own);
        self.h.backward(&mut own);
        own
    }

    /// All steps, from those of the prices of rows. The row prices become the steps of row prices.
    pub(in super::super) fn steer(&mut self, aim: Aim, own: &[f64], rows: &[Pair]) {
        self.rest.iter_mut().zip(own).for_each(|(rest, by)| rest.lead(aim, *by));
        self.row_prices(rows, |pair| pair.price_step(aim));
        for need in 0..self.needs.len() {
            let of = self.columns_of(need);
            let row_prices: f64 =
                of.clone().map(|at| self.theta[at] * self.row_price[self.columns[at].0 as usize]).sum();
            let node = &mut self.needs[need];
            let by = (row_prices + node.lack) / node.sum;
            *(if aim == Aim::Correction { &mut node.more } else { &mut node.by }) = by;
            for at in of {
                let row_price = self.row_price[self.columns[at].0 as usize];
                let pair = &mut self.pairs[at];
                *pair.step(aim) += self.theta[at] * (by - row_price);
                pair.follow(aim);
            }
            let segments = self.segments_of(need);
            for segment in &mut self.segments[segments] {
                let more = segment.theta() * (*segment.given.step(aim) - by);
                *segment.given.step(aim) = more;
                *segment.left.step(aim) = -more;
                segment.given.follow(aim);
                segment.left.follow(aim);
            }
        }
    }
}

/// Adds to the upper triangle what rows i of one source and j of another have in common: twice on the diagonal, where
/// the sources are two; once of i, j and j, i, where they are one.
fn add_twice(matrix: &mut Matrix, same: bool, (i, j): (usize, usize), by: f64) {
    if !same || i <= j {
        *matrix.at(i.min(j), i.max(j)) += if !same && i == j { 2.0 * by } else { by };
    }
}
