//! Dense symmetric matrices, row by row in one slice: the factor A = UᵀU, and solving by it. In tiles of four by four,
//! so that what is loaded is used four times; without `unsafe`, and in the same order on every machine.

use std::sync::Mutex;

/// Rows of a strip that a thread takes.
const STRIP: usize = 16;
/// The side of a tile.
const TILE: usize = 4;
/// A pivot that is smaller than this part of what it was is none: its row is left out.
const PIVOT_MIN: f64 = 1e-15;
/// The pivot of a row that is left out.
const LEFT_OUT: f64 = 1e64;

/// Rows and columns, row by row.
#[derive(Debug, Clone, Default)]
pub(super) struct Matrix {
    rows: usize,
    columns: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// Makes it a matrix of zeros.
    pub(super) fn clear(&mut self, rows: usize, columns: usize) {
        (self.rows, self.columns) = (rows, columns);
        self.cells.clear();
        self.cells.resize(rows * columns, 0.0);
    }

    /// A cell.
    pub(super) fn at(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.cells[row * self.columns + column]
    }

    /// A row.
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.cells[row * self.columns..(row + 1) * self.columns]
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.columns..(row + 1) * self.columns]
    }

    /// The upper triangle becomes U with A = UᵀU; what is below it is not used.
    pub(super) fn factor(&mut self) {
        let n = self.rows;
        let whole: Vec<f64> = (0..n).map(|row| self.cells[row * n + row]).collect();
        for top in (0..n).step_by(TILE) {
            let high = TILE.min(n - top);
            for left in (top..n).step_by(TILE) {
                let sums = products(&self.cells, n, top, &self.cells, n, left, top);
                less_tile(&mut self.cells, n, (top, left), (high, TILE.min(n - left)), &sums);
            }
            for r in 0..high {
                let row = top + r;
                let (above, rest) = self.cells.split_at_mut(row * n);
                let rest = &mut rest[..n];
                for over in top..row {
                    let over = &above[over * n..(over + 1) * n];
                    let by = over[row];
                    rest[row..].iter_mut().zip(&over[row..]).for_each(|(cell, over)| *cell -= by * over);
                }
                let pivot = if rest[row] > whole[row].abs() * PIVOT_MIN { rest[row].sqrt() } else { LEFT_OUT };
                let one = 1.0 / pivot;
                rest[row] = pivot;
                rest[row + 1..].iter_mut().for_each(|cell| *cell *= one);
            }
        }
    }

    /// With U: what is B becomes U⁻ᵀB.
    pub(super) fn solve_below(&self, b: &mut Self) {
        let (n, wide) = (self.rows, b.columns);
        for top in (0..n).step_by(TILE) {
            let high = TILE.min(n - top);
            for left in (0..wide).step_by(TILE) {
                let sums = products(&self.cells, n, top, &b.cells, wide, left, top);
                less_tile(&mut b.cells, wide, (top, left), (high, TILE.min(wide - left)), &sums);
            }
            for r in 0..high {
                let row = top + r;
                let (above, rest) = b.cells.split_at_mut(row * wide);
                let rest = &mut rest[..wide];
                for over in top..row {
                    let by = self.cells[over * n + row];
                    rest.iter_mut().zip(&above[over * wide..]).for_each(|(cell, over)| *cell -= by * over);
                }
                let one = 1.0 / self.cells[row * n + row];
                rest.iter_mut().for_each(|cell| *cell *= one);
            }
        }
    }

    /// Takes ΣKᵀK from the upper triangle; each cell in the order of the borders, on any number of threads.
    pub(super) fn less_squares(&mut self, borders: &[&Self], threads: usize) {
        let n = self.rows;
        let strips: Vec<Mutex<&mut [f64]>> = self.cells.chunks_mut((STRIP * n).max(1)).map(Mutex::new).collect();
        crate::parallel::spread(strips.len(), threads, |at| {
            let mut cells = strips[at].lock().expect("no thread panics");
            for border in borders {
                less_square(&mut cells, n, at * STRIP, border);
            }
        });
    }

    /// With U: b becomes U⁻ᵀb.
    pub(super) fn forward(&self, b: &mut [f64]) {
        for row in 0..self.rows {
            let of = self.row(row);
            b[row] /= of[row];
            let by = b[row];
            b[row + 1..].iter_mut().zip(&of[row + 1..]).for_each(|(b, cell)| *b -= by * cell);
        }
    }

    /// With U: b becomes U⁻¹b.
    pub(super) fn backward(&self, b: &mut [f64]) {
        for row in (0..self.rows).rev() {
            let of = self.row(row);
            b[row] = (b[row] - dot(&of[row + 1..], &b[row + 1..])) / of[row];
        }
    }

    /// Takes Ab from `from`.
    pub(super) fn less_times(&self, b: &[f64], from: &mut [f64]) {
        from.iter_mut().enumerate().for_each(|(row, from)| *from -= dot(self.row(row), b));
    }

    /// Takes Aᵀb from `from`.
    pub(super) fn less_transposed_times(&self, b: &[f64], from: &mut [f64]) {
        for (row, by) in b.iter().enumerate() {
            from.iter_mut().zip(self.row(row)).for_each(|(from, cell)| *from -= by * cell);
        }
    }
}

/// Takes KᵀK from a strip of rows.
fn less_square(cells: &mut [f64], n: usize, from: usize, k: &Matrix) {
    let high = cells.len() / n;
    for top in (0..high).step_by(TILE) {
        for left in (from + top..n).step_by(TILE) {
            let sums = products(&k.cells, n, from + top, &k.cells, n, left, k.rows);
            less_tile(cells, n, (top, left), (TILE.min(high - top), TILE.min(n - left)), &sums);
        }
    }
}

/// Takes the first rows and columns of a tile from where it lies.
fn less_tile(
    cells: &mut [f64],
    n: usize,
    (top, left): (usize, usize),
    (high, wide): (usize, usize),
    by: &[[f64; 4]; 4],
) {
    for (row, by) in by.iter().take(high).enumerate() {
        let from = (top + row) * n + left;
        cells[from..from + wide].iter_mut().zip(by).for_each(|(cell, by)| *cell -= by);
    }
}

/// By cell of the tile: Σₘ a[m][top + r]·b[m][left + c] over the first `depth` rows. Beyond the edge it is nothing.
#[inline]
fn products(
    a: &[f64],
    wide_a: usize,
    top: usize,
    b: &[f64],
    wide_b: usize,
    left: usize,
    depth: usize,
) -> [[f64; 4]; 4] {
    let mut sums = [[0.0_f64; 4]; 4];
    let inside = top + TILE <= wide_a && left + TILE <= wide_b;
    let rows = a.chunks_exact(wide_a.max(1)).zip(b.chunks_exact(wide_b.max(1))).take(depth);
    for (a, b) in rows {
        if inside {
            let a: &[f64; 4] = a[top..top + TILE].try_into().expect("a tile is inside");
            let b: &[f64; 4] = b[left..left + TILE].try_into().expect("a tile is inside");
            for r in 0..4 {
                for c in 0..4 {
                    sums[r][c] += a[r] * b[c];
                }
            }
        } else {
            for (sums, a) in sums.iter_mut().zip(&a[top..]) {
                sums.iter_mut().zip(&b[left..]).for_each(|(sum, b)| *sum += a * b);
            }
        }
    }
    sums
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BᵀB + I of a B that is made up, and its plain rows.
    fn made_up(n: usize) -> (Matrix, Vec<Vec<f64>>) {
        let b = |row: usize, column: usize| f64::from(u32::try_from((row * 7 + column * 13) % 11).unwrap()) - 5.0;
        let cell = |i: usize, j: usize| (0..n).map(|m| b(m, i) * b(m, j)).sum::<f64>() + f64::from(u8::from(i == j));
        let rows: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| cell(i, j)).collect()).collect();
        (Matrix { rows: n, columns: n, cells: rows.concat() }, rows)
    }

    #[test]
    fn a_factored_matrix_solves_for_every_size_of_tile() {
        for n in 1..=19 {
            let (mut matrix, rows) = made_up(n);
            matrix.factor();
            let wanted: Vec<f64> = (0..n).map(|at| f64::from(u32::try_from(at).unwrap()) - 3.0).collect();
            let mut b: Vec<f64> = rows.iter().map(|row| dot(row, &wanted)).collect();
            matrix.forward(&mut b);
            matrix.backward(&mut b);
            assert!(b.iter().zip(&wanted).all(|(found, wanted)| (found - wanted).abs() < 1e-8), "{n}: {b:?}");
        }
    }

    #[test]
    fn a_border_is_taken_off_as_by_hand() {
        for (n, wide) in [(1, 1), (3, 5), (8, 8), (9, 35)] {
            let (mut h, rows) = made_up(n);
            h.factor();
            let cells: Vec<f64> = (0..n * wide).map(|at| f64::from(u32::try_from(at % 7).unwrap()) - 2.0).collect();
            let mut k = Matrix { rows: n, columns: wide, cells: cells.clone() };
            h.solve_below(&mut k);
            let mut corner = Matrix::default();
            corner.clear(wide, wide);
            corner.less_squares(&[&k], 2);
            // −BᵀH⁻¹B, by solving for each column of B.
            for right in 0..wide {
                let mut b: Vec<f64> = (0..n).map(|row| cells[row * wide + right]).collect();
                h.forward(&mut b);
                h.backward(&mut b);
                assert!((0..n).all(|row| (dot(&rows[row], &b) - cells[row * wide + right]).abs() < 1e-8));
                for left in 0..=right {
                    let wanted: f64 = -(0..n).map(|row| cells[row * wide + left] * b[row]).sum::<f64>();
                    assert!((*corner.at(left, right) - wanted).abs() < 1e-8, "{n} {wide} {left} {right}");
                }
            }
        }
    }

    #[test]
    fn a_row_that_depends_on_others_is_left_out() {
        let mut matrix = Matrix { rows: 2, columns: 2, cells: vec![1.0, 1.0, 1.0, 1.0] };
        matrix.factor();
        let mut b = vec![2.0, 2.0];
        matrix.forward(&mut b);
        matrix.backward(&mut b);
        assert_eq!(b, [2.0, 0.0]);
    }
}
