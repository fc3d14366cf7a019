//! A country made up from a seed: depots and sites in clusters, what lies where, who needs what.

use crate::crew::share;
use crate::random::Random;
use yicang_domain::draw::ticket;
use yicang_domain::{ItemId, NeedKey};

/// The classes that needs are drawn from, and how many of ten fall to each.
pub const CLASSES: [(&str, usize); 4] = [("life-saving", 1), ("critical", 2), ("urgent", 3), ("routine", 4)];

/// `D00000` and so on, so that the order of ids is that of positions.
pub fn id(letter: char, position: usize) -> String {
    format!("{letter}{position:05}")
}

/// How large a country is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The word on the command line.
    pub name: &'static str,
    /// How many depots.
    pub depots: usize,
    /// How many sites.
    pub sites: usize,
    /// How many items.
    pub items: usize,
    /// Of a thousand (site, item), how many need something.
    pub needs_per_mille: u64,
}

/// The sizes of the command line, smallest first.
pub const SIZES: [Size; 5] = [
    Size { name: "S", depots: 20, sites: 500, items: 20, needs_per_mille: 400 },
    Size { name: "SM", depots: 60, sites: 1_500, items: 20, needs_per_mille: 400 },
    Size { name: "M", depots: 200, sites: 5_000, items: 50, needs_per_mille: 400 },
    Size { name: "L", depots: 1_000, sites: 10_000, items: 50, needs_per_mille: 400 },
    Size { name: "XL", depots: 3_000, sites: 35_000, items: 100, needs_per_mille: 300 },
];

/// Of a hundred (depot, item), how many hold something.
const HELD_PERCENT: u64 = 55;
/// Stock, as a part of all claims.
const SUPPLY_PERCENT: i64 = 70;
/// Depots stand in blocks of so many that lie near each other: their minutes fill one cache line.
pub const BLOCK: usize = 32;

/// Micro-degrees north and east.
pub type Place = (i32, i32);

/// Goods of an item at a depot.
#[derive(Debug, Clone, Copy)]
pub struct Holding {
    /// Position of the depot.
    pub depot: u16,
    /// Base units in stock.
    pub units: u32,
}

/// What a site asks of an item.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Index of the site.
    pub site: u32,
    /// Into [`CLASSES`].
    pub class: u8,
    /// Base units claimed.
    pub units: u32,
    /// Minutes until it is late.
    pub due: u16,
    /// Where it stands in the draw among the claims of its item: more is earlier. 0 where nothing is drawn.
    pub draw: u32,
}

/// A made-up country: places, stock and needs, all from its size and seed.
pub struct Country {
    /// What it was made from.
    pub size: Size,
    /// In blocks of [`BLOCK`] that lie near each other.
    pub depots: Vec<Place>,
    /// Where the sites are, by index.
    pub sites: Vec<Place>,
    /// Per item, by depot.
    pub held: Vec<Vec<Holding>>,
    /// Per item, by site.
    pub asked: Vec<Vec<Asked>>,
}

impl Country {
    /// The country of a size and seed.
    pub fn new(size: Size, seed: u64) -> Self {
        let mut random = Random(seed);
        let centres: Vec<Place> = (0..(size.sites / 100).max(4)).map(|_| anywhere(&mut random)).collect();
        let mut clustered = |count: usize, spread: u64| -> Vec<Place> {
            (0..count).map(|_| near(&mut random, &centres, spread)).collect()
        };
        let sites = clustered(size.sites, 800_000);
        let mut depots = clustered(size.depots, 1_600_000);
        into_blocks(&mut depots);
        let mut country = Self { size, depots, sites, held: Vec::new(), asked: Vec::new() };
        for _ in 0..size.items {
            country.add_item(&mut random);
        }
        country
    }

    fn add_item(&mut self, random: &mut Random) {
        let mut asked = Vec::new();
        let of_ten: Vec<u8> =
            (0_u8..).zip(CLASSES).flat_map(|(class, (_, count))| std::iter::repeat_n(class, count)).collect();
        for site in 0..self.sites.len() {
            if random.below(1_000) < self.size.needs_per_mille {
                let class = of_ten[random.index(10)];
                let units = u32::try_from(10 + random.below(90) * (1 + random.below(10))).expect("small");
                let due = u16::try_from(120 + random.below(1_320)).expect("small");
                let site = u32::try_from(site).expect("few sites");
                asked.push(Asked { site, class, units, due, draw: 0 });
            }
        }
        let mut held = Vec::new();
        for depot in 0..self.depots.len() {
            if random.below(100) < HELD_PERCENT {
                let units = u32::try_from(1 + random.below(1_000)).expect("small");
                held.push(Holding { depot: u16::try_from(depot).expect("few depots"), units });
            }
        }
        // Stock in proportion to what was drawn, and all together 70 % of what is asked.
        let wanted = asked.iter().map(|one| i64::from(one.units)).sum::<i64>() * SUPPLY_PERCENT / 100;
        let drawn = held.iter().map(|one| i64::from(one.units)).sum::<i64>().max(1);
        for one in &mut held {
            one.units = u32::try_from(i64::from(one.units) * wanted / drawn).expect("no more than is wanted");
        }
        held.retain(|one| one.units > 0);
        self.held.push(held);
        self.asked.push(asked);
    }

    /// Draws the order of each item's claims, by the names that the tables have and the seed as a text.
    pub fn draw(&mut self, seed: u64, threads: usize) {
        let seed = seed.to_string();
        let asked = &self.asked;
        let (places, _) = share(threads, asked.len(), "drawn", |item| {
            let name: ItemId = id('I', item).parse().expect("a letter and digits are an id");
            let ticket = |one: &Asked| {
                let site = id('S', one.site as usize).parse().expect("a letter and digits are an id");
                ticket(&seed, &NeedKey { site, item: name.clone() })
            };
            let mut tickets: Vec<_> = asked[item].iter().map(ticket).zip(0_u32..).collect();
            tickets.sort_unstable();
            let mut places = vec![0; tickets.len()];
            for ((_, claim), earlier) in tickets.into_iter().rev().zip(1_u32..) {
                places[claim as usize] = earlier;
            }
            places
        });
        for (asked, places) in self.asked.iter_mut().zip(places) {
            asked.iter_mut().zip(places).for_each(|(one, place)| one.draw = place);
        }
    }

    /// How many needs there are.
    pub fn needs(&self) -> usize {
        self.asked.iter().map(Vec::len).sum()
    }
}

/// A large country at middle latitudes.
fn anywhere(random: &mut Random) -> Place {
    let mut within = |from: i32, to: u64| from + i32::try_from(random.below(to)).expect("degrees");
    (within(21_000_000, 24_000_000), within(85_000_000, 38_000_000))
}

/// Somewhere around one of the centres: the sum of three draws lies mostly in the middle.
fn near(random: &mut Random, centres: &[Place], spread: u64) -> Place {
    let (north, east) = centres[random.index(centres.len())];
    let mut around = |at: i32| {
        let drawn: u64 = (0..3).map(|_| random.below(spread)).sum();
        at + i32::try_from(drawn).expect("degrees") - i32::try_from(spread * 3 / 2).expect("degrees")
    };
    (around(north), around(east))
}

/// Orders places so that blocks of [`BLOCK`] lie near each other: halves along the longer side, at a block's edge.
fn into_blocks(places: &mut [Place]) {
    if places.len() <= BLOCK {
        return;
    }
    let extent = |of: fn(&Place) -> i32, places: &[Place]| {
        let (low, high) = (places.iter().map(of).min(), places.iter().map(of).max());
        high.zip(low).map_or(0, |(high, low)| high - low)
    };
    if extent(|p| p.0, places) > extent(|p| p.1, places) {
        places.sort_unstable();
    } else {
        places.sort_unstable_by_key(|p| (p.1, p.0));
    }
    let half = (places.len() / 2).next_multiple_of(BLOCK).min(places.len() - 1);
    let (low, high) = places.split_at_mut(half);
    into_blocks(low);
    into_blocks(high);
}
