//! What items weigh and take, and what the vehicles of each depot carry: one pool for each depot, leaving at once.

use crate::country::Country;
use crate::random::Random;

/// What a pool carries, as a part of what lies at its depot: so many percent at least…
const CARRIED_PERCENT_MIN: u64 = 70;
/// …and fewer than so many more. At a hundred and above, all that lies there can leave: a good part of the pools binds.
const CARRIED_PERCENT_MORE: u64 = 60;

/// In conflict: of ten pools, so many carry so many percent of what lies there at least, and fewer than so many more.
const CONFLICT: [(usize, u64, u64); 4] = [(3, 5, 15), (3, 35, 15), (2, 50, 20), (2, 70, 60)];

/// Grams and millilitres.
pub type Load = [u64; 2];

/// What couples the items.
pub struct Fleet {
    /// Of a unit, by item.
    pub sizes: Vec<Load>,
    /// By depot.
    pub pools: Vec<Load>,
}

impl Fleet {
    /// Of a country; other draws than the country's own. In conflict, some pools carry less than the floor of those who
    /// depend on them, some the floor and a class or two, some nearly all.
    pub fn new(country: &Country, seed: u64, conflict: bool) -> Self {
        let mut random = Random(seed ^ 0x5ca1_ab1e_0f1e_e700);
        let size = |random: &mut Random| {
            let grams = (10 + random.below(90)) * (1 + random.below(20));
            // Half to six times as much room as water of that weight.
            [grams, (grams * (5 + random.below(56))).div_ceil(10)]
        };
        let sizes: Vec<Load> = (0..country.size.items).map(|_| size(&mut random)).collect();
        let mut pools = vec![[0; 2]; country.depots.len()];
        for (held, size) in country.held.iter().zip(&sizes) {
            for one in held {
                let pool: &mut Load = &mut pools[usize::from(one.depot)];
                pool.iter_mut().zip(size).for_each(|(sum, size)| *sum += u64::from(one.units) * size);
            }
        }
        let kinds: Vec<_> = CONFLICT.iter().flat_map(|(of_ten, least, more)| vec![(*least, *more); *of_ten]).collect();
        for pool in &mut pools {
            let kind =
                if conflict { kinds[random.index(kinds.len())] } else { (CARRIED_PERCENT_MIN, CARRIED_PERCENT_MORE) };
            pool.iter_mut().for_each(|carried| *carried = *carried * (kind.0 + random.below(kind.1)) / 100);
        }
        Self { sizes, pools }
    }
}
