//! Markets whose needs have very many segments, solved exactly with few of them.
//!
//! A need's entitlement may be cut into 2,000 sub-steps, each with a place in the draw of its own. Of these segments
//! only those around the price at which stock runs out matter. So a market begins with three pieces of each stack: what
//! is worth more than the sub-step at which all stock together would run out, this sub-step with its exact gains, and
//! what is worth less. It is solved; where the prices fall inside a piece, that piece is cut in the same way; and
//! again, from the tree at hand.
//!
//! | word | what it is |
//! |---|---|
//! | gain | what one unit is worth, exactly; never rises along a stack |
//! | place | a whole number that orders gains coarsely: a gain of a higher place is greater |
//! | interval | places from one to another; intervals form a tree, each cut at one place |
//! | piece | the units of one need in one interval, taken to gain as much as the best unit in the interval does; or units of one exact gain |
//!
//! **Why the result is that of all segments.** Let p be the price of a need, y what it gets, and all pieces as above.
//! Nothing is cut any more once for every need: the last unit that it gets gains at least p. Then with all segments
//!
//! 1. units served gain at least p, because gains never rise along a stack and the last one does;
//! 2. units not served gain at most p: the simplex's optimum has no piece with room that is taken to gain more than p,
//!    and no unit gains more than its piece is taken to;
//! 3. columns, links and supply nodes are the same in both markets, and so are their conditions.
//!
//! These are the conditions of linear programming for the market of all segments: the flow is optimal there, and the
//! prices prove it. They are compared as pairs of rank and cost (see [`super::scale`]), ranks being the order of the
//! gains in use, all of them gains of units: so they hold for the gains themselves, whatever ordered kind of number
//! these are.
//!
//! **Why it ends.** A need whose last unit gains less than p gets that unit from a piece that is taken to gain more
//! than the unit does: not from one of exact gain. That piece is cut, into smaller intervals or exact gains. There are
//! finitely many places.

mod interval;
mod refine;

use super::scale::Scale;
use crate::bisect::first;
use crate::simplex::{Columns, Kept, Link, Market, Moved, Number, Segment, Sent, Simplex, Work};
use interval::{Intervals, ROOT};
use std::fmt::Debug;

/// What the needs of a market ask for and what each unit is worth to them. Units of a need count from 0, the dearest
/// first.
pub trait Stacks {
    /// What a unit is worth.
    type Gain: Ord + Clone + Debug;

    /// How many needs there are.
    fn needs(&self) -> usize;

    /// How many units a need asks for; at least one.
    fn units(&self, need: usize) -> i64;

    /// What a unit is worth; never more than the one before it.
    fn gain(&self, need: usize, unit: i64) -> Self::Gain;

    /// The place of a unit's gain, below 2³²: over all needs, a gain of a higher place is greater. Where all are of one
    /// place, no stack is ever cut.
    fn place(&self, need: usize, unit: i64) -> u32;

    /// How many units of a need are of higher places.
    fn above(&self, need: usize, place: u32) -> i64 {
        first(0, self.units(need), |unit| self.place(need, unit) <= place)
    }
}

/// Units of a need that are one segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    begin: i64,
    end: i64,
    /// The interval; [`EXACT`] where all units have one gain.
    of: u32,
}

const EXACT: u32 = u32::MAX;

/// How the stacks of a market are cut.
#[derive(Debug)]
pub struct Cuts<G> {
    /// The gains in use, rising; the first has rank 1.
    gains: Vec<G>,
    intervals: Intervals<G>,
    /// Where each need's pieces begin; one more entry than there are needs.
    first: Vec<u32>,
    pieces: Vec<Piece>,
}

/// A market that was solved.
#[derive(Debug)]
pub struct Solved<N, G> {
    /// What goes over columns, sorted by need, then supply node.
    pub sent: Vec<Sent>,
    /// What goes over each link.
    pub over_links: Vec<i64>,
    /// In the numbers of the market's [`Scale`]; ranks are those of [`Cuts::gain`].
    pub supply_node_prices: Vec<N>,
    /// In the same way.
    pub need_prices: Vec<N>,
    /// What is not served, at its worth in the market as it was cut in the end.
    pub loss: i128,
    /// What it took.
    pub work: Work,
    /// What a later solution can go on from, if that was asked for.
    pub remembered: Option<Remembered<N, G>>,
}

/// Ranks that no longer fit into the numbers of a market; and how far it was solved with fewer.
#[derive(Debug)]
pub struct Outgrown {
    /// What goes over columns.
    pub sent: Vec<Sent>,
    /// What goes over each link.
    pub over_links: Vec<i64>,
}

/// A solved market's tree with what its ranks stand for, for a later one.
#[derive(Debug)]
pub struct Remembered<N, G> {
    kept: Kept<N>,
    scale: Scale,
    /// What the ranks of its prices stand for, rising.
    gains: Vec<(i64, G)>,
}

impl<N: Number, G> Remembered<N, G> {
    /// How many supply nodes and needs there were.
    pub fn size(&self) -> (usize, usize) {
        self.kept.size()
    }

    /// Gains that its prices have.
    fn known(&self) -> impl Iterator<Item = &G> {
        self.gains.iter().map(|(_, gain)| gain)
    }
}

impl<G: Ord + Clone + Debug> Cuts<G> {
    /// The first pieces of stacks that share so much stock.
    pub fn new<S: Stacks<Gain = G>>(stacks: &S, stock: i64) -> Self {
        let needs = stacks.needs();
        let count = |count: usize| u32::try_from(count).expect("fewer than 2^32 segments");
        let places = (0..needs).map(|need| (stacks.place(need, stacks.units(need) - 1), stacks.place(need, 0)));
        let all = places.reduce(|(low, high), (l, h)| (low.min(l), high.max(h)));
        if all.is_none_or(|(low, high)| low == high) {
            return Self::whole(stacks);
        }
        let mut cuts = Self {
            gains: Vec::new(),
            intervals: Intervals::default(),
            first: (0..=needs).map(count).collect(),
            pieces: (0..needs).map(|need| Piece { begin: 0, end: stacks.units(need), of: ROOT }).collect(),
        };
        let members: Vec<_> = cuts.pieces.iter().copied().enumerate().collect();
        cuts.intervals.cut(stacks, ROOT, &members, stock);
        cuts.replace(stacks, &vec![true; needs]);
        cuts
    }

    /// Every stack in its exact gains.
    pub(crate) fn whole<S: Stacks<Gain = G>>(stacks: &S) -> Self {
        let mut cuts = Self {
            gains: Vec::new(),
            intervals: Intervals::default(),
            first: Vec::with_capacity(stacks.needs() + 1),
            pieces: Vec::with_capacity(stacks.needs()),
        };
        cuts.first.push(0);
        for need in 0..stacks.needs() {
            interval::exact(stacks, need, (0, stacks.units(need)), &mut cuts.pieces);
            cuts.first.push(u32::try_from(cuts.pieces.len()).expect("fewer than 2^32 segments"));
        }
        cuts
    }

    #[cfg(test)]
    pub(crate) fn is_longer_than(&self, other: &Self) -> bool {
        self.pieces.len() > other.pieces.len()
    }

    /// Takes the gains that earlier prices had up among those in use, so that a market made from now on can go on from
    /// them.
    pub fn recall<N: Number>(&mut self, remembered: &Remembered<N, G>) {
        self.gains.extend(remembered.known().cloned());
    }

    /// The market of the pieces, for what lies at its supply nodes and its links; `None` if ranks do not fit into its
    /// numbers.
    pub fn market<N: Number, S: Stacks<Gain = G>>(
        &mut self,
        stacks: &S,
        (supply, links): (Vec<i64>, Vec<Link<N>>),
        scale: Scale,
    ) -> Option<Market<N>> {
        for (need, ends) in self.first.windows(2).enumerate() {
            let pieces = &self.pieces[ends[0] as usize..ends[1] as usize];
            let exact = pieces.iter().filter(|piece| piece.of == EXACT);
            self.gains.extend(exact.map(|piece| stacks.gain(need, piece.begin)));
        }
        self.gains.extend(self.intervals.taken().cloned());
        self.gains.sort_unstable();
        self.gains.dedup();
        if !u32::try_from(self.gains.len()).is_ok_and(|ranks| scale.fits::<N>(ranks)) {
            return None;
        }
        let mut segments = Vec::with_capacity(self.pieces.len());
        for need in 0..stacks.needs() {
            for piece in self.pieces(need) {
                let rank = match piece.of {
                    EXACT => self.rank(&stacks.gain(need, piece.begin)),
                    of => self.rank(self.intervals.most(of)),
                };
                segments.push(Segment { width: piece.end - piece.begin, worth: scale.worth(rank) });
            }
        }
        Some(Market { supply, links, first_segment: self.first.clone(), segments })
    }

    /// The market that was made last, from the tree that solved an earlier one; see [`Simplex::resume`].
    #[must_use]
    pub fn resume<'k, N: Number, C: Columns<N>>(
        &self,
        (market, columns): (&'k Market<N>, &'k C),
        scale: Scale,
        remembered: Remembered<N, G>,
        moved: Moved<'_>,
    ) -> Option<Simplex<'k, N, C>> {
        let Remembered { kept, scale: then, gains } = remembered;
        let mut simplex = Simplex::resume(market, columns, kept, moved)?;
        simplex.tell_seen_anew(|price| {
            let (rank, cost) = then.split(price.wide());
            let rank = match gains.binary_search_by_key(&rank, |(rank, _)| *rank) {
                Ok(at) => u32::try_from(self.gains.binary_search(&gains[at].1).ok()? + 1).ok()?,
                Err(_) if rank == 0 => 0,
                Err(_) => return None,
            };
            N::new(scale.worth::<N>(rank).wide() + cost)
        });
        Some(simplex)
    }

    /// Solves the market that was made last, and cuts pieces where prices fall inside, down to the optimum of all
    /// segments.
    ///
    /// # Errors
    /// [`Outgrown`], if more ranks come into use than fit. What was cut stays cut.
    pub fn solve<N: Number, C: Columns<N>, S: Stacks<Gain = G>>(
        &mut self,
        stacks: &S,
        (simplex, columns): (Simplex<'_, N, C>, &C),
        scale: Scale,
        keep: bool,
    ) -> Result<Solved<N, G>, Outgrown> {
        let mut market;
        let mut simplex: Simplex<'_, N, C> = simplex;
        loop {
            simplex.solve();
            if !self.refine(stacks, &simplex, scale) {
                break;
            }
            let before = self.gains.clone();
            let now = simplex.market();
            let Some(next) = self.market(stacks, (now.supply.clone(), now.links.clone()), scale) else {
                return Err(Outgrown { sent: simplex.sent(), over_links: simplex.over_links() });
            };
            let loose = simplex.leave_market();
            market = next;
            simplex = loose.enter(&market, columns);
            simplex.tell_seen_anew(|price| {
                let (rank, cost) = scale.split(price.wide());
                let rank = match usize::try_from(rank).ok()?.checked_sub(1) {
                    None => 0,
                    Some(at) => self.rank(before.get(at)?),
                };
                N::new(scale.worth::<N>(rank).wide() + cost)
            });
        }
        let need_prices: Vec<N> = (0..stacks.needs()).map(|need| simplex.need_price(need)).collect();
        let loss = self.loss(stacks, &simplex);
        let (sent, over_links, supply_node_prices, work) =
            (simplex.sent(), simplex.over_links(), simplex.supply_node_prices().to_vec(), simplex.work);
        let remembered = keep.then(|| {
            let mut ranks: Vec<i64> =
                supply_node_prices.iter().chain(&need_prices).map(|price| scale.split(price.wide()).0).collect();
            ranks.sort_unstable();
            ranks.dedup();
            let gains = ranks.into_iter().filter_map(|rank| Some((rank, self.gain(rank)?.clone()))).collect();
            Remembered { kept: simplex.keep(), scale, gains }
        });
        Ok(Solved { sent, over_links, supply_node_prices, need_prices, loss, work, remembered })
    }

    /// The gains in use, rising: what the ranks of the market that was made last stand for, from 1 on.
    pub fn into_gains(self) -> Vec<G> {
        self.gains
    }

    /// What a rank of the market that was made last stands for; `None` of 0, which is nothing.
    pub fn gain(&self, rank: i64) -> Option<&G> {
        self.gains.get(usize::try_from(rank).ok()?.checked_sub(1)?)
    }

    fn rank(&self, gain: &G) -> u32 {
        let at = self.gains.binary_search(gain).expect("every gain in use is among them");
        u32::try_from(at + 1).expect("counted when the market was made")
    }

    fn pieces(&self, need: usize) -> &[Piece] {
        &self.pieces[self.first[need] as usize..self.first[need + 1] as usize]
    }
}
