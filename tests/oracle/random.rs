//! Pseudo-random numbers of our own, so that a seed gives the same situations on every machine and in every version.

/// SplitMix64: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// The numbers of the case that has this index in the run of a seed.
    pub(crate) fn of_case(seed: u64, index: u64) -> Self {
        let mut outer = Self { state: seed };
        let mixed = outer.next() ^ index.wrapping_mul(0xD605_0BB5_4A6F_1C2B);
        Self { state: mixed }
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `least` to `most`, both included.
    pub(crate) fn between(&mut self, least: u64, most: u64) -> u64 {
        let width = u128::from(most - least) + 1;
        let part = (u128::from(self.next()) * width) >> 64;
        least + u64::try_from(part).expect("below the width")
    }

    /// True in so many of a hundred cases.
    pub(crate) fn percent(&mut self, percent: u64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of a list.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.index(list.len())]
    }

    /// One of a list of numbers.
    pub(crate) fn number(&mut self, list: &[u64]) -> u64 {
        list[self.index(list.len())]
    }

    /// An index below a length above zero.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        let most = u64::try_from(length).expect("lists are short") - 1;
        usize::try_from(self.between(0, most)).expect("below the length")
    }

    /// Changes the order of a list.
    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let other = self.index(last + 1);
            list.swap(last, other);
        }
    }
}
